/* tools/mkwords.c - words.yaml files to C: the keys as an enum, English and the other languages as
 * tables.
 *
 *   mkwords -o DIR FILE...
 *
 * A file named words.yaml declares keys, arguments and English; words.LANG.yaml and words/LANG.yaml
 * hold the texts of another language.  Writes DIR/word_ids.h, DIR/words_table.c and DIR/words.tab
 * (key, then name:type of each argument: for mkview). Mistakes in declarations and English are
 * errors; those of other languages are warnings, and the text is left out. */
#include "tool.h"

#include <yaml.h>

struct arg {
    str name, type;
};
/* declared: has `args`; else they are what the English uses. */
struct def {
    str key, text;
    const char *file;
    int line;
    VEC(struct arg) args;
    bool declared;
};
struct text {
    str key, text;
};
struct lang {
    str code;
    VEC(struct text) texts;
};

static arena mem;
static VEC(struct def) defs;
static map by_key, by_ident;
static VEC(struct lang) langs;

/* ---- ICU message syntax: which arguments a text uses, and how ---- */

struct scan {
    str s;
    size_t i;
    struct def *d;
    bool infer;
    const char *wrong;
};

static void scan_message(struct scan *c, int depth);

static void scan_blank(struct scan *c)
{
    while (c->i < c->s.n && (c->s.p[c->i] == ' ' || c->s.p[c->i] == '\n'))
        c->i++;
}

static str scan_name(struct scan *c)
{
    scan_blank(c);
    size_t from = c->i;
    while (c->i < c->s.n && !strchr(" \n,{}#'", c->s.p[c->i]))
        c->i++;
    str name = str_sub(c->s, from, c->i - from);
    scan_blank(c);
    return name;
}

static bool scan_is(struct scan *c, char ch)
{
    if (c->i >= c->s.n || c->s.p[c->i] != ch)
        return false;
    c->i++;
    return true;
}

/* The type that a kind of argument wants. */
static str type_used(str how)
{
    if (str_eq(how, S("plural")) || str_eq(how, S("selectordinal")) || str_eq(how, S("number")) ||
        str_eq(how, S("money")))
        return S("number");
    return str_eq(how, S("select")) ? S("text") : str_eq(how, S("time")) ? S("any") : how;
}

static void scan_use(struct scan *c, str name, str how)
{
    struct arg *a = NULL;
    for (size_t i = 0; i < c->d->args.n; i++)
        if (str_eq(c->d->args.v[i].name, name))
            a = &c->d->args.v[i];
    if (c->infer) {
        if (!a)
            *(a = vec_push(&c->d->args, &mem)) = (struct arg){ name, S("any") };
        if (how.n && str_eq(a->type, S("any")))
            a->type = type_used(how);
        return;
    }
    if (!a) {
        c->wrong =
            str_zdup(&mem, str_fmt(&mem, "uses {%.*s}, which is no argument", STR_ARG(name)));
        return;
    }
    bool moment =
        str_eq(a->type, S("datetime")) && (str_eq(how, S("date")) || str_eq(how, S("time")));
    if (how.n && !moment && !str_eq(a->type, S("any")) && !str_eq(a->type, type_used(how)))
        c->wrong = str_zdup(&mem, str_fmt(&mem, "uses {%.*s} as %.*s, but it is a %.*s",
                                          STR_ARG(name), STR_ARG(how), STR_ARG(a->type)));
}

static void scan_choices(struct scan *c, int depth)
{
    bool other = false;
    while (!c->wrong && c->i < c->s.n && c->s.p[c->i] != '}') {
        str selector = scan_name(c);
        if (str_starts(selector, S("offset:")))
            continue;
        other |= str_eq(selector, S("other"));
        if (!selector.n || !scan_is(c, '{')) {
            c->wrong = "has a choice without {text}";
            return;
        }
        scan_message(c, depth + 1);
        if (!c->wrong && !scan_is(c, '}'))
            c->wrong = "has a choice that is not closed";
        scan_blank(c);
    }
    if (!c->wrong && !other)
        c->wrong = "lacks the choice \"other\"";
}

static void scan_hole(struct scan *c, int depth)
{
    str name = scan_name(c), how = S("");
    if (scan_is(c, ',')) {
        how = scan_name(c);
        bool choice =
            str_eq(how, S("plural")) || str_eq(how, S("select")) || str_eq(how, S("selectordinal"));
        if (!choice && !str_eq(how, S("number")) && !str_eq(how, S("money")) &&
            !str_eq(how, S("date")) && !str_eq(how, S("time")) && !str_eq(how, S("datetime"))) {
            c->wrong = "uses an unknown kind of argument";
            return;
        }
        if (scan_is(c, ',')) {
            scan_blank(c);
            if (choice)
                scan_choices(c, depth);
            else
                while (c->i < c->s.n && c->s.p[c->i] != '}')
                    c->i++;
        } else if (choice) {
            c->wrong = "has a plural or select without choices";
        }
    }
    if (!c->wrong)
        scan_use(c, name, how);
    if (!c->wrong && !scan_is(c, '}'))
        c->wrong = "has a '{' that is not closed";
}

static void scan_message(struct scan *c, int depth)
{
    if (depth > 8)
        c->wrong = "is nested too deeply";
    while (!c->wrong && c->i < c->s.n) {
        char ch = c->s.p[c->i];
        if (ch == '}' && depth > 0)
            return;
        c->i++;
        if (ch == '}') {
            c->wrong = "has a '}' too many";
        } else if (ch == '{') {
            scan_hole(c, depth);
        } else if (ch == '\'' && c->i < c->s.n && strchr("{}#|", c->s.p[c->i])) {
            while (c->i < c->s.n && c->s.p[c->i] != '\'')
                c->i++;
            c->i++;
        } else if (ch == '\'' && c->i < c->s.n && c->s.p[c->i] == '\'') {
            c->i++;
        }
    }
}

/* Null where the text is good for the word. */
static const char *text_wrong(struct def *d, str text, bool infer)
{
    struct scan c = { .s = text, .d = d, .infer = infer };
    scan_message(&c, 0);
    return c.wrong;
}

/* ---- YAML ---- */

static str node_text(const yaml_node_t *n)
{
    return n->type == YAML_SCALAR_NODE
               ? str_copy(&mem, str_of((const char *)n->data.scalar.value, n->data.scalar.length))
               : STR_NULL;
}

static void def_args(yaml_document_t *doc, const yaml_node_t *n, struct def *d)
{
    if (n->type != YAML_MAPPING_NODE) {
        tool_error(d->file, d->line, "args of %.*s must be a mapping of name to type",
                   STR_ARG(d->key));
        return;
    }
    for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
        struct arg a = { node_text(yaml_document_get_node(doc, p->key)),
                         node_text(yaml_document_get_node(doc, p->value)) };
        static const char *const types[] = { "text", "number", "date", "datetime", "any" };
        bool known = false;
        FOR_EACH(types, t)
            known |= str_eq(a.type, str_z(*t));
        if (!known)
            tool_error(d->file, d->line,
                       "argument %.*s of %.*s: types are text, number, date, datetime, any",
                       STR_ARG(a.name), STR_ARG(d->key));
        *vec_push(&d->args, &mem) = a;
    }
}

static str ident_of(str key)
{
    char *p = str_zdup(&mem, key);
    for (char *c = p; *c; c++)
        if (*c == '.' || *c == '-')
            *c = '_';
    return str_z(p);
}

static bool key_valid(str key)
{
    for (size_t i = 0; i < key.n; i++)
        if (!((key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9' && i) ||
              (strchr("._-", key.p[i]) && i)))
            return false;
    return key.n > 0;
}

static void def_add(struct def d)
{
    if (!key_valid(d.key)) {
        tool_error(d.file, d.line, "\"%.*s\": keys are lower-case words with dots", STR_ARG(d.key));
        return;
    }
    if (map_get(&by_ident, ident_of(d.key))) {
        tool_error(d.file, d.line, "the word %.*s is declared twice", STR_ARG(d.key));
        return;
    }
    if (!d.text.p) {
        tool_error(d.file, d.line, "the word %.*s has no English text", STR_ARG(d.key));
        return;
    }
    const char *wrong = text_wrong(&d, d.text, !d.declared);
    if (wrong)
        tool_error(d.file, d.line, "the English of %.*s %s", STR_ARG(d.key), wrong);
    struct def *kept = ARENA_NEW(&mem, struct def);
    *kept = d;
    *vec_push(&defs, &mem) = d;
    map_put(&by_key, &mem, d.key, kept);
    map_put(&by_ident, &mem, ident_of(d.key), kept);
}

static void read_def(yaml_document_t *doc, const char *file, str key, const yaml_node_t *v)
{
    struct def d = {
        .key = key, .file = file, .line = (int)v->start_mark.line + 1, .text = node_text(v)
    };
    if (v->type == YAML_MAPPING_NODE)
        for (yaml_node_pair_t *p = v->data.mapping.pairs.start; p < v->data.mapping.pairs.top;
             p++) {
            str k = node_text(yaml_document_get_node(doc, p->key));
            yaml_node_t *x = yaml_document_get_node(doc, p->value);
            if (str_eq(k, S("args"))) {
                d.declared = true;
                def_args(doc, x, &d);
            } else if (str_eq(k, S("text"))) {
                d.text = node_text(x);
            } else if (!str_eq(k, S("note"))) {
                tool_error(file, d.line, "\"%.*s\" of %.*s: only args, text, note", STR_ARG(k),
                           STR_ARG(key));
            }
        }
    def_add(d);
}

static struct lang *lang_of(str code)
{
    for (size_t i = 0; i < langs.n; i++)
        if (str_eq(langs.v[i].code, code))
            return &langs.v[i];
    struct lang *l = vec_push(&langs, &mem);
    *l = (struct lang){ .code = code };
    return l;
}

static void read_text(struct lang *l, const char *file, str key, const yaml_node_t *v)
{
    int line = (int)v->start_mark.line + 1;
    struct def *d = map_get(&by_key, key);
    str text = node_text(v);
    const char *wrong = !d        ? "is no key of a words.yaml"
                        : !text.p ? "has no text"
                                  : text_wrong(d, text, false);
    for (size_t i = 0; i < l->texts.n; i++)
        if (str_eq(l->texts.v[i].key, key))
            return; /* a room's own file comes first and holds */
    if (wrong)
        fprintf(stderr, "%s:%d: warning: %.*s %s\n", file, line, STR_ARG(key), wrong);
    else
        *vec_push(&l->texts, &mem) = (struct text){ key, text };
}

/* The language of a file: empty for words.yaml, else from words.LANG.yaml or LANG.yaml. */
static str file_lang(str path)
{
    str name = str_from(path, str_rfind_char(path, '/') + 1);
    if (!str_ends(name, S(".yaml")))
        return STR_NULL;
    name = str_sub(name, 0, name.n - 5);
    if (str_eq(name, S("words")))
        return S("");
    return str_starts(name, S("words.")) ? str_from(name, 6) : name;
}

static void read_file(const char *file, str lang)
{
    str s = tool_read(&mem, file);
    yaml_parser_t parser;
    yaml_document_t doc;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)s.p, s.n);
    if (!yaml_parser_load(&parser, &doc)) {
        tool_error(file, (int)parser.problem_mark.line + 1, "%s",
                   parser.problem ? parser.problem : "not YAML");
        return;
    }
    yaml_node_t *root = yaml_document_get_root_node(&doc);
    if (root && root->type == YAML_MAPPING_NODE)
        for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top;
             p++) {
            str key = node_text(yaml_document_get_node(&doc, p->key));
            yaml_node_t *v = yaml_document_get_node(&doc, p->value);
            if (lang.n)
                read_text(lang_of(lang), file, key, v);
            else
                read_def(&doc, file, key, v);
        }
    yaml_document_delete(&doc);
    yaml_parser_delete(&parser);
}

/* ---- output ---- */

static int def_cmp(const void *x, const void *y)
{
    return str_cmp(((const struct def *)x)->key, ((const struct def *)y)->key);
}

static int text_cmp(const void *x, const void *y)
{
    return str_cmp(((const struct text *)x)->key, ((const struct text *)y)->key);
}

static void write_header(buf *b)
{
    buf_add(b, S("/* made by tools/mkwords.c from words.yaml files */\n#ifndef "
                 "GEN_WORD_IDS_H\n#define GEN_WORD_IDS_H\n\n"
                 "enum word_id {\n    W_NONE,\n"));
    for (size_t i = 0; i < defs.n; i++)
        buf_fmt(b, "    W_%.*s,\n", STR_ARG(ident_of(defs.v[i].key)));
    buf_add(b, S("    W_COUNT,\n};\n\n#endif\n"));
}

static void write_tab(buf *b)
{
    for (size_t i = 0; i < defs.n; i++) {
        buf_add(b, defs.v[i].key);
        for (size_t k = 0; k < defs.v[i].args.n; k++)
            buf_fmt(b, " %.*s:%.*s", STR_ARG(defs.v[i].args.v[k].name),
                    STR_ARG(defs.v[i].args.v[k].type));
        buf_char(b, '\n');
    }
}

static void write_defs(buf *b)
{
    for (size_t i = 0; i < defs.n; i++) {
        if (!defs.v[i].args.n)
            continue;
        buf_fmt(b, "static const struct word_arg args_%zu[] = {", i);
        for (size_t k = 0; k < defs.v[i].args.n; k++) {
            str type = defs.v[i].args.v[k].type;
            str upper = str_eq(type, S("text"))       ? S("TEXT")
                        : str_eq(type, S("number"))   ? S("NUMBER")
                        : str_eq(type, S("date"))     ? S("DATE")
                        : str_eq(type, S("datetime")) ? S("DATETIME")
                                                      : S("ANY");
            buf_fmt(b, " { S_INIT(\"%.*s\"), WORD_%.*s },", STR_ARG(defs.v[i].args.v[k].name),
                    STR_ARG(upper));
        }
        buf_add(b, S(" };\n"));
    }
    buf_add(b, S("\nconst struct word_def word_defs[] = {\n    { S_INIT(\"\"), S_INIT(\"\"), NULL, "
                 "0 },\n"));
    for (size_t i = 0; i < defs.n; i++) {
        buf_fmt(b, "    { S_INIT(\"%.*s\"), S_INIT(\"", STR_ARG(defs.v[i].key));
        tool_c_text(b, defs.v[i].text);
        if (defs.v[i].args.n)
            buf_fmt(b, "\"), args_%zu, %zu },\n", i, defs.v[i].args.n);
        else
            buf_add(b, S("\"), NULL, 0 },\n"));
    }
    buf_add(b, S("};\n"));
}

static void write_langs(buf *b)
{
    for (size_t i = 0; i < langs.n; i++) {
        struct lang *l = &langs.v[i];
        qsort(l->texts.v, l->texts.n, sizeof *l->texts.v, text_cmp);
        buf_fmt(b, "\nstatic const struct word_text texts_%zu[] = {\n", i);
        for (size_t k = 0; k < l->texts.n; k++) {
            buf_fmt(b, "    { S_INIT(\"%.*s\"), S_INIT(\"", STR_ARG(l->texts.v[k].key));
            tool_c_text(b, l->texts.v[k].text);
            buf_add(b, S("\") },\n"));
        }
        buf_add(b, S("    { S_INIT(\"\"), S_INIT(\"\") },\n};\n"));
    }
    buf_add(b, S("\nconst struct word_lang word_langs[] = {\n"));
    for (size_t i = 0; i < langs.n; i++)
        buf_fmt(b, "    { S_INIT(\"%.*s\"), texts_%zu, %zu },\n", STR_ARG(langs.v[i].code), i,
                langs.v[i].texts.n);
    buf_fmt(b, "    { S_INIT(\"\"), NULL, 0 },\n};\nconst size_t word_langs_n = %zu;\n", langs.n);
}

static void write_out(const char *dir, const char *name, void (*write)(buf *))
{
    buf b;
    buf_init(&b, &mem, 65536);
    write(&b);
    tool_write(&mem, str_zdup(&mem, str_fmt(&mem, "%s/%s", dir, name)), buf_str(&b));
}

static void write_table(buf *b)
{
    buf_add(
        b, S("/* made by tools/mkwords.c from words.yaml files */\n#include \"page/words.h\"\n\n"));
    write_defs(b);
    write_langs(b);
}

int main(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], "-o") != 0) {
        fputs("usage: mkwords -o DIR FILE...\n", stderr);
        return 2;
    }
    for (int i = 3; i < argc; i++)
        if (str_eq(file_lang(str_z(argv[i])), S("")))
            read_file(argv[i], S(""));
    for (int i = 3; i < argc; i++)
        if (file_lang(str_z(argv[i])).n)
            read_file(argv[i], file_lang(str_z(argv[i])));
    if (tool_errors)
        return 1;
    if (defs.n)
        qsort(defs.v, defs.n, sizeof *defs.v, def_cmp);
    write_out(argv[2], "word_ids.h", write_header);
    write_out(argv[2], "words.tab", write_tab);
    write_out(argv[2], "words_table.c", write_table);
    arena_free(&mem);
    return 0;
}
