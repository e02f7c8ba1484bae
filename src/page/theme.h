/* page/theme.h - a site's colours: checked for contrast, printed as a small stylesheet of custom
 * properties. */
#ifndef PAGE_THEME_H
#define PAGE_THEME_H

#include "base/base.h"

struct rgb {
    uint8_t r, g, b;
};
enum theme_token {
    THEME_BRAND,
    THEME_ACCENT,
    THEME_BAND,
    THEME_LINK,
    THEME_BUTTON,
    THEME_HERO,
    THEME_TOKENS
};

/* A zeroed theme is the engine's own. */
struct theme {
    struct rgb light[THEME_TOKENS], dark[THEME_TOKENS];
    uint8_t light_set, dark_set; /* bit per token */
};

/* "#0b4f6c" or "#abc".  ERR_SYNTAX. */
MUST_USE err rgb_parse(str text, struct rgb *out);
/* WCAG 2.2 contrast ratio, 1.0 to 21.0 (relative luminance, sRGB). */
double contrast(struct rgb a, struct rgb b);
/* A token by its name in site.yaml ("brand", "accent", "band", "link", "button", "hero").
 * ERR_MISSING. */
MUST_USE err theme_token(str name, enum theme_token *out);
/* Sets one colour; mode_dark: for the dark scheme. */
void theme_set(struct theme *t, enum theme_token token, bool mode_dark, struct rgb colour);
/* Every pair that people must read (4.5:1 for text, 3:1 for edges) on the grounds it stands on; an
 * error for each that fails. */
void theme_check(const struct theme *t, struct findings *f);
/* The stylesheet; empty for the engine's own theme.  Serve it under its own
 * fingerprinted address. */
str theme_css(arena *a, const struct theme *t);

#endif
