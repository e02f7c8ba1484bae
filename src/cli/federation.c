#include "cli/federation.h"
#include "blocks/exchange/federation.h"
#include "conf/conf.h"
#include "os/clock.h"
#include "os/file.h"
#include "seal/ca.h"

#include <stdio.h>

enum { DAYS = 30, DAYS_MOST = 366, VERSION_MOST = 1000000000 };
#define DAY_MS ((int64_t)86400 * 1000)

static int complain(const char *what)
{
    fprintf(stderr, "stoa exchange: %s\n", what);
    return 1;
}

/* This node with its certificates that are valid, the one in use first. */
static bool own_node(arena *a, const struct boot *b, const struct conf *c, instant now,
                     struct exchange_node *out)
{
    struct authority au;
    str *certs;

    if (failed(ca_read(a, b->data, &au)) || !authority_now(&au, CERT_SEAL))
        return false;
    certs = ARENA_ARRAY(a, str, au.n + 1);
    *out = (struct exchange_node){ .id = b->site->exchange.node, .certs = certs };
    out->url = conf_text(c, "public-url");
    for (size_t i = 0; i < au.n && out->n_certs < FEDERATION_CERTS; i++) {
        const struct authority_cert *x = &au.certs[i];
        if (x->kind != CERT_SEAL || x->to.ms <= now.ms || authority_revoked(&au, x->serial))
            continue;
        certs[out->n_certs++] = x->pem;
        out->until.n = MAX(out->until.n, (int32_t)(x->to.ms / DAY_MS));
    }
    return out->n_certs > 0;
}

static str path_of(arena *a, const struct conf *c)
{
    return str_fmt(a, "%.*s/" FEDERATION_FILE, STR_ARG(conf_text(c, "site")));
}

/* The version of the file before, also where that is not published yet; 0: there is none; false:
 * there is one that nobody can read. */
static bool version_before(arena *a, const struct conf *c, int64_t *out)
{
    struct federation f;
    str file;

    *out = 0;
    if (!file_exists(path_of(a, c)))
        return true;
    if (failed(file_read(a, path_of(a, c), 2 * FEDERATION_MAX, &file)) ||
        failed(federation_said(a, str_trim(file), &f)))
        return false;
    *out = f.version;
    return true;
}

static bool number(str text, int64_t otherwise, int64_t most, int64_t *out)
{
    *out = otherwise;
    return !text.p || (!failed(str_to_i64(text, out)) && *out >= 1 && *out <= most);
}

static err signed_text(arena *a, const char *data, str text, str *jws)
{
    struct keeper_core *core;

    TRY(keeper_open(data, clock_now, &core));
    err e = keeper_sign_message(keeper_local(a, core, KEEPER_OPERATOR), a, text, jws);
    if (!failed(e))
        *jws = str_copy(a, *jws);
    keeper_close(core);
    return e;
}

static int write_it(arena *a, const struct conf *c, str jws, const struct federation *f)
{
    str path = path_of(a, c);

    if (failed(file_write(path, str_cat(a, jws, S("\n")), 0644)))
        return complain("the site's folder cannot be written");
    printf("%.*s: version %lld, until %.*s, %zu nodes\n", STR_ARG(path), (long long)f->version,
           STR_ARG(instant_str(a, f->until)), f->n_nodes);
    return 0;
}

int federation_publish(arena *a, const struct boot *b, const struct conf *c, str days, str version)
{
    const struct exchange *x = &b->site->exchange;
    struct exchange_node own;
    struct federation f;
    instant now = { clock_now().ms / 1000 * 1000 };
    int64_t before, next, valid;
    str text, jws;

    if (!x->federation.governs || !conf_text(c, "public-url").n)
        return complain("exchange.yaml has to say federation: { governs: true }, and public-url "
                        "has to be set");
    if (!number(days, DAYS, DAYS_MOST, &valid))
        return complain("--days takes a number from 1 to 366");
    if (!own_node(a, b, c, now, &own))
        return complain("the keys cannot be read");
    if (!version_before(a, c, &before) && !version.p)
        return complain("the configuration before cannot be read: say --version, larger than its");
    if (!number(version, before + 1, VERSION_MOST, &next) || next <= before)
        return complain("--version takes a number that is larger than the one before");
    text = federation_text(a, x, &own, next, now, (instant){ now.ms + valid * DAY_MS });
    if (text.n > FEDERATION_MAX || failed(federation_read(a, text, &f)))
        return complain("the configuration is too large, or an address or identifier in it is not "
                        "of its form");
    if (failed(signed_text(a, b->data, text, &jws)))
        return complain("the keys cannot sign it");
    return write_it(a, c, jws, &f);
}
