/* Certificates are renewed before they end; what changed stands in the log, and who has to do
 * something is told. */
#include "act/store.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/oversight/authority.h"
#include "os/log.h"
#include "os/zone.h"

enum { AUTHORITY = 40, CRL_WORRY_DAYS = 14 }; /* of the house's own subjects; days left of a list */
#define DAY_MS INT64_C(86400000)
#define ROW S("authority")

/* Days of notice: a root has to be handed out, so it is told of long before; the others renew
 * themselves, so that they end is a fault. */
static int level_of(enum cert_kind kind, int64_t days)
{
    static const int all[] = { 0, 7, 14, 30, 90, 180, 365, 730 };
    int most = kind == CERT_ROOT ? 730 : kind == CERT_ISSUING ? 180 : 30;

    FOR_EACH(all, l)
        if (*l <= most && days <= *l)
            return *l;
    return -1;
}

bool authority_worry(const struct authority *au, instant now, struct authority_worry *out)
{
    bool any = false;

    for (int k = 0; k < CERT_KINDS; k++) {
        const struct authority_cert *c = authority_now(au, (enum cert_kind)k);
        if (!c)
            continue;
        int64_t left = (c->to.ms - now.ms) / DAY_MS, list = c->crl_at.ms + 30 * DAY_MS;
        int level = level_of(c->kind, MAX(left, 0));
        if (level >= 0 && (!any || c->to.ms < out->to.ms)) {
            *out = (struct authority_worry){ c->kind, c->serial, c->to, false, level };
            any = true;
        }
        if (c->crl.n && list - now.ms < CRL_WORRY_DAYS * DAY_MS && (!any || list < out->to.ms)) {
            *out = (struct authority_worry){ c->kind, c->serial, { list }, true, 14 };
            any = true;
        }
    }
    return any;
}

/* ---- what is known already ---- */

static val seen_val(arena *a, const struct keeper_public *keys)
{
    const struct authority *au = &keys->authority;
    val *certs = ARENA_ARRAY(a, val, au->n + 1), *revoked = ARENA_ARRAY(a, val, au->n_revoked + 1);
    val_builder b = val_build(a);

    for (size_t i = 0; i < au->n; i++)
        certs[i] = val_str(str_fmt(a, "%.*s %.*s", STR_ARG(cert_kind_text(au->certs[i].kind)),
                                   STR_ARG(au->certs[i].serial)));
    for (size_t i = 0; i < au->n_revoked; i++)
        revoked[i] = val_str(au->revoked[i].serial);
    val_put(&b, S("certificates"), val_list(certs, au->n));
    val_put(&b, S("revoked"), val_list(revoked, au->n_revoked));
    val_put(&b, S("log_key"), val_str(keys->log_vkey));
    return val_done(&b);
}

static val worry_val(struct job_run *j, const struct authority_worry *w)
{
    val_builder b = val_build(j->a);

    val_put(&b, S("id"),
            val_str(str_fmt(j->a, "%.*s:%d:%d", STR_ARG(w->serial), w->list, w->level)));
    val_put(&b, S("kind"), val_str(cert_kind_text(w->kind)));
    val_put(&b, S("list"), val_bool(w->list));
    val_put(&b, S("day"), val_day(zone_day(j->boot->zone, w->to)));
    return val_done(&b);
}

static err tend(struct job_run *j)
{
    bool changed = false;
    err e = keeper_tend(j->keeper, j->a, &changed);

    if (failed(e) && e.code != ERR_BUSY)
        LOG(LOG_ERROR, "authority.not_tended", LOG_N("code", e.code));
    if (changed)
        LOG(LOG_DEBUG, "authority.tended", LOG_N("changed", 1));
    return OK; /* what could not be done is seen below, as an end that comes nearer */
}

err job_authority(struct job_run *j)
{
    struct keeper_public keys;
    struct authority_worry w;
    struct q_house before;
    val_builder in = val_build(j->a);
    val known = val_null(), worry = val_null();

    TRY(tend(j));
    TRY(keeper_public(j->keeper, j->a, &keys));
    if (authority_worry(&keys.authority, j->now, &w)) {
        LOG(LOG_WARN, "authority.ends", LOG_S("certificate", cert_kind_text(w.kind)),
            LOG_S("serial", w.serial), LOG_N("list", w.list),
            LOG_N("days", (w.to.ms - j->now.ms) / DAY_MS));
        worry = worry_val(j, &w);
    }
    TRY(q_house(j->db, ROW, &before));
    if (before.found)
        TRY(val_unpack(j->a, before.value, &known));
    val seen = seen_val(j->a, &keys);
    bool told = val_is_null(worry) || str_eq(val_get_text(val_get(known, S("worry")), S("id")),
                                             val_get_text(worry, S("id")));
    if (before.found && told && val_equal(val_get(known, S("seen")), seen))
        return OK;
    val_put(&in, S("seen"), seen);
    val_put(&in, S("worry"), worry);
    return job_act(j, "authority.seen", val_done(&in), NULL, NULL);
}

/* ---- the act ---- */

static err changed_event(act *a, val seen)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, AUTHORITY, &key);

    if (e.code == ERR_MISSING)
        TRY(key_make(a, SUBJECT_SYSTEM, AUTHORITY, &key));
    else
        TRY(e);
    bytes_wipe(&key, sizeof key);
    struct event ev = { .type = "authority.changed",
                        .kind = SUBJECT_SYSTEM,
                        .subject = AUTHORITY,
                        .authority = S(""),
                        .body = seen };
    return event_add(a, &ev);
}

static err administrators_tell(act *a, val worry)
{
    const int64_t *who;
    size_t n;

    TRY(identity_administrators(a, &who, &n));
    for (size_t i = 0; i < n; i++) {
        bool root = str_eq(val_get_text(worry, S("kind")), S("root"));
        struct notice note = { .account = who[i],
                               .word_subject = W_oversight_authority_subject,
                               .word_body = val_is_true(val_get(worry, S("list")))
                                                ? W_oversight_authority_list
                                            : root ? W_oversight_authority_root
                                                   : W_oversight_authority_ends,
                               .data = worry,
                               .case_number = S(""),
                               .path = S("/certificates") };
        TRY(notify_send(a, &note));
    }
    return OK;
}

/* The first state is a site's beginning, not a change. */
err act_authority_seen(act *a, val in, val *out)
{
    val seen = val_get(in, S("seen")), worry = val_get(in, S("worry")), known = val_null();
    struct q_house before;
    buf b;

    *out = val_null();
    TRY(q_house(a->db, ROW, &before));
    if (before.found)
        TRY(val_unpack(a->a, before.value, &known));
    if (before.found && !val_equal(val_get(known, S("seen")), seen))
        TRY(changed_event(a, seen));
    if (!val_is_null(worry) &&
        !str_eq(val_get_text(val_get(known, S("worry")), S("id")), val_get_text(worry, S("id"))))
        TRY(administrators_tell(a, worry));
    buf_init(&b, a->a, 1 * KIB);
    val_pack(&b, in);
    return q_house_put(a->db, ROW, buf_str(&b));
}
