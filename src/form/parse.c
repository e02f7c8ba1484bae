#include "form/compile.h"

enum { DEPTH_MAX = 16, FIELDS_MAX = 2000 };

/* What expressions may use beside the answers. */
static const struct {
    str name;
    enum feel_kind type;
} form_names[] = { { S_INIT("today"), T_DATE },    { S_INIT("now"), T_DATETIME },
                   { S_INIT("lang"), T_STRING },   { S_INIT("law"), T_ANY },
                   { S_INIT("applicant"), T_ANY }, { S_INIT("channel"), T_STRING },
                   { S_INIT("this"), T_ANY },      { S_INIT("parent"), T_ANY },
                   { S_INIT("i"), T_NUMBER },      { S_INIT("appealed"), T_ANY },
                   { S_INIT("said_in"), T_ANY } };

static void part_note(const struct part *p, enum finding_level level, const char *code, str repair,
                      const char *fmt, va_list ap)
{
    finding_addv(p->c->f, level, p->line, p->id, code, repair, fmt, ap);
}

void part_error(const struct part *p, const char *code, str repair, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    part_note(p, FINDING_ERROR, code, repair, fmt, ap);
    va_end(ap);
}

void part_warning(const struct part *p, const char *code, str repair, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    part_note(p, FINDING_WARNING, code, repair, fmt, ap);
    va_end(ap);
}

str part_property(const struct part *p, str name)
{
    val v = val_get(p->props, name);
    if (val_is_null(v))
        return STR_NULL;
    if (v.tag == V_STRING)
        return str_trim(val_text(v));
    if (v.tag == V_BOOL || val_is_number(v))
        return val_display(p->c->a, v);
    part_error(p, "form.property", S("write the property as text"), "property \"%.*s\" is no text",
               STR_ARG(name));
    return STR_NULL;
}

int64_t part_integer(const struct part *p, val v, str name, int64_t otherwise)
{
    int64_t i;
    if (val_is_null(v) || (v.tag == V_STRING && str_empty(str_trim(val_text(v)))))
        return otherwise;
    if (val_to_i64(v, &i) || (v.tag == V_STRING && !failed(str_to_i64(str_trim(val_text(v)), &i))))
        return i;
    part_error(p, "form.number", S("write a whole number"), "\"%.*s\" is no whole number",
               STR_ARG(name));
    return otherwise;
}

/* A misspelt name is null for ever: worth a word. */
static void names_check(const struct part *p, const struct feel *f, str what)
{
    size_t n;
    const str *names = feel_names(f, &n);
    for (size_t i = 0; i < n; i++) {
        str head, tail;
        bool known = false;
        (void)str_cut(names[i], '.', &head, &tail);
        for (size_t k = 0; k < p->c->names.n && !known; k++)
            known = str_eq(p->c->names.v[k].name, head);
        if (!known && p->c->task)
            *vec_push(&p->c->foreign, p->c->a) =
                (struct form_foreign){ p->line, p->id, what, str_copy(p->c->a, head) };
        else if (!known)
            part_warning(p, "form.name", S("use the key of a question"),
                         "%.*s: no question has the key \"%.*s\"", STR_ARG(what), STR_ARG(head));
    }
}

const struct feel *part_feel(const struct part *p, str text, str what)
{
    struct feel *out;
    struct feel_error where = { 0 };
    str t = text.n ? str_trim(text) : S("");
    if (str_starts(t, S("=")))
        t = str_from(t, 1);
    struct feel_scope scope = { .names = p->c->names.v, .n = p->c->names.n, .open = true };
    if (failed(feel_parse(p->c->a, t, &scope, &out, &where))) {
        part_error(p, "form.expression",
                   where.suggestion.n ? where.suggestion : S("correct the expression"),
                   "%.*s: the expression \"%.*s\" does not parse: %.*s", STR_ARG(what),
                   STR_ARG(str_sub(t, 0, utf8_index(t, 120))), STR_ARG(where.message));
        return NULL;
    }
    names_check(p, out, what);
    if (feel_mistyped(p->c->a, out, &where))
        part_error(p, "form.expression", where.suggestion, "%.*s: in \"%.*s\", %.*s", STR_ARG(what),
                   STR_ARG(str_sub(t, 0, utf8_index(t, 120))), STR_ARG(where.message));
    return out;
}

void part_known(const struct part *p, val ctx, const str *known, size_t n, const char *what)
{
    for (size_t i = 0; ctx.tag == V_CONTEXT && i < ctx.c->n; i++) {
        bool found = false;
        for (size_t k = 0; k < n && !found; k++)
            found = str_eq(known[k], ctx.c->e[i].key);
        if (!found)
            part_error(p, "form.unsupported", S("remove it"), "%s \"%.*s\" is not supported", what,
                       STR_ARG(ctx.c->e[i].key));
    }
}

/* Where each "id": "..." stands: one pass over the text. */
static void lines_collect(struct compiler *c, str json)
{
    int line = 1;
    bool after_id = false;
    for (size_t i = 0; i < json.n; i++) {
        char ch = json.p[i];
        if (ch == '\n')
            line++;
        if (ch != '"')
            continue;
        size_t from = ++i;
        while (i < json.n && json.p[i] != '"')
            i += json.p[i] == '\\' ? 2 : 1;
        str text = str_sub(json, from, i - from);
        if (after_id)
            *vec_push(&c->lines, c->a) = (struct id_line){ text, line };
        size_t j = i + 1;
        while (j < json.n && (json.p[j] == ' ' || json.p[j] == '\t'))
            j++;
        after_id = str_eq(text, S("id")) && j < json.n && json.p[j] == ':';
    }
}

static int line_of(const struct compiler *c, str id)
{
    for (size_t i = 0; i < c->lines.n; i++)
        if (str_eq(c->lines.v[i].id, id))
            return c->lines.v[i].line;
    return 0;
}

static void name_add(struct compiler *c, str key, enum feel_kind kind)
{
    str head, tail;
    if (str_cut(key, '.', &head, &tail))
        kind = T_ANY;
    const struct feel_type *type = kind == T_ANY ? NULL : feel_type_of_kind(kind);
    for (size_t i = 0; i < c->names.n; i++)
        if (str_eq(c->names.v[i].name, head)) {
            if (c->names.v[i].type != type)
                c->names.v[i].type = NULL;
            return;
        }
    if (head.n)
        *vec_push(&c->names, c->a) = (struct feel_name){ .name = head, .type = type };
}

/* Of a choice: what all of its values are; those that an expression gives may be anything. */
static enum feel_kind kind_of_choice(val component)
{
    val values = val_get(component, S("values"));
    enum feel_kind all = T_ANY;
    if (val_get_text(component, S("valuesExpression")).n ||
        val_get_text(component, S("valuesKey")).n)
        return T_ANY;
    for (size_t i = 0; i < val_count(values); i++) {
        val v = val_get(val_at(values, i), S("value"));
        enum feel_kind one = v.tag == V_STRING  ? T_STRING
                             : val_is_number(v) ? T_NUMBER
                             : v.tag == V_BOOL  ? T_BOOLEAN
                                                : T_ANY;
        if (one == T_ANY || (i && one != all))
            return T_ANY;
        all = one;
    }
    return all;
}

/* Of a textfield: text, but for the kinds that are taken apart or counted. */
static enum feel_kind kind_of_text(val component)
{
    static const str parted[] = { S_INIT("name"), S_INIT("address"), S_INIT("signature"),
                                  S_INIT("location") };
    str kind = val_get_text(val_get(component, S("properties")), S("kind"));
    FOR_EACH(parted, k)
        if (str_eq(kind, *k))
            return T_CONTEXT;
    return str_eq(kind, S("money")) ? T_NUMBER : T_STRING;
}

static enum feel_kind kind_of_moment(val component)
{
    str sub = val_get_text(component, S("subtype"));
    return str_eq(sub, S("time")) ? T_TIME : str_eq(sub, S("datetime")) ? T_DATETIME : T_DATE;
}

/* What an answer is, where the component alone says it. */
static enum feel_kind kind_of_answer(val component)
{
    str type = val_get_text(component, S("type"));
    bool number = str_eq(type, S("number")), select = str_eq(type, S("select"));
    str currency = val_get_text(val_get(component, S("properties")), S("currency"));
    if (str_find_char(currency, ',', 0) != SIZE_MAX)
        return T_CONTEXT; /* an amount, and which of them */
    if (number && !val_get_bool(component, S("serializeToString")))
        return T_NUMBER;
    if (str_eq(type, S("checkbox")))
        return T_BOOLEAN;
    if (str_eq(type, S("textfield")) ||
        (select && val_get_text(val_get(component, S("properties")), S("kind")).n))
        return kind_of_text(component);
    if (str_eq(type, S("datetime")))
        return kind_of_moment(component);
    if (select || str_eq(type, S("radio")))
        return kind_of_choice(component);
    return str_eq(type, S("textarea")) ? T_STRING : T_ANY;
}

static void names_collect(struct compiler *c, val components, int depth)
{
    for (size_t i = 0; i < val_count(components) && depth < DEPTH_MAX && c->names.n < FIELDS_MAX;
         i++) {
        val v = val_at(components, i);
        name_add(c, val_get_text(v, S("key")), kind_of_answer(v));
        name_add(c, val_get_text(v, S("path")), T_ANY);
        names_collect(c, val_get(v, S("components")), depth + 1);
    }
}

struct place {
    int parent, list, depth, nested;
    str path;
};

static void components_walk(struct compiler *c, val components, struct place at);

static bool key_fits(str key)
{
    if (key.n == 0 || key.n > 120 || key.p[0] == '_' || key.p[0] == '.' || key.p[key.n - 1] == '.')
        return false;
    for (size_t i = 0; i < key.n; i++) {
        char ch = key.p[i];
        bool digit = ch >= '0' && ch <= '9';
        bool first = i == 0 || key.p[i - 1] == '.';
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' || ch == '.' ||
              digit) ||
            (first && (digit || ch == '.')))
            return false;
    }
    return true;
}

static str path_join(arena *a, str x, str y)
{
    return x.n == 0 ? y : y.n == 0 ? x : str_fmt(a, "%.*s.%.*s", STR_ARG(x), STR_ARG(y));
}

static bool has_answer(enum form_kind k)
{
    return k < FORM_GROUP || k == FORM_LIST;
}

/* Key inside of the scope and name from the root. */
static void field_name(const struct part *p, struct form_field *f, struct place at)
{
    struct compiler *c = p->c;
    str key = val_get_text(p->json, f->kind == FORM_LIST ? S("path") : S("key"));
    if (!has_answer(f->kind))
        return;
    if (!key_fits(key)) {
        part_error(p, "form.key", S("use letters, digits and underscores, beginning with a letter"),
                   "\"%.*s\" cannot be a key", STR_ARG(key));
        return;
    }
    f->key = path_join(c->a, at.path, key);
    f->name = path_join(c->a, at.list < 0 ? S("") : c->fields.v[at.list].name, f->key);
    for (size_t i = 0; i < c->fields.n; i++)
        if (str_eq(c->fields.v[i].name, f->name))
            part_error(p, "form.key_twice", S("give each question a key of its own"),
                       "the key \"%.*s\" is used twice (also by \"%.*s\")", STR_ARG(f->name),
                       STR_ARG(c->fields.v[i].id));
}

static void component_id(struct part *p)
{
    struct compiler *c = p->c;
    p->id = val_get_text(p->json, S("id"));
    if (str_empty(p->id)) {
        p->id = str_fmt(c->a, "component_%zu", c->fields.n + 1);
        part_error(p, "form.id", S("give it an id"), "a component of type \"%.*s\" has no id",
                   STR_ARG(p->type));
    }
    p->line = line_of(c, p->id);
    if (map_get(&c->ids, p->id))
        part_error(p, "form.id_twice", S("give it another id"), "the id \"%.*s\" is used twice",
                   STR_ARG(p->id));
    map_put(&c->ids, c->a, p->id, (void *)(uintptr_t)(c->fields.n + 1));
}

static void container_walk(const struct part *p, struct place at, int index)
{
    const struct form_field *f = &p->c->fields.v[index];
    struct place in = at;
    in.parent = index;
    in.depth++;
    if (f->kind == FORM_LIST) {
        in.list = index;
        in.nested++;
        in.path = S("");
        if (in.nested > 3) {
            part_error(p, "form.depth", S("make a form of its own"),
                       "sections are nested deeper than three");
            return;
        }
    } else {
        str path = val_get_text(p->json, S("path"));
        if (path.n && !key_fits(path))
            part_error(p, "form.key", S("use letters, digits and underscores"),
                       "\"%.*s\" cannot be a path", STR_ARG(path));
        in.path = path_join(p->c->a, at.path, path);
    }
    components_walk(p->c, val_get(p->json, S("components")), in);
}

static void component_compile(struct compiler *c, val json, struct place at)
{
    struct part p = { .c = c, .json = json, .type = val_get_text(json, S("type")) };
    component_id(&p);
    p.props = val_get(json, S("properties"));
    p.validate = val_get(json, S("validate"));
    struct form_field f = {
        .id = p.id, .parent = at.parent, .list = at.list, .page = -1, .line = p.line
    };
    if (!field_compile(&p, &f))
        return;
    field_name(&p, &f, at);
    if (f.binding.registry.n && at.list >= 0)
        part_error(&p, "form.binding_in_section", S("bind questions outside of sections only"),
                   "a question of a repeating section is bound to a register");
    *vec_push(&c->fields, c->a) = f;
    if (f.kind == FORM_GROUP || f.kind == FORM_LIST)
        container_walk(&p, at, (int)c->fields.n - 1);
}

static void components_walk(struct compiler *c, val components, struct place at)
{
    struct part p = { .c = c };
    if (components.tag != V_LIST || at.depth > DEPTH_MAX || c->fields.n > FIELDS_MAX) {
        part_error(&p, "form.components",
                   S("give a list of components, at most 2000, at most 16 deep"),
                   "there is no usable list of components");
        return;
    }
    for (size_t i = 0; i < components.n; i++) {
        val v = val_at(components, i);
        if (v.tag == V_CONTEXT)
            component_compile(c, v, at);
        else
            part_error(&p, "form.components", S("remove it"), "component %zu is no object", i + 1);
    }
}

static void root_check(struct compiler *c, val root)
{
    static const str known[] = { S_INIT("type"),
                                 S_INIT("id"),
                                 S_INIT("components"),
                                 S_INIT("schemaVersion"),
                                 S_INIT("exporter"),
                                 S_INIT("executionPlatform"),
                                 S_INIT("executionPlatformVersion"),
                                 S_INIT("$schema"),
                                 S_INIT("properties"),
                                 S_INIT("versionTag") };
    struct part p = { .c = c, .props = val_get(root, S("properties")) };
    part_known(&p, root, known, LEN(known), "the form's");
    if (!str_eq(val_get_text(root, S("type")), S("default")))
        part_error(&p, "form.type", S("set \"type\": \"default\""),
                   "the document is no form of form-js");
    int64_t version = val_get_i64(root, S("schemaVersion"), 1);
    if (version < 1 || version > 19)
        part_warning(&p, "form.version", S("save it with form-js 1.x"),
                     "schema version %lld is not known", (long long)version);
    static const str own[] = { S_INIT("purpose"), S_INIT("basis"), S_INIT("retention"),
                               S_INIT("sensitivity") };
    part_known(&p, p.props, own, LEN(own), "property of the form");
    c->defaults = p.props;
}

static void json_error_note(struct findings *f, str json, const struct json_error *where)
{
    int line = 1;
    for (size_t i = 0; i < where->at && i < json.n; i++)
        line += json.p[i] == '\n';
    finding_add(f, FINDING_ERROR, line, STR_NULL, "form.json", S("correct the JSON"), "no JSON: %s",
                where->what ? where->what : "malformed");
}

static err parse(arena *a, str json, bool task, struct findings *f, struct form **out)
{
    static const struct json_limits limits = { .depth = 64, .bytes = 2 * 1024 * 1024 };
    struct json_error where = { 0 };
    struct compiler c = { .a = a, .f = f, .task = task };
    size_t before = f->errors;
    val root;
    if (failed(val_from_json(a, json, &limits, &root, &where))) {
        json_error_note(f, json, &where);
        return REFUSED(ERR_SYNTAX);
    }
    if (root.tag != V_CONTEXT) {
        finding_add(f, FINDING_ERROR, 1, STR_NULL, "form.type", S("save it with form-js"),
                    "the document is no object");
        return REFUSED(ERR_SYNTAX);
    }
    lines_collect(&c, json);
    FOR_EACH(form_names, n)
        name_add(&c, n->name, n->type);
    names_collect(&c, val_get(root, S("components")), 0);
    root_check(&c, root);
    components_walk(&c, val_get(root, S("components")),
                    (struct place){ .parent = -1, .list = -1, .path = S("") });
    pages_make(&c);
    if (f->errors > before)
        return REFUSED(ERR_SYNTAX);
    struct form *form = ARENA_NEW(a, struct form);
    *form = (struct form){ .id = val_get_text(root, S("id")),
                           .fields = c.fields.v,
                           .n_fields = c.fields.n,
                           .pages = c.pages.v,
                           .n_pages = c.pages.n,
                           .foreign = c.foreign.v,
                           .n_foreign = c.foreign.n,
                           .names = c.names.v,
                           .n_names = c.names.n };
    *out = form;
    return OK;
}

err form_parse(arena *a, str json, struct findings *f, struct form **out)
{
    return parse(a, json, false, f, out);
}

err form_parse_task(arena *a, str json, struct findings *f, struct form **out)
{
    return parse(a, json, true, f, out);
}
