/* The numbers of one service, made from its days. */
#include "blocks/insight/own.h"
#include "bpmn/bpmn.h"
#include "form/words.h"

day measures_from(day today)
{
    struct ymd d = day_ymd(today);

    return day_add_months(day_of(d.year, d.month, 1), -MONTHS);
}

static void month_add(struct measures *m, const struct q_measures_row *r)
{
    for (int i = MONTHS; i >= 0; i--) {
        if (r->day < m->months[i].first.n)
            continue;
        m->months[i].received += r->received;
        m->months[i].decided += r->decided;
        m->months[i].withdrawn += r->withdrawn;
        return;
    }
}

/* The least number of days within which so many tenths of the decided were. */
static int64_t span_of(const struct q_measure_spans *s, int64_t all, int64_t tenths)
{
    int64_t sum = 0;

    for (size_t i = 0; i < s->n; i++) {
        sum += s->v[i].n;
        if (sum * 10 >= all * tenths)
            return s->v[i].days;
    }
    return -1;
}

err measures_of(struct web *w, str service, struct measures *m)
{
    day from = measures_from(w->today);
    struct q_measures days;
    struct q_measure_ratings said;

    *m = (struct measures){ .median = -1, .slow = -1 };
    for (int i = 0; i <= MONTHS; i++)
        m->months[i].first = day_add_months(from, i);
    TRY(q_measures(w->db, service, from.n, &days));
    for (size_t i = 0; i < days.n; i++) {
        month_add(m, &days.v[i]);
        m->received += days.v[i].received;
        m->decided += days.v[i].decided;
        m->withdrawn += days.v[i].withdrawn;
        m->alone += days.v[i].alone;
    }
    TRY(q_measure_spans(w->db, service, from.n, &m->spans));
    TRY(q_measure_outcomes(w->db, service, from.n, &m->outcomes));
    TRY(q_measure_ratings(w->db, service, from.n, &said));
    for (size_t i = 0; i < said.n; i++) {
        m->ratings += said.v[i].n;
        m->satisfied += said.v[i].score >= 4 ? said.v[i].n : 0;
    }
    if (m->decided >= FEW) {
        m->median = span_of(&m->spans, m->decided, 5);
        m->slow = span_of(&m->spans, m->decided, 9);
    }
    return OK;
}

str count_shown(struct web *w, int64_t n)
{
    const struct locale *l = wording_locale(w->page.words);

    if (n <= 0 || n >= FEW)
        return locale_number(w->a, l, val_int(MAX(n, 0)));
    return word(w->a, w->page.words, W_insight_few,
                val_with(w->a, val_null(), S("n"), val_int(FEW)));
}

/* Whole percents: no more can be said of so few. */
str share_shown(struct web *w, int64_t n, int64_t all)
{
    if (all < FEW)
        return S("");
    val share = { .tag = V_NUMBER, .m = (n * 100 + all / 2) / all, .exp = -2 };
    return locale_percent(w->a, wording_locale(w->page.words), share);
}

str outcome_shown(struct web *w, const struct service *v, str outcome)
{
    const struct bpmn_node *n = v && v->process ? bpmn_node(v->process->bpmn, outcome) : NULL;
    str own = n ? words_get(v->process->words, w->lang, outcome, S("name")) : STR_NULL;
    str key = str_cat(w->a, S("outcome."), outcome);
    str said = n ? STR_NULL : site_word(w->a, w->page.words, key, val_null());

    if (own.n)
        return own;
    if (n && n->name.n)
        return n->name;
    return said.n ? said : outcome;
}
