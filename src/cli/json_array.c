#include "cli/json_array.h"

void json_array_start(struct json_array *x, char *text, size_t most,
                      bool (*object)(void *ctx, str text, int number), void *ctx)
{
    *x = (struct json_array){ .object = object, .ctx = ctx, .text = text, .most = most };
}

static bool keep(struct json_array *x, char c)
{
    if (x->n == x->most)
        return false;
    x->text[x->n++] = c;
    return true;
}

/* What stood before the bracket: nothing, or {"key": of an object. */
static enum json_array_state opened(struct json_array *x)
{
    str head = str_trim(str_of(x->text, x->n));

    x->n = 0;
    x->keyed = head.n > 0;
    if (!x->keyed)
        return ARRAY_OPENED;
    str key = str_trim(str_from(head, 1));
    bool fine = head.p[0] == '{' && key.n > 2 && key.p[0] == '"' && key.p[key.n - 1] == ':';
    size_t quote = fine ? str_find_char(str_from(key, 1), '"', 0) : SIZE_MAX;
    fine = quote != SIZE_MAX && str_trim(str_from(key, quote + 2)).n == 1;
    return fine ? ARRAY_OPENED : ARRAY_OTHER;
}

static enum json_array_state before(struct json_array *x, char c)
{
    if (c == '[')
        return opened(x);
    return keep(x, c) ? ARRAY_BEFORE : ARRAY_OTHER;
}

static enum json_array_state begins(struct json_array *x, char c)
{
    x->depth = 1;
    x->n = 0;
    return keep(x, c) ? ARRAY_INSIDE : ARRAY_BROKEN;
}

static enum json_array_state inside(struct json_array *x, char c)
{
    if (!keep(x, c))
        return ARRAY_BROKEN;
    if (x->escaped) {
        x->escaped = false;
    } else if (x->quoted) {
        x->escaped = c == '\\';
        x->quoted = c != '"';
    } else {
        x->quoted = c == '"';
        x->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    if (x->depth)
        return ARRAY_INSIDE;
    return x->object(x->ctx, str_of(x->text, x->n), ++x->number) ? ARRAY_BETWEEN : ARRAY_STOPPED;
}

static enum json_array_state next(struct json_array *x, char c)
{
    switch (x->state) {
    case ARRAY_BEFORE:
        return before(x, c);
    case ARRAY_INSIDE:
        return inside(x, c);
    case ARRAY_OPENED:
        return c == '{'   ? begins(x, c)
               : c == ']' ? ARRAY_ENDED
                          : (x->keyed ? ARRAY_OTHER : ARRAY_BROKEN);
    case ARRAY_BETWEEN:
        return c == ',' ? ARRAY_WANTS : c == ']' ? ARRAY_ENDED : ARRAY_BROKEN;
    case ARRAY_WANTS:
        return c == '{' ? begins(x, c) : ARRAY_BROKEN;
    case ARRAY_ENDED:
        if (!x->keyed || c != '}')
            return ARRAY_BROKEN;
        x->keyed = false;
        return ARRAY_ENDED;
    default:
        return x->state;
    }
}

bool json_array_feed(struct json_array *x, str piece)
{
    for (size_t i = 0; i < piece.n && x->state < ARRAY_OTHER; i++) {
        char c = piece.p[i];
        bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank || x->state == ARRAY_INSIDE || x->state == ARRAY_BEFORE)
            x->state = next(x, c);
    }
    return x->state < ARRAY_OTHER;
}

enum json_array_state json_array_end(struct json_array *x)
{
    if (x->state == ARRAY_BEFORE)
        return ARRAY_OTHER;
    if (x->state == ARRAY_ENDED && x->keyed)
        return ARRAY_BROKEN;
    return x->state < ARRAY_ENDED ? ARRAY_BROKEN : x->state;
}
