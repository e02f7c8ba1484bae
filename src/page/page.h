/* page/page.h - a page being written: the reader, the place, the layout. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "page/assets.h"
#include "page/reading.h"
#include "page/words.h"
#include "text/safe.h"

struct page_link {
    str text;
    url href;
};
struct page_language {
    str code, name;
    bool rtl;
    str prefix;
}; /* "vi", "Tiếng Việt", false, "/vi" */
struct page_office {
    str name, telephone, hours;
    url href;
};

/* A government in one language: made once at start, borrowed by every page. */
struct page_site {
    str name, strapline;
    str logo;         /* asset name of an SVG; empty: the engine's own mark */
    url theme;        /* theme_css() under its address; empty: none */
    str theme_colour; /* of the browser's frame, "#0b4f6c"; empty: the engine's */
    bool demo;        /* says on every page that nothing here is real */
    const struct page_language *languages; /* the site's first language first */
    size_t languages_n;
    const struct page_link *nav;
    size_t nav_n;
    const struct page_link *footer; /* before accessibility, privacy and "who looked at my data" */
    size_t footer_n;
};

enum page_shape { PAGE_PLAIN, PAGE_WIDE, PAGE_BLEED };

struct page {
    arena *a;
    buf out;
    const struct page_site *site;
    const struct wording *words;
    str lang, prefix; /* "vi", "/vi"; prefix empty where the language is not in the path */
    bool rtl;
    unsigned modes;  /* enum read_mode: how the reader wants it */
    str path;        /* of this page with query, without prefix: for the language links */
    str nav_current; /* path of the current menu item */
    str person;      /* name of who is signed in; empty: nobody */
    bool officer;    /* the desk's link instead of the account's */
    bool designer;   /* the Studio's link, too */
    str request_id;  /* sealed; put into every POST form; empty: none */
    unsigned unread; /* messages */
    const struct page_link *crumbs;
    size_t crumbs_n;
    const struct page_office *office; /* that answers for this page; null: none */
    bool problem;                     /* the title begins with "Error:" */
    bool private;                     /* not for search engines, not for caches */
    url back;                         /* the back link; a view may set it by <link rel="back"> */
    str back_ready;                   /* the same, ready to print: set by views */
    enum page_shape shape;            /* set by page_begin */
};

/* Makes an empty page in the language of words; language, prefix and direction follow from site and
 * words. */
void page_init(struct page *p, arena *a, const struct page_site *site, const struct wording *words);
/* The bytes written so far. */
static inline str page_done(const struct page *p)
{
    return buf_str(&p->out);
}
/* The value of Content-Security-Policy.  maps: for pages with a map library, which breaks under
 * trusted types. */
str page_csp(bool maps);

/* The page for 400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503; incident empty where there is
 * none to name. */
void page_error(struct page *p, int status, str incident);
void page_error_json(buf *out, const struct wording *w, int status, str incident);

/* ---- what generated views call ---- */
void page_begin(struct page *p, str title, enum page_shape shape);
void page_end(struct page *p);
#define PAGE_LIT(p, literal) buf_add(&(p)->out, S(literal))
void page_raw(struct page *p, html h);
void page_text(struct page *p, str s);    /* element content */
void page_attr(struct page *p, str s);    /* inside a quoted attribute */
void page_segment(struct page *p, str s); /* one piece of an address, percent-encoded */
void page_href(struct page *p,
               url u); /* a whole address inside a quoted attribute; adds the language prefix */
void page_prefix(struct page *p);             /* before a literal address that begins with '/' */
void page_int(struct page *p, int64_t n);     /* as the language writes it */
void page_digits(struct page *p, int64_t n);  /* 0-9, for attributes and addresses */
void page_day(struct page *p, day d);         /* "2 March 2026" */
void page_instant(struct page *p, instant t); /* "2 March 2026, 09:00" in the site's zone */
void page_val(struct page *p, val v);         /* as people read it, by type */
void page_val_attr(struct page *p, val v);
void page_word(struct page *p, enum word_id id, const struct val_entry *args, unsigned n);
void page_word_attr(struct page *p, enum word_id id, const struct val_entry *args, unsigned n);
str page_word_str(struct page *p, enum word_id id, const struct val_entry *args, unsigned n);
void page_token(struct page *p);                 /* the hidden input of a POST form */
val page_instant_val(struct page *p, instant t); /* as an argument of a word */
str page_day_str(struct page *p, day d);
str page_instant_str(struct page *p, instant t);
void page_day_attr(struct page *p, day d);         /* 2026-03-02, for datetime="" */
void page_instant_attr(struct page *p, instant t); /* 2026-03-02T09:00:00Z */
void page_icon(struct page *p, str name);          /* nothing where there is no such icon */
void page_back_take(struct page *p,
                    size_t at); /* what was printed since `at` is the back link's address */

/* JSON of view structs. */
void json_str(buf *b, str s); /* null where s.p is null */
void json_bool(buf *b, bool v);
void json_day(buf *b, day d);
void json_instant(buf *b, instant t);

#endif
