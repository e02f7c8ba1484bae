/* role/bind.h - the house that the roles run, made of act/, seal/, press/ and the blocks. */
#ifndef ROLE_BIND_H
#define ROLE_BIND_H

#include "role/house.h"

struct conf;
struct block;

struct bind_settings {
    const struct conf *conf;
    const struct block *const *blocks; /* ends with null */
    const char *site, *data;           /* folders */
    bool dev;
};

/* The house of these settings, which must live as long as it is used. */
struct house bind_house(const struct bind_settings *s);

#endif
