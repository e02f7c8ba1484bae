/* A log's key gives its place to another: the old one signs the new one's name, so that who keeps
 * the old verification key can follow. */
#include "seal/authority.h"
#include "seal/note.h"

str succession_text(arena *a, str origin, uint64_t size, str root_b64, str vkey)
{
    return str_fmt(a, "%.*s\nsuccession\n%llu\n%.*s\n%.*s\n", STR_ARG(origin),
                   (unsigned long long)size, STR_ARG(root_b64), STR_ARG(vkey));
}

static err step_read(arena *a, const struct authority_step *s, uint64_t *size, str *next)
{
    str text, origin, word, number, root, rest;

    TRY(note_open(a, s->note, s->vkey, &text));
    if (!str_cut(text, '\n', &origin, &rest) || !str_cut(rest, '\n', &word, &rest) ||
        !str_cut(rest, '\n', &number, &rest) || !str_cut(rest, '\n', &root, &rest) ||
        !str_cut(rest, '\n', next, &rest) || !str_eq(word, S("succession")) ||
        failed(str_to_u64(number, size)))
        return REFUSED(ERR_SYNTAX);
    return OK;
}

err succession_check(arena *a, const struct authority_step *steps, size_t n, str vkey)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t size;
        str next, wanted = i + 1 < n ? steps[i + 1].vkey : vkey;

        if (failed(step_read(a, &steps[i], &size, &next)) || !str_eq(next, wanted))
            return REFUSED(ERR_CRYPTO);
    }
    return OK;
}

err succession_open(arena *a, const struct authority *au, str vkey, str note, str *text)
{
    err e = note_open(a, note, vkey, text);

    if (!failed(e) || e.code != ERR_CRYPTO)
        return e;
    TRY(succession_check(a, au->steps, au->n_steps, vkey));
    for (size_t i = 0; i < au->n_steps; i++) {
        struct checkpoint cp;
        uint64_t size;
        str next, old;

        if (failed(note_open(a, note, au->steps[i].vkey, &old)))
            continue;
        TRY(step_read(a, &au->steps[i], &size, &next));
        TRY(checkpoint_parse(a, old, &cp));
        if (cp.size > size)
            break;
        *text = old;
        return OK;
    }
    return REFUSED(ERR_CRYPTO);
}
