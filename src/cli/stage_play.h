/* cli/stage_play.h - one play of a draft: its tales, or a walk through it.  Runs in a child of
 * stage_role.h. */
#ifndef CLI_STAGE_PLAY_H
#define CLI_STAGE_PLAY_H

#include "act/boot.h"

/* play: { service, files: [ { path, text or base64 } ] of the draft, kind: "tales" or "walk",
 * lines: of the walk }. The site is the one that is served, with the draft's files in the place of
 * the service's.  dir: an empty folder. Result of tales: { tales: [ { title, file, line, state:
 * "passed" "failed" "skipped", wrong, ms } ], coverage (cli/coverage.h), wrong }; of a walk:
 * stage_walk.h.  wrong: why nothing was played; empty: it was. */
val stage_play(arena *a, const struct boot *boot, str dir, val play);

#endif
