/* form/form.h - a form model: form-js JSON compiled into fields and pages (form/model.h). */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "form/model.h"

/* Compiles a form-js schema (schemaVersion 1 to 19).  Findings name what is wrong or not supported;
 * where there are errors, ERR_SYNTAX and *out is not set. */
MUST_USE err form_parse(arena *a, str json, struct findings *f, struct form **out);
/* A name that an expression reads and no question has: somebody else has to know it. */
struct form_foreign {
    int line;
    str id;         /* of the component */
    str what, name; /* "the check", "children" */
};
/* The same for the form of a task, which may read what its process knows: a name that no question
 * has is no finding here, and stands in form->foreign. */
MUST_USE err form_parse_task(arena *a, str json, struct findings *f, struct form **out);

/* All pages, in order. */
const struct form_page *form_pages(const struct form *form, size_t *n);
/* By id of the component, by name ("children.birth_date"), or null. */
const struct form_field *form_field(const struct form *form, str id_or_name);
enum form_address {
    ADDRESS_LINES,
    ADDRESS_PLACE,
    ADDRESS_POSTCODE,
    ADDRESS_COUNTRY,
    ADDRESS_KEY,   /* of its entry in a register; none where the address was typed */
    ADDRESS_AS_OF, /* the day on which the register wrote the other parts so */
};
/* The keys of an address in answers; a page's inputs end in a hyphen and them (lines also as line1,
 * line2). */
str form_address_part(enum form_address part);
/* The value of the input NAME-key that says "typed, not of the register". */
#define FORM_ADDRESS_TYPED "typed"
/* What is looked for in the register: set where a page posted words (NAME-find) and no choice that
 * belongs to them (NAME-key among what was found for NAME-found).  Such a page gets the entries to
 * choose from instead of being saved. */
bool form_address_sought(arena *a, val submitted, str name, str *out);
/* Without what says where it came from. */
val form_address_plain(arena *a, val v);
/* The same address, whatever says where it came from. */
bool form_address_same(val x, val y);

/* The keys of a place in answers; inputs end in a hyphen and them. */
enum form_location { LOCATION_TEXT, LOCATION_LATITUDE, LOCATION_LONGITUDE };
str form_location_part(enum form_location part);
/* Whether a text is a drawn signature: strokes as an SVG path of `M x y` and `L x y` alone, whole
 * numbers in a field of FORM_DRAWN_WIDE by FORM_DRAWN_HIGH, FORM_DRAWN_MOST bytes at most. */
enum { FORM_DRAWN_WIDE = 600, FORM_DRAWN_HIGH = 200, FORM_DRAWN_MOST = 12000 };
bool form_drawn(str path);
/* Whether a text is a picture that a page may show: data:image/... of a format without code. */
bool form_picture(str source);
/* Whether people choose among currencies: f->currency lists several. */
bool form_currencies(const struct form_field *f);

/* The type of a field's answers; null where the model does not say it (lists, files, choices of
 * several kinds, computed fields). */
const struct feel_type *form_answer_type(const struct form_field *f);
/* A question that people answer. */
bool form_asks(const struct form_field *f);
/* The next field with a binding after index i (start with -1); -1 at the end. */
int form_bindings(const struct form *form, int i);
/* Gives each field of kind national-number (or scheme) its scheme; a finding where there is none of
 * that id. */
void form_link_schemes(struct form *form, const struct number_scheme *schemes, size_t n,
                       struct findings *f);

/* The words of an element in a language: of `words` (null: form->words), else the model's own.
 * Properties: label, description, text, unit, page.title, hint, check.text, items.word,
 * options.<value>, columns.<key>.  STR_NULL where nobody wrote any. */
str form_word(const struct form *form, const struct words *words, str element, str property,
              str lang);
/* Calls say for every text of the form that needs words. */
void form_texts(const struct form *form, void *self,
                void (*say)(void *self, int line, str element, str property, str text));

#endif
