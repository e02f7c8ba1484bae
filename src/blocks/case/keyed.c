/* Paper applications: begun by an officer, sent in the applicant's name. */
#include "blocks/case/keyed.h"

#include "blocks/case/acts.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "form/form.h"

enum { KEYED_DAYS = 30, DAY_MS = 86400000 };

static const struct service_keying *keying(const struct service *v, str way)
{
    return str_eq(way, S(KEYED_COUNTER))  ? &v->counter
           : str_eq(way, S(KEYED_OFFICE)) ? &v->initiative
                                          : &v->paper;
}

bool keyed_may(const struct service *v, const struct actor *who, str way)
{
    str role = keying(v, way)->role;

    for (size_t i = 0; role.n && i < who->nroles; i++)
        if (str_eq(who->roles[i].role, role) && str_eq(who->roles[i].office, v->office))
            return true;
    return false;
}

bool keyed_any(const struct site *s, const struct actor *who, str way)
{
    for (size_t i = 0; i < s->n_services; i++)
        if (keyed_may(s->services[i], who, way))
            return true;
    return false;
}

bool keyed_four_eyes(const struct service *v, str way)
{
    return keying(v, way)->four_eyes;
}

/* Nobody keys in for themselves or their family: they apply like everybody else. */
static err strangers(act *a, int64_t case_id)
{
    bool concerned = false;

    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(case_concerns(a, case_id, a->who.person, &concerned));
    return concerned ? refuse_with(a, W_case_own_family, NULL, val_null(), 403) : OK;
}

err keyed_begin(act *a, const struct keyed_new *n, struct q_case *out, struct data_key *key)
{
    const struct service *v = n->service;
    struct q_case_add_in row;

    TRY(draft_row(a, v, n->answers, key, &row));
    int64_t id = row.id;
    row.lang = n->lang;
    row.channel = n->way;
    row.account = a->who.account;
    row.expires = a->now.ms + KEYED_DAYS * (int64_t)DAY_MS;
    TRY(case_owner_key(a, key, a->who.account, &row.owner_key));
    TRY(q_case_add(a->db, &row));
    if (n->person)
        TRY(q_party_add(a->db, id, n->person, S("applicant")));
    TRY(q_keyed_add(a->db, &(struct q_keyed_add_in){
                               .case_id = id,
                               .officer = a->who.account,
                               .office = v->office,
                               .person = n->person,
                               .account = n->account,
                               .received = n->received.n,
                               .way = n->way,
                               .details = key_seal(a->a, key, "keyed.details", n->details) }));
    TRY(strangers(a, id));
    return case_find(a->db, row.draft, out);
}

static err scanned(act *a, int64_t case_id, bool *out)
{
    struct q_case_files all;

    *out = false;
    TRY(q_case_files(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++)
        *out |= str_eq(all.v[i].field, S(KEYED_SCAN)) && !str_eq(all.v[i].state, S("refused"));
    return OK;
}

/* ---- the signature on the screen ---- */

static str signed_digest(arena *a, const struct service *v, val answers)
{
    buf b;

    buf_init(&b, a, 1 * KIB);
    buf_lstr(&b, v->id);
    buf_lstr(&b, v->version);
    val_canonical(&b, answers);
    sha256 h = sha256_of(buf_str(&b));
    return sha256_hex(a, &h);
}

err keyed_signature(arena *a, const struct service *v, const struct q_case *c,
                    const struct data_key *key, const struct q_keyed *k, val *out, bool *stands)
{
    val answers;

    *out = val_null();
    *stands = false;
    if (!k->signed_at)
        return OK;
    TRY(case_answers(a, c, key, &answers));
    TRY(key_open(a, key, "keyed.signed", k->signature, out));
    *stands = str_eq(val_get_text(*out, S("digest")), signed_digest(a, v, answers));
    return OK;
}

err keyed_sign(act *a, const struct service *v, const struct q_case *c, const struct data_key *key,
               const struct q_keyed *k, str name, str drawn)
{
    val_builder b = val_build(a->a);
    val answers, held, pruned;

    if (!str_eq(k->way, S(KEYED_COUNTER)) || k->officer != a->who.account ||
        !keyed_may(v, &a->who, k->way))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!str_trim(name).n)
        return refuse(a, W_case_keyed_signer, "signature");
    if (!drawn.n || !form_drawn(drawn))
        return refuse(a, W_case_keyed_drawn, "signature");
    TRY(case_answers(a->a, c, key, &answers));
    TRY(case_check_answers(a, c, v, k, answers, &held, &pruned));
    val_put(&b, S("name"), val_str(str_trim(name)));
    val_put(&b, S("drawn"), val_str(drawn));
    val_put(&b, S("digest"), val_str(signed_digest(a->a, v, answers)));
    return q_keyed_sign(a->db, c->id, key_seal(a->a, key, "keyed.signed", val_done(&b)), a->now.ms);
}

err keyed_check(act *a, const struct service *v, const struct q_case *c, const struct data_key *key,
                const struct q_keyed *k)
{
    bool counter = str_eq(k->way, S(KEYED_COUNTER)), there, stands;
    val signature;

    if (k->officer != a->who.account || !keyed_may(v, &a->who, k->way))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(strangers(a, c->id));
    if (str_eq(k->way, S(KEYED_OFFICE)))
        return OK; /* nobody else signs what the office begins */
    TRY(scanned(a, c->id, &there));
    TRY(keyed_signature(a->a, v, c, key, k, &signature, &stands));
    if (counter && !there && !stands)
        return refuse(a, k->signed_at ? W_case_keyed_sign_again : W_case_keyed_sign, "scan");
    return there || stands ? OK : refuse(a, W_case_keyed_scan, "scan");
}

err keyed_give(act *a, const struct data_key *key, struct q_case *c, const struct q_keyed *k)
{
    str sealed = STR_NULL;
    int64_t n;

    if (k->account)
        TRY(case_owner_key(a, key, k->account, &sealed));
    TRY(q_case_give(a->db, c->id, k->account, sealed, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    c->account = k->account;
    c->person = k->person;
    return OK;
}

err keyed_receipt(act *a, const struct q_case *c, const struct service *v, const struct q_keyed *k)
{
    val_builder b = val_build(a->a);
    bool own = str_eq(k->way, S(KEYED_OFFICE)), counter = str_eq(k->way, S(KEYED_COUNTER));
    enum word_id subject = own ? W_case_begun_subject : W_case_received_subject;
    enum word_id body = own ? W_case_begun_body : counter ? W_case_counter_body : W_case_keyed_body;
    str lang;

    TRY(case_reader(a, c, &lang));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, lang)));
    val_put(&b, S("received"), val_day((day){ k->received }));
    val_put(&b, S("expected"), val_day(act_day(a, (instant){ c->expected })));
    if (!c->account)
        return c->person && a->boot->ports.post
                   ? a->boot->ports.post->letter(a, c->person, lang, subject, body, val_done(&b))
                   : OK;
    return notify_send(
        a, &(struct notice){ .account = c->account,
                             .word_subject = subject,
                             .word_body = body,
                             .data = val_done(&b),
                             .case_id = c->id,
                             .case_number = c->number,
                             .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c->number)) });
}

err keyed_by(act *a, int64_t case_id, int64_t account, bool *out)
{
    struct q_keyed k;

    *out = false;
    TRY(q_keyed(a->db, case_id, &k));
    return k.found ? work_same_person(a, account, k.officer, out) : OK;
}

err keyed_told(struct web *w, const struct q_case *c, str office, str *out)
{
    struct q_keyed k;
    val_builder b = val_build(w->a);
    str officer;

    *out = S("");
    TRY(q_keyed(w->db, c->id, &k));
    if (!k.found)
        return OK;
    TRY(identity_officer(w->db, w->a, k.officer, &officer));
    val_put(&b, S("officer"), val_str(officer.p ? officer : office));
    val_put(&b, S("day"), val_day((day){ k.received }));
    enum word_id said = str_eq(k.way, S(KEYED_OFFICE))    ? W_case_begun_by_on
                        : str_eq(k.way, S(KEYED_COUNTER)) ? W_case_counter_by_on
                                                          : W_case_keyed_by_on;
    *out = word(w->a, w->page.words, said, val_done(&b));
    return OK;
}
