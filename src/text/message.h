/* text/message.h - messages with arguments: a subset of ICU MessageFormat.
 *   {name}   {n, number}   {n, number, integer|percent}   {amount, money, EUR}
 *   {d, date, short|long|full|month}   {t, time}   {i, datetime, short|long|full}
 *   {n, plural, offset:1 =0 {none} one {# file} other {# files}}
 *   {n, selectordinal, one {#st} other {#th}}   {g, select, female {her} other {their}}
 * Quoting: '' is an apostrophe; an apostrophe before { or } (in plurals also #) quotes up to the
 * next one.  '#' is the number, less the offset, directly inside of a plural's branch.  Names may
 * be paths: {child.name}. */
#ifndef TEXT_MESSAGE_H
#define TEXT_MESSAGE_H

#include "codec/codec.h"
#include "text/locale.h"
#include "text/safe.h"

struct message;

enum message_kind {
    MESSAGE_TEXT,
    MESSAGE_NUMBER,
    MESSAGE_MONEY,
    MESSAGE_DATE,
    MESSAGE_TIME,
    MESSAGE_DATETIME,
    MESSAGE_PLURAL,
    MESSAGE_ORDINAL,
    MESSAGE_SELECT
};

struct message_arg {
    str name;
    enum message_kind kind; /* as first used other than as text */
};

enum { MESSAGE_DEPTH = 16, MESSAGE_BYTES = 64 * 1024 };

/* lang may be STR_NULL: then plural categories are not checked; else one that the language does not
 * have is refused. ERR_SYNTAX (a plural without `other` too), ERR_UNSUPPORTED (a type or style not
 * listed above), ERR_DEPTH, ERR_SIZE. */
MUST_USE err message_parse(arena *a, str lang, str text, struct message **out,
                           struct text_error *where);
/* The arguments by first occurrence; returns how many. */
size_t message_args(const struct message *m, const struct message_arg **out);
/* args: a context.  A missing argument, or one of a wrong type, is shown as {name}. */
str message_format(arena *a, const struct locale *l, const struct message *m, val args);
/* The same with all text escaped, of the message too. */
html message_format_html(arena *a, const struct locale *l, const struct message *m, val args);

#endif
