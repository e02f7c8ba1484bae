/* The journal: entries of several lines, each summing to zero; what was booked stays. */
#include "blocks/pay/own.h"

enum { JOURNAL = 2 }; /* of the house's own subjects */

static err journal_key(act *a)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, JOURNAL, &key);

    return e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING
               ? key_make(a, SUBJECT_SYSTEM, JOURNAL, &key)
               : e;
}

static val line_val(act *a, const struct book_line *l)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("account"), val_str(str_z(l->account)));
    val_put(&b, S("minor"), val_int(l->minor));
    return val_done(&b);
}

static err lines_add(act *a, const struct book_entry *e, int64_t id, val *told)
{
    int64_t sum = 0, seq = 0;

    *told = val_list(NULL, 0);
    for (size_t i = 0; i < e->n; i++) {
        const struct book_line *l = &e->lines[i];
        sum += l->minor;
        if (!l->minor)
            continue;
        *told = val_append(a->a, *told, line_val(a, l));
        TRY(q_pay_line_add(a->db, &(struct q_pay_line_add_in){ .entry = id,
                                                               .seq = ++seq,
                                                               .authority = e->authority,
                                                               .account = str_z(l->account),
                                                               .currency = e->currency,
                                                               .minor = l->minor,
                                                               .claim = e->claim,
                                                               .item = e->item }));
    }
    CHECK(sum == 0);
    return OK;
}

err book(act *a, const struct book_entry *e)
{
    int64_t id = act_id(a);
    val_builder b = val_build(a->a);
    val lines;

    TRY(journal_key(a));
    TRY(lines_add(a, e, id, &lines));
    if (!val_count(lines))
        return OK;
    val_put(&b, S("entry"), val_int(id));
    val_put(&b, S("kind"), val_str(str_z(e->kind)));
    val_put(&b, S("currency"), val_str(e->currency));
    val_put(&b, S("claim"), val_int(e->claim));
    val_put(&b, S("item"), val_int(e->item));
    val_put(&b, S("lines"), lines);
    struct event ev = { .type = "pay.booked",
                        .kind = SUBJECT_SYSTEM,
                        .subject = JOURNAL,
                        .authority = e->authority,
                        .body = val_done(&b) };
    TRY(event_add(a, &ev));
    return q_pay_entry_add(a->db, &(struct q_pay_entry_add_in){ .id = id,
                                                                .at = a->now.ms,
                                                                .authority = e->authority,
                                                                .kind = str_z(e->kind),
                                                                .claim = e->claim,
                                                                .item = e->item,
                                                                .event = ev.id });
}
