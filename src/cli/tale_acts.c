/* Acts without a page: as a worker that was taken over could send them. */
#include "cli/tale_play.h"
#include "os/clock.h"

/* The words of a line: a first one, and NAME=VALUE. */
struct given {
    str word;
    VEC(struct http_pair) fields;
};

static bool given_read(struct play *p, str rest, struct given *g)
{
    struct tale_word w;

    while (tale_word_next(&p->a, &rest, &w)) {
        str value;
        if (!play_fill(p, w.value, &value))
            return false;
        if (w.name.p)
            *vec_push(&g->fields, &p->a) = (struct http_pair){ w.name, value };
        else
            g->word = value;
    }
    return true;
}

static val typed(struct play *p, const struct act_row *row, str name, str text)
{
    const struct act_field *f = row ? row->fields : NULL;
    int64_t n;
    day d;
    val v;

    while (f && f->name && !str_eq(str_z(f->name), name))
        f++;
    if (f && f->name && f->type == F_INT && !failed(str_to_i64(text, &n)))
        return val_int(n);
    if (f && f->name && f->type == F_BOOL)
        return val_bool(str_eq(text, S("yes")));
    if (f && f->name && f->type == F_DATE && !failed(day_parse(text, &d)))
        return val_day(d);
    if (f && f->name && f->type == F_VAL && !failed(val_from_json(&p->a, text, NULL, &v, NULL)))
        return v;
    return val_str(text);
}

static str cookie_of(struct play *p, str name)
{
    for (size_t i = 0; i < p->who->cookies.n; i++)
        if (str_eq(p->who->cookies.v[i].name, name))
            return p->who->cookies.v[i].value;
    return S("");
}

/* A program shows its token and no cookie. */
static struct creds creds_of(struct play *p)
{
    str shown = p->who->authorization;

    if (str_starts(shown, S("Bearer stoa_")))
        return (struct creds){ .token = str_from(shown, 7) };
    return (struct creds){ .session = cookie_of(p, S("stoa-session")),
                           .draft = cookie_of(p, S("stoa-draft")) };
}

bool play_call(struct play *p, str rest)
{
    val_builder in = val_build(&p->a);
    struct tale_word w;
    bool job = false;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "call what?");
    struct call c = { .act = w.value,
                      .at = stage_now(p->stage),
                      .lang = p->who->lang,
                      .peer = p->who->peer,
                      .creds = creds_of(p) };
    const struct act_row *row = boot_act(stage_boot(p->stage), c.act);
    if (!row)
        return play_fails(p, "there is no act %.*s", STR_ARG(c.act));
    while (tale_word_next(&p->a, &rest, &w)) {
        str value;
        if (!play_fill(p, w.value, &value))
            return false;
        if (w.name.p)
            val_put(&in, w.name, typed(p, row, w.name, value));
        else if (str_eq(value, S("job")))
            job = true;
    }
    c.in = val_done(&in);
    p->came.called = true;
    stage_call(p->stage, &p->a, ulid_str(&p->a, ulid_new()), &c, job, &p->came.answer);
    return true;
}

/* ---- every act ---- */

/* A value that the field's type accepts, so that the call comes as far as the question who may. */
static val any_value(arena *a, const struct act_field *f)
{
    switch (f->type) {
    case F_INT:
        return val_int(1);
    case F_BOOL:
        return val_bool(true);
    case F_DATE:
        return val_day((day){ 20000 });
    case F_VAL:
        return val_with(a, val_null(), S("a"), val_int(1));
    case F_TEXT:
    case F_BYTES:
        break;
    }
    return val_str(f->max >= 64 && f->max <= 64
                       ? S("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
                   : f->max == 32 ? S("0123456789abcdef0123456789abcdef")
                                  : S("x"));
}

static val act_input(struct play *p, const struct act_row *row, const struct given *given)
{
    val_builder b = val_build(&p->a);

    for (const struct act_field *f = row->fields; f->name; f++) {
        val v = any_value(&p->a, f);
        for (size_t i = 0; i < given->fields.n; i++)
            if (str_eq(given->fields.v[i].name, str_z(f->name))) {
                /* One name may be a text here and a number there: what does not fit is left out. */
                val t = typed(p, row, given->fields.v[i].name, given->fields.v[i].value);
                v = f->type != F_INT || val_is_number(t) ? t : v;
            }
        val_put(&b, str_z(f->name), v);
    }
    return val_done(&b);
}

static bool act_denied(struct play *p, const struct act_row *row, const struct given *given)
{
    struct call c = { .act = str_z(row->name),
                      .at = stage_now(p->stage),
                      .lang = p->who->lang,
                      .peer = p->who->peer,
                      .creds = creds_of(p),
                      .in = act_input(p, row, given) };
    struct answer ans;

    stage_call(p->stage, &p->a, ulid_str(&p->a, ulid_new()), &c, false, &ans);
    if (ans.kind == ANSWER_REFUSED && (ans.status == 401 || ans.status == 403 || ans.status == 404))
        return true;
    return play_fails(p, "the act %s is open to %.*s: answer %d, status %d", row->name,
                      STR_ARG(p->who->name), (int)ans.kind, ans.status);
}

static bool listed(str list, const char *name)
{
    str one;

    while (str_next(&list, ' ', &one))
        if (str_eq(one, str_z(name)))
            return true;
    return false;
}

bool play_every_act(struct play *p, str rest)
{
    struct given g = { 0 };

    if (!given_read(p, rest, &g))
        return false;
    for (const struct block *const *b = stage_boot(p->stage)->blocks; *b; b++)
        for (const struct act_row *row = (*b)->acts; row && row->name; row++)
            if (!listed(g.word, row->name) && !act_denied(p, row, &g))
                return false;
    return true;
}
