/* Records of registers over GovStack's digital registries interface (data 1.3.0): a partner's own
 * system reads and writes what the register's access gives it, for the purpose named there.  Each
 * look is an act that traces before anything is opened here. */
#include "blocks/exchange/registries.h"
#include "codec/percent.h"
#include "value/json.h"

enum { PAGE_USUAL = 20 };

static err problem(struct web *w, int status, str text)
{
    w->act = NULL;
    w->then_fn = NULL;
    return web_json(w, status,
                    val_json_str(w->a, val_with(w->a, val_null(), S("detail"), val_str(text))));
}

static err problem_word(struct web *w, int status, enum word_id word)
{
    return problem(w, status, word0(w->page.words, word));
}

static err no_record(struct web *w)
{
    return problem(w, 404, S("no record found")); /* as the description has it, in English */
}

err registries_again(struct web *w)
{
    return problem(w, w->status, w->nrefusals ? web_refusal_text(w, &w->refusals[0]) : S(""));
}

/* What the route asks for; false after an answer. */
static bool asks(struct web *w, struct asked *x, err *e)
{
    str version = web_param(w, "version"), purpose = request_header(w->req, S("purpose"));

    *x = (struct asked){ .r = site_register(w->site, web_param(w, "registry")),
                         .partner = w->who.partner };
    if (!w->who.partner.n)
        *e = problem_word(w, 401, W_act_partner_needed);
    else if (!x->r || (!str_eq(version, S("latest")) &&
                       !str_eq(version, registry_version(w->a, w->boot, x->r))))
        *e = problem_word(w, 404, W_exchange_not_there);
    else {
        x->purpose = purpose.n ? purpose : asked_purpose(x->r, x->partner);
        if (x->purpose.n)
            return true;
        *e = problem_word(w, 403, W_exchange_no_purpose);
    }
    return false;
}

static val content_of(struct web *w, const char *part)
{
    val c = val_get(val_get(w->body, str_z(part)), S("content"));

    return c.tag == V_CONTEXT ? c : val_null();
}

/* Hands over to the act; *then* answers. */
static err hand(struct web *w, const struct asked *x, const char *act, val more, web_fn *then)
{
    struct asked *own = ARENA_NEW(w->a, struct asked);
    val in = more.tag == V_CONTEXT ? more : val_null();

    *own = *x;
    w->own = own;
    in = val_with(w->a, in, S("register"), val_str(x->r->id));
    w->in = val_with(w->a, in, S("purpose"), val_str(x->purpose));
    w->act = act;
    w->then_fn = then;
    return OK;
}

/* ---- what was found, opened against the ticket of its trace ---- */

static err open_all(struct web *w, val **rows, size_t *n)
{
    const struct asked *x = w->own;
    val ids = val_get(w->out, S("ids"));
    struct data_key subjects[ASKED_MOST], keys[ASKED_MOST] = { 0 };
    bool sealed = register_subject(x->r) != SUBJECT_NONE;
    err e = OK;

    *n = MIN(val_count(ids), (size_t)ASKED_MOST);
    *rows = ARENA_ARRAY(w->a, val, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        subjects[i] = (struct data_key){ .kind = SUBJECT_PERSON };
        (void)val_to_i64(val_at(ids, i), &subjects[i].id);
    }
    if (sealed && *n)
        TRY(web_keys(w, text_at(w->out, "ticket"), subjects, *n, keys));
    for (size_t i = 0; i < *n && !failed(e); i++) {
        struct record rec;
        e = record_open(w->a, w->db, x->r, subjects[i].id, &keys[i], &rec);
        (*rows)[i] = failed(e) ? val_null() : asked_readable(w->a, x, rec.fields);
    }
    bytes_wipe(keys, sizeof keys);
    return e;
}

static err show_record(struct web *w)
{
    val *rows;
    size_t n;

    w->act = NULL;
    TRY(open_all(w, &rows, &n));
    return n ? gov_send(w, val_with(w->a, val_null(), S("content"), rows[0])) : no_record(w);
}

static val one_in(struct web *w, val query)
{
    val in = val_with(w->a, val_null(), S("query"), query);

    return val_with(w->a, in, S("one"), val_bool(true));
}

static val some_in(struct web *w, val query, int64_t skip, int64_t most)
{
    val in = val_with(w->a, val_null(), S("query"), query);

    in = val_with(w->a, in, S("skip"), val_int(skip));
    return val_with(w->a, in, S("most"), val_int(most));
}

err registries_read(struct web *w)
{
    struct asked x;
    err e = OK;

    if (!asks(w, &x, &e))
        return e;
    return hand(w, &x, "registry.find", one_in(w, content_of(w, "query")), show_record);
}

static err show_exists(struct web *w)
{
    bool there = val_get_i64(w->out, S("count"), 0) > 0;
    val_builder b = val_build(w->a);

    w->act = NULL;
    val_put(&b, S("status"), val_bool(there));
    val_put(&b, S("message"),
            val_str(word0(w->page.words, there ? W_exchange_there : W_exchange_not_there)));
    return gov_send(w, val_with(w->a, val_null(), S("answer"), val_done(&b)));
}

err registries_exists(struct web *w)
{
    struct asked x;
    err e = OK;

    if (!asks(w, &x, &e))
        return e;
    return hand(w, &x, "registry.find", some_in(w, content_of(w, "query"), 0, 1), show_exists);
}

/* ---- one value ---- */

static err show_value(struct web *w)
{
    str field, ext;
    val *rows;
    size_t n;

    w->act = NULL;
    (void)str_cut(web_param(w, "field"), '.', &field, &ext);
    TRY(open_all(w, &rows, &n));
    if (!n || !val_has(rows[0], field))
        return no_record(w);
    return gov_send(w, val_with(w->a, val_null(), S("value"), val_get(rows[0], field)));
}

err registries_value(struct web *w)
{
    struct asked x;
    err e = OK;
    str field, ext;

    if (!asks(w, &x, &e))
        return e;
    if (!str_cut(web_param(w, "field"), '.', &field, &ext) || !str_eq(ext, S("json")))
        return problem_word(w, 404, W_exchange_not_there);
    val query = val_with(w->a, val_null(), x.r->key, val_str(web_param(w, "id")));
    return hand(w, &x, "registry.find", one_in(w, query), show_value);
}

/* ---- a list ---- */

static int64_t number_of(struct web *w, const char *name, int64_t usual, int64_t most)
{
    int64_t n;

    if (failed(str_to_i64(web_query(w, name), &n)) || n < 1)
        return usual;
    return MIN(n, most);
}

static str page_address(struct web *w, int64_t page)
{
    val q = w->req->query;
    buf b;

    buf_init(&b, w->a, 200);
    buf_fmt(&b, "%s://%.*s%.*s?page=%lld", w->req->secure ? "https" : "http", STR_ARG(w->req->host),
            STR_ARG(w->req->path), (long long)page);
    for (uint32_t i = 0; q.tag == V_CONTEXT && i < q.c->n; i++) {
        if (str_eq(q.c->e[i].key, S("page")))
            continue;
        buf_char(&b, '&');
        percent_write(&b, q.c->e[i].key);
        buf_char(&b, '=');
        percent_write(&b, val_text(q.c->e[i].value));
    }
    return buf_str(&b);
}

static err show_list(struct web *w)
{
    int64_t size = number_of(w, "pageSize", PAGE_USUAL, ASKED_MOST),
            page = number_of(w, "page", 1, INT32_MAX), count;
    val_builder b = val_build(w->a);
    val *rows;
    size_t n;

    w->act = NULL;
    TRY(open_all(w, &rows, &n));
    count = val_get_i64(w->out, S("count"), 0);
    val_put(&b, S("count"), val_int(count));
    if (page * size < count)
        val_put(&b, S("next"), val_str(page_address(w, page + 1)));
    if (page > 1)
        val_put(&b, S("previous"), val_str(page_address(w, page - 1)));
    val_put(&b, S("results"), val_list(rows, n));
    return gov_send(w, val_done(&b));
}

/* query.FIELD=VALUE; what is not kept must not be passed over. */
static bool query_of(struct web *w, val *query, str *other)
{
    val_builder b = val_build(w->a);
    val q = w->req->query;

    for (uint32_t i = 0; q.tag == V_CONTEXT && i < q.c->n; i++) {
        *other = q.c->e[i].key;
        if (q.c->e[i].value.tag != V_STRING)
            return false;
        if (str_starts(*other, S("query.")))
            val_put(&b, str_from(*other, 6), q.c->e[i].value);
        else if (!str_eq(*other, S("page")) && !str_eq(*other, S("pageSize")))
            return false;
    }
    *query = val_done(&b);
    return true;
}

err registries_list(struct web *w)
{
    int64_t size = number_of(w, "pageSize", PAGE_USUAL, ASKED_MOST),
            page = number_of(w, "page", 1, INT32_MAX);
    struct asked x;
    err e = OK;
    val query;
    str other;

    if (!asks(w, &x, &e))
        return e;
    if (!query_of(w, &query, &other))
        return problem(w, 422,
                       word(w->a, w->page.words, W_exchange_unsupported,
                            val_with(w->a, val_null(), S("name"), val_str(other))));
    return hand(w, &x, "registry.find", some_in(w, query, (page - 1) * size, size), show_list);
}

/* ---- changing ---- */

static err show_written(struct web *w)
{
    w->act = NULL;
    return val_count(val_get(w->out, S("ids"))) ? web_json(w, 200, S("{}")) : no_record(w);
}

static err write(struct web *w, const char *how, web_fn *then)
{
    struct asked x;
    err e = OK;

    if (!asks(w, &x, &e))
        return e;
    val in = val_with(w->a, val_null(), S("how"), val_str(str_z(how)));
    in = val_with(w->a, in, S("query"), content_of(w, "query"));
    in = val_with(w->a, in, S("set"), content_of(w, "write"));
    return hand(w, &x, "registry.write", in, then);
}

err registries_create(struct web *w)
{
    return write(w, "create", show_record);
}

err registries_update(struct web *w)
{
    return write(w, "update", show_written);
}

err registries_update_entries(struct web *w)
{
    return write(w, "entries", show_written);
}

err registries_update_or_create(struct web *w)
{
    return write(w, "either", show_record);
}

static err show_ended(struct web *w)
{
    w->act = NULL;
    if (!val_count(val_get(w->out, S("ids"))))
        return no_record(w);
    TRY(web_bytes(w, 204, S(""), S("")));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err registries_delete(struct web *w)
{
    struct asked x;
    err e = OK;

    if (!asks(w, &x, &e))
        return e;
    val query = val_with(w->a, val_null(), x.r->key, val_str(web_param(w, "id")));
    return hand(w, &x, "registry.end", val_with(w->a, val_null(), S("query"), query), show_ended);
}
