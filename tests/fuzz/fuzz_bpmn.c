/* Any bytes are a model or refused with a finding; a model that is accepted runs under events
 * chosen by its own last bytes, and a state that somebody has spoilt is refused or goes on, without
 * harm. */
#include "bpmn/diagram.h"
#include "tests/fuzz/fuzz.h"

struct walk {
    const struct bpmn *m;
    struct bpmn_env env;
    struct feel_env feel;
    struct bpmn_step step;
    val state;
    str choice;
    size_t at;
};

static uint8_t choose(struct walk *w)
{
    return w->choice.n ? (uint8_t)w->choice.p[w->at++ % w->choice.n] : 0;
}

static str packed(struct walk *w, val v)
{
    buf b;

    buf_init(&b, w->env.a, 256);
    val_pack(&b, v);
    return buf_str(&b);
}

static struct bpmn_event event_for(struct walk *w, const struct bpmn_effect *e)
{
    uint8_t c = choose(w);
    struct bpmn_event ev = { .token = e->token, .name = e->name, .key = e->key };

    switch (e->kind) {
    case BPMN_TASK_SERVICE:
    case BPMN_TASK_DECISION:
    case BPMN_CALL:
        ev.kind = c % 8 == 0             ? BPMN_TASK_ERROR
                  : c % 8 == 1           ? BPMN_TASK_FAILED
                  : e->kind == BPMN_CALL ? BPMN_CALL_DONE
                                         : BPMN_TASK_DONE;
        break;
    case BPMN_TASK_USER:
        ev.kind = c % 8 == 0 ? BPMN_SKIP : BPMN_USER_DONE;
        break;
    case BPMN_TIMER_SET:
        ev.kind = BPMN_TIMER_FIRED;
        break;
    case BPMN_MESSAGE_WAIT:
        ev.kind = BPMN_MESSAGE_CAME;
        ev.token = 0;
        break;
    case BPMN_SIGNAL_WAIT:
        ev.kind = BPMN_SIGNAL_CAME;
        break;
    case BPMN_INCIDENT:
        ev.kind = c % 2 ? BPMN_RETRY : BPMN_SKIP;
        break;
    default:
        ev.kind = c % 16 ? BPMN_CHANGED : BPMN_CANCEL;
        break;
    }
    ev.data = w->step.variables;
    return ev;
}

static bool step(struct walk *w)
{
    struct bpmn_marks marks;
    size_t n = w->step.effects_n;
    struct bpmn_effect none = { .kind = BPMN_ENTERED };
    const struct bpmn_effect *e = n ? &w->step.effects[n - 1 - choose(w) % n] : &none;
    struct bpmn_event ev = event_for(w, e);
    err got = bpmn_continue(w->m, w->state, &ev, &w->env, &w->step);

    if (failed(got))
        return got.code == ERR_CONFLICT || got.code == ERR_UNSUPPORTED;
    w->state = w->step.instance;
    CHECK(!failed(bpmn_where(w->env.a, w->m, w->state, &marks)));
    return !w->step.ended;
}

static void spoil(struct walk *w)
{
    str bytes = packed(w, w->state);
    val state;

    if (bytes.n < 8)
        return;
    ((char *)bytes.p)[choose(w) % bytes.n] ^= (char)choose(w);
    if (failed(val_unpack(w->env.a, bytes, &state)))
        return;
    w->state = state;
    for (int i = 0; i < 4 && step(w); i++)
        continue;
}

static void look(struct walk *w)
{
    buf b;

    buf_init(&b, w->env.a, 4 * KIB);
    if (!failed(bpmn_svg(&b, w->m, &(struct diagram_options){ .links = true })))
        CHECK(utf8_valid(buf_str(&b)));
    for (uint32_t i = 0; i < w->m->scopes_n; i++)
        bpmn_outline(w->env.a, w->m, w->m->scopes[i].id, NULL);
    bpmn_tasks(w->env.a, w->m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str text = str_of((const char *)data, n);
    size_t end = str_rfind_char(text, '>');
    struct walk w = { .env = { .a = a, .now = { 1772442000000 }, .steps = 500, .feel = &w.feel } };
    struct findings f = { .a = a };
    struct bpmn *m = NULL;

    w.choice = end == SIZE_MAX ? S("") : str_from(text, end + 1);
    err e = bpmn_parse(a, end == SIZE_MAX ? text : str_sub(text, 0, end + 1), &f, &m);
    CHECK(failed(e) == (f.errors > 0) || e.class == ERR_CLASS_FAULT);
    if (!m)
        return 0;
    w.m = m;
    feel_env_init(&w.feel, a, w.env.now);
    w.feel.steps = 20000;
    w.feel.memory = 16 * MIB;
    w.feel.stack = 256 * KIB;
    look(&w);
    if (failed(e) || !bpmn_main(m) ||
        failed(bpmn_start(m, bpmn_main(m)->id, val_null(), &w.env, &w.step)))
        return 0;
    w.state = w.step.instance;
    for (int i = 0; i < 40 && step(&w); i++)
        continue;
    spoil(&w);
    return 0;
}
