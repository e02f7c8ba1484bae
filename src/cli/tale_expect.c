/* What must have come of a line. */
#include "act/store.h"
#include "blocks/notify/store.h"
#include "cli/tale_play.h"
#include "page/words.h"

enum { EXCERPT = 700 };

static int64_t last_event(struct play *p)
{
    struct q_event_last e;

    return failed(q_event_last(stage_db(p->stage, &p->a), &e)) || !e.found || !e.id.has ? 0
                                                                                        : e.id.v;
}

static int64_t last_shown(struct play *p)
{
    struct q_shown all;

    if (failed(q_shown(stage_db(p->stage, &p->a), 1, &all)) || !all.n)
        return 0;
    return all.v[0].id;
}

void play_mark(struct play *p)
{
    p->came = (struct tale_came){ .event_before = last_event(p), .shown_before = last_shown(p) };
    (void)stage_told(p->stage, &p->came.told_before);
}

static str excerpt(struct play *p)
{
    const struct reply *r = &p->came.reply;

    if (p->came.page) {
        str text = p->who->page.text;
        size_t from = str_find(text, S("Skip to main content"), 0);
        return str_sub(from == SIZE_MAX ? text : str_from(text, from), 0, EXCERPT);
    }
    return str_sub(r->body, 0, EXCERPT);
}

static bool fails_came(struct play *p, const char *what, str wanted)
{
    const struct reply *r = &p->came.reply;

    return play_fails(p, "expected %s%s%.*s\n    came: %d %.*s\n    %.*s", what,
                      wanted.n ? " " : "", STR_ARG(wanted), r->status, STR_ARG(r->location),
                      STR_ARG(excerpt(p)));
}

/* ---- status ---- */

static bool status_expect(struct play *p, str first, str rest)
{
    int64_t want;
    struct tale_word where;

    if (failed(str_to_i64(first, &want)))
        return play_fails(p, "\"%.*s\" is nothing one can expect", STR_ARG(first));
    if (p->came.reply.status != want)
        return fails_came(p, "status", first);
    if (!tale_word_next(&p->a, &rest, &where))
        return true;
    return tale_match(&p->names, where.value, p->came.reply.location, true) ||
           fails_came(p, "to be led to", where.value);
}

/* ---- words ---- */

static str text_now(struct play *p)
{
    return p->came.page ? p->who->page.text : tale_blanks(&p->a, p->came.reply.body);
}

static bool words_expect(struct play *p, str rest, bool want)
{
    struct tale_word w;
    bool any = false;

    while (tale_word_next(&p->a, &rest, &w)) {
        str words = tale_blanks(&p->a, w.value);
        any = true;
        if (!want && !play_fill(p, words, &words))
            return false;
        if (tale_match(&p->names, words, text_now(p), false) != want)
            return fails_came(p, want ? "the words" : "not the words", words);
    }
    return any || play_fails(p, "which words?");
}

static bool heading_expect(struct play *p, str rest)
{
    struct tale_word w;
    str all = p->who->page.headings, one;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "which heading?");
    while (p->came.page && str_next(&all, '\n', &one))
        if (tale_match(&p->names, w.value, one, true))
            return true;
    return fails_came(p, "the heading", w.value);
}

/* Where the page's first link to another language leads, without the language. */
static str elsewhere(struct play *p)
{
    str body = p->came.reply.body, tag = S(" href=\"/"), rest, part;
    size_t at = str_find(body, S("<a rel=\"alternate\""), 0);
    size_t from = at == SIZE_MAX ? at : str_find(body, tag, at);
    buf b;

    if (!p->came.page || from == SIZE_MAX)
        return STR_NULL;
    rest = str_from(body, from + tag.n);
    rest = str_sub(rest, 0, str_find_char(rest, '"', 0));
    rest = str_from(rest, str_find_char(rest, '/', 0));
    buf_init(&b, &p->a, rest.n + 1);
    for (size_t n; (n = str_find(rest, S("&amp;"), 0)) != SIZE_MAX; rest = str_from(rest, n + 5)) {
        part = str_sub(rest, 0, n + 1);
        buf_add(&b, part);
    }
    buf_add(&b, rest);
    return buf_str(&b);
}

static bool elsewhere_expect(struct play *p, str rest)
{
    struct tale_word w;
    str leads = elsewhere(p);

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "where is the page in another language?");
    return (leads.p && tale_match(&p->names, w.value, leads, true)) ||
           play_fails(p, "expected the page in another language at %.*s, it is at %.*s",
                      STR_ARG(w.value), STR_ARG(leads));
}

/* ---- fields ---- */

static const struct tale_input *input_find(struct play *p, str name, str value, bool any)
{
    const struct tale_page *page = &p->who->page;

    for (size_t i = 0; p->came.page && i < page->forms.n; i++)
        for (size_t k = 0; k < page->forms.v[i].inputs.n; k++) {
            const struct tale_input *in = &page->forms.v[i].inputs.v[k];
            bool whole = str_eq(in->name, name);
            bool part =
                any && str_starts(in->name, name) && str_eq(str_from(in->name, name.n), S("-day"));
            if ((whole || part) && (any || (in->on && str_eq(in->value, value))))
                return in;
        }
    return NULL;
}

static bool field_expect(struct play *p, str rest, bool want)
{
    struct tale_word w;
    str value = S("");

    if (!tale_word_next(&p->a, &rest, &w) || (w.name.p && !play_fill(p, w.value, &value)))
        return play_fails(p, "which field?");
    str name = w.name.p ? w.name : w.value;
    bool there = input_find(p, name, value, !w.name.p) != NULL;
    if (there == want)
        return true;
    return fails_came(p, want ? "the field" : "no field",
                      w.name.p ? str_fmt(&p->a, "%.*s=%.*s", STR_ARG(name), STR_ARG(value)) : name);
}

/* ---- events ---- */

static bool event_expect(struct play *p, str rest, bool want)
{
    struct q_events_after all;
    struct tale_word w;
    str type = tale_word_next(&p->a, &rest, &w) ? w.value : S("");
    buf list;

    buf_init(&list, &p->a, 200);
    if (failed(q_events_after(stage_db(p->stage, &p->a), p->came.event_before, 1000, &all)))
        return play_fails(p, "the events cannot be read");
    bool there = false;
    for (size_t i = 0; i < all.n; i++) {
        there |= !type.n || str_eq(all.v[i].type, type);
        buf_fmt(&list, " %.*s", STR_ARG(all.v[i].type));
    }
    if (there == want)
        return true;
    return fails_came(
        p, want ? "the event" : "no event",
        str_fmt(&p->a, "%.*s, events were:%.*s", STR_ARG(type), STR_ARG(buf_str(&list))));
}

/* ---- mail and letters ---- */

static bool one_shown(struct play *p, const struct q_shown_row *m, bool paper, str to, str pattern)
{
    if (m->id <= p->came.shown_before || str_eq(m->kind, S("paper")) != paper)
        return false;
    if (to.n && !(paper ? str_has(m->address, to) : str_eq(m->address, to)))
        return false;
    str all =
        tale_blanks(&p->a, str_fmt(&p->a, "%.*s %.*s", STR_ARG(m->subject), STR_ARG(m->body)));
    return !pattern.n || tale_match(&p->names, tale_blanks(&p->a, pattern), all, false);
}

static bool mail_expect(struct play *p, str rest, bool paper, bool want)
{
    struct tale_word w;
    struct q_shown all;
    str to = S(""), pattern = S("");
    buf list;

    while (tale_word_next(&p->a, &rest, &w)) {
        if (!w.quoted && str_eq(w.value, S("to")))
            continue;
        if (!to.n) {
            if (!play_fill(p, w.value, &to))
                return false;
        } else {
            pattern = w.value;
        }
    }
    if (failed(q_shown(stage_db(p->stage, &p->a), 200, &all)))
        return play_fails(p, "the mail cannot be read");
    buf_init(&list, &p->a, 500);
    bool there = false;
    for (size_t i = 0; i < all.n && !there; i++) {
        there = one_shown(p, &all.v[i], paper, to, pattern);
        if (all.v[i].id > p->came.shown_before)
            buf_fmt(&list, "\n    %.*s to %.*s: %.*s: %.*s", STR_ARG(all.v[i].kind),
                    STR_ARG(all.v[i].address), STR_ARG(all.v[i].subject),
                    STR_ARG(str_sub(all.v[i].body, 0, 200)));
    }
    if (there == want)
        return true;
    return play_fails(p, "expected %s%s to \"%.*s\" \"%.*s\"; sent were:%.*s", want ? "" : "no ",
                      paper ? "a letter" : "mail", STR_ARG(to), STR_ARG(pattern),
                      STR_ARG(buf_str(&list)));
}

/* ---- data ---- */

static bool json_read(struct play *p)
{
    if (!p->came.json_read &&
        failed(val_from_json(&p->a, p->came.reply.body, NULL, &p->came.json, NULL)))
        return fails_came(p, "JSON", S(""));
    p->came.json_read = true;
    return true;
}

static val json_at(val v, str path, bool *there)
{
    str step;
    int64_t i;

    *there = true;
    while (*there && str_next(&path, '.', &step)) {
        if (v.tag == V_LIST && !failed(str_to_i64(step, &i))) {
            *there = i >= 0 && (size_t)i < val_count(v);
            v = *there ? val_at(v, (size_t)i) : val_null();
        } else {
            *there = v.tag == V_CONTEXT && val_has(v, step);
            v = val_get(v, step);
        }
    }
    return v;
}

static bool json_expect(struct play *p, str rest, bool want)
{
    struct tale_word w;
    bool there;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "what of the JSON?");
    if (!json_read(p))
        return false;
    val v = json_at(p->came.json, w.name.p ? w.name : w.value, &there);
    if (there && w.name.p)
        there = tale_match(&p->names, w.value, val_display(&p->a, v), true);
    if (there == want)
        return true;
    return fails_came(p, want ? "in the JSON" : "not in the JSON",
                      str_fmt(&p->a, "%.*s%s%.*s", STR_ARG(w.name.p ? w.name : w.value),
                              w.name.p ? "=" : "", STR_ARG(w.name.p ? w.value : S(""))));
}

static bool header_expect(struct play *p, str rest)
{
    const struct reply *r = &p->came.reply;
    struct tale_word name, value = { .value = S("*") };

    if (!tale_word_next(&p->a, &rest, &name))
        return play_fails(p, "which header?");
    (void)tale_word_next(&p->a, &rest, &value);
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_nocase(r->headers[i].name, name.value) &&
            tale_match(&p->names, value.value, r->headers[i].value, true))
            return true;
    return fails_came(p, "the header", name.value);
}

static bool cookie_expect(struct play *p, str rest, bool want)
{
    struct tale_word w;
    bool there = false;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "which cookie?");
    for (size_t i = 0; i < p->who->cookies.n; i++)
        there |= str_eq(p->who->cookies.v[i].name, w.value);
    return there == want || fails_came(p, want ? "the cookie" : "no cookie", w.value);
}

static bool type_expect(struct play *p, str rest)
{
    struct tale_word w;

    if (!tale_word_next(&p->a, &rest, &w))
        return play_fails(p, "which type?");
    return str_starts(p->came.reply.content_type, w.value) || fails_came(p, "the type", w.value);
}

/* ---- acts ---- */

static bool answer_expect(struct play *p, str first, str rest)
{
    static const char *const kinds[] = { "ok", "refused", "fault" };
    const struct answer *ans = &p->came.answer;
    struct tale_word w;

    if (!p->came.called)
        return play_fails(p, "no act was called");
    if (!str_eq(first, str_z(kinds[ans->kind])))
        return play_fails(p, "expected the act to answer %.*s, it answered %s %.*s", STR_ARG(first),
                          kinds[ans->kind],
                          STR_ARG(ans->n ? word_key((enum word_id)ans->refusals[0].word) : S("")));
    if (!tale_word_next(&p->a, &rest, &w))
        return true;
    for (size_t i = 0; i < ans->n; i++)
        if (str_eq(word_key((enum word_id)ans->refusals[i].word), w.value))
            return true;
    return play_fails(p, "expected the refusal %.*s, it was %.*s", STR_ARG(w.value),
                      STR_ARG(ans->n ? word_key((enum word_id)ans->refusals[0].word) : S("")));
}

/* ---- all ---- */

static bool one_expect(struct play *p, str piece)
{
    struct tale_word w;
    bool want = true;
    str rest = piece;

    if (!tale_word_next(&p->a, &rest, &w))
        return true;
    if (str_eq(w.value, S("no"))) {
        want = false;
        if (!tale_word_next(&p->a, &rest, &w))
            return play_fails(p, "no what?");
    }
    str k = w.value;
    if (str_eq(k, S("words")))
        return words_expect(p, rest, want);
    if (str_eq(k, S("field")))
        return field_expect(p, rest, want);
    if (str_eq(k, S("event")))
        return event_expect(p, rest, want);
    if (str_eq(k, S("mail")) || str_eq(k, S("letter")))
        return mail_expect(p, rest, str_eq(k, S("letter")), want);
    if (str_eq(k, S("told")))
        return play_told(p, rest, want);
    if (str_eq(k, S("json")))
        return json_expect(p, rest, want);
    if (str_eq(k, S("cookie")))
        return cookie_expect(p, rest, want);
    if (!want)
        return play_fails(p, "\"%.*s\" cannot be denied", STR_ARG(piece));
    if (str_eq(k, S("heading")))
        return heading_expect(p, rest);
    if (str_eq(k, S("elsewhere")))
        return elsewhere_expect(p, rest);
    if (str_eq(k, S("header")))
        return header_expect(p, rest);
    if (str_eq(k, S("type")))
        return type_expect(p, rest);
    if (str_eq(k, S("ok")) || str_eq(k, S("refused")) || str_eq(k, S("fault")))
        return answer_expect(p, k, rest);
    return status_expect(p, k, rest);
}

bool play_expect(struct play *p, str list)
{
    bool status = false;
    str rest = list, piece;

    if (p->came.decides)
        return play_decided(p, list);
    while (tale_piece_next(&rest, &piece)) {
        status |= piece.n && piece.p[0] >= '0' && piece.p[0] <= '9';
        if (!one_expect(p, piece))
            return false;
    }
    if (!status && !p->came.called && p->came.reply.status >= 400)
        return fails_came(p, "a status below 400", S(""));
    if (p->came.called && !list.n && p->came.answer.kind != ANSWER_OK)
        return answer_expect(p, S("ok"), S(""));
    return true;
}
