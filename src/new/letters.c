/* Messages and the document of a new service, in each of the site's languages. */
#include "new/write.h"

#include "codec/yaml.h"

struct in_lang {
    struct draft *d;
    str lang, title;
    size_t i; /* place of the language */
};

static str filled(const struct in_lang *x, enum word_id id)
{
    const str pairs[] = { S("number"),   S("{{ case_number }}"),     S("date"),  S("{{ today }}"),
                          S("document"), S("{{ document_number }}"), S("title"), x->title,
                          STR_NULL };
    str text = draft_word(x->d, id, x->lang);

    return text.p ? draft_fill(x->d->a, text, pairs) : S("");
}

/* What the author says, else the engine's word. */
static str said(const struct in_lang *x, const char *key, enum word_id id)
{
    str own = draft_text(x->d, val_get(x->d->in, str_z(key)), x->lang);

    return own.n ? own : filled(x, id);
}

static void letter_add(const struct in_lang *x, const char *name, str subject, str body)
{
    arena *a = x->d->a;
    buf b;

    buf_init(&b, a, KIB);
    buf_add(&b, S("---\n"));
    yaml_write(&b, val_with(a, val_null(), S("subject"), val_str(subject)));
    buf_fmt(&b, "---\n%.*s\n", STR_ARG(body));
    draft_add(x->d,
              x->i ? str_fmt(a, "letters/%s.%.*s.md", name, STR_ARG(x->lang))
                   : str_fmt(a, "letters/%s.md", name),
              buf_str(&b));
}

static void paragraph(buf *b, str text)
{
    if (text.n)
        buf_fmt(b, "%s%.*s", b->n ? "\n\n" : "", STR_ARG(text));
}

static void granted(const struct in_lang *x)
{
    buf b;

    buf_init(&b, x->d->a, 512);
    paragraph(&b, said(x, "granted_text", W_new_text_granted));
    if (draft_is(x->d, "issues", "document"))
        paragraph(&b, filled(x, W_new_text_document));
    letter_add(x, "granted", filled(x, W_new_subject_granted), buf_str(&b));
}

static void refused(const struct in_lang *x)
{
    buf b;

    buf_init(&b, x->d->a, 512);
    paragraph(&b, said(x, "refused_text", W_new_text_refused));
    if (draft_is(x->d, "decides", "automatic"))
        paragraph(&b, filled(x, W_new_text_rules));
    else
        paragraph(&b, S("{{ reason }}"));
    if (val_has(x->d->in, S("appeal_office"))) {
        str how = draft_text(x->d, val_get(x->d->in, S("appeal_how")), x->lang);
        paragraph(
            &b, str_fmt(x->d->a, "%.*s %.*s", STR_ARG(filled(x, W_new_text_appeal)), STR_ARG(how)));
    }
    letter_add(x, "refused", filled(x, W_new_subject_refused), buf_str(&b));
}

/* Answers that read well as they are: not codes of options, papers, or what has parts. */
static bool printed(str kind)
{
    static const char *const kinds[] = { "text", "number", "money", "date", "name" };

    FOR_EACH(kinds, k)
        if (str_eq(kind, str_z(*k)))
            return true;
    return false;
}

/* A cell ends at a bar: one in the text is written as the letter's tables read it. */
static void cell(buf *b, str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|')
            buf_char(b, '\\');
        buf_char(b, text.p[i]);
    }
}

static void table(const struct in_lang *x, buf *b)
{
    val all = val_get(x->d->in, S("questions"));
    bool any = false;

    for (size_t i = 0; i < val_count(all); i++) {
        val q = val_at(all, i);
        str label = draft_text(x->d, val_get(q, S("label")), x->lang);
        if (!printed(val_get_text(q, S("kind"))) || !label.n)
            continue;
        if (!any)
            buf_add(b, S("\n\n| | |\n|---|---|"));
        any = true;
        buf_add(b, S("\n| "));
        cell(b, label);
        buf_fmt(b, " | {{ %.*s }} |", STR_ARG(val_get_text(q, S("id"))));
    }
}

static void document(const struct in_lang *x)
{
    str title = draft_text(x->d, val_get(x->d->in, S("document_title")), x->lang);
    str text = draft_text(x->d, val_get(x->d->in, S("document_text")), x->lang);
    buf b;

    buf_init(&b, x->d->a, KIB);
    paragraph(&b, str_fmt(x->d->a, "# %.*s", STR_ARG(title)));
    paragraph(&b, text);
    table(x, &b);
    paragraph(&b, filled(x, W_new_issued));
    letter_add(x, "document", title, buf_str(&b));
}

void write_letters(struct draft *d)
{
    for (size_t i = 0; i < d->site->n_langs; i++) {
        struct in_lang x = { d, d->site->langs[i].code, STR_NULL, i };
        x.title = draft_text(d, val_get(d->in, S("title")), x.lang);
        if (!x.title.n || !draft_word(d, W_new_subject_granted, x.lang).n)
            continue; /* a language that is not complete, and nobody wrote in it */
        granted(&x);
        refused(&x);
        if (draft_is(d, "issues", "document") &&
            draft_text(d, val_get(d->in, S("document_title")), x.lang).n)
            document(&x);
    }
}
