/* A form model and a posted page, parted by a form feed.  What is accepted must walk to its end,
 * and what a page took must be an answer that the form still understands. */
#include "form/answer.h"
#include "tests/fuzz/fuzz.h"

/* What a page takes of its fields to show them. */
static void shown(const struct form *form, struct form_at at, val answers,
                  const struct form_env *env)
{
    const struct form_page *p = &form->pages[at.page];
    struct letter_doc *doc;
    val value;

    for (size_t i = 0; i < p->n_fields; i++) {
        int f = p->fields[i];
        (void)form_field_state(form, f, at, answers, env, &value);
        (void)form_say(form, f, S("label"), at, answers, env);
        (void)form_accept(form, f, at, answers, env);
        if (form->fields[f].kind == FORM_TABLE)
            (void)form_columns(form, f, at, answers, env);
        if (form->fields[f].kind == FORM_CONTENT &&
            !failed(form_content(form, f, at, answers, env, &doc)))
            (void)letter_html(env->a, doc, 0);
        if (form->fields[f].kind == FORM_IMAGE)
            (void)form_picture(form_say(form, f, S("source"), at, answers, env));
    }
}

static void walk(const struct form *form, val posted, const struct form_env *env)
{
    val answers = val_done(&(val_builder){ .a = env->a }), out;
    struct form_errors e;
    struct form_row *rows;
    struct form_changed *changes;
    struct form_at at = FORM_AT_NONE;
    size_t done, all, steps = 0;

    while ((at = form_next_page(form, answers, env, at)).page >= 0 && steps++ < 40) {
        struct form_at back;
        str address = form_at_str(env->a, form, at);
        CHECK(!failed(form_at_parse(form, address, &back)) && back.page == at.page);
        err half = form_read_part(form, at, posted, answers, env, &out, &e);
        CHECK(failed(half) || e.v.n == 0);
        err r = form_read_page(form, at, posted, answers, env, &out, &e);
        CHECK(failed(r) || e.v.n == 0);
        answers = out;
        (void)form_page_title(form, at, answers, env);
        shown(form, at, answers, env);
    }
    form_progress(form, answers, env, &done, &all);
    CHECK(done <= all);
    (void)form_summary(form, answers, env, &rows);
    (void)failed(form_check(form, answers, env, &e, NULL));
    (void)form_prune(form, answers, env);
    (void)form_changed(form, form, answers, env, &out, &changes);
    (void)failed(form_read_all(form, posted, env, &out, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    static const struct json_limits loose = { .depth = 16, .duplicates = true };
    struct findings f = { .a = a };
    struct form *form;
    val posted = val_null();
    str text = str_of((const char *)data, n), model, rest;

    if (!str_cut(text, '\f', &model, &rest))
        model = text;
    if (failed(form_parse(a, model, &f, &form))) {
        CHECK(f.errors > 0);
        return 0;
    }
    struct feel_env feel;
    feel_env_init(&feel, a, (instant){ 0 });
    feel.steps = 20000;
    feel.memory = 1 << 20;
    struct form_env env = { .a = a, .lang = S("en"), .today = { 20000 }, .feel = &feel };
    if (!failed(val_from_json(a, rest, &loose, &posted, NULL)))
        walk(form, posted, &env);
    return 0;
}
