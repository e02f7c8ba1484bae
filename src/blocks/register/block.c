/* The rows of this block. */
#include "act/mine.h"
#include "blocks/register/change.h"
#include "blocks/register/names.h"
#include "blocks/register/own.h"
#include "blocks/register/store.h"

/* What stood there before, as far as it is open to the person. */
static err history_mine(struct mine *m, const struct registry *r, const struct record *rec)
{
    struct web *w = m->w;
    const struct record_step *all;
    bool open = register_unseals_own(r, rec->fields, w->today);
    val list = val_list(NULL, 0);
    size_t n;

    TRY(record_history(w->a, w->db, r, rec->id, &w->person_key, &all, &n));
    for (size_t i = 0; i < n; i++) {
        val_builder b = val_build(w->a);
        if (all[i].sealed && !open)
            continue;
        val_put(&b, S("recorded"), val_str(instant_str(w->a, all[i].at)));
        val_put(&b, S("valid"), val_day(all[i].valid));
        val_put(&b, S("source"), val_str(all[i].source));
        val_put(&b, S("ground"), all[i].ground);
        val_put(&b, S("changed"), all[i].now);
        list = val_append(w->a, list, val_done(&b));
    }
    mine_json(m, S("record-history.json"), list);
    return OK;
}

/* The entry of who is signed in, as it stands, and its versions; what the register keeps from
 * everybody, and what is sealed for them, is not in it. */
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
    if (m->whole)
        TRY(history_mine(m, r, &rec));
    mine_part(m, W_identity_mine_record, 1, W_identity_mine_record_stays);
    return OK;
}

const struct block block_register = { .name = "register",
                                      .acts = register_acts,
                                      .routes = register_routes,
                                      .jobs = register_jobs,
                                      .boot = names_boot,
                                      .tasks = register_tasks,
                                      .seed = register_seed,
                                      .mine = record_mine,
                                      .verify = register_verify };
