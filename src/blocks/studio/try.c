/* A walk through a draft: as the applicant and as officers, with invented people and a clock that
 * is moved.  The state is the list of steps, played anew each time; nothing of it reaches what is
 * real. */
#include "blocks/studio/play.h"

#include "bpmn/bpmn.h"
#include "codec/yaml.h"
#include "feel/feel.h"
#include "os/zone.h"

enum { GROUPS_MOST = 12, PEOPLE_MOST = 60, DAYS_MOST = 3650, LABEL_MOST = 300 };
#define NEW_APPLICANT "somebody@walk.invalid"

/* ---- who walks ---- */

struct groups {
    const struct office_group *v[GROUPS_MOST];
    size_t n;
};

static void group_add(const struct scene *s, struct groups *g, str id)
{
    const struct office_group *x = site_group(s->site, id);

    for (size_t i = 0; i < g->n; i++)
        if (g->v[i] == x)
            return;
    if (x && x->n_roles && g->n < GROUPS_MOST)
        g->v[g->n++] = x;
}

/* Who does the tasks of the process, as far as the model says it. */
static struct groups groups_of(struct scene *s)
{
    struct groups g = { 0 };

    if (!s->v || !s->v->process || !s->v->process->bpmn)
        return g;
    struct bpmn_uses uses = bpmn_tasks(s->w->a, s->v->process->bpmn);
    for (size_t i = 0; i < uses.n; i++)
        for (size_t k = 0; uses.v[i].kind == BPMN_USES_USER_TASK && k < val_count(uses.v[i].groups);
             k++)
            group_add(s, &g, val_text(val_at(uses.v[i].groups, k)));
    return g;
}

static str officer_name(struct scene *s, const struct office_group *g, int which)
{
    return str_fmt(s->w->a, "%.*s %d", STR_ARG(site_text(s->site, g->name, s->w->lang)), which);
}

/* Two of each group: where a second person is wanted, there is one. */
static void officers_put(struct scene *s, struct walk_lines *w)
{
    struct groups g = groups_of(s);
    str name;

    for (size_t i = 0; i < g.n; i++)
        for (int k = 1; k <= 2; k++)
            if (walk_quoted(s->w->a, officer_name(s, g.v[i], k), &name))
                *vec_push(&w->v, w->a) = str_fmt(
                    w->a, "account %.*s-%d@walk.invalid %.*s %.*s@%.*s", STR_ARG(g.v[i]->id), k,
                    STR_ARG(name), STR_ARG(g.v[i]->roles[0]), STR_ARG(g.v[i]->office));
}

/* The invented people of the site's own data; officers are not among them. */
static void people_part(struct scene *s, struct v_studio_try *v)
{
    struct web *w = s->w;
    struct v_studio_try_person *p = ARENA_ARRAY(w->a, struct v_studio_try_person, PEOPLE_MOST + 1);

    p[v->people_n++] = (struct v_studio_try_person){ S(NEW_APPLICANT),
                                                     word0(w->page.words, W_studio_walk_somebody) };
    for (size_t i = 0; i < w->boot->site->n_data; i++) {
        const struct site_file *f = &w->boot->site->data[i];
        struct text_error where = { 0 };
        val all;
        if (!str_ends(f->path, S("accounts.yaml")) ||
            failed(yaml_read(w->a, f->bytes, &all, NULL, &where)))
            continue;
        val list = all.tag == V_LIST ? all : val_get(all, S("accounts"));
        for (size_t k = 0; k < val_count(list) && v->people_n < PEOPLE_MOST; k++) {
            val x = val_at(list, k);
            if (val_count(val_get(x, S("roles"))) || !val_get_text(x, S("email")).n)
                continue;
            str what = val_get_text(x, S("what"));
            p[v->people_n++] =
                (struct v_studio_try_person){ val_get_text(x, S("email")),
                                              what.n ? str_fmt(w->a, "%.*s (%.*s)",
                                                               STR_ARG(val_get_text(x, S("name"))),
                                                               STR_ARG(what))
                                                     : val_get_text(x, S("name")) };
        }
    }
    v->people = p;
}

/* ---- steps that are posted ---- */

struct stepping {
    struct scene s;
    struct q_play row;
    struct walk_lines w;
    enum word_id wrong;
};

#define LINE_PUT(x, ...) (*vec_push(&(x)->w.v, (x)->w.a) = str_fmt((x)->w.a, __VA_ARGS__))

static bool email_fits(str email)
{
    for (size_t i = 0; i < email.n; i++)
        if (email.p[i] <= ' ' || email.p[i] == '"' || email.p[i] == '{' || email.p[i] == '#' ||
            (uint8_t)email.p[i] >= 0x7f)
            return false;
    return email.n > 2 && email.n < 200;
}

static void begin(struct stepping *x, str email)
{
    struct web *w = x->s.w;
    str date = str_trim(web_field(w, "walk_day"));
    day d;

    if (failed(day_parse(date, &d)) || d.n < day_of(2026, 3, 3).n) {
        x->wrong = W_studio_walk_day_wrong;
        return;
    }
    if (!email_fits(email)) {
        x->wrong = W_studio_gone;
        return;
    }
    x->w.v.n = 0;
    if (str_eq(email, S(NEW_APPLICANT)))
        LINE_PUT(x, "account %s \"%s\"", NEW_APPLICANT, "Alex Example");
    officers_put(&x->s, &x->w);
    LINE_PUT(x, "as applicant in %.*s at %.*s", STR_ARG(w->lang), STR_ARG(date));
    LINE_PUT(x, "sign in %.*s", STR_ARG(email));
    LINE_PUT(x, "get /services/%.*s", STR_ARG(x->s.id));
}

/* As who: the applicant again, or an officer, who signs in at first. */
static void take_part(struct stepping *x, str name)
{
    str as = str_fmt(x->w.a, "as %.*s", STR_ARG(name));
    str account = str_fmt(x->w.a, "account %.*s@walk.invalid ", STR_ARG(name));
    bool known = false, met = str_eq(name, S("applicant"));

    for (size_t i = 0; i < x->w.v.n; i++) {
        known |= str_starts(x->w.v.v[i], account);
        met |= str_starts(x->w.v.v[i], str_cat(x->w.a, as, S(" ")));
    }
    if (!known && !str_eq(name, S("applicant")))
        return;
    if (met) {
        LINE_PUT(x, "as %.*s", STR_ARG(name));
        LINE_PUT(x, "%s", str_eq(name, S("applicant")) ? "get /cases" : "get /desk");
        return;
    }
    LINE_PUT(x, "as %.*s in %.*s", STR_ARG(name), STR_ARG(x->s.w->lang));
    LINE_PUT(x, "sign in %.*s@walk.invalid", STR_ARG(name));
    LINE_PUT(x, "get /desk");
}

static bool place_fits(str path, str service)
{
    static const char *const places[] = { "/desk", "/cases", "/messages" };

    FOR_EACH(places, p)
        if (str_eq(path, str_z(*p)))
            return true;
    return str_starts(path, S("/services/")) && str_eq(str_from(path, 10), service);
}

static bool field_name_fits(str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || c == '.' || c == '[' || c == ']'))
            return false;
    }
    return name.n > 0;
}

static bool field_put(struct stepping *x, buf *line, str name, val value)
{
    str text;

    if (!field_name_fits(name) || !walk_quoted(x->w.a, val_text(value), &text))
        return false;
    buf_fmt(line, " %.*s=%.*s", STR_ARG(name), STR_ARG(text));
    return true;
}

/* The form's fields as they were filled in, and the boxes whose ticks were taken away. */
static bool fields_put(struct stepping *x, buf *line)
{
    val body = x->s.w->body;
    str ticked = web_field(x->s.w, "walk_ticked"), one;
    bool good = true;

    for (uint32_t i = 0; body.tag == V_CONTEXT && i < body.c->n && good; i++) {
        const struct val_entry *e = &body.c->e[i];
        str name = str_from(e->key, 2);
        if (!str_starts(e->key, S("f.")))
            continue;
        if (e->value.tag == V_LIST)
            for (uint32_t k = 0; k < e->value.n && good; k++)
                good = field_put(x, line, name, e->value.l[k]);
        else if (val_text(e->value).n || e->value.tag == V_STRING)
            good = field_put(x, line, name, e->value);
    }
    while (good && str_next(&ticked, ' ', &one))
        if (one.n && field_name_fits(one) &&
            !val_has(body, str_fmt(x->w.a, "f.%.*s", STR_ARG(one))))
            buf_fmt(line, " -%.*s", STR_ARG(one));
    return good;
}

static void pressed(struct stepping *x, str label, bool form)
{
    str quoted;
    buf b;

    buf_init(&b, x->w.a, 512);
    if (label.n > LABEL_MOST || !walk_quoted(x->w.a, label, &quoted)) {
        x->wrong = W_studio_walk_braces;
        return;
    }
    buf_fmt(&b, "answer %.*s", STR_ARG(quoted));
    if (form && !fields_put(x, &b)) {
        x->wrong = W_studio_walk_braces;
        return;
    }
    *vec_push(&x->w.v, x->w.a) = buf_str(&b);
}

static void wait_put(struct stepping *x, str days)
{
    int64_t n;

    if (failed(str_to_i64(str_trim(days), &n)) || n < 1 || n > DAYS_MOST) {
        x->wrong = W_studio_walk_days_wrong;
        return;
    }
    LINE_PUT(x, "wait %lld days", (long long)n);
}

static void until_put(struct stepping *x, str ms)
{
    int64_t n;

    if (!failed(str_to_i64(ms, &n)) && n > 0)
        LINE_PUT(x, "at %.*s", STR_ARG(instant_str(x->w.a, (instant){ (n + 999) / 1000 * 1000 })));
}

/* One of them was pressed. */
static void step(struct stepping *x)
{
    struct web *w = x->s.w;

    if (web_field(w, "walk_begin").p)
        begin(x, web_field(w, "walk_begin"));
    else if (web_field(w, "walk_again").p)
        x->w.v.n = 0;
    else if (web_field(w, "walk_undo").p)
        walk_undo(&x->w, walk_head(&x->w));
    else if (web_field(w, "walk_as").n)
        take_part(x, web_field(w, "walk_as"));
    else if (web_field(w, "walk_until").n)
        until_put(x, web_field(w, "walk_until"));
    else if (web_field(w, "walk_wait").p)
        wait_put(x, web_field(w, "walk_days"));
    else if (web_field(w, "walk_get").n && place_fits(web_field(w, "walk_get"), x->s.id))
        LINE_PUT(x, "get %.*s", STR_ARG(web_field(w, "walk_get")));
    else if (web_field(w, "walk_link").n)
        pressed(x, web_field(w, "walk_link"), false);
    else
        pressed(x, web_field(w, "walk_button").p ? web_field(w, "walk_button") : S(""), true);
}

/* ---- the page ---- */

/* The hidden fields of a form that a person posts from inside of the page. */
static str hidden_of(struct web *w, int64_t seen)
{
    size_t from = w->page.out.n;

    page_token(&w->page);
    str token = str_copy(w->a, str_from(buf_str(&w->page.out), from));
    w->page.out.n = from;
    return str_fmt(w->a, "%.*s<input type=\"hidden\" name=\"seen\" value=\"%lld\">", STR_ARG(token),
                   (long long)seen);
}

static html page_inside(struct web *w, str page, int64_t seen)
{
    const str mark = S("<!--walk-->");
    str hidden = hidden_of(w, seen);
    size_t at;
    buf b;

    buf_init(&b, w->a, page.n + 4 * KIB);
    while ((at = str_find(page, mark, 0)) != SIZE_MAX) {
        buf_add(&b, str_sub(page, 0, at));
        buf_add(&b, hidden);
        page = str_from(page, at + mark.n);
    }
    buf_add(&b, page);
    return html_trusted(buf_str(&b));
}

static str list_text(struct web *w, val list)
{
    buf b;

    buf_init(&b, w->a, 64);
    for (size_t i = 0; i < val_count(list); i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(val_display(w->a, val_at(list, i))));
    return buf_str(&b);
}

static void actors_part(struct scene *s, const struct walk_lines *lines, val result,
                        struct v_studio_try *v)
{
    struct web *w = s->w;
    str now = val_get_text(result, S("who"));
    struct v_studio_try_actor *a = ARENA_ARRAY(w->a, struct v_studio_try_actor, lines->v.n + 1);

    a[v->actors_n++] =
        (struct v_studio_try_actor){ S("applicant"), word0(w->page.words, W_studio_walk_applicant),
                                     str_eq(now, S("applicant")) };
    for (size_t i = 0; i < lines->v.n; i++) {
        str rest = lines->v.v[i], email, name;
        if (!str_starts(rest, S("account ")) || str_has(rest, S(NEW_APPLICANT)))
            continue;
        (void)str_cut(str_from(rest, 8), '@', &email, &rest);
        (void)str_cut(rest, '"', &name, &rest);
        (void)str_cut(rest, '"', &name, &rest);
        a[v->actors_n++] = (struct v_studio_try_actor){ email, name, str_eq(now, email) };
        v->officer |= str_eq(now, email);
    }
    v->actors = a;
}

static void steps_part(struct web *w, const struct walk_lines *lines, val result,
                       struct v_studio_try *v)
{
    val steps = val_get(result, S("steps"));
    size_t head = walk_head(lines);
    struct v_studio_try_step *s = ARENA_ARRAY(w->a, struct v_studio_try_step, lines->v.n + 1);

    for (size_t i = head; i < lines->v.n; i++) {
        str heading = val_get_text(val_at(steps, i), S("heading"));
        s[v->steps_n++] =
            (struct v_studio_try_step){ lines->v.v[i],
                                        heading.n && i < val_count(steps) ? heading : STR_NULL };
    }
    v->steps = s;
}

static void cases_part(struct web *w, val result, struct v_studio_try *v)
{
    val cases = val_get(result, S("cases")), tasks = val_get(result, S("tasks"));
    struct v_studio_try_case *c = ARENA_ARRAY(w->a, struct v_studio_try_case, val_count(cases) + 1);
    struct v_studio_try_task *t = ARENA_ARRAY(w->a, struct v_studio_try_task, val_count(tasks) + 1);

    for (size_t i = 0; i < val_count(cases); i++) {
        val x = val_at(cases, i);
        str here = list_text(w, val_get(x, S("here")));
        c[v->cases_n++] =
            (struct v_studio_try_case){ .number = val_get_text(x, S("number")),
                                        .here = here.n ? here : STR_NULL,
                                        .picture = html_trusted(val_get_text(x, S("picture"))) };
    }
    for (size_t i = 0; i < val_count(tasks); i++) {
        val x = val_at(tasks, i);
        t[v->tasks_n++] =
            (struct v_studio_try_task){ val_get_text(x, S("name")), val_get_text(x, S("number")),
                                        val_get_text(x, S("groups")) };
    }
    v->cases = c;
    v->tasks = t;
}

static void told_part(struct web *w, val result, struct v_studio_try *v)
{
    val m = val_get(result, S("messages")), e = val_get(result, S("events")),
        r = val_get(result, S("rulings"));
    struct v_studio_try_message *ms =
        ARENA_ARRAY(w->a, struct v_studio_try_message, val_count(m) + 1);
    struct v_studio_try_event *es = ARENA_ARRAY(w->a, struct v_studio_try_event, val_count(e) + 1);
    struct v_studio_try_ruling *rs =
        ARENA_ARRAY(w->a, struct v_studio_try_ruling, val_count(r) + 1);

    for (size_t i = 0; i < val_count(m); i++)
        ms[i] = (struct v_studio_try_message){ val_get_text(val_at(m, i), S("to")),
                                               val_get_text(val_at(m, i), S("subject")),
                                               val_get_text(val_at(m, i), S("body")) };
    for (size_t i = 0; i < val_count(e); i++)
        es[i] = (struct v_studio_try_event){ val_get_text(val_at(e, i), S("type")),
                                             { val_get_i64(val_at(e, i), S("at"), 0) } };
    for (size_t i = 0; i < val_count(r); i++) {
        str rules = list_text(w, val_get(val_at(r, i), S("rules")));
        rs[i] = (struct v_studio_try_ruling){ val_get_text(val_at(r, i), S("decision")),
                                              val_get_text(val_at(r, i), S("step")),
                                              val_get_text(val_at(r, i), S("result")),
                                              rules.n ? rules : STR_NULL };
    }
    v->messages = ms;
    v->messages_n = val_count(m);
    v->events = es;
    v->events_n = val_count(e);
    v->rulings = rs;
    v->rulings_n = val_count(r);
}

static void walk_part(struct scene *s, const struct played *p, struct v_studio_try *v)
{
    struct web *w = s->w;
    struct walk_lines lines = walk_read(w->a, p->row.lines);
    str wrong = val_get_text(p->result, S("wrong"));

    v->begun = lines.v.n > 0;
    v->waiting = p->waiting;
    if (!v->begun)
        return;
    v->steps_more = lines.v.n > walk_head(&lines);
    steps_part(w, &lines, p->result, v);
    if (p->waiting || p->broken)
        return;
    v->stale = p->stale;
    v->wrong = wrong.n ? wrong : STR_NULL;
    v->page = page_inside(w, val_get_text(p->result, S("page")), v->seen);
    v->now = (instant){ val_get_i64(p->result, S("now"), 0) };
    v->next_ms = val_get_i64(p->result, S("next"), 0);
    v->next = (instant){ v->next_ms };
    v->ready = true;
    actors_part(s, &lines, p->result, v);
    cases_part(w, p->result, v);
    told_part(w, p->result, v);
}

static day first_day(struct web *w)
{
    return w->today.n < day_of(2026, 3, 3).n ? day_of(2026, 3, 3) : w->today;
}

static err try_page(struct web *w, int status, enum word_id wrong)
{
    struct scene s;
    struct played p;
    struct v_studio_try v = { 0 };
    bool parked;

    TRY(scene_open(w, &s));
    TRY(played_read(&s, w->who.account, &p, &parked));
    if (parked)
        return OK;
    v.title = word0(w->page.words, W_studio_try);
    v.draft = s.d.title;
    v.id = s.d.id;
    v.service = s.id;
    v.back = web_url(w, "%.*s", STR_ARG(s.base));
    v.seen = p.row.found ? p.row.seq : 0;
    v.errors = (int64_t)errors_below(&s.f, s.folder);
    v.may_keep = str_eq(s.d.state, S(DRAFT_OPEN)) &&
                 studio_may(w->site, &w->who, STUDIO_DESIGN, s.authority);
    v.problem = wrong != W_NONE ? word0(w->page.words, wrong)
                : w->nrefusals  ? web_refusal_text(w, &w->refusals[0])
                                : played_why(w, &p);
    v.day = first_day(w);
    people_part(&s, &v);
    walk_part(&s, &p, &v);
    TRY(STUDIO_SEND(w, studio_try, &v, status));
    if (p.waiting)
        reply_header(w->a, &w->reply, S("Refresh"), S("3"));
    return OK;
}

err studio_show_try(struct web *w)
{
    return try_page(w, 200, W_NONE);
}

err studio_again_try(struct web *w)
{
    return try_page(w, w->status, W_NONE);
}

err studio_prepare_try(struct web *w)
{
    struct stepping *x = ARENA_NEW(w->a, struct stepping);
    int64_t seen = 0;

    *x = (struct stepping){ .wrong = W_NONE };
    TRY(scene_open(w, &x->s));
    if (errors_below(&x->s.f, x->s.folder))
        return try_page(w, 422, W_studio_walk_errors);
    TRY(q_play(w->db, x->s.d.id, w->who.account, &x->row));
    x->w = walk_read(w->a, x->row.found ? x->row.lines : S(""));
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    step(x);
    if (x->wrong == W_NONE && walk_text(&x->w).n > PLAY_LINES)
        x->wrong = W_studio_walk_long;
    if (x->wrong != W_NONE)
        return try_page(w, 422, x->wrong);
    w->in = val_with(w->a, val_null(), S("draft"), val_int(x->s.d.id));
    w->in = val_with(w->a, w->in, S("kind"), VAL_S("walk"));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    w->in = val_with(w->a, w->in, S("lines"), val_str(walk_text(&x->w)));
    return OK;
}

err studio_to_try(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/studio/drafts/%lld/try", (long long)val_get_i64(w->out, S("draft"), 0)));
}

/* ---- kept as a tale ---- */

static str slug(arena *a, str title)
{
    buf b;

    buf_init(&b, a, title.n + 16);
    for (size_t i = 0; i < title.n && b.n < 60; i++) {
        char c = title.p[i];
        bool upper = c >= 'A' && c <= 'Z';
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || upper)
            buf_char(&b, (char)(upper ? c | 0x20 : c));
        else if (b.n && b.p[b.n - 1] != '-')
            buf_char(&b, '-');
    }
    while (b.n && b.p[b.n - 1] == '-')
        b.n--;
    return b.n ? buf_str(&b) : S("walk");
}

/* A name that no file of the draft has yet. */
static str tale_path(struct scene *s, str title)
{
    str name = slug(s->w->a, title), path;
    int n = 1;

    do {
        path = n == 1 ? str_fmt(s->w->a, "tales/%.*s.tale", STR_ARG(name))
                      : str_fmt(s->w->a, "tales/%.*s-%d.tale", STR_ARG(name), n);
        n++;
    } while (files_find(&s->files, str_cat(s->w->a, s->folder, path)));
    return path;
}

err studio_prepare_keep(struct web *w)
{
    str title = str_trim(web_field(w, "walk_title").p ? web_field(w, "walk_title") : S(""));
    struct scene s;
    struct played p;
    bool parked;

    TRY(scene_open(w, &s));
    TRY(played_read(&s, w->who.account, &p, &parked));
    if (!title.n || title.n > TITLE_BYTES || str_has(title, S("\n")))
        return try_page(w, 422, W_studio_walk_title_missing);
    if (p.waiting || p.broken || p.stale || val_get_text(p.result, S("wrong")).n)
        return try_page(w, 409, W_studio_walked_on);
    struct walk_lines lines = walk_read(w->a, p.row.lines);
    w->in = val_with(w->a, val_null(), S("draft"), val_int(s.d.id));
    w->in = val_with(w->a, w->in, S("path"), val_str(tale_path(&s, title)));
    w->in = val_with(w->a, w->in, S("text"), val_str(walk_tale(&lines, title, p.result)));
    w->in = val_with(w->a, w->in, S("seen"), val_int(0));
    return OK;
}

err studio_again_keep(struct web *w)
{
    return try_page(w, w->status, W_NONE);
}
