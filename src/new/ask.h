/* new/ask.h - what is asked of who makes a new service, whoever asks: a terminal, pages, or a file
 * that answers all.  Pure; what is said to people is in q->words. */
#ifndef NEW_ASK_H
#define NEW_ASK_H

#include "feel/feel.h"
#include "page/words.h"
#include "site/site.h"
#include "value/val.h"

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
enum { ASK_ITEMS_MOST = 100 };

/* What may be chosen, with its name for people. */
struct offer {
    str id, title;
};
typedef VEC(struct offer) offers;

struct asking;
struct ask;

/* Somebody who can be asked meanwhile.  False: there is nobody any more. */
struct asker {
    /* One value that fits (ask_problem); null where an optional one is left empty.  wrong: what is
     * wrong with the value given, or STR_NULL. */
    bool (*plain)(struct asking *q, const struct ask *t, val item, str wrong, val *out);
    /* The text in the i-th language; own: what stands where nothing is said; free: may be empty. */
    bool (*text)(struct asking *q, const struct ask *t, size_t i, str own, bool free, str *out);
    bool (*more)(struct asking *q, const struct ask *t, size_t have, bool *more);
    /* An answer at the top, or a list before its next item is begun. */
    void (*keep)(struct asking *q, str path, val v);
};

struct asking {
    arena *a;
    const struct site *site;
    const struct wording *words;
    str lang;       /* of the site's texts in offers */
    val given;      /* answers so far, unchecked */
    val all;        /* what is answered, checked */
    str unfinished; /* where an earlier asking ended; empty: nowhere */
    bool reached;   /* from here on all is asked; before, only what must be answered and is not */
    bool free;      /* the present row is asked where it need not be answered, too */
    unsigned wrong; /* mistakes told */
    const struct asker *asker; /* null: what is missing is a mistake */
    /* Takes a mistake: path "questions.2.label"; part: the language of a text, else empty. */
    void (*tell)(struct asking *q, str path, str part, str text);
    /* Whether an office may answer for it; null: each may. */
    bool (*office_ok)(const struct asking *q, const struct office *o);
    void *own; /* of who asks */
};

struct ask {
    const char *key;
    enum ask_kind kind;
    enum word_id prompt;
    enum word_id page; /* here a page of that title begins; W_NONE: on the page before */
    enum word_id hint; /* on pages */
    const char *words; /* what is offered, with blanks between, named by new.is_WORD; or: */
    void (*offer)(const struct asking *q, val item, offers *out);
    const char *preset; /* what counts where nothing is said, as typed */
    const char *from;   /* a text of the same context that an id or name is made of */
    bool optional;
    bool lines;        /* a text of several lines */
    bool inside;       /* whether it is asked depends on its own page: pages always show it */
    bool files;        /* only for who works with the site's folder */
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

/* Fills q->all from q->given and, where there is an asker, from them.  False after mistakes were
 * told, or where nobody answers any more. */
bool ask_all(struct asking *q, const struct ask *table);
/* Some rows of a table of which the context `item` is answered already: adds what `given` says of
 * them.  path: of the context; empty at the top.  False where nobody answers any more. */
bool ask_rows(struct asking *q, const struct ask *rows, size_t n, val given, str path, val item,
              val *out);
/* What is wrong with a value; STR_NULL: nothing, and *v has its type. */
str ask_problem(const struct asking *q, const struct ask *t, val item, val *v);
/* A line as it was typed: lists are cut at commas. */
val ask_typed(const struct asking *q, const struct ask *t, str typed);
/* What counts where nothing is said, as typed; STR_NULL: nothing does. */
str ask_preset(const struct asking *q, const struct ask *t, val item);
void ask_offers(const struct asking *q, const struct ask *t, val item, offers *out);
/* A word of the engine in q->words; with one argument. */
str ask_word(const struct asking *q, enum word_id id);
str ask_word1(const struct asking *q, enum word_id id, str name, str value);

/* The item of a list that has that id; null where there is none. */
val ask_item(val list, str id);
/* An engine's word in a language, unfilled; STR_NULL where that language lacks it. */
str engine_word(str lang, enum word_id id);

#endif
