/* The figures of registers compared with their entries. */
#include "act/verify.h"
#include "blocks/register/own.h"

err register_verify(struct verify *v)
{
    struct q_entries_counted all;
    struct q_figure kept;

    TRY(q_entries_counted(v->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        TRY(q_figure(v->db, all.v[i].registry, &kept));
        if (!kept.found || kept.entries != all.v[i].n)
            verify_wrong(v, "register.figure", all.v[i].registry,
                         "%lld entries are in force, and %lld are told", (long long)all.v[i].n,
                         (long long)(kept.found ? kept.entries : 0));
    }
    verify_counted(v, "registers whose entries were counted", all.n);
    return OK;
}
