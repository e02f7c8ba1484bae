/* cli/terminal.h - asks a person at a terminal what a new service is made from. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "new/ask.h"

struct terminal {
    bool ended;       /* the input ended */
    const char *kept; /* file that keeps what was typed; null: none */
};
/* For asking.asker; asking.own is a struct terminal. */
extern const struct asker terminal_asker;
/* For asking.tell: a line on stderr. */
void terminal_tell(struct asking *q, str path, str part, str text);

#endif
