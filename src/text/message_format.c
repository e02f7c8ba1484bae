#include "text/message_tree.h"

#include "value/num.h"
#include "value/temporal.h"

struct formatter {
    arena *a;
    const struct locale *l;
    val args;
    buf out;
    bool html;
};

static void say(struct formatter *f, str s)
{
    if (f->html)
        html_text_to(&f->out, s);
    else
        buf_add(&f->out, s);
}

static val arg_of(const struct formatter *f, str name)
{
    val v = val_get(f->args, name);

    return val_is_null(v) && str_find_char(name, '.', 0) != SIZE_MAX ? val_path(f->args, name) : v;
}

static enum date_style date_style(enum arg_style s)
{
    return s == STYLE_SHORT   ? DATE_SHORT
           : s == STYLE_FULL  ? DATE_WEEKDAY
           : s == STYLE_MONTH ? DATE_MONTH
                              : DATE_LONG;
}

/* Values from JSON carry dates as text. */
static val temporal_of(arena *a, val v, enum message_kind kind)
{
    val parsed;
    err e = OK;

    if (v.tag != V_STRING)
        return v;
    switch (kind) {
    case MESSAGE_DATE:
        e = temporal_date(val_text(v), &parsed);
        break;
    case MESSAGE_TIME:
        e = temporal_time(a, val_text(v), &parsed);
        break;
    default:
        e = temporal_date_time(a, val_text(v), &parsed);
    }
    return failed(e) ? v : parsed;
}

static str list_text(const struct formatter *f, val list)
{
    str *items = arena_alloc(f->a, list.n * sizeof *items + 1);

    for (uint32_t i = 0; i < list.n; i++)
        items[i] = val_is_number(list.l[i]) ? locale_number(f->a, f->l, list.l[i])
                                            : val_display(f->a, list.l[i]);
    return locale_and(f->a, f->l, items, list.n);
}

static str plain_text(const struct formatter *f, val v)
{
    instant t;

    switch ((enum val_tag)v.tag) {
    case V_NULL:
        return STR_NULL;
    case V_NUMBER:
    case V_DECIMAL:
        return locale_number(f->a, f->l, v);
    case V_DATE:
        return locale_date(f->a, f->l, (day){ v.m }, DATE_LONG);
    case V_TIME:
        return locale_time(f->a, f->l, v.t->seconds);
    case V_DATETIME:
        return failed(val_to_instant(v, &t)) ? val_display(f->a, v)
                                             : locale_date_time(f->a, f->l, t, DATE_LONG);
    case V_LIST:
        return list_text(f, v);
    default:
        return val_display(f->a, v);
    }
}

static str number_text(const struct formatter *f, val v, enum arg_style style)
{
    if (!val_is_number(v))
        return STR_NULL;
    if (style == STYLE_INTEGER)
        return locale_decimal(f->a, f->l, v, 0);
    return style == STYLE_PERCENT ? locale_percent(f->a, f->l, v) : locale_number(f->a, f->l, v);
}

static str date_text(const struct formatter *f, val v, enum arg_style style)
{
    if (v.tag == V_DATETIME)
        return locale_date(f->a, f->l, (day){ v.dt->days }, date_style(style));
    return v.tag == V_DATE ? locale_date(f->a, f->l, (day){ v.m }, date_style(style)) : STR_NULL;
}

static str time_text(const struct formatter *f, val v)
{
    if (v.tag == V_DATETIME)
        return locale_time(f->a, f->l, v.dt->t.seconds);
    return v.tag == V_TIME ? locale_time(f->a, f->l, v.t->seconds) : STR_NULL;
}

/* STR_NULL where the argument is missing or of a wrong type. */
static str arg_text(const struct formatter *f, const struct part *p, val v)
{
    instant t;

    switch (p->type) {
    case MESSAGE_TEXT:
        return plain_text(f, v);
    case MESSAGE_NUMBER:
        return number_text(f, v, p->style);
    case MESSAGE_MONEY:
        return val_is_number(v) ? locale_money(f->a, f->l, v, p->currency) : STR_NULL;
    case MESSAGE_DATE:
        return date_text(f, temporal_of(f->a, v, p->type), p->style);
    case MESSAGE_TIME:
        return time_text(f, temporal_of(f->a, v, p->type));
    case MESSAGE_DATETIME:
        return failed(val_to_instant(temporal_of(f->a, v, p->type), &t))
                   ? STR_NULL
                   : locale_date_time(f->a, f->l, t, date_style(p->style));
    default:
        return STR_NULL;
    }
}

static const struct branch *plural_branch(const struct formatter *f, const struct part *p, val n,
                                          val less)
{
    const struct branch *other = NULL, *fits = NULL;
    enum plural c =
        p->type == MESSAGE_ORDINAL ? locale_ordinal(f->l, less) : locale_plural(f->l, less);

    for (size_t i = 0; i < p->n_branches; i++) {
        const struct branch *b = &p->branches[i];
        if (b->exact && num_cmp(b->value, n) == 0)
            return b;
        if (!b->exact && b->category == c)
            fits = b;
        if (!b->exact && b->category == PLURAL_OTHER)
            other = b;
    }
    return fits ? fits : other;
}

static const struct branch *select_branch(const struct formatter *f, const struct part *p, val v)
{
    const struct branch *other = NULL;
    str word = val_is_null(v) ? S("other") : val_display(f->a, v);

    for (size_t i = 0; i < p->n_branches; i++) {
        if (str_eq(p->branches[i].word, word))
            return &p->branches[i];
        if (str_eq(p->branches[i].word, S("other")))
            other = &p->branches[i];
    }
    return other;
}

static void format_body(struct formatter *f, const struct body *b, val hash);

static void say_missing(struct formatter *f, str name)
{
    say(f, S("{"));
    say(f, name);
    say(f, S("}"));
}

static void format_arg(struct formatter *f, const struct part *p, val hash)
{
    val v = arg_of(f, p->text);

    if (p->type == MESSAGE_SELECT) {
        format_body(f, &select_branch(f, p, v)->body, hash);
    } else if (p->type == MESSAGE_PLURAL || p->type == MESSAGE_ORDINAL) {
        val less = num_sub(f->a, v, p->offset);
        if (val_is_null(less))
            say_missing(f, p->text);
        else
            format_body(f, &plural_branch(f, p, v, less)->body, less);
    } else {
        str s = arg_text(f, p, v);
        if (s.p)
            say(f, s);
        else
            say_missing(f, p->text);
    }
}

static void format_body(struct formatter *f, const struct body *b, val hash)
{
    for (size_t i = 0; i < b->n; i++)
        switch (b->v[i].kind) {
        case PART_LITERAL:
            say(f, b->v[i].text);
            break;
        case PART_HASH:
            say(f, locale_number(f->a, f->l, hash));
            break;
        case PART_ARG:
            format_arg(f, &b->v[i], hash);
            break;
        }
}

static str format(arena *a, const struct locale *l, const struct message *m, val args, bool as_html)
{
    struct formatter f = { .a = a, .l = l, .args = args, .html = as_html };

    buf_init(&f.out, a, 128);
    format_body(&f, &m->body, val_null());
    return buf_str(&f.out);
}

str message_format(arena *a, const struct locale *l, const struct message *m, val args)
{
    return format(a, l, m, args, false);
}

html message_format_html(arena *a, const struct locale *l, const struct message *m, val args)
{
    return html_trusted(format(a, l, m, args, true));
}
