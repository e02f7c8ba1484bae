/* Random structured processes with random events: the engine against a second interpreter that
 * walks the tree of blocks. After every event the two must offer the same open work, and end
 * together: no token is lost or doubled. */
#include "bpmn/migrate.h"
#include "tests/bpmn/play.h"

#include <stdio.h>
#include <stdlib.h>

enum block_kind {
    B_USER,
    B_SERVICE,
    B_SEQ,
    B_XOR,
    B_AND,
    B_OR,
    B_SUB,
    B_MULTI,
    B_TIMER,
    B_SIDE,
    B_ERROR,
    B_RACE,
    B_LOOP,
    B_KINDS
};

struct block {
    enum block_kind kind;
    int n;        /* number, part of all ids */
    int count;    /* kids, or rounds, or instances */
    bool flag[3]; /* choices of gateways; sequential */
    struct block *kid[3];
};

struct gen {
    uint64_t seed;
    int next;
    buf xml, vars;
    uint64_t change; /* not 0: another version of the same process is written */
    bool tears;      /* it may give a join's flows other ids */
    const struct bpmn *other;
    int migrated, refused;
};

static uint32_t chance(uint64_t *seed, uint32_t n)
{
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*seed >> 33) % n;
}

enum place { ANYWHERE, IN_LOOP, IN_MULTI };

/* In a multi-instance only work whose instance can be told apart by its inputs; in a loop nothing
 * that the next round could meet. */
static struct block *block_make(struct gen *g, int depth, enum place place)
{
    struct block *b = ARENA_NEW(test_arena(), struct block);
    uint32_t pick = depth ? chance(&g->seed, B_KINDS + 3) : chance(&g->seed, 2);

    b->kind = pick >= B_KINDS ? B_SEQ : (enum block_kind)pick;
    if ((place == IN_MULTI && b->kind >= B_TIMER) || (place == IN_LOOP && b->kind == B_SIDE))
        b->kind = B_SEQ;
    b->n = g->next++;
    b->count = 2;
    if (b->kind == B_AND || b->kind == B_OR)
        b->count = 2 + (int)chance(&g->seed, 2);
    if (b->kind == B_MULTI)
        b->count = (int)chance(&g->seed, 4);
    if (b->kind == B_LOOP)
        b->count = 1 + (int)chance(&g->seed, 3);
    for (int i = 0; i < 3; i++) {
        b->flag[i] = chance(&g->seed, 2);
        bool one = b->kind == B_SUB || b->kind == B_MULTI || b->kind == B_LOOP ||
                   b->kind == B_TIMER || b->kind == B_SIDE;
        int kids = b->kind <= B_SERVICE                  ? 0
                   : b->kind == B_AND || b->kind == B_OR ? b->count
                   : one                                 ? 1
                                                         : 2;
        if (i < kids)
            b->kid[i] = block_make(g, depth - 1,
                                   b->kind == B_MULTI  ? IN_MULTI
                                   : b->kind == B_LOOP ? IN_LOOP
                                                       : place);
    }
    return b;
}

/* ---- as BPMN ---- */

struct ends {
    char in[24], out[24];
};

static void flow_as(struct gen *g, const char *id, const char *from, const char *to,
                    const char *condition)
{
    buf_fmt(&g->xml, "<bpmn:sequenceFlow id='%s' sourceRef='%s' targetRef='%s'>", id, from, to);
    if (condition)
        buf_fmt(&g->xml, "<bpmn:conditionExpression>=%s</bpmn:conditionExpression>", condition);
    buf_add(&g->xml, S("</bpmn:sequenceFlow>"));
}

/* In another version a step that does nothing may stand in a flow; between an event gateway and its
 * events nothing may. */
static void flow(struct gen *g, const char *from, const char *to, const char *condition)
{
    char id[24], more[24], step[24];
    int n = g->next++;

    snprintf(id, sizeof id, "f%d", n);
    snprintf(more, sizeof more, "y%d", n);
    snprintf(step, sizeof step, "x%d", n);
    if (!g->change || chance(&g->change, 3) || (to[0] == 'r' && from[0] == 'g')) {
        flow_as(g, id, from, to, condition);
        return;
    }
    bool tears = g->tears && chance(&g->change, 2);
    buf_fmt(&g->xml, "<bpmn:task id='%s'/>", step);
    flow_as(g, tears ? id : more, from, step, condition);
    flow_as(g, tears ? more : id, step, to, NULL);
}

static void name(char *out, const char *kind, int n)
{
    snprintf(out, 24, "%s%d", kind, n);
}

static struct ends emit(struct gen *g, const struct block *b);

static void emit_task(struct gen *g, const struct block *b)
{
    if (b->kind == B_SERVICE || b->kind == B_ERROR)
        buf_fmt(&g->xml,
                "<bpmn:serviceTask id='t%d'><bpmn:extensionElements><zeebe:taskDefinition "
                "type='x'/></bpmn:extensionElements>"
                "</bpmn:serviceTask>",
                b->n);
    else
        buf_fmt(&g->xml, "<bpmn:userTask id='t%d'/>", b->n);
}

static void emit_split(struct gen *g, const struct block *b, const char *kind, struct ends *e)
{
    char when[24], otherwise[24];

    name(otherwise, "d", b->n);
    buf_fmt(&g->xml, "<bpmn:%sGateway id='g%d'%s%s%s/><bpmn:%sGateway id='j%d'/>", kind, b->n,
            b->kind == B_AND ? "" : " default='", b->kind == B_AND ? "" : otherwise,
            b->kind == B_AND ? "" : "'", kind, b->n);
    name(e->in, "g", b->n);
    name(e->out, "j", b->n);
    for (int i = 0; i < b->count; i++) {
        struct ends k = emit(g, b->kid[i]);
        snprintf(when, sizeof when, "c%d_%d", b->n, i);
        buf_fmt(&g->vars, "%s\"%s\":%s", g->vars.n > 1 ? "," : "", when,
                b->flag[i] ? "true" : "false");
        if (b->kind == B_XOR && i == 1)
            buf_fmt(&g->xml, "<bpmn:sequenceFlow id='%s' sourceRef='%s' targetRef='%s'/>",
                    otherwise, e->in, k.in);
        else
            flow(g, e->in, k.in, b->kind == B_AND ? NULL : when);
        flow(g, k.out, e->out, NULL);
    }
    if (b->kind == B_OR)
        buf_fmt(&g->xml, "<bpmn:sequenceFlow id='%s' sourceRef='%s' targetRef='%s'/>", otherwise,
                e->in, e->out);
}

static void emit_inside(struct gen *g, const struct block *b, const struct block *body,
                        struct ends *e)
{
    name(e->in, "s", b->n);
    name(e->out, "s", b->n);
    buf_fmt(&g->xml, "<bpmn:subProcess id='s%d'>", b->n);
    if (b->kind == B_MULTI)
        buf_fmt(&g->xml,
                "<bpmn:multiInstanceLoopCharacteristics "
                "isSequential='%s'><bpmn:extensionElements><zeebe:loopCharacteristics "
                "inputCollection='=[%s]' inputElement='it%d'/></bpmn:extensionElements>"
                "</bpmn:multiInstanceLoopCharacteristics>",
                b->flag[0] ? "true" : "false",
                (const char *[]){ "", "1", "1,2", "1,2,3" }[b->count], b->n);
    buf_fmt(&g->xml, "<bpmn:startEvent id='ss%d'/><bpmn:endEvent id='se%d'/>", b->n, b->n);
    struct ends k = emit(g, body);
    char start[24], end[24];
    name(start, "ss", b->n);
    name(end, "se", b->n);
    flow(g, start, k.in, NULL);
    flow(g, k.out, end, NULL);
    buf_add(&g->xml, S("</bpmn:subProcess>"));
}

/* An activity with a boundary event that leads another way to the same join. */
static void emit_detour(struct gen *g, const struct block *b, const char *host,
                        const char *definition, const struct block *other, struct ends *e)
{
    char at[24];

    name(at, "b", b->n);
    buf_fmt(&g->xml,
            "<bpmn:boundaryEvent id='%s' "
            "attachedToRef='%s'>%s</bpmn:boundaryEvent><bpmn:exclusiveGateway id='j%d'/>",
            at, host, definition, b->n);
    name(e->in, host, 0);
    snprintf(e->in, sizeof e->in, "%s", host);
    name(e->out, "j", b->n);
    struct ends k = emit(g, other);
    flow(g, host, e->out, NULL);
    flow(g, at, k.in, NULL);
    flow(g, k.out, e->out, NULL);
}

#define TIME                                                                                       \
    "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></"                     \
    "bpmn:timerEventDefinition>"

static void emit_side(struct gen *g, const struct block *b, struct ends *e)
{
    char at[24], end[24];

    emit_task(g, b);
    name(at, "b", b->n);
    name(end, "e", b->n);
    buf_fmt(&g->xml,
            "<bpmn:boundaryEvent id='%s' attachedToRef='t%d' cancelActivity='false'>" TIME
            "</bpmn:boundaryEvent>"
            "<bpmn:endEvent id='%s'/>",
            at, b->n, end);
    struct ends k = emit(g, b->kid[0]);
    flow(g, at, k.in, NULL);
    flow(g, k.out, end, NULL);
    name(e->in, "t", b->n);
    name(e->out, "t", b->n);
}

static void emit_race(struct gen *g, const struct block *b, struct ends *e)
{
    name(e->in, "g", b->n);
    name(e->out, "j", b->n);
    buf_fmt(&g->xml, "<bpmn:eventBasedGateway id='g%d'/><bpmn:exclusiveGateway id='j%d'/>", b->n,
            b->n);
    for (int i = 0; i < 2; i++) {
        char at[24];
        name(at, i ? "rb" : "ra", b->n);
        buf_fmt(&g->xml,
                "<bpmn:intermediateCatchEvent id='%s'>" TIME "</bpmn:intermediateCatchEvent>", at);
        struct ends k = emit(g, b->kid[i]);
        flow(g, e->in, at, NULL);
        flow(g, at, k.in, NULL);
        flow(g, k.out, e->out, NULL);
    }
}

static void emit_loop(struct gen *g, const struct block *b, struct ends *e)
{
    char merge[24], script[24], gate[24], when[40];

    name(merge, "m", b->n);
    name(script, "sc", b->n);
    name(gate, "g", b->n);
    buf_fmt(&g->xml,
            "<bpmn:exclusiveGateway id='%s'/><bpmn:scriptTask "
            "id='%s'><bpmn:extensionElements><zeebe:script "
            "expression='=(if v%d = null then 0 else v%d) + 1' "
            "resultVariable='v%d'/></bpmn:extensionElements></bpmn:scriptTask>"
            "<bpmn:exclusiveGateway id='%s' default='d%d'/><bpmn:task id='out%d'/>"
            "<bpmn:sequenceFlow id='d%d' sourceRef='%s' targetRef='out%d'/>",
            merge, script, b->n, b->n, b->n, gate, b->n, b->n, b->n, gate, b->n);
    struct ends k = emit(g, b->kid[0]);
    flow(g, merge, script, NULL);
    flow(g, script, k.in, NULL);
    flow(g, k.out, gate, NULL);
    snprintf(when, sizeof when, "v%d &lt; %d", b->n, b->count);
    flow(g, gate, merge, when);
    name(e->in, "z", b->n);
    buf_fmt(&g->xml,
            "<bpmn:scriptTask id='%s'><bpmn:extensionElements><zeebe:script expression='=0' "
            "resultVariable='v%d'/>"
            "</bpmn:extensionElements></bpmn:scriptTask>",
            e->in, b->n);
    flow(g, e->in, merge, NULL);
    name(e->out, "out", b->n);
}

static struct ends emit(struct gen *g, const struct block *b)
{
    struct ends e, k;
    char host[24];

    switch (b->kind) {
    case B_USER:
    case B_SERVICE:
        emit_task(g, b);
        name(e.in, "t", b->n);
        name(e.out, "t", b->n);
        break;
    case B_SEQ:
        e = emit(g, b->kid[0]);
        k = emit(g, b->kid[1]);
        flow(g, e.out, k.in, NULL);
        snprintf(e.out, sizeof e.out, "%s", k.out);
        break;
    case B_XOR:
        emit_split(g, b, "exclusive", &e);
        break;
    case B_AND:
        emit_split(g, b, "parallel", &e);
        break;
    case B_OR:
        emit_split(g, b, "inclusive", &e);
        break;
    case B_SUB:
    case B_MULTI:
        emit_inside(g, b, b->kid[0], &e);
        break;
    case B_TIMER:
        emit_task(g, b);
        name(host, "t", b->n);
        emit_detour(g, b, host, TIME, b->kid[0], &e);
        break;
    case B_SIDE:
        emit_side(g, b, &e);
        break;
    case B_ERROR:
        emit_inside(g, b, b->kid[0], &k);
        name(host, "s", b->n);
        emit_detour(g, b, host, "<bpmn:errorEventDefinition errorRef='E'/>", b->kid[1], &e);
        break;
    case B_RACE:
        emit_race(g, b, &e);
        break;
    default:
        emit_loop(g, b, &e);
        break;
    }
    return e;
}

/* ---- the second interpreter ---- */

struct inst {
    const struct block *b;
    struct inst *scope, *catcher; /* where sides run; who catches errors */
    struct inst *kid[4];
    int round;
    bool done, fired;
    str path;
    VEC(struct inst *) sides;
};

struct item {
    str key;
    struct inst *at;
    int event; /* 0 the task, 1 a boundary timer, 2 and 3 of a race */
};
struct items {
    struct item v[400];
    size_t n;
};

static struct inst *begin(const struct block *b, struct inst *scope, struct inst *catcher, str path)
{
    struct inst *i = ARENA_NEW(test_arena(), struct inst);

    *i = (struct inst){ .b = b, .scope = scope, .catcher = catcher, .path = path };
    return i;
}

static bool advance(struct inst *i);

static bool sides_done(struct inst *i)
{
    bool all = true;

    for (size_t k = 0; k < i->sides.n; k++)
        all &= advance(i->sides.v[k]);
    return all;
}

static bool advance_split(struct inst *i)
{
    const struct block *b = i->b;
    bool all = true;

    for (int k = 0; k < (b->kind == B_XOR ? 2 : b->count); k++) {
        bool taken = b->kind == B_AND || (b->kind == B_OR ? b->flag[k] : k == !b->flag[0]);
        if (taken && !i->kid[k])
            i->kid[k] = begin(b->kid[k], i->scope, i->catcher, i->path);
        all &= !taken || advance(i->kid[k]);
    }
    return all;
}

/* Each instance is a scope of its own. */
static bool advance_multi(struct inst *i)
{
    bool all = true;

    for (int k = 0; k < i->b->count; k++) {
        if (!i->kid[k]) {
            str path = str_fmt(test_arena(), "%.*s|it%d=%d", STR_ARG(i->path), i->b->n, k + 1);
            i->kid[k] = begin(i->b->kid[0], NULL, i->catcher, path);
        }
        all &= advance(i->kid[k]);
        if (!all && i->b->flag[0])
            return false;
    }
    return all;
}

static bool advance_loop(struct inst *i)
{
    for (;;) {
        if (!i->kid[0])
            i->kid[0] = begin(i->b->kid[0], i->scope, i->catcher, i->path);
        if (!advance(i->kid[0]))
            return false;
        if (++i->round >= i->b->count)
            return true;
        i->kid[0] = NULL;
    }
}

static bool advance(struct inst *i)
{
    const struct block *b = i->b;

    if (i->done)
        return true;
    switch (b->kind) {
    case B_USER:
    case B_SERVICE:
    case B_SIDE:
        return false; /* until it is done */
    case B_SEQ:
        for (int k = 0; k < 2; k++) {
            if (!i->kid[k])
                i->kid[k] = begin(b->kid[k], i->scope, i->catcher, i->path);
            if (!advance(i->kid[k]))
                return false;
        }
        break;
    case B_XOR:
    case B_AND:
    case B_OR:
        if (!advance_split(i))
            return false;
        break;
    case B_SUB:
        if (!i->kid[0])
            i->kid[0] = begin(b->kid[0], i, i->catcher, i->path);
        if (!(advance(i->kid[0]) & sides_done(i)))
            return false;
        break;
    case B_MULTI:
        if (!advance_multi(i))
            return false;
        break;
    case B_TIMER:
        if (!i->fired || !advance(i->kid[0]))
            return false;
        break;
    case B_ERROR:
        if (!i->kid[0])
            i->kid[0] = begin(b->kid[0], i, i, i->path);
        if (i->fired ? !advance(i->kid[1]) : !(advance(i->kid[0]) & sides_done(i)))
            return false;
        break;
    case B_RACE:
        if (!i->fired || !advance(i->kid[0]))
            return false;
        break;
    default:
        if (!advance_loop(i))
            return false;
        break;
    }
    i->done = true;
    return true;
}

static void item(struct items *out, struct inst *i, const char *kind, int event)
{
    if (out->n < LEN(out->v))
        out->v[out->n++] =
            (struct item){ str_fmt(test_arena(), "%s%d%.*s", kind, i->b->n, STR_ARG(i->path)), i,
                           event };
}

static void collect(struct items *out, struct inst *i)
{
    if (!i || i->done)
        return;
    switch (i->b->kind) {
    case B_USER:
    case B_SERVICE:
        item(out, i, "t", 0);
        return;
    case B_TIMER:
        if (i->fired)
            break;
        item(out, i, "t", 0);
        item(out, i, "b", 1);
        return;
    case B_SIDE:
        item(out, i, "t", 0);
        if (!i->fired)
            item(out, i, "b", 1);
        return;
    case B_RACE:
        if (i->fired)
            break;
        item(out, i, "ra", 2);
        item(out, i, "rb", 3);
        return;
    case B_ERROR:
        if (i->fired) {
            collect(out, i->kid[1]);
            return;
        }
        break;
    default:
        break;
    }
    for (int k = 0; k < 4; k++)
        collect(out, i->kid[k]);
    for (size_t k = 0; k < i->sides.n; k++)
        collect(out, i->sides.v[k]);
}

static void act(struct inst *i, int event, bool error)
{
    if (error) {
        i->catcher->fired = true;
        i->catcher->kid[1] =
            begin(i->catcher->b->kid[1], i->catcher->scope, i->catcher->catcher, i->catcher->path);
    } else if (event == 0) {
        i->done = true;
    } else if (i->b->kind == B_SIDE) {
        i->fired = true;
        *vec_push(&i->scope->sides, test_arena()) =
            begin(i->b->kid[0], i->scope, i->catcher, i->path);
    } else {
        i->fired = true;
        i->kid[0] = begin(i->b->kid[event == 3], i->scope, i->catcher, i->path);
    }
}

/* ---- both together ---- */

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const struct item *)x)->key, ((const struct item *)y)->key);
}

/* The inputs of a task name the instances it stands in. */
static str open_key(const struct open *o)
{
    str keys[16];
    size_t n = 0;
    buf b;

    buf_init(&b, test_arena(), 32);
    buf_add(&b, o->at->id);
    for (uint32_t i = 0; o->data.tag == V_CONTEXT && i < o->data.c->n; i++)
        if (str_starts(o->data.c->e[i].key, S("it")))
            keys[n++] = str_fmt(test_arena(), "|%.*s=%.*s", STR_ARG(o->data.c->e[i].key),
                                STR_ARG(val_display(test_arena(), o->data.c->e[i].value)));
    while (n) /* inner ones come first */
        buf_add(&b, keys[--n]);
    return buf_str(&b);
}

static bool same(struct play *p, struct inst *root, struct items *want, bool done)
{
    struct items got = { .n = 0 };

    want->n = 0;
    if (!done)
        collect(want, root);
    for (size_t i = 0; i < p->open.n; i++)
        got.v[got.n++] = (struct item){ .key = open_key(&p->open.v[i]), .event = (int)i };
    qsort(want->v, want->n, sizeof want->v[0], by_key);
    qsort(got.v, got.n, sizeof got.v[0], by_key);
    if (want->n != got.n || p->step.ended != done)
        return false;
    for (size_t i = 0; i < got.n; i++) {
        if (!str_eq(got.v[i].key, want->v[i].key))
            return false;
        want->v[i].event |= got.v[i].event << 8;
    }
    return true;
}

static err send(struct play *p, struct bpmn_event ev)
{
    p->e = bpmn_continue(p->m, p->state, &ev, &p->env, &p->step);
    return p->e;
}

/* To the other version and, some time, back: what is open stays open under its id, and where the
 * other has no place for something, nothing has changed. */
static bool migrate_random(struct play *p, struct gen *g)
{
    struct bpmn_migration out;
    const struct bpmn *was = p->m;
    str before = val_json_str(test_arena(), p->state);

    p->e = bpmn_migrate(p->m, g->other, p->state, NULL, 0, &p->env, &out);
    if (failed(p->e) || !str_eq(before, val_json_str(test_arena(), p->state)))
        return false;
    if (out.stops_n) {
        g->refused++;
        return !out.step.effects_n && val_is_null(out.step.instance);
    }
    g->migrated++;
    p->step = out.step;
    for (size_t i = 0; i < out.moved_n; i++)
        for (size_t k = 0; k < i; k++)
            if (out.moved[i].token == out.moved[k].token)
                return false;
    p->m = g->other;
    g->other = was;
    play_took(p, 0);
    return true;
}

/* Where tokens stand is told as well without what people said, and nothing of that is left. */
static bool places_agree(const struct play *p)
{
    val bare = bpmn_places(test_arena(), p->state);
    struct bpmn_marks whole, some;

    if (failed(bpmn_where(test_arena(), p->m, p->state, &whole)) ||
        failed(bpmn_where(test_arena(), p->m, bare, &some)))
        return false;
    return !memcmp(whole.present, some.present, p->m->nodes_n * sizeof *some.present) &&
           !memcmp(whole.visited, some.visited, p->m->nodes_n * sizeof *some.visited) &&
           !memcmp(whole.taken, some.taken, p->m->flows_n * sizeof *some.taken) &&
           !memcmp(whole.incident, some.incident, p->m->nodes_n * sizeof *some.incident) &&
           str_find(val_json_str(test_arena(), bare), S("vars"), 0) == SIZE_MAX;
}

static bool play_random(struct play *p, struct gen *g, struct inst *root)
{
    struct items *items = ARENA_NEW(test_arena(), struct items);
    uint32_t stale = 0;

    for (int turn = 0; turn < 300; turn++) {
        bool done = advance(root) & sides_done(root);
        if (!same(p, root, items, done) || !places_agree(p))
            return false;
        if (done)
            return true;
        if (g->other && chance(&g->seed, 3) == 0 &&
            (!migrate_random(p, g) || !same(p, root, items, done)))
            return false;
        if (stale) {
            EXPECT_INT(send(p, (struct bpmn_event){ .kind = BPMN_TASK_DONE, .token = stale }).code,
                       ERR_CONFLICT);
        }
        struct item it = items->v[chance(&g->seed, (uint32_t)items->n)];
        const struct open *o = &p->open.v[it.event >> 8];
        bool error = o->kind == BPMN_TASK_SERVICE && it.at->catcher && chance(&g->seed, 3) == 0;
        uint32_t token = o->token;
        EXPECT_OK(
            send(p, (struct bpmn_event){ .kind = error                          ? BPMN_TASK_ERROR
                                                 : o->kind == BPMN_TASK_SERVICE ? BPMN_TASK_DONE
                                                 : o->kind == BPMN_TASK_USER    ? BPMN_USER_DONE
                                                                                : BPMN_TIMER_FIRED,
                                         .token = token,
                                         .name = S("E") }));
        play_took(p, token);
        stale = token;
        act(it.at, it.event & 255, error);
    }
    return false;
}

static str version(struct gen *g, const struct block *whole)
{
    buf_init(&g->xml, test_arena(), 4 * KIB);
    buf_init(&g->vars, test_arena(), 256);
    buf_char(&g->vars, '{');
    buf_add(&g->xml, S("<bpmn:startEvent id='s'/><bpmn:endEvent id='e'/>"));
    struct ends e = emit(g, whole->kid[0]);
    flow(g, "s", e.in, NULL);
    flow(g, e.out, "e", NULL);
    buf_add(&g->vars, S("}"));
    return play_xml(S("<bpmn:error id='E' errorCode='E'/>"), buf_str(&g->xml));
}

/* Two versions of a random process, and an instance that goes from one to the other and back at
 * random moments while the second interpreter walks the blocks that both share. */
static bool one_pair(uint64_t seed, struct gen *g, str *xml)
{
    struct play p = { 0 };
    struct block whole = { .kind = B_SUB, .n = 0 };

    *g = (struct gen){ .seed = seed * 6007 + 5, .next = 1, .tears = seed % 2 };
    whole.kid[0] = block_make(g, 4, ANYWHERE);
    int first = g->next;
    *xml = version(g, &whole);
    const struct bpmn *m = play_model(*xml);
    g->next = first;
    g->change = seed + 1;
    str other = version(g, &whole);
    *xml = str_fmt(test_arena(), "%.*s\n%.*s", STR_ARG(*xml), STR_ARG(other));
    g->other = play_model(other);
    play_start(&p, m, str_zdup(test_arena(), buf_str(&g->vars)));
    if (failed(p.e))
        return false;
    return play_random(&p, g, begin(&whole, NULL, NULL, S("")));
}

static bool one_model(uint64_t seed, str *xml)
{
    struct gen g = { .seed = seed * 7919 + 1 };
    struct play p = { 0 };
    struct block whole = { .kind = B_SUB, .n = 0 };

    g.next = 1;
    whole.kid[0] = block_make(&g, 4, ANYWHERE);
    *xml = version(&g, &whole);
    const struct bpmn *m = play_model(*xml);
    play_start(&p, m, str_zdup(test_arena(), buf_str(&g.vars)));
    if (failed(p.e))
        return false;
    return play_random(&p, &g, begin(&whole, NULL, NULL, S("")));
}

TEST(random_processes_agree_with_a_second_interpreter)
{
    for (uint64_t seed = 0; seed < 1500; seed++) {
        arena_mark mark = arena_mark_get(test_arena());
        str xml;
        if (!one_model(seed, &xml)) {
            test_fail(__FILE__, __LINE__, "seed %d: the two interpreters differ in\n%.*s",
                      (int)seed, STR_ARG(xml));
            return;
        }
        arena_rewind(test_arena(), mark);
    }
}

TEST(random_processes_change_their_version_and_lose_nothing)
{
    int migrated = 0, refused = 0;

    for (uint64_t seed = 0; seed < 1500; seed++) {
        arena_mark mark = arena_mark_get(test_arena());
        struct gen g;
        str xml;
        if (!one_pair(seed, &g, &xml)) {
            test_fail(__FILE__, __LINE__, "seed %d: lost, doubled or stuck between\n%.*s",
                      (int)seed, STR_ARG(xml));
            return;
        }
        migrated += g.migrated;
        refused += g.refused;
        arena_rewind(test_arena(), mark);
    }
    EXPECT(migrated > 1500);
    EXPECT(refused > 0);
}
