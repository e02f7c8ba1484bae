/* form/flow.h - what is asked when: positions, visible pages, what comes next.  Pure: the clock and
 * the world are in form_env. */
#ifndef FORM_FLOW_H
#define FORM_FLOW_H

#include "feel/feel.h"
#include "form/form.h"
#include "letter/letter.h"
#include "text/locale.h"

enum { FORM_DEEP = 3, FORM_ITEMS_MAX = 100 };

/* A position: a page and, inside repeating sections, which item of each (0-based,
 * outermost first). */
struct form_at {
    int page; /* -1: before the first page, or past the last one */
    uint16_t item[FORM_DEEP];
};
#define FORM_AT_NONE ((struct form_at){ .page = -1 })

/* What a form may know beside its answers. */
struct form_env {
    arena *a;                    /* scratch and results */
    str lang;                    /* the reader's */
    const struct locale *locale; /* the reader's numbers and dates; null: 12.50 and 2026-03-02 */
    str yes, no;                 /* the words for booleans in that language; empty: yes, no */
    day today;                   /* in the site's zone */
    const struct feel_env *feel; /* clock, zones and budget for expressions, copied for each; null:
                                    noon of today in UTC */
    val vars; /* a context: names that expressions may use beside the answers (today, applicant,
                 params ...) */
    val held; /* a context of field name to { value, source, date }: what registers hold and may be
                 shown */
    bool on_paper; /* keyed in from paper: what `_unanswered` of the answers names (a list of input
                      names) needs no answer */
    bool parted;   /* one of several fills in: the way leads over the pages of `party` alone */
    str party;     /* empty: the applicant */
    /* Labels of options that live in registers (countries, places): false where the source has no
     * such key.  May be null. */
    bool (*label)(void *self, str source, str key, str lang, arena *a, str *out);
    /* An entry of a register of addresses as an address without day; false where there is none, or
     * the register is none.  May be null: then no entry is known. */
    bool (*address)(void *self, str registry, str key, arena *a, val *out);
    void *self;
};

/* The address of a position: "page" or "page.1" or "page.1.2" (items counted from 1); ERR_SYNTAX,
 * ERR_MISSING. */
str form_at_str(arena *a, const struct form *form, struct form_at at);
MUST_USE err form_at_parse(const struct form *form, str text, struct form_at *out);

/* Whether anything on the page is shown. */
bool form_page_visible(const struct form *form, struct form_at at, val answers,
                       const struct form_env *env);
/* Whether a field is shown there (its groups and sections too). */
bool form_field_visible(const struct form *form, int field, struct form_at at, val answers,
                        const struct form_env *env);
/* The next visible page after `from` (FORM_AT_NONE: the first); page -1 past the last one. */
struct form_at form_next_page(const struct form *form, val answers, const struct form_env *env,
                              struct form_at from);
struct form_at form_previous_page(const struct form *form, val answers, const struct form_env *env,
                                  struct form_at from);
/* The first visible page with a question not yet answered (an optional one left empty is answered)
 * or whose answer no longer fits; page -1 where all is done. */
struct form_at form_first_unanswered(const struct form *form, val answers,
                                     const struct form_env *env);
/* How many visible pages there are, and how many of them are done. */
void form_progress(const struct form *form, val answers, const struct form_env *env, size_t *done,
                   size_t *all);

enum form_state {
    FORM_ASKED,  /* shown as a question */
    FORM_HELD,   /* the register's answer is shown with source and date; may be disputed */
    FORM_LOCKED, /* as HELD, but cannot be disputed here */
    FORM_HIDDEN,
};
/* What the page shows for a field, with the answer to show (typed or held; null: none). */
enum form_state form_field_state(const struct form *form, int field, struct form_at at, val answers,
                                 const struct form_env *env, val *value);

/* The name of an input in the page's form: "children.0.birth_date"; parts of compound answers
 * follow a hyphen
 * ("-day", "-given").  Items from 0, as codecs of form bodies have it. */
str form_input_name(arena *a, const struct form *form, int field, struct form_at at);
/* The answer as it stands in the answers; null where there is none. */
val form_answer(const struct form *form, int field, struct form_at at, val answers);
/* The answers with one set (null removes it). */
val form_answer_put(arena *a, const struct form *form, int field, struct form_at at, val answers,
                    val v);
/* Options as shown: static ones, or those of options_expr, with labels in env->lang.  Evaluated for
 * that position. */
size_t form_options(const struct form *form, int field, struct form_at at, val answers,
                    const struct form_env *env, const struct form_option **out);
/* Whether an answer is needed there, as the model or its expression says. */
bool form_required(const struct form *form, int field, struct form_at at, val answers,
                   const struct form_env *env);
/* Whether several files may be given there, and of which kinds. */
bool form_multiple(const struct form *form, int field, struct form_at at, val answers,
                   const struct form_env *env);
str form_accept(const struct form *form, int field, struct form_at at, val answers,
                const struct form_env *env);
/* How many items a section shows there: those there are, at least its minimum. */
size_t form_items(const struct form *form, int list, struct form_at at, val answers,
                  const struct form_env *env);
/* The columns of a table as { label, key }, labels in env->lang where the model has them. */
val form_columns(const struct form *form, int field, struct form_at at, val answers,
                 const struct form_env *env);
/* A text of a field in env->lang (else the model's), its {{ }} and "=" filled in: label,
 * description, text, hint ... */
str form_say(const struct form *form, int field, str property, struct form_at at, val answers,
             const struct form_env *env);
/* The Markdown of a text component as a document, in env->lang; values in it as form_display shows
 * them. ERR_SYNTAX where the words of that language are no letter. */
MUST_USE err form_content(const struct form *form, int field, struct form_at at, val answers,
                          const struct form_env *env, struct letter_doc **out);
str form_page_title(const struct form *form, struct form_at at, val answers,
                    const struct form_env *env);
/* What expressions see: held values, answers, computed fields, then env->vars; inside of items also
 * `this`, `parent`, `i`. */
val form_scope(const struct form *form, struct form_at at, val answers, const struct form_env *env);

#endif
