/* Pages of the exchange: questions of cases that wait, for who repairs; and for everybody who may
 * ask whom for what. */
#include "blocks/case/ruling.h"
#include "blocks/exchange/ask.h"
#include "blocks/exchange/federation.h"
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

static enum word_id node_state(const struct met *m, bool rests, bool failing)
{
    return m->why == W_exchange_node_config      ? W_exchange_node_config_state
           : m->why == W_exchange_node_unjoined  ? W_exchange_node_unjoined_state
           : m->why == W_exchange_node_withdrawn ? W_exchange_node_withdrawn_state
           : m->why                              ? W_exchange_node_ended
           : rests                               ? W_exchange_node_resting
           : failing                             ? W_exchange_node_failing
                                                 : W_exchange_node_well;
}

/* Other nodes, and whether they are asked. */
static err nodes_of(struct web *w, const struct federation_now *f, struct v_asks *v)
{
    const struct exchange *x = &w->site->exchange;
    struct v_asks_node *rows = ARENA_ARRAY(w->a, struct v_asks_node, x->n_nodes + 1);

    for (size_t i = 0; i < x->n_nodes; i++) {
        struct met m = federation_meets(w->a, f, &x->nodes[i], w->today);
        struct q_node was;
        TRY(q_node(w->db, m.node.id, &was));
        bool rests = !m.why && was.rests > w->now.ms;
        rows[i] = (struct v_asks_node){ .name = site_text(w->site, m.node.name, w->lang),
                                        .state = node_state(&m, rests, was.failures > 0),
                                        .rests = rests,
                                        .at = { was.rests },
                                        .has_until = m.node.until.n != 0,
                                        .until = m.node.until };
    }
    v->nodes = rows;
    v->nodes_n = x->n_nodes;
    return OK;
}

/* What this node hands out, where it governs. */
static void config_own(struct web *w, struct v_asks *v)
{
    const struct exchange *x = &w->site->exchange;
    struct federation f = { 0 };

    v->governs = true;
    v->config_kept = !failed(federation_said(w->a, x->federation.published, &f));
    v->config_over = v->config_kept && f.until.ms < w->now.ms;
    v->config_version = f.version;
    v->config_until = f.until;
}

/* The federation's configuration, and how the last look for a newer one went. */
static err config_of(struct web *w, const struct federation_now *f, struct v_asks *v)
{
    const struct exchange_node *g = w->site->exchange.federation.governor;
    struct q_config_look look;

    if (w->site->exchange.federation.governs)
        config_own(w, v);
    if (!g)
        return OK;
    TRY(q_config_look(w->db, g->id, &look));
    v->governed = true;
    v->governor = site_text(w->site, g->name, w->lang);
    v->config_kept = f->kept;
    v->config_over = f->kept && !f->in_force;
    v->config_version = f->config.version;
    v->config_until = f->config.until;
    v->config_asked = look.found;
    v->config_at = (instant){ look.at };
    v->config_said = look.found ? word_find(look.said) : W_exchange_config_never;
    return OK;
}

err show_asks(struct web *w)
{
    struct v_asks_row *rows = ARENA_ARRAY(w->a, struct v_asks_row, ASKS_SHOWN);
    struct v_asks v = { .rows = rows };
    struct federation_now f;

    if (!exchange_pages(w))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_offices; i++)
        if (work_repairs(w->site, &w->who, w->site->offices[i]->id))
            TRY(rows_of(w, w->site->offices[i]->id, rows, &v.rows_n));
    TRY(federation_in_force(w->a, w->db, &w->site->exchange, w->now, &f));
    TRY(nodes_of(w, &f, &v));
    TRY(config_of(w, &f, &v));
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
