/* The client's side: one request out, one answer in. */
#include "seal/keeper_wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum { PATIENCE_MS = 5000, TRIES = 3, FIRST = 4096 };

struct keeper {
    const struct keeper_line *line; /* null: in this process */
    struct keeper_core *core;
    enum keeper_role role;
    uint32_t number;
    size_t skip;    /* bytes of an answer that nobody waits for any more */
    size_t n;       /* bytes in `in` */
    char in[FIRST]; /* what came; most answers whole */
};

struct keeper *keeper_connect(arena *a, const struct keeper_line *line)
{
    struct keeper *k = ARENA_NEW(a, struct keeper);

    k->line = line;
    return k;
}

struct keeper *keeper_local(arena *a, struct keeper_core *core, enum keeper_role role)
{
    struct keeper *k = ARENA_NEW(a, struct keeper);

    k->core = core;
    k->role = role;
    return k;
}

/* What a silent keeper is: the answer may still come.  One that is gone is FAULT(ERR_PEER). */
#define SILENT FAULT(ERR_BUSY)

static err ready(int fd, short what)
{
    struct pollfd p = { fd, what, 0 };
    int n;

    do
        n = poll(&p, 1, PATIENCE_MS);
    while (n < 0 && errno == EINTR);
    return n > 0 ? OK : SILENT;
}

static err send_all(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) {
            TRY(ready(fd, POLLOUT));
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FAULT(ERR_PEER);
        bytes = str_from(bytes, (size_t)n);
    }
    return OK;
}

/* Some bytes, room at most; the answer is hardly ever there at once, so it is waited for first. */
static err recv_some(int fd, char *to, size_t room, size_t *got)
{
    for (;;) {
        TRY(ready(fd, POLLIN));
        ssize_t n = recv(fd, to, room, MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        *got = n > 0 ? (size_t)n : 0;
        return n > 0 ? OK : FAULT(ERR_PEER);
    }
}

static void taken(struct keeper *k, size_t n)
{
    memmove(k->in, k->in + n, k->n - n);
    bytes_wipe(k->in + k->n - n, n);
    k->n -= n;
}

/* At least n bytes in `in`. */
static err have(struct keeper *k, size_t n)
{
    size_t got;

    while (k->n < n) {
        TRY(recv_some(k->line->fd, k->in + k->n, sizeof k->in - k->n, &got));
        k->n += got;
    }
    return OK;
}

static err skip(struct keeper *k)
{
    while (k->skip) {
        TRY(have(k, 1));
        size_t n = MIN(k->skip, k->n);
        taken(k, n);
        k->skip -= n;
    }
    return OK;
}

/* The next answer, whole and in memory of its own. */
static err frame_next(struct keeper *k, arena *a, uint32_t *number, str *body)
{
    TRY(skip(k));
    TRY(have(k, KEEPER_HEAD));
    rdr r = rdr_of(str_of(k->in, KEEPER_HEAD));
    size_t n = rdr_u32(&r), got, more;
    *number = rdr_u32(&r);
    if (n < 6 || n > KEEPER_FRAME_MAX)
        return FAULT(ERR_PEER);
    n -= 4;
    taken(k, KEEPER_HEAD);
    char *to = arena_alloc(a, n);
    got = MIN(n, k->n);
    memcpy(to, k->in, got);
    taken(k, got);
    for (; got < n; got += more) {
        err e = recv_some(k->line->fd, to + got, n - got, &more);
        if (failed(e)) {
            k->skip = n - got;
            return e;
        }
    }
    *body = str_of(to, n);
    return OK;
}

static err exchange(struct keeper *k, arena *a, str frame, str *answer)
{
    uint32_t number;

    TRY(send_all(k->line->fd, frame));
    do
        TRY(frame_next(k, a, &number, answer));
    while (number != k->number);
    return OK;
}

/* Once more where another keeper came in the place of one that is gone. */
static err exchange_again(struct keeper *k, arena *a, str frame, str *answer)
{
    err e = exchange(k, a, frame, answer);

    for (int i = 1; i < TRIES && failed(e) && e.code == ERR_PEER; i++) {
        if (!k->line->again || !k->line->again(k->line->ctx))
            break;
        taken(k, k->n);
        k->skip = 0;
        e = exchange(k, a, frame, answer);
    }
    return failed(e) ? FAULT(ERR_PEER) : OK;
}

/* The request's frame begins with room for its length and number. */
static buf request(arena *a, enum keeper_op op)
{
    buf b;

    buf_init(&b, a, 1024);
    buf_u32(&b, 0);
    buf_u32(&b, 0);
    buf_u8(&b, (uint8_t)op);
    return b;
}

static void head_put(buf *b, uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        b->p[i] = (char)((b->n - 4) >> (8 * i));
        b->p[4 + i] = (char)(number >> (8 * i));
    }
}

static err call(struct keeper *k, arena *a, buf *b, rdr *body)
{
    str answer;
    err e;

    if (b->n - 4 > KEEPER_FRAME_MAX)
        return REFUSED(ERR_SIZE);
    if (!k->line) {
        buf out;
        buf_init(&out, a, 1024);
        keeper_answer(k->core, k->role, a, str_from(buf_str(b), KEEPER_HEAD), &out);
        answer = buf_str(&out);
    } else {
        head_put(b, ++k->number);
        TRY(exchange_again(k, a, buf_str(b), &answer));
    }
    *body = rdr_of(answer);
    e.class = rdr_u8(body);
    e.code = rdr_u8(body);
    return e.class <= ERR_CLASS_FAULT ? e : FAULT(ERR_PEER);
}

/* The client's own short-lived memory, wiped by arena_free's giving it back: keys are copied out
 * first. */
#define SCRATCH(name)                                                                              \
    __attribute__((cleanup(arena_free))) arena name;                                               \
    arena_init(&name, 0)

static err whole(const rdr *r)
{
    return r->ok && r->p == r->end ? OK : FAULT(ERR_PEER);
}

err keeper_public(struct keeper *k, arena *a, struct keeper_public *out)
{
    buf b = request(a, KEEPER_PUBLIC);
    rdr r;

    TRY(call(k, a, &b, &r));
    out->log_origin = rdr_lstr(&r);
    out->log_vkey = rdr_lstr(&r);
    str text = rdr_lstr(&r);
    TRY(whole(&r));
    if (failed(authority_parse(a, text, &out->authority)))
        return FAULT(ERR_SYNTAX);
    const struct authority_cert *root = authority_now(&out->authority, CERT_ROOT);
    const struct authority_cert *seal = authority_now(&out->authority, CERT_SEAL);
    if (!root || !seal)
        return FAULT(ERR_SYNTAX);
    out->ca_pem = root->pem;
    out->seal_pem = seal->pem;
    return OK;
}

err keeper_tend(struct keeper *k, arena *a, bool *changed)
{
    buf b = request(a, KEEPER_TEND);
    rdr r;

    TRY(call(k, a, &b, &r));
    *changed = rdr_u8(&r) != 0;
    return whole(&r);
}

static err take_keys(struct keeper *k, arena *s, buf *b, size_t n, key256 *out)
{
    str bytes;
    rdr r;

    TRY(call(k, s, b, &r));
    bytes = rdr_bytes(&r, n * sizeof *out);
    TRY(whole(&r));
    memcpy(out, bytes.p, bytes.n);
    bytes_wipe((void *)bytes.p, bytes.n);
    return OK;
}

err keeper_handed(struct keeper *k, struct keys_handed *out)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_HANDED);
    key256 both[2];

    TRY(take_keys(k, &s, &b, 2, both));
    *out = (struct keys_handed){ both[0], both[1] };
    bytes_wipe(both, sizeof both);
    return OK;
}

err keeper_wrap(struct keeper *k, arena *a, const struct plain_key *list, size_t n, str *wrapped)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_WRAP);
    rdr r;

    buf_u32(&b, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        buf_lstr(&b, list[i].subject);
        buf_add(&b, str_of((const char *)list[i].key.b, sizeof list[i].key.b));
    }
    err e = call(k, &s, &b, &r);
    bytes_wipe(b.p, b.n);
    TRY(e);
    for (size_t i = 0; i < n; i++)
        wrapped[i] = str_copy(a, rdr_lstr(&r));
    return whole(&r);
}

static void put_list(buf *b, const struct wrapped_key *list, size_t n)
{
    buf_u32(b, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        buf_lstr(b, list[i].subject);
        buf_lstr(b, list[i].wrapped);
    }
}

err keeper_unwrap(struct keeper *k, str ticket, str proof, const struct wrapped_key *list, size_t n,
                  key256 *out)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_UNWRAP);

    buf_lstr(&b, ticket);
    buf_lstr(&b, proof);
    put_list(&b, list, n);
    return take_keys(k, &s, &b, n, out);
}

err keeper_unwrap_for_writing(struct keeper *k, const struct wrapped_key *list, size_t n,
                              key256 *out)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_UNWRAP_WRITING);

    put_list(&b, list, n);
    return take_keys(k, &s, &b, n, out);
}

err keeper_sign_checkpoint(struct keeper *k, arena *a, uint64_t size, const sha256 *root, str *note)
{
    buf b = request(a, KEEPER_SIGN_CHECKPOINT);
    rdr r;

    buf_u64(&b, size);
    buf_add(&b, sha256_str(root));
    TRY(call(k, a, &b, &r));
    *note = rdr_lstr(&r);
    return whole(&r);
}

err keeper_stamp(struct keeper *k, arena *a, const sha256 *digest, str *token)
{
    buf b = request(a, KEEPER_STAMP);
    rdr r;

    buf_add(&b, sha256_str(digest));
    TRY(call(k, a, &b, &r));
    *token = rdr_lstr(&r);
    return whole(&r);
}

err keeper_sign_digest(struct keeper *k, arena *a, const sha256 *digest, str *signature)
{
    buf b = request(a, KEEPER_SIGN_DIGEST);
    rdr r;

    buf_add(&b, sha256_str(digest));
    TRY(call(k, a, &b, &r));
    *signature = rdr_lstr(&r);
    return whole(&r);
}

err keeper_sign_message(struct keeper *k, arena *a, str payload, str *jws)
{
    buf b = request(a, KEEPER_SIGN_MESSAGE);
    rdr r;

    if (payload.n > (k->role == KEEPER_OPERATOR ? KEEPER_CONFIG_MAX : KEEPER_MESSAGE_MAX))
        return REFUSED(ERR_SIZE);
    buf_lstr(&b, payload);
    TRY(call(k, a, &b, &r));
    *jws = rdr_lstr(&r);
    return whole(&r);
}

struct blind blind_by(const key256 *field, str text)
{
    sha256 h = hmac_sha256(str_of((const char *)field->b, sizeof field->b), text);
    struct blind b;

    memcpy(b.b, h.b, sizeof b.b);
    return b;
}

err keeper_blind_key(struct keeper *k, str field, key256 *out)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_BLIND_KEY);

    buf_lstr(&b, field);
    return take_keys(k, &s, &b, 1, out);
}

err keeper_blind_index(struct keeper *k, const struct blind_item *items, size_t n,
                       struct blind *out)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_BLIND_INDEX);
    str bytes;
    rdr r;

    buf_u32(&b, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        buf_lstr(&b, items[i].field);
        buf_lstr(&b, items[i].text);
    }
    TRY(call(k, &s, &b, &r));
    bytes = rdr_bytes(&r, n * sizeof *out);
    TRY(whole(&r));
    memcpy(out, bytes.p, bytes.n);
    return OK;
}
