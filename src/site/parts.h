/* site/parts.h - the small things of a site, and what its caller knows of the world. */
#ifndef SITE_PARTS_H
#define SITE_PARTS_H

#include "site/text.h"

struct letter;

struct site_file {
    str path, bytes;
}; /* path from the site's folder, '/' between, no leading one */

/* What blocks offer to processes; the caller knows them.  type: a FEEL type name; empty: any. */
struct site_param {
    str name, type;
    bool required;
};
struct feel_type;
/* The FEEL type of a parameter's `type`; null: anything. */
const struct feel_type *site_param_type(str type);
struct site_task_type {
    str name; /* "register.write" */
    const struct site_param *in, *out;
    size_t n_in, n_out;
    const str *errors; /* BPMN error codes that it may raise */
    size_t n_errors;
};
struct site_world {
    const struct site_task_type *tasks;
    size_t n_tasks; /* 0: task types are not checked */
};

struct site_lang {
    str code, name;
    bool complete, rtl;
};
struct site_authority {
    str id;
    struct text name;
    str level;
    int parent;
    int line;
}; /* parent: index, -1 */
struct site_topic {
    str id;
    struct text title, summary;
    str icon;
    str parent;
    int line;
}; /* a life event or a category */
struct site_purpose {
    str id;
    struct text title;
    const str *basis;
    size_t n_basis;
    int64_t delay_months, delay_days; /* for so long a person is not shown a look of this purpose */
    int line;
};
/* Questions of people about looks at their data, and looks that stand out. */
struct site_looks {
    int64_t answer_days; /* working days of the office that looked, until the question goes on */
    str office, role;    /* to whom: the officers who watch over all; empty: nobody */
    /* who answers where only who looked is among those; empty: nobody */
    str instead, instead_role;
    str purpose;         /* of reading such a question; empty: that of the look */
    int64_t many;        /* looks of one officer on one day; more stand out */
    bool keeps;          /* for so long from the day on which they are shown; else for good */
    int64_t keep_months, keep_days;
    int line;
};
/* How long the house keeps what no service and no register says; not set: for good. */
struct site_keep {
    bool set;
    int64_t months, days;
};
struct site_retention {
    struct site_keep letters; /* what a letter on paper said, from when it was printed */
    struct site_keep plays;   /* what was tried out of a draft in the Studio */
};
/* When what is sent counts as delivered: parameters of laws that hold days; empty: at once. */
struct site_delivery {
    str inbox; /* once it is read, and at the latest so many days after it came */
    str post;  /* so many days after it was posted, on a working day */
    int line;
};
/* Who works in the Studio: roles that draft services, roles that sign what others drafted. */
struct site_studio {
    const str *design, *sign;
    size_t n_design, n_sign;
    int line;
};
/* The account on which an authority is paid, and from which it pays. */
struct site_payments {
    str authority;
    str holder; /* as banks write it */
    str iban, bic, bank;
    int64_t payday;    /* of each month, 1 to 31, on which payments go by themselves; 0: never */
    str calendar;      /* whose working days it keeps to; empty: any day */
    bool four_eyes;    /* a second person releases a file for the bank */
    int64_t file_most; /* orders of one file; 0: as many as the program takes */
    int64_t keep;      /* months for which a file can be made again; 0: the usual */
    int line;
};
struct site_token {
    str name, value;
};
struct site_page {
    str id, lang;
    str title, summary;
    const str *keywords;
    size_t n_keywords;
    str body, file;
};
struct site_letter {
    str id, lang;
    str text, file;
    struct letter *letter;
};

#endif
