/* act/job.h - work after the commit, in the jobs role: the outbox's rows and what runs
 * at a period. */
#ifndef ACT_JOB_H
#define ACT_JOB_H

#include "act/keys.h"
#include "act/writer.h"

/* One piece of work.  The database is read-only; changes go through acts, in the name
 * of the house. */
struct job_run {
    arena *a;
    const struct boot *boot;
    struct db *db;
    struct keeper *keeper;
    const struct jobs_io *io;
    instant now;
    int64_t outbox; /* id of the row; 0 for periodic work */
    int tries;      /* before this one */
    val payload;
    struct data_key key;  /* of the payload's subject; id 0 for none */
    str ticket;           /* opens that subject's data */
    bool ended;           /* an act that the job had run has ended the row (outbox_end) */
    struct job_run *next; /* other rows of the same kind that are due, where it takes several */
};

/* Runs an act and waits.  A refusal is REFUSED with its first word's key in *why (may be null); the
 * answer's value in *out. */
MUST_USE err job_act(struct job_run *j, const char *act, val in, val *out, str *why);
/* The same act for several inputs at once, so that they may share a commit; each happens or not by
 * itself: what came of ins[i] is told[i]. */
struct job_told {
    err why;
    val out;
};
void job_acts(struct job_run *j, const char *act, const val *ins, size_t n, struct job_told *told);
/* The press (press/press.h): a question and bytes beside it, an answer and bytes.
 * FAULT(ERR_PEER). */
MUST_USE err job_press(struct job_run *j, val question, str bytes, val *answer, str *out);
/* A link, in packed values.  FAULT(ERR_PEER). */
MUST_USE err job_link(struct job_run *j, const char *kind, val message, val *result);

/* A link that takes bytes and answers with a packed value. */
MUST_USE err job_link_bytes(struct job_run *j, const char *kind, str bytes, val *result);

/* The stage (cli/stage_role.h): a play of a draft begun or looked at, in values.
 * FAULT(ERR_PEER). */
MUST_USE err job_stage(struct job_run *j, val question, val *answer);

/* In an act that finishes a piece of work: ends its outbox row in the same transaction.  Pass on
 * `outbox` in the act's input. */
MUST_USE err outbox_end(struct act *a, int64_t id);

extern const struct block block_house;

#endif
