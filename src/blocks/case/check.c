/* Check your answers, declare, send; drop a draft; adopt it at sign-in. */
#include "blocks/case/files.h"
#include "blocks/case/keyed.h"
#include "blocks/case/pages.h"
#include "blocks/case/party.h"
#include "blocks/case/wrong.h"
#include "dmn/dmn.h"
#include "form/party.h"

str file_detail(struct web *w, str type, int64_t size)
{
    str kind = str_eq(type, S("application/pdf")) ? S("PDF")
               : str_eq(type, S("image/jpeg"))    ? S("JPEG")
               : str_eq(type, S("image/png"))     ? S("PNG")
                                                  : type;
    val_builder b = val_build(w->a);

    val_put(&b, S("type"), val_str(kind));
    val_put(&b, S("kb"), val_int((size + 1023) / 1024));
    return word(w->a, w->page.words, W_case_file_size_kb, val_done(&b));
}

str file_state(struct web *w, str state, str note)
{
    bool refused = str_eq(state, S(FILE_REFUSED));
    enum word_id id = refused && note.n                ? W_case_file_infected
                      : refused                        ? W_case_file_unusable
                      : str_eq(state, S(FILE_WAITING)) ? W_case_file_waiting
                      : str_eq(state, S(FILE_SNIFFED)) ? W_case_file_sniffed
                                                       : W_NONE;

    if (id == W_NONE)
        return S("");
    return word(w->a, w->page.words, id, val_with(w->a, val_null(), S("found"), val_str(note)));
}

str file_said(struct web *w, str type, int64_t size, str state, str note)
{
    str detail = file_detail(w, type, size), said = file_state(w, state, note);

    return said.n ? str_fmt(w->a, "%.*s. %.*s", STR_ARG(detail), STR_ARG(said)) : detail;
}

static struct v_case_check_row row_of(struct ask *k, const struct form_row *r)
{
    struct web *w = k->w;

    return (struct v_case_check_row){
        .label = r->label,
        .value = r->display,
        .drawn = drawn_picture(&w->page, r->drawn, val_get_text(r->value, S("name"))),
        .missing = r->missing && !r->display.n,
        .can_change = !k->env.parted || str_eq(r->party, k->party),
        .held = r->held && !r->disputed,
        .disputed = r->disputed,
        .source = r->source,
        .has_since = r->date.tag == V_DATE,
        .since = (day){ r->date.m },
        .id = form_input_name(w->a, k->form, r->field, r->at),
        .change = web_url(w, "%.*s/%.*s?from=check", STR_ARG(k->base), STR_ARG(r->page))
    };
}

static void sections(struct ask *k, struct v_case_check *v)
{
    struct web *w = k->w;
    struct form_row *rows;
    size_t n = form_summary(k->form, k->answers, &k->env, &rows), m = 0;
    struct v_case_check_section *s = ARENA_ARRAY(w->a, struct v_case_check_section, n + 1);
    struct v_case_check_row *all = ARENA_ARRAY(w->a, struct v_case_check_row, n + 1);

    for (size_t i = 0, at = 0; i < n; i++) {
        bool mine = str_eq(rows[i].party, k->party);
        if (k->env.parted && rows[i].reserved && !mine)
            continue;
        if (m == 0 || !str_eq(s[m - 1].title, rows[i].section) ||
            !str_eq(s[m - 1].party, rows[i].party))
            s[m++] = (struct v_case_check_section){
                .title = rows[i].section, .by = S(""), .party = rows[i].party, .rows = &all[at]
            };
        all[at++] = row_of(k, &rows[i]);
        s[m - 1].rows_n++;
    }
    v->sections = s;
    v->sections_n = m;
}

static void differences(struct ask *k, struct v_case_check *v)
{
    struct form_difference *d;
    size_t n = form_compare(k->form, k->answers, &k->env, &d);
    struct v_case_check_difference *out =
        ARENA_ARRAY(k->w->a, struct v_case_check_difference, n + 1);

    for (size_t i = 0; i < n; i++) {
        if (k->env.parted && !str_eq(form_party_of(k->form, d[i].field), k->party))
            continue;
        out[v->differences_n++] = (struct v_case_check_difference){
            .label = d[i].label,
            .source = d[i].source,
            .typed = form_display(k->form, d[i].field, d[i].at, d[i].typed, k->answers, &k->env),
            .held = form_display(k->form, d[i].field, d[i].at, d[i].held, k->answers, &k->env)
        };
    }
    v->differences = out;
}

/* What can be looked into by whoever keeps the register, if the applicant wants it. */
static void wrong(struct ask *k, struct v_case_check *v)
{
    const struct web *w = k->w;
    const struct form_difference *d;
    bool own = w->who.person && !k->paper.found && !k->party.n && !k->helping.on;
    size_t n = own ? wrong_offered(w->site, k->form, k->answers, &k->env, &d) : 0;
    struct v_case_check_correction *out = ARENA_ARRAY(w->a, struct v_case_check_correction, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct registry *r =
            site_register(w->site, k->form->fields[d[i].field].binding.registry);
        const struct office *o = r ? site_office(w->site, r->owner) : NULL;
        out[i] = (struct v_case_check_correction){
            .label = d[i].label, .office = o ? site_text(w->site, o->name, w->lang) : d[i].source
        };
    }
    v->corrections = out;
    v->corrections_n = n;
    v->correct = web_field(w, "correct").n > 0;
    v->correct_why = web_field(w, "correct_why").p ? web_field(w, "correct_why") : S("");
}

/* What the rules say to these answers; false where they give no number to them. */
static bool fee_decided(struct ask *k, const struct service_fee *f, val *out)
{
    struct web *w = k->w;
    const struct service_decision *d = service_decision(k->service, f->decision);
    val answers = form_prune(k->form, k->answers, &k->env), why;
    struct feel_env feel;

    case_feel_env(&feel, w->a, w->boot, w->now);
    return d &&
           !failed(dmn_decide(d->dmn, f->decision,
                              case_given(w->a, w->site, &k->c, answers, w->today), &feel, out,
                              &why)) &&
           val_is_number(*out);
}

/* Empty where nothing is to be said. */
static str fee_told(struct ask *k, const struct service_fee *f)
{
    struct web *w = k->w;
    val amount = f->amount;

    if (f->decision.n && !fee_decided(k, f, &amount))
        return word0(w->page.words, W_case_fee_later);
    if (!f->decision.n && f->parameter.n &&
        failed(law_parameter(w->site, f->parameter, w->today, &amount, NULL)))
        return S("");
    if (!val_is_number(amount))
        return S("");
    if (val_equal(amount, val_int(0)))
        return word0(w->page.words, W_case_free);
    return locale_money(w->a, wording_locale(w->page.words), amount,
                        f->currency.n ? f->currency : w->site->currency);
}

/* Those of the way in which the application came. */
static void fees(struct ask *k, struct v_case_check *v)
{
    const struct service *s = k->service;
    struct v_case_check_fee *f = ARENA_ARRAY(k->w->a, struct v_case_check_fee, s->n_fees + 1);

    for (size_t i = 0; i < s->n_fees; i++) {
        const struct service_fee *fee = &s->fees[i];
        str told = S("");
        if (!fee->channel.n || str_eq(fee->channel, k->c.channel))
            told = fee_told(k, fee);
        if (told.n)
            f[v->fees_n++] =
                (struct v_case_check_fee){ .title = site_text(k->w->site, fee->title, k->w->lang),
                                           .amount = told };
    }
    v->fees = f;
}

/* Refusals of the submission as an error summary whose lines lead to the rows. */
static void errors(struct ask *k, struct v_case_check *v)
{
    struct web *w = k->w;
    struct v_case_check_problem *p =
        ARENA_ARRAY(w->a, struct v_case_check_problem, w->nrefusals + 1);

    for (size_t i = 0; i < w->nrefusals; i++) {
        str field = w->refusals[i].field;
        bool declared = str_eq(field, S("declared"));
        v->declare_error |= declared;
        bool why = str_eq(field, S("correct_why"));
        v->correct_error |= why;
        p[i] = (struct v_case_check_problem){ .text = web_refusal_text(w, &w->refusals[i]),
                                              .href = (url){ declared ? S("#declared")
                                                             : why ? S("#correct_why")
                                                             : str_eq(field, S("parties"))
                                                                 ? S("#parties")
                                                                 : str_fmt(w->a, "#row-%.*s",
                                                                           STR_ARG(field)) } };
    }
    v->errors = p;
    v->errors_n = w->nrefusals;
}

/* Who helps reads and changes; the owner declares and sends. */
static void helped(struct ask *k, struct v_case_check *v)
{
    struct web *w = k->w;
    struct val_entry owner = { S("owner"), val_str(k->helping.owner) };

    if (k->helping.on) {
        v->helping = true;
        v->helper = (struct v_help_banner){ k->c.draft, k->helping.owner, k->helping.ends };
        v->waiting = page_word_str(&w->page, W_case_help_sends, &owner, 1);
    } else if (k->c.found && k->c.account && k->c.account == w->who.account && !k->paper.found &&
               k->service->helper_hours) {
        v->help = web_url(w, "%.*s/help", STR_ARG(k->base));
    }
}

static err check(struct web *w, int status)
{
    struct ask k;
    struct v_case_check v = { 0 };

    TRY(ask_form(w, &k));
    if (w->reply.status)
        return OK;
    struct form_at next = form_first_unanswered(k.form, k.answers, &k.env);
    v.service = site_text(w->site, k.service->title, w->lang);
    v.draft = k.c.draft;
    v.base = k.base;
    v.signed_in = w->who.account != 0;
    v.complete = next.page < 0;
    v.next = next.page < 0 ? web_url(w, "%.*s/check", STR_ARG(k.base))
                           : web_url(w, "%.*s/%.*s", STR_ARG(k.base),
                                     STR_ARG(form_at_str(w->a, k.form, next)));
    if (k.paper.found) {
        v.declaration =
            word0(w->page.words, str_eq(k.paper.way, S(KEYED_COUNTER))  ? W_case_counter_declaration
                                 : str_eq(k.paper.way, S(KEYED_OFFICE)) ? W_case_begun_declaration
                                                                        : W_case_keyed_declaration);
        if (!str_eq(k.paper.way, S(KEYED_OFFICE)))
            v.keyed = web_url(w, "/desk/paper/%.*s", STR_ARG(k.c.draft));
    } else if (service_has_channel(k.service, S("paper")) && !k.party.n && !k.helping.on)
        v.paper = web_url(w, "%.*s/form.pdf", STR_ARG(k.base));
    v.sign_in = web_url(w, "/sign-in?to=%.*s/check", STR_ARG(k.base));
    if (!k.paper.found)
        v.declaration = site_text(w->site, k.service->declaration, w->lang);
    if (!v.declaration.n)
        v.declaration = word0(w->page.words, W_case_default_declaration);
    struct form_at last = form_previous_page(k.form, k.answers, &k.env, FORM_AT_NONE);
    v.back = last.page < 0 ? web_url(w, "/services/%.*s", STR_ARG(k.service->id))
                           : web_url(w, "%.*s/%.*s", STR_ARG(k.base),
                                     STR_ARG(form_at_str(w->a, k.form, last)));
    sections(&k, &v);
    differences(&k, &v);
    wrong(&k, &v);
    fees(&k, &v);
    TRY(party_check(&k, &v));
    errors(&k, &v);
    helped(&k, &v);
    w->page.out.n = 0;
    w->page.problem = v.errors_n > 0;
    w->page.private = true;
    return WEB_SHOW(w, case_check, &v, status);
}

err show_check(struct web *w)
{
    return check(w, 200);
}

err submit_prepare(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    val_put(&b, S("declared"),
            val_bool(web_field(w, "declared").n > 0 || val_get_bool(w->body, S("declared"))));
    if (web_field(w, "correct").n || val_get_bool(w->body, S("correct"))) {
        val_put(&b, S("correct"), val_bool(true));
        str why = web_field(w, "correct_why");
        val_put(&b, S("correct_why"), val_str(why.p ? why : S("")));
    }
    w->in = val_done(&b);
    return OK;
}

err submitted(struct web *w)
{
    str number = val_get_text(w->out, S("number")), draft = val_get_text(w->out, S("draft"));

    if (draft.n) /* not sent: a signature fell away, and the page says why */
        return web_redirect(w, str_fmt(w->a, "/drafts/%.*s/check", STR_ARG(draft)));
    if (web_wants_json(w))
        return web_json(w, 200, val_json_str(w->a, w->out));
    str way = val_get_text(w->out, S("paper"));
    if (str_eq(way, S(KEYED_COUNTER)))
        return web_redirect(w, str_fmt(w->a, "/desk/apply/%.*s", STR_ARG(number)));
    if (str_eq(way, S(KEYED_OFFICE)))
        return web_redirect(w, str_fmt(w->a, "/desk/begin?done=%.*s", STR_ARG(number)));
    if (way.n)
        return web_redirect(w, str_fmt(w->a, "/desk/paper?done=%.*s", STR_ARG(number)));
    return web_redirect(w, str_fmt(w->a, "/cases/%.*s?new=1", STR_ARG(number)));
}

err submit_again(struct web *w)
{
    return w->status == 422 ? check(w, 422) : web_refused(w);
}

err drop_prepare(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("draft"), val_str(web_param(w, "draft")));
    w->then = S("/");
    return OK;
}

err adopt_prepare(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("draft"), val_str(web_param(w, "draft")));
    return OK;
}

err adopted(struct web *w)
{
    return web_redirect(w,
                        str_fmt(w->a, "/drafts/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}
