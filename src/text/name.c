#include "text/name.h"

#include "base/utf8.h"

#include <unicode/uscript.h>

bool name_is(val v)
{
    return v.tag == V_CONTEXT &&
           (val_has(v, S("full")) || val_has(v, S("given")) || val_has(v, S("family")));
}

enum script { ALPHABET, HANGUL, HAN };

/* Of all its characters: one letter of another script makes it an alphabet's. */
static enum script script_of(str s)
{
    enum script is = s.n ? HAN : ALPHABET;

    for (size_t i = 0; i < s.n && is != ALPHABET;) {
        UErrorCode st = U_ZERO_ERROR;
        switch (uscript_getScript((UChar32)utf8_next(s, &i), &st)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
            break;
        case USCRIPT_HANGUL:
            is = HANGUL;
            break;
        default:
            is = ALPHABET;
        }
    }
    return is;
}

str name_shown(arena *a, val name)
{
    str full = val_get_text(name, S("full")), given = val_get_text(name, S("given")),
        family = val_get_text(name, S("family"));

    if (full.n)
        return full;
    enum script s = script_of(given) == script_of(family) ? script_of(given) : ALPHABET;
    if (s == HAN)
        return str_fmt(a, "%.*s%.*s", STR_ARG(family), STR_ARG(given));
    if (s == HANGUL || str_eq(val_get_text(name, S("order")), S("family-first")))
        return str_trim(str_fmt(a, "%.*s %.*s", STR_ARG(family), STR_ARG(given)));
    return str_trim(str_fmt(a, "%.*s %.*s", STR_ARG(given), STR_ARG(family)));
}

bool name_same(val x, val y)
{
    static const str parts[] = { S_INIT("full"), S_INIT("given"), S_INIT("family") };

    FOR_EACH(parts, part)
        if (!str_eq(val_get_text(x, *part), val_get_text(y, *part)))
            return false;
    return true;
}

bool name_family_first(const struct locale *l)
{
    static const str languages[] = { S_INIT("hu"), S_INIT("ja"), S_INIT("km"),  S_INIT("ko"),
                                     S_INIT("mn"), S_INIT("vi"), S_INIT("yue"), S_INIT("zh") };
    str tag = locale_tag(l), language = tag, region;

    (void)str_cut(tag, '-', &language, &region);
    FOR_EACH(languages, one)
        if (str_eq_nocase(language, *one))
            return true;
    return false;
}
