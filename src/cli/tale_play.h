/* cli/tale_play.h - a tale being played; for the files of the tale player only. */
#ifndef CLI_TALE_PLAY_H
#define CLI_TALE_PLAY_H

#include "cli/stage.h"
#include "cli/tale_page.h"
#include "cli/tale_text.h"

/* A browser of somebody. */
struct tale_actor {
    str name, lang, peer;
    str authorization; /* of an outside system; empty: a person's browser */
    VEC(struct http_pair) cookies;
    str at; /* path of the page that is shown */
    struct tale_page page;
    bool shows;   /* there is a page */
    bool id_used; /* its request id was sent */
    str location; /* where the last answer led */
    struct tale_sent {
        str path, id, cookies;
        bool json, there;
        VEC(struct http_pair) fields; /* a file: value "@NAME" */
    } last;                           /* post */
};

/* What the last line brought about. */
struct tale_came {
    struct reply reply;
    bool page;   /* reply is a page that was read into the actor */
    bool called; /* an act was called: answer */
    struct answer answer;
    bool decides; /* a decision was made: decided */
    val decided;
    int64_t event_before; /* id of the last event before the line */
    int64_t shown_before;
    val json;
    bool json_read;
};

struct play {
    struct stage *stage;
    arena a;          /* of this tale */
    str file, folder; /* path as given; where its files are */
    int line;
    struct tale_names names;
    map actors;
    struct tale_actor *who;
    struct tale_came came;
    str wrong;              /* what failed, in full; empty: nothing yet */
    enum stage_fault fault; /* armed at each request, at its nth call */
    uint64_t fault_n;
    size_t faulted; /* requests in which it struck */
    bool skipped;
    str passwords; /* text of the site's accounts */
};

/* Notes the first failure; returns false, so that callers can return it. */
bool play_fails(struct play *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* {names} put in; false where one is unknown. */
bool play_fill(struct play *p, str text, str *out);

/* tale_browser.c: the statements that ask.  rest: what follows the verb, without the
 * expectations. */
bool play_get(struct play *p, str rest);
bool play_follow(struct play *p);
bool play_submit(struct play *p, str rest, bool follow);
bool play_post(struct play *p, str rest);
bool play_again(struct play *p, str rest);
bool play_sign_in(struct play *p, str rest);
bool play_partner(struct play *p, str rest);
bool play_send(struct play *p, str rest);
/* tale_acts.c: acts without a page. */
bool play_call(struct play *p, str rest);
bool play_every_act(struct play *p, str rest);
/* tale_decide.c: a decision of a service, on the law of the day; then what must have come of it
 * (nothing named: any value but null). */
bool play_decide(struct play *p, str rest);
bool play_decided(struct play *p, str list);

/* tale_expect.c: all expectations of a line, and what holds without any. */
bool play_expect(struct play *p, str list);
/* Remembers what was there before a line. */
void play_mark(struct play *p);

/* tale_play.c: plays one tale on fresh data; false where it failed (p->wrong). */
struct tale_line {
    int line;
    str file, text;
};
struct tale {
    str title, file;
    int first;  /* its own line */
    bool steps; /* only played where others say "do" */
    VEC(struct tale_line) lines;
};
bool play_tale(struct play *p, const struct tale *t);

#endif
