/* tests/blocks/house.h - a whole house for tests in C: pages and acts as people with accounts would
 * ask for them.  On the stage of the tales (cli/stage.h): the demo's seed, a clock that stands
 * still, nothing left behind. */
#ifndef TESTS_BLOCKS_HOUSE_H
#define TESTS_BLOCKS_HOUSE_H

#include "cli/stage.h"
#include "tests/check.h"

struct house;
/* Fresh data at 2026-03-02T08:00:00Z; the stage itself is opened once for all tests.  Null after a
 * failed EXPECT. */
struct house *house_open(const char *site);
struct stage *house_stage(struct house *h);

/* as: an address of data/accounts.yaml, who is signed in at the first use; null: nobody.  Body: a
 * form's, encoded; id: its request id or empty.  Cookies are kept by name of the actor.  The reply
 * lives in test_arena(). */
const struct reply *house_get(struct house *h, const char *as, const char *path);
const struct reply *house_post(struct house *h, const char *as, const char *path, const char *body);
/* One act with the actor's credentials and a request id of the test's choice. */
struct answer house_act(struct house *h, const char *as, const char *act, const char *id, val in);
/* The same as packed calls for a batch: see stage.h. */
str house_cookie(struct house *h, const char *as, const char *name);

#endif
