/* An officer opens one entry of a register, with what it leads to and what leads to it: the act.
 * Everybody whom an entry is about is told before it is shown. */
#include "blocks/consent/consent.h"
#include "blocks/rectify/entry.h"
#include "blocks/register/right.h"

enum { REFERRING_MOST = 20 };

struct entry_look {
    act *a;
    const struct registry *r;
    str purpose, reason;
    int64_t first; /* the trace that the look began with; 0: none */
};

bool entry_may_look(const struct registry *r, const struct actor *who, str purpose)
{
    return register_who_may(r, who, purpose, REG_READ, r->key);
}

bool entries_any(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < s->n_registers; i++)
        for (size_t p = 0; p < s->n_purposes; p++)
            if (entry_may_look(s->registers[i], who, s->purposes[p].id))
                return true;
    return false;
}

str entry_readable(arena *a, const struct registry *r, const struct actor *who, str purpose)
{
    buf b;

    buf_init(&b, a, 200);
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        if (f->sensitivity == SENS_SECRET || !register_who_may(r, who, purpose, REG_READ, f->name))
            continue;
        buf_add(&b, b.n ? S(" ") : S(""));
        buf_add(&b, f->name);
    }
    return buf_str(&b);
}

bool entry_may_relate(const struct registry *r, const struct actor *who, str purpose, str relation)
{
    return register_who_may(r, who, purpose, REG_READ, relation) ||
           register_who_may(r, who, purpose, REG_RELATE, relation);
}

/* What the officer's roles read of a register, as a right for the register's own reading. */
static struct register_right right_of(const struct entry_look *k, const struct registry *r)
{
    act *a = k->a;
    str *names = ARENA_ARRAY(a->a, str, r->n_fields + 1);
    str rest = entry_readable(a->a, r, &a->who, k->purpose), one;
    struct register_right x = { .purpose = k->purpose, .reason = k->reason, .fields = names };

    while (str_next(&rest, ' ', &one))
        if (one.n)
            names[x.n_fields++] = one;
    x.protected = register_who_may(r, &a->who, k->purpose, REG_READ, S("protected"));
    if (k->first) {
        x.n_looks = 1;
        x.looks[0].trace = k->first;
    }
    return x;
}

static struct register_reader reader_of(const struct registry *r, struct register_right *x)
{
    return (struct register_reader){ .office = r->owner, .right = x };
}

/* ---- the parts ---- */

static val relation_of(arena *a, str name, val ids)
{
    return val_with(a, val_with(a, val_null(), S("name"), val_str(name)), S("ids"), ids);
}

/* { name, ids } of each relation; who is named there is told. */
static err related(struct entry_look *k, int64_t id, val *out)
{
    act *a = k->a;

    *out = val_list(NULL, 0);
    for (size_t i = 0; i < k->r->n_relations; i++) {
        const struct reg_relation *rel = &k->r->relations[i];
        const struct registry *to = site_register(a->site, rel->to);
        const struct related *all;
        val ids = val_list(NULL, 0);
        size_t n;
        if (!to || !entry_may_relate(k->r, &a->who, k->purpose, rel->name))
            continue;
        TRY(relations_of(a->db, a->a, k->r, id, rel->name, &all, &n));
        for (size_t j = 0; j < n; j++) {
            struct trace seen = { .person = all[j].id,
                                  .kind = "record",
                                  .what = to->id,
                                  .fields = str_join(a->a, to->display, to->n_display, S(" ")),
                                  .office = k->r->owner,
                                  .purpose = k->purpose,
                                  .reason = k->reason,
                                  .look = k->first };
            int64_t trace;
            if (register_subject(to) != SUBJECT_NONE)
                TRY(trace_add(a, &seen, &trace));
            val one = val_with(a->a, val_null(), S("id"), val_int(all[j].id));
            ids = val_append(a->a, ids, val_with(a->a, one, S("from"), val_int(all[j].from)));
        }
        if (n)
            *out = val_append(a->a, *out, relation_of(a->a, rel->name, ids));
    }
    return OK;
}

/* Entries of one register that name this one in a field: { register, field, more, entries }. */
static err referring_in(struct entry_look *k, const struct registry *x, const struct reg_field *f,
                        val key, val *out)
{
    act *a = k->a;
    struct register_right right = right_of(k, x);
    struct register_reader reader = reader_of(x, &right);
    val_builder b = val_build(a->a);
    val list;
    bool more;

    TRY(register_list(a, &reader, x, f->name, key, REFERRING_MOST, &list, &more));
    if (!val_count(list))
        return OK;
    val_put(&b, S("register"), val_str(x->id));
    val_put(&b, S("field"), val_str(f->name));
    val_put(&b, S("more"), val_bool(more));
    val_put(&b, S("entries"), list);
    *out = val_append(a->a, *out, val_done(&b));
    return OK;
}

static err referring(struct entry_look *k, val key, val *out)
{
    const struct site *s = k->a->site;

    *out = val_list(NULL, 0);
    for (size_t i = 0; i < s->n_registers; i++)
        for (size_t j = 0; j < s->registers[i]->n_fields; j++) {
            const struct registry *x = s->registers[i];
            const struct reg_field *f = &x->fields[j];
            bool found = str_eq(f->name, x->key);
            for (size_t n = 0; n < x->n_search; n++)
                found |= str_eq(x->search[n], f->name);
            if (str_eq(f->refers, k->r->id) && found && f->sensitivity != SENS_SECRET &&
                register_who_may(x, &k->a->who, k->purpose, REG_READ, f->name))
                TRY(referring_in(k, x, f, key, out));
        }
    return OK;
}

/* ---- the act ---- */

static err asked(act *a, val in, struct entry_look *k, str *key)
{
    str registry, purpose;

    if (!entries_any(a->site, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!str_cut(val_get_text(in, S("where")), ' ', &registry, &purpose))
        return refuse(a, W_register_search_where, "where");
    *k = (struct entry_look){ .a = a,
                              .r = site_register(a->site, registry),
                              .purpose = purpose,
                              .reason = str_trim(val_get_text(in, S("reason"))) };
    if (!k->r || !entry_may_look(k->r, &a->who, purpose))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    *key = str_trim(val_get_text(in, S("key")));
    if (!key->n)
        return refuse(a, W_rectify_look_key_needed, "key");
    return k->reason.n ? OK : refuse(a, W_register_search_reason_needed, "reason");
}

static err parts(struct entry_look *k, int64_t id, val key, val_builder *b)
{
    act *a = k->a;
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = id };
    val list;

    TRY(related(k, id, &list));
    val_put(b, S("related"), list);
    TRY(referring(k, key, &list));
    val_put(b, S("referring"), list);
    if (register_subject(k->r) != SUBJECT_NONE)
        val_put(b, S("ticket"), val_str(ticket_for(a, &subject, 1, k->first, "entry")));
    return OK;
}

err act_entry(act *a, val in, val *out)
{
    struct entry_look k;
    val_builder b = val_build(a->a);
    int64_t id;
    str key;
    val fields;

    TRY(asked(a, in, &k, &key));
    struct register_right right = right_of(&k, k.r);
    struct register_reader reader = reader_of(k.r, &right);
    TRY(register_told(a, &reader, k.r, key, &id, &fields));
    k.first = right.n_looks ? right.looks[0].trace : 0;
    val_put(&b, S("register"), val_str(k.r->id));
    val_put(&b, S("purpose"), val_str(k.purpose));
    val_put(&b, S("reason"), val_str(k.reason));
    val_put(&b, S("on"), val_get(in, S("on")));
    val_put(&b, S("known"), val_get(in, S("known")));
    if (id) {
        val_put(&b, S("id"), val_int(id));
        val_put(&b, S("fields"), fields);
        TRY(parts(&k, id, val_get(fields, k.r->key), &b));
    }
    *out = val_done(&b);
    return OK;
}
