/* A letter of a draft: its text in each language, what may stand in it, and how it reads with
 * invented values before anything is saved. */
#include "blocks/studio/letters.h"

#include "act/face.h"
#include "codec/yaml_edit.h"
#include "text/name.h"

struct letter_desk {
    struct web *w;
    struct scene s;
    struct change change;
    str id;
    bool posted;
    map wrong; /* field to str * */
};

/* ---- the file: front matter and body ---- */

static void letter_split(str text, str *front, str *body)
{
    size_t end = str_starts(text, S("---\n")) ? str_find(text, S("\n---\n"), 3) : SIZE_MAX;

    *front = end == SIZE_MAX ? S("") : str_sub(text, 4, end + 1 - 4);
    *body = end == SIZE_MAX ? text : str_from(text, end + 5);
}

static str letter_file(struct letter_desk *k, size_t lang)
{
    const struct site *site = k->s.site;
    const struct service_letter *l = service_letter(k->s.v, k->id, site->langs[lang].code, S(""));

    if (l)
        return str_from(l->file, k->s.folder.n);
    return lang ? str_fmt(k->w->a, "letters/%.*s.%.*s.md", STR_ARG(k->id),
                          STR_ARG(site->langs[lang].code))
                : str_fmt(k->w->a, "letters/%.*s.md", STR_ARG(k->id));
}

static void letter_now(struct letter_desk *k, size_t lang, str *subject, str *body)
{
    struct change none = { .s = &k->s };
    str text = change_read(&none, letter_file(k, lang)), front;
    val v;

    *subject = *body = S("");
    if (!text.p)
        return;
    letter_split(text, &front, body);
    if (!failed(yaml_read(k->w->a, front, &v, NULL, NULL)) && val_get_text(v, S("subject")).p)
        *subject = val_get_text(v, S("subject"));
}

/* ---- what was typed ---- */

static str field_of(struct letter_desk *k, const char *what, size_t lang)
{
    return str_fmt(k->w->a, "%s.%.*s", what, STR_ARG(k->s.site->langs[lang].code));
}

static str wanted(struct letter_desk *k, const char *what, size_t lang, str now)
{
    val typed = val_get(k->w->body, field_of(k, what, lang));

    return k->posted && typed.tag == V_STRING ? lines_of(k->w->a, val_text(typed)) : now;
}

/* The whole file as it was typed; STR_NULL where its front matter cannot be changed in place. */
static str letter_wanted(struct letter_desk *k, size_t lang)
{
    struct change none = { .s = &k->s };
    str text = change_read(&none, letter_file(k, lang)), front, body, subject, now, out;
    str key = S("subject");

    letter_now(k, lang, &now, &body);
    subject = str_trim(wanted(k, "subject", lang, now));
    body = wanted(k, "body", lang, body);
    letter_split(text.p ? text : S(""), &front, &out);
    if (!str_eq(subject, now) &&
        failed(yaml_set(k->w->a, front, &key, 1, subject.n ? val_str(subject) : val_null(), S(""),
                        &front)))
        return STR_NULL;
    return front.n ? str_fmt(k->w->a, "---\n%.*s---\n%.*s", STR_ARG(front), STR_ARG(body)) : body;
}

static void wrong(struct letter_desk *k, const char *what, size_t lang, str text)
{
    str *said = ARENA_NEW(k->w->a, str);

    *said = text;
    map_put(&k->wrong, k->w->a, field_of(k, what, lang), said);
}

/* Reads the letter as it was typed; says at its field why it cannot be read. */
static struct letter *letter_typed(struct letter_desk *k, size_t lang, str text)
{
    struct findings f = { .a = k->w->a };
    struct letter *l = NULL;

    if (!failed(letter_parse(k->w->a, text, &f, &l)))
        return l;
    wrong(k, "body", lang,
          f.v.n ? str_fmt(k->w->a, "%d: %.*s", f.v.v[0].line, STR_ARG(f.v.v[0].what))
                : word0(k->w->page.words, W_studio_broken));
    return NULL;
}

/* ---- the preview ---- */

static str show_value(void *user, arena *a, val v)
{
    const struct locale *l = user;

    if (v.tag == V_DATE)
        return locale_date(a, l, (day){ v.m }, DATE_LONG);
    if (val_is_number(v))
        return locale_number(a, l, v);
    return name_is(v) ? name_shown(a, v) : STR_NULL;
}

static void preview(struct letter_desk *k, size_t lang, const struct letter *l, val data,
                    struct v_studio_letter_shown *out)
{
    struct web *w = k->w;
    const struct face *face = boot_face(w->boot, k->s.site->langs[lang].code);
    struct letter_show show = { show_value, (void *)wording_locale(face->words) };
    struct feel_env env;
    struct letter_doc *d;

    feel_env_init(&env, w->a, w->now);
    env.zone = k->s.site->time_zone;
    if (failed(letter_render(w->a, l, data, &env, &show, &d, NULL)))
        return;
    *out = (struct v_studio_letter_shown){ .lang = k->s.site->langs[lang].code,
                                           .name = k->s.site->langs[lang].name,
                                           .subject = d->subject.n ? d->subject : STR_NULL,
                                           .body = letter_html(w->a, d, 3),
                                           .text = letter_text(w->a, d, 78) };
}

/* ---- the page ---- */

static struct field_view subject_field(struct letter_desk *k, size_t lang, str now)
{
    const struct site_lang *g = &k->s.site->langs[lang];
    struct val_entry arg = { S("lang"), val_str(g->name) };
    const str *said = map_get(&k->wrong, field_of(k, "subject", lang));

    return (struct field_view){ .kind = FIELD_TEXT,
                                .name = field_of(k, "subject", lang),
                                .lang = g->code,
                                .label =
                                    page_word_str(&k->w->page, W_studio_letter_subject, &arg, 1),
                                .value = wanted(k, "subject", lang, now),
                                .optional = true,
                                .error = said ? *said : STR_NULL };
}

static struct field_view body_field(struct letter_desk *k, size_t lang, str now)
{
    const struct site_lang *g = &k->s.site->langs[lang];
    struct val_entry arg = { S("lang"), val_str(g->name) };
    const str *said = map_get(&k->wrong, field_of(k, "body", lang));

    return (struct field_view){ .kind = FIELD_TEXTAREA,
                                .name = field_of(k, "body", lang),
                                .lang = g->code,
                                .rows = 16,
                                .label = page_word_str(&k->w->page, W_studio_letter_body, &arg, 1),
                                .value = wanted(k, "body", lang, now),
                                .error = said ? *said : STR_NULL };
}

static void placeholders_part(struct letter_desk *k, const struct letter_data *data,
                              struct v_studio_letter *v)
{
    size_t n = 0;
    struct v_studio_letter_value *x =
        ARENA_ARRAY(k->w->a, struct v_studio_letter_value, data->given.n + 1);

    for (size_t i = 0; i < data->given.n; i++)
        x[n++] = (struct v_studio_letter_value){
            str_fmt(k->w->a, "{{ %.*s }}", STR_ARG(data->given.v[i].path)), data->given.v[i].shown
        };
    v->values = x;
    v->values_n = n;
    v->unknown = data->unknown.v;
    v->unknown_n = data->unknown.n;
}

static err letter_page(struct letter_desk *k, str problem, int status)
{
    struct web *w = k->w;
    const struct site *site = k->s.site;
    struct v_studio_letter v = { .draft = k->s.d.id,
                                 .id = k->id,
                                 .title = k->id,
                                 .service = k->s.d.title,
                                 .back = web_url(w, "%.*s/letters", STR_ARG(k->s.base)),
                                 .seen =
                                     k->posted && status != 409 ? seen_field(w) : k->s.d.version,
                                 .editable = scene_editable(&k->s),
                                 .problem = problem };
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 2 * site->n_langs + 1);
    struct v_studio_letter_shown *shown =
        ARENA_ARRAY(w->a, struct v_studio_letter_shown, site->n_langs + 1);
    str *texts = ARENA_ARRAY(w->a, str, site->n_langs + 1);
    struct letter_data data;
    str subject, body;

    for (size_t i = 0; i < site->n_langs; i++)
        texts[i] = letter_wanted(k, i);
    letter_data_of(w, &k->s, k->id, texts, site->n_langs, &data);
    for (size_t i = 0; i < site->n_langs; i++) {
        const struct letter *l = texts[i].n ? letter_typed(k, i, texts[i]) : NULL;
        letter_now(k, i, &subject, &body);
        f[2 * i] = subject_field(k, i, subject);
        f[2 * i + 1] = body_field(k, i, body);
        if (l) {
            preview(k, i, l, data.data, &shown[v.shown_n]);
            v.shown_n += shown[v.shown_n].lang.n > 0;
        }
    }
    v.fields = f;
    v.fields_n = 2 * site->n_langs;
    v.shown = shown;
    placeholders_part(k, &data, &v);
    return STUDIO_SEND(w, studio_letter, &v, k->wrong.n ? 422 : status);
}

static err desk_open(struct web *w, struct letter_desk *k)
{
    *k = (struct letter_desk){ .w = w };
    TRY(scene_open(w, &k->s));
    k->change = (struct change){ .s = &k->s };
    k->id = web_param(w, "letter");
    if (!k->s.v || !k->s.d.found ||
        !service_letter(k->s.v, k->id, k->s.site->langs[0].code, k->s.site->langs[0].code))
        return REFUSED(ERR_MISSING);
    return OK;
}

err studio_show_letter(struct web *w)
{
    struct letter_desk k;

    TRY(desk_open(w, &k));
    return letter_page(&k, STR_NULL, 200);
}

/* What was typed, as PDF in the language that the button names ("pdf.vi"); where it cannot be read,
 * the page says why. */
static err typed_specimen(struct letter_desk *k, str code)
{
    const struct site *site = k->s.site;
    str *texts = ARENA_ARRAY(k->w->a, str, site->n_langs + 1);
    const struct letter *l = NULL;
    size_t lang = 0;

    for (size_t i = 0; i < site->n_langs; i++) {
        texts[i] = letter_wanted(k, i);
        if (str_eq(site->langs[i].code, code)) {
            lang = i;
            l = texts[i].n ? letter_typed(k, i, texts[i]) : NULL;
        }
    }
    return l ? specimen_send(&k->s, k->id, lang, texts, l) : letter_page(k, STR_NULL, 422);
}

err studio_prepare_letter(struct web *w)
{
    struct letter_desk k;

    TRY(desk_open(w, &k));
    k.posted = true;
    if (str_eq(web_field(w, "do"), S("preview")))
        return letter_page(&k, STR_NULL, 200);
    if (str_starts(web_field(w, "do"), S("pdf.")))
        return typed_specimen(&k, str_from(web_field(w, "do"), 4));
    for (size_t i = 0; i < k.s.site->n_langs; i++) {
        struct change none = { .s = &k.s };
        str file = letter_file(&k, i), text = letter_wanted(&k, i), now = change_read(&none, file);
        if (!text.p)
            wrong(&k, "subject", i, word0(w->page.words, W_studio_text_fixed));
        else if (!str_trim(text).n && !now.p)
            continue;
        else if (!str_trim(text).n)
            wrong(&k, "body", i, word0(w->page.words, W_studio_text_needed));
        else if (letter_typed(&k, i, text))
            change_write(&k.change, file, text);
    }
    if (k.wrong.n)
        return letter_page(&k, STR_NULL, 422);
    if (!k.change.files.n)
        return web_redirect(w, str_fmt(w->a, "%.*s/letter/%.*s", STR_ARG(k.s.base), STR_ARG(k.id)));
    change_input(&k.change, seen_field(w));
    return OK;
}

err studio_again_letter(struct web *w)
{
    struct letter_desk k;

    if (w->status != 422 && w->status != 409 && w->status != 413)
        return web_refused(w);
    TRY(desk_open(w, &k));
    k.posted = true;
    return letter_page(&k, web_refusal_text(w, &w->refusals[0]), w->status);
}

err studio_to_letter(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/studio/drafts/%lld/letter/%.*s",
                                   (long long)val_get_i64(w->out, S("draft"), 0),
                                   STR_ARG(web_param(w, "letter"))));
}
