/* Subscribers of a tale: what their addresses answer, and what they were sent. */
#include "cli/tale_play.h"

bool play_subscriber(struct play *p, str rest)
{
    struct stage_subscriber x = { 0 };
    struct tale_word w, number;
    int64_t n = 0;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "what does the subscriber do?");
    x.refuses = str_eq(w.value, S("refuses"));
    x.silent = str_eq(w.value, S("is"));
    if (str_eq(w.value, S("answers"))) {
        if (!tale_word_next(&p->a, &rest, &number) || failed(str_to_i64(number.value, &n)))
            return play_fails(p, "with which status does the subscriber answer?");
        x.status = (int)n;
        if (tale_word_next(&p->a, &rest, &w) && tale_word_next(&p->a, &rest, &number) &&
            !failed(str_to_i64(number.value, &n)))
            x.wait = (int)n;
    } else if (!x.refuses && !x.silent) {
        return play_fails(p, "a subscriber answers, is silent, or refuses");
    }
    stage_subscribers(p->stage, &x);
    return true;
}

bool play_told(struct play *p, str rest, bool want)
{
    struct tale_word w = { .value = S("") };
    const str *all;
    bool there = false;
    size_t n;
    buf list;

    (void)tale_word_next(&p->a, &rest, &w);
    all = stage_told(p->stage, &n);
    buf_init(&list, &p->a, 500);
    for (size_t i = p->came.told_before; i < n && !there; i++) {
        there = !w.value.n || tale_match(&p->names, tale_blanks(&p->a, w.value),
                                         tale_blanks(&p->a, all[i]), false);
        buf_fmt(&list, "\n    %.*s", STR_ARG(all[i]));
    }
    return there == want ||
           play_fails(p, "expected %sa message to a subscriber \"%.*s\"; sent were:%.*s",
                      want ? "" : "no ", STR_ARG(w.value), STR_ARG(buf_str(&list)));
}
