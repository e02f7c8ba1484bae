/* service.yaml and the forms of a new service. */
#include "new/write.h"

#include "codec/yaml.h"

/* ---- service.yaml ---- */

static void copy(const struct draft *d, val_builder *b, const char *key)
{
    if (val_has(d->in, str_z(key)))
        val_put(b, str_z(key), val_get(d->in, str_z(key)));
}

static val one_fee(const struct draft *d)
{
    val_builder b = val_build(d->a);
    val fee = val_get(d->in, S("fee"));

    val_put(&b, S("id"), val_str(S("fee")));
    val_put(&b, S("title"), val_get(d->in, S("fee_title")));
    val_put(&b, val_is_number(fee) ? S("amount") : S("parameter"), fee);
    return val_append(d->a, val_list(NULL, 0), val_done(&b));
}

static val evidence_list(const struct draft *d)
{
    val all = val_get(d->in, S("evidence")), out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(all); i++) {
        val e = val_at(all, i);
        str id = val_get_text(e, S("id"));
        val_builder b = val_build(d->a);
        buf dashed; /* ids have hyphens where names have underscores */
        buf_init(&dashed, d->a, id.n + 1);
        for (size_t k = 0; k < id.n; k++)
            buf_char(&dashed, id.p[k] == '_' ? '-' : id.p[k]);
        val_put(&b, S("id"), val_str(buf_str(&dashed)));
        val_put(&b, S("title"), val_get(e, S("title")));
        if (val_has(e, S("description")))
            val_put(&b, S("description"), val_get(e, S("description")));
        val_put(&b, S("field"), val_str(id));
        val_put(&b, S("required"), val_get(e, S("required")));
        out = val_append(d->a, out, val_done(&b));
    }
    return out;
}

static val output_list(const struct draft *d)
{
    val_builder b = val_build(d->a);

    val_put(&b, S("id"), val_str(S("document")));
    val_put(&b, S("title"), val_get(d->in, S("document_title")));
    val_put(&b, S("letter"), val_str(S("document")));
    return val_append(d->a, val_list(NULL, 0), val_done(&b));
}

static val appeal(const struct draft *d)
{
    val_builder b = val_build(d->a);

    val_put(&b, S("office"), val_get(d->in, S("appeal_office")));
    val_put(&b, S("within"), val_get(d->in, S("appeal_within")));
    val_put(&b, S("how"), val_get(d->in, S("appeal_how")));
    val_put(&b, S("clause"), val_get(d->in, S("appeal_clause")));
    return val_done(&b);
}

static val pair(arena *a, str key, val v, str key2, val v2)
{
    val_builder b = val_build(a);

    val_put(&b, key, v);
    val_put(&b, key2, v2);
    return val_done(&b);
}

/* A text of the answers over the engine's word, in every language that has one. */
static val text_or_word(const struct draft *d, const char *key, enum word_id id)
{
    val given = val_get(d->in, str_z(key));
    val_builder b = val_build(d->a);

    for (size_t i = 0; i < d->site->n_langs; i++) {
        str lang = d->site->langs[i].code, text = draft_text(d, given, lang);
        if (!text.n)
            text = draft_word(d, id, lang);
        if (text.n)
            val_put(&b, lang, val_str(text));
    }
    return val_done(&b);
}

void write_service_yaml(struct draft *d)
{
    static const char *const first[] = { "id", "title", "summary", "description", "who" };
    static const char *const then[] = { "keywords",    "audience", "life_events",
                                        "categories",  "office",   "purpose",
                                        "legal_basis", "level",    "channels" };
    val_builder b = val_build(d->a);
    val fee = val_get(d->in, S("fee"));
    buf out;

    FOR_EACH(first, k)
        copy(d, &b, *k);
    val_put(&b, S("declaration"), text_or_word(d, "declaration", W_new_declaration));
    FOR_EACH(then, k)
        copy(d, &b, *k);
    val_put(&b, S("fees"), val_equal(fee, val_int(0)) ? val_list(NULL, 0) : one_fee(d));
    if (val_count(val_get(d->in, S("evidence"))))
        val_put(&b, S("evidence"), evidence_list(d));
    if (draft_is(d, "issues", "document"))
        val_put(&b, S("outputs"), output_list(d));
    val_put(&b, S("deadlines"),
            pair(d->a, S("expected"), val_get(d->in, S("expected")), S("decide"),
                 val_get(d->in, S("decide"))));
    val_put(&b, S("retention"),
            pair(d->a, S("case"), val_get(d->in, S("retention")), S("then"),
                 val_get(d->in, S("then"))));
    if (val_has(d->in, S("appeal_office")))
        val_put(&b, S("appeal"), appeal(d));
    buf_init(&out, d->a, 4 * KIB);
    yaml_write(&out, val_done(&b));
    draft_add(d, S("service.yaml"), buf_str(&out));
}

/* ---- forms ---- */

/* What form-js calls a kind of question, and what `properties` add. */
struct kind {
    const char *name, *type, *property, *subtype;
};
static const struct kind kinds[] = {
    { "text", "textfield", NULL, NULL },
    { "long-text", "textarea", NULL, NULL },
    { "number", "number", NULL, NULL },
    { "money", "number", "money", NULL },
    { "date", "datetime", NULL, "date" },
    { "time", "datetime", NULL, "time" },
    { "yes-no", "radio", NULL, NULL },
    { "tick", "checkbox", NULL, NULL },
    { "choice", "radio", NULL, NULL },
    { "select", "select", NULL, NULL },
    { "several", "checklist", NULL, NULL },
    { "email", "textfield", "email", NULL },
    { "phone", "textfield", "phone", NULL },
    { "iban", "textfield", "iban", NULL },
    { "name", "textfield", "name", NULL },
    { "address", "textfield", "address", NULL },
    { "national-number", "textfield", "national-number", NULL },
    { "file", "filepicker", NULL, NULL },
};

static const struct kind *kind_of(str name)
{
    FOR_EACH(kinds, k)
        if (str_eq(str_z(k->name), name))
            return k;
    return &kinds[0];
}

static val option(arena *a, str label, str value)
{
    return pair(a, S("label"), val_str(label), S("value"), val_str(value));
}

static val word_option(const struct draft *d, enum word_id id, str value)
{
    return option(d->a, draft_word(d, id, d->site->langs[0].code), value);
}

static val options_of(struct draft *d, str file, val question)
{
    val list = val_get(question, S("options")), out = val_list(NULL, 0);
    str id = val_get_text(question, S("id"));

    if (str_eq(val_get_text(question, S("kind")), S("yes-no"))) {
        draft_words_of(d, file, id, S("options.yes"), W_new_yes);
        draft_words_of(d, file, id, S("options.no"), W_new_no);
        out = val_append(d->a, out, word_option(d, W_new_yes, S("yes")));
        return val_append(d->a, out, word_option(d, W_new_no, S("no")));
    }
    for (size_t i = 0; i < val_count(list); i++) {
        str value = val_get_text(val_at(list, i), S("id"));
        val label = val_get(val_at(list, i), S("label"));
        out = val_append(d->a, out, option(d->a, draft_first(d, label), value));
        draft_words(d, file, id, str_fmt(d->a, "options.%.*s", STR_ARG(value)), label);
    }
    return out;
}

static val properties_of(const struct draft *d, val question, const struct kind *k)
{
    val_builder b = val_build(d->a);
    str bound = val_get_text(question, S("register")), evidence;

    if (k->property)
        val_put(&b, S("kind"), val_str(str_z(k->property)));
    if (bound.n) {
        val_put(&b, S("register"), val_str(bound));
        val_put(&b, S("of"), val_str(S("applicant")));
    }
    evidence = val_get_text(question, S("evidence"));
    if (evidence.n) {
        char *dashed = str_zdup(d->a, evidence);
        for (size_t i = 0; i < evidence.n; i++)
            dashed[i] = dashed[i] == '_' ? '-' : dashed[i];
        val_put(&b, S("evidence"), val_str(str_z(dashed)));
    }
    if (str_eq(str_z(k->type), S("filepicker")))
        val_put(&b, S("size"), val_str(S("10MB")));
    return val_done(&b);
}

static val component(struct draft *d, val question)
{
    const struct kind *k = kind_of(val_get_text(question, S("kind")));
    str id = val_get_text(question, S("id")), file = S("form.json");
    val label = val_get(question, S("label")), hint = val_get(question, S("hint"));
    val_builder b = val_build(d->a);

    val_put(&b, S("type"), val_str(str_z(k->type)));
    if (k->subtype)
        val_put(&b, S("subtype"), val_str(str_z(k->subtype)));
    val_put(&b, S("id"), val_str(id));
    val_put(&b, S("key"), val_str(id));
    val_put(&b,
            !k->subtype                            ? S("label")
            : str_eq(str_z(k->subtype), S("date")) ? S("dateLabel")
                                                   : S("timeLabel"),
            val_str(draft_first(d, label)));
    draft_words(d, file, id, S("label"), label);
    if (draft_first(d, hint).n) {
        val_put(&b, S("description"), val_str(draft_first(d, hint)));
        draft_words(d, file, id, S("description"), hint);
    }
    val options = options_of(d, file, question);
    if (val_count(options))
        val_put(&b, S("values"), options);
    if (str_eq(str_z(k->type), S("filepicker")))
        val_put(&b, S("accept"), val_str(S(".pdf,.jpg,.png")));
    if (val_get_bool(question, S("required")))
        val_put(&b, S("validate"), val_with(d->a, val_null(), S("required"), val_bool(true)));
    val properties = properties_of(d, question, k);
    if (val_count(properties))
        val_put(&b, S("properties"), properties);
    return val_done(&b);
}

static void form_add(struct draft *d, str path, str id, val components)
{
    val_builder b = val_build(d->a);
    buf out;

    val_put(&b, S("type"), val_str(S("default")));
    val_put(&b, S("schemaVersion"), val_int(16));
    val_put(&b, S("id"), val_str(id));
    val_put(&b, S("components"), components);
    buf_init(&out, d->a, 4 * KIB);
    json_pretty(&out, val_done(&b));
    draft_add(d, path, buf_str(&out));
}

/* A question of the officers' own forms: a choice of two, or a text. */
struct own_question {
    const char *id;
    enum word_id label, hint;
    struct {
        const char *value;
        enum word_id label;
    } options[2];
    const char *hide;
};

static val own_component(struct draft *d, str file, const struct own_question *o)
{
    str lang = d->site->langs[0].code, id = str_z(o->id);
    bool choice = o->options[0].value;
    val values = val_list(NULL, 0);
    val_builder b = val_build(d->a);

    val_put(&b, S("type"), val_str(choice ? S("radio") : S("textarea")));
    val_put(&b, S("id"), val_str(id));
    val_put(&b, S("key"), val_str(id));
    val_put(&b, S("label"), val_str(draft_word(d, o->label, lang)));
    draft_words_of(d, file, id, S("label"), o->label);
    if (o->hint) {
        val_put(&b, S("description"), val_str(draft_word(d, o->hint, lang)));
        draft_words_of(d, file, id, S("description"), o->hint);
    }
    for (size_t i = 0; choice && i < LEN(o->options); i++) {
        str value = str_z(o->options[i].value);
        values = val_append(d->a, values, word_option(d, o->options[i].label, value));
        draft_words_of(d, file, id, str_fmt(d->a, "options.%.*s", STR_ARG(value)),
                       o->options[i].label);
    }
    if (choice)
        val_put(&b, S("values"), values);
    val rules = val_with(d->a, val_null(), S("required"), val_bool(true));
    val_put(&b, S("validate"),
            choice ? rules : val_with(d->a, rules, S("maxLength"), val_int(2000)));
    if (o->hide)
        val_put(&b, S("conditional"),
                val_with(d->a, val_null(), S("hide"), val_str(str_z(o->hide))));
    return val_done(&b);
}

static const struct own_question review[] = {
    { "decision",
      W_new_decision,
      W_NONE,
      { { "grant", W_new_decision_grant }, { "refuse", W_new_decision_refuse } },
      NULL },
    { "reason", W_new_reason, W_new_reason_hint, { { NULL, W_NONE } }, "=decision != \"refuse\"" },
};
static const struct own_question confirm[] = {
    { "confirmed",
      W_new_confirmed,
      W_new_confirmed_hint,
      { { "yes", W_new_confirmed_yes }, { "no", W_new_confirmed_no } },
      NULL },
};

static void own_form(struct draft *d, const char *id, const struct own_question *o, size_t n)
{
    str path = str_fmt(d->a, "forms/%s.json", id);
    val all = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++)
        all = val_append(d->a, all, own_component(d, path, &o[i]));
    form_add(d, path, str_z(id), all);
}

void write_forms(struct draft *d)
{
    val questions = draft_questions(d), all = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(questions); i++)
        all = val_append(d->a, all, component(d, val_at(questions, i)));
    form_add(d, S("form.json"), d->id, all);
    if (draft_is(d, "decides", "automatic"))
        return;
    own_form(d, "review", review, LEN(review));
    if (draft_is(d, "decides", "two"))
        own_form(d, "confirm", confirm, LEN(confirm));
}
