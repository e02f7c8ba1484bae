/* blocks/exchange/govstack.h - what the files of GovStack's interfaces share; for those only. */
#ifndef BLOCKS_EXCHANGE_GOVSTACK_H
#define BLOCKS_EXCHANGE_GOVSTACK_H

#include "blocks/exchange/own.h"
#include "form/answer.h"

/* An identifier in the form of a UUID (RFC 9562, version 8): the interface wants one, and content
 * is named by words. */
str gov_uuid(struct web *w, const char *kind, str id);
/* The offered service of that id, as gov_uuid makes it of "service" or "form"; null: none. */
const struct service *gov_service(struct web *w, const char *kind, str uuid);
/* The same by a process's whole id, or by the service's name alone. */
const struct service *gov_process(struct web *w, str id);
/* 201 with the state of the instance whose case has that number. */
MUST_USE err gov_instance_sent(struct web *w, str number);
/* Who is signed in, as an applicant's id. */
str gov_applicant(struct web *w);

/* 200 with this value as JSON. */
err gov_send(struct web *w, val v);
/* The interface's own error, systemError; the text is in the reader's language. */
err gov_failure(struct web *w, int status, str message);
err gov_failure_word(struct web *w, int status, enum word_id word);
/* What a form's check found, all in one (422). */
err gov_failure_form(struct web *w, const struct form_errors *errors);
/* 404, or 401 where nobody is known. */
err gov_missing(struct web *w);
/* What an act refused. */
web_fn gov_again;

/* serviceId and serviceName. */
void gov_put_service(struct web *w, val_builder *b, str service);
/* statusModel: of a case in that state; outcome may be empty. */
val gov_status(struct web *w, str state, str outcome);
/* An application as its owner sees it; key: the case's. */
MUST_USE err gov_application(struct web *w, const struct q_case *c, const struct data_key *key,
                             val *out);
/* Answers as the interface writes them, { name: { value } }, and back: false where an entry is no
 * object with a value. */
val gov_data(arena *a, val answers);
bool gov_answers(arena *a, val data, val *out);

/* The act that traces a program's look at its person's own, where none of today has been; then
 * `show` answers, at once where w->act stays null.  number: empty for the list. */
MUST_USE err gov_look(struct web *w, int64_t case_id, str number, web_fn *show);
act_fn act_program_look;

/* Applying (govstack_send.c) and the tasks one has taken (govstack_tasks.c). */
web_fn govstack_submit, govstack_start, govstack_upload, govstack_uploaded, govstack_document;
web_fn govstack_tasks, govstack_task, govstack_complete, govstack_update, govstack_design;

#endif
