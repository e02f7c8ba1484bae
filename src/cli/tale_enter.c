/* What comes from outside while a tale is played: entries of another office, answers of other
 * nodes. */
#include "cli/stage_node.h"
#include "cli/tale_play.h"
#include "value/json.h"

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

bool play_node(struct play *p, str rest)
{
    static const struct json_limits limits = { .depth = 8, .bytes = 64 * 1024 };
    struct stage_nodes *n = stage_nodes(p->stage);
    str address, json, *kept;
    val v;

    if (!play_fill(p, str_trim(rest), &rest))
        return false;
    bool told = str_cut(rest, ' ', &address, &json);
    n->silent = !told && str_eq(rest, S("silent"));
    n->refuses = !told && str_eq(rest, S("refuses"));
    if (n->silent || n->refuses || str_eq(rest, S("answers")))
        return true;
    if (!told || failed(val_from_json(&p->a, str_trim(json), &limits, &v, NULL)))
        return play_fails(p, "node SUBSYSTEM/SERVICE/KEY JSON, or node silent, refuses, answers");
    kept = ARENA_NEW(n->a, str);
    *kept = val_json_str(n->a, v);
    map_put(&n->answers, n->a, str_copy(n->a, address), kept);
    return true;
}
