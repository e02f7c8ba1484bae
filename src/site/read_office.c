#include "site/read.h"

static void read_units(struct loader *l, struct office *o, struct doc_node root)
{
    struct doc_node list = doc_list(root, "units", OPTIONAL);
    struct office_unit *v = ARENA_ARRAY(l->a, struct office_unit, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id name telephone");
        v[i] = (struct office_unit){ doc_id(c, "id"), doc_text(c, "name", NEEDED),
                                     doc_str(c, "telephone", OPTIONAL) };
        put_id(l, "unit", v[i].id, &v[i], c);
    }
    o->units = v;
    o->n_units = doc_count(list);
}

static void read_may(struct doc_node role, struct office_role *out)
{
    size_t n = 0;
    const str *may = doc_strs(role, "may", OPTIONAL, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(may[i], S("lead")))
            out->leads = true;
        else if (str_eq(may[i], S("repair")))
            out->repairs = true;
        else if (str_eq(may[i], S("programs")))
            out->programs = true;
        else if (str_eq(may[i], S("administer")))
            out->administers = true;
        else if (str_eq(may[i], S("serve")))
            out->serves = true;
        else if (str_eq(may[i], S("cash")))
            out->cash = true;
        else
            doc_error(doc_get(role, S("may")), "site.unknown",
                      S("write lead, repair, administer, programs, serve or cash"),
                      "\"%.*s\" is nothing that a role may", STR_ARG(may[i]));
}

static void read_roles(struct loader *l, struct office *o, struct doc_node root)
{
    struct doc_node list = doc_list(root, "roles", OPTIONAL);
    struct office_role *v = ARENA_ARRAY(l->a, struct office_role, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id name may second_step");
        v[i] = (struct office_role){ .id = doc_id(c, "id"),
                                     .name = doc_text(c, "name", NEEDED),
                                     .office = o->id,
                                     .second_step = doc_bool(c, "second_step", false),
                                     .line = doc_line(c) };
        read_may(c, &v[i]);
        put_id(l, "role", v[i].id, &v[i], c);
    }
    o->roles = v;
    o->n_roles = doc_count(list);
}

static void read_escalation(struct doc_node group, struct office_group *out)
{
    struct doc_node e = doc_map(group, "escalate", OPTIONAL);

    if (!doc_is(e))
        return;
    doc_keys(e, "to after");
    out->escalate_to = doc_str(e, "to", NEEDED);
    out->escalate_days = doc_int(e, "after", 0);
    if (out->escalate_days < 1 || out->escalate_days > 1000)
        doc_error(doc_get(e, S("after")), "site.range", S("write 1 to 1000 working days"),
                  "a task is not escalated after %lld days", (long long)out->escalate_days);
}

static void read_groups(struct loader *l, struct office *o, struct doc_node root)
{
    struct doc_node list = doc_list(root, "groups", OPTIONAL);
    struct office_group *v = ARENA_ARRAY(l->a, struct office_group, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id name roles escalate");
        v[i] = (struct office_group){ .id = doc_id(c, "id"),
                                      .name = doc_text(c, "name", NEEDED),
                                      .office = o->id,
                                      .line = doc_line(c) };
        v[i].roles = doc_strs(c, "roles", NEEDED, &v[i].n_roles);
        read_escalation(c, &v[i]);
        if (str_eq(v[i].id, S(GROUP_APPLICANT)))
            doc_error(doc_get(c, S("id")), "site.applicant", S("choose another id"),
                      "\"%.*s\" stands for the applicant in processes", STR_ARG(v[i].id));
        put_id(l, "group", v[i].id, &v[i], c);
    }
    o->groups = v;
    o->n_groups = doc_count(list);
}

static bool minutes_of(str s, uint16_t *out)
{
    str h, m;
    int64_t hh, mm;
    if (!str_cut(str_trim(s), ':', &h, &m) || failed(str_to_i64(h, &hh)) ||
        failed(str_to_i64(m, &mm)))
        return false;
    *out = (uint16_t)(hh * 60 + mm);
    return hh >= 0 && hh <= 24 && mm >= 0 && mm < 60 && hh * 60 + mm <= 1440;
}

/* "08:00-12:00, 13:00-16:00" */
static bool spans_of(str s, struct office_hours *h)
{
    str piece, open, close;
    while (str_next(&s, ',', &piece)) {
        if (h->n >= LEN(h->span) || !str_cut(str_trim(piece), '-', &open, &close) ||
            !minutes_of(open, &h->span[h->n].open) || !minutes_of(close, &h->span[h->n].close) ||
            h->span[h->n].close <= h->span[h->n].open)
            return false;
        h->n++;
    }
    return h->n > 0;
}

static void read_hours(struct loader *l, struct office *o, struct doc_node root)
{
    static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    struct doc_node map = doc_map(root, "opening", OPTIONAL);
    struct office_hours *v = ARENA_ARRAY(l->a, struct office_hours, 7);
    doc_keys(map, "mon tue wed thu fri sat sun");
    for (size_t k = 0; k < LEN(days); k++) {
        str s = doc_is(map) ? doc_str(map, days[k], OPTIONAL) : S("");
        if (s.n == 0)
            continue;
        v[o->n_hours] = (struct office_hours){ .day = (uint8_t)(k + 1) };
        if (!spans_of(s, &v[o->n_hours]))
            doc_error(doc_get(map, str_z(days[k])), "site.hours",
                      S("write \"08:00-12:00, 13:00-16:00\""), "\"%.*s\" are no hours", STR_ARG(s));
        o->n_hours++;
    }
    o->hours = v;
}

/* A task belongs to one office: what gets it as well is a group of the same. */
static void check_escalation(struct office *o, struct doc_node root)
{
    for (size_t i = 0; i < o->n_groups; i++) {
        bool there = !o->groups[i].escalate_to.n;
        for (size_t k = 0; k < o->n_groups; k++)
            there |= k != i && str_eq(o->groups[k].id, o->groups[i].escalate_to);
        if (!there)
            doc_error(doc_get(root, S("groups")), "site.unknown", S("name another of its groups"),
                      "the office has no other group \"%.*s\"", STR_ARG(o->groups[i].escalate_to));
    }
}

void read_office(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id authority name competence telephone email website address opening calendar "
                   "units roles groups");
    struct office *o = ARENA_NEW(l->a, struct office);
    *o = (struct office){ .id = doc_id(root, "id"),
                          .file = file.path,
                          .authority = doc_str(root, "authority", NEEDED),
                          .calendar = doc_str(root, "calendar", NEEDED),
                          .telephone = doc_str(root, "telephone", NEEDED),
                          .email = doc_str(root, "email", OPTIONAL),
                          .website = doc_str(root, "website", OPTIONAL),
                          .name = doc_text(root, "name", NEEDED),
                          .competence = doc_text(root, "competence", NEEDED) };
    struct doc_node address = doc_map(root, "address", NEEDED);
    if (doc_is(address)) {
        doc_keys(address, "lines place postcode");
        o->address = doc_strs(address, "lines", NEEDED, &o->n_address);
        o->place = doc_str(address, address_key(l, ADDRESS_PLACE), NEEDED);
        o->postcode = doc_str(address, "postcode", OPTIONAL);
    }
    if (!get_id(l->s, "authority", o->authority))
        doc_error(doc_get(root, S("authority")), "site.unknown",
                  S("add it to authorities in site.yaml"), "there is no authority \"%.*s\"",
                  STR_ARG(o->authority));
    if (!get_id(l->s, "calendar", o->calendar))
        doc_error(doc_get(root, S("calendar")), "site.unknown", S("add calendars/<id>.yaml"),
                  "there is no calendar \"%.*s\"", STR_ARG(o->calendar));
    read_hours(l, o, root);
    read_units(l, o, root);
    read_roles(l, o, root);
    read_groups(l, o, root);
    for (size_t i = 0; i < o->n_groups; i++)
        for (size_t k = 0; k < o->groups[i].n_roles; k++)
            if (!get_id(l->s, "role", o->groups[i].roles[k]))
                doc_error(doc_get(root, S("groups")), "site.unknown", S("add it to roles"),
                          "there is no role \"%.*s\"", STR_ARG(o->groups[i].roles[k]));
    check_escalation(o, root);
    *vec_push(&l->offices, l->a) = o;
    put_id(l, "office", o->id, o, root);
}
