#include "text/fold.h"

#include "text/icu.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

/* ---- folding ---- */

static struct u16 normalized(arena *a, const UNormalizer2 *n, struct u16 u)
{
    UErrorCode st = U_ZERO_ERROR;
    int32_t room = u.n * 3 + 16;
    UChar *p = arena_alloc(a, (size_t)room * sizeof *p);
    int32_t got = unorm2_normalize(n, u.p, u.n, p, room, &st);

    if (st == U_BUFFER_OVERFLOW_ERROR) {
        st = U_ZERO_ERROR;
        room = got + 1;
        p = arena_alloc(a, (size_t)room * sizeof *p);
        got = unorm2_normalize(n, u.p, u.n, p, room, &st);
    }
    return U_FAILURE(st) ? (struct u16){ u"", 0 } : (struct u16){ p, got };
}

/* Marks of scripts in which they are signs of their own (vowels of India and Thailand, kana's
 * voicing) stay. */
static bool strippable(UChar32 c)
{
    UErrorCode st = U_ZERO_ERROR;
    int8_t type = u_charType(c);

    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK)
        return false;
    if (c == 0x3099 || c == 0x309a)
        return false;
    switch (uscript_getScript(c, &st)) {
    case USCRIPT_INHERITED:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_SYRIAC:
        return true;
    default:
        return false;
    }
}

static struct u16 stripped(arena *a, struct u16 u)
{
    UChar *p = arena_alloc(a, (size_t)(u.n + 1) * sizeof *p);
    int32_t n = 0;

    for (int32_t i = 0; i < u.n;) {
        UChar32 c;
        int32_t from = i;
        U16_NEXT(u.p, i, u.n, c);
        if (!strippable(c))
            for (; from < i; from++)
                p[n++] = u.p[from];
    }
    return (struct u16){ p, n };
}

static struct u16 case_folded(arena *a, struct u16 u)
{
    UErrorCode st = U_ZERO_ERROR;
    int32_t room = u.n * 3 + 1; /* one character folds to three at most */
    UChar *p = arena_alloc(a, (size_t)room * sizeof *p);
    int32_t n = u_strFoldCase(p, room, u.p, u.n, U_FOLD_CASE_DEFAULT, &st);

    return U_FAILURE(st) ? (struct u16){ u"", 0 } : (struct u16){ p, n };
}

/* Letters with a stroke or bound together, which Unicode does not decompose; null: another. */
static const char *plain_letter(UChar c)
{
    static const struct {
        UChar from;
        char to[3];
    } letters[] = {
        { 0x111, "d" },  { 0xf8, "o" },  { 0x142, "l" },  { 0xe6, "ae" }, { 0x153, "oe" },
        { 0xfe, "th" },  { 0xf0, "d" },  { 0x127, "h" },  { 0x131, "i" }, { 0x167, "t" },
        { 0x14b, "ng" }, { 0x138, "k" }, { 0x180, "b" },  { 0x1e5, "g" }, { 0x268, "i" },
        { 0x289, "u" },  { 0x1b6, "z" }, { 0x2019, "'" }, { 0xdf, "ss" },
    };

    if (c >= 0x80)
        FOR_EACH(letters, l)
            if (l->from == c)
                return l->to;
    return NULL;
}

static struct u16 plain_letters(arena *a, struct u16 u)
{
    UChar *p = arena_alloc(a, (size_t)(2 * u.n + 1) * sizeof *p);
    int32_t n = 0;

    for (int32_t i = 0; i < u.n; i++) {
        const char *to = plain_letter(u.p[i]);
        if (!to)
            p[n++] = u.p[i];
        for (; to && *to; to++)
            p[n++] = (UChar)*to;
    }
    return (struct u16){ p, n };
}

static bool plain_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] & 0x80)
            return false;
    return true;
}

str fold(arena *a, str text)
{
    UErrorCode st = U_ZERO_ERROR;

    if (plain_ascii(text))
        return str_lower(a, text);
    const UNormalizer2 *apart = unorm2_getNFKDInstance(&st), *together = unorm2_getNFCInstance(&st);
    if (U_FAILURE(st) || !utf8_valid(text) || text.n > 64 * MIB)
        return S("");
    struct u16 u = stripped(a, normalized(a, apart, u16_of(a, text)));
    u = normalized(a, together, plain_letters(a, case_folded(a, u)));
    return str_of_u16(a, u.p, u.n);
}

/* A capital gives a capital, and small letters after it: Æ is Ae. */
static struct u16 plain_capitals(arena *a, struct u16 u)
{
    UChar *p = arena_alloc(a, (size_t)(2 * u.n + 1) * sizeof *p);
    int32_t n = 0;

    for (int32_t i = 0; i < u.n; i++) {
        bool capital = u_isupper(u.p[i]);
        const char *to = plain_letter((UChar)u_tolower(u.p[i]));
        if (!to)
            p[n++] = u.p[i];
        for (; to && *to; to++, capital = false)
            p[n++] = (UChar)(capital ? *to - 'a' + 'A' : *to);
    }
    return (struct u16){ p, n };
}

str fold_keep_case(arena *a, str text)
{
    UErrorCode st = U_ZERO_ERROR;

    if (plain_ascii(text))
        return text;
    const UNormalizer2 *apart = unorm2_getNFKDInstance(&st), *together = unorm2_getNFCInstance(&st);
    if (U_FAILURE(st) || !utf8_valid(text) || text.n > 64 * MIB)
        return S("");
    struct u16 u = stripped(a, normalized(a, apart, u16_of(a, text)));
    u = normalized(a, together, plain_capitals(a, u));
    return str_of_u16(a, u.p, u.n);
}

/* ---- words ---- */

struct fold_breaker {
    UBreakIterator *words;
};

static void breaker_close(void *p)
{
    ubrk_close(((struct fold_breaker *)p)->words);
}

err fold_breaker_open(arena *a, struct fold_breaker **out)
{
    UErrorCode st = U_ZERO_ERROR;
    struct fold_breaker *b = ARENA_NEW(a, struct fold_breaker);
    str *warm;

    b->words = ubrk_open(UBRK_WORD, "en", NULL, 0, &st);
    if (U_FAILURE(st))
        return FAULT(ERR_IO);
    arena_on_free(a, breaker_close, b);
    /* Thai and Chinese: their dictionaries are loaded at first use */
    fold_words(a, b, S("\xe0\xb8\x81\xe0\xb8\xb2\xe0\xb8\xa3 \xe4\xb8\xad\xe6\x96\x87"), &warm);
    *out = b;
    return OK;
}

size_t fold_words(arena *a, struct fold_breaker *b, str text, str **out)
{
    UErrorCode st = U_ZERO_ERROR;
    VEC(str) words = { 0 };
    UText *t = utext_openUTF8(NULL, text.n ? text.p : "", (int64_t)text.n, &st);

    ubrk_setUText(b->words, t, &st);
    if (U_SUCCESS(st) && text.n < INT32_MAX)
        for (int32_t from = ubrk_first(b->words), to; (to = ubrk_next(b->words)) != UBRK_DONE;
             from = to)
            if (ubrk_getRuleStatus(b->words) >= UBRK_WORD_NUMBER)
                *vec_push(&words, a) = str_sub(text, (size_t)from, (size_t)(to - from));
    utext_close(t);
    *out = words.v;
    return words.n;
}

/* ---- other scripts ---- */

struct fold_latin {
    UTransliterator *any;
};

static void latin_close(void *p)
{
    utrans_close(((struct fold_latin *)p)->any);
}

err fold_latin_open(arena *a, struct fold_latin **out)
{
    UErrorCode st = U_ZERO_ERROR;
    struct fold_latin *f = ARENA_NEW(a, struct fold_latin);

    f->any = utrans_openU(u"Any-Latin", -1, UTRANS_FORWARD, NULL, 0, NULL, &st);
    if (U_FAILURE(st))
        return FAULT(ERR_IO);
    arena_on_free(a, latin_close, f);
    /* the rules of each script are loaded at first use: Cyrillic, Greek, Arabic, Hebrew, Thai, Han,
     * Kana, Hangul, Devanagari */
    fold_to_latin(a, f,
                  S("\xd0\x90 \xce\x91 \xd8\xa7 \xd7\x90 \xe0\xb8\x81 \xe4\xb8\xad \xe3\x81\x82 "
                    "\xed\x95\x9c \xe0\xa4\x95"));
    *out = f;
    return OK;
}

str fold_to_latin(arena *a, const struct fold_latin *f, str text)
{
    UErrorCode st = U_ZERO_ERROR;
    struct u16 u = u16_of(a, text);
    int32_t n = u.n, room = u.n * 8 + 64, limit = u.n;
    UChar *p = arena_alloc(a, (size_t)room * sizeof *p);

    memcpy(p, u.p, (size_t)u.n * sizeof *p);
    utrans_transUChars(f->any, p, &n, room, 0, &limit, &st);
    return U_FAILURE(st) ? fold(a, text) : fold(a, str_of_u16(a, p, n));
}

/* ---- misspellings ---- */

enum { WORD = 64 };

static bool code_points(str s, uint32_t out[WORD], unsigned *n)
{
    *n = 0;
    for (size_t i = 0; i < s.n;) {
        if (*n == WORD)
            return false;
        out[(*n)++] = utf8_next(s, &i);
    }
    return true;
}

unsigned fold_distance(str x, str y, unsigned most)
{
    uint32_t a[WORD], b[WORD];
    unsigned rows[3][WORD + 1], na, nb;

    if (str_eq(x, y))
        return 0;
    if (!code_points(x, a, &na) || !code_points(y, b, &nb) || (na > nb ? na - nb : nb - na) > most)
        return most + 1;
    for (unsigned j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= na; i++) {
        unsigned *now = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3], least = i;
        now[0] = i;
        for (unsigned j = 1; j <= nb; j++) {
            unsigned d = up[j - 1] + (a[i - 1] != b[j - 1]);
            d = MIN(d, MIN(up[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = MIN(d, up2[j - 2] + 1);
            now[j] = d;
            least = MIN(least, d);
        }
        if (least > most + 1) /* a swap may still come from the row above */
            return most + 1;
    }
    return MIN(rows[na % 3][nb], most + 1);
}
