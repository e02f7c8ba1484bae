/* Two entries become one, and two again: values chosen field by field, relations and account of
 * the one go to the other, everybody concerned is told. */
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/quality/own.h"

str pick_of(str picks, str field)
{
    str rest = picks, one, name, side;

    while (str_next(&rest, ' ', &one))
        if (str_cut(one, ':', &name, &side) && str_eq(name, field))
            return side;
    return S("");
}

static str source_of(act *a, const struct q_pair *p)
{
    return str_fmt(a->a, "merge-%lld", (long long)p->id);
}

static int64_t gone_of(const struct q_pair *p)
{
    return p->keeps == p->low ? p->high : p->low;
}

/* ---- people are told ---- */

static err told(act *a, int64_t account, int64_t person, enum word_id subject, enum word_id body)
{
    struct notice n = { .account = account,
                        .word_subject = subject,
                        .word_body = body,
                        .data = val_null(),
                        .case_number = S(""),
                        .path = S("/account/entry") };

    if (account)
        return notify_send(a, &n);
    return a->boot->ports.post
               ? a->boot->ports.post->letter(a, person, S(""), subject, body, val_null())
               : OK;
}

/* The account of the one that is superseded is the other's, unless that has one of its own. */
static err account_moves(act *a, int64_t gone, int64_t stays, const char *how, int64_t *moved)
{
    int64_t had;

    TRY(identity_account_of(a->db, stays, &had));
    TRY(identity_unlink(a, gone, how, moved));
    return *moved && !had ? identity_link(a, *moved, stays, how) : OK;
}

static err merged_told(act *a, int64_t stays, int64_t moved)
{
    int64_t account;

    TRY(identity_account_of(a->db, stays, &account));
    TRY(told(a, account, stays, W_quality_merged_subject, W_quality_merged_body));
    return moved && moved != account
               ? told(a, moved, stays, W_quality_merged_subject, W_quality_merged_other_body)
               : OK;
}

/* ---- merging ---- */

static val kept_pack(arena *a, const struct merge_kept *k)
{
    val_builder b = val_build(a);

    val_put(&b, S("before"), k->before);
    val_put(&b, S("after"), k->after);
    val_put(&b, S("moved"), k->moved);
    val_put(&b, S("account"), val_int(k->account));
    return val_done(&b);
}

err merge_open(arena *a, const struct data_key *key, str body, struct merge_kept *out)
{
    val v;

    TRY(key_open(a, key, "record.merge", body, &v));
    *out = (struct merge_kept){ val_get(v, S("before")), val_get(v, S("after")),
                                val_get(v, S("moved")), val_get_i64(v, S("account"), 0) };
    return OK;
}

/* The values that were chosen of the other one; a protected entry never loses its protection. */
static val chosen(act *a, const struct registry *r, const struct q_pair *p, val stays, val gone)
{
    str other = p->keeps == p->low ? S("high") : S("low");
    val_builder b = val_build(a->a);

    for (size_t i = 0; i < r->n_fields; i++) {
        str name = r->fields[i].name;
        val theirs = val_get(gone, name);
        bool shield = str_eq(name, S("protected")) && val_is_true(theirs);
        if (val_equal(theirs, val_get(stays, name)) ||
            (!shield && !str_eq(pick_of(p->picks, name), other)))
            continue;
        val_put(&b, name, theirs);
    }
    return val_done(&b);
}

static err write_in(act *a, const struct registry *r, int64_t id, val set, str source, str ground)
{
    struct record_change c = { .r = r,
                               .id = id,
                               .set = set,
                               .valid = a->today,
                               .source = source,
                               .authority = r->owner,
                               .ground = val_str(ground) };

    return val_count(set) ? record_write(a, &c, &id, NULL) : OK;
}

err pair_merge(act *a, const struct registry *r, const struct q_pair *p, str ground)
{
    int64_t gone = gone_of(p);
    struct merge_kept k = { 0 };
    struct record now = { 0 };
    struct data_key key;
    val theirs;

    TRY(record_whole(a, r, p->keeps, &k.before));
    TRY(record_whole(a, r, gone, &theirs));
    val set = chosen(a, r, p, k.before, theirs);
    TRY(record_supersede(a, r, gone, p->keeps, source_of(a, p), &k.moved));
    TRY(write_in(a, r, p->keeps, set, source_of(a, p), ground));
    TRY(record_whole(a, r, p->keeps, &k.after));
    TRY(record_opened(a, r, p->keeps, &now));
    TRY(account_moves(a, gone, p->keeps, "merged", &k.account));
    TRY(key_get(a, SUBJECT_PERSON, p->keeps, &key));
    struct q_merge_put_in in = { .pair = p->id,
                                 .stays = p->keeps,
                                 .gone = gone,
                                 .version = now.version,
                                 .at = a->now.ms,
                                 .body =
                                     key_seal(a->a, &key, "record.merge", kept_pack(a->a, &k)) };
    TRY(q_merge_put(a->db, &in));
    TRY(findings_look(a, r, gone, val_null()));
    return merged_told(a, p->keeps, k.account);
}

/* ---- undoing ---- */

/* What the merge changed goes back; what was changed since goes where it was decided. */
static void divide(act *a, const struct registry *r, const struct q_pair *p,
                   const struct merge_kept *k, val now, val *stays, val *gone)
{
    val_builder s = val_build(a->a), g = val_build(a->a);

    for (size_t i = 0; i < r->n_fields; i++) {
        str name = r->fields[i].name;
        val before = val_get(k->before, name), after = val_get(k->after, name),
            is = val_get(now, name);
        bool since = !val_equal(is, after), other = str_eq(pick_of(p->picks, name), S("other"));
        if (since && other)
            val_put(&g, name, is);
        if ((!since && !val_equal(before, is)) || (since && other))
            val_put(&s, name, before);
    }
    *stays = val_done(&s);
    *gone = val_done(&g);
}

static err account_returns(act *a, int64_t account, int64_t stays, int64_t gone)
{
    int64_t linked = 0, ended, other = 0;

    if (!account)
        return OK;
    TRY(identity_person(a->db, account, &linked));
    TRY(identity_account_of(a->db, gone, &other));
    if (other || (linked && linked != stays))
        return OK; /* it found another entry meanwhile */
    if (linked)
        TRY(identity_unlink(a, stays, "unmerged", &ended));
    return identity_link(a, account, gone, "unmerged");
}

static err undone_told(act *a, int64_t person)
{
    int64_t account;

    TRY(identity_account_of(a->db, person, &account));
    return told(a, account, person, W_quality_undone_subject, W_quality_undone_body);
}

err pair_undo(act *a, const struct registry *r, const struct q_pair *p, str ground)
{
    struct merge_kept k;
    struct q_merge m;
    struct data_key key;
    val now, stays, gone;

    TRY(q_merge(a->db, p->id, &m));
    if (!m.found)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(key_get(a, SUBJECT_PERSON, m.stays, &key));
    TRY(merge_open(a->a, &key, m.body, &k));
    TRY(record_whole(a, r, m.stays, &now));
    divide(a, r, p, &k, now, &stays, &gone);
    TRY(record_restore(a, r, m.gone, m.stays, source_of(a, p), k.moved));
    TRY(write_in(a, r, m.stays, stays, source_of(a, p), ground));
    TRY(write_in(a, r, m.gone, gone, source_of(a, p), ground));
    TRY(account_returns(a, k.account, m.stays, m.gone));
    TRY(q_merge_end(a->db, p->id));
    TRY(record_due(a, r, m.gone));
    TRY(undone_told(a, m.stays));
    return undone_told(a, m.gone);
}
