#include "act/one_form.h"
#include "seal/token.h"

static void fill(struct web *w, struct field_view *f)
{
    val typed = val_get(w->body, f->name);

    if (typed.tag == V_STRING && f->kind != FIELD_PASSWORD && f->kind != FIELD_HIDDEN)
        f->value = val_text(typed);
    if (f->kind == FIELD_DATE) {
        f->day = val_get_text(w->body, str_cat(w->a, f->name, S("-day")));
        f->month = val_get_text(w->body, str_cat(w->a, f->name, S("-month")));
        f->year = val_get_text(w->body, str_cat(w->a, f->name, S("-year")));
    }
    str error = f->name.n ? web_refusal_of(w, str_zdup(w->a, f->name)) : STR_NULL;
    if (error.n)
        f->error = error;
}

static bool of_a_field(const struct one_form *f, str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (name.n && str_eq(f->fields[i].name, name))
            return true;
    return false;
}

/* Refusals of no field lead to the first one. */
static void summary(struct web *w, const struct one_form *f)
{
    struct page_error_line *lines =
        ARENA_ARRAY(w->a, struct page_error_line, w->nrefusals + f->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < w->nrefusals; i++)
        if (!of_a_field(f, w->refusals[i].field))
            lines[n++] =
                (struct page_error_line){ web_refusal_text(w, &w->refusals[i]),
                                          f->n ? field_target(w->a, &f->fields[0]) : S("main") };
    for (size_t i = 0; i < f->n; i++)
        if (f->fields[i].error.n)
            lines[n++] =
                (struct page_error_line){ f->fields[i].error, field_target(w->a, &f->fields[i]) };
    if (n)
        error_summary(&w->page, lines, n);
}

static err as_json(struct web *w, const struct one_form *f, int status)
{
    buf b;

    if (w->refused)
        return web_refused(w);
    buf_init(&b, w->a, 1 * KIB);
    buf_add(&b, S("{\"title\":"));
    json_str(&b, f->title);
    buf_add(&b, S(",\"post\":"));
    json_str(&b, f->action);
    buf_add(&b, S(",\"fields\":["));
    for (size_t i = 0; i < f->n; i++) {
        if (i)
            buf_char(&b, ',');
        field_json(&b, &f->fields[i]);
    }
    buf_add(&b, S("]}"));
    return web_json(w, status, buf_str(&b));
}

static void print_form(struct web *w, const struct one_form *f)
{
    struct page *p = &w->page;

    if (!f->button.n) {
        for (size_t i = 0; i < f->n; i++)
            field_render(p, &f->fields[i]);
        return;
    }
    PAGE_LIT(p, "<form method=\"post\" action=\"");
    page_href(p, (url){ f->action });
    PAGE_LIT(p, "\" novalidate>");
    page_token(p);
    for (size_t i = 0; i < f->n; i++)
        field_render(p, &f->fields[i]);
    PAGE_LIT(p, "<button class=\"govuk-button\" data-module=\"govuk-button\">");
    page_text(p, f->button);
    PAGE_LIT(p, "</button></form>");
}

static void print_links(struct web *w, const struct one_form *f)
{
    struct page *p = &w->page;

    for (size_t i = 0; i < f->n_links; i++) {
        PAGE_LIT(p, "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"");
        page_href(p, f->links[i].href);
        PAGE_LIT(p, "\">");
        page_text(p, f->links[i].text);
        PAGE_LIT(p, "</a></p>");
    }
}

err web_one_form(struct web *w, struct one_form *f, int status)
{
    struct page *p = &w->page;

    for (size_t i = 0; i < f->n; i++)
        fill(w, &f->fields[i]);
    if (web_wants_json(w))
        return as_json(w, f, status);
    p->out.n = 0;
    p->problem = w->refused;
    p->private = true;
    p->back = f->back;
    page_begin(p, f->title, PAGE_PLAIN);
    PAGE_LIT(p, "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-two-thirds\">");
    summary(w, f);
    PAGE_LIT(p, "<h1 class=\"govuk-heading-l\">");
    page_text(p, f->title);
    PAGE_LIT(p, "</h1>");
    if (f->lead.n) {
        PAGE_LIT(p, "<p class=\"govuk-body-l\">");
        page_text(p, f->lead);
        PAGE_LIT(p, "</p>");
    }
    page_raw(p, f->before);
    print_form(w, f);
    page_raw(p, f->after);
    print_links(w, f);
    PAGE_LIT(p, "</div></div>");
    page_end(p);
    return web_html(w, status);
}

str web_seal(struct web *w, const char *purpose, int64_t seconds, str payload)
{
    return token_seal(w->a, w->seal_key, str_z(purpose), (instant){ w->now.ms + seconds * 1000 },
                      payload);
}

err web_unseal(struct web *w, const char *purpose, str sealed, str *payload)
{
    return token_open(w->a, w->seal_key, str_z(purpose), sealed, w->now, payload);
}
