/* A worker's dispatch: match, know, decode, prepare, act, finish, show (design 6). */
#include "act/face.h"
#include "act/place.h"
#include "act/visit.h"
#include "codec/base64.h"
#include "http/accept.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/zone.h"

#include <stdlib.h>

enum { VISIT_MEMORY = 96 * 1024 * 1024, OWN_KEYS = 1024, OWN_KEYS_MS = 60000 };

static err open_with(const struct boot *b, const struct keeper_line *line, struct keeper_core *core,
                     struct dispatch **out)
{
    struct dispatch *d = calloc(1, sizeof *d);
    struct keys_handed handed;
    str why = STR_NULL;

    CHECK(d);
    d->boot = b;
    d->kept = kept_new();
    d->own = key_cache_new(OWN_KEYS, OWN_KEYS_MS);
    arena_init(&d->home, 0);
    d->keeper = core ? keeper_local(&d->home, core, KEEPER_WORKER) : keeper_connect(&d->home, line);
    err e = keeper_handed(d->keeper, &handed);
    if (!failed(e)) {
        d->web_key = handed.web;
        bytes_wipe(&handed, sizeof handed);
        e = db_open_read(&d->home, str_z(b->store), &d->db, &why);
    }
    if (failed(e)) {
        LOG(LOG_ERROR, "worker.open", LOG_S("why", why), LOG_N("code", e.code));
        dispatch_close(d);
        return e;
    }
    *out = d;
    return OK;
}

err dispatch_open(const struct boot *b, const struct keeper_line *line, struct dispatch **out)
{
    return open_with(b, line, NULL, out);
}

err dispatch_open_with(const struct boot *b, struct keeper_core *core, struct dispatch **out)
{
    return open_with(b, NULL, core, out);
}

void dispatch_idle(struct dispatch *d, instant now)
{
    key_cache_sweep(d->own, now);
}

struct db *dispatch_db(struct dispatch *d)
{
    return d->db;
}

void dispatch_close(struct dispatch *d)
{
    if (!d)
        return;
    db_close(d->db);
    kept_free(d->kept);
    key_cache_free(d->own);
    bytes_wipe(&d->web_key, sizeof d->web_key);
    arena_free(&d->home);
    free(d);
}

struct visit *visit_new(struct dispatch *d, const struct request *r, instant now)
{
    struct visit *v = calloc(1, sizeof *v);
    buf b;

    CHECK(v);
    arena_init(&v->a, VISIT_MEMORY);
    v->d = d;
    buf_init(&b, &v->a, 2 * KIB);
    request_pack(&b, r);
    CHECK(!failed(request_unpack(&v->a, buf_str(&b), &v->req)));
    v->w = (struct web){ .a = &v->a,
                         .boot = d->boot,
                         .site = d->boot->site,
                         .req = &v->req,
                         .db = d->db,
                         .keeper = d->keeper,
                         .session_keys = d->own,
                         .kept = d->kept,
                         .seal_key = &d->web_key,
                         .now = now,
                         .today = zone_day(d->boot->zone, now) };
    return v;
}

void visit_free(struct visit *v)
{
    if (!v)
        return;
    if (v->reading)
        db_read_end(v->d->db);
    bytes_wipe(&v->w.account_key, sizeof v->w.account_key);
    bytes_wipe(&v->w.person_key, sizeof v->w.person_key);
    arena_free(&v->a);
    free(v);
}

/* ---- language and page ---- */

static str offered_language(struct visit *v)
{
    const struct site *s = v->d->boot->site;
    str *codes = ARENA_ARRAY(&v->a, str, s->n_langs);

    for (size_t i = 0; i < s->n_langs; i++)
        codes[i] = s->langs[i].code;
    int at = accept_language(request_header(&v->req, S("accept-language")), codes, s->n_langs);
    return codes[at < 0 ? 0 : at];
}

/* The prefix of the address stays in every link of the page. */
static void choose_language(struct visit *v, str *prefix)
{
    const struct site_lang *l = place_lang(v->d->boot->site, v->req.path, &v->req.path, prefix);

    if (!v->req.path.n)
        v->req.path = S("/");
    v->w.lang = l ? l->code : offered_language(v);
}

static void page_start(struct visit *v, str prefix)
{
    struct web *w = &v->w;
    const struct face *f = boot_face(v->d->boot, w->lang);

    page_init(&w->page, &v->a, &f->site, f->words);
    w->page.prefix = prefix;
    w->page.path = place_of(&v->a, v->d->boot, &v->req, v->req.path);
    w->page.modes = reading_parse(request_cookie_any(&v->req, S(READING_COOKIE)));
}

/* Has a role that drafts services or signs them. */
static bool works_in_studio(const struct web *w)
{
    const struct site_studio *t = &w->site->studio;
    bool yes = false;

    for (size_t i = 0; i < w->who.nroles && !yes; i++) {
        for (size_t k = 0; k < t->n_design && !yes; k++)
            yes = str_eq(t->design[k], w->who.roles[i].role);
        for (size_t k = 0; k < t->n_sign && !yes; k++)
            yes = str_eq(t->sign[k], w->who.roles[i].role);
    }
    return yes;
}

static err page_person(struct visit *v)
{
    struct web *w = &v->w;
    int64_t unread = 0;

    if (w->who.account)
        TRY(w->boot->ports.identity->name(w->a, &w->creds, &w->who, &w->page.person));
    if (w->who.reading.n) /* wherever they sign in, as they chose once */
        w->page.modes = reading_parse(w->who.reading);
    w->page.officer = w->who.nroles > 0;
    w->page.designer = works_in_studio(w);
    w->page.private = w->who.account != 0 || w->creds.draft.n;
    w->page.request_id = visit_form_id(v);
    if (w->who.account && w->boot->ports.inbox)
        TRY(w->boot->ports.inbox->unread(w->db, w->who.account, &unread));
    w->page.unread = (unsigned)unread;
    return OK;
}

/* ---- the straight line ---- */

static void read_begin(struct visit *v)
{
    if (v->reading)
        return;
    v->w.read_at = clock_now();
    db_use_arena(v->d->db, &v->a);
    db_read_begin(v->d->db);
    v->reading = true;
}

static void read_end(struct visit *v)
{
    if (v->reading)
        db_read_end(v->d->db);
    v->reading = false;
}

/* "Bearer id.secret" (RFC 6750, 2.1), or "Basic" with id and secret (RFC 7617) as the same. */
static str partner_credential(arena *a, str header)
{
    str plain, id, secret;

    if (str_starts(header, S("Bearer ")))
        return str_trim(str_from(header, 7));
    if (!str_starts(header, S("Basic ")) ||
        failed(base64_read(a, str_trim(str_from(header, 6)), BASE64, &plain)) ||
        !str_cut(plain, ':', &id, &secret))
        return STR_NULL;
    return str_fmt(a, "%.*s.%.*s", STR_ARG(id), STR_ARG(secret));
}

/* An interface takes its own credential and no cookies; pages take no other than cookies, for what
 * stands before the house may ask for a password of its own.  Where a row takes people's tokens,
 * whoever shows one is its program and nobody else: the cookies beside it are not read. */
static err know(struct visit *v, const struct route *r)
{
    struct web *w = &v->w;
    str shown = request_header(&v->req, S("authorization"));

    if (r && r->partner) {
        const struct port_partner *port = w->boot->ports.partner;
        w->creds.partner = partner_credential(w->a, shown);
        return port && w->creds.partner.n
                   ? port->resolve(w->db, w->a, w->creds.partner, w->today, &w->who)
                   : OK;
    }
    if (r && r->scope && str_starts(shown, S("Bearer "))) {
        w->creds.token = str_trim(str_from(shown, 7));
        return w->boot->ports.identity && w->creds.token.n
                   ? w->boot->ports.identity->resolve(w->db, w->a, &w->creds, w->now, &w->who)
                   : OK;
    }
    w->creds.session = request_cookie_any(&v->req, S("stoa-session"));
    w->creds.draft = request_cookie_any(&v->req, S("stoa-draft"));
    if (w->boot->ports.identity && w->creds.session.n)
        return w->boot->ports.identity->resolve(w->db, w->a, &w->creds, w->now, &w->who);
    return OK;
}

static err show_refusal(struct visit *v);

/* Unknown, ended and out of date are one answer (RFC 6750, 3.1). */
static bool token_passes(struct visit *v)
{
    struct web *w = &v->w;
    bool known = w->who.token != 0;
    struct refusal *no;

    if (known && actor_scope(&w->who, w->route->scope))
        return true;
    no = ARENA_NEW(w->a, struct refusal);
    *no = (struct refusal){ .word = known ? W_act_token_scope : W_act_token_needed,
                            .args = val_null(),
                            .field = S("") };
    w->refused = true;
    w->status = known ? 403 : 401;
    w->refusals = no;
    w->nrefusals = 1;
    (void)show_refusal(v);
    reply_header(
        w->a, &w->reply, S("www-authenticate"),
        known ? str_fmt(w->a, "Bearer error=\"insufficient_scope\", scope=\"%s\"", w->route->scope)
              : S("Bearer error=\"invalid_token\""));
    return false;
}

/* True where the route lets this reader pass; else the reply is made. */
static bool admitted(struct visit *v)
{
    struct web *w = &v->w;
    const struct route *r = w->route;

    if (w->creds.token.n)
        return token_passes(v);
    if (v->req.method != GET && !r->partner && !request_same_origin(&v->req)) {
        (void)web_error(w, 403);
        return false;
    }
    if (r->who != WHO_SIGNED_IN && r->who != WHO_ROLE)
        return true;
    if (!w->who.account) {
        if (web_wants_json(w) || v->req.method != GET)
            (void)web_error(w, 401);
        else
            (void)web_redirect(w, url_query(w->a, (url){ S("/sign-in") }, S("to"), w->page.path).s);
        return false;
    }
    if (r->who == WHO_ROLE && !actor_has_any(&w->who, r->roles, NULL)) {
        (void)web_error(w, 403);
        return false;
    }
    return true;
}

/* What a row for any name does not know may be there for other methods: "/:file" and "/sign-out".
 */
static err not_there(struct visit *v)
{
    struct web *w = &v->w;

    TRY(web_error(w, v->exact ? 405 : 404));
    if (v->exact)
        reply_header(w->a, &w->reply, S("allow"), route_allow(w->a, v->exact));
    return OK;
}

/* In the interface's own shape where it has one. */
static void show_fault(struct web *w, int status)
{
    w->status = status;
    if (!w->route || !w->route->fault || failed(w->route->fault(w)))
        (void)web_error(w, status);
}

static enum dispatch_step reply_step(struct visit *v, err e)
{
    struct web *w = &v->w;

    if (failed(e) && !w->reply.status) {
        char number[INCIDENT_TEXT] = "";
        if (e.class == ERR_CLASS_FAULT)
            log_incident(w->route ? w->route->pattern : "worker", e, db_error(w->db), number);
        w->incident = str_copy(w->a, str_z(number));
        if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
            (void)not_there(v);
        else
            show_fault(w, e.class == ERR_CLASS_REFUSED ? 400 : fault_status(e));
    }
    read_end(v);
    CHECK(w->reply.status || w->park.topic.n);
    return w->park.topic.n && !w->reply.status ? DISPATCH_PARK : DISPATCH_REPLY;
}

/* A form sent twice acts once; the same form with another content (the reader went back and changed
 * it) is another act.  An interface's own key stays as it is: other content is refused there. */
static str act_id_of(struct visit *v)
{
    struct web *w = &v->w;
    buf b;

    if (v->again)
        return str_fmt(&v->a, "%.*s.again", STR_ARG(ulid_str(&v->a, v->req.id)));
    if (v->further)
        w->act_id =
            str_fmt(&v->a, "%.*s.%u", STR_ARG(w->act_id.n ? w->act_id : ulid_str(&v->a, v->req.id)),
                    v->further);
    if (!w->act_id.n)
        return w->act_id;
    buf_init(&b, &v->a, 1 * KIB);
    if (!v->form_posted) { /* chosen by the client: it means nothing beside another draft's token */
        buf_lstr(&b, w->act_id);
        buf_lstr(&b, w->creds.draft);
        sha256 own = sha256_of(buf_str(&b));
        return str_hex(&v->a, own.b, 20);
    }
    buf_lstr(&b, str_z(w->act));
    val_pack(&b, w->in);
    sha256 h = sha256_of(buf_str(&b));
    return str_fmt(&v->a, "%.*s.%.*s", STR_ARG(w->act_id), STR_ARG(str_hex(&v->a, h.b, 12)));
}

static enum dispatch_step act_step(struct visit *v)
{
    struct web *w = &v->w;
    struct call c = { .act = str_z(w->act),
                      .creds = w->creds,
                      .lang = w->lang,
                      .peer = v->req.peer,
                      .at = w->now,
                      .in = w->in,
                      .id = act_id_of(v) };
    buf b;

    read_end(v);
    buf_init(&b, &v->a, 1 * KIB);
    call_pack(&b, &c);
    v->call = buf_str(&b);
    return DISPATCH_ACT;
}

static err begin_known(struct visit *v)
{
    struct web *w = &v->w;
    const struct route *r = w->route;

    TRY(visit_decode(v));
    if (w->reply.status)
        return OK;
    w->act = r->act;
    if (r->prepare)
        TRY(r->prepare(w));
    else if (r->act)
        w->in = visit_input(v, boot_act(w->boot, str_z(r->act)));
    if (!w->act && !w->reply.status && !w->park.topic.n && r->finish)
        TRY(r->finish(w));
    return OK;
}

static enum dispatch_step known_step(struct visit *v)
{
    err e = begin_known(v);

    return !failed(e) && v->w.act && !v->w.reply.status ? act_step(v) : reply_step(v, e);
}

enum dispatch_step visit_begin(struct visit *v)
{
    struct web *w = &v->w;
    struct route_match match;
    str prefix;

    choose_language(v, &prefix);
    page_start(v, prefix);
    bool there = route_find(&v->d->boot->routes->table, v->req.method, v->req.path, &match);
    w->route = there ? v->d->boot->routes->rows.v[match.row] : NULL; /* a fault takes its shape */
    read_begin(v);
    err e = know(v, w->route);
    if (!failed(e))
        e = page_person(v);
    if (failed(e))
        return reply_step(v, e);
    if (!there) {
        (void)web_error(w, match.allow ? 405 : 404);
        if (match.allow)
            reply_header(w->a, &w->reply, S("allow"), route_allow(w->a, match.allow));
        return reply_step(v, OK);
    }
    w->params = match.params;
    v->exact = match.exact;
    if (!admitted(v))
        return reply_step(v, OK);
    if (w->who.stale && (w->who.token || (v->req.method == GET && !w->route->act))) {
        v->touching = true;
        w->act = w->who.token ? "token.touch" : "session.touch";
        w->in = val_null();
        return act_step(v);
    }
    return known_step(v);
}

static err show_refusal(struct visit *v)
{
    struct web *w = &v->w;

    if ((w->route->partner || w->route->scope) && w->route->again)
        return w->route->again(w);
    if (w->status == 401 && !web_wants_json(w))
        return web_redirect(w, url_query(w->a, (url){ S("/sign-in") }, S("to"), w->page.path).s);
    if (w->route->again && !web_wants_json(w) && w->status != 403)
        return w->route->again(w);
    return web_refused(w);
}

static void take_refusals(struct web *w, const struct answer *ans)
{
    struct refusal *all = ARENA_ARRAY(w->a, struct refusal, ans->n + 1);

    for (size_t i = 0; i < ans->n; i++)
        all[i] = (struct refusal){ (enum word_id)ans->refusals[i].word, ans->refusals[i].args,
                                   ans->refusals[i].field };
    w->refused = true;
    w->status = ans->status;
    w->refusals = all;
    w->nrefusals = ans->n;
}

/* Showing what was refused may need an act of its own: a look that is traced.  Once. */
static enum dispatch_step refused_step(struct visit *v)
{
    v->w.act = NULL;
    err e = show_refusal(v);
    if (failed(e) || v->w.reply.status || !v->w.act || !v->w.then_fn)
        return reply_step(v, e);
    v->again = true;
    v->w.act_id = STR_NULL;
    v->form_posted = false;
    return act_step(v);
}

/* The last use is written; now the page itself.  A token has a new ticket now, if it is still one.
 */
static enum dispatch_step after_touch(struct visit *v)
{
    struct web *w = &v->w;

    v->touching = false;
    w->act = NULL;
    read_begin(v);
    if (!w->creds.token.n)
        return known_step(v);
    w->who = (struct actor){ 0 };
    err e = know(v, w->route);
    if (failed(e) || !admitted(v))
        return reply_step(v, e);
    return known_step(v);
}

/* What follows the act: another one where finish names it, else the reply. */
static enum dispatch_step finish_step(struct visit *v)
{
    struct web *w = &v->w;
    web_fn *finish = w->then_fn ? w->then_fn : w->route->finish;
    err e = OK;

    w->act = NULL;
    w->then_fn = NULL;
    if (finish)
        e = finish(w);
    if (!failed(e) && w->act && w->then_fn && !w->reply.status) {
        v->further++;
        return act_step(v);
    }
    if (!failed(e) && !w->reply.status && !w->park.topic.n)
        e = web_wants_json(w) ? web_json(w, 200, val_json_str(w->a, w->out))
                              : web_redirect(w, w->then.n ? w->then : S("/"));
    return reply_step(v, e);
}

enum dispatch_step visit_resume(struct visit *v, str bytes, instant now)
{
    struct web *w = &v->w;
    struct answer ans;

    w->now = now;
    if (v->touching)
        return after_touch(v);
    err e = answer_unpack(&v->a, str_copy(&v->a, bytes), &ans);
    if (failed(e))
        return reply_step(v, e);
    read_begin(v);
    if (ans.kind == ANSWER_FAULT) {
        w->incident = ans.incident;
        show_fault(w, ans.status);
        return reply_step(v, OK);
    }
    if (ans.kind == ANSWER_REFUSED && !v->again) {
        take_refusals(w, &ans);
        return refused_step(v);
    }
    if (ans.kind == ANSWER_REFUSED) { /* what was to show the refusal is itself refused */
        take_refusals(w, &ans);
        return reply_step(v, web_refused(w));
    }
    w->out = ans.out;
    return finish_step(v);
}

const struct reply *visit_reply(const struct visit *v)
{
    return &v->w.reply;
}

str visit_call(const struct visit *v)
{
    return v->call;
}

const struct park *visit_park(const struct visit *v)
{
    return &v->w.park;
}

/* ---- for the front ---- */

struct route_facts dispatch_facts(const struct boot *b, enum method m, str path)
{
    struct route_match match;
    struct route_facts f = { .body_max = 64 * 1024 };

    for (size_t i = 0; i < b->site->n_langs; i++) {
        str code = b->site->langs[i].code;
        if (path.n > code.n + 1 && path.p[code.n + 1] == '/' &&
            str_eq(str_sub(path, 1, code.n), code)) {
            path = str_from(path, code.n + 1);
            break;
        }
    }
    if (!route_find(&b->routes->table, m, path, &match))
        return f;
    const struct route *r = b->routes->rows.v[match.row];
    return (struct route_facts){
        r->body_max ? r->body_max : 64 * 1024, r->slow, r->cached, r->partner, r->rate, true
    };
}

void dispatch_error_page(const struct boot *b, const struct request *r, int status, arena *a,
                         struct reply *out)
{
    struct page p;
    const struct face *f = boot_face(b, b->site->langs[0].code);
    const struct site_lang *l = NULL;
    str codes[32], path = S("/"), prefix = S("");
    size_t n = MIN(b->site->n_langs, LEN(codes));

    for (size_t i = 0; i < n; i++)
        codes[i] = b->site->langs[i].code;
    if (r) {
        int at = accept_language(request_header(r, S("accept-language")), codes, n);
        l = place_lang(b->site, r->path, &path, &prefix);
        f = l ? boot_face(b, l->code) : &b->faces[at < 0 ? 0 : at];
        path = place_of(a, b, r, path.n ? path : S("/"));
    }
    page_init(&p, a, &f->site, f->words);
    p.prefix = prefix;
    p.path = path;
    if (r)
        p.modes = reading_parse(request_cookie_any(r, S(READING_COOKIE)));
    page_error(&p, status, S(""));
    *out = reply_make(status, S("text/html; charset=utf-8"), page_done(&p));
    out->csp = page_csp(false);
    out->language = f->lang;
}
