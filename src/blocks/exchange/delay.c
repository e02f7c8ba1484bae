/* While another agency has not answered, the delay is booked on it: the case's page says whose it
 * is, and the office's own clock stands still where the step says by which clause. */
#include "blocks/exchange/delay.h"
#include "bpmn/bpmn.h"
#include "os/zone.h"

str delay_ground(act *a, const struct q_case *c, str element)
{
    const struct service *v = case_service(a->boot, c);
    const struct bpmn_node *n =
        v && v->process && v->process->bpmn ? bpmn_node(v->process->bpmn, element) : NULL;

    return n && str_eq(val_get_text(n->properties, S("clock")), S("stops"))
               ? val_get_text(n->properties, S("clock-ground"))
               : S("");
}

/* An older one that still waits covers this one's time; what an earlier end has moved is not moved
 * again. */
err delay_ended(act *a, const struct q_ask *k)
{
    struct q_ask_older older;
    struct q_ask_moved moved;
    struct q_case c;

    if (!k->stands)
        return OK;
    TRY(q_ask_older(a->db, k->case_id, k->id, &older));
    if (older.found)
        return OK;
    TRY(q_ask_moved(a->db, k->case_id, &moved));
    TRY(q_case(a->db, k->case_id, S(""), &c));
    if (!c.found)
        return OK;
    TRY(clock_stood(a, &c, (instant){ MAX(k->created, moved.at) }));
    return q_ask_move(a->db, k->id, a->now.ms);
}

static str agency_of(struct web *w, str service)
{
    size_t slash = str_rfind_char(service, '/');
    const struct exchange_subsystem *s =
        exchange_subsystem(&w->site->exchange, str_sub(service, 0, slash));

    return s ? site_text(w->site, s->of->name, w->lang) : service;
}

static err waits(struct web *w, int64_t case_id, const struct other_wait **out, size_t *n)
{
    struct q_asks_open all;

    TRY(q_asks_open(w->db, case_id, &all));
    struct other_wait *v = ARENA_ARRAY(w->a, struct other_wait, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_asks_open_row *r = &all.v[i];
        v[i] = (struct other_wait){
            .agency = agency_of(w, r->service),
            .since = zone_day(w->boot->zone, (instant){ r->created }),
            .owed = r->owed ? zone_day(w->boot->zone, (instant){ r->owed }) : (day){ 0 },
            .over = r->owed && r->owed < w->now.ms,
            .stands = r->stands != 0,
            .ground = r->ground,
        };
    }
    *out = v;
    *n = all.n;
    return OK;
}

const struct port_others delay_port = { .waits = waits };
