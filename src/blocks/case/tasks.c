/* What this block offers to processes. */
#include "blocks/case/appeal.h"
#include "blocks/identity/identity.h"

/* "case.party": a person the case is about, known to a register; keeps their family off it and
 * shows them who looked. */
static err task_party(act *a, struct task_call *t)
{
    int64_t person = val_get_i64(t->in, S("person"), 0);
    str part = val_get_text(t->in, S("part"));

    *t->out = val_null();
    return person && part.n ? q_party_add(a->db, t->case_id, person, part) : OK;
}

/* "case.signed": the signatures that stand now, by party, each as the person whose account signed;
 * who is linked to no person proves nothing to a register and is left out. */
static err task_signed(act *a, struct task_call *t)
{
    struct q_signatures all;
    val_builder b = val_build(a->a);

    TRY(q_signatures(a->db, t->case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        int64_t person = 0;
        if (!all.v[i].party.n || all.v[i].fell || !all.v[i].account)
            continue;
        TRY(identity_person(a->db, all.v[i].account, &person));
        if (person)
            val_add(&b, all.v[i].party, val_int(person));
    }
    *t->out = val_with(a->a, val_null(), S("signatures"), val_done(&b));
    return OK;
}

/* "case.twins": other cases about what seems to be the same matter, as a list of numbers: a hint to
 * a person. */
static err task_hints(act *a, struct task_call *t)
{
    struct q_marked m;
    val list = val_list(NULL, 0);

    TRY(q_marked(a->db, t->case_id, &m));
    for (size_t i = 0; i < m.n; i++)
        list = val_append(a->a, list, val_str(m.v[i].number));
    *t->out = val_with(a->a, val_null(), S("others"), list);
    return OK;
}

/* "case.decide": the decision falls here, and the process runs on: what is granted is in force. */
static err task_decide(act *a, struct task_call *t)
{
    str outcome = str_trim(val_get_text(t->in, S("outcome")));
    struct q_case c;
    val_builder b = val_build(a->a);

    *t->out = val_null();
    TRY(q_case(a->db, t->case_id, S(""), &c));
    if (!c.found || !outcome.n)
        return refuse(a, W_case_outcome_missing, "outcome");
    /* a question that is with the applicant stays with them */
    str state = str_eq(c.state, S(CASE_WAITING)) ? c.state : S(CASE_IN_FORCE);
    TRY(q_case_outcome(a->db, c.id, state, outcome, a->now.ms));
    topic_publish(a, str_fmt(a->a, "case/%lld", (long long)c.id));
    val_put(&b, S("outcome"), val_str(outcome));
    val_put(&b, S("element"), val_str(str_z(t->element)));
    val_put(&b, S("runs"), val_bool(true));
    return case_event(a, &c, "case.decided", val_done(&b));
}

/* clang-format off */
static const struct task_field decide_in[] = {
    { "outcome", "string", true, "how it was decided, as a word of the process, e.g. granted" },
    { 0 },
};
static const struct task_field party_in[] = {
    { "person", "number", false, "record of the person register; null does nothing" },
    { "part", "string", true, "what the person is in the case, e.g. applicant, other_parent" },
    { 0 },
};
static const struct task_field none[] = { { 0 } };
static const struct task_field signed_out[] = {
    { "signatures", "context", true, "records of the person register, by the party that signed" },
    { 0 },
};
static const struct task_field hints_out[] = {
    { "others", "list", true, "numbers of cases with the same marks" }, { 0 },
};

static const struct task_field tell_in[] = {
    { "message", "string", true, "its name: of a message that the other case's model waits for" },
    { "data", "context", false, "what it brings: variables of the other case's process" }, { 0 },
};
static const struct task_field tell_out[] = {
    { "heard", "boolean", true,
      "whether something waited for it, or a process begins with it where the case had ended" },
    { 0 },
};
static const struct task_field suspend_in[] = {
    { "suspends", "boolean", true, "whether the case appealed against stands still from now on" },
    { 0 },
};
static const struct task_field bind_in[] = {
    { "code", "string", false, "what the code of the decision's letter holds" }, { 0 },
};
static const struct task_field bind_out[] = {
    { "appealed", "context", true,
      "number, service, title, office, office_name, outcome, decided, delivered, until, late, own, "
      "held" },
    { 0 },
};

const struct task_type case_tasks[] = {
    { .name = "appeal.bind", .help = "Binds an appeal on paper to the case that it is against",
      .in = bind_in, .out = bind_out, .errors = "unknown",
      .may = "Every process; the code of a letter that tells a decision (service.yaml, outputs, "
      "appeal) names the case.", .fn = task_bind },
    { .name = "appeal.suspend", .help = "Has the case appealed against stand still, or go on",
      .in = suspend_in, .out = none,
      .may = "A process of an appeal that runs, for the case that it is against.",
      .fn = task_suspend },
    { .name = "appeal.tell", .help = "Tells the case appealed against what was decided",
      .in = tell_in, .out = tell_out,
      .may = "A process of an appeal that runs, for the case that it is against; that service's "
      "own process says what follows.", .fn = task_tell },
    { .name = "case.party", .help = "Names a person whom the case is about", .in = party_in,
      .out = none, .may = "Every process, for its own case.", .fn = task_party },
    { .name = "case.decide", .help = "Decides the case while its process runs on", .in = decide_in,
      .out = none,
      .may = "Every process, for its own case; the applicant sees what was decided and by which "
      "rules.", .fn = task_decide },
    { .name = "case.duplicates", .help = "Finds cases that may be about the same matter",
      .in = none, .out = hints_out,
      .may = "Every process, for its own case; numbers alone are given, no answers.",
      .fn = task_hints },
    { .name = "case.signed", .help = "Says whose signatures stand now", .in = none,
      .out = signed_out,
      .may = "Every process, for its own case; who has taken a signature back, or is linked to no "
      "person, is not named.", .fn = task_signed },
    { 0 },
};
/* clang-format on */
