/* cli/tale_page.h - a page as its reader has it: the text, the headings, the forms and links.  For
 * tales, which fill in what is there and nothing else.  Reads the house's own pages, which are well
 * formed. */
#ifndef CLI_TALE_PAGE_H
#define CLI_TALE_PAGE_H

#include "base/base.h"

enum tale_input_kind {
    INPUT_TEXT,
    INPUT_HIDDEN,
    INPUT_CHECK,
    INPUT_RADIO,
    INPUT_SELECT,
    INPUT_FILE
};

/* One control; radios and checkboxes of a name are several, a select has its options beside it. */
struct tale_input {
    enum tale_input_kind kind;
    str name, value;
    bool on; /* checked, or a select with a choice */
};
struct tale_button {
    str label, name, value;
};
struct tale_form {
    str action;
    bool post, multipart, main; /* main: inside of the page's main part */
    VEC(struct tale_input) inputs;
    VEC(struct tale_input) options; /* of selects: name and value */
    VEC(struct tale_button) buttons;
};
struct tale_link {
    str label, href;
};
struct tale_page {
    str text;     /* of the body: entities decoded, runs of blanks made one */
    str headings; /* of h1 to h3, each ended by a newline */
    str form_id;  /* the first hidden `_id` */
    VEC(struct tale_form) forms;
    VEC(struct tale_link) links;
};

/* Reads a page as a browser would show it: never fails, whatever the text; what it finds lives in
 * a. */
void tale_page_read(arena *a, str html, struct tale_page *out);
/* The form that a button of that label or, without one, these names belong to; null where there is
 * none. *button: its index, or -1. */
const struct tale_form *tale_form_find(const struct tale_page *p, str label, const str *names,
                                       size_t n, int *button);
const struct tale_link *tale_link_find(const struct tale_page *p, str label);
/* Whether the form has a control of that name. */
bool tale_form_has(const struct tale_form *f, str name);
/* Runs of blanks made one, none at the ends. */
str tale_blanks(arena *a, str s);

#endif
