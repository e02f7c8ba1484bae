#include "site/read.h"

static enum sensitivity sensitivity_of(str s)
{
    return str_eq(s, S("public")) ? SENS_PUBLIC : str_eq(s, S("internal")) ? SENS_INTERNAL
         : str_eq(s, S("secret")) ? SENS_SECRET : SENS_PERSONAL;
}

struct retention read_retention(struct node n, const char *key)
{
    struct node c = node_map(n, key, OPTIONAL);
    struct retention r = { 0 };
    if (!node_is(c))
        return r;
    node_keys(c, "keep from then");
    r.set = true;
    str keep = node_str(c, "keep", NEEDED);
    r.forever = str_eq(keep, S("forever"));
    if (keep.n && !r.forever)
        (void)node_duration(c, "keep", &r.months, &r.days);
    r.from = node_str(c, "from", OPTIONAL);
    if (str_empty(r.from))
        r.from = S("created");
    str then = node_choice(c, "then", "erase archive keep", r.forever ? S("keep") : S("erase"));
    r.then = str_eq(then, S("archive")) ? RETAIN_ARCHIVE : str_eq(then, S("keep")) ? RETAIN_KEEP : RETAIN_ERASE;
    return r;
}

static void read_options(struct loader *l, struct reg_field *f, struct node c)
{
    struct node o = node_get(c, S("options"));
    if (!node_is(o))
        return;
    str *codes = ARENA_ARRAY(l->a, str, node_count(o) + 1);
    struct text *names = ARENA_ARRAY(l->a, struct text, node_count(o) + 1);
    for (size_t i = 0; i < node_count(o); i++) {
        bool named = o.v.tag == V_CONTEXT;
        codes[i] = named ? node_key(o, i) : val_display(l->a, node_at(o, i).v);
        if (named) {
            names[i] = node_as_text(node_at(o, i));
            text_check(l, node_at(o, i), names[i]);
        }
    }
    f->options = codes;
    f->option_names = names;
    f->n_options = node_count(o);
}

/* What a field does not say itself it has from the register. */
static void read_duties(struct reg_field *f, const struct reg_field *whole, struct node c)
{
    f->purpose = node_str(c, "purpose", OPTIONAL);
    f->basis = node_strs(c, "basis", OPTIONAL, &f->n_basis);
    f->retention = read_retention(c, "retention");
    if (str_empty(f->purpose))
        f->purpose = whole->purpose;
    if (f->n_basis == 0) {
        f->basis = whole->basis;
        f->n_basis = whole->n_basis;
    }
    if (!f->retention.set)
        f->retention = whole->retention;
    if (str_empty(f->purpose))
        node_error(c, "site.purpose", S("add purpose to the field or the register"), "the field has no purpose");
    if (f->n_basis == 0)
        node_error(c, "site.basis", S("add basis to the field or the register"), "the field has no legal basis");
    if (!f->retention.set)
        node_error(c, "site.retention", S("add retention to the field or the register"), "the field has no retention");
}

static void read_field(struct loader *l, struct reg_field *f, const struct reg_field *whole, struct node c, str name)
{
    node_keys(c, "type list required unique history refers number label sensitivity purpose basis retention options");
    *f = (struct reg_field){ .name = name, .line = node_line(c) };
    if (!id_fits(name) || str_find_char(name, '-', 0) != SIZE_MAX || (name.p[0] >= '0' && name.p[0] <= '9'))
        node_error(c, "site.id", S("use lower-case letters, digits and underscores"), "\"%.*s\" cannot be the name of a field",
                   STR_ARG(name));
    f->type = node_choice(c, "type", "string number date boolean name address reference context file", S("string"));
    f->list = node_bool(c, "list", false);
    f->required = node_bool(c, "required", false);
    f->unique = node_bool(c, "unique", false);
    f->history = node_bool(c, "history", false);
    f->refers = node_str(c, "refers", OPTIONAL);
    f->label = node_text(c, "label", NEEDED);
    str s = node_choice(c, "sensitivity", "public internal personal secret", S(""));
    if (str_empty(s) && !node_is(node_get(c, S("sensitivity"))))
        node_error(c, "site.missing", S("public, internal, personal or secret"), "the field does not say how sensitive it is");
    f->sensitivity = sensitivity_of(s);
    str number = node_str(c, "number", OPTIONAL);
    f->scheme = number.n ? get_id(l->s, "scheme", number) : NULL;
    if (number.n && !f->scheme)
        node_error(c, "site.unknown", S("add it to numbers in site.yaml"), "there is no number scheme \"%.*s\"", STR_ARG(number));
    read_options(l, f, c);
    read_duties(f, whole, c);
}

static void read_relations(struct loader *l, struct registry *r, struct node root, str purpose)
{
    struct node map = node_map(root, "relations", OPTIONAL);
    struct reg_relation *v = ARENA_ARRAY(l->a, struct reg_relation, node_count(map) + 1);
    for (size_t i = 0; i < node_count(map); i++) {
        struct node c = node_at(map, i);
        node_keys(c, "to inverse symmetric label purpose");
        v[i] = (struct reg_relation){ .name = node_key(map, i), .to = node_str(c, "to", NEEDED), .line = node_line(c),
            .inverse = node_str(c, "inverse", OPTIONAL), .symmetric = node_bool(c, "symmetric", false),
            .label = node_text(c, "label", NEEDED), .purpose = node_str(c, "purpose", OPTIONAL) };
        if (str_empty(v[i].purpose))
            v[i].purpose = purpose;
        if (v[i].symmetric && v[i].inverse.n)
            node_error(c, "site.relation", S("remove one of both"), "a symmetric relation has no inverse");
    }
    r->relations = v;
    r->n_relations = node_count(map);
}

static void read_access(struct loader *l, struct registry *r, struct node root)
{
    struct node list = node_list(root, "access", NEEDED);
    struct reg_access *v = ARENA_ARRAY(l->a, struct reg_access, node_count(list) + 1);
    for (size_t i = 0; i < node_count(list); i++) {
        struct node c = node_at(list, i);
        node_keys(c, "role service purpose read write relate");
        v[i] = (struct reg_access){ .role = node_str(c, "role", OPTIONAL), .service = node_str(c, "service", OPTIONAL),
                                    .purpose = node_str(c, "purpose", NEEDED), .line = node_line(c) };
        v[i].read = node_strs(c, "read", OPTIONAL, &v[i].n_read);
        v[i].write = node_strs(c, "write", OPTIONAL, &v[i].n_write);
        v[i].relate = node_strs(c, "relate", OPTIONAL, &v[i].n_relate);
        if ((v[i].role.n > 0) == (v[i].service.n > 0))
            node_error(c, "site.access", S("name a role or a service, one of both"), "the access names no one");
    }
    r->access = v;
    r->n_access = node_count(list);
}

void read_register(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct node root;
    if (!doc_read(l, &d, file, &root))
        return;
    node_keys(root, "id title description owner key purpose basis retention fields relations access search display seed");
    struct registry *r = ARENA_NEW(l->a, struct registry);
    *r = (struct registry){ .id = node_id(root, "id"), .file = file.path, .owner = node_str(root, "owner", NEEDED),
        .key = node_str(root, "key", NEEDED), .title = node_text(root, "title", NEEDED),
        .description = node_text(root, "description", OPTIONAL), .seed = node_get(root, S("seed")).v };
    struct reg_field whole = { .purpose = node_str(root, "purpose", OPTIONAL), .retention = read_retention(root, "retention") };
    whole.basis = node_strs(root, "basis", OPTIONAL, &whole.n_basis);
    struct node fields = node_map(root, "fields", NEEDED);
    struct reg_field *v = ARENA_ARRAY(l->a, struct reg_field, node_count(fields) + 1);
    for (; r->n_fields < node_count(fields); r->n_fields++)
        read_field(l, &v[r->n_fields], &whole, node_at(fields, r->n_fields), node_key(fields, r->n_fields));
    r->fields = v;
    read_relations(l, r, root, whole.purpose);
    read_access(l, r, root);
    r->search = node_strs(root, "search", OPTIONAL, &r->n_search);
    r->display = node_strs(root, "display", OPTIONAL, &r->n_display);
    *vec_push(&l->registers, l->a) = r;
    put_id(l, "register", r->id, r, root);
}
