/* "rectify.tell": every consumer of a value that was wrong is told (GDPR, article 19), and of one
 * that was right and has changed where the process says so.  The traces know who read it while it
 * stood; forms that were filled in from the register count, too. */
#include "bpmn/bpmn.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/rectify/own.h"

enum { LOOKS_MOST = 20000, OFFICES_MOST = 200, CASES_MOST = 500, HEADS_MOST = 20 };

/* One who is told. */
struct consumer {
    str office, partner;
    val cases; /* numbers, in order of the first look */
};
struct telling {
    act *a;
    struct task_call *t;
    const struct registry *r;
    int64_t record;
    val fields; /* list of names */
    bool whole; /* the entry itself should never have been */
    struct consumer v[OFFICES_MOST];
    size_t n;
};

static bool has_word(str words, str word)
{
    str rest = words, one;

    while (str_next(&rest, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

static bool in_list(val list, str text)
{
    for (size_t i = 0; i < val_count(list); i++)
        if (str_eq(val_text(val_at(list, i)), text))
            return true;
    return false;
}

static void note(struct telling *x, str office, str partner, str number)
{
    struct consumer *c = NULL;

    for (size_t i = 0; i < x->n && !c; i++)
        if (str_eq(x->v[i].office, office) && str_eq(x->v[i].partner, partner))
            c = &x->v[i];
    if (!c && x->n == OFFICES_MOST)
        return;
    if (!c) {
        c = &x->v[x->n++];
        *c = (struct consumer){ office, partner, val_list(NULL, 0) };
    }
    if (number.n && val_count(c->cases) < CASES_MOST && !in_list(c->cases, number))
        c->cases = val_append(x->a->a, c->cases, val_str(number));
}

/* Outside systems get inputs with names of their own: the topic says which of a register's fields
 * are among them; where it does not, they may all be. */
static bool handed_over(const struct telling *x, const struct looked *l, str field)
{
    const struct partner_topic *t = site_outside(x->a->site, l->what);

    if (!t || !t->reads_set)
        return true;
    val names = val_get(t->reads, x->r->id);
    return str_eq(val_text(names), S("*")) || in_list(names, field);
}

/* A look whose fields are not known may have been at it.  A partner that asked the register itself
 * got the fields that its look names. */
static bool read_it(const struct telling *x, const struct looked *l, str field)
{
    if (l->partner.n && !str_eq(l->what, x->r->id))
        return handed_over(x, l, field);
    return str_eq(l->what, x->r->id) && (!l->fields.n || has_word(l->fields, field));
}

static err by_traces(struct telling *x, str field, instant from, instant until)
{
    const struct looked *all;
    size_t n;

    TRY(traces_between(x->a->db, x->a->a, x->record, from, until, LOOKS_MOST, &all, &n));
    for (size_t i = 0; i < n; i++) {
        const struct partner *p = site_partner(x->a->site, all[i].partner);
        if ((x->t->case_id && all[i].case_id == x->t->case_id) || !read_it(x, &all[i], field))
            continue;
        note(x, p ? p->office : all[i].office, all[i].partner, all[i].case_number);
    }
    return OK;
}

/* In the part of somebody who takes part, "applicant" is they themselves. */
static bool form_shows(const struct telling *x, const struct service *v, str part, str field)
{
    const struct form *form = v && v->n_forms ? v->forms[0].form : NULL;

    for (int i = form ? form_bindings(form, -1) : -1; i >= 0; i = form_bindings(form, i)) {
        const struct form_field *f = &form->fields[i];
        if (str_eq(f->binding.registry, x->r->id) && str_eq(f->binding.field, field) &&
            (str_eq(f->binding.of, part) || !f->binding.of.n))
            return true;
    }
    return false;
}

static err by_forms(struct telling *x, str field, instant from, instant until)
{
    struct q_cases_sent all;

    TRY(q_cases_sent(x->a->db, x->record, from.ms, until.ms, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].id != x->t->case_id &&
            form_shows(x, site_service(x->a->site, all.v[i].service), all.v[i].part, field))
            note(x, all.v[i].authority, S(""), all.v[i].number);
    return OK;
}

static err consumers(struct telling *x)
{
    const struct record_step *steps;
    struct data_key key = { 0 };
    size_t n;

    if (register_subject(x->r) != SUBJECT_NONE)
        TRY(key_get(x->a, SUBJECT_PERSON, x->record, &key));
    TRY(record_history(x->a->a, x->a->db, x->r, x->record, &key, &steps, &n));
    for (size_t i = 0; i < val_count(x->fields); i++) {
        str field = val_text(val_at(x->fields, i));
        instant from, until;
        if (x->whole && n) {
            from = steps[0].at;
            until = x->a->now;
        } else if (!record_former(steps, n, field, &from, &until)) {
            continue;
        }
        TRY(by_traces(x, field, from, until));
        TRY(by_forms(x, field, from, until));
    }
    return OK;
}

/* ---- telling them ---- */

static str joined(arena *a, val list)
{
    buf b;

    buf_init(&b, a, 200);
    for (size_t i = 0; i < val_count(list); i++) {
        buf_add(&b, b.n ? S(" ") : S(""));
        buf_add(&b, val_text(val_at(list, i)));
    }
    return buf_str(&b);
}

static bool heads(const struct office *o, str role)
{
    bool any = false;

    for (size_t i = 0; i < o->n_roles; i++)
        any |= o->roles[i].leads;
    for (size_t i = 0; i < o->n_roles; i++)
        if (str_eq(o->roles[i].id, role))
            return o->roles[i].leads || !any;
    return false;
}

/* To those who lead the office; to all of it where nobody does.  No word of whom it is about. */
static err tell_office(struct telling *x, const struct consumer *c)
{
    const struct office *o = site_office(x->a->site, c->office);
    str *roles = ARENA_ARRAY(x->a->a, str, (o ? o->n_roles : 0) + 1);
    struct office_group g = { .office = c->office, .roles = roles };
    const struct officer *all = NULL;
    size_t n = 0;

    for (size_t i = 0; o && i < o->n_roles; i++)
        if (heads(o, o->roles[i].id))
            roles[g.n_roles++] = o->roles[i].id;
    if (g.n_roles)
        TRY(identity_officers(x->a->db, x->a->a, &g, &all, &n));
    for (size_t i = 0; i < MIN(n, (size_t)HEADS_MOST); i++)
        TRY(notify_send(x->a, &(struct notice){ .account = all[i].account,
                                                .word_subject = W_rectify_told_subject,
                                                .word_body = W_rectify_told_body,
                                                .data = val_with(x->a->a, val_null(), S("number"),
                                                                 val_str(x->t->case_number)),
                                                .path = S("/desk/corrections") }));
    return OK;
}

static err tell(struct telling *x, const struct consumer *c)
{
    act *a = x->a;
    val_builder b = val_build(a->a);
    struct q_notice_add_in row = { .id = act_id(a),
                                   .office = c->office,
                                   .partner = c->partner,
                                   .record = x->record,
                                   .registry = x->r->id,
                                   .fields = joined(a->a, x->fields),
                                   .cases = joined(a->a, c->cases),
                                   .case_id = x->t->case_id,
                                   .case_number = x->t->case_number,
                                   .at = a->now.ms };

    TRY(q_notice_add(a->db, &row));
    val_put(&b, S("notice"), val_int(row.id));
    val_put(&b, S("office"), val_str(c->office));
    val_put(&b, S("partner"), val_str(c->partner));
    val_put(&b, S("registry"), val_str(x->r->id));
    val_put(&b, S("fields"), val_str(row.fields));
    val_put(&b, S("cases"), val_str(row.cases));
    val_put(&b, S("case"), val_str(x->t->case_number));
    struct event e = { .type = "rectify.told",
                       .kind = SUBJECT_PERSON,
                       .subject = x->record,
                       .authority = c->office,
                       .body = val_done(&b) };
    TRY(event_add(a, &e));
    return tell_office(x, c);
}

/* { office, name, partner, cases } in the language of the case. */
static val shown(struct telling *x, const struct consumer *c)
{
    const struct site *s = x->a->site;
    const struct office *o = site_office(s, c->office);
    const struct partner *p = site_partner(s, c->partner);
    val_builder b = val_build(x->a->a);

    val_put(&b, S("office"), val_str(c->office));
    val_put(&b, S("partner"), val_str(c->partner));
    val_put(&b, S("name"),
            val_str(p   ? site_text(s, p->name, x->t->lang)
                    : o ? site_text(s, o->name, x->t->lang)
                        : c->office));
    val_put(&b, S("cases"), val_str(joined(x->a->a, c->cases)));
    return val_done(&b);
}

static bool may_write(const struct telling *x)
{
    const struct service *v = site_service(x->a->site, x->t->service);

    for (size_t i = 0; i < val_count(x->fields); i++)
        if (!v || !register_may(x->r, S(""), v->id, v->purpose, REG_WRITE,
                                val_text(val_at(x->fields, i))))
            return false;
    return true;
}

static err task_tell(act *a, struct task_call *t)
{
    struct telling *x = ARENA_NEW(a->a, struct telling);
    val fields = val_get(t->in, S("fields")), list = val_list(NULL, 0);

    *x = (struct telling){ .a = a,
                           .t = t,
                           .r = site_register(a->site, val_get_text(t->in, S("register"))),
                           .record = val_get_i64(t->in, S("id"), 0),
                           .whole = val_get_bool(t->in, S("whole")),
                           .fields =
                               fields.tag == V_LIST ? fields : val_append(a->a, list, fields) };
    if (!x->r)
        return refuse(a, W_register_unknown, "register");
    if (!may_write(x))
        return refuse_with(a, W_register_not_allowed, NULL, val_null(), 403);
    if (x->record)
        TRY(consumers(x));
    for (size_t i = 0; i < x->n; i++) {
        TRY(tell(x, &x->v[i]));
        list = val_append(a->a, list, shown(x, &x->v[i]));
    }
    *t->out = val_with(a->a, val_null(), S("told"), list);
    return OK;
}

err entry_over(act *a, const struct event *e)
{
    int64_t account;

    TRY(identity_unlink(a, e->subject, "annulled", &account));
    if (!account)
        return OK;
    return notify_send(a, &(struct notice){ .account = account,
                                            .word_subject = W_rectify_unlinked_subject,
                                            .word_body = W_rectify_unlinked_body,
                                            .data = val_null(),
                                            .case_number = S(""),
                                            .path = S("/account/link") });
}

static err whole_told(act *a, const struct registry *r, int64_t record, str source)
{
    struct telling *x = ARENA_NEW(a->a, struct telling);
    struct task_call t = { .case_number = source };
    val fields = val_list(NULL, 0);

    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity != SENS_SECRET)
            fields = val_append(a->a, fields, val_str(r->fields[i].name));
    *x = (struct telling){
        .a = a, .t = &t, .r = r, .record = record, .fields = fields, .whole = true
    };
    TRY(consumers(x));
    for (size_t i = 0; i < x->n; i++)
        if (!str_eq(x->v[i].office, r->owner)) /* who decided it knows */
            TRY(tell(x, &x->v[i]));
    return OK;
}

err entry_merged(act *a, const struct event *e)
{
    const struct registry *r = site_register(a->site, val_get_text(e->body, S("registry")));
    str source = val_get_text(e->body, S("source"));
    int64_t by = val_get_i64(e->body, S("by"), 0);

    if (!r)
        return OK;
    TRY(whole_told(a, r, e->subject, source));
    return str_eq(str_z(e->type), S("record.restored")) ? whole_told(a, r, by, source) : OK;
}

/* A service in which values of some register are disputed. */
static bool hears_disputes(const struct site *s, str service)
{
    for (size_t i = 0; i < s->n_registers; i++)
        if (str_eq(s->registers[i]->dispute.service, service))
            return true;
    return false;
}

/* Who came on paper and has no account gets what was decided by post. */
static err told_by_post(act *a, const struct event *e)
{
    val_builder b = val_build(a->a);
    str end = val_get_text(e->body, S("end"));
    struct q_case_reader c;

    TRY(q_case_reader(a->db, e->subject, &c));
    const struct service *v = c.found ? site_service(a->site, c.service) : NULL;
    if (!v || !v->process || c.account || !c.person || !end.n || !a->boot->ports.post ||
        !hears_disputes(a->site, c.service))
        return OK;
    const struct bpmn_node *at = bpmn_node(v->process->bpmn, end);
    str own = words_get(v->process->words, c.lang, end, S("name"));
    val_put(&b, S("number"), val_str(c.number));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, c.lang)));
    val_put(&b, S("outcome"), val_str(own.n ? own : at ? at->name : S("")));
    val_put(&b, S("how"), val_str(site_text(a->site, v->appeal.how, c.lang)));
    return a->boot->ports.post->letter(a, c.person, c.lang, W_rectify_ended_subject,
                                       W_rectify_ended_body, val_done(&b));
}

err case_over(act *a, const struct event *e)
{
    str outcome = val_get_text(e->body, S("outcome"));

    TRY(told_by_post(a, e));
    TRY(said_over(a, e->subject, outcome.n ? outcome : S("withdrawn")));
    /* a decision after which the process runs on settles by itself what it decided */
    return val_is_true(val_get(e->body, S("runs"))) ? OK : record_settle(a, e->subject, S("ended"));
}

/* clang-format off */
static const struct task_field tell_in[] = {
    { "register", "string", true, "id of the register" },
    { "id", "number", false, "the record; null tells nobody" },
    { "fields", "", true, "the field that was corrected or changed, or a list of fields" },
    { "whole", "boolean", false, "the entry itself was wrong: all who ever read these fields" },
    { 0 },
};
static const struct task_field tell_out[] = {
    { "told", "list", true, "a list of { office, name, partner, cases } of those who were told" },
    { 0 },
};

const struct task_type rectify_tasks[] = {
    { .name = "rectify.tell",
      .help = "Tells everybody who read a value before it was corrected or changed", .in = tell_in,
      .out = tell_out,
      .may = "The register gives the service `write` on the fields (registers/ID.yaml, access).",
      .fn = task_tell },
    { 0 },
};
/* clang-format on */
