#include "page/words.h"
#include "os/zone.h"

#include <stdlib.h>

/* One text of one language.  Most need no ICU: they are plain, or plain with names in braces. */
struct piece {
    str literal, name;
};
struct entry {
    bool there;
    str plain;                  /* without arguments: the text itself */
    const struct piece *pieces; /* literal, then the argument (name empty at the end) */
    unsigned pieces_n;
    const struct message *message; /* plural, select, number, date */
};

struct wording {
    str lang;
    bool rtl;
    struct locale *locale;
    const struct zone *zone;  /* null: UTC */
    struct wording *fallback; /* null for English */
    struct entry *entries;    /* by enum word_id */
    size_t own;
    map site; /* key to struct entry * */
};

struct wordbook {
    arena *a;
    str zone;
    const struct zone *rules;    /* of the zone; null where it cannot be read */
    VEC(struct wording *) langs; /* English first */
    map ids;                     /* key to its id, as a pointer */
};

/* ---- texts ---- */

static bool text_plain(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '{' || s.p[i] == '}' || s.p[i] == '\'')
            return false;
    return true;
}

/* True where every hole is a bare {name}; fills pieces. */
static bool text_pieces(arena *a, str s, struct entry *e)
{
    VEC(struct piece) v = { 0 };
    while (s.n) {
        size_t open = str_find_char(s, '{', 0), close = str_find_char(s, '}', 0);
        str head = open == SIZE_MAX ? s : str_sub(s, 0, open);
        if (str_find_char(head, '\'', 0) != SIZE_MAX ||
            (close != SIZE_MAX && (open == SIZE_MAX || close < open)) ||
            (open != SIZE_MAX && close == SIZE_MAX))
            return false;
        str name = open == SIZE_MAX ? S("") : str_trim(str_sub(s, open + 1, close - open - 1));
        if (str_find_char(name, '{', 0) != SIZE_MAX || str_find_char(name, ',', 0) != SIZE_MAX)
            return false;
        *vec_push(&v, a) = (struct piece){ head, name };
        s = open == SIZE_MAX ? S("") : str_from(s, close + 1);
    }
    e->pieces = v.v;
    e->pieces_n = (unsigned)v.n;
    return true;
}

static bool args_know(const struct word_def *d, str name)
{
    for (unsigned i = 0; i < d->args_n; i++)
        if (str_eq(d->args[i].name, name))
            return true;
    return false;
}

/* Null where the message uses only arguments that the word has. */
static const char *message_wrong(const struct message *m, const struct word_def *d)
{
    const struct message_arg *args;
    size_t n = message_args(m, &args);
    for (size_t i = 0; d && i < n; i++)
        if (!args_know(d, args[i].name))
            return "uses an argument that the word does not have";
    return NULL;
}

/* d is null for words of a site. */
static const char *entry_make(arena *a, const struct wording *w, const struct word_def *d, str text,
                              struct entry *e)
{
    *e = (struct entry){ .there = true };
    if (text_plain(text)) {
        e->plain = text;
        return NULL;
    }
    struct message *m;
    const struct message_arg *args;
    if (failed(message_parse(a, w->lang, text, &m, NULL)))
        return "is no message that can be read";
    const char *wrong = message_wrong(m, d);
    if (wrong)
        return wrong;
    if (message_args(m, &args) == 0)
        e->plain = message_format(a, w->locale, m, val_null());
    else if (!text_pieces(a, text, e))
        e->message = m;
    return NULL;
}

static str piece_text(arena *a, const struct wording *w, val v)
{
    switch (v.tag) {
    case V_STRING:
        return val_text(v);
    case V_NUMBER:
    case V_DECIMAL:
        return locale_number(a, w->locale, v);
    case V_DATE:
        return locale_date(a, w->locale, (day){ v.m }, DATE_LONG);
    default:
        return val_display(a, v);
    }
}

static str entry_text(arena *a, const struct wording *w, const struct entry *e, val args)
{
    if (e->message)
        return message_format(a, w->locale, e->message, args);
    if (!e->pieces)
        return e->plain;
    buf b;
    buf_init(&b, a, 96);
    for (unsigned i = 0; i < e->pieces_n; i++) {
        buf_add(&b, e->pieces[i].literal);
        if (e->pieces[i].name.n)
            buf_add(&b, piece_text(a, w, val_get(args, e->pieces[i].name)));
    }
    return buf_str(&b);
}

/* ---- the book ---- */

static struct wording *wording_exact(const struct wordbook *b, str lang)
{
    for (size_t i = 0; i < b->langs.n; i++)
        if (str_eq_nocase(b->langs.v[i]->lang, lang))
            return b->langs.v[i];
    return NULL;
}

static struct wording *wording_near(const struct wordbook *b, str lang)
{
    for (;;) {
        struct wording *w = wording_exact(b, lang);
        if (w)
            return w;
        size_t cut = str_rfind_char(lang, '-');
        if (cut == SIZE_MAX)
            return b->langs.v[0];
        lang = str_sub(lang, 0, cut);
    }
}

static struct wording *wording_add(struct wordbook *b, str lang)
{
    struct wording *w = wording_exact(b, lang);
    if (w)
        return w;
    w = ARENA_NEW(b->a, struct wording);
    w->lang = str_copy(b->a, lang);
    /* "en" alone would be that of the United States */
    str tag = str_eq(lang, S("en")) ? S("en-001") : lang;
    if (failed(locale_open(b->a, tag, b->zone, &w->locale)) &&
        failed(locale_open(b->a, S("en"), S("UTC"), &w->locale)))
        CHECK(!"no data of the language");
    w->zone = b->rules;
    w->rtl = locale_rtl(w->locale);
    w->entries = ARENA_ARRAY(b->a, struct entry, W_COUNT);
    w->fallback = b->langs.n ? wording_near(b, lang) : NULL;
    *vec_push(&b->langs, b->a) = w;
    return w;
}

static void say(struct findings *f, enum finding_level level, str lang, str key, const char *what)
{
    if (f)
        finding_add(f, level, 0, key, "words.text",
                    S("Use the arguments of the English text, as an ICU message."),
                    "The word %.*s in %.*s %s", STR_ARG(key), STR_ARG(lang), what);
}

static void text_add(struct wordbook *b, struct wording *w, str key, str text, struct findings *f)
{
    enum word_id id = (enum word_id)(uintptr_t)map_get(&b->ids, key);
    if (id == W_NONE) {
        say(f, FINDING_WARNING, w->lang, key, "is no word of the engine");
        return;
    }
    struct entry e;
    const char *wrong = entry_make(b->a, w, &word_defs[id], text, &e);
    if (wrong) {
        say(f, FINDING_ERROR, w->lang, key, wrong);
        return;
    }
    w->own += !w->entries[id].there;
    w->entries[id] = e;
}

void wordbook_load(arena *a, str zone, struct findings *f, struct wordbook **out)
{
    struct wordbook *b = ARENA_NEW(a, struct wordbook);
    b->a = a;
    b->zone = zone;
    struct zone *rules = ARENA_NEW(a, struct zone);
    b->rules = failed(zone_read(a, S(""), zone, rules)) ? NULL : rules;
    for (uintptr_t i = 1; i < W_COUNT; i++)
        map_put(&b->ids, a, word_defs[i].key, (void *)i);
    struct wording *en = wording_add(b, S("en"));
    for (size_t i = 1; i < W_COUNT; i++)
        text_add(b, en, word_defs[i].key, word_defs[i].english, f);
    for (size_t i = 0; i < word_langs_n; i++) {
        struct wording *w = wording_add(b, word_langs[i].lang);
        for (size_t k = 0; k < word_langs[i].n; k++)
            text_add(b, w, word_langs[i].texts[k].key, word_langs[i].texts[k].text, f);
    }
    *out = b;
}

void wordbook_add(struct wordbook *b, str lang, val texts, struct findings *f)
{
    struct wording *w = wording_add(b, lang);
    for (size_t i = 0; i < val_count(texts) && texts.tag == V_CONTEXT; i++)
        text_add(b, w, texts.c->e[i].key, str_copy(b->a, val_text(texts.c->e[i].value)), f);
}

static void site_add(struct wordbook *b, struct wording *w, str prefix, val texts,
                     struct findings *f, int depth)
{
    for (size_t i = 0; texts.tag == V_CONTEXT && i < texts.c->n && depth < 8; i++) {
        str key = prefix.n ? str_fmt(b->a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(texts.c->e[i].key))
                           : str_copy(b->a, texts.c->e[i].key);
        val v = texts.c->e[i].value;
        if (v.tag == V_CONTEXT) {
            site_add(b, w, key, v, f, depth + 1);
            continue;
        }
        struct entry *e = ARENA_NEW(b->a, struct entry);
        const char *wrong = v.tag == V_STRING
                                ? entry_make(b->a, w, NULL, str_copy(b->a, val_text(v)), e)
                                : "is no text";
        if (wrong)
            say(f, FINDING_ERROR, w->lang, key, wrong);
        else
            map_put(&w->site, b->a, key, e);
    }
}

void wordbook_add_site(struct wordbook *b, str lang, val texts, struct findings *f)
{
    site_add(b, wording_add(b, lang), S(""), texts, f, 0);
}

const struct wording *wording_of(const struct wordbook *b, str lang)
{
    return wording_near(b, lang);
}

str wording_lang(const struct wording *w)
{
    return w->lang;
}
bool wording_rtl(const struct wording *w)
{
    return w->rtl;
}
const struct locale *wording_locale(const struct wording *w)
{
    return w->locale;
}
val wording_instant(arena *a, const struct wording *w, instant t)
{
    val v = val_datetime_utc(a, t);
    int32_t offset = w->zone ? zone_offset(w->zone, t, NULL, NULL) : 0;
    if (offset == 0)
        return v;
    struct val_datetime *local = ARENA_NEW(a, struct val_datetime);
    int64_t s = v.dt->days * 86400 + v.dt->t.seconds + offset;
    int64_t days = s / 86400 - (s % 86400 < 0);
    *local = *v.dt;
    local->days = days;
    local->t.seconds = (uint32_t)(s - days * 86400);
    local->t.offset = offset;
    local->t.zone = str_fmt(a, "%c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 3600,
                            abs(offset) / 60 % 60);
    v.dt = local;
    return v;
}

bool wording_has(const struct wording *w, enum word_id id)
{
    return w->entries[id].there;
}

size_t wording_own(const struct wording *w)
{
    return w->own;
}

/* ---- words ---- */

static const struct entry *entry_of(const struct wording **w, enum word_id id)
{
    CHECK(id > W_NONE && id < W_COUNT);
    while (!(*w)->entries[id].there && (*w)->fallback)
        *w = (*w)->fallback;
    return &(*w)->entries[id];
}

str word(arena *a, const struct wording *w, enum word_id id, val args)
{
    const struct entry *e = entry_of(&w, id);
    return entry_text(a, w, e, args);
}

str word0(const struct wording *w, enum word_id id)
{
    return entry_of(&w, id)->plain;
}

enum word_id word_find(str key)
{
    size_t lo = 1, hi = W_COUNT;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(word_defs[mid].key, key);
        if (c == 0)
            return (enum word_id)mid;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return W_NONE;
}

str word_key(enum word_id id)
{
    return id < W_COUNT ? word_defs[id].key : S("");
}

str site_word(arena *a, const struct wording *w, str key, val args)
{
    for (const struct wording *x = w; x; x = x->fallback) {
        const struct entry *e = map_get(&x->site, key);
        if (e)
            return entry_text(a, x, e, args);
    }
    enum word_id id = word_find(key);
    return id == W_NONE ? STR_NULL : word(a, w, id, args);
}
