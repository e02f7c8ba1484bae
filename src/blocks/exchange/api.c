/* The external-task interface of Camunda 7's REST API: its addresses, names and shapes, so that
 * clients written for it work here. */
#include "blocks/exchange/own.h"
#include "value/json.h"

enum { DETAILS_MAX = 16000, LIST_MOST = 1000, HOLD_LEAST_MS = 20 };

/* ---- answers ---- */

static err exception(struct web *w, int status, str text)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("type"), VAL_S("RestException"));
    val_put(&b, S("message"), val_str(text));
    val_put(&b, S("code"), val_null());
    TRY(web_json(w, status, val_json_str(w->a, val_done(&b))));
    if (status == 401)
        reply_header(w->a, &w->reply, S("www-authenticate"),
                     S("Basic realm=\"Stoa\", charset=\"UTF-8\""));
    return OK;
}

static err exception_word(struct web *w, int status, enum word_id word)
{
    return exception(w, status, word0(w->page.words, word));
}

/* What an act refused, or the house could not do. */
err api_camunda_again(struct web *w)
{
    int status = w->status == 422 ? 400 : w->status;

    return exception(w, status, w->nrefusals ? web_refusal_text(w, &w->refusals[0]) : S(""));
}

err api_finish_nothing(struct web *w)
{
    TRY(web_bytes(w, 204, S(""), S("")));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* ---- tasks as JSON ---- */

struct facts {
    int64_t id, token, priority, retries, free_at, created;
    str topic, element, service, version, number, worker;
};

static val text_or_null(str s)
{
    return s.n ? val_str(s) : val_null();
}

static void put_facts(struct web *w, val_builder *b, const struct facts *f)
{
    arena *a = w->a;
    str definition =
        str_fmt(a, "%.*s:%.*s", STR_ARG(f->service), STR_ARG(str_sub(f->version, 0, 12)));

    val_put(b, S("activityId"), val_str(f->element));
    val_put(b, S("activityInstanceId"),
            val_str(str_fmt(a, "%.*s:%lld", STR_ARG(f->element), (long long)f->token)));
    val_put(b, S("errorMessage"), val_null()); /* sealed with the case */
    val_put(b, S("executionId"), val_str(f->number));
    val_put(b, S("id"), val_str(str_fmt(a, "%lld", (long long)f->id)));
    val_put(b, S("lockExpirationTime"),
            f->worker.n ? val_str(camunda_time(a, (instant){ f->free_at })) : val_null());
    val_put(b, S("createTime"), val_str(camunda_time(a, (instant){ f->created })));
    val_put(b, S("processDefinitionId"), val_str(definition));
    val_put(b, S("processDefinitionKey"), val_str(f->service));
    val_put(b, S("processDefinitionVersionTag"), val_null());
    val_put(b, S("processInstanceId"), val_str(f->number));
    val_put(b, S("retries"), val_int(f->retries));
    val_put(b, S("suspended"), val_bool(false));
    val_put(b, S("workerId"), text_or_null(f->worker));
    val_put(b, S("topicName"), val_str(f->topic));
    val_put(b, S("tenantId"), val_null());
    val_put(b, S("priority"), val_int(f->priority));
    val_put(b, S("businessKey"), val_str(f->number));
}

/* ---- fetchAndLock ---- */

/* Filters that are not kept must not be passed over: a worker would get what it did not ask for. */
static const char *const unsupported[] = { "processDefinitionId",
                                           "processDefinitionIdIn",
                                           "processDefinitionVersionTag",
                                           "processVariables",
                                           "tenantIdIn",
                                           "processDefinitionKeyIn" };

static str unsupported_in(val topic)
{
    FOR_EACH(unsupported, u) {
        val v = val_get(topic, str_z(*u));
        if (!val_is_null(v) && !(v.tag != V_STRING && v.tag != V_NUMBER && !val_count(v)))
            return str_z(*u);
    }
    return S("");
}

static val topic_in(arena *a, val t)
{
    val_builder b = val_build(a);

    val_put(&b, S("topic"), val_str(text_at(t, "topicName")));
    val_put(&b, S("lock"), val_int(val_get_i64(t, S("lockDuration"), 0)));
    val_put(&b, S("number"), val_str(text_at(t, "businessKey")));
    val_put(&b, S("service"), val_str(text_at(t, "processDefinitionKey")));
    return val_done(&b);
}

static val fetch_in(struct web *w)
{
    val topics = val_get(w->body, S("topics")), list = val_list(NULL, 0);
    val sorting = val_at(val_get(w->body, S("sorting")), 0), use;
    val_builder b = val_build(w->a);

    for (size_t i = 0; i < val_count(topics); i++)
        list = val_append(w->a, list, topic_in(w->a, val_at(topics, i)));
    use = val_get(w->body, S("usePriority"));
    val_put(&b, S("worker"), val_str(text_at(w->body, "workerId")));
    val_put(&b, S("max"), val_int(val_get_i64(w->body, S("maxTasks"), 0)));
    val_put(&b, S("topics"), list);
    val_put(&b, S("by_priority"), val_bool(val_is_null(use) || val_is_true(use)));
    val_put(&b, S("newest"),
            val_bool(str_eq(text_at(sorting, "sortBy"), S("createTime")) &&
                     str_eq(text_at(sorting, "sortOrder"), S("desc"))));
    return val_done(&b);
}

/* Whether something may be taken now; else when the next lock or pause ends (0: none). */
static err anything(struct web *w, val in, bool *now, int64_t *next)
{
    val topics = val_get(in, S("topics"));

    *now = false;
    *next = 0;
    for (size_t i = 0; i < val_count(topics) && i < TOPICS_MOST && !*now; i++) {
        val t = val_at(topics, i);
        str name = text_at(t, "topic");
        struct q_outside_free q;
        struct q_outside_next n;
        if (!topic_of(w->site, name, w->who.partner)) {
            *now = true; /* the act says what is wrong */
            break;
        }
        struct q_outside_free_in find = { name, w->now.ms, 1, text_at(t, "number"),
                                          text_at(t, "service") };
        TRY(q_outside_free(w->db, &find, &q));
        TRY(q_outside_next(w->db, name, w->now.ms, &n));
        *now = q.n > 0;
        if (n.at && (!*next || n.at < *next))
            *next = n.at;
    }
    return OK;
}

/* Until when the request may be held: asyncResponseTimeout after it came. */
static int64_t hold_until(const struct web *w)
{
    return w->req->at.ms + val_get_i64(w->body, S("asyncResponseTimeout"), 0);
}

static err hold(struct web *w, int64_t next)
{
    int64_t end = hold_until(w);

    if (end <= w->now.ms + HOLD_LEAST_MS)
        return web_json(w, 200, S("[]"));
    if (next > w->now.ms && next < end)
        end = MAX(next, w->now.ms + HOLD_LEAST_MS);
    web_park(w, outside_wake(w->a, w->who.partner), (instant){ end });
    return OK;
}

static bool well_formed(struct web *w, err *e)
{
    val topics = val_get(w->body, S("topics"));
    int64_t wait = val_get_i64(w->body, S("asyncResponseTimeout"), 0);
    str other = S("");

    if (!w->who.partner.n) {
        *e = exception_word(w, 401, W_act_partner_needed);
        return false;
    }
    if (val_count(topics) > TOPICS_MOST) {
        *e = exception_word(w, 400, W_exchange_many_topics);
        return false;
    }
    for (size_t i = 0; i < val_count(topics) && !other.n; i++)
        other = unsupported_in(val_at(topics, i));
    if (w->body.tag != V_CONTEXT || (!val_is_null(topics) && topics.tag != V_LIST))
        *e = exception_word(w, 400, W_exchange_no_json);
    else if (!text_at(w->body, "workerId").n)
        *e = exception_word(w, 400, W_exchange_no_worker);
    else if (wait < 0 || wait > PARK_MOST_MS)
        *e = exception_word(w, 400, W_exchange_wait_span);
    else if (other.n)
        *e = exception(w, 400,
                       word(w->a, w->page.words, W_exchange_unsupported,
                            val_with(w->a, val_null(), S("name"), val_str(other))));
    else
        return true;
    return false;
}

err api_fetch(struct web *w)
{
    bool now;
    int64_t next;
    err e = OK;

    w->act = NULL;
    if (!well_formed(w, &e))
        return e;
    w->in = fetch_in(w);
    TRY(anything(w, w->in, &now, &next));
    if (!now && !w->req->again) /* else: what it took before its worker died is told once more */
        return hold(w, next);
    w->act = "outside.fetch";
    if (w->req->woken) /* the same request asks again, and for something else */
        w->act_id =
            str_fmt(w->a, "%.*s.%lld", STR_ARG(ulid_str(w->a, w->req->id)), (long long)w->now.ms);
    return OK;
}

/* The names that the worker wants to see, as its topic says; all without such a list. */
static val wanted(struct web *w, str topic, val input)
{
    val topics = val_get(w->body, S("topics")), names = val_null();
    val_builder b = val_build(w->a);

    for (size_t i = 0; i < val_count(topics); i++)
        if (str_eq(text_at(val_at(topics, i), "topicName"), topic))
            names = val_get(val_at(topics, i), S("variables"));
    if (names.tag != V_LIST)
        return input;
    for (size_t i = 0; i < val_count(names); i++)
        if (val_has(input, val_text(val_at(names, i))))
            val_put(&b, val_text(val_at(names, i)), val_get(input, val_text(val_at(names, i))));
    return val_done(&b);
}

static err one_fetched(struct web *w, int64_t id, const struct data_key *key, val *out)
{
    struct q_outside t;
    val_builder b = val_build(w->a);
    val input;

    *out = val_null();
    TRY(q_outside(w->db, id, &t));
    if (!t.found || !str_eq(t.state, S(OUTSIDE_OPEN)) ||
        !str_eq(t.worker, text_at(w->in, "worker")))
        return OK; /* over meanwhile: nothing is to be done */
    TRY(key_open(w->a, key, "outside.input", t.input, &input));
    struct facts f = { t.id,    t.token,   t.priority, t.retries, t.free_at, t.created,
                       t.topic, t.element, t.service,  t.version, t.number,  t.worker };
    put_facts(w, &b, &f);
    val_put(&b, S("variables"), typed_values(w->a, wanted(w, t.topic, input)));
    *out = val_done(&b);
    return OK;
}

err api_fetched(struct web *w)
{
    val ids = val_get(w->out, S("tasks")), list = val_list(NULL, 0), one;
    size_t n = MIN(val_count(ids), (size_t)TASKS_MOST);
    struct data_key subjects[TASKS_MOST], keys[TASKS_MOST];
    bool now;
    int64_t next, id;

    if (!n) { /* another worker was faster */
        TRY(anything(w, w->in, &now, &next));
        return hold(w, next);
    }
    for (size_t i = 0; i < n; i++) {
        struct q_outside t;
        if (!val_to_i64(val_at(ids, i), &id))
            return FAULT(ERR_TYPE);
        TRY(q_outside(w->db, id, &t));
        subjects[i] = (struct data_key){ .kind = SUBJECT_CASE, .id = t.case_id };
    }
    TRY(web_keys(w, text_at(w->out, "ticket"), subjects, n, keys));
    for (size_t i = 0; i < n; i++) {
        (void)val_to_i64(val_at(ids, i), &id);
        TRY(one_fetched(w, id, &keys[i], &one));
        if (!val_is_null(one))
            list = val_append(w->a, list, one);
    }
    bytes_wipe(keys, sizeof keys);
    return web_json(w, 200, val_json_str(w->a, list));
}

/* ---- what is done with one ---- */

static bool task_begin(struct web *w, val_builder *b)
{
    int64_t id;

    *b = val_build(w->a);
    if (failed(str_to_i64(web_param(w, "id"), &id)))
        id = 0;
    val_put(b, S("id"), val_int(id));
    return true;
}

static err task_in(struct web *w, val_builder *b)
{
    w->in = val_done(b);
    return OK;
}

static void put_worker(struct web *w, val_builder *b)
{
    val_put(b, S("worker"), val_str(text_at(w->body, "workerId")));
}

/* variables and localVariables are both what the work brings; false where one cannot be read, with
 * the answer made. */
static bool put_values(struct web *w, val_builder *b, err *e)
{
    static const char *const names[] = { "variables", "localVariables" };
    val_builder all = val_build(w->a);
    val some;
    str wrong;

    FOR_EACH(names, n) {
        if (!plain_values(w->a, val_get(w->body, str_z(*n)), &some, &wrong)) {
            w->act = NULL;
            *e = exception(w, 400,
                           word(w->a, w->page.words, W_exchange_wrong_value,
                                val_with(w->a, val_null(), S("name"), val_str(wrong))));
            return false;
        }
        val_put_all(&all, some);
    }
    val_put(b, S("values"), val_done(&all));
    return true;
}

static void put_text(struct web *w, val_builder *b, const char *from, const char *to, size_t most)
{
    val_put(b, str_z(to), val_str(utf8_first(text_at(w->body, from), most)));
}

err api_complete(struct web *w)
{
    val_builder b;
    err e = OK;

    task_begin(w, &b);
    put_worker(w, &b);
    return put_values(w, &b, &e) ? task_in(w, &b) : e;
}

err api_bpmn_error(struct web *w)
{
    val_builder b;
    err e = OK;

    task_begin(w, &b);
    put_worker(w, &b);
    put_text(w, &b, "errorCode", "code", 200);
    put_text(w, &b, "errorMessage", "message", MESSAGE_MAX);
    return put_values(w, &b, &e) ? task_in(w, &b) : e;
}

/* A long message is cut: that the work failed must not be lost over how it is told. */
err api_failure(struct web *w)
{
    val_builder b;

    task_begin(w, &b);
    put_worker(w, &b);
    put_text(w, &b, "errorMessage", "message", MESSAGE_MAX);
    put_text(w, &b, "errorDetails", "details", DETAILS_MAX);
    val_put(&b, S("retries"), val_int(val_get_i64(w->body, S("retries"), 0)));
    val_put(&b, S("pause"), val_int(val_get_i64(w->body, S("retryTimeout"), 0)));
    return task_in(w, &b);
}

static err lock_for(struct web *w, const char *field)
{
    val_builder b;

    task_begin(w, &b);
    put_worker(w, &b);
    val_put(&b, S("ms"), val_int(val_get_i64(w->body, str_z(field), 0)));
    return task_in(w, &b);
}

err api_extend(struct web *w)
{
    return lock_for(w, "newDuration");
}

err api_lock(struct web *w)
{
    return lock_for(w, "lockDuration");
}

err api_unlock(struct web *w)
{
    val_builder b;

    task_begin(w, &b);
    return task_in(w, &b);
}

/* ---- what there is: numbers and states, nothing of a person ---- */

struct filter {
    str topic, worker, service, number;
    bool locked, not_locked;
    int64_t id;
};

static struct filter filter_of(const struct web *w)
{
    struct filter f = { .topic = web_query(w, "topicName"),
                        .worker = web_query(w, "workerId"),
                        .service = web_query(w, "processDefinitionKey"),
                        .number = web_query(w, "processInstanceId"),
                        .locked = str_eq(web_query(w, "locked"), S("true")),
                        .not_locked = str_eq(web_query(w, "notLocked"), S("true")) };

    if (failed(str_to_i64(web_query(w, "externalTaskId"), &f.id)))
        f.id = 0;
    return f;
}

static bool passes(const struct web *w, const struct filter *f, const struct q_outside_list_row *r)
{
    bool locked = r->worker.n && r->free_at > w->now.ms;

    return (!f->worker.n || str_eq(f->worker, r->worker)) &&
           (!f->service.n || str_eq(f->service, r->service)) &&
           (!f->number.n || str_eq(f->number, r->number)) && (!f->id || f->id == r->id) &&
           (!f->locked || locked) && (!f->not_locked || !locked);
}

static val row_val(struct web *w, const struct q_outside_list_row *r)
{
    struct facts f = { r->id,    r->token,   r->priority, r->retries, r->free_at, r->created,
                       r->topic, r->element, r->service,  r->version, r->number,  r->worker };
    val_builder b = val_build(w->a);

    put_facts(w, &b, &f);
    return val_done(&b);
}

/* Those of the partner's topics that pass, past the first `skip`, at most `most`; *all counts. */
static err listed(struct web *w, const struct filter *f, size_t skip, size_t most, val *list,
                  size_t *all)
{
    const struct partner *p = site_partner(w->site, w->who.partner);

    *list = val_list(NULL, 0);
    *all = 0;
    for (size_t i = 0; p && i < p->n_topics; i++) {
        struct q_outside_list q = { 0 };
        int64_t after = 0;
        if (f->topic.n && !str_eq(f->topic, p->topics[i].type.name))
            continue;
        do {
            TRY(q_outside_list(w->db, p->topics[i].type.name, after, LIST_MOST, &q));
            for (size_t k = 0; k < q.n; k++) {
                after = q.v[k].id;
                if (!passes(w, f, &q.v[k]))
                    continue;
                if (*all >= skip && val_count(*list) < most)
                    *list = val_append(w->a, *list, row_val(w, &q.v[k]));
                ++*all;
            }
        } while (q.n == LIST_MOST && *all < skip + most);
    }
    return OK;
}

static int64_t number_of(const struct web *w, const char *name, int64_t otherwise)
{
    int64_t n;

    return failed(str_to_i64(web_query(w, name), &n)) || n < 0 ? otherwise : n;
}

err api_show_tasks(struct web *w)
{
    struct filter f = filter_of(w);
    size_t all;
    val list;

    if (!w->who.partner.n)
        return exception_word(w, 401, W_act_partner_needed);
    TRY(listed(w, &f, (size_t)number_of(w, "firstResult", 0),
               (size_t)MIN(number_of(w, "maxResults", LIST_MOST), LIST_MOST), &list, &all));
    return web_json(w, 200, val_json_str(w->a, list));
}

err api_count_tasks(struct web *w)
{
    struct filter f = filter_of(w);
    size_t all;
    val list;

    if (!w->who.partner.n)
        return exception_word(w, 401, W_act_partner_needed);
    TRY(listed(w, &f, SIZE_MAX / 2, 0, &list, &all));
    return web_json(w, 200, str_fmt(w->a, "{\"count\":%zu}", all));
}

err api_show_one(struct web *w)
{
    struct filter f = { 0 };
    val list;
    size_t all;

    if (!w->who.partner.n)
        return exception_word(w, 401, W_act_partner_needed);
    if (failed(str_to_i64(web_param(w, "id"), &f.id)) || f.id <= 0)
        return exception_word(w, 404, W_exchange_unknown_task);
    TRY(listed(w, &f, 0, 1, &list, &all));
    return val_count(list) ? web_json(w, 200, val_json_str(w->a, val_at(list, 0)))
                           : exception_word(w, 404, W_exchange_unknown_task);
}
