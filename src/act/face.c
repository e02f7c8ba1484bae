#include "act/face.h"
#include "page/theme.h"

static const struct page_language *languages_of(struct boot *b)
{
    struct page_language *l = ARENA_ARRAY(&b->a, struct page_language, b->site->n_langs);

    for (size_t i = 0; i < b->site->n_langs; i++) {
        const struct site_lang *s = &b->site->langs[i];
        l[i] = (struct page_language){ s->code, s->name, s->rtl, str_cat(&b->a, S("/"), s->code) };
    }
    return l;
}

static const struct page_link *links_of(struct boot *b, const struct wording *w,
                                        const enum word_id *words, const char *const *paths,
                                        size_t n)
{
    struct page_link *l = ARENA_ARRAY(&b->a, struct page_link, n);

    for (size_t i = 0; i < n; i++)
        l[i] = (struct page_link){ str_copy(&b->a, word0(w, words[i])), { str_z(paths[i]) } };
    return l;
}

static void site_words(struct boot *b, struct wordbook *book, struct findings *f)
{
    for (size_t i = 0; i < b->site->messages.n; i++) {
        str lang, key;
        const struct map_item *it = &b->site->messages.items[i];
        val_builder one = val_build(&b->a);
        if (!str_cut(it->key, '/', &lang, &key))
            continue;
        val_put(&one, key, val_str(*(const str *)it->value));
        if (word_find(key) != W_NONE)
            wordbook_add(book, lang, val_done(&one), f);
        else
            wordbook_add_site(book, lang, val_done(&one), f);
    }
}

static void theme_of(struct boot *b, struct page_site *p, struct findings *f)
{
    struct theme t = { 0 };

    for (size_t i = 0; i < b->site->n_theme; i++) {
        str name = b->site->theme[i].name;
        bool dark = str_starts(name, S("dark."));
        enum theme_token token;
        struct rgb c;
        if (!failed(theme_token(dark ? str_from(name, 5) : name, &token)) &&
            !failed(rgb_parse(b->site->theme[i].value, &c)))
            theme_set(&t, token, dark, c);
    }
    theme_check(&t, f);
    b->theme_css = theme_css(&b->a, &t);
    if (b->theme_css.n)
        p->theme = (url){ str_fmt(&b->a, "/theme.%08x.css", (unsigned)str_hash(b->theme_css)) };
}

void faces_make(struct boot *b, struct findings *f)
{
    static const enum word_id nav_words[] = { W_act_nav_services, W_act_nav_cases,
                                              W_act_nav_verify };
    static const char *const nav_paths[] = { "/services", "/cases", "/verify" };
    struct face *faces = ARENA_ARRAY(&b->a, struct face, b->site->n_langs);
    struct wordbook *book;
    struct page_site common = { .languages = languages_of(b),
                                .languages_n = b->site->n_langs,
                                .demo = b->dev };

    wordbook_load(&b->a, b->site->time_zone, f, &book);
    site_words(b, book, f);
    theme_of(b, &common, f);
    for (size_t i = 0; i < b->site->n_langs; i++) {
        str lang = b->site->langs[i].code;
        const struct wording *w = wording_of(book, lang);
        faces[i] = (struct face){ lang, w, common };
        faces[i].site.name = site_text(b->site, b->site->name, lang);
        faces[i].site.strapline = site_text(b->site, b->site->tagline, lang);
        faces[i].site.nav = links_of(b, w, nav_words, nav_paths, LEN(nav_words));
        faces[i].site.nav_n = LEN(nav_words);
    }
    b->faces = faces;
    b->n_faces = b->site->n_langs;
}

const struct face *boot_face(const struct boot *b, str lang)
{
    for (size_t i = 0; i < b->n_faces; i++)
        if (str_eq(b->faces[i].lang, lang))
            return &b->faces[i];
    return &b->faces[0];
}
