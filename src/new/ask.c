/* Asking: answers from a file, from pages or from somebody become checked values. */
#include "new/ask.h"

#include "site/read.h"
#include "text/fold.h"

enum { COUNT_MOST = 10000, MADE_MOST = 40 };

static void tell(struct asking *q, str path, str part, str text)
{
    q->wrong++;
    q->tell(q, path, part, text);
}

str ask_word(const struct asking *q, enum word_id id)
{
    return word0(q->words, id);
}

str ask_word1(const struct asking *q, enum word_id id, str name, str value)
{
    return word(q->a, q->words, id, val_with(q->a, val_null(), name, val_str(value)));
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

/* "long-text" is called new.is_long_text. */
static str offered_title(const struct asking *q, str one)
{
    buf key;

    buf_init(&key, q->a, one.n + 8);
    buf_add(&key, S("new.is_"));
    for (size_t i = 0; i < one.n; i++)
        buf_char(&key, one.p[i] == '-' ? '_' : one.p[i]);
    enum word_id id = word_find(buf_str(&key));
    return id ? ask_word(q, id) : S("");
}

void ask_offers(const struct asking *q, const struct ask *t, val item, offers *out)
{
    str rest = t->words ? str_z(t->words) : S(""), one;

    while (rest.n && str_next(&rest, ' ', &one))
        *vec_push(out, q->a) = (struct offer){ one, offered_title(q, one) };
    if (t->offer)
        t->offer(q, item, out);
}

static str offer_list(const struct asking *q, const offers *o)
{
    buf b;

    buf_init(&b, q->a, 256);
    for (size_t i = 0; i < o->n; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(o->v[i].id));
    return o->n ? buf_str(&b) : ask_word(q, W_new_site_has_none);
}

static str not_offered(const struct asking *q, const struct ask *t, val item, str id)
{
    offers o = { 0 };

    ask_offers(q, t, item, &o);
    for (size_t i = 0; i < o.n; i++)
        if (str_eq(o.v[i].id, id))
            return STR_NULL;
    val args = val_with(q->a, val_null(), S("id"), val_str(id));
    return word(q->a, q->words, W_new_not_offered,
                val_with(q->a, args, S("list"), val_str(offer_list(q, &o))));
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

static str check_some(const struct asking *q, const struct ask *t, val item, val *v)
{
    val list = v->tag == V_LIST ? *v : val_append(q->a, val_list(NULL, 0), *v);
    val out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(list); i++) {
        str one = shown(q->a, val_at(list, i)), wrong = not_offered(q, t, item, one);
        if (wrong.p)
            return wrong;
        out = val_append(q->a, out, val_str(one));
    }
    if (!val_count(out) && !t->optional)
        return ask_word(q, W_new_name_one);
    *v = out;
    return STR_NULL;
}

static str check_count(const struct asking *q, val *v)
{
    int64_t n;

    if (v->tag == V_STRING && failed(val_number(q->a, str_trim(val_text(*v)), v)))
        return ask_word(q, W_new_whole_number);
    return !val_to_i64(*v, &n) || n < 1 || n > COUNT_MOST ? ask_word(q, W_new_whole_number)
                                                          : STR_NULL;
}

static str check_amount(const struct asking *q, val *v)
{
    int order;
    val n;

    if (v->tag == V_STRING && !failed(val_number(q->a, str_trim(val_text(*v)), &n)))
        *v = n;
    if (val_is_number(*v))
        return failed(val_compare(*v, val_int(0), &order)) || order < 0
                   ? ask_word(q, W_new_amount_from_0)
                   : STR_NULL;
    for (size_t i = 0; i < q->site->n_params; i++)
        if (str_eq(q->site->params[i]->name, val_text(*v)))
            return STR_NULL;
    return ask_word(q, W_new_amount_wrong);
}

/* "yes", "no", their first letters, and how the language says them. */
static str check_yes(const struct asking *q, val *v)
{
    if (v->tag == V_BOOL)
        return STR_NULL;
    str s = val_text(*v);
    bool yes = str_eq_nocase(s, S("yes")) || str_eq_nocase(s, S("y")) ||
               str_eq_nocase(s, ask_word(q, W_new_yes));
    if (!yes && !str_eq_nocase(s, S("no")) && !str_eq_nocase(s, S("n")) &&
        !str_eq_nocase(s, ask_word(q, W_new_no)))
        return ask_word(q, W_new_yes_or_no);
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
    return ask_word1(q, W_new_test_wrong, S("why"), where.message);
}

static str check_duration(const struct asking *q, val v)
{
    int64_t months, days;

    if (str_eq(val_text(v), S("forever")) || duration_parse(val_text(v), &months, &days))
        return STR_NULL;
    return ask_word(q, W_new_duration_wrong);
}

/* A value of one of the kinds that are not texts, lists of items or groups. */
static str check_kind(const struct asking *q, const struct ask *t, val item, val *v)
{
    switch (t->kind) {
    case ASK_ID:
        return id_ok(val_text(*v), '-') ? STR_NULL : ask_word(q, W_new_id_wrong);
    case ASK_NAME:
        return id_ok(val_text(*v), '_') ? STR_NULL : ask_word(q, W_new_name_wrong);
    case ASK_ONE:
        *v = val_str(shown(q->a, *v));
        return not_offered(q, t, item, val_text(*v));
    case ASK_SOME:
        return check_some(q, t, item, v);
    case ASK_COUNT:
        return check_count(q, v);
    case ASK_AMOUNT:
        return check_amount(q, v);
    case ASK_YES:
        return check_yes(q, v);
    case ASK_TEST:
        return check_test(q, v);
    case ASK_DURATION:
        return check_duration(q, *v);
    case ASK_SAMPLE:
        *v = val_str(shown(q->a, *v));
        return val_text(*v).n ? STR_NULL : ask_word(q, W_new_write_value);
    case ASK_TEXT:
    case ASK_KEYWORDS:
    case ASK_ITEMS:
    case ASK_GROUP:
        break;
    }
    return STR_NULL;
}

str ask_problem(const struct asking *q, const struct ask *t, val item, val *v)
{
    str wrong = check_kind(q, t, item, v);

    return !wrong.p && t->check ? t->check(q, item, *v) : wrong;
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

val ask_typed(const struct asking *q, const struct ask *t, str typed)
{
    return t->kind == ASK_SOME || t->kind == ASK_KEYWORDS ? list_typed(q, typed) : val_str(typed);
}

/* ---- what counts where nothing is said ---- */

/* "A copy by post" becomes "a-copy-by-post"; empty where no letter of it is Latin. */
static str name_made(const struct asking *q, str text, char joins)
{
    str plain = fold(q->a, text);
    buf b;

    buf_init(&b, q->a, MADE_MOST + 1);
    for (size_t i = 0; i < plain.n && b.n < MADE_MOST; i++) {
        char c = plain.p[i];
        bool letter = c >= 'a' && c <= 'z';
        if (letter || (b.n && c >= '0' && c <= '9'))
            buf_char(&b, c);
        else if (b.n && b.p[b.n - 1] != joins)
            buf_char(&b, joins);
    }
    str made = buf_str(&b);
    while (made.n && made.p[made.n - 1] == joins)
        made.n--;
    return made;
}

str ask_preset(const struct asking *q, const struct ask *t, val item)
{
    char joins = t->kind == ASK_ID ? '-' : '_';

    if (!t->from)
        return t->preset ? str_z(t->preset) : STR_NULL;
    str made =
        name_made(q, val_get_text(val_get(item, str_z(t->from)), q->site->langs[0].code), joins);
    for (int n = 1; made.n && n < ASK_ITEMS_MOST; n++) {
        val v = val_str(n == 1 ? made : str_fmt(q->a, "%.*s%c%d", STR_ARG(made), joins, n));
        if (!ask_problem(q, t, item, &v).p)
            return val_text(v);
    }
    return STR_NULL;
}

/* ---- texts ---- */

static bool language_needed(const struct asking *q, size_t i)
{
    return i == 0 || q->site->langs[i].complete;
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
        tell(q, path, S(""), ask_word1(q, W_new_text_wrong, S("lang"), q->site->langs[0].code));
        return val_null();
    }
    for (uint32_t i = 0; i < given.c->n; i++)
        if (!site_lang(q->site, given.c->e[i].key))
            tell(q, path, S(""), ask_word1(q, W_new_no_language, S("lang"), given.c->e[i].key));
    return given;
}

/* The text in each language: given, asked for, or left to the engine's word. */
static bool fill_text(struct asking *q, const struct ask *t, val given, str path, val *out)
{
    val_builder b = val_build(q->a);
    bool whole = val_is_null(given) || !val_count(given);
    bool free = q->free, quiet = q->asker && whole && t->optional && t->word;

    given = whole ? val_null() : given;
    for (size_t i = 0; i < q->site->n_langs; i++) {
        str code = q->site->langs[i].code, typed = STR_NULL;
        val v = val_get(given, code);
        str own = t->word ? engine_word(code, t->word) : STR_NULL;
        if (text_given(v) && v.tag == V_STRING && t->kind == ASK_KEYWORDS)
            v = list_typed(q, val_text(v));
        bool must = language_needed(q, i) && !own.p && !(t->optional && whole && !t->word);
        if (!text_given(v) && q->asker && !(quiet && own.p) && (free || must)) {
            if (!q->asker->text(q, t, i, own, t->optional || own.n || !language_needed(q, i),
                                &typed))
                return false;
            v = ask_typed(q, t, typed);
        }
        if (text_given(v))
            val_put(&b, code, v);
        else if (must)
            tell(q, path, code, ask_word1(q, W_new_text_missing, S("lang"), code));
    }
    *out = val_done(&b);
    if (!val_count(*out))
        *out = val_null();
    return true;
}

/* ---- lists and groups ---- */

static void keep(struct asking *q, str path, val v)
{
    if (str_find_char(path, '.', 0) == SIZE_MAX)
        q->all = val_with(q->a, q->all, path, v);
    if (q->asker)
        q->asker->keep(q, path, v);
}

static str at_item(struct asking *q, str path, size_t i)
{
    return str_fmt(q->a, "%.*s.%zu", STR_ARG(path), i + 1);
}

static void unknown_keys(struct asking *q, const struct ask *table, val given, str path)
{
    if (!val_is_null(given) && given.tag != V_CONTEXT) {
        tell(q, path, S(""), ask_word(q, W_new_names_and_values));
        return;
    }
    for (uint32_t i = 0; given.tag == V_CONTEXT && i < given.c->n; i++) {
        const struct ask *t = table;
        while (t->key && !str_eq(str_z(t->key), given.c->e[i].key))
            t++;
        if (!t->key)
            tell(q, path.n ? path : S("answers"), S(""),
                 ask_word1(q, W_new_unknown_key, S("key"), given.c->e[i].key));
    }
}

static bool fill(struct asking *q, const struct ask *table, val given, str path, val *out)
{
    size_t n = 0;

    while (table[n].key)
        n++;
    unknown_keys(q, table, given, path);
    return ask_rows(q, table, n, given, path, val_null(), out);
}

static bool fill_items(struct asking *q, const struct ask *t, val given, str path, val *out)
{
    val list = val_list(NULL, 0), one;
    bool more = true;
    bool goes_on = str_eq(q->unfinished, path) || (val_is_null(given) && (q->free || !t->optional));

    if (!val_is_null(given) && given.tag != V_LIST)
        tell(q, path, S(""), ask_word(q, W_new_write_list));
    for (size_t i = 0; given.tag == V_LIST && i < val_count(given); i++) {
        if (!fill(q, t->items, val_at(given, i), at_item(q, path, i), &one))
            return false;
        list = val_append(q->a, list, one);
        if (str_find_char(path, '.', 0) == SIZE_MAX)
            q->all = val_with(q->a, q->all, path, list);
    }
    while (goes_on && q->asker && more && val_count(list) < ASK_ITEMS_MOST) {
        if (!q->asker->more(q, t, val_count(list), &more))
            return false;
        if (!more)
            break;
        if (!fill(q, t->items, val_null(), at_item(q, path, val_count(list)), &one))
            return false;
        list = val_append(q->a, list, one);
        keep(q, path, list);
    }
    if (!val_count(list) && !t->optional)
        tell(q, path, S(""), ask_word(q, W_new_name_one));
    if (val_count(list) > ASK_ITEMS_MOST)
        tell(q, path, S(""), ask_word(q, W_new_too_many));
    *out = list;
    return true;
}

/* ---- a row, a table ---- */

/* A value that was given: told where it is wrong; asked again where there is somebody. */
static bool fill_plain(struct asking *q, const struct ask *t, val item, val given, str path,
                       val *out)
{
    val v = given;
    str wrong = STR_NULL, preset = ask_preset(q, t, item);

    if (val_is_null(v) && !(q->asker && q->free) && preset.n)
        v = ask_typed(q, t, preset);
    if (!val_is_null(v)) {
        if (t->kind == ASK_SOME && v.tag == V_STRING)
            v = list_typed(q, val_text(v));
        wrong = ask_problem(q, t, item, &v);
        *out = v;
        if (!wrong.p)
            return true;
        if (!q->asker) {
            tell(q, path, S(""), wrong);
            return true;
        }
    }
    *out = val_null();
    if (q->asker && (q->free || !t->optional || wrong.p))
        return q->asker->plain(q, t, item, wrong, out);
    if (!t->optional)
        tell(q, path, S(""),
             ask_word1(q, W_new_answer_missing, S("prompt"), ask_word(q, t->prompt)));
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

bool ask_rows(struct asking *q, const struct ask *rows, size_t n, val given, str path, val item,
              val *out)
{
    for (const struct ask *t = rows; t < rows + n; t++) {
        str key = str_z(t->key);
        str here = path.n ? str_fmt(q->a, "%.*s.%s", STR_ARG(path), t->key) : key;
        val v = val_null(), said = val_get(given, key);
        if (t->when && !t->when(q, item)) {
            if (!val_is_null(said))
                tell(q, here, S(""), ask_word(q, W_new_goes_not));
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
