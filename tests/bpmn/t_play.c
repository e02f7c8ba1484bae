#include "tests/bpmn/play.h"

#include "bpmn/timer.h"

str play_xml(str definitions, str process)
{
    return str_fmt(
        test_arena(),
        "<bpmn:definitions xmlns:bpmn='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' "
        "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' id='d'>%.*s"
        "<bpmn:process id='p' isExecutable='true'>%.*s</bpmn:process></bpmn:definitions>",
        STR_ARG(definitions), STR_ARG(process));
}

const struct bpmn *play_model(str xml)
{
    struct findings f = { .a = test_arena(), .file = S("model.bpmn") };
    struct bpmn *m = NULL;

    err e = bpmn_parse(test_arena(), xml, &f, &m);
    for (size_t i = 0; i < f.v.n; i++)
        if (f.v.v[i].level == FINDING_ERROR)
            test_fail("model.bpmn", f.v.v[i].line, "%.*s: %.*s", STR_ARG(f.v.v[i].code),
                      STR_ARG(f.v.v[i].what));
    return failed(e) ? NULL : m;
}

val json(const char *text)
{
    val v = val_null();

    if (text && *text)
        EXPECT_OK(val_from_json(test_arena(), str_z(text), NULL, &v, NULL));
    return v;
}

static bool opens(enum bpmn_effect_kind k)
{
    return k == BPMN_TASK_SERVICE || k == BPMN_TASK_DECISION || k == BPMN_TASK_USER ||
           k == BPMN_TIMER_SET || k == BPMN_MESSAGE_WAIT || k == BPMN_SIGNAL_WAIT ||
           k == BPMN_CALL || k == BPMN_INCIDENT;
}

static bool closes(enum bpmn_effect_kind k)
{
    return k == BPMN_TASK_GONE || k == BPMN_TASK_USER_GONE || k == BPMN_TIMER_GONE ||
           k == BPMN_MESSAGE_WAIT_GONE || k == BPMN_SIGNAL_WAIT_GONE || k == BPMN_CALL_GONE ||
           k == BPMN_INCIDENT_GONE;
}

static void open_drop(struct play *p, uint32_t token)
{
    for (size_t i = 0; i < p->open.n; i++)
        if (p->open.v[i].token == token) {
            memmove(&p->open.v[i], &p->open.v[i + 1], (p->open.n - i - 1) * sizeof p->open.v[0]);
            p->open.n--;
            return;
        }
}

/* The state goes through its packed form, as it would through a row of the database. */
static void took(struct play *p)
{
    buf b;

    if (failed(p->e))
        return;
    buf_init(&b, test_arena(), 256);
    val_pack(&b, p->step.instance);
    EXPECT_OK(val_unpack(test_arena(), buf_str(&b), &p->state));
    for (size_t i = 0; i < p->step.effects_n; i++) {
        const struct bpmn_effect *e = &p->step.effects[i];
        if (closes(e->kind) || e->kind == BPMN_INCIDENT)
            open_drop(p, e->token);
        if (opens(e->kind))
            *vec_push(&p->open, test_arena()) = (struct open){ e->token, e->kind, e->at, e->data };
    }
}

/* After bpmn_continue by hand: token is the one whose work is over. */
void play_took(struct play *p, uint32_t token)
{
    open_drop(p, token);
    took(p);
}

void play_start(struct play *p, const struct bpmn *m, const char *variables)
{
    *p = (struct play){ .m = m };
    p->env.a = test_arena();
    EXPECT_OK(instant_parse(S("2026-03-02T09:00:00Z"), &p->env.now));
    p->e = m ? bpmn_start(m, S("p"), json(variables), &p->env, &p->step) : REFUSED(ERR_MISSING);
    took(p);
}

static const str words[] = {
    [BPMN_TASK_SERVICE] = S_INIT("service"),    [BPMN_TASK_DECISION] = S_INIT("decision"),
    [BPMN_TASK_USER] = S_INIT("user"),          [BPMN_TASK_GONE] = S_INIT("-task"),
    [BPMN_TASK_USER_GONE] = S_INIT("-user"),    [BPMN_TASK_USER_AGAIN] = S_INIT("again"),
    [BPMN_TIMER_SET] = S_INIT("timer"),         [BPMN_TIMER_GONE] = S_INIT("-timer"),
    [BPMN_MESSAGE_WAIT] = S_INIT("message"),    [BPMN_MESSAGE_WAIT_GONE] = S_INIT("-message"),
    [BPMN_SIGNAL_WAIT] = S_INIT("signal"),      [BPMN_SIGNAL_WAIT_GONE] = S_INIT("-signal"),
    [BPMN_MESSAGE_THROW] = S_INIT("throw"),     [BPMN_SIGNAL_THROW] = S_INIT("broadcast"),
    [BPMN_ESCALATION] = S_INIT("escalation"),   [BPMN_CALL] = S_INIT("call"),
    [BPMN_CALL_GONE] = S_INIT("-call"),         [BPMN_INCIDENT] = S_INIT("incident"),
    [BPMN_INCIDENT_GONE] = S_INIT("-incident"), [BPMN_COMPLETED] = S_INIT("end"),
    [BPMN_CANCELLED] = S_INIT("cancelled"),     [BPMN_TAKEN] = S_INIT(""),
};

str play_effects(const struct play *p)
{
    buf b;

    buf_init(&b, test_arena(), 256);
    for (size_t i = 0; !failed(p->e) && i < p->step.effects_n; i++) {
        const struct bpmn_effect *e = &p->step.effects[i];
        if (!words[e->kind].n)
            continue;
        if (b.n)
            buf_char(&b, ' ');
        buf_add(&b, words[e->kind]);
        if (e->at)
            buf_fmt(&b, ":%.*s", STR_ARG(e->at->id));
        if (e->kind == BPMN_INCIDENT || e->kind == BPMN_ESCALATION || e->kind == BPMN_SIGNAL_THROW)
            buf_fmt(&b, "/%.*s", STR_ARG(e->name));
        if (e->kind == BPMN_MESSAGE_WAIT || e->kind == BPMN_MESSAGE_THROW)
            buf_fmt(&b, "/%.*s/%.*s", STR_ARG(e->name), STR_ARG(e->key));
    }
    if (failed(p->e))
        buf_fmt(&b, p->e.code == ERR_CONFLICT ? "conflict" : "error %d", p->e.code);
    return buf_str(&b);
}

static uint32_t token_of(const struct play *p, str name, bool incident)
{
    str el, nth;
    int64_t n = 1;

    if (str_cut(name, '#', &el, &nth) && failed(str_to_i64(nth, &n)))
        return 0;
    for (size_t i = 0; i < p->open.n; i++)
        if (str_eq(p->open.v[i].at->id, el) && (p->open.v[i].kind == BPMN_INCIDENT) == incident &&
            !--n)
            return p->open.v[i].token;
    return 0;
}

static const struct {
    str word;
    enum bpmn_event_kind kind;
    int names;
} verbs[] = {
    { S_INIT("done"), BPMN_TASK_DONE, 1 },
    { S_INIT("error"), BPMN_TASK_ERROR, 2 },
    { S_INIT("escalate"), BPMN_TASK_ESCALATED, 2 },
    { S_INIT("fail"), BPMN_TASK_FAILED, 2 },
    { S_INIT("timer"), BPMN_TIMER_FIRED, 1 },
    { S_INIT("message"), BPMN_MESSAGE_CAME, 2 },
    { S_INIT("signal"), BPMN_SIGNAL_CAME, 1 },
    { S_INIT("called"), BPMN_CALL_DONE, 1 },
    { S_INIT("change"), BPMN_CHANGED, 0 },
    { S_INIT("retry"), BPMN_RETRY, 1 },
    { S_INIT("skip"), BPMN_SKIP, 1 },
    { S_INIT("move"), BPMN_MOVE, 2 },
    { S_INIT("cancel"), BPMN_CANCEL, 0 },
};

static void event_of(struct play *p, int verb, str first, str second, str rest,
                     struct bpmn_event *ev)
{
    *ev =
        (struct bpmn_event){ .kind = verbs[verb].kind, .data = json(str_zdup(test_arena(), rest)) };
    if (ev->kind == BPMN_MESSAGE_CAME || ev->kind == BPMN_SIGNAL_CAME) {
        ev->name = first;
        ev->key = second;
        return;
    }
    ev->name = second;
    bool incident = ev->kind == BPMN_RETRY || ((ev->kind == BPMN_SKIP || ev->kind == BPMN_MOVE) &&
                                               !token_of(p, first, false));
    ev->token = first.n ? token_of(p, first, incident) : 0;
    for (size_t i = 0; i < p->open.n; i++)
        if (p->open.v[i].token == ev->token && p->open.v[i].kind == BPMN_TASK_USER &&
            ev->kind == BPMN_TASK_DONE)
            ev->kind = BPMN_USER_DONE;
}

void play_do(struct play *p, const char *line)
{
    str rest = str_z(line), verb, first = S(""), second = S("");
    struct timer_span span;
    struct bpmn_event ev;

    str_cut(rest, ' ', &verb, &rest);
    if (str_eq(verb, S("wait"))) {
        EXPECT_OK(timer_span_parse(rest, &span));
        EXPECT_OK(timer_add(p->env.now, span, &p->env.now));
        return;
    }
    for (int i = 0; i < (int)LEN(verbs); i++) {
        if (!str_eq(verbs[i].word, verb))
            continue;
        if (verbs[i].names > 0)
            str_cut(rest, ' ', &first, &rest);
        if (verbs[i].names > 1)
            str_cut(rest, ' ', &second, &rest);
        event_of(p, i, first, second, rest, &ev);
        p->e = bpmn_continue(p->m, p->state, &ev, &p->env, &p->step);
        if (!failed(p->e) && ev.token && ev.kind != BPMN_MOVE && ev.kind != BPMN_TASK_ESCALATED)
            open_drop(p, ev.token);
        took(p);
        return;
    }
    test_fail(__FILE__, __LINE__, "no such line: %s", line);
}

void play_scenes(const char *file, int at, const struct bpmn *m, const struct scene *s, size_t n,
                 struct play *p)
{
    for (size_t i = 0; i < n; i++) {
        if (!i)
            play_start(p, m, s->line);
        else
            play_do(p, s[i].line);
        str got = play_effects(p);
        if (s[i].want && !str_eq(got, str_z(s[i].want)))
            test_fail(file, at, "after \"%s\": %.*s; expected: %s", s[i].line, STR_ARG(got),
                      s[i].want);
    }
}

str var(const struct play *p, const char *name)
{
    return val_json_str(test_arena(), val_get(p->step.variables, str_z(name)));
}
