/* blocks/studio/change.h - for the pages on which a draft is changed without seeing a file. */
#ifndef BLOCKS_STUDIO_CHANGE_H
#define BLOCKS_STUDIO_CHANGE_H

#include "blocks/studio/own.h"
#include "page/field.h"

/* ---- change.c: several files of a draft, changed at once ---- */

struct change_file {
    str path, bytes; /* path in the service's folder; bytes null: removed */
    bool was;        /* it was there before */
};
struct change {
    struct scene *s;
    VEC(struct change_file) files;
};
/* A file as it is with the changes so far; STR_NULL: there is none. */
str change_read(const struct change *c, str path);
void change_write(struct change *c, str path, str bytes); /* bytes null: removes it */
/* The input of studio.change; seen: the draft's version that the person looked at. */
void change_input(struct change *c, int64_t seen);
/* What the check would say of the draft with the changes. */
MUST_USE err change_check(const struct change *c, struct findings *f, struct site **site);
act_fn studio_change;

/* Whether somebody may change the draft now. */
bool scene_editable(const struct scene *s);
/* Lines as files have them: browsers send CR LF. */
str lines_of(arena *a, str text);
/* The hidden field `seen`; 0 where there is none. */
int64_t seen_field(struct web *w);

/* ---- texts.c: what people read, in all languages ---- */

enum text_kind { TEXT_YAML, TEXT_FORM, TEXT_XML, TEXT_LETTER };
struct text_row {
    enum text_kind kind;
    str file;              /* in the service's folder */
    str element, property; /* of the words file; of service.yaml: "" and the dotted path */
    const str *texts;      /* by language of the site; STR_NULL: missing */
    bool fixed;            /* the first language cannot be changed here */
    const str *files;      /* of a letter: its file by language; STR_NULL: there is none */
};
struct text_rows {
    struct scene *s;
    VEC(struct text_row) v;
    int64_t missing;
};
/* All texts of the service's models; s->v is there. */
void texts_of(struct scene *s, struct text_rows *out);
/* A text of service.yaml; empty: there is none. */
str text_row_now(const struct text_rows *r, str dotted, size_t lang);
/* Writes a text; empty: takes it away (never of the first language).  False where the file cannot
 * be changed in place. */
bool text_write(struct change *c, const struct text_row *r, size_t lang, str text);
/* A placeholder ({name}, {{ expression }}) that only one of the texts has; STR_NULL: none. */
str placeholder_odd(arena *a, str x, str y);
/* A place of service.yaml as words files name it: list items by their id. */
size_t yaml_place(arena *a, val doc, str dotted, str *path, size_t room);

/* ---- pages ---- */
web_fn studio_show_texts, studio_prepare_texts, studio_again_texts, studio_to_texts;

#endif
