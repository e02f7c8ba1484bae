/* The page of administrators about offices: which are closed, what is asked for, and asking. */
#include "blocks/identity/rest.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static str office_name(struct web *w, str id)
{
    const struct office *o = site_office(w->site, id);

    return o ? site_text(w->site, o->name, w->lang) : id;
}

static enum word_id state_word(const struct q_rests_open_row *r)
{
    return r->lift_by                        ? W_identity_rest_lifting
           : str_eq(r->state, S(REST_ASKED)) ? W_identity_rest_asked
           : str_eq(r->state, S(REST_DUE))   ? W_identity_rest_due
                                             : W_identity_rest_on;
}

static err rows_part(struct web *w, struct v_rests *v)
{
    struct q_rests_open all;

    TRY(q_rests_open(w->db, &all));
    struct v_rests_row *rows = ARENA_ARRAY(w->a, struct v_rests_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_rests_open_row *r = &all.v[i];
        bool asked = str_eq(r->state, S(REST_ASKED));
        int64_t by = r->lift_by ? r->lift_by : r->asked_by;
        if (!staff_administers(w->site, &w->who, r->office))
            continue;
        struct v_rests_row one = { .id = r->id,
                                   .name = office_name(w, r->office),
                                   .standin = r->standin.n ? office_name(w, r->standin) : S(""),
                                   .from = { r->from_day },
                                   .has_until = r->until_day > 0,
                                   .until = { r->until_day },
                                   .reason = r->reason,
                                   .state = state_word(r),
                                   .at = { r->asked_at },
                                   .decide = asked || r->lift_by,
                                   .may_confirm = (asked || r->lift_by) &&
                                                  by != w->who.account };
        TRY(identity_officer(w->db, w->a, by, &one.by));
        rows[v->rows_n++] = one;
    }
    v->rows = rows;
    return OK;
}

/* ---- asking ---- */

static str typed(struct web *w, const char *name)
{
    str t = w->refused ? web_field(w, name) : S("");

    return t.p ? t : S("");
}

/* Offices that the reader administrates; with one that stands for none. */
static struct field_view office_field(struct web *w, const char *name, enum word_id label,
                                      enum word_id none)
{
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, w->site->n_offices + 1);
    size_t n = 0;

    o[n++] = (struct field_option){ .value = S(""), .label = say(w, none) };
    for (size_t i = 0; i < w->site->n_offices; i++) {
        str id = w->site->offices[i]->id;
        if (staff_administers(w->site, &w->who, id))
            o[n++] = (struct field_option){ .value = id,
                                            .label = office_name(w, id),
                                            .chosen = str_eq(typed(w, name), id) };
    }
    return (struct field_view){ .kind = FIELD_SELECT,
                                .name = str_z(name),
                                .label = say(w, label),
                                .options = o,
                                .options_n = n,
                                .error = web_refusal_of(w, name) };
}

static struct field_view day_field(struct web *w, const char *name, enum word_id label,
                                   enum word_id hint)
{
    return (struct field_view){
        .kind = FIELD_DATE,
        .name = str_z(name),
        .label = say(w, label),
        .hint = say(w, hint),
        .day = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-day", name))),
        .month = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-month", name))),
        .year = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-year", name))),
        .error = web_refusal_of(w, name)
    };
}

static err rests_page(struct web *w, int status)
{
    struct v_rests v = { 0 };
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 5);

    if (!staff_anywhere(w->site, &w->who))
        return web_error(w, 403);
    TRY(rows_part(w, &v));
    f[0] = office_field(w, "office", W_identity_rest_which, W_identity_rest_choose);
    f[1] = office_field(w, "standin", W_identity_rest_by, W_identity_rest_nobody);
    f[1].hint = say(w, W_identity_rest_by_hint);
    f[2] = day_field(w, "from", W_identity_rest_from, W_identity_rest_from_hint);
    f[3] = day_field(w, "until", W_identity_rest_until, W_identity_rest_until_hint);
    f[4] = (struct field_view){ .kind = FIELD_TEXTAREA,
                                .name = S("reason"),
                                .label = say(w, W_identity_staff_why),
                                .rows = 2,
                                .value = typed(w, "reason"),
                                .error = web_refusal_of(w, "reason") };
    v.fields = f;
    v.fields_n = 5;
    w->page.private = true;
    w->page.nav_current = S("/desk");
    w->page.problem = w->refused;
    return WEB_SHOW(w, rests, &v, status);
}

err show_rests(struct web *w)
{
    return rests_page(w, 200);
}

err rest_again(struct web *w)
{
    return w->status == 422 ? rests_page(w, 422) : web_refused(w);
}

err to_rests(struct web *w)
{
    return web_redirect(w, S("/desk/offices"));
}

/* Nothing at all in the last day is "until lifted"; half a date is a mistake. */
static bool is_empty(struct web *w, const char *name)
{
    static const char *const parts[] = { "", "-day", "-month", "-year" };

    FOR_EACH(parts, p) {
        str t = web_field(w, str_zdup(w->a, str_fmt(w->a, "%s%s", name, *p)));
        if (t.p && str_trim(t).n)
            return false;
    }
    return true;
}

err rest_prepare(struct web *w)
{
    static const char *const names[] = { "office", "standin", "reason" };
    val_builder b = val_build(w->a);
    val until = posted_date(w, "until");

    FOR_EACH(names, n) {
        str t = web_field(w, *n);
        val_put(&b, str_z(*n), val_str(t.p ? str_trim(t) : S("")));
    }
    val_put(&b, S("from"), posted_date(w, "from"));
    val_put(&b, S("until"), until);
    if (until.tag != V_DATE && !is_empty(w, "until"))
        val_put(&b, S("until_wrong"), val_bool(true));
    w->in = val_done(&b);
    return OK;
}
