/* Registers of addresses: an entry as an address, and the entries that what somebody types may
 * mean.  Such registers are public, and what is looked for is kept nowhere. */
#include "blocks/register/own.h"
#include "form/form.h"
#include "text/fold.h"

#include <stdlib.h>

/* The words of an entry, and its whole line: marks under names that no field can have. */
#define MARK_WORD "@word"
#define MARK_LINE "@line"

enum {
    WORDS_MOST = 12,   /* that are looked at, of what is typed or written */
    LETTERS_LEAST = 2, /* before anything is looked for */
    TEXT_MOST = 200,   /* bytes of what is typed */
    PROBE_MOST = 200,  /* entries counted to see which word is the rarest */
    SCAN_MOST = 1000,  /* entries that are read for one search */
    HITS_MOST = 200,   /* entries that are put in order */
};

static str part_text(arena *a, val fields, str name)
{
    val v = name.n ? val_get(fields, name) : val_null();

    return val_is_null(v) ? S("") : str_trim(val_display(a, v));
}

static str line_text(arena *a, val fields, const struct reg_line *l)
{
    buf b;

    buf_init(&b, a, 64);
    for (size_t i = 0; i < l->n; i++) {
        str s = part_text(a, fields, l->fields[i]);
        if (s.n)
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(s));
    }
    return buf_str(&b);
}

val address_of(arena *a, const struct registry *r, val fields)
{
    const struct reg_address *d = r->address;
    val lines = val_list(NULL, 0);
    val_builder b = val_build(a);

    for (size_t i = 0; i < d->n_lines; i++) {
        str s = line_text(a, fields, &d->lines[i]);
        if (s.n)
            lines = val_append(a, lines, val_str(s));
    }
    val_put(&b, form_address_part(ADDRESS_LINES), lines);
    for (int i = ADDRESS_PLACE; i <= ADDRESS_COUNTRY; i++) {
        str s = part_text(a, fields, d->part[i - ADDRESS_PLACE]);
        if (s.n)
            val_put(&b, form_address_part(i), val_str(s));
    }
    val_put(&b, form_address_part(ADDRESS_KEY), val_str(part_text(a, fields, r->key)));
    return val_done(&b);
}

/* ---- words ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Folded runs of letters and digits of any script; at most WORDS_MOST. */
static size_t words_of(arena *a, str text, str *out)
{
    str s = fold(a, text);
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < WORDS_MOST;) {
        size_t from = i;
        while (i < s.n && is_letter(s.p[i]))
            i++;
        if (i > from)
            out[n++] = str_sub(s, from, i - from);
        else
            i++;
    }
    return n;
}

static str joined(arena *a, const str *w, size_t n)
{
    buf b;

    buf_init(&b, a, 64);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(w[i]));
    return buf_str(&b);
}

/* All that is written of an entry, in the order in which an envelope has it. */
static str whole_text(arena *a, val address)
{
    val lines = val_get(address, form_address_part(ADDRESS_LINES));
    buf b;

    buf_init(&b, a, 100);
    for (size_t i = 0; i < val_count(lines); i++)
        buf_fmt(&b, "%.*s ", STR_ARG(val_text(val_at(lines, i))));
    buf_fmt(&b, "%.*s %.*s", STR_ARG(val_get_text(address, form_address_part(ADDRESS_POSTCODE))),
            STR_ARG(val_get_text(address, form_address_part(ADDRESS_PLACE))));
    return buf_str(&b);
}

err address_marks(act *a, const struct registry *r, int64_t id, val before, val now)
{
    str w[WORDS_MOST];

    if (!r->address || val_equal(before, now))
        return OK;
    TRY(q_marks_drop(a->db, r->id, S(MARK_WORD), id));
    TRY(q_marks_drop(a->db, r->id, S(MARK_LINE), id));
    size_t n = words_of(a->a, whole_text(a->a, address_of(a->a, r, now)), w);
    for (size_t i = 0; i < n; i++)
        TRY(q_mark_put(a->db, r->id, S(MARK_WORD), w[i], id));
    return n ? q_mark_put(a->db, r->id, S(MARK_LINE), joined(a->a, w, n), id) : OK;
}

/* ---- looking ---- */

struct hit {
    struct register_option o;
    unsigned exact; /* words that are whole words of the entry */
};

struct seeking {
    struct db *db;
    arena *a;
    const struct registry *r;
    str w[WORDS_MOST];
    size_t n;
    struct hit *hits;
    size_t n_hits;
};

static err marked(struct seeking *k, const char *field, str prefix, int64_t most,
                  struct q_mark_prefix *out)
{
    struct q_mark_prefix_in in = { .registry = k->r->id,
                                   .field = str_z(field),
                                   .low = prefix,
                                   .high = str_cat(k->a, prefix, S("\xff")),
                                   .most = most };

    return q_mark_prefix(k->db, &in, out);
}

static bool is_number(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* The number of a house is not meant to begin a postcode. */
static bool begins_word(str typed, str of)
{
    return str_starts(of, typed) &&
           !(typed.n <= 2 && of.n >= 4 && is_number(typed) && is_number(of));
}

/* Whether each word begins a word of the text; *exact: how many are one. */
static bool words_fit(struct seeking *k, str text, unsigned *exact)
{
    str of[WORDS_MOST];
    size_t n = words_of(k->a, text, of);

    *exact = 0;
    for (size_t i = 0; i < k->n; i++) {
        bool begins = false, whole = false;
        for (size_t j = 0; j < n; j++) {
            begins |= begins_word(k->w[i], of[j]);
            whole |= str_eq(of[j], k->w[i]);
        }
        if (!begins)
            return false;
        *exact += whole;
    }
    return true;
}

/* "Lindenplatz 12, 1010 Saren" */
static str one_line(arena *a, val address)
{
    val lines = val_get(address, form_address_part(ADDRESS_LINES));
    str town = val_get_text(address, form_address_part(ADDRESS_PLACE)),
        code = val_get_text(address, form_address_part(ADDRESS_POSTCODE));
    buf b;

    buf_init(&b, a, 100);
    for (size_t i = 0; i < val_count(lines); i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(val_text(val_at(lines, i))));
    if (code.n + town.n)
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "",
                STR_ARG(str_trim(str_fmt(a, "%.*s %.*s", STR_ARG(code), STR_ARG(town)))));
    return buf_str(&b);
}

static err entry_take(struct seeking *k, int64_t id)
{
    struct q_record row;
    struct body b;
    unsigned exact;

    TRY(q_record(k->db, id, &row));
    if (!row.found)
        return OK;
    TRY(body_open(k->a, k->r, NULL, row.body, &b));
    val address = address_of(k->a, k->r, b.fields);
    str key = val_get_text(address, form_address_part(ADDRESS_KEY));
    if (!words_fit(k, whole_text(k->a, address), &exact))
        return OK;
    for (size_t i = 0; i < k->n_hits; i++)
        if (str_eq(k->hits[i].o.value, key))
            return OK;
    k->hits[k->n_hits++] = (struct hit){ { key, one_line(k->a, address) }, exact };
    return OK;
}

static int id_order(const void *x, const void *y)
{
    int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

    return p < q ? -1 : p > q;
}

static err entries_take(struct seeking *k, const struct q_mark_prefix *rows)
{
    int64_t *ids = ARENA_ARRAY(k->a, int64_t, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++)
        ids[i] = rows->v[i].id;
    qsort(ids, rows->n, sizeof *ids, id_order);
    for (size_t i = 0; i < rows->n && k->n_hits < HITS_MOST; i++)
        if (!i || ids[i] != ids[i - 1])
            TRY(entry_take(k, ids[i]));
    return OK;
}

/* What begins a line as typed, then what the rarest of the words leads to. */
static err entries_find(struct seeking *k)
{
    struct q_mark_prefix rows, probe;
    size_t best = 0, least = SIZE_MAX;

    TRY(marked(k, MARK_LINE, joined(k->a, k->w, k->n), HITS_MOST, &rows));
    TRY(entries_take(k, &rows));
    for (size_t i = 0; i < k->n; i++) {
        TRY(marked(k, MARK_WORD, k->w[i], PROBE_MOST, &probe));
        if (probe.n < least) {
            least = probe.n;
            best = i;
        }
    }
    TRY(marked(k, MARK_WORD, k->w[best], SCAN_MOST, &rows));
    return entries_take(k, &rows);
}

/* Numbers inside of a text by their value: 2 before 10. */
static int natural_order(str x, str y)
{
    size_t i = 0, j = 0;

    while (i < x.n && j < y.n) {
        bool digits = x.p[i] >= '0' && x.p[i] <= '9' && y.p[j] >= '0' && y.p[j] <= '9';
        uint64_t p = 0, q = 0;
        if (!digits) {
            if (x.p[i] != y.p[j])
                return (unsigned char)x.p[i] < (unsigned char)y.p[j] ? -1 : 1;
            i++, j++;
            continue;
        }
        for (; i < x.n && x.p[i] >= '0' && x.p[i] <= '9'; i++)
            p = p * 10 + (uint64_t)(x.p[i] - '0');
        for (; j < y.n && y.p[j] >= '0' && y.p[j] <= '9'; j++)
            q = q * 10 + (uint64_t)(y.p[j] - '0');
        if (p != q)
            return p < q ? -1 : 1;
    }
    return x.n - i < y.n - j ? -1 : x.n - i > y.n - j;
}

static int hit_order(const void *x, const void *y)
{
    const struct hit *p = x, *q = y;

    if (p->exact != q->exact)
        return p->exact > q->exact ? -1 : 1;
    return natural_order(p->o.label, q->o.label);
}

static const struct registry *address_register(const struct site *s, str registry)
{
    const struct registry *r = site_register(s, registry);

    return r && r->address && register_subject(r) == SUBJECT_NONE ? r : NULL;
}

err register_addresses(struct db *db, arena *a, const struct site *s, str registry, str text,
                       const struct register_option **out, size_t *n, bool *more)
{
    struct seeking k = { .db = db, .a = a, .r = address_register(s, registry) };

    *n = 0;
    *more = false;
    text = str_sub(text, 0, TEXT_MOST);
    while (text.n && !utf8_valid(text)) /* cut inside of a letter */
        text.n--;
    k.n = words_of(a, text, k.w);
    if (!k.r || joined(a, k.w, k.n).n < LETTERS_LEAST)
        return OK;
    k.hits = ARENA_ARRAY(a, struct hit, HITS_MOST);
    TRY(entries_find(&k));
    qsort(k.hits, k.n_hits, sizeof *k.hits, hit_order);
    struct register_option *v = ARENA_ARRAY(a, struct register_option, REGISTER_ADDRESSES_MAX);
    for (; *n < k.n_hits && *n < REGISTER_ADDRESSES_MAX; ++*n)
        v[*n] = k.hits[*n].o;
    *out = v;
    *more = k.n_hits > *n;
    return OK;
}

err register_address(struct db *db, arena *a, const struct site *s, str registry, str key,
                     bool *found, val *out)
{
    const struct registry *r = address_register(s, registry);
    struct body b;

    *found = false;
    if (!r)
        return OK;
    TRY(body_by_key(db, a, r, key, found, &b));
    if (*found)
        *out = address_of(a, r, b.fields);
    return OK;
}
