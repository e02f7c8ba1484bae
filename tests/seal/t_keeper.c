#include "tests/check.h"

#include "os/clock.h"
#include "os/file.h"
#include "seal/jws.h"
#include "seal/cms.h"
#include "seal/keeper_wire.h"
#include "seal/note.h"
#include "seal/x509.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define A test_arena()

static int64_t now_ms = 1767225600000; /* 2026-01-01 */

static instant still(void)
{
    return (instant){ now_ms };
}

struct house {
    char dir[64];
    struct keeper_core *core;
    struct keeper *as[KEEPER_ROLES];
    key256 ticket_key;
};

static struct keys_spec spec(void)
{
    return (struct keys_spec){ S("demo.example/log"),
                               S("UT"),
                               S("Republic of Utopia"),
                               S("Utopia Document Seal"),
                               { now_ms },
                               -1,
                               -1,
                               S("") };
}

static struct house house_open(void)
{
    struct house h = { "/tmp/stoa-keeper-XXXXXX" };
    struct keys_spec s = spec();
    struct keys_handed handed;

    CHECK(mkdtemp(h.dir));
    CHECK(!failed(keys_create(h.dir, &s)) && !failed(keeper_open(h.dir, still, &h.core)));
    CHECK(!failed(keys_handed(h.dir, &handed)));
    h.ticket_key = handed.ticket;
    for (int r = 0; r < KEEPER_ROLES; r++)
        h.as[r] = keeper_local(A, h.core, (enum keeper_role)r);
    return h;
}

static void house_close(struct house *h)
{
    keeper_close(h->core);
    EXPECT_OK(dir_remove(str_z(h->dir)));
}

static str ticket_for(struct house *h, const str *subjects, size_t n, const sha256 *holder)
{
    struct ticket t = { S("officer/7"),
                        S("trace/12"),
                        S("birth.registration"),
                        { now_ms + 60000 },
                        { { 0 } },
                        subjects,
                        n };

    if (holder)
        t.holder = *holder;
    return ticket_make(A, &h->ticket_key, &t);
}

TEST(keys_are_made_once_and_kept_private)
{
    struct house h = house_open();
    struct keys_spec s = spec();
    str before, after, path = str_fmt(A, "%s/keys/kek.key", h.dir);
    dir_list names = { 0 };
    struct stat st;

    EXPECT_OK(file_read(A, path, 100, &before));
    EXPECT_INT(before.n, 32);
    EXPECT_OK(keys_create(h.dir, &s));
    EXPECT_OK(file_read(A, path, 100, &after));
    EXPECT(str_eq(before, after));
    EXPECT_OK(dir_read(A, str_fmt(A, "%s/keys", h.dir), &names));
    EXPECT_INT(names.n, 11);
    for (size_t i = 0; i < names.n; i++) {
        EXPECT_INT(
            stat(str_zdup(A, str_fmt(A, "%s/keys/%.*s", h.dir, STR_ARG(names.v[i].name))), &st), 0);
        EXPECT_INT(st.st_mode & 0777, 0600);
    }
    EXPECT_INT(stat(str_zdup(A, str_fmt(A, "%s/keys", h.dir)), &st), 0);
    EXPECT_INT(st.st_mode & 0777, 0700);
    house_close(&h);
}

TEST(keys_that_lack_one_are_refused)
{
    struct house h = house_open();
    struct keeper_core *again;

    EXPECT_OK(file_remove(str_fmt(A, "%s/keys/kek.key", h.dir)));
    EXPECT(failed(keeper_open(h.dir, still, &again)));
    house_close(&h);
}

static err wrapped_new(struct keeper *k, arena *a, str subject, key256 *key, str *wrapped)
{
    struct plain_key one = { subject, key_new() };

    *key = one.key;
    return keeper_wrap(k, a, &one, 1, wrapped);
}

TEST(many_keys_are_wrapped_in_their_order)
{
    struct house h = house_open();
    struct plain_key list[256];
    str wrapped[256];

    for (size_t i = 0; i < LEN(list); i++)
        list[i] = (struct plain_key){ str_fmt(A, "case/%zu", i + 1), key_new() };
    EXPECT_OK(keeper_wrap(h.as[KEEPER_WRITER], A, list, LEN(list), wrapped));
    for (size_t i = 0; i < LEN(list); i++) {
        key256 got;
        EXPECT_OK(keeper_unwrap_for_writing(
            h.as[KEEPER_WRITER], &(struct wrapped_key){ list[i].subject, wrapped[i] }, 1, &got));
        EXPECT(memcmp(&got, &list[i].key, sizeof got) == 0);
    }
    EXPECT_INT(keeper_wrap(h.as[KEEPER_WORKER], A, list, 1, wrapped).code, ERR_DENIED);
    list[1].subject = S("");
    EXPECT_INT(keeper_wrap(h.as[KEEPER_WRITER], A, list, 2, wrapped).code, ERR_SYNTAX);
    house_close(&h);
}

TEST(data_key_opens_only_as_its_subject)
{
    struct house h = house_open();
    str one = S("person/1"), two = S("person/2"), wrapped, bent;
    key256 k, got;

    EXPECT_OK(wrapped_new(h.as[KEEPER_WRITER], A, one, &k, &wrapped));
    EXPECT_OK(keeper_unwrap_for_writing(h.as[KEEPER_WRITER], &(struct wrapped_key){ one, wrapped },
                                        1, &got));
    EXPECT(memcmp(&k, &got, sizeof k) == 0);
    EXPECT_INT(keeper_unwrap_for_writing(h.as[KEEPER_WRITER], &(struct wrapped_key){ two, wrapped },
                                         1, &got)
                   .code,
               ERR_CRYPTO);
    bent = str_copy(A, wrapped);
    ((char *)bent.p)[30] ^= 1;
    EXPECT_INT(
        keeper_unwrap_for_writing(h.as[KEEPER_WRITER], &(struct wrapped_key){ one, bent }, 1, &got)
            .code,
        ERR_CRYPTO);
    EXPECT(!str_has(wrapped, str_of((const char *)&k, sizeof k)));
    house_close(&h);
}

TEST(ticket_opens_what_it_names_while_it_lasts)
{
    struct house h = house_open();
    str subjects[2] = { S_INIT("person/1"), S_INIT("case/9") }, wrapped[3], third = S("person/3"),
        ticket, bent;
    struct wrapped_key list[3];
    struct keeper *worker = h.as[KEEPER_WORKER];
    key256 keys[3], got[3];

    for (int i = 0; i < 3; i++) {
        str s = i < 2 ? subjects[i] : third;
        EXPECT_OK(wrapped_new(h.as[KEEPER_WRITER], A, s, &keys[i], &wrapped[i]));
        list[i] = (struct wrapped_key){ s, wrapped[i] };
    }
    ticket = ticket_for(&h, subjects, 2, NULL);
    EXPECT_OK(keeper_unwrap(worker, ticket, STR_NULL, list, 2, got));
    EXPECT(memcmp(keys, got, 2 * sizeof *keys) == 0);
    EXPECT_OK(keeper_unwrap(h.as[KEEPER_JOBS], ticket, STR_NULL, list, 1, got));
    EXPECT_INT(keeper_unwrap(worker, ticket, STR_NULL, list, 3, got).code, ERR_DENIED);
    EXPECT_INT(keeper_unwrap(worker, S(""), STR_NULL, list, 1, got).code, ERR_SYNTAX);
    for (size_t i = 0; i < ticket.n; i++) {
        bent = str_copy(A, ticket);
        ((char *)bent.p)[i] = bent.p[i] == 'A' ? 'B' : 'A';
        EXPECT(failed(keeper_unwrap(worker, bent, STR_NULL, list, 1, got)));
    }
    now_ms += 60000;
    EXPECT_INT(keeper_unwrap(worker, ticket, STR_NULL, list, 1, got).code, ERR_RANGE);
    now_ms -= 60000;
    house_close(&h);
}

TEST(standing_ticket_needs_the_session)
{
    struct house h = house_open();
    str own = S("account/4"), token = S("what the browser alone has"), wrapped, ticket;
    sha256 holder = sha256_of(token);
    struct wrapped_key w;
    key256 k, got;

    EXPECT_OK(wrapped_new(h.as[KEEPER_WRITER], A, own, &k, &wrapped));
    w = (struct wrapped_key){ own, wrapped };
    ticket = ticket_for(&h, &own, 1, &holder);
    EXPECT_OK(keeper_unwrap(h.as[KEEPER_WORKER], ticket, token, &w, 1, &got));
    EXPECT_INT(keeper_unwrap(h.as[KEEPER_WORKER], ticket, STR_NULL, &w, 1, &got).code, ERR_DENIED);
    EXPECT_INT(keeper_unwrap(h.as[KEEPER_WORKER], ticket, S("another"), &w, 1, &got).code,
               ERR_DENIED);
    EXPECT_INT(keeper_unwrap(h.as[KEEPER_WORKER], ticket, sha256_str(&holder), &w, 1, &got).code,
               ERR_DENIED);
    house_close(&h);
}

TEST(ticket_takes_256_subjects)
{
    struct house h = house_open();
    str subjects[TICKET_SUBJECTS];
    struct wrapped_key list[TICKET_SUBJECTS];
    key256 keys[TICKET_SUBJECTS], got[TICKET_SUBJECTS];
    str ticket;

    for (int i = 0; i < TICKET_SUBJECTS; i++) {
        subjects[i] = str_fmt(A, "person/%d", i);
        list[i].subject = subjects[i];
        EXPECT_OK(wrapped_new(h.as[KEEPER_WRITER], A, subjects[i], &keys[i], &list[i].wrapped));
    }
    ticket = ticket_for(&h, subjects, TICKET_SUBJECTS, NULL);
    EXPECT_OK(keeper_unwrap(h.as[KEEPER_WORKER], ticket, STR_NULL, list, TICKET_SUBJECTS, got));
    EXPECT(memcmp(keys, got, sizeof keys) == 0);
    house_close(&h);
}

/* Every role asks for every operation: what its list does not hold is DENIED, whatever the body. */
TEST(each_role_has_its_own_operations)
{
    static const char *const table[KEEPER_ROLES] = { [KEEPER_WORKER] = "PUBHM",
                                                     [KEEPER_WRITER] = "PNWCBHFM",
                                                     [KEEPER_JOBS] = "PUDTMS",
                                                     [KEEPER_PRESS] = "PD",
                                                     [KEEPER_OPERATOR] = "PM" };
    static const char letter[KEEPER_OPS] = { 'P', 'N', 'U', 'W', 'C', 'D',
                                             'B', 'H', 'F', 'T', 'M', 'S' };
    struct house h = house_open();
    char body[400] = { 0 };

    for (int role = 0; role < KEEPER_ROLES; role++)
        for (int op = 0; op < KEEPER_OPS + 3; op++) {
            bool may = op < KEEPER_OPS && strchr(table[role], letter[op]);
            buf out;
            body[0] = (char)op;
            buf_init(&out, A, 64);
            keeper_answer(h.core, (enum keeper_role)role, A, str_of(body, sizeof body), &out);
            EXPECT((out.p[0] == ERR_CLASS_REFUSED && out.p[1] == ERR_DENIED) == !may ||
                   (may && op == KEEPER_UNWRAP));
            EXPECT_INT(keeper_may((enum keeper_role)role, (enum keeper_op)op), may);
        }
    house_close(&h);
}

static bool leaks(str haystack, str secret)
{
    for (size_t i = 0; i + 16 <= secret.n; i += 16)
        if (str_has(haystack, str_sub(secret, i, 16)))
            return true;
    return false;
}

/* No answer to any operation holds sixteen bytes in a row of any secret file. */
TEST(no_operation_returns_a_private_key)
{
    struct house h = house_open();
    dir_list names = { 0 };
    str wrapped, sig, note, all = S("");
    struct keeper_public pub;
    struct blind b;
    key256 k;
    sha256 d = sha256_of(S("x"));

    EXPECT_OK(keeper_public(h.as[KEEPER_WORKER], A, &pub));
    EXPECT_OK(wrapped_new(h.as[KEEPER_WRITER], A, S("person/1"), &k, &wrapped));
    EXPECT_OK(keeper_sign_digest(h.as[KEEPER_JOBS], A, &d, &sig));
    EXPECT_OK(keeper_sign_checkpoint(h.as[KEEPER_WRITER], A, 1, &d, &note));
    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WRITER],
                                 &(struct blind_item){ S_INIT("f"), S_INIT("t") }, 1, &b));
    all =
        str_join(A,
                 (str[]){ pub.ca_pem, pub.seal_pem, pub.log_vkey, wrapped, sig, note,
                          str_of((const char *)&k, sizeof k), str_of((const char *)&b, sizeof b) },
                 8, S(""));
    EXPECT_OK(dir_read(A, str_fmt(A, "%s/keys", h.dir), &names));
    for (size_t i = 0; i < names.n; i++) {
        str bytes, name = names.v[i].name;
        if (!str_has(name, S(".key")))
            continue;
        EXPECT_OK(file_read(A, str_fmt(A, "%s/keys/%.*s", h.dir, STR_ARG(name)), 64 * KIB, &bytes));
        if (str_ends(name, S(".pem"))) /* the private number alone: its key is in the certificate */
            bytes = str_sub(bytes, str_find_char(bytes, '\n', 0) + 41, 48);
        EXPECT(!leaks(all, bytes));
    }
    house_close(&h);
}

TEST(checkpoints_never_go_back)
{
    struct house h = house_open();
    sha256 r1 = sha256_of(S("1")), r2 = sha256_of(S("2"));
    struct keeper *w = h.as[KEEPER_WRITER];
    struct keeper_public pub;
    struct checkpoint cp;
    str note, text;

    EXPECT_OK(keeper_sign_checkpoint(w, A, 10, &r1, &note));
    EXPECT_OK(keeper_public(w, A, &pub));
    EXPECT_OK(note_open(A, note, pub.log_vkey, &text));
    EXPECT_OK(checkpoint_parse(A, text, &cp));
    EXPECT_INT(cp.size, 10);
    EXPECT_STR(cp.origin, S("demo.example/log"));
    EXPECT(sha256_eq(&cp.root, &r1));
    EXPECT_OK(keeper_sign_checkpoint(w, A, 10, &r1, &note));
    EXPECT_INT(keeper_sign_checkpoint(w, A, 10, &r2, &note).code, ERR_CONFLICT);
    EXPECT_INT(keeper_sign_checkpoint(w, A, 9, &r2, &note).code, ERR_CONFLICT);
    EXPECT_OK(keeper_sign_checkpoint(w, A, 11, &r2, &note));
    house_close(&h);
}

/* The writer blinds by itself with a field's key, to the same marks; nobody else gets such a key.
 */
TEST(key_of_a_blinded_field_makes_the_same_marks)
{
    struct house h = house_open();
    struct blind_item one = { S_INIT("person.name"), S_INIT("anh") };
    struct blind asked, own;
    key256 name, other;

    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WRITER], &one, 1, &asked));
    EXPECT_OK(keeper_blind_key(h.as[KEEPER_WRITER], one.field, &name));
    EXPECT_OK(keeper_blind_key(h.as[KEEPER_WRITER], S("person.number"), &other));
    own = blind_by(&name, one.text);
    EXPECT(memcmp(&own, &asked, sizeof own) == 0);
    own = blind_by(&other, one.text);
    EXPECT(memcmp(&own, &asked, sizeof own) != 0);
    EXPECT(keeper_blind_key(h.as[KEEPER_WORKER], one.field, &name).code == ERR_DENIED);
    house_close(&h);
}

TEST(blind_index_is_stable_and_limited_for_workers)
{
    struct house h = house_open();
    struct blind_item one = { S_INIT("person.name"), S_INIT("anh") },
                      field = { S_INIT("account.name"), S_INIT("anh") };
    struct blind a, b, c;
    int asked = 0;
    err e = OK;

    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WRITER], &one, 1, &a));
    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WORKER], &one, 1, &b));
    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WRITER], &field, 1, &c));
    EXPECT(memcmp(&a, &b, sizeof a) == 0);
    EXPECT(memcmp(&a, &c, sizeof a) != 0);
    for (asked = 1; asked < 3000 && !failed(e); asked++)
        e = keeper_blind_index(h.as[KEEPER_WORKER], &one, 1, &a);
    EXPECT_INT(e.code, ERR_BUSY);
    EXPECT_INT(asked, 2001);
    EXPECT_OK(keeper_blind_index(h.as[KEEPER_WRITER], &one, 1, &a));
    now_ms += 1000;
    for (e = OK, asked = 0; asked < 3000 && !failed(e); asked++)
        e = keeper_blind_index(h.as[KEEPER_WORKER], &one, 1, &a);
    now_ms -= 1000;
    EXPECT_INT(asked, 201);
    house_close(&h);
}

TEST(shared_keys_go_to_those_who_share_them)
{
    struct house h = house_open();
    struct keys_handed writer, worker, none, file;
    key256 zero = { { 0 } };

    EXPECT_OK(keys_handed(h.dir, &file));
    EXPECT_OK(keeper_handed(h.as[KEEPER_WRITER], &writer));
    EXPECT_OK(keeper_handed(h.as[KEEPER_WORKER], &worker));
    EXPECT(memcmp(&file, &writer, sizeof file) == 0);
    EXPECT(memcmp(&worker.web, &file.web, sizeof file.web) == 0);
    EXPECT(memcmp(&worker.ticket, &zero, sizeof zero) == 0);
    EXPECT_INT(keeper_handed(h.as[KEEPER_JOBS], &none).code, ERR_DENIED);
    EXPECT_INT(keeper_handed(h.as[KEEPER_PRESS], &none).code, ERR_DENIED);
    house_close(&h);
}

/* ---- over a socket ---- */

/* A keeper at the other end of a line, one request at a time, until it is told how often to answer
 * no more or the line is closed. */
struct end {
    struct house *h;
    int fd, answers; /* answers: so many, then it is gone; negative: without limit */
    bool late;       /* says something old before the first answer */
};

static bool end_serve(struct end *e, arena *a)
{
    char head[KEEPER_HEAD], *body;
    buf out;
    rdr r;

    if (recv(e->fd, head, sizeof head, MSG_WAITALL) != sizeof head)
        return false;
    r = rdr_of(str_of(head, sizeof head));
    size_t n = rdr_u32(&r) - 4;
    uint32_t number = rdr_u32(&r);
    body = arena_alloc(a, n);
    if (recv(e->fd, body, n, MSG_WAITALL) != (ssize_t)n || e->answers-- == 0)
        return false;
    buf_init(&out, a, 1024);
    if (e->late) {
        buf_u32(&out, 4 + 5);
        buf_u32(&out, number - 1);
        buf_add(&out, S("\0\0old"));
        e->late = false;
    }
    size_t at = out.n;
    buf_u32(&out, 0);
    buf_u32(&out, number);
    keeper_answer(e->h->core, KEEPER_WRITER, a, str_of(body, n), &out);
    out.p[at] = (char)(out.n - at - 4);
    out.p[at + 1] = (char)((out.n - at - 4) >> 8);
    return send(e->fd, out.p, out.n, MSG_NOSIGNAL) == (ssize_t)out.n;
}

static void *end_run(void *p)
{
    struct end *e = p;
    arena a;

    arena_init(&a, 0);
    while (end_serve(e, &a))
        ;
    close(e->fd);
    arena_free(&a);
    return NULL;
}

struct talk {
    struct house h;
    struct keeper_line line;
    struct end end[2];
    pthread_t thread[2];
    int n, most; /* keepers that came, and that may */
};

static void talk_add(struct talk *t, int answers, bool late)
{
    int pair[2];

    EXPECT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    t->end[t->n] = (struct end){ &t->h, pair[1], answers, late };
    EXPECT_INT(pthread_create(&t->thread[t->n], NULL, end_run, &t->end[t->n]), 0);
    t->n++;
    if (t->line.fd < 0) {
        t->line.fd = pair[0];
        return;
    }
    EXPECT(dup2(pair[0], t->line.fd) == t->line.fd);
    close(pair[0]);
}

static bool talk_again(void *ctx)
{
    struct talk *t = ctx;

    if (t->n == t->most)
        return false;
    talk_add(t, -1, false);
    return true;
}

static void talk_begin(struct talk *t, int answers, bool late, int most)
{
    t->h = house_open();
    t->n = 0;
    t->most = most;
    t->line = (struct keeper_line){ -1, talk_again, t };
    talk_add(t, answers, late);
}

static void talk_end(struct talk *t)
{
    close(t->line.fd);
    for (int i = 0; i < t->n; i++)
        pthread_join(t->thread[i], NULL);
    house_close(&t->h);
}

TEST(keeper_is_asked_over_a_line)
{
    struct talk t;
    struct keeper *k;
    struct keeper_public pub;
    struct wrapped_key w = { S_INIT("person/1"), STR_NULL };
    key256 key, got;

    talk_begin(&t, -1, false, 1);
    k = keeper_connect(A, &t.line);
    EXPECT_OK(wrapped_new(k, A, w.subject, &key, &w.wrapped));
    EXPECT_OK(keeper_unwrap_for_writing(k, &w, 1, &got));
    EXPECT(memcmp(&key, &got, sizeof key) == 0);
    EXPECT_OK(keeper_public(k, A, &pub)); /* longer than what is read at once */
    EXPECT(str_starts(pub.seal_pem, S("-----BEGIN CERTIFICATE")));
    EXPECT_INT(keeper_sign_digest(k, A, &(sha256){ 0 }, &w.wrapped).code, ERR_DENIED);
    talk_end(&t);
}

TEST(keeper_that_is_gone_is_asked_again_where_another_came)
{
    struct talk t;
    struct keeper_public pub;

    talk_begin(&t, 0, false, 2);
    EXPECT_OK(keeper_public(keeper_connect(A, &t.line), A, &pub));
    EXPECT_INT(t.n, 2);
    talk_end(&t);
}

TEST(keeper_that_is_gone_for_good_is_a_fault)
{
    struct talk t;
    struct keeper_public pub;

    talk_begin(&t, 1, false, 1);
    struct keeper *k = keeper_connect(A, &t.line);
    EXPECT_OK(keeper_public(k, A, &pub));
    EXPECT_INT(keeper_public(k, A, &pub).code, ERR_PEER);
    EXPECT_INT(keeper_public(k, A, &pub).code, ERR_PEER);
    talk_end(&t);
}

TEST(keeper_answers_that_come_too_late_are_not_taken_for_others)
{
    struct talk t;
    struct keeper_public pub;

    talk_begin(&t, -1, true, 1);
    EXPECT_OK(keeper_public(keeper_connect(A, &t.line), A, &pub));
    EXPECT(str_starts(pub.seal_pem, S("-----BEGIN CERTIFICATE")));
    talk_end(&t);
}

/* ---- certificates and CMS ---- */

TEST(seal_certificate_is_issued_by_the_sites_ca)
{
    struct house h = house_open();
    struct keeper_public pub;
    struct x509_facts f;

    EXPECT_OK(keeper_public(h.as[KEEPER_JOBS], A, &pub));
    const str by = authority_now(&pub.authority, CERT_ISSUING)->pem;
    EXPECT_OK(x509_check(pub.seal_pem, by, still()));
    EXPECT_OK(x509_check(by, pub.ca_pem, still()));
    EXPECT(failed(x509_check(pub.seal_pem, pub.seal_pem, still())));
    EXPECT(failed(x509_check(pub.seal_pem, by, (instant){ now_ms - 86400000 })));
    EXPECT(
        failed(x509_check(pub.seal_pem, by, (instant){ now_ms + 11 * 365 * INT64_C(86400000) })));
    EXPECT_OK(x509_facts(A, pub.seal_pem, &f));
    EXPECT_STR(f.subject, S("CN=Utopia Document Seal,O=Republic of Utopia,C=UT"));
    EXPECT(instant_eq(f.from, still()));
    house_close(&h);
}

TEST(cms_fits_its_content_only)
{
    struct house h = house_open(), other = house_open();
    struct keeper_public pub, foreign;
    sha256 content = sha256_of(S("document")), bent = sha256_of(S("another")), d;
    str attributes, sig, cms, signer;

    EXPECT_OK(keeper_public(h.as[KEEPER_JOBS], A, &pub));
    EXPECT_OK(keeper_public(other.as[KEEPER_JOBS], A, &foreign));
    EXPECT_OK(cms_attributes(A, pub.seal_pem, &content, &attributes));
    d = cms_digest(attributes);
    EXPECT_OK(keeper_sign_digest(h.as[KEEPER_JOBS], A, &d, &sig));
    EXPECT_OK(
        cms_finish(A, pub.seal_pem, authority_chain(A, &pub.authority), attributes, sig, &cms));
    EXPECT_OK(cms_verify(A, cms, authority_trust(A, &pub.authority), &content, &signer));
    EXPECT_STR(signer, pub.seal_pem);
    EXPECT_INT(cms_verify(A, cms, authority_trust(A, &pub.authority), &bent, &signer).code,
               ERR_CRYPTO);
    EXPECT_INT(cms_verify(A, cms, authority_trust(A, &foreign.authority), &content, &signer).code,
               ERR_DENIED);
    EXPECT_INT(
        cms_verify(A, S("0\x80"), authority_trust(A, &pub.authority), &content, &signer).code,
        ERR_SYNTAX);
    EXPECT_OK(keeper_sign_digest(other.as[KEEPER_JOBS], A, &d, &sig));
    EXPECT(failed(
        cms_finish(A, pub.seal_pem, authority_chain(A, &pub.authority), attributes, sig, &cms)));
    house_close(&h);
    house_close(&other);
}

/* The kind of a message is the asking role's own, and its signature the seal's. */
TEST(messages_are_of_the_asking_roles_kind)
{
    static const struct {
        enum keeper_role role;
        const char *kind;
    } t[] = { { KEEPER_JOBS, MESSAGE_ASK },
              { KEEPER_WRITER, MESSAGE_ANSWER },
              { KEEPER_WORKER, MESSAGE_REFUSAL },
              { KEEPER_OPERATOR, MESSAGE_CONFIG } };
    struct house h = house_open();
    struct keeper_public pub;
    struct jws_key key;
    val header;
    str jws, payload;

    EXPECT_OK(keeper_public(h.as[KEEPER_JOBS], A, &pub));
    EXPECT_OK(jws_key_from_cert(pub.seal_pem, &key));
    FOR_EACH(t, c) {
        EXPECT_OK(keeper_sign_message(h.as[c->role], A, S("{\"id\":\"1\"}"), &jws));
        EXPECT_OK(jws_verify(A, &key, jws, &payload, &header));
        EXPECT_STR(payload, S("{\"id\":\"1\"}"));
        EXPECT_STR(val_get_text(header, S("typ")), str_z(c->kind));
    }
    char *bytes = arena_alloc(A, KEEPER_MESSAGE_MAX + 1);
    memset(bytes, 'x', KEEPER_MESSAGE_MAX + 1);
    str large = str_of(bytes, KEEPER_MESSAGE_MAX + 1);
    EXPECT(failed(keeper_sign_message(h.as[KEEPER_PRESS], A, S("{}"), &jws)));
    EXPECT_INT(keeper_sign_message(h.as[KEEPER_JOBS], A, large, &jws).code, ERR_SIZE);
    EXPECT_OK(keeper_sign_message(h.as[KEEPER_OPERATOR], A, large, &jws));
    EXPECT(failed(jws_key_from_cert(S("no certificate"), &key)));
    house_close(&h);
}
