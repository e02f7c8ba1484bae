#include "tests/blocks/house.h"

#include "os/clock.h"

#include <stdlib.h>

#define PASSWORD "a+lantern+for+every+door"

struct person {
    str name, session, draft;
};
struct house {
    struct stage *stage;
    VEC(struct person) all;
};

static struct stage *stage;
static const char *stage_site;

static void stage_end(void)
{
    stage_close(stage);
}

static struct stage *stage_of(const char *site)
{
    static struct findings f;
    struct stage_plan plan = { .site = site };

    if (stage)
        return str_eq(str_z(site), str_z(stage_site)) ? stage : NULL;
    CHECK(!failed(instant_parse(S("2026-01-02T08:00:00Z"), &plan.seeded)));
    if (failed(stage_open(&plan, &f, &stage)))
        return NULL;
    stage_site = site;
    atexit(stage_end);
    return stage;
}

struct house *house_open(const char *site)
{
    struct house *h = ARENA_NEW(test_arena(), struct house);
    instant start;

    CHECK(!failed(instant_parse(S("2026-03-02T08:00:00Z"), &start)));
    h->stage = stage_of(site);
    if (h->stage && !failed(stage_fresh(h->stage, start)))
        return h;
    EXPECT(!"the house opens");
    return NULL;
}

struct stage *house_stage(struct house *h)
{
    return h->stage;
}

static struct person *who_of(struct house *h, const char *as)
{
    str name = as ? str_z(as) : S("");

    for (size_t i = 0; i < h->all.n; i++)
        if (str_eq(h->all.v[i].name, name))
            return &h->all.v[i];
    struct person *w = vec_push(&h->all, test_arena());
    *w = (struct person){ .name = name };
    return w;
}

static const struct reply *ask(struct house *h, struct person *w, enum method m, str path, str body)
{
    arena *a = test_arena();
    struct reply *out = ARENA_NEW(a, struct reply);
    struct request r = {
        .id = ulid_new(), .method = m, .peer = S("192.0.2.9"), .at = stage_now(h->stage)
    };

    EXPECT_OK(request_target(a, path, &r));
    EXPECT_OK(request_add_header(a, &r, S("sec-fetch-site"), S("same-origin")));
    EXPECT_OK(request_add_header(a, &r, S("accept-language"), S("en")));
    str cookies =
        str_fmt(a, "stoa-session=%.*s; stoa-draft=%.*s", STR_ARG(w->session), STR_ARG(w->draft));
    EXPECT_OK(request_add_header(a, &r, S("cookie"), cookies));
    r.content_type = S("application/x-www-form-urlencoded");
    r.body = body;
    r.body_size = body.n;
    stage_ask(h->stage, a, &r, out);
    for (size_t i = 0; i < out->cookie_count; i++) {
        str *kept = str_eq(out->cookies[i].name, S("stoa-session")) ? &w->session : &w->draft;
        *kept = out->cookies[i].max_age < 0 ? S("") : out->cookies[i].value;
    }
    stage_work(h->stage);
    return out;
}

static struct person *signed_in(struct house *h, const char *as)
{
    struct person *w = who_of(h, as);

    if (as && !w->session.n) {
        str body = str_fmt(test_arena(), "email=%s&password=" PASSWORD, as);
        EXPECT_INT(ask(h, w, POST, S("/sign-in"), body)->status, 303);
    }
    return w;
}

const struct reply *house_get(struct house *h, const char *as, const char *path)
{
    return ask(h, signed_in(h, as), GET, str_z(path), S(""));
}

const struct reply *house_post(struct house *h, const char *as, const char *path, const char *body)
{
    return ask(h, signed_in(h, as), POST, str_z(path), str_z(body));
}

str house_cookie(struct house *h, const char *as, const char *name)
{
    struct person *w = signed_in(h, as);

    return str_eq(str_z(name), S("stoa-session")) ? w->session : w->draft;
}

struct answer house_act(struct house *h, const char *as, const char *act, const char *id, val in)
{
    struct person *w = signed_in(h, as);
    struct call c = { .act = str_z(act),
                      .id = str_z(id),
                      .at = stage_now(h->stage),
                      .lang = S("en"),
                      .peer = S("192.0.2.9"),
                      .creds = { .session = w->session, .draft = w->draft },
                      .in = in };
    struct answer out;

    stage_call(h->stage, test_arena(), ulid_str(test_arena(), ulid_new()), &c, false, &out);
    return out;
}
