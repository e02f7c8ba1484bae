#include "page/found.h"

/* The word whose English is that sentence. */
static enum word_id word_saying(str sentence)
{
    for (unsigned i = 1; sentence.n && i < W_COUNT; i++)
        if (str_starts(word_defs[i].key, S("found.")) && str_eq(word_defs[i].english, sentence))
            return (enum word_id)i;
    return W_NONE;
}

str found_what(arena *a, const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->form);
    val args = val_null();

    if (id == W_NONE)
        return x->what;
    for (unsigned i = 0; i < x->n_args; i++)
        args = val_with(a, args, str_fmt(a, "%c", (char)('a' + i)), val_str(x->args[i]));
    return word(a, w, id, args);
}

str found_repair(arena *a, const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->repair);

    (void)a;
    return id == W_NONE ? x->repair : word0(w, id);
}

bool found_said(const struct wording *w, const struct finding *x)
{
    enum word_id id = word_saying(x->form);

    return id != W_NONE && wording_has(w, id);
}
