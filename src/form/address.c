/* Addresses: their parts, and those that are found in a register. */
#include "form/typed.h"
#include "form/view.h"

str form_address_part(enum form_address part)
{
    static const str inputs[] = { S_INIT("-lines"),   S_INIT("-place"), S_INIT("-postcode"),
                                  S_INIT("-country"), S_INIT("-key"),   S_INIT("-as_of") };
    return str_from(inputs[part], 1);
}

/* The text of an input; of several of one name the last. */
static str posted(arena *a, val submitted, str name, const char *part)
{
    val v = val_get(submitted, str_fmt(a, "%.*s-%s", STR_ARG(name), part));
    str out;
    if (v.tag == V_LIST)
        v = val_at(v, v.n - 1);
    return v.tag == V_STRING && typed_clean(a, val_text(v), false, &out) ? out : S("");
}

bool form_address_sought(arena *a, val submitted, str name, str *out)
{
    str key = posted(a, submitted, name, "key");
    *out = posted(a, submitted, name, "find");
    if (str_empty(*out) || str_eq(key, S(FORM_ADDRESS_TYPED)))
        return false;
    return str_empty(key) || !str_eq(*out, posted(a, submitted, name, "found"));
}

val form_address_plain(arena *a, val v)
{
    return val_without(a, val_without(a, v, form_address_part(ADDRESS_KEY)),
                       form_address_part(ADDRESS_AS_OF));
}

bool form_address_same(val x, val y)
{
    for (int i = ADDRESS_LINES; i <= ADDRESS_COUNTRY; i++)
        if (!val_equal(val_get(x, form_address_part(i)), val_get(y, form_address_part(i))))
            return false;
    return true;
}
