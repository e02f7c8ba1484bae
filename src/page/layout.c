#include "page/script_hash.h"
#include "page/write.h"

/* ---- head ---- */

static void head_title(struct page *p, str title)
{
    str full = page_word_str(p, W_page_title,
                             (struct val_entry[]){ { S("title"), val_str(title) },
                                                   { S("site"), val_str(p->site->name) } },
                             2);
    PAGE_LIT(p, "<title>");
    if (p->problem)
        page_word(p, W_page_error_title, (struct val_entry[]){ { S("title"), val_str(full) } }, 1);
    else
        page_text(p, full);
    PAGE_LIT(p, "</title>");
}

/* No font, no script, no picture: an icon of no bytes keeps browsers from asking for one. */
static void head_light(struct page *p)
{
    PAGE_LIT(p, "<link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"");
    page_attr(p, asset_url(p->rtl ? "light.rtl.css" : "light.css"));
    PAGE_LIT(p, "\">");
}

static void head_theme(struct page *p)
{
    if (p->site->theme.s.n) {
        PAGE_LIT(p, "<link rel=\"stylesheet\" href=\"");
        page_attr(p, p->site->theme.s);
        PAGE_LIT(p, "\">");
    }
}

static void head_files(struct page *p)
{
    PAGE_LIT(p, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    page_attr(p, asset_url("stoa.svg"));
    PAGE_LIT(p, "\"><link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin href=\"");
    page_attr(p, asset_url("source-sans-3-latin.woff2"));
    PAGE_LIT(p, "\"><link rel=\"stylesheet\" href=\"");
    page_attr(p, asset_url(p->rtl ? "stoa.rtl.css" : "stoa.css"));
    PAGE_LIT(p, "\">");
    head_theme(p);
    PAGE_LIT(p, "<script type=\"module\" src=\"");
    page_attr(p, asset_url("stoa.js"));
    PAGE_LIT(p, "\"></script>");
}

/* The same page in the site's other languages, for search engines. */
static void head_alternates(struct page *p)
{
    for (size_t i = 0; i < p->site->languages_n && p->site->languages_n > 1 && !p->private; i++) {
        const struct page_language *l = &p->site->languages[i];
        PAGE_LIT(p, "<link rel=\"alternate\"");
        write_attr(p, "hreflang", l->code);
        PAGE_LIT(p, " href=\"");
        page_attr(p, l->prefix);
        page_attr(p, p->path);
        PAGE_LIT(p, "\">");
    }
}

static void head_write(struct page *p, str title, enum page_shape shape)
{
    PAGE_LIT(p, "<!DOCTYPE html>\n<html class=\"govuk-template");
    write_z(p, p->modes & READ_LARGE ? " stoa-large" : "");
    write_z(p, p->modes & READ_LIGHT ? " stoa-light\"" : "\"");
    write_attr(p, "lang", p->lang);
    write_z(p, p->rtl ? " dir=\"rtl\"" : " dir=\"ltr\"");
    PAGE_LIT(p, "><head><meta charset=\"utf-8\">");
    head_title(p, title);
    PAGE_LIT(
        p,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, "
        "viewport-fit=cover\">"
        "<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"theme-color\" content=\"");
    page_attr(p, p->site->theme_colour.n ? p->site->theme_colour : S("#0b4f6c"));
    PAGE_LIT(p, "\">");
    if (p->private)
        PAGE_LIT(p, "<meta name=\"robots\" content=\"noindex\">");
    head_alternates(p);
    if (p->modes & READ_LIGHT) {
        head_light(p);
        head_theme(p);
    } else {
        head_files(p);
    }
    PAGE_LIT(p, "</head>\n<body class=\"govuk-template__body");
    write_z(p, shape == PAGE_WIDE ? " stoa-wide" : "");
    write_z(p, p->modes & READ_LIGHT ? "\">\n" : "\"><script>" PAGE_SCRIPT "</script>\n");
}

/* ---- band and navigation ---- */

static void logo_write(struct page *p)
{
    if (p->modes & READ_LIGHT)
        return;
    if (p->site->logo.n) {
        const struct asset *a = asset_named(p->site->logo);
        PAGE_LIT(p, "<img class=\"stoa-mark\" alt=\"\" width=\"44\" height=\"44\" src=\"");
        page_attr(p, a ? a->path : p->site->logo);
        PAGE_LIT(p, "\">");
        return;
    }
    PAGE_LIT(p, "<svg class=\"stoa-mark\" width=\"44\" height=\"44\" viewBox=\"0 0 44 44\" "
                "aria-hidden=\"true\" "
                "focusable=\"false\"><path fill=\"currentColor\" d=\"M22 3 3 13v4h38v-4zM6 "
                "19h6v17H6zm13 0h6v17h-6zm13 "
                "0h6v17h-6zM3 38h38v4H3z\"></path></svg>");
}

static void language_write(struct page *p, const struct page_language *l)
{
    bool here = str_eq(l->code, p->lang);
    PAGE_LIT(p, "<li>");
    write_z(p, here ? "<span aria-current=\"true\"" : "<a rel=\"alternate\"");
    if (!here) {
        write_attr(p, "hreflang", l->code);
        PAGE_LIT(p, " href=\"");
        page_attr(p, l->prefix);
        page_attr(p, p->path.n ? p->path : S("/"));
        PAGE_LIT(p, "\"");
    }
    write_attr(p, "lang", l->code);
    write_z(p, l->rtl ? " dir=\"rtl\">" : " dir=\"ltr\">");
    page_text(p, l->name);
    write_z(p, here ? "</span></li>" : "</a></li>");
}

static void band_write(struct page *p)
{
    PAGE_LIT(p, "<div class=\"stoa-band\"><div class=\"govuk-width-container stoa-band__inner\"><a "
                "class=\"stoa-logo\"");
    write_href(p, (url){ S("/") });
    PAGE_LIT(p, ">");
    logo_write(p);
    PAGE_LIT(p, "<span>");
    page_text(p, p->site->name);
    if (p->site->strapline.n) {
        PAGE_LIT(p, "<small>");
        page_text(p, p->site->strapline);
        PAGE_LIT(p, "</small>");
    }
    PAGE_LIT(p, "</span></a>");
    if (p->site->languages_n > 1) {
        PAGE_LIT(p, "<nav");
        write_attr(p, "aria-label", word0(p->words, W_page_languages));
        PAGE_LIT(p, "><ul class=\"stoa-languages\">");
        for (size_t i = 0; i < p->site->languages_n; i++)
            language_write(p, &p->site->languages[i]);
        PAGE_LIT(p, "</ul></nav>");
    }
    PAGE_LIT(p, "</div></div>\n");
}

static void nav_item(struct page *p, str text, url href, const char *more)
{
    bool here = p->nav_current.n && str_eq(href.s, p->nav_current);
    PAGE_LIT(p, "<li class=\"govuk-service-navigation__item");
    write_z(p, here ? " govuk-service-navigation__item--active" : "");
    write_z(p, more);
    PAGE_LIT(p, "\"><a class=\"govuk-service-navigation__link\"");
    write_href(p, href);
    write_z(
        p,
        here ? " aria-current=\"page\"><strong class=\"govuk-service-navigation__active-fallback\">"
             : ">");
    page_text(p, text);
    write_z(p, here ? "</strong></a></li>" : "</a></li>");
}

static void nav_person(struct page *p)
{
    if (!p->person.n) {
        nav_item(p, word0(p->words, W_page_sign_in), (url){ S("/sign-in") }, " stoa-nav__end");
        return;
    }
    nav_item(p,
             page_word_str(p, W_page_messages,
                           (struct val_entry[]){ { S("count"), val_int(p->unread) } }, 1),
             (url){ S("/messages") }, " stoa-nav__end");
    nav_item(p, word0(p->words, p->officer ? W_page_desk : W_page_account),
             (url){ p->officer ? S("/desk") : S("/account") }, "");
    if (p->designer)
        nav_item(p, word0(p->words, W_page_studio), (url){ S("/studio") }, "");
    PAGE_LIT(p, "<li class=\"govuk-service-navigation__item\"><form method=\"post\" action=\"");
    page_prefix(p);
    PAGE_LIT(p, "/sign-out\">");
    page_token(p);
    PAGE_LIT(p, "<button class=\"stoa-button-link stoa-nav__button\" type=\"submit\">");
    write_word(p, W_page_sign_out);
    PAGE_LIT(p, "</button></form></li>");
}

static void nav_write(struct page *p)
{
    PAGE_LIT(p, "<div class=\"govuk-service-navigation\" data-module=\"govuk-service-navigation\">"
                "<div class=\"govuk-width-container\"><div "
                "class=\"govuk-service-navigation__container\"><nav");
    write_attr(p, "aria-label", word0(p->words, W_page_menu));
    PAGE_LIT(p, " class=\"govuk-service-navigation__wrapper\"><button type=\"button\" class=\""
                "govuk-service-navigation__toggle govuk-js-service-navigation-toggle\" "
                "aria-controls=\"navigation\" hidden>");
    write_word(p, W_page_menu);
    PAGE_LIT(p, "</button><ul class=\"govuk-service-navigation__list\" id=\"navigation\">");
    for (size_t i = 0; i < p->site->nav_n; i++)
        nav_item(p, p->site->nav[i].text, p->site->nav[i].href, "");
    nav_person(p);
    PAGE_LIT(p, "</ul></nav></div></div></div>\n");
}

static void who_write(struct page *p)
{
    if (!p->person.n)
        return;
    PAGE_LIT(p, "<div class=\"stoa-who\"><div class=\"govuk-width-container\"><p>");
    page_icon(p, S("user"));
    page_word(p, W_page_signed_in_as, (struct val_entry[]){ { S("name"), val_str(p->person) } }, 1);
    PAGE_LIT(p, "</p></div></div>\n");
}

static void demo_write(struct page *p)
{
    PAGE_LIT(p, "<div class=\"govuk-phase-banner govuk-width-container\"><p "
                "class=\"govuk-phase-banner__content\">"
                "<strong class=\"govuk-tag govuk-phase-banner__content__tag\">");
    write_word(p, W_page_demo);
    PAGE_LIT(p, "</strong><span class=\"govuk-phase-banner__text\">");
    write_word(p, W_page_demo_text);
    PAGE_LIT(p, "</span></p></div>\n");
}

/* ---- above the content ---- */

static void back_write(struct page *p)
{
    if (!p->back_ready.n && !p->back.s.n)
        return;
    PAGE_LIT(p, "<nav");
    write_attr(p, "aria-label", word0(p->words, W_page_back));
    PAGE_LIT(p, "><a class=\"govuk-back-link\" href=\"");
    if (p->back_ready.n)
        buf_add(&p->out, p->back_ready);
    else
        page_href(p, p->back);
    PAGE_LIT(p, "\">");
    write_word(p, W_page_back);
    PAGE_LIT(p, "</a></nav>");
}

static void crumbs_write(struct page *p)
{
    if (!p->crumbs_n)
        return;
    PAGE_LIT(p, "<nav class=\"govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile\"");
    write_attr(p, "aria-label", word0(p->words, W_page_breadcrumbs));
    PAGE_LIT(p, "><ol class=\"govuk-breadcrumbs__list\">");
    for (size_t i = 0; i < p->crumbs_n; i++) {
        PAGE_LIT(p,
                 "<li class=\"govuk-breadcrumbs__list-item\"><a class=\"govuk-breadcrumbs__link\"");
        write_href(p, p->crumbs[i].href);
        PAGE_LIT(p, ">");
        page_text(p, p->crumbs[i].text);
        PAGE_LIT(p, "</a></li>");
    }
    PAGE_LIT(p, "</ol></nav>");
}

static const char *shape_main(enum page_shape shape)
{
    return shape == PAGE_BLEED ? "<main id=\"main\" tabindex=\"-1\">"
                               : "<main class=\"govuk-main-wrapper\" id=\"main\" tabindex=\"-1\">";
}

void page_begin(struct page *p, str title, enum page_shape shape)
{
    head_write(p, title, shape);
    PAGE_LIT(p, "<a href=\"#main\" class=\"govuk-skip-link\" data-module=\"govuk-skip-link\">");
    write_word(p, W_page_skip);
    PAGE_LIT(p, "</a>\n<header>");
    band_write(p);
    nav_write(p);
    who_write(p);
    if (p->site->demo)
        demo_write(p);
    PAGE_LIT(p, "</header>\n");
    p->shape = shape;
    write_z(p, shape == PAGE_BLEED ? "" : "<div class=\"govuk-width-container\">");
    if (shape != PAGE_BLEED) {
        crumbs_write(p);
        back_write(p);
    }
    write_z(p, shape_main(shape));
}

/* ---- below the content ---- */

static void office_write(struct page *p)
{
    const struct page_office *o = p->office;
    if (!o)
        return;
    PAGE_LIT(p, "<div class=\"stoa-footer__office\"><h2 class=\"govuk-heading-s\">");
    write_word(p, W_page_office_title);
    PAGE_LIT(p, "</h2><p class=\"govuk-body-s\"><strong>");
    if (o->href.s.n) {
        PAGE_LIT(p, "<a class=\"govuk-footer__link\"");
        write_href(p, o->href);
        PAGE_LIT(p, ">");
    }
    page_text(p, o->name);
    write_z(p, o->href.s.n ? "</a></strong>" : "</strong>");
    if (o->telephone.n) {
        PAGE_LIT(p, "<br>");
        page_icon(p, S("phone"));
        page_word(p, W_page_office_call,
                  (struct val_entry[]){ { S("telephone"), val_str(o->telephone) } }, 1);
    }
    if (o->hours.n) {
        PAGE_LIT(p, "<br>");
        page_icon(p, S("clock"));
        page_text(p, o->hours);
    }
    PAGE_LIT(p, "</p></div>");
}

static void footer_link(struct page *p, str text, url href)
{
    PAGE_LIT(p, "<li class=\"govuk-footer__inline-list-item\"><a class=\"govuk-footer__link\"");
    write_href(p, href);
    PAGE_LIT(p, ">");
    page_text(p, text);
    PAGE_LIT(p, "</a></li>");
}

static void footer_write(struct page *p)
{
    PAGE_LIT(p, "<footer class=\"govuk-footer\"><div class=\"govuk-width-container stoa-footer\">");
    office_write(p);
    PAGE_LIT(p, "<nav");
    write_attr(p, "aria-label", word0(p->words, W_page_footer));
    PAGE_LIT(p, "><ul class=\"govuk-footer__inline-list\">");
    for (size_t i = 0; i < p->site->footer_n; i++)
        footer_link(p, p->site->footer[i].text, p->site->footer[i].href);
    footer_link(p, word0(p->words, W_page_accessibility), (url){ S("/accessibility") });
    footer_link(p, word0(p->words, W_page_privacy), (url){ S("/privacy") });
    footer_link(p, word0(p->words, W_page_who_looked), (url){ S("/privacy/looks") });
    footer_link(p, word0(p->words, W_page_reading),
                url_query(p->a, (url){ S("/reading") }, S("to"), p->path));
    PAGE_LIT(p, "</ul></nav><p class=\"stoa-footer__site\">");
    page_text(p, p->site->name);
    PAGE_LIT(p, "</p></div></footer>\n</body></html>\n");
}

void page_end(struct page *p)
{
    PAGE_LIT(p, "</main>");
    write_z(p, p->shape == PAGE_BLEED ? "\n" : "</div>\n");
    footer_write(p);
}
