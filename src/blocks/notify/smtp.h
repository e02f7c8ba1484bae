/* blocks/notify/smtp.h - the link to a mail server (RFC 5321, RFC 5322, RFC 2047); runs in the link
 * role. */
#ifndef BLOCKS_NOTIFY_SMTP_H
#define BLOCKS_NOTIFY_SMTP_H

#include "value/val.h"

/* Once in the process that sends. */
MUST_USE err smtp_begin(void);

/* Hands one mail to the server "smtp://host:port" or "smtps://host:port" (there the certificate
 * must hold; elsewhere TLS is used where the server offers it). message  { to, subject, text, id };
 * id makes the Message-ID: the same for every try, so that a receiver can drop a repeat told     {
 * ok: true }, or { ok: false, code } where the server refused this mail for good (RFC 5321, 4.2.1:
 * 5yz) FAULT(ERR_PEER) where the server was not there or asks to come later. */
MUST_USE err smtp_send(arena *a, str server, str from, val message, instant now, val *told);

#endif
