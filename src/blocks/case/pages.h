/* blocks/case/pages.h - the applicant's pages; for the files of this block only. */
#ifndef BLOCKS_CASE_PAGES_H
#define BLOCKS_CASE_PAGES_H

#include "blocks/case/case.h"
#include "os/zone.h"
#include "page/field.h"
#include "text/locale.h"
#include "views/case.h"

/* Form of the whole draft, without a page: for resuming and checking. */
struct ask;
MUST_USE err ask_form(struct web *w, struct ask *k);

/* One page of a form being asked: for a draft, or before there is one. */
struct ask {
    struct web *w;
    const struct service *service;
    const struct form *form;
    struct form_env env;
    struct q_case c; /* c.found: there is a draft */
    struct data_key key;
    val answers, typed;
    struct form_errors errors;
    struct form_at at;
    str action; /* where the page posts: its own address */
    str base;   /* "/apply/ID" or "/drafts/NAME" */
    struct feel_env feel;
};

/* Sets up form, answers, environment and position; 404 where the page is not there now. */
MUST_USE err ask_open(struct web *w, struct ask *k);
/* A field of the page; false where it is not shown. */
bool ask_field(struct ask *k, int index, struct form_at at, struct field_view *out);
/* The error of a field (part: "given", "" for the whole), as a sentence, or empty. */
str ask_error(struct ask *k, const struct form_field *f, struct form_at at, const char *part);
html ask_note(struct ask *k, const struct form_field *f, struct form_at at);
err ask_show(struct ask *k, int status);
/* "PDF, 120 KB" */
str file_detail(struct web *w, str type, int64_t size);

web_fn show_entry, show_ask, save_ask, saved_ask, ask_again, show_check, submit_prepare, submitted,
    submit_again, show_resume, drop_prepare, adopt_prepare, adopted;
web_fn show_mine, show_case, case_again, to_case, show_own_file, show_receipt;

/* The block's part of `stoa verify`: each row against what its events say. */
struct verify;
err case_verify(struct verify *v);

#endif
