/* blocks/document/own.h - for the files of this block only. */
#ifndef BLOCKS_DOCUMENT_OWN_H
#define BLOCKS_DOCUMENT_OWN_H

#include "act/job.h"
#include "blocks/document/document.h"
#include "blocks/document/lay.h"
#include "blocks/document/store.h"

/* The rows of block.c. */
err job_render(struct job_run *j);
act_fn act_ready;
web_fn show_verify, check_upload, show_code, show_document, show_document_id;
extern const struct task_type document_tasks[];
struct mine;
MUST_USE err documents_mine(struct mine *m);
MUST_USE err documents_forget(act *a, int64_t account);

/* Whether an output of a service tells a decision against which one may appeal. */
bool document_appeals(const struct site *s, str service, str output);

#endif
