#include "form/typed.h"
#include "site/read.h"

enum { DELAY_MOST_DAYS = 3720, PAYMENTS_MOST = 100000, ANSWER_DAYS = 10, LOOKS_MANY = 60 };

static void read_languages(struct loader *l, struct doc_node root)
{
    struct doc_node list = doc_list(root, "languages", NEEDED);
    struct site_lang *v = ARENA_ARRAY(l->a, struct site_lang, doc_count(list) + 1);
    size_t n = 0;
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "code name complete rtl");
        v[n] = (struct site_lang){ .code = doc_str(c, "code", NEEDED),
                                   .name = doc_str(c, "name", NEEDED),
                                   .complete = doc_bool(c, "complete", i == 0),
                                   .rtl = doc_bool(c, "rtl", false) };
        for (size_t k = 0; k < n; k++)
            if (str_eq(v[k].code, v[n].code))
                doc_error(c, "site.twice", S("remove one"), "the language \"%.*s\" comes twice",
                          STR_ARG(v[n].code));
        n += v[n].code.n > 0;
    }
    l->s->langs = v;
    l->s->n_langs = n;
}

struct tree {
    VEC(struct site_authority) v;
};

static void read_authorities(struct loader *l, struct tree *t, struct doc_node list, int parent)
{
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id name level children");
        struct site_authority *a = vec_push(&t->v, l->a);
        *a = (struct site_authority){
            .id = doc_id(c, "id"),
            .name = doc_text(c, "name", NEEDED),
            .parent = parent,
            .level = doc_choice(c, "level", "country region municipality agency", S("agency")),
            .line = doc_line(c)
        };
        int self = (int)t->v.n - 1;
        if (t->v.n < 10000)
            read_authorities(l, t, doc_list(c, "children", OPTIONAL), self);
    }
}

static const struct site_topic *read_topics(struct loader *l, struct doc_node root, const char *key,
                                            const char *kind, size_t *n)
{
    struct doc_node list = doc_list(root, key, OPTIONAL);
    struct site_topic *v = ARENA_ARRAY(l->a, struct site_topic, doc_count(list) + 1);
    for (*n = 0; *n < doc_count(list); ++*n) {
        struct doc_node c = doc_at(list, *n);
        doc_keys(c, "id title summary icon parent");
        struct site_topic *t = &v[*n];
        *t = (struct site_topic){ .id = doc_id(c, "id"),
                                  .title = doc_text(c, "title", NEEDED),
                                  .summary = doc_text(c, "summary", OPTIONAL),
                                  .icon = doc_str(c, "icon", OPTIONAL),
                                  .parent = doc_str(c, "parent", OPTIONAL),
                                  .line = doc_line(c) };
        put_id(l, kind, t->id, t, c);
    }
    for (size_t i = 0; i < *n; i++)
        if (v[i].parent.n && (str_eq(v[i].parent, v[i].id) || !get_id(l->s, kind, v[i].parent)))
            doc_error(doc_at(list, i), "site.unknown", S("name another of the list"),
                      "there is no \"%.*s\"", STR_ARG(v[i].parent));
    return v;
}

/* A look that is never shown would be a secret one. */
static void read_delay(struct doc_node c, struct site_purpose *p)
{
    if (doc_duration(c, "delay", &p->delay_months, &p->delay_days) &&
        (p->delay_months * 31 + p->delay_days > DELAY_MOST_DAYS || p->delay_months < 0 ||
         p->delay_days < 0))
        doc_error(doc_get(c, S("delay")), "site.range", S("write ten years (P10Y) or less"),
                  "the delay is too long");
}

static void read_purposes(struct loader *l, struct doc_node root)
{
    struct doc_node list = doc_list(root, "purposes", OPTIONAL);
    struct site_purpose *v = ARENA_ARRAY(l->a, struct site_purpose, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id title basis delay");
        v[i] = (struct site_purpose){ .id = doc_id(c, "id"),
                                      .title = doc_text(c, "title", NEEDED),
                                      .line = doc_line(c) };
        v[i].basis = doc_strs(c, "basis", NEEDED, &v[i].n_basis);
        if (doc_is(doc_get(c, S("delay"))))
            read_delay(c, &v[i]);
        put_id(l, "purpose", v[i].id, &v[i], c);
    }
    l->s->purposes = v;
    l->s->n_purposes = doc_count(list);
}

/* `weights: [10, 9, ...]`, `modulus: 11`, `signs: 0123456789X`, `take: remainder`. */
static void read_weights(struct loader *l, struct number_scheme *v, struct doc_node c)
{
    struct doc_node list = doc_list(c, "weights", OPTIONAL);
    uint16_t *w = ARENA_ARRAY(l->a, uint16_t, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        int64_t n = -1;
        if (!val_to_i64(doc_at(list, i).v, &n) || n < 0 || n > 999) {
            doc_error(c, "site.number", S("whole numbers from 0 to 999"), "a weight is no number");
            n = 0;
        }
        w[i] = (uint16_t)n;
    }
    int64_t modulus = doc_int(c, "modulus", 0);
    str signs = doc_str(c, "signs", OPTIONAL);
    v->own = (struct scheme_weights){
        .w = w,
        .n = doc_count(list),
        .modulus = modulus > 0 && modulus < 100 ? (unsigned)modulus : 0,
        .remainder = str_eq(doc_choice(c, "take", "rest remainder", S("rest")), S("remainder")),
        .signs = signs.n ? signs : S("0123456789"),
    };
    if (v->check != SCHEME_WEIGHTS && (doc_is(list) || modulus || signs.n))
        doc_error(c, "site.number", S("say check: weights"), "weights without their check");
}

static void read_example(struct loader *l, struct number_scheme *v, struct doc_node c)
{
    str read;

    if (v->example.n) {
        if (failed(scheme_read(l->a, v, v->example, &read)))
            doc_error(c, "site.number", S("give one that fits pattern and check digits"),
                      "the example \"%.*s\" is no such number", STR_ARG(v->example));
        return;
    }
    for (uint64_t i = 0; i < 36; i++)
        if (!failed(scheme_make(l->a, v, (1234567 + i) % scheme_capacity(v), 2026, &v->example)))
            return;
    v->example = S("");
}

static void read_numbers(struct loader *l, struct doc_node root)
{
    struct doc_node list = doc_list(root, "numbers", OPTIONAL);
    struct number_scheme *v = ARENA_ARRAY(l->a, struct number_scheme, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id pattern check example weights modulus signs take");
        v[i] = (struct number_scheme){ .id = doc_id(c, "id"),
                                       .pattern = doc_str(c, "pattern", NEEDED),
                                       .example = doc_str(c, "example", OPTIONAL) };
        str check = doc_choice(
            c, "check", "none luhn mod11-10 mod97-10 verhoeff mod11-2 mod37-36 weights", S("none"));
        bool named = scheme_check_named(check, &v[i].check);
        read_weights(l, &v[i], c);
        if (!named || !scheme_valid(&v[i]))
            doc_error(c, "site.number",
                      S("D for digits (# for letters and digits with mod37-36), behind them one C "
                        "(two for mod97-10) where there is a check, YYYY for a year, a weight for "
                        "each digit"),
                      "the pattern \"%.*s\" cannot be used", STR_ARG(v[i].pattern));
        else
            read_example(l, &v[i], c);
        put_id(l, "scheme", v[i].id, &v[i], c);
    }
    l->s->schemes = v;
    l->s->n_schemes = doc_count(list);
}

static bool value_fits_css(str v)
{
    for (size_t i = 0; i < v.n; i++)
        if (strchr(";{}<>\\@", v.p[i]) || (unsigned char)v.p[i] < ' ')
            return false;
    return v.n > 0 && v.n <= 200;
}

static void read_theme(struct loader *l, struct doc_node root)
{
    struct doc_node map = doc_map(root, "theme", OPTIONAL);
    struct site_token *v = ARENA_ARRAY(l->a, struct site_token, doc_count(map) + 1);
    for (size_t i = 0; i < doc_count(map); i++) {
        str name = doc_key(map, i);
        v[i] = (struct site_token){ name, doc_str(map, str_zdup(l->a, name), NEEDED) };
        if (!id_fits(name) || !value_fits_css(v[i].value))
            doc_error(doc_at(map, i), "site.theme", S("write a colour or a length"),
                      "\"%.*s\" cannot be a custom property", STR_ARG(name));
    }
    l->s->theme = v;
    l->s->n_theme = doc_count(map);
}

static void read_studio(struct loader *l, struct doc_node root)
{
    struct doc_node c = doc_get(root, S("studio"));
    struct site_studio *s = &l->s->studio;

    if (!doc_is(c))
        return;
    doc_keys(c, "design sign");
    s->design = doc_strs(c, "design", NEEDED, &s->n_design);
    s->sign = doc_strs(c, "sign", NEEDED, &s->n_sign);
    s->line = doc_line(c);
}

/* When payments go by themselves, and in which files. */
static void read_paying(struct doc_node c, struct site_payments *p)
{
    p->payday = doc_int(c, "payday", 0);
    p->calendar = doc_str(c, "calendar", OPTIONAL);
    p->four_eyes = doc_bool(c, "four_eyes", false);
    p->file_most = doc_int(c, "file_most", 0);
    p->keep = doc_int(c, "keep", 0);
    if (p->payday < 0 || p->payday > 31)
        doc_error(c, "site.range", S("a day of the month, 1 to 31"), "there is no such day");
    if (p->file_most < 0 || p->file_most > PAYMENTS_MOST)
        doc_error(c, "site.range", S("write 1 to 100000"), "a file takes so many payments");
    if (p->keep < 0 || p->keep > 1200)
        doc_error(c, "site.range", S("a number of months, 1 to 1200"), "that is no time to keep");
}

static void read_account(struct loader *l, struct doc_node c, struct site_payments *p)
{
    doc_keys(c, "authority holder iban bic bank payday calendar four_eyes file_most keep");
    p->authority = doc_str(c, "authority", NEEDED);
    p->holder = doc_str(c, "holder", NEEDED);
    p->bic = doc_str(c, "bic", OPTIONAL);
    p->bank = doc_str(c, "bank", OPTIONAL);
    p->line = doc_line(c);
    if (!get_id(l->s, "authority", p->authority))
        doc_error(c, "site.unknown", S("name one of authorities"), "there is no authority \"%.*s\"",
                  STR_ARG(p->authority));
    if (!typed_iban(l->a, doc_str(c, "iban", NEEDED), &p->iban))
        doc_error(c, "site.iban", S("look at its check digits"), "that is no IBAN");
    if (p->holder.n > 70)
        doc_error(c, "site.range", S("write 70 bytes at most"),
                  "banks take no name as long as that");
    read_paying(c, p);
}

static void read_payments(struct loader *l, struct doc_node root)
{
    struct doc_node list = doc_list(root, "payments", OPTIONAL);
    struct site_payments *v = ARENA_ARRAY(l->a, struct site_payments, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        read_account(l, doc_at(list, i), &v[i]);
        for (size_t k = 0; k < i; k++)
            if (str_eq(v[k].authority, v[i].authority) || str_eq(v[k].iban, v[i].iban))
                doc_error(doc_at(list, i), "site.twice", S("remove one"),
                          "the authority or the account comes twice");
    }
    l->s->payments = v;
    l->s->n_payments = doc_count(list);
}

static void read_looks(struct loader *l, struct doc_node root)
{
    struct doc_node c = doc_get(root, S("looks"));
    struct site_looks *x = &l->s->looks;

    *x = (struct site_looks){ .answer_days = ANSWER_DAYS, .many = LOOKS_MANY };
    if (!doc_is(c))
        return;
    doc_keys(c, "answer_days office role instead purpose many keep");
    struct doc_node other = doc_map(c, "instead", OPTIONAL);
    if (doc_is(other)) {
        doc_keys(other, "office role");
        x->instead = doc_str(other, "office", NEEDED);
        x->instead_role = doc_str(other, "role", NEEDED);
    }
    x->answer_days = doc_int(c, "answer_days", ANSWER_DAYS);
    x->many = doc_int(c, "many", LOOKS_MANY);
    x->office = doc_str(c, "office", NEEDED);
    x->role = doc_str(c, "role", NEEDED);
    x->purpose = doc_str(c, "purpose", OPTIONAL);
    x->line = doc_line(c);
    x->keeps = doc_duration(c, "keep", &x->keep_months, &x->keep_days);
    if (x->answer_days < 1 || x->answer_days > 250 || x->many < 1 || x->many > 100000)
        doc_error(c, "site.range", S("answer_days from 1 to 250, many from 1 to 100000"),
                  "a number is out of its range");
}

static void read_delivery(struct loader *l, struct doc_node root)
{
    struct doc_node c = doc_get(root, S("delivery"));

    if (!doc_is(c))
        return;
    doc_keys(c, "inbox post");
    l->s->delivery = (struct site_delivery){ .inbox = doc_str(c, "inbox", OPTIONAL),
                                             .post = doc_str(c, "post", OPTIONAL),
                                             .line = doc_line(c) };
}

static struct site_keep keep_of(struct doc_node c, const char *key)
{
    struct site_keep k = { 0 };

    k.set = doc_duration(c, key, &k.months, &k.days);
    if (k.set && !k.months && !k.days)
        doc_error(c, "site.range", S("write P30D, P6M or P10Y"), "\"%s\" is no time at all", key);
    return k;
}

static void read_keeping(struct loader *l, struct doc_node root)
{
    struct doc_node c = doc_get(root, S("retention"));

    if (!doc_is(c))
        return;
    doc_keys(c, "letters plays");
    l->s->retention =
        (struct site_retention){ .letters = keep_of(c, "letters"), .plays = keep_of(c, "plays") };
}

static void read_sign_in(struct loader *l, struct doc_node root)
{
    struct doc_node c = doc_get(root, S("sign_in"));

    if (!doc_is(c))
        return;
    doc_keys(c, "substantial");
    l->s->substantial_by_card =
        str_eq(doc_choice(c, "substantial", "linked card", S("linked")), S("card"));
}

bool read_site(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    struct site *s = l->s;
    if (!doc_read(l, &d, file, &root))
        return false;
    doc_keys(root, "id name tagline languages time_zone currency country theme authorities numbers "
                   "life_events categories purposes studio payments looks delivery retention "
                   "sign_in");
    read_languages(l, root);
    if (s->n_langs == 0)
        return false;
    s->id = doc_id(root, "id");
    s->name = doc_text(root, "name", NEEDED);
    s->tagline = doc_text(root, "tagline", OPTIONAL);
    s->time_zone = doc_str(root, "time_zone", NEEDED);
    s->currency = doc_str(root, "currency", NEEDED);
    s->country = doc_str(root, address_key(l, ADDRESS_COUNTRY), OPTIONAL);
    struct tree t = { 0 };
    struct doc_node authorities = doc_list(root, "authorities", NEEDED);
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
    read_studio(l, root);
    read_payments(l, root);
    read_looks(l, root);
    read_delivery(l, root);
    read_keeping(l, root);
    read_sign_in(l, root);
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

static struct holiday read_holiday(struct doc_node c)
{
    struct holiday h = { .name = doc_text(c, "name", NEEDED),
                         .works = doc_bool(c, "works", false) };
    doc_keys(c, "on every easter name works from to");
    h.from = doc_int(c, "from", 0);
    h.to = doc_int(c, "to", 0);
    int said = doc_is(doc_get(c, S("on"))) + doc_is(doc_get(c, S("every"))) +
               doc_is(doc_get(c, S("easter")));
    if (said != 1) {
        doc_error(c, "site.holiday", S("write one of: on, every, easter"),
                  "the holiday does not say its day");
    } else if (doc_is(doc_get(c, S("on")))) {
        h.kind = HOLIDAY_ON;
        h.on = doc_day(c, "on", 0);
    } else if (doc_is(doc_get(c, S("every")))) {
        h.kind = HOLIDAY_YEARLY;
        if (!month_day(doc_str(c, "every", NEEDED), &h.month, &h.dom))
            doc_error(c, "site.holiday", S("write every: \"12-25\""), "no month and day");
    } else {
        h.kind = HOLIDAY_EASTER;
        h.offset = (int)doc_int(c, "easter", 0);
    }
    return h;
}

static uint8_t read_week(struct doc_node root)
{
    static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    size_t n;
    uint8_t week = 0;
    const str *v = doc_strs(root, "week", NEEDED, &n);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < LEN(days); k++)
            if (str_eq(v[i], str_z(days[k]))) {
                week |= (uint8_t)(1u << k);
                known = true;
            }
        if (!known)
            doc_error(doc_get(root, S("week")), "site.choice", S("mon tue wed thu fri sat sun"),
                      "\"%.*s\" is no day of the week", STR_ARG(v[i]));
    }
    return week;
}

void read_calendar(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id week days");
    struct calendar *c = ARENA_NEW(l->a, struct calendar);
    *c = (struct calendar){ .id = doc_id(root, "id"), .file = file.path, .week = read_week(root) };
    struct doc_node list = doc_list(root, "days", OPTIONAL);
    struct holiday *days = ARENA_ARRAY(l->a, struct holiday, doc_count(list) + 1);
    for (; c->n_days < doc_count(list); c->n_days++)
        days[c->n_days] = read_holiday(doc_at(list, c->n_days));
    c->days = days;
    calendar_prepare(l->a, c);
    *vec_push(&l->calendars, l->a) = c;
    put_id(l, "calendar", c->id, c, root);
}
