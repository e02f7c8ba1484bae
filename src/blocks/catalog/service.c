/* One service: everything that somebody wants to know before they begin. */
#include "blocks/catalog/own.h"
#include "http/accept.h"

struct showing {
    struct web *w;
    const struct service *s;
    const struct office *office;
    struct v_service_page v;
};

static enum word_id channel_word(str channel)
{
    return str_eq(channel, S("online"))    ? W_catalog_channel_online
           : str_eq(channel, S("counter")) ? W_catalog_channel_counter
           : str_eq(channel, S("paper"))   ? W_catalog_channel_paper
           : str_eq(channel, S("phone"))   ? W_catalog_channel_phone
                                           : W_NONE;
}

static str channel_shown(struct web *w, str channel)
{
    enum word_id id = channel_word(channel);

    return id == W_NONE ? channel : word0(w->page.words, id);
}

static str with_one(struct web *w, enum word_id id, const char *name, val v)
{
    struct val_entry arg = { str_z(name), v };

    return page_word_str(&w->page, id, &arg, 1);
}

/* ---- cost ---- */

static str fee_note(struct showing *x, const struct service_fee *f, str *amount)
{
    struct web *w = x->w;
    const struct law_value *used = NULL;
    val v;

    if (f->decision.n) {
        *amount = word0(w->page.words, W_catalog_by_rules);
        return S("");
    }
    if (!f->parameter.n) {
        *amount = money_shown(w, f->amount, f->currency);
        return S("");
    }
    if (failed(law_parameter(w->site, f->parameter, w->today, &v, &used))) {
        *amount = word0(w->page.words, W_catalog_no_amount);
        return S("");
    }
    *amount = money_shown(w, v, f->currency);
    return used && used->source.n ? with_one(w, W_catalog_from_law, "source", val_str(used->source))
                                  : S("");
}

static void fees_part(struct showing *x)
{
    const struct service *s = x->s;
    struct v_service_page_fee *rows =
        ARENA_ARRAY(x->w->a, struct v_service_page_fee, s->n_fees + 1);

    for (size_t i = 0; i < s->n_fees; i++) {
        const struct service_fee *f = &s->fees[i];
        rows[i] = (struct v_service_page_fee){ .title = text_shown(x->w, f->title) };
        if (f->channel.n)
            rows[i].channel = channel_shown(x->w, f->channel);
        rows[i].note = fee_note(x, f, &rows[i].amount);
    }
    x->v.fees = rows;
    x->v.fees_n = s->n_fees;
}

/* ---- the box of facts ---- */

static str time_fact(struct showing *x)
{
    struct web *w = x->w;
    const struct service *s = x->s;
    str usual = S(""), most = S("");

    if (s->expected_days >= 0)
        usual =
            with_one(w, W_catalog_usually, "time",
                     val_str(with_one(w, W_catalog_working_days, "n", val_int(s->expected_days))));
    if (s->decide_days >= 0)
        most = with_one(w, W_catalog_at_most, "time",
                        val_str(with_one(w, W_catalog_working_days, "n", val_int(s->decide_days))));
    return usual.n && most.n ? str_fmt(w->a, "%.*s, %.*s", STR_ARG(usual), STR_ARG(most))
           : usual.n         ? usual
                             : most;
}

static str limit_fact(struct showing *x)
{
    const struct service *s = x->s;
    str time = duration_shown(x->w, s->limit_months, s->limit_days),
        from = text_shown(x->w, s->limit_from);
    struct val_entry args[] = { { S("time"), val_str(time) }, { S("start"), val_str(from) } };

    return time.n && from.n ? page_word_str(&x->w->page, W_catalog_limit_from, args, 2) : time;
}

static str channels_fact(struct showing *x)
{
    const struct service *s = x->s;
    str *names = ARENA_ARRAY(x->w->a, str, s->n_channels + 1);

    for (size_t i = 0; i < s->n_channels; i++)
        names[i] = channel_shown(x->w, s->channels[i]);
    return s->n_channels
               ? locale_or(x->w->a, wording_locale(x->w->page.words), names, s->n_channels)
               : S("");
}

static void facts_part(struct showing *x)
{
    const struct wording *words = x->w->page.words;
    struct v_facts_item *f = ARENA_ARRAY(x->w->a, struct v_facts_item, 4);
    str cost = x->v.fees_n == 1 ? x->v.fees[0].amount : S("");
    struct {
        enum word_id name;
        str value;
    } all[] = { { W_catalog_fact_time, time_fact(x) },
                { W_catalog_fact_cost, cost },
                { W_catalog_fact_limit, limit_fact(x) },
                { W_catalog_fact_channels, channels_fact(x) } };

    FOR_EACH(all, one)
        if (one->value.n)
            f[x->v.facts_n++] = (struct v_facts_item){ word0(words, one->name), one->value };
    x->v.facts = f;
}

/* ---- lists ---- */

static void evidence_part(struct showing *x)
{
    const struct service *s = x->s;
    struct v_service_page_evidence *e =
        ARENA_ARRAY(x->w->a, struct v_service_page_evidence, s->n_evidence + 1);
    str *outputs = ARENA_ARRAY(x->w->a, str, s->n_outputs + 1);

    for (size_t i = 0; i < s->n_evidence; i++)
        e[i] = (struct v_service_page_evidence){ text_shown(x->w, s->evidence[i].title),
                                                 text_shown(x->w, s->evidence[i].description),
                                                 s->evidence[i].required };
    for (size_t i = 0; i < s->n_outputs; i++)
        outputs[i] = text_shown(x->w, s->outputs[i].title);
    x->v.evidence = e;
    x->v.evidence_n = s->n_evidence;
    x->v.outputs = outputs;
    x->v.outputs_n = s->n_outputs;
}

static str section_of(str reference)
{
    str law, number;

    return str_cut(reference, '/', &law, &number) ? number : reference;
}

static void basis_part(struct showing *x)
{
    const struct service *s = x->s;
    struct v_service_page_clause *rows =
        ARENA_ARRAY(x->w->a, struct v_service_page_clause, s->n_legal_basis + 1);

    for (size_t i = 0; i < s->n_legal_basis; i++) {
        const struct law *law = NULL;
        const struct law_clause *c = law_clause(x->w->site, s->legal_basis[i], x->w->today, &law);
        if (!c)
            continue;
        struct v_service_page_clause *r = &rows[x->v.basis_n++];
        *r = (struct v_service_page_clause){ .title = text_shown(x->w, c->title),
                                             .law = text_shown(x->w, law->title),
                                             .number = section_of(s->legal_basis[i]),
                                             .text = text_shown(x->w, c->text) };
        if (!url_outside(x->w->a, c->url.n ? c->url : law->url, &r->href))
            r->href = (url){ S("") };
    }
    x->v.basis = rows;
}

static void way_add(struct showing *x, struct v_service_page_way *ways, enum word_id title,
                    enum word_id text, url paper)
{
    const struct office *o = x->office;
    struct val_entry args[] = { { S("office"), val_str(text_shown(x->w, o->name)) },
                                { S("address"), val_str(office_address(x->w->a, o)) },
                                { S("telephone"), val_str(o->telephone) } };

    ways[x->v.ways_n++] =
        (struct v_service_page_way){ word0(x->w->page.words, title),
                                     page_word_str(&x->w->page, text, args, LEN(args)), paper };
}

static void ways_part(struct showing *x)
{
    struct v_service_page_way *ways = ARENA_ARRAY(x->w->a, struct v_service_page_way, 3);

    url none = { S("") }, paper = none;
    if (!x->office)
        return;
    if (x->s->process && x->s->n_forms)
        paper = web_url(x->w, "/services/%.*s/form.pdf", STR_ARG(x->s->id));
    if (service_has_channel(x->s, S("counter")))
        way_add(x, ways, W_catalog_way_counter, W_catalog_way_counter_text, none);
    if (service_has_channel(x->s, S("phone")) && x->office->telephone.n)
        way_add(x, ways, W_catalog_way_phone, W_catalog_way_phone_text, none);
    if (service_has_channel(x->s, S("paper")))
        way_add(x, ways, W_catalog_way_paper, W_catalog_way_paper_text, paper);
    x->v.ways = ways;
}

static void appeal_part(struct showing *x)
{
    const struct service *s = x->s;
    const struct office *o = site_office(x->w->site, s->appeal.office);
    const struct law *law = NULL;
    str within = duration_shown(x->w, s->appeal.months, s->appeal.days);

    x->v.appeal = markdown_shown(x->w, text_shown(x->w, s->appeal.how), 2);
    if (within.n)
        x->v.appeal_title = with_one(x->w, W_catalog_appeal_within, "time", val_str(within));
    if (o) {
        x->v.appeal_office = text_shown(x->w, o->name);
        x->v.appeal_href = web_url(x->w, "/offices/%.*s", STR_ARG(o->id));
    }
    if (!s->appeal.clause.n || !law_clause(x->w->site, s->appeal.clause, x->w->today, &law))
        return;
    struct val_entry args[] = { { S("law"), val_str(text_shown(x->w, law->title)) },
                                { S("number"), val_str(section_of(s->appeal.clause)) } };
    x->v.appeal_clause = page_word_str(&x->w->page, W_part_clause, args, LEN(args));
}

static void related_part(struct showing *x)
{
    const struct service *s = x->s;
    struct v_service_links_item *r =
        ARENA_ARRAY(x->w->a, struct v_service_links_item, s->n_related + 1);

    for (size_t i = 0; i < s->n_related; i++) {
        const struct service *o = site_service(x->w->site, s->related[i]);
        if (o && service_listed(o))
            r[x->v.related_n++] =
                (struct v_service_links_item){ .title = text_shown(x->w, o->title),
                                               .href = web_url(x->w, "/services/%.*s",
                                                               STR_ARG(o->id)) };
    }
    x->v.related = r;
}

static void office_part(struct showing *x)
{
    const struct office *o = x->office;

    if (!o)
        return;
    x->v.has_office = true;
    x->v.office = (struct v_office_box){ .title = word0(x->w->page.words, W_catalog_office),
                                         .name = text_shown(x->w, o->name),
                                         .telephone = o->telephone,
                                         .address = office_address(x->w->a, o),
                                         .href = web_url(x->w, "/offices/%.*s", STR_ARG(o->id)) };
    x->v.email = o->email;
    x->v.hours = hours_shown(x->w, o, &x->v.hours_n);
    page_office_set(x->w, o);
}

static bool may_start(const struct service *s)
{
    return s->process && s->n_forms && !s->broken && service_has_channel(s, S("online"));
}

static void crumbs_part(struct showing *x)
{
    const struct site_topic *t =
        x->s->n_categories ? site_category(x->w->site, x->s->categories[0]) : NULL;
    struct page_link up[] = {
        { word0(x->w->page.words, W_catalog_services_title), { S("/services") } },
        { t ? text_shown(x->w, t->title) : S(""),
          { t ? web_url(x->w, "/categories/%.*s", STR_ARG(t->id)).s : S("") } }
    };

    x->w->page.nav_current = S("/services");
    crumbs_set(x->w, up, t ? 2 : 1);
}

/* The plain text where the reader wants it and the service has one. */
static str plainly(struct showing *x, struct text plain, struct text other)
{
    str p = x->w->page.modes & READ_PLAIN ? text_shown(x->w, plain) : S("");

    return p.n ? p : text_shown(x->w, other);
}

static void fill(struct showing *x)
{
    struct web *w = x->w;
    const struct service *s = x->s;

    x->v.id = s->id;
    x->v.title = text_shown(w, s->title);
    x->v.summary = plainly(x, s->plain.summary, s->summary);
    if (may_start(s))
        x->v.start = web_url(w, "/apply/%.*s", STR_ARG(s->id));
    x->v.about = markdown_shown(w, plainly(x, s->plain.description, s->description), 1);
    x->v.who = markdown_shown(w, plainly(x, s->plain.who, s->who), 2);
    x->v.next = markdown_shown(w, plainly(x, s->plain.next_steps, s->next_steps), 2);
    if (s->process)
        x->v.picture = web_url(w, "/services/%.*s/process", STR_ARG(s->id));
    if (s->n_decisions)
        x->v.rules = web_url(w, "/services/%.*s/rules", STR_ARG(s->id));
    if (!(w->page.modes & READ_PLAIN) && text_shown(w, s->plain.description).n)
        x->v.plain = reading_link(w);
    x->v.data = web_url(w, "/services/%.*s/data", STR_ARG(s->id));
    fees_part(x);
    facts_part(x);
    evidence_part(x);
    basis_part(x);
    ways_part(x);
    appeal_part(x);
    related_part(x);
    office_part(x);
    crumbs_part(x);
}

static bool wants_linked_data(const struct web *w)
{
    static const str offers[] = { S_INIT("text/html"), S_INIT("application/json"),
                                  S_INIT("application/ld+json") };

    return accept_type(request_header(w->req, S("accept")), offers, LEN(offers)) == 2;
}

/* A parameter of the law may change with the day: such a page is made anew for each reader. */
static bool depends_on_day(const struct service *s)
{
    for (size_t i = 0; i < s->n_fees; i++)
        if (s->fees[i].parameter.n)
            return true;
    return false;
}

err show_service(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "id"));
    struct showing x = { .w = w, .s = s };

    if (!s || s->broken)
        return REFUSED(ERR_MISSING);
    if (wants_linked_data(w))
        return show_service_data(w);
    x.office = site_office(w->site, s->office);
    TRY(office_closed(w, s->office, &x.v.closed));
    fill(&x);
    TRY(WEB_SHOW(w, service_page, &x.v, 200));
    if (depends_on_day(s))
        w->reply.cache = CACHE_NEVER;
    return OK;
}
