#include "page/reading.h"

static const str names[] = { S_INIT("large"), S_INIT("plain"), S_INIT("light") };

/* Indexed by the bits. */
static const str texts[READ_ALL + 1] = {
    S_INIT(""),      S_INIT("large"),       S_INIT("plain"),       S_INIT("large.plain"),
    S_INIT("light"), S_INIT("large.light"), S_INIT("plain.light"), S_INIT("large.plain.light"),
};

unsigned reading_parse(str text)
{
    unsigned modes = 0;
    str one, rest = text;

    while (rest.n) {
        size_t dot = str_find_char(rest, '.', 0);

        one = str_sub(rest, 0, MIN(dot, rest.n));
        rest = str_from(rest, MIN(one.n + 1, rest.n));
        for (unsigned i = 0; i < LEN(names); i++)
            if (str_eq(one, names[i]))
                modes |= 1u << i;
    }
    return modes;
}

str reading_text(unsigned modes)
{
    return texts[modes & READ_ALL];
}
