#include "page/page.h"
#include "page/script_hash.h"

void page_init(struct page *p, arena *a, const struct page_site *site, const struct wording *words)
{
    *p = (struct page){
        .a = a, .site = site, .words = words, .lang = wording_lang(words), .rtl = wording_rtl(words)
    };
    for (size_t i = 0; i < site->languages_n; i++)
        if (str_eq(site->languages[i].code, p->lang))
            p->prefix = site->languages[i].prefix;
    buf_init(&p->out, a, 24 * KIB);
}

str page_csp(bool maps)
{
    return maps ? S(PAGE_CSP) : S(PAGE_CSP "; require-trusted-types-for 'script'");
}

/* ---- escaping by place ---- */

void page_text(struct page *p, str s)
{
    html_content_to(&p->out, s);
}
void page_attr(struct page *p, str s)
{
    html_text_to(&p->out, s);
}
void page_raw(struct page *p, html h)
{
    buf_add(&p->out, h.s);
}

void page_segment(struct page *p, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            buf_char(&p->out, (char)c);
        } else {
            char e[3] = { '%', hex[c >> 4], hex[c & 15] };
            buf_add(&p->out, str_of(e, 3));
        }
    }
}

void page_prefix(struct page *p)
{
    buf_add(&p->out, p->prefix);
}

/* A local address that has no language yet. */
static bool href_bare(const struct page *p, str s)
{
    if (!p->prefix.n || !s.n || s.p[0] != '/' || str_starts(s, S("//")) ||
        str_starts(s, S("/assets/")))
        return false;
    if (!str_starts(s, p->prefix))
        return true;
    char next = s.n > p->prefix.n ? s.p[p->prefix.n] : '/';
    return next != '/' && next != '?' && next != '#';
}

void page_href(struct page *p, url u)
{
    if (href_bare(p, u.s))
        page_prefix(p);
    page_attr(p, u.s);
}

void page_back_take(struct page *p, size_t at)
{
    p->back_ready = str_copy(p->a, str_sub(buf_str(&p->out), at, p->out.n - at));
    p->out.n = at;
}

/* ---- values ---- */

str page_word_str(struct page *p, enum word_id id, const struct val_entry *args, unsigned n)
{
    if (n == 0)
        return word0(p->words, id);
    struct val_ctx c = { n, args };
    return word(p->a, p->words, id, (val){ .tag = V_CONTEXT, .c = &c });
}

void page_word(struct page *p, enum word_id id, const struct val_entry *args, unsigned n)
{
    page_text(p, page_word_str(p, id, args, n));
}

void page_word_attr(struct page *p, enum word_id id, const struct val_entry *args, unsigned n)
{
    page_attr(p, page_word_str(p, id, args, n));
}

void page_digits(struct page *p, int64_t n)
{
    buf_i64(&p->out, n);
}

void page_int(struct page *p, int64_t n)
{
    if (n > -1000 && n < 1000 && !p->rtl) /* no grouping, and every language here writes 0-9 */
        buf_i64(&p->out, n);
    else
        page_text(p, locale_number(p->a, wording_locale(p->words), val_int(n)));
}

str page_day_str(struct page *p, day d)
{
    return locale_date(p->a, wording_locale(p->words), d, DATE_LONG);
}
str page_instant_str(struct page *p, instant t)
{
    return locale_date_time(p->a, wording_locale(p->words), t, DATE_LONG);
}
val page_instant_val(struct page *p, instant t)
{
    return wording_instant(p->a, p->words, t);
}
void page_day(struct page *p, day d)
{
    page_text(p, page_day_str(p, d));
}
void page_instant(struct page *p, instant t)
{
    page_text(p, page_instant_str(p, t));
}

/* Machine-readable, as the datetime attribute wants it. */
void page_day_attr(struct page *p, day d)
{
    struct ymd y = day_ymd(d);
    buf_fmt(&p->out, "%04lld-%02u-%02u", (long long)y.year, y.month, y.day);
}

static void instant_iso(buf *b, instant t)
{
    struct ymd y = day_ymd(day_of_instant_utc(t));
    int64_t s = (t.ms - day_of_instant_utc(t).n * 86400000) / 1000;
    buf_fmt(b, "%04lld-%02u-%02uT%02d:%02d:%02dZ", (long long)y.year, y.month, y.day,
            (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

void page_instant_attr(struct page *p, instant t)
{
    instant_iso(&p->out, t);
}

static str page_val_str(struct page *p, val v)
{
    switch (v.tag) {
    case V_NULL:
        return S("");
    case V_BOOL:
        return word0(p->words, v.m ? W_page_yes : W_page_no);
    case V_NUMBER:
    case V_DECIMAL:
        return locale_number(p->a, wording_locale(p->words), v);
    case V_DATE:
        return page_day_str(p, (day){ v.m });
    case V_STRING:
        return val_text(v);
    default:
        return val_display(p->a, v);
    }
}

void page_val(struct page *p, val v)
{
    page_text(p, page_val_str(p, v));
}
void page_val_attr(struct page *p, val v)
{
    page_attr(p, val_display(p->a, v));
}

void page_token(struct page *p)
{
    if (!p->request_id.n)
        return;
    PAGE_LIT(p, "<input type=\"hidden\" name=\"_id\" value=\"");
    page_attr(p, p->request_id);
    PAGE_LIT(p, "\">");
}

void page_icon(struct page *p, str name)
{
    size_t lo = 0, hi = p->modes & READ_LIGHT ? 0 : icons_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(icons_table[mid].name, name);
        if (c == 0) {
            buf_add(&p->out, icons_table[mid].svg);
            return;
        }
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
}

/* ---- JSON ---- */

void json_str(buf *b, str s)
{
    if (!s.p)
        buf_add(b, S("null"));
    else
        val_json(b, val_str(s));
}

void json_bool(buf *b, bool v)
{
    buf_add(b, v ? S("true") : S("false"));
}
void json_day(buf *b, day d)
{
    val_json(b, val_day(d));
}

void json_instant(buf *b, instant t)
{
    buf_char(b, '"');
    instant_iso(b, t);
    buf_char(b, '"');
}
