#include "site/read.h"
#include "site/read_migrate.h"
#include "site/read_quality.h"
#include "site/reg_value.h"

static enum sensitivity sensitivity_of(str s)
{
    return str_eq(s, S("public"))     ? SENS_PUBLIC
           : str_eq(s, S("internal")) ? SENS_INTERNAL
           : str_eq(s, S("secret"))   ? SENS_SECRET
                                      : SENS_PERSONAL;
}

struct retention read_retention(struct doc_node n, const char *key)
{
    struct doc_node c = doc_map(n, key, OPTIONAL);
    struct retention r = { 0 };
    if (!doc_is(c))
        return r;
    doc_keys(c, "keep from then");
    r.set = true;
    str keep = doc_str(c, "keep", NEEDED);
    r.forever = str_eq(keep, S("forever"));
    if (keep.n && !r.forever)
        (void)doc_duration(c, "keep", &r.months, &r.days);
    r.from = doc_str(c, "from", OPTIONAL);
    if (str_empty(r.from))
        r.from = S("created");
    str then = doc_choice(c, "then", "erase archive keep", r.forever ? S("keep") : S("erase"));
    r.then = str_eq(then, S("archive")) ? RETAIN_ARCHIVE
             : str_eq(then, S("keep"))  ? RETAIN_KEEP
                                        : RETAIN_ERASE;
    return r;
}

static void read_options(struct loader *l, struct reg_field *f, struct doc_node c)
{
    struct doc_node o = doc_get(c, S("options"));
    if (!doc_is(o))
        return;
    str *codes = ARENA_ARRAY(l->a, str, doc_count(o) + 1);
    struct text *names = ARENA_ARRAY(l->a, struct text, doc_count(o) + 1);
    for (size_t i = 0; i < doc_count(o); i++) {
        bool named = o.v.tag == V_CONTEXT;
        codes[i] = named ? doc_key(o, i) : val_display(l->a, doc_at(o, i).v);
        if (named) {
            names[i] = doc_as_text(doc_at(o, i));
            text_check(l, doc_at(o, i), names[i]);
        }
    }
    f->options = codes;
    f->option_names = names;
    f->n_options = doc_count(o);
}

/* What a field does not say itself it has from the register. */
static void read_duties(struct reg_field *f, const struct reg_field *whole, struct doc_node c)
{
    f->purpose = doc_str(c, "purpose", OPTIONAL);
    f->basis = doc_strs(c, "basis", OPTIONAL, &f->n_basis);
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
        doc_error(c, "site.purpose", S("add purpose to the field or the register"),
                  "the field has no purpose");
    if (f->n_basis == 0)
        doc_error(c, "site.basis", S("add basis to the field or the register"),
                  "the field has no legal basis");
    if (!f->retention.set)
        doc_error(c, "site.retention", S("add retention to the field or the register"),
                  "the field has no retention");
}

static void read_field(struct loader *l, struct reg_field *f, const struct reg_field *whole,
                       struct doc_node c, str name)
{
    doc_keys(c, "type list required unique history plain refers number label sensitivity purpose "
                "basis retention options");
    *f = (struct reg_field){ .name = name, .line = doc_line(c) };
    if (!id_fits(name) || str_find_char(name, '-', 0) != SIZE_MAX ||
        (name.p[0] >= '0' && name.p[0] <= '9'))
        doc_error(c, "site.id", S("use lower-case letters, digits and underscores"),
                  "\"%.*s\" cannot be the name of a field", STR_ARG(name));
    f->type = doc_choice(c, "type", REG_TYPES, S("string"));
    f->list = doc_bool(c, "list", false);
    f->required = doc_bool(c, "required", false);
    f->unique = doc_bool(c, "unique", false);
    f->history = doc_bool(c, "history", false);
    f->plain = doc_bool(c, "plain", false);
    if (f->plain && !str_eq(f->type, S("number")))
        doc_error(c, "site.value", S("remove it"), "only a number can be plain");
    f->refers = doc_str(c, "refers", OPTIONAL);
    f->label = doc_text(c, "label", NEEDED);
    str s = doc_choice(c, "sensitivity", "public internal personal secret", S(""));
    if (str_empty(s) && !doc_is(doc_get(c, S("sensitivity"))))
        doc_error(c, "site.missing", S("public, internal, personal or secret"),
                  "the field does not say how sensitive it is");
    f->sensitivity = sensitivity_of(s);
    str number = doc_str(c, "number", OPTIONAL);
    f->scheme = number.n ? get_id(l->s, "scheme", number) : NULL;
    if (number.n && !f->scheme)
        doc_error(c, "site.unknown", S("add it to numbers in site.yaml"),
                  "there is no number scheme \"%.*s\"", STR_ARG(number));
    read_options(l, f, c);
    read_duties(f, whole, c);
}

static void read_relations(struct loader *l, struct registry *r, struct doc_node root, str purpose)
{
    struct doc_node map = doc_map(root, "relations", OPTIONAL);
    struct reg_relation *v = ARENA_ARRAY(l->a, struct reg_relation, doc_count(map) + 1);
    for (size_t i = 0; i < doc_count(map); i++) {
        struct doc_node c = doc_at(map, i);
        doc_keys(c, "to inverse symmetric label purpose");
        v[i] = (struct reg_relation){ .name = doc_key(map, i),
                                      .to = doc_str(c, "to", NEEDED),
                                      .line = doc_line(c),
                                      .inverse = doc_str(c, "inverse", OPTIONAL),
                                      .symmetric = doc_bool(c, "symmetric", false),
                                      .label = doc_text(c, "label", NEEDED),
                                      .purpose = doc_str(c, "purpose", OPTIONAL) };
        if (str_empty(v[i].purpose))
            v[i].purpose = purpose;
        if (v[i].symmetric && v[i].inverse.n)
            doc_error(c, "site.relation", S("remove one of both"),
                      "a symmetric relation has no inverse");
    }
    r->relations = v;
    r->n_relations = doc_count(map);
}

static void read_access(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node list = doc_list(root, "access", NEEDED);
    struct reg_access *v = ARENA_ARRAY(l->a, struct reg_access, doc_count(list) + 1);
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "role service partner purpose read write relate");
        v[i] = (struct reg_access){ .role = doc_str(c, "role", OPTIONAL),
                                    .service = doc_str(c, "service", OPTIONAL),
                                    .partner = doc_str(c, "partner", OPTIONAL),
                                    .purpose = doc_str(c, "purpose", NEEDED),
                                    .line = doc_line(c) };
        v[i].read = doc_strs(c, "read", OPTIONAL, &v[i].n_read);
        v[i].write = doc_strs(c, "write", OPTIONAL, &v[i].n_write);
        v[i].relate = doc_strs(c, "relate", OPTIONAL, &v[i].n_relate);
        if ((v[i].role.n > 0) + (v[i].service.n > 0) + (v[i].partner.n > 0) != 1)
            doc_error(c, "site.access", S("name a role, a service or a partner, one of them"),
                      "the access names no one");
    }
    r->access = v;
    r->n_access = doc_count(list);
}

/* A field that makes a part of an address: known and clear, as whoever types may read it. */
static void address_field(struct registry *r, struct doc_node c, str name)
{
    const struct reg_field *f = register_field(r, name);
    if (!f)
        doc_error(c, "site.unknown", S("add it to fields"), "there is no field \"%.*s\"",
                  STR_ARG(name));
    else if (f->list || !(str_eq(f->type, S("string")) || str_eq(f->type, S("number"))))
        doc_error(c, "site.address", S("name a field of one text or number"),
                  "\"%.*s\" cannot be a part of an address", STR_ARG(name));
}

static struct reg_line read_line(struct loader *l, struct registry *r, struct doc_node c, str text)
{
    VEC(str) v = { 0 };
    str rest = text, name;
    while (str_next(&rest, ' ', &name))
        if (name.n) {
            address_field(r, c, name);
            *vec_push(&v, l->a) = name;
        }
    return (struct reg_line){ v.v, v.n };
}

static void read_address_parts(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "address", OPTIONAL);
    size_t n;
    if (!doc_is(c))
        return;
    struct reg_address *d = ARENA_NEW(l->a, struct reg_address);
    str known = S("lines");
    for (int i = ADDRESS_PLACE; i <= ADDRESS_COUNTRY; i++) {
        str name = doc_str(c, address_key(l, i), OPTIONAL);
        if (name.n)
            address_field(r, c, name);
        d->part[i - ADDRESS_PLACE] = name;
        known = str_fmt(l->a, "%.*s %s", STR_ARG(known), address_key(l, i));
    }
    doc_keys(c, str_zdup(l->a, known));
    const str *lines = doc_strs(c, "lines", NEEDED, &n);
    struct reg_line *v = ARENA_ARRAY(l->a, struct reg_line, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = read_line(l, r, c, lines[i]);
    d->lines = v;
    d->n_lines = n;
    d->line = doc_line(c);
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity != SENS_PUBLIC)
            doc_error(c, "site.address", S("make all fields of the register public"),
                      "anybody may look for addresses, and \"%.*s\" is not public",
                      STR_ARG(r->fields[i].name));
    r->address = d;
}

/* Who may open what was sealed, and from which age the person themself. */
static void read_sealed(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "sealed", OPTIONAL);
    int64_t days = 0;
    if (!doc_is(c))
        return;
    doc_keys(c, "roles own_from born");
    r->sealed.roles = doc_strs(c, "roles", NEEDED, &r->sealed.n_roles);
    r->sealed.born = doc_str(c, "born", OPTIONAL);
    if (r->sealed.born.n || doc_is(doc_get(c, S("own_from"))))
        (void)doc_duration(c, "own_from", &r->sealed.own_months, &days);
    const struct reg_field *f = register_field(r, r->sealed.born);
    if (r->sealed.born.n && (!f || !str_eq(f->type, S("date"))))
        doc_error(c, "site.sealed", S("name a field of the register that is a date"),
                  "\"%.*s\" is no day of birth", STR_ARG(r->sealed.born));
    (void)l;
}

static void read_ward(struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "related", OPTIONAL);
    int64_t days = 0;

    if (!doc_is(c))
        return;
    doc_keys(c, "relation question born until answers");
    r->dispute.ward = (struct reg_ward){ .relation = doc_str(c, "relation", NEEDED),
                                         .question = doc_str(c, "question", NEEDED),
                                         .born = doc_str(c, "born", NEEDED),
                                         .answers = doc_map(c, "answers", OPTIONAL).v };
    (void)doc_duration(c, "until", &r->dispute.ward.until_months, &days);
}

static void read_dispute(struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "dispute", OPTIONAL);
    if (!doc_is(c))
        return;
    doc_keys(c, "service question answers values why related");
    r->dispute.service = doc_str(c, "service", NEEDED);
    r->dispute.question = doc_str(c, "question", NEEDED);
    r->dispute.answers = doc_map(c, "answers", OPTIONAL).v;
    r->dispute.values = doc_map(c, "values", OPTIONAL).v;
    r->dispute.why = doc_str(c, "why", OPTIONAL);
    read_ward(r, c);
}

static void read_extract(struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "extract", OPTIONAL);

    if (!doc_is(c))
        return;
    doc_keys(c, "title fields valid holder");
    r->extract.title = doc_text(c, "title", NEEDED);
    r->extract.fields = doc_strs(c, "fields", NEEDED, &r->extract.n_fields);
    r->extract.holder = doc_strs(c, "holder", OPTIONAL, &r->extract.n_holder);
    (void)doc_duration(c, "valid", &r->extract.months, &r->extract.days);
}

void read_register(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id title description owner key purpose basis retention fields relations access "
                   "search display address seed sealed dispute constraints "
                   "names extract duplicates quality version migrate");
    struct registry *r = ARENA_NEW(l->a, struct registry);
    *r = (struct registry){ .id = doc_id(root, "id"),
                            .file = file.path,
                            .owner = doc_str(root, "owner", NEEDED),
                            .key = doc_str(root, "key", NEEDED),
                            .title = doc_text(root, "title", NEEDED),
                            .description = doc_text(root, "description", OPTIONAL),
                            .seed = doc_get(root, S("seed")).v };
    struct reg_field whole = { .purpose = doc_str(root, "purpose", OPTIONAL),
                               .retention = read_retention(root, "retention") };
    r->retention = whole.retention;
    whole.basis = doc_strs(root, "basis", OPTIONAL, &whole.n_basis);
    struct doc_node fields = doc_map(root, "fields", NEEDED);
    struct reg_field *v = ARENA_ARRAY(l->a, struct reg_field, doc_count(fields) + 1);
    for (; r->n_fields < doc_count(fields); r->n_fields++)
        read_field(l, &v[r->n_fields], &whole, doc_at(fields, r->n_fields),
                   doc_key(fields, r->n_fields));
    r->fields = v;
    read_migrations(l, r, v, root);
    read_relations(l, r, root, whole.purpose);
    read_access(l, r, root);
    r->search = doc_strs(root, "search", OPTIONAL, &r->n_search);
    r->display = doc_strs(root, "display", OPTIONAL, &r->n_display);
    read_constraints(l, r, root);
    read_address_parts(l, r, root);
    read_sealed(l, r, root);
    read_dispute(r, root);
    read_duplicates(l, r, root);
    read_quality(l, r, root);
    read_extract(r, root);
    *vec_push(&l->registers, l->a) = r;
    put_id(l, "register", r->id, r, root);
}
