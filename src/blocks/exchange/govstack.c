/* What of the GovStack building blocks' interfaces this house can answer in full: workflow 1.0.0
 * (its processes, one's own instances) and registration 0.1.1 (services, forms, one's own
 * applications). Published content is for everybody; instances and applications are those of who is
 * signed in, or whose program shows a token. */
#include "blocks/case/party.h"
#include "blocks/catalog/catalog.h"
#include "blocks/consent/consent.h"
#include "blocks/exchange/govstack.h"
#include "os/zone.h"
#include "value/json.h"

enum { LIST_MOST = 500 };

str gov_uuid(struct web *w, const char *kind, str id)
{
    sha256 h = sha256_of(
        str_fmt(w->a, "govstack\n%.*s\n%s\n%.*s", STR_ARG(w->site->id), kind, STR_ARG(id)));

    h.b[6] = (uint8_t)((h.b[6] & 0x0f) | 0x80);
    h.b[8] = (uint8_t)((h.b[8] & 0x3f) | 0x80);
    str x = str_hex(w->a, h.b, 16);
    return str_fmt(w->a, "%.*s-%.*s-%.*s-%.*s-%.*s", STR_ARG(str_sub(x, 0, 8)),
                   STR_ARG(str_sub(x, 8, 4)), STR_ARG(str_sub(x, 12, 4)),
                   STR_ARG(str_sub(x, 16, 4)), STR_ARG(str_from(x, 20)));
}

static str process_id(struct web *w, str service, str version)
{
    return str_fmt(w->a, "%.*s:%.*s", STR_ARG(service), STR_ARG(str_sub(version, 0, 12)));
}

static bool offered(const struct service *v)
{
    return !v->hidden && !v->broken && v->process && service_form(v, S("form"));
}

err gov_send(struct web *w, val v)
{
    return web_json(w, 200, val_json_str(w->a, v));
}

err gov_failure(struct web *w, int status, str message)
{
    val_builder b = val_build(w->a);

    w->act = NULL;
    val_put(&b, S("traceId"), val_str(ulid_str(w->a, w->req->id)));
    val_put(&b, S("code"), val_str(str_fmt(w->a, "%d", status)));
    val_put(&b, S("message"), val_str(message));
    val_put(&b, S("localizedMessage"), val_str(message));
    return web_json(w, status, val_json_str(w->a, val_done(&b)));
}

err gov_failure_word(struct web *w, int status, enum word_id word)
{
    return gov_failure(w, status, word0(w->page.words, word));
}

err gov_failure_form(struct web *w, const struct form_errors *errors)
{
    buf b;

    buf_init(&b, w->a, 500);
    for (size_t i = 0; i < errors->v.n; i++) {
        const struct form_error *x = &errors->v.v[i];
        enum word_id id = word_find(x->key);
        str text =
            x->text.n ? x->text
                      : word(w->a, w->page.words, id == W_NONE ? W_case_answer_wrong : id, x->args);
        buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "", STR_ARG(x->field), STR_ARG(text));
    }
    return gov_failure(w, 422, buf_str(&b));
}

err gov_missing(struct web *w)
{
    return w->who.account ? gov_failure_word(w, 404, W_exchange_not_there)
                          : gov_failure_word(w, 401, W_act_sign_in_needed);
}

err gov_again(struct web *w)
{
    buf b;

    buf_init(&b, w->a, 300);
    for (size_t i = 0; i < w->nrefusals; i++)
        buf_fmt(&b, "%s%.*s%s%.*s", b.n ? "; " : "", STR_ARG(w->refusals[i].field),
                w->refusals[i].field.n ? ": " : "", STR_ARG(web_refusal_text(w, &w->refusals[i])));
    return gov_failure(w, w->status, buf_str(&b));
}

err gov_look(struct web *w, int64_t case_id, str number, web_fn *show)
{
    bool seen = true;

    w->act = NULL;
    if (w->who.token)
        TRY(trace_own_since(w->db, w->who.token, case_id, zone_day_start(w->boot->zone, w->today),
                            &seen));
    if (seen)
        return show(w);
    w->act = "program.look";
    w->in = val_with(w->a, val_null(), S("number"), val_str(number));
    w->then_fn = show;
    return OK;
}

/* Of the program's own person, or it is not there. */
err act_program_look(act *a, val in, val *out)
{
    str number = val_get_text(in, S("number"));
    struct trace t = { .kind = number.n ? "case" : "list" };
    struct q_case c;
    int64_t id;

    *out = val_null();
    if (!a->who.token)
        return refuse_with(a, W_act_token_needed, NULL, val_null(), 401);
    if (number.n) {
        err e = case_find(a->db, number, &c);
        if (e.class == ERR_CLASS_FAULT)
            return e;
        if (failed(e) || c.account != a->who.account)
            return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
        t.case_id = c.id;
        t.case_number = c.number;
    }
    return trace_own(a, &t, &id);
}

static err collected(struct web *w, val (*make)(struct web *w, const struct service *v))
{
    val list = val_list(NULL, 0);
    str name = web_query(w, "name");

    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *v = w->site->services[i];
        if (offered(v) && (!name.n || str_eq_nocase(name, site_text(w->site, v->title, w->lang))))
            list = val_append(w->a, list, make(w, v));
    }
    return gov_send(w, list);
}

/* ---- workflow: processes ---- */

static val process_val(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a), d = val_build(w->a);

    val_put(&d, S("name"), val_str(site_text(w->site, v->title, w->lang)));
    val_put(&d, S("type"), VAL_S("Public"));
    val_put(&d, S("version"), val_str(str_sub(v->version, 0, 12)));
    val_put(&d, S("isExecutable"), val_bool(true));
    val_put(&d, S("description"), val_str(site_text(w->site, v->summary, w->lang)));
    val_put(&b, S("id"), val_str(process_id(w, v->id, v->version)));
    val_put(&b, S("processDefinition"), val_done(&d));
    return val_done(&b);
}

err govstack_processes(struct web *w)
{
    return collected(w, process_val);
}

const struct service *gov_process(struct web *w, str id)
{
    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *v = w->site->services[i];
        if (offered(v) && (str_eq(id, v->id) || str_eq(id, process_id(w, v->id, v->version))))
            return v;
    }
    return NULL;
}

err govstack_process(struct web *w)
{
    const struct service *v = gov_process(w, web_param(w, "id"));

    return v ? gov_send(w, process_val(w, v)) : gov_failure_word(w, 404, W_exchange_not_there);
}

/* What a process is stands in the site, drawn and signed by two: nobody changes it from outside. */
err govstack_design(struct web *w)
{
    return gov_failure_word(w, 403, W_exchange_processes_are_content);
}

/* ---- registration: services and forms ---- */

static val service_val(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("id"), val_str(gov_uuid(w, "service", v->id)));
    val_put(&b, S("name"), val_str(site_text(w->site, v->title, w->lang)));
    val_put(&b, S("version"), val_str(str_sub(v->version, 0, 12)));
    val_put(&b, S("type"), VAL_S("Public"));
    val_put(&b, S("isExecutable"), val_bool(true));
    val_put(&b, S("description"), val_str(site_text(w->site, v->summary, w->lang)));
    return val_done(&b);
}

const struct service *gov_service(struct web *w, const char *kind, str id)
{
    for (size_t i = 0; i < w->site->n_services; i++)
        if (offered(w->site->services[i]) &&
            str_eq_nocase(id, gov_uuid(w, kind, w->site->services[i]->id)))
            return w->site->services[i];
    return NULL;
}

err govstack_services(struct web *w)
{
    return collected(w, service_val);
}

err govstack_service(struct web *w)
{
    const struct service *v = gov_service(w, "service", web_param(w, "id"));

    return v ? gov_send(w, service_val(w, v)) : gov_failure_word(w, 404, W_exchange_not_there);
}

static val form_val(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("eFormId"), val_str(gov_uuid(w, "form", v->id)));
    val_put(&b, S("name"), val_str(site_text(w->site, v->title, w->lang)));
    val_put(&b, S("description"), val_str(site_text(w->site, v->summary, w->lang)));
    val_put(&b, S("version"), val_str(str_sub(v->version, 0, 12)));
    val_put(&b, S("latest"), val_bool(true));
    return val_done(&b);
}

/* A service has one form for applicants; those of officers are not published. */
err govstack_forms(struct web *w)
{
    const struct service *v = gov_service(w, "service", web_param(w, "id"));

    return v ? gov_send(w, val_append(w->a, val_list(NULL, 0), form_val(w, v)))
             : gov_failure_word(w, 404, W_exchange_not_there);
}

err govstack_form(struct web *w)
{
    const struct service *v = gov_service(w, "form", web_param(w, "id"));
    val schema;

    if (!v)
        return gov_failure_word(w, 404, W_exchange_not_there);
    str file = service_form(v, S("form"))->file;
    for (size_t i = 0; i < w->boot->n_files; i++)
        if (str_eq(w->boot->files[i].path, file)) {
            TRY(val_from_json(w->a, w->boot->files[i].bytes, NULL, &schema, NULL));
            return gov_send(w, val_with(w->a, form_val(w, v), S("schema"), schema));
        }
    return gov_failure_word(w, 404, W_exchange_not_there);
}

/* ---- workflow: instances of who is signed in ---- */

static const char *instance_state(str state)
{
    return str_eq(state, S(CASE_DECIDED))     ? "Completed"
           : str_eq(state, S(CASE_WITHDRAWN)) ? "Terminated"
                                              : "Active";
}

static val instance_val(struct web *w, int64_t id, str service, str version, int64_t begun,
                        int64_t changed, str state)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("id"), val_int(id));
    val_put(&b, S("processRef"), val_str(process_id(w, service, version)));
    val_put(&b, S("initTime"), val_str(instant_str(w->a, (instant){ begun })));
    val_put(&b, S("state"), val_str(str_z(instance_state(state))));
    val_put(&b, S("lastChangeTime"), val_str(instant_str(w->a, (instant){ changed })));
    return val_done(&b);
}

static err show_instances(struct web *w)
{
    struct q_cases_of_account all;
    str wanted = web_query(w, "processId");
    val list = val_list(NULL, 0);

    TRY(q_cases_of_account(w->db, w->who.account, LIST_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_of_account_row *c = &all.v[i];
        if (!c->submitted || (wanted.n && !str_eq(wanted, c->service) &&
                              !str_eq(wanted, process_id(w, c->service, c->version))))
            continue;
        list = val_append(
            w->a, list,
            instance_val(w, c->id, c->service, c->version, c->submitted, c->changed, c->state));
    }
    return gov_send(w, list);
}

err govstack_instances(struct web *w)
{
    return w->who.account ? gov_look(w, 0, S(""), show_instances) : gov_missing(w);
}

/* The own case of that id or number; not found for anybody else's. */
static err own_case(struct web *w, int64_t id, str number, struct q_case *c)
{
    TRY(q_case(w->db, id, number, c));
    if (!c->submitted || !w->who.account || c->account != w->who.account ||
        str_eq(c->state, S(CASE_ERASED)))
        c->found = false;
    return OK;
}

static err show_instance(struct web *w)
{
    const struct q_case *c = w->own;

    return gov_send(
        w, instance_val(w, c->id, c->service, c->version, c->submitted, c->changed, c->state));
}

err govstack_instance(struct web *w)
{
    struct q_case *c = ARENA_NEW(w->a, struct q_case);
    int64_t id;

    w->own = c;
    if (!failed(str_to_i64(web_param(w, "id"), &id)) && id > 0)
        TRY(own_case(w, id, S(""), c));
    return c->found ? gov_look(w, c->id, c->number, show_instance) : gov_missing(w);
}

/* Stopping one's own instance is withdrawing the case. */
err govstack_stop(struct web *w)
{
    struct q_case c = { 0 };
    int64_t id;

    if (!failed(str_to_i64(web_param(w, "id"), &id)) && id > 0 && w->who.account)
        TRY(own_case(w, id, S(""), &c));
    w->in = val_with(w->a, val_null(), S("number"), val_str(c.found ? c.number : S("")));
    if (c.found)
        return OK;
    w->act = NULL;
    return gov_missing(w);
}

err gov_instance_sent(struct web *w, str number)
{
    struct q_case c;
    val_builder b = val_build(w->a);

    TRY(q_case(w->db, 0, number, &c));
    val_put(&b, S("id"), val_str(str_fmt(w->a, "%lld", (long long)c.id)));
    val_put(&b, S("processRef"), val_str(process_id(w, c.service, c.version)));
    val_put(&b, S("suspended"), val_bool(str_eq(c.state, S(CASE_WAITING))));
    val_put(&b, S("ended"), val_bool(!case_runs(c.state)));
    val_put(&b, S("state"), val_str(str_z(instance_state(c.state))));
    return web_json(w, 201, val_json_str(w->a, val_done(&b)));
}

err govstack_stopped(struct web *w)
{
    return gov_instance_sent(w, text_at(w->out, "number"));
}

/* ---- registration: applications of who is signed in ---- */

/* How the house decided is a word of the service: PENDING and SENDBACK alone are known to mean what
 * the interface means by them. */
val gov_status(struct web *w, str state, str outcome)
{
    val_builder b = val_build(w->a);

    if (case_runs(state) && !str_eq(state, S(CASE_IN_FORCE)))
        val_put(&b, S("code"),
                str_eq(state, S(CASE_WAITING)) ? VAL_S("SENDBACK") : VAL_S("PENDING"));
    val_put(&b, S("title"), val_str(outcome.n ? outcome : state));
    return val_done(&b);
}

void gov_put_service(struct web *w, val_builder *b, str service)
{
    const struct service *v = site_service(w->site, service);

    val_put(b, S("serviceId"), val_str(gov_uuid(w, "service", service)));
    val_put(b, S("serviceName"), val_str(v ? site_text(w->site, v->title, w->lang) : service));
}

str gov_applicant(struct web *w)
{
    return gov_uuid(w, "account", str_fmt(w->a, "%lld", (long long)w->who.account));
}

static err show_applications(struct web *w)
{
    struct q_cases_of_account all;
    str wanted = web_query(w, "serviceId");
    val list = val_list(NULL, 0);
    int64_t skip = 0, most = LIST_MOST;

    if (failed(str_to_i64(web_query(w, "firstResult"), &skip)) || skip < 0)
        skip = 0;
    if (failed(str_to_i64(web_query(w, "maxResult"), &most)) || most < 0)
        most = LIST_MOST;
    TRY(q_cases_of_account(w->db, w->who.account, LIST_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_of_account_row *c = &all.v[i];
        val_builder b = val_build(w->a);
        if (!c->submitted ||
            (wanted.n && !str_eq_nocase(wanted, gov_uuid(w, "service", c->service))) || skip-- > 0)
            continue;
        if (most-- <= 0)
            break;
        val_put(&b, S("fileId"), val_str(c->number));
        val_put(&b, S("status"), gov_status(w, c->state, c->outcome));
        val_put(&b, S("applicantId"), val_str(gov_applicant(w)));
        val_put(&b, S("registered"), val_str(instant_str(w->a, (instant){ c->submitted })));
        gov_put_service(w, &b, c->service);
        val_put(&b, S("eformId"), val_str(gov_uuid(w, "form", c->service)));
        list = val_append(w->a, list, val_done(&b));
    }
    return gov_send(w, list);
}

err govstack_applications(struct web *w)
{
    return w->who.account ? gov_look(w, 0, S(""), show_applications) : gov_missing(w);
}

val gov_data(arena *a, val answers)
{
    val_builder data = val_build(a);

    for (uint32_t i = 0; answers.tag == V_CONTEXT && i < answers.c->n; i++)
        val_put(&data, answers.c->e[i].key,
                val_with(a, val_null(), S("value"), answers.c->e[i].value));
    return val_done(&data);
}

bool gov_answers(arena *a, val data, val *out)
{
    val_builder b = val_build(a);

    if (!val_is_null(data) && data.tag != V_CONTEXT)
        return false;
    for (uint32_t i = 0; data.tag == V_CONTEXT && i < data.c->n; i++) {
        val one = data.c->e[i].value;
        if (one.tag != V_CONTEXT || !val_has(one, S("value")))
            return false;
        val_put(&b, data.c->e[i].key, val_get(one, S("value")));
    }
    *out = val_done(&b);
    return true;
}

static val form_data(struct web *w, const struct q_case *c, val answers)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("data"), gov_data(w->a, answers));
    val_put(&b, S("eFormId"), val_str(gov_uuid(w, "form", c->service)));
    return val_done(&b);
}

err gov_application(struct web *w, const struct q_case *c, const struct data_key *key, val *out)
{
    val_builder b = val_build(w->a), d = val_build(w->a);
    val answers;

    TRY(case_answers(w->a, c, key, &answers));
    const struct service *v = case_service(w->boot, c);
    if (v && v->n_forms) /* what others who take part keep to themselves */
        answers = party_seen(w->a, v->forms[0].form, S(""), answers);
    val_put(&d, S("applicantId"), val_str(gov_applicant(w)));
    val_put(&d, S("created"), val_str(instant_str(w->a, (instant){ c->created })));
    val_put(&d, S("formData"), form_data(w, c, answers));
    val_put(&b, S("applicantId"), val_str(gov_applicant(w)));
    val_put(&b, S("fileId"), val_str(c->number));
    val_put(&b, S("registered"), val_str(instant_str(w->a, (instant){ c->submitted })));
    gov_put_service(w, &b, c->service);
    val_put(&b, S("status"), gov_status(w, c->state, c->outcome));
    val_put(&b, S("ended"),
            val_bool(str_eq(c->state, S(CASE_DECIDED)) || str_eq(c->state, S(CASE_WITHDRAWN))));
    val_put(&b, S("applicationData"), val_done(&d));
    *out = val_done(&b);
    return OK;
}

static err show_application(struct web *w)
{
    const struct q_case *c = w->own;
    struct data_key key;
    val v;

    TRY(case_own_key(w, c, &key));
    err e = gov_application(w, c, &key, &v);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    return gov_send(w, v);
}

err govstack_application(struct web *w)
{
    struct q_case *c = ARENA_NEW(w->a, struct q_case);

    w->own = c;
    TRY(own_case(w, 0, web_param(w, "id"), c));
    return c->found ? gov_look(w, c->id, c->number, show_application) : gov_missing(w);
}
