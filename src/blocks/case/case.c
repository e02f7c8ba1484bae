/* Cases: finding them, their keys, what forms and processes see. */
#include "blocks/case/origin.h"
#include "blocks/case/work.h"
#include "blocks/case/fill.h"
#include "blocks/case/sight.h"
#include "blocks/register/change.h"
#include "blocks/register/register.h"
#include "blocks/register/store.h"
#include "act/versions.h"
#include "os/zone.h"
#include "seal/token.h"

err case_find(struct db *db, str name, struct q_case *out)
{
    TRY(q_case(db, 0, name, out));
    return out->found ? OK : REFUSED(ERR_MISSING);
}

const struct service *case_service(const struct boot *b, const struct q_case *c)
{
    if (str_eq(c->state, S(CASE_DRAFT)))
        return site_service(b->site, c->service);
    return boot_service(b, c->service, c->version);
}

err case_past(struct web *w, int64_t case_id, const struct q_case_past **out)
{
    str name = str_fmt(w->a, "past %lld", (long long)case_id);
    struct q_case_past *past = w->act ? NULL : map_get(&w->memo, name);

    if (!past) {
        past = ARENA_NEW(w->a, struct q_case_past);
        TRY(q_case_past(w->db, case_id, past));
        map_put(&w->memo, w->a, name, past);
    }
    *out = past;
    return OK;
}

str case_name(const struct q_case *c)
{
    return c->number.p ? c->number : c->draft;
}

str case_token(str cookie, str draft)
{
    str rest = cookie, one, name, token;

    while (str_next(&rest, '~', &one))
        if (str_cut(one, '.', &name, &token) && str_eq(name, draft))
            return token;
    return STR_NULL;
}

key256 case_token_key(str token)
{
    key256 k;

    hkdf_sha256(token, S("stoa draft"), S("case key"), k.b, sizeof k.b);
    return k;
}

err case_token_opens(struct db *db, const struct q_case *c, str token, instant now, str *sealed)
{
    struct q_draft_token row;

    *sealed = STR_NULL;
    if (!token.n || c->account)
        return OK;
    if (c->draft_hash.p && token_matches(token, c->draft_hash)) {
        *sealed = c->draft_key;
        return OK;
    }
    sha256 hash = token_hash(token);
    TRY(q_draft_token(db, sha256_str(&hash), c->id, now.ms, &row));
    if (row.found)
        *sealed = row.sealed;
    return OK;
}

static err key_from(arena *a, const key256 *by, const char *ad, str sealed, int64_t id,
                    struct data_key *out)
{
    str plain;

    TRY(aead_open(a, by, str_z(ad), sealed, &plain));
    if (plain.n != sizeof out->k.b)
        return FAULT(ERR_CRYPTO);
    *out = (struct data_key){ .kind = SUBJECT_CASE, .id = id };
    memcpy(out->k.b, plain.p, sizeof out->k.b);
    return OK;
}

err case_key_sealed(struct web *w, str sealed, int64_t case_id, struct data_key *out)
{
    TRY(web_own_keys(w));
    return key_from(w->a, &w->account_key.k, "cases.owner_key", sealed, case_id, out);
}

err case_own_key(struct web *w, const struct q_case *c, struct data_key *out)
{
    str token = case_token(w->creds.draft, c->draft), sealed;

    TRY(case_token_opens(w->db, c, token, w->now, &sealed));
    if (sealed.p) {
        key256 by = case_token_key(token);
        return key_from(w->a, &by, "cases.draft_key", sealed, c->id, out);
    }
    if (!c->account || c->account != w->who.account || !c->owner_key.p)
        return REFUSED(ERR_DENIED);
    return case_key_sealed(w, c->owner_key, c->id, out);
}

err case_of_route(struct web *w, const char *param, struct q_case *c, struct data_key *key)
{
    TRY(case_find(w->db, web_param(w, param), c));
    err e = case_own_key(w, c, key);
    /* whose it is, is nobody else's business: a stranger's case is not there */
    return e.class == ERR_CLASS_REFUSED ? REFUSED(ERR_MISSING) : e;
}

err case_answers(arena *a, const struct q_case *c, const struct data_key *key, val *out)
{
    return key_open(a, key, "cases.answers", c->answers, out);
}

void case_form_env(struct form_env *env, arena *a, const struct site *s, const struct service *v,
                   str lang, day today, val held, val vars)
{
    val_builder b = val_build(a);

    val_put_all(&b, vars);
    val_put(&b, S("today"), val_day(today));
    val_put(&b, S("lang"), val_str(lang));
    val_put(&b, S("law"), law_parameters(s, a, today));
    (void)v;
    *env = (struct form_env){
        .a = a, .lang = lang, .today = today, .vars = val_done(&b), .held = held
    };
}

static val case_facts(arena *a, const struct q_case *c)
{
    val_builder b = val_build(a);

    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("id"), val_int(c->id));
    val_put(&b, S("service"), val_str(c->service));
    val_put(&b, S("office"), val_str(c->authority));
    val_put(&b, S("channel"), val_str(c->channel));
    val_put(&b, S("lang"), val_str(c->lang));
    if (c->submitted)
        val_put(&b, S("submitted"), val_datetime_utc(a, (instant){ c->submitted }));
    return val_done(&b);
}

val case_given(arena *a, const struct site *s, const struct q_case *c, val answers, day today)
{
    val_builder b = val_build(a);

    val_put_all(&b, answers);
    val_put(&b, S("case"), case_facts(a, c));
    val_put(&b, S("applicant_account"), c->account ? val_int(c->account) : val_null());
    val_put(&b, S("applicant_person"), c->person ? val_int(c->person) : val_null());
    val_put(&b, S("today"), val_day(today));
    val_put(&b, S("law"), law_parameters(s, a, today));
    return val_done(&b);
}

static bool zone_of(void *ctx, str iana, int64_t seconds, bool is_local, int32_t *offset)
{
    const struct zone *z = ctx;

    if (!str_eq(iana, z->name))
        return false;
    instant at = is_local ? zone_to_utc(z, seconds) : (instant){ seconds * 1000 };
    *offset = zone_offset(z, at, NULL, NULL);
    return true;
}

void case_feel_env(struct feel_env *env, arena *a, const struct boot *b, instant now)
{
    feel_env_init(env, a, now);
    env->zone = b->site->time_zone;
    env->zone_offset = zone_of;
    env->zone_ctx = (void *)b->zone;
}

/* ---- in acts ---- */

static err find_for(act *a, val in, struct q_case *c)
{
    str name = val_get_text(in, S("number"));

    if (!name.n)
        name = val_get_text(in, S("draft"));
    err e = case_find(a->db, name, c);
    if (e.class == ERR_CLASS_REFUSED)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    TRY(e);
    struct q_case *owned = ARENA_NEW(a->a, struct q_case);
    *owned = *c;
    a->owned = owned;
    return OK;
}

err case_owner(act *a, val in)
{
    struct q_case c;
    str sealed;

    TRY(find_for(a, in, &c));
    TRY(case_token_opens(a->db, &c, case_token(a->creds.draft, c.draft), a->now, &sealed));
    if (sealed.p)
        return OK;
    if (c.account && c.account == a->who.account)
        return OK;
    return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
}

/* Of who applies, those whom a process that looks relatives up will find. */
static size_t kin_needs(act *a, str service, int64_t person, struct data_key *subjects, size_t most)
{
    const struct service *v = site_service(a->site, service);
    int64_t ids[NEEDS_MOST];
    size_t n = 0, found = 0;

    if (!v || !person || !service_calls(v, S("register.related")))
        return 0;
    for (size_t i = 0; i < a->site->n_registers && !found; i++)
        if (register_subject(a->site->registers[i]) == SUBJECT_PERSON)
            found = register_kin(a, a->site->registers[i], person, ids, most);
    while (n < found) {
        subjects[n] = (struct data_key){ .kind = SUBJECT_PERSON, .id = ids[n] };
        n++;
    }
    return n;
}

size_t case_needs(act *a, val in, struct data_key *subjects)
{
    str name = val_get_text(in, S("number"));
    struct q_case_subjects c;

    if (failed(q_case_subjects(a->db, name.n ? name : val_get_text(in, S("draft")), &c)) ||
        !c.found)
        return 0;
    subjects[0] = (struct data_key){ .kind = SUBJECT_CASE, .id = c.id };
    subjects[1] = (struct data_key){ .kind = SUBJECT_ACCOUNT, .id = c.account };
    subjects[2] = (struct data_key){ .kind = SUBJECT_PERSON, .id = c.person };
    return 3 + kin_needs(a, c.service, c.person, subjects + 3, NEEDS_MOST - 3);
}

/* The draft's token says whose it was; the session says whose it becomes. */
err case_adopter(act *a, val in)
{
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return case_owner(a, in);
}

err case_concerns(act *a, int64_t case_id, int64_t person, bool *out)
{
    return case_concerns_in(a->db, a->site, case_id, person, out);
}

err case_concerns_in(struct db *db, const struct site *s, int64_t case_id, int64_t person,
                     bool *out)
{
    struct q_parties parties;

    TRY(q_parties(db, case_id, &parties));
    *out = false;
    for (size_t i = 0; i < parties.n; i++)
        *out |= parties.v[i].person == person;
    for (size_t i = 0; parties.n && !*out && i < s->n_registers; i++) {
        const struct registry *r = s->registers[i];
        struct q_relations_all kin;
        if (register_subject(r) != SUBJECT_PERSON)
            continue;
        TRY(q_relations_all(db, r->id, person, &kin));
        for (size_t k = 0; k < kin.n; k++)
            for (size_t n = 0; n < parties.n; n++)
                *out |= kin.v[k].to_id == parties.v[n].person;
    }
    return OK;
}

err case_task_given(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                    const struct data_key *key, int64_t token, val answers, day today, val *out)
{
    val sight;

    TRY(process_sight(a, db, b, c, key, token, &sight));
    *out = case_given(a, b->site, c, answers, today);
    for (uint32_t i = 0; sight.tag == V_CONTEXT && i < sight.c->n; i++)
        *out = val_with(a, *out, sight.c->e[i].key, sight.c->e[i].value);
    return OK;
}

bool case_runs(str state)
{
    return str_eq(state, S(CASE_SUBMITTED)) || str_eq(state, S(CASE_WAITING)) ||
           str_eq(state, S(CASE_IN_FORCE));
}

err case_repairer(act *a, val in)
{
    struct q_case c;
    bool concerned = false;

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    TRY(find_for(a, in, &c));
    if (!work_repairs(a->site, &a->who, c.authority) || !a->who.person)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(case_concerns(a, c.id, a->who.person, &concerned));
    return concerned ? refuse_with(a, W_case_own_family, NULL, val_null(), 403) : OK;
}

err case_load(act *a, val in, struct q_case *c, struct data_key *key)
{
    if (a->owned)
        *c = *(const struct q_case *)a->owned;
    else
        TRY(find_for(a, in, c));
    a->owned = NULL; /* the act may change it now */
    return key_get(a, SUBJECT_CASE, c->id, key);
}

err case_event(act *a, const struct q_case *c, const char *type, val body)
{
    struct event e = { .type = type,
                       .kind = SUBJECT_CASE,
                       .subject = c->id,
                       .authority = c->authority,
                       .body = val_with(a->a, body, S("service"), val_str(c->service)) };

    topic_publish(a, str_fmt(a->a, "case/%lld", (long long)c->id));
    return event_add(a, &e);
}

err case_listed(struct db *db, arena *a, const struct site *s, str source, str key, str lang,
                bool *found, str *out)
{
    const struct registry *r = site_register(s, source);

    *found = r && register_subject(r) != SUBJECT_NONE;
    *out = key;
    return *found ? OK : register_find_label(db, a, s, source, key, lang, found, out);
}

struct checking {
    act *a;
    err fault;
};

static bool label_in_act(void *self, str source, str key, str lang, arena *a, str *out)
{
    struct checking *c = self;
    bool found = false;
    err e = case_listed(c->a->db, a, c->a->site, source, key, lang, &found, out);

    if (failed(e) && !failed(c->fault))
        c->fault = e;
    return found;
}

static bool address_in_act(void *self, str registry, str key, arena *a, val *out)
{
    struct checking *c = self;
    bool found = false;
    err e = register_address(c->a->db, a, c->a->site, registry, key, &found, out);

    if (failed(e) && !failed(c->fault))
        c->fault = e;
    return found;
}

err case_form_check(act *a, const struct form *form, val answers, struct form_env *env,
                    struct form_errors *errors, val *pruned)
{
    struct checking c = { .a = a, .fault = OK };

    env->label = label_in_act;
    env->address = address_in_act;
    env->self = &c;
    err e = form_check(form, answers, env, errors, pruned);
    TRY(c.fault);
    return e;
}

err case_file_facts(arena *a, const struct q_case_file *f, const struct data_key *key, val *out)
{
    return key_open(a, key, "case_file.facts", f->facts, out);
}
