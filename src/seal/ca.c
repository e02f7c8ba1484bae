#include "seal/ca.h"

#include "os/clock.h"
#include "os/file.h"
#include "seal/keys.h"
#include "seal/x509.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ROOT_YEARS = 20,
    ISSUING_YEARS = 10,
    SEAL_YEARS = 5,
    ISSUING_DUE_DAYS = 365,
    SEAL_DUE_DAYS = 90,
    CRL_DAYS = 30,
    CRL_DUE_DAYS = 1,
    KEY_MAX = 16 * KIB,
    STATE_MAX = 4 * MIB
};
#define DAY_MS INT64_C(86400000)
#define STATE "authority.json"

/* One change of the folder, under its lock. */
struct ca {
    arena a;
    str folder;
    int lock;
    instant now;
    struct authority au;
};

static instant years_after(instant t, int years)
{
    day d = day_add_months((day){ t.ms / DAY_MS }, 12 * years);

    return (instant){ d.n * DAY_MS + t.ms % DAY_MS };
}

static str path_in(struct ca *c, str name)
{
    return str_fmt(&c->a, "%.*s/%.*s", STR_ARG(c->folder), STR_ARG(name));
}

/* A file of the folder belongs to the folder's user, also where root wrote it. */
static err put(struct ca *c, str name, str bytes)
{
    str path = path_in(c, name);
    struct stat st;

    TRY(file_write(path, bytes, 0600));
    if (geteuid() != 0)
        return OK;
    if (stat(str_zdup(&c->a, c->folder), &st) != 0 ||
        chown(str_zdup(&c->a, path), st.st_uid, st.st_gid) != 0)
        return FAULT(ERR_IO);
    return OK;
}

/* ---- reading ---- */

static err legacy_cert(arena *a, str folder, enum cert_kind kind, const char *pem, const char *key,
                       struct authority *au)
{
    struct authority_cert *c = &au->certs[au->n];
    struct x509_facts f;

    TRY(file_read(a, str_fmt(a, "%.*s/%s", STR_ARG(folder), pem), KEY_MAX, &c->pem));
    TRY(x509_facts(a, c->pem, &f));
    c->kind = kind;
    c->key = str_z(key);
    c->crl = S("");
    c->serial = c->by = f.serial;
    c->from = f.from;
    c->to = f.to;
    au->n++;
    return OK;
}

/* A site from before authority.json: a root that issued the seal itself. */
static err legacy_read(arena *a, str folder, struct authority *out)
{
    struct authority au = { .url = S(""),
                            .country = S(""),
                            .organisation = S(""),
                            .name = S(""),
                            .log_key = S("log.key"),
                            .log_next = S(""),
                            .certs = ARENA_ARRAY(a, struct authority_cert, 2) };

    TRY(legacy_cert(a, folder, CERT_SEAL, "seal.pem", "seal.key.pem", &au));
    TRY(legacy_cert(a, folder, CERT_ROOT, "ca.pem", "ca.key.pem", &au));
    au.certs[0].by = au.certs[1].serial;
    *out = au;
    return OK;
}

static err state_read(arena *a, str folder, struct authority *out)
{
    str text, path = str_fmt(a, "%.*s/" STATE, STR_ARG(folder));

    if (!file_exists(path))
        return legacy_read(a, folder, out);
    TRY(file_read(a, path, STATE_MAX, &text));
    return failed(authority_parse(a, text, out)) ? FAULT(ERR_SYNTAX) : OK;
}

err ca_read(arena *a, const char *dir, struct authority *out)
{
    return state_read(a, str_fmt(a, "%s/keys", dir), out);
}

/* ---- a change: opened, saved, closed ---- */

static void ca_close(struct ca *c)
{
    if (c->lock >= 0)
        close(c->lock);
    arena_free(&c->a);
}

static err folder_lock(struct ca *c, bool wait)
{
    c->lock = open(str_zdup(&c->a, c->folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->lock < 0)
        return FAULT(ERR_IO);
    return flock(c->lock, LOCK_EX | (wait ? 0 : LOCK_NB)) == 0 ? OK : REFUSED(ERR_BUSY);
}

static err ca_open(struct ca *c, const char *dir, instant now, bool wait)
{
    *c = (struct ca){ .now = now, .lock = -1 };
    arena_init(&c->a, 0);
    c->folder = str_fmt(&c->a, "%s/keys", dir);
    err e = folder_lock(c, wait);
    e = failed(e) ? e : state_read(&c->a, c->folder, &c->au);
    if (failed(e))
        ca_close(c);
    return e;
}

static bool key_named(const struct authority *au, str name)
{
    for (size_t i = 0; i < au->n; i++)
        if (str_eq(au->certs[i].key, name))
            return true;
    return str_eq(au->log_key, name) || str_eq(au->log_next, name);
}

/* Keys that no certificate names any more are destroyed, those of a change cut short too. */
static err sweep(struct ca *c)
{
    dir_list names = { 0 };

    TRY(dir_read(&c->a, c->folder, &names));
    for (size_t i = 0; i < names.n; i++) {
        str name = names.v[i].name;
        bool ours = str_ends(name, S(".key.pem")) ||
                    (str_starts(name, S("log")) && str_ends(name, S(".key")));
        if (ours && !key_named(&c->au, name))
            TRY(file_remove(path_in(c, name)));
    }
    return OK;
}

/* The new state is in force with the file's rename; keys lie there before it. */
static err ca_save(struct ca *c)
{
    TRY(put(c, S(STATE), authority_text(&c->a, &c->au)));
    return sweep(c);
}

static err key_read(struct ca *c, const struct authority_cert *of, str *pem)
{
    if (!of || !of->key.n || !file_exists(path_in(c, of->key)))
        return REFUSED(ERR_UNSUPPORTED);
    return file_read(&c->a, path_in(c, of->key), KEY_MAX, pem);
}

/* ---- certificates ---- */

static str crl_url(struct ca *c, str serial)
{
    return c->au.url.n ? str_fmt(&c->a, "%.*s/certificates/crl/%.*s.crl", STR_ARG(c->au.url),
                                 STR_ARG(serial))
                       : S("");
}

static bool cert_issues(enum cert_kind kind)
{
    return kind == CERT_ROOT || kind == CERT_ISSUING;
}

/* "NAME CA", and of later ones "NAME CA G2": names of issuers differ, so that chains are found. */
static str cert_name(struct ca *c, enum cert_kind kind)
{
    static const char *const what[] = { " CA", " Issuing CA", "", " Time Stamps" };
    size_t n = 1;

    for (size_t i = 0; i < c->au.n; i++)
        n += c->au.certs[i].kind == kind;
    return !cert_issues(kind) || n == 1
               ? str_fmt(&c->a, "%.*s%s", STR_ARG(c->au.name), what[kind])
               : str_fmt(&c->a, "%.*s%s G%zu", STR_ARG(c->au.name), what[kind], n);
}

static void cert_push(struct ca *c, const struct authority_cert *one)
{
    struct authority_cert *all = ARENA_ARRAY(&c->a, struct authority_cert, c->au.n + 1);

    all[0] = *one;
    if (c->au.n)
        memcpy(all + 1, c->au.certs, c->au.n * sizeof *all);
    c->au.certs = all;
    c->au.n++;
}

static err cert_take(struct ca *c, enum cert_kind kind, str key_pem, str pem, str by)
{
    struct authority_cert one = { .kind = kind, .pem = pem, .crl = S("") };
    struct x509_facts f;

    TRY(x509_facts(&c->a, pem, &f));
    one.serial = f.serial;
    one.by = by.n ? by : f.serial;
    one.from = f.from;
    one.to = f.to;
    one.key = str_fmt(&c->a, "%.*s-%.*s.key.pem", STR_ARG(cert_kind_text(kind)), 16, f.serial.p);
    TRY(put(c, one.key, key_pem));
    cert_push(c, &one);
    return OK;
}

static void key_forget(struct ca *c, enum cert_kind kind)
{
    for (size_t i = 0; i < c->au.n; i++)
        if (c->au.certs[i].kind == kind)
            c->au.certs[i].key = S("");
}

static err cert_new(struct ca *c, enum cert_kind kind)
{
    static const int years[] = { ROOT_YEARS, ISSUING_YEARS, SEAL_YEARS, SEAL_YEARS };
    static err (*const make[])(arena *, const struct x509_order *, str *, str *) = {
        x509_root_create, x509_issuing_create, x509_seal_issue, x509_stamp_issue
    };
    const struct authority_cert *by = kind == CERT_ROOT ? NULL
                                      : !cert_issues(kind) && authority_now(&c->au, CERT_ISSUING)
                                          ? authority_now(&c->au, CERT_ISSUING)
                                          : authority_now(&c->au, CERT_ROOT);
    struct x509_order o = { .subject = { c->au.country, c->au.organisation, cert_name(c, kind) },
                            .from = c->now,
                            .to = years_after(c->now, years[kind]) };
    str key, pem;

    if (by) {
        TRY(key_read(c, by, &o.ca_key_pem));
        o.ca_cert_pem = by->pem;
        o.crl_url = crl_url(c, by->serial);
        o.to = o.to.ms > by->to.ms ? by->to : o.to; /* never longer than who signed it */
    }
    err e = make[kind](&c->a, &o, &key, &pem);
    bytes_wipe((void *)o.ca_key_pem.p, o.ca_key_pem.n);
    TRY(e);
    if (!cert_issues(kind))
        key_forget(c, kind); /* older issuers still sign their lists; older seals sign nothing */
    e = cert_take(c, kind, key, pem, by ? by->serial : S(""));
    bytes_wipe((void *)key.p, key.n);
    return e;
}

static err cert_new_below(struct ca *c, enum cert_kind kind)
{
    TRY(cert_new(c, kind));
    for (int k = (int)kind + 1; k < CERT_KINDS && cert_issues(kind); k++)
        TRY(cert_new(c, (enum cert_kind)k));
    return OK;
}

/* ---- lists of revoked certificates ---- */

static err crl_new(struct ca *c, struct authority_cert *of)
{
    struct x509_revoked *list = ARENA_ARRAY(&c->a, struct x509_revoked, c->au.n_revoked + 1);
    instant to = { c->now.ms + CRL_DAYS * DAY_MS };
    size_t n = 0;
    str key;

    for (size_t i = 0; i < c->au.n_revoked; i++) {
        const struct authority_revoked *r = &c->au.revoked[i];
        const struct authority_cert *one = authority_cert(&c->au, r->serial);
        if (one && str_eq(one->by, of->serial))
            list[n++] = (struct x509_revoked){ r->serial, r->reason, r->at };
    }
    TRY(key_read(c, of, &key));
    err e = x509_crl_create(&c->a, key, of->pem, (uint64_t)++c->au.crl_number, c->now, to, list, n,
                            &of->crl);
    bytes_wipe((void *)key.p, key.n);
    of->crl_at = c->now;
    return e;
}

/* An operator may keep a root's key elsewhere, and bring it for the hour in which it is needed. */
static bool key_there(struct ca *c, const struct authority_cert *of)
{
    return of && of->key.n && file_exists(path_in(c, of->key));
}

static bool crl_signs(struct ca *c, const struct authority_cert *of)
{
    return cert_issues(of->kind) && key_there(c, of) && c->now.ms <= of->to.ms;
}

/* Of every issuer that is valid and has its key; those of the last due_days stay. */
static err crls_new(struct ca *c, int due_days, bool *changed)
{
    for (size_t i = 0; i < c->au.n; i++) {
        struct authority_cert *of = &c->au.certs[i];
        if (!crl_signs(c, of) || (of->crl.n && c->now.ms - of->crl_at.ms < due_days * DAY_MS))
            continue;
        TRY(crl_new(c, of));
        *changed = true;
    }
    return OK;
}

/* ---- orders ---- */

static void names_set(struct ca *c, const struct keys_spec *spec)
{
    c->au.country = spec->country.p ? spec->country : S("");
    c->au.organisation = spec->organisation.p ? spec->organisation : S("");
    c->au.name = spec->name;
    c->au.url = spec->url.p ? spec->url : S("");
}

err ca_make(str folder, const struct keys_spec *spec)
{
    struct ca c = { .folder = folder, .lock = -1, .now = spec->now };
    bool changed = false;

    arena_init(&c.a, 0);
    c.au.log_key = S("log.key");
    c.au.log_next = S("");
    names_set(&c, spec);
    err e = cert_new_below(&c, CERT_ROOT);
    e = failed(e) ? e : crls_new(&c, 0, &changed);
    e = failed(e) ? e : ca_save(&c);
    ca_close(&c);
    return e;
}

/* Opens, does, saves and closes. */
#define CHANGE(dir, now, work)                                                                     \
    do {                                                                                           \
        struct ca c;                                                                               \
        TRY(ca_open(&c, (dir), (now), true));                                                      \
        err e_ = (work);                                                                           \
        e_ = failed(e_) ? e_ : ca_save(&c);                                                        \
        ca_close(&c);                                                                              \
        return e_;                                                                                 \
    } while (0)

/* A site from before it stamped the time, where the key above is at hand. */
static err stamp_first(struct ca *c)
{
    const struct authority_cert *by = authority_now(&c->au, CERT_ISSUING);

    by = by ? by : authority_now(&c->au, CERT_ROOT);
    if (authority_now(&c->au, CERT_STAMP) || !key_there(c, by) || c->now.ms > by->to.ms)
        return OK;
    return cert_new(c, CERT_STAMP);
}

static err prepare(struct ca *c, const struct keys_spec *spec)
{
    bool changed;

    names_set(c, spec);
    TRY(stamp_first(c));
    return crls_new(c, CRL_DUE_DAYS, &changed);
}

err ca_prepare(const char *dir, const struct keys_spec *spec)
{
    CHANGE(dir, spec->now, prepare(&c, spec));
}

static bool due(const struct ca *c, enum cert_kind kind, int days)
{
    const struct authority_cert *now = authority_now(&c->au, kind);

    return now && now->to.ms - c->now.ms < days * DAY_MS;
}

/* A new certificate that would end as soon as the one in use, its issuer's end being near, is no
 * renewal. */
static bool issuer_lasts(struct ca *c, enum cert_kind kind)
{
    const struct authority_cert *own = authority_now(&c->au, kind);
    const struct authority_cert *by = authority_cert(&c->au, own->by);

    return key_there(c, by) && by->to.ms > own->to.ms + DAY_MS;
}

static err tend(struct ca *c, bool *changed)
{
    if (due(c, CERT_ISSUING, ISSUING_DUE_DAYS) && issuer_lasts(c, CERT_ISSUING)) {
        TRY(cert_new_below(c, CERT_ISSUING));
        *changed = true;
    } else {
        for (int k = CERT_SEAL; k < CERT_KINDS; k++)
            if (due(c, (enum cert_kind)k, SEAL_DUE_DAYS) && issuer_lasts(c, (enum cert_kind)k)) {
                TRY(cert_new(c, (enum cert_kind)k));
                *changed = true;
            }
    }
    return crls_new(c, CRL_DUE_DAYS, changed);
}

err ca_tend(const char *dir, instant now, bool *changed)
{
    struct ca c;

    *changed = false;
    TRY(ca_open(&c, dir, now, false));
    err e = tend(&c, changed);
    if (!failed(e) && *changed)
        e = ca_save(&c);
    ca_close(&c);
    return e;
}

static err rotate(struct ca *c, enum cert_kind kind)
{
    bool changed;

    TRY(cert_new_below(c, kind));
    return crls_new(c, CRL_DUE_DAYS, &changed);
}

/* A site whose root issued the seal itself has no issuing certificate: that root may issue to no
 * CA, so another root comes first. */
static enum cert_kind rotate_from(const struct authority *au, enum cert_kind kind)
{
    return kind == CERT_ISSUING && !authority_now(au, CERT_ISSUING) ? CERT_ROOT : kind;
}

err ca_rotate(const char *dir, enum cert_kind kind, instant now)
{
    CHANGE(dir, now, rotate(&c, rotate_from(&c.au, kind)));
}

static err rotate_log(struct ca *c)
{
    uint8_t seed[32], id[4];

    random_bytes(seed, sizeof seed);
    random_bytes(id, sizeof id);
    c->au.log_next = str_fmt(&c->a, "log-%.*s.key", STR_ARG(str_hex(&c->a, id, sizeof id)));
    err e = put(c, c->au.log_next, str_of((const char *)seed, sizeof seed));
    bytes_wipe(seed, sizeof seed);
    return e;
}

err ca_rotate_log(const char *dir)
{
    CHANGE(dir, (instant){ 0 }, rotate_log(&c));
}

static err revoke_one(struct ca *c, str serial, str reason)
{
    const struct authority_cert *one = authority_cert(&c->au, serial);
    const struct authority_cert *by = one ? authority_cert(&c->au, one->by) : NULL;
    bool changed;

    if (x509_reason(reason) < 0)
        return REFUSED(ERR_SYNTAX);
    if (!one)
        return REFUSED(ERR_MISSING);
    if (authority_revoked(&c->au, serial))
        return REFUSED(ERR_CONFLICT);
    if (one->kind == CERT_ROOT || !key_there(c, by))
        return REFUSED(ERR_UNSUPPORTED);
    if (one == authority_now(&c->au, one->kind))
        TRY(cert_new_below(c, one->kind));
    struct authority_revoked *all =
        ARENA_ARRAY(&c->a, struct authority_revoked, c->au.n_revoked + 1);
    if (c->au.n_revoked)
        memcpy(all, c->au.revoked, c->au.n_revoked * sizeof *all);
    all[c->au.n_revoked++] = (struct authority_revoked){ serial, reason, c->now };
    c->au.revoked = all;
    for (size_t i = 0; i < c->au.n; i++)
        if (str_eq(c->au.certs[i].serial, serial))
            c->au.certs[i].key = S("");
    return crls_new(c, 0, &changed);
}

err ca_revoke(const char *dir, str serial, str reason, instant now)
{
    CHANGE(dir, now, revoke_one(&c, serial, reason));
}

static err crl_all(struct ca *c)
{
    bool changed;

    return crls_new(c, 0, &changed);
}

err ca_crl(const char *dir, instant now)
{
    CHANGE(dir, now, crl_all(&c));
}

static err log_taken(struct ca *c, const struct authority_step *step)
{
    struct authority_step *all = ARENA_ARRAY(&c->a, struct authority_step, c->au.n_steps + 1);

    if (!c->au.log_next.n)
        return REFUSED(ERR_CONFLICT);
    if (c->au.n_steps)
        memcpy(all, c->au.steps, c->au.n_steps * sizeof *all);
    all[c->au.n_steps++] = *step;
    c->au.steps = all;
    c->au.log_key = c->au.log_next;
    c->au.log_next = S("");
    return OK;
}

err ca_log_taken(const char *dir, const struct authority_step *step)
{
    CHANGE(dir, (instant){ 0 }, log_taken(&c, step));
}
