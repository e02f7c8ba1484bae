/* blocks/document/own.h - for the files of this block only. */
#ifndef BLOCKS_DOCUMENT_OWN_H
#define BLOCKS_DOCUMENT_OWN_H

#include "act/job.h"
#include "blocks/document/document.h"
#include "blocks/document/store.h"
#include "press/press.h"

/* A rendered letter as the press takes it: blocks of headings, paragraphs, lists, tables; a table
 * of two columns without header texts becomes facts. */
struct letter_doc;
void blocks_of_letter(arena *a, const struct letter_doc *d, struct press_doc *out,
                      size_t room_for_more);

/* The rows of block.c. */
err job_render(struct job_run *j);
act_fn act_ready;
web_fn show_verify, check_upload, show_code, show_document, show_document_id;
extern const struct task_type document_tasks[];
struct mine;
MUST_USE err documents_mine(struct mine *m);
MUST_USE err documents_forget(act *a, int64_t account);

#endif
