#include "act/index.h"

#include <stdio.h>

static err clash(const char *what, const char *name, const char *why)
{
    fprintf(stderr, "stoa: %s %s: %s\n", what, name, why);
    return FAULT(ERR_CONFLICT);
}

static err index_acts(arena *a, const struct block *b, struct act_index *ix)
{
    for (const struct act_row *r = b->acts; r && r->name; r++) {
        if (r->who == WHO_UNSET || r->class == CLASS_NONE || !r->fields)
            return clash("act", r->name, "has no policy, class or field table");
        if ((r->who == WHO_OWNER && !r->owner) || (r->who == WHO_ROLE && !r->roles))
            return clash("act", r->name, "names an owner or role policy without saying which");
        if (map_get(&ix->acts, str_z(r->name)))
            return clash("act", r->name, "is there twice");
        map_put(&ix->acts, a, str_z(r->name), (void *)r);
    }
    for (const struct task_type *t = b->tasks; t && t->name; t++) {
        if (map_get(&ix->tasks, str_z(t->name)))
            return clash("task type", t->name, "is there twice");
        map_put(&ix->tasks, a, str_z(t->name), (void *)t);
    }
    for (const struct job_row *j = b->jobs; j && j->fn; j++) {
        if (!j->name)
            continue;
        if (!j->every_s && map_get(&ix->jobs, str_z(j->name)))
            return clash("job", j->name, "is there twice");
        if (!j->every_s)
            map_put(&ix->jobs, a, str_z(j->name), (void *)j);
    }
    return OK;
}

static err index_routes(arena *a, const struct block *b, const struct act_index *acts,
                        struct route_index *ix)
{
    for (const struct route *r = b->routes; r && r->pattern; r++) {
        if (r->act && !map_get(&acts->acts, str_z(r->act)))
            return clash("route", r->pattern, "names an act that no block has");
        if (!r->prepare && !r->finish && !r->act)
            return clash("route", r->pattern, "does nothing");
        if (failed(route_add(&ix->table, r->method, str_z(r->pattern), (uint32_t)ix->rows.n)))
            return clash("route", r->pattern, "is there twice or not written as a pattern");
        *vec_push(&ix->rows, a) = r;
    }
    return OK;
}

err index_build(arena *a, const struct block *const *blocks, struct act_index **acts,
                struct route_index **routes)
{
    struct act_index *ai = ARENA_NEW(a, struct act_index);
    struct route_index *ri = ARENA_NEW(a, struct route_index);

    route_table_init(&ri->table, a);
    for (const struct block *const *b = blocks; *b; b++)
        TRY(index_acts(a, *b, ai));
    for (const struct block *const *b = blocks; *b; b++)
        TRY(index_routes(a, *b, ai, ri));
    *acts = ai;
    *routes = ri;
    return OK;
}

const struct act_row *boot_act(const struct boot *b, str name)
{
    return map_get(&b->acts->acts, name);
}

const struct task_type *boot_task(const struct boot *b, str name)
{
    return map_get(&b->acts->tasks, name);
}
