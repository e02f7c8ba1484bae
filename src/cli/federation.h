/* cli/federation.h - the federation's configuration, signed where the governing node's keys are. */
#ifndef CLI_FEDERATION_H
#define CLI_FEDERATION_H

#include "act/boot.h"

/* Writes FEDERATION_FILE into the site's folder: what exchange.yaml and nodes/ say, signed by the
 * seal's key, with a version larger than that of the file before.
 *   days      how long it is valid, 1 to 366; STR_NULL: 30
 *   version   that of this one where the file before is lost; STR_NULL: one more than before
 * The command's exit status. */
int federation_publish(arena *a, const struct boot *b, const struct conf *c, str days, str version);

#endif
