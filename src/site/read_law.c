#include "site/read.h"

static struct law_clause read_clause(struct loader *l, struct doc_node c, str id)
{
    (void)l;
    doc_keys(c, "title text url from to");
    return (struct law_clause){ .id = id,
                                .title = doc_text(c, "title", NEEDED),
                                .text = doc_text(c, "text", OPTIONAL),
                                .url = doc_str(c, "url", OPTIONAL),
                                .from = doc_day(c, "from", INT64_MIN),
                                .to = doc_day(c, "to", INT64_MAX),
                                .line = doc_line(c) };
}

/* Values in force: each ends where the next one begins, unless it says so itself. */
static void read_values(struct loader *l, struct law_param *p, struct doc_node param)
{
    struct doc_node list = doc_list(param, "values", NEEDED);
    struct law_value *v = ARENA_ARRAY(l->a, struct law_value, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "from to value source");
        v[i] = (struct law_value){ .from = doc_day(c, "from", INT64_MIN),
                                   .to = doc_day(c, "to", INT64_MAX),
                                   .value = doc_get(c, S("value")).v,
                                   .source = doc_str(c, "source", NEEDED) };
        if (val_is_null(v[i].value))
            doc_error(c, "site.missing", S("add value"), "\"value\" is missing");
        if (i > 0 && v[i].from.n <= v[i - 1].from.n)
            doc_error(c, "law.order", S("put the older one first"),
                      "the values are not in the order of their days");
        else if (i > 0 && v[i - 1].to.n >= v[i].from.n)
            v[i - 1].to.n = v[i].from.n - 1;
    }
    p->v = v;
    p->n = doc_count(list);
}

void read_law(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id title abbreviation url clauses parameters");
    struct law *law = ARENA_NEW(l->a, struct law);
    *law = (struct law){ .id = doc_id(root, "id"),
                         .file = file.path,
                         .url = doc_str(root, "url", OPTIONAL),
                         .title = doc_text(root, "title", NEEDED),
                         .abbreviation = doc_text(root, "abbreviation", OPTIONAL) };
    struct doc_node clauses = doc_map(root, "clauses", OPTIONAL),
                    params = doc_map(root, "parameters", OPTIONAL);
    struct law_clause *cv = ARENA_ARRAY(l->a, struct law_clause, doc_count(clauses) + 1);
    struct law_param *pv = ARENA_ARRAY(l->a, struct law_param, doc_count(params) + 1);
    for (; law->n_clauses < doc_count(clauses); law->n_clauses++)
        cv[law->n_clauses] =
            read_clause(l, doc_at(clauses, law->n_clauses), doc_key(clauses, law->n_clauses));
    for (; law->n_params < doc_count(params); law->n_params++) {
        struct doc_node c = doc_at(params, law->n_params);
        struct law_param *p = &pv[law->n_params];
        doc_keys(c, "title unit values");
        *p = (struct law_param){ .name = doc_key(params, law->n_params),
                                 .title = doc_text(c, "title", NEEDED),
                                 .unit = doc_str(c, "unit", OPTIONAL),
                                 .line = doc_line(c) };
        if (str_find_char(p->name, '-', 0) != SIZE_MAX)
            doc_error(c, "site.id", S("use underscores"), "\"%.*s\" cannot be used in expressions",
                      STR_ARG(p->name));
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
    struct doc_node root;
    if (!doc_read(l, &d, file, &root))
        return;
    if (!site_lang(l->s, lang))
        doc_error(root, "site.language", S("name the file after a language of site.yaml"),
                  "\"%.*s\" is no language of this site", STR_ARG(lang));
    for (size_t i = 0; i < doc_count(root); i++) {
        str *text = ARENA_NEW(l->a, str);
        struct message *m;
        struct text_error where = { 0 };
        struct doc_node c = doc_at(root, i);
        *text = doc_str(root, str_zdup(l->a, doc_key(root, i)), NEEDED);
        if (failed(message_parse(l->a, lang, *text, &m, &where)))
            doc_error(c, "site.message", S("correct the ICU MessageFormat text"), "\"%.*s\": %s",
                      STR_ARG(doc_key(root, i)), where.what ? where.what : "malformed");
        map_put(&l->s->messages, l->a,
                str_fmt(l->a, "%.*s/%.*s", STR_ARG(lang), STR_ARG(doc_key(root, i))), text);
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
    *front = str_sub(text, 0,
                     end + 1); /* with its first ---, so that lines count from the file's first */
    *body = str_from(text, end + 5);
    return true;
}

void read_page(struct loader *l, struct site_file file, str id, str lang)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    str front, body;
    l->f->file = file.path;
    if (!site_lang(l->s, lang))
        finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.language",
                    S("name it pages/<id>.<lang>.md"), "\"%.*s\" is no language of this site",
                    STR_ARG(lang));
    if (!front_cut(file.bytes, &front, &body)) {
        finding_add(l->f, FINDING_ERROR, 1, STR_NULL, "site.page",
                    S("begin with ---, title: ..., ---"), "the page has no front matter");
        return;
    }
    if (!doc_read(l, &d, (struct site_file){ file.path, front }, &root))
        return;
    doc_keys(root, "title summary keywords");
    struct site_page p = { .id = id,
                           .lang = lang,
                           .title = doc_str(root, "title", NEEDED),
                           .summary = doc_str(root, "summary", OPTIONAL),
                           .body = body,
                           .file = file.path };
    p.keywords = doc_strs(root, "keywords", OPTIONAL, &p.n_keywords);
    *vec_push(&l->pages, l->a) = p;
}
