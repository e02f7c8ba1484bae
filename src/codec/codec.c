#include "codec/codec.h"

err text_refused(struct text_error *where, enum err_code code, int line, int column,
                 const char *what)
{
    if (where)
        *where = (struct text_error){ line, column, what };
    return REFUSED(code);
}
