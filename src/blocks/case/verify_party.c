/* Who takes part in a case and who signed it, as the events say, against the rows. */
#include "act/event.h"
#include "act/store.h"
#include "act/verify.h"
#include "blocks/case/party_own.h"

struct taking {
    str party, digest;
    int64_t account;
    bool joined, stands;
};

struct told {
    arena *a;
    VEC(struct taking) v;
};

static struct taking *of_party(struct told *t, str party)
{
    for (size_t i = 0; i < t->v.n; i++)
        if (str_eq(t->v.v[i].party, party))
            return &t->v.v[i];
    struct taking *x = vec_push(&t->v, t->a);
    *x = (struct taking){ .party = party, .digest = S("") };
    return x;
}

static void apply(struct told *t, const struct q_events_of_row *e, val body)
{
    struct taking *x;

    if (str_eq(e->type, S("case.joined"))) {
        x = of_party(t, val_get_text(body, S("party")));
        x->joined = true;
        x->account = val_get_i64(body, S("account"), 0);
    } else if (str_eq(e->type, S("case.party_gone"))) {
        x = of_party(t, val_get_text(body, S("party")));
        *x = (struct taking){ .party = x->party, .digest = S("") };
    } else if (str_eq(e->type, S("case.signed"))) {
        x = of_party(t, val_get_text(body, S("party")));
        x->stands = true;
        x->digest = val_get_text(body, S("digest"));
    } else if (str_eq(e->type, S("case.unsigned"))) {
        of_party(t, val_get_text(body, S("party")))->stands = false;
    } else if (str_eq(e->type, S("case.signatures_fell"))) {
        for (size_t i = 0; i < t->v.n; i++)
            t->v.v[i].stands = false;
    } else if (str_eq(e->type, S("case.submitted")) && val_has(body, S("digest"))) {
        x = of_party(t, S(PARTY_APPLICANT));
        x->stands = true;
        x->digest = val_get_text(body, S("digest"));
    }
}

/* Of a case that nobody else took part in, nothing has to be opened. */
static bool tells(str type, bool rows)
{
    static const char *const own[] = { "case.joined", "case.party_gone", "case.signed",
                                       "case.unsigned", "case.signatures_fell" };

    FOR_EACH(own, t)
        if (str_eq(type, str_z(*t)))
            return true;
    return rows && str_eq(type, S("case.submitted"));
}

static err read_events(struct verify *v, int64_t case_id, const struct data_key *key, bool rows,
                       struct told *t, bool *whole)
{
    struct q_events_of events;
    str salt;
    val body;

    TRY(q_events_of(v->db, SUBJECT_CASE, case_id, &events));
    for (size_t i = 0; i < events.n; i++) {
        if (!tells(events.v[i].type, rows))
            continue;
        if (failed(event_open(t->a, key, events.v[i].body, &salt, &body))) {
            *whole = false; /* reported with the events */
            return OK;
        }
        apply(t, &events.v[i], body);
    }
    *whole = true;
    return OK;
}

static void wrong(struct verify *v, int64_t case_id, const char *what)
{
    verify_wrong(v, "case.parties", str_fmt(v->a, "%lld", (long long)case_id),
                 "%s is not what the case's events say", what);
}

static bool joins_same(struct told *t, const struct q_joins *rows)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        const struct taking *x = of_party(t, rows->v[i].party);
        if (!x->joined || (rows->v[i].account && x->account != rows->v[i].account))
            return false;
    }
    for (size_t i = 0; i < t->v.n; i++)
        n += t->v.v[i].joined;
    return n == rows->n;
}

static bool signatures_same(struct told *t, const struct data_key *key,
                            const struct q_signatures *rows)
{
    size_t stand = 0, n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        const struct taking *x = of_party(t, party_key(rows->v[i].party));
        val digest;
        if (rows->v[i].fell)
            continue;
        stand++;
        if (failed(key_open(t->a, key, "case_signature.digest", rows->v[i].digest, &digest)) ||
            !x->stands || !str_eq(val_text(digest), x->digest))
            return false;
    }
    for (size_t i = 0; i < t->v.n; i++)
        n += t->v.v[i].stands;
    return n == stand;
}

err party_verify(struct verify *v, arena *a, int64_t case_id, const struct data_key *key,
                 bool erased)
{
    struct q_joins joins;
    struct q_signatures signatures;
    struct told t = { .a = a };
    bool whole = false;

    TRY(q_joins(v->db, case_id, &joins));
    TRY(q_signatures(v->db, case_id, &signatures));
    if (erased) {
        if (joins.n + signatures.n)
            wrong(v, case_id, "who takes part in what is erased");
        return OK;
    }
    if (!key)
        return OK;
    TRY(read_events(v, case_id, key, joins.n + signatures.n > 0, &t, &whole));
    if (!whole)
        return OK;
    if (!joins_same(&t, &joins))
        wrong(v, case_id, "who takes part");
    if (!signatures_same(&t, key, &signatures))
        wrong(v, case_id, "who signed");
    return OK;
}
