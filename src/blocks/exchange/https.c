#include "blocks/exchange/https.h"

#include "os/log.h"
#include "seal/hash.h"

#include <curl/curl.h>
#include <stdlib.h>

enum { ANSWER_MOST = 256 * 1024, SIGNATURE_MOST = 12 * 1024, ETAG_MOST = 200 };

struct coming {
    arena *a;
    CURL *handle;
    struct curl_slist *headers;
    buf body;
    str signature, etag;
    bool posted;
    CURLcode result;
    long status;
};

struct https_line {
    CURLM *multi;
};

err https_begin(struct https_line **out)
{
    struct https_line *l = calloc(1, sizeof *l);

    CHECK(l);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(l->multi = curl_multi_init())) {
        free(l);
        return FAULT(ERR_PEER);
    }
    *out = l;
    return OK;
}

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    struct coming *c = ctx;

    if (c->body.n + size * n > ANSWER_MOST)
        return 0;
    buf_add(&c->body, str_of(bytes, size * n));
    return size * n;
}

static size_t take_header(char *bytes, size_t size, size_t n, void *ctx)
{
    struct coming *c = ctx;
    str line = str_of(bytes, size * n), name, value;

    if (!str_cut(line, ':', &name, &value) || value.n > SIGNATURE_MOST)
        return size * n;
    if (str_eq_nocase(name, S("stoa-signature")))
        c->signature = str_copy(c->a, str_trim(value));
    if (str_eq_nocase(name, S("etag")) && value.n <= ETAG_MOST)
        c->etag = str_copy(c->a, str_trim(value));
    return size * n;
}

/* Before anything of the request was sent. */
static bool not_begun(CURLcode r)
{
    return r == CURLE_COULDNT_CONNECT || r == CURLE_COULDNT_RESOLVE_HOST ||
           r == CURLE_SSL_CONNECT_ERROR || r == CURLE_PEER_FAILED_VERIFICATION ||
           r == CURLE_SSL_CERTPROBLEM || r == CURLE_SSL_CACERT_BADFILE ||
           r == CURLE_URL_MALFORMAT || r == CURLE_UNSUPPORTED_PROTOCOL;
}

static void set_up(CURL *c, arena *a, const struct https_ways *w, struct coming *to)
{
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, to);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, to);
    if (w->cert.n)
        curl_easy_setopt(c, CURLOPT_SSLCERT, str_zdup(a, w->cert));
    if (w->key.n)
        curl_easy_setopt(c, CURLOPT_SSLKEY, str_zdup(a, w->key));
    if (w->ca.n)
        curl_easy_setopt(c, CURLOPT_CAINFO, str_zdup(a, w->ca));
}

/* No longer than so many seconds, where the message says it. */
static void hurries(CURL *h, val message)
{
    long seconds = (long)val_get_i64(message, S("seconds"), 0);

    if (seconds <= 0)
        return;
    curl_easy_setopt(h, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, seconds);
}

/* Bytes to post, where there are some. */
static bool posts(CURL *h, arena *a, val message)
{
    str bytes;

    if (!val_has(message, S("post")) ||
        failed(b64_bytes(a, val_get_text(message, S("post")), &bytes)))
        return false;
    curl_easy_setopt(h, CURLOPT_POST, 1L);
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)bytes.n);
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, bytes.p);
    return true;
}

static val answer(const struct coming *c)
{
    str body = buf_str(&c->body);
    val told = val_with(c->a, val_null(), S("left"), val_bool(!not_begun(c->result)));

    if (c->result != CURLE_OK)
        return told;
    told = val_with(c->a, told, S("status"), val_int(c->status));
    told = val_with(c->a, told, S("signature"), val_str(c->signature.p ? c->signature : S("")));
    told = val_with(c->a, told, S("etag"), val_str(c->etag.p ? c->etag : S("")));
    str text = c->posted ? b64_text(c->a, body) : utf8_valid(body) ? body : S("");
    return val_with(c->a, told, S("body"), val_str(text));
}

/* Nothing of the question stays but the connection. */
static void put_away(struct https_line *line, struct coming *c)
{
    if (c->handle) {
        curl_multi_remove_handle(line->multi, c->handle);
        curl_easy_cleanup(c->handle);
    }
    curl_slist_free_all(c->headers);
}

static err begin(struct https_line *line, arena *a, const struct https_ways *ways, val message,
                 struct coming *c)
{
    val headers = val_get(message, S("headers"));

    c->a = a;
    c->result = CURLE_FAILED_INIT;
    buf_init(&c->body, a, 4 * KIB);
    if (!(c->handle = curl_easy_init()))
        return FAULT(ERR_PEER);
    for (size_t i = 0; i < val_count(headers); i++)
        c->headers = curl_slist_append(c->headers, str_zdup(a, val_text(val_at(headers, i))));
    set_up(c->handle, a, ways, c);
    curl_easy_setopt(c->handle, CURLOPT_URL, str_zdup(a, val_get_text(message, S("url"))));
    curl_easy_setopt(c->handle, CURLOPT_HTTPHEADER, c->headers);
    c->posted = posts(c->handle, a, message);
    hurries(c->handle, message);
    curl_easy_setopt(c->handle, CURLOPT_PRIVATE, c);
    return curl_multi_add_handle(line->multi, c->handle) == CURLM_OK ? OK : FAULT(ERR_PEER);
}

static void heard(struct https_line *line)
{
    struct coming *c;
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(line->multi, &left))) {
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&c);
        curl_easy_getinfo(m->easy_handle, CURLINFO_RESPONSE_CODE, &c->status);
        c->result = m->data.result;
        if (c->result != CURLE_OK)
            LOG(LOG_WARN, "exchange.node_silent",
                LOG_S("why", str_z(curl_easy_strerror(c->result))));
    }
}

err https_ask(struct https_line *line, arena *a, const struct https_ways *ways, val messages,
              val *told)
{
    size_t n = val_count(messages);
    struct coming *c = ARENA_ARRAY(a, struct coming, n);
    int running = 1;
    err e = OK;

    for (size_t i = 0; i < n && !failed(e); i++)
        e = begin(line, a, ways, val_at(messages, i), &c[i]);
    while (!failed(e) && running) {
        if (curl_multi_perform(line->multi, &running) != CURLM_OK ||
            (running && curl_multi_poll(line->multi, NULL, 0, 1000, NULL) != CURLM_OK))
            e = FAULT(ERR_PEER);
        heard(line);
    }
    *told = val_list(NULL, 0);
    for (size_t i = 0; i < n; i++) {
        *told = val_append(a, *told, answer(&c[i]));
        put_away(line, &c[i]);
    }
    return e;
}
