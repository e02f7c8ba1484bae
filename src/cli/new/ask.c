/* Asking: answers from a file, from options and from the terminal become checked values. */
#include "cli/new/new.h"

#include "codec/yaml.h"
#include "feel/feel.h"
#include "site/read.h"

#include <stdarg.h>
#include <stdio.h>

enum { TYPED_MOST = 8 * 1024, ITEMS_MOST = 100, COUNT_MOST = 10000 };

static bool fill(struct asking *q, const struct ask *t, val given, str path, val *out);

PRINTF_LIKE(3, 4) static void tell(struct asking *q, str path, const char *fmt, ...)
{
    va_list ap;

    q->wrong++;
    fprintf(stderr, "stoa new: %.*s: ", STR_ARG(path));
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

str engine_word(str lang, enum word_id id)
{
    str key = word_key(id);

    if (str_eq(lang, S("en")))
        return word_defs[id].english;
    for (size_t i = 0; i < word_langs_n; i++)
        for (size_t k = 0; str_eq(word_langs[i].lang, lang) && k < word_langs[i].n; k++)
            if (str_eq(word_langs[i].texts[k].key, key))
                return word_langs[i].texts[k].text;
    return STR_NULL;
}

val ask_item(val list, str id)
{
    for (size_t i = 0; i < val_count(list); i++)
        if (str_eq(val_get_text(val_at(list, i), S("id")), id))
            return val_at(list, i);
    return val_null();
}

/* ---- what is offered ---- */

static void offered(const struct asking *q, const struct ask *t, offers *out)
{
    str rest = t->words ? str_z(t->words) : S(""), one;

    while (rest.n && str_next(&rest, ' ', &one))
        *vec_push(out, q->a) = (struct offer){ one, S("") };
    if (t->offer)
        t->offer(q, out);
}

static str offer_list(const struct asking *q, const offers *o)
{
    buf b;

    buf_init(&b, q->a, 256);
    for (size_t i = 0; i < o->n; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(o->v[i].id));
    return o->n ? buf_str(&b) : S("(the site has none)");
}

static str not_offered(const struct asking *q, const struct ask *t, str id)
{
    offers o = { 0 };

    offered(q, t, &o);
    for (size_t i = 0; i < o.n; i++)
        if (str_eq(o.v[i].id, id))
            return STR_NULL;
    return str_fmt(q->a, "there is no \"%.*s\" to choose here; one of: %.*s", STR_ARG(id),
                   STR_ARG(offer_list(q, &o)));
}

/* ---- single values ---- */

static bool id_ok(str s, char joins)
{
    if (!s.n || s.n > 60 || s.p[0] < 'a' || s.p[0] > 'z' || s.p[s.n - 1] == joins)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == joins))
            return false;
    }
    return true;
}

static str shown(arena *a, val v)
{
    return v.tag == V_STRING ? val_text(v) : val_display(a, v);
}

static str check_some(const struct asking *q, const struct ask *t, val *v)
{
    val list = v->tag == V_LIST ? *v : val_append(q->a, val_list(NULL, 0), *v);
    val out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(list); i++) {
        str one = shown(q->a, val_at(list, i)), wrong = not_offered(q, t, one);
        if (wrong.p)
            return wrong;
        out = val_append(q->a, out, val_str(one));
    }
    if (!val_count(out) && !t->optional)
        return S("name at least one");
    *v = out;
    return STR_NULL;
}

static str check_count(const struct asking *q, val *v)
{
    int64_t n;

    if (v->tag == V_STRING && failed(val_number(q->a, str_trim(val_text(*v)), v)))
        return S("write a whole number, such as 5");
    if (!val_to_i64(*v, &n) || n < 1 || n > COUNT_MOST)
        return S("write a whole number from 1 to 10000");
    return STR_NULL;
}

static str check_amount(const struct asking *q, val *v)
{
    int order;
    val n;

    if (v->tag == V_STRING && !failed(val_number(q->a, str_trim(val_text(*v)), &n)))
        *v = n;
    if (val_is_number(*v))
        return failed(val_compare(*v, val_int(0), &order)) || order < 0
                   ? S("write an amount from 0 on, such as 12.50")
                   : STR_NULL;
    for (size_t i = 0; i < q->site->n_params; i++)
        if (str_eq(q->site->params[i]->name, val_text(*v)))
            return STR_NULL;
    return S("write an amount such as 12.50, 0 where it is free, or a parameter of a law");
}

static str check_yes(val *v)
{
    if (v->tag == V_BOOL)
        return STR_NULL;
    str s = val_text(*v);
    bool yes = str_eq_nocase(s, S("yes")) || str_eq_nocase(s, S("y"));
    if (!yes && !str_eq_nocase(s, S("no")) && !str_eq_nocase(s, S("n")))
        return S("write yes or no");
    *v = val_bool(yes);
    return STR_NULL;
}

static str check_test(const struct asking *q, val *v)
{
    struct feel_error where;
    struct feel *f;

    *v = val_str(shown(q->a, *v));
    if (!failed(feel_parse_unary(q->a, val_text(*v), &test_scope, &f, &where)))
        return STR_NULL;
    return str_fmt(q->a, "%.*s; write a test such as >= 18, \"yes\" or true",
                   STR_ARG(where.message));
}

static str check_duration(const struct asking *q, val v)
{
    int64_t months, days;

    (void)q;
    if (str_eq(val_text(v), S("forever")) || duration_parse(val_text(v), &months, &days))
        return STR_NULL;
    return S("write a duration such as P10Y, P6M or P30D, or forever");
}

/* A value of one of the kinds that are not texts, lists of items or groups. */
static str check_kind(const struct asking *q, const struct ask *t, val *v)
{
    switch (t->kind) {
    case ASK_ID:
        return id_ok(val_text(*v), '-') ? STR_NULL
                                        : S("use small letters, digits and hyphens, such as "
                                            "boat-mooring");
    case ASK_NAME:
        return id_ok(val_text(*v), '_') ? STR_NULL
                                        : S("use small letters, digits and underscores, such as "
                                            "number_plate");
    case ASK_ONE:
        *v = val_str(shown(q->a, *v));
        return not_offered(q, t, val_text(*v));
    case ASK_SOME:
        return check_some(q, t, v);
    case ASK_COUNT:
        return check_count(q, v);
    case ASK_AMOUNT:
        return check_amount(q, v);
    case ASK_YES:
        return check_yes(v);
    case ASK_TEST:
        return check_test(q, v);
    case ASK_DURATION:
        return check_duration(q, *v);
    case ASK_SAMPLE:
        *v = val_str(shown(q->a, *v));
        return val_text(*v).n ? STR_NULL : S("write a value");
    case ASK_TEXT:
    case ASK_KEYWORDS:
    case ASK_ITEMS:
    case ASK_GROUP:
        break;
    }
    return STR_NULL;
}

/* ---- the terminal ---- */

/* A line, trimmed; false at the end of the input. */
static bool line_read(struct asking *q, str *out)
{
    char line[TYPED_MOST];

    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) {
        q->ended = true;
        return false;
    }
    *out = str_copy(q->a, str_trim(str_z(line)));
    if (utf8_valid(*out))
        return true;
    *out = S("");
    fprintf(stderr, "stoa new: this is no UTF-8; please type it again\n");
    return true;
}

static void say_offers(const struct asking *q, const struct ask *t)
{
    offers o = { 0 };

    offered(q, t, &o);
    for (size_t i = 0; i < o.n; i++)
        printf("    %-28.*s %.*s\n", STR_ARG(o.v[i].id), STR_ARG(o.v[i].title));
}

static val list_typed(const struct asking *q, str typed)
{
    val list = val_list(NULL, 0);
    str one;

    while (str_next(&typed, ',', &one))
        if (str_trim(one).n)
            list = val_append(q->a, list, val_str(str_trim(one)));
    return list;
}

static val typed_value(const struct asking *q, const struct ask *t, str typed)
{
    return t->kind == ASK_SOME ? list_typed(q, typed) : val_str(typed);
}

static str problem(const struct asking *q, const struct ask *t, val item, val *v)
{
    str wrong = check_kind(q, t, v);

    return !wrong.p && t->check ? t->check(q, item, *v) : wrong;
}

/* Asks until an answer fits; *out is null where an optional one is left empty. */
static bool ask_plain(struct asking *q, const struct ask *t, val item, val *out)
{
    str typed, wrong;

    if (t->words || t->offer)
        say_offers(q, t);
    for (;;) {
        printf("%s%s%s%s%s: ", t->prompt, t->preset ? " [" : "", t->preset ? t->preset : "",
               t->preset ? "]" : "", t->optional && !t->preset ? " (empty: none)" : "");
        if (!line_read(q, &typed))
            return false;
        if (!typed.n && t->preset)
            typed = str_z(t->preset);
        *out = typed.n ? typed_value(q, t, typed) : val_null();
        if (!typed.n && t->optional)
            return true;
        wrong = typed.n ? problem(q, t, item, out) : S("please answer");
        if (!wrong.p)
            return true;
        printf("  %.*s\n", STR_ARG(wrong));
    }
}

/* ---- texts ---- */

static bool language_needed(const struct asking *q, size_t i)
{
    return i == 0 || q->site->langs[i].complete;
}

static bool ask_text_in(struct asking *q, const struct ask *t, size_t i, str *out)
{
    const struct site_lang *g = &q->site->langs[i];
    str own = t->word ? engine_word(g->code, t->word) : STR_NULL;
    bool free = t->optional || own.n || !language_needed(q, i);

    for (;;) {
        printf("%s (%.*s)", t->prompt, STR_ARG(g->code));
        if (own.n)
            printf(" [%.*s]", STR_ARG(own));
        else if (t->word)
            printf(" — in English: %.*s", STR_ARG(word_defs[t->word].english));
        printf("%s: ", free && !own.n ? " (empty: none)" : "");
        if (!line_read(q, out))
            return false;
        if (out->n || free)
            return true;
        printf("  please write it in %.*s\n", STR_ARG(g->name));
    }
}

static val text_value(const struct asking *q, const struct ask *t, str typed)
{
    return t->kind == ASK_KEYWORDS ? list_typed(q, typed) : val_str(typed);
}

static bool text_given(val v)
{
    return v.tag == V_LIST ? val_count(v) > 0 : str_trim(val_text(v)).n > 0;
}

/* What a file says about one text: a text of the first language, or one a language. */
static val text_by_lang(struct asking *q, const struct ask *t, val given, str path)
{
    bool plain = given.tag == V_STRING || (t->kind == ASK_KEYWORDS && given.tag == V_LIST);

    if (plain)
        return val_with(q->a, val_null(), q->site->langs[0].code, given);
    if (given.tag != V_CONTEXT) {
        tell(q, path, "write a text, or one a language: { %.*s: ... }",
             STR_ARG(q->site->langs[0].code));
        return val_null();
    }
    for (uint32_t i = 0; i < given.c->n; i++)
        if (!site_lang(q->site, given.c->e[i].key))
            tell(q, path, "\"%.*s\" is no language of this site", STR_ARG(given.c->e[i].key));
    return given;
}

/* The text in each language: given, asked for, or left to the engine's word. */
static bool fill_text(struct asking *q, const struct ask *t, val given, str path, val *out)
{
    val_builder b = val_build(q->a);
    bool whole = val_is_null(given) || !val_count(given);
    bool free = q->free, quiet = q->talks && whole && t->optional && t->word;

    given = whole ? val_null() : given;
    for (size_t i = 0; i < q->site->n_langs; i++) {
        str code = q->site->langs[i].code, typed = STR_NULL;
        val v = val_get(given, code);
        bool engine = t->word && engine_word(code, t->word).p;
        if (text_given(v) && v.tag == V_STRING && t->kind == ASK_KEYWORDS)
            v = list_typed(q, val_text(v));
        bool must = language_needed(q, i) && !engine && !(t->optional && whole && !t->word);
        if (!text_given(v) && q->talks && !(quiet && engine) && (free || must)) {
            if (!ask_text_in(q, t, i, &typed))
                return false;
            v = text_value(q, t, typed);
        }
        if (text_given(v))
            val_put(&b, code, v);
        else if (must)
            tell(q, path, "the text in \"%.*s\" is missing", STR_ARG(code));
    }
    *out = val_done(&b);
    if (!val_count(*out))
        *out = val_null();
    return true;
}

/* ---- lists and groups ---- */

/* Keeps what was typed, a list before its next item is begun, and how far it came. */
static void keep(struct asking *q, str path, val v)
{
    val all;
    buf b;

    if (str_find_char(path, '.', 0) == SIZE_MAX)
        q->all = val_with(q->a, q->all, path, v);
    if (!q->kept || !q->talks)
        return;
    buf_init(&b, q->a, 4 * KIB);
    all = val_with(q->a, q->all, S("unfinished"), val_str(path));
    yaml_write(&b, all);
    if (failed(file_write(str_z(q->kept), buf_str(&b), 0600))) {
        fprintf(stderr, "stoa new: %s cannot be written; answers are not kept\n", q->kept);
        q->kept = NULL;
    }
}

static bool ask_more(struct asking *q, const struct ask *t, size_t have, bool *more)
{
    str typed;

    for (;;) {
        printf("%s%s (yes or no) [%s]: ", have ? "Another: " : "", t->prompt,
               have || t->optional ? "no" : "yes");
        if (!line_read(q, &typed))
            return false;
        val v = val_str(typed.n ? typed : have || t->optional ? S("no") : S("yes"));
        if (check_yes(&v).p) {
            printf("  write yes or no\n");
            continue;
        }
        *more = val_is_true(v);
        return true;
    }
}

static str at_item(struct asking *q, str path, size_t i)
{
    return str_fmt(q->a, "%.*s.%zu", STR_ARG(path), i + 1);
}

static bool fill_items(struct asking *q, const struct ask *t, val given, str path, val *out)
{
    val list = val_list(NULL, 0), one;
    bool more = true;
    bool goes_on = str_eq(q->unfinished, path) || (val_is_null(given) && (q->free || !t->optional));

    if (!val_is_null(given) && given.tag != V_LIST)
        tell(q, path, "write a list");
    for (size_t i = 0; given.tag == V_LIST && i < val_count(given); i++) {
        if (!fill(q, t->items, val_at(given, i), at_item(q, path, i), &one))
            return false;
        list = val_append(q->a, list, one);
        if (str_find_char(path, '.', 0) == SIZE_MAX)
            q->all = val_with(q->a, q->all, path, list);
    }
    while (goes_on && q->talks && more && val_count(list) < ITEMS_MOST) {
        if (!ask_more(q, t, val_count(list), &more))
            return false;
        if (!more)
            break;
        if (!fill(q, t->items, val_null(), at_item(q, path, val_count(list)), &one))
            return false;
        list = val_append(q->a, list, one);
        keep(q, path, list);
    }
    if (!val_count(list) && !t->optional)
        tell(q, path, "name at least one");
    if (val_count(list) > ITEMS_MOST)
        tell(q, path, "at most %d", ITEMS_MOST);
    *out = list;
    return true;
}

/* ---- a row, a table ---- */

/* A value that a file or an option gave: told where it is wrong; asked again where q talks. */
static bool fill_plain(struct asking *q, const struct ask *t, val item, val given, str path,
                       val *out)
{
    val v = given;
    str wrong = STR_NULL;

    if (val_is_null(v) && !(q->talks && q->free) && t->preset)
        v = typed_value(q, t, str_z(t->preset));
    if (!val_is_null(v)) {
        if (t->kind == ASK_SOME && v.tag == V_STRING)
            v = list_typed(q, val_text(v));
        wrong = problem(q, t, item, &v);
        *out = v;
        if (!wrong.p)
            return true;
        if (!q->talks) {
            tell(q, path, "%.*s", STR_ARG(wrong));
            return true;
        }
        printf("%.*s: %.*s\n", STR_ARG(path), STR_ARG(wrong));
    }
    *out = val_null();
    if (q->talks && (q->free || !t->optional || wrong.p))
        return ask_plain(q, t, item, out);
    if (!t->optional)
        tell(q, path, "the answer is missing: %s", t->prompt);
    return true;
}

static bool fill_row(struct asking *q, const struct ask *t, val item, val given, str path, val *out)
{
    if (t->kind == ASK_TEXT || t->kind == ASK_KEYWORDS) {
        if (!val_is_null(given))
            given = text_by_lang(q, t, given, path);
        return fill_text(q, t, given, path, out);
    }
    if (t->kind == ASK_ITEMS)
        return fill_items(q, t, given, path, out);
    if (t->kind == ASK_GROUP)
        return fill(q, t->items, given, path, out);
    return fill_plain(q, t, item, given, path, out);
}

static void unknown_keys(struct asking *q, const struct ask *table, val given, str path)
{
    if (!val_is_null(given) && given.tag != V_CONTEXT) {
        tell(q, path, "write names and values");
        return;
    }
    for (uint32_t i = 0; given.tag == V_CONTEXT && i < given.c->n; i++) {
        const struct ask *t = table;
        while (t->key && !str_eq(str_z(t->key), given.c->e[i].key))
            t++;
        if (!t->key)
            tell(q, path.n ? path : S("answers"), "nothing is called \"%.*s\" here",
                 STR_ARG(given.c->e[i].key));
    }
}

static bool fill(struct asking *q, const struct ask *table, val given, str path, val *out)
{
    val item = val_null();

    unknown_keys(q, table, given, path);
    for (const struct ask *t = table; t->key; t++) {
        str key = str_z(t->key);
        str here = path.n ? str_fmt(q->a, "%.*s.%s", STR_ARG(path), t->key) : key;
        val v = val_null(), said = val_get(given, key);
        if (t->when && !t->when(q, item)) {
            if (!val_is_null(said))
                tell(q, here, "this does not go with the other answers");
            continue;
        }
        q->free = path.n ? val_is_null(given) : q->reached;
        if (!fill_row(q, t, item, said, here, &v))
            return false;
        q->reached |= !path.n && str_eq(q->unfinished, key);
        if (!val_is_null(v)) {
            item = val_with(q->a, item, key, v);
            if (!path.n)
                keep(q, key, v);
        }
    }
    *out = item;
    return true;
}

bool ask_all(struct asking *q, const struct ask *table)
{
    q->all = val_null();
    q->unfinished = val_get_text(q->given, S("unfinished"));
    if (q->unfinished.n)
        q->given = val_without(q->a, q->given, S("unfinished"));
    return fill(q, table, q->given, S(""), &q->all) && !q->wrong;
}
