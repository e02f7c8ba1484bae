#include "site/read.h"

static struct law_clause read_clause(struct loader *l, struct node c, str id)
{
    (void)l;
    node_keys(c, "title text url from to");
    return (struct law_clause){ .id = id, .title = node_text(c, "title", NEEDED), .text = node_text(c, "text", OPTIONAL),
        .url = node_str(c, "url", OPTIONAL), .from = node_day(c, "from", INT64_MIN), .to = node_day(c, "to", INT64_MAX),
        .line = node_line(c) };
}

/* Values in force: each ends where the next one begins, unless it says so itself. */
static void read_values(struct loader *l, struct law_param *p, struct node param)
{
    struct node list = node_list(param, "values", NEEDED);
    struct law_value *v = ARENA_ARRAY(l->a, struct law_value, node_count(list) + 1);
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "from to value source");
        v[i] = (struct law_value){ .from = node_day(c, "from", INT64_MIN), .to = node_day(c, "to", INT64_MAX),
                                   .value = node_get(c, S("value")).v, .source = node_str(c, "source", NEEDED) };
        if (val_is_null(v[i].value))
            node_error(c, "site.missing", S("add value"), "\"value\" is missing");
        if (i > 0 && v[i].from.n <= v[i - 1].from.n)
            node_error(c, "law.order", S("put the older one first"), "the values are not in the order of their days");
        else if (i > 0 && v[i - 1].to.n >= v[i].from.n)
            v[i - 1].to.n = v[i].from.n - 1;
    }
    p->v = v;
    p->n = node_count(list);
}

void read_law(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct node root;
    if (!doc_read(l, &d, file, &root))
        return;
    node_keys(root, "id title abbreviation url clauses parameters");
    struct law *law = ARENA_NEW(l->a, struct law);
    *law = (struct law){ .id = node_id(root, "id"), .file = file.path, .url = node_str(root, "url", OPTIONAL),
                         .title = node_text(root, "title", NEEDED), .abbreviation = node_text(root, "abbreviation", OPTIONAL) };
    struct node clauses = node_map(root, "clauses", OPTIONAL), params = node_map(root, "parameters", OPTIONAL);
    struct law_clause *cv = ARENA_ARRAY(l->a, struct law_clause, node_count(clauses) + 1);
    struct law_param *pv = ARENA_ARRAY(l->a, struct law_param, node_count(params) + 1);
    for (; law->n_clauses < node_count(clauses); law->n_clauses++)
        cv[law->n_clauses] = read_clause(l, node_at(clauses, law->n_clauses), node_key(clauses, law->n_clauses));
    for (; law->n_params < node_count(params); law->n_params++) {
        struct node c = node_at(params, law->n_params);
        struct law_param *p = &pv[law->n_params];
        node_keys(c, "title unit values");
        *p = (struct law_param){ .name = node_key(params, law->n_params), .title = node_text(c, "title", NEEDED),
                                 .unit = node_str(c, "unit", OPTIONAL), .line = node_line(c) };
        if (str_find_char(p->name, '-', 0) != SIZE_MAX)
            node_error(c, "site.id", S("use underscores"), "\"%.*s\" cannot be used in expressions", STR_ARG(p->name));
        read_values(l, p, c);
        put_id(l, "parameter", p->name, p, c);
    }
    law->clauses = cv;
    law->params = pv;
    *vec_push(&l->laws, l->a) = law;
    put_id(l, "law", law->id, law, root);
}

void read_messages(struct loader *l, struct site_file file, str lang)
{
    struct yaml_doc d = { 0 };
    struct node root;
    if (!doc_read(l, &d, file, &root))
        return;
    if (!site_lang(l->s, lang))
        node_error(root, "site.language", S("name the file after a language of site.yaml"), "\"%.*s\" is no language of this site",
                   STR_ARG(lang));
    for (size_t i = 0; i < node_count(root); i++) {
        str *text = ARENA_NEW(l->a, str);
        struct message *m;
        struct text_error where = { 0 };
        struct node c = node_at(root, i);
        *text = node_str(root, str_zdup(l->a, node_key(root, i)), NEEDED);
        if (failed(message_parse(l->a, lang, *text, &m, &where)))
            node_error(c, "site.message", S("correct the ICU MessageFormat text"), "\"%.*s\": %s", STR_ARG(node_key(root, i)),
                       where.what ? where.what : "malformed");
        map_put(&l->s->messages, l->a, str_fmt(l->a, "%.*s/%.*s", STR_ARG(lang), STR_ARG(node_key(root, i))), text);
    }
}

/* Front matter and the rest of a page. */
static bool front_cut(str text, str *front, str *body)
{
    if (!str_starts(text, S("---\n")))
        return false;
    size_t end = str_find(text, S("\n---\n"), 3);
    if (end == SIZE_MAX)
        return false;
    *front = str_sub(text, 0, end + 1); /* with its first ---, so that lines count from the file's first */
    *body = str_from(text, end + 5);
    return true;
}

void read_page(struct loader *l, struct site_file file, str id, str lang)
{
    struct yaml_doc d = { 0 };
    struct node root;
    str front, body;
    l->f->file = file.path;
    if (!site_lang(l->s, lang))
        finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.language", S("name it pages/<id>.<lang>.md"),
                    "\"%.*s\" is no language of this site", STR_ARG(lang));
    if (!front_cut(file.bytes, &front, &body)) {
        finding_add(l->f, FINDING_ERROR, 1, STR_NULL, "site.page", S("begin with ---, title: ..., ---"), "the page has no front matter");
        return;
    }
    if (!doc_read(l, &d, (struct site_file){ file.path, front }, &root))
        return;
    node_keys(root, "title summary keywords");
    struct site_page p = { .id = id, .lang = lang, .title = node_str(root, "title", NEEDED),
                           .summary = node_str(root, "summary", OPTIONAL), .body = body, .file = file.path };
    p.keywords = node_strs(root, "keywords", OPTIONAL, &p.n_keywords);
    *vec_push(&l->pages, l->a) = p;
}
