#include "blocks/exchange/https.h"

#include "os/log.h"

#include <curl/curl.h>
#include <stdlib.h>

enum { ANSWER_MOST = 256 * 1024, SIGNATURE_MOST = 12 * 1024 };

struct coming {
    arena *a;
    buf body;
    str signature;
};

struct https_line {
    CURL *handle;
};

err https_begin(struct https_line **out)
{
    struct https_line *l = calloc(1, sizeof *l);

    CHECK(l);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(l->handle = curl_easy_init())) {
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

    if (str_cut(line, ':', &name, &value) && str_eq_nocase(name, S("stoa-signature")) &&
        value.n <= SIGNATURE_MOST)
        c->signature = str_copy(c->a, str_trim(value));
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

static val answer(arena *a, CURLcode r, long status, const struct coming *c)
{
    val told = val_with(a, val_null(), S("left"), val_bool(!not_begun(r)));

    if (r != CURLE_OK)
        return told;
    told = val_with(a, told, S("status"), val_int(status));
    told = val_with(a, told, S("signature"), val_str(c->signature.p ? c->signature : S("")));
    return val_with(a, told, S("body"),
                    val_str(utf8_valid(buf_str(&c->body)) ? buf_str(&c->body) : S("")));
}

err https_ask(struct https_line *line, arena *a, const struct https_ways *ways, val message,
              val *told)
{
    val headers = val_get(message, S("headers"));
    struct coming c = { .a = a };
    struct curl_slist *list = NULL;
    long status = 0;
    CURL *h = line->handle;

    buf_init(&c.body, a, 4 * KIB);
    for (size_t i = 0; i < val_count(headers); i++)
        list = curl_slist_append(list, str_zdup(a, val_text(val_at(headers, i))));
    set_up(h, a, ways, &c);
    curl_easy_setopt(h, CURLOPT_URL, str_zdup(a, val_get_text(message, S("url"))));
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, list);
    CURLcode r = curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    curl_easy_reset(h); /* nothing of the question stays but the connection */
    if (r != CURLE_OK)
        LOG(LOG_WARN, "exchange.node_silent", LOG_S("why", str_z(curl_easy_strerror(r))));
    *told = answer(a, r, status, &c);
    return OK;
}
