/* Lists of ids for the blind index of each word of a name and of how it sounds. */
#include "blocks/register/names.h"
#include "text/sound.h"

#include <stdlib.h>

enum {
    BUCKET = 128,      /* ids of one list */
    BUCKETS_MOST = 48, /* lists of a word that are read; a word with more is common */
    WORD_MARKS = 2,    /* of a word: itself, and its sound */
    CATCH_UP = 200,    /* entries of one act */
    PROBED = 600,      /* candidates for which common words are looked at */
    ID_BYTES = 10,     /* of one id at most */
};

err names_boot(struct boot *b)
{
    struct fold_latin *latin;

    for (size_t i = 0; i < b->site->n_registers; i++)
        if (b->site->registers[i]->names.field.n) {
            TRY(fold_latin_open(&b->a, &latin));
            map_put(&b->made, &b->a, S("register.latin"), latin);
            return OK;
        }
    return OK;
}

const struct fold_latin *names_latin(const struct boot *b)
{
    return map_get(&b->made, S("register.latin"));
}

/* ---- one list: ids in order, each by its distance from the one before ---- */

static size_t ids_unpack(str bytes, int64_t first, int64_t *out)
{
    int64_t id = first;
    size_t n = 0;

    for (size_t i = 0; i < bytes.n && n < BUCKET;) {
        uint64_t d = 0;
        for (unsigned shift = 0; i < bytes.n && shift < 63; shift += 7) {
            uint8_t c = (uint8_t)bytes.p[i++];
            d |= (uint64_t)(c & 127) << shift;
            if (c < 128)
                break;
        }
        out[n++] = id += (int64_t)d;
    }
    return n;
}

static str ids_pack(arena *a, int64_t first, const int64_t *ids, size_t n)
{
    char *p = arena_alloc(a, n * ID_BYTES);
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t d = (uint64_t)(ids[i] - (i ? ids[i - 1] : first));
        for (; d >= 128; d >>= 7)
            p[at++] = (char)(d | 128);
        p[at++] = (char)d;
    }
    return str_of(p, at);
}

static err bucket_add(act *a, str mark, int64_t first, const int64_t *ids, size_t n)
{
    return q_name_add(a->db, mark, first, (int64_t)n, ids_pack(a->a, first, ids, n));
}

static err bucket_set(act *a, str mark, int64_t first, const int64_t *ids, size_t n)
{
    return n ? q_name_set(a->db, mark, first, (int64_t)n, ids_pack(a->a, first, ids, n))
             : q_name_drop(a->db, mark, first);
}

static size_t place_of(const int64_t *ids, size_t n, int64_t id)
{
    size_t at = n;

    while (at > 0 && ids[at - 1] >= id)
        at--;
    return at;
}

static err list_add(act *a, str mark, int64_t id)
{
    struct q_name_bucket b;
    int64_t ids[BUCKET + 1];

    TRY(q_name_bucket(a->db, mark, id, &b));
    size_t n = b.found ? ids_unpack(b.ids, b.first, ids) : 0;
    if (!b.found || (n == BUCKET && id > ids[n - 1]))
        return bucket_add(a, mark, id, &id, 1);
    size_t at = place_of(ids, n, id);
    if (at < n && ids[at] == id)
        return OK;
    memmove(ids + at + 1, ids + at, (n - at) * sizeof *ids);
    ids[at] = id;
    if (++n <= BUCKET)
        return bucket_set(a, mark, b.first, ids, n);
    TRY(bucket_set(a, mark, b.first, ids, n / 2));
    return bucket_add(a, mark, ids[n / 2], ids + n / 2, n - n / 2);
}

static err list_take(act *a, str mark, int64_t id)
{
    struct q_name_bucket b;
    int64_t ids[BUCKET];

    TRY(q_name_bucket(a->db, mark, id, &b));
    size_t n = b.found ? ids_unpack(b.ids, b.first, ids) : 0, at = place_of(ids, n, id);
    if (at == n || ids[at] != id)
        return OK;
    memmove(ids + at, ids + at + 1, (n - at - 1) * sizeof *ids);
    return bucket_set(a, mark, b.first, ids, n - 1);
}

static err list_has(act *a, str mark, int64_t id, bool *has)
{
    struct q_name_bucket b;
    int64_t ids[BUCKET];

    TRY(q_name_bucket(a->db, mark, id, &b));
    size_t n = b.found ? ids_unpack(b.ids, b.first, ids) : 0, at = place_of(ids, n, id);
    *has = at < n && ids[at] == id;
    return OK;
}

/* ---- the words of an entry ---- */

static str name_text(arena *a, val name)
{
    return str_fmt(a, "%.*s %.*s %.*s", STR_ARG(val_get_text(name, S("given"))),
                   STR_ARG(val_get_text(name, S("family"))),
                   STR_ARG(val_get_text(name, S("full"))));
}

static err word_mark(act *a, const struct registry *r, char kind, str word, str *out)
{
    struct blind b;

    TRY(blind_of(a, str_zdup(a->a, register_blind_field(a->a, r, S("@name"))),
                 str_fmt(a->a, "%c:%.*s", kind, STR_ARG(word)), &b));
    *out = str_copy(a->a, str_of((char *)b.b, sizeof b.b));
    return OK;
}

/* Marks of a name: of its words, and of how they sound. */
static err marks_of(act *a, const struct registry *r, val name, str *out, size_t *n)
{
    str w[NAME_WORDS];
    size_t words = name_words(a->a, names_latin(a->boot), name_text(a->a, name), w, NAME_WORDS);

    *n = 0;
    for (size_t i = 0; i < words; i++) {
        TRY(word_mark(a, r, 't', w[i], &out[(*n)++]));
        TRY(word_mark(a, r, 's', name_sound(a->a, w[i]), &out[(*n)++]));
    }
    return OK;
}

static bool among(str mark, const str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], mark))
            return true;
    return false;
}

err names_follow(act *a, const struct registry *r, int64_t id, val before, val now)
{
    str was[NAME_WORDS * WORD_MARKS], is[NAME_WORDS * WORD_MARKS];
    val old = val_get(before, r->names.field), new = val_get(now, r->names.field);
    size_t n_was, n_is;

    if (!r->names.field.n || !names_latin(a->boot) || val_equal(old, new))
        return OK;
    TRY(marks_of(a, r, old, was, &n_was));
    TRY(marks_of(a, r, new, is, &n_is));
    for (size_t i = 0; i < n_was; i++)
        if (!among(was[i], is, n_is))
            TRY(list_take(a, was[i], id));
    for (size_t i = 0; i < n_is; i++)
        if (!among(is[i], was, n_was))
            TRY(list_add(a, is[i], id));
    return OK;
}

/* ---- entries that were there before ---- */

static err catch_up_one(act *a, const struct registry *r, struct q_name_run *run, bool *more)
{
    struct q_records_of rows;
    struct data_key key;
    struct body b;
    val none = val_null();

    TRY(q_records_of(a->db, r->id, run->after, CATCH_UP, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        run->after = rows.v[i].id;
        err e = key_get(a, SUBJECT_PERSON, rows.v[i].id, &key);
        if (e.class == ERR_CLASS_REFUSED)
            continue; /* erased meanwhile */
        TRY(e);
        TRY(body_open(a->a, r, &key, rows.v[i].body, &b));
        TRY(names_follow(a, r, rows.v[i].id, none, b.fields));
    }
    *more |= rows.n == CATCH_UP;
    return q_name_run_put(a->db, r->id, r->names.field, run->after, rows.n < CATCH_UP);
}

err names_catch_up(act *a, bool *more)
{
    struct q_name_run run;

    *more = false;
    for (size_t i = 0; i < a->site->n_registers && !*more; i++) {
        const struct registry *r = a->site->registers[i];
        if (!r->names.field.n)
            continue;
        TRY(q_name_run(a->db, r->id, &run));
        if (run.found && run.ended && str_eq(run.field, r->names.field))
            continue;
        if (!run.found || !str_eq(run.field, r->names.field))
            run.after = 0;
        TRY(catch_up_one(a, r, &run, more));
    }
    return OK;
}

/* ---- looking ---- */

struct hit {
    int64_t id;
    unsigned words;
};

struct looking {
    act *a;
    const struct registry *r;
    str common[NAME_WORDS]; /* marks of the sounds of common words */
    size_t n_common;
    int64_t *ids; /* of all rare words, one list behind the other */
    size_t n_ids;
};

/* The ids of a mark; *common where there are too many. */
static err list_read(struct looking *k, str mark, bool *common)
{
    struct q_name_buckets all;
    size_t from = k->n_ids;

    TRY(q_name_buckets(k->a->db, mark, BUCKETS_MOST, &all));
    for (size_t i = 0; i < all.n && k->n_ids - from <= NAME_COMMON; i++)
        k->n_ids += ids_unpack(all.v[i].ids, all.v[i].first, k->ids + k->n_ids);
    *common = k->n_ids - from > NAME_COMMON || all.n == BUCKETS_MOST;
    if (*common)
        k->n_ids = from;
    return OK;
}

/* By sound; where that is common, the word as it is written, if that is rare: then whoever only
 * sounds like it is found with a second criterion. */
static err word_read(struct looking *k, str word)
{
    str sound, exact;
    bool common;

    TRY(word_mark(k->a, k->r, 's', name_sound(k->a->a, word), &sound));
    TRY(list_read(k, sound, &common));
    if (!common)
        return OK;
    k->common[k->n_common++] = sound;
    TRY(word_mark(k->a, k->r, 't', word, &exact));
    return list_read(k, exact, &common);
}

static int id_order(const void *x, const void *y)
{
    int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

    return p < q ? -1 : p > q;
}

static int hit_order(const void *x, const void *y)
{
    const struct hit *p = x, *q = y;

    if (p->words != q->words)
        return p->words > q->words ? -1 : 1;
    return id_order(&p->id, &q->id);
}

/* Each id once, with how many rare words led to it. */
static size_t hits_count(struct looking *k, struct hit *hits)
{
    size_t n = 0;

    qsort(k->ids, k->n_ids, sizeof *k->ids, id_order);
    for (size_t i = 0; i < k->n_ids; i++) {
        if (n && hits[n - 1].id == k->ids[i])
            hits[n - 1].words++;
        else
            hits[n++] = (struct hit){ k->ids[i], 1 };
    }
    return n;
}

/* Those that the second criterion finds, and how many words of theirs were typed. */
static err second_hits(struct looking *k, val second, struct hit *hits, size_t *n)
{
    const struct reg_field *f = register_field(k->r, k->r->names.second);
    struct q_mark_find found;
    str mark;

    TRY(mark_of(k->a, k->r, f, second, &mark));
    TRY(q_mark_find(k->a->db, k->r->id, f->mark, mark, NAME_COMMON, &found));
    qsort(k->ids, k->n_ids, sizeof *k->ids, id_order);
    *n = 0;
    for (size_t i = 0; i < found.n; i++) {
        struct hit h = { found.v[i].id, 0 };
        size_t low = 0, high = k->n_ids;
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (k->ids[mid] < h.id)
                low = mid + 1;
            else
                high = mid;
        }
        for (; low < k->n_ids && k->ids[low] == h.id; low++)
            h.words++;
        hits[(*n)++] = h;
    }
    return OK;
}

static err common_count(struct looking *k, struct hit *hits, size_t n)
{
    bool has;

    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < k->n_common; c++) {
            TRY(list_has(k->a, k->common[c], hits[i].id, &has));
            hits[i].words += has;
        }
    return OK;
}

err names_candidates(act *a, const struct registry *r, str name, val second, int64_t *ids,
                     size_t *n, bool *needs)
{
    struct looking k = { .a = a, .r = r };
    str w[NAME_WORDS];
    size_t words = name_words(a->a, names_latin(a->boot), name, w, NAME_WORDS), found;

    k.ids = ARENA_ARRAY(a->a, int64_t, (size_t)NAME_WORDS * (NAME_COMMON + 2 * BUCKET));
    for (size_t i = 0; i < words; i++)
        TRY(word_read(&k, w[i]));
    struct hit *hits = ARENA_ARRAY(a->a, struct hit, k.n_ids + NAME_COMMON + 1);
    *needs = val_is_null(second) && !k.n_ids && k.n_common;
    *n = 0;
    if (val_is_null(second))
        found = hits_count(&k, hits);
    else
        TRY(second_hits(&k, second, hits, &found));
    qsort(hits, found, sizeof *hits, hit_order);
    found = MIN(found, (size_t)PROBED);
    TRY(common_count(&k, hits, found));
    qsort(hits, found, sizeof *hits, hit_order);
    for (size_t i = 0; i < found && *n < NAME_CANDIDATES && hits[i].words; i++)
        ids[(*n)++] = hits[i].id;
    return OK;
}

/* ---- how well a name fits ---- */

enum { FIT_SOUND = 3, FIT_MISS = 10 };

static unsigned word_fit(arena *a, str typed, const str *of, size_t n)
{
    unsigned best = FIT_MISS, most = typed.n >= 7 ? 2 : typed.n >= 4 ? 1 : 0;
    str sound = name_sound(a, typed);

    for (size_t i = 0; i < n; i++) {
        unsigned d = fold_distance(typed, of[i], most);
        if (d > most)
            d = str_eq(sound, name_sound(a, of[i])) ? FIT_SOUND : FIT_MISS;
        best = MIN(best, d);
    }
    return best;
}

unsigned name_fit(arena *a, const struct fold_latin *latin, str typed, val name, bool sure)
{
    str want[NAME_WORDS], of[NAME_WORDS];
    size_t n = name_words(a, latin, typed, want, NAME_WORDS),
           m = name_words(a, latin, name_text(a, name), of, NAME_WORDS);
    unsigned sum = 0, misses = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned fit = word_fit(a, want[i], of, m);
        sum += fit;
        misses += fit == FIT_MISS;
    }
    return misses == n || misses > (sure ? n / 2 : n / 3) ? NAME_UNFIT : sum;
}
