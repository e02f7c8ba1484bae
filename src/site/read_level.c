/* Service levels of exchange.yaml: what an agreement promises, held against what can be measured.
 */
#include "site/read_level.h"
#include "value/temporal.h"

enum { DAY_MINUTES = 24 * 60, WHOLE = 100 * 100 };
#define WITHIN_MOST_MS ((int64_t)90 * 86400 * 1000)

/* A percentage above 0 and at most 100 with at most two places, in hundredths; 0 where it is none.
 */
static int64_t percent_of(val v)
{
    int64_t n = v.m;

    if (v.tag != V_NUMBER || v.exp > 0 || v.exp < -2 || n <= 0 || n > WHOLE)
        return 0;
    for (int e = v.exp; e > -2; e--)
        n *= 10;
    return n > WHOLE ? 0 : n;
}

static int64_t read_percent(struct doc_node c, const char *key)
{
    struct doc_node n = doc_get(c, str_z(key));
    int64_t share = doc_is(n) ? percent_of(n.v) : 0;

    if (doc_is(n) && !share)
        doc_error(n, "site.exchange", S("write 95 or 99.5"),
                  "this is no percentage above 0, with at most two places");
    return share;
}

static int64_t read_within(struct doc_node c)
{
    str text = doc_str(c, "within", NEEDED);
    val v = val_null();
    int64_t ms = 0;

    if (!text.n)
        return 0;
    if (!failed(temporal_duration(text, &v)) && v.tag == V_DAYS && v.m >= 0 &&
        v.m <= WITHIN_MOST_MS / 1000)
        ms = v.m * 1000 + v.n / 1000000;
    if (ms <= 0 || ms > WITHIN_MOST_MS)
        doc_error(doc_get(c, S("within")), "site.exchange", S("write PT2S, PT4H or P3D"),
                  "\"%.*s\" is no time of at most 90 days", STR_ARG(text));
    return ms;
}

static bool minute_of(str s, uint16_t *out)
{
    for (size_t i = 0; i < s.n; i++)
        if (i == 2 ? s.p[i] != ':' : s.p[i] < '0' || s.p[i] > '9')
            return false;
    if (s.n != 5)
        return false;
    int hours = (s.p[0] - '0') * 10 + s.p[1] - '0', minutes = (s.p[3] - '0') * 10 + s.p[4] - '0';
    *out = (uint16_t)(hours * 60 + minutes);
    return minutes < 60 && *out <= DAY_MINUTES;
}

static void read_hours(struct doc_node c, struct exchange_level *v)
{
    str hours = doc_str(c, "hours", OPTIONAL);
    size_t dash = str_find_char(hours, '-', 0);

    v->closes = DAY_MINUTES;
    v->working_days = str_eq(doc_choice(c, "days", "all working", S("all")), S("working"));
    if (!hours.n)
        return;
    if (dash == SIZE_MAX || !minute_of(str_sub(hours, 0, dash), &v->opens) ||
        !minute_of(str_from(hours, dash + 1), &v->closes) || v->opens >= v->closes)
        doc_error(doc_get(c, S("hours")), "site.exchange", S("write \"08:00-18:00\""),
                  "\"%.*s\" are no service hours", STR_ARG(hours));
}

static str read_mail(struct doc_node c, const char *key)
{
    str mail = doc_str(c, key, OPTIONAL);
    size_t at = str_find_char(mail, '@', 0);

    if (mail.n && (at == SIZE_MAX || at == 0 || at + 1 == mail.n))
        doc_error(doc_get(c, str_z(key)), "site.exchange",
                  S("write the address of a shared mailbox"), "\"%.*s\" is no address of mail",
                  STR_ARG(mail));
    return mail;
}

static void read_contacts(struct doc_node c, struct exchange_level *v)
{
    struct doc_node contact = doc_map(c, "contact", OPTIONAL);

    if (!doc_is(contact))
        return;
    doc_keys(contact, "provider consumer");
    v->provider_mail = read_mail(contact, "provider");
    v->consumer_mail = read_mail(contact, "consumer");
}

static void read_days(struct doc_node c, struct exchange_level *v)
{
    day from = v->from, until = v->until;

    v->from = doc_day(c, "from", from.n);
    v->until = doc_day(c, "until", until.n);
    if (v->from.n < from.n || (until.n && (!v->until.n || v->until.n > until.n)) ||
        (v->until.n && v->until.n < v->from.n))
        doc_error(c, "site.exchange", S("days within those of the right"),
                  "the agreement \"%.*s\" holds when the right does not", STR_ARG(v->id));
}

void read_level(struct loader *l, struct doc_node c, struct exchange_level of)
{
    struct exchange_level v = of;

    if (!doc_is(c))
        return;
    doc_keys(c, "id answered within available hours days from until contact");
    v.id = doc_id(c, "id");
    v.line = doc_line(c);
    v.within_ms = read_within(c);
    v.share = read_percent(c, "answered");
    v.available = read_percent(c, "available");
    read_hours(c, &v);
    read_days(c, &v);
    read_contacts(c, &v);
    if (!doc_is(doc_get(c, S("answered"))))
        doc_error(c, "site.missing", S("add answered: the percentage answered in time"),
                  "the agreement \"%.*s\" does not say how many are answered in time",
                  STR_ARG(v.id));
    for (size_t i = 0; i < l->levels.n; i++)
        if (str_eq(l->levels.v[i].id, v.id))
            doc_error(c, "site.twice", S("give one another id"), "\"%.*s\" comes twice",
                      STR_ARG(v.id));
    *vec_push(&l->levels, l->a) = v;
}
