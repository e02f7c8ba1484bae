/* Registers as GovStack's digital registries describe databases (database 1.1.0), for everybody,
 * and who looked at one's own entry (data 1.3.0), for who shows a token of their own. */
#include "blocks/consent/consent.h"
#include "blocks/exchange/registries.h"
#include "site/reg_value.h"

enum { LOOKS_MOST = 500 };

str registry_version(arena *a, const struct boot *b, const struct registry *r)
{
    str bytes = S("");

    for (size_t i = 0; i < b->n_files; i++)
        if (str_eq(b->files[i].path, r->file))
            bytes = b->files[i].bytes;
    sha256 h = sha256_of(bytes);
    return str_sub(sha256_hex(a, &h), 0, 12);
}

/* The interface wants whole numbers, and content is named by words. */
static int64_t number_of(str kind, str id, arena *a)
{
    sha256 h = sha256_of(str_fmt(a, "%.*s\n%.*s", STR_ARG(kind), STR_ARG(id)));

    return (h.b[0] & 0x7f) << 24 | h.b[1] << 16 | h.b[2] << 8 | h.b[3];
}

static const char *json_type(const struct reg_field *f)
{
    return f->list                                                           ? "array"
           : str_eq(f->type, S("number"))                                    ? "number"
           : str_eq(f->type, S("boolean"))                                   ? "boolean"
           : register_value_part(f, 0) != NULL                               ? "object"
           : str_eq(f->type, S("context")) || str_eq(f->type, S("geometry")) ? "object"
                                                                             : "string";
}

static val property(struct web *w, const struct registry *r, const struct reg_field *f)
{
    val_builder b = val_build(w->a);
    bool key = str_eq(f->name, r->key);

    val_put(&b, S("type"), val_str(str_z(json_type(f))));
    if (str_eq(f->type, S("date")) || str_eq(f->type, S("date-time")))
        val_put(&b, S("format"), val_str(f->type));
    val_put(&b, S("description"), val_str(site_text(w->site, f->label, w->lang)));
    val_put(&b, S("primaryKey"), val_bool(key));
    val_put(&b, S("readOnly"), val_bool(key && f->scheme));
    val_put(&b, S("id"), val_int(number_of(r->id, f->name, w->a)));
    return val_done(&b);
}

static val schema(struct web *w, const struct registry *r)
{
    val_builder b = val_build(w->a), p = val_build(w->a);
    val needed = val_list(NULL, 0);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        if (f->sensitivity == SENS_SECRET)
            continue;
        val_put(&p, f->name, property(w, r, f));
        if (f->required)
            needed = val_append(w->a, needed, val_str(f->name));
    }
    val_put(&b, S("type"), VAL_S("object"));
    val_put(&b, S("properties"), val_done(&p));
    val_put(&b, S("required"), needed);
    return val_done(&b);
}

static val database(struct web *w, const struct registry *r)
{
    val_builder b = val_build(w->a);
    const struct office *o = site_office(w->site, r->owner);
    const struct reg_field *key = register_field(r, r->key);

    val_put(&b, S("id"), val_int(number_of(S("database"), r->id, w->a)));
    val_put(&b, S("version"), val_str(registry_version(w->a, w->boot, r)));
    val_put(&b, S("name"), val_str(r->id));
    val_put(&b, S("description"), val_str(site_text(w->site, r->title, w->lang)));
    val_put(&b, S("institution"), val_str(o ? site_text(w->site, o->name, w->lang) : r->owner));
    val_put(&b, S("numberFormat"), val_str(key && key->scheme ? key->scheme->pattern : S("")));
    val_put(&b, S("schema"), schema(w, r));
    val_put(&b, S("isDraft"), val_bool(false));
    val_put(&b, S("isDisabled"), val_bool(false));
    val_put(&b, S("isArchived"), val_bool(false));
    return val_done(&b);
}

err registries_databases(struct web *w)
{
    val_builder b = val_build(w->a);
    val *all = ARENA_ARRAY(w->a, val, w->site->n_registers + 1);

    for (size_t i = 0; i < w->site->n_registers; i++)
        all[i] = database(w, w->site->registers[i]);
    val_put(&b, S("id"), val_int(number_of(S("databases"), w->site->id, w->a)));
    val_put(&b, S("name"), val_str(site_text(w->site, w->site->name, w->lang)));
    val_put(&b, S("code"), val_str(w->site->id));
    val_put(&b, S("databases"), val_list(all, w->site->n_registers));
    return gov_send(w, val_done(&b));
}

err registries_database(struct web *w)
{
    int64_t id;

    if (!failed(str_to_i64(web_param(w, "id"), &id)))
        for (size_t i = 0; i < w->site->n_registers; i++)
            if (number_of(S("database"), w->site->registers[i]->id, w->a) == id)
                return gov_send(w, database(w, w->site->registers[i]));
    return gov_failure_word(w, 404, W_exchange_not_there);
}

/* What a register is stands in the site, checked and published: nobody changes it from outside. */
err registries_design(struct web *w)
{
    return gov_failure_word(w, 403, W_exchange_registers_are_content);
}

/* ---- who looked ---- */

static val usage(struct web *w, const struct looked *l)
{
    const struct office *o = site_office(w->site, l->office);
    const struct partner *p = l->partner.n ? site_partner(w->site, l->partner) : NULL;
    val_builder b = val_build(w->a);
    val of = val_with(w->a, val_null(), S("ReferenceID"), val_str(l->what));

    val_put(&b, S("id"), val_str(str_fmt(w->a, "%lld", (long long)l->id)));
    val_put(&b, S("readerInstitutionId"), val_str(l->office));
    val_put(&b, S("readerInstitutionName"),
            val_str(o ? site_text(w->site, o->name, w->lang) : l->office));
    if (l->partner.n)
        val_put(&b, S("readerApplicationName"),
                val_str(p ? site_text(w->site, p->name, w->lang) : l->partner));
    val_put(&b, S("searchDateTime"), val_str(instant_str(w->a, l->at)));
    /* so spelt in the description */
    val_put(&b, S("refrences"), val_append(w->a, val_list(NULL, 0), of));
    return val_done(&b);
}

static err show_usage(struct web *w)
{
    const struct looked *all;
    val list = val_list(NULL, 0);
    size_t n;

    TRY(traces_shown(w->db, w->a, w->who.person, web_query(w, "databaseId"), w->now, LOOKS_MOST,
                     &all, &n));
    for (size_t i = 0; i < n; i++)
        list = val_append(w->a, list, usage(w, &all[i]));
    return gov_send(w, list);
}

/* The own number, or "me". */
static err is_own(struct web *w, str number, bool *own)
{
    struct registry *const *r = w->site->registers;
    struct blind b;
    int64_t id = 0;

    *own = str_eq(number, S("me"));
    for (size_t i = 0; i < w->site->n_registers && !*own; i++) {
        const struct reg_field *key = register_field(r[i], r[i]->key);
        if (!key || key->sensitivity < SENS_PERSONAL || !key->scheme)
            continue;
        TRY(web_blind(w, str_zdup(w->a, register_blind_field(w->a, r[i], key->name)),
                      register_mark_text(w->a, key, number), &b));
        TRY(record_by_blind(w->db, r[i], key->name, &b, &id));
        *own = id && id == w->who.person;
    }
    return OK;
}

err registries_usage(struct web *w)
{
    bool own = false;

    w->act = NULL;
    if (!w->who.account)
        return gov_missing(w);
    if (!web_query(w, "userId").n || !web_query(w, "databaseId").n)
        return gov_failure_word(w, 400, W_exchange_no_user);
    if (w->who.person)
        TRY(is_own(w, web_query(w, "userId"), &own));
    if (!own || !site_register(w->site, web_query(w, "databaseId")))
        return gov_failure_word(w, 404, W_exchange_not_there);
    return gov_look(w, 0, S(""), show_usage);
}
