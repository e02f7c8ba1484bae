/* cli/stage_walk.h - a walk through a draft: the lines of a tale, played as far as somebody has
 * gone, and what they see then. */
#ifndef CLI_STAGE_WALK_H
#define CLI_STAGE_WALK_H

#include "cli/tale_play.h"

/* lines: texts of a tale's lines.  Result: { steps: [ { status, heading, events: [ types ] } ] one
 * for each line played; wrong: why the next was not; who, at, page: the main part of the page
 * (stage_frame.h); now, next: ms, when the clock has something to do next (0: nothing); cases: [ {
 * number, state, picture, here: [ names ] } ]; tasks: [ { name, number, groups } ]; messages: [ {
 * kind, to, subject, body } ]; events: [ { type, at } ]; rulings: [ { decision, result, rules: [ n
 * ] } ] }.  Everything is invented; nothing of it outlives the play. */
val stage_walk(arena *a, struct stage *s, str dir, str service, val lines);

#endif
