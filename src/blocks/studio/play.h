/* blocks/studio/play.h - plays of a draft: its tales, and walks through it.  The stage role plays
 * (cli/stage_role.h); what came of it is kept until the next, with the version of the draft that
 * was played. */
#ifndef BLOCKS_STUDIO_PLAY_H
#define BLOCKS_STUDIO_PLAY_H

#include "blocks/studio/own.h"

enum { PLAY_LINES = 64 * 1024, PLAY_RESULT = 4 * 1024 * 1024, PLAY_MINUTES = 10 };

#define PLAY_WAITING "waiting"
#define PLAY_DONE "done"
#define PLAY_BROKEN "broken" /* result: { why } */

/* Acts: a play asked for, what came of it, and that it is not over yet (the last two by the jobs
 * role). */
act_fn studio_play, studio_played, studio_play_later;
err job_play(struct job_run *j);
/* Plays past the site's time go (retention: plays). */
MUST_USE err job_plays_sweep(struct job_run *j);
act_fn act_plays_sweep;

/* What was played last; result null where nothing was. */
struct played {
    struct q_play row;
    val result;
    bool waiting, broken, stale; /* stale: the draft has changed since */
};
/* account 0: the tales.  Where a play is under way it is waited for once, and *parked is true:
 * return then. */
MUST_USE err played_read(struct scene *s, int64_t account, struct played *out, bool *parked);
/* Why a play broke off, in words. */
str played_why(struct web *w, const struct played *p);

/* tales.c */
web_fn studio_show_tales, studio_prepare_tales, studio_to_tales, studio_again_tales;
/* try.c, walk.c */
web_fn studio_show_try, studio_prepare_try, studio_to_try, studio_again_try, studio_prepare_keep,
    studio_again_keep;

/* ---- walk.c: a walk as the lines of a tale.  Pure. ---- */

/* The lines of a walk, one a line of text. */
struct walk_lines {
    arena *a;
    VEC(str) v;
};
struct walk_lines walk_read(arena *a, str text);
str walk_text(const struct walk_lines *w);
/* A value as a tale writes it, in quotes; false where a tale cannot say it (a brace). */
bool walk_quoted(arena *a, str value, str *out);
/* Without its last step: what begins with "as" and "sign in" goes with what follows it.  The first
 * `head` lines stay. */
void walk_undo(struct walk_lines *w, size_t head);
/* How many lines were there before the first step. */
size_t walk_head(const struct walk_lines *w);
/* The walk as a file of tales: after each step what came of it, as the play told
 * (cli/stage_walk.h). */
str walk_tale(const struct walk_lines *w, str title, val result);

#endif
