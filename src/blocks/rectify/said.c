/* "This is wrong", said in an application: in the act that sends it, the office that keeps the
 * register gets a case of its own, and each of the two cases knows of the other. */
#include "blocks/case/case.h"
#include "blocks/case/wrong.h"
#include "blocks/rectify/own.h"

struct said {
    const struct event *e; /* of the application */
    str number;
    const struct registry *r;
    val wrong; /* { register, field, value, why } */
    int64_t case_id;
    str case_number, draft;
};

static err hear(act *a, const struct said *s, const char *type, str number, str outcome)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("number"), val_str(number));
    val_put(&b, S("registry"), val_str(s->r->id));
    val_put(&b, S("field"), val_get(s->wrong, S("field")));
    if (outcome.n)
        val_put(&b, S("outcome"), val_str(outcome));
    struct event e = { .type = type,
                       .kind = SUBJECT_CASE,
                       .subject = s->e->subject,
                       .authority = s->e->authority,
                       .body = val_done(&b) };
    topic_publish(a, str_fmt(a->a, "case/%lld", (long long)e.subject));
    return event_add(a, &e);
}

/* The field, the right value and the reason, each as the answer to the question that takes it. */
static val answers_of(act *a, const struct said *s)
{
    const struct registry *r = s->r;
    val_builder none = val_build(a->a);
    val known = r->dispute.answers.tag == V_CONTEXT ? r->dispute.answers : val_done(&none);
    val field = val_get(s->wrong, S("field"));
    str takes = val_get_text(r->dispute.values, val_text(field));

    known = val_with(a->a, known, r->dispute.question, field);
    if (takes.n)
        known = val_with(a->a, known, takes, val_get(s->wrong, S("value")));
    if (r->dispute.why.n)
        known = val_with(a->a, known, r->dispute.why, val_get(s->wrong, S("why")));
    return known;
}

static err numbered(act *a, struct said *s, str number)
{
    struct q_case_of_number c;

    TRY(q_case_of_number(a->db, number, &c));
    s->case_id = c.found ? c.id : 0;
    s->case_number = number;
    return OK;
}

/* Sent with what is known; where that is too little, a draft of it waits for the applicant. */
static err begin(act *a, struct said *s)
{
    val_builder b = val_build(a->a);
    struct part *part;
    val out = val_null();

    val_put(&b, S("number"), val_str(s->number));
    val_put(&b, S("service"), val_get(s->e->body, S("service")));
    TRY(part_begin(a, &part));
    err e = case_send_known(a, s->r->dispute.service, answers_of(a, s), val_done(&b), &out);
    if (!failed(e)) {
        TRY(part_keep(a, part));
        return numbered(a, s, val_get_text(out, S("number")));
    }
    if (e.class == ERR_CLASS_FAULT)
        return e;
    TRY(part_undo(a, part));
    TRY(case_begin(a, s->r->dispute.service, answers_of(a, s), &out));
    s->draft = val_get_text(out, S("draft"));
    return OK;
}

static err open_one(act *a, struct said *s)
{
    str field = val_get_text(s->wrong, S("field"));
    const struct disputed *d;
    size_t n;

    TRY(record_disputed(a->db, a->a, a->who.person, &d, &n));
    str running = disputed_in(d, n, field);
    TRY(running.n ? numbered(a, s, running) : begin(a, s));
    TRY(q_said_add(a->db, &(struct q_said_add_in){ .id = act_id(a),
                                                   .said_in = s->e->subject,
                                                   .said_number = s->number,
                                                   .registry = s->r->id,
                                                   .field = field,
                                                   .case_id = s->case_id,
                                                   .case_number = s->case_number,
                                                   .draft = s->draft,
                                                   .at = a->now.ms }));
    return s->case_number.n ? hear(a, s, "case.correction_begun", s->case_number, S("")) : OK;
}

/* case.submitted: what is wrong is looked into.  A draft that waited for more is sent. */
err case_sent(act *a, const struct event *e)
{
    val all = val_get(e->body, S("wrong"));
    struct q_draft_of_case d;

    TRY(q_draft_of_case(a->db, e->subject, &d));
    if (d.found)
        TRY(q_said_sent(a->db, e->subject, val_get_text(e->body, S("number")), d.draft));
    for (size_t i = 0; i < val_count(all); i++) {
        struct said s = { .e = e,
                          .number = val_get_text(e->body, S("number")),
                          .wrong = val_at(all, i),
                          .case_number = S(""),
                          .draft = S("") };
        const struct registry *r = NULL;
        TRY(record_registry(a->db, a->site, a->who.person, &r));
        s.r = site_register(a->site, val_get_text(s.wrong, S("register")));
        if (s.r && s.r == r)
            TRY(open_one(a, &s));
    }
    return OK;
}

/* The case in which something was looked into has ended: where it was said hears of it. */
err said_over(act *a, int64_t case_id, str outcome)
{
    struct q_said_of all;

    TRY(q_said_of(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct q_case_office c;
        if (all.v[i].case_id != case_id || all.v[i].ended)
            continue;
        TRY(q_case_office(a->db, all.v[i].said_in, &c));
        if (!c.found)
            continue;
        struct event at = { .subject = all.v[i].said_in, .authority = c.authority };
        struct said s = { .e = &at,
                          .r = site_register(a->site, all.v[i].registry),
                          .wrong =
                              val_with(a->a, val_null(), S("field"), val_str(all.v[i].field)) };
        if (s.r)
            TRY(hear(a, &s, "case.correction_ended", all.v[i].case_number, outcome));
    }
    return all.n ? q_said_end(a->db, case_id, a->now.ms, outcome) : OK;
}

static err of_case(struct db *db, arena *a, int64_t case_id, const struct case_correction **out,
                   size_t *n)
{
    struct q_said_of all;

    TRY(q_said_of(db, case_id, &all));
    struct case_correction *v = ARENA_ARRAY(a, struct case_correction, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        bool here = all.v[i].case_id == case_id;
        v[i] =
            (struct case_correction){ .number = here ? all.v[i].said_number : all.v[i].case_number,
                                      .draft = all.v[i].draft,
                                      .registry = here ? S("") : all.v[i].registry,
                                      .field = all.v[i].field,
                                      .outcome = all.v[i].outcome,
                                      .over = all.v[i].ended != 0 };
    }
    *out = v;
    *n = all.n;
    return OK;
}

const struct port_corrections corrections_port = { .of_case = of_case };
