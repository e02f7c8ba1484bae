/* site/read.h - reading YAML with findings, and the loader's own state; inside of the room only. */
#ifndef SITE_READ_H
#define SITE_READ_H

#include "bpmn/bpmn.h"
#include "codec/yaml.h"
#include "dmn/dmn.h"
#include "letter/letter.h"
#include "site/site.h"
#include "text/message.h"

struct loader {
    arena *a;
    struct findings *f;
    const struct site_world *world;
    struct site *s;
    VEC(struct site_file) files; /* sorted by path */
    VEC(struct site_page) pages;
    VEC(struct site_letter) letters;
    VEC(struct site_file) tales, data;
    VEC(struct calendar *) calendars;
    VEC(struct office *) offices;
    VEC(struct registry *) registers;
    VEC(struct service *) services;
    VEC(struct law *) laws;
    VEC(struct partner *) partners;
    VEC(struct exchange_level) levels;
};

struct yaml_doc {
    struct loader *l;
    str file;
    struct yaml_lines lines;
    const struct words *words; /* other languages of its texts; may be null */
};

/* A place in a document: path with numbers of list items, words_path with their ids. */
struct doc_node {
    struct yaml_doc *d;
    val v;
    str path, words_path;
};

/* Reads a file; false with a finding where it is no YAML mapping. */
bool doc_read(struct loader *l, struct yaml_doc *d, struct site_file file, struct doc_node *root);
/* A finding at that place of the document. */
void doc_error(struct doc_node n, const char *code, str repair, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void doc_warning(struct doc_node n, const char *code, str repair, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
int doc_line(struct doc_node n); /* its line in the file; 0 where unknown */
/* The value of a key; a null one where there is none. */
struct doc_node doc_get(struct doc_node n, str key);
struct doc_node doc_at(struct doc_node n, size_t i); /* of a list, or the value of the ith key */
str doc_key(struct doc_node n, size_t i);            /* of a mapping */
static inline bool doc_is(struct doc_node n)
{
    return !val_is_null(n.v);
}
static inline size_t doc_count(struct doc_node n)
{
    return val_count(n.v);
}

enum need { OPTIONAL, NEEDED };
/* Each notes a finding where a needed one is missing or the type is wrong. */
str doc_str(struct doc_node n, const char *key, enum need need);
str doc_id(struct doc_node n, const char *key); /* needed; a-z, 0-9, hyphens, underscores */
struct text doc_text(struct doc_node n, const char *key, enum need need);
struct text doc_as_text(struct doc_node n);
const str *doc_strs(struct doc_node n, const char *key, enum need need,
                    size_t *count); /* a list, or one text */
int64_t doc_int(struct doc_node n, const char *key, int64_t otherwise);
bool doc_bool(struct doc_node n, const char *key, bool otherwise);
day doc_day(struct doc_node n, const char *key, int64_t otherwise);
/* An ISO 8601 duration of years, months, days. */
bool doc_duration(struct doc_node n, const char *key, int64_t *months, int64_t *days);
bool duration_parse(str text, int64_t *months, int64_t *days);
/* One of the words of a list separated by blanks; otherwise where there is none. */
str doc_choice(struct doc_node n, const char *key, const char *words, str otherwise);
struct doc_node doc_list(struct doc_node n, const char *key, enum need need);
struct doc_node doc_map(struct doc_node n, const char *key, enum need need);
/* Reports keys that are not among the words. */
void doc_keys(struct doc_node n, const char *words);
bool id_fits(str id);
/* The key of a part of an address, as in answers. */
const char *address_key(struct loader *l, enum form_address part);
bool word_among(str word, const char *words);

/* One file each. */
bool read_site(struct loader *l, struct site_file file);
void read_calendar(struct loader *l, struct site_file file);
void read_office(struct loader *l, struct site_file file);
void read_register(struct loader *l, struct site_file file);
void read_constraints(struct loader *l, struct registry *r, struct doc_node root); /* and names */
void read_partner(struct loader *l, struct site_file file);
void read_exchange(struct loader *l, struct site_file file);
const struct site_file *file_of(const struct loader *l, str path); /* null: there is none */
void read_law(struct loader *l, struct site_file file);
void read_messages(struct loader *l, struct site_file file, str lang);
void read_page(struct loader *l, struct site_file file, str id, str lang);
struct retention read_retention(struct doc_node n, const char *key);
/* All files of one service; folder without the last '/'. */
void read_service(struct loader *l, str folder, const struct site_file *files, size_t n);
void read_service_yaml(struct loader *l, struct service *v, struct site_file file);
/* task: of a task, not the applicant's own: it may read what the process knows. */
void compile_form(struct loader *l, struct site_file file, bool task, struct form **out);
void compile_letter(struct loader *l, struct site_file file, struct letter **out);
/* "name.lang.md": lang is the site's first where there is none; false with a finding for an unknown
 * language. */
bool letter_name(struct loader *l, str file, str base, str *id, str *lang);

/* Across files; check_register: one against itself. */
void check_site(struct loader *l);
void check_registers(struct loader *l);
void check_register(struct loader *l, const struct registry *r);
void check_service(struct loader *l, struct service *v);
void check_forms(struct loader *l, struct service *v);
void check_process(struct loader *l, struct service *v);
/* Parties of the service against its form and its process. */
void check_parties(struct loader *l, struct service *v);
void check_plain(struct loader *l, struct service *v);
void check_plain_pages(struct loader *l);
void check_appeal(struct loader *l, struct service *v);
void check_words(struct loader *l, struct service *v);
/* Service tasks against what engine and partners offer; errors that nothing throws. */
struct task_check {
    const struct service *v;
    const struct feel_name *names; /* that its process may read, with types where they are known */
    size_t n;
    bool open; /* what messages or called processes bring has names that nobody knows before */
};
struct task_check task_check_of(struct loader *l, const struct service *v,
                                const struct bpmn_uses *uses);
void check_task(struct loader *l, const struct task_check *c, const struct bpmn_use *u);
void check_catches(struct loader *l, const struct service *v);
/* Names that forms of tasks read beside their questions: the process has to know them. */
void check_form_names(struct loader *l, const struct task_check *c);
/* A text of a model misses a language: error where the language is complete, else warning. */
void words_missing(struct loader *l, str file, int line, str element, str lang, const char *fmt,
                   ...) PRINTF_LIKE(6, 7);
void text_check(struct loader *l, struct doc_node n, struct text t);
void put_id(struct loader *l, const char *kind, str id, void *what, struct doc_node at);
void *get_id(const struct site *s, const char *kind, str id);
/* Lays out what law_parameters gives; after the laws are read. */
void law_prepare(struct site *s);
bool clause_known(const struct site *s, str reference);
str content_version(arena *a, const struct site_file *files, size_t n);

#endif
