/* The files of a new service while they are made, and what its writers share. */
#include "new/write.h"

#include "codec/yaml.h"

bool draft_is(const struct draft *d, const char *key, const char *value)
{
    return str_eq(val_get_text(d->in, str_z(key)), str_z(value));
}

str draft_text(const struct draft *d, val text, str lang)
{
    (void)d;
    return val_get_text(text, lang);
}

str draft_first(const struct draft *d, val text)
{
    return val_get_text(text, d->site->langs[0].code);
}

/* "new.examine" is said otherwise under words.examine. */
str draft_word(const struct draft *d, enum word_id id, str lang)
{
    str key = word_key(id), own;
    size_t dot = str_find_char(key, '.', 0);

    own = val_get_text(val_get(val_get(d->in, S("words")), str_from(key, dot + 1)), lang);
    return own.n ? own : engine_word(lang, id);
}

void draft_add(struct draft *d, str path, str bytes)
{
    *vec_push(&d->files, d->a) = (struct draft_file){ path, bytes };
}

str draft_fill(arena *a, str text, const str *pairs)
{
    for (; pairs[0].p; pairs += 2) {
        str hole = str_fmt(a, "{%.*s}", STR_ARG(pairs[0]));
        size_t at = str_find(text, hole, 0);
        if (at != SIZE_MAX)
            text = str_fmt(a, "%.*s%.*s%.*s", STR_ARG(str_sub(text, 0, at)), STR_ARG(pairs[1]),
                           STR_ARG(str_from(text, at + hole.n)));
    }
    return text;
}

/* ---- words ---- */

/* Sets a value below dotted keys; the context with it. */
static val with_path(arena *a, val ctx, const str *keys, size_t n, val v)
{
    return n ? val_with(a, ctx, keys[0], with_path(a, val_get(ctx, keys[0]), keys + 1, n - 1, v))
             : v;
}

static void word_put(struct draft *d, str lang, str file, str element, str property, str text)
{
    str keys[5] = { lang, file, element, property };
    size_t n = 4;

    if (str_starts(property, S("options."))) {
        keys[3] = S("options");
        keys[4] = str_from(property, 8);
        n = 5;
    }
    if (text.n)
        d->words = with_path(d->a, d->words, keys, n, val_str(text));
}

void draft_words(struct draft *d, str file, str element, str property, val text)
{
    for (size_t i = 1; i < d->site->n_langs; i++) {
        str lang = d->site->langs[i].code;
        word_put(d, lang, file, element, property, draft_text(d, text, lang));
    }
}

void draft_words_of(struct draft *d, str file, str element, str property, enum word_id id)
{
    for (size_t i = 1; i < d->site->n_langs; i++) {
        str lang = d->site->langs[i].code;
        word_put(d, lang, file, element, property, draft_word(d, id, lang));
    }
}

static void write_words(struct draft *d)
{
    for (size_t i = 1; i < d->site->n_langs; i++) {
        str lang = d->site->langs[i].code;
        val all = val_get(d->words, lang);
        buf b;
        if (!val_count(all))
            continue;
        buf_init(&b, d->a, 4 * KIB);
        yaml_write(&b, all);
        draft_add(d, str_fmt(d->a, "words.%.*s.yaml", STR_ARG(lang)), buf_str(&b));
    }
}

/* ---- questions ---- */

static val evidence_question(const struct draft *d, val e)
{
    val_builder b = val_build(d->a);

    val_put(&b, S("id"), val_get(e, S("id")));
    val_put(&b, S("kind"), val_str(S("file")));
    val_put(&b, S("label"), val_get(e, S("title")));
    if (val_has(e, S("description")))
        val_put(&b, S("hint"), val_get(e, S("description")));
    val_put(&b, S("required"), val_get(e, S("required")));
    val_put(&b, S("evidence"), val_get(e, S("id")));
    return val_done(&b);
}

val draft_questions(const struct draft *d)
{
    val all = val_get(d->in, S("questions")), evidence = val_get(d->in, S("evidence"));

    for (size_t i = 0; i < val_count(evidence); i++)
        all = val_append(d->a, all, evidence_question(d, val_at(evidence, i)));
    return all;
}

/* ---- samples ---- */

str sample_of(const struct draft *d, val question)
{
    static const struct {
        const char *kind, *typed;
    } t[] = {
        { "text", "Example" },
        { "long-text", "An example" },
        { "number", "5" },
        { "money", "12" },
        { "date", "2026-02-20" },
        { "time", "14:05" },
        { "yes-no", "yes" },
        { "tick", "yes" },
        { "email", "someone@tale.example" },
        { "phone", "+43 1 234567" },
        { "iban", "AT61 1904 3002 3457 3201" },
    };
    str kind = val_get_text(question, S("kind")), number;

    FOR_EACH(t, x)
        if (str_eq(kind, str_z(x->kind)))
            return str_z(x->typed);
    if (str_eq(kind, S("national-number")) &&
        !failed(scheme_make(d->a, site_scheme(d->site, kind), 4711, 2026, &number)))
        return number;
    return val_get_text(val_at(val_get(question, S("options")), 0), S("id"));
}

str sample_for(const struct draft *d, val question, bool passes)
{
    val all = val_get(d->in, S("conditions"));

    for (size_t i = 0; i < val_count(all); i++)
        if (str_eq(val_get_text(val_at(all, i), S("question")), val_get_text(question, S("id"))))
            return val_get_text(val_at(all, i), passes ? S("passes") : S("fails"));
    return sample_of(d, question);
}

/* ---- JSON as form editors write it ---- */

static void line(buf *out, int indent)
{
    buf_char(out, '\n');
    for (int i = 0; i < indent; i++)
        buf_add(out, S("  "));
}

static void pretty(buf *out, val v, int indent)
{
    bool list = v.tag == V_LIST;
    size_t n = val_count(v);

    if (!list && v.tag != V_CONTEXT) {
        val_json(out, v);
        return;
    }
    buf_char(out, list ? '[' : '{');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        line(out, indent + 1);
        if (!list) {
            val_json(out, val_str(v.c->e[i].key));
            buf_add(out, S(": "));
        }
        pretty(out, list ? v.l[i] : v.c->e[i].value, indent + 1);
    }
    if (n)
        line(out, indent);
    buf_char(out, list ? ']' : '}');
}

void json_pretty(buf *out, val v)
{
    pretty(out, v, 0);
    buf_char(out, '\n');
}

/* ---- a paper ---- */

str paper_pdf(arena *a, const char *text)
{
    size_t at[6];
    buf b;
    str content = str_fmt(a, "BT /F1 18 Tf 72 720 Td (%s) Tj ET", text);

    buf_init(&b, a, KIB);
    buf_add(&b, S("%PDF-1.4\n"));
    for (int i = 1; i <= 5; i++) {
        at[i] = b.n;
        buf_fmt(&b, "%d 0 obj\n", i);
        if (i == 1)
            buf_add(&b, S("<< /Type /Catalog /Pages 2 0 R >>"));
        else if (i == 2)
            buf_add(&b, S("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"));
        else if (i == 3)
            buf_add(&b, S("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                          "/Resources << /Font << /F1 5 0 R >> >> >>"));
        else if (i == 4)
            buf_fmt(&b, "<< /Length %zu >>\nstream\n%.*s\nendstream", content.n, STR_ARG(content));
        else
            buf_add(&b, S("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
        buf_add(&b, S("\nendobj\n"));
    }
    size_t xref = b.n;
    buf_add(&b, S("xref\n0 6\n0000000000 65535 f \n"));
    for (int i = 1; i <= 5; i++)
        buf_fmt(&b, "%010zu 00000 n \n", at[i]);
    buf_fmt(&b, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", xref);
    return buf_str(&b);
}

/* ---- all ---- */

void write_all(struct draft *d)
{
    write_service_yaml(d);
    write_forms(d);
    write_process(d);
    if (draft_is(d, "decides", "automatic"))
        write_rules(d);
    write_letters(d);
    write_tale(d);
    write_words(d);
}
