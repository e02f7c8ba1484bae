/* A partner's own subscriptions, as its programmers want them: OpenAPI 3.1 with each as a webhook
 * (OpenAPI 3.1.0, 4.8.1), its message as a JSON Schema, and how it stands. */
#include "blocks/subscribe/own.h"
#include "page/words.h"
#include "value/json.h"

static val put_in(arena *a, val of, const char *name, val v)
{
    return val_with(a, of, str_z(name), v);
}

static val only(arena *a, const char *name, val v)
{
    return put_in(a, val_null(), name, v);
}

static val text(arena *a)
{
    return only(a, "type", VAL_S("string"));
}

static val always(arena *a, str value)
{
    return only(a, "const", val_str(value));
}

static val one_of(arena *a, const char *before, const str *names, size_t n)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++)
        list = val_append(a, list, val_str(str_fmt(a, "%s%.*s", before, STR_ARG(names[i]))));
    return only(a, "enum", list);
}

static val object(arena *a, val properties, const char *needed)
{
    val list = val_list(NULL, 0), v = only(a, "type", VAL_S("object"));
    str rest = str_z(needed), one;

    while (str_next(&rest, ' ', &one) && one.n)
        list = val_append(a, list, val_str(one));
    v = put_in(a, v, "properties", properties);
    return val_count(list) ? put_in(a, v, "required", list) : v;
}

/* ---- a message ---- */

static val value_schema(struct web *w, const struct reg_field *f)
{
    str t = f->type;
    val v = val_null();

    if (f->list)
        v = only(w->a, "type", VAL_S("array"));
    else if (str_eq(t, S("number")) || str_eq(t, S("boolean")))
        v = only(w->a, "type", val_str(t));
    else if (str_eq(t, S("string")) || str_eq(t, S("date")) || str_eq(t, S("reference")))
        v = text(w->a);
    return put_in(w->a, v, "description", val_str(site_text(w->site, f->label, w->lang)));
}

static val data_schema(struct web *w, const struct site_subscription *x)
{
    const struct registry *r = site_register(w->site, x->registry);
    val values = only(w->a, "type", VAL_S("array")), v = val_null();
    val_builder told = val_build(w->a);

    for (size_t i = 0; r && i < x->n_tells; i++)
        val_put(&told, x->tells[i], value_schema(w, register_field(r, x->tells[i])));
    values = put_in(w->a, values, "items", one_of(w->a, "", x->fields, x->n_fields));
    v = put_in(w->a, v, "subscription", always(w->a, x->id));
    v = put_in(w->a, v, "register", always(w->a, x->registry));
    v = put_in(w->a, v, "changed", values);
    v = put_in(w->a, v, "now", text(w->a));
    if (x->n_tells)
        v = put_in(w->a, v, "values",
                   put_in(w->a, object(w->a, val_done(&told), ""), "additionalProperties",
                          val_bool(false)));
    return object(w->a, v, "subscription register changed");
}

/* CloudEvents 1.0.2, 3.1, in the JSON format. */
static val message_schema(struct web *w, const struct site_subscription *x)
{
    arena *a = w->a;
    val v = only(a, "specversion", always(a, S("1.0")));

    v = put_in(a, v, "id", text(a));
    v = put_in(a, v, "source", always(a, subscription_source(a, w->boot, x->registry)));
    v = put_in(a, v, "type", one_of(a, "stoa.record.", x->kinds, x->n_kinds));
    v = put_in(a, v, "subject", text(a));
    v = put_in(a, v, "time", put_in(a, text(a), "format", VAL_S("date-time")));
    v = put_in(a, v, "datacontenttype", always(a, S("application/json")));
    v = put_in(a, v, "data", data_schema(w, x));
    return object(a, v, "specversion id source type subject time datacontenttype data");
}

/* ---- the description ---- */

static val answer(struct web *w, enum word_id said)
{
    return only(w->a, "description", val_str(word0(w->page.words, said)));
}

static err webhook_val(struct web *w, const struct site_subscription *x, val *out)
{
    arena *a = w->a;
    struct q_sub_messages_count open, given_up;
    struct q_subscription row;
    val state, answers, post, content;

    TRY(q_subscription(w->db, x->id, &row));
    TRY(q_sub_messages_count(w->db, x->id, S(MESSAGE_OPEN), &open));
    TRY(q_sub_messages_count(w->db, x->id, S(MESSAGE_FAILED), &given_up));
    state = only(a, "state", val_str(row.found ? row.state : S(SUB_NEW)));
    state = put_in(a, state, "url", val_str(x->url));
    state = put_in(a, state, "waiting", val_int(open.n));
    state = put_in(a, state, "given_up", val_int(given_up.n));
    answers = only(a, "2XX", answer(w, W_subscribe_answer_taken));
    answers = put_in(a, answers, "410", answer(w, W_subscribe_answer_gone));
    content = only(a, "application/cloudevents+json", only(a, "schema", message_schema(w, x)));
    post = only(a, "summary", val_str(site_text(w->site, x->title, w->lang)));
    post = put_in(a, post, "requestBody",
                  put_in(a, only(a, "required", val_bool(true)), "content", content));
    post = put_in(a, post, "responses", answers);
    *out = put_in(a, only(a, "post", post), "x-stoa-subscription", state);
    return OK;
}

static err refused(struct web *w)
{
    val v = only(w->a, "message", val_str(word0(w->page.words, W_act_partner_needed)));

    TRY(web_json(w, 401, val_json_str(w->a, v)));
    reply_header(w->a, &w->reply, S("www-authenticate"),
                 S("Basic realm=\"Stoa\", charset=\"UTF-8\""));
    return OK;
}

err show_described(struct web *w)
{
    const struct partner *p = w->who.partner.n ? site_partner(w->site, w->who.partner) : NULL;
    val_builder hooks = val_build(w->a);
    val v, info, one;

    if (!p)
        return refused(w);
    for (size_t i = 0; i < p->n_subscriptions; i++) {
        TRY(webhook_val(w, &p->subscriptions[i], &one));
        val_put(&hooks, p->subscriptions[i].id, one);
    }
    info = only(w->a, "title", val_str(word0(w->page.words, W_subscribe_title)));
    info = put_in(w->a, info, "version", val_str(w->site->version));
    v = put_in(w->a, only(w->a, "openapi", VAL_S("3.1.0")), "info", info);
    v = put_in(w->a, v, "webhooks", val_done(&hooks));
    TRY(web_json(w, 200, val_json_str(w->a, v)));
    w->reply.cache = CACHE_NEVER;
    return OK;
}
