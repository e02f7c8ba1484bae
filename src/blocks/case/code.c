#include "blocks/case/code.h"

#include "os/clock.h"

static const char letters_of_codes[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

str spoken_code(act *a, unsigned letters)
{
    uint8_t bytes[32];
    buf b;

    CHECK(letters <= sizeof bytes);
    random_bytes(bytes, letters);
    buf_init(&b, a->a, 48);
    for (unsigned i = 0; i < letters; i++) {
        if (i && i % 4 == 0)
            buf_char(&b, '-');
        buf_char(&b, letters_of_codes[bytes[i] % (sizeof letters_of_codes - 1)]);
    }
    return buf_str(&b);
}

err spoken_mark(act *a, const char *field, str typed, str *mark)
{
    struct blind m;
    buf b;

    buf_init(&b, a->a, 40);
    for (size_t i = 0; i < typed.n; i++) {
        char ch = typed.p[i];
        if (ch >= 'a' && ch <= 'z')
            ch = (char)(ch - 'a' + 'A');
        if (ch != ' ' && ch != '-')
            buf_char(&b, ch);
    }
    TRY(blind_of(a, field, buf_str(&b), &m));
    *mark = str_copy(a->a, str_of((char *)m.b, sizeof m.b));
    return OK;
}
