/* new/write.h - the files that are written from the answers about a new service.  Pure. */
#ifndef NEW_WRITE_H
#define NEW_WRITE_H

#include "new/ask.h"

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
