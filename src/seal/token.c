#include "seal/token.h"

#include "os/clock.h"

enum { TOKEN_BYTES = 32, CODE_CHARS = 8, CODE_BASE = 29 };

/* 29 characters, a prime number, so that weights modulo 29 find every swap. */
static const char alphabet[] = "23456789ACDEFGHJKMNPQRTUVWXYZ";
_Static_assert(sizeof alphabet == CODE_BASE + 1, "29 characters");

str token_random(arena *a)
{
    uint8_t b[TOKEN_BYTES];
    str text;

    random_bytes(b, sizeof b);
    text = b64url_text(a, str_of((const char *)b, sizeof b));
    bytes_wipe(b, sizeof b);
    return text;
}

sha256 token_hash(str token)
{
    return sha256_of(token);
}

bool token_matches(str token, str stored_hash)
{
    sha256 h = token_hash(token);

    return bytes_equal(sha256_str(&h), stored_hash);
}

/* ---- sealed values: u64 expiry in milliseconds and the payload, under a key of the purpose's own
 * ---- */

str token_seal(arena *a, const key256 *key, str purpose, instant expiry, str payload)
{
    key256 own = key_derive(key, purpose);
    str text;
    buf b;

    buf_init(&b, a, 8 + payload.n);
    buf_u64(&b, (uint64_t)expiry.ms);
    buf_add(&b, payload);
    text = b64url_text(a, aead_seal(a, &own, purpose, buf_str(&b)));
    bytes_wipe(&own, sizeof own);
    return text;
}

err token_open(arena *a, const key256 *key, str purpose, str token, instant now, str *payload)
{
    key256 own = key_derive(key, purpose);
    str sealed, plain;
    err e;
    rdr r;

    if (failed(b64url_bytes(a, token, &sealed)))
        return REFUSED(ERR_CRYPTO);
    e = aead_open(a, &own, purpose, sealed, &plain);
    bytes_wipe(&own, sizeof own);
    if (failed(e) || plain.n < 8)
        return REFUSED(ERR_CRYPTO);
    r = rdr_of(plain);
    if (now.ms >= (int64_t)rdr_u64(&r))
        return REFUSED(ERR_RANGE);
    *payload = str_from(plain, 8);
    return OK;
}

/* ---- one-time codes ---- */

/* The sum of weight times place in the alphabet is 0 modulo 29; weights 1..8 differ, so a single
 * change or a swap of two different neighbours never keeps it. */
static unsigned code_sum(const unsigned v[static CODE_CHARS])
{
    unsigned sum = 0;

    for (unsigned i = 0; i < CODE_CHARS; i++)
        sum += (CODE_CHARS - i) * v[i];
    return sum % CODE_BASE;
}

/* Without bias: of a byte's 256 values, those past the last multiple of 29 are thrown again. */
static unsigned random_place(void)
{
    uint8_t b;

    do
        random_bytes(&b, 1);
    while (b >= 256 / CODE_BASE * CODE_BASE);
    return b % CODE_BASE;
}

code code_new(void)
{
    unsigned v[CODE_CHARS] = { 0 };
    code c;

    for (unsigned i = 0; i + 1 < CODE_CHARS; i++)
        v[i] = random_place();
    v[CODE_CHARS - 1] = (CODE_BASE - code_sum(v)) % CODE_BASE; /* its weight is 1 */
    for (unsigned i = 0; i < CODE_CHARS; i++)
        c.c[i] = alphabet[v[i]];
    return c;
}

str code_text(arena *a, code c)
{
    return str_fmt(a, "%.4s-%.4s", c.c, c.c + 4);
}

static int place_of(char ch)
{
    const char *at;

    if (ch >= 'a' && ch <= 'z')
        ch = (char)(ch - 'a' + 'A');
    ch = ch == 'S' ? '5' : ch == 'B' ? '8' : ch;
    at = ch ? strchr(alphabet, ch) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

err code_read(str typed, code *out)
{
    unsigned v[CODE_CHARS], n = 0;
    code c;

    for (size_t i = 0; i < typed.n; i++) {
        int place = place_of(typed.p[i]);
        if (strchr(" -\t\r\n", typed.p[i]) && typed.p[i])
            continue;
        if (place < 0 || n == CODE_CHARS)
            return REFUSED(ERR_SYNTAX);
        c.c[n] = alphabet[place];
        v[n++] = (unsigned)place;
    }
    if (n != CODE_CHARS || code_sum(v) != 0)
        return REFUSED(ERR_SYNTAX);
    *out = c;
    return OK;
}

sha256 code_hash(const key256 *key, str subject, code c)
{
    key256 own = key_derive(key, S("one-time code"));
    struct sha256_stream s;
    sha256 subject_hash = sha256_of(subject), h;

    sha256_begin(&s);
    sha256_add(&s, subject_hash.b, sizeof subject_hash.b);
    sha256_add(&s, c.c, sizeof c.c);
    h = sha256_end(&s);
    h = hmac_sha256(str_of((const char *)own.b, sizeof own.b), sha256_str(&h));
    bytes_wipe(&own, sizeof own);
    return h;
}
