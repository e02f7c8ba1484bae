/* tools/mkview.c - HTML views to C: a struct, an HTML writer and a JSON writer for each;
 * src/page/README.md is the manual.
 *
 *   mkview -o BASE -w WORDS.tab -i ICONS-DIR [-l FILE...] -- FILE...
 *
 * Writes BASE.h and BASE.c for the views of the files behind "--"; those behind -l are declared
 * elsewhere ("views/page.h"). One pass over each body: elements and blocks share one stack, C comes
 * out as the text goes by. */
#include "mkview.h"

const struct kind_name kinds[] = {
    { "str", "str" },
    { "int", "int64_t" },
    { "bool", "bool" },
    { "num", "val" },
    { "day", "day" },
    { "instant", "instant" },
    { "url", "url" },
    { "html", "html" },
    { "word", "enum word_id" },
    { "val", "val" },
    { "field", "struct field_view" },
    { "", "" },
};

arena mem;
struct views views;
map view_by_name, words;
const char *icons_dir;
struct at at;

bool type_has(const struct type *t)
{
    return t->optional && (t->kind == K_INT || t->kind == K_DAY || t->kind == K_INSTANT);
}

const char *z(str s)
{
    return str_zdup(&mem, s);
}

bool one_of(str s, const char *space_list)
{
    for (str rest = str_z(space_list), w; str_next(&rest, ' ', &w);)
        if (str_eq(w, s))
            return true;
    return false;
}

void lit_flush(void)
{
    if (!at.lit.n)
        return;
    buf_add(&at.v->code, S("    PAGE_LIT(p, \""));
    tool_c_text(&at.v->code, buf_str(&at.lit));
    buf_add(&at.v->code, S("\");\n"));
    at.lit.n = 0;
}

void lit(str s)
{
    buf_add(&at.lit, s);
}

/* ---- heads: the declared structure ---- */

struct head {
    str s;
    size_t i;
    struct view *v;
    int line;
};

static void head_blank(struct head *h)
{
    for (; h->i < h->s.n && isspace((unsigned char)h->s.p[h->i]); h->i++)
        h->line += h->s.p[h->i] == '\n';
}

static bool head_is(struct head *h, char c)
{
    head_blank(h);
    if (h->i >= h->s.n || h->s.p[h->i] != c)
        return false;
    h->i++;
    return true;
}

static str head_word(struct head *h)
{
    head_blank(h);
    size_t from = h->i;
    while (h->i < h->s.n && (isalnum((unsigned char)h->s.p[h->i]) || strchr("_.", h->s.p[h->i])))
        h->i++;
    return str_sub(h->s, from, h->i - from);
}

static void head_fields(struct head *h, struct record *r);

static struct type head_type(struct head *h)
{
    struct type t = { .kind = K_RECORD };
    str w = head_word(h);
    if (str_eq(w, S("list"))) {
        if (!str_eq(head_word(h), S("of")))
            tool_error(h->v->file, h->line, "write \"list of TYPE\"");
        t.list = true;
        w = head_word(h);
    }
    for (size_t k = 0; k < K_RECORD; k++)
        if (str_eq(w, str_z(kinds[k].name))) {
            t.kind = (enum kind)k;
            t.optional = head_is(h, '?');
            return t;
        }
    if (!w.n)
        tool_error(h->v->file, h->line, "a type is missing");
    if (head_is(h, '{')) {
        t.rec = ARENA_NEW(&mem, struct record);
        t.rec->name = FMT("%.*s_%.*s", STR_ARG(h->v->name), STR_ARG(w));
        head_fields(h, t.rec);
        if (!head_is(h, '}'))
            tool_error(h->v->file, h->line, "the record %.*s is not closed", STR_ARG(w));
        *vec_push(&h->v->inner, &mem) = t.rec;
    } else {
        t.ref = w;
    }
    return t;
}

const struct field *field_find(const struct record *r, str name)
{
    for (size_t i = 0; i < r->fields.n; i++)
        if (str_eq(r->fields.v[i].name, name))
            return &r->fields.v[i];
    return NULL;
}

static void head_fields(struct head *h, struct record *r)
{
    for (;;) {
        str name = head_word(h);
        if (!name.n)
            return;
        if (field_find(r, name))
            tool_error(h->v->file, h->line, "the field %.*s is declared twice", STR_ARG(name));
        struct type t = head_type(h);
        *vec_push(&r->fields, &mem) = (struct field){ name, t };
        if (!head_is(h, ','))
            return;
    }
}

/* "page NAME wide: fields" or "view NAME: fields"; false for an ordinary comment. */
static bool head_read(str comment, struct view *v, int line)
{
    struct head h = { comment, 0, v, line };
    str what = head_word(&h);
    v->page = str_eq(what, S("page"));
    if (!v->page && !str_eq(what, S("view")))
        return false;
    v->name = head_word(&h);
    v->shape = "PAGE_PLAIN";
    str shape = head_word(&h);
    if (str_eq(shape, S("wide")))
        v->shape = "PAGE_WIDE";
    else if (str_eq(shape, S("bleed")))
        v->shape = "PAGE_BLEED";
    else if (shape.n)
        tool_error(v->file, h.line, "a page may be wide or bleed, not %.*s", STR_ARG(shape));
    v->rec.name = v->name;
    if (head_is(&h, ':'))
        head_fields(&h, &v->rec);
    head_blank(&h);
    if (h.i < h.s.n || !v->name.n)
        tool_error(v->file, h.line, "the head of the view is not understood at \"%.*s\"",
                   STR_ARG(str_sub(h.s, h.i, 20)));
    return true;
}

int lines_in(str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static void file_read(const char *file, bool own)
{
    str s = tool_read(&mem, file);
    struct view *v = NULL;
    size_t from = 0;
    for (size_t i = 0; (i = str_find(s, S("<!--"), i)) != SIZE_MAX;) {
        size_t end = str_find(s, S("-->"), i);
        if (end == SIZE_MAX) {
            tool_error(file, 1 + lines_in(str_sub(s, 0, i)), "a comment is not closed");
            return;
        }
        struct view *next = ARENA_NEW(&mem, struct view);
        next->file = file;
        next->line = 1 + lines_in(str_sub(s, 0, i));
        next->own = own;
        if (head_read(str_sub(s, i + 4, end - i - 4), next, next->line)) {
            if (v)
                v->body = str_sub(s, from, i - from);
            if (map_get(&view_by_name, next->name))
                tool_error(file, next->line, "the view %.*s is declared twice",
                           STR_ARG(next->name));
            v = next;
            from = end + 3;
            v->body_line = 1 + lines_in(str_sub(s, 0, from));
            *vec_push(&views, &mem) = v;
            map_put(&view_by_name, &mem, v->name, v);
        }
        i = end + 3;
    }
    if (v)
        v->body = str_from(s, from);
    else
        tool_error(file, 1, "begins with no <!-- view NAME: ... --> or <!-- page NAME: ... -->");
}

static void type_resolve(struct view *v, struct type *t)
{
    if (t->kind != K_RECORD || t->rec)
        return;
    str name, inner;
    bool dotted = str_cut(t->ref, '.', &name, &inner);
    struct view *of = map_get(&view_by_name, name);
    if (of && !dotted)
        t->rec = &of->rec;
    str full = FMT("%.*s_%.*s", STR_ARG(name), STR_ARG(inner));
    for (size_t i = 0; of && dotted && i < of->inner.n; i++)
        if (str_eq(of->inner.v[i]->name, full))
            t->rec = of->inner.v[i];
    if (!t->rec) {
        tool_error(v->file, v->line, "the type %.*s is unknown", STR_ARG(t->ref));
        t->rec = &v->rec;
    }
}

static void record_resolve(struct view *v, struct record *r)
{
    for (size_t i = 0; i < r->fields.n; i++)
        type_resolve(v, &r->fields.v[i].t);
}

static void words_read(const char *file)
{
    str s = tool_read(&mem, file), line;
    while (str_next(&s, '\n', &line)) {
        struct word *w = ARENA_NEW(&mem, struct word);
        str piece;
        str_next(&line, ' ', &w->key);
        while (str_next(&line, ' ', &piece)) {
            str name, type;
            str_cut(piece, ':', &name, &type);
            *vec_push(&w->args, &mem) = (struct named){ .value = name };
            *vec_push(&w->types, &mem) = type;
        }
        map_put(&words, &mem, w->key, w);
    }
}

/* ---- output ---- */

/* Walks the headings of a view and of the parts inside of it. */
static void headings_walk(struct view *top, const struct view *v, int *level, int *firsts,
                          int depth)
{
    for (size_t i = 0; i < v->headings.n && depth < 10; i++) {
        const struct heading *h = &v->headings.v[i];
        if (h->part) {
            headings_walk(top, h->part, level, firsts, depth + 1);
            continue;
        }
        if (*level && h->level > *level + 1)
            tool_error(v->file, h->line, "h%d follows h%d: a heading level is skipped", h->level,
                       *level);
        *level = h->level;
        *firsts += h->level == 1;
    }
}

static void record_struct(buf *b, struct record *r)
{
    if (r->written)
        return;
    r->written = true;
    for (size_t i = 0; i < r->fields.n; i++)
        if (r->fields.v[i].t.kind == K_RECORD && !r->fields.v[i].t.list)
            record_struct(b, r->fields.v[i].t.rec);
    buf_fmt(b, "struct v_%.*s {\n", STR_ARG(r->name));
    for (size_t i = 0; i < r->fields.n; i++) {
        const struct field *f = &r->fields.v[i];
        str c = f->t.kind == K_RECORD ? FMT("struct v_%.*s", STR_ARG(f->t.rec->name))
                                      : str_z(kinds[f->t.kind].c);
        if (f->t.list)
            buf_fmt(b, "    const %.*s *%.*s;\n    size_t %.*s_n;\n", STR_ARG(c), STR_ARG(f->name),
                    STR_ARG(f->name));
        else
            buf_fmt(b, "    %.*s %.*s;\n", STR_ARG(c), STR_ARG(f->name));
        if (type_has(&f->t))
            buf_fmt(b, "    bool has_%.*s;\n", STR_ARG(f->name));
    }
    buf_add(b, r->fields.n ? S("};\n\n") : S("    char nothing;\n};\n\n"));
}

static void json_value(buf *b, const struct type *t, str c)
{
    static const char *const fn[] = { "json_str(b, %.*s)",           "buf_i64(b, %.*s)",
                                      "json_bool(b, %.*s)",          "val_json(b, %.*s)",
                                      "json_day(b, %.*s)",           "json_instant(b, %.*s)",
                                      "json_str(b, (%.*s).s)",       "json_str(b, (%.*s).s)",
                                      "json_str(b, word_key(%.*s))", "val_json(b, %.*s)",
                                      "field_json(b, &%.*s)" };
    buf_add(b, S("    "));
    if (t->kind == K_RECORD)
        buf_fmt(b, "v_%.*s_json(b, &%.*s)", STR_ARG(t->rec->name), STR_ARG(c));
    else {
        str f = str_z(fn[t->kind]), before, after;
        size_t hole_at = str_find(f, S("%.*s"), 0);
        before = str_sub(f, 0, hole_at);
        after = str_from(f, hole_at + 4);
        buf_add(b, before);
        buf_add(b, c);
        buf_add(b, after);
    }
    buf_add(b, S(";\n"));
}

static void record_json(buf *b, const struct record *r)
{
    buf_fmt(b,
            "void v_%.*s_json(buf *b, const struct v_%.*s *v)\n{\n    (void)v;\n    buf_char(b, "
            "'{');\n",
            STR_ARG(r->name), STR_ARG(r->name));
    for (size_t i = 0; i < r->fields.n; i++) {
        const struct field *f = &r->fields.v[i];
        str c = FMT("v->%.*s", STR_ARG(f->name));
        buf_fmt(b, "    buf_add(b, S(\"%s\\\"%.*s\\\":\"));\n", i ? "," : "", STR_ARG(f->name));
        if (f->t.list) {
            buf_fmt(b,
                    "    buf_char(b, '[');\n    for (size_t i = 0; i < %.*s_n; i++) {\n    if (i)\n"
                    "        buf_char(b, ',');\n",
                    STR_ARG(c));
            json_value(b, &f->t, FMT("%.*s[i]", STR_ARG(c)));
            buf_add(b, S("    }\n    buf_char(b, ']');\n"));
        } else if (type_has(&f->t)) {
            buf_fmt(b, "    if (!v->has_%.*s)\n        buf_add(b, S(\"null\"));\n    else\n",
                    STR_ARG(f->name));
            json_value(b, &f->t, c);
        } else {
            json_value(b, &f->t, c);
        }
    }
    buf_add(b, S("    buf_char(b, '}');\n}\n\n"));
}

static void write_h(buf *b, str base)
{
    str name = str_from(base, str_rfind_char(base, '/') + 1);
    bool lib = str_eq(name, S("page"));
    buf_fmt(b,
            "/* made by tools/mkview.c */\n#ifndef VIEWS_%.*s_H\n#define VIEWS_%.*s_H\n\n#include "
            "\"page/field.h\"\n"
            "#include \"page/page.h\"\n%s\n",
            STR_ARG(name), STR_ARG(name), lib ? "" : "#include \"views/page.h\"\n");
    for (size_t i = 0; i < views.n; i++) {
        struct view *v = views.v[i];
        for (size_t k = 0; k < v->inner.n && v->own; k++)
            buf_fmt(b, "struct v_%.*s;\n", STR_ARG(v->inner.v[k]->name));
        if (v->own)
            buf_fmt(b, "struct v_%.*s;\n", STR_ARG(v->name));
        for (size_t k = 0; k < v->inner.n && !v->own; k++)
            v->inner.v[k]->written = true;
        v->rec.written |= !v->own;
    }
    for (size_t i = 0; i < views.n; i++) {
        struct view *v = views.v[i];
        for (size_t k = 0; k < v->inner.n; k++)
            record_struct(b, v->inner.v[k]);
        record_struct(b, &v->rec);
        if (!v->own)
            continue;
        for (size_t k = 0; k < v->inner.n; k++)
            buf_fmt(b, "void v_%.*s_json(buf *b, const struct v_%.*s *v);\n",
                    STR_ARG(v->inner.v[k]->name), STR_ARG(v->inner.v[k]->name));
        buf_fmt(b, "void v_%.*s_html(struct page *p, const struct v_%.*s *v);\n", STR_ARG(v->name),
                STR_ARG(v->name));
        buf_fmt(b, "void v_%.*s_json(buf *b, const struct v_%.*s *v);\n\n", STR_ARG(v->name),
                STR_ARG(v->name));
    }
    buf_add(b, S("#endif\n"));
}

static void write_c(buf *b, str base)
{
    buf_fmt(b, "/* made by tools/mkview.c */\n#include \"views/%.*s.h\"\n\n",
            STR_ARG(str_from(base, str_rfind_char(base, '/') + 1)));
    for (size_t i = 0; i < views.n; i++) {
        const struct view *v = views.v[i];
        if (!v->own)
            continue;
        for (size_t k = 0; k < v->inner.n; k++)
            record_json(b, v->inner.v[k]);
        record_json(b, &v->rec);
        buf_add(b, buf_str(&v->code));
    }
}

static void write_out(str base, const char *end, void (*write)(buf *, str))
{
    buf b;
    buf_init(&b, &mem, 65536);
    write(&b, base);
    tool_write(&mem, z(FMT("%.*s.%s", STR_ARG(base), end)), buf_str(&b));
}

static void compile_all(void)
{
    for (size_t i = 0; i < views.n; i++) {
        record_resolve(views.v[i], &views.v[i]->rec);
        for (size_t k = 0; k < views.v[i]->inner.n; k++)
            record_resolve(views.v[i], views.v[i]->inner.v[k]);
    }
    for (size_t i = 0; i < views.n && !tool_errors; i++)
        view_compile(views.v[i]);
    for (size_t i = 0; i < views.n; i++) {
        struct view *v = views.v[i];
        int level = 0, firsts = 0;
        if (!v->own)
            continue;
        headings_walk(v, v, &level, &firsts, 0);
        if (v->page && firsts > 1)
            tool_error(v->file, v->line, "the page %.*s has %d h1", STR_ARG(v->name), firsts);
    }
}

int main(int argc, char **argv)
{
    const char *out = NULL;
    bool own = false, lib = false;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-o") && i + 1 < argc)
            out = argv[++i];
        else if (!strcmp(argv[i], "-w") && i + 1 < argc)
            words_read(argv[++i]);
        else if (!strcmp(argv[i], "-i") && i + 1 < argc)
            icons_dir = argv[++i];
        else if (!strcmp(argv[i], "-l"))
            lib = true;
        else if (!strcmp(argv[i], "--"))
            own = true;
        else if (own || lib)
            file_read(argv[i], own);
    }
    if (!out || !icons_dir) {
        fputs("usage: mkview -o BASE -w WORDS.tab -i ICONS-DIR [-l FILE...] -- FILE...\n", stderr);
        return 2;
    }
    if (!tool_errors)
        compile_all();
    if (tool_errors)
        return 1;
    write_out(str_z(out), "h", write_h);
    write_out(str_z(out), "c", write_c);
    arena_free(&mem);
    return 0;
}
