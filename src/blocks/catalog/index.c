#include "blocks/catalog/index.h"

#include <sqlite3.h>

enum { WORDS_MOST = 12, QUERY_MOST = 200, HITS_MOST = 200 };

/* ---- making ---- */

static void close_lite(void *p)
{
    sqlite3_close(p);
}

static err lite_failed(int rc)
{
    return rc == SQLITE_OK || rc == SQLITE_DONE ? OK : FAULT(ERR_DB);
}

/* Words with blanks between, so that languages without blanks are searched by word too. */
static str words_text(arena *a, struct fold_breaker *br, str folded)
{
    str *words;
    size_t n = fold_words(a, br, folded, &words);

    return str_join(a, words, n, S(" "));
}

static err bind_text(sqlite3_stmt *st, int at, str s)
{
    return lite_failed(
        sqlite3_bind_text64(st, at, s.n ? s.p : "", s.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

static err entry_put(arena *a, struct fold_breaker *br, sqlite3_stmt *st,
                     const struct site_entry *e)
{
    TRY(bind_text(st, 1, words_text(a, br, e->title_folded)));
    TRY(bind_text(st, 2, words_text(a, br, e->keywords)));
    TRY(bind_text(st, 3, words_text(a, br, fold(a, e->summary))));
    TRY(bind_text(st, 4, words_text(a, br, e->body)));
    TRY(lite_failed(sqlite3_step(st)));
    return lite_failed(sqlite3_reset(st));
}

static err fill(arena *a, sqlite3 *lite, struct fold_breaker *br, const struct index *x)
{
    sqlite3_stmt *st = NULL;
    err e =
        lite_failed(sqlite3_exec(lite,
                                 "CREATE VIRTUAL TABLE t USING fts5(title, keywords, summary, body,"
                                 " tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3');"
                                 "CREATE VIRTUAL TABLE v USING fts5vocab(t, row); BEGIN",
                                 NULL, NULL, NULL));
    if (!failed(e))
        e = lite_failed(
            sqlite3_prepare_v2(lite, "INSERT INTO t VALUES (?1, ?2, ?3, ?4)", -1, &st, NULL));
    for (size_t i = 0; !failed(e) && i < x->n; i++)
        e = entry_put(a, br, st, &x->entries[i]);
    sqlite3_finalize(st);
    if (!failed(e))
        e = lite_failed(
            sqlite3_exec(lite, "COMMIT; INSERT INTO t(t) VALUES ('optimize')", NULL, NULL, NULL));
    return e;
}

static err serialized(arena *home, sqlite3 *lite, str *out)
{
    sqlite3_int64 n = 0;
    unsigned char *p = sqlite3_serialize(lite, "main", &n, 0);

    if (!p)
        return FAULT(ERR_DB);
    *out = str_copy(home, str_of((const char *)p, (size_t)n));
    sqlite3_free(p);
    return OK;
}

static void shown_add(arena *home, struct fold_breaker *br, struct index *x, str text)
{
    str *words;
    size_t n = fold_words(home, br, text, &words);

    for (size_t i = 0; i < n; i++) {
        str folded = fold(home, words[i]);
        str *kept = ARENA_NEW(home, str);
        *kept = words[i];
        if (!map_get(&x->shown, folded))
            map_put(&x->shown, home, folded, kept);
    }
}

err index_make(arena *home, const struct site *s, struct index **out)
{
    struct index *x = ARENA_NEW(home, struct index);
    struct fold_breaker *br;
    sqlite3 *lite = NULL;
    arena a;

    arena_init(&a, 0);
    x->n = site_search_entries(s, home, &x->entries);
    err e = fold_breaker_open(&a, &br);
    if (!failed(e))
        e = lite_failed(sqlite3_open_v2(
            ":memory:", &lite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
            NULL));
    if (!failed(e))
        e = fill(&a, lite, br, x);
    if (!failed(e))
        e = serialized(home, lite, &x->image);
    for (size_t i = 0; !failed(e) && i < x->n; i++) {
        shown_add(home, br, x, x->entries[i].title);
        shown_add(home, br, x, x->entries[i].summary);
    }
    sqlite3_close(lite);
    arena_free(&a);
    if (!failed(e))
        *out = x;
    return e;
}

/* ---- searching ---- */

struct search {
    arena *a;
    const struct index *x;
    sqlite3 *lite;
    str lang;
    struct index_found *out;
};

/* The bytes are shared by all processes and never written. */
static err open_image(arena *a, const struct index *x, sqlite3 **out)
{
    unsigned char *bytes = (unsigned char *)(uintptr_t)x->image.p;
    sqlite3 *lite = NULL;

    TRY(lite_failed(
        sqlite3_open_v2(":memory:", &lite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)));
    arena_on_free(a, close_lite, lite);
    TRY(lite_failed(sqlite3_exec(lite, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL)));
    TRY(lite_failed(sqlite3_deserialize(lite, "main", bytes, (sqlite3_int64)x->image.n,
                                        (sqlite3_int64)x->image.n, SQLITE_DESERIALIZE_READONLY)));
    *out = lite;
    return OK;
}

static bool same_thing(const struct site_entry *x, const struct site_entry *y)
{
    return str_eq(x->kind, y->kind) && str_eq(x->id, y->id);
}

/* The thing in the reader's language, where it has one. */
static const struct site_entry *own_entry(const struct search *s, const struct site_entry *e)
{
    for (size_t i = 0; i < s->x->n; i++)
        if (same_thing(&s->x->entries[i], e) && str_eq(s->x->entries[i].lang, s->lang))
            return &s->x->entries[i];
    return e;
}

static void hit_add(struct search *s, const struct site_entry *e)
{
    for (size_t i = 0; i < s->out->n; i++)
        if (same_thing(s->out->hits[i], e))
            return;
    s->out->hits[s->out->n++] = e;
}

/* "birth" is looked for as the word and as a beginning: whole words count twice. */
static str match_of(arena *a, const str *words, size_t n, bool any)
{
    buf b;

    buf_init(&b, a, 256);
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, i ? any ? S(" OR ") : S(" AND ") : S(""));
        if (utf8_count(words[i]) > 1)
            buf_fmt(&b, "(\"%.*s\" OR \"%.*s\"*)", STR_ARG(words[i]), STR_ARG(words[i]));
        else
            buf_fmt(&b, "\"%.*s\"", STR_ARG(words[i]));
    }
    return buf_str(&b);
}

/* Rows that match, best first: title above keywords above summary above body. */
static err rows_of(struct search *s, str match, const struct site_entry **rows, size_t *n)
{
    sqlite3_stmt *st = NULL;
    int rc;

    TRY(lite_failed(sqlite3_prepare_v2(s->lite,
                                       "SELECT rowid FROM t WHERE t MATCH ?1 "
                                       "ORDER BY bm25(t, 10.0, 6.0, 3.0, 1.0), rowid LIMIT ?2",
                                       -1, &st, NULL)));
    err e = bind_text(st, 1, match);
    if (!failed(e))
        e = lite_failed(sqlite3_bind_int(st, 2, HITS_MOST));
    *n = 0;
    while (!failed(e) && (rc = sqlite3_step(st)) != SQLITE_DONE) {
        sqlite3_int64 id = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
        if (id < 1 || (size_t)id > s->x->n || *n == HITS_MOST)
            e = FAULT(ERR_DB);
        else
            rows[(*n)++] = &s->x->entries[id - 1];
    }
    sqlite3_finalize(st);
    return e;
}

static err look(struct search *s, const str *words, size_t n, bool any)
{
    const struct site_entry *rows[HITS_MOST];
    size_t found;

    s->out->words = words;
    s->out->words_n = n;
    TRY(rows_of(s, match_of(s->a, words, n, any), rows, &found));
    for (size_t i = 0; i < found; i++)
        if (str_eq(rows[i]->lang, s->lang))
            hit_add(s, rows[i]);
    for (size_t i = 0; i < found; i++)
        if (!str_eq(rows[i]->lang, s->lang))
            hit_add(s, own_entry(s, rows[i]));
    return OK;
}

/* ---- misspelt words ---- */

static unsigned distance_most(str word)
{
    size_t n = utf8_count(word);

    return n < 4 ? 0 : n < 7 ? 1 : 2;
}

/* The nearest word of the vocabulary: the word itself where it begins one; of equally near ones a
 * word of a title or summary (keywords hold misspellings too), then the more frequent. */
static err nearest(struct search *s, sqlite3_stmt *all, str word, str *out)
{
    unsigned most = distance_most(word);
    unsigned best = most + 1;
    int best_good = 0, rc;

    *out = word;
    while ((rc = sqlite3_step(all)) == SQLITE_ROW) {
        str term =
            str_of((const char *)sqlite3_column_text(all, 0), (size_t)sqlite3_column_bytes(all, 0));
        int good = sqlite3_column_int(all, 1) + (map_get(&s->x->shown, term) ? 1000000 : 0);
        if (str_starts(term, word)) {
            *out = word;
            break;
        }
        unsigned d = most ? fold_distance(word, term, most) : 1;
        if (d <= most && (d < best || (d == best && good > best_good))) {
            best = d;
            best_good = good;
            *out = str_copy(s->a, term);
        }
    }
    TRY(rc == SQLITE_ROW ? OK : lite_failed(rc));
    return lite_failed(sqlite3_reset(all));
}

static err correct(struct search *s, const str *words, size_t n, str *better, bool *changed)
{
    sqlite3_stmt *all = NULL;
    err e = lite_failed(sqlite3_prepare_v2(s->lite, "SELECT term, doc FROM v", -1, &all, NULL));

    *changed = false;
    for (size_t i = 0; !failed(e) && i < n; i++) {
        e = nearest(s, all, words[i], &better[i]);
        *changed |= !failed(e) && !str_eq(better[i], words[i]);
    }
    sqlite3_finalize(all);
    return e;
}

/* As people write it, with its marks, where the site shows the word somewhere. */
static str as_written(struct search *s, const str *words, size_t n)
{
    str *out = ARENA_ARRAY(s->a, str, n + 1);

    for (size_t i = 0; i < n; i++) {
        const str *shown = map_get(&s->x->shown, words[i]);
        out[i] = shown ? *shown : words[i];
    }
    return str_join(s->a, out, n, S(" "));
}

err index_search(arena *a, const struct index *x, str lang, str query, struct index_found *out)
{
    struct search s = { .a = a, .x = x, .lang = lang, .out = out };
    struct fold_breaker *br;
    str *words, better[WORDS_MOST];
    bool changed;

    *out = (struct index_found){ .hits = ARENA_ARRAY(a, const struct site_entry *, HITS_MOST) };
    query = utf8_first(query, QUERY_MOST);
    while (query.n && !utf8_valid(query))
        query.n--;
    TRY(fold_breaker_open(a, &br));
    size_t n = MIN(fold_words(a, br, fold(a, query), &words), (size_t)WORDS_MOST);
    if (!n)
        return OK;
    TRY(open_image(a, x, &s.lite));
    TRY(look(&s, words, n, false));
    if (out->n)
        return OK;
    TRY(correct(&s, words, n, better, &changed));
    str *kept = ARENA_ARRAY(a, str, n);
    memcpy(kept, better, n * sizeof *kept);
    if (changed) {
        TRY(look(&s, kept, n, false));
        if (out->n) {
            out->corrected = as_written(&s, kept, n);
            return OK;
        }
    }
    TRY(look(&s, kept, n, true));
    if (changed && out->n)
        out->suggestion = as_written(&s, kept, n);
    return OK;
}

/* ---- marking ---- */

static bool is_hit(const struct index_found *f, str folded)
{
    for (size_t i = 0; i < f->words_n; i++)
        if (str_eq(folded, f->words[i]) ||
            (utf8_count(f->words[i]) > 1 && str_starts(folded, f->words[i])))
            return true;
    return false;
}

size_t index_mark(arena *a, const struct index_found *f, str text, const struct index_piece **out)
{
    VEC(struct index_piece) v = { 0 };
    struct fold_breaker *br;
    size_t from = 0, n = 0;
    str *words = NULL;

    if (!failed(fold_breaker_open(a, &br)))
        n = fold_words(a, br, text, &words);
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)(words[i].p - text.p);
        if (!is_hit(f, fold(a, words[i])))
            continue;
        if (at > from)
            *vec_push(&v, a) = (struct index_piece){ str_sub(text, from, at - from), false };
        *vec_push(&v, a) = (struct index_piece){ words[i], true };
        from = at + words[i].n;
    }
    if (from < text.n)
        *vec_push(&v, a) = (struct index_piece){ str_from(text, from), false };
    *out = v.v;
    return v.n;
}
