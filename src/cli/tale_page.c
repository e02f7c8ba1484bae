#include "cli/tale_page.h"

struct reading {
    arena *a;
    str s;
    size_t at;
    struct tale_page *p;
    buf text, headings, label;
    struct tale_form *form; /* open one */
    struct tale_button *button;
    struct tale_link *link;

    bool select, main, option_on, option_open, option_valued;
    str option;
    size_t label_from;
};

/* ---- text ---- */

/* A reference at s[*at] == '&'; what is none is put as it stands. */
static void put_reference(buf *b, str s, size_t *at)
{
    static const struct {
        const char *name, *text;
    } named[] = { { "amp", "&" },   { "lt", "<" },   { "gt", ">" },
                  { "quot", "\"" }, { "apos", "'" }, { "nbsp", " " } };
    size_t end = str_find_char(s, ';', *at);
    str name = end != SIZE_MAX && end - *at < 12 ? str_sub(s, *at + 1, end - *at - 1) : STR_NULL;
    uint32_t c = 0;

    if (name.n > 1 && name.p[0] == '#') {
        bool hex = name.p[1] == 'x' || name.p[1] == 'X';
        for (size_t i = hex ? 2 : 1; i < name.n; i++) {
            char d = name.p[i];
            c = c * (hex ? 16 : 10) + (uint32_t)(d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10);
        }
        buf_utf8(b, c);
        *at = end + 1;
        return;
    }
    FOR_EACH(named, k)
        if (str_eq(name, str_z(k->name))) {
            buf_add(b, str_z(k->text));
            *at = end + 1;
            return;
        }
    buf_char(b, '&');
    ++*at;
}

static str decoded(arena *a, str s)
{
    buf b;

    buf_init(&b, a, s.n);
    for (size_t i = 0; i < s.n;)
        if (s.p[i] == '&')
            put_reference(&b, s, &i);
        else
            buf_char(&b, s.p[i++]);
    return buf_str(&b);
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

str tale_blanks(arena *a, str s)
{
    buf b;

    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        bool nbsp = i + 1 < s.n && (uint8_t)s.p[i] == 0xc2 && (uint8_t)s.p[i + 1] == 0xa0;
        if (!blank(s.p[i]) && !nbsp)
            buf_char(&b, s.p[i]);
        else if (b.n && b.p[b.n - 1] != ' ')
            buf_char(&b, ' ');
        i += nbsp;
    }
    return str_trim(buf_str(&b));
}

/* ---- tags ---- */

struct tag {
    str name, rest; /* rest: attributes as they stand */
    bool closing;
};

static bool attribute(arena *a, const struct tag *t, const char *name, str *value)
{
    str s = t->rest;
    size_t i = 0;

    while (i < s.n) {
        while (i < s.n && (blank(s.p[i]) || s.p[i] == '/'))
            i++;
        size_t from = i;
        while (i < s.n && !blank(s.p[i]) && s.p[i] != '=' && s.p[i] != '/')
            i++;
        str key = str_sub(s, from, i - from), got = S("");
        if (i < s.n && s.p[i] == '=') {
            char q = i + 1 < s.n ? s.p[i + 1] : 0;
            bool quoted = q == '"' || q == '\'';
            size_t end = quoted ? str_find_char(s, q, i + 2) : MIN(str_find_char(s, ' ', i), s.n);
            end = MIN(end, s.n);
            got = str_sub(s, i + 1 + quoted, end - i - 1 - quoted);
            i = end + quoted;
        }
        if (key.n && str_eq_nocase(key, str_z(name))) {
            *value = decoded(a, got);
            return true;
        }
    }
    return false;
}

static str attribute_or(arena *a, const struct tag *t, const char *name, str otherwise)
{
    str v;

    return attribute(a, t, name, &v) ? v : otherwise;
}

static bool is_any(str name, const char *list)
{
    str rest = str_z(list), one;

    while (str_next(&rest, ' ', &one))
        if (str_eq_nocase(one, name))
            return true;
    return false;
}

static void input_tag(struct reading *r, const struct tag *t)
{
    str type = attribute_or(r->a, t, "type", S("text"));
    struct tale_input in = { .name = attribute_or(r->a, t, "name", S("")) };
    bool box = str_eq(type, S("checkbox")), radio = str_eq(type, S("radio"));
    str unused;

    in.kind = box                         ? INPUT_CHECK
              : radio                     ? INPUT_RADIO
              : str_eq(type, S("hidden")) ? INPUT_HIDDEN
              : str_eq(type, S("file"))   ? INPUT_FILE
                                          : INPUT_TEXT;
    in.value = attribute_or(r->a, t, "value", box || radio ? S("on") : S(""));
    in.on = !(box || radio) || attribute(r->a, t, "checked", &unused);
    if (r->form && in.name.n)
        *vec_push(&r->form->inputs, r->a) = in;
    if (in.kind == INPUT_HIDDEN && str_eq(in.name, S("_id")) && !r->p->form_id.n)
        r->p->form_id = in.value;
}

static void option_end(struct reading *r)
{
    if (!r->option_open || !r->form || !r->select)
        return;
    r->option_open = false;
    str text = tale_blanks(r->a, str_from(buf_str(&r->text), r->label_from));
    str value = r->option_valued ? r->option : text;
    struct tale_input *box = &r->form->inputs.v[r->form->inputs.n - 1];
    *vec_push(&r->form->options, r->a) =
        (struct tale_input){ INPUT_SELECT, box->name, value, r->option_on };
    if (r->option_on || !box->on) {
        box->value = value;
        box->on = true;
    }
}

static void option_begin(struct reading *r, const struct tag *t)
{
    str unused;

    option_end(r);
    r->option_open = true;
    r->option_on = attribute(r->a, t, "selected", &unused);
    r->option_valued = attribute(r->a, t, "value", &r->option);
    r->label_from = r->text.n;
}

static void form_tag(struct reading *r, const struct tag *t)
{
    if (t->closing) {
        r->form = NULL;
        return;
    }
    r->form = vec_push(&r->p->forms, r->a);
    *r->form =
        (struct tale_form){ .action = attribute_or(r->a, t, "action", S("")), .main = r->main };
    r->form->post = str_eq_nocase(attribute_or(r->a, t, "method", S("get")), S("post"));
    r->form->multipart = str_eq(attribute_or(r->a, t, "enctype", S("")), S("multipart/form-data"));
}

static str label_now(struct reading *r)
{
    return tale_blanks(r->a, str_from(buf_str(&r->text), r->label_from));
}

static void labelled_tag(struct reading *r, const struct tag *t)
{
    bool link = str_eq_nocase(t->name, S("a"));
    str href;

    if (t->closing && link && r->link) {
        r->link->label = label_now(r);
        r->link = NULL;
    } else if (t->closing && !link && r->button) {
        r->button->label = label_now(r);
        r->button = NULL;
    } else if (!t->closing && link && attribute(r->a, t, "href", &href)) {
        r->link = vec_push(&r->p->links, r->a);
        *r->link = (struct tale_link){ .href = href };
        r->label_from = r->text.n;
    } else if (!t->closing && !link && r->form) {
        r->button = vec_push(&r->form->buttons, r->a);
        *r->button = (struct tale_button){ .name = attribute_or(r->a, t, "name", S("")),
                                           .value = attribute_or(r->a, t, "value", S("")) };
        r->label_from = r->text.n;
    }
}

static void select_tag(struct reading *r, const struct tag *t)
{
    if (t->closing) {
        option_end(r);
        r->select = false;
    } else if (r->form) {
        r->select = true;
        *vec_push(&r->form->inputs, r->a) = (struct tale_input){
            .kind = INPUT_SELECT, .name = attribute_or(r->a, t, "name", S("")), .value = S("")
        };
    }
}

static void heading_tag(struct reading *r, const struct tag *t)
{
    if (!t->closing) {
        r->label_from = r->text.n;
        return;
    }
    buf_add(&r->headings, label_now(r));
    buf_char(&r->headings, '\n');
}

/* The content of an element that is no text: skipped, or kept whole. */
static str raw_until(struct reading *r, const char *end)
{
    size_t from = r->at, to = str_find(r->s, str_z(end), from);

    to = to == SIZE_MAX ? r->s.n : to;
    r->at = to;
    return str_sub(r->s, from, to - from);
}

static void textarea_tag(struct reading *r, const struct tag *t)
{
    str content = decoded(r->a, raw_until(r, "</textarea"));

    if (content.n && content.p[0] == '\n')
        content = str_from(content, 1);
    if (r->form)
        *vec_push(&r->form->inputs, r->a) = (struct tale_input){
            .name = attribute_or(r->a, t, "name", S("")), .value = content, .on = true
        };
}

static void tag_seen(struct reading *r, const struct tag *t)
{
    bool heading = is_any(t->name, "h1 h2 h3 caption");

    if (!is_any(t->name, "a b strong em i span abbr code bdi time mark small sup sub wbr"))
        buf_char(&r->text, ' ');
    if (is_any(t->name, "body") && !t->closing)
        r->text.n = 0;
    if (is_any(t->name, "main"))
        r->main = !t->closing;
    if (is_any(t->name, "script style") && !t->closing)
        (void)raw_until(r, "</");
    else if (is_any(t->name, "textarea") && !t->closing)
        textarea_tag(r, t);
    else if (is_any(t->name, "form"))
        form_tag(r, t);
    else if (is_any(t->name, "input"))
        input_tag(r, t);
    else if (is_any(t->name, "select"))
        select_tag(r, t);
    else if (is_any(t->name, "option") && !t->closing)
        option_begin(r, t);
    else if (is_any(t->name, "a button"))
        labelled_tag(r, t);
    else if (heading)
        heading_tag(r, t);
}

static void tag_read(struct reading *r)
{
    struct tag t = { 0 };
    char quote = 0;
    size_t i = r->at + 1;

    if (str_starts(str_from(r->s, r->at), S("<!--"))) {
        (void)raw_until(r, "-->");
        r->at = MIN(r->at + 3, r->s.n);
        return;
    }
    t.closing = i < r->s.n && r->s.p[i] == '/';
    i += t.closing;
    size_t from = i;
    while (i < r->s.n && !blank(r->s.p[i]) && r->s.p[i] != '>' && r->s.p[i] != '/')
        i++;
    t.name = str_sub(r->s, from, i - from);
    from = i;
    for (; i < r->s.n && (quote || r->s.p[i] != '>'); i++)
        if (quote ? r->s.p[i] == quote : r->s.p[i] == '"' || r->s.p[i] == '\'')
            quote = quote ? 0 : r->s.p[i];
    t.rest = str_sub(r->s, from, i - from);
    r->at = MIN(i + 1, r->s.n);
    tag_seen(r, &t);
}

void tale_page_read(arena *a, str html, struct tale_page *out)
{
    struct reading r = { .a = a, .s = html, .p = out };

    *out = (struct tale_page){ .form_id = S("") };
    buf_init(&r.text, a, html.n / 2 + 16);
    buf_init(&r.headings, a, 256);
    while (r.at < html.n) {
        if (html.p[r.at] == '<')
            tag_read(&r);
        else if (html.p[r.at] == '&')
            put_reference(&r.text, html, &r.at);
        else
            buf_char(&r.text, html.p[r.at++]);
    }
    out->text = tale_blanks(a, buf_str(&r.text));
    out->headings = buf_str(&r.headings);
}

/* ---- finding ---- */

bool tale_form_has(const struct tale_form *f, str name)
{
    for (size_t i = 0; i < f->inputs.n; i++)
        if (str_eq(f->inputs.v[i].name, name))
            return true;
    return false;
}

static int button_of(const struct tale_form *f, str label)
{
    for (size_t i = 0; i < f->buttons.n; i++)
        if (str_eq(f->buttons.v[i].label, label))
            return (int)i;
    return -1;
}

/* How many of the names, or of the names of their parts ("born" of "born-day"), are there. */
static size_t names_in(const struct tale_form *f, const str *names, size_t n)
{
    size_t there = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < f->inputs.n; k++)
            if (str_eq(f->inputs.v[k].name, names[i]) ||
                (str_starts(f->inputs.v[k].name, names[i]) &&
                 str_ends(f->inputs.v[k].name, S("-day")))) {
                there++;
                break;
            }
    return there;
}

const struct tale_form *tale_form_find(const struct tale_page *p, str label, const str *names,
                                       size_t n, int *button)
{
    const struct tale_form *best = NULL;
    size_t score = 0;

    *button = -1;
    for (size_t i = 0; i < p->forms.n; i++) {
        const struct tale_form *f = &p->forms.v[i];
        int b = label.n ? button_of(f, label) : -1;
        size_t s = names_in(f, names, n) * 4 + (f->main ? 2 : 0) + (f->post ? 1 : 0);
        if ((label.n && b < 0) || (!label.n && !f->main && !n) || (best && s <= score))
            continue;
        best = f;
        score = s;
        *button = b;
    }
    return best;
}

const struct tale_link *tale_link_find(const struct tale_page *p, str label)
{
    for (size_t i = 0; i < p->links.n; i++)
        if (str_eq(p->links.v[i].label, label))
            return &p->links.v[i];
    return NULL;
}
