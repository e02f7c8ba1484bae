/* form/model.h - what a compiled form is made of: fields, pages, rules. */
#ifndef FORM_MODEL_H
#define FORM_MODEL_H

#include "form/scheme.h"
#include "form/words.h"

enum form_kind {
    FORM_TEXT,
    FORM_TEXTAREA,
    FORM_NUMBER,
    FORM_DATE,
    FORM_TIME,
    FORM_DATETIME,
    FORM_CHECKBOX,
    FORM_RADIO,
    FORM_SELECT,
    FORM_CHECKLIST,
    FORM_TAGLIST,
    FORM_FILES,
    FORM_NAME,
    FORM_SCHEME,
    FORM_ADDRESS,
    FORM_EMAIL,
    FORM_PHONE,
    FORM_IBAN,
    FORM_MONEY,
    FORM_REFERENCE,  /* a record of a register, by its key */
    FORM_SIGNATURE,  /* a typed name, the day, perhaps a drawing */
    FORM_LOCATION,   /* words, and coordinates where people have them; so far: asked */
    FORM_EXPRESSION, /* made by the form */
    FORM_GROUP,
    FORM_LIST, /* containers */
    FORM_CONTENT,
    FORM_SEPARATOR,
    FORM_SPACER,
    FORM_TABLE,
    FORM_IMAGE,
    FORM_DOCUMENTS,
    FORM_BUTTON, /* shown only */
};

struct form_option {
    val value;
    str id;
    str label;
    str hint;
};
struct feel; /* a compiled expression of feel/ */
struct form_foreign;
struct feel_name;

/* Where the state may hold the answer already: `register: person.birth_date`, `of: applicant`. */
struct form_binding {
    str registry, field, of;
    bool locked;
};
struct form_rules {
    bool required;
    int64_t min_length, max_length; /* code points; -1: none */
    val min, max, step;             /* numbers or dates; null: none */
    const struct feel *min_expr, *max_expr, *required_expr, *min_length_expr, *max_length_expr;
    str pattern; /* ICU regular expression that must occur in the text; empty: none; compiled: */
    const struct URegularExpression *compiled;
    const struct feel *check; /* `properties.check`: true where the answer is acceptable */
    int decimals;             /* digits behind the point at most; -1: any */
    int64_t items_min, items_max; /* of lists, files, checklists; -1: none */
    int64_t file_max;             /* bytes; -1: the site's */
};

/* A component of the form.  Texts are those of the model (the site's first language); use
 * form_word(). */
struct form_field {
    str id;  /* of the component */
    str key; /* inside of its scope (the form, or the item of its section); dotted where groups have
                a path */
    str name; /* from the root, sections included: "children.birth_date"; empty where there is no
                 answer */
    enum form_kind kind;
    int parent; /* index of the enclosing group or section; -1 */
    int list;   /* index of the innermost section around it; -1 */
    int page;   /* index of its page; -1 for groups */
    int line;   /* of the model's file */
    str label, description, text, autocomplete, width, unit, prefix, accept;
    str source;        /* the register of a reference; the picture of an image */
    str addresses;     /* the register that an address is found in; empty: it is typed */
    str currency;      /* of money; several with commas between: people choose */
    str calling_code;  /* of phones written without one: "+43" */
    str row;           /* fields of one row stand side by side; empty: alone */
    uint8_t row_width; /* of 16 parts; 0: what is left */
    str check_text;    /* what the form says where `check` fails; may be empty */
    str purpose, basis, retention, sensitivity, evidence;
    int64_t reuse_days;                 /* how long that evidence may be used again; 0: never */
    val properties;                     /* all of them, as written */
    val columns;                        /* of FORM_TABLE: list of { label, key } */
    const struct feel *columns_expr;    /* the same, computed */
    const struct number_scheme *scheme; /* null until form_link_schemes */
    str scheme_id;
    bool multiple, disabled, summary_hidden, markup;
    bool readonly; /* its answer stands as it is: the model's own value, or what was answered */
    const struct feel *readonly_expr, *accept_expr, *multiple_expr;
    int64_t repetitions; /* items that a section shows before there is an answer */
    bool fixed;          /* a section that nothing can be added to or taken from */
    struct form_option *options;
    size_t n_options;
    const struct feel *options_expr; /* a list of { label, value } */
    const struct feel *hide;         /* true: hidden */
    const struct feel *compute;      /* of FORM_EXPRESSION; the default value of others */
    val initial;                     /* the model's default value; null: none */
    struct form_rules rules;
    struct form_binding binding; /* registry empty: none */
};

enum form_page_kind {
    FORM_PAGE_QUESTIONS, /* one or more questions */
    FORM_PAGE_ITEMS,     /* what a repeating section holds so far, and "add another" */
};

struct form_page {
    str id; /* stable, fit for an address */
    enum form_page_kind kind;
    str title; /* properties page.title, or the label of the page's only question */
    int list;  /* the section whose items it asks about (QUESTIONS) or lists (ITEMS); -1: none */
    uint8_t depth; /* how many item numbers a position on it needs */
    bool together; /* ITEMS: all items are asked on this one page */
    bool lives;    /* what it shows hangs on answers of the page itself */
    str party;     /* who fills it in; empty: the applicant */
    bool reserved; /* nobody else who takes part sees its answers */
    int first;     /* ITEMS: the first page of its items; itself where there is none */
    int titled_by; /* the field whose page.title (title_own) or label is the title; -1: none */
    bool title_own;
    const int *fields; /* indexes, in order */
    size_t n_fields;
};

struct form {
    str id;
    struct form_field *fields; /* in document order, containers before what they hold */
    size_t n_fields;
    struct form_page *pages;
    size_t n_pages;
    const struct words *words; /* other languages; set by the catalogue, may be null */
    str first_lang;
    const struct form_foreign *foreign; /* of a task's form (form/form.h) */
    size_t n_foreign;
    const struct feel_name *names; /* of expressions parsed later (words of other languages) */
    size_t n_names;
};

#endif
