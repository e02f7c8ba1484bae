/* Conditions of questions as sentences for paper. */
#include "blocks/assist/own.h"
#include "blocks/case/told.h"

enum { SAID_MOST = 40 };

static str all_of(struct paper *p, const struct form_condition *c);

static val number_of(const struct paper *p, int field)
{
    return val_int(p->numbers[field]);
}

static str about(struct paper *p, enum word_id id, int field, const char *name, str text)
{
    val_builder b = val_build(p->a);

    val_put(&b, S("n"), number_of(p, field));
    if (name)
        val_put(&b, str_z(name), val_str(text));
    return word(p->a, p->w->page.words, id, val_done(&b));
}

static str quoted_value(struct paper *p, int field, val v)
{
    str text = form_display(p->form, field, (struct form_at){ .page = p->form->fields[field].page },
                            v, p->answers, &p->env);

    return paper_say1(p, W_assist_quoted, "text", val_str(text));
}

static str is_text(struct paper *p, const struct form_condition *c)
{
    bool yes = c->kind == CONDITION_IS;
    str all[SAID_MOST];
    size_t n = 0;

    if (c->n_values == 1 && c->values[0].tag == V_BOOL)
        return about(p, yes == (c->values[0].m != 0) ? W_assist_ticked : W_assist_not_ticked,
                     c->field, NULL, S(""));
    for (size_t i = 0; i < c->n_values && n < SAID_MOST; i++)
        all[n++] = quoted_value(p, c->field, c->values[i]);
    return about(p, yes ? W_assist_is : W_assist_is_not, c->field, "value",
                 locale_or(p->a, wording_locale(p->w->page.words), all, n));
}

static const char *op_text(char op)
{
    return op == '<' ? "<" : op == 'l' ? "<=" : op == '>' ? ">" : ">=";
}

/* "at most 5", as tables of decisions are told. */
static str limit_text(struct paper *p, const struct form_condition *c)
{
    str value = c->value.tag == V_DATE
                    ? str_fmt(p->a, "date(\"%.*s\")", STR_ARG(val_display(p->a, c->value)))
                    : val_display(p->a, c->value);
    str test = str_fmt(p->a, "%s %.*s", op_text(c->op), STR_ARG(value));

    return about(p, W_assist_limit, c->field, "test", told_test(p->w, NULL, S(""), test));
}

static str ago_text(struct paper *p, const struct form_condition *c)
{
    static const struct {
        char op;
        enum word_id id;
    } words[] = { { '>', W_assist_ago_more },
                  { 'g', W_assist_ago_least },
                  { '<', W_assist_ago_less },
                  { 'l', W_assist_ago_most } };
    bool months = c->value.tag == V_MONTHS;
    int64_t n = months ? c->value.m : c->value.m / 86400;
    str time = paper_say1(p, months ? W_assist_months : W_assist_days, "n", val_int(n));

    FOR_EACH(words, x)
        if (x->op == c->op)
            return about(p, x->id, c->field, "time", time);
    return S("");
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* FEEL as it stands, with questions for the names that are some. */
static str feel_shown(struct paper *p, str text)
{
    buf b;

    buf_init(&b, p->a, text.n + 64);
    for (size_t i = 0; i < text.n;) {
        size_t n = 0;
        while (i + n < text.n && is_letter(text.p[i + n]))
            n++;
        str name = str_sub(text, i, n);
        const struct form_field *f = n ? form_field(p->form, name) : NULL;
        int field = f ? (int)(f - p->form->fields) : -1;
        if (field >= 0 && p->numbers[field])
            buf_add(&b, paper_say1(p, W_assist_question, "n", number_of(p, field)));
        else
            buf_add(&b, n ? name : str_sub(text, i, 1));
        i += n ? n : 1;
    }
    return buf_str(&b);
}

static str one_text(struct paper *p, const struct form_condition *c)
{
    /* a question that stands on no paper has no number to speak of */
    if (c->field >= 0 && !p->numbers[c->field])
        return S("");
    switch (c->kind) {
    case CONDITION_IS:
    case CONDITION_IS_NOT:
        return is_text(p, c);
    case CONDITION_GIVEN:
        return about(p, W_assist_given, c->field, NULL, S(""));
    case CONDITION_OPEN:
        return about(p, W_assist_open, c->field, NULL, S(""));
    case CONDITION_LIMIT:
        return limit_text(p, c);
    case CONDITION_AGO:
        return ago_text(p, c);
    case CONDITION_TEXT:
        return paper_say1(p, c->negated ? W_assist_false : W_assist_true, "text",
                          val_str(feel_shown(p, c->text)));
    default:
        return all_of(p, c);
    }
}

static str all_of(struct paper *p, const struct form_condition *c)
{
    const struct locale *l = wording_locale(p->w->page.words);
    str all[SAID_MOST];
    size_t n = 0;

    for (size_t i = 0; i < c->n_parts && n < SAID_MOST; i++) {
        str one = one_text(p, &c->parts[i]);
        if (one.n)
            all[n++] = one;
    }
    return c->kind == CONDITION_ANY ? locale_or(p->a, l, all, n) : locale_and(p->a, l, all, n);
}

str paper_only_if(struct paper *p, int field)
{
    const struct form_condition *c = form_asked_if(p->form, field, &p->env);
    str text = c ? one_text(p, c) : S("");

    return text.n ? paper_say1(p, W_assist_only_if, "conditions", val_str(text)) : S("");
}
