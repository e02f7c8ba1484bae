/* One look as its person sees it: the facts, what was asked, what was answered. */
#include "blocks/consent/consent.h"
#include "blocks/oversight/looks.h"
#include "os/zone.h"
#include "page/field.h"

err look_texts(struct web *w, int64_t question, const struct data_key *key,
               const struct v_look_said_item **out, size_t *n)
{
    struct q_look_texts all;

    TRY(q_look_texts(w->db, question, &all));
    struct v_look_said_item *v = ARENA_ARRAY(w->a, struct v_look_said_item, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val text;
        TRY(key_open(w->a, key, "look.text", all.v[i].body, &text));
        v[i] = (struct v_look_said_item){ .at = { all.v[i].at },
                                          .officer = all.v[i].officer,
                                          .office = office_shown(w, all.v[i].office),
                                          .text = val_text(text) };
    }
    *out = v;
    *n = all.n;
    return OK;
}

static err facts_part(struct web *w, const struct q_look *t, struct v_look *v)
{
    const struct registry *r = site_register(w->site, t->what);

    v->id = t->id;
    v->at = (instant){ t->at };
    v->office = office_stood_in(w, t->office, t->stand_in);
    v->purpose = purpose_shown(w, t->purpose);
    v->what = look_kind_word(t->kind);
    v->reg = r ? site_text(w->site, r->title, w->lang) : S("");
    v->fields = look_fields_shown(w, t->what, t->fields);
    v->number = t->case_number;
    TRY(look_who(w, &(struct looker){ t->reader, t->token, t->partner, t->automatic },
                 &v->officer));
    return look_call(w, t->id, &v->officer);
}

/* Who is not content may say so once, of the office's own answer. */
static err question_part(struct web *w, const struct q_look *t, struct v_look *v)
{
    struct q_look_question_of q;

    TRY(q_look_question_of(w->db, t->id, &q));
    if (q.found) {
        TRY(web_own_keys(w));
        TRY(look_texts(w, q.id, &w->person_key, &v->said, &v->said_n));
        v->asked = true;
        v->open = str_eq(q.state, S("open"));
        v->moved = q.level > 0;
        v->due = zone_day(w->boot->zone, (instant){ q.due - 1 });
        v->watchers = office_shown(w, looks_office(w->site, q.level, w->site->looks.office));
    }
    bool own = t->token && t->reader == w->who.account;
    v->may_ask = q.found ? !v->open && !q.level && w->site->looks.office.n : !own;
    return OK;
}

static void field_part(struct web *w, struct v_look *v)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 1);
    str typed = w->refused ? web_field(w, "text") : STR_NULL;

    *f = (struct field_view){ .kind = FIELD_TEXTAREA,
                              .name = S("text"),
                              .label = word0(w->page.words, v->asked ? W_oversight_look_more_label
                                                                     : W_oversight_look_ask_label),
                              .hint = word0(w->page.words, W_oversight_look_ask_hint),
                              .max_length = LOOK_TEXT_MOST,
                              .value = typed.p ? typed : S(""),
                              .error = web_refusal_of(w, "text") };
    v->ask = f;
    v->ask_n = 1;
}

static err look_page(struct web *w, int status)
{
    struct v_look v = { 0 };
    struct q_look t;
    int64_t id;

    TRY(look_path_id(w, "id", &id));
    TRY(q_look(w->db, id, &t));
    if (!t.found || !t.person || t.person != w->who.person || t.visible > w->now.ms)
        return REFUSED(ERR_MISSING);
    TRY(facts_part(w, &t, &v));
    TRY(question_part(w, &t, &v));
    if (v.may_ask)
        field_part(w, &v);
    w->page.problem = w->refused;
    w->page.private = true;
    return WEB_SHOW(w, look, &v, status);
}

err show_look(struct web *w)
{
    return look_page(w, 200);
}

static err typed_in(struct web *w, const char *name)
{
    val_builder b = val_build(w->a);
    str text = str_trim(web_field(w, "text"));
    int64_t id;

    TRY(look_path_id(w, "id", &id));
    val_put(&b, str_z(name), val_int(id));
    val_put(&b, S("text"), val_str(text.p ? text : S("")));
    w->in = val_done(&b);
    return OK;
}

/* The first question of a look, or, once, that the answer to it was not enough. */
err ask_look(struct web *w)
{
    struct q_look_question_of q;

    TRY(typed_in(w, "trace"));
    TRY(q_look_question_of(w->db, val_get_i64(w->in, S("trace"), 0), &q));
    w->act = q.found && str_eq(q.state, S("answered")) ? "look.again" : "look.ask";
    return OK;
}

err ask_look_again(struct web *w)
{
    return w->status == 422 ? look_page(w, 422) : web_refused(w);
}

err asked_look(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/privacy/looks/%lld", (long long)val_get_i64(w->in, S("trace"), 0)));
}
