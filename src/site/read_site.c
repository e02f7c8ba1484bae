#include "site/read.h"

static void read_languages(struct loader *l, struct node root)
{
    struct node list = node_list(root, "languages", NEEDED);
    struct site_lang *v = ARENA_ARRAY(l->a, struct site_lang, node_count(list) + 1);
    size_t n = 0;
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "code name complete rtl");
        v[n] = (struct site_lang){ .code = node_str(c, "code", NEEDED), .name = node_str(c, "name", NEEDED),
                                   .complete = node_bool(c, "complete", i == 0), .rtl = node_bool(c, "rtl", false) };
        for (size_t k = 0; k < n; k++)
            if (str_eq(v[k].code, v[n].code))
                node_error(c, "site.twice", S("remove one"), "the language \"%.*s\" comes twice", STR_ARG(v[n].code));
        n += v[n].code.n > 0;
    }
    l->s->langs = v;
    l->s->n_langs = n;
}

struct tree { VEC(struct site_authority) v; };

static void read_authorities(struct loader *l, struct tree *t, struct node list, int parent)
{
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "id name level children");
        struct site_authority *a = vec_push(&t->v, l->a);
        *a = (struct site_authority){ .id = node_id(c, "id"), .name = node_text(c, "name", NEEDED), .parent = parent,
            .level = node_choice(c, "level", "country region municipality agency", S("agency")), .line = node_line(c) };
        int self = (int)t->v.n - 1;
        if (t->v.n < 10000)
            read_authorities(l, t, node_list(c, "children", OPTIONAL), self);
    }
}

static const struct site_topic *read_topics(struct loader *l, struct node root, const char *key, const char *kind, size_t *n)
{
    struct node list = node_list(root, key, OPTIONAL);
    struct site_topic *v = ARENA_ARRAY(l->a, struct site_topic, node_count(list) + 1);
    for (*n = 0; *n < node_count(list); ++*n) {
        struct node c = node_at(list, *n);
        node_keys(c, "id title summary icon parent");
        struct site_topic *t = &v[*n];
        *t = (struct site_topic){ .id = node_id(c, "id"), .title = node_text(c, "title", NEEDED),
            .summary = node_text(c, "summary", OPTIONAL), .icon = node_str(c, "icon", OPTIONAL),
            .parent = node_str(c, "parent", OPTIONAL), .line = node_line(c) };
        put_id(l, kind, t->id, t, c);
    }
    for (size_t i = 0; i < *n; i++)
        if (v[i].parent.n && (str_eq(v[i].parent, v[i].id) || !get_id(l->s, kind, v[i].parent)))
            node_error(node_at(list, i), "site.unknown", S("name another of the list"), "there is no \"%.*s\"", STR_ARG(v[i].parent));
    return v;
}

static void read_purposes(struct loader *l, struct node root)
{
    struct node list = node_list(root, "purposes", OPTIONAL);
    struct site_purpose *v = ARENA_ARRAY(l->a, struct site_purpose, node_count(list) + 1);
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "id title basis");
        v[i] = (struct site_purpose){ .id = node_id(c, "id"), .title = node_text(c, "title", NEEDED), .line = node_line(c) };
        v[i].basis = node_strs(c, "basis", NEEDED, &v[i].n_basis);
        put_id(l, "purpose", v[i].id, &v[i], c);
    }
    l->s->purposes = v;
    l->s->n_purposes = node_count(list);
}

static void read_numbers(struct loader *l, struct node root)
{
    struct node list = node_list(root, "numbers", OPTIONAL);
    struct number_scheme *v = ARENA_ARRAY(l->a, struct number_scheme, node_count(list) + 1);
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "id pattern check example");
        v[i] = (struct number_scheme){ .id = node_id(c, "id"), .pattern = node_str(c, "pattern", NEEDED),
                                       .example = node_str(c, "example", OPTIONAL) };
        str check = node_choice(c, "check", "none luhn mod11-10 mod97-10 verhoeff", S("none"));
        if (!scheme_check_named(check, &v[i].check) || !scheme_valid(&v[i]))
            node_error(c, "site.number", S("D for digits, behind them one C (two for mod97-10) where there is a check, YYYY for a year"),
                       "the pattern \"%.*s\" cannot be used", STR_ARG(v[i].pattern));
        else if (str_empty(v[i].example) && failed(scheme_make(l->a, &v[i], 1234567 % scheme_capacity(&v[i]), 2026, &v[i].example)))
            v[i].example = S("");
        put_id(l, "scheme", v[i].id, &v[i], c);
    }
    l->s->schemes = v;
    l->s->n_schemes = node_count(list);
}

static bool value_fits_css(str v)
{
    for (size_t i = 0; i < v.n; i++)
        if (strchr(";{}<>\\@", v.p[i]) || (unsigned char)v.p[i] < ' ')
            return false;
    return v.n > 0 && v.n <= 200;
}

static void read_theme(struct loader *l, struct node root)
{
    struct node map = node_map(root, "theme", OPTIONAL);
    struct site_token *v = ARENA_ARRAY(l->a, struct site_token, node_count(map) + 1);
    for (size_t i = 0; i < node_count(map); i++) {
        str name = node_key(map, i);
        v[i] = (struct site_token){ name, node_str(map, str_zdup(l->a, name), NEEDED) };
        if (!id_fits(name) || !value_fits_css(v[i].value))
            node_error(node_at(map, i), "site.theme", S("write a colour or a length"), "\"%.*s\" cannot be a custom property",
                       STR_ARG(name));
    }
    l->s->theme = v;
    l->s->n_theme = node_count(map);
}

bool read_site(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct node root;
    struct site *s = l->s;
    if (!doc_read(l, &d, file, &root))
        return false;
    node_keys(root, "id name tagline languages time_zone currency country theme authorities numbers life_events categories purposes");
    read_languages(l, root);
    if (s->n_langs == 0)
        return false;
    s->id = node_id(root, "id");
    s->name = node_text(root, "name", NEEDED);
    s->tagline = node_text(root, "tagline", OPTIONAL);
    s->time_zone = node_str(root, "time_zone", NEEDED);
    s->currency = node_str(root, "currency", NEEDED);
    s->country = node_str(root, "country", OPTIONAL);
    struct tree t = { 0 };
    struct node authorities = node_list(root, "authorities", NEEDED);
    read_authorities(l, &t, authorities, -1);
    s->authorities = t.v.v;
    s->n_authorities = t.v.n;
    for (size_t i = 0; i < t.v.n; i++)
        put_id(l, "authority", t.v.v[i].id, &t.v.v[i], authorities);
    read_theme(l, root);
    read_numbers(l, root);
    s->life_events = read_topics(l, root, "life_events", "life_event", &s->n_life_events);
    s->categories = read_topics(l, root, "categories", "category", &s->n_categories);
    read_purposes(l, root);
    return true;
}

/* ---- calendars ---- */

static bool month_day(str s, unsigned *month, unsigned *dom)
{
    str m, d;
    int64_t mm, dd;
    if (!str_cut(s, '-', &m, &d) || failed(str_to_i64(m, &mm)) || failed(str_to_i64(d, &dd)))
        return false;
    *month = (unsigned)mm;
    *dom = (unsigned)dd;
    return mm >= 1 && mm <= 12 && dd >= 1 && ymd_valid(2024, *month, *dom);
}

static struct holiday read_holiday(struct node c)
{
    struct holiday h = { .name = node_text(c, "name", NEEDED), .works = node_bool(c, "works", false) };
    node_keys(c, "on every easter name works from to");
    h.from = node_int(c, "from", 0);
    h.to = node_int(c, "to", 0);
    int said = node_is(node_get(c, S("on"))) + node_is(node_get(c, S("every"))) + node_is(node_get(c, S("easter")));
    if (said != 1) {
        node_error(c, "site.holiday", S("write one of: on, every, easter"), "the holiday does not say its day");
    } else if (node_is(node_get(c, S("on")))) {
        h.kind = HOLIDAY_ON;
        h.on = node_day(c, "on", 0);
    } else if (node_is(node_get(c, S("every")))) {
        h.kind = HOLIDAY_YEARLY;
        if (!month_day(node_str(c, "every", NEEDED), &h.month, &h.dom))
            node_error(c, "site.holiday", S("write every: \"12-25\""), "no month and day");
    } else {
        h.kind = HOLIDAY_EASTER;
        h.offset = (int)node_int(c, "easter", 0);
    }
    return h;
}

static uint8_t read_week(struct node root)
{
    static const char *days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    size_t n;
    uint8_t week = 0;
    const str *v = node_strs(root, "week", NEEDED, &n);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < LEN(days); k++)
            if (str_eq(v[i], str_z(days[k]))) {
                week |= (uint8_t)(1u << k);
                known = true;
            }
        if (!known)
            node_error(node_get(root, S("week")), "site.choice", S("mon tue wed thu fri sat sun"), "\"%.*s\" is no day of the week",
                       STR_ARG(v[i]));
    }
    return week;
}

void read_calendar(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct node root;
    if (!doc_read(l, &d, file, &root))
        return;
    node_keys(root, "id week days");
    struct calendar *c = ARENA_NEW(l->a, struct calendar);
    *c = (struct calendar){ .id = node_id(root, "id"), .file = file.path, .week = read_week(root) };
    struct node list = node_list(root, "days", OPTIONAL);
    struct holiday *days = ARENA_ARRAY(l->a, struct holiday, node_count(list) + 1);
    for (; c->n_days < node_count(list); c->n_days++)
        days[c->n_days] = read_holiday(node_at(list, c->n_days));
    c->days = days;
    *vec_push(&l->calendars, l->a) = c;
    put_id(l, "calendar", c->id, c, root);
}
