#include "site/read_subscription.h"

static const char *const types = "any string number boolean date time date-time context list";

/* The FEEL type of that word; of "any" the empty one. */
static str type_named(str word)
{
    return str_eq(word, S("any"))         ? S("")
           : str_eq(word, S("date-time")) ? S("date and time")
                                          : word;
}

static const struct site_param *read_params(struct loader *l, struct doc_node topic,
                                            const char *key, size_t *n)
{
    struct doc_node list = doc_list(topic, key, OPTIONAL);
    struct site_param *v = ARENA_ARRAY(l->a, struct site_param, doc_count(list) + 1);

    for (*n = 0; *n < doc_count(list); ++*n) {
        struct doc_node c = doc_at(list, *n);
        doc_keys(c, "name type required");
        v[*n] = (struct site_param){ .name = doc_id(c, "name"),
                                     .type = type_named(doc_choice(c, "type", types, S("any"))),
                                     .required = doc_bool(c, "required", false) };
        for (size_t k = 0; k < *n; k++)
            if (str_eq(v[k].name, v[*n].name))
                doc_error(c, "site.twice", S("remove one"), "\"%.*s\" comes twice",
                          STR_ARG(v[*n].name));
    }
    return v;
}

static bool offered(const struct loader *l, str id)
{
    for (size_t i = 0; i < l->world->n_tasks; i++)
        if (str_eq(l->world->tasks[i].name, id))
            return true;
    return false;
}

static void read_open_to(struct loader *l, struct partner_topic *t, struct doc_node c)
{
    t->open_to = doc_strs(c, "for", OPTIONAL, &t->n_open_to);
    for (size_t i = 0; i < t->n_open_to; i++)
        if (!get_id(l->s, "office", t->open_to[i]) && !get_id(l->s, "authority", t->open_to[i]))
            doc_error(doc_get(c, S("for")), "site.unknown",
                      S("write ids of offices or of authorities"),
                      "there is no office or authority \"%.*s\"", STR_ARG(t->open_to[i]));
}

static void read_topic(struct loader *l, struct partner_topic *t, struct doc_node c)
{
    doc_keys(c, "id title purpose for in out errors reads");
    struct doc_node reads = doc_map(c, "reads", OPTIONAL);
    t->reads_set = doc_is(reads);
    t->reads = reads.v;
    t->type.name = doc_str(c, "id", NEEDED);
    t->title = doc_text(c, "title", NEEDED);
    t->purpose = doc_str(c, "purpose", OPTIONAL);
    t->line = doc_line(c);
    t->type.in = read_params(l, c, "in", &t->type.n_in);
    t->type.out = read_params(l, c, "out", &t->type.n_out);
    t->type.errors = doc_strs(c, "errors", OPTIONAL, &t->type.n_errors);
    read_open_to(l, t, c);
    if (t->type.name.n > 100)
        doc_error(c, "site.topic", S("at most 100 bytes"), "the topic's id is too long");
    if (offered(l, t->type.name))
        doc_error(c, "site.twice", S("give it another id"), "\"%.*s\" is a task type of the engine",
                  STR_ARG(t->type.name));
    if (t->purpose.n && !get_id(l->s, "purpose", t->purpose))
        doc_error(doc_get(c, S("purpose")), "site.unknown", S("add it to purposes in site.yaml"),
                  "there is no purpose \"%.*s\"", STR_ARG(t->purpose));
    put_id(l, "outside", t->type.name, t, c);
}

void read_partner(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;

    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id name office topics subscriptions");
    struct partner *p = ARENA_NEW(l->a, struct partner);
    *p = (struct partner){ .id = doc_id(root, "id"),
                           .file = file.path,
                           .name = doc_text(root, "name", NEEDED),
                           .office = doc_str(root, "office", NEEDED) };
    if (p->office.n && !get_id(l->s, "office", p->office))
        doc_error(doc_get(root, S("office")), "site.unknown", S("add offices/<id>.yaml"),
                  "there is no office \"%.*s\"", STR_ARG(p->office));
    struct doc_node list = doc_list(root, "topics", OPTIONAL);
    struct partner_topic *v = ARENA_ARRAY(l->a, struct partner_topic, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        v[i] = (struct partner_topic){ .of = p };
        read_topic(l, &v[i], doc_at(list, i));
    }
    p->topics = v;
    p->n_topics = doc_count(list);
    read_subscriptions(l, p, root);
    *vec_push(&l->partners, l->a) = p;
    put_id(l, "partner", p->id, p, root);
}
