/* The acts of the house itself: taking and ending work of the outbox. */
#include "act/job.h"
#include "act/store.h"
#include "act/writer_own.h"

/* What the job needs to open the payload: a ticket, traced by the row itself. */
static err take(act *a, val in, val *out)
{
    struct q_outbox_row row;
    int64_t id = val_get_i64(in, S("id"), 0);

    TRY(q_outbox_row(a->db, id, &row));
    if (!row.found || row.state != 0)
        return refuse_with(a, W_act_work_gone, NULL, val_null(), 409);
    struct data_key subject = { .kind = (enum subject_kind)row.subject_kind, .id = row.subject };
    *out = row.subject_kind == SUBJECT_NONE ? val_null()
                                            : val_str(ticket_for(a, &subject, 1, id, "outbox"));
    return OK;
}

static err end(act *a, val in, val *out)
{
    int64_t n;

    *out = val_null();
    return q_outbox_end(a->db, val_get_i64(in, S("id"), 0), val_get_bool(in, S("given_up")) ? 2 : 1,
                        val_get_text(in, S("note")).p ? val_get_text(in, S("note")) : S(""), &n);
}

static err later(act *a, val in, val *out)
{
    int64_t n;

    *out = val_null();
    return q_outbox_later(a->db, val_get_i64(in, S("id"), 0), val_get_i64(in, S("due"), 0),
                          val_get_text(in, S("note")), &n);
}

err outbox_end(act *a, int64_t id)
{
    int64_t n;

    return id ? q_outbox_end(a->db, id, 1, S(""), &n) : OK;
}

/* clang-format off */
static const struct act_field take_fields[] = { { "id", F_INT, 0, true }, { 0 } };
static const struct act_field end_fields[] = {
    { "id", F_INT, 0, true }, { "given_up", F_BOOL, 0, false }, { "note", F_TEXT, 500, false },
    { 0 },
};
static const struct act_field later_fields[] = {
    { "id", F_INT, 0, true }, { "due", F_INT, 0, true }, { "note", F_TEXT, 500, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "outbox.take", .fn = take, .class = TELEMETRY, .who = WHO_JOB, .key = "id",
      .fields = take_fields },
    { .name = "outbox.end", .fn = end, .class = WORKING, .who = WHO_JOB, .key = "id",
      .fields = end_fields },
    { .name = "outbox.later", .fn = later, .class = TELEMETRY, .who = WHO_JOB, .key = "id",
      .fields = later_fields },
    { 0 },
};
/* clang-format on */

const struct block block_house = { .name = "house", .acts = acts };
