/* What is asked of who makes a new service, in order, and what the answers may be. */
#include "new/ask.h"

/* ---- offers ---- */

static str named(const struct asking *q, struct text t)
{
    return site_text(q->site, t, q->lang);
}

static void topics(const struct asking *q, const struct site_topic *t, size_t n, offers *out)
{
    for (size_t i = 0; i < n; i++)
        *vec_push(out, q->a) = (struct offer){ t[i].id, named(q, t[i].title) };
}

static void offer_life_events(const struct asking *q, val item, offers *out)
{
    (void)item;
    topics(q, q->site->life_events, q->site->n_life_events, out);
}

static void offer_categories(const struct asking *q, val item, offers *out)
{
    (void)item;
    topics(q, q->site->categories, q->site->n_categories, out);
}

static void offer_offices(const struct asking *q, val item, offers *out)
{
    (void)item;
    for (size_t i = 0; i < q->site->n_offices; i++)
        if (!q->office_ok || q->office_ok(q, q->site->offices[i]))
            *vec_push(out, q->a) =
                (struct offer){ q->site->offices[i]->id, named(q, q->site->offices[i]->name) };
}

/* An appeal may go to an office of any authority. */
static void offer_offices_all(const struct asking *q, val item, offers *out)
{
    (void)item;
    for (size_t i = 0; i < q->site->n_offices; i++)
        *vec_push(out, q->a) =
            (struct offer){ q->site->offices[i]->id, named(q, q->site->offices[i]->name) };
}

static void offer_purposes(const struct asking *q, val item, offers *out)
{
    (void)item;
    for (size_t i = 0; i < q->site->n_purposes; i++)
        *vec_push(out, q->a) =
            (struct offer){ q->site->purposes[i].id, named(q, q->site->purposes[i].title) };
}

static void offer_clauses(const struct asking *q, val item, offers *out)
{
    (void)item;
    for (size_t i = 0; i < q->site->n_laws; i++) {
        const struct law *w = q->site->laws[i];
        for (size_t k = 0; k < w->n_clauses; k++)
            *vec_push(out, q->a) = (struct offer){ str_fmt(q->a, "%.*s/%.*s", STR_ARG(w->id),
                                                           STR_ARG(w->clauses[k].id)),
                                                   named(q, w->clauses[k].title) };
    }
}

/* Those of the service's office first. */
static void offer_groups(const struct asking *q, val item, offers *out)
{
    str own = val_get_text(q->all, S("office"));

    (void)item;

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < q->site->n_offices; i++) {
            const struct office *o = q->site->offices[i];
            for (size_t k = 0; k < o->n_groups && str_eq(o->id, own) == (round == 0); k++)
                *vec_push(out, q->a) =
                    (struct offer){ o->groups[k].id, named(q, o->groups[k].name) };
        }
}

/* Kinds whose answers a test can look at. */
static bool decides_by(str kind)
{
    static const char *const kinds[] = { "text",   "number", "money",  "date",
                                         "yes-no", "choice", "select", "tick" };

    FOR_EACH(kinds, k)
        if (str_eq(kind, str_z(*k)))
            return true;
    return false;
}

static void offer_questions(const struct asking *q, val item, offers *out)
{
    val list = val_get(q->all, S("questions"));

    (void)item;
    for (size_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i);
        if (decides_by(val_get_text(one, S("kind"))))
            *vec_push(out, q->a) =
                (struct offer){ val_get_text(one, S("id")),
                                val_get_text(val_get(one, S("label")), q->site->langs[0].code) };
    }
}

/* ---- when ---- */

static bool said(val item, const char *key, const char *value)
{
    return str_eq(val_get_text(item, str_z(key)), str_z(value));
}

static bool has_choices(const struct asking *q, val item)
{
    (void)q;
    return said(item, "kind", "choice") || said(item, "kind", "select") ||
           said(item, "kind", "several");
}

static bool may_be_bound(const struct asking *q, val item)
{
    (void)item;
    return q->site->n_registers > 0;
}

static bool any_bound(const struct asking *q, val item)
{
    val list = val_get(q->all, S("questions"));

    (void)item;
    for (size_t i = 0; i < val_count(list); i++)
        if (val_has(val_at(list, i), S("register")))
            return true;
    return false;
}

static bool is_paid(const struct asking *q, val item)
{
    val fee = val_get(q->all, S("fee"));

    (void)item;
    return !val_is_null(fee) && !val_equal(fee, val_int(0));
}

static bool is_automatic(const struct asking *q, val item)
{
    (void)item;
    return said(q->all, "decides", "automatic");
}

static bool is_by_officer(const struct asking *q, val item)
{
    return !is_automatic(q, item);
}

static bool is_by_two(const struct asking *q, val item)
{
    (void)item;
    return said(q->all, "decides", "two");
}

static bool is_document(const struct asking *q, val item)
{
    (void)item;
    return said(q->all, "issues", "document");
}

static bool any_yes_no(const struct asking *q, val item)
{
    val list = val_get(q->all, S("questions"));

    (void)item;
    for (size_t i = 0; i < val_count(list); i++)
        if (said(val_at(list, i), "kind", "yes-no"))
            return true;
    return false;
}

static bool has_appeal(const struct asking *q, val item)
{
    (void)item;
    return val_has(q->all, S("appeal_office"));
}

/* ---- checks ---- */

static str check_id(const struct asking *q, val item, val v)
{
    (void)item;
    return site_service(q->site, val_text(v))
               ? ask_word1(q, W_new_service_there, S("id"), val_text(v))
               : STR_NULL;
}

/* Names that expressions, the process or FEEL itself use. */
static bool taken(str name)
{
    static const char *const names[] = {
        "today",    "now",       "lang",      "law",     "applicant", "channel", "this",
        "parent",   "i",         "case",      "item",    "decision",  "reason",  "review",
        "second",   "confirmed", "outcome",   "issued",  "declared",  "and",     "or",
        "not",      "if",        "then",      "else",    "for",       "in",      "return",
        "some",     "every",     "satisfies", "true",    "false",     "null",    "between",
        "instance", "of",        "function",  "external"
    };

    FOR_EACH(names, n)
        if (str_eq(name, str_z(*n)))
            return true;
    return false;
}

static str check_name(const struct asking *q, val item, val v)
{
    val questions = val_get(q->all, S("questions")), evidence = val_get(q->all, S("evidence"));

    (void)item;
    if (taken(val_text(v)))
        return ask_word1(q, W_new_name_taken, S("id"), val_text(v));
    if (!val_is_null(ask_item(questions, val_text(v))) ||
        !val_is_null(ask_item(evidence, val_text(v))))
        return ask_word1(q, W_new_name_again, S("id"), val_text(v));
    return STR_NULL;
}

/* Values of options name nothing outside of their question. */
static str check_option(const struct asking *q, val item, val v)
{
    (void)item;
    return taken(val_text(v)) ? ask_word1(q, W_new_name_taken, S("id"), val_text(v)) : STR_NULL;
}

static str check_kind(const struct asking *q, val item, val v)
{
    (void)item;
    return str_eq(val_text(v), S("national-number")) && !site_scheme(q->site, val_text(v))
               ? ask_word(q, W_new_no_scheme)
               : STR_NULL;
}

/* The types of a register's field that a kind of question can show; any kind, where it is empty. */
static bool fits(str kind, const struct reg_field *f)
{
    static const struct {
        const char *kind, *type;
    } t[] = { { "number", "number" }, { "money", "number" },     { "date", "date" },
              { "name", "name" },     { "address", "address" },  { "tick", "boolean" },
              { "text", "string" },   { "long-text", "string" }, { "email", "string" },
              { "phone", "string" },  { "iban", "string" },      { "national-number", "string" } };

    FOR_EACH(t, x)
        if ((!kind.n || str_eq(kind, str_z(x->kind))) && !f->list &&
            str_eq(f->type, str_z(x->type)))
            return true;
    return false;
}

static void offer_fields(const struct asking *q, val item, offers *out)
{
    str kind = val_get_text(item, S("kind"));

    for (size_t i = 0; i < q->site->n_registers; i++) {
        const struct registry *r = q->site->registers[i];
        for (size_t k = 0; k < r->n_fields; k++)
            if (fits(kind, &r->fields[k]))
                *vec_push(out, q->a) = (struct offer){ str_fmt(q->a, "%.*s.%.*s", STR_ARG(r->id),
                                                               STR_ARG(r->fields[k].name)),
                                                       named(q, r->fields[k].label) };
    }
}

static str fields_that_fit(const struct asking *q, val item)
{
    offers o = { 0 };
    buf b;

    buf_init(&b, q->a, 256);
    offer_fields(q, item, &o);
    for (size_t i = 0; i < o.n; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(o.v[i].id));
    return o.n ? buf_str(&b) : ask_word(q, W_new_site_has_none);
}

static str check_register(const struct asking *q, val item, val v)
{
    str kind = val_get_text(item, S("kind")), id, field;

    (void)str_cut(val_text(v), '.', &id, &field);
    const struct registry *r = site_register(q->site, id);
    const struct reg_field *f = r ? register_field(r, field) : NULL;
    if (f && fits(kind, f))
        return STR_NULL;
    val args = val_with(q->a, val_null(), S("field"), v);
    args = val_with(q->a, args, S("kind"), val_str(kind));
    args = val_with(q->a, args, S("list"), val_str(fields_that_fit(q, item)));
    return word(q->a, q->words, W_new_register_wrong, args);
}

static str check_group(const struct asking *q, val item, val v)
{
    const struct office_group *g = site_group(q->site, val_text(v));

    (void)item;
    return g && !g->n_roles ? ask_word(q, W_new_group_empty) : STR_NULL;
}

static str check_issues(const struct asking *q, val item, val v)
{
    (void)item;
    return str_eq(val_text(v), S("document")) && !site_scheme(q->site, S("document-number"))
               ? ask_word(q, W_new_no_document_number)
               : STR_NULL;
}

static const struct feel_name test_names[] = { { S_INIT("today"), NULL }, { S_INIT("law"), NULL } };
const struct feel_scope test_scope = { .names = test_names, .n = 2, .open = true };

static str check_test(const struct asking *q, val item, val v)
{
    struct feel_error where;
    struct feel *f;
    size_t n = 0;

    (void)item;
    if (failed(feel_parse_unary(q->a, val_text(v), &test_scope, &f, &where)))
        return where.message;
    const str *names = feel_names(f, &n);
    for (size_t i = 0; i < n; i++) {
        str head, tail;
        (void)str_cut(names[i], '.', &head, &tail);
        if (!str_eq(head, S("today")) && !str_eq(head, S("law")) && !str_eq(head, S("?")))
            return ask_word1(q, W_new_test_names, S("name"), names[i]);
    }
    return STR_NULL;
}

/* ---- the tables ---- */

static const struct ask evidence_asks[] = {
    { "title", ASK_TEXT, W_new_ask_evidence_title },
    { "id", ASK_NAME, W_new_ask_evidence_id, .from = "title", .check = check_name },
    { "description", ASK_TEXT, W_new_ask_evidence_description, .optional = true },
    { "required", ASK_YES, W_new_ask_evidence_required, .preset = "yes" },
    { 0 },
};

static const struct ask option_asks[] = {
    { "label", ASK_TEXT, W_new_ask_option_label },
    { "id", ASK_NAME, W_new_ask_option_id, .from = "label", .check = check_option },
    { 0 },
};

static const struct ask question_asks[] = {
    { "label", ASK_TEXT, W_new_ask_label },
    { "id", ASK_NAME, W_new_ask_question_id, .hint = W_new_hint_name, .from = "label",
      .check = check_name },
    { "kind", ASK_ONE, W_new_ask_kind,
      .words = "text long-text number money date time yes-no tick choice select several email "
               "phone iban name address national-number file",
      .check = check_kind },
    { "hint", ASK_TEXT, W_new_ask_hint, .optional = true },
    { "options", ASK_ITEMS, W_new_ask_option, .hint = W_new_hint_options, .inside = true,
      .when = has_choices, .items = option_asks },
    { "required", ASK_YES, W_new_ask_required, .preset = "yes" },
    { "register", ASK_SAMPLE, W_new_ask_register, .hint = W_new_hint_register,
      .offer = offer_fields, .optional = true, .when = may_be_bound, .check = check_register },
    { 0 },
};

static const struct ask condition_asks[] = {
    { "question", ASK_ONE, W_new_ask_by_question, .offer = offer_questions },
    { "test", ASK_TEST, W_new_ask_test, .hint = W_new_hint_test, .check = check_test },
    { "clause", ASK_ONE, W_new_ask_clause, .offer = offer_clauses },
    { "passes", ASK_SAMPLE, W_new_ask_passes },
    { "fails", ASK_SAMPLE, W_new_ask_fails },
    { 0 },
};

/* Each is a word of the engine; a site may say it otherwise, and must where the engine does not
 * speak its language. */
#define WORDED(name, whenever)                                                                     \
    {                                                                                              \
#name, ASK_TEXT, W_new_##name, .optional = true, .word = W_new_##name, .when = whenever    \
    }
static const struct ask word_asks[] = {
    WORDED(start, NULL),
    WORDED(rules, is_automatic),
    WORDED(outcome, is_automatic),
    WORDED(outcome_description, is_automatic),
    WORDED(examine, is_by_officer),
    WORDED(decision, is_by_officer),
    WORDED(decision_grant, is_by_officer),
    WORDED(decision_refuse, is_by_officer),
    WORDED(reason, is_by_officer),
    WORDED(reason_hint, is_by_officer),
    WORDED(confirm, is_by_two),
    WORDED(confirmed, is_by_two),
    WORDED(confirmed_hint, is_by_two),
    WORDED(confirmed_yes, is_by_two),
    WORDED(confirmed_no, is_by_two),
    WORDED(gate_confirmed, is_by_two),
    WORDED(flow_yes, is_by_two),
    WORDED(flow_no, is_by_two),
    WORDED(gate_outcome, NULL),
    WORDED(flow_granted, NULL),
    WORDED(flow_refused, NULL),
    WORDED(issue, is_document),
    WORDED(issued, is_document),
    WORDED(tell_granted, NULL),
    WORDED(subject_granted, NULL),
    WORDED(text_document, is_document),
    WORDED(tell_refused, NULL),
    WORDED(subject_refused, NULL),
    WORDED(text_rules, is_automatic),
    WORDED(text_appeal, has_appeal),
    WORDED(end_granted, NULL),
    WORDED(end_refused, NULL),
    WORDED(yes, any_yes_no),
    WORDED(no, any_yes_no),
    { 0 },
};

const struct ask new_service_asks[] = {
    { "title", ASK_TEXT, W_new_ask_title, .page = W_new_page_named },
    { "id", ASK_ID, W_new_ask_id, .hint = W_new_hint_id, .from = "title", .check = check_id },
    { "summary", ASK_TEXT, W_new_ask_summary },
    { "description", ASK_TEXT, W_new_ask_description, .optional = true, .lines = true },
    { "who", ASK_TEXT, W_new_ask_who, .page = W_new_page_who },
    { "audience", ASK_SOME, W_new_ask_audience, .words = "people firms officers",
      .preset = "people" },
    { "keywords", ASK_KEYWORDS, W_new_ask_keywords },
    { "office", ASK_ONE, W_new_ask_office, .page = W_new_page_office, .offer = offer_offices },
    { "purpose", ASK_ONE, W_new_ask_purpose, .offer = offer_purposes },
    { "legal_basis", ASK_SOME, W_new_ask_basis, .page = W_new_page_basis, .offer = offer_clauses },
    { "life_events", ASK_SOME, W_new_ask_life_events, .page = W_new_page_found,
      .offer = offer_life_events, .optional = true },
    { "categories", ASK_SOME, W_new_ask_categories, .offer = offer_categories },
    { "level", ASK_ONE, W_new_ask_level, .page = W_new_page_ways, .words = "none low",
      .preset = "low" },
    { "channels", ASK_SOME, W_new_ask_channels, .words = "online counter paper phone",
      .preset = "online" },
    { "fee", ASK_AMOUNT, W_new_ask_fee, .page = W_new_page_fee, .hint = W_new_hint_fee,
      .preset = "0" },
    { "fee_title", ASK_TEXT, W_new_ask_fee_title, .hint = W_new_hint_fee_title, .inside = true,
      .when = is_paid },
    { "questions", ASK_ITEMS, W_new_ask_question, .page = W_new_page_questions,
      .items = question_asks },
    { "evidence", ASK_ITEMS, W_new_ask_evidence, .page = W_new_page_evidence, .optional = true,
      .items = evidence_asks },
    { "decides", ASK_ONE, W_new_ask_decides, .page = W_new_page_decides,
      .words = "automatic officer two" },
    { "group", ASK_ONE, W_new_ask_group, .page = W_new_page_group, .offer = offer_groups,
      .when = is_by_officer, .check = check_group },
    { "second_group", ASK_ONE, W_new_ask_second_group, .offer = offer_groups, .when = is_by_two,
      .check = check_group },
    { "conditions", ASK_ITEMS, W_new_ask_condition, .page = W_new_page_conditions,
      .when = is_automatic, .items = condition_asks },
    { "issues", ASK_ONE, W_new_ask_issues, .page = W_new_page_issues, .words = "document message",
      .check = check_issues },
    { "document_title", ASK_TEXT, W_new_ask_document_title, .page = W_new_page_document,
      .when = is_document },
    { "document_text", ASK_TEXT, W_new_ask_document_text, .lines = true, .when = is_document },
    { "granted_text", ASK_TEXT, W_new_ask_granted, .page = W_new_page_messages, .lines = true,
      .word = W_new_text_granted },
    { "refused_text", ASK_TEXT, W_new_ask_refused, .lines = true, .word = W_new_text_refused },
    { "declaration", ASK_TEXT, W_new_ask_declaration, .lines = true, .word = W_new_declaration },
    { "expected", ASK_COUNT, W_new_ask_expected, .page = W_new_page_time, .preset = "5" },
    { "decide", ASK_COUNT, W_new_ask_decide, .preset = "20" },
    { "retention", ASK_DURATION, W_new_ask_retention, .preset = "P10Y" },
    { "then", ASK_ONE, W_new_ask_then, .words = "erase archive keep", .preset = "erase" },
    { "appeal_office", ASK_ONE, W_new_ask_appeal_office, .page = W_new_page_appeal,
      .offer = offer_offices_all, .optional = true },
    { "appeal_within", ASK_DURATION, W_new_ask_appeal_within, .page = W_new_page_appeal_how,
      .when = has_appeal, .preset = "P30D" },
    { "appeal_how", ASK_TEXT, W_new_ask_appeal_how, .lines = true, .when = has_appeal },
    { "appeal_clause", ASK_ONE, W_new_ask_appeal_clause, .offer = offer_clauses,
      .when = has_appeal },
    { "words", ASK_GROUP, W_new_ask_words, .page = W_new_page_words, .optional = true,
      .items = word_asks },
    { "grant", ASK_YES, W_new_ask_grant, .files = true, .when = any_bound, .preset = "no" },
    { 0 },
};
