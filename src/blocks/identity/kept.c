/* What an account keeps to be offered again (kept.h). */
#include "blocks/identity/kept.h"

#include "blocks/identity/own.h"

#define KEPT_SEAL "account.kept"

static err kept_event(act *a, const char *type, const char *kind)
{
    struct event e = { .type = type,
                       .kind = SUBJECT_ACCOUNT,
                       .subject = a->who.account,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("kind"), val_str(str_z(kind))) };

    return event_add(a, &e);
}

err account_keep(act *a, const char *kind, str value, bool *changed, bool *replaced)
{
    struct data_key key;
    struct q_kept_of had;
    int64_t n;

    *changed = *replaced = false;
    TRY(key_get(a, SUBJECT_ACCOUNT, a->who.account, &key));
    TRY(q_kept_of(a->db, a->who.account, str_z(kind), 1, &had));
    if (had.n && !had.v[0].ended) {
        val v;
        TRY(key_open(a->a, &key, KEPT_SEAL, had.v[0].value, &v));
        if (str_eq(val_text(v), value))
            return OK;
        *replaced = true;
    }
    TRY(q_kept_end(a->db, a->who.account, str_z(kind), a->now.ms, &n));
    TRY(q_kept_add(
        a->db, &(struct q_kept_add_in){ .id = act_id(a),
                                        .account = a->who.account,
                                        .kind = str_z(kind),
                                        .value = key_seal(a->a, &key, KEPT_SEAL, val_str(value)),
                                        .at = a->now.ms }));
    *changed = true;
    return kept_event(a, "account.kept", kind);
}

err account_keep_end(act *a, const char *kind, int64_t *n)
{
    TRY(q_kept_end(a->db, a->who.account, str_z(kind), a->now.ms, n));
    return *n ? kept_event(a, "account.kept_ended", kind) : OK;
}

err account_kept_of(struct web *w, const char *kind, const struct account_kept **out, size_t *n)
{
    struct q_kept_of all = { 0 };

    *n = 0;
    *out = NULL;
    if (!w->who.account)
        return OK;
    TRY(q_kept_of(w->db, w->who.account, str_z(kind), KEPT_MOST, &all));
    if (all.n)
        TRY(web_own_keys(w));
    struct account_kept *k = ARENA_ARRAY(w->a, struct account_kept, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val v;
        TRY(key_open(w->a, &w->account_key, KEPT_SEAL, all.v[i].value, &v));
        k[i] = (struct account_kept){ val_text(v), { all.v[i].made }, all.v[i].ended };
    }
    *out = k;
    *n = all.n;
    return OK;
}

err account_kept_now(struct web *w, const char *kind, str *out)
{
    const struct account_kept *k;
    size_t n;

    *out = S("");
    TRY(account_kept_of(w, kind, &k, &n));
    if (n && !k[0].ended)
        *out = k[0].value;
    return OK;
}

err account_kept_mine(struct web *w, val_builder *b)
{
    const struct account_kept *k;
    size_t n;

    TRY(account_kept_of(w, KEPT_IBAN, &k, &n));
    val *list = ARENA_ARRAY(w->a, val, n + 1);
    for (size_t i = 0; i < n; i++) {
        val_builder one = val_build(w->a);
        val_put(&one, S("kind"), VAL_S(KEPT_IBAN));
        val_put(&one, S("value"), val_str(k[i].value));
        val_put(&one, S("since"), val_datetime_utc(w->a, k[i].made));
        if (k[i].ended)
            val_put(&one, S("until"), val_datetime_utc(w->a, (instant){ k[i].ended }));
        list[i] = val_done(&one);
    }
    val_put(b, S("kept"), val_list(list, n));
    return OK;
}
