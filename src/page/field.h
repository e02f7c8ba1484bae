/* page/field.h - a question as people see it: what a form engine's field becomes, and its HTML.
 * The HTML is govuk-frontend's contract (label or legend, hint, error, control). */
#ifndef PAGE_FIELD_H
#define PAGE_FIELD_H

#include "base/day.h"
#include "text/safe.h"

struct page;

enum field_kind {
    FIELD_TEXT,
    FIELD_EMAIL,
    FIELD_TEL,
    FIELD_NUMBER,
    FIELD_PASSWORD,
    FIELD_SEARCH,
    FIELD_URL,
    FIELD_TIME,
    FIELD_TEXTAREA,
    FIELD_RADIOS,
    FIELD_CHECKBOXES,
    FIELD_SELECT,   /* options */
    FIELD_CHECKBOX, /* one box: options[0] */
    FIELD_DATE,     /* posted as NAME-day, NAME-month, NAME-year */
    FIELD_FILE,
    FIELD_HIDDEN,
    FIELD_NOTE,  /* text between questions: note */
    FIELD_SHOWN, /* known already: value, source, source_day; nothing is posted */
    FIELD_GROUP, /* a fieldset of children */
    FIELD_ROW,   /* children side by side, each with its share of 16 */
    FIELD_TABLE,
    FIELD_IMAGE,  /* value: data:image/...; label: what it shows */
    FIELD_PAPERS, /* documents: label and files */
    FIELD_RULE,
    FIELD_SPACE,
    FIELD_RESET, /* a button that sets all back */
    FIELD_ADD,   /* a button `_add` with that value: one more item of a section */
};

enum field_label_size { LABEL_PLAIN, LABEL_S, LABEL_M, LABEL_L };
enum { FIELD_DAY = 1, FIELD_MONTH = 2, FIELD_YEAR = 4 };

struct field_option {
    str value, label, hint;
    bool chosen;
    bool exclusive; /* "none of these": unticks the others (with script) */
    bool or_before; /* the word "or" stands before it */
    const struct field_view
        *reveal; /* asked only where this option is chosen; shown always without script */
    size_t reveal_n;
};

struct field_table {
    const str *heads; /* the head of each column */
    const str *cells; /* row after row */
    size_t columns, rows;
};

struct field_file {
    str name, detail; /* "notice.pdf", "PDF, 120 KB" */
    url href;         /* may be empty */
    str remove_value; /* value of the button `_remove` that takes it away; empty: none */
};

struct field_view {
    enum field_kind kind;
    str name; /* as posted */
    str id;   /* null: name with every character outside of [A-Za-z0-9_-] as '-'; the error summary
                 links to it */
    str label;
    bool heading; /* the label or legend is the page's h1 */
    enum field_label_size label_size;
    bool optional;        /* adds "(optional)" */
    str hint;             /* plain text */
    str error;            /* a sentence; shown, and announced with the control */
    unsigned error_parts; /* FIELD_DAY ... of a date; 0: all */
    str value;
    str day, month, year;
    str autocomplete; /* WHATWG token: "given-name", "bday" (a date's parts get bday-day ...) */
    str inputmode;    /* "numeric", "decimal" */
    str prefix, suffix;
    str lang;            /* of what is typed, where another than the page's */
    unsigned width;      /* of the input in characters: 2, 3, 4, 5, 10, 20, 30; 0: full */
    unsigned rows;       /* of a textarea; 0: 5 */
    unsigned max_length; /* of a textarea: a count is kept with script; 0: none */
    bool spellcheck_off, readonly, disabled;
    bool inline_options, small_options;
    const struct field_option *options;
    size_t options_n;
    str accept; /* ".pdf,.jpg,.png" */
    bool multiple;
    const struct field_file *files; /* handed in already */
    size_t files_n;
    html note;
    str find;       /* a FIELD_SEARCH: what the button `_find` beside it says; empty: none */
    bool says;      /* its hint is said aloud when it comes or changes */
    str part;       /* its key where it may be exchanged by itself (data-part); empty: not */
    str found;      /* what a register has under the number that was typed; may be empty */
    str remove;     /* of a group that can be taken away: value of the button `_remove` */
    unsigned share; /* in a FIELD_ROW: of 16; 0: what is left */
    const struct field_table *table;
    bool draws;      /* a text: a script offers to draw beside it, into NAME-drawn */
    str drawn;       /* what was drawn: an SVG path in 600 by 200 */
    bool asks_place; /* a group with NAME-latitude and NAME-longitude */
    str source;      /* name of the register */
    day source_day;
    bool has_source_day;
    url dispute; /* where a person says that it is wrong; empty: none */
    const struct field_view *children;
    size_t children_n;
};

/* A drawn signature as a picture with its words; empty where nothing is drawn.  path: checked by
 * form_drawn(); name: whose it is. */
html drawn_picture(struct page *p, str path, str name);

/* The question with label, hint, error and control, as HTML. */
void field_render(struct page *p, const struct field_view *f);
/* The same as an object; a password's value is left out. */
void field_json(buf *out, const struct field_view *f);
/* Some fields one after another; where they have parts, in a box of their own with those. */
void fields_render(struct page *p, const struct field_view *f, size_t n);
/* A button `_remove` with that value; what: what goes, for those who hear the page. */
void field_remove_button(struct page *p, str value, str what);
/* The id of the control that an error links to: the first part of a date, the first option of a
 * choice. */
str field_target(arena *a, const struct field_view *f);

/* One line of the error summary. */
struct page_error_line {
    str text;
    str target;
};
/* The summary of every error in fields (children and reveals too); nothing where there is none.
 * Returns how many. Write it before the h1, and set page.problem before the page begins, so that
 * the title says so. */
size_t field_errors(struct page *p, const struct field_view *f, size_t n);
/* The summary of errors found elsewhere; a line without target is plain text. */
void error_summary(struct page *p, const struct page_error_line *lines, size_t n);

#endif
