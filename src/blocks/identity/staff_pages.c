/* The pages of administrators: who works where, what is asked for, and asking. */
#include "blocks/identity/staff.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static str role_title(struct web *w, str role, str office)
{
    const struct office_role *r = site_role(w->site, role);
    const struct office *o = site_office(w->site, office);
    str name = r ? site_text(w->site, r->name, w->lang) : role;

    return str_fmt(w->a, "%.*s, %.*s", STR_ARG(name),
                   STR_ARG(o ? site_text(w->site, o->name, w->lang) : office));
}

static enum word_id what_word(str what)
{
    return str_eq(what, S(STAFF_GIVE))      ? W_identity_staff_give
           : str_eq(what, S(STAFF_END))     ? W_identity_staff_end
           : str_eq(what, S(STAFF_SUSPEND)) ? W_identity_staff_suspend
                                            : W_identity_staff_resume;
}

bool identity_may_administer(const struct web *w)
{
    return staff_anywhere(w->site, &w->who);
}

/* ---- what is there ---- */

static err office_part(struct web *w, const struct office *o, struct v_staff_office *out)
{
    struct q_staff all;

    TRY(q_staff(w->db, o->id, &all));
    struct v_staff_person *p = ARENA_ARRAY(w->a, struct v_staff_person, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct office_role *r = site_role(w->site, all.v[i].role);
        p[i] = (struct v_staff_person){ .name = all.v[i].shown_as,
                                        .role = r ? site_text(w->site, r->name, w->lang)
                                                  : all.v[i].role,
                                        .since = { all.v[i].since },
                                        .suspended = str_eq(all.v[i].state, S("suspended")),
                                        .administers = r && r->administers };
    }
    *out = (struct v_staff_office){ .name = site_text(w->site, o->name, w->lang),
                                    .people = p,
                                    .people_n = all.n };
    return OK;
}

static err changes_part(struct web *w, struct v_staff *v)
{
    struct q_staff_changes_open all;

    TRY(q_staff_changes_open(w->db, &all));
    struct v_staff_change *c = ARENA_ARRAY(w->a, struct v_staff_change, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_staff_changes_open_row *r = &all.v[i];
        struct v_staff_change one = { .id = r->id, .what = what_word(r->what) };
        if (r->office.n && !staff_administers(w->site, &w->who, r->office))
            continue;
        one.name = r->named;
        one.reason = r->reason;
        TRY(identity_officer(w->db, w->a, r->asked_by, &one.by));
        one.role = r->role.n ? role_title(w, r->role, r->office) : S("");
        one.at = (instant){ r->asked_at };
        one.may_confirm = r->asked_by != w->who.account && r->account != w->who.account;
        c[v->changes_n++] = one;
    }
    v->changes = c;
    return OK;
}

/* ---- asking ---- */

static struct field_view choice(struct web *w, const char *name, enum word_id label,
                                struct field_option *o, size_t n)
{
    str typed = web_field(w, name);

    for (size_t i = 0; i < n; i++)
        o[i].chosen = w->refused && str_eq(o[i].value, typed);
    return (struct field_view){ .kind = FIELD_SELECT,
                                .name = str_z(name),
                                .label = say(w, label),
                                .options = o,
                                .options_n = n,
                                .error = web_refusal_of(w, name) };
}

static struct field_view what_field(struct web *w)
{
    static const char *const all[] = { STAFF_GIVE, STAFF_END, STAFF_SUSPEND, STAFF_RESUME };
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, LEN(all));

    for (size_t i = 0; i < LEN(all); i++)
        o[i] = (struct field_option){ .value = str_z(all[i]),
                                      .label = say(w, what_word(str_z(all[i]))) };
    struct field_view f = choice(w, "what", W_identity_staff_do, o, LEN(all));
    f.kind = FIELD_RADIOS;
    return f;
}

/* Every role of the offices that the reader administrates. */
static struct field_view role_field(struct web *w)
{
    VEC(struct field_option) o = { 0 };

    *vec_push(&o, w->a) = (struct field_option){ .value = S(""), .label = S("–") };
    for (size_t i = 0; i < w->site->n_offices; i++) {
        const struct office *x = w->site->offices[i];
        for (size_t k = 0; k < x->n_roles && staff_administers(w->site, &w->who, x->id); k++)
            *vec_push(&o, w->a) =
                (struct field_option){ .value = str_fmt(w->a, "%.*s@%.*s", STR_ARG(x->roles[k].id),
                                                        STR_ARG(x->id)),
                                       .label = role_title(w, x->roles[k].id, x->id) };
    }
    return choice(w, "role", W_identity_staff_which, o.v, o.n);
}

static void fields_part(struct web *w, struct v_staff *v)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 4);
    str email = web_field(w, "email"), reason = web_field(w, "reason");

    f[0] = (struct field_view){ .kind = FIELD_EMAIL,
                                .name = S("email"),
                                .label = say(w, W_identity_staff_email),
                                .hint = say(w, W_identity_staff_email_hint),
                                .autocomplete = S("off"),
                                .value = w->refused && email.p ? email : S(""),
                                .error = web_refusal_of(w, "email") };
    f[1] = what_field(w);
    f[2] = role_field(w);
    f[3] = (struct field_view){ .kind = FIELD_TEXTAREA,
                                .name = S("reason"),
                                .label = say(w, W_identity_staff_why),
                                .rows = 2,
                                .value = w->refused && reason.p ? reason : S(""),
                                .error = web_refusal_of(w, "reason") };
    v->fields = f;
    v->fields_n = 4;
}

static err staff_page(struct web *w, int status)
{
    struct v_staff v = { 0 };

    if (!staff_anywhere(w->site, &w->who))
        return web_error(w, 403);
    struct v_staff_office *o = ARENA_ARRAY(w->a, struct v_staff_office, w->site->n_offices + 1);
    for (size_t i = 0; i < w->site->n_offices; i++)
        if (staff_administers(w->site, &w->who, w->site->offices[i]->id))
            TRY(office_part(w, w->site->offices[i], &o[v.offices_n++]));
    v.offices = o;
    TRY(changes_part(w, &v));
    fields_part(w, &v);
    w->page.private = true;
    w->page.nav_current = S("/desk");
    w->page.problem = w->refused;
    return WEB_SHOW(w, staff, &v, status);
}

err show_staff(struct web *w)
{
    return staff_page(w, 200);
}

err staff_again(struct web *w)
{
    return w->status == 422 ? staff_page(w, 422) : web_refused(w);
}

err to_staff(struct web *w)
{
    return web_redirect(w, S("/desk/officers"));
}

err staff_prepare(struct web *w)
{
    static const char *const names[] = { "email", "what", "role", "reason" };
    val_builder b = val_build(w->a);

    FOR_EACH(names, n) {
        str typed = web_field(w, *n);
        val_put(&b, str_z(*n), val_str(typed.p ? str_trim(typed) : S("")));
    }
    w->in = val_done(&b);
    return OK;
}

err staff_change_prepare(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "change"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("change"), val_int(id));
    return OK;
}
