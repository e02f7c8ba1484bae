/* form/view.h - a form with its answers while one call lasts; inside of the room only. */
#ifndef FORM_VIEW_H
#define FORM_VIEW_H

#include "form/answer.h"

struct view {
    const struct form *form;
    val answers;
    const struct form_env *env;
    arena *a;
    bool root_ready, item_ready;
    bool plain;     /* numbers as in JSON, whatever the reader's language */
    val root, item; /* scopes made so far */
    char *seen;     /* of each field outside of sections, where it was asked for: 'y' or 'n' */
    int item_list;
    struct form_at item_at;
};

/* Nothing is evaluated yet. */
struct view view_of(const struct form *form, val answers, const struct form_env *env);
/* After an answer changed: scopes are made anew. */
void view_answers(struct view *v, val answers);
/* What expressions see inside of a section's item (list -1: the root). */
val view_scope(struct view *v, int list, struct form_at at);
struct feel_env view_feel(struct view *v);
/* A value as people read it, by its type alone. */
str view_display(struct view *v, val value);
/* Evaluates in that scope; null on any fault. */
val view_eval(struct view *v, const struct feel *f, val scope);
bool view_visible(struct view *v, int field, struct form_at at);
enum form_state view_state(struct view *v, int field, struct form_at at, val *value);
bool view_page_visible(struct view *v, struct form_at at);
/* Visible, and of the party that fills in. */
bool view_page_open(struct view *v, struct form_at at);
/* The rules of a field that may be expressions, as they are there. */
bool view_multiple(struct view *v, int field, struct form_at at);
str view_accept(struct view *v, int field, struct form_at at);
bool view_required(struct view *v, int field, struct form_at at);
size_t view_options(struct view *v, int field, struct form_at at, const struct form_option **out);
/* The same without the reader's words, and the words of one. */
size_t view_values(struct view *v, int field, struct form_at at, const struct form_option **out);
str view_option_label(struct view *v, int field, const struct form_option *o);
/* A text of the model in the reader's language with its {{ }} and "=" filled in. */
str view_say(struct view *v, int field, str property, struct form_at at);

val view_prune(struct view *v); /* form_prune */

/* Every position in order, visible or not; virtual items up to a section's minimum included. */
struct positions {
    struct form_at *v;
    size_t n;
};
struct positions view_positions(struct view *v);
/* Items that a section shows: those there are, at least its minimum. */
size_t view_items(struct view *v, int list, struct form_at at);
bool at_same(const struct form *form, struct form_at x, struct form_at y);

/* Answers by path.  A put of null is kept: "asked, and left empty". */
val answers_get(const struct form *form, int list, struct form_at at,
                val answers); /* the scope: root or item */
val answers_put(arena *a, const struct form *form, int field, struct form_at at, val answers,
                val v);
val answers_drop(arena *a, const struct form *form, int field, struct form_at at, val answers);
bool answers_has(const struct form *form, int field, struct form_at at, val answers);
int list_depth(const struct form *form, int list); /* 0 for the root's own sections */

/* Checks a value that is there against the rules; false where one is broken (*e is set).  read: as
 * typed on a page. */
bool value_fits(struct view *v, int field, struct form_at at, val value, struct form_error *e);
/* Whether a value is of the type that the field's answers have. */
bool value_type_fits(const struct form_field *f, val value);
bool value_empty(const struct form_field *f, val value);
struct form_error error_of(struct view *v, int field, struct form_at at, const char *key);
void error_arg(struct view *v, struct form_error *e, str name, val value);

/* What was typed to a value (decode.c); false with *e set.  An empty answer is null. */
bool value_decode(struct view *v, int field, struct form_at at, val submitted, str name, val *out,
                  struct form_error *e);
/* The same from JSON of an interface. */
bool value_import(struct view *v, int field, struct form_at at, val json, val *out,
                  struct form_error *e);
/* Whether an input of that name, or a part of it, was posted. */
bool submitted_has(val submitted, str name);

/* Whether people said that the register is wrong about the field of that name. */
bool is_disputed(val answers, str name);

#endif
