/* tools/mkview_body.c - the HTML of a view: elements and blocks on one stack, checked, turned into
 * C. */
#include "mkview.h"

/* ---- holes ---- */

static void frame_text(void)
{
    for (size_t i = 0; i < at.stack.n; i++)
        at.stack.v[i].text = true;
}

static void value_emit(str path, enum place place)
{
    struct expr e;
    if (!expr_path(path, &e))
        return;
    static const char *const text[] = { "page_text", "page_int",       NULL,
                                        "page_val",  "page_day",       "page_instant",
                                        NULL,        "page_raw",       NULL,
                                        "page_val",  "field_render_at" };
    static const char *const attr[] = { "page_attr",
                                        "page_digits",
                                        NULL,
                                        "page_val_attr",
                                        "page_day_attr",
                                        "page_instant_attr",
                                        "page_href",
                                        NULL,
                                        NULL,
                                        "page_val_attr",
                                        NULL };
    const char *fn = e.t.list || e.t.kind == K_RECORD ? NULL
                     : place == IN_TEXT               ? text[e.t.kind]
                                                      : attr[e.t.kind];
    if (place == IN_URL)
        fn = e.t.list            ? NULL
             : e.t.kind == K_STR ? "page_segment"
             : e.t.kind == K_INT ? "page_digits"
                                 : NULL;
    if (e.t.kind == K_WORD && !e.t.list && place != IN_URL)
        EMIT("    page_word%s(p, %.*s, NULL, 0);\n", place == IN_TEXT ? "" : "_attr", STR_ARG(e.c));
    else if (fn && e.t.kind == K_FIELD)
        EMIT("    field_render(p, &%.*s);\n", STR_ARG(e.c));
    else if (fn)
        EMIT("    %s(p, %.*s);\n", fn, STR_ARG(e.c));
    else
        WRONG("%.*s, a %s%s, cannot be shown in %s", STR_ARG(path), e.t.list ? "list of " : "",
              e.t.kind == K_RECORD ? "record" : kinds[e.t.kind].name,
              place == IN_TEXT   ? "text"
              : place == IN_ATTR ? "an attribute"
                                 : "an address");
}

static void include_arg(buf *b, const struct field *f, str value)
{
    int64_t n;
    struct expr e;
    str name = f->name;
    const char *want = f->t.kind == K_RECORD ? "record" : kinds[f->t.kind].name;
    if (value.n > 2 && value.p[0] == '(' && value.p[value.n - 1] == ')')
        value = str_sub(value, 1, value.n - 2);
    if (str_starts(value, S("t:"))) {
        str key = str_from(value, 2);
        if (f->t.kind == K_WORD && map_get(&words, key))
            buf_fmt(b, " .%.*s = W_%.*s,", STR_ARG(name), STR_ARG(c_of_word(key)));
        else if (f->t.kind == K_STR || f->t.kind == K_WORD)
            value = word_str(key), buf_fmt(b, " .%.*s = %.*s,", STR_ARG(name), STR_ARG(value));
        else
            WRONG("%.*s wants a %s, not a word", STR_ARG(name), want);
    } else if (quoted(value) && f->t.kind == K_STR) {
        buf_fmt(b, " .%.*s = %.*s,", STR_ARG(name), STR_ARG(c_literal(value)));
    } else if (f->t.kind == K_BOOL && one_of(value, "true false")) {
        buf_fmt(b, " .%.*s = %.*s,", STR_ARG(name), STR_ARG(value));
    } else if (f->t.kind == K_INT && !failed(str_to_i64(value, &n))) {
        buf_fmt(b, " .%.*s = %lld,", STR_ARG(name), (long long)n);
    } else if (expr_path(value, &e)) {
        if (e.t.list != f->t.list || e.t.kind != f->t.kind || e.t.rec != f->t.rec)
            WRONG("%.*s wants a %s%s, which %.*s is not", STR_ARG(name),
                  f->t.list ? "list of " : "", want, STR_ARG(value));
        buf_fmt(b, " .%.*s = %.*s,", STR_ARG(name), STR_ARG(e.c));
        if (e.t.list)
            buf_fmt(b, " .%.*s_n = %.*s,", STR_ARG(name), STR_ARG(e.count));
        if (type_has(&f->t))
            buf_fmt(b, " .has_%.*s = %.*s,", STR_ARG(name),
                    STR_ARG(type_has(&e.t) ? expr_has(e.c) : S("true")));
    }
}

static void include_named(struct view *part, str s)
{
    buf b;
    buf_init(&b, &mem, 256);
    str given = S(" ");
    while (s.n) {
        str name, value;
        str_cut(token(&s), '=', &name, &value);
        const struct field *f = field_find(&part->rec, name);
        if (f)
            include_arg(&b, f, value);
        else
            WRONG("the view %.*s has no field %.*s", STR_ARG(part->name), STR_ARG(name));
        given = FMT("%.*s%.*s ", STR_ARG(given), STR_ARG(name));
    }
    for (size_t i = 0; i < part->rec.fields.n; i++) {
        const struct field *f = &part->rec.fields.v[i];
        if (!f->t.optional && f->t.kind != K_BOOL && !one_of(f->name, z(given)))
            WRONG("the view %.*s wants %.*s", STR_ARG(part->name), STR_ARG(f->name));
    }
    EMIT("    v_%.*s_html(p, &(struct v_%.*s){%.*s });\n", STR_ARG(part->name), STR_ARG(part->name),
         STR_ARG(buf_str(&b)));
}

static void include(str s)
{
    str name = token(&s);
    struct view *part = map_get(&view_by_name, name);
    if (!part || part->page) {
        WRONG("there is no view %.*s", STR_ARG(name));
        return;
    }
    *vec_push(&at.v->headings, &mem) = (struct heading){ 0, at.line, part };
    frame_text();
    if (s.n && str_find_char(s, '=', 0) == SIZE_MAX) {
        struct expr e;
        if (expr_path(s, &e) && (e.t.list || e.t.rec != &part->rec))
            WRONG("%.*s is no %.*s", STR_ARG(s), STR_ARG(name));
        else
            EMIT("    v_%.*s_html(p, &%.*s);\n", STR_ARG(name), STR_ARG(e.c));
        return;
    }
    include_named(part, s);
}

static void icon(str name)
{
    if (name.n && name.p[0] == '=') {
        struct expr e;
        if (expr_path(str_from(name, 1), &e) && e.t.kind == K_STR)
            EMIT("    page_icon(p, %.*s);\n", STR_ARG(e.c));
        else
            WRONG("an icon's name is a str");
        return;
    }
    const char *path = z(FMT("%s/%.*s.svg", icons_dir, STR_ARG(name)));
    struct stat st;
    if (stat(path, &st) != 0)
        WRONG("there is no icon %.*s", STR_ARG(name));
    else
        EMIT("    page_icon(p, S(\"%.*s\"));\n", STR_ARG(name));
}

/* The error summary of a list of fields. */
static void errors(str path)
{
    struct expr e;
    if (expr_path(path, &e) && e.t.list && e.t.kind == K_FIELD)
        EMIT("    field_errors(p, %.*s, %.*s);\n", STR_ARG(e.c), STR_ARG(e.count));
    else
        WRONG("{errors:..} wants a list of field");
}

static struct frame *frame_push(int what, str name, bool in_attr)
{
    bool untranslated = at.stack.n && at.stack.v[at.stack.n - 1].untranslated;
    struct frame *f = vec_push(&at.stack, &mem);
    *f = (struct frame){
        .what = what, .name = name, .line = at.line, .untranslated = untranslated, .attr = in_attr
    };
    return f;
}

static void each_open(str s, bool in_attr)
{
    str path = token(&s), as = token(&s), var = token(&s);
    struct expr e;
    if (!str_eq(as, S("as")) || !var.n || s.n) {
        WRONG("write {#each LIST as NAME}");
        var = S("x");
    }
    if (!expr_path(path, &e) || !e.t.list) {
        WRONG("%.*s is no list", STR_ARG(path));
        e = (struct expr){ .c = S("p"),
                           .count = S("0"),
                           .t = { .kind = K_RECORD, .rec = &at.v->rec } };
    }
    unsigned n = ++at.loops;
    const char *k =
        e.t.kind == K_RECORD ? z(FMT("struct v_%.*s", STR_ARG(e.t.rec->name))) : kinds[e.t.kind].c;
    EMIT("    for (size_t i%u = 0; i%u < %.*s; i%u++) {\n    const %s *x%u = &%.*s[i%u];\n    "
         "(void)x%u;\n",
         n, n, STR_ARG(e.count), n, k, n, STR_ARG(e.c), n, n);
    struct frame *f = frame_push(F_EACH, S("each"), in_attr);
    f->item = e.t;
    f->item.list = false;
    f->var = var;
    f->c = FMT("(*x%u)", n);
    f->index = FMT("i%u", n);
    f->count = e.count;
}

static struct frame *block_top(str what)
{
    struct frame *f = at.stack.n ? &at.stack.v[at.stack.n - 1] : NULL;
    if (f && f->what != F_ELEMENT)
        return f;
    WRONG("{%.*s} without its beginning%s", STR_ARG(what),
          f ? z(FMT("; <%.*s> is open", STR_ARG(f->name))) : "");
    return NULL;
}

static void block_else(str s)
{
    struct frame *f = block_top(S("else"));
    if (!f)
        return;
    bool chained = str_starts(s, S("else if "));
    str c = chained ? condition(str_from(s, 8)) : S("");
    if (f->else_seen || (chained && f->what == F_EACH))
        WRONG("this {else} comes too late");
    if (f->what == F_EACH)
        EMIT("    }\n    if (%.*s == 0) {\n", STR_ARG(f->count));
    else if (chained)
        EMIT("    } else if (%.*s) {\n", STR_ARG(c));
    else
        EMIT("    } else {\n");
    f->else_seen = !chained;
}

static void block_close(str s)
{
    struct frame *f = block_top(s);
    if (!f)
        return;
    if (!str_eq(str_from(s, 1), f->what == F_IF ? S("if") : S("each")))
        WRONG("{%.*s} closes the block of line %d", STR_ARG(s), f->line);
    at.stack.n--;
    EMIT("    }\n");
}

/* Handles blocks; false where the hole is a value. */
static bool block(str s, bool in_attr)
{
    if (str_starts(s, S("#if "))) {
        str c = condition(str_from(s, 4));
        EMIT("    if (%.*s) {\n", STR_ARG(c));
        frame_push(F_IF, S("if"), in_attr);
    } else if (str_starts(s, S("#each "))) {
        each_open(str_from(s, 6), in_attr);
    } else if (str_eq(s, S("else")) || str_starts(s, S("else if "))) {
        block_else(s);
    } else if (s.n && s.p[0] == '/') {
        block_close(s);
    } else {
        return false;
    }
    return true;
}

static void asset(str name)
{
    EMIT("    page_attr(p, asset_url(\"%.*s\"));\n", STR_ARG(name));
}

static void hole(str s, enum place place)
{
    s = str_trim(s);
    if (block(s, place != IN_TEXT))
        return;
    if (str_starts(s, S("t:"))) {
        if (place == IN_URL)
            WRONG("a word cannot be part of an address");
        str call = word_call(str_from(s, 2));
        EMIT("    page_word%s(p, %.*s);\n", place == IN_TEXT ? "" : "_attr", STR_ARG(call));
        frame_text();
    } else if (s.n && s.p[0] == '>' && place == IN_TEXT) {
        include(str_from(s, 1));
    } else if (str_starts(s, S("errors:")) && place == IN_TEXT) {
        errors(str_from(s, 7));
    } else if (str_starts(s, S("icon:")) && place == IN_TEXT) {
        icon(str_from(s, 5));
    } else {
        value_emit(s, place);
        if (place == IN_TEXT)
            frame_text();
    }
}

/* The inside of the hole that begins at s.p[*i] == '{'; *i moves behind it. */
static str hole_cut(str s, size_t *i)
{
    bool in_quotes = false;
    for (size_t k = *i + 1; k < s.n; k++) {
        if (s.p[k] == '"')
            in_quotes = !in_quotes;
        if (s.p[k] == '}' && !in_quotes) {
            str inside = str_sub(s, *i + 1, k - *i - 1);
            *i = k + 1;
            return inside;
        }
    }
    WRONG("a hole is not closed");
    *i = s.n;
    return S("");
}

/* ---- elements ---- */

static bool has_letter(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&') {
            size_t semi = str_find_char(s, ';', i);
            i = semi != SIZE_MAX && semi < i + 10 ? semi : i;
        } else if (isalpha(c) || (c >= 0xc3 && c != 0xe2)) {
            return true;
        }
    }
    return false;
}

struct attr {
    str name, value;
    bool maybe, valued;
};
struct tag {
    str name;
    VEC(struct attr) attrs;
    bool closes_itself;
};

static const char elements[] = "a abbr address article aside b bdi blockquote br button caption "
                               "cite code col colgroup data dd del details dfn div dl dt em "
                               "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
                               "i img input ins kbd label legend li link main mark meter "
                               "nav ol optgroup option output p picture pre progress q s samp "
                               "search section select small source span strong sub summary sup "
                               "svg path g rect circle line polyline polygon text table tbody td "
                               "textarea tfoot th thead time title tr u ul var wbr";
static const char voids[] = "br col hr img input link source wbr";
static const char attributes[] =
    "abbr accept accesskey action alt autocapitalize autocomplete autofocus checked cite class "
    "cols colspan content "
    "datetime dir disabled download enctype enterkeyhint for form formaction formmethod "
    "formnovalidate headers height hidden "
    "high href hreflang id inputmode lang list loading low max maxlength method min minlength "
    "multiple name novalidate open "
    "optimum pattern placeholder readonly rel required role rows rowspan scope selected size sizes "
    "span spellcheck src srcset step "
    "tabindex target title translate type value width wrap viewBox d fill stroke x y x1 y1 x2 y2 r "
    "cx cy rx ry points focusable";
static const char address_attrs[] = "href src action formaction cite";
static const char spoken_attrs[] = "alt aria-label aria-description title placeholder abbr";

static const struct attr *attr_of(const struct tag *t, const char *name)
{
    for (size_t i = 0; i < t->attrs.n; i++)
        if (str_eq(t->attrs.v[i].name, str_z(name)))
            return &t->attrs.v[i];
    return NULL;
}

static bool attr_is(const struct tag *t, const char *name, const char *value)
{
    const struct attr *a = attr_of(t, name);
    return a && str_eq(a->value, str_z(value));
}

static void skip_blank(void)
{
    for (; at.i < at.s.n && isspace((unsigned char)at.s.p[at.i]); at.i++)
        at.line += at.s.p[at.i] == '\n';
}

static str name_read(void)
{
    size_t from = at.i;
    while (at.i < at.s.n && (isalnum((unsigned char)at.s.p[at.i]) || strchr("-_:@", at.s.p[at.i])))
        at.i++;
    return str_sub(at.s, from, at.i - from);
}

/* A double-quoted value, holes and their quotes included. */
static str value_read(void)
{
    size_t from = ++at.i;
    while (at.i < at.s.n && at.s.p[at.i] != '"') {
        if (at.s.p[at.i] == '{' && !(at.i + 1 < at.s.n && at.s.p[at.i + 1] == '{'))
            hole_cut(at.s, &at.i);
        else
            at.i += at.s.p[at.i] == '{' ? 2 : 1;
    }
    str value = str_sub(at.s, from, at.i - from);
    at.line += lines_in(value);
    at.i++;
    return value;
}

static struct tag tag_read(void)
{
    struct tag t = { .name = name_read() };
    for (;;) {
        skip_blank();
        if (at.i >= at.s.n || at.s.p[at.i] == '>')
            break;
        if (at.s.p[at.i] == '/') {
            t.closes_itself = true;
            at.i++;
            continue;
        }
        struct attr a = { .name = name_read() };
        if (!a.name.n) {
            WRONG("<%.*s> is malformed at \"%.*s\"", STR_ARG(t.name),
                  STR_ARG(str_sub(at.s, at.i, 12)));
            at.i++;
            continue;
        }
        if (at.i < at.s.n && at.s.p[at.i] == '?') {
            a.maybe = true;
            at.i++;
        }
        if (at.i + 1 < at.s.n && at.s.p[at.i] == '=') {
            a.valued = true;
            at.i++;
            if (at.s.p[at.i] == '"')
                a.value = value_read();
            else
                WRONG("the value of %.*s wants double quotes", STR_ARG(a.name));
        }
        if (attr_of(&t, z(a.name)))
            WRONG("the attribute %.*s stands twice", STR_ARG(a.name));
        *vec_push(&t.attrs, &mem) = a;
    }
    at.i++;
    return t;
}

static void address_emit(str value)
{
    size_t i = 0;
    if (str_starts(value, S("{"))) {
        str inside = hole_cut(value, &i);
        struct expr e;
        if (i == value.n && str_starts(inside, S("asset:")))
            asset(str_from(inside, 6));
        else if (i == value.n && expr_path(inside, &e) && e.t.kind == K_URL && !e.t.list)
            EMIT("    page_href(p, %.*s);\n", STR_ARG(e.c));
        else
            WRONG("an address is one {url}, {asset:..}, or begins with /, ? or #");
        return;
    }
    bool local = value.n && strchr("/?#", value.p[0]) && !str_starts(value, S("//"));
    bool outside = str_starts(value, S("https://")) && str_find_char(value, '{', 0) == SIZE_MAX;
    if (!local && !outside && !str_starts(value, S("tel:")) && !str_starts(value, S("mailto:")))
        WRONG("the address \"%.*s\" must begin with /, ? or #", STR_ARG(value));
    if (value.n && value.p[0] == '/' && !str_starts(value, S("/assets/")))
        EMIT("    page_prefix(p);\n");
    while (i < value.n) {
        if (value.p[i] == '{')
            hole(hole_cut(value, &i), IN_URL);
        else
            lit(value.p[i] == '&' ? S("&amp;") : str_sub(value, i, 1)), i++;
    }
}

static void value_out(str value, bool spoken)
{
    for (size_t i = 0; i < value.n;) {
        if (str_starts(str_from(value, i), S("{{")) || str_starts(str_from(value, i), S("}}"))) {
            lit(str_sub(value, i, 1));
            i += 2;
        } else if (value.p[i] == '{') {
            hole(hole_cut(value, &i), IN_ATTR);
        } else {
            size_t next = i;
            while (next < value.n && value.p[next] != '{' && value.p[next] != '}')
                next++;
            next = next == i ? i + 1 : next;
            str piece = str_sub(value, i, next - i);
            if (spoken && has_letter(piece))
                WRONG("\"%.*s\" is text for people: make it a word", STR_ARG(piece));
            lit(piece);
            i = next;
        }
    }
}

static void attr_emit(const struct attr *a)
{
    bool is_address = one_of(a->name, address_attrs), spoken = one_of(a->name, spoken_attrs);
    struct expr e = { 0 };
    str value = a->value;
    if (a->maybe) {
        size_t i = str_find_char(a->value, '{', 0);
        str inside = i == SIZE_MAX ? S("") : hole_cut(a->value, &i);
        str first = inside;
        if (!inside.n || !expr_path(token(&first), &e)) {
            WRONG("%.*s?= wants a hole that decides", STR_ARG(a->name));
            return;
        }
        str truth = expr_truth(&e);
        EMIT("    if (%.*s) {\n", STR_ARG(truth));
        if (e.t.kind == K_BOOL && !e.t.list)
            value = str_from(value, i); /* it only decides */
    }
    lit(FMT(" %.*s", STR_ARG(a->name)));
    if (a->valued && (value.n || !a->maybe)) {
        size_t depth = at.stack.n;
        lit(S("=\""));
        if (is_address)
            address_emit(value);
        else
            value_out(value, spoken);
        lit(S("\""));
        if (at.stack.n != depth)
            WRONG("a block is not closed inside of %.*s", STR_ARG(a->name));
    }
    if (a->maybe)
        EMIT("    }\n");
}

static bool inside_of(const char *names)
{
    for (size_t i = 0; i < at.stack.n; i++)
        if (at.stack.v[i].what == F_ELEMENT && one_of(at.stack.v[i].name, names))
            return true;
    return false;
}

static bool in_loop(void)
{
    for (size_t i = 0; i < at.stack.n; i++)
        if (at.stack.v[i].what == F_EACH)
            return true;
    return false;
}

static void id_check(str id)
{
    if (in_loop() && str_find_char(id, '{', 0) == SIZE_MAX)
        WRONG("the id \"%.*s\" would stand several times: give it a hole", STR_ARG(id));
    for (size_t i = 0; i < at.ids.n; i++)
        if (str_eq(at.ids.v[i].value, id))
            WRONG("the id \"%.*s\" stands twice (first in line %d)", STR_ARG(id), at.ids.v[i].line);
    *vec_push(&at.ids, &mem) = (struct named){ id, at.line };
}

static void input_check(const struct tag *t)
{
    const struct attr *id = attr_of(t, "id");
    bool silent = str_eq(t->name, S("input")) &&
                  (attr_is(t, "type", "hidden") || attr_is(t, "type", "submit"));
    if (silent || attr_of(t, "aria-label") || attr_of(t, "aria-labelledby") || inside_of("label"))
        return;
    if (id)
        *vec_push(&at.inputs, &mem) = (struct named){ id->value, at.line };
    else
        WRONG("<%.*s> has no label: give it an id and a <label for>", STR_ARG(t->name));
}

static void attrs_check(const struct tag *t)
{
    for (size_t i = 0; i < t->attrs.n; i++) {
        str n = t->attrs.v[i].name;
        if (str_eq(n, S("style")) || (str_starts(n, S("on")) && n.n > 3))
            WRONG("the attribute %.*s is not allowed: use a class or a module", STR_ARG(n));
        else if (!str_starts(n, S("data-")) && !str_starts(n, S("aria-")) && !one_of(n, attributes))
            WRONG("the attribute %.*s is unknown", STR_ARG(n));
        if (str_eq(n, S("id")))
            id_check(t->attrs.v[i].value);
    }
}

static void tag_check(const struct tag *t)
{
    str n = t->name;
    attrs_check(t);
    if (one_of(n, "script style"))
        WRONG("<%.*s> is not allowed in a view", STR_ARG(n));
    else if (!one_of(n, elements))
        WRONG("the element <%.*s> is unknown or not allowed", STR_ARG(n));
    if (one_of(n, "input textarea select"))
        input_check(t);
    if (str_eq(n, S("label")) && attr_of(t, "for"))
        *vec_push(&at.labels, &mem) = (struct named){ attr_of(t, "for")->value, at.line };
    if (str_eq(n, S("img")) && !attr_of(t, "alt"))
        WRONG("<img> has no alt");
    if (str_eq(n, S("form")) && !attr_is(t, "method", "post") && !attr_is(t, "method", "get"))
        WRONG("<form> wants method=\"get\" or method=\"post\"");
    if (str_eq(n, S("button")) && !attr_of(t, "type") && !inside_of("form"))
        WRONG("<button> outside of a form wants a type");
    if (str_eq(n, S("a")) && !attr_of(t, "href"))
        WRONG("<a> has no href");
    if (str_eq(n, S("th")) && !attr_of(t, "scope"))
        WRONG("<th> has no scope");
    if (attr_is(t, "target", "_blank") &&
        !(attr_of(t, "rel") && str_has(attr_of(t, "rel")->value, S("noopener"))))
        WRONG("target=\"_blank\" wants rel=\"noopener\"");
    if (attr_of(t, "hreflang") && !attr_of(t, "lang"))
        WRONG("a link with hreflang wants lang too");
    if (n.n == 2 && n.p[0] == 'h' && n.p[1] >= '1' && n.p[1] <= '6')
        *vec_push(&at.v->headings, &mem) = (struct heading){ n.p[1] - '0', at.line, NULL };
    if (str_eq(n, S("caption")))
        for (size_t i = 0; i < at.stack.n; i++)
            at.stack.v[i].caption = true;
}

static void tag_open(void)
{
    struct tag t = tag_read();
    tag_check(&t);
    lit(FMT("<%.*s", STR_ARG(t.name)));
    for (size_t i = 0; i < t.attrs.n; i++)
        attr_emit(&t.attrs.v[i]);
    lit(S(">"));
    bool svg_end = t.closes_itself && one_of(t.name, "path rect circle line polyline polygon");
    if (svg_end)
        lit(FMT("</%.*s>", STR_ARG(t.name)));
    if (one_of(t.name, "img svg") && attr_of(&t, "alt") && attr_of(&t, "alt")->value.n)
        frame_text();
    if (svg_end || one_of(t.name, voids))
        return;
    struct frame *f = frame_push(F_ELEMENT, t.name, false);
    f->untranslated |= attr_is(&t, "translate", "no") || one_of(t.name, "code kbd samp");
    f->text = attr_of(&t, "aria-label") || attr_of(&t, "aria-labelledby");
    at.pre += one_of(t.name, "pre textarea");
    if (str_eq(t.name, S("form")) && attr_is(&t, "method", "post"))
        EMIT("    page_token(p);\n");
}

static void tag_close(void)
{
    str name = name_read();
    skip_blank();
    at.i++;
    struct frame *f = at.stack.n ? &at.stack.v[at.stack.n - 1] : NULL;
    if (!f || f->what != F_ELEMENT || !str_eq(f->name, name)) {
        WRONG("</%.*s> closes nothing%s", STR_ARG(name),
              f ? z(FMT("; %s%.*s of line %d is open", f->what == F_ELEMENT ? "<" : "{#",
                        STR_ARG(f->name), f->line))
                : "");
        return;
    }
    if (!f->text &&
        one_of(name, "button a h1 h2 h3 h4 h5 h6 label legend summary caption title option"))
        WRONG("<%.*s> has no text", STR_ARG(name));
    if (str_eq(name, S("table")) && !f->caption)
        WRONG("<table> has no <caption>");
    at.pre -= one_of(name, "pre textarea");
    at.stack.n--;
    lit(FMT("</%.*s>", STR_ARG(name)));
}

/* ---- bodies ---- */

static void text_run(void)
{
    size_t from = at.i;
    while (at.i < at.s.n && !strchr("<{}", at.s.p[at.i]))
        at.i++;
    str s = str_sub(at.s, from, at.i - from);
    bool untranslated = at.stack.n && at.stack.v[at.stack.n - 1].untranslated;
    if (has_letter(s) && !untranslated)
        WRONG("\"%.*s\" is text for people: make it a word", STR_ARG(str_trim(s)));
    if (str_trim(s).n)
        frame_text();
    for (size_t i = 0; i < s.n; i++) {
        at.line += s.p[i] == '\n';
        bool blank = isspace((unsigned char)s.p[i]),
             before = i && isspace((unsigned char)s.p[i - 1]);
        if (at.pre || !blank)
            lit(str_sub(s, i, 1));
        else if (!before)
            lit(s.p[i] == '\n' ? S("\n") : S(" "));
    }
}

static void comment_skip(void)
{
    size_t end = str_find(at.s, S("-->"), at.i);
    end = end == SIZE_MAX ? at.s.n : end + 3;
    at.line += lines_in(str_sub(at.s, at.i, end - at.i));
    at.i = end;
}

/* <title> and <link rel="back"> before anything else of a page. */
static void page_head(void)
{
    str title = S("S(\"\")");
    for (skip_blank(); at.i + 1 < at.s.n && at.s.p[at.i] == '<'; skip_blank()) {
        str rest = str_from(at.s, at.i);
        if (str_starts(rest, S("<!--"))) {
            comment_skip();
        } else if (str_starts(rest, S("<title>{"))) {
            at.i += 7;
            str inside = hole_cut(at.s, &at.i);
            struct expr e;
            if (str_starts(inside, S("t:")))
                title = word_str(str_from(inside, 2));
            else if (expr_path(inside, &e) && e.t.kind == K_STR)
                title = e.c;
            if (!str_starts(str_from(at.s, at.i), S("</title>")))
                WRONG("<title> holds one word or one str");
            at.i += 8;
            at.title = true;
        } else if (str_starts(rest, S("<link "))) {
            at.i++;
            struct tag t = tag_read();
            if (!attr_is(&t, "rel", "back") || !attr_of(&t, "href")) {
                WRONG("only <link rel=\"back\" href=\"..\"> may stand here");
                continue;
            }
            EMIT("    size_t back_at = p->out.n;\n");
            address_emit(attr_of(&t, "href")->value);
            EMIT("    page_back_take(p, back_at);\n");
        } else {
            break;
        }
    }
    if (!at.title)
        WRONG("a page begins with <title>{..}</title>");
    EMIT("    page_begin(p, %.*s, %s);\n", STR_ARG(title), at.v->shape);
}

static void body_run(void)
{
    while (at.i < at.s.n) {
        str rest = str_from(at.s, at.i);
        if (str_starts(rest, S("<!--"))) {
            comment_skip();
        } else if (str_starts(rest, S("</"))) {
            at.i += 2;
            tag_close();
        } else if (str_starts(rest, S("{{")) || str_starts(rest, S("}}"))) {
            lit(str_sub(rest, 0, 1));
            at.i += 2;
        } else if (rest.p[0] == '<') {
            at.i++;
            tag_open();
        } else if (rest.p[0] == '{') {
            str inside = hole_cut(at.s, &at.i);
            hole(inside, IN_TEXT);
            at.line += lines_in(inside);
        } else if (rest.p[0] == '}') {
            WRONG("a lone '}': write }}");
            at.i++;
        } else {
            text_run();
        }
    }
}

static void labels_check(void)
{
    for (size_t i = 0; i < at.inputs.n; i++) {
        bool labelled = false;
        for (size_t k = 0; k < at.labels.n; k++)
            labelled |= str_eq(at.labels.v[k].value, at.inputs.v[i].value);
        if (!labelled)
            tool_error(at.v->file, at.inputs.v[i].line, "there is no <label for=\"%.*s\">",
                       STR_ARG(at.inputs.v[i].value));
    }
}

void view_compile(struct view *v)
{
    memset(&at, 0, sizeof at);
    at.v = v;
    at.s = str_sub(v->body, 0, str_trim(v->body).n ? v->body.n : 0);
    while (at.s.n && isspace((unsigned char)at.s.p[at.s.n - 1]))
        at.s.n--;
    at.line = v->body_line;
    buf_init(&v->code, &mem, 4096);
    buf_init(&at.lit, &mem, 1024);
    buf_fmt(&v->code, "void v_%.*s_html(struct page *p, const struct v_%.*s *v)\n{\n    (void)v;\n",
            STR_ARG(v->name), STR_ARG(v->name));
    if (v->page)
        page_head();
    else
        skip_blank();
    body_run();
    for (size_t i = 0; i < at.stack.n; i++)
        tool_error(v->file, at.stack.v[i].line, "%.*s is not closed", STR_ARG(at.stack.v[i].name));
    labels_check();
    if (v->page)
        EMIT("    page_end(p);\n");
    EMIT("}\n\n");
}
