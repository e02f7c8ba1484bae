#include "role/bind.h"

#include "act/admin.h"
#include "act/dispatch.h"
#include "act/writer.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/https.h"
#include "blocks/exchange/node.h"
#include "blocks/subscribe/subscribe.h"
#include "blocks/subscribe/webhook.h"
#include "blocks/notify/smtp.h"
#include "press/clamd.h"
#include "conf/conf.h"
#include "page/reading.h"
#include "os/clock.h"
#include "os/log.h"
#include "page/assets.h"
#include "press/press.h"
#include "seal/keeper_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- loading ---- */

static void say_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++) {
        const struct finding *x = &f->v.v[i];

        if (x->level == FINDING_ERROR)
            fprintf(stderr, "%.*s:%d: %.*s %.*s\n", STR_ARG(x->file), x->line, STR_ARG(x->what),
                    STR_ARG(x->repair));
    }
}

static err load(void *ctx, void **out)
{
    const struct bind_settings *s = ctx;
    struct findings f = { 0 };
    struct boot *b;

    TRY(boot_load(s->conf, s->blocks, s->site, s->data, &f, &b));
    b->dev = s->dev;
    say_findings(&f);
    *out = b;
    return OK;
}

static void unload(void *boot)
{
    boot_free(boot);
}

static err prepare(void *boot)
{
    bool fresh;

    return admin_prepare(boot, &fresh);
}

/* ---- front ---- */

static struct house_facts facts(void *boot, enum method m, str path)
{
    struct route_facts f = dispatch_facts(boot, m, path);

    return (struct house_facts){ .body_max = f.body_max,
                                 .rate = f.rate,
                                 .known = f.known,
                                 .slow = f.slow,
                                 .cached = f.cached,
                                 .partner = f.partner };
}

static bool asset(void *boot, arena *a, const struct request *r, struct reply *out)
{
    const struct asset *x = str_starts(r->path, S("/assets/")) ? asset_find(r->path) : NULL;
    str accept = request_header(r, S("accept-encoding"));

    (void)boot;
    if (!x)
        return false;
    *out = reply_make(200, x->type, x->plain);
    out->cache = CACHE_FOREVER;
    out->etag = x->etag;
    reply_header(a, out, S("Vary"), S("Accept-Encoding"));
    if (x->brotli.n && accept_encoding(accept, S("br"))) {
        out->body = x->brotli;
        reply_header(a, out, S("Content-Encoding"), S("br"));
    } else if (x->gzip.n && accept_encoding(accept, S("gzip"))) {
        out->body = x->gzip;
        reply_header(a, out, S("Content-Encoding"), S("gzip"));
    }
    return true;
}

static void error_page(void *boot, arena *a, const struct request *r, int status, struct reply *out)
{
    dispatch_error_page(boot, r, status, a, out);
}

/* A choice of how to read is the only cookie that says nothing of who reads. */
static bool personal(void *boot, const struct request *r)
{
    (void)boot;
    for (size_t i = 0; i < r->cookie_count; i++)
        if (!str_eq(r->cookies[i].name, S(READING_COOKIE)) &&
            !str_eq(r->cookies[i].name, S("__Host-" READING_COOKIE)))
            return true;
    return request_header(r, S("authorization")).n > 0;
}

/* The modes, and whether the page may come compressed, which those of READ_LIGHT do. */
static unsigned variant(void *boot, const struct request *r)
{
    unsigned modes = reading_parse(request_cookie_any(r, S(READING_COOKIE)));

    (void)boot;
    return modes & READ_LIGHT && accept_encoding(request_header(r, S("accept-encoding")), S("gzip"))
               ? modes | (READ_ALL + 1)
               : modes;
}

static str language(void *boot, const struct request *r)
{
    const struct site *s = ((const struct boot *)boot)->site;
    str codes[64];
    size_t n = MIN(s->n_langs, LEN(codes));
    int at;

    for (size_t i = 0; i < n; i++)
        codes[i] = s->langs[i].code;
    at = accept_language(request_header(r, S("accept-language")), codes, n);
    return n ? codes[at < 0 ? 0 : at] : S("");
}

/* ---- worker ---- */

static err worker_open(void *boot, const struct keeper_line *keeper, void **out)
{
    return dispatch_open(boot, keeper, (struct dispatch **)out);
}

static void worker_idle(void *d, instant now)
{
    dispatch_idle(d, now);
}

static void worker_close(void *d)
{
    dispatch_close(d);
}
static void *new_visit(void *d, const struct request *r, instant now)
{
    return visit_new(d, r, now);
}
static const struct reply *reply_of(void *v)
{
    return visit_reply(v);
}
static str call_of(void *v)
{
    return visit_call(v);
}
static const struct park *park_of(void *v)
{
    return visit_park(v);
}
static void free_visit(void *v)
{
    visit_free(v);
}

static enum house_step step_of(enum dispatch_step s)
{
    return s == DISPATCH_ACT ? STEP_ACT : s == DISPATCH_PARK ? STEP_PARK : STEP_REPLY;
}

static enum house_step begin(void *v)
{
    return step_of(visit_begin(v));
}
static enum house_step resume(void *v, str answer, instant now)
{
    return step_of(visit_resume(v, answer, now));
}

/* ---- writer ---- */

struct bound_writer {
    struct writer *w;
    struct house_hooks hooks;
    int lock;
};

static void starting(void *ctx, str id, uint64_t hash)
{
    struct bound_writer *b = ctx;

    b->hooks.starting(b->hooks.ctx, id, hash);
}

static void topic(void *ctx, str name, uint64_t version)
{
    struct bound_writer *b = ctx;

    if (str_eq(name, S("content")))
        b->hooks.published(b->hooks.ctx);
    else if (str_eq(name, S("pages")))
        b->hooks.outdated(b->hooks.ctx);
    b->hooks.topic(b->hooks.ctx, name, version);
}

static err open_writer(void *boot, const struct keeper_line *keeper,
                       const struct house_hooks *hooks, void **out)
{
    struct bound_writer *b = calloc(1, sizeof(*b));
    struct writer_hooks h;
    err e;

    CHECK(b);
    b->hooks = *hooks;
    h = (struct writer_hooks){ b, starting, topic };
    b->lock = admin_lock(((const struct boot *)boot)->data);
    if (b->lock < 0) {
        LOG(LOG_ERROR, "writer.locked",
            LOG_S("why", S("another process works in this data directory")));
        free(b);
        return FAULT(ERR_BUSY);
    }
    e = writer_open(boot, keeper, &h, &b->w);
    if (failed(e)) {
        close(b->lock);
        free(b);
        return e;
    }
    *out = b;
    return OK;
}

static void close_writer(void *p)
{
    struct bound_writer *b = p;

    writer_close(b->w);
    close(b->lock);
    free(b);
}

static void batch(void *p, arena *a, struct house_call *calls, size_t n, instant now)
{
    struct bound_writer *b = p;
    struct writer_call *c = ARENA_ARRAY(a, struct writer_call, n);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct writer_call){ .request_id = calls[i].id,
                                     .call = calls[i].call,
                                     .from_job = calls[i].job,
                                     .poisoned = calls[i].poisoned };
    writer_batch(b->w, a, c, n, now);
    for (size_t i = 0; i < n; i++)
        calls[i].answer = c[i].answer;
}

static int64_t tick(void *p, instant now)
{
    return writer_tick(((struct bound_writer *)p)->w, now);
}

/* ---- jobs ---- */

struct bound_jobs {
    struct jobs *j;
    struct jobs_io io;
};

static err open_jobs(void *boot, const struct keeper_line *keeper, const struct house_io *io,
                     void **out)
{
    struct bound_jobs *b = calloc(1, sizeof(*b));
    err e;

    CHECK(b);
    b->io = (struct jobs_io){ io->ctx, io->acts, io->press, io->link, io->stage };
    e = jobs_open(boot, keeper, &b->io, &b->j);
    if (failed(e)) {
        free(b);
        return e;
    }
    *out = b;
    return OK;
}

static void close_jobs(void *p)
{
    jobs_close(((struct bound_jobs *)p)->j);
    free(p);
}

static int64_t tick_jobs(void *p, instant now)
{
    return jobs_tick(((struct bound_jobs *)p)->j, now);
}

struct nodes_look {
    instant now;
    struct house_nodes *out;
};

static err look_at_nodes(arena *a, struct db *db, const struct boot *b, void *ctx)
{
    struct nodes_look *l = ctx;
    const struct exchange *x = &b->site->exchange;

    TRY(nodes_ending(a, db, x, l->now, &l->out->ending));
    return federation_left(a, db, x, l->now, &l->out->config_left);
}

static void nodes_look(void *p, instant now, struct house_nodes *out)
{
    struct nodes_look l = { now, out };

    *out = (struct house_nodes){ .config_left = -1 };
    err e = jobs_look(((struct bound_jobs *)p)->j, look_at_nodes, &l);
    if (failed(e))
        LOG(LOG_WARN, "exchange.nodes_not_counted", LOG_N("code", e.code));
}

/* ---- keeper and press ---- */

static err open_keeper(void *boot, void **out)
{
    return keeper_open(((const struct boot *)boot)->data, clock_now, (struct keeper_core **)out);
}

static void answer(void *k, enum role_kind peer, arena *a, str request, buf *out)
{
    enum keeper_role as = peer == ROLE_WRITER                        ? KEEPER_WRITER
                          : peer == ROLE_WORKER || peer == ROLE_SLOW ? KEEPER_WORKER
                          : peer == ROLE_JOBS                        ? KEEPER_JOBS
                          : peer == ROLE_PRESS                       ? KEEPER_PRESS
                                                                     : KEEPER_ROLES;

    keeper_answer(k, as, a, request, out);
}

static void close_keeper(void *k)
{
    keeper_close(k);
}

struct bound_press {
    arena home;
    struct press *p;
};

static err open_press(void *boot, const struct keeper_line *keeper, void **out)
{
    struct bound_press *b = calloc(1, sizeof(*b));

    (void)boot;
    CHECK(b);
    arena_init(&b->home, 0);
    b->p = press_open(&b->home, keeper_connect(&b->home, keeper));
    *out = b;
    return OK;
}

static err do_press(void *p, arena *a, str job, str *result)
{
    return press_do(((struct bound_press *)p)->p, a, job, result);
}

/* ---- link: one kind, one way out ---- */

#define LINK_MAIL "smtp"
#define LINK_SCANNER "clamd"

/* A scanner that did not answer is not asked for three times as long as it was waited for, at least
 * so long: other work of the jobs goes on. */
enum { SCANNER_REST_MS = 2000 };

struct bound_link {
    const struct conf *conf;
    const char *kind;
    int64_t rest_until;
    struct https_line *line; /* of NODE_LINK */
};

/* By what is set: null where no link is.  The lists are those of the sums of 1 mail, 2 scanner,
 * 4 nodes, 8 webhooks. */
static const char *const *links_of(const struct conf *c)
{
    static const char *const lists[16][5] = {
        { NULL },
        { LINK_MAIL },
        { LINK_SCANNER },
        { LINK_MAIL, LINK_SCANNER },
        { NODE_LINK },
        { LINK_MAIL, NODE_LINK },
        { LINK_SCANNER, NODE_LINK },
        { LINK_MAIL, LINK_SCANNER, NODE_LINK },
        { WEBHOOK_LINK },
        { LINK_MAIL, WEBHOOK_LINK },
        { LINK_SCANNER, WEBHOOK_LINK },
        { LINK_MAIL, LINK_SCANNER, WEBHOOK_LINK },
        { NODE_LINK, WEBHOOK_LINK },
        { LINK_MAIL, NODE_LINK, WEBHOOK_LINK },
        { LINK_SCANNER, NODE_LINK, WEBHOOK_LINK },
        { LINK_MAIL, LINK_SCANNER, NODE_LINK, WEBHOOK_LINK },
    };
    unsigned set = !c ? 0
                      : (conf_text(c, LINK_MAIL).n > 0) + 2u * (conf_text(c, LINK_SCANNER).n > 0) +
                            4u * conf_bool(c, "exchange-nodes") + 8u * conf_bool(c, "webhooks");

    return set ? lists[set] : NULL;
}

/* A setting that names a file in DATA/link, as a path; empty where it is not set. */
static str link_file(arena *a, const struct conf *c, const char *setting)
{
    str name = conf_text(c, setting), data = conf_text(c, "data");

    return name.n ? str_fmt(a, "%.*s/link/%.*s", STR_ARG(data), STR_ARG(name)) : S("");
}

static err open_link(void *boot, const char *kind, void **out)
{
    const struct conf *c = ((const struct boot *)boot)->conf;
    struct bound_link *b;

    if (str_eq(str_z(kind), S(LINK_MAIL)))
        TRY(smtp_begin());
    if (str_eq(str_z(kind), S(WEBHOOK_LINK)))
        TRY(webhook_begin());
    b = calloc(1, sizeof(*b));
    CHECK(b);
    *b = (struct bound_link){ .conf = c, .kind = kind };
    if (str_eq(str_z(kind), S(NODE_LINK)))
        TRY(https_begin(&b->line));
    *out = b;
    return OK;
}

static err scan(struct bound_link *l, arena *a, str bytes, val *told)
{
    int64_t began = clock_mono_ns(), now;
    str found = STR_NULL;

    if (began < l->rest_until)
        return FAULT(ERR_PEER);
    err e = clamd_scan(a, conf_text(l->conf, LINK_SCANNER), bytes, &found);
    if (e.class == ERR_CLASS_FAULT || (failed(e) && !found.p)) {
        now = clock_mono_ns();
        l->rest_until = now + MAX((now - began) * 3, (int64_t)SCANNER_REST_MS * 1000000);
        LOG(LOG_WARN, "scanner.silent", LOG_N("code", e.code));
        return FAULT(ERR_PEER);
    }
    *told = val_with(a, val_null(), S("clean"), val_bool(!failed(e)));
    if (failed(e))
        *told = val_with(a, *told, S("found"), val_str(found));
    return OK;
}

static err do_link(void *p, arena *a, str message, str *result)
{
    struct bound_link *l = p;
    const struct conf *c = l->conf;
    val m, told;
    buf b;

    if (str_eq(str_z(l->kind), S(LINK_SCANNER))) {
        TRY(scan(l, a, message, &told));
    } else if (str_eq(str_z(l->kind), S(NODE_LINK))) {
        struct https_ways ways = { link_file(a, c, "exchange-cert"),
                                   link_file(a, c, "exchange-key"),
                                   link_file(a, c, "exchange-ca") };
        TRY(val_unpack(a, message, &m));
        TRY(https_ask(l->line, a, &ways, m, &told));
    } else if (str_eq(str_z(l->kind), S(WEBHOOK_LINK))) {
        struct webhook_ways ways = { conf_bool(c, "dev"), link_file(a, c, "webhooks-ca") };
        TRY(val_unpack(a, message, &m));
        TRY(webhook_send(a, &ways, m, &told));
    } else {
        TRY(val_unpack(a, message, &m));
        TRY(smtp_send(a, conf_text(c, LINK_MAIL), conf_text(c, "mail-from"), m, clock_now(),
                      &told));
    }
    buf_init(&b, a, 64);
    val_pack(&b, told);
    *result = buf_str(&b);
    return OK;
}

struct house bind_house(const struct bind_settings *s)
{
    return (struct house){
        .ctx = (void *)(uintptr_t)s,
        .load = load,
        .unload = unload,
        .prepare = prepare,
        .facts = facts,
        .asset = asset,
        .error_page = error_page,
        .language = language,
        .variant = variant,
        .personal = personal,
        .worker_open = worker_open,
        .worker_idle = worker_idle,
        .worker_close = worker_close,
        .visit_new = new_visit,
        .visit_begin = begin,
        .visit_resume = resume,
        .visit_reply = reply_of,
        .visit_call = call_of,
        .visit_park = park_of,
        .visit_free = free_visit,
        .writer_open = open_writer,
        .writer_close = close_writer,
        .batch = batch,
        .writer_tick = tick,
        .jobs_open = open_jobs,
        .jobs_close = close_jobs,
        .jobs_tick = tick_jobs,
        .nodes_look = nodes_look,
        .wake = S("outbox"),
        .keeper_open = open_keeper,
        .keeper_answer = answer,
        .keeper_close = close_keeper,
        .press_open = open_press,
        .press_do = do_press,
        .link_kinds = links_of(s->conf),
        .link_open = open_link,
        .link_do = do_link,
    };
}
