#include "blocks/notify/smtp.h"

#include "codec/base64.h"
#include "os/log.h"

#include <curl/curl.h>
#include <time.h>

struct sending {
    str text;
    size_t at;
};

static size_t more(char *out, size_t size, size_t n, void *ctx)
{
    struct sending *s = ctx;
    size_t take = MIN(size * n, s->text.n - s->at);

    memcpy(out, s->text.p + s->at, take);
    s->at += take;
    return take;
}

/* Header text: ASCII as it is, else encoded words of at most 45 bytes each (RFC 2047, 2). */
static void header_text(buf *b, arena *a, str s)
{
    bool ascii = true;

    for (size_t i = 0; i < s.n; i++)
        ascii &= (uint8_t)s.p[i] < 0x80 && (uint8_t)s.p[i] >= 0x20;
    if (ascii && s.n < 70) {
        buf_add(b, s);
        return;
    }
    for (size_t at = 0; at < s.n;) {
        size_t end = at;
        while (end < s.n && end - at < 42)
            (void)utf8_next(s, &end);
        buf_fmt(b, "%s=?UTF-8?B?", at ? "\r\n " : "");
        buf_add(b, base64_write(a, str_sub(s, at, end - at), BASE64));
        buf_add(b, S("?="));
        at = end;
    }
}

static void folded(buf *b, str base64)
{
    for (size_t at = 0; at < base64.n; at += 76) {
        buf_add(b, str_sub(base64, at, 76));
        buf_add(b, S("\r\n"));
    }
}

static str domain_of(str address)
{
    size_t at = str_rfind_char(address, '@');

    return at < address.n ? str_from(address, at + 1) : S("localhost");
}

static void message_id(buf *b, str from, val m)
{
    buf_fmt(b, "\r\nMessage-ID: <stoa.%lld@%.*s>\r\n", (long long)val_get_i64(m, S("id"), 0),
            STR_ARG(domain_of(from)));
}

static str compose(arena *a, str from, val m, instant now)
{
    char date[64];
    time_t t = (time_t)(now.ms / 1000);
    struct tm utc;
    buf b;

    gmtime_r(&t, &utc);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &utc);
    buf_init(&b, a, 2 * KIB);
    buf_fmt(&b, "From: <%.*s>\r\nTo: <%.*s>\r\nDate: %s\r\nSubject: ", STR_ARG(from),
            STR_ARG(val_get_text(m, S("to"))), date);
    header_text(&b, a, val_get_text(m, S("subject")));
    message_id(&b, from, m);
    buf_add(
        &b,
        S("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    folded(&b, base64_write(a, val_get_text(m, S("text")), BASE64));
    return buf_str(&b);
}

static bool plain_address(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] <= 0x20 || s.p[i] == '<' || s.p[i] == '>')
            return false;
    return s.n > 0 && s.n <= 254;
}

err smtp_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? OK : FAULT(ERR_PEER);
}

static val answer(arena *a, bool ok, long code)
{
    val v = val_with(a, val_null(), S("ok"), val_bool(ok));

    return ok ? v : val_with(a, v, S("code"), val_int(code));
}

/* A refusal of the sender or of the way (530..538: sign in, encrypt) may be mended; one of this
 * mail may not. */
static bool for_good(CURLcode r, long code)
{
    return r != CURLE_LOGIN_DENIED && r != CURLE_USE_SSL_FAILED && code >= 500 && code < 600 &&
           !(code >= 530 && code < 540);
}

static CURLcode deliver(CURL *c, arena *a, str server, str from, struct curl_slist *rcpt,
                        struct sending *s)
{
    curl_easy_setopt(c, CURLOPT_URL, str_zdup(a, server));
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_zdup(a, str_fmt(a, "<%.*s>", STR_ARG(from))));
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, more);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    return curl_easy_perform(c);
}

err smtp_send(arena *a, str server, str from, val message, instant now, val *told)
{
    str to = val_get_text(message, S("to"));
    struct sending s = { compose(a, from, message, now), 0 };
    long code = 0;

    if (!plain_address(to) || !plain_address(from)) {
        *told = answer(a, false, 553);
        return OK;
    }
    CURL *c = curl_easy_init();
    if (!c)
        return FAULT(ERR_PEER);
    struct curl_slist *rcpt =
        curl_slist_append(NULL, str_zdup(a, str_fmt(a, "<%.*s>", STR_ARG(to))));
    CURLcode r = deliver(c, a, server, from, rcpt, &s);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(rcpt);
    curl_easy_cleanup(c);
    if (r != CURLE_OK && !for_good(r, code)) {
        LOG(LOG_WARN, "smtp.later", LOG_S("why", str_z(curl_easy_strerror(r))),
            LOG_N("code", code));
        return FAULT(ERR_PEER);
    }
    *told = answer(a, r == CURLE_OK, code);
    return OK;
}
