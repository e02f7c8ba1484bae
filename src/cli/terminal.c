/* Questions at a terminal: a line each, asked again until the answer fits. */
#include "cli/terminal.h"

#include "codec/yaml.h"
#include "os/file.h"

#include <stdio.h>

enum { TYPED_MOST = 8 * 1024 };

void terminal_tell(struct asking *q, str path, str part, str text)
{
    (void)q, (void)part;
    fprintf(stderr, "stoa new: %.*s: %.*s\n", STR_ARG(path), STR_ARG(text));
}

static void prompt_say(const struct asking *q, const struct ask *t)
{
    printf("%.*s", STR_ARG(ask_word(q, t->prompt)));
    if (t->kind == ASK_SOME || t->kind == ASK_KEYWORDS)
        printf(" %.*s", STR_ARG(ask_word(q, W_new_with_commas)));
}

/* A line, trimmed; false at the end of the input. */
static bool line_read(struct asking *q, str *out)
{
    struct terminal *t = q->own;
    char line[TYPED_MOST];

    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) {
        t->ended = true;
        return false;
    }
    *out = str_copy(q->a, str_trim(str_z(line)));
    if (utf8_valid(*out))
        return true;
    *out = S("");
    fprintf(stderr, "stoa new: %.*s\n", STR_ARG(ask_word(q, W_new_typed_again)));
    return true;
}

static void say(str text)
{
    printf("  %.*s\n", STR_ARG(text));
}

static bool plain(struct asking *q, const struct ask *t, val item, str wrong, val *out)
{
    str preset = ask_preset(q, t, item), typed;
    offers o = { 0 };

    if (wrong.p)
        say(wrong);
    ask_offers(q, t, item, &o);
    for (size_t i = 0; i < o.n; i++)
        printf("    %-28.*s %.*s\n", STR_ARG(o.v[i].id), STR_ARG(o.v[i].title));
    for (;;) {
        prompt_say(q, t);
        if (preset.n)
            printf(" [%.*s]", STR_ARG(preset));
        else if (t->optional)
            printf(" %.*s", STR_ARG(ask_word(q, W_new_empty_none)));
        printf(": ");
        if (!line_read(q, &typed))
            return false;
        if (!typed.n && preset.n)
            typed = preset;
        *out = typed.n ? ask_typed(q, t, typed) : val_null();
        if (!typed.n && t->optional)
            return true;
        wrong = typed.n ? ask_problem(q, t, item, out) : ask_word(q, W_new_please_answer);
        if (!wrong.p)
            return true;
        say(wrong);
    }
}

static bool text(struct asking *q, const struct ask *t, size_t i, str own, bool free, str *out)
{
    const struct site_lang *g = &q->site->langs[i];

    for (;;) {
        prompt_say(q, t);
        printf(" (%.*s)", STR_ARG(g->code));
        if (own.n)
            printf(" [%.*s]", STR_ARG(own));
        else if (t->word)
            printf(" — %.*s",
                   STR_ARG(ask_word1(q, W_new_in_english, S("text"), word_defs[t->word].english)));
        if (free && !own.n)
            printf(" %.*s", STR_ARG(ask_word(q, W_new_empty_none)));
        printf(": ");
        if (!line_read(q, out))
            return false;
        if (out->n || free)
            return true;
        say(ask_word1(q, W_new_please_write, S("lang"), g->name));
    }
}

static bool more(struct asking *q, const struct ask *t, size_t have, bool *out)
{
    static const struct ask yes = { .kind = ASK_YES };
    bool no = have || t->optional;
    str prompt = ask_word(q, t->prompt), typed, wrong;

    for (;;) {
        printf("%.*s %.*s [%.*s]: ",
               STR_ARG(have ? ask_word1(q, W_new_another, S("what"), prompt) : prompt),
               STR_ARG(ask_word(q, W_new_yes_no_asked)),
               STR_ARG(str_lower(q->a, ask_word(q, no ? W_new_no : W_new_yes))));
        if (!line_read(q, &typed))
            return false;
        val v = typed.n ? val_str(typed) : val_bool(!no);
        wrong = ask_problem(q, &yes, val_null(), &v);
        *out = val_is_true(v);
        if (!wrong.p)
            return true;
        say(wrong);
    }
}

/* Keeps what was typed and how far it came. */
static void keep(struct asking *q, str path, val v)
{
    struct terminal *t = q->own;
    buf b;

    (void)v;
    if (!t->kept)
        return;
    buf_init(&b, q->a, 4 * KIB);
    yaml_write(&b, val_with(q->a, q->all, S("unfinished"), val_str(path)));
    if (failed(file_write(str_z(t->kept), buf_str(&b), 0600))) {
        fprintf(stderr, "stoa new: %.*s\n",
                STR_ARG(ask_word1(q, W_new_not_kept, S("file"), str_z(t->kept))));
        t->kept = NULL;
    }
}

const struct asker terminal_asker = { plain, text, more, keep };
