/* What this block offers to processes. */
#include "blocks/register/change.h"
#include "blocks/register/own.h"

err task_registry(act *a, struct task_call *t, const struct registry **r)
{
    *r = site_register(a->site, val_get_text(t->in, S("register")));
    return *r ? OK : refuse(a, W_register_unknown, "register");
}

err task_allowed(act *a, const struct task_call *t, const struct registry *r, enum reg_right right,
                 str name)
{
    const struct service *v = site_service(a->site, t->service);

    if (v && register_may(r, S(""), v->id, v->purpose, right, name))
        return OK;
    return refuse_with(a, W_register_not_allowed, NULL, val_null(), 403);
}

static err may_write_all(act *a, const struct task_call *t, const struct registry *r, val set)
{
    for (uint32_t i = 0; set.tag == V_CONTEXT && i < set.c->n; i++)
        TRY(task_allowed(a, t, r, REG_WRITE, set.c->e[i].key));
    return OK;
}

static val given(val in, const char *name)
{
    return val_get(in, str_z(name));
}

static err task_write(act *a, struct task_call *t)
{
    const struct registry *r;
    val set = given(t->in, "set"), valid = given(t->in, "valid"), fields;
    val_builder clean = val_build(a->a), out = val_build(a->a);
    int64_t id = val_get_i64(t->in, S("id"), 0);

    TRY(task_registry(a, t, &r));
    TRY(may_write_all(a, t, r, set));
    for (uint32_t i = 0; set.tag == V_CONTEXT && i < set.c->n; i++)
        if (id || !val_is_null(set.c->e[i].value))
            val_put(&clean, set.c->e[i].key, set.c->e[i].value);
    struct record_change c = { .r = r,
                               .id = id,
                               .set = val_done(&clean),
                               .source = t->case_number,
                               .authority = t->authority,
                               .valid = valid.tag == V_DATE ? (day){ valid.m } : a->today,
                               .ground = given(t->in, "ground") };
    TRY(record_write(a, &c, &id, &fields));
    val_put(&out, S("id"), val_int(id));
    val_put(&out, S("key"), val_get(fields, r->key));
    val_put(&out, S("fields"), fields);
    *t->out = val_done(&out);
    return OK;
}

static err task_relate(act *a, struct task_call *t)
{
    const struct registry *r;
    str name = val_get_text(t->in, S("relation"));
    val valid = given(t->in, "valid");
    int64_t from = val_get_i64(t->in, S("from"), 0), to = val_get_i64(t->in, S("to"), 0);

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(task_allowed(a, t, r, REG_RELATE, name));
    if (!from || !to)
        return OK; /* nobody known on one side: nothing to relate */
    return record_relate(a, r, name, from, to, valid.tag == V_DATE ? (day){ valid.m } : a->today,
                         t->case_number);
}

static struct register_reader reader_of(act *a, const struct task_call *t)
{
    return (struct register_reader){ .service = site_service(a->site, t->service),
                                     .office = t->authority,
                                     .case_id = t->case_id,
                                     .case_number = t->case_number };
}

/* Names of fields that somebody says are wrong: a rule may want to wait. */
static err disputes_of(act *a, int64_t id, val_builder *out)
{
    const struct disputed *d;
    val names = val_list(NULL, 0);
    size_t n = 0;

    if (id)
        TRY(record_disputed(a->db, a->a, id, &d, &n));
    for (size_t i = 0; i < n; i++)
        names = val_append(a->a, names, val_str(d[i].field));
    val_put(out, S("disputed"), names);
    return OK;
}

static err task_find(act *a, struct task_call *t)
{
    const struct registry *r;
    str name = val_get_text(t->in, S("field"));
    val value = given(t->in, "value");
    val_builder out = val_build(a->a);
    struct q_mark_find hit = { 0 };
    struct register_reader k = reader_of(a, t);
    val fields = val_null();
    str mark;

    TRY(task_registry(a, t, &r));
    const struct reg_field *f = register_field(r, name.n ? name : r->key);
    if (!f)
        return refuse(a, W_register_unknown, "field");
    TRY(task_allowed(a, t, r, REG_READ, f->name));
    int64_t id = val_get_i64(t->in, S("id"), 0);
    if (!id && !val_is_null(value)) {
        TRY(mark_of(a, r, f, value, &mark));
        TRY(q_mark_find(a->db, r->id, f->mark, mark, 2, &hit));
        id = hit.n == 1 ? hit.v[0].id : 0;
    }
    if (id)
        TRY(register_seen(a, &k, r, id, &fields));
    val_put(&out, S("found"), val_bool(!val_is_null(fields)));
    val_put(&out, S("id"), val_is_null(fields) ? val_null() : val_int(id));
    val_put(&out, S("fields"), fields);
    TRY(disputes_of(a, id, &out));
    *t->out = val_done(&out);
    return OK;
}

/* Whom or what a record has to do with, as the register knows it. */
static err task_related(act *a, struct task_call *t)
{
    const struct registry *r;
    struct register_reader k = reader_of(a, t);
    int64_t id = val_get_i64(t->in, S("id"), 0);
    val list = val_list(NULL, 0);

    TRY(task_registry(a, t, &r));
    if (id)
        TRY(register_related(a, &k, r, id, val_get_text(t->in, S("relation")), &list));
    *t->out = val_with(a->a, val_null(), S("records"), list);
    return OK;
}

/* What is looked for: one value, or several. */
static val sought(const struct task_call *t)
{
    val values = given(t->in, "values");

    return val_is_null(values) ? given(t->in, "value") : values;
}

static err task_list(act *a, struct task_call *t)
{
    const struct registry *r;
    struct register_reader k = reader_of(a, t);
    int64_t most = val_get_i64(t->in, S("most"), REGISTER_LIST_MAX);
    val_builder out = val_build(a->a);
    val list;
    bool more;

    TRY(task_registry(a, t, &r));
    TRY(register_list(a, &k, r, val_get_text(t->in, S("field")), sought(t),
                      most > 0 ? (size_t)most : 0, &list, &more));
    val_put(&out, S("records"), list);
    val_put(&out, S("more"), val_bool(more));
    *t->out = val_done(&out);
    return OK;
}

static err task_count(act *a, struct task_call *t)
{
    const struct registry *r;
    struct register_reader k = reader_of(a, t);
    int64_t count;

    TRY(task_registry(a, t, &r));
    TRY(register_count(a, &k, r, val_get_text(t->in, S("field")), sought(t),
                       val_get_i64(t->in, S("before"), 0), &count));
    *t->out = val_with(a->a, val_null(), S("count"), val_int(count));
    return OK;
}

static err task_number(act *a, struct task_call *t)
{
    str number;

    TRY(number_next(a, str_zdup(a->a, val_get_text(t->in, S("scheme"))),
                    (unsigned)day_ymd(a->today).year, &number));
    *t->out = val_with(a->a, val_null(), S("number"), val_str(number));
    return OK;
}

/* clang-format off */
static const struct task_field none[] = { { 0 } };
static const struct task_field write_in[] = {
    { "register", "string", true, "id of the register" },
    { "id", "number", false, "record to change; without it a new one" },
    { "set", "context", true, "fields and their values; null removes" },
    { "valid", "date", false, "true from that day; today" },
    { "ground", "", false, "why, for the history: a text, or one for each language" }, { 0 },
};
static const struct task_field write_out[] = {
    { "id", "number", true, "the record" }, { "key", "", true, "value of its key field" },
    { "fields", "context", true, "all fields after the change" }, { 0 },
};
static const struct task_field relate_in[] = {
    { "register", "string", true, "id of the register" },
    { "relation", "string", true, "name of the relation" },
    { "from", "number", false, "record; null does nothing" },
    { "to", "number", false, "record; null does nothing" },
    { "valid", "date", false, "from that day; today" }, { 0 },
};
static const struct task_field unrelate_in[] = {
    { "register", "string", true, "id of the register" },
    { "relation", "string", true, "name of the relation" },
    { "from", "number", false, "record; null does nothing" },
    { "to", "number", false, "record; null ends the relation to all" }, { 0 },
};
static const struct task_field dispute_in[] = {
    { "register", "string", true, "id of the register" },
    { "id", "number", false, "record; null does nothing" },
    { "field", "string", true, "the field whose value is said to be wrong" }, { 0 },
};
static const struct task_field settle_in[] = {
    { "outcome", "string", true, "how it ended, as a word of the process, e.g. corrected" }, { 0 },
};
static const struct task_field annul_in[] = {
    { "register", "string", true, "id of the register" }, { "id", "number", true, "the record" },
    { "ground", "", false, "why: a text, or one for each language" }, { 0 },
};
static const struct task_field seal_in[] = {
    { "register", "string", true, "id of the register" }, { "id", "number", true, "the record" },
    { 0 },
};
/* clang-format on */
#define CHANGE_MAY                                                                                 \
    "The register gives the service `write` on the field (registers/ID.yaml, access)."
#define WHOLE_MAY                                                                                  \
    "The register gives the service `write` on all fields, `\"*\"` (registers/ID.yaml, access)."
/* clang-format off */
static const struct task_field find_in[] = {
    { "register", "string", true, "id of the register" },
    { "field", "string", false, "field to look by; its key" },
    { "value", "", false, "value to look for; null finds nothing" },
    { "id", "number", false, "record known already" }, { 0 },
};
static const struct task_field find_out[] = {
    { "found", "boolean", true, "exactly one record has the value" },
    { "id", "number", true, "the record, or null" },
    { "fields", "context", true, "what the service may read of it, or null" },
    { "disputed", "list", true, "names of fields that somebody says are wrong" }, { 0 },
};
static const struct task_field list_in[] = {
    { "register", "string", true, "id of the register" },
    { "field", "string", false, "field to look by; its key" },
    { "value", "", false, "value to look for; null finds nothing" },
    { "values", "list", false, "or several: records that have any of them" },
    { "most", "number", false, "how many at most; 200" }, { 0 },
};
static const struct task_field list_out[] = {
    { "records", "list", true,
      "a list of { id, fields, since }: what the service may read, and since when" },
    { "more", "boolean", true, "there are others" }, { 0 },
};
static const struct task_field count_in[] = {
    { "register", "string", true, "id of the register" },
    { "field", "string", false, "field to look by; its key" },
    { "value", "", false, "value to look for; null finds nothing" },
    { "values", "list", false, "or several: records that have any of them" },
    { "before", "number", false, "count only records entered before that one" }, { 0 },
};
static const struct task_field count_out[] = {
    { "count", "number", true, "how many records have such a value" }, { 0 },
};
static const struct task_field related_in[] = {
    { "register", "string", true, "id of the register" },
    { "relation", "string", true, "name of the relation, e.g. parent-of gives children" },
    { "id", "number", false, "whose; null has none" }, { 0 },
};
static const struct task_field related_out[] = {
    { "records", "list", true, "a list of { id, since, fields }: what the service may read" },
    { 0 },
};
static const struct task_field follow_in[] = {
    { "register", "string", true, "id of the register" },
    { "names", "", true, "the field or relation of interest, or a list of them" },
    { "ids", "", false, "the record, or a list of them" },
    { "field", "string", false, "or entries, also new ones, that have a value in this field" },
    { "values", "", false, "that value, or a list of them" }, { 0 },
};
static const struct task_field law_in[] = {
    { "decision", "string", true, "of the service: all that its model reads of the law" }, { 0 },
};
static const struct task_field number_in[] = {
    { "scheme", "string", true, "number scheme of the site" }, { 0 },
};
static const struct task_field number_out[] = { { "number", "string", true, "given once" }, { 0 } };

const struct task_type register_tasks[] = {
    { .name = "register.write", .help = "Writes a new record, or a new version of one",
      .in = write_in, .out = write_out,
      .may = "The register gives the service `write` on each field that is set (registers/ID.yaml, "
      "access).", .fn = task_write },
    { .name = "register.relate", .help = "Enters a relation between two records", .in = relate_in,
      .out = none,
      .may = "The register gives the service `relate` on the relation (registers/ID.yaml, access).",
      .fn = task_relate },
    { .name = "register.find", .help = "Finds a record by the value of a field", .in = find_in,
      .out = find_out,
      .may = "The register gives the service `read` on the field looked by and on each field given "
      "back; each look at a person is traced.", .fn = task_find },
    { .name = "register.list",
      .help = "The records that have a value, or one of several, in a field", .in = list_in,
      .out = list_out,
      .may = "The register gives the service `read` on the field looked by and on each field given "
      "back; each look at a person is traced. Protected records are left out.", .fn = task_list },
    { .name = "register.count", .help = "How many records have a value; none is opened",
      .in = count_in, .out = count_out,
      .may = "The register gives the service `read` on the field looked by (registers/ID.yaml, "
      "access).", .fn = task_count },
    { .name = "register.related", .help = "The records that one has a relation to, as of today",
      .in = related_in, .out = related_out,
      .may = "The register gives the service `read` on the relation and on each field given back "
      "(registers/ID.yaml, access); each look at a person is traced. Protected records are left "
      "out.", .fn = task_related },
    { .name = "register.follow",
      .help = "The case is told by the message register.changed when these entries change; what "
      "the step said before is void",
      .in = follow_in, .out = none,
      .may = "The register gives the service `read` on each name and on the field looked by "
      "(registers/ID.yaml, access); nothing is opened.", .fn = task_follow },
    { .name = "register.unfollow", .help = "The case is told of no change any more", .in = none,
      .out = none, .may = "Every process, for its own case.", .fn = task_unfollow },
    { .name = "law.follow",
      .help = "The case is told by the message register.changed when a parameter of the law that "
      "a decision reads has another value",
      .in = law_in, .out = none, .may = "Every process, for a decision of its own service.",
      .fn = task_follow_law },
    { .name = "number.next", .help = "Draws the next number of a scheme", .in = number_in,
      .out = number_out, .may = "Every process; the scheme stands in site.yaml (numbers).",
      .fn = task_number },
    { .name = "register.dispute", .help = "Marks a value as disputed while the case runs",
      .in = dispute_in, .out = none, .may = CHANGE_MAY, .fn = task_dispute },
    { .name = "register.settle", .help = "Ends the disputes of the case", .in = settle_in,
      .out = none, .may = "Every process, for its own case.", .fn = task_settle },
    { .name = "register.unrelate", .help = "Ends a relation between two records", .in = unrelate_in,
      .out = none,
      .may = "The register gives the service `relate` on the relation (registers/ID.yaml, access).",
      .fn = task_unrelate },
    { .name = "register.annul",
      .help = "Annuls an entry that was made in error; its key is never given again",
      .in = annul_in, .out = none, .may = WHOLE_MAY, .fn = task_annul },
    { .name = "register.seal", .help = "Seals the former versions of an entry", .in = seal_in,
      .out = none, .may = WHOLE_MAY, .fn = task_seal },
    { 0 },
};
/* clang-format on */
