/* Pages of the exchange: questions of cases that wait, for who repairs; and for everybody who may
 * ask whom for what. */
#include "blocks/case/ruling.h"
#include "blocks/exchange/ask.h"
#include "blocks/exchange/level.h"
#include "blocks/exchange/road.h"
#include "page/words.h"
#include "text/locale.h"
#include "views/exchange.h"

/* ---- questions that wait ---- */

bool exchange_pages(struct web *w)
{
    for (size_t i = 0; i < w->site->n_offices; i++)
        if (work_repairs(w->site, &w->who, w->site->offices[i]->id))
            return w->site->exchange.n_members > 0;
    return false;
}

/* What is said of a node names the node, all else the service. */
static str reason_shown(struct web *w, const struct q_asks_waiting_row *k)
{
    size_t slash = str_rfind_char(k->service, '/');
    str code = slash == SIZE_MAX ? k->service : str_from(k->service, slash + 1);
    const struct exchange_subsystem *of =
        slash == SIZE_MAX ? NULL
                          : exchange_subsystem(&w->site->exchange, str_sub(k->service, 0, slash));
    str name = of && of->node && str_starts(k->reason, S("exchange.node_"))
                   ? site_text(w->site, of->node->name, w->lang)
                   : code;

    if (!k->reason.n)
        return S("");
    return word(w->a, w->page.words, word_find(k->reason),
                val_with(w->a, val_null(), S("name"), val_str(name)));
}

static err rows_of(struct web *w, str office, struct v_asks_row *rows, size_t *n)
{
    struct q_asks_waiting all;

    TRY(q_asks_waiting(w->db, office, ASKS_SHOWN, &all));
    for (size_t i = 0; i < all.n && *n < ASKS_SHOWN; i++)
        rows[(*n)++] =
            (struct v_asks_row){ .id = all.v[i].id,
                                 .number = all.v[i].number,
                                 .href = web_url(w, "/desk/cases/%.*s", STR_ARG(all.v[i].number)),
                                 .service = all.v[i].service,
                                 .reason = reason_shown(w, &all.v[i]),
                                 .turn = all.v[i].turn,
                                 .due = { all.v[i].due } };
    return OK;
}

/* Other nodes, and whether they are asked. */
static err nodes_of(struct web *w, struct v_asks *v)
{
    const struct exchange *x = &w->site->exchange;
    struct v_asks_node *rows = ARENA_ARRAY(w->a, struct v_asks_node, x->n_nodes + 1);

    for (size_t i = 0; i < x->n_nodes; i++) {
        const struct exchange_node *n = &x->nodes[i];
        struct q_node was;
        TRY(q_node(w->db, n->id, &was));
        bool joined = n->n_certs > 0, over = joined && w->today.n > n->until.n;
        bool rests = joined && !over && was.rests > w->now.ms;
        rows[i] = (struct v_asks_node){ .name = site_text(w->site, n->name, w->lang),
                                        .state = !joined        ? W_exchange_node_unjoined_state
                                                 : over         ? W_exchange_node_ended
                                                 : rests        ? W_exchange_node_resting
                                                 : was.failures ? W_exchange_node_failing
                                                                : W_exchange_node_well,
                                        .rests = rests,
                                        .at = { was.rests },
                                        .has_until = joined,
                                        .until = n->until };
    }
    v->nodes = rows;
    v->nodes_n = x->n_nodes;
    return OK;
}

err show_asks(struct web *w)
{
    struct v_asks_row *rows = ARENA_ARRAY(w->a, struct v_asks_row, ASKS_SHOWN);
    struct v_asks v = { .rows = rows };

    if (!exchange_pages(w))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_offices; i++)
        if (work_repairs(w->site, &w->who, w->site->offices[i]->id))
            TRY(rows_of(w, w->site->offices[i]->id, rows, &v.rows_n));
    TRY(nodes_of(w, &v));
    TRY(levels_of_desk(w, &v));
    return WEB_SEND(w, "/desk", asks, &v, 200);
}

err to_asks(struct web *w)
{
    return web_redirect(w, S("/desk/exchange"));
}

/* ---- who may ask for what ---- */

enum { CALLS_FEW = 5 };

static str field_names(struct web *w, const struct registry *r, const str *fields, size_t n)
{
    str *names = ARENA_ARRAY(w->a, str, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct reg_field *f = r ? register_field(r, fields[i]) : NULL;
        names[i] = f ? site_text(w->site, f->label, w->lang) : fields[i];
    }
    return str_join(w->a, names, n, S(", "));
}

static str clause_name(struct web *w, str reference)
{
    url href;
    str name = ruling_clause(w, reference, &href);

    return name.p ? name : reference;
}

static str bases(struct web *w, const struct exchange_right *r)
{
    str *names = ARENA_ARRAY(w->a, str, r->n_basis + 1);

    for (size_t i = 0; i < r->n_basis; i++)
        names[i] = clause_name(w, r->basis[i]);
    return str_join(w->a, names, r->n_basis, S("; "));
}

/* In the last twelve months; few are never told as a number. */
static err calls_of(struct web *w, const struct exchange_service *s, const struct exchange_right *x,
                    str *out)
{
    struct q_calls_count n;
    struct q_calls_count_in in = { .consumer = x->consumer,
                                   .subsystem = s->of->id,
                                   .service = s->code,
                                   .purpose = x->purpose,
                                   .since = day_add_months(w->today, -12).n };

    TRY(q_calls_count(w->db, &in, &n));
    *out = n.n > 0 && n.n < CALLS_FEW
               ? word0(w->page.words, W_exchange_calls_few)
               : locale_number(w->a, wording_locale(w->page.words), val_int(n.n));
    return OK;
}

static err rights_of(struct web *w, const struct exchange_service *s,
                     struct v_exchanged_service *out)
{
    const struct registry *r = site_register(w->site, s->registry);
    struct v_exchanged_right *v = ARENA_ARRAY(w->a, struct v_exchanged_right, s->n_rights + 1);

    for (size_t i = 0; i < s->n_rights; i++) {
        const struct exchange_right *x = &s->rights[i];
        const struct exchange_subsystem *c = exchange_subsystem(&w->site->exchange, x->consumer);
        const struct site_purpose *p = site_purpose(w->site, x->purpose);
        if (x->until.n && w->today.n > x->until.n)
            continue;
        struct v_exchanged_right *o = &v[out->rights_n++];
        *o = (struct v_exchanged_right){
            .consumer = c ? site_text(w->site, c->of->name, w->lang) : x->consumer,
            .id = x->consumer,
            .purpose = p ? site_text(w->site, p->title, w->lang) : x->purpose,
            .basis = bases(w, x),
            .fields = field_names(w, r, x->fields, x->n_fields),
            .people = !x->automatic && !(c && c->n_asks),
            .has_until = x->until.n != 0,
            .until = x->until,
        };
        TRY(calls_of(w, s, x, &o->calls));
    }
    out->rights = v;
    return OK;
}

err show_exchanged(struct web *w)
{
    const struct exchange *x = &w->site->exchange;
    struct v_exchanged v = { .instance = x->instance };
    VEC(struct v_exchanged_service) all = { 0 };

    if (!x->n_members)
        return web_error(w, 404);
    for (size_t i = 0; i < x->n_members; i++)
        for (size_t k = 0; k < x->members[i].n_subsystems; k++)
            for (size_t j = 0; j < x->members[i].subsystems[k].n_services; j++) {
                const struct exchange_service *s = &x->members[i].subsystems[k].services[j];
                const struct registry *r = site_register(w->site, s->registry);
                struct v_exchanged_service *o = vec_push(&all, w->a);
                *o = (struct v_exchanged_service){
                    .id = str_fmt(w->a, "/r1/%.*s/%.*s", STR_ARG(s->of->id), STR_ARG(s->code)),
                    .title = site_text(w->site, s->title, w->lang),
                    .member = site_text(w->site, s->of->of->name, w->lang),
                    .subsystem = site_text(w->site, s->of->name, w->lang),
                    .reg = r ? site_text(w->site, r->title, w->lang) : s->registry,
                    .fields = field_names(w, r, s->fields, s->n_fields),
                };
                TRY(rights_of(w, s, o));
            }
    v.services = all.v;
    v.services_n = all.n;
    return WEB_SHOW(w, exchanged, &v, 200);
}
