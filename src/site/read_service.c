#include "site/read.h"

static void read_fees(struct loader *l, struct service *v, struct doc_node root)
{
    struct doc_node list = doc_list(root, "fees", NEEDED);
    struct service_fee *f = ARENA_ARRAY(l->a, struct service_fee, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id title amount parameter decision channel currency");
        f[i] = (struct service_fee){ .id = doc_id(c, "id"),
                                     .title = doc_text(c, "title", NEEDED),
                                     .channel = doc_choice(c, "channel",
                                                           "online counter paper phone", S("")),
                                     .currency = doc_str(c, "currency", OPTIONAL),
                                     .decision = doc_str(c, "decision", OPTIONAL),
                                     .parameter = doc_str(c, "parameter", OPTIONAL),
                                     .amount = doc_get(c, S("amount")).v };
        if (str_empty(f[i].currency))
            f[i].currency = l->s->currency;
        if (!val_is_null(f[i].amount) + (f[i].decision.n > 0) + (f[i].parameter.n > 0) != 1)
            doc_error(c, "site.fee", S("write one of: amount, parameter, decision"),
                      "the fee does not say how much");
        else if (!val_is_null(f[i].amount) && !val_is_number(f[i].amount))
            doc_error(c, "site.fee", S("write a number"), "the amount is no number");
        if (f[i].parameter.n && !get_id(l->s, "parameter", f[i].parameter))
            doc_error(c, "site.unknown", S("add it to parameters of a law"),
                      "there is no parameter \"%.*s\"", STR_ARG(f[i].parameter));
    }
    v->fees = f;
    v->n_fees = doc_count(list);
}

static void read_evidence(struct loader *l, struct service *v, struct doc_node root)
{
    struct doc_node list = doc_list(root, "evidence", OPTIONAL);
    struct service_evidence *e = ARENA_ARRAY(l->a, struct service_evidence, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id title description field required");
        e[i] = (struct service_evidence){ .id = doc_id(c, "id"),
                                          .title = doc_text(c, "title", NEEDED),
                                          .description = doc_text(c, "description", OPTIONAL),
                                          .field = doc_str(c, "field", OPTIONAL),
                                          .required = doc_bool(c, "required", false) };
    }
    v->evidence = e;
    v->n_evidence = doc_count(list);
}

static void read_outputs(struct loader *l, struct service *v, struct doc_node root)
{
    struct doc_node list = doc_list(root, "outputs", OPTIONAL);
    struct service_output *o = ARENA_ARRAY(l->a, struct service_output, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id title type letter appeal");
        o[i] = (struct service_output){ .id = doc_id(c, "id"),
                                        .type = doc_str(c, "type", OPTIONAL),
                                        .letter = doc_str(c, "letter", OPTIONAL),
                                        .title = doc_text(c, "title", NEEDED),
                                        .appeal = doc_bool(c, "appeal", false),
                                        .appeal_said = doc_is(doc_get(c, S("appeal"))) };
    }
    v->outputs = o;
    v->n_outputs = doc_count(list);
}

static void read_parties(struct loader *l, struct service *v, struct doc_node root)
{
    struct doc_node list = doc_list(root, "parties", OPTIONAL);
    struct service_party *p = ARENA_ARRAY(l->a, struct service_party, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id title sign");
        p[i] = (struct service_party){ .id = doc_id(c, "id"),
                                       .title = doc_text(c, "title", NEEDED),
                                       .sign = doc_bool(c, "sign", true) };
        bool taken = str_eq(p[i].id, S("applicant")) || str_eq(p[i].id, S("all"));
        for (size_t k = 0; k < i; k++)
            taken |= str_eq(p[i].id, p[k].id);
        if (taken)
            doc_error(c, "site.party", S("choose another id"), "\"%.*s\" is taken",
                      STR_ARG(p[i].id));
    }
    v->parties = p;
    v->n_parties = doc_count(list);
}

struct words_found {
    VEC(struct service_keywords) v;
};

static void words_of(struct loader *l, struct words_found *out, struct doc_node root,
                     const char *key, enum need need)
{
    struct doc_node map = doc_map(root, key, need);
    for (size_t i = 0; i < doc_count(map); i++) {
        struct service_keywords k = { .lang = doc_key(map, i) };
        k.words = doc_strs(map, str_zdup(l->a, k.lang), OPTIONAL, &k.n);
        if (!site_lang(l->s, k.lang))
            doc_error(doc_at(map, i), "site.language", S("use a language of site.yaml"),
                      "\"%.*s\" is no language of this site", STR_ARG(k.lang));
        *vec_push(&out->v, l->a) = k;
    }
}

static void read_keywords(struct loader *l, struct service *v, struct doc_node root)
{
    struct words_found found = { 0 };
    words_of(l, &found, root, "keywords", OPTIONAL);
    for (size_t i = 0; i < l->s->n_langs && !v->hidden; i++) {
        bool any = false;
        for (size_t k = 0; k < found.v.n; k++)
            any |= str_eq(found.v.v[k].lang, l->s->langs[i].code) && found.v.v[k].n > 0;
        if (!any && l->s->langs[i].complete)
            doc_error(root, "site.keywords", S("add words that people search by"),
                      "there are no keywords in \"%.*s\"", STR_ARG(l->s->langs[i].code));
    }
    words_of(l, &found, root, "misspellings", OPTIONAL);
    v->keywords = found.v.v;
    v->n_keywords = found.v.n;
}

/* A part that a service may go without; false where it does. */
static bool part_of(struct doc_node root, const char *key, const char *keys, struct doc_node *out)
{
    *out = doc_map(root, key, OPTIONAL);
    if (!doc_is(*out))
        return false;
    doc_keys(*out, keys);
    return true;
}

static void read_plain(struct service *v, struct doc_node root)
{
    struct doc_node c;
    if (!part_of(root, "plain", "summary description who next_steps", &c))
        return;
    v->plain.summary = doc_text(c, "summary", OPTIONAL);
    v->plain.description = doc_text(c, "description", OPTIONAL);
    v->plain.who = doc_text(c, "who", OPTIONAL);
    v->plain.next_steps = doc_text(c, "next_steps", OPTIONAL);
}

/* Anybody may be helped, for some hours, unless the service says otherwise. */
static void read_helper(struct service *v, struct doc_node root)
{
    struct doc_node c;
    v->helper_hours = 4;
    if (!part_of(root, "helper", "hours", &c))
        return;
    v->helper_hours = doc_int(c, "hours", 4);
    if (v->helper_hours < 0 || v->helper_hours > 12)
        doc_error(c, "site.helper", S("0 (nobody) to 12"),
                  "a helper may help for at most 12 hours");
}

static void read_deadlines(struct service *v, struct doc_node root)
{
    struct doc_node c;
    v->expected_days = v->decide_days = -1;
    if (!part_of(root, "deadlines", "expected decide limit limit_from", &c))
        return;
    v->expected_days = doc_int(c, "expected", -1);
    v->decide_days = doc_int(c, "decide", -1);
    if (doc_duration(c, "limit", &v->limit_months, &v->limit_days))
        v->limit_from = doc_text(c, "limit_from", NEEDED);
}

/* A plain duration beside `then`: what the drafts and cases of a service are kept for. */
static struct retention kept(struct doc_node c, const char *key, int64_t months, int64_t days,
                             enum retention_end then)
{
    struct retention r = {
        .months = months, .days = days, .from = S("changed"), .then = then, .set = true
    };
    if (!doc_is(c) || !doc_is(doc_get(c, str_z(key))))
        return r;
    r.months = r.days = 0;
    r.forever = str_eq(doc_str(c, key, OPTIONAL), S("forever"));
    if (!r.forever)
        (void)doc_duration(c, key, &r.months, &r.days);
    return r;
}

static void read_retentions(struct service *v, struct doc_node root)
{
    struct doc_node c = doc_map(root, "retention", NEEDED);
    if (doc_is(c))
        doc_keys(c, "draft unsigned_draft case then");
    str then = doc_is(c) ? doc_choice(c, "then", "erase archive keep", S("erase")) : S("erase");
    enum retention_end end = str_eq(then, S("archive")) ? RETAIN_ARCHIVE
                             : str_eq(then, S("keep"))  ? RETAIN_KEEP
                                                        : RETAIN_ERASE;
    v->draft_retention = kept(c, "draft", 12, 0, RETAIN_ERASE);
    v->unsigned_retention = kept(c, "unsigned_draft", 0, 30, RETAIN_ERASE);
    v->case_retention = kept(c, "case", 0, 0, end);
    v->case_retention.from = S("closed");
    if (doc_is(c) && str_empty(doc_str(c, "case", OPTIONAL)))
        doc_error(c, "site.retention", S("add case: P10Y"), "how long cases are kept is missing");
}

static void read_appeal(struct service *v, struct doc_node root)
{
    struct doc_node c;
    if (!part_of(root, "appeal", "office within how clause service suspends holds", &c))
        return;
    v->appeal.office = doc_str(c, "office", NEEDED);
    v->appeal.how = doc_text(c, "how", NEEDED);
    v->appeal.clause = doc_str(c, "clause", OPTIONAL);
    v->appeal.service = doc_str(c, "service", OPTIONAL);
    str suspends = doc_str(c, "suspends", OPTIONAL);
    v->appeal.suspends = suspends.n ? suspends : S("no");
    v->appeal.holds_payments =
        str_eq(doc_choice(c, "holds", "payments nothing", S("nothing")), S("payments"));
    (void)doc_duration(c, "within", &v->appeal.months, &v->appeal.days);
}

static void read_evaluation(struct service *v, struct doc_node root)
{
    struct doc_node c;
    if (!part_of(root, "evaluation", "role purpose", &c))
        return;
    v->evaluation.role = doc_str(c, "role", NEEDED);
    v->evaluation.purpose = doc_str(c, "purpose", NEEDED);
}

static void read_keying(struct service_keying *k, struct doc_node root, const char *key)
{
    struct doc_node c;
    if (!part_of(root, key, "role four_eyes", &c))
        return;
    k->role = doc_str(c, "role", NEEDED);
    k->four_eyes = doc_bool(c, "four_eyes", false);
}

static void read_initiative(struct service *v, struct doc_node root)
{
    struct doc_node c;
    if (part_of(root, "initiative", "role", &c))
        v->initiative.role = doc_str(c, "role", NEEDED);
}

static void check_choices(struct doc_node root, const char *key, const str *v, size_t n,
                          const char *words)
{
    for (size_t i = 0; i < n; i++)
        if (!word_among(v[i], words))
            doc_error(doc_get(root, str_z(key)), "site.choice", S("choose one of these"),
                      "\"%.*s\" is not known here; one of: %s", STR_ARG(v[i]), words);
}

static void check_ids(struct loader *l, struct doc_node root, const char *key, const char *kind,
                      const str *v, size_t n, str repair)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].n && !get_id(l->s, kind, v[i]))
            doc_error(doc_get(root, str_z(key)), "site.unknown", repair, "there is no \"%.*s\"",
                      STR_ARG(v[i]));
}

static void read_lists(struct loader *l, struct service *v, struct doc_node root)
{
    static const str online[] = { S_INIT("online") };
    v->audience = doc_strs(root, "audience", NEEDED, &v->n_audience);
    v->life_events = doc_strs(root, "life_events", OPTIONAL, &v->n_life_events);
    v->categories = doc_strs(root, "categories", NEEDED, &v->n_categories);
    v->legal_basis = doc_strs(root, "legal_basis", NEEDED, &v->n_legal_basis);
    v->related = doc_strs(root, "related", OPTIONAL, &v->n_related);
    v->channels = doc_strs(root, "channels", OPTIONAL, &v->n_channels);
    if (v->n_channels == 0) {
        v->channels = online;
        v->n_channels = 1;
    }
    check_choices(root, "audience", v->audience, v->n_audience, "people firms officers");
    check_choices(root, "channels", v->channels, v->n_channels, "online counter paper phone");
    check_ids(l, root, "life_events", "life_event", v->life_events, v->n_life_events,
              S("add it to life_events in site.yaml"));
    check_ids(l, root, "categories", "category", v->categories, v->n_categories,
              S("add it to categories in site.yaml"));
    for (size_t i = 0; i < v->n_legal_basis; i++)
        if (!clause_known(l->s, v->legal_basis[i]))
            doc_error(doc_get(root, S("legal_basis")), "site.unknown",
                      S("write law/clause, and the clause into law/"),
                      "there is no clause \"%.*s\"", STR_ARG(v->legal_basis[i]));
}

static void check_refs(struct loader *l, struct service *v, struct doc_node root)
{
    struct {
        const char *key, *kind;
        str id;
        str repair;
    } refs[] = {
        { "office", "office", v->office, S("add offices/<id>.yaml") },
        { "authority", "authority", v->authority, S("add it to authorities in site.yaml") },
        { "purpose", "purpose", v->purpose, S("add it to purposes in site.yaml") },
        { "appeal", "office", v->appeal.office, S("add offices/<id>.yaml") },
        { "evaluation", "role", v->evaluation.role, S("add it to the roles of an office") },
        { "paper", "role", v->paper.role, S("add it to the roles of an office") },
        { "counter", "role", v->counter.role, S("add it to the roles of an office") },
        { "initiative", "role", v->initiative.role, S("add it to the roles of an office") },
        { "evaluation", "purpose", v->evaluation.purpose, S("add it to purposes in site.yaml") },
    };
    FOR_EACH(refs, r)
        check_ids(l, root, r->key, r->kind, &r->id, 1, r->repair);
    if (v->counter.role.n && !service_has_channel(v, S("counter")))
        doc_error(doc_get(root, S("counter")), "site.paper",
                  S("add counter to channels, or remove this"),
                  "the service is not given at a counter");
    if (v->paper.role.n && !service_has_channel(v, S("paper")))
        doc_error(doc_get(root, S("paper")), "site.paper",
                  S("add paper to channels, or remove this"), "the service does not take paper");
    if (v->appeal.clause.n && !clause_known(l->s, v->appeal.clause))
        doc_error(doc_get(root, S("appeal")), "site.unknown", S("write law/clause"),
                  "there is no clause \"%.*s\"", STR_ARG(v->appeal.clause));
    size_t slash = str_rfind_char(v->folder, '/');
    if (!str_eq(v->id, str_from(v->folder, slash + 1)))
        doc_error(doc_get(root, S("id")), "site.id", S("name folder and id alike"),
                  "the folder of \"%.*s\" has another name", STR_ARG(v->id));
}

void read_service_yaml(struct loader *l, struct service *v, struct site_file file)
{
    struct yaml_doc d = { .words = v->own_words };
    struct doc_node root;
    if (!doc_read(l, &d, file, &root)) {
        v->broken = true;
        return;
    }
    doc_keys(root, "id title summary description who next_steps declaration keywords misspellings "
                   "audience life_events categories "
                   "office authority purpose legal_basis level channels fees evidence outputs "
                   "deadlines retention appeal evaluation helper paper counter initiative parties "
                   "plain related hidden");
    v->hidden = doc_bool(root, "hidden", false);
    v->id = doc_id(root, "id");
    v->title = doc_text(root, "title", NEEDED);
    v->summary = doc_text(root, "summary", NEEDED);
    v->description = doc_text(root, "description", OPTIONAL);
    v->who = doc_text(root, "who", OPTIONAL);
    v->next_steps = doc_text(root, "next_steps", OPTIONAL);
    v->declaration = doc_text(root, "declaration", OPTIONAL);
    read_plain(v, root);
    v->office = doc_str(root, "office", NEEDED);
    v->authority = doc_str(root, "authority", OPTIONAL);
    v->purpose = doc_str(root, "purpose", NEEDED);
    v->level = doc_choice(root, "level", "none low substantial high", S("low"));
    read_keywords(l, v, root);
    read_fees(l, v, root);
    read_evidence(l, v, root);
    read_outputs(l, v, root);
    read_deadlines(v, root);
    read_retentions(v, root);
    read_appeal(v, root);
    read_evaluation(v, root);
    read_keying(&v->paper, root, "paper");
    read_keying(&v->counter, root, "counter");
    read_helper(v, root);
    read_initiative(v, root);
    read_parties(l, v, root);
    read_lists(l, v, root);
    check_refs(l, v, root);
    const struct office *o = get_id(l->s, "office", v->office);
    if (str_empty(v->authority) && o)
        v->authority = o->authority;
    put_id(l, "service", v->id, v, root);
}
