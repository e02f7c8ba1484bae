#include "conf/number.h"

#include <ctype.h>

struct unit {
    const char *name;
    int64_t size;
};

/* Largest first: a number is written in the largest unit that divides it. */
static const struct unit byte_units[] = {
    { "G", 1 << 30 }, { "M", 1 << 20 }, { "K", 1 << 10 }, { "", 1 }
};
static const struct unit time_units[] = {
    { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};

static const struct unit *units_of(enum conf_type type, size_t *n)
{
    *n = type == CONF_BYTES ? LEN(byte_units) : LEN(time_units);
    return type == CONF_BYTES ? byte_units : time_units;
}

static err number_with_unit(enum conf_type type, str text, int64_t *out)
{
    size_t digits = 0, n;
    const struct unit *units = units_of(type, &n);
    int64_t v;

    while (digits < text.n && isdigit((unsigned char)text.p[digits]))
        digits++;
    TRY(str_to_i64(str_sub(text, 0, digits), &v));
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_from(text, digits), str_z(units[i].name)))
            return __builtin_mul_overflow(v, units[i].size, out) ? REFUSED(ERR_RANGE) : OK;
    *out = v;
    return v == 0 && digits == text.n ? OK : REFUSED(ERR_SYNTAX);
}

static err boolean(str text, int64_t *out)
{
    static const char *const words[] = { "off", "on", "no", "yes", "false", "true", "0", "1" };

    for (size_t i = 0; i < LEN(words); i++)
        if (str_eq_nocase(text, str_z(words[i]))) {
            *out = i & 1;
            return OK;
        }
    return REFUSED(ERR_SYNTAX);
}

err conf_number(const struct conf_row *row, str text, int64_t *out)
{
    int64_t v = (int64_t)text.n;

    if (row->type == CONF_INT)
        TRY(str_to_i64(text, &v));
    else if (row->type == CONF_BOOL)
        TRY(boolean(text, &v));
    else if (row->type == CONF_BYTES || row->type == CONF_DURATION)
        TRY(number_with_unit(row->type, text, &v));
    if ((row->min || row->max) && (v < row->min || v > row->max))
        return REFUSED(ERR_RANGE);
    *out = v;
    return OK;
}

void conf_number_text(buf *out, enum conf_type type, int64_t v)
{
    size_t n, i = 0;
    const struct unit *units = units_of(type, &n);

    if (type == CONF_BOOL) {
        buf_add(out, v ? S("on") : S("off"));
    } else if (type != CONF_BYTES && type != CONF_DURATION) {
        buf_i64(out, v);
    } else {
        while (i + 1 < n && (v == 0 || v % units[i].size))
            i++;
        buf_i64(out, v / units[i].size);
        buf_add(out, v ? str_z(units[i].name) : S(""));
    }
}

void conf_right(buf *out, const struct conf_row *row)
{
    static const char *const words[] = {
        [CONF_INT] = "a whole number",
        [CONF_BOOL] = "on or off",
        [CONF_TEXT] = "a text",
        [CONF_BYTES] = "a number of bytes like 64K, 10M or 2G",
        [CONF_DURATION] = "a time like 250ms, 30s, 5m, 2h or 7d",
        [CONF_PATH] = "a path",
        [CONF_SECRET] = "a text, not on the command line",
    };
    bool text = row->type == CONF_TEXT || row->type == CONF_PATH || row->type == CONF_SECRET;

    buf_add(out, str_z(words[row->type]));
    if (row->type == CONF_BOOL || (!row->min && !row->max))
        return;
    buf_add(out, text ? S(" of ") : S(" from "));
    conf_number_text(out, row->type, row->min);
    buf_add(out, S(" to "));
    conf_number_text(out, row->type, row->max);
    if (text)
        buf_add(out, S(" bytes"));
}
