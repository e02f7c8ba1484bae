/* Secret fields: what was asked, the second person's page, and the value, shown once. */
#include "blocks/identity/identity.h"
#include "blocks/rectify/entry.h"

enum { LIST_MOST = 100 };

static const struct {
    const char *state;
    enum word_id word;
    const char *colour;
} states[] = { { "asked", W_rectify_secret_asked, "yellow" },
               { "allowed", W_rectify_secret_allowed, "green" },
               { "refused", W_rectify_secret_refused, "red" },
               { "opened", W_rectify_secret_opened, "grey" } };

static err officer(struct web *w, int64_t account, str *name)
{
    TRY(identity_officer(w->db, w->a, account, name));
    if (!name->n)
        *name = word0(w->page.words, W_rectify_secret_somebody);
    return OK;
}

/* Registers, fields and officers; nobody whose entry it is. */
err show_secrets(struct web *w)
{
    struct v_secrets v = { 0 };
    struct q_secrets all;
    bool may = false;

    for (size_t i = 0; i < w->site->n_registers; i++)
        for (size_t f = 0; f < w->site->registers[i]->n_fields; f++)
            may |= secret_may(w->site, &w->who, w->site->registers[i]->id,
                              w->site->registers[i]->fields[f].name);
    if (!may)
        return web_error(w, 403);
    TRY(q_secrets(w->db, w->who.account, LIST_MOST, &all));
    struct v_secrets_row *rows = ARENA_ARRAY(w->a, struct v_secrets_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        bool own = all.v[i].asker == w->who.account;
        if (!secret_may(w->site, &w->who, all.v[i].registry, all.v[i].field))
            continue;
        struct v_secrets_row *r = &rows[v.rows_n++];
        *r = (struct v_secrets_row){ .id = all.v[i].id,
                                     .reg = registry_shown(w, all.v[i].registry),
                                     .field = fields_shown(w, all.v[i].registry, all.v[i].field),
                                     .at = { all.v[i].asked },
                                     .see = !own && str_eq(all.v[i].state, S("asked")),
                                     .open = own && str_eq(all.v[i].state, S("allowed")) };
        TRY(officer(w, all.v[i].asker, &r->who));
        FOR_EACH(states, s)
            if (str_eq(all.v[i].state, str_z(s->state))) {
                r->state = s->word;
                r->colour = str_z(s->colour);
            }
    }
    v.rows = rows;
    return WEB_SEND(w, "/desk", secrets, &v, 200);
}

err secret_in(struct web *w)
{
    static const char *const texts[] = { "where", "key", "field", "reason", "answer" };
    val_builder b = val_build(w->a);
    int64_t id;

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    if (web_param(w, "look").n) {
        if (failed(str_to_i64(web_param(w, "look"), &id)))
            return REFUSED(ERR_MISSING);
        val_put(&b, S("look"), val_int(id));
    }
    w->in = val_done(&b);
    return OK;
}

err to_secrets(struct web *w)
{
    return web_redirect(w, S("/desk/entries/secret"));
}

err show_secret(struct web *w)
{
    str registry = val_get_text(w->out, S("register"));
    struct v_secret v = { .id = val_get_i64(w->out, S("look"), 0),
                          .reg = registry_shown(w, registry),
                          .field = fields_shown(w, registry, val_get_text(w->out, S("field"))),
                          .key = val_get_text(w->out, S("key")),
                          .reason = val_get_text(w->out, S("reason")),
                          .at = { val_get_i64(w->out, S("asked"), 0) },
                          .own = val_get_i64(w->out, S("asker"), 0) == w->who.account };

    TRY(officer(w, val_get_i64(w->out, S("asker"), 0), &v.who));
    w->page.private = true;
    return WEB_SEND(w, "/desk", secret, &v, 200);
}

err show_secret_value(struct web *w)
{
    const struct registry *r = site_register(w->site, val_get_text(w->out, S("register")));
    const struct reg_field *f = r ? register_field(r, val_get_text(w->out, S("field"))) : NULL;
    struct v_secret_value v = { .key = val_get_text(w->out, S("key")) };

    if (!f)
        return REFUSED(ERR_MISSING);
    v.reg = site_text(w->site, r->title, w->lang);
    v.field = site_text(w->site, f->label, w->lang);
    v.value = value_shown(w, f, val_get(w->out, S("value")));
    w->page.private = true;
    return WEB_SEND(w, "/desk", secret_value, &v, 200);
}
