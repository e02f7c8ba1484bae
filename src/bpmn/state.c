/* The instance as a val, and unfolded.  Only what differs from its default is written. */
#include "bpmn/engine.h"

enum { STATE_VERSION = 1 };

static const str token_names[TOKEN_STATES] = {
    [TOKEN_READY] = S_INIT("ready"),       [TOKEN_TASK] = S_INIT("task"),
    [TOKEN_DECISION] = S_INIT("decision"), [TOKEN_USER] = S_INIT("user"),
    [TOKEN_CALL] = S_INIT("call"),         [TOKEN_WAIT] = S_INIT("wait"),
    [TOKEN_SCOPE] = S_INIT("scope"),       [TOKEN_JOIN] = S_INIT("join"),
    [TOKEN_INCIDENT] = S_INIT("incident"), [TOKEN_COMPENSATING] = S_INIT("compensating"),
};
static const str frame_names[] = { S_INIT("process"), S_INIT("sub"), S_INIT("multi") };

void machine_init(struct machine *x, const struct bpmn *m, struct bpmn_env *env)
{
    *x = (struct machine){ .m = m, .env = env, .a = env->a, .next_id = MAX(env->first, 1) };
    x->seen = ARENA_ARRAY(x->a, uint8_t, (m->nodes_n + m->flows_n) / 8 + 1);
    if (!env->feel)
        feel_env_init(&x->own, env->a, env->now);
}

/* ---- writing ---- */

static void put_text(val_builder *b, str key, str text)
{
    if (text.n)
        val_add(b, key, val_str(text));
}

static void put_number(val_builder *b, str key, int64_t n)
{
    if (n)
        val_add(b, key, val_int(n));
}

static void put_value(val_builder *b, str key, val v)
{
    if (!val_is_null(v) && !(v.tag == V_CONTEXT && !v.c->n))
        val_add(b, key, v);
}

static val wait_save(struct machine *x, const struct wait *w)
{
    val_builder b = val_build(x->a);

    val_add(&b, S("id"), val_int(w->id));
    val_add(&b, S("at"), val_str(w->at->id));
    if (w->host)
        val_add(&b, S("host"), val_int(w->host->id));
    put_text(&b, S("name"), w->name);
    put_text(&b, S("key"), w->key);
    put_text(&b, S("cycle"), w->cycle);
    put_number(&b, S("time"), w->time.ms);
    put_number(&b, S("was"), w->was);
    return val_done(&b);
}

static val token_save(struct machine *x, const struct token *t)
{
    val_builder b = val_build(x->a);

    val_add(&b, S("id"), val_int(t->id));
    val_add(&b, S("at"), val_str(t->at->id));
    val_add(&b, S("st"), val_str(token_names[t->state]));
    if (t->state == TOKEN_INCIDENT)
        put_number(&b, S("phase"), t->phase);
    if (t->state == TOKEN_JOIN)
        put_number(&b, S("slot"), t->slot);
    put_number(&b, S("loops"), t->loops);
    put_number(&b, S("caller"), t->caller);
    put_number(&b, S("pending"), t->pending);
    put_value(&b, S("vars"), t->vars);
    put_value(&b, S("result"), t->result);
    put_text(&b, S("code"), t->code);
    put_text(&b, S("text"), t->text);
    return val_done(&b);
}

static void multi_save(struct machine *x, val_builder *b, const struct frame *f)
{
    val *results = ARENA_ARRAY(x->a, val, 2 * f->results.n + 1);

    val_add(b, S("items"), f->items);
    val_add(b, S("begun"), val_int(f->begun));
    val_add(b, S("ended"), val_int(f->ended));
    for (size_t i = 0; i < f->results.n; i++) {
        results[2 * i] = val_int(f->results.v[i].i);
        results[2 * i + 1] = f->results.v[i].v;
    }
    if (f->results.n)
        val_add(b, S("results"), val_list(results, 2 * f->results.n));
}

static void done_save(struct machine *x, val_builder *b, const struct frame *f)
{
    val *done = ARENA_ARRAY(x->a, val, 2 * f->done.n + 1);

    for (size_t i = 0; i < f->done.n; i++) {
        done[2 * i] = val_str(f->done.v[i].at->id);
        done[2 * i + 1] = f->done.v[i].vars;
    }
    if (f->done.n)
        val_add(b, S("done"), val_list(done, 2 * f->done.n));
}

static size_t waits_n(const struct wait *w)
{
    size_t n = 0;

    for (; w; w = w->next)
        n += !w->gone;
    return n;
}

static void tokens_save(struct machine *x, val_builder *b, const struct frame *f)
{
    size_t waits = waits_n(f->waits), n = 0, w_n = 0;

    for (const struct token *t = f->first; t; t = t->next)
        waits += t->gone ? 0 : waits_n(t->waits);
    val *tokens = ARENA_ARRAY(x->a, val, f->live + 1), *out = ARENA_ARRAY(x->a, val, waits + 1);
    for (const struct wait *w = f->waits; w; w = w->next)
        if (!w->gone)
            out[w_n++] = wait_save(x, w);
    for (const struct token *t = f->first; t; t = t->next) {
        if (t->gone)
            continue;
        tokens[n++] = token_save(x, t);
        for (const struct wait *w = t->waits; w; w = w->next)
            if (!w->gone)
                out[w_n++] = wait_save(x, w);
    }
    if (n)
        val_add(b, S("tokens"), val_list(tokens, n));
    if (w_n)
        val_add(b, S("waits"), val_list(out, w_n));
}

static val frame_save(struct machine *x, const struct frame *f)
{
    val_builder b = val_build(x->a);

    val_add(&b, S("id"), val_int(f->id));
    val_add(&b, S("kind"), val_str(frame_names[f->kind]));
    if (f->host) {
        val_add(&b, S("at"), val_str(f->at->id));
        val_add(&b, S("host"), val_int(f->host->id));
    }
    put_number(&b, S("shut"), f->shut);
    put_value(&b, S("vars"), f->vars);
    if (f->kind == FRAME_MULTI)
        multi_save(x, &b, f);
    done_save(x, &b, f);
    tokens_save(x, &b, f);
    return val_done(&b);
}

val state_save(struct machine *x)
{
    val_builder b = val_build(x->a);
    size_t n = 0, kept = 0;

    for (const struct frame *f = x->frames; f; f = f->next)
        n++;
    val *scopes = ARENA_ARRAY(x->a, val, n + 1);
    for (const struct frame *f = x->frames; f; f = f->next)
        if (!f->gone || f == x->root)
            scopes[kept++] = frame_save(x, f);
    val_add(&b, S("v"), val_int(STATE_VERSION));
    val_add(&b, S("process"), val_str(x->process->id));
    val_add(&b, S("next"), val_int(x->next_id));
    val_add(&b, S("state"),
            x->cancelled ? VAL_S("cancelled")
            : x->ended   ? VAL_S("done")
                         : VAL_S("running"));
    if (x->end)
        val_add(&b, S("end"), val_str(x->end->id));
    val_add(&b, S("seen"),
            val_str(str_hex(x->a, x->seen, (x->m->nodes_n + x->m->flows_n) / 8 + 1)));
    val_add(&b, S("scopes"), val_list(scopes, kept));
    return val_done(&b);
}

/* ---- reading ---- */

struct entry *state_find(const struct machine *x, uint32_t id)
{
    for (size_t i = id & x->ids_mask; x->ids && x->ids[i].id; i = (i + 1) & x->ids_mask)
        if (x->ids[i].id == id)
            return &x->ids[i];
    return NULL;
}

static bool id_add(struct machine *x, uint32_t id, struct token *t, struct wait *w)
{
    size_t i = id & x->ids_mask;

    if (!id || id >= x->next_id)
        return false;
    while (x->ids[i].id && x->ids[i].id != id)
        i = (i + 1) & x->ids_mask;
    if (x->ids[i].id)
        return false;
    x->ids[i] = (struct entry){ id, t, w };
    return true;
}

static void ids_room(struct machine *x, val scopes)
{
    size_t n = 1, room = 16;

    for (uint32_t i = 0; i < scopes.n; i++)
        n += val_count(val_get(scopes.l[i], S("tokens"))) +
             val_count(val_get(scopes.l[i], S("waits")));
    while (room < 2 * n)
        room *= 2;
    x->ids = ARENA_ARRAY(x->a, struct entry, room);
    x->ids_mask = room - 1;
}

static uint32_t number_of(val ctx, str key)
{
    int64_t n = val_get_i64(ctx, key, 0);

    return n > 0 && n < UINT32_MAX ? (uint32_t)n : 0;
}

static bool token_load(struct machine *x, struct frame *f, val v)
{
    const struct bpmn_node *at = bpmn_node(x->m, val_get_text(v, S("at")));
    str st = val_get_text(v, S("st"));
    uint8_t state = 0;

    while (state < TOKEN_STATES && !str_eq(token_names[state], st))
        state++;
    if (!at || state == TOKEN_STATES || state == TOKEN_READY)
        return false;
    struct token *t = token_new(x, f, at);
    t->id = number_of(v, S("id"));
    t->state = state;
    t->phase = (uint8_t)number_of(v, S("phase"));
    t->slot = number_of(v, S("slot"));
    t->loops = number_of(v, S("loops"));
    t->caller = number_of(v, S("caller"));
    t->pending = number_of(v, S("pending"));
    t->vars = val_get(v, S("vars"));
    t->result = val_get(v, S("result"));
    t->code = val_get_text(v, S("code"));
    t->text = val_get_text(v, S("text"));
    if (t->phase >= PHASES)
        return false;
    if (state == TOKEN_JOIN) {
        if (t->slot >= at->in_n || (at->kind != BPMN_INCLUSIVE && at->kind != BPMN_PARALLEL))
            return false;
        if (!f->joined)
            f->joined = ARENA_ARRAY(x->a, uint32_t, x->m->nodes_n);
        f->joined[at->index]++;
        f->or_joins |= at->kind == BPMN_INCLUSIVE;
    }
    return id_add(x, t->id, t, NULL);
}

static bool wait_load(struct machine *x, struct frame *f, val v)
{
    const struct bpmn_node *at = bpmn_node(x->m, val_get_text(v, S("at")));
    uint32_t host = number_of(v, S("host"));
    struct entry *e = host ? state_find(x, host) : NULL;

    if (!at || (host && (!e || !e->token || e->token->in != f)))
        return false;
    struct wait *w = ARENA_NEW(x->a, struct wait), **list = host ? &e->token->waits : &f->waits;
    *w = (struct wait){
        .id = number_of(v, S("id")),
        .at = at,
        .in = f,
        .host = host ? e->token : NULL,
        .name = val_get_text(v, S("name")),
        .key = val_get_text(v, S("key")),
        .cycle = val_get_text(v, S("cycle")),
        .time = { val_get_i64(v, S("time"), 0) },
        .was = number_of(v, S("was")) != 0,
    };
    x->conditions |= at->trigger == BPMN_ON_CONDITIONAL;
    while (*list)
        list = &(*list)->next;
    *list = w;
    return id_add(x, w->id, NULL, w);
}

static bool multi_load(struct machine *x, struct frame *f, val v)
{
    val results = val_get(v, S("results"));

    f->items = val_get(v, S("items"));
    f->begun = number_of(v, S("begun"));
    f->ended = number_of(v, S("ended"));
    if (!f->at->multi || f->items.tag != V_LIST)
        return false;
    for (uint32_t i = 0; results.tag == V_LIST && i + 1 < results.n; i += 2) {
        int64_t at;
        if (!val_to_i64(results.l[i], &at) || at < 0 || at >= f->items.n)
            return false;
        vec_push(&f->results, x->a);
        f->results.v[f->results.n - 1].i = (uint32_t)at;
        f->results.v[f->results.n - 1].v = results.l[i + 1];
    }
    return true;
}

static bool done_load(struct machine *x, struct frame *f, val list)
{
    for (uint32_t i = 0; list.tag == V_LIST && i + 1 < list.n; i += 2) {
        const struct bpmn_node *at = bpmn_node(x->m, val_text(list.l[i]));
        if (!at)
            return false;
        *vec_push(&f->done, x->a) = (struct done_activity){ at, list.l[i + 1] };
    }
    return true;
}

/* Hangs the frame below its host token and finds what it runs. */
static struct frame *frame_place(struct machine *x, val v)
{
    str kind = val_get_text(v, S("kind"));
    struct entry *e = state_find(x, number_of(v, S("host")));
    struct token *host = e ? e->token : NULL;

    if (!x->root) {
        if (!str_eq(kind, S("process")))
            return NULL;
        return x->root = frame_new(x, FRAME_PROCESS, x->process, NULL);
    }
    if (!host || host->body || host->state != TOKEN_SCOPE)
        return NULL;
    if (str_eq(kind, S("multi")))
        return frame_new(x, FRAME_MULTI, &x->m->scopes[host->at->scope], host);
    return host->at->body == BPMN_NO ? NULL
                                     : frame_new(x, FRAME_SUB, &x->m->scopes[host->at->body], host);
}

static bool frame_load(struct machine *x, val v)
{
    struct frame *f = frame_place(x, v);
    val tokens = val_get(v, S("tokens")), waits = val_get(v, S("waits"));

    if (!f)
        return false;
    f->id = number_of(v, S("id"));
    f->shut = number_of(v, S("shut")) != 0;
    f->vars = val_get(v, S("vars"));
    if (f->kind == FRAME_MULTI && !multi_load(x, f, v))
        return false;
    for (uint32_t i = 0; tokens.tag == V_LIST && i < tokens.n; i++)
        if (!token_load(x, f, tokens.l[i]))
            return false;
    for (uint32_t i = 0; waits.tag == V_LIST && i < waits.n; i++)
        if (!wait_load(x, f, waits.l[i]))
            return false;
    return done_load(x, f, val_get(v, S("done")));
}

static bool bodies_there(const struct machine *x)
{
    for (const struct frame *f = x->frames; f; f = f->next)
        for (const struct token *t = f->first; t; t = t->next)
            if ((t->state == TOKEN_SCOPE) != (t->body != NULL))
                return false;
    return true;
}

err state_load(struct machine *x, val instance)
{
    val scopes = val_get(instance, S("scopes"));
    str seen = val_get_text(instance, S("seen")), state = val_get_text(instance, S("state"));
    uint32_t next = number_of(instance, S("next"));

    x->process = bpmn_process(x->m, val_get_text(instance, S("process")));
    if (val_get_i64(instance, S("v"), 0) != STATE_VERSION || !x->process || scopes.tag != V_LIST ||
        !next)
        return REFUSED(ERR_SYNTAX);
    TRY(str_to_bytes_hex(seen, x->seen, (x->m->nodes_n + x->m->flows_n) / 8 + 1));
    x->end = bpmn_node(x->m, val_get_text(instance, S("end")));
    x->cancelled = str_eq(state, S("cancelled"));
    x->ended = x->cancelled || str_eq(state, S("done"));
    ids_room(x, scopes);
    x->next_id = next;
    for (uint32_t i = 0; i < scopes.n; i++) {
        bool fits = frame_load(x, scopes.l[i]);
        x->next_id = next; /* token_new and frame_new count */
        if (!fits)
            return REFUSED(ERR_SYNTAX);
    }
    return x->root && bodies_there(x) ? OK : REFUSED(ERR_SYNTAX);
}

/* ---- without what people said ---- */

static val all_null(arena *a, val list)
{
    val *v = ARENA_ARRAY(a, val, list.n + 1);

    for (uint32_t i = 0; i < list.n; i++)
        v[i] = val_null();
    return val_list(v, list.n);
}

/* Names that are kept, not names that are dropped: a value that is added one day stays out. */
static bool kept(str key)
{
    static const char *const names[] = { "v",     "process", "next",  "state", "end",    "seen",
                                         "id",    "kind",    "at",    "host",  "scopes", "tokens",
                                         "waits", "st",      "phase", "slot",  "loops",  "caller",
                                         "shut",  "pending", "cycle", "time",  "begun",  "ended" };

    FOR_EACH(names, n)
        if (str_eq(key, str_z(*n)))
            return true;
    return false;
}

static val places(arena *a, val v)
{
    val_builder b = val_build(a);

    if (v.tag == V_LIST) {
        val *out = ARENA_ARRAY(a, val, v.n + 1);
        for (uint32_t i = 0; i < v.n; i++)
            out[i] = places(a, v.l[i]);
        return val_list(out, v.n);
    }
    if (v.tag != V_CONTEXT)
        return v;
    for (uint32_t i = 0; i < v.c->n; i++) {
        str key = v.c->e[i].key;
        if (kept(key))
            val_add(&b, key, places(a, v.c->e[i].value));
        else if (str_eq(key, S("items")))
            val_add(&b, key, all_null(a, v.c->e[i].value));
    }
    return val_done(&b);
}

val bpmn_places(arena *a, val instance)
{
    return val_with(a, places(a, instance), S("places"), val_bool(true));
}

err bpmn_inputs(arena *a, const struct bpmn *m, val instance, uint32_t token, val *out)
{
    struct bpmn_env env = { .a = a };
    struct machine x;

    machine_init(&x, m, &env);
    TRY(state_load(&x, instance));
    struct entry *e = state_find(&x, token);
    struct token *t = e ? e->token : NULL;
    if (!t || t->state != TOKEN_INCIDENT || x.ended)
        return REFUSED(ERR_CONFLICT);
    bool mapped = t->at->inputs_n && t->phase == PHASE_WORK && t->vars.tag == V_CONTEXT;
    *out = mapped ? t->vars : vars_visible(&x, t, NULL, false);
    return OK;
}

err bpmn_visible(arena *a, const struct bpmn *m, val instance, uint32_t token, val *out)
{
    struct bpmn_env env = { .a = a };
    struct machine x;

    machine_init(&x, m, &env);
    TRY(state_load(&x, instance));
    struct entry *e = state_find(&x, token);
    *out = vars_visible(&x, e ? e->token : NULL, x.root, false);
    return OK;
}

static void marks_of(const struct machine *x, struct bpmn_marks *out)
{
    for (const struct frame *f = x->frames; f; f = f->next)
        for (const struct token *t = f->first; t && !out->ended; t = t->next) {
            out->present[t->at->index] = true;
            out->incident[t->at->index] |= t->state == TOKEN_INCIDENT;
        }
}

err bpmn_where(arena *a, const struct bpmn *m, val instance, struct bpmn_marks *out)
{
    struct bpmn_env env = { .a = a };
    struct machine x;

    machine_init(&x, m, &env);
    TRY(state_load(&x, instance));
    *out = (struct bpmn_marks){
        .present = ARENA_ARRAY(a, bool, m->nodes_n + 1),
        .visited = ARENA_ARRAY(a, bool, m->nodes_n + 1),
        .incident = ARENA_ARRAY(a, bool, m->nodes_n + 1),
        .taken = ARENA_ARRAY(a, bool, m->flows_n + 1),
        .ended = x.ended,
    };
    for (uint32_t i = 0; i < m->nodes_n; i++)
        out->visited[i] = x.seen[i / 8] >> i % 8 & 1;
    for (uint32_t i = 0; i < m->flows_n; i++)
        out->taken[i] = x.seen[(m->nodes_n + i) / 8] >> (m->nodes_n + i) % 8 & 1;
    marks_of(&x, out);
    return OK;
}
