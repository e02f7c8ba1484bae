/* Decisions of a service, made without a case: "decide SERVICE DECISION [on DAY] NAME=VALUE...". */
#include "cli/own.h"
#include "cli/tale_play.h"
#include "dmn/dmn.h"
#include "feel/feel.h"
#include "os/zone.h"
#include "site/law.h"
#include "value/json.h"

static bool input_known(const struct dmn *m, arena *a, str decision, str name)
{
    size_t n;
    const struct dmn_input *in = dmn_inputs(m, a, decision, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(in[i].name, name))
            return true;
    return dmn_has_decision(m, name);
}

static val word_value(arena *a, const struct tale_word *w)
{
    return w->quoted && !str_starts(w->value, S("[")) && !str_starts(w->value, S("{"))
               ? val_str(w->value)
               : own_value(a, w->value);
}

/* The inputs of a line, on top of the day's law. */
static bool inputs_read(struct play *p, const struct dmn *m, str decision, str rest, val *out)
{
    const struct boot *boot = stage_boot(p->stage);
    day on = zone_day(boot->zone, stage_now(p->stage));
    val_builder given = val_build(&p->a), b = val_build(&p->a);
    struct tale_word w;

    while (tale_word_next(&p->a, &rest, &w)) {
        if (!w.name.p && str_eq(w.value, S("on"))) {
            if (!tale_word_next(&p->a, &rest, &w) || failed(day_parse(w.value, &on)))
                return play_fails(p, "on which day?");
        } else if (!w.name.p) {
            return play_fails(p, "\"%.*s\" is no NAME=VALUE", STR_ARG(w.value));
        } else if (!input_known(m, &p->a, decision, w.name)) {
            return play_fails(p, "the decision %.*s reads no %.*s", STR_ARG(decision),
                              STR_ARG(w.name));
        } else {
            val_put(&given, w.name, word_value(&p->a, &w));
        }
    }
    val_put(&b, S("today"), val_day(on));
    val_put(&b, S("law"), law_parameters(boot->site, &p->a, on));
    val_put_all(&b, val_done(&given));
    *out = val_done(&b);
    return true;
}

bool play_decide(struct play *p, str rest)
{
    struct tale_word service, decision;
    struct feel_env env;
    val inputs, why;

    if (!tale_word_next(&p->a, &rest, &service) || !tale_word_next(&p->a, &rest, &decision))
        return play_fails(p, "decide SERVICE DECISION [on DAY] NAME=VALUE...");
    const struct service *v = site_service(stage_boot(p->stage)->site, service.value);
    const struct service_decision *d = v ? service_decision(v, decision.value) : NULL;
    if (!d)
        return play_fails(p, "the service %.*s has no decision %.*s", STR_ARG(service.value),
                          STR_ARG(decision.value));
    if (!inputs_read(p, d->dmn, decision.value, rest, &inputs))
        return false;
    feel_env_init(&env, &p->a, stage_now(p->stage));
    p->came.decides = true;
    if (failed(dmn_decide(d->dmn, decision.value, inputs, &env, &p->came.decided,
                          p->coverage ? &why : NULL)))
        return play_fails(p, "the decision ended without a result: %.*s", STR_ARG(env.stopped));
    if (p->coverage)
        coverage_decision(p->coverage, v->id, why);
    return true;
}

/* ---- what was decided ---- */

static bool result_differs(struct play *p, str what, str wanted, val came)
{
    str why = feel_why_null(&p->a, came);

    return play_fails(p, "expected %.*s%s%.*s\n    came: %.*s%s%.*s%s", STR_ARG(what),
                      what.n ? "=" : "", STR_ARG(wanted), STR_ARG(val_json_str(&p->a, came)),
                      why.n ? " (" : "", STR_ARG(why), why.n ? ")" : "");
}

static bool result_expect(struct play *p, str piece)
{
    struct tale_word w;
    val came = p->came.decided;

    if (!tale_word_next(&p->a, &piece, &w))
        return play_fails(p, "which result?");
    if (w.name.p && (came.tag != V_CONTEXT || !val_has(came, w.name)))
        return result_differs(p, w.name, w.value, came);
    if (w.name.p)
        came = val_get(came, w.name);
    return val_equal(came, word_value(&p->a, &w)) || result_differs(p, w.name, w.value, came);
}

bool play_decided(struct play *p, str list)
{
    str piece;

    if (!str_trim(list).n)
        return p->came.decided.tag != V_NULL ||
               result_differs(p, S(""), S("a result"), p->came.decided);
    while (tale_piece_next(&list, &piece))
        if (!result_expect(p, piece))
            return false;
    return true;
}
