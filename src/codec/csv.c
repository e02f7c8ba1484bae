#include "codec/csv.h"

enum { FIELD_START, BARE, QUOTED, QUOTE_SEEN, CR_SEEN, BROKEN };

static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

void csv_start(struct csv *c, arena *a, char separator,
               err (*row)(void *, const str *, size_t, int), void *ctx)
{
    *c = (struct csv){
        .row = row, .ctx = ctx, .separator = separator, .a = a, .line = 1, .row_line = 1
    };
    buf_init(&c->bytes, a, 512);
}

static err refuse(struct csv *c, enum err_code code, const char *what)
{
    c->state = BROKEN;
    return text_refused(&c->bad, code, c->line, 0, what);
}

static err field_end(struct csv *c)
{
    if (c->ends.n == (c->limits.fields ? c->limits.fields : 1000))
        return refuse(c, ERR_SIZE, "a row has too many fields");
    *vec_push(&c->ends, c->a) = c->bytes.n;
    return OK;
}

static err give_row(struct csv *c)
{
    size_t n = c->ends.n;
    str all = buf_str(&c->bytes);
    bool blank = n == 1 && all.n == 0 && !c->quoted;

    if (!utf8_valid(all))
        return refuse(c, ERR_SYNTAX, "a row is not UTF-8");
    c->fields.n = 0;
    for (size_t i = 0, from = 0; i < n; from = c->ends.v[i++])
        *vec_push(&c->fields, c->a) = str_sub(all, from, c->ends.v[i] - from);
    err e = blank ? OK : c->row(c->ctx, c->fields.v, n, c->row_line);
    c->bytes.n = c->ends.n = 0;
    c->quoted = false;
    if (failed(e)) {
        c->state = BROKEN;
        c->bad = (struct text_error){ c->row_line, 0, "the row was refused" };
    }
    return e;
}

static err row_end(struct csv *c)
{
    TRY(field_end(c));
    TRY(give_row(c));
    c->line++;
    c->row_line = c->line;
    c->state = FIELD_START;
    return OK;
}

static err add(struct csv *c, char b)
{
    if (c->bytes.n == (c->limits.row_bytes ? c->limits.row_bytes : MIB))
        return refuse(c, ERR_SIZE, "a row is too long");
    buf_char(&c->bytes, b);
    return OK;
}

/* A byte outside of quotes; behind a closing quote only a separator or line end may follow. */
static err bare(struct csv *c, char b)
{
    if (b == c->separator) {
        c->state = FIELD_START;
        return field_end(c);
    }
    if (b == '\n')
        return row_end(c);
    if (b == '\r') {
        c->state = CR_SEEN;
        return OK;
    }
    if (c->state == QUOTE_SEEN)
        return refuse(c, ERR_SYNTAX, "text behind a closing quote");
    if (b == '"')
        return refuse(c, ERR_SYNTAX, "a quote inside of a field without quotes");
    c->state = BARE;
    return add(c, b);
}

static err byte(struct csv *c, char b)
{
    switch (c->state) {
    case FIELD_START:
        if (b != '"')
            return bare(c, b);
        c->state = QUOTED;
        c->quoted = true;
        return OK;
    case QUOTED:
        if (b == '"') {
            c->state = QUOTE_SEEN;
            return OK;
        }
        c->line += b == '\n';
        return add(c, b);
    case QUOTE_SEEN:
        if (b != '"')
            return bare(c, b);
        c->state = QUOTED;
        return add(c, b);
    case CR_SEEN:
        return b == '\n' ? row_end(c)
                         : refuse(c, ERR_SYNTAX, "a carriage return without a line feed");
    case BARE:
        return bare(c, b);
    default:
        return REFUSED(ERR_SYNTAX);
    }
}

err csv_feed(struct csv *c, str chunk)
{
    for (size_t i = 0; i < chunk.n; i++) {
        if (c->start < 3) {
            if ((uint8_t)chunk.p[i] == mark[c->start]) {
                c->start++;
                continue;
            }
            uint8_t seen = c->start;
            c->start = 3;
            for (uint8_t k = 0; k < seen; k++)
                TRY(byte(c, (char)mark[k]));
        }
        TRY(byte(c, chunk.p[i]));
    }
    return OK;
}

err csv_end(struct csv *c)
{
    if (c->state == BROKEN)
        return REFUSED(ERR_SYNTAX);
    if (c->state == QUOTED)
        return refuse(c, ERR_SYNTAX, "a quote is not closed");
    if (c->state == CR_SEEN)
        return refuse(c, ERR_SYNTAX, "a carriage return without a line feed");
    if (c->start && c->start < 3)
        return refuse(c, ERR_SYNTAX, "a row is not UTF-8");
    if (c->state == FIELD_START && c->ends.n == 0)
        return OK;
    TRY(field_end(c));
    return give_row(c);
}

void csv_write_field(buf *out, str field, char separator)
{
    bool quote = false;

    for (size_t i = 0; i < field.n; i++) {
        char b = field.p[i];
        quote |= b == separator || b == '"' || b == '\n' || b == '\r';
    }
    if (!quote) {
        buf_add(out, field);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] == '"')
            buf_char(out, '"');
        buf_char(out, field.p[i]);
    }
    buf_char(out, '"');
}

static bool is_formula(str field)
{
    size_t i = 0;

    while (i < field.n && field.p[i] == '\'')
        i++;
    return i < field.n && (field.p[i] == '=' || field.p[i] == '+' || field.p[i] == '-' ||
                           field.p[i] == '@' || field.p[i] == '\t' || field.p[i] == '\r');
}

str csv_guard(arena *a, str field)
{
    return is_formula(field) ? str_cat(a, S("'"), field) : field;
}

str csv_unguard(str field)
{
    return field.n && field.p[0] == '\'' && is_formula(field) ? str_from(field, 1) : field;
}
