/* cli/coverage.h - what tales reached of the services they played: elements and flows of processes,
 * rows of decision tables, questions.  Read from what the house keeps anyway, after each tale;
 * where nobody asks for it, nothing is done. */
#ifndef CLI_COVERAGE_H
#define CLI_COVERAGE_H

#include "cli/stage.h"

struct coverage; /* lives in its arena */

/* Counts nothing yet; lives in a, with all that it counts. */
struct coverage *coverage_new(arena *a);
/* After a tale, before the next: adds all cases that are there. */
void coverage_tale(struct coverage *c, struct stage *s);
/* A decision that a tale made without a case. */
void coverage_decision(struct coverage *c, str service, val explanation);
/* The counts of a service, for blocks/studio/reach.h: { nodes: { ID: n }, flows: { ID: n }, rules:
 * { "DECISION TABLE INDEX": n }, questions: { KEY: n } }; each in cases or, of rules, in decisions.
 */
val coverage_of(const struct coverage *c, arena *a, str service);

#endif
