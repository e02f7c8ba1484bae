/* What an office outside of the house enters into its register, while a tale is played. */
#include "cli/stage_entry.h"

#include "blocks/register/own.h"

enum { CELLS_MOST = 40 };

static err entry_of(act *a, const struct registry *r, str key, int64_t *id)
{
    struct q_mark_find hit;
    str mark;

    const struct reg_field *f = register_field(r, r->key);
    TRY(mark_of(a, r, f, val_str(key), &mark));
    TRY(q_mark_find(a->db, r->id, f->mark, mark, 1, &hit));
    *id = hit.n ? hit.v[0].id : 0;
    return OK;
}

err stage_entry_write(act *a, void *ctx)
{
    val entry = *(const val *)ctx, cells = val_get(entry, S("row")), set;
    const struct registry *r = site_register(a->site, val_get_text(entry, S("register")));
    str heads[CELLS_MOST], texts[CELLS_MOST], key = val_get_text(entry, S("key"));
    struct import_row row = { .head = heads, .cells = texts };
    int64_t id;

    if (!r)
        return refuse(a, W_register_unknown, "register");
    TRY(entry_of(a, r, key, &id));
    for (uint32_t i = 0; cells.tag == V_CONTEXT && i < cells.c->n && row.n < CELLS_MOST; i++) {
        heads[row.n] = cells.c->e[i].key;
        texts[row.n++] = val_text(cells.c->e[i].value);
    }
    TRY(import_fields(a, r, &row, &set));
    for (size_t i = 0; i < row.n; i++)
        if (!texts[i].n && register_field(r, heads[i]))
            set = val_with(a->a, set, heads[i], val_null());
    if (!id)
        set = val_with(a->a, set, r->key, val_str(key));
    struct record_change c = {
        .r = r, .id = id, .set = set, .source = S("tale"), .valid = a->today, .authority = r->owner
    };
    return record_write(a, &c, &id, NULL);
}
