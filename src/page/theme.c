#include "page/theme.h"

#include <math.h>

/* ---- colours ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

err rgb_parse(str text, struct rgb *out)
{
    uint8_t v[6];
    bool three = text.n == 4;
    if ((text.n != 7 && !three) || text.p[0] != '#')
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < 6; i++) {
        int d = hex_digit(text.p[1 + (three ? i / 2 : i)]);
        if (d < 0)
            return REFUSED(ERR_SYNTAX);
        v[i] = (uint8_t)d;
    }
    *out = (struct rgb){ (uint8_t)(v[0] * 16 + v[1]), (uint8_t)(v[2] * 16 + v[3]),
                         (uint8_t)(v[4] * 16 + v[5]) };
    return OK;
}

static double channel(uint8_t c)
{
    double s = c / 255.0;
    return s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
}

/* WCAG 2.2, definition of relative luminance. */
static double luminance(struct rgb c)
{
    return 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b);
}

double contrast(struct rgb a, struct rgb b)
{
    double x = luminance(a), y = luminance(b);
    return (MAX(x, y) + 0.05) / (MIN(x, y) + 0.05);
}

/* ---- tokens ---- */

static const struct {
    const char *name;
    struct rgb light, dark;
} tokens[THEME_TOKENS] = {
    [THEME_BRAND] = { "brand", { 0x0b, 0x4f, 0x6c }, { 0x7c, 0xc7, 0xe4 } },
    [THEME_ACCENT] = { "accent", { 0xb4, 0x47, 0x1f }, { 0xf2, 0x9c, 0x74 } },
    [THEME_BAND] = { "band", { 0x0b, 0x4f, 0x6c }, { 0x08, 0x38, 0x4d } },
    [THEME_LINK] = { "link", { 0x0a, 0x56, 0x78 }, { 0x8f, 0xd0, 0xea } },
    [THEME_BUTTON] = { "button", { 0x0f, 0x6e, 0x4f }, { 0x0f, 0x6e, 0x4f } },
    [THEME_HERO] = { "hero", { 0xe8, 0xf1, 0xf4 }, { 0x17, 0x24, 0x2b } },
};

static const struct rgb white = { 255, 255, 255 }, ink = { 0x0b, 0x0c, 0x0c },
                        dark_text = { 0xec, 0xef, 0xf1 }, dark_body = { 0x12, 0x18, 0x1c };

err theme_token(str name, enum theme_token *out)
{
    for (unsigned i = 0; i < THEME_TOKENS; i++)
        if (str_eq(name, str_z(tokens[i].name))) {
            *out = (enum theme_token)i;
            return OK;
        }
    return REFUSED(ERR_MISSING);
}

void theme_set(struct theme *t, enum theme_token token, bool mode_dark, struct rgb colour)
{
    if (mode_dark) {
        t->dark[token] = colour;
        t->dark_set |= (uint8_t)(1u << token);
    } else {
        t->light[token] = colour;
        t->light_set |= (uint8_t)(1u << token);
    }
}

static struct rgb colour_of(const struct theme *t, enum theme_token token, bool dark)
{
    if (dark)
        return t->dark_set & (1u << token) ? t->dark[token] : tokens[token].dark;
    return t->light_set & (1u << token) ? t->light[token] : tokens[token].light;
}

/* What is readable on a ground: white where it reaches 4.5:1, else ink. */
static struct rgb text_on(struct rgb ground)
{
    return contrast(white, ground) >= 4.5 ? white : ink;
}

/* ---- checking ---- */

static void pair_check(struct findings *f, enum theme_token token, bool dark, const char *on,
                       struct rgb a, struct rgb b, double least)
{
    double c = contrast(a, b);
    if (c >= least)
        return;
    finding_add(
        f, FINDING_ERROR, 0, str_z(tokens[token].name), "theme.contrast",
        S("Choose a colour that stands out more."),
        "The colour %s reaches a contrast of %.2f on %s in the %s scheme; it wants at least %.1f",
        tokens[token].name, c, on, dark ? "dark" : "light", least);
}

void theme_check(const struct theme *t, struct findings *f)
{
    for (int d = 0; d < 2; d++) {
        bool dark = d == 1;
        struct rgb body = dark ? dark_body : white, text = dark ? dark_text : ink;
        struct rgb hero = colour_of(t, THEME_HERO, dark), band = colour_of(t, THEME_BAND, dark);
        struct rgb link = colour_of(t, THEME_LINK, dark), button = colour_of(t, THEME_BUTTON, dark);
        pair_check(f, THEME_LINK, dark, "the page", link, body, 4.5);
        pair_check(f, THEME_LINK, dark, "the hero", link, hero, 4.5);
        pair_check(f, THEME_HERO, dark, "its text", hero, text, 4.5);
        pair_check(f, THEME_BRAND, dark, "the page", colour_of(t, THEME_BRAND, dark), body, 3.0);
        pair_check(f, THEME_BAND, dark, "its text", band, text_on(band), 4.5);
        pair_check(f, THEME_BUTTON, dark, "its text", button, text_on(button), 4.5);
        pair_check(f, THEME_ACCENT, dark, "the page", colour_of(t, THEME_ACCENT, dark), body, 3.0);
    }
}

/* ---- printing ---- */

static void property(buf *b, const char *name, struct rgb c)
{
    buf_fmt(b, "--%s:#%02x%02x%02x;", name, c.r, c.g, c.b);
}

/* c with a share of black (or white, in the dark scheme) mixed in. */
static struct rgb mixed(struct rgb c, struct rgb with, double share)
{
    return (struct rgb){ (uint8_t)(c.r * (1 - share) + with.r * share),
                         (uint8_t)(c.g * (1 - share) + with.g * share),
                         (uint8_t)(c.b * (1 - share) + with.b * share) };
}

static void scheme_css(buf *b, const struct theme *t, bool dark)
{
    unsigned set = dark ? t->dark_set : t->light_set;
    for (unsigned i = 0; i < THEME_TOKENS; i++) {
        struct rgb c = colour_of(t, (enum theme_token)i, dark);
        if (!(set & (1u << i)))
            continue;
        switch (i) {
        case THEME_BRAND:
            property(b, "govuk-brand-colour", c);
            break;
        case THEME_ACCENT:
            property(b, "stoa-accent", c);
            break;
        case THEME_HERO:
            property(b, "stoa-hero", c);
            break;
        case THEME_BAND:
            property(b, "stoa-band", c);
            property(b, "stoa-band-text", text_on(c));
            break;
        case THEME_LINK:
            property(b, "govuk-link-colour", c);
            property(b, "govuk-link-hover-colour", mixed(c, dark ? white : ink, 0.35));
            break;
        case THEME_BUTTON:
            property(b, "stoa-button", c);
            property(b, "stoa-button-hover", mixed(c, ink, 0.2));
            property(b, "stoa-button-text", text_on(c));
            break;
        }
    }
}

str theme_css(arena *a, const struct theme *t)
{
    buf b;
    if (!t->light_set && !t->dark_set)
        return S("");
    buf_init(&b, a, 1024);
    /* Not a plain :root, which would stand above the dark scheme of what a site leaves as it is. */
    buf_add(&b, S("@media print,not all and (prefers-color-scheme:dark){:root{"));
    scheme_css(&b, t, false);
    buf_add(&b, S("}}\n@media screen and (prefers-color-scheme:dark){:root{"));
    scheme_css(&b, t, true);
    buf_add(&b, S("}}\n"));
    return buf_str(&b);
}
