#include "cli/evidence.h"
#include "act/admin.h"
#include "act/store.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/node.h"
#include "blocks/exchange/stamps.h"
#include "blocks/exchange/tsa.h"
#include "os/clock.h"
#include "os/file.h"
#include "seal/asice.h"
#include "seal/ca.h"
#include "seal/jws.h"
#include "seal/timestamp.h"
#include "seal/x509.h"
#include "value/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILES = 8, CONTAINER_MOST = 16 * MIB };

#define MIME_JWS S("application/jose")
#define MIME_JSON S("application/json")
#define MIME_PEM S("application/x-pem-file")
#define MIME_TOKEN S("application/vnd.etsi.timestamp-token")

static int complain(const char *what)
{
    fprintf(stderr, "stoa exchange: %s\n", what);
    return 1;
}

/* ---- writing ---- */

struct exported {
    arena *a;
    const struct boot *boot;
    int64_t id;
    bool found, stamped;
    struct authority au;
    struct asice_file files[FILES];
    size_t n;
};

static void put(struct exported *x, const char *path, str mime, str bytes)
{
    if (bytes.n)
        x->files[x->n++] = (struct asice_file){ str_z(path), mime, str_copy(x->a, bytes) };
}

/* What the container is about; the leaf's place, and the path from it to the root. */
static str about(struct exported *x, const struct q_evidence *e)
{
    val_builder b = val_build(x->a);

    val_put(&b, S("kept_by"), val_str(x->boot->site->exchange.node));
    val_put(&b, S("side"), val_str(e->side));
    val_put(&b, S("other_node"), val_str(e->node));
    val_put(&b, S("message"), val_str(e->message));
    val_put(&b, S("service"), val_str(e->service));
    val_put(&b, S("kept_at"), val_str(instant_str(x->a, (instant){ e->at })));
    return val_json_str(x->a, val_done(&b));
}

static str proof(struct exported *x, const struct q_evidence_walk_row *r, const struct q_stamp *s)
{
    val_builder b = val_build(x->a);
    val path = val_list(NULL, 0);

    for (size_t i = 0; i + sizeof(sha256) <= r->path.n; i += sizeof(sha256))
        path = val_append(x->a, path,
                          val_str(b64_text(x->a, str_sub(r->path, i, i + sizeof(sha256)))));
    val_put(&b, S("leaf"), val_int(r->leaf));
    val_put(&b, S("size"), val_int(s->size));
    val_put(&b, S("root"), val_str(b64_text(x->a, s->root)));
    val_put(&b, S("authority"),
            val_str(s->authority.n ? s->authority : S("this installation's own")));
    val_put(&b, S("path"), path);
    return val_json_str(x->a, val_done(&b));
}

static str certificates(struct exported *x)
{
    str all = authority_chain(x->a, &x->au);

    for (size_t i = 0; i < x->au.n; i++)
        if (x->au.certs[i].kind == CERT_SEAL)
            all = str_cat(x->a, x->au.certs[i].pem, all);
    return all;
}

static err collect(act *a, void *ctx)
{
    struct exported *x = ctx;
    struct q_evidence_walk rows;
    struct q_evidence e;
    struct q_stamp s;
    str other;

    TRY(q_evidence(a->db, x->id, &e));
    TRY(q_evidence_walk(a->db, x->id - 1, 1, &rows));
    x->found = e.found && rows.n && rows.v[0].id == x->id;
    x->stamped = x->found && rows.v[0].stamp;
    if (!x->stamped)
        return OK;
    TRY(q_stamp(a->db, rows.v[0].stamp, &s));
    TRY(federation_certs(a->a, a->db, &x->boot->site->exchange, e.node, a->now, &other));
    put(x, "asked.jws", MIME_JWS, e.asked);
    put(x, "answered.jws", MIME_JWS, e.answered);
    put(x, "message.json", MIME_JSON, about(x, &e));
    put(x, "stamp.json", MIME_JSON, proof(x, &rows.v[0], &s));
    put(x, "stamp.tst", MIME_TOKEN, s.token);
    put(x, "here.pem", MIME_PEM, certificates(x));
    put(x, "other.pem", MIME_PEM, other);
    return OK;
}

/* A time stamp of now over the manifest, by the keeper's own code in this process. */
static err stamp_now(struct exported *x, str manifest, str *token)
{
    struct keeper_core *core;
    sha256 digest = sha256_of(manifest);

    TRY(keeper_open(x->boot->data, clock_now, &core));
    err e = keeper_stamp(keeper_local(x->a, core, KEEPER_JOBS), x->a, &digest, token);
    if (!failed(e))
        *token = str_copy(x->a, *token);
    keeper_close(core);
    return e;
}

static bool number_of(arena *a, str text, int64_t *out)
{
    char *end;

    *out = strtoll(str_zdup(a, text), &end, 10);
    return text.n && !*end && *out > 0;
}

int evidence_export(arena *a, const struct boot *b, str number, str path)
{
    struct exported x = { .a = a, .boot = b };
    struct admin *m;
    str token, container;

    if (!number_of(a, number, &x.id))
        return complain("this is no number of a message; stoa exchange list shows them");
    if (file_exists(path))
        return complain("the file is there already");
    if (failed(ca_read(a, b->data, &x.au)) || failed(admin_open(b, &m)))
        return complain("the keys or the database cannot be read");
    err e = admin_run(m, collect, &x);
    admin_close(m);
    if (failed(e))
        return complain("the database cannot be read");
    if (!x.stamped)
        return complain(x.found ? "the message has no time stamp yet: the server makes one within "
                                  "ten seconds"
                                : "there is no message of that number");
    str manifest = asice_manifest(a, x.files, x.n);
    if (failed(stamp_now(&x, manifest, &token)) ||
        failed(asice_write(a, x.files, x.n, manifest, token, &container)) ||
        failed(file_write(path, container, 0600)))
        return complain("the container cannot be stamped or written");
    printf("%.*s: %zu files\n", STR_ARG(path), x.n);
    return 0;
}

/* ---- looking ---- */

struct checked {
    arena *a;
    const struct boot *boot;
    struct asice c;
    str trust;
    bool good;
};

static void say(struct checked *k, bool good, const char *what, str more)
{
    printf("%s: %s%s%.*s\n", good ? "good" : "WRONG", what, more.n ? " " : "", STR_ARG(more));
    k->good &= good;
}

static void manifest_check(struct checked *k)
{
    sha256 digest = sha256_of(k->c.manifest);
    instant at = { 0 };
    str signer;
    err e = timestamp_verify(k->a, k->c.token, k->trust, &digest, &at, &signer);

    say(k, !failed(e), "the container was put together at",
        failed(e) ? S("a time that nobody believed stamped") : instant_str(k->a, at));
}

static bool hash_read(arena *a, val text, sha256 *out)
{
    str bytes;

    if (text.tag != V_STRING || failed(b64_bytes(a, val_text(text), &bytes)) ||
        bytes.n != sizeof out->b)
        return false;
    memcpy(out->b, bytes.p, sizeof out->b);
    return true;
}

/* The message lies in the tree that was stamped. */
static bool in_tree(struct checked *k, val proof, const sha256 *root)
{
    str asked = asice_get(&k->c, S("asked.jws")), answered = asice_get(&k->c, S("answered.jws"));
    sha256 leaf = stamp_leaf(k->a, asked, answered.p ? answered : S("")), path[TLOG_PROOF];
    val list = val_get(proof, S("path"));
    int64_t at = val_get_i64(proof, S("leaf"), -1), size = val_get_i64(proof, S("size"), -1);

    if (val_count(list) > TLOG_PROOF || at < 0 || size <= at)
        return false;
    for (size_t i = 0; i < val_count(list); i++)
        if (!hash_read(k->a, val_at(list, i), &path[i]))
            return false;
    return !failed(
        tlog_check_inclusion((uint64_t)at, (uint64_t)size, &leaf, root, path, val_count(list)));
}

static void stamp_check(struct checked *k)
{
    static const struct json_limits limits = { .depth = 4, .bytes = 64 * KIB };
    str token = asice_get(&k->c, S("stamp.tst")), text = asice_get(&k->c, S("stamp.json")), signer;
    val proof = val_null();
    instant at = { 0 };
    sha256 root;
    bool read = token.p && text.p && !failed(val_from_json(k->a, text, &limits, &proof, NULL)) &&
                hash_read(k->a, val_get(proof, S("root")), &root);
    struct x509_facts facts;
    bool good = read && in_tree(k, proof, &root) &&
                !failed(timestamp_verify(k->a, token, k->trust, &root, &at, &signer)) &&
                !failed(x509_facts(k->a, signer, &facts));

    say(k, good, "the message was there at",
        good ? str_fmt(k->a, "%.*s, stamped by %.*s", STR_ARG(instant_str(k->a, at)),
                       STR_ARG(facts.subject))
             : S("a time that the stamp does not prove"));
}

/* By one of the certificates in the container: whose they are, who looks has to know. */
static bool signed_by(struct checked *k, str jws, str pems, str *who)
{
    str end = S("-----END CERTIFICATE-----"), rest = pems, payload;
    size_t at;
    val header;

    while ((at = str_find(rest, end, 0)) != SIZE_MAX) {
        struct x509_facts facts;
        struct jws_key key;
        str pem = str_fmt(k->a, "%.*s\n", STR_ARG(str_trim(str_sub(rest, 0, at + end.n))));
        rest = str_from(rest, at + end.n);
        if (failed(jws_key_from_cert(pem, &key)) || failed(x509_facts(k->a, pem, &facts)) ||
            failed(jws_verify(k->a, &key, jws, &payload, &header)))
            continue;
        *who = str_fmt(k->a, "%.*s (SHA-256 %.*s)", STR_ARG(facts.subject),
                       STR_ARG(facts.fingerprint));
        return true;
    }
    return false;
}

static void signature_check(struct checked *k, const char *file, const char *what)
{
    str jws = asice_get(&k->c, str_z(file)), who = S("none of the certificates that are in it");
    str here = asice_get(&k->c, S("here.pem")), other = asice_get(&k->c, S("other.pem"));

    if (jws.p)
        say(k,
            signed_by(k, jws, here.p ? here : S(""), &who) ||
                signed_by(k, jws, other.p ? other : S(""), &who),
            what, who);
}

int evidence_check(arena *a, const struct boot *b, str path, str trust)
{
    struct checked k = { .a = a, .boot = b, .trust = trust, .good = true };
    struct authority au;
    str bytes;

    if (!trust.n) {
        if (failed(ca_read(a, b->data, &au)))
            return complain("without --trust the site's own keys have to be there");
        k.trust = authority_trust(a, &au);
        if (tsa_of(b))
            k.trust = str_cat(a, k.trust, tsa_of(b)->trust);
    }
    if (failed(file_read(a, path, CONTAINER_MOST, &bytes)))
        return complain("the file cannot be read");
    err e = asice_read(a, bytes, &k.c);
    if (failed(e) || !asice_get(&k.c, S("asked.jws")).p)
        return complain(e.code == ERR_CRYPTO ? "a file of the container is not as its manifest says"
                                             : "this is no container of stoa exchange evidence");
    manifest_check(&k);
    stamp_check(&k);
    signature_check(&k, "asked.jws", "the question was signed by");
    signature_check(&k, "answered.jws", "the answer was signed by");
    return k.good ? 0 : 1;
}
