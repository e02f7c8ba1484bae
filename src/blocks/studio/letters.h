/* blocks/studio/letters.h - letters of a draft, filled in with invented values. */
#ifndef BLOCKS_STUDIO_LETTERS_H
#define BLOCKS_STUDIO_LETTERS_H

#include "blocks/studio/change.h"
#include "letter/letter.h"

/* What may stand in a letter: a path of its data and the invented value. */
struct letter_value {
    str path, shown;
};
struct letter_data {
    val data; /* a context */
    VEC(struct letter_value) given;
    VEC(str) unknown; /* what its text reads, and no task gives */
};
/* The data of a letter as the service's process would give them, evaluated over invented answers;
 * what only a running case would know stands there as its name in brackets.
 *   texts   of all its languages; STR_NULL ones are passed over */
void letter_data_of(struct web *w, const struct scene *s, str letter, const str *texts, size_t n,
                    struct letter_data *out);

/* ---- specimen.c ---- */
/* Answers with a letter as PDF: read from its text in one language of the site.  What press_pdf and
 * document_lay refuse. */
MUST_USE err specimen_send(struct scene *s, str id, size_t lang, const str *texts,
                           const struct letter *letter);

web_fn studio_send_specimen;
web_fn studio_show_letter, studio_prepare_letter, studio_again_letter, studio_to_letter;

#endif
