#include "site/read.h"

const struct service *site_service(const struct site *s, str id)
{
    return get_id(s, "service", id);
}
bool service_calls(const struct service *v, str type)
{
    const struct bpmn *m = v->process ? v->process->bpmn : NULL;

    for (uint32_t i = 0; m && i < m->nodes_n; i++)
        if (str_eq(m->nodes[i].type.text, type))
            return true;
    return false;
}
const struct office *site_office(const struct site *s, str id)
{
    return get_id(s, "office", id);
}
const struct registry *site_register(const struct site *s, str id)
{
    return get_id(s, "register", id);
}
const struct partner *site_partner(const struct site *s, str id)
{
    return get_id(s, "partner", id);
}
const struct partner_topic *site_outside(const struct site *s, str id)
{
    return get_id(s, "outside", id);
}
const struct site_authority *site_authority(const struct site *s, str id)
{
    return get_id(s, "authority", id);
}

/* The authority itself, or one below it. */
static bool within(const struct site *s, str id, str authority)
{
    const struct site_authority *a = site_authority(s, id);

    for (; a; a = a->parent < 0 ? NULL : &s->authorities[a->parent])
        if (str_eq(a->id, authority))
            return true;
    return false;
}

bool site_topic_for(const struct site *s, const struct partner_topic *t, const struct service *v)
{
    const struct office *answers = site_office(s, t->of->office);

    for (size_t i = 0; i < t->n_open_to; i++)
        if (str_eq(v->office, t->open_to[i]) || within(s, v->authority, t->open_to[i]))
            return true;
    return !t->n_open_to && answers && within(s, v->authority, answers->authority);
}

const struct site_payments *site_payments(const struct site *s, str authority)
{
    for (size_t i = 0; i < s->n_payments; i++)
        if (str_eq(s->payments[i].authority, authority))
            return &s->payments[i];
    return NULL;
}
const struct site_purpose *site_purpose(const struct site *s, str id)
{
    return get_id(s, "purpose", id);
}
const struct site_topic *site_life_event(const struct site *s, str id)
{
    return get_id(s, "life_event", id);
}
const struct site_topic *site_category(const struct site *s, str id)
{
    return get_id(s, "category", id);
}
const struct number_scheme *site_scheme(const struct site *s, str id)
{
    return get_id(s, "scheme", id);
}
const struct office_group *site_group(const struct site *s, str id)
{
    return get_id(s, "group", id);
}
const struct office_role *site_role(const struct site *s, str id)
{
    return get_id(s, "role", id);
}

const struct calendar *site_calendar(const struct site *s, str id)
{
    const struct office *o = site_office(s, id);
    return get_id(s, "calendar", o ? o->calendar : id);
}

const struct site_lang *site_lang(const struct site *s, str code)
{
    for (size_t i = 0; i < s->n_langs; i++)
        if (str_eq(s->langs[i].code, code))
            return &s->langs[i];
    return NULL;
}

const struct site_page *site_page(const struct site *s, str id, str lang)
{
    const struct site_page *best = NULL;
    for (size_t i = 0; i < s->n_pages; i++) {
        const struct site_page *p = &s->pages[i];
        bool exact = str_eq(p->lang, lang), first = !best && str_eq(p->lang, s->langs[0].code);
        if (str_eq(p->id, id) && (exact || first))
            best = p;
    }
    return best;
}

const struct site_letter *site_letter(const struct site *s, str id, str lang)
{
    const struct site_letter *best = NULL;
    for (size_t i = 0; i < s->n_letters; i++) {
        const struct site_letter *p = &s->letters[i];
        bool exact = str_eq(p->lang, lang), first = !best && str_eq(p->lang, s->langs[0].code);
        if (str_eq(p->id, id) && (exact || first))
            best = p;
    }
    return best;
}

str site_text(const struct site *s, struct text t, str lang)
{
    str own = text_in(t, lang);
    return own.n || s->n_langs == 0 ? own : text_in(t, s->langs[0].code);
}

str site_message(const struct site *s, str lang, str key)
{
    char path[200];
    if (lang.n + key.n + 1 > sizeof path || lang.n == 0 || key.n == 0)
        return STR_NULL;
    memcpy(path, lang.p, lang.n);
    path[lang.n] = '/';
    memcpy(path + lang.n + 1, key.p, key.n);
    const str *t = map_get(&s->messages, str_of(path, lang.n + 1 + key.n));
    return t ? *t : STR_NULL;
}

static bool below(const struct site *s, const char *kind, str id, str topic)
{
    for (int depth = 0; id.n && depth < 16; depth++) {
        if (str_eq(id, topic))
            return true;
        const struct site_topic *t = get_id(s, kind, id);
        id = t ? t->parent : S("");
    }
    return false;
}

bool site_in_topic(const struct site *s, const struct service *v, str topic)
{
    for (size_t i = 0; i < v->n_life_events; i++)
        if (below(s, "life_event", v->life_events[i], topic))
            return true;
    for (size_t i = 0; i < v->n_categories; i++)
        if (below(s, "category", v->categories[i], topic))
            return true;
    return false;
}

/* ---- services ---- */

const struct service_form *service_form(const struct service *v, str id)
{
    for (size_t i = 0; i < v->n_forms; i++)
        if (str_eq(v->forms[i].id, id))
            return &v->forms[i];
    return NULL;
}

const struct service_decision *service_decision(const struct service *v, str decision)
{
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn && dmn_has_decision(v->decisions[i].dmn, decision))
            return &v->decisions[i];
    return NULL;
}

const struct service_letter *service_letter(const struct service *v, str id, str lang,
                                            str first_lang)
{
    const struct service_letter *first = NULL;
    for (size_t i = 0; i < v->n_letters; i++) {
        if (!str_eq(v->letters[i].id, id))
            continue;
        if (str_eq(v->letters[i].lang, lang))
            return &v->letters[i];
        if (str_eq(v->letters[i].lang, first_lang))
            first = &v->letters[i];
    }
    return first;
}

bool service_has_channel(const struct service *v, str channel)
{
    for (size_t i = 0; i < v->n_channels; i++)
        if (str_eq(v->channels[i], channel))
            return true;
    return false;
}

const struct service_party *service_party(const struct service *v, str id)
{
    for (size_t i = 0; i < v->n_parties; i++)
        if (str_eq(v->parties[i].id, id))
            return &v->parties[i];
    return NULL;
}

/* ---- registers ---- */

const struct reg_field *register_field(const struct registry *r, str name)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (str_eq(r->fields[i].name, name))
            return &r->fields[i];
    return NULL;
}

bool register_sealed(const struct registry *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity >= SENS_PERSONAL)
            return true;
    return false;
}

const struct reg_relation *register_relation(const struct registry *r, str name)
{
    for (size_t i = 0; i < r->n_relations; i++)
        if (str_eq(r->relations[i].name, name))
            return &r->relations[i];
    return NULL;
}

bool register_extract_always(const struct registry *r, str field)
{
    for (size_t i = 0; i < r->extract.n_holder; i++)
        if (str_eq(r->extract.holder[i], field))
            return true;
    return r->extract.n_fields > 0 && str_eq(field, r->key);
}

bool register_extracts(const struct registry *r, str field)
{
    for (size_t i = 0; i < r->extract.n_fields; i++)
        if (str_eq(r->extract.fields[i], field))
            return true;
    return register_extract_always(r, field);
}

static bool covers(const str *v, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], name) || str_eq(v[i], S("*")))
            return true;
    return false;
}

static bool gives(const struct reg_access *a, enum reg_right right, str name)
{
    return right == REG_READ    ? covers(a->read, a->n_read, name)
           : right == REG_WRITE ? covers(a->write, a->n_write, name)
                                : covers(a->relate, a->n_relate, name);
}

bool register_partner_may(const struct registry *r, str partner, str purpose, enum reg_right right,
                          str name)
{
    for (size_t i = 0; i < r->n_access && partner.n; i++)
        if (str_eq(r->access[i].partner, partner) && str_eq(r->access[i].purpose, purpose) &&
            gives(&r->access[i], right, name))
            return true;
    return false;
}

bool register_may(const struct registry *r, str role, str service, str purpose,
                  enum reg_right right, str name)
{
    for (size_t i = 0; i < r->n_access; i++) {
        const struct reg_access *a = &r->access[i];
        bool who = service.n ? str_eq(a->service, service) : role.n > 0 && str_eq(a->role, role);
        if (who && str_eq(a->purpose, purpose) && gives(a, right, name))
            return true;
    }
    return false;
}

bool site_keep_until(const struct site_keep *k, day today, day *before)
{
    *before = day_add_months(today, -k->months);
    before->n -= k->days;
    return k->set;
}

day retention_end_day(const struct retention *r, day from)
{
    if (r->forever || !r->set)
        return (day){ INT64_MAX };
    day d = day_add_months(from, r->months);
    d.n += r->days;
    return d;
}

const struct feel_type *site_param_type(str type)
{
    return str_eq(type, S("list")) ? feel_type_of_kind(T_LIST)
           : type.n                ? feel_type_named(type)
                                   : NULL;
}

const struct registry *site_people(const struct site *s)
{
    for (size_t i = 0; i < s->n_registers; i++) {
        const struct reg_field *key = register_field(s->registers[i], s->registers[i]->key);
        if (key && key->scheme && key->sensitivity >= SENS_PERSONAL)
            return s->registers[i];
    }
    return NULL;
}
