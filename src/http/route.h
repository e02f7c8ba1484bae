/* http/route.h - which row of a table a request belongs to. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"

/* A pattern is literal segments and ":name" segments; a last "*name" takes the rest of the path,
 * slashes included.
 *   "/services/:id/apply/:page"    "/log/tile/" and then "*rest"
 * Literal segments win over ":name", ":name" over "*name", segment by segment from the left. */
struct route_param {
    str name, value;
};
enum { ROUTE_PARAMS_MAX = 8 };

/* Names borrowed from patterns, values from the path. */
struct route_params {
    size_t n;
    struct route_param v[ROUTE_PARAMS_MAX];
};

struct route_match {
    uint32_t row;   /* as given to route_add; UINT32_MAX where nothing fits */
    uint32_t allow; /* bits 1u << enum method of all rows that fit the path */
    uint32_t exact; /* of those that say more of the path than the row that was found */
    struct route_params params;
};

struct route_node;
struct route_table {
    arena *a;
    struct route_node *root;
    size_t rows;
};

/* An empty table; its nodes live in the arena. */
void route_table_init(struct route_table *t, arena *a);
/* ERR_SYNTAX for a pattern that does not follow the grammar, ERR_CONFLICT where method and pattern
 * (whatever the parameters are called) are there already. */
MUST_USE err route_add(struct route_table *t, enum method m, str pattern, uint32_t row);
/* True where a row fits method and path.  False with allow == 0: 404; false with allow set: 405
 * (route_allow). */
bool route_find(const struct route_table *t, enum method m, str path, struct route_match *out);
str route_param(const struct route_params *p, str name); /* STR_NULL where there is none */
/* "GET, HEAD, POST" for the Allow header. */
str route_allow(arena *a, uint32_t allow);

#endif
