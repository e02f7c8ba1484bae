#include "act/web.h"
#include "act/face.h"
#include "codec/gzip.h"
#include "http/accept.h"

#include <stdarg.h>
#include <stdio.h>

str web_param(const struct web *w, const char *name)
{
    return route_param(&w->params, str_z(name));
}

str web_query(const struct web *w, const char *name)
{
    return request_query(w->req, str_z(name));
}

str web_field(const struct web *w, const char *name)
{
    return val_get_text(w->body, str_z(name));
}

const struct web_file *web_file(const struct web *w, const char *field)
{
    for (size_t i = 0; i < w->nfiles; i++)
        if (str_eq(w->files[i].field, str_z(field)))
            return &w->files[i];
    return NULL;
}

bool web_wants_json(const struct web *w)
{
    return (w->route && w->route->partner) || w->creds.token.n || accept_json(w->req);
}

str web_cookie_get(const struct web *w, str name)
{
    return request_cookie_any(w->req, name);
}

/* Against the standing ticket of session or token: from the worker's cache (decision 031) or the
 * keeper. */
static err keys_standing(struct web *w, const struct data_key *subjects, size_t n,
                         struct data_key *out)
{
    struct wrapped_key *list;
    key256 *keys = ARENA_ARRAY(w->a, key256, n);
    str holds = w->creds.token.n ? w->creds.token : w->creds.session;
    sha256 holder = key_holder(w->who.ticket, holds);
    size_t here = 0;

    TRY(keys_wrapped(w->a, w->db, subjects, n, &list));
    while (here < n &&
           key_cache_get(w->session_keys, &holder, list[here].wrapped, w->now, &keys[here]))
        here++;
    if (here < n) {
        TRY(keeper_unwrap(w->keeper, w->who.ticket, holds, list, n, keys));
        for (size_t i = 0; i < n; i++)
            key_cache_put(w->session_keys, &holder, list[i].wrapped, &keys[i], w->now);
    }
    for (size_t i = 0; i < n; i++)
        out[i] = (struct data_key){ subjects[i].kind, subjects[i].id, keys[i] };
    return OK;
}

err web_own_keys(struct web *w)
{
    struct data_key want[2] = { { .kind = SUBJECT_ACCOUNT, .id = w->who.account },
                                { .kind = SUBJECT_PERSON, .id = w->who.person } };
    struct data_key got[2] = { 0 };

    if (w->own_keys)
        return OK;
    if (!w->who.account)
        return REFUSED(ERR_DENIED);
    TRY(keys_standing(w, want, w->who.person ? 2 : 1, got));
    w->account_key = got[0];
    w->person_key = got[1];
    w->own_keys = true;
    return OK;
}

err web_keys(struct web *w, str ticket, const struct data_key *subjects, size_t n,
             struct data_key *out)
{
    return keys_by_ticket(w->a, w->db, w->keeper, ticket, subjects, n, out);
}

err web_blind(struct web *w, const char *field, str normalised, struct blind *out)
{
    struct blind_item item = { str_z(field), normalised };

    return keeper_blind_index(w->keeper, &item, 1, out);
}

/* ---- answers ---- */

/* Cookies that were set before stay. */
static void reply_set(struct web *w, struct reply r)
{
    r.cookies = w->reply.cookies;
    r.cookie_count = w->reply.cookie_count;
    r.cookie_room = w->reply.cookie_room;
    r.language = w->lang;
    w->reply = r;
}

/* Only what is the same for everybody is made smaller: beside a secret, the length of a page that
 * says what a stranger chose would tell of it (BREACH). */
static void made_smaller(struct web *w)
{
    if (!(w->page.modes & READ_LIGHT))
        return;
    reply_header(w->a, &w->reply, S("Vary"), S("Accept-Encoding"));
    if (!accept_encoding(request_header(w->req, S("accept-encoding")), S("gzip")))
        return;
    w->reply.body = gzip_write(w->a, w->reply.body);
    reply_header(w->a, &w->reply, S("Content-Encoding"), S("gzip"));
}

err web_html(struct web *w, int status)
{
    reply_set(w, reply_make(status, S("text/html; charset=utf-8"), page_done(&w->page)));
    w->reply.csp = page_csp(false);
    w->reply.cache = CACHE_NEVER;
    if (w->route && w->route->cached && status == 200 && !w->who.account && !w->creds.draft.n &&
        !w->creds.session.n) {
        w->reply.cache = CACHE_ANONYMOUS;
        w->reply.generation = (uint32_t)w->boot->site_generation;
        w->reply.vary_language = !w->page.prefix.n;
        w->reply.vary_accept = true;
        made_smaller(w);
    }
    return OK;
}

err web_json(struct web *w, int status, str json)
{
    reply_set(w, reply_make(status, S("application/json"), json));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err web_bytes(struct web *w, int status, str type, str bytes)
{
    reply_set(w, reply_make(status, type, bytes));
    return OK;
}

err web_redirect(struct web *w, str path)
{
    bool inside =
        path.n && path.p[0] == '/' && !str_starts(path, S("//")) && !str_starts(path, S("/\\"));
    str to = inside ? str_cat(w->a, w->page.prefix, path) : S("/");

    if (!http_value_ok(to))
        to = S("/");
    reply_set(w, reply_redirect(to));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* The writer gives a topic versions that are never below the clock of its publication. */
void web_park(struct web *w, str topic, instant until)
{
    w->park = (struct park){ .topic = topic,
                             .version = ((uint64_t)w->read_at.ms << TOPIC_CLOCK_BITS) - 1,
                             .until = until };
}

err web_error(struct web *w, int status)
{
    const struct face *f = boot_face(w->boot, w->lang);
    buf b;

    if (web_wants_json(w)) {
        buf_init(&b, w->a, 256);
        page_error_json(&b, f->words, status, w->incident);
        return web_json(w, status, buf_str(&b));
    }
    w->page.out.n = 0;
    page_error(&w->page, status, w->incident);
    return web_html(w, status);
}

str web_refusal_text(struct web *w, const struct refusal *r)
{
    return word(w->a, w->page.words, r->word, r->args);
}

str web_refusal_of(struct web *w, const char *field)
{
    for (size_t i = 0; i < w->nrefusals; i++)
        if (str_eq(w->refusals[i].field, str_z(field)))
            return web_refusal_text(w, &w->refusals[i]);
    return STR_NULL;
}

static err refused_json(struct web *w)
{
    val *items = ARENA_ARRAY(w->a, val, w->nrefusals + 1);

    for (size_t i = 0; i < w->nrefusals; i++) {
        val_builder b = val_build(w->a);
        val_put(&b, S("field"), val_str(w->refusals[i].field));
        val_put(&b, S("word"), val_str(word_key(w->refusals[i].word)));
        val_put(&b, S("text"), val_str(web_refusal_text(w, &w->refusals[i])));
        items[i] = val_done(&b);
    }
    val all = val_with(w->a, val_null(), S("errors"), val_list(items, w->nrefusals));
    return web_json(w, w->status, val_json_str(w->a, all));
}

err web_refused(struct web *w)
{
    struct page *p = &w->page;

    if (web_wants_json(w))
        return refused_json(w);
    p->out.n = 0;
    p->problem = true;
    page_begin(p, word0(p->words, W_act_problem_title), PAGE_PLAIN);
    PAGE_LIT(p, "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-two-thirds\">"
                "<h1 class=\"govuk-heading-l\">");
    page_text(p, word0(p->words, W_act_problem_title));
    PAGE_LIT(p, "</h1>");
    for (size_t i = 0; i < w->nrefusals; i++) {
        PAGE_LIT(p, "<p class=\"govuk-body\">");
        page_text(p, web_refusal_text(w, &w->refusals[i]));
        PAGE_LIT(p, ".</p>");
    }
    PAGE_LIT(p, "<p class=\"govuk-body\">");
    page_text(p, word0(p->words, W_act_go_back));
    PAGE_LIT(p, ".</p></div></div>");
    page_end(p);
    return web_html(w, w->status);
}

void web_cookie(struct web *w, str name, str value, int64_t max_age_s)
{
    reply_cookie(w->a, &w->reply,
                 (struct http_cookie){ .name = name, .value = value, .max_age = max_age_s });
}

url web_url(struct web *w, const char *fmt, ...)
{
    char text[2000];
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    CHECK(n >= 0 && (size_t)n < sizeof text);
    return (url){ str_copy(w->a, str_of(text, (size_t)n)) };
}
