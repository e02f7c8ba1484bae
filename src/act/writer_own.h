/* act/writer_own.h - the writer's own state; for the files of this room only. */
#ifndef ACT_WRITER_OWN_H
#define ACT_WRITER_OWN_H

#include "act/act.h"
#include "act/event.h"
#include "act/call.h"
#include "act/index.h"
#include "act/writer.h"
#include "seal/tlog.h"

enum {
    BATCH_MOST = 4096,
    KEY_SETS = 1024,
    KEY_WAYS = 8,
    KEPT_DAYS = 7,
    TOPICS_MAX = 4096,
    BLIND_KEYS = 64,
    FIELD_NAME = 64
};

/* What an act noted beside its result. */
struct act_notes {
    VEC(struct answer_refusal) refusals;
    int status;
    struct {
        err (*fn)(struct act *a, val arg);
        val arg;
    } kept[8];
    size_t nkept;
    VEC(str) topics;
    VEC(str) once; /* act_first */
};

/* Who listens to a type of event, in the order of the blocks. */
struct listeners {
    const struct subscription *of[24];
    size_t n;
};

struct writer {
    const struct boot *boot;
    arena home; /* lives as long as the writer */
    struct db *db;
    struct keeper *keeper;
    struct writer_hooks hooks;
    map listeners;   /* type of an event to struct listeners, as they are first asked for */
    int64_t last_id; /* highest id given out */
    key256 ticket_key;
    uint64_t topic_clock;  /* versions grow over restarts: starts at the time of start */
    int64_t checkpoint_at; /* ms: when the last checkpoint was signed */
    int64_t checkpoint_size;
    int64_t swept_at;
    uint64_t writes_before; /* statements that wrote before the present act */
    arena memory;           /* of the act that runs, one after another */
    struct {
        char field[FIELD_NAME];
        key256 key;
    } blinds[BLIND_KEYS]; /* of fields, as asked for */
    size_t n_blinds;
    struct fresh_keys {
        struct fresh_key {
            struct data_key key;
            int64_t at;
        } *v;
        size_t n, cap;
    } fresh; /* made in this batch; wrapped and written before it is committed */
    bool plain; /* acts run without savepoints: a part that has to be undone asks for */
    bool redo;  /* the whole batch once more, with them */
    struct data_key keys[KEY_SETS][KEY_WAYS]; /* by hash of kind and id */
    struct tlog log, log_before;     /* the log with and without the present batch */
};

/* One call: credential, policy, fields, idempotency, the act itself, its answer noted. */
err run_act(struct writer *w, act *a, struct writer_call *c, struct answer *out);
/* Keeps a refusal as the answer to its call, beside what was kept with it (act.h, keep). */
err run_remember(act *a, const struct writer_call *c, const struct answer *refused);
/* Is this actor allowed to; refuses otherwise. */
err policy_check(act *a, val in);
err fields_check(act *a, val in);

/* Gets the keys that the acts of a batch say they need, in as few calls as it takes; what fails is
 * left to the act. scratch is reset for each act; a holds a name and a wrapped key for each. */
void keys_fetch(struct writer *w, arena *a, arena *scratch, const struct writer_call *c, size_t n);

/* Has the keeper wrap the keys that were made, and writes them: before each commit. */
err keys_settle(struct writer *w, arena *a);
/* Drops the keys made since there were n of them, which an undone savepoint takes along. */
void keys_rewind(struct writer *w, size_t n);

/* act/log.c */
err log_open(struct writer *w);
void log_batch_begins(struct writer *w);
void log_batch_failed(struct writer *w);
err log_append(struct writer *w, const sha256 *entry, int64_t *index);
err log_tick(struct writer *w, instant now);
void keys_forget(struct writer *w);

#endif
