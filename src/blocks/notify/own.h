/* blocks/notify/own.h - for the files of this block only. */
#ifndef BLOCKS_NOTIFY_OWN_H
#define BLOCKS_NOTIFY_OWN_H

#include "act/job.h"
#include "blocks/notify/notify.h"
#include "blocks/notify/store.h"

/* Queues a mail to an address; the text is sealed under the subject's key until it is sent. */
MUST_USE err mail_queue(act *a, enum subject_kind kind, int64_t id, str to, str subject, str text);

/* The rows of block.c. */
act_fn act_read, act_shown;
web_fn show_messages, show_message, shown_message, show_demo_mail;
err job_mail(struct job_run *j);
struct mine;
MUST_USE err messages_mine(struct mine *m);
MUST_USE err messages_forget(act *a, int64_t account);

extern const struct port_post post_port;
extern const struct port_inbox inbox_port;
extern const struct task_type notify_tasks[];

#endif
