/* blocks/studio/new.h - a new service from questions on pages. */
#ifndef BLOCKS_STUDIO_NEW_H
#define BLOCKS_STUDIO_NEW_H

#include "blocks/studio/archive.h"
#include "new/ask.h"

enum { NEW_ANSWERS = 256 * 1024 };

/* Rows of the table that are asked on one page. */
struct new_page {
    const struct ask *rows;
    size_t n;
    str id; /* the first row's key */
    enum word_id title;
    bool applies; /* some row of it is asked with the answers so far */
};

struct new_problem {
    str path, text; /* "questions.2.label" */
};

/* What a person answered, and what is wrong with it. */
struct new_walk {
    struct web *w;
    struct asking q;                  /* q.all: the answers */
    val seen;                         /* pages gone through, by id */
    int64_t version;                  /* 0: nothing was answered yet */
    map wrong;                        /* field to str *: what is wrong with what was typed */
    VEC(struct new_problem) problems; /* of the whole; new_check */
    VEC(struct new_page) pages;
};

/* ---- new.c ---- */
MUST_USE err new_open(struct web *w, struct new_walk *k); /* w->site is asked about */
const struct new_page *new_page_of(const struct new_walk *k, str id);
/* Asks for the whole: fills k->problems, and returns whether there are none. */
bool new_check(struct new_walk *k);
/* Whether something is wrong with a page's answers; after new_check. */
bool new_wrong(const struct new_walk *k, const struct new_page *p);
/* Keeps the answers as they are now (k->q.all, k->seen): the input of studio.answer. */
void new_keep(struct new_walk *k, int64_t seen);

/* ---- new_fields.c ---- */
struct new_fields {
    VEC(struct field_view) v;
};
/* The questions of some rows with what `ctx` answers; where `posted`, with what was typed. */
void new_fields(struct new_walk *k, const struct ask *rows, size_t n, str prefix, val ctx,
                bool posted, struct new_fields *out);
/* Reads what was typed for some rows over `ctx`; k->wrong is filled with what is wrong.  path: ""
 * at the top, "x" for an item. */
val new_read(struct new_walk *k, const struct ask *rows, size_t n, str path, val ctx);
/* An answer in one line, for people. */
str new_shown(struct new_walk *k, const struct ask *t, val ctx);

/* ---- new_acts.c ---- */
act_fn studio_answer;
owner_fn may_answer;

web_fn studio_show_new, studio_prepare_new, studio_again_new, studio_to_new, studio_show_new_page,
    studio_prepare_new_page, studio_again_new_page, studio_to_new_page;

#endif
