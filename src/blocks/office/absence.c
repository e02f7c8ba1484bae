/* Who is away from an office, and who takes their work over. */
#include "blocks/identity/identity.h"
#include "blocks/office/own.h"

bool works_at(const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (str_eq(who->roles[i].office, office))
            return true;
    return false;
}

val office_date(struct web *w, const char *name)
{
    static const char *const parts[] = { "day", "month", "year" };
    str iso = web_field(w, name);
    int64_t n[3] = { 0 };
    day d;

    if (iso.n)
        return failed(day_parse(iso, &d)) ? val_null() : val_day(d);
    for (size_t i = 0; i < 3; i++) {
        str text = web_field(w, str_zdup(w->a, str_fmt(w->a, "%s-%s", name, parts[i])));
        if (!text.p || failed(str_to_i64(str_trim(text), &n[i])) || n[i] < 1 || n[i] > 9999)
            return val_null();
    }
    if (!ymd_valid(n[2], (unsigned)n[1], (unsigned)n[0]))
        return val_null();
    return val_day(day_of(n[2], (unsigned)n[1], (unsigned)n[0]));
}

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

typedef VEC(struct field_option) options;

static void option_add(struct web *w, options *out, const struct officer *o, str chosen)
{
    str id = str_fmt(w->a, "%lld", (long long)o->account);

    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->v[i].value, id))
            return;
    *vec_push(out, w->a) =
        (struct field_option){ .value = id, .label = o->name, .chosen = str_eq(id, chosen) };
}

/* Officers of the offices in which one works (led: leads), once each. */
static err people(struct web *w, bool led, str chosen, options *out)
{
    for (size_t i = 0; i < w->site->n_offices; i++) {
        const struct office *o = w->site->offices[i];
        if (!(led ? work_leads(w->site, &w->who, o->id) : works_at(&w->who, o->id)))
            continue;
        for (size_t g = 0; g < o->n_groups; g++) {
            const struct officer *v;
            size_t n = 0;
            TRY(identity_officers(w->db, w->a, &o->groups[g], &v, &n));
            for (size_t k = 0; k < n; k++)
                option_add(w, out, &v[k], chosen);
        }
    }
    return OK;
}

static void offices(struct web *w, str chosen, options *out)
{
    for (size_t i = 0; i < w->site->n_offices; i++)
        if (works_at(&w->who, w->site->offices[i]->id))
            *vec_push(out, w->a) =
                (struct field_option){ .value = w->site->offices[i]->id,
                                       .label =
                                           site_text(w->site, w->site->offices[i]->name, w->lang),
                                       .chosen = str_eq(w->site->offices[i]->id, chosen) };
}

static str typed(struct web *w, const char *name)
{
    str v = web_field(w, name);

    return w->refused && v.p ? v : S("");
}

static struct field_view select_of(struct web *w, const char *name, enum word_id label,
                                   const options *o)
{
    return (struct field_view){ .kind = FIELD_SELECT,
                                .name = str_z(name),
                                .label = say(w, label),
                                .options = o->v,
                                .options_n = o->n,
                                .error = web_refusal_of(w, name) };
}

static struct field_view date_of(struct web *w, const char *name, enum word_id label)
{
    return (struct field_view){ .kind = FIELD_DATE,
                                .name = str_z(name),
                                .label = say(w, label),
                                .day = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-day", name))),
                                .month = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-month", name))),
                                .year = typed(w, str_zdup(w->a, str_fmt(w->a, "%s-year", name))),
                                .error = web_refusal_of(w, name) };
}

static err fields(struct web *w, struct v_desk_absence *v)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 5);
    options *who = ARENA_NEW(w->a, options), *substitute = ARENA_NEW(w->a, options),
            *office = ARENA_NEW(w->a, options);
    struct officer self = { w->who.account, say(w, W_office_absent_self) };

    option_add(w, who, &self, S(""));
    TRY(people(w, true, typed(w, "account"), who));
    TRY(people(w, false, typed(w, "substitute"), substitute));
    offices(w, typed(w, "office"), office);
    if (who->n > 1)
        f[v->fields_n++] = select_of(w, "account", W_office_absent_who, who);
    if (office->n > 1)
        f[v->fields_n++] = select_of(w, "office", W_office_absent_office, office);
    f[v->fields_n++] = select_of(w, "substitute", W_office_absent_substitute, substitute);
    f[v->fields_n++] = date_of(w, "from", W_office_absent_from);
    f[v->fields_n++] = date_of(w, "to", W_office_absent_to);
    v->fields = f;
    return OK;
}

static err name_of(struct web *w, int64_t account, str *out)
{
    TRY(identity_officer(w->db, w->a, account, out));
    if (!out->p)
        *out = S("");
    return OK;
}

static err rows(struct web *w, struct v_desk_absence *v)
{
    VEC(struct v_desk_absence_row) out = { 0 };

    for (size_t i = 0; i < w->site->n_offices; i++) {
        str office = w->site->offices[i]->id;
        struct q_absences_of_office all;
        if (!works_at(&w->who, office))
            continue;
        TRY(q_absences_of_office(w->db, office, w->today.n, &all));
        for (size_t k = 0; k < all.n; k++) {
            struct v_desk_absence_row r = { .id = all.v[k].id,
                                            .from = { all.v[k].from_day },
                                            .to = { all.v[k].to_day },
                                            .may_end = all.v[k].account == w->who.account ||
                                                       work_leads(w->site, &w->who, office) };
            TRY(name_of(w, all.v[k].account, &r.name));
            TRY(name_of(w, all.v[k].substitute, &r.substitute));
            *vec_push(&out, w->a) = r;
        }
    }
    v->rows = out.v;
    v->rows_n = out.n;
    return OK;
}

static err absence_page(struct web *w, int status)
{
    struct v_desk_absence v = { 0 };

    if (!w->who.nroles)
        return web_error(w, 403);
    TRY(fields(w, &v));
    TRY(rows(w, &v));
    w->page.problem = w->refused;
    OFFICE_SEND(w, desk_absence, &v, status);
}

err show_absence(struct web *w)
{
    return absence_page(w, 200);
}

err absence_again(struct web *w)
{
    return w->status == 422 ? absence_page(w, 422) : web_refused(w);
}

static void put_id(struct web *w, val_builder *b, const char *name)
{
    str text = web_field(w, name);
    int64_t id;

    if (text.p && !failed(str_to_i64(text, &id)))
        val_put(b, str_z(name), val_int(id));
}

err absence_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    static const char *const days[] = { "from", "to" };
    str office = web_field(w, "office");

    put_id(w, &b, "account");
    put_id(w, &b, "substitute");
    for (size_t i = 0; i < w->site->n_offices && !office.n; i++)
        if (works_at(&w->who, w->site->offices[i]->id))
            office = w->site->offices[i]->id;
    val_put(&b, S("office"), val_str(office.p ? office : S("")));
    FOR_EACH(days, d)
        if (!val_is_null(office_date(w, *d)))
            val_put(&b, str_z(*d), office_date(w, *d));
    w->in = val_done(&b);
    return OK;
}

err present_prepare(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "absence"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("absence"), val_int(id));
    return OK;
}

err to_absence(struct web *w)
{
    return web_redirect(w, S("/desk/absence"));
}
