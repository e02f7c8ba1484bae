#include "page/found.h"

/* The word whose English is that sentence. */
static enum word_id word_saying(str sentence)
{
    for (unsigned i = 1; sentence.n && i < W_COUNT; i++)
        if (str_starts(word_defs[i].key, S("found.")) && str_eq(word_defs[i].english, sentence))
            return (enum word_id)i;
    return W_NONE;
}

/* Takes {a}, {b} ... of a sentence out of what was said by it; false: it was said by another. */
static bool taken_out(arena *a, str sentence, str said, val *args)
{
    size_t at = 0;

    *args = val_null();
    for (size_t i = 0; i < sentence.n;) {
        if (sentence.p[i] != '{') {
            if (at >= said.n || said.p[at++] != sentence.p[i++])
                return false;
            continue;
        }
        str rest = str_from(sentence, i + 3);
        size_t next = str_find_char(rest, '{', 0);
        str after = next == SIZE_MAX ? rest : str_sub(rest, 0, next);
        size_t end = after.n ? str_find(said, after, at) : said.n;
        if (end == SIZE_MAX)
            return false;
        *args =
            val_with(a, *args, str_sub(sentence, i + 1, 1), val_str(str_sub(said, at, end - at)));
        at = end;
        i += 3;
    }
    return at == said.n;
}

/* What FEEL says of an expression stands in the sentences of others: its words are known by their
 * form. */
static str expression_said(arena *a, const struct wording *w, str said)
{
    val args;

    for (unsigned i = 1; said.n && i < W_COUNT; i++)
        if (str_starts(word_defs[i].key, S("found.feel_")) &&
            taken_out(a, word_defs[i].english, said, &args))
            return word(a, w, (enum word_id)i, args);
    return said;
}

str found_what(arena *a, const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->form);
    val args = val_null();

    if (id == W_NONE)
        return x->what;
    for (unsigned i = 0; i < x->n_args; i++)
        args = val_with(a, args, str_fmt(a, "%c", (char)('a' + i)),
                        val_str(expression_said(a, w, x->args[i])));
    return word(a, w, id, args);
}

str found_repair(arena *a, const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->repair);

    return id == W_NONE ? expression_said(a, w, x->repair) : word0(w, id);
}

bool found_said(const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->form);

    return id != W_NONE && wording_has(w, id);
}
