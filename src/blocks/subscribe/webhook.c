#include "blocks/subscribe/webhook.h"

#include "os/log.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER_MOST = 300, WAIT_MOST_S = 86400 };

struct coming {
    arena *a;
    bool local;
    str origin;
    int64_t wait;
};

err webhook_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? OK : FAULT(ERR_PEER);
}

/* ---- where to ---- */

struct block_of {
    uint8_t begin[16];
    unsigned bits;
};

static bool within(const uint8_t *address, const struct block_of *b)
{
    unsigned whole = b->bits / 8, rest = b->bits % 8;

    if (memcmp(address, b->begin, whole) != 0)
        return false;
    return !rest || (address[whole] ^ b->begin[whole]) >> (8 - rest) == 0;
}

/* IANA's special-purpose registry (RFC 6890), as far as it is not globally reachable. */
static bool allowed4(const uint8_t *address)
{
    static const struct block_of no[] = {
        { { 0 }, 8 },
        { { 10 }, 8 },
        { { 100, 64 }, 10 },
        { { 127 }, 8 },
        { { 169, 254 }, 16 },
        { { 172, 16 }, 12 },
        { { 192, 0, 0 }, 24 },
        { { 192, 0, 2 }, 24 },
        { { 192, 88, 99 }, 24 },
        { { 192, 168 }, 16 },
        { { 198, 18 }, 15 },
        { { 198, 51, 100 }, 24 },
        { { 203, 0, 113 }, 24 },
        { { 224 }, 4 },
        { { 240 }, 4 },
    };

    FOR_EACH(no, b)
        if (within(address, b))
            return false;
    return true;
}

/* Only what is assigned to the public (2000::/3), and of that nothing that carries another address:
 * Teredo, ORCHID and documentation (2001::/23, 2001:db8::/32), 6to4 (2002::/16). */
static bool allowed6(const uint8_t *address)
{
    static const struct block_of mapped = { { [10] = 0xff, 0xff }, 96 }, global = { { 0x20 }, 3 };
    static const struct block_of no[] = {
        { { 0x20, 0x01 }, 23 },
        { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
        { { 0x20, 0x02 }, 16 },
        { { 0x3f, 0xff }, 20 },
    };

    if (within(address, &mapped))
        return allowed4(address + 12);
    FOR_EACH(no, b)
        if (within(address, b))
            return false;
    return within(address, &global);
}

bool webhook_allowed(const struct sockaddr *to, bool local)
{
    if (to->sa_family == AF_INET) {
        const uint8_t *a4 = (const uint8_t *)&((const struct sockaddr_in *)to)->sin_addr;
        return local && a4[0] == 127 ? true : allowed4(a4);
    }
    if (to->sa_family == AF_INET6) {
        const uint8_t *a6 = (const uint8_t *)&((const struct sockaddr_in6 *)to)->sin6_addr;
        return local && IN6_IS_ADDR_LOOPBACK((const struct in6_addr *)a6) ? true : allowed6(a6);
    }
    return false;
}

/* Asked with the address that the name led to, just before it is connected to: a name that leads
 * elsewhere a moment later changes nothing. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
    const struct coming *c = ctx;

    if (purpose != CURLSOCKTYPE_IPCXN || !webhook_allowed(&to->addr, c->local)) {
        LOG(LOG_WARN, "subscribe.address", LOG_S("why", S("no public address")));
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- what comes back ---- */

static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
    (void)bytes, (void)ctx;
    return size * n;
}

static size_t take_header(char *bytes, size_t size, size_t n, void *ctx)
{
    struct coming *c = ctx;
    str line = str_of(bytes, size * n), name, value;

    if (!str_cut(line, ':', &name, &value) || value.n > HEADER_MOST)
        return size * n;
    value = str_trim(value);
    if (str_eq_nocase(name, S("webhook-allowed-origin")) && utf8_valid(value))
        c->origin = str_copy(c->a, value);
    if (str_eq_nocase(name, S("retry-after")) &&
        (failed(str_to_i64(value, &c->wait)) || c->wait < 0 || c->wait > WAIT_MOST_S))
        c->wait = 0;
    return size * n;
}

static void set_up(CURL *h, arena *a, const struct webhook_ways *w, struct coming *c)
{
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, w->local ? "http,https" : "https");
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 5L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, c);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
    if (w->ca.n)
        curl_easy_setopt(h, CURLOPT_CAINFO, str_zdup(a, w->ca));
}

static void set_request(CURL *h, arena *a, val message, struct curl_slist **list)
{
    val headers = val_get(message, S("headers"));
    str body = val_get_text(message, S("body"));
    bool asks = str_eq(val_get_text(message, S("method")), S("OPTIONS"));

    for (size_t i = 0; i < val_count(headers); i++)
        *list = curl_slist_append(*list, str_zdup(a, val_text(val_at(headers, i))));
    curl_easy_setopt(h, CURLOPT_URL, str_zdup(a, val_get_text(message, S("url"))));
    if (asks) {
        curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
        curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, "OPTIONS");
    } else {
        *list = curl_slist_append(*list, "expect:");
        curl_easy_setopt(h, CURLOPT_POST, 1L);
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)body.n);
        curl_easy_setopt(h, CURLOPT_COPYPOSTFIELDS, body.p);
    }
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, *list);
}

err webhook_send(arena *a, const struct webhook_ways *ways, val message, val *told)
{
    struct coming c = { .a = a, .local = ways->local, .origin = S("") };
    struct curl_slist *list = NULL;
    val_builder b = val_build(a);
    long status = 0;
    CURL *h = curl_easy_init();

    if (!h)
        return FAULT(ERR_PEER);
    set_up(h, a, ways, &c);
    set_request(h, a, message, &list);
    CURLcode r = curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    curl_easy_cleanup(h);
    if (r != CURLE_OK)
        LOG(LOG_WARN, "subscribe.silent", LOG_S("why", str_z(curl_easy_strerror(r))));
    val_put(&b, S("status"), val_int(r == CURLE_OK ? status : 0));
    val_put(&b, S("origin"), val_str(c.origin));
    val_put(&b, S("wait"), val_int(c.wait));
    *told = val_done(&b);
    return OK;
}
