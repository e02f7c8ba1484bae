/* subscriptions of partners: read, and held against registers, rights, purposes and laws. */
#include "site/read_subscription.h"

bool subscription_url(str u)
{
    static const char *const begins[] = { "https://", "http://127.0.0.1:", "http://[::1]:" };

    for (size_t i = 0; i < LEN(begins); i++)
        if (str_starts(u, str_z(begins[i]))) {
            str rest = str_from(u, strlen(begins[i]));
            for (size_t k = 0; k < rest.n; k++)
                if ((uint8_t)rest.p[k] <= 0x20 || (uint8_t)rest.p[k] >= 0x7f ||
                    strchr("#@\\\"<>", rest.p[k]))
                    return false;
            return rest.n > 0 && rest.p[0] != '/' && u.n <= 500;
        }
    return false;
}

const struct site_subscription *site_subscription(const struct site *s, str id)
{
    return get_id(s, "subscription", id);
}

static bool right_has(const struct exchange_right *r, const struct site_subscription *x,
                      str consumer, str name, day today)
{
    bool holds = !today.n || (today.n >= r->from.n && (!r->until.n || today.n <= r->until.n));

    if (!holds || !r->automatic || !str_eq(r->consumer, consumer) ||
        !str_eq(r->purpose, x->purpose))
        return false;
    for (size_t i = 0; i < r->n_fields; i++)
        if (str_eq(r->fields[i], name))
            return true;
    return false;
}

static bool offers(const struct exchange_subsystem *of, const struct site_subscription *x,
                   str consumer, str name, day today)
{
    for (size_t i = 0; i < of->n_services; i++) {
        const struct exchange_service *v = &of->services[i];
        for (size_t k = 0; str_eq(v->registry, x->registry) && k < v->n_rights; k++)
            if (right_has(&v->rights[k], x, consumer, name, today))
                return true;
    }
    return false;
}

static bool by_exchange(const struct exchange *e, const struct site_subscription *x, str consumer,
                        str name, day today)
{
    for (size_t i = 0; i < e->n_members; i++)
        for (size_t k = 0; k < e->members[i].n_subsystems; k++)
            if (offers(&e->members[i].subsystems[k], x, consumer, name, today))
                return true;
    return false;
}

bool subscription_may(const struct site *s, const struct site_subscription *x, str name, day today)
{
    const struct registry *r = site_register(s, x->registry);

    if (!r)
        return false;
    if (register_partner_may(r, x->of->id, x->purpose, REG_READ, name))
        return true;
    for (size_t i = 0; i < s->exchange.n_members; i++)
        for (size_t k = 0; k < s->exchange.members[i].n_subsystems; k++) {
            const struct exchange_subsystem *c = &s->exchange.members[i].subsystems[k];
            if (str_eq(c->partner, x->of->id) && by_exchange(&s->exchange, x, c->id, name, today))
                return true;
        }
    return false;
}

/* ---- reading ---- */

static void read_one(struct loader *l, struct site_subscription *x, struct doc_node c)
{
    doc_keys(c, "id title register purpose basis events fields tells url");
    x->id = doc_id(c, "id");
    x->title = doc_text(c, "title", NEEDED);
    x->registry = doc_str(c, "register", NEEDED);
    x->purpose = doc_str(c, "purpose", NEEDED);
    x->url = doc_str(c, "url", NEEDED);
    x->basis = doc_strs(c, "basis", NEEDED, &x->n_basis);
    x->kinds = doc_strs(c, "events", NEEDED, &x->n_kinds);
    x->fields = doc_strs(c, "fields", NEEDED, &x->n_fields);
    x->tells = doc_strs(c, "tells", OPTIONAL, &x->n_tells);
    x->line = doc_line(c);
    for (size_t i = 0; i < x->n_kinds; i++)
        if (!word_among(x->kinds[i], CHANGE_KINDS))
            doc_error(doc_get(c, S("events")), "site.unknown",
                      S("write some of written, corrected, related, annulled, merged"),
                      "there is no kind of change \"%.*s\"", STR_ARG(x->kinds[i]));
    if (x->url.n && !subscription_url(x->url))
        doc_error(doc_get(c, S("url")), "site.subscription",
                  S("write https://HOST/PATH, without a user's name and without #"),
                  "\"%.*s\" is no address that messages may be sent to", STR_ARG(x->url));
    put_id(l, "subscription", x->id, x, c);
}

void read_subscriptions(struct loader *l, struct partner *p, struct doc_node root)
{
    struct doc_node list = doc_list(root, "subscriptions", OPTIONAL);
    struct site_subscription *v = ARENA_ARRAY(l->a, struct site_subscription, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        v[i] = (struct site_subscription){ .of = p };
        read_one(l, &v[i], doc_at(list, i));
    }
    p->subscriptions = v;
    p->n_subscriptions = doc_count(list);
}

/* ---- held against the rest of the site ---- */

static void say(struct loader *l, const struct site_subscription *x, const char *kind, str repair,
                const char *what, str name)
{
    l->f->file = x->of->file;
    finding_add(l->f, FINDING_ERROR, x->line, x->id, kind, repair, "%s \"%.*s\"", what,
                STR_ARG(name));
}

static void names_check(struct loader *l, const struct site_subscription *x,
                        const struct registry *r)
{
    for (size_t i = 0; i < x->n_fields + x->n_tells; i++) {
        bool told = i >= x->n_fields;
        str name = told ? x->tells[i - x->n_fields] : x->fields[i];
        const struct reg_field *f = register_field(r, name);
        if (!f && (told || !register_relation(r, name)))
            say(l, x, "site.unknown", S("name fields of the register"), "there is no field", name);
        else if (f && f->sensitivity == SENS_SECRET)
            say(l, x, "site.subscription", S("leave it out"), "secret, so nobody outside hears of",
                name);
        else if (!subscription_may(l->s, x, name, (day){ 0 }))
            say(l, x, "site.subscription",
                S("give the partner the right in the register's access, or in exchange.yaml "
                  "(automatic: true)"),
                "the partner has for this purpose no right to", name);
    }
}

void subscriptions_check(struct loader *l, const struct partner *p)
{
    for (size_t i = 0; i < p->n_subscriptions; i++) {
        const struct site_subscription *x = &p->subscriptions[i];
        const struct registry *r = site_register(l->s, x->registry);
        if (!site_purpose(l->s, x->purpose))
            say(l, x, "site.unknown", S("add it to purposes in site.yaml"), "there is no purpose",
                x->purpose);
        for (size_t k = 0; k < x->n_basis; k++)
            if (!clause_known(l->s, x->basis[k]))
                say(l, x, "site.unknown", S("write law/clause, and the clause into law/"),
                    "there is no clause", x->basis[k]);
        if (r)
            names_check(l, x, r);
        else
            say(l, x, "site.unknown", S("add registers/<id>.yaml"), "there is no register",
                x->registry);
    }
}
