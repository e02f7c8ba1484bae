/* Entries that come from outside while a tale is played: what another office enters. */
#include "cli/tale_play.h"

bool play_enter(struct play *p, str rest)
{
    struct tale_word of, key, w;
    val_builder cells = val_build(&p->a), b = val_build(&p->a);

    if (!play_fill(p, rest, &rest))
        return false;
    if (!tale_word_next(&p->a, &rest, &of) || !tale_word_next(&p->a, &rest, &key))
        return play_fails(p, "enter REGISTER KEY COLUMN=VALUE...");
    while (tale_word_next(&p->a, &rest, &w)) {
        if (!w.name.p)
            return play_fails(p, "enter REGISTER KEY COLUMN=VALUE...");
        val_put(&cells, w.name, val_str(w.value));
    }
    val_put(&b, S("register"), val_str(of.value));
    val_put(&b, S("key"), val_str(key.value));
    val_put(&b, S("row"), val_done(&cells));
    if (failed(stage_enter(p->stage, val_done(&b))))
        return play_fails(p, "the register refuses the entry");
    return true;
}
