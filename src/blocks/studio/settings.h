/* blocks/studio/settings.h - the questions about a service that stand in service.yaml. */
#ifndef BLOCKS_STUDIO_SETTINGS_H
#define BLOCKS_STUDIO_SETTINGS_H

#include "blocks/studio/change.h"

struct fields {
    struct field_view *v;
    size_t n, room;
};

/* One walk over the questions: shows them; where `saving`, writes what was answered into `change`
 * and notes what is wrong. */
struct settings {
    arena *a;
    struct scene s;
    val doc; /* service.yaml as it is */
    struct text_rows rows;
    struct change change;
    bool posted, saving;
    map wrong;             /* field to str *: why not */
    struct fields *fields; /* where questions are put */
};

enum settings_type { SETTING_TEXT, SETTING_NUMBER, SETTING_LIST, SETTING_YES };

/* ---- settings.c ---- */
/* The value at a place of service.yaml ("fees.year.amount"); null: none. */
val settings_at(const struct settings *k, str dotted);
/* What a field is to hold: what was typed where it was changed, else what it holds now. */
str settings_wanted(struct settings *k, str name, str now);
void settings_wrong(struct settings *k, str name, enum word_id word);
/* Sets a value; the field of that name is told where it cannot be. */
void settings_set(struct settings *k, str name, str dotted, val v);
void settings_add(struct settings *k, struct field_view f, str now);
/* From here on questions go into a group of their own, which settings_group_end closes. */
struct fields *settings_group(struct settings *k);
void settings_group_end(struct settings *k, struct fields *outer, str name, str label);
void settings_texts(struct settings *k, str dotted, enum word_id label, bool needed, bool lines);
void settings_value(struct settings *k, str dotted, struct field_view f, enum settings_type type);
void settings_duration(struct settings *k, str dotted, str label, bool forever, bool optional);
const struct field_option *settings_chosen(struct settings *k, const struct field_option *o,
                                           size_t n, str want);
bool settings_has(const struct field_view *f, size_t n, str name);
str word_of(struct settings *k, enum word_id id);

/* ---- settings_parts.c ---- */
void settings_walk(struct settings *k);

/* ---- settings_items.c: what may be chosen, and lists of which one may be added or removed ---- */
struct offered {
    VEC(struct field_option) v;
};
void settings_offer(struct settings *k, struct offered *o, str value, str label);
void settings_offer_none(struct settings *k, struct offered *o);
struct field_view settings_choice(struct settings *k, enum word_id label, const struct offered *o,
                                  bool optional);
struct field_view settings_line(struct settings *k, enum word_id label, unsigned width,
                                bool optional);
str settings_said(struct settings *k, struct text t); /* a text of the site, to the reader */
/* A box that removes what stands at a place; whether it goes now. */
bool settings_removed(struct settings *k, str base);
void settings_fees(struct settings *k);
void settings_evidence(struct settings *k);
void settings_outputs(struct settings *k);

web_fn studio_show_settings, studio_prepare_settings, studio_again_settings, studio_to_settings;

#endif
