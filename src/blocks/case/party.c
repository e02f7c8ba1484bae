/* Who takes part in an application: what each may see, and how far they are. */
#include "blocks/case/party.h"

#include "blocks/case/party_own.h"
#include "blocks/register/register.h"
#include "dmn/dmn.h"
#include "form/party.h"

str party_key(str party)
{
    return party.n ? party : S(PARTY_APPLICANT);
}

static err key_of_join(struct web *w, const struct q_case *c, const struct q_join_of *j,
                       struct data_key *key)
{
    str plain;

    TRY(web_own_keys(w));
    TRY(key_open_bytes(w->a, &w->account_key, "cases.owner_key", j->owner_key, &plain));
    if (plain.n != sizeof key->k.b)
        return FAULT(ERR_CRYPTO);
    *key = (struct data_key){ .kind = SUBJECT_CASE, .id = c->id };
    memcpy(key->k.b, plain.p, sizeof key->k.b);
    return OK;
}

err party_open(struct web *w, const struct q_case *c, struct data_key *key, str *party)
{
    struct q_join_of j = { 0 };

    *party = S("");
    if (w->who.account && c->account != w->who.account)
        TRY(q_join_of(w->db, c->id, w->who.account, &j));
    if (!j.found)
        return case_own_key(w, c, key);
    *party = j.party;
    return key_of_join(w, c, &j, key);
}

err party_of_route(struct web *w, const char *param, struct q_case *c, struct data_key *key,
                   str *party)
{
    TRY(case_find(w->db, web_param(w, param), c));
    err e = party_open(w, c, key, party);
    /* whose it is, is nobody else's business: a stranger's case is not there */
    return e.class == ERR_CLASS_REFUSED ? REFUSED(ERR_MISSING) : e;
}

val party_seen(arena *a, const struct form *form, str party, val answers)
{
    return val_without(a, form_party_seen(a, form, party, answers), S(PARTY_HELD));
}

val party_held_stored(arena *a, val answers)
{
    val all = val_get(answers, S(PARTY_HELD));
    val_builder b = val_build(a);

    for (uint32_t i = 0; all.tag == V_CONTEXT && i < all.c->n; i++)
        val_put_all(&b, all.c->e[i].value);
    return val_done(&b);
}

err party_held(struct web *w, const struct service *v, str party, val answers, val *out)
{
    const struct form *form = v->forms[0].form;
    val_builder b = val_build(w->a);
    val own = val_null();

    if (w->who.person)
        TRY(register_held_web(w, v, &v->forms[0], &own));
    *out = own;
    if (!v->n_parties)
        return OK;
    val_put_all(&b, form_party_held(w->a, form, party, true, party_held_stored(w->a, answers)));
    val_put_all(&b, form_party_held(w->a, form, party, false, own));
    *out = val_done(&b);
    return OK;
}

static str fingerprint(arena *a, val v)
{
    buf b;

    buf_init(&b, a, 1 * KIB);
    val_canonical(&b, v);
    sha256 h = sha256_of(buf_str(&b));
    return sha256_hex(a, &h);
}

str party_own(arena *a, const struct form *form, str party, val answers)
{
    return fingerprint(a, form_party_part(a, form, party, answers));
}

/* Of what registers hold the values alone: the name of a register is in the reader's language. */
static val held_values(arena *a, val answers)
{
    val held = party_held_stored(a, answers);
    val_builder b = val_build(a);

    for (uint32_t i = 0; held.tag == V_CONTEXT && i < held.c->n; i++)
        val_add(&b, held.c->e[i].key, val_get(held.c->e[i].value, S("value")));
    return val_done(&b);
}

str party_digest(arena *a, const struct service *v, val answers)
{
    val_builder b = val_build(a);

    val_put(&b, S("service"), val_str(v->id));
    val_put(&b, S("version"), val_str(v->version));
    val_put(&b, S("held"), held_values(a, answers));
    val_put(&b, S("answers"), val_without(a, answers, S(PARTY_HELD)));
    return fingerprint(a, val_done(&b));
}

bool party_sees_all(const struct form *form, str party)
{
    for (size_t i = 0; i < form->n_pages; i++)
        if (form->pages[i].reserved && !str_eq(form->pages[i].party, party))
            return false;
    return true;
}

bool party_hidden(const struct form *form, str input, str party)
{
    int field = form_field_of_input(form, input);

    return field >= 0 && form_reserved(form, field) && !str_eq(form_party_of(form, field), party);
}

bool party_ruled(arena *a, const struct service *v, str decision, str party)
{
    const struct service_decision *d = service_decision(v, decision);
    const struct form *form = v->forms[0].form;
    size_t n = 0;
    const struct dmn_input *in = d ? dmn_inputs(d->dmn, a, decision, &n) : NULL;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < form->n_fields; k++) {
            str head, rest;
            (void)str_cut(form->fields[k].key, '.', &head, &rest);
            if (form->fields[k].list < 0 && head.n && str_eq(in[i].name, head) &&
                form_reserved(form, (int)k) && !str_eq(form_party_of(form, (int)k), party))
                return true;
        }
    return false;
}

str party_title(const struct site *s, const struct service *v, str party, str lang)
{
    const struct service_party *p = service_party(v, party);

    return p ? site_text(s, p->title, lang) : party;
}

str party_label(arena *a, const struct site *s, const struct service *v, str party, str label,
                str lang)
{
    str title = party.n ? party_title(s, v, party, lang) : S("");

    return title.n ? str_fmt(a, "%.*s (%.*s)", STR_ARG(label), STR_ARG(title)) : label;
}

/* ---- how far each is ---- */

struct looking {
    arena *a;
    const struct q_case *c;
    const struct data_key *key;
    str digest;
    struct q_joins joins;
    struct q_signatures signatures;
};

static err joined_of(struct looking *l, struct party_state *p)
{
    for (size_t i = 0; i < l->joins.n; i++) {
        const struct q_joins_row *j = &l->joins.v[i];
        val details;
        if (!str_eq(j->party, p->id))
            continue;
        TRY(key_open(l->a, l->key, "case_join.details", j->details, &details));
        p->account = j->account;
        p->joined = (instant){ j->joined };
        p->name = val_get_text(details, S("name"));
    }
    return OK;
}

static err signature_of(struct looking *l, struct party_state *p)
{
    for (size_t i = 0; i < l->signatures.n; i++) {
        const struct q_signatures_row *s = &l->signatures.v[i];
        val digest;
        if (!str_eq(s->party, p->id))
            continue;
        TRY(key_open(l->a, l->key, "case_signature.digest", s->digest, &digest));
        bool sent = !str_eq(l->c->state, S(CASE_DRAFT));
        p->signed_at = (instant){ s->at };
        p->fell = (instant){ s->fell };
        p->by = s->by_party;
        p->valid = !s->fell && (sent || str_eq(val_text(digest), l->digest));
    }
    return OK;
}

/* What the owner is called stands with each who joined. */
static err applicant_of(struct looking *l, struct party_state *p)
{
    val details;

    p->account = l->c->account;
    if (!l->joins.n)
        return OK;
    TRY(key_open(l->a, l->key, "case_join.details", l->joins.v[0].details, &details));
    p->name = val_get_text(details, S("applicant"));
    return OK;
}

err party_states(struct db *db, arena *a, const struct site *s, const struct q_case *c,
                 const struct data_key *key, const struct service *v, str lang, val answers,
                 const struct form_env *env, struct party_state **out, size_t *n)
{
    struct looking l = { .a = a, .c = c, .key = key };
    struct party_state *p = ARENA_ARRAY(a, struct party_state, v->n_parties + 1);
    const struct form *form = v->forms[0].form;

    l.digest = party_digest(a, v, answers);
    TRY(q_joins(db, c->id, &l.joins));
    TRY(q_signatures(db, c->id, &l.signatures));
    for (size_t i = 0; i <= v->n_parties; i++) {
        p[i] = (struct party_state){ .p = i ? &v->parties[i - 1] : NULL, .asked = true };
        p[i].id = p[i].p ? p[i].p->id : S("");
        p[i].title = p[i].p ? site_text(s, p[i].p->title, lang) : S("");
        TRY(p[i].p ? joined_of(&l, &p[i]) : applicant_of(&l, &p[i]));
        TRY(signature_of(&l, &p[i]));
        if (p[i].p && env)
            p[i].asked = form_party_asked(form, p[i].id, answers, env);
        p[i].wanted = p[i].p && p[i].asked && p[i].p->sign && !p[i].valid;
    }
    *out = p;
    *n = v->n_parties + 1;
    return OK;
}
