/* blocks/rectify/own.h - for the files of this block only. */
#ifndef BLOCKS_RECTIFY_OWN_H
#define BLOCKS_RECTIFY_OWN_H

#include "act/act.h"
#include "act/web.h"
#include "blocks/rectify/rectify.h"
#include "blocks/rectify/store.h"
#include "blocks/register/asof.h"
#include "blocks/register/change.h"
#include "site/site.h"
#include "views/rectify.h"

/* A value of a register in the reader's words: options and code lists by their names, an address on
 * one line.  Empty for null. */
str value_shown(struct web *w, const struct reg_field *f, val v);
/* Labels of fields, named with blanks between. */
str fields_shown(struct web *w, str registry, str names);
/* What a value rests on: a case number, an import, or that it was there from the beginning. */
str source_shown(struct web *w, str source);
str registry_shown(struct web *w, str registry);
/* Office or, where one is named, outside system. */
str told_shown(struct web *w, str office, str partner);

/* What a reader may see of a history: fields[i] of the register's n_fields; unsealed also versions
 * from before the entry was sealed. */
struct history_sight {
    const struct registry *r;
    const bool *fields;
    bool unsealed;
};
/* The steps of a record for the pages, the newest first; a step that changed nothing to be seen is
 * left out.  *hidden: sealed versions that are not shown. */
MUST_USE err history_steps(struct web *w, const struct history_sight *s,
                           const struct record_step *all, size_t n, const struct v_entry_step **out,
                           size_t *out_n, int64_t *hidden);

/* What a page asks of both times (`on` and `known` of the query; nothing asked: no state), and the
 * form that asks it.  known: the end of that local day. */
struct state_asked {
    bool any;
    struct as_of t;
    day known;
};
void state_ask(struct web *w, url action, struct state_asked *out, struct v_state_form *form);
/* The state of an entry as far as the reader may see it. */
MUST_USE err state_shown(struct web *w, const struct history_sight *s, int64_t id,
                         const struct data_key *key, const struct state_asked *q,
                         struct v_state_shown *out);

/* What an officer may read of a register for a purpose: names with blanks between, and for each of
 * the register's fields whether.  Secret fields are not among them. */
str entry_readable(arena *a, const struct registry *r, const struct actor *who, str purpose);
const bool *entry_sight(struct web *w, const struct registry *r, str purpose);
/* The name of whom an entry is about, as far as it may be seen; else empty. */
str entry_called(struct web *w, const struct registry *r, const bool *may, val fields);
MUST_USE err entry_disputes(struct web *w, const struct registry *r, int64_t record,
                            const struct v_entry_disputed_d **out, size_t *n);

/* The case in which a field is disputed; empty where it is not. */
str disputed_in(const struct disputed *d, size_t n, str field);

extern const struct task_type rectify_tasks[];
extern const struct port_corrections corrections_port;
/* case.withdrawn, case.decided: nothing of the case is disputed any more, and where that was said
 * hears of it. */
err case_over(act *a, const struct event *e);
/* record.annulled: the account that was linked to the entry is not any more, and is told. */
err entry_over(act *a, const struct event *e);
/* record.superseded, record.restored: who had read the entry is told that it was merged into
 * another, or stands for itself again; then also who read that other one meanwhile. */
err entry_merged(act *a, const struct event *e);
/* case.submitted: what the applicant says is wrong is looked into. */
err case_sent(act *a, const struct event *e);
err said_over(act *a, int64_t case_id, str outcome);

/* The feed of an outside system (feed.c). */
act_fn act_feed_noted;
web_fn show_feed, feed_prepare, feed_noted, feed_again;
act_fn act_history, act_notice_done, act_dispute_begin;
owner_fn notice_owner;
web_fn show_own_entry, dispute_prepare, to_dispute, show_own_history;
web_fn open_history, show_history;
act_fn act_entry, act_secret_ask, act_secret_see, act_secret_decide, act_secret_open;
web_fn show_secrets, secret_in, to_secrets, show_secret, show_secret_value;
web_fn show_entry_form, entry_in, show_looked_up, entry_again;
web_fn show_notices, notice_prepare, to_notices;

#endif
