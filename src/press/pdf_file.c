#include "press/pdf_file.h"

#include "seal/hash.h"

/* ---- text of objects (ISO 32000-1, 7.2 and 7.3) ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c && strchr("()<>[]{}/%", c) != NULL;
}

static size_t skip_blank(str s, size_t i)
{
    while (i < s.n && is_blank(s.p[i]))
        i++;
    return i;
}

static size_t skip_string(str s, size_t i)
{
    int depth = 0;

    for (; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s.n;
}

static size_t skip_word(str s, size_t i)
{
    do
        i++;
    while (i < s.n && !is_blank(s.p[i]) && !is_delimiter(s.p[i]));
    return i;
}

static size_t skip_nested(str s, size_t i)
{
    int depth = 0;

    while (i < s.n) {
        if (s.p[i] == '(') {
            i = skip_string(s, i);
            continue;
        }
        if (s.p[i] == '[' || s.p[i] == ']') {
            depth += s.p[i] == '[' ? 1 : -1;
            i++;
        } else if (i + 1 < s.n && (s.p[i] == '<' || s.p[i] == '>') && s.p[i + 1] == s.p[i]) {
            depth += s.p[i] == '<' ? 1 : -1;
            i += 2;
        } else {
            i++;
        }
        if (depth == 0)
            return i;
    }
    return i;
}

static size_t skip_number(str s, size_t i)
{
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i;
}

/* "12 0 R" is one value. */
static size_t skip_reference(str s, size_t i)
{
    size_t a = skip_number(s, i), b = skip_blank(s, a), c = skip_number(s, b), d = skip_blank(s, c);

    return a > i && b > a && c > b && d > c && d < s.n && s.p[d] == 'R' &&
                   (d + 1 == s.n || is_blank(s.p[d + 1]) || is_delimiter(s.p[d + 1]))
               ? d + 1
               : 0;
}

static size_t skip_value(str s, size_t i)
{
    size_t ref;

    switch (s.p[i]) {
    case '(':
        return skip_string(s, i);
    case '[':
        return skip_nested(s, i);
    case '<':
        if (i + 1 < s.n && s.p[i + 1] == '<')
            return skip_nested(s, i);
        while (i < s.n && s.p[i] != '>')
            i++;
        return MIN(i + 1, s.n);
    default:
        ref = skip_reference(s, i);
        return ref ? ref : skip_word(s, i);
    }
}

str pdf_next(str s, size_t *at)
{
    size_t from = skip_blank(s, *at);

    if (from >= s.n)
        return STR_NULL;
    *at = skip_value(s, from);
    return str_sub(s, from, *at - from);
}

static str inside(str dict)
{
    dict = str_trim(dict);
    return str_starts(dict, S("<<")) && str_ends(dict, S(">>")) ? str_sub(dict, 2, dict.n - 4)
                                                                : STR_NULL;
}

str pdf_get(str dict, const char *key)
{
    str in = inside(dict);
    size_t at = 0;

    for (;;) {
        str name = pdf_next(in, &at), value = pdf_next(in, &at);
        if (!name.p || !value.p)
            return STR_NULL;
        if (name.n == strlen(key) + 1 && name.p[0] == '/' &&
            memcmp(name.p + 1, key, name.n - 1) == 0)
            return value;
    }
}

str pdf_set(arena *a, str dict, const char *key, str value)
{
    str in = inside(dict);
    size_t at = 0;
    buf b;

    buf_init(&b, a, dict.n + value.n + 32);
    buf_add(&b, S("<<"));
    for (;;) {
        str name = pdf_next(in, &at), old = pdf_next(in, &at);
        if (!name.p || !old.p)
            break;
        if (name.n != strlen(key) + 1 || memcmp(name.p + 1, key, name.n - 1) != 0)
            buf_fmt(&b, " %.*s %.*s\n", STR_ARG(name), STR_ARG(old));
    }
    buf_fmt(&b, " /%s %.*s >>", key, STR_ARG(value));
    return buf_str(&b);
}

unsigned pdf_ref(str value)
{
    uint64_t n;
    str head, rest;

    return str_cut(value, ' ', &head, &rest) && str_ends(value, S("R")) &&
                   !failed(str_to_u64(head, &n)) && n < UINT32_MAX
               ? (unsigned)n
               : 0;
}

bool pdf_is(str dict, const char *key, const char *value)
{
    return str_eq(pdf_get(dict, key), str_z(value));
}

/* ---- reading ---- */

static err number_at(str s, size_t *at, uint64_t *out)
{
    size_t from = skip_blank(s, *at), to = skip_number(s, from);

    *at = to;
    return str_to_u64(str_sub(s, from, to - from), out);
}

/* Where the object's text begins, behind "12 0 obj". */
static size_t object_start(str s, uint64_t offset)
{
    size_t at = str_find(s, S("obj"), offset);

    return at == SIZE_MAX || at > offset + 32 ? SIZE_MAX : at + 3;
}

static err object_read(struct pdf_file *f, str s, const uint64_t *offsets, size_t n, size_t i)
{
    struct pdf_object *o = &f->o.v[i];
    size_t from = object_start(s, offsets[i]), at = from;
    uint64_t len;
    str value;

    if (from == SIZE_MAX)
        return REFUSED(ERR_SYNTAX);
    o->dict = pdf_next(s, &at);
    at = skip_blank(s, at);
    if (!str_starts(str_from(s, at), S("stream")))
        return OK;
    at += 6;
    at += at < s.n && s.p[at] == '\r';
    at += at < s.n && s.p[at] == '\n';
    value = pdf_get(o->dict, "Length");
    if (pdf_ref(value) && pdf_ref(value) < n) {
        size_t in = object_start(s, offsets[pdf_ref(value)]);
        TRY(number_at(s, &in, &len));
    } else {
        TRY(str_to_u64(value, &len));
    }
    if (len > s.n - at)
        return REFUSED(ERR_SYNTAX);
    o->stream = str_sub(s, at, len);
    o->has_stream = true;
    return OK;
}

/* "xref\n0 73\n" and entries of 20 bytes. */
static err table_read(arena *a, str s, size_t at, uint64_t **offsets, size_t *count, size_t *end)
{
    uint64_t first, n;

    if (!str_starts(str_from(s, at), S("xref")))
        return REFUSED(ERR_SYNTAX);
    at += 4;
    TRY(number_at(s, &at, &first));
    TRY(number_at(s, &at, &n));
    at = skip_blank(s, at);
    if (first != 0 || n > 1000000 || at + n * 20 > s.n)
        return REFUSED(ERR_SYNTAX);
    *offsets = ARENA_ARRAY(a, uint64_t, n);
    for (size_t i = 0; i < n; i++, at += 20)
        if (s.p[at + 17] == 'n')
            TRY(str_to_u64(str_sub(s, at, 10), &(*offsets)[i]));
    *count = n;
    *end = at;
    return OK;
}

static size_t rfind(str s, str part)
{
    size_t found = SIZE_MAX, at = s.n > 2048 ? s.n - 2048 : 0;

    while ((at = str_find(s, part, at)) != SIZE_MAX)
        found = at++;
    return found;
}

err pdf_read(arena *a, str bytes, struct pdf_file *out)
{
    struct pdf_file f = { .a = a };
    size_t at = rfind(bytes, S("startxref")), n;
    uint64_t start, *offsets;
    str trailer, id;

    if (at == SIZE_MAX)
        return REFUSED(ERR_SYNTAX);
    at += 9;
    TRY(number_at(bytes, &at, &start));
    TRY(table_read(a, bytes, start, &offsets, &n, &at));
    at = str_find(bytes, S("<<"), at);
    if (at == SIZE_MAX)
        return REFUSED(ERR_SYNTAX);
    trailer = pdf_next(bytes, &at);
    for (size_t i = 0; i < n; i++)
        *vec_push(&f.o, a) = (struct pdf_object){ STR_NULL, STR_NULL, false };
    for (size_t i = 1; i < n; i++)
        if (offsets[i])
            TRY(object_read(&f, bytes, offsets, n, i));
    f.root = pdf_ref(pdf_get(trailer, "Root"));
    f.info = pdf_ref(pdf_get(trailer, "Info"));
    id = pdf_get(trailer, "ID");
    f.id = id.n > 34 ? str_sub(id, str_find_char(id, '<', 0) + 1, 32) : S("");
    f.startxref = start;
    if (f.root == 0 || f.root >= n)
        return REFUSED(ERR_SYNTAX);
    *out = f;
    return OK;
}

/* ---- writing ---- */

unsigned pdf_add(struct pdf_file *f, str dict)
{
    *vec_push(&f->o, f->a) = (struct pdf_object){ dict, STR_NULL, false };
    return (unsigned)f->o.n - 1;
}

unsigned pdf_add_stream(struct pdf_file *f, str dict, str stream)
{
    *vec_push(&f->o, f->a) =
        (struct pdf_object){ pdf_set(f->a, dict, "Length", str_fmt(f->a, "%zu", stream.n)), stream,
                             true };
    return (unsigned)f->o.n - 1;
}

str pdf_write(struct pdf_file *f)
{
    uint64_t *offsets = ARENA_ARRAY(f->a, uint64_t, f->o.n);
    size_t xref;
    sha256 h;
    buf b;

    buf_init(&b, f->a, 64 * KIB);
    buf_add(&b, S("%PDF-1.7\n%\xb5\xed\xae\xfb\n"));
    for (size_t i = 1; i < f->o.n; i++) {
        const struct pdf_object *o = &f->o.v[i];
        if (!o->dict.p)
            continue;
        offsets[i] = b.n;
        buf_fmt(&b, "%zu 0 obj\n", i);
        buf_add(&b, o->dict);
        if (o->has_stream) {
            buf_add(&b, S("\nstream\n"));
            buf_add(&b, o->stream);
            buf_add(&b, S("\nendstream"));
        }
        buf_add(&b, S("\nendobj\n"));
    }
    h = sha256_of(buf_str(&b));
    f->id = str_hex(f->a, h.b, 16);
    xref = b.n;
    buf_fmt(&b, "xref\n0 %zu\n0000000000 65535 f \n", f->o.n);
    for (size_t i = 1; i < f->o.n; i++)
        buf_fmt(&b, "%010llu %s \n", (unsigned long long)offsets[i],
                offsets[i] ? "00000 n" : "65535 f");
    buf_fmt(&b,
            "trailer\n<< /Size %zu /Root %u 0 R /Info %u 0 R /ID [<%.*s> <%.*s>] "
            ">>\nstartxref\n%zu\n%%%%EOF\n",
            f->o.n, f->root, f->info, STR_ARG(f->id), STR_ARG(f->id), xref);
    return buf_str(&b);
}

/* ---- values ---- */

str pdf_text(arena *a, str utf8)
{
    buf b;

    buf_init(&b, a, utf8.n * 4 + 8);
    buf_add(&b, S("<FEFF"));
    for (size_t i = 0; i < utf8.n;) {
        uint32_t c = utf8_next(utf8, &i);
        if (c == UINT32_MAX)
            continue;
        if (c >= 0x10000)
            buf_fmt(&b, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10),
                    0xdc00 + ((c - 0x10000) & 0x3ff));
        else
            buf_fmt(&b, "%04X", c);
    }
    buf_char(&b, '>');
    return buf_str(&b);
}

str pdf_date(arena *a, instant t)
{
    struct ymd d = day_ymd(day_of_instant_utc(t));
    int64_t s = t.ms / 1000 - day_of_instant_utc(t).n * 86400;

    return str_fmt(a, "(D:%04d%02u%02u%02d%02d%02dZ)", (int)d.year, d.month, d.day, (int)(s / 3600),
                   (int)(s / 60 % 60), (int)(s % 60));
}
