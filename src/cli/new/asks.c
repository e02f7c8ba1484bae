/* What is asked of who makes a new service, in order, and what the answers may be. */
#include "cli/new/new.h"

#include "feel/feel.h"

#include <stdio.h>

/* ---- offers ---- */

static str named(const struct asking *q, struct text t)
{
    return site_text(q->site, t, q->site->langs[0].code);
}

static void topics(const struct asking *q, const struct site_topic *t, size_t n, offers *out)
{
    for (size_t i = 0; i < n; i++)
        *vec_push(out, q->a) = (struct offer){ t[i].id, named(q, t[i].title) };
}

static void offer_life_events(const struct asking *q, offers *out)
{
    topics(q, q->site->life_events, q->site->n_life_events, out);
}

static void offer_categories(const struct asking *q, offers *out)
{
    topics(q, q->site->categories, q->site->n_categories, out);
}

static void offer_offices(const struct asking *q, offers *out)
{
    for (size_t i = 0; i < q->site->n_offices; i++)
        *vec_push(out, q->a) =
            (struct offer){ q->site->offices[i]->id, named(q, q->site->offices[i]->name) };
}

static void offer_purposes(const struct asking *q, offers *out)
{
    for (size_t i = 0; i < q->site->n_purposes; i++)
        *vec_push(out, q->a) =
            (struct offer){ q->site->purposes[i].id, named(q, q->site->purposes[i].title) };
}

static void offer_clauses(const struct asking *q, offers *out)
{
    for (size_t i = 0; i < q->site->n_laws; i++) {
        const struct law *w = q->site->laws[i];
        for (size_t k = 0; k < w->n_clauses; k++)
            *vec_push(out, q->a) = (struct offer){ str_fmt(q->a, "%.*s/%.*s", STR_ARG(w->id),
                                                           STR_ARG(w->clauses[k].id)),
                                                   named(q, w->clauses[k].title) };
    }
}

/* Those of the service's office first. */
static void offer_groups(const struct asking *q, offers *out)
{
    str own = val_get_text(q->all, S("office"));

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

static void offer_questions(const struct asking *q, offers *out)
{
    val list = val_get(q->all, S("questions"));

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
               ? str_fmt(q->a, "the site has a service \"%.*s\"; choose another name",
                         STR_ARG(val_text(v)))
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
        return str_fmt(q->a, "\"%.*s\" has a meaning of its own; choose another name",
                       STR_ARG(val_text(v)));
    if (!val_is_null(ask_item(questions, val_text(v))) ||
        !val_is_null(ask_item(evidence, val_text(v))))
        return str_fmt(q->a, "another question is called \"%.*s\"", STR_ARG(val_text(v)));
    return STR_NULL;
}

static str check_kind(const struct asking *q, val item, val v)
{
    (void)item;
    return str_eq(val_text(v), S("national-number")) && !site_scheme(q->site, val_text(v))
               ? S("site.yaml has no number scheme national-number; add it under numbers")
               : STR_NULL;
}

/* The types of a register's field that a kind of question can show. */
static bool fits(str kind, const struct reg_field *f)
{
    static const struct {
        const char *kind, *type;
    } t[] = { { "number", "number" }, { "money", "number" },     { "date", "date" },
              { "name", "name" },     { "address", "address" },  { "tick", "boolean" },
              { "text", "string" },   { "long-text", "string" }, { "email", "string" },
              { "phone", "string" },  { "iban", "string" },      { "national-number", "string" } };

    FOR_EACH(t, x)
        if (str_eq(kind, str_z(x->kind)))
            return !f->list && str_eq(f->type, str_z(x->type));
    return false;
}

static str fields_that_fit(const struct asking *q, str kind)
{
    buf b;

    buf_init(&b, q->a, 256);
    for (size_t i = 0; i < q->site->n_registers; i++)
        for (size_t k = 0; k < q->site->registers[i]->n_fields; k++)
            if (fits(kind, &q->site->registers[i]->fields[k]))
                buf_fmt(&b, "%s%.*s.%.*s", b.n ? ", " : "", STR_ARG(q->site->registers[i]->id),
                        STR_ARG(q->site->registers[i]->fields[k].name));
    return b.n ? buf_str(&b) : S("(none)");
}

static str check_register(const struct asking *q, val item, val v)
{
    str kind = val_get_text(item, S("kind")), id, field;

    (void)str_cut(val_text(v), '.', &id, &field);
    const struct registry *r = site_register(q->site, id);
    const struct reg_field *f = r ? register_field(r, field) : NULL;
    if (f && fits(kind, f))
        return STR_NULL;
    return str_fmt(q->a,
                   "\"%.*s\" is no register's field that a question of the kind %.*s can "
                   "show; one of: %.*s",
                   STR_ARG(val_text(v)), STR_ARG(kind), STR_ARG(fields_that_fit(q, kind)));
}

static str check_group(const struct asking *q, val item, val v)
{
    const struct office_group *g = site_group(q->site, val_text(v));

    (void)item;
    return g && !g->n_roles ? S("the group has no roles, so nobody is in it; choose another")
                            : STR_NULL;
}

static str check_issues(const struct asking *q, val item, val v)
{
    (void)item;
    return str_eq(val_text(v), S("document")) && !site_scheme(q->site, S("document-number"))
               ? S("documents need a number; add to numbers in site.yaml: "
                   "- { id: document-number, pattern: N-YYYY-DDDDDD, check: none }")
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
            return str_fmt(q->a, "the test may name today and law.<parameter>, not \"%.*s\"",
                           STR_ARG(names[i]));
    }
    return STR_NULL;
}

/* ---- the tables ---- */

static const struct ask evidence_asks[] = {
    { "id", ASK_NAME, "Its name for expressions (such as proof_of_income)", .check = check_name },
    { "title", ASK_TEXT, "What it is called, as a question or a title" },
    { "description", ASK_TEXT, "Where one gets it", .optional = true },
    { "required", ASK_YES, "Is it required", .preset = "yes" },
    { 0 },
};

static const struct ask option_asks[] = {
    { "id", ASK_NAME, "The option's value (such as car)" },
    { "label", ASK_TEXT, "What people read" },
    { 0 },
};

static const struct ask question_asks[] = {
    { "id", ASK_NAME, "The question's name for expressions (such as number_plate)",
      .check = check_name },
    { "kind", ASK_ONE, "What kind of answer",
      .words = "text long-text number money date time yes-no tick choice select several email "
               "phone iban name address national-number file",
      .check = check_kind },
    { "label", ASK_TEXT, "The question" },
    { "hint", ASK_TEXT, "A hint below it", .optional = true },
    { "options", ASK_ITEMS, "An option to choose", .when = has_choices, .items = option_asks },
    { "required", ASK_YES, "Must it be answered", .preset = "yes" },
    { "register", ASK_SAMPLE, "Register and field that may know it already (such as person.name)",
      .optional = true, .when = may_be_bound, .check = check_register },
    { 0 },
};

static const struct ask condition_asks[] = {
    { "question", ASK_ONE, "By which question", .offer = offer_questions },
    { "test", ASK_TEST, "What must hold of the answer (such as >= 18, \"yes\", true)",
      .check = check_test },
    { "clause", ASK_ONE, "By which clause", .offer = offer_clauses },
    { "passes", ASK_SAMPLE, "An answer that passes, for the tale" },
    { "fails", ASK_SAMPLE, "An answer that fails, for the tale" },
    { 0 },
};

/* Each is a word of the engine; a site may say it otherwise, and must where the engine does not
 * speak its language. */
#define WORDED(name, whenever)                                                                     \
    {                                                                                              \
#name, ASK_TEXT, #name, .optional = true, .word = W_new_##name, .when = whenever           \
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
    { "id", ASK_ID, "The service's name in addresses (such as boat-mooring)", .check = check_id },
    { "title", ASK_TEXT, "Title" },
    { "summary", ASK_TEXT, "Summary, one sentence" },
    { "description", ASK_TEXT, "Description, Markdown", .optional = true },
    { "who", ASK_TEXT, "Who may apply" },
    { "keywords", ASK_KEYWORDS, "Words that people search by, with commas" },
    { "audience", ASK_SOME, "For whom, with commas", .words = "people firms officers",
      .preset = "people" },
    { "office", ASK_ONE, "Office that answers for it", .offer = offer_offices },
    { "legal_basis", ASK_SOME, "Legal basis, with commas", .offer = offer_clauses },
    { "purpose", ASK_ONE, "Purpose of the data", .offer = offer_purposes },
    { "life_events", ASK_SOME, "Life events, with commas", .offer = offer_life_events,
      .optional = true },
    { "categories", ASK_SOME, "Categories, with commas", .offer = offer_categories },
    { "level", ASK_ONE, "How surely must one be known to apply", .words = "none low",
      .preset = "low" },
    { "channels", ASK_SOME, "Ways to apply, with commas", .words = "online counter paper phone",
      .preset = "online" },
    { "fee", ASK_AMOUNT, "Fee (0: free), or a parameter of a law", .preset = "0" },
    { "fee_title", ASK_TEXT, "What the fee is called", .when = is_paid },
    { "questions", ASK_ITEMS, "A question to the applicant", .items = question_asks },
    { "evidence", ASK_ITEMS, "A file to be shown", .optional = true, .items = evidence_asks },
    { "decides", ASK_ONE, "Who decides: rules, an officer, or two persons",
      .words = "automatic officer two" },
    { "group", ASK_ONE, "Which officers", .offer = offer_groups, .when = is_by_officer,
      .check = check_group },
    { "second_group", ASK_ONE, "Which officers confirm", .offer = offer_groups, .when = is_by_two,
      .check = check_group },
    { "conditions", ASK_ITEMS, "A condition that must hold", .when = is_automatic,
      .items = condition_asks },
    { "issues", ASK_ONE, "What the applicant gets", .words = "document message",
      .check = check_issues },
    { "document_title", ASK_TEXT, "Title of the document", .when = is_document },
    { "document_text", ASK_TEXT, "What the document says", .when = is_document },
    { "granted_text", ASK_TEXT, "What the applicant is told when it is granted",
      .word = W_new_text_granted },
    { "refused_text", ASK_TEXT, "What the applicant is told when it is refused",
      .word = W_new_text_refused },
    { "declaration", ASK_TEXT, "What is declared at the end", .word = W_new_declaration },
    { "expected", ASK_COUNT, "Working days until the usual answer", .preset = "5" },
    { "decide", ASK_COUNT, "Working days until the answer at the latest", .preset = "20" },
    { "retention", ASK_DURATION, "How long cases are kept", .preset = "P10Y" },
    { "then", ASK_ONE, "And then", .words = "erase archive keep", .preset = "erase" },
    { "appeal_office", ASK_ONE, "Office for appeals", .offer = offer_offices, .optional = true },
    { "appeal_within", ASK_DURATION, "Appeals within", .when = has_appeal, .preset = "P30D" },
    { "appeal_how", ASK_TEXT, "How to appeal", .when = has_appeal },
    { "appeal_clause", ASK_ONE, "Clause about appeals", .offer = offer_clauses,
      .when = has_appeal },
    { "words", ASK_GROUP, "Words of the usual steps", .optional = true, .items = word_asks },
    { "grant", ASK_YES, "May the registers be given the line that lets the service read them",
      .when = any_bound, .preset = "no" },
    { 0 },
};
