/* The texts of a service in all languages, and how one of them is changed where it stands. */
#include "blocks/studio/change.h"
#include "bpmn/bpmn.h"
#include "codec/text_edit.h"
#include "codec/yaml_edit.h"
#include "dmn/dmn.h"
#include "letter/letter.h"

enum { PLACE_DEPTH = 40 };

/* ---- gathering ---- */

struct gathering {
    struct text_rows *out;
    arena *a;
    enum text_kind kind;
    str file, bytes;
    const struct words *words;
    val json;
};

static size_t langs_of(const struct text_rows *r)
{
    return r->s->site->n_langs;
}

static struct text_row *row_add(struct text_rows *r, struct text_row row, const str *texts)
{
    for (size_t i = 0; i < langs_of(r); i++)
        r->missing += !texts[i].n;
    row.texts = texts;
    *vec_push(&r->v, r->s->w->a) = row;
    return &r->v.v[r->v.n - 1];
}

/* ---- form.json: where a text of a question stands ---- */

struct place {
    str v[PLACE_DEPTH];
    size_t n;
};

static bool place_push(struct place *p, str part)
{
    if (p->n == PLACE_DEPTH)
        return false;
    p->v[p->n++] = part;
    return true;
}

static bool question_find(arena *a, val v, str id, struct place *p, val *found)
{
    val parts = val_get(v, S("components"));
    size_t n = p->n;

    for (size_t i = 0; i < val_count(parts); i++) {
        val one = val_at(parts, i);
        p->n = n;
        if (!place_push(p, S("components")) || !place_push(p, str_fmt(a, "%zu", i)))
            return false;
        *found = one;
        if (str_eq(val_get_text(one, S("id")), id) || question_find(a, one, id, p, found))
            return true;
    }
    p->n = n;
    return false;
}

/* An item of a list by one of its members: "values" with that value, "columns" with that key. */
static bool item_place(arena *a, val q, const char *list, const char *member, str id,
                       struct place *p)
{
    val items = val_get(q, str_z(list));

    for (size_t i = 0; i < val_count(items); i++)
        if (str_eq(val_get_text(val_at(items, i), str_z(member)), id))
            return place_push(p, str_z(list)) && place_push(p, str_fmt(a, "%zu", i)) &&
                   place_push(p, S("label"));
    return false;
}

static bool property_place(arena *a, val q, str property, struct place *p)
{
    if (str_starts(property, S("options.")))
        return item_place(a, q, "values", "value", str_from(property, 8), p);
    if (str_starts(property, S("columns.")))
        return item_place(a, q, "columns", "key", str_from(property, 8), p);
    if (str_eq(property, S("unit")) || str_eq(property, S("prefix")))
        return place_push(p, S("appearance")) &&
               place_push(p, str_eq(property, S("unit")) ? S("suffixAdorner") : S("prefixAdorner"));
    if (str_eq(property, S("label")) || str_eq(property, S("description")) ||
        str_eq(property, S("text")))
        return place_push(p, property);
    if (str_eq(property, S("check.text")) && !val_get_text(val_get(q, S("properties")), property).n)
        return place_push(p, S("validate")) && place_push(p, S("patternErrorMessage"));
    return place_push(p, S("properties")) && place_push(p, property);
}

static bool form_place(arena *a, val json, str element, str property, struct place *p)
{
    val q = val_null();

    p->n = 0;
    return question_find(a, json, element, p, &q) && property_place(a, q, property, p);
}

static str json_at(val v, const struct place *p)
{
    for (size_t i = 0; i < p->n; i++) {
        uint64_t k = 0;
        v = v.tag == V_LIST && !failed(str_to_u64(p->v[i], &k)) ? val_at(v, k)
                                                                : val_get(v, p->v[i]);
    }
    return v.tag == V_STRING ? val_text(v) : STR_NULL;
}

/* ---- rows of models ---- */

static bool is_fixed(struct gathering *g, str element, str property, str text)
{
    struct place p;
    str ignored;

    if (g->kind == TEXT_FORM)
        return !form_place(g->a, g->json, element, property, &p) ||
               !str_eq(json_at(g->json, &p), text);
    if (!str_eq(property, S("name")) && !str_eq(property, S("label")))
        return true;
    arena_mark before = arena_mark_get(g->a); /* the file with another text, only tried */
    bool fixed = failed(xml_set_attr(g->a, g->bytes, element, property, text, &ignored));
    arena_rewind(g->a, before);
    return fixed;
}

static void model_text(void *self, int line, str element, str property, str text)
{
    struct gathering *g = self;
    struct text_rows *r = g->out;
    arena *a = r->s->w->a;
    str *x = ARENA_ARRAY(a, str, langs_of(r) + 1);

    (void)line;
    x[0] = text;
    for (size_t i = 1; i < langs_of(r); i++)
        x[i] = words_get(g->words, r->s->site->langs[i].code, element, property);
    row_add(r,
            (struct text_row){ .kind = g->kind,
                               .file = g->file,
                               .element = element,
                               .property = str_copy(a, property),
                               .fixed = is_fixed(g, element, property, text) },
            x);
}

static void begin(struct gathering *g, enum text_kind kind, str file, const struct words *words)
{
    struct change none = { .s = g->out->s };

    g->kind = kind;
    g->file = str_from(file, g->out->s->folder.n);
    g->bytes = change_read(&none, g->file);
    g->words = words;
    g->json = val_null();
    if (kind == TEXT_FORM && failed(val_from_json(g->a, g->bytes, NULL, &g->json, NULL)))
        g->json = val_null();
}

static void process_texts(struct gathering *g, const struct service_process *p)
{
    const struct bpmn *m = p->bpmn;

    begin(g, TEXT_XML, p->file, p->words);
    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (m->nodes[i].name.n)
            model_text(g, 0, m->nodes[i].id, S("name"), m->nodes[i].name);
    for (uint32_t i = 0; i < m->flows_n; i++)
        if (m->flows[i].name.n)
            model_text(g, 0, m->flows[i].id, S("name"), m->flows[i].name);
}

static void table_texts(struct gathering *g, val table)
{
    val in = val_get(table, S("inputs")), rules = val_get(table, S("rules"));
    val names = val_get(table, S("annotations"));

    for (size_t i = 0; i < val_count(in); i++) {
        str label = val_get_text(val_at(in, i), S("label"));
        str id = val_get_text(val_at(in, i), S("id"));
        if (id.n && label.n && !str_eq(label, val_get_text(val_at(in, i), S("expression"))))
            model_text(g, 0, id, S("label"), label);
    }
    for (size_t i = 0; i < val_count(rules); i++) {
        str id = val_get_text(val_at(rules, i), S("id"));
        val notes = val_get(val_at(rules, i), S("annotations"));
        for (size_t k = 0; id.n && k < val_count(notes); k++) {
            str text = val_text(val_at(notes, k));
            str name = val_text(val_at(names, k));
            if (text.n && !str_eq(text, S("-")) &&
                !law_clause(g->out->s->site, text, (day){ 0 }, NULL))
                model_text(g, 0, id, str_fmt(g->a, "annotations.%.*s", STR_ARG(name)), text);
        }
    }
}

static void decision_texts(struct gathering *g, const struct service_decision *d)
{
    size_t n_names, n;
    const str *names = dmn_decisions(d->dmn, &n_names);

    begin(g, TEXT_XML, d->file, d->words);
    for (size_t i = 0; i < n_names; i++) {
        const struct dmn_output *o = dmn_outputs(d->dmn, g->a, names[i], &n);
        for (size_t k = 0; k < n; k++)
            if (o[k].label.n && o[k].id.n)
                model_text(g, 0, o[k].id, S("label"), o[k].label);
    }
    val elements = val_get(dmn_describe(d->dmn, g->a), S("elements"));
    for (size_t i = 0; i < val_count(elements); i++) {
        val e = val_at(elements, i), tables = val_get(e, S("tables"));
        str id = val_get_text(e, S("id")), said = val_get_text(e, S("description"));
        if (id.n && said.n)
            model_text(g, 0, id, S("description"), said);
        for (size_t k = 0; k < val_count(tables); k++)
            table_texts(g, val_at(tables, k));
    }
}

/* ---- service.yaml ---- */

static void yaml_text(struct text_rows *r, val doc, str dotted, const struct words *words)
{
    arena *a = r->s->w->a;
    const struct site *site = r->s->site;
    str path[8], *x = ARENA_ARRAY(a, str, site->n_langs + 1);
    size_t n = yaml_place(a, doc, dotted, path, LEN(path));
    val v = doc;

    for (size_t i = 0; i < n; i++) {
        uint64_t k = 0;
        v = v.tag == V_LIST && !failed(str_to_u64(path[i], &k)) ? val_at(v, k)
                                                                : val_get(v, path[i]);
    }
    if (!n || val_is_null(v))
        return;
    for (size_t i = 0; i < site->n_langs; i++) {
        str code = site->langs[i].code;
        str own = v.tag == V_CONTEXT ? val_get_text(v, code) : i ? STR_NULL : val_text(v);
        x[i] = own.n ? own : words_get(words, code, S(""), dotted);
    }
    row_add(
        r,
        (struct text_row){
            .kind = TEXT_YAML, .file = S("service.yaml"), .element = S(""), .property = dotted },
        x);
}

static void list_texts(struct text_rows *r, val doc, const char *list, const char *property,
                       const struct words *words)
{
    val items = val_get(doc, str_z(list));

    for (size_t i = 0; i < val_count(items); i++)
        yaml_text(r, doc,
                  str_fmt(r->s->w->a, "%s.%.*s.%s", list,
                          STR_ARG(val_get_text(val_at(items, i), S("id"))), property),
                  words);
}

static void service_texts(struct text_rows *r)
{
    static const char *const plain[] = { "title",       "summary",
                                         "description", "who",
                                         "next_steps",  "declaration",
                                         "appeal.how",  "deadlines.limit_from" };
    struct change none = { .s = r->s };
    const struct words *words = r->s->v->own_words;
    val doc;

    if (failed(yaml_read(r->s->w->a, change_read(&none, S("service.yaml")), &doc, NULL, NULL)))
        return;
    FOR_EACH(plain, p)
        yaml_text(r, doc, str_z(*p), words);
    list_texts(r, doc, "fees", "title", words);
    list_texts(r, doc, "evidence", "title", words);
    list_texts(r, doc, "evidence", "description", words);
    list_texts(r, doc, "outputs", "title", words);
}

/* ---- letters ---- */

static void letter_texts(struct text_rows *r)
{
    const struct service *v = r->s->v;
    const struct site *site = r->s->site;
    arena *a = r->s->w->a;

    for (size_t i = 0; i < v->n_letters; i++) {
        const struct service_letter *first = &v->letters[i];
        str *x = ARENA_ARRAY(a, str, site->n_langs + 1);
        str *files = ARENA_ARRAY(a, str, site->n_langs + 1);
        if (!str_eq(first->lang, site->langs[0].code))
            continue;
        for (size_t k = 0; k < site->n_langs; k++) {
            const struct service_letter *l =
                service_letter(v, first->id, site->langs[k].code, S(""));
            files[k] = l ? str_from(l->file, r->s->folder.n) : STR_NULL;
            x[k] = l && l->letter ? val_get_text(letter_front(l->letter), S("subject")) : STR_NULL;
        }
        if (x[0].n)
            row_add(r,
                    (struct text_row){ .kind = TEXT_LETTER,
                                       .file = files[0],
                                       .element = first->id,
                                       .property = S("subject"),
                                       .files = files },
                    x);
    }
}

void texts_of(struct scene *s, struct text_rows *out)
{
    const struct service *v = s->v;
    struct gathering g = { .out = out, .a = s->w->a };

    *out = (struct text_rows){ .s = s };
    service_texts(out);
    for (size_t i = 0; i < v->n_forms; i++)
        if (v->forms[i].form) {
            begin(&g, TEXT_FORM, v->forms[i].file, v->forms[i].words);
            form_texts(v->forms[i].form, &g, model_text);
        }
    if (v->process && v->process->bpmn)
        process_texts(&g, v->process);
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            decision_texts(&g, &v->decisions[i]);
    letter_texts(out);
}

str text_row_now(const struct text_rows *r, str dotted, size_t lang)
{
    for (size_t i = 0; i < r->v.n; i++)
        if (r->v.v[i].kind == TEXT_YAML && str_eq(r->v.v[i].property, dotted))
            return r->v.v[i].texts[lang].p ? r->v.v[i].texts[lang] : S("");
    return S("");
}

/* ---- writing ---- */

size_t yaml_place(arena *a, val doc, str dotted, str *path, size_t room)
{
    size_t n = 0;

    while (dotted.n && n < room) {
        str part, rest = STR_NULL;
        if (doc.tag == V_LIST) { /* an id may hold dots */
            size_t i = 0;
            for (; i < val_count(doc); i++) {
                str id = val_get_text(val_at(doc, i), S("id"));
                if (id.n && str_starts(dotted, id) && (dotted.n == id.n || dotted.p[id.n] == '.')) {
                    rest = str_from(dotted, id.n + 1);
                    break;
                }
            }
            if (i == val_count(doc))
                return 0;
            path[n++] = str_fmt(a, "%zu", i);
            doc = val_at(doc, i);
        } else {
            str_cut(dotted, '.', &part, &rest);
            path[n++] = part;
            doc = val_get(doc, part);
        }
        dotted = rest;
    }
    return dotted.n ? 0 : n;
}

/* The place of a dotted name in a words file: the keys that are there already may hold dots, and
 * hold one another.  False where it is not there: its last part is what has no place yet. */
static bool words_place(val at, str dotted, struct place *p)
{
    for (size_t i = 0; at.tag == V_CONTEXT && i < val_count(at); i++) {
        str key = at.c->e[i].key;
        val v = at.c->e[i].value;
        if (str_eq(key, dotted)) {
            (void)place_push(p, key);
            return true;
        }
        if (v.tag == V_CONTEXT && str_starts(dotted, key) && dotted.n > key.n &&
            dotted.p[key.n] == '.') {
            (void)place_push(p, key);
            return words_place(v, str_from(dotted, key.n + 1), p);
        }
    }
    (void)place_push(p, dotted);
    return false;
}

/* A new entry's last part: element, then property; lists of options below one key. */
static void words_tail(const struct text_row *r, str dotted, struct place *p)
{
    str last = p->v[--p->n], head, tail;

    if (r->element.n && str_eq(last, dotted)) {
        (void)place_push(p, r->element);
        last = r->property;
    }
    bool list = str_starts(last, S("options.")) || str_starts(last, S("columns.")) ||
                str_starts(last, S("annotations."));
    while ((list || !r->element.n) && str_cut(last, '.', &head, &tail)) {
        (void)place_push(p, head);
        last = tail;
        list = false;
    }
    (void)place_push(p, last);
}

static bool words_write(struct change *c, const struct text_row *r, str lang, str text, arena *a)
{
    str file = str_fmt(c->s->w->a, "words.%.*s.yaml", STR_ARG(lang)), now = change_read(c, file);
    str dotted = r->element.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(r->element), STR_ARG(r->property))
                              : r->property;
    struct place p = { .n = 1, .v = { r->file } };
    val doc;
    str out;

    if (failed(yaml_read(a, now.p ? now : S(""), &doc, NULL, NULL)))
        return false;
    if (!words_place(val_get(doc, r->file), dotted, &p))
        words_tail(r, dotted, &p);
    if (failed(yaml_set(a, now.p ? now : S(""), p.v, p.n, text.n ? val_str(text) : val_null(),
                        S(""), &out)))
        return false;
    change_write(c, file, str_copy(c->s->w->a, out));
    return true;
}

static bool yaml_write_text(struct change *c, const struct text_row *r, size_t lang, str text,
                            arena *a)
{
    const struct site *site = c->s->site;
    str now = change_read(c, r->file), path[9], out;
    val doc, v;

    if (failed(yaml_read(a, now, &doc, NULL, NULL)))
        return false;
    size_t n = yaml_place(a, doc, r->property, path, LEN(path) - 1);
    v = doc;
    for (size_t i = 0; i < n; i++) {
        uint64_t k = 0;
        v = v.tag == V_LIST && !failed(str_to_u64(path[i], &k)) ? val_at(v, k)
                                                                : val_get(v, path[i]);
    }
    bool by_lang = v.tag == V_CONTEXT;
    if (!n || (lang && (!by_lang || val_is_null(val_get(v, site->langs[lang].code)))))
        return words_write(c, r, site->langs[lang].code, text, a);
    if (by_lang)
        path[n++] = site->langs[lang].code;
    if (failed(yaml_set(a, now, path, n, text.n ? val_str(text) : val_null(), S(""), &out)))
        return false;
    change_write(c, r->file, str_copy(c->s->w->a, out));
    return true;
}

static bool model_write(struct change *c, const struct text_row *r, str text, arena *a)
{
    str now = change_read(c, r->file), out;
    struct place p;
    val json;

    if (r->fixed || !text.n)
        return false;
    if (r->kind == TEXT_XML) {
        if (failed(xml_set_attr(a, now, r->element, r->property, text, &out)))
            return false;
    } else if (failed(val_from_json(a, now, NULL, &json, NULL)) ||
               !form_place(a, json, r->element, r->property, &p) ||
               failed(json_set_text(a, now, p.v, p.n, text, &out))) {
        return false;
    }
    change_write(c, r->file, str_copy(c->s->w->a, out));
    return true;
}

/* The subject stands in the front matter, which is YAML. */
static bool letter_write(struct change *c, const struct text_row *r, size_t lang, str text,
                         arena *a)
{
    str file = r->files[lang], now = file.p ? change_read(c, file) : STR_NULL, out;
    str key = S("subject");
    size_t end = now.p && str_starts(now, S("---\n")) ? str_find(now, S("\n---\n"), 3) : SIZE_MAX;

    if (end == SIZE_MAX || !text.n ||
        failed(yaml_set(a, str_sub(now, 4, end + 1 - 4), &key, 1, val_str(text), S(""), &out)))
        return false;
    change_write(
        c, file,
        str_fmt(c->s->w->a, "---\n%.*s%.*s", STR_ARG(out), STR_ARG(str_from(now, end + 1))));
    return true;
}

bool text_write(struct change *c, const struct text_row *r, size_t lang, str text)
{
    arena a;
    bool ok;

    arena_init(&a, 0); /* each change reads its file anew */
    if (r->kind == TEXT_YAML)
        ok = (lang || text.n) && yaml_write_text(c, r, lang, text, &a);
    else if (r->kind == TEXT_LETTER)
        ok = letter_write(c, r, lang, text, &a);
    else
        ok = lang ? words_write(c, r, c->s->site->langs[lang].code, text, &a)
                  : model_write(c, r, text, &a);
    arena_free(&a);
    return ok;
}

/* ---- placeholders ---- */

struct marks {
    VEC(str) v;
};

static bool is_name(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') && s.p[i] != '_' &&
            !(s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
    return s.n > 0;
}

static void marks_of(arena *a, str text, struct marks *out)
{
    for (size_t i = 0; i < text.n; i++) {
        bool two = str_starts(str_from(text, i), S("{{"));
        if (text.p[i] != '{')
            continue;
        size_t from = i + (two ? 2 : 1);
        size_t end = two ? str_find(text, S("}}"), from) : str_find_char(text, '}', from);
        if (end == SIZE_MAX)
            return;
        str inner = str_trim(str_sub(text, from, end - from));
        if (two || is_name(inner))
            *vec_push(&out->v, a) = str_fmt(a, two ? "{{ %.*s }}" : "{%.*s}", STR_ARG(inner));
        i = end;
    }
}

static str lacks(const struct marks *x, const struct marks *y)
{
    for (size_t i = 0; i < x->v.n; i++) {
        bool found = false;
        for (size_t k = 0; k < y->v.n && !found; k++)
            found = str_eq(x->v.v[i], y->v.v[k]);
        if (!found)
            return x->v.v[i];
    }
    return STR_NULL;
}

str placeholder_odd(arena *a, str x, str y)
{
    struct marks mx = { 0 }, my = { 0 };

    marks_of(a, x, &mx);
    marks_of(a, y, &my);
    str odd = lacks(&mx, &my);
    return odd.p ? odd : lacks(&my, &mx);
}
