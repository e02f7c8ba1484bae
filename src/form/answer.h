/* form/answer.h - answers: from what was typed to values, checked; the summary; drafts that follow
 * a newer form. */
#ifndef FORM_ANSWER_H
#define FORM_ANSWER_H

#include "form/flow.h"

/* One thing that is wrong.  key is an engine word ("form.required"); args are what it needs (label,
 * min, max ...); text is the designer's own sentence where the model has one, else empty. */
struct form_error {
    str field;
    str part;
    str key;
    val args;
    str text;
    struct form_at at;
};

struct form_errors {
    VEC(struct form_error) v;
    val typed; /* context of input name to what was typed, to show again */
    bool stay; /* an item was added or removed: show `at` instead of going on */
    struct form_at at;
};

/* Decodes and checks what a page posted.
 *   submitted    context of input name to string, list of strings, or (files) list of { id, name,
 * type, size } new_answers  set always: the answers with what was acceptable; wrong ones keep their
 * former value The page may also post `_add` = name of a section, `_remove` = "children.1" (from
 * 0), `<name>-dispute` = "1" (ask me instead of taking the register's answer) or "0", and on an
 * ITEMS page `<name>-another` = yes | no. ERR_MISSING where the page is not visible there; REFUSED
 * where out holds errors. */
MUST_USE err form_read_page(const struct form *form, struct form_at at, val submitted, val answers,
                            const struct form_env *env, val *new_answers, struct form_errors *out);

/* The same while the page is being filled in: nothing is required yet, what is empty stays unasked,
 * files and actions are left for later.  Errors are only of what was typed. */
MUST_USE err form_read_part(const struct form *form, struct form_at at, val submitted, val answers,
                            const struct form_env *env, val *new_answers, struct form_errors *out);

/* The files of a page alone, ahead of what else it asks: they are put beside those there are. */
MUST_USE err form_read_files(const struct form *form, struct form_at at, val submitted, val answers,
                             const struct form_env *env, val *new_answers, struct form_errors *out);

/* A value from its parts as an interface or a machine gives it (JSON): typed answers for all fields
 * at once, checked as form_check does.  Unknown keys are errors ("form.unknown"). */
MUST_USE err form_read_all(const struct form *form, val json, const struct form_env *env,
                           val *answers, struct form_errors *out);

/* The whole form, at submission: every visible required question answered, each constraint again.
 * REFUSED where out holds errors; else *pruned, where wanted, is what form_prune gives. */
MUST_USE err form_check(const struct form *form, val answers, const struct form_env *env,
                        struct form_errors *out, val *pruned);
/* The answers to submit: without those of hidden questions and of no question, with held and
 * computed values put in.
 * `_disputed` (a list of input names) stays where not empty. */
val form_prune(const struct form *form, val answers, const struct form_env *env);

struct form_row {
    int field;
    struct form_at at;
    str page;    /* address of the page that changes it */
    str section; /* heading: title of the page or section it belongs to, "Child 2"; may be empty */
    str label;
    str party;     /* who fills it in; empty: the applicant */
    bool reserved; /* nobody else who takes part sees it */
    val value;
    str display;         /* in env->lang; lines end with \n */
    str drawn;           /* of a signature: the path that was drawn; empty: none */
    bool held, disputed; /* from a register (source, date), or typed against it */
    bool missing;        /* required and not answered */
    bool first_of_page;  /* carries the change link */
    str source;
    val date;
};
size_t form_summary(const struct form *form, val answers, const struct form_env *env,
                    struct form_row **out);
/* A value as people read it in env->lang. */
str form_display(const struct form *form, int field, struct form_at at, val value, val answers,
                 const struct form_env *env);

/* Typed answers against what registers hold (late sign-in, the officer's view). */
struct form_difference {
    int field;
    struct form_at at;
    str label;
    val typed, held;
    str source;
    val date;
};
size_t form_compare(const struct form *form, val answers, const struct form_env *env,
                    struct form_difference **out);

enum form_change {
    FORM_NEW,    /* was not asked before */
    FORM_REWORD, /* asks something else now: another label, kind, unit or set of options */
    FORM_UNFIT,  /* the answer breaks a constraint that it kept before */
    FORM_GONE,   /* is asked no more */
};
struct form_changed {
    enum form_change change;
    str name;
    str label;
    val before;
};
/* A draft made with `before` follows `now`: *kept holds the answers that still fit. */
size_t form_changed(const struct form *before, const struct form *now, val answers,
                    const struct form_env *env, val *kept, struct form_changed **out);

#endif
