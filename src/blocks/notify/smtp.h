/* blocks/notify/smtp.h - the link to a mail server (RFC 5321, RFC 5322, RFC 2047); runs in the link role. */
#ifndef BLOCKS_NOTIFY_SMTP_H
#define BLOCKS_NOTIFY_SMTP_H

#include "value/val.h"

/* server: "smtp://host:port".  message: { to, subject, text }.  FAULT(ERR_PEER) where the server did not take it.
 * id becomes the Message-ID, the same for every try. */
MUST_USE err smtp_send(arena *a, str server, str from, val message, instant now);

#endif
