/* What a browser does: keeps cookies, fills in forms, sends files, follows. */
#include "cli/tale_play.h"
#include "codec/percent.h"
#include "os/clock.h"
#include "os/file.h"

enum { FOLLOW_MOST = 8 };
#define BOUNDARY "tale-8f31c0a7d5b24e69"

typedef VEC(struct http_pair) pairs;

/* ---- one request ---- */

static str cookie_header(struct play *p)
{
    buf b;

    buf_init(&b, &p->a, 256);
    for (size_t i = 0; i < p->who->cookies.n; i++)
        buf_fmt(&b, "%s%.*s=%.*s", i ? "; " : "", STR_ARG(p->who->cookies.v[i].name),
                STR_ARG(p->who->cookies.v[i].value));
    return buf_str(&b);
}

static void cookies_take(struct play *p, const struct reply *r)
{
    struct tale_actor *w = p->who;

    for (size_t i = 0; i < r->cookie_count; i++) {
        const struct http_cookie *c = &r->cookies[i];
        size_t k = 0;
        while (k < w->cookies.n && !str_eq(w->cookies.v[k].name, c->name))
            k++;
        if (c->max_age < 0) {
            if (k < w->cookies.n)
                w->cookies.v[k] = w->cookies.v[--w->cookies.n];
        } else if (k < w->cookies.n) {
            w->cookies.v[k].value = c->value;
        } else {
            *vec_push(&w->cookies, &p->a) = (struct http_pair){ c->name, c->value };
        }
    }
}

static bool request_begin(struct play *p, enum method m, str path, bool json, str cookies,
                          struct request *r)
{
    size_t hash = str_find_char(path, '#', 0);
    arena *a = &p->a;
    bool form = m != GET && p->who->shows;

    *r = (struct request){
        .id = ulid_new(), .method = m, .peer = p->who->peer, .at = stage_now(p->stage)
    };
    if (hash != SIZE_MAX)
        path = str_sub(path, 0, hash);
    err e = request_target(a, path, r);
    struct http_pair heads[] = {
        { S("host"), S("tale.invalid") },
        { S("accept"), json ? S("application/json") : S("text/html") },
        { S("accept-language"), p->who->lang },
        { S("referer"), form ? str_cat(a, S("http://tale.invalid"), p->who->at) : S("") },
        { S("sec-fetch-site"), m == GET ? S("none") : S("same-origin") },
        { S("cookie"), cookies },
        { S("authorization"), p->who->authorization },
    };
    for (size_t i = 0; i < LEN(heads) && !failed(e); i++)
        if (heads[i].value.n)
            e = request_add_header(a, r, heads[i].name, heads[i].value);
    for (size_t i = 0; i < p->who->headers.n && !failed(e); i++)
        if (p->who->headers.v[i].value.n)
            e = request_add_header(a, r, p->who->headers.v[i].name, p->who->headers.v[i].value);
    return !failed(e) || play_fails(p, "no browser can ask for \"%.*s\"", STR_ARG(path));
}

/* With a fault armed: where it strikes, nothing may be half done, and the same request sent again
 * must do.  A page that is shown all the same did without something, as the session's last use:
 * asked for again, it makes up for it. */
static bool ask(struct play *p, const struct request *r, struct reply *out)
{
    stage_fault(p->stage, p->fault, p->fault_n);
    stage_ask(p->stage, &p->a, r, out);
    bool struck = stage_struck(p->stage), bore = out->status < 500;
    stage_fault(p->stage, FAULT_NONE, 0);
    if (p->fault == FAULT_NONE || (bore && !(struck && r->method == GET)))
        return true;
    p->faulted++;
    str unsound = stage_unsound(p->stage, &p->a);
    if (unsound.n)
        return play_fails(p, "after a failed call (%d, %llu): %.*s", (int)p->fault,
                          (unsigned long long)p->fault_n, STR_ARG(unsound));
    struct request again = *r;
    again.again = true; /* as the front sends it when a worker died */
    stage_ask(p->stage, &p->a, &again, out);
    return true;
}

static bool is_page(const struct reply *r)
{
    return r->body.n && str_starts(r->content_type, S("text/html"));
}

static bool send(struct play *p, const struct request *r, str path)
{
    struct tale_actor *w = p->who;
    struct reply *got = &p->came.reply;

    if (!ask(p, r, got))
        return false;
    if (!got->status) { /* it waits for what the jobs do */
        struct request woken = *r;
        woken.woken = true;
        stage_work(p->stage);
        stage_ask(p->stage, &p->a, &woken, got);
    }
    p->came.json_read = false;
    cookies_take(p, got);
    w->location = got->location;
    p->came.page = is_page(got);
    if (p->came.page) {
        tale_page_read(&p->a, got->body, &w->page);
        w->shows = true;
        w->id_used = false;
        w->at = path;
    }
    return got->status ? true : play_fails(p, "the request was parked");
}

static bool get_path(struct play *p, str path, bool json)
{
    struct request r;

    return request_begin(p, GET, path, json, cookie_header(p), &r) && send(p, &r, path);
}

/* ---- fields ---- */

/* "@FILE" or "@FILE+11MB": its bytes, and its name. */
static bool file_of(struct play *p, str value, str *name, str *bytes)
{
    str path, more;
    int64_t megabytes = 0;

    *name = path = str_from(value, 1);
    if (str_cut(str_from(value, 1), '+', &path, &more) && str_ends(more, S("MB")))
        (void)!failed(str_to_i64(str_sub(more, 0, more.n - 2), &megabytes));
    size_t slash = str_rfind_char(path, '/');
    *name = slash == SIZE_MAX ? path : str_from(path, slash + 1);
    str full = str_fmt(&p->a, "%.*s/%.*s", STR_ARG(p->folder), STR_ARG(path));
    if (!play_inside(p, path))
        return false;
    if (failed(file_read(&p->a, full, 0, bytes)))
        return play_fails(p, "there is no file %.*s", STR_ARG(full));
    if (megabytes > 0) {
        size_t n = bytes->n + (size_t)megabytes * MIB;
        char *all = arena_zalloc(&p->a, n);
        memcpy(all, bytes->p, bytes->n);
        *bytes = str_of(all, n);
    }
    return true;
}

static bool has_file(const pairs *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].value.n && f->v[i].value.p[0] == '@')
            return true;
    return false;
}

static bool multipart_body(struct play *p, const pairs *f, buf *b)
{
    for (size_t i = 0; i < f->n; i++) {
        str value = f->v[i].value, name, bytes;
        buf_fmt(b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"",
                STR_ARG(f->v[i].name));
        if (value.n && value.p[0] == '@') {
            if (!file_of(p, value, &name, &bytes))
                return false;
            buf_fmt(b, "; filename=\"%.*s\"\r\nContent-Type: application/octet-stream",
                    STR_ARG(name));
            value = bytes;
        }
        buf_add(b, S("\r\n\r\n"));
        buf_add(b, value);
        buf_add(b, S("\r\n"));
    }
    buf_add(b, S("--" BOUNDARY "--\r\n"));
    return true;
}

static void form_body(const pairs *f, buf *b)
{
    for (size_t i = 0; i < f->n; i++) {
        if (i)
            buf_char(b, '&');
        percent_write(b, f->v[i].name);
        buf_char(b, '=');
        percent_write(b, f->v[i].value);
    }
}

static void field_put(struct play *p, pairs *f, str name, str value)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].name, name)) {
            f->v[i].value = value;
            return;
        }
    *vec_push(f, &p->a) = (struct http_pair){ name, value };
}

static bool post_fields(struct play *p, str path, const pairs *f, str key, bool json, bool cross,
                        str cookies)
{
    bool files = has_file(f);
    struct request r;
    buf b;

    buf_init(&b, &p->a, 4 * KIB);
    if (!request_begin(p, POST, path, json, cookies, &r))
        return false;
    if (cross)
        r.site = SITE_CROSS;
    r.content_type = files ? S("multipart/form-data") : S("application/x-www-form-urlencoded");
    r.content_params = files ? S("boundary=" BOUNDARY) : S("");
    if (files && !multipart_body(p, f, &b))
        return false;
    if (!files)
        form_body(f, &b);
    r.body = buf_str(&b);
    r.body_size = b.n;
    if (key.n && failed(request_add_header(&p->a, &r, S("idempotency-key"), key)))
        return false;
    p->who->last.path = path;
    p->who->last.id = key;
    p->who->last.cookies = cookies;
    p->who->last.json = json;
    p->who->last.there = true;
    p->who->last.fields.v = f->v;
    p->who->last.fields.n = f->n;
    p->who->last.fields.room = f->room;
    return send(p, &r, path);
}

/* The words of a line: options, the first bare word, and NAME=VALUE; a value given for a date of
 * parts stays whole. */
struct given {
    pairs fields;
    VEC(str) off;
    str word;
    bool has_word, json, cross;
};

static bool given_read(struct play *p, str rest, struct given *g)
{
    struct tale_word w;
    bool as = false;

    while (tale_word_next(&p->a, &rest, &w)) {
        str value;
        if (!play_fill(p, w.value, &value))
            return false;
        if (w.name.p)
            *vec_push(&g->fields, &p->a) = (struct http_pair){ w.name, value };
        else if (!w.quoted && str_eq(value, S("as")))
            as = true;
        else if (as && str_eq(value, S("json")))
            g->json = true;
        else if (!w.quoted && str_eq(value, S("cross-site")))
            g->cross = true;
        else if (!w.quoted && value.n > 1 && value.p[0] == '-')
            *vec_push(&g->off, &p->a) = str_from(value, 1);
        else if (!g->has_word) {
            g->word = value;
            g->has_word = true;
        } else {
            return play_fails(p, "\"%.*s\" is no NAME=VALUE", STR_ARG(value));
        }
    }
    return true;
}

/* ---- statements ---- */

bool play_get(struct play *p, str rest)
{
    struct given g = { 0 };

    if (!given_read(p, rest, &g))
        return false;
    return g.has_word ? get_path(p, g.word, g.json) : play_fails(p, "get what?");
}

bool play_follow(struct play *p)
{
    str to = p->who->location;

    if (!to.n)
        return play_fails(p, "the last answer (%d) led nowhere", p->came.reply.status);
    return get_path(p, to, false);
}

static bool follow_all(struct play *p)
{
    for (int i = 0; i < FOLLOW_MOST && p->came.reply.status == 303; i++)
        if (!play_follow(p))
            return false;
    return true;
}

static str names_of(struct play *p, const struct tale_form *f)
{
    buf b;

    buf_init(&b, &p->a, 200);
    for (size_t i = 0; i < f->inputs.n; i++)
        if (f->inputs.v[i].kind != INPUT_HIDDEN && !str_has(buf_str(&b), f->inputs.v[i].name))
            buf_fmt(&b, " %.*s", STR_ARG(f->inputs.v[i].name));
    return buf_str(&b);
}

static bool option_there(const struct tale_form *f, str name, str value)
{
    bool any = false;

    for (size_t i = 0; i < f->inputs.n; i++) {
        const struct tale_input *in = &f->inputs.v[i];
        if (!str_eq(in->name, name) || (in->kind != INPUT_RADIO && in->kind != INPUT_CHECK))
            continue;
        any = true;
        if (str_eq(in->value, value))
            return true;
    }
    for (size_t i = 0; i < f->options.n; i++) {
        if (!str_eq(f->options.v[i].name, name))
            continue;
        any = true;
        if (str_eq(f->options.v[i].value, value))
            return true;
    }
    return !any;
}

/* What the form holds before anything is typed. */
static void form_filled(struct play *p, const struct tale_form *f, pairs *out)
{
    for (size_t i = 0; i < f->inputs.n; i++) {
        const struct tale_input *in = &f->inputs.v[i];
        if (in->kind == INPUT_FILE ||
            ((in->kind == INPUT_CHECK || in->kind == INPUT_RADIO) && !in->on))
            continue;
        *vec_push(out, &p->a) = (struct http_pair){ in->name, in->value };
    }
}

static void field_drop(pairs *f, str name)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++)
        if (!str_eq(f->v[i].name, name))
            f->v[n++] = f->v[i];
    f->n = n;
}

static str number_text(struct play *p, str digits)
{
    int64_t n;

    return failed(str_to_i64(digits, &n)) ? digits : str_fmt(&p->a, "%lld", (long long)n);
}

/* A date in three parts, where the page asks for it so. */
static bool field_date(struct play *p, const struct tale_form *f, str name, str value, pairs *out)
{
    str parts[3], rest = value, label[3] = { S("-year"), S("-month"), S("-day") };
    size_t n = 0;

    if (!tale_form_has(f, str_cat(&p->a, name, S("-day"))) || tale_form_has(f, name))
        return false;
    while (n < 3 && str_next(&rest, '-', &parts[n]))
        n++;
    for (size_t i = 0; i < 3; i++)
        field_put(p, out, str_cat(&p->a, name, label[i]), i < n ? number_text(p, parts[i]) : S(""));
    return true;
}

static bool fields_type(struct play *p, const struct tale_form *f, const struct given *g,
                        pairs *out)
{
    for (size_t i = 0; i < g->off.n; i++)
        field_drop(out, g->off.v[i]);
    for (size_t i = 0; i < g->fields.n; i++)
        if (tale_form_has(f, g->fields.v[i].name))
            field_drop(out, g->fields.v[i].name);
    for (size_t i = 0; i < g->fields.n; i++) {
        str name = g->fields.v[i].name, value = g->fields.v[i].value;
        if (field_date(p, f, name, value, out))
            continue;
        if (!tale_form_has(f, name))
            return play_fails(p, "the page has no field \"%.*s\", but:%.*s\n    %.*s",
                              STR_ARG(name), STR_ARG(names_of(p, f)),
                              STR_ARG(str_sub(p->who->page.headings, 0, 200)));
        if (!option_there(f, name, value))
            return play_fails(p, "the field \"%.*s\" offers no \"%.*s\"", STR_ARG(name),
                              STR_ARG(value));
        *vec_push(out, &p->a) = (struct http_pair){ name, value };
    }
    return true;
}

static bool form_send(struct play *p, const struct tale_form *f, int button, const struct given *g)
{
    pairs all = { 0 };
    str path = f->action.n ? f->action : p->who->at;
    buf b;

    form_filled(p, f, &all);
    if (!fields_type(p, f, g, &all))
        return false;
    if (button >= 0 && f->buttons.v[button].name.n)
        *vec_push(&all, &p->a) =
            (struct http_pair){ f->buttons.v[button].name, f->buttons.v[button].value };
    if (f->post)
        return post_fields(p, path, &all, S(""), g->json, g->cross, cookie_header(p));
    buf_init(&b, &p->a, 256);
    buf_fmt(&b, "%.*s?", STR_ARG(path));
    form_body(&all, &b);
    return get_path(p, buf_str(&b), g->json);
}

bool play_submit(struct play *p, str rest, bool follow)
{
    struct given g = { 0 };
    int button;

    if (!given_read(p, rest, &g))
        return false;
    if (!p->who->shows)
        return play_fails(p, "%.*s sees no page", STR_ARG(p->who->name));
    str *names = ARENA_ARRAY(&p->a, str, g.fields.n + 1);
    for (size_t i = 0; i < g.fields.n; i++)
        names[i] = g.fields.v[i].name;
    const struct tale_form *f = tale_form_find(&p->who->page, g.word, names, g.fields.n, &button);
    const struct tale_link *l =
        g.word.n && !f && !g.fields.n ? tale_link_find(&p->who->page, g.word) : NULL;
    if (!f && !l)
        return play_fails(p, "the page has no form or link \"%.*s\": %.*s", STR_ARG(g.word),
                          STR_ARG(str_sub(p->who->page.text, 0, 600)));
    if (!(f ? form_send(p, f, button, &g) : get_path(p, l->href, g.json)))
        return false;
    return !follow || follow_all(p);
}

/* A page's request id is sent once; what follows without a new page has none. */
static str page_id(struct play *p)
{
    struct tale_actor *w = p->who;

    if (!w->shows || w->id_used || !w->page.form_id.n)
        return S("");
    w->id_used = true;
    return w->page.form_id;
}

bool play_post(struct play *p, str rest)
{
    struct given g = { 0 };
    str key = S("");

    if (!given_read(p, rest, &g))
        return false;
    if (!g.has_word)
        return play_fails(p, "post where?");
    str id = page_id(p);
    if (id.n)
        field_put(p, &g.fields, S("_id"), id);
    else
        key = str_fmt(&p->a, "tale-%llu", (unsigned long long)random_u64());
    return post_fields(p, g.word, &g.fields, key, g.json, g.cross, cookie_header(p));
}

bool play_again(struct play *p, str rest)
{
    struct given g = { 0 };
    pairs all = { 0 };

    if (!given_read(p, rest, &g))
        return false;
    if (!p->who->last.there)
        return play_fails(p, "%.*s has sent nothing", STR_ARG(p->who->name));
    for (size_t i = 0; i < p->who->last.fields.n; i++)
        *vec_push(&all, &p->a) = p->who->last.fields.v[i];
    for (size_t i = 0; i < g.fields.n; i++)
        field_put(p, &all, g.fields.v[i].name, g.fields.v[i].value);
    return post_fields(p, p->who->last.path, &all, p->who->last.id, p->who->last.json, false,
                       p->who->last.cookies);
}

/* The password that the site's data/accounts.yaml gives to an address, or to all by an anchor. */
static str password_of(struct play *p, str email)
{
    str all = p->passwords;
    size_t at = str_find(all, email, 0), line;
    const str *made = map_get(&p->made, email);

    if (made)
        return *made;
    if (at == SIZE_MAX || (line = str_find(all, S("password:"), at)) == SIZE_MAX)
        return S("");
    size_t end = MIN(str_find_char(all, '\n', line), all.n);
    str value = str_trim(str_sub(all, line + 9, end - line - 9));
    if (!str_starts(value, S("*")) && !str_starts(value, S("&")))
        return value;
    str anchor = value, name, tail;
    (void)str_cut(str_from(value, 1), ' ', &name, &tail);
    if (anchor.p[0] == '&')
        return str_trim(tail);
    size_t from = str_find(all, str_cat(&p->a, S("&"), name), 0);
    if (from == SIZE_MAX)
        return S("");
    from += name.n + 1;
    return str_trim(str_sub(all, from, MIN(str_find_char(all, '\n', from), all.n) - from));
}

/* Through the page itself, so that it brings its request id. */
bool play_sign_in(struct play *p, str rest)
{
    struct tale_word email, with = { 0 }, word = { 0 };
    struct given g = { 0 };
    str address, password;
    int button;

    if (!tale_word_next(&p->a, &rest, &email) || !play_fill(p, email.value, &address))
        return play_fails(p, "sign in as whom?");
    if (tale_word_next(&p->a, &rest, &with) && tale_word_next(&p->a, &rest, &word)) {
        if (!play_fill(p, word.value, &password))
            return false;
    } else {
        password = password_of(p, address);
        if (!password.n)
            return play_fails(p, "data/accounts.yaml has no password of %.*s", STR_ARG(address));
    }
    if (!get_path(p, S("/sign-in"), false))
        return false;
    if (p->came.reply.status == 303 &&
        (!play_post(p, S("/sign-out")) || !get_path(p, S("/sign-in"), false)))
        return false;
    str names[] = { S("email"), S("password") };
    const struct tale_form *f = tale_form_find(&p->who->page, S(""), names, 2, &button);
    if (!f)
        return play_fails(p, "there is no form to sign in");
    *vec_push(&g.fields, &p->a) = (struct http_pair){ S("email"), address };
    *vec_push(&g.fields, &p->a) = (struct http_pair){ S("password"), password };
    return form_send(p, f, button, &g);
}

/* ---- outside systems ---- */

/* The secret that the site's data/partners.yaml gives to a partner. */
static str secret_of(struct play *p, str partner)
{
    const struct site *s = stage_boot(p->stage)->site;
    str line = str_fmt(&p->a, "partner: %.*s", STR_ARG(partner));

    for (size_t i = 0; i < s->n_data; i++) {
        str all = s->data[i].bytes;
        size_t at = str_find(all, line, 0), from;
        if (!str_ends(s->data[i].path, S("partners.yaml")) || at == SIZE_MAX ||
            (from = str_find(all, S("secret:"), at)) == SIZE_MAX)
            continue;
        return str_trim(
            str_sub(all, from + 7, MIN(str_find_char(all, '\n', from), all.n) - from - 7));
    }
    return S("");
}

bool play_partner(struct play *p, str rest)
{
    struct tale_word id, with, word;
    str secret;

    if (!tale_word_next(&p->a, &rest, &id))
        return play_fails(p, "which partner?");
    if (tale_word_next(&p->a, &rest, &with) && tale_word_next(&p->a, &rest, &word)) {
        if (!play_fill(p, word.value, &secret))
            return false;
    } else {
        secret = secret_of(p, id.value);
    }
    if (!secret.n)
        return play_fails(p, "data/partners.yaml has no secret of %.*s", STR_ARG(id.value));
    p->who->authorization = str_fmt(&p->a, "Bearer %.*s.%.*s", STR_ARG(id.value), STR_ARG(secret));
    return true;
}

/* A program of a person's, which shows the token that they made. */
bool play_program(struct play *p, str rest)
{
    struct tale_word word;
    str token;

    if (!tale_word_next(&p->a, &rest, &word) || !play_fill(p, word.value, &token))
        return play_fails(p, "which token does the program show?");
    p->who->authorization = str_fmt(&p->a, "Bearer %.*s", STR_ARG(token));
    return true;
}

/* A header of each request from here on; without a value it is sent no more. */
bool play_header(struct play *p, str rest)
{
    str name, value;

    (void)str_cut(rest, ' ', &name, &value);
    if (!name.n || !play_fill(p, str_trim(value), &value))
        return play_fails(p, "which header?");
    name = str_lower(&p->a, name);
    for (size_t i = 0; i < p->who->headers.n; i++)
        if (str_eq(p->who->headers.v[i].name, name)) {
            p->who->headers.v[i].value = value;
            return true;
        }
    *vec_push(&p->who->headers, &p->a) = (struct http_pair){ name, value };
    return true;
}

/* JSON as a program would send it: no cookies, no request id. */
bool play_send(struct play *p, str rest)
{
    struct tale_word path;
    struct request r;
    str to, body;

    if (!tale_word_next(&p->a, &rest, &path) || !play_fill(p, path.value, &to) ||
        !play_fill(p, str_trim(rest), &body))
        return play_fails(p, "send what where?");
    if (!request_begin(p, POST, to, true, S(""), &r))
        return false;
    r.site = SITE_UNKNOWN;
    r.content_type = S("application/json");
    r.content_params = S("");
    r.body = body;
    r.body_size = body.n;
    return send(p, &r, to);
}
