#include "cli/stage_frame.h"

#include "text/safe.h"

struct frame {
    arena *a;
    str s;
    size_t at;
    const struct tale_page *page;
    const str *files;
    size_t n_files;
    buf out;
    size_t forms, links, buttons; /* met so far; buttons of the open form */
    const struct tale_form *form; /* the open one */
    bool in, link, fragment;      /* inside of main; inside of a link; that leads into the page */
};

struct tag {
    str name, rest;
    bool closing;
};

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is(const struct tag *t, const char *name)
{
    return str_eq_nocase(t->name, str_z(name));
}

/* The next attribute as it stands: name, and value without quotes. */
static bool attribute_next(str *rest, str *name, str *value)
{
    str s = *rest;
    size_t i = 0, from;

    while (i < s.n && (blank(s.p[i]) || s.p[i] == '/'))
        i++;
    if (i >= s.n)
        return false;
    from = i;
    while (i < s.n && !blank(s.p[i]) && s.p[i] != '=' && s.p[i] != '/')
        i++;
    *name = str_sub(s, from, i - from);
    *value = STR_NULL;
    if (i < s.n && s.p[i] == '=') {
        char q = i + 1 < s.n ? s.p[i + 1] : 0;
        bool quoted = q == '"' || q == '\'';
        from = i + 1 + quoted;
        i = from;
        while (i < s.n && (quoted ? s.p[i] != q : !blank(s.p[i])))
            i++;
        *value = str_sub(s, from, i - from);
        i += quoted && i < s.n;
    }
    *rest = str_from(s, i);
    return name->n > 0;
}

static str attribute(const struct tag *t, const char *wanted)
{
    str rest = t->rest, name, value;

    while (attribute_next(&rest, &name, &value))
        if (str_eq_nocase(name, str_z(wanted)))
            return value.p ? value : S("");
    return STR_NULL;
}

/* What a page around must not get from the page inside: addresses, scripts, what scripts look at.
 */
static bool stays(str name, str value)
{
    static const char *const gone[] = { "action", "method",   "enctype", "formaction",
                                        "target", "download", "srcset",  "style",
                                        "href",   "name",     "form" };

    FOR_EACH(gone, g)
        if (str_eq_nocase(name, str_z(*g)))
            return false;
    if (str_eq_nocase(name, S("src")))
        return str_starts(value, S("/assets/"));
    if (str_starts(name, S("on")))
        return false;
    return !str_starts(name, S("data-")) || str_eq(name, S("data-label"));
}

static void attributes(struct frame *f, const struct tag *t, const char *but)
{
    str rest = t->rest, name, value;

    while (attribute_next(&rest, &name, &value)) {
        if (!stays(name, value.p ? value : S("")) || (but && str_eq_nocase(name, str_z(but))))
            continue;
        buf_fmt(&f->out, " %.*s", STR_ARG(name));
        if (value.p)
            buf_fmt(&f->out, "=\"%.*s\"", STR_ARG(value));
    }
}

/* ---- forms ---- */

/* Boxes that the page shows ticked: those that come back unticked are told as such. */
static void ticked(struct frame *f)
{
    buf_add(&f->out, S("<input type=\"hidden\" name=\"walk_ticked\" value=\""));
    for (size_t i = 0; i < f->form->inputs.n; i++)
        if (f->form->inputs.v[i].kind == INPUT_CHECK && f->form->inputs.v[i].on) {
            html_text_to(&f->out, f->form->inputs.v[i].name);
            buf_char(&f->out, ' ');
        }
    buf_add(&f->out, S("\">"));
}

static void form_tag(struct frame *f, const struct tag *t)
{
    if (t->closing) {
        buf_add(&f->out, S("</form>"));
        f->form = NULL;
        return;
    }
    f->buttons = 0;
    buf_add(&f->out, S("<form method=\"post\" novalidate"));
    attributes(f, t, "novalidate");
    buf_add(&f->out, S(">" FRAME_FORM));
    ticked(f);
}

static void named(struct frame *f, const struct tag *t)
{
    str name = attribute(t, "name");

    if (name.n)
        buf_fmt(&f->out, " name=\"f.%.*s\"", STR_ARG(name));
}

static void file_choice(struct frame *f, const struct tag *t)
{
    buf_add(&f->out, S("<select class=\"govuk-select\""));
    named(f, t);
    if (attribute(t, "id").n)
        buf_fmt(&f->out, " id=\"%.*s\"", STR_ARG(attribute(t, "id")));
    buf_add(&f->out, S("><option value=\"\">-</option>"));
    for (size_t i = 0; i < f->n_files; i++) {
        buf_add(&f->out, S("<option value=\"@"));
        html_text_to(&f->out, f->files[i]);
        buf_add(&f->out, S("\">"));
        html_text_to(&f->out, f->files[i]);
        buf_add(&f->out, S("</option>"));
    }
    buf_add(&f->out, S("</select>"));
}

static void control_tag(struct frame *f, const struct tag *t)
{
    str type = attribute(t, "type");

    if (str_eq_nocase(type, S("hidden")) || !f->form)
        return;
    if (str_eq_nocase(type, S("file"))) {
        file_choice(f, t);
        return;
    }
    buf_fmt(&f->out, "<%.*s", STR_ARG(t->name));
    named(f, t);
    attributes(f, t, NULL);
    buf_char(&f->out, '>');
}

static void button_tag(struct frame *f, const struct tag *t)
{
    if (t->closing || !f->form || f->buttons >= f->form->buttons.n) {
        buf_add(&f->out, t->closing ? S("</button>") : S("<button type=\"button\">"));
        return;
    }
    buf_add(&f->out, S("<button name=\"walk_button\" value=\""));
    html_text_to(&f->out, f->form->buttons.v[f->buttons++].label);
    buf_char(&f->out, '"');
    attributes(f, t, "value");
    buf_char(&f->out, '>');
}

/* ---- links ---- */

static bool leads_on(str href)
{
    return str_starts(href, S("/")) && !str_starts(href, S("/assets/"));
}

static void link_tag(struct frame *f, const struct tag *t)
{
    str href = attribute(t, "href");

    if (t->closing) {
        buf_add(&f->out, f->fragment ? S("</a>") : f->link ? S("</button>") : S("</span>"));
        f->link = f->fragment = false;
        return;
    }
    f->fragment = str_starts(href, S("#"));
    f->link = !f->fragment && leads_on(href);
    if (f->fragment)
        buf_fmt(&f->out, "<a href=\"%.*s\"", STR_ARG(href));
    else if (f->link)
        buf_add(&f->out,
                S("<button type=\"submit\" form=\"walk-link\" name=\"walk_link\" value=\""));
    else
        buf_add(&f->out, S("<span"));
    if (f->link) {
        size_t at = f->links - 1;
        html_text_to(&f->out, at < f->page->links.n ? f->page->links.v[at].label : S(""));
        buf_add(&f->out, S("\" class=\"stoa-walk__link\""));
    } else {
        attributes(f, t, NULL);
    }
    buf_char(&f->out, '>');
}

/* ---- all ---- */

static void heading_tag(struct frame *f, const struct tag *t)
{
    bool main = t->name.p[1] == '1';

    buf_fmt(&f->out, "<%sh%c", t->closing ? "/" : "", main ? '2' : t->name.p[1]);
    if (!t->closing)
        attributes(f, t, NULL);
    buf_char(&f->out, '>');
}

static void plain_tag(struct frame *f, const struct tag *t)
{
    buf_fmt(&f->out, "<%s%.*s", t->closing ? "/" : "", STR_ARG(t->name));
    attributes(f, t, NULL);
    buf_char(&f->out, '>');
}

static void skipped(struct frame *f, const char *end)
{
    size_t to = str_find(f->s, str_z(end), f->at);

    f->at = to == SIZE_MAX ? f->s.n : to;
}

/* Forms and links count from the page's beginning, as the reader of the page has them. */
static void counted(struct frame *f, const struct tag *t)
{
    if (is(t, "main"))
        f->in = !t->closing;
    if (is(t, "form") && !t->closing) {
        f->form = f->forms < f->page->forms.n ? &f->page->forms.v[f->forms] : NULL;
        f->forms++;
    } else if (is(t, "form") && !f->in) {
        f->form = NULL;
    }
    if (is(t, "a") && !t->closing && attribute(t, "href").p)
        f->links++;
}

static void tag_put(struct frame *f, const struct tag *t)
{
    counted(f, t);
    if (!f->in || is(t, "main") || is(t, "iframe") || is(t, "object") || is(t, "embed") ||
        is(t, "link") || is(t, "meta") || is(t, "base"))
        return;
    if (is(t, "script") || is(t, "style")) {
        if (!t->closing)
            skipped(f, "</");
    } else if (is(t, "form") && (t->closing || f->form)) {
        form_tag(f, t);
    } else if (is(t, "input") || is(t, "select") || is(t, "textarea")) {
        if (t->closing)
            plain_tag(f, t);
        else
            control_tag(f, t);
    } else if (is(t, "button")) {
        button_tag(f, t);
    } else if (is(t, "a")) {
        link_tag(f, t);
    } else if (t->name.n == 2 && (t->name.p[0] == 'h' || t->name.p[0] == 'H') &&
               t->name.p[1] >= '1' && t->name.p[1] <= '6') {
        heading_tag(f, t);
    } else {
        plain_tag(f, t);
    }
}

static void tag_read(struct frame *f)
{
    struct tag t = { 0 };
    size_t i = f->at + 1;
    char quote = 0;

    if (str_starts(str_from(f->s, f->at), S("<!"))) {
        skipped(f, str_starts(str_from(f->s, f->at), S("<!--")) ? "-->" : ">");
        f->at = MIN(f->at + (f->at < f->s.n && f->s.p[f->at] == '-' ? 3 : 1), f->s.n);
        return;
    }
    t.closing = i < f->s.n && f->s.p[i] == '/';
    i += t.closing;
    size_t name = i;
    while (i < f->s.n && !blank(f->s.p[i]) && f->s.p[i] != '>' && f->s.p[i] != '/')
        i++;
    t.name = str_sub(f->s, name, i - name);
    name = i;
    for (; i < f->s.n && (quote || f->s.p[i] != '>'); i++)
        if (quote ? f->s.p[i] == quote : f->s.p[i] == '"' || f->s.p[i] == '\'')
            quote = quote ? 0 : f->s.p[i];
    t.rest = str_sub(f->s, name, i - name);
    f->at = MIN(i + 1, f->s.n);
    tag_put(f, &t);
}

str frame_of(arena *a, str html, const struct tale_page *page, const str *files, size_t n)
{
    struct frame f = { .a = a, .s = html, .page = page, .files = files, .n_files = n };

    buf_init(&f.out, a, html.n + 1024);
    while (f.at < html.n) {
        if (html.p[f.at] == '<')
            tag_read(&f);
        else if (f.in)
            buf_char(&f.out, html.p[f.at++]);
        else
            f.at++;
    }
    return buf_str(&f.out);
}
