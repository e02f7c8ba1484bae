#include "codec/multipart.h"

enum {
    PREAMBLE,
    DELIMITER,
    DELIMITER_DASH,
    DELIMITER_BLANK,
    DELIMITER_CR,
    HEAD,
    DATA,
    EPILOGUE,
    BROKEN
};

static err refuse(struct multipart *m, enum err_code code, const char *what)
{
    m->state = BROKEN;
    return text_refused(&m->bad, code, 0, 0, what);
}

/* ---- header fields ---- */

static bool token_char(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* A quoted string at the start of *rest; only \" and \\ before a quote are escapes, as browsers
 * send paths bare. */
static bool quoted(arena *a, str *rest, str *out)
{
    buf b;
    size_t i = 1;

    buf_init(&b, a, rest->n);
    for (; i < rest->n && rest->p[i] != '"'; i++) {
        if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"' && i + 2 < rest->n)
            i++;
        buf_char(&b, rest->p[i]);
    }
    if (i >= rest->n)
        return false;
    *rest = str_from(*rest, i + 1);
    *out = buf_str(&b);
    return true;
}

/* The next "; name=value" of a header; 1, 0 at the end, -1 where it is malformed. */
static int next_param(arena *a, str *rest, str *name, str *value)
{
    *rest = str_trim(*rest);
    if (!rest->n)
        return 0;
    if (rest->p[0] != ';')
        return -1;
    *rest = str_trim(str_from(*rest, 1));
    if (!rest->n)
        return 0;
    size_t n = 0;
    while (n < rest->n && token_char(rest->p[n]))
        n++;
    *name = str_sub(*rest, 0, n);
    *rest = str_from(*rest, n);
    if (!n || !rest->n || rest->p[0] != '=')
        return -1;
    *rest = str_from(*rest, 1);
    if (rest->n && rest->p[0] == '"')
        return quoted(a, rest, value) ? 1 : -1;
    for (n = 0; n < rest->n && token_char(rest->p[n]);)
        n++;
    *value = str_sub(*rest, 0, n);
    *rest = str_from(*rest, n);
    return n ? 1 : -1;
}

/* What browsers write for quotes and line ends in names (WHATWG HTML, 4.10.21.8). */
static str unescaped(arena *a, str s)
{
    buf b;

    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        str three = str_sub(s, i, 3);
        char c = str_eq(three, S("%22"))   ? '"'
                 : str_eq(three, S("%0D")) ? '\r'
                 : str_eq(three, S("%0A")) ? '\n'
                                           : 0;
        buf_char(&b, c ? c : s.p[i]);
        i += c ? 2 : 0;
    }
    return buf_str(&b);
}

static err disposition(struct multipart *m, str v, struct multipart_part *part)
{
    str rest = v, name, value;
    size_t n = 0;
    int got;

    while (n < v.n && token_char(v.p[n]))
        n++;
    if (!str_eq_nocase(str_sub(v, 0, n), S("form-data")) || part->name.p)
        return refuse(m, ERR_SYNTAX, "a part is no form-data");
    rest = str_from(v, n);
    while ((got = next_param(m->a, &rest, &name, &value)) > 0) {
        str *to = str_eq_nocase(name, S("name"))       ? &part->name
                  : str_eq_nocase(name, S("filename")) ? &part->filename
                                                       : NULL;
        if (to && to->p)
            return refuse(m, ERR_SYNTAX, "a parameter stands twice in Content-Disposition");
        if (to)
            *to = unescaped(m->a, value);
    }
    return got < 0 ? refuse(m, ERR_SYNTAX, "Content-Disposition is malformed") : OK;
}

static err header(struct multipart *m, str line, struct multipart_part *part)
{
    str name, value;

    if (!str_cut(line, ':', &name, &value))
        return refuse(m, ERR_SYNTAX, "a header of a part has no colon");
    value = str_trim(value);
    if (str_eq_nocase(name, S("content-disposition")))
        return disposition(m, value, part);
    if (str_eq_nocase(name, S("content-type"))) {
        str type, rest;
        str_cut(value, ';', &type, &rest);
        part->type = str_lower(m->a, str_trim(type));
    }
    if (str_eq_nocase(name, S("content-transfer-encoding")) && !str_eq_nocase(value, S("binary")) &&
        !str_eq_nocase(value, S("8bit")) && !str_eq_nocase(value, S("7bit")))
        return refuse(m, ERR_UNSUPPORTED, "an encoded part");
    return OK;
}

static err start_part(struct multipart *m)
{
    struct multipart_part part = { STR_NULL, STR_NULL, STR_NULL };
    str all = buf_str(&m->head);

    if (!utf8_valid(all) || str_find_char(all, 0, 0) != SIZE_MAX)
        return refuse(m, ERR_SYNTAX, "headers of a part are not text");
    if (m->parts++ == (m->limits.parts ? m->limits.parts : 200))
        return refuse(m, ERR_SIZE, "too many parts");
    for (size_t at; all.n && (at = str_find(all, S("\r\n"), 0)) > 0;) {
        TRY(header(m, str_sub(all, 0, at), &part));
        all = at == SIZE_MAX ? S("") : str_from(all, at + 2);
    }
    if (!part.name.p)
        return refuse(m, ERR_SYNTAX, "a part without a name");
    m->head.n = 0;
    m->part_bytes = 0;
    m->state = DATA;
    err e = m->calls.start(m->ctx, &part);
    if (failed(e))
        m->state = BROKEN;
    return e;
}

/* ---- bytes ---- */

static err give(struct multipart *m, str bytes)
{
    if (!bytes.n || m->state != DATA)
        return OK;
    m->part_bytes += bytes.n;
    if (m->part_bytes > (m->limits.part_bytes ? m->limits.part_bytes : 64 * MIB))
        return refuse(m, ERR_SIZE, "a part is too large");
    err e = m->calls.data(m->ctx, bytes);
    if (failed(e))
        m->state = BROKEN;
    return e;
}

/* Preamble and data: looks for the delimiter, which begins with CR, a byte that occurs in it only
 * there; so what matched so far can be given away whole when the next byte does not fit. */
static err scan(struct multipart *m, str *chunk)
{
    while (chunk->n) {
        if (m->matched == 0) {
            size_t cr = str_find_char(*chunk, '\r', 0);
            TRY(give(m, str_sub(*chunk, 0, MIN(cr, chunk->n))));
            if (cr == SIZE_MAX) {
                *chunk = S("");
                return OK;
            }
            *chunk = str_from(*chunk, cr + 1);
            m->matched = 1;
        } else if (chunk->p[0] != m->delimiter.p[m->matched]) {
            size_t n = m->matched;
            m->matched = 0;
            TRY(give(m, str_sub(m->delimiter, 0, n)));
        } else {
            *chunk = str_from(*chunk, 1);
            if (++m->matched == m->delimiter.n) {
                bool data = m->state == DATA;
                m->matched = 0;
                m->state = DELIMITER;
                err e = data ? m->calls.end(m->ctx) : OK;
                if (failed(e))
                    m->state = BROKEN;
                return e;
            }
        }
    }
    return OK;
}

/* Behind a delimiter: "--" ends all, else blanks and CR LF lead to headers. */
static err behind_delimiter(struct multipart *m, char c)
{
    if (m->state == DELIMITER && c == '-')
        m->state = DELIMITER_DASH;
    else if (m->state == DELIMITER_DASH && c == '-')
        m->state = EPILOGUE;
    else if ((m->state == DELIMITER || m->state == DELIMITER_BLANK) && (c == ' ' || c == '\t'))
        m->state = DELIMITER_BLANK;
    else if ((m->state == DELIMITER || m->state == DELIMITER_BLANK) && c == '\r')
        m->state = DELIMITER_CR;
    else if (m->state == DELIMITER_CR && c == '\n')
        m->state = HEAD;
    else
        return refuse(m, ERR_SYNTAX, "a boundary is malformed");
    return OK;
}

static err head_byte(struct multipart *m, char c)
{
    if (m->head.n == (m->limits.header_bytes ? m->limits.header_bytes : 4 * KIB))
        return refuse(m, ERR_SIZE, "headers of a part are too long");
    buf_char(&m->head, c);
    str all = buf_str(&m->head);
    if (str_ends(all, S("\r\n\r\n")) || str_eq(all, S("\r\n"))) {
        m->head.n -= 2;
        return start_part(m);
    }
    return OK;
}

err multipart_feed(struct multipart *m, str chunk)
{
    m->bytes += chunk.n;
    if (m->state == BROKEN)
        return REFUSED(ERR_SYNTAX);
    if (m->bytes > (m->limits.bytes ? m->limits.bytes : 256 * MIB))
        return refuse(m, ERR_SIZE, "the form is too large");
    while (chunk.n && m->state != EPILOGUE) {
        if (m->state == PREAMBLE || m->state == DATA) {
            TRY(scan(m, &chunk));
            continue;
        }
        char c = chunk.p[0];
        chunk = str_from(chunk, 1);
        TRY(m->state == HEAD ? head_byte(m, c) : behind_delimiter(m, c));
    }
    return OK;
}

err multipart_end(struct multipart *m)
{
    if (m->state == BROKEN)
        return REFUSED(ERR_SYNTAX);
    return m->state == EPILOGUE ? OK
                                : refuse(m, ERR_SYNTAX, "the form ends before its last boundary");
}

/* RFC 2046, 5.1.1: 1 to 70 characters, not ending in a blank. */
static bool boundary_ok(str b)
{
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] < ' ' || b.p[i] > '~')
            return false;
    return b.n >= 1 && b.n <= 70 && b.p[b.n - 1] != ' ';
}

err multipart_start(struct multipart *m, arena *a, str content_type,
                    const struct multipart_calls *calls, void *ctx)
{
    str type, name, value, rest, boundary = STR_NULL;
    int got;
    size_t semi = str_find_char(content_type, ';', 0);

    *m = (struct multipart){ .calls = *calls, .ctx = ctx, .a = a };
    type = str_trim(str_sub(content_type, 0, semi));
    rest = semi == SIZE_MAX ? S("") : str_from(content_type, semi);
    if (!str_eq_nocase(type, S("multipart/form-data")))
        return refuse(m, ERR_SYNTAX, "not multipart/form-data");
    while ((got = next_param(a, &rest, &name, &value)) > 0)
        if (str_eq_nocase(name, S("boundary")) && !boundary.p)
            boundary = value;
    if (got < 0 || !boundary_ok(boundary))
        return refuse(m, ERR_SYNTAX, "the boundary is missing or malformed");
    m->delimiter = str_cat(a, S("\r\n--"), boundary);
    m->matched = 2; /* the first one may stand at the very beginning */
    buf_init(&m->head, a, 512);
    return OK;
}
