/* page/words.h - the engine's words in the reader's language, and the site's words over them.
 *
 * Keys, argument types and English are compiled from words.yaml files by tools/mkwords.c (enum
 * word_id in gen/word_ids.h: W_case_title is "case.title").  Other languages are embedded as text
 * and checked against keys and arguments when a wordbook is loaded.  A language that lacks a word
 * falls back: "pt-BR" to "pt" to English. */
#ifndef PAGE_WORDS_H
#define PAGE_WORDS_H

#include "text/message.h"
#include "value/val.h"
#include "word_ids.h" /* generated: enum word_id */

/* All words of all languages; immutable after loading. */
struct wordbook;
/* The words of one language with its fallbacks: what a request carries. */
struct wording;

/* Every embedded language.  zone: IANA name in which instants are shown.  A text that does not fit
 * its key's arguments is a finding and falls back. */
void wordbook_load(arena *a, str zone, struct findings *f, struct wordbook **out);
/* Engine words from a site: texts is a context of key to ICU message, in a language that may be
 * new.  Replaces. */
void wordbook_add(struct wordbook *b, str lang, val texts, struct findings *f);
/* Words of the site's own, by any key: a context of key to ICU message (deeper contexts make dotted
 * keys). */
void wordbook_add_site(struct wordbook *b, str lang, val texts, struct findings *f);

/* The wording of a language; never null (English where the language is unknown). */
const struct wording *wording_of(const struct wordbook *b, str lang);
/* Its code, direction and ICU locale. */
str wording_lang(const struct wording *w);
bool wording_rtl(const struct wording *w);
const struct locale *wording_locale(const struct wording *w);
/* An instant as an argument of words and letters: a date-time in the wordbook's zone, so that its
 * date is the local one. */
val wording_instant(arena *a, const struct wording *w, instant t);
/* Whether the language has that word itself. */
bool wording_has(const struct wording *w, enum word_id id);
/* How many engine words the language has itself, of W_COUNT - 1. */
size_t wording_own(const struct wording *w);

/* A word with its arguments (a context of name to value; null for none) as plain text. */
str word(arena *a, const struct wording *w, enum word_id id, val args);
/* A word without arguments: no work, no memory. */
str word0(const struct wording *w, enum word_id id);
/* A word of the site by key; then of the engine; STR_NULL where neither is. */
str site_word(arena *a, const struct wording *w, str key, val args);

/* "case.title" to W_case_title, and back.  W_NONE where there is no such key. */
enum word_id word_find(str key);
str word_key(enum word_id id);

/* ---- the compiled table, gen/words_table.c ---- */
enum word_type { WORD_TEXT, WORD_NUMBER, WORD_DATE, WORD_DATETIME, WORD_ANY };
struct word_arg {
    str name;
    enum word_type type;
};
struct word_def {
    str key, english;
    const struct word_arg *args;
    unsigned args_n;
};
struct word_text {
    str key, text;
};
struct word_lang {
    str lang;
    const struct word_text *texts;
    size_t n;
};
extern const struct word_def word_defs[]; /* by enum word_id */
extern const struct word_lang word_langs[];
extern const size_t word_langs_n;

#endif
