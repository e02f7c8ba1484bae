/* cli/tale_play.h - a tale being played; for the files of the tale player only. */
#ifndef CLI_TALE_PLAY_H
#define CLI_TALE_PLAY_H

#include "cli/coverage.h"
#include "cli/tale_page.h"
#include "cli/tale_read.h"
#include "cli/tale_text.h"

/* A browser of somebody. */
struct tale_actor {
    str name, lang, peer;
    str authorization; /* of an outside system; empty: a person's browser */
    VEC(struct http_pair) headers; /* that its program sends besides */
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
    size_t told_before;
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
    str root;  /* a draft's: where the files are; nothing outside is read.  Empty: paths
                  are those of the disk */
    str wrong; /* what failed, in full; empty: nothing yet */
    enum stage_fault fault; /* armed at each request, at its nth call */
    uint64_t fault_n;
    size_t faulted; /* requests in which it struck */
    bool skipped;
    struct coverage *coverage; /* of decisions; null: nobody asks */
    str passwords;             /* text of the site's accounts */
    map made;                  /* accounts of the tale's own: email to its password, a str * */
};

/* Notes the first failure; returns false, so that callers can return it. */
bool play_fails(struct play *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Whether a path that a tale names may be read: of a draft only what lies below its tales. */
bool play_inside(struct play *p, str path);
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
bool play_program(struct play *p, str rest);
bool play_header(struct play *p, str rest);
bool play_send(struct play *p, str rest);
/* tale_account.c: account EMAIL NAME [ROLE@OFFICE...] [person=NUMBER], one that the site lacks. */
bool play_account(struct play *p, str rest);
/* tale_told.c: subscriber answers STATUS [after SECONDS] | is silent | refuses; then what was sent
 * to one by the line ("" : anything). */
bool play_subscriber(struct play *p, str rest);
bool play_told(struct play *p, str rest, bool want);
/* tale_enter.c: enter REGISTER KEY COLUMN=VALUE..., what another office enters. */
bool play_enter(struct play *p, str rest);
/* tale_enter.c: node SUBSYSTEM/SERVICE/KEY JSON, what another node answers; node silent | refuses |
 * answers, whether it does. */
bool play_node(struct play *p, str rest);
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
bool play_tale(struct play *p, const struct tale *t);
/* The same in parts: fresh data, then line after line; the caller frees p->a. */
bool play_begin(struct play *p, str file, int line);
bool play_line(struct play *p, const struct tale_line *l);

#endif
