#include "form/words.h"

static struct words_lang *lang_of(arena *a, struct words *w, str lang)
{
    for (size_t i = 0; i < w->langs.n; i++)
        if (str_eq(w->langs.v[i].lang, lang))
            return &w->langs.v[i];
    struct words_lang *l = vec_push(&w->langs, a);
    *l = (struct words_lang){ .lang = lang };
    return l;
}

static void add_under(arena *a, map *to, str prefix, val v, int depth)
{
    if (v.tag == V_CONTEXT && depth < 8) {
        for (uint32_t i = 0; i < v.c->n; i++) {
            str key = v.c->e[i].key;
            str path = prefix.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key)) : key;
            add_under(a, to, path, v.c->e[i].value, depth + 1);
        }
        return;
    }
    if (val_is_null(v) || v.tag == V_LIST || prefix.n == 0)
        return;
    str *text = ARENA_NEW(a, str);
    *text = v.tag == V_STRING ? val_text(v) : val_display(a, v);
    map_put(to, a, prefix, text);
}

void words_add(arena *a, struct words *w, str lang, val v)
{
    add_under(a, &lang_of(a, w, lang)->by_key, S(""), v, 0);
}

str words_get(const struct words *w, str lang, str element, str property)
{
    char key[256];
    if (!w || element.n + property.n + 1 > sizeof key)
        return STR_NULL;
    memcpy(key, element.p, element.n);
    key[element.n] = '.';
    if (property.n)
        memcpy(key + element.n + 1, property.p, property.n);
    str k = { key, property.n ? element.n + 1 + property.n : element.n };
    if (element.n == 0)
        k = property;
    for (size_t i = 0; i < w->langs.n; i++)
        if (str_eq(w->langs.v[i].lang, lang)) {
            const str *t = map_get(&w->langs.v[i].by_key, k);
            return t ? *t : STR_NULL;
        }
    return STR_NULL;
}
