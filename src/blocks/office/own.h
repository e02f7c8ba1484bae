/* blocks/office/own.h - for the files of this block only. */
#ifndef BLOCKS_OFFICE_OWN_H
#define BLOCKS_OFFICE_OWN_H

#include "act/web.h"
#include "blocks/case/case.h"
#include "blocks/case/pages.h"
#include "blocks/document/document.h"
#include "blocks/office/store.h"
#include "bpmn/bpmn.h"
#include "views/office.h"

/* The name of a process element in the reader's language. */
str task_name(struct web *w, const struct service *v, str element);

web_fn show_desk, open_task, show_task, task_again, show_task_refused, to_task, to_desk,
    ask_prepare, complete_prepare, hand_prepare, show_file, retry_prepare;

#endif
