#include "site/text.h"

str text_in(struct text t, str lang)
{
    for (uint32_t i = 0; i < t.n; i++)
        if (str_eq(t.v[i].lang, lang))
            return t.v[i].text;
    return STR_NULL;
}
