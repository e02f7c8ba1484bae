/* dmn/tck.c - test cases of the Technology Compatibility Kit (dmn-tck/tck): inputs, expected
 * results, comparison. */
#include "dmn/tck.h"
#include "codec/xml.h"
#include "value/num.h"
#include "value/temporal.h"

struct tck {
    arena *a;
    const struct tck_file *files;
    size_t n;
    const struct tck_world *w;
    struct dmn *model;
    str foreign; /* the model's first element that is not executed, as a function in Java; empty:
                    none */
};

/* ---- values ---- */

static val temporal_value(arena *a, str text)
{
    val v;
    return failed(temporal_any(a, text, &v)) ? val_str(text) : v;
}

static val guess(arena *a, str text)
{
    val v;
    if (str_eq(text, S("true")) || str_eq(text, S("false")))
        return val_bool(str_eq(text, S("true")));
    return failed(val_number(a, text, &v)) ? val_str(text) : v;
}

static val simple_value(arena *a, const struct xml_node *n)
{
    static const str xsi = S_INIT("http://www.w3.org/2001/XMLSchema-instance");
    str type = xml_attr_ns(n, xsi, S("type")), text = n->text.n ? n->text : S("");
    size_t colon = str_find_char(type, ':', 0);
    if (str_eq(xml_attr_ns(n, xsi, S("nil")), S("true")))
        return val_null();
    type = colon == SIZE_MAX ? type : str_from(type, colon + 1);
    if (str_eq(type, S("string")))
        return val_str(text);
    text = str_trim(text);
    if (str_eq(type, S("boolean")))
        return val_bool(str_eq(text, S("true")) || str_eq(text, S("1")));
    if (str_eq(type, S("date")) || str_eq(type, S("time")) || str_eq(type, S("dateTime")) ||
        str_eq(type, S("duration")))
        return temporal_value(a, text);
    return guess(a, text);
}

/* <value>, <list>, or <component>s inside n. */
static val value_of(arena *a, const struct xml_node *n)
{
    const struct xml_node *c = n->first;
    if (!c)
        return val_null();
    if (str_eq(c->name, S("value")))
        return simple_value(a, c);
    if (str_eq(c->name, S("list"))) {
        VEC(val) items = { 0 };
        for (const struct xml_node *i = c->first; i; i = i->next)
            *vec_push(&items, a) = value_of(a, i);
        return val_list(items.v, items.n);
    }
    val_builder b = val_build(a);
    for (; c; c = c->next)
        if (str_eq(c->name, S("component")))
            val_put(&b, xml_attr(c, S("name")), value_of(a, c));
    return val_done(&b);
}

static bool agree(arena *a, val got, val want);

static bool numbers_agree(arena *a, val got, val want)
{
    static const val tolerance = { .tag = V_NUMBER, .m = 1, .exp = -9 };
    if (num_cmp(got, want) == 0)
        return true;
    val off = num_abs(a, num_sub(a, got, want)), allowed = num_mul(a, num_abs(a, want), tolerance);
    return val_is_number(off) && val_is_number(allowed) && num_cmp(off, allowed) <= 0;
}

static bool contexts_agree(arena *a, val got, val want)
{
    if (got.c->n != want.c->n)
        return false;
    for (uint32_t i = 0; i < want.c->n; i++)
        if (!val_has(got, want.c->e[i].key) ||
            !agree(a, val_get(got, want.c->e[i].key), want.c->e[i].value))
            return false;
    return true;
}

static bool agree(arena *a, val got, val want)
{
    if (val_is_number(got) && val_is_number(want))
        return numbers_agree(a, got, want);
    if (got.tag != want.tag)
        return false;
    if (got.tag == V_LIST) {
        bool same = got.n == want.n;
        for (uint32_t i = 0; same && i < got.n; i++)
            same = agree(a, got.l[i], want.l[i]);
        return same;
    }
    if (got.tag == V_CONTEXT)
        return contexts_agree(a, got, want);
    return val_equal(got, want) || str_eq(val_display(a, got), val_display(a, want));
}

/* ---- models ---- */

static str attr_of_root(str text, str name)
{
    size_t at = str_find(text, S("definitions"), 0),
           end = str_find_char(text, '>', at == SIZE_MAX ? 0 : at);
    str head = str_sub(text, 0, end == SIZE_MAX ? text.n : end);
    for (size_t i = at; i != SIZE_MAX && i < head.n;) {
        i = str_find(head, name, i);
        if (i == SIZE_MAX)
            break;
        i += name.n;
        char before = head.p[i - name.n - 1];
        if ((before == ' ' || before == '\n' || before == '\t' || before == '\r') &&
            i + 1 < head.n && head.p[i] == '=') {
            size_t close = str_find_char(head, head.p[i + 1], i + 2);
            return close == SIZE_MAX ? STR_NULL : str_sub(head, i + 2, close - i - 2);
        }
    }
    return STR_NULL;
}

static str load_import(void *ctx, str ns, str uri)
{
    struct tck *t = ctx;
    (void)uri;
    for (size_t i = 0; i < t->n; i++)
        if (str_ends(t->files[i].name, S(".dmn")) &&
            str_eq(attr_of_root(t->files[i].text, S("namespace")), ns))
            return t->files[i].text;
    return STR_NULL;
}

static bool load_model(struct tck *t, str name)
{
    struct dmn_loader loader = { load_import, t };
    struct findings f = { .a = t->a, .file = name };
    bool read = false;
    t->model = NULL;
    t->foreign = S("");
    for (size_t i = 0; i < t->n && !read; i++)
        if (str_eq(t->files[i].name, name))
            read = !failed(dmn_parse_with(t->a, t->files[i].text, &loader, &f, &t->model));
    for (size_t i = 0; i < f.v.n && !t->foreign.n; i++)
        if (f.v.v[i].level == FINDING_ERROR && str_eq(f.v.v[i].code, S("dmn.unsupported")))
            t->foreign = str_fmt(t->a, "line %d: %.*s", f.v.v[i].line, STR_ARG(f.v.v[i].what));
    return read;
}

/* ---- cases ---- */

static val inputs_of(struct tck *t, const struct xml_node *c)
{
    val_builder b = val_build(t->a);
    for (const struct xml_node *n = xml_child(c, STR_NULL, S("inputNode")); n; n = xml_next(n))
        val_put(&b, xml_attr(n, S("name")), value_of(t->a, n));
    return val_done(&b);
}

static void env_for(struct tck *t, arena *a, struct feel_env *env)
{
    feel_env_init(env, a, t->w->now);
    env->zone_offset = t->w->zone_offset;
    env->zone_ctx = t->w->zone_ctx;
}

static err evaluate(struct tck *t, const struct xml_node *c, const struct xml_node *node, val *out)
{
    struct feel_env env;
    env_for(t, t->a, &env);
    str type = xml_attr(c, S("type")), invocable = xml_attr(c, S("invocableName")),
        name = xml_attr(node, S("name"));
    if (!str_eq(type, S("decisionService")))
        return dmn_decide(t->model, name, inputs_of(t, c), &env, out, NULL);
    TRY(dmn_serve(t->model, invocable, inputs_of(t, c), &env, out));
    const struct xml_node *expected = xml_child(node, STR_NULL, S("expected"));
    val want = expected ? value_of(t->a, expected) : val_null();
    if (val_has(*out, name) && !val_has(want, name)) /* one of several outputs */
        *out = val_get(*out, name);
    return OK;
}

static bool node_passes(struct tck *t, const struct xml_node *c, const struct xml_node *node,
                        str *message)
{
    val got;
    const struct xml_node *expected = xml_child(node, STR_NULL, S("expected"));
    err e = evaluate(t, c, node, &got);
    if (failed(e)) {
        *message = str_fmt(t->a, "%.*s: error %d", STR_ARG(xml_attr(node, S("name"))), e.code);
        return false;
    }
    val want = expected ? value_of(t->a, expected) : val_null();
    if (str_eq(xml_attr(node, S("errorResult")), S("true")) ? got.tag == V_NULL
                                                            : agree(t->a, got, want))
        return true;
    *message = str_fmt(t->a, "%.*s: got %.*s (%.*s), expected %.*s",
                       STR_ARG(xml_attr(node, S("name"))), STR_ARG(feel_literal(t->a, got)),
                       STR_ARG(feel_why_null(t->a, got)), STR_ARG(feel_literal(t->a, want)));
    return false;
}

static void case_run(struct tck *t, const struct xml_node *c, struct tck_result *r)
{
    r->id = xml_attr(c, S("id"));
    r->passed = true;
    r->message = S("");
    if (!t->model) {
        r->passed = false;
        r->message = S("the model cannot be read");
        return;
    }
    for (const struct xml_node *n = xml_child(c, STR_NULL, S("resultNode")); n && r->passed;
         n = xml_next(n))
        r->passed = node_passes(t, c, n, &r->message);
    if (!r->passed && t->foreign.n)
        r->message = str_fmt(t->a, "%.*s; %.*s", STR_ARG(t->foreign), STR_ARG(r->message));
}

void tck_run(arena *a, const struct tck_file *files, size_t n, const struct tck_world *w,
             void (*report)(void *ctx, const struct tck_result *r), void *ctx)
{
    struct tck t = { .a = a, .files = files, .n = n, .w = w };
    for (size_t i = 0; i < n; i++) {
        struct xml_node *root;
        if (!str_ends(files[i].name, S(".xml")) ||
            failed(xml_read(a, files[i].text, NULL, &root, NULL)) ||
            !str_eq(root->name, S("testCases")))
            continue;
        load_model(&t, xml_child_text(root, STR_NULL, S("modelName")));
        for (const struct xml_node *c = xml_child(root, STR_NULL, S("testCase")); c;
             c = xml_next(c)) {
            struct tck_result r = { .file = files[i].name };
            case_run(&t, c, &r);
            report(ctx, &r);
        }
    }
}
