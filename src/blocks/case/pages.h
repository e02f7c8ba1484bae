/* blocks/case/pages.h - the applicant's pages; for the files of this block only. */
#ifndef BLOCKS_CASE_PAGES_H
#define BLOCKS_CASE_PAGES_H

#include "blocks/case/case.h"
#include "os/zone.h"
#include "page/field.h"
#include "text/locale.h"
#include "blocks/case/helper.h"
#include "views/case.h"

/* Form of the whole draft, without a page: for resuming and checking. */
struct ask;
struct fill;
MUST_USE err ask_form(struct web *w, struct ask *k);

/* One page of a form being asked: for a draft, or before there is one; for a task. */
struct ask {
    struct web *w;
    const struct service *service;
    const struct form *form;
    struct form_env env;
    struct q_case c;      /* c.found: there is a draft, or the case of the task */
    struct fill *fill;    /* of a task's form (fill.h); null: the application's own */
    struct q_keyed paper; /* paper.found: an officer keys it in for somebody else */
    struct data_key key;
    struct helping helping; /* .on: somebody whom the owner lets help with it for some hours */
    str party; /* who asks: one who takes part beside the applicant; empty: the applicant */
    str own;   /* a fingerprint of their answers as they stood when the page was made */
    val answers, typed;
    struct form_errors errors;
    struct form_at at;
    str action;      /* where the page posts: its own address */
    str base;        /* "/apply/ID", "/drafts/NAME", "/cases/NUMBER/tasks/ID" ... */
    bool typed_only; /* addresses are typed: this page cannot come back with what was found */
    bool lives;      /* every part of the page may be exchanged, whatever the form says */
    struct feel_env feel;
    err fault; /* of what a field looked up: the page is not shown without it */
    const struct q_case_files *kept; /* read where the page first asks; null before */
};

/* Sets up form, answers, environment and position; 404 where the page is not there now.  Where it
 * sets w->reply, that is the answer. */
MUST_USE err ask_open(struct web *w, struct ask *k);
/* Whether a page asks for files; and the page that begins a draft before such a page is asked, in
 * whose place it stands (entry.c). */
bool ask_takes_files(const struct ask *k, struct form_at at);
err ask_begin(struct ask *k);
/* A field of the page; false where it is not shown. */
bool ask_field(struct ask *k, int index, struct form_at at, struct field_view *out);
/* A component that asks nothing, with the value that it computes: false where nothing is seen of
 * it. */
bool ask_shown(struct ask *k, int index, struct form_at at, val value, struct field_view *out);
/* All that the page asks and shows, in groups, rows and items. */
size_t ask_parts(struct ask *k, struct field_view **out);
/* The items of a section that is asked on pages of its own, as cards. */
void ask_items(struct ask *k);
/* "Child 2" */
str ask_item_title(struct ask *k, int list, struct form_at at);
/* The error of a field (part: "given", "" for the whole), as a sentence, or empty. */
str ask_error(struct ask *k, const struct form_field *f, struct form_at at, const char *part);
err ask_show(struct ask *k, int status);
/* Of what is keyed in from paper: boxes for the questions of the page that it leaves open, and what
 * was ticked, put into the answers. */
void paper_open_print(struct ask *k);
void paper_open_read(struct ask *k, val body);
/* A file that is there now: in the answer's list, and among the rows that the act writes. */
void file_note(struct web *w, val answer, str field, val *list, val *rows);
/* Files that the person gave for the same evidence with earlier applications, as boxes to tick;
 * false where there are none. */
bool evidence_offer(struct ask *k, const struct form_field *f, str name, struct field_view *out);
/* Those that were chosen, sealed once more for this draft. */
MUST_USE err evidence_take(struct ask *k, const struct form_field *f, str name, val chosen,
                           val *list, val *rows);
/* "PDF, 120 KB" */
str file_detail(struct web *w, str type, int64_t size);
/* What the check of a file says to who handed it in; empty where it is done and good. */
str file_state(struct web *w, str state, str note);
/* Both, as one text. */
str file_said(struct web *w, str type, int64_t size, str state, str note);
/* A file of the draft by the id that answers give it (its hash), or null. */
struct q_case_files_row;
const struct q_case_files_row *ask_kept(struct ask *k, str id);
/* Where the draft's owner can look at it. */
url ask_kept_url(struct ask *k, const struct q_case_files_row *f);

/* A token that an act minted goes to the browser, once: beside those of its other drafts. */
void draft_token_keep(struct web *w, str draft);

web_fn show_later, later_prepare, later_sent, later_again, show_return, return_prepare, returned,
    return_again;
web_fn show_entry, begin_ask, begun_ask, show_ask, save_ask, saved_ask, part_ask, parted_ask,
    files_ask, ask_again, show_check, submit_prepare, submitted, submit_again, show_resume,
    drop_prepare, adopt_prepare, adopted;
web_fn show_mine, show_case, case_again, to_case, show_own_file, show_draft_file, show_receipt;

/* The block's part of `stoa verify`: each row against what its events say. */
struct verify;
err case_verify(struct verify *v);

#endif
