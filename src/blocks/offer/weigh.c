/* An offer comes of rules: a process names a service and whom it may be for, and the service's own
 * decision says whether it is, from what registers hold and from what happened. */
#include "blocks/case/case.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/offer/own.h"
#include "blocks/register/register.h"
#include "blocks/register/store.h"
#include "dmn/dmn.h"
#include "site/law.h"

enum { REMIND_DAYS = 14, PERSONS_MOST = 20, DAY_MS = 86400000 };

/* In the process's act nothing is weighed yet: what fails there must not stop the process. */
static err task_make(act *a, struct task_call *t)
{
    const struct service *v = site_service(a->site, val_get_text(t->in, S("service")));
    val persons = val_get(t->in, S("persons"));
    val_builder b = val_build(a->a);

    *t->out = val_null();
    if (!v || v->broken || !v->process || !v->n_forms)
        return refuse(a, W_case_no_service, "service");
    if (val_count(persons) > PERSONS_MOST)
        return refuse(a, W_offer_many, "persons");
    val_put(&b, S("case"), val_int(t->case_id));
    val_put(&b, S("number"), val_str(t->case_number));
    val_put(&b, S("service"), val_str(v->id));
    val_put(&b, S("persons"), persons);
    val_put(&b, S("facts"), val_get(t->in, S("facts")));
    val_put(&b, S("relations"), val_get(t->in, S("relations")));
    val_put(&b, S("lists"), val_get(t->in, S("lists")));
    val_put(&b, S("answers"), val_get(t->in, S("answers")));
    val_put(&b, S("about"), val_get(t->in, S("about")));
    val_put(&b, S("decision"), val_get(t->in, S("decision")));
    val_put(&b, S("lang"), val_str(t->lang)); /* for letters to who has no account */
    return outbox_add(a, "offer.weigh", SUBJECT_CASE, t->case_id, val_done(&b), (instant){ 0 },
                      NULL);
}

err job_weigh(struct job_run *j)
{
    return job_act(j, "offer.weigh", j->payload, NULL, NULL);
}

err job_remind(struct job_run *j)
{
    return job_act(j, "offer.remind", j->payload, NULL, NULL);
}

struct weighing {
    act *a;
    val in;
    const struct service *v;
    const struct service_decision *d;
    str decision;
    struct register_reader reader;
};

/* What other registers hold: { name: { register, field, values } }, of which the offered service
 * may read what its access says. */
static err lists_of(struct weighing *k, val_builder *b)
{
    act *a = k->a;
    val lists = val_get(k->in, S("lists"));

    for (uint32_t i = 0; lists.tag == V_CONTEXT && i < lists.c->n; i++) {
        val spec = lists.c->e[i].value, list;
        bool more;
        const struct registry *r = site_register(a->site, val_get_text(spec, S("register")));
        if (!r)
            return refuse(a, W_register_unknown, "lists");
        TRY(register_list(a, &k->reader, r, val_get_text(spec, S("field")),
                          val_get(spec, S("values")), REGISTER_LIST_MAX, &list, &more));
        val_put(b, lists.c->e[i].key, list);
    }
    return OK;
}

/* What the decision reads: what happened, the person's record, whom the register relates to them,
 * and what other registers hold. */
static err inputs_of(struct weighing *k, const struct registry *r, int64_t person, val *out)
{
    act *a = k->a;
    val_builder b = val_build(a->a);
    val relations = val_get(k->in, S("relations")), fields;

    val_put_all(&b, val_get(k->in, S("facts")));
    val_put(&b, S("today"), val_day(a->today));
    val_put(&b, S("law"), law_parameters(a->site, a->a, a->today));
    TRY(register_seen(a, &k->reader, r, person, &fields));
    val_put(&b, S("record"), fields);
    for (uint32_t i = 0; relations.tag == V_CONTEXT && i < relations.c->n; i++) {
        val list;
        TRY(register_related(a, &k->reader, r, person, val_text(relations.c->e[i].value), &list));
        val_put(&b, relations.c->e[i].key, list);
    }
    TRY(lists_of(k, &b));
    *out = val_done(&b);
    return OK;
}

static val words_of(act *a, const struct service *v, str lang)
{
    return val_with(a->a, val_null(), S("service"), val_str(site_text(a->site, v->title, lang)));
}

/* Into the inbox and by mail; by post, in that language, to who has no account. */
static err tell(act *a, const struct service *v, int64_t person, int64_t id, bool again, str lang)
{
    enum word_id subject = again ? W_offer_remind_subject : W_offer_subject;
    enum word_id body = again ? W_offer_remind_body : W_offer_body;
    struct contact c = { 0 };
    int64_t account;

    TRY(identity_account_of(a->db, person, &account));
    if (!account)
        return a->boot->ports.post->letter(a, person, lang, W_offer_subject, W_offer_letter,
                                           words_of(a, v, lang));
    TRY(identity_contact(a, account, &c));
    return notify_send(a, &(struct notice){ .account = account,
                                            .word_subject = subject,
                                            .word_body = body,
                                            .data = words_of(a, v, c.lang),
                                            .path = str_fmt(a->a, "/offers/%lld", (long long)id) });
}

static err offer_made(struct weighing *k, int64_t person, val result, val why)
{
    act *a = k->a;
    struct data_key key;
    val_builder t = val_build(a->a), e = val_build(a->a), r = val_build(a->a);
    str lang = val_get_text(k->in, S("lang"));
    int64_t id = act_id(a), n;

    TRY(key_get(a, SUBJECT_PERSON, person, &key));
    val_put(&t, S("explanation"), why);
    val_put(&t, S("result"), result);
    val_put(&t, S("answers"), val_get(k->in, S("answers")));
    val_put(&t, S("about"), val_get(k->in, S("about")));
    TRY(q_offer_add(
        a->db,
        &(struct q_offer_add_in){ .id = id,
                                  .person = person,
                                  .service = k->v->id,
                                  .version = k->v->version,
                                  .from_case = val_get_i64(k->in, S("case"), 0),
                                  .office = k->v->office,
                                  .decision = k->decision,
                                  .at = a->now.ms,
                                  .told = key_seal(a->a, &key, OFFER_TOLD, val_done(&t)) },
        &n));
    if (!n)
        return OK; /* offered already for the same reason */
    val_put(&e, S("service"), val_str(k->v->id));
    val_put(&e, S("case"), val_get(k->in, S("number")));
    struct event made = { .type = "offer.made",
                          .kind = SUBJECT_PERSON,
                          .subject = person,
                          .authority = k->v->office,
                          .body = val_done(&e) };
    TRY(event_add(a, &made));
    TRY(tell(a, k->v, person, id, false, lang));
    val_put(&r, S("offer"), val_int(id));
    val_put(&r, S("lang"), val_str(lang));
    return outbox_add(a, "offer.remind", SUBJECT_NONE, 0, val_done(&r),
                      (instant){ a->now.ms + REMIND_DAYS * (int64_t)DAY_MS }, NULL);
}

static err one(struct weighing *k, int64_t person)
{
    struct q_record row;
    struct feel_env env;
    val inputs, result, why;

    TRY(q_record(k->a->db, person, &row));
    const struct registry *r = row.found ? site_register(k->a->site, row.registry) : NULL;
    if (!r || register_subject(r) != SUBJECT_PERSON)
        return OK;
    TRY(inputs_of(k, r, person, &inputs));
    case_feel_env(&env, k->a->a, k->a->boot, k->a->now);
    TRY(dmn_decide(k->d->dmn, k->decision, inputs, &env, &result, &why));
    bool offered = val_is_true(result) || val_get_bool(result, S("offered"));
    return offered ? offer_made(k, person, result, why) : OK;
}

err act_weigh(act *a, val in, val *out)
{
    struct weighing k = { .a = a, .in = in };
    val persons = val_get(in, S("persons"));

    *out = val_null();
    k.v = site_service(a->site, val_get_text(in, S("service")));
    k.decision = val_get_text(in, S("decision"));
    if (!k.decision.n)
        k.decision = S("offer");
    k.d = k.v ? service_decision(k.v, k.decision) : NULL;
    if (!k.d)
        return refuse(a, W_offer_no_rule, "decision");
    k.reader = (struct register_reader){ .service = k.v,
                                         .office = k.v->office,
                                         .case_id = val_get_i64(in, S("case"), 0),
                                         .case_number = val_get_text(in, S("number")) };
    for (size_t i = 0; i < val_count(persons); i++) {
        int64_t person = 0;
        if (val_to_i64(val_at(persons, i), &person) && person)
            TRY(one(&k, person));
    }
    return OK;
}

/* Once, and only who has not answered: silence takes nothing away. */
err act_remind(act *a, val in, val *out)
{
    struct q_offer o;
    int64_t n, id = val_get_i64(in, S("offer"), 0);

    *out = val_null();
    TRY(q_offer(a->db, id, &o));
    TRY(q_offer_reminded(a->db, id, a->now.ms, &n));
    const struct service *v = o.found ? site_service(a->site, o.service) : NULL;
    return n && v ? tell(a, v, o.person, id, true, val_get_text(in, S("lang"))) : OK;
}

/* clang-format off */
static const struct task_field make_in[] = {
    { "service", "string", true, "the service that is offered" },
    { "persons", "list", true, "records of the people whom it may be for" },
    { "facts", "context", false, "what happened, for the decision" },
    { "relations", "context", false,
      "names for the decision, and relations: { children: \"parent-of\" }" },
    { "lists", "context", false,
      "names for the decision, and entries of registers: { incomes: { register, field, values } "
      "}" },
    { "answers", "context", false, "what the application begins with" },
    { "about", "", false, "whom it is for, where it is not who gets it: a name or a text" },
    { "decision", "string", false,
      "of the offered service: true, or { offered: true }; \"offer\"" },
    { 0 },
};
static const struct task_field none[] = { { 0 } };

const struct task_type offer_tasks[] = {
    { .name = "offer.make",
      .help = "Has a service's own rules say whom it is offered to, and offers it to them",
      .in = make_in, .out = none,
      .may = "Every process; the rules read what the offered service may read (registers/ID.yaml, "
      "access), and each look at a person is traced.", .fn = task_make },
    { 0 },
};
/* clang-format on */
