/* cli/new/new.h - a new service from answers: what is asked, and the files that are written from
 * it. For the files of this folder and src/cli/new.c only. */
#ifndef CLI_NEW_NEW_H
#define CLI_NEW_NEW_H

#include "feel/feel.h"
#include "os/file.h"
#include "page/words.h"
#include "site/site.h"
#include "value/val.h"

/* ---- what is asked ---- */

enum ask_kind {
    ASK_ID,       /* of a folder: small letters, digits, hyphens */
    ASK_NAME,     /* for expressions: small letters, digits, underscores */
    ASK_TEXT,     /* in each language of the site */
    ASK_KEYWORDS, /* lists of words in each language of the site */
    ASK_ONE,      /* one of what is offered */
    ASK_SOME,     /* a list of what is offered */
    ASK_COUNT,    /* a whole number, 1 to 10000 */
    ASK_AMOUNT,   /* a number from 0, or a parameter of a law */
    ASK_DURATION, /* ISO 8601, or "forever" */
    ASK_YES,      /* yes or no */
    ASK_TEST,     /* FEEL unary tests */
    ASK_SAMPLE,   /* a plain value, as a person would type it */
    ASK_ITEMS,    /* a list of contexts, each asked by `items` */
    ASK_GROUP,    /* a context, asked by `items` */
};

/* What may be chosen, with its name in the first language for people. */
struct offer {
    str id, title;
};
typedef VEC(struct offer) offers;

struct asking {
    arena *a;
    const struct site *site;
    val given;        /* answers of the file and the options */
    val all;          /* what is answered so far, checked */
    str unfinished;   /* where an earlier asking ended; empty: nowhere */
    bool reached;     /* from here on all is asked; before, only what must be answered and is not */
    bool free;        /* the present row is asked where it need not be answered, too */
    bool talks;       /* asks where something is missing; else it is a mistake */
    bool ended;       /* the input ended */
    unsigned wrong;   /* mistakes told */
    const char *kept; /* file that keeps what was typed; null: none */
};

struct ask {
    const char *key;
    enum ask_kind kind;
    const char *prompt; /* what the terminal asks */
    const char *words;  /* what is offered, with blanks between; or: */
    void (*offer)(const struct asking *q, offers *out);
    const char *preset; /* what counts where nothing is said, as typed */
    bool optional;
    enum word_id word; /* a text of the engine's own stands where nothing is said */
    /* Asked only then; item: the context it belongs to, so far. */
    bool (*when)(const struct asking *q, val item);
    /* What is wrong with a value of the right kind; STR_NULL: nothing. */
    str (*check)(const struct asking *q, val item, val v);
    const struct ask *items; /* ends with a null key */
};

/* What a condition's test may name: today, and law. */
extern const struct feel_scope test_scope;
extern const struct ask new_service_asks[]; /* asks.c; ends with a null key */

/* Fills q->all from q->given and, where q talks, from the terminal.  False after lines on stderr
 * that say what is wrong and what would be right, or where the input ended. */
bool ask_all(struct asking *q, const struct ask *table);
/* The item of a list that has that id; null where there is none. */
val ask_item(val list, str id);
/* An engine's word in a language, unfilled; STR_NULL where that language lacks it. */
str engine_word(str lang, enum word_id id);

/* ---- what is written ---- */

struct draft_file {
    str path, bytes; /* path from the folder of the service */
};
struct draft {
    arena *a;
    const struct site *site;
    val in; /* the answers, checked */
    str id, folder;
    VEC(struct draft_file) files;
    val words; /* by language: what words.LANG.yaml will hold */
};

/* The text of an answer in the site's first language, or in that one; STR_NULL: none. */
str draft_first(const struct draft *d, val text);
str draft_text(const struct draft *d, val text, str lang);
/* A text of the engine or of the answers' `words`, in that language. */
str draft_word(const struct draft *d, enum word_id id, str lang);
/* Words of an element for all languages but the first: file, element, property (dotted). */
void draft_words(struct draft *d, str file, str element, str property, val text);
/* The same of a text of the engine, or of the answers' `words`. */
void draft_words_of(struct draft *d, str file, str element, str property, enum word_id id);
/* Adds a file; path and bytes are borrowed. */
void draft_add(struct draft *d, str path, str bytes);
/* Puts values in place of {name}: pairs of name and value, ended by a null name. */
str draft_fill(arena *a, str text, const str *pairs);

/* Whether an answer is that word. */
bool draft_is(const struct draft *d, const char *key, const char *value);
val draft_questions(const struct draft *d); /* those of the evidence at the end */
/* A value that a person could give to a question, as a tale types it. */
str sample_of(const struct draft *d, val question);
/* The sample for the questions that decide: their passes or fails. */
str sample_for(const struct draft *d, val question, bool passes);

/* service.yaml. */
void write_service_yaml(struct draft *d);
/* form.json of the questions, and the officers' forms where people decide. */
void write_forms(struct draft *d);
/* process.bpmn with its layout. */
void write_process(struct draft *d);
/* rules.dmn of the conditions. */
void write_rules(struct draft *d);
/* Messages and the document, a file each language. */
void write_letters(struct draft *d);
/* tales/service.tale, and a paper to upload where one is asked for. */
void write_tale(struct draft *d);
/* All of the above, then the words. */
void write_all(struct draft *d);

/* JSON with line breaks, as form editors write it. */
void json_pretty(buf *out, val v);
/* A PDF of one page that says a line: a paper to upload in a tale. */
str paper_pdf(arena *a, const char *line);

/* ---- access to registers ---- */

struct grant {
    const struct registry *registry;
    str line;     /* what is to be added to its access */
    str file;     /* path from the site's folder */
    str now, was; /* the file with the line, and before; now STR_NULL: it has no place for it */
};
typedef VEC(struct grant) grants;
/* The lines that the registers need for the questions; files: the site's. */
void grants_of(const struct draft *d, const struct site_file *files, size_t n, grants *out);

#endif
