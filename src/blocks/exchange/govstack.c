/* What of the GovStack building blocks' interfaces this house can answer in full: workflow 1.0.0
 * (its processes, one's own instances) and registration 0.1.1 (services, forms, one's own
 * applications). Published content is for everybody; instances and applications are those of who is
 * signed in. */
#include "blocks/case/party.h"
#include "blocks/catalog/catalog.h"
#include "blocks/exchange/own.h"
#include "value/json.h"

enum { LIST_MOST = 500 };

/* An identifier in the form of a UUID (RFC 9562, version 8): the interface wants one, and content
 * is named by words. */
static str uuid_of(struct web *w, const char *kind, str id)
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

static err send(struct web *w, val v)
{
    return web_json(w, 200, val_json_str(w->a, v));
}

static err failure(struct web *w, int status)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("code"), val_str(str_fmt(w->a, "%d", status)));
    val_put(&b, S("message"), val_str(status == 404 ? S("Not found") : S("Sign in")));
    return web_json(w, status, val_json_str(w->a, val_done(&b)));
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
    return send(w, list);
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

/* By the whole id, or by the service's name alone. */
err govstack_process(struct web *w)
{
    str id = web_param(w, "id");

    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *v = w->site->services[i];
        if (offered(v) && (str_eq(id, v->id) || str_eq(id, process_id(w, v->id, v->version))))
            return send(w, process_val(w, v));
    }
    return failure(w, 404);
}

/* ---- registration: services and forms ---- */

static val service_val(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("id"), val_str(uuid_of(w, "service", v->id)));
    val_put(&b, S("name"), val_str(site_text(w->site, v->title, w->lang)));
    val_put(&b, S("version"), val_str(str_sub(v->version, 0, 12)));
    val_put(&b, S("type"), VAL_S("Public"));
    val_put(&b, S("isExecutable"), val_bool(true));
    val_put(&b, S("description"), val_str(site_text(w->site, v->summary, w->lang)));
    return val_done(&b);
}

static const struct service *by_uuid(struct web *w, const char *kind, str id)
{
    for (size_t i = 0; i < w->site->n_services; i++)
        if (offered(w->site->services[i]) &&
            str_eq_nocase(id, uuid_of(w, kind, w->site->services[i]->id)))
            return w->site->services[i];
    return NULL;
}

err govstack_services(struct web *w)
{
    return collected(w, service_val);
}

err govstack_service(struct web *w)
{
    const struct service *v = by_uuid(w, "service", web_param(w, "id"));

    return v ? send(w, service_val(w, v)) : failure(w, 404);
}

static val form_val(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("eFormId"), val_str(uuid_of(w, "form", v->id)));
    val_put(&b, S("name"), val_str(site_text(w->site, v->title, w->lang)));
    val_put(&b, S("description"), val_str(site_text(w->site, v->summary, w->lang)));
    val_put(&b, S("version"), val_str(str_sub(v->version, 0, 12)));
    val_put(&b, S("latest"), val_bool(true));
    return val_done(&b);
}

/* A service has one form for applicants; those of officers are not published. */
err govstack_forms(struct web *w)
{
    const struct service *v = by_uuid(w, "service", web_param(w, "id"));

    return v ? send(w, val_append(w->a, val_list(NULL, 0), form_val(w, v))) : failure(w, 404);
}

err govstack_form(struct web *w)
{
    const struct service *v = by_uuid(w, "form", web_param(w, "id"));
    val schema;

    if (!v)
        return failure(w, 404);
    str file = service_form(v, S("form"))->file;
    for (size_t i = 0; i < w->boot->n_files; i++)
        if (str_eq(w->boot->files[i].path, file)) {
            TRY(val_from_json(w->a, w->boot->files[i].bytes, NULL, &schema, NULL));
            return send(w, val_with(w->a, form_val(w, v), S("schema"), schema));
        }
    return failure(w, 404);
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

err govstack_instances(struct web *w)
{
    struct q_cases_of_account all;
    str wanted = web_query(w, "processId");
    val list = val_list(NULL, 0);

    if (!w->who.account)
        return failure(w, 401);
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
    return send(w, list);
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

err govstack_instance(struct web *w)
{
    struct q_case c = { 0 };
    int64_t id;

    if (!w->who.account)
        return failure(w, 401);
    if (!failed(str_to_i64(web_param(w, "id"), &id)) && id > 0)
        TRY(own_case(w, id, S(""), &c));
    return c.found ? send(w, instance_val(w, c.id, c.service, c.version, c.submitted, c.changed,
                                          c.state))
                   : failure(w, 404);
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
    return failure(w, w->who.account ? 404 : 401);
}

err govstack_stopped(struct web *w)
{
    struct q_case c;
    val_builder b = val_build(w->a);

    TRY(q_case(w->db, 0, text_at(w->out, "number"), &c));
    val_put(&b, S("id"), val_str(str_fmt(w->a, "%lld", (long long)c.id)));
    val_put(&b, S("processRef"), val_str(process_id(w, c.service, c.version)));
    val_put(&b, S("suspended"), val_bool(false));
    val_put(&b, S("ended"), val_bool(true));
    val_put(&b, S("state"), val_str(str_z(instance_state(c.state))));
    return web_json(w, 201, val_json_str(w->a, val_done(&b)));
}

/* ---- registration: applications of who is signed in ---- */

/* How the house decided is a word of the service: PENDING and SENDBACK alone are known to mean what
 * the interface means by them. */
static val status_val(struct web *w, str state, str outcome)
{
    val_builder b = val_build(w->a);

    if (case_runs(state) && !str_eq(state, S(CASE_IN_FORCE)))
        val_put(&b, S("code"),
                str_eq(state, S(CASE_WAITING)) ? VAL_S("SENDBACK") : VAL_S("PENDING"));
    val_put(&b, S("title"), val_str(outcome.n ? outcome : state));
    return val_done(&b);
}

static void put_service(struct web *w, val_builder *b, str service)
{
    const struct service *v = site_service(w->site, service);

    val_put(b, S("serviceId"), val_str(uuid_of(w, "service", service)));
    val_put(b, S("serviceName"), val_str(v ? site_text(w->site, v->title, w->lang) : service));
}

static str applicant(struct web *w)
{
    return uuid_of(w, "account", str_fmt(w->a, "%lld", (long long)w->who.account));
}

err govstack_applications(struct web *w)
{
    struct q_cases_of_account all;
    str wanted = web_query(w, "serviceId");
    val list = val_list(NULL, 0);
    int64_t skip = 0, most = LIST_MOST;

    if (!w->who.account)
        return failure(w, 401);
    if (failed(str_to_i64(web_query(w, "firstResult"), &skip)) || skip < 0)
        skip = 0;
    if (failed(str_to_i64(web_query(w, "maxResult"), &most)) || most < 0)
        most = LIST_MOST;
    TRY(q_cases_of_account(w->db, w->who.account, LIST_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_of_account_row *c = &all.v[i];
        val_builder b = val_build(w->a);
        if (!c->submitted ||
            (wanted.n && !str_eq_nocase(wanted, uuid_of(w, "service", c->service))) || skip-- > 0)
            continue;
        if (most-- <= 0)
            break;
        val_put(&b, S("fileId"), val_str(c->number));
        val_put(&b, S("status"), status_val(w, c->state, c->outcome));
        val_put(&b, S("applicantId"), val_str(applicant(w)));
        val_put(&b, S("registered"), val_str(instant_str(w->a, (instant){ c->submitted })));
        put_service(w, &b, c->service);
        val_put(&b, S("eformId"), val_str(uuid_of(w, "form", c->service)));
        list = val_append(w->a, list, val_done(&b));
    }
    return send(w, list);
}

/* Each answer is an object there: { "value": ... }. */
static val form_data(struct web *w, const struct q_case *c, val answers)
{
    val_builder data = val_build(w->a), b = val_build(w->a);

    for (uint32_t i = 0; answers.tag == V_CONTEXT && i < answers.c->n; i++)
        val_put(&data, answers.c->e[i].key,
                val_with(w->a, val_null(), S("value"), answers.c->e[i].value));
    val_put(&b, S("data"), val_done(&data));
    val_put(&b, S("eFormId"), val_str(uuid_of(w, "form", c->service)));
    return val_done(&b);
}

err govstack_application(struct web *w)
{
    struct q_case c = { 0 };
    struct data_key key;
    val_builder b = val_build(w->a), d = val_build(w->a);
    val answers;

    if (!w->who.account)
        return failure(w, 401);
    TRY(own_case(w, 0, web_param(w, "id"), &c));
    if (!c.found)
        return failure(w, 404);
    TRY(case_own_key(w, &c, &key));
    TRY(case_answers(w->a, &c, &key, &answers));
    bytes_wipe(&key, sizeof key);
    const struct service *v = case_service(w->boot, &c);
    if (v && v->n_forms) /* what others who take part keep to themselves */
        answers = party_seen(w->a, v->forms[0].form, S(""), answers);
    val_put(&d, S("applicantId"), val_str(applicant(w)));
    val_put(&d, S("created"), val_str(instant_str(w->a, (instant){ c.created })));
    val_put(&d, S("formData"), form_data(w, &c, answers));
    val_put(&b, S("applicantId"), val_str(applicant(w)));
    val_put(&b, S("fileId"), val_str(c.number));
    val_put(&b, S("registered"), val_str(instant_str(w->a, (instant){ c.submitted })));
    put_service(w, &b, c.service);
    val_put(&b, S("status"), status_val(w, c.state, c.outcome));
    val_put(&b, S("ended"),
            val_bool(str_eq(c.state, S(CASE_DECIDED)) || str_eq(c.state, S(CASE_WITHDRAWN))));
    val_put(&b, S("applicationData"), val_done(&d));
    return send(w, val_done(&b));
}
