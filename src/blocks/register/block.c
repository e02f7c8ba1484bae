/* The rows of this block. */
#include "act/mine.h"
#include "blocks/register/own.h"
#include "blocks/register/store.h"

/* The entry of who is signed in, as it stands; what the register keeps from everybody is not in it.
 */
static err record_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_record row;
    struct record rec = { 0 };
    val_builder b = val_build(w->a);

    if (!w->who.person)
        return OK;
    TRY(q_record(w->db, w->who.person, &row));
    const struct registry *r = row.found ? site_register(w->site, row.registry) : NULL;
    if (r)
        TRY(record_open(w->a, w->db, r, w->who.person, &w->person_key, &rec));
    if (!rec.found)
        return OK;
    val_put(&b, S("register"), val_str(r->id));
    val_put(&b, S("fields"), rec.fields);
    val_put(&b, S("since"), rec.since);
    val_put(&b, S("source"), rec.source);
    mine_json(m, S("record.json"), val_done(&b));
    mine_part(m, W_identity_mine_record, 1, W_identity_mine_record_stays);
    return OK;
}

const struct block block_register = {
    .name = "register", .tasks = register_tasks, .seed = register_seed, .mine = record_mine
};
