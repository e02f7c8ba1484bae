/* Who may do what in the Studio, and which files a service may have. */
#include "blocks/studio/own.h"

static bool role_among(const str *roles, size_t n, str role)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(roles[i], role))
            return true;
    return false;
}

static bool covers(const struct site *s, str office, str authority)
{
    const struct office *o = site_office(s, office);
    const struct site_authority *at = site_authority(s, authority);

    while (o && at) {
        if (str_eq(at->id, o->authority))
            return true;
        at = at->parent >= 0 ? &s->authorities[at->parent] : NULL;
    }
    return false;
}

bool studio_may(const struct site *s, const struct actor *who, enum studio_right right,
                str authority)
{
    const struct site_studio *t = &s->studio;

    for (size_t i = 0; i < who->nroles; i++) {
        bool has = right == STUDIO_DESIGN ? role_among(t->design, t->n_design, who->roles[i].role)
                                          : role_among(t->sign, t->n_sign, who->roles[i].role);
        if (has && covers(s, who->roles[i].office, authority))
            return true;
    }
    return false;
}

bool studio_sees(const struct site *s, const struct actor *who, str authority)
{
    return studio_may(s, who, STUDIO_DESIGN, authority) ||
           studio_may(s, who, STUDIO_SIGN, authority);
}

bool studio_works(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < s->n_authorities; i++)
        if (studio_sees(s, who, s->authorities[i].id))
            return true;
    return false;
}

/* ---- files ---- */

static bool name_fits(str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && c != '-' && c != '_' && (c != '.' || i == 0))
            return false;
    }
    return name.n > 0 && name.n <= 80;
}

static bool ends_with_any(str name, const char *const *endings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_ends(name, str_z(endings[i])) && name.n > strlen(endings[i]))
            return true;
    return false;
}

bool path_fits(str path)
{
    static const char *const own[] = { ".yaml", ".json", ".bpmn", ".dmn", ".md" };
    static const char *const tales[] = { ".tale" };
    str folder, name = path;

    if (!str_cut(path, '/', &folder, &name))
        return name_fits(path) && ends_with_any(path, own, LEN(own));
    if (str_starts(path, S("tales/files/")))
        return name_fits(str_from(path, 12));
    if (!name_fits(name))
        return false;
    if (str_eq(folder, S("tales")))
        return ends_with_any(name, tales, LEN(tales));
    return (str_eq(folder, S("forms")) && str_ends(name, S(".json"))) ||
           (str_eq(folder, S("letters")) && str_ends(name, S(".md")));
}

/* ---- owners of acts ---- */

static err may(act *a, bool yes)
{
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return yes ? OK : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err may_open(act *a, val in)
{
    const struct service *v = site_service(a->site, val_get_text(in, S("service")));

    return may(a, v && studio_may(a->site, &a->who, STUDIO_DESIGN, v->authority));
}

static err may_with(act *a, val in, bool design, bool sign)
{
    struct q_draft d;

    TRY(q_draft(a->db, val_get_i64(in, S("draft"), 0), &d));
    return may(a,
               d.found && ((design && studio_may(a->site, &a->who, STUDIO_DESIGN, d.authority)) ||
                           (sign && studio_may(a->site, &a->who, STUDIO_SIGN, d.authority))));
}

err may_design(act *a, val in)
{
    return may_with(a, in, true, false);
}

err may_sign(act *a, val in)
{
    return may_with(a, in, false, true);
}

err may_send_back(act *a, val in)
{
    return may_with(a, in, true, true);
}
