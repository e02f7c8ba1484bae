/* Inputs of past rulings, for trying a draft of the rules on them (stoa decide --replay): without
 * names and numbers, for the role that the service names, each case traced before it is opened. */
#include "blocks/case/case.h"
#include "blocks/case/ruling.h"
#include "blocks/consent/consent.h"
#include "blocks/office/own.h"
#include "blocks/office/rulings.h"
#include "act/one_form.h"
#include "bpmn/bpmn.h"
#include "dmn/dmn.h"
#include "form/typed.h"
#include "os/zone.h"

enum { RULINGS_MOST = 100, PARTS_MOST = 100000 };

/* ---- who may ---- */

/* Holds the role that the service names, in the office that answers for it. */
static bool may(const struct actor *who, const struct service *v)
{
    for (size_t i = 0; v && v->evaluation.role.n && i < who->nroles; i++)
        if (str_eq(who->roles[i].role, v->evaluation.role) &&
            str_eq(who->roles[i].office, v->office))
            return true;
    return false;
}

bool rulings_may(const struct web *w)
{
    for (size_t i = 0; i < w->site->n_services; i++)
        if (may(&w->who, w->site->services[i]))
            return true;
    return false;
}

err rulings_owner(act *a, val in)
{
    const struct service *v = site_service(a->site, val_get_text(in, S("service")));

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    if (!may(&a->who, v))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!a->who.person) /* nobody knows whose family they are */
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    return OK;
}

/* ---- the act ---- */

struct opening {
    act *a;
    const struct service *v;
    str decision, reason;
    struct data_key subjects[RULINGS_MOST];
    size_t n;
    int64_t trace; /* the first */
    val rulings;
};

static err looked_at(struct opening *o, const struct q_ruling *r)
{
    struct q_parties parties;
    struct trace seen = { .kind = "case",
                          .case_id = r->case_id,
                          .case_number = r->number,
                          .office = o->v->office,
                          .purpose = o->v->evaluation.purpose,
                          .reason = o->reason };
    int64_t trace;

    TRY(trace_case(o->a, &seen, &trace));
    o->trace = o->trace ? o->trace : trace;
    seen.look = trace;
    TRY(q_parties(o->a->db, r->case_id, &parties));
    for (size_t i = 0; i < parties.n; i++) {
        seen.person = parties.v[i].person;
        TRY(trace_add(o->a, &seen, &trace));
    }
    o->subjects[o->n++] = (struct data_key){ .kind = SUBJECT_CASE, .id = r->case_id };
    return OK;
}

/* A case is opened once, however many of its rulings are asked for; those of the officer's own
 * family are left out. */
static err open_one(struct opening *o, int64_t id)
{
    struct q_ruling r;
    bool concerned = false, known = false;

    TRY(q_ruling(o->a->db, id, &r));
    if (!r.found || !str_eq(r.service, o->v->id) || !str_eq(r.decision, o->decision) ||
        !str_eq(r.authority, o->v->office) || str_eq(r.state, S(CASE_ERASED)))
        return OK;
    TRY(case_concerns(o->a, r.case_id, o->a->who.person, &concerned));
    if (concerned)
        return OK;
    for (size_t i = 0; i < o->n; i++)
        known |= o->subjects[i].id == r.case_id;
    if (!known)
        TRY(looked_at(o, &r));
    o->rulings = val_append(o->a->a, o->rulings, val_int(id));
    return OK;
}

err act_rulings(act *a, val in, val *out)
{
    struct opening *o = ARENA_NEW(a->a, struct opening);
    val ids = val_get(in, S("rulings"));
    val_builder b = val_build(a->a);
    int64_t id;

    *o = (struct opening){ .a = a,
                           .v = site_service(a->site, val_get_text(in, S("service"))),
                           .decision = val_get_text(in, S("decision")),
                           .reason = str_trim(val_get_text(in, S("reason"))),
                           .rulings = val_list(NULL, 0) };
    if (!o->reason.n)
        return refuse(a, W_case_reason_needed, "reason");
    if (val_count(ids) == 0 || val_count(ids) > RULINGS_MOST)
        return refuse(a, W_office_rulings_none, "decision");
    for (size_t i = 0; i < val_count(ids); i++)
        if (val_to_i64(val_at(ids, i), &id))
            TRY(open_one(o, id));
    if (!o->n)
        return refuse(a, W_office_rulings_none, "decision");
    val_put(&b, S("rulings"), o->rulings);
    val_put(&b, S("ticket"), val_str(ticket_for(a, o->subjects, o->n, o->trace, "evaluation")));
    *out = val_done(&b);
    return OK;
}

/* ---- the page ---- */

struct asked {
    str service, decision;
    int64_t from, until, part; /* from 1 */
    bool wrong;
};

static str choice_name(struct web *w, const struct service *v, str decision)
{
    const struct service_decision *d = service_decision(v, decision);
    str title = site_text(w->site, v->title, w->lang);
    str name = d ? ruling_name(w, d->words, decision, decision) : decision;

    return str_fmt(w->a, "%.*s: %.*s", STR_ARG(title), STR_ARG(name));
}

static void choices_add(struct web *w, const struct service *v, struct field_view *f)
{
    VEC(struct field_option) all = { 0 };
    struct bpmn_uses uses = bpmn_tasks(w->a, v->process->bpmn);

    for (size_t i = 0; i < f->options_n; i++)
        *vec_push(&all, w->a) = f->options[i];
    for (size_t i = 0; i < uses.n; i++) {
        if (uses.v[i].kind != BPMN_USES_DECISION || uses.v[i].computed)
            continue;
        str value = str_fmt(w->a, "%.*s/%.*s", STR_ARG(v->id), STR_ARG(uses.v[i].name));
        bool known = false;
        for (size_t k = 0; k < all.n; k++)
            known |= str_eq(all.v[k].value, value);
        if (!known)
            *vec_push(&all, w->a) =
                (struct field_option){ .value = value,
                                       .label = choice_name(w, v, uses.v[i].name),
                                       .chosen = str_eq(web_field(w, "decision"), value) };
    }
    f->options = all.v;
    f->options_n = all.n;
}

static struct field_view date_field(struct web *w, const char *name, enum word_id label)
{
    str n = str_z(name);

    return (
        struct field_view){ .kind = FIELD_DATE,
                            .name = n,
                            .label = word0(w->page.words, label),
                            .label_size = LABEL_S,
                            .day = web_field(w, str_zdup(w->a, str_cat(w->a, n, S("-day")))),
                            .month = web_field(w, str_zdup(w->a, str_cat(w->a, n, S("-month")))),
                            .year = web_field(w, str_zdup(w->a, str_cat(w->a, n, S("-year")))) };
}

static err form_show(struct web *w, int status)
{
    const struct wording *words = w->page.words;
    struct field_view f[] = {
        { .kind = FIELD_SELECT,
          .name = S("decision"),
          .label = word0(words, W_office_rulings_decision),
          .label_size = LABEL_S },
        date_field(w, "from", W_office_rulings_from),
        date_field(w, "until", W_office_rulings_until),
        { .kind = FIELD_TEXT,
          .name = S("part"),
          .label = word0(words, W_office_rulings_part),
          .hint = word0(words, W_office_rulings_part_hint),
          .inputmode = S("numeric"),
          .width = 4,
          .label_size = LABEL_S,
          .value = web_field(w, "part").n ? web_field(w, "part") : S("1") },
        { .kind = FIELD_TEXTAREA,
          .name = S("reason"),
          .label = word0(words, W_office_rulings_reason),
          .hint = word0(words, W_office_rulings_reason_hint),
          .label_size = LABEL_S,
          .rows = 3 },
    };

    if (!rulings_may(w))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_services; i++)
        if (may(&w->who, w->site->services[i]) && w->site->services[i]->process)
            choices_add(w, w->site->services[i], &f[0]);
    w->page.nav_current = S("/desk");
    return web_one_form(w,
                        &(struct one_form){ .title = word0(words, W_office_rulings_title),
                                            .lead = word0(words, W_office_rulings_lead),
                                            .fields = f,
                                            .n = LEN(f),
                                            .button = word0(words, W_office_rulings_button),
                                            .action = S("/desk/rulings"),
                                            .back = { S("/desk") } },
                        status);
}

err show_rulings(struct web *w)
{
    return form_show(w, 200);
}

err rulings_again(struct web *w)
{
    return w->status == 422 ? form_show(w, 422) : web_refused(w);
}

/* ---- what was asked for ---- */

static err no(struct web *w, enum word_id word, const char *field)
{
    struct refusal *r = ARENA_NEW(w->a, struct refusal);

    *r = (struct refusal){ .word = word, .args = val_null(), .field = str_z(field) };
    w->refused = true;
    w->status = 422;
    w->refusals = r;
    w->nrefusals = 1;
    return form_show(w, 422);
}

/* The beginning of a day of the body; false where it is none. */
static bool day_read(struct web *w, const char *name, int64_t after, int64_t *out)
{
    struct field_view f = date_field(w, name, W_office_rulings_from);
    const char *part;
    val v;

    if (!typed_date(w->a, f.day, f.month, f.year, &v, &part))
        return false;
    *out = zone_day_start(w->boot->zone, (day){ v.m + after }).ms;
    return true;
}

err rulings_prepare(struct web *w)
{
    struct asked q = { .part = 1 };
    struct q_rulings_past found;
    str part = str_trim(web_field(w, "part"));

    if (!str_cut(web_field(w, "decision"), '/', &q.service, &q.decision))
        return no(w, W_office_rulings_choose, "decision");
    if (!may(&w->who, site_service(w->site, q.service)))
        return web_error(w, 403);
    if (!day_read(w, "from", 0, &q.from))
        return no(w, W_office_rulings_day_wrong, "from");
    if (!day_read(w, "until", 1, &q.until))
        return no(w, W_office_rulings_day_wrong, "until");
    if (part.n && (failed(str_to_i64(part, &q.part)) || q.part < 1 || q.part > PARTS_MOST))
        return no(w, W_office_rulings_part_wrong, "part");
    if (!str_trim(web_field(w, "reason")).n)
        return no(w, W_case_reason_needed, "reason");
    TRY(q_rulings_past(w->db,
                       &(struct q_rulings_past_in){ .service = q.service,
                                                    .decision = q.decision,
                                                    .from_at = q.from,
                                                    .until_at = q.until,
                                                    .most = RULINGS_MOST,
                                                    .skip = (q.part - 1) * RULINGS_MOST },
                       &found));
    if (!found.n)
        return no(w, W_office_rulings_none, "decision");
    val ids = val_list(NULL, 0);
    for (size_t i = 0; i < found.n; i++)
        ids = val_append(w->a, ids, val_int(found.v[i].id));
    val_builder b = val_build(w->a);
    val_put(&b, S("service"), val_str(q.service));
    val_put(&b, S("decision"), val_str(q.decision));
    val_put(&b, S("reason"), val_str(web_field(w, "reason")));
    val_put(&b, S("rulings"), ids);
    w->act = "office.rulings";
    w->in = val_done(&b);
    return OK;
}

/* ---- the file ---- */

struct opened {
    struct q_ruling r;
    size_t key;
};

static size_t key_place(struct data_key *keys, size_t *n, int64_t case_id)
{
    for (size_t i = 0; i < *n; i++)
        if (keys[i].id == case_id)
            return i;
    keys[*n] = (struct data_key){ .kind = SUBJECT_CASE, .id = case_id };
    return (*n)++;
}

err send_rulings(struct web *w)
{
    val ids = val_get(w->out, S("rulings"));
    size_t n = MIN(val_count(ids), (size_t)RULINGS_MOST), n_keys = 0;
    struct opened *all = ARENA_ARRAY(w->a, struct opened, n + 1);
    struct data_key *wanted = ARENA_ARRAY(w->a, struct data_key, n + 1),
                    *keys = ARENA_ARRAY(w->a, struct data_key, n + 1);
    int64_t id = 0;
    val why;
    buf b;

    for (size_t i = 0; i < n; i++) {
        if (!val_to_i64(val_at(ids, i), &id))
            return REFUSED(ERR_MISSING);
        TRY(q_ruling(w->db, id, &all[i].r));
        all[i].key = key_place(wanted, &n_keys, all[i].r.case_id);
    }
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), wanted, n_keys, keys));
    buf_init(&b, w->a, 16 * KIB);
    for (size_t i = 0; i < n; i++) {
        TRY(key_open(w->a, &keys[all[i].key], "ruling.explanation", all[i].r.explanation, &why));
        val_json(&b, dmn_inputs_read(w->a, why));
        buf_char(&b, '\n');
    }
    TRY(web_bytes(w, 200, S("application/x-ndjson"), buf_str(&b)));
    w->reply.download = str_fmt(w->a, "%.*s.jsonl", STR_ARG(val_get_text(w->in, S("decision"))));
    w->reply.cache = CACHE_NEVER;
    return OK;
}
