#include "cli/tale_play.h"

#include "os/zone.h"

#include <stdarg.h>
#include <stdio.h>

enum { TALE_MEMORY = 768 * 1024 * 1024 };

bool play_fails(struct play *p, const char *fmt, ...)
{
    char text[8000];
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (!p->wrong.n)
        p->wrong = str_fmt(&p->a, "%.*s:%d: %.*s", STR_ARG(p->file), p->line,
                           n < 0 ? 0 : (int)MIN((size_t)n, sizeof text - 1), text);
    return false;
}

bool play_inside(struct play *p, str path)
{
    str rest = path, one;
    bool inside = !str_starts(path, S("/"));

    while (inside && str_next(&rest, '/', &one))
        inside = !str_eq(one, S(".."));
    return !p->root.n || inside ||
           play_fails(p, "\"%.*s\" is no file beside the tale", STR_ARG(path));
}

bool play_fill(struct play *p, str text, str *out)
{
    str missing;

    return tale_fill(&p->names, text, out, &missing) ||
           play_fails(p, "nobody has said what {%.*s} is", STR_ARG(missing));
}

/* ---- who and when ---- */

static bool time_read(struct play *p, str text, instant *out)
{
    const struct zone *z = stage_boot(p->stage)->zone;
    day d;

    if (!failed(day_parse(text, &d))) {
        *out = zone_to_utc(z, d.n * 86400 + 9 * 3600);
        return true;
    }
    if (!failed(instant_parse(text, out)))
        return true;
    if (!failed(instant_parse(str_cat(&p->a, text, S("Z")), out))) {
        *out = zone_to_utc(z, out->ms / 1000);
        return true;
    }
    return play_fails(p, "\"%.*s\" is no time", STR_ARG(text));
}

static bool clock_to(struct play *p, instant t)
{
    if (t.ms < stage_now(p->stage).ms)
        return play_fails(p, "the clock goes back");
    stage_clock(p->stage, t);
    return true;
}

static bool at(struct play *p, str text)
{
    instant t;

    return time_read(p, str_trim(text), &t) && clock_to(p, t);
}

static bool wait_for(struct play *p, str rest)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {
        { "second", 1000 }, { "minute", 60000 }, { "hour", 3600000 }, { "day", 86400000 }
    };
    str number, unit;
    int64_t n;

    if (!str_cut(str_trim(rest), ' ', &number, &unit) || failed(str_to_i64(number, &n)) || n < 0)
        return play_fails(p, "wait for how long?");
    FOR_EACH(units, u)
        if (str_starts(str_trim(unit), str_z(u->unit)))
            return clock_to(p, (instant){ stage_now(p->stage).ms + n * u->ms });
    return play_fails(p, "\"%.*s\" is no span of time", STR_ARG(unit));
}

static struct tale_actor *actor(struct play *p, str name)
{
    struct tale_actor *w = map_get(&p->actors, name);

    if (w)
        return w;
    w = ARENA_NEW(&p->a, struct tale_actor);
    *w = (struct tale_actor){ .name = name,
                              .lang = S("en"),
                              .peer = str_fmt(&p->a, "192.0.2.%zu", p->actors.n + 1) };
    map_put(&p->actors, &p->a, name, w);
    return w;
}

static bool as(struct play *p, str rest)
{
    struct tale_word w, value;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "as whom?");
    p->who = actor(p, w.value);
    while (tale_word_next(&p->a, &rest, &w)) {
        if (!tale_word_next(&p->a, &rest, &value))
            return play_fails(p, "\"%.*s\" what?", STR_ARG(w.value));
        if (str_eq(w.value, S("at"))) {
            if (!at(p, value.value))
                return false;
        } else if (str_eq(w.value, S("in"))) {
            p->who->lang = value.value;
        } else if (str_eq(w.value, S("from"))) {
            p->who->peer = value.value;
        } else {
            return play_fails(p, "\"%.*s\" is none of at, in, from", STR_ARG(w.value));
        }
    }
    return true;
}

static bool set(struct play *p, str rest)
{
    struct tale_word w;
    str value;

    if (!tale_word_next(&p->a, &rest, &w) || !w.name.p || !play_fill(p, w.value, &value))
        return play_fails(p, "set NAME=VALUE");
    tale_name_set(&p->names, w.name, value);
    return true;
}

static bool needs(struct play *p, str rest)
{
    if (str_eq(str_trim(rest), S("no faults"))) {
        p->skipped = p->fault != FAULT_NONE;
        return true;
    }
    bool postgres = db_kind_of(stage_db(p->stage, &p->a)) == DB_POSTGRES;

    p->skipped = postgres != str_eq(str_trim(rest), S("postgres"));
    return true;
}

/* ---- statements ---- */

static bool publish(struct play *p, str rest)
{
    str folder = str_fmt(&p->a, "%.*s/%.*s", STR_ARG(p->folder), STR_ARG(str_trim(rest)));

    if (!play_inside(p, str_trim(rest)))
        return false;
    return !failed(stage_publish(p->stage, str_zdup(&p->a, folder))) ||
           play_fails(p, "the folder %.*s cannot be published", STR_ARG(folder));
}

/* What the operator's command finds of the data as they are now. */
static bool verify(struct play *p)
{
    str wrong = stage_unverified(p->stage, &p->a);

    return !wrong.n || play_fails(p, "stoa verify finds: %.*s", STR_ARG(wrong));
}

static bool sign_out(struct play *p)
{
    return play_post(p, S("/sign-out"));
}

static bool sign(struct play *p, str rest)
{
    rest = str_trim(rest);
    if (str_starts(rest, S("in ")))
        return play_sign_in(p, str_from(rest, 3));
    return str_eq(rest, S("out")) ? sign_out(p) : play_fails(p, "sign in or sign out?");
}

static bool statement(struct play *p, str verb, str rest, bool *asks)
{
    *asks = true;
    if (str_eq(verb, S("get")))
        return play_get(p, rest);
    if (str_eq(verb, S("follow")))
        return play_follow(p);
    if (str_eq(verb, S("submit")))
        return play_submit(p, rest, false);
    if (str_eq(verb, S("answer")))
        return play_submit(p, rest, true);
    if (str_eq(verb, S("post")))
        return play_post(p, rest);
    if (str_eq(verb, S("again")))
        return play_again(p, rest);
    if (str_eq(verb, S("sign")))
        return sign(p, rest);
    if (str_eq(verb, S("send")))
        return play_send(p, rest);
    if (str_eq(verb, S("call")))
        return play_call(p, rest);
    if (str_eq(verb, S("decide")))
        return play_decide(p, rest);
    *asks = false;
    if (str_eq(verb, S("as")))
        return as(p, rest);
    if (str_eq(verb, S("at")))
        return at(p, rest);
    if (str_eq(verb, S("wait")))
        return wait_for(p, rest);
    if (str_eq(verb, S("program")))
        return play_program(p, rest);
    if (str_eq(verb, S("header")))
        return play_header(p, rest);
    if (str_eq(verb, S("partner")))
        return play_partner(p, rest);
    if (str_eq(verb, S("deny")))
        return play_every_act(p, rest);
    if (str_eq(verb, S("set")))
        return set(p, rest);
    if (str_eq(verb, S("needs")))
        return needs(p, rest);
    if (str_eq(verb, S("account")))
        return play_account(p, rest);
    if (str_eq(verb, S("subscriber")))
        return play_subscriber(p, rest);
    if (str_eq(verb, S("enter")))
        return play_enter(p, rest);
    if (str_eq(verb, S("node")))
        return play_node(p, rest);
    if (str_eq(verb, S("publish")))
        return publish(p, rest);
    if (str_eq(verb, S("verify")))
        return verify(p);
    return play_fails(p, "\"%.*s\" is nothing that a tale can do", STR_ARG(verb));
}

/* " -> " outside of quotes parts what is done from what is expected. */
static void parted(str line, str *doing, str *expecting)
{
    bool quote = false;

    *doing = line;
    *expecting = S("");
    for (size_t i = 0; i + 1 < line.n; i++) {
        if (line.p[i] == '\\' && quote)
            i++;
        else if (line.p[i] == '"')
            quote = !quote;
        else if (!quote && line.p[i] == '-' && line.p[i + 1] == '>') {
            *doing = str_trim(str_sub(line, 0, i));
            *expecting = str_trim(str_from(line, i + 2));
            return;
        }
    }
}

bool play_line(struct play *p, const struct tale_line *l)
{
    str doing, expecting, verb, rest;
    bool asks;

    p->line = l->line;
    p->file = l->file;
    parted(l->text, &doing, &expecting);
    (void)str_cut(doing, ' ', &verb, &rest);
    play_mark(p);
    if (!statement(p, verb, rest, &asks))
        return false;
    stage_work(p->stage);
    return asks || expecting.n ? play_expect(p, expecting) : true;
}

static bool house_sound(struct play *p)
{
    str unsound = stage_unsound(p->stage, &p->a);

    if (unsound.n)
        return play_fails(p, "at the end: %.*s", STR_ARG(unsound));
    str lost = stage_failures(p->stage, &p->a);
    return !lost.n || play_fails(p, "at the end: work failed: %.*s", STR_ARG(lost));
}

static str accounts_of(struct play *p)
{
    const struct site *s = stage_boot(p->stage)->site;

    for (size_t i = 0; i < s->n_data; i++)
        if (str_ends(s->data[i].path, S("accounts.yaml")))
            return s->data[i].bytes;
    return S("");
}

bool play_begin(struct play *p, str file, int line)
{
    instant start;

    arena_init(&p->a, TALE_MEMORY);
    p->names = (struct tale_names){ .a = &p->a };
    p->file = file;
    p->line = line;
    size_t slash = str_rfind_char(file, '/');
    p->folder = slash == SIZE_MAX ? S(".") : str_sub(file, 0, slash);
    if (p->root.n)
        p->folder = str_fmt(&p->a, "%.*s/%.*s", STR_ARG(p->root), STR_ARG(p->folder));
    if (!time_read(p, S("2026-03-02"), &start))
        return false;
    if (failed(stage_fresh(p->stage, start)))
        return play_fails(p, "no fresh data");
    p->passwords = accounts_of(p);
    p->made = (map){ 0 };
    p->who = actor(p, S("somebody"));
    return true;
}

bool play_tale(struct play *p, const struct tale *t)
{
    if (!play_begin(p, t->file, t->first))
        return false;
    for (size_t i = 0; i < t->lines.n; i++) {
        if (!play_line(p, &t->lines.v[i]))
            return false;
        if (p->skipped)
            return true;
    }
    return house_sound(p);
}
