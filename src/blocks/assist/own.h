/* blocks/assist/own.h - for the files of this block only. */
#ifndef BLOCKS_ASSIST_OWN_H
#define BLOCKS_ASSIST_OWN_H

#include "blocks/case/case.h"
#include "form/condition.h"
#include "press/press.h"

/* A form on its way to paper. */
struct paper {
    struct web *w;
    arena *a;
    const struct service *v;
    const struct form *form;
    struct form_env env;
    struct feel_env feel;
    val answers;             /* of a draft, or an empty context */
    bool filled;             /* it is a draft's */
    str reference;           /* of a draft; empty: none */
    const unsigned *numbers; /* of each field's question, 0: no question */
    VEC(struct press_block) blocks;
};

/* The blocks of all pages, sections and questions, in order. */
void paper_questions(struct paper *p);
/* What a party, or the applicant, is called. */
str paper_party(struct paper *p, str party);
/* A condition as a sentence with the numbers of questions ("Only if your answer to question 3 is
 * “Mother”"); empty where there is none.  Allocated in p->a. */
str paper_only_if(struct paper *p, int field);
/* What of the paper needs no form: instructions, purposes and law, where it goes. */
void paper_head(struct paper *p);
void paper_tail(struct paper *p);

/* The parts that blocks are made of; borrowed texts, allocated in p->a. */
str paper_say(struct paper *p, enum word_id id);
str paper_say1(struct paper *p, enum word_id id, const char *name, val v);
struct press_text paper_text(struct paper *p, str s);
void paper_add(struct paper *p, struct press_block b);
void paper_heading(struct paper *p, int level, str s);
void paper_paragraph(struct paper *p, str s);
/* Rows of a question: kind as in press/doc.h, caption or choice, and what stands there. */
struct paper_rows {
    buf kinds;
    VEC(struct press_row) v;
};
void paper_row(struct paper *p, struct paper_rows *r, char kind, str caption, str value);
void paper_ask(struct paper *p, str label, const struct press_text *notes, size_t n_notes,
               const struct paper_rows *rows);

/* The text of the QR on a form: "stoa-form:SERVICE:VERSION:LANG" and, of a draft, ":REFERENCE". */
str paper_code(arena *a, const struct service *v, str lang, str reference);

/* What such a text says, or a reference alone as it is typed; borrowed.  False where it is
 * neither. */
struct paper_name {
    str service, version, lang, reference;
};
bool code_parse(str text, struct paper_name *out);

/* ---- keying in (key.c, counter.c, at_counter.c) ---- */

enum { KEYED_OPEN_MOST = 50 };
struct field_option;
/* The services that who is signed in may key in so, after an empty choice; room for one more than
 * the site has. */
size_t keyed_services(struct web *w, str way, struct field_option *out, str chosen);
/* Links to what was begun in that way and not sent. */
MUST_USE err keyed_unfinished(struct web *w, str way, struct page_link *links, size_t *n);
/* The page of one of them. */
err keyed_case_page(struct web *w, int status);
struct v_paper_case;
/* What that page says besides of who stands at the counter. */
MUST_USE err counter_part(struct web *w, const struct service *s, const struct q_case *c,
                          const struct data_key *key, const struct q_keyed *k,
                          struct v_paper_case *v);
/* Whether that is a kind of document that people show: a word assist.shown_KIND, or "none". */
bool document_kind(str kind);

/* The rows of block.c. */
web_fn show_apply, apply_in, applied_in, apply_in_again, sign_keyed, signed_keyed, sign_keyed_again,
    show_applied;
act_fn act_counter_sign;
web_fn show_form_paper, draft_paper, show_draft_paper;
web_fn show_key_in, key_in, keyed_in, key_in_again, show_keyed, scan_prepare, scanned, scan_again;
web_fn show_initiative, initiative_prepare, initiative_again, to_initiative;
act_fn act_initiative;
act_fn act_reference, act_paper_begin, act_paper_scan, act_paper_sweep;

#endif
