/* Finding members' subsystems, services and rights. */
#include "site/exchange.h"

bool exchange_code(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (!c || !strchr("'()+,-.=?", c)))
            return false;
    }
    return s.n > 0 && s.n <= 100 && !str_eq(s, S(".")) && !str_eq(s, S(".."));
}

bool exchange_url(str u)
{
    static const char *const begins[] = { "https://", "http://127.0.0.1:", "http://[::1]:",
                                          "http://localhost:" };

    for (size_t i = 0; i < LEN(begins); i++)
        if (str_starts(u, str_z(begins[i]))) {
            str rest = str_from(u, strlen(begins[i]));
            for (size_t k = 0; k < rest.n; k++)
                if ((uint8_t)rest.p[k] <= 0x20 || strchr("/?#@\\\"", rest.p[k]))
                    return false;
            return rest.n > 0 && u.n <= 300;
        }
    return false;
}

const struct exchange_subsystem *exchange_subsystem(const struct exchange *x, str id)
{
    for (size_t i = 0; i < x->n_members; i++)
        for (size_t k = 0; k < x->members[i].n_subsystems; k++)
            if (str_eq(x->members[i].subsystems[k].id, id))
                return &x->members[i].subsystems[k];
    return NULL;
}

const struct exchange_service *exchange_service(const struct exchange_subsystem *s, str code)
{
    for (size_t i = 0; i < s->n_services; i++)
        if (str_eq(s->services[i].code, code))
            return &s->services[i];
    return NULL;
}

const struct exchange_remote *exchange_remote(const struct exchange_subsystem *s, str code)
{
    for (size_t i = 0; i < s->n_remotes; i++)
        if (str_eq(s->remotes[i].code, code))
            return &s->remotes[i];
    return NULL;
}

const struct exchange_node *exchange_node(const struct exchange *x, str id)
{
    for (size_t i = 0; i < x->n_nodes; i++)
        if (str_eq(x->nodes[i].id, id))
            return &x->nodes[i];
    return NULL;
}

const struct exchange_right *exchange_right(const struct exchange_service *s, str consumer,
                                            str purpose, day today)
{
    const struct exchange_right *found = NULL;

    for (size_t i = 0; i < s->n_rights; i++) {
        const struct exchange_right *r = &s->rights[i];
        bool holds = today.n >= r->from.n && (!r->until.n || today.n <= r->until.n);
        if (!holds || !str_eq(r->consumer, consumer) || (purpose.n && !str_eq(r->purpose, purpose)))
            continue;
        if (found)
            return NULL; /* it has several: which is meant has to be said */
        found = r;
    }
    return found;
}

const struct exchange_subsystem *exchange_asks(const struct exchange *x, str service)
{
    for (size_t i = 0; i < x->n_members; i++)
        for (size_t k = 0; k < x->members[i].n_subsystems; k++)
            for (size_t j = 0; j < x->members[i].subsystems[k].n_asks; j++)
                if (str_eq(x->members[i].subsystems[k].asks[j], service))
                    return &x->members[i].subsystems[k];
    return NULL;
}

static bool fits(str agreed, str asked)
{
    return !agreed.n || !asked.n || str_eq(agreed, asked);
}

const struct exchange_level *exchange_level(const struct exchange *x, str service, str consumer,
                                            str purpose, day today)
{
    for (size_t i = 0; i < x->n_levels; i++) {
        const struct exchange_level *v = &x->levels[i];
        bool holds = today.n >= v->from.n && (!v->until.n || today.n <= v->until.n);
        if (holds && str_eq(v->service, service) && fits(v->consumer, consumer) &&
            fits(v->purpose, purpose))
            return v;
    }
    return NULL;
}

const struct exchange_level *exchange_level_by_id(const struct exchange *x, str id)
{
    for (size_t i = 0; i < x->n_levels; i++)
        if (str_eq(x->levels[i].id, id))
            return &x->levels[i];
    return NULL;
}
