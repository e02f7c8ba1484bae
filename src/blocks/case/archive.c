#include "blocks/case/archive.h"

#include "act/event.h"
#include "act/store.h"
#include "act/versions.h"
#include "blocks/case/keep.h"
#include "blocks/case/store.h"
#include "blocks/consent/consent.h"
#include "blocks/consent/store.h"
#include "blocks/document/document.h"
#include "blocks/document/store.h"
#include "os/zone.h"

enum { LOOK_MOST = 100, ARCHIVE = 41 }; /* of the house's own subjects */

/* ---- which ---- */

static bool is_over(act *a, str service, str version, int64_t changed)
{
    const struct service *v = boot_service(a->boot, service, version);
    const struct retention *r = v ? &v->case_retention : NULL;

    if (!r || r->then != RETAIN_ARCHIVE)
        return false;
    int64_t until = keep_until(a->boot, r, (instant){ changed });
    return until >= 0 && until <= a->now.ms;
}

err archive_waiting(act *a, int64_t after, const struct archive_case **out, size_t *n,
                    int64_t *next)
{
    VEC(struct archive_case) found = { 0 };
    struct q_cases_kept all;

    TRY(q_cases_kept(a->db, after, LOOK_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_kept_row *r = &all.v[i];
        struct q_package package;
        struct q_hold hold;
        if (!is_over(a, r->service, r->version, r->changed))
            continue;
        TRY(q_package(a->db, r->id, &package));
        TRY(q_hold(a->db, r->id, &hold));
        *vec_push(&found, a->a) =
            (struct archive_case){ r->id,      r->number,    r->service, (instant){ r->changed },
                                   hold.found, package.found };
    }
    *next = all.n == LOOK_MOST ? all.v[all.n - 1].id : 0;
    *out = found.v;
    *n = found.n;
    return OK;
}

static err open_case(act *a, str number, struct q_case *c, struct data_key *key)
{
    struct q_hold hold;

    TRY(case_find(a->db, number, c));
    bool ended = str_eq(c->state, S(CASE_DECIDED)) || str_eq(c->state, S(CASE_WITHDRAWN));
    if (!ended || c->expires != -1 || !is_over(a, c->service, c->version, c->changed))
        return REFUSED(ERR_MISSING);
    TRY(q_hold(a->db, c->id, &hold));
    if (hold.found)
        return REFUSED(ERR_DENIED);
    return key_get(a, SUBJECT_CASE, c->id, key);
}

/* ---- what is in the package ---- */

struct pack {
    act *a;
    struct q_case c;
    struct data_key key;
    VEC(struct zip_file) files;
};

static void add(struct pack *p, str path, str bytes)
{
    *vec_push(&p->files, p->a->a) = (struct zip_file){ path, bytes };
}

static void add_json(struct pack *p, const char *path, val v)
{
    add(p, str_z(path), str_cat(p->a->a, val_json_str(p->a->a, v), S("\n")));
}

static void put_time(struct pack *p, val_builder *b, str name, int64_t ms)
{
    if (ms)
        val_put(b, name, val_str(instant_str(p->a->a, (instant){ ms })));
}

static err case_put(struct pack *p)
{
    const struct q_case *c = &p->c;
    val_builder b = val_build(p->a->a);
    val answers;

    TRY(case_answers(p->a->a, c, &p->key, &answers));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("service"), val_str(c->service));
    val_put(&b, S("version"), val_str(c->version));
    val_put(&b, S("office"), val_str(c->authority));
    val_put(&b, S("state"), val_str(c->state));
    val_put(&b, S("outcome"), val_str(c->outcome));
    val_put(&b, S("language"), val_str(c->lang));
    put_time(p, &b, S("begun"), c->created);
    put_time(p, &b, S("submitted"), c->submitted);
    put_time(p, &b, S("decided"), c->decided);
    put_time(p, &b, S("ended"), c->changed);
    val_put(&b, S("answers"), answers);
    add_json(p, "data/case.json", val_done(&b));
    return OK;
}

/* Each with its salt and its place in the log, so that the archive can prove it as we could. */
static err events_put(struct pack *p)
{
    arena *a = p->a->a;
    struct q_events_of ev;
    struct q_checkpoint_last log;

    TRY(q_events_of(p->a->db, SUBJECT_CASE, p->c.id, &ev));
    val *all = ARENA_ARRAY(a, val, ev.n + 1);
    for (size_t i = 0; i < ev.n; i++) {
        const struct q_events_of_row *r = &ev.v[i];
        struct event_facts f = { r->id,        SUBJECT_CASE, p->c.id, r->at,
                                 r->authority, r->type,      r->actor };
        val_builder b = val_build(a);
        val body;
        str salt;
        TRY(event_open(a, &p->key, r->body, &salt, &body));
        sha256 entry = event_entry(a, salt, &f, body);
        val_put(&b, S("leaf"), val_int(r->leaf));
        val_put(&b, S("salt"), val_str(str_hex(a, salt.p, salt.n)));
        val_put(&b, S("entry"), val_str(sha256_hex(a, &entry)));
        val_put(&b, S("event"), event_record(a, &f, body));
        all[i] = val_done(&b);
    }
    add_json(p, "data/events.json", val_list(all, ev.n));
    TRY(q_checkpoint_last(p->a->db, &log));
    if (log.found)
        add(p, S("data/checkpoint.txt"), log.note);
    return OK;
}

static err file_bytes(struct pack *p, str hash, str *bytes)
{
    sha256 name;

    if (hash.n != sizeof name.b)
        return FAULT(ERR_IO);
    memcpy(name.b, hash.p, sizeof name.b);
    return file_get(p->a->a, p->a->boot->data, &p->key, &name, bytes);
}

/* Names that people gave their files are in a list beside; paths are plain. */
static err files_put(struct pack *p)
{
    arena *a = p->a->a;
    val list = val_list(NULL, 0);
    struct q_case_files files;

    TRY(q_case_files(p->a->db, p->c.id, &files));
    for (size_t i = 0; i < files.n; i++) {
        struct q_case_file f;
        val facts;
        str bytes, path = str_fmt(a, "data/files/%lld", (long long)files.v[i].id);
        TRY(q_case_file(p->a->db, files.v[i].id, &f));
        TRY(case_file_facts(a, &f, &p->key, &facts));
        TRY(file_bytes(p, f.hash, &bytes));
        add(p, path, bytes);
        facts = val_with(a, facts, S("path"), val_str(path));
        facts = val_with(a, facts, S("field"), val_str(f.field));
        facts = val_with(a, facts, S("state"), val_str(f.state));
        list = val_append(a, list, facts);
    }
    add_json(p, "data/files.json", list);
    return OK;
}

static err documents_put(struct pack *p)
{
    struct q_documents_of_case docs;

    TRY(q_documents_of_case(p->a->db, p->c.id, &docs));
    for (size_t i = 0; i < docs.n; i++) {
        str bytes;
        if (!docs.v[i].pdf.p)
            continue;
        TRY(file_bytes(p, docs.v[i].pdf, &bytes));
        add(p, str_fmt(p->a->a, "data/documents/%.*s.pdf", STR_ARG(docs.v[i].number)), bytes);
    }
    return OK;
}

/* ---- BagIt (RFC 8493, 2) ---- */

static str manifest(struct pack *p, size_t from, bool payload)
{
    arena *a = p->a->a;
    buf b;

    buf_init(&b, a, 1 * KIB);
    for (size_t i = from; i < p->files.n; i++) {
        const struct zip_file *f = &p->files.v[i];
        sha256 h = sha256_of(f->bytes);
        if (str_starts(f->path, S("data/")) == payload)
            buf_fmt(&b, "%.*s  %.*s\n", STR_ARG(sha256_hex(a, &h)), STR_ARG(f->path));
    }
    return buf_str(&b);
}

static void bag_close(struct pack *p, sha256 *digest)
{
    arena *a = p->a->a;
    const struct site *s = p->a->site;
    uint64_t octets = 0;
    size_t n = p->files.n;

    for (size_t i = 0; i < n; i++)
        octets += p->files.v[i].bytes.n;
    str name = site_text(s, s->name, s->langs[0].code);
    str list = manifest(p, 0, true);
    add(p, S("bagit.txt"), S("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
    add(p, S("bag-info.txt"),
        str_fmt(a,
                "Source-Organization: %.*s\nExternal-Identifier: %.*s\nBagging-Date: %.*s\n"
                "Payload-Oxum: %llu.%zu\n",
                STR_ARG(name), STR_ARG(p->c.number), STR_ARG(day_str(a, p->a->today)),
                (unsigned long long)octets, n));
    add(p, S("manifest-sha256.txt"), list);
    list = manifest(p, 0, false);
    add(p, S("tagmanifest-sha256.txt"), list);
    *digest = sha256_of(list);
}

/* ---- the acts ---- */

static err traces(struct pack *p)
{
    struct trace t = { .kind = "case",
                       .what = S("archive"),
                       .case_id = p->c.id,
                       .case_number = p->c.number,
                       .office = p->c.authority,
                       .purpose = S(""),
                       .reason = S(""),
                       .automatic = true };

    struct q_parties parties;

    TRY(trace_case(p->a, &t, &t.look));
    TRY(q_parties(p->a->db, p->c.id, &parties));
    for (size_t i = 0; i < parties.n; i++) {
        int64_t id;
        t.person = parties.v[i].person;
        TRY(trace_add(p->a, &t, &id));
    }
    return OK;
}

static val about(struct pack *p, const sha256 *digest, str reference)
{
    val v = val_with(p->a->a, val_null(), S("digest"), val_str(sha256_hex(p->a->a, digest)));

    v = val_with(p->a->a, v, S("number"), val_str(p->c.number));
    return reference.n ? val_with(p->a->a, v, S("reference"), val_str(reference)) : v;
}

err archive_pack(act *a, str number, const struct zip_file **files, size_t *n)
{
    struct pack p = { .a = a };
    sha256 digest;

    TRY(open_case(a, number, &p.c, &p.key));
    TRY(traces(&p));
    TRY(case_put(&p));
    TRY(events_put(&p));
    TRY(files_put(&p));
    TRY(documents_put(&p));
    bag_close(&p, &digest);
    TRY(q_package_put(a->db, p.c.id, a->now.ms, sha256_str(&digest)));
    TRY(case_event(a, &p.c, "case.packed", about(&p, &digest, S(""))));
    *files = p.files.v;
    *n = p.files.n;
    return OK;
}

/* The case's own event goes with its key; this one stays. */
static err house_event(act *a, const struct q_case *c, val body)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, ARCHIVE, &key);

    if (e.code == ERR_MISSING)
        TRY(key_make(a, SUBJECT_SYSTEM, ARCHIVE, &key));
    else
        TRY(e);
    bytes_wipe(&key, sizeof key);
    struct event ev = { .type = "archive.received",
                        .kind = SUBJECT_SYSTEM,
                        .subject = ARCHIVE,
                        .authority = c->authority,
                        .body = body };
    return event_add(a, &ev);
}

err archive_received(act *a, str number, const sha256 *digest, str reference)
{
    struct pack p = { .a = a };
    struct q_package made;

    TRY(open_case(a, number, &p.c, &p.key));
    TRY(q_package(a->db, p.c.id, &made));
    if (!made.found || !str_eq(made.digest, sha256_str(digest)))
        return REFUSED(ERR_CONFLICT);
    val body = about(&p, digest, reference);
    TRY(case_event(a, &p.c, "case.archived", body));
    TRY(house_event(a, &p.c, body));
    TRY(q_package_drop(a->db, p.c.id));
    TRY(q_swept_add(a->db, a->today.n, S("archived"), 1));
    return case_erase(a, p.c.id);
}
