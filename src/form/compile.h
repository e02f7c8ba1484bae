/* form/compile.h - between the files that compile a model; nobody else includes it. */
#ifndef FORM_COMPILE_H
#define FORM_COMPILE_H

#include "feel/feel.h"
#include "form/form.h"

struct id_line {
    str id;
    int line;
};

struct compiler {
    arena *a;
    struct findings *f;
    VEC(struct form_field) fields;
    VEC(struct form_page) pages;
    VEC(struct id_line) lines; /* each "id" of the text, in order of the text */
    map ids;
    val defaults; /* properties of the form itself */
    bool task;    /* names of a process may be read */
    VEC(struct form_foreign) foreign;
    VEC(struct feel_name)
    names; /* first steps of all keys and what form_env adds: they go before FEEL's own functions */
};

/* The component being compiled. */
struct part {
    struct compiler *c;
    val json, props, validate;
    str id, type;
    int line;
};

/* A finding at that component. */
void part_error(const struct part *p, const char *code, str repair, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void part_warning(const struct part *p, const char *code, str repair, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* A property; STR_NULL where there is none.  One that is no text is a finding. */
str part_property(const struct part *p, str name);
/* A whole number of a property or of a key of `from`; otherwise where there is none; a finding
 * where it is none. */
int64_t part_integer(const struct part *p, val v, str name, int64_t otherwise);
/* FEEL of a text with or without "="; null and a finding where it does not parse. */
const struct feel *part_feel(const struct part *p, str text, str what);
/* Findings for the {{ }} of a text, or for a text that is an expression. */
void part_templates(const struct part *p, str text, str what);
/* Reports keys of a context that are not in the list. */
void part_known(const struct part *p, val ctx, const str *known, size_t n, const char *what);

/* Fills kind, rules, options, binding and texts of a field from its component; false where the
 * component is to be left out. */
bool field_compile(const struct part *p, struct form_field *f);
void field_rules(const struct part *p, struct form_field *f);
void field_options(const struct part *p, struct form_field *f);
void field_properties(const struct part *p, struct form_field *f);
/* The components that ask nothing: text, html, image, table, expression, document preview, button;
 * false where it is left out. */
bool shown_compile(const struct part *p, struct form_field *f);
typedef void markup_say(void *self, const char *repair, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* HTML of the safe subset as the Markdown of a letter, {{ }} kept.  What is not in the subset goes
 * to say with what to do instead, and is left out. */
str markup_letter(arena *a, str html, void *self, markup_say *say);
/* Makes the pages once all fields are known. */
void pages_make(struct compiler *c);

#endif
