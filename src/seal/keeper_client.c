/* The client's side: one request out, one answer in. */
#include "seal/keeper_wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum { PATIENCE_MS = 5000 };

struct keeper {
    int fd; /* -1: in this process */
    struct keeper_core *core;
    enum keeper_role role;
};

struct keeper *keeper_connect(arena *a, int fd)
{
    struct keeper *k = ARENA_NEW(a, struct keeper);

    k->fd = fd;
    return k;
}

struct keeper *keeper_local(arena *a, struct keeper_core *core, enum keeper_role role)
{
    struct keeper *k = ARENA_NEW(a, struct keeper);

    *k = (struct keeper){ -1, core, role };
    return k;
}

static err ready(int fd, short what)
{
    struct pollfd p = { fd, what, 0 };
    int n;

    do
        n = poll(&p, 1, PATIENCE_MS);
    while (n < 0 && errno == EINTR);
    return n > 0 ? OK : FAULT(ERR_PEER);
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

/* At least `least` bytes and at most `room`; the answer is hardly ever there at once, so it is
 * waited for first. */
static err recv_some(int fd, char *to, size_t least, size_t room, size_t *got)
{
    for (*got = 0; *got < least;) {
        TRY(ready(fd, POLLIN));
        ssize_t n = recv(fd, to + *got, room - *got, MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return FAULT(ERR_PEER);
        *got += (size_t)n;
    }
    return OK;
}

static err exchange(struct keeper *k, arena *a, str frame, str *answer)
{
    enum { HEAD = 4, FIRST = 4096 };
    char *bytes = arena_alloc(a, FIRST);
    size_t got, more;
    uint32_t n;
    rdr r;

    TRY(send_all(k->fd, frame));
    TRY(recv_some(k->fd, bytes, HEAD, FIRST, &got));
    r = rdr_of(str_of(bytes, HEAD));
    n = rdr_u32(&r);
    if (n < 2 || n > KEEPER_FRAME_MAX || got > HEAD + n)
        return FAULT(ERR_PEER);
    if (HEAD + n > FIRST) {
        char *all = arena_alloc(a, HEAD + n);
        memcpy(all, bytes, got);
        bytes_wipe(bytes, got);
        bytes = all;
    }
    if (got < HEAD + n)
        TRY(recv_some(k->fd, bytes + got, HEAD + n - got, HEAD + n - got, &more));
    *answer = str_of(bytes + HEAD, n);
    return OK;
}

/* The request's frame begins with room for its length. */
static buf request(arena *a, enum keeper_op op)
{
    buf b;

    buf_init(&b, a, 1024);
    buf_u32(&b, 0);
    buf_u8(&b, (uint8_t)op);
    return b;
}

static err call(struct keeper *k, arena *a, buf *b, rdr *body)
{
    str answer;
    err e;

    if (b->n - 4 > KEEPER_FRAME_MAX)
        return REFUSED(ERR_SIZE);
    for (unsigned i = 0; i < 4; i++)
        b->p[i] = (char)((b->n - 4) >> (8 * i));
    if (k->fd < 0) {
        buf out;
        buf_init(&out, a, 1024);
        keeper_answer(k->core, k->role, a, str_from(buf_str(b), 4), &out);
        answer = buf_str(&out);
    } else {
        TRY(exchange(k, a, buf_str(b), &answer));
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
    out->ca_pem = rdr_lstr(&r);
    out->seal_pem = rdr_lstr(&r);
    out->log_origin = rdr_lstr(&r);
    out->log_vkey = rdr_lstr(&r);
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

err keeper_new_key(struct keeper *k, arena *a, str subject, key256 *key, str *wrapped)
{
    SCRATCH(s);
    buf b = request(&s, KEEPER_NEW_KEY);
    str bytes, w;
    rdr r;

    buf_lstr(&b, subject);
    TRY(call(k, &s, &b, &r));
    bytes = rdr_bytes(&r, sizeof *key);
    w = rdr_lstr(&r);
    TRY(whole(&r));
    memcpy(key, bytes.p, sizeof *key);
    *wrapped = str_copy(a, w);
    bytes_wipe((void *)bytes.p, bytes.n);
    return OK;
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

err keeper_sign_digest(struct keeper *k, arena *a, const sha256 *digest, str *signature)
{
    buf b = request(a, KEEPER_SIGN_DIGEST);
    rdr r;

    buf_add(&b, sha256_str(digest));
    TRY(call(k, a, &b, &r));
    *signature = rdr_lstr(&r);
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
