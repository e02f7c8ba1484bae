/* exchange.yaml: read and held against offices, registers, partners, purposes and laws. */
#include "site/exchange.h"
#include "site/read_federation.h"
#include "site/read_level.h"

static str code_of(struct doc_node n, const char *key)
{
    str code = doc_str(n, key, NEEDED);

    if (code.n && !exchange_code(code))
        doc_error(doc_get(n, str_z(key)), "site.exchange",
                  S("letters, digits and '()+,-.=? of ASCII"),
                  "\"%.*s\" cannot be a part of an X-Road identifier", STR_ARG(code));
    return code;
}

static bool missing(struct loader *l, const char *kind, str id)
{
    return id.n && !get_id(l->s, kind, id);
}

static bool among_strs(const str *v, size_t n, str one)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], one))
            return true;
    return false;
}

/* ---- rights ---- */

static void right_fields(const struct exchange_service *s, struct exchange_right *r,
                         struct doc_node c)
{
    r->fields = doc_strs(c, "fields", OPTIONAL, &r->n_fields);
    for (size_t i = 0; i < r->n_fields; i++)
        if (!among_strs(s->fields, s->n_fields, r->fields[i]))
            doc_error(doc_get(c, S("fields")), "site.exchange",
                      S("name fields that the service offers"),
                      "the service \"%.*s\" does not offer \"%.*s\"", STR_ARG(s->code),
                      STR_ARG(r->fields[i]));
    if (!r->n_fields) {
        r->fields = s->fields;
        r->n_fields = s->n_fields;
    }
}

static void right_grounds(struct loader *l, struct exchange_right *r, struct doc_node c)
{
    r->purpose = doc_str(c, "purpose", NEEDED);
    if (missing(l, "purpose", r->purpose))
        doc_error(doc_get(c, S("purpose")), "site.unknown", S("add it to purposes in site.yaml"),
                  "there is no purpose \"%.*s\"", STR_ARG(r->purpose));
    r->basis = doc_strs(c, "basis", NEEDED, &r->n_basis);
    for (size_t i = 0; i < r->n_basis; i++)
        if (!clause_known(l->s, r->basis[i]))
            doc_error(doc_get(c, S("basis")), "site.unknown",
                      S("write law/clause, and the clause into law/"),
                      "there is no clause \"%.*s\"", STR_ARG(r->basis[i]));
    r->automatic = doc_bool(c, "automatic", false);
    r->from = doc_day(c, "from", 0);
    r->until = doc_day(c, "until", 0);
    if (r->until.n && r->until.n < r->from.n)
        doc_error(doc_get(c, S("until")), "site.exchange", S("a day that is not before from"),
                  "the right ends before it begins");
}

static str service_id(struct loader *l, const struct exchange_subsystem *of, str code)
{
    return str_fmt(l->a, "%.*s/%.*s", STR_ARG(of->id), STR_ARG(code));
}

static const struct exchange_right *read_rights(struct loader *l, struct exchange_service *s,
                                                struct doc_node c)
{
    struct doc_node list = doc_list(c, "rights", OPTIONAL);
    struct exchange_right *v = ARENA_ARRAY(l->a, struct exchange_right, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node r = doc_at(list, i);
        doc_keys(r, "consumer purpose basis fields automatic from until agreement");
        v[i].consumer = doc_str(r, "consumer", NEEDED);
        v[i].line = doc_line(r);
        right_fields(s, &v[i], r);
        right_grounds(l, &v[i], r);
        read_level(l, doc_get(r, S("agreement")),
                   (struct exchange_level){ .service = service_id(l, s->of, s->code),
                                            .consumer = v[i].consumer,
                                            .purpose = v[i].purpose,
                                            .provider = s->of->of,
                                            .from = v[i].from,
                                            .until = v[i].until });
        for (size_t k = 0; k < i; k++)
            if (str_eq(v[k].consumer, v[i].consumer) && str_eq(v[k].purpose, v[i].purpose))
                doc_error(r, "site.twice", S("make them one"),
                          "\"%.*s\" has this right for the same purpose twice",
                          STR_ARG(v[i].consumer));
    }
    s->n_rights = doc_count(list);
    return v;
}

/* ---- services ---- */

static void service_fields(struct loader *l, struct exchange_service *s, struct doc_node c)
{
    const struct registry *r = site_register(l->s, s->registry);

    if (missing(l, "register", s->registry))
        doc_error(doc_get(c, S("register")), "site.unknown", S("add registers/<id>.yaml"),
                  "there is no register \"%.*s\"", STR_ARG(s->registry));
    s->fields = doc_strs(c, "fields", NEEDED, &s->n_fields);
    for (size_t i = 0; r && i < s->n_fields; i++) {
        const struct reg_field *f = register_field(r, s->fields[i]);
        if (!f)
            doc_error(doc_get(c, S("fields")), "site.unknown", S("name fields of the register"),
                      "the register \"%.*s\" has no field \"%.*s\"", STR_ARG(r->id),
                      STR_ARG(s->fields[i]));
        else if (f->sensitivity == SENS_SECRET)
            doc_error(doc_get(c, S("fields")), "site.exchange", S("leave it out"),
                      "\"%.*s\" is secret: it leaves the house by no service",
                      STR_ARG(s->fields[i]));
    }
    if (r && s->of->of->office.n && !str_eq(r->owner, s->of->of->office))
        doc_error(doc_get(c, S("register")), "site.exchange",
                  S("offer it by the member whose office keeps the register"),
                  "the register \"%.*s\" is kept by \"%.*s\", not by this member's office",
                  STR_ARG(r->id), STR_ARG(r->owner));
}

static bool reserved(str code)
{
    return word_among(code, "listMethods allowedMethods getOpenAPI getWsdl");
}

static const struct exchange_service *read_offers(struct loader *l, struct exchange_subsystem *of,
                                                  struct doc_node c)
{
    struct doc_node list = doc_list(c, "services", OPTIONAL);
    struct exchange_service *v = ARENA_ARRAY(l->a, struct exchange_service, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node s = doc_at(list, i);
        doc_keys(s, "code title register fields rights");
        v[i] = (struct exchange_service){ .code = code_of(s, "code"),
                                          .title = doc_text(s, "title", NEEDED),
                                          .registry = doc_str(s, "register", NEEDED),
                                          .of = of };
        if (reserved(v[i].code))
            doc_error(doc_get(s, S("code")), "site.exchange", S("give it another code"),
                      "\"%.*s\" is a service of X-Road itself", STR_ARG(v[i].code));
        for (size_t k = 0; k < i; k++)
            if (str_eq(v[k].code, v[i].code))
                doc_error(s, "site.twice", S("give one another code"), "\"%.*s\" comes twice",
                          STR_ARG(v[i].code));
        service_fields(l, &v[i], s);
        v[i].rights = read_rights(l, &v[i], s);
    }
    of->n_services = doc_count(list);
    if (of->n_services && of->partner.n)
        doc_error(list, "site.exchange", S("offer it by a subsystem of this government"),
                  "what a partner's own system offers is not declared here");
    return v;
}

/* ---- other nodes ---- */

/* Its card: what stoa exchange join wrote, or the same lines in exchange.yaml. */
static void read_card(struct exchange_node *n, struct doc_node c)
{
    n->url = doc_str(c, "url", NEEDED);
    n->until = doc_day(c, "until", 0);
    n->certs = doc_strs(c, "certificates", NEEDED, &n->n_certs);
    for (size_t i = 0; i < n->n_certs; i++)
        if (!str_starts(n->certs[i], S("-----BEGIN CERTIFICATE-----")))
            doc_error(doc_get(c, S("certificates")), "site.exchange",
                      S("write the text that stoa exchange card prints on the other node"),
                      "this is no certificate in PEM");
    if (n->url.n && !exchange_url(n->url))
        doc_error(doc_get(c, S("url")), "site.exchange",
                  S("write https://HOST or https://HOST:PORT, without a path"),
                  "\"%.*s\" is no address of a node", STR_ARG(n->url));
    if (!n->until.n)
        doc_error(c, "site.exchange", S("add until: the last day of the agreement"),
                  "the node \"%.*s\" has no end", STR_ARG(n->id));
}

static void read_card_file(struct loader *l, struct exchange_node *n, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;

    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "id url certificates until");
    if (!str_eq(doc_str(root, "id", NEEDED), n->id))
        doc_error(root, "site.exchange", S("name the file after the node"),
                  "this is not the card of the node \"%.*s\"", STR_ARG(n->id));
    read_card(n, root);
}

/* Without a card there is no agreement yet: nothing is asked of it and nothing answered. */
static void read_node(struct loader *l, struct exchange_node *n, struct doc_node c)
{
    doc_keys(c, "id name url certificates until");
    *n = (struct exchange_node){ .id = code_of(c, "id"),
                                 .name = doc_text(c, "name", NEEDED),
                                 .url = S("") };
    const struct site_file *card = file_of(l, str_fmt(l->a, "nodes/%.*s.yaml", STR_ARG(n->id)));
    bool here = doc_is(doc_get(c, S("url"))) || doc_is(doc_get(c, S("certificates"))) ||
                doc_is(doc_get(c, S("until")));
    if (card && here)
        doc_error(c, "site.twice", S("remove url, certificates and until here"),
                  "the node \"%.*s\" has a card in nodes/, too", STR_ARG(n->id));
    if (card)
        read_card_file(l, n, *card);
    else if (here)
        read_card(n, c);
    if (str_eq(n->id, l->s->exchange.node) || get_id(l->s, "partner", n->id) ||
        exchange_node(&l->s->exchange, n->id) != n)
        doc_error(c, "site.twice", S("give it a name of its own"),
                  "this node, another one or a partner is called \"%.*s\", too", STR_ARG(n->id));
}

static void read_nodes(struct loader *l, struct doc_node root)
{
    struct exchange *x = &l->s->exchange;
    struct doc_node list = doc_list(root, "nodes", OPTIONAL);
    struct exchange_node *v = ARENA_ARRAY(l->a, struct exchange_node, doc_count(list) + 1);

    x->node = doc_is(doc_get(root, S("node"))) ? code_of(root, "node") : S("");
    x->nodes = v;
    x->n_nodes = doc_count(list);
    for (size_t i = 0; i < x->n_nodes; i++)
        read_node(l, &v[i], doc_at(list, i));
    if (x->n_nodes && !x->node.n)
        doc_error(list, "site.exchange", S("add node: the name of this one"),
                  "there are other nodes, and this one has no name");
}

static void read_remotes(struct loader *l, struct exchange_subsystem *s, struct doc_node c)
{
    struct doc_node list = doc_list(c, "services", OPTIONAL);
    struct exchange_remote *v = ARENA_ARRAY(l->a, struct exchange_remote, doc_count(list) + 1);

    s->remotes = v;
    s->n_remotes = doc_count(list);
    for (size_t i = 0; i < s->n_remotes; i++) {
        struct doc_node r = doc_at(list, i);
        doc_keys(r, "code title delivery agreement about");
        v[i] = (struct exchange_remote){
            .code = code_of(r, "code"),
            .title = doc_text(r, "title", NEEDED),
            .about = doc_str(r, "about", OPTIONAL),
            .once =
                str_eq(doc_choice(r, "delivery", "at-least-once at-most-once", S("at-least-once")),
                       S("at-most-once"))
        };
        read_level(l, doc_get(r, S("agreement")),
                   (struct exchange_level){ .service = service_id(l, s, v[i].code),
                                            .provider = s->of,
                                            .until = s->node->until });
        if (exchange_remote(s, v[i].code) != &v[i])
            doc_error(r, "site.twice", S("give one another code"), "\"%.*s\" comes twice",
                      STR_ARG(v[i].code));
    }
}

/* ---- members ---- */

static void subsystem_asks(struct loader *l, struct exchange_subsystem *s, struct doc_node c)
{
    s->asks = doc_strs(c, "asks", OPTIONAL, &s->n_asks);
    for (size_t i = 0; i < s->n_asks; i++) {
        str key = s->asks[i];
        if (!site_service(l->s, key))
            doc_error(doc_get(c, S("asks")), "site.unknown", S("name services of this site"),
                      "there is no service \"%.*s\"", STR_ARG(key));
        else if (exchange_asks(&l->s->exchange, key) != s)
            doc_error(doc_get(c, S("asks")), "site.exchange", S("let it ask as one subsystem"),
                      "the service \"%.*s\" asks as another subsystem already", STR_ARG(key));
    }
    if (s->node && (s->n_asks || s->partner.n))
        doc_error(c, "site.exchange", S("remove node, or partner and asks"),
                  "what is on another node is neither a partner's nor this government's");
    if (s->n_asks && s->partner.n)
        doc_error(doc_get(c, S("asks")), "site.exchange", S("remove one of both"),
                  "what this government's services ask as cannot be a partner's, too");
}

static void read_subsystem(struct loader *l, struct exchange_subsystem *s, struct doc_node c)
{
    const struct exchange_member *m = s->of;

    doc_keys(c, "code name partner node asks services");
    s->code = code_of(c, "code");
    s->name = doc_text(c, "name", NEEDED);
    s->partner = doc_str(c, "partner", OPTIONAL);
    s->id = str_fmt(l->a, "%.*s/%.*s/%.*s/%.*s", STR_ARG(l->s->exchange.instance),
                    STR_ARG(m->class), STR_ARG(m->code), STR_ARG(s->code));
    if (missing(l, "partner", s->partner))
        doc_error(doc_get(c, S("partner")), "site.unknown", S("add partners/<id>.yaml"),
                  "there is no partner \"%.*s\"", STR_ARG(s->partner));
    str node = doc_str(c, "node", OPTIONAL);
    s->node = exchange_node(&l->s->exchange, node);
    if (node.n && !s->node)
        doc_error(doc_get(c, S("node")), "site.unknown", S("add it to nodes"),
                  "there is no node \"%.*s\"", STR_ARG(node));
    subsystem_asks(l, s, c);
    if (s->node)
        read_remotes(l, s, c);
    else
        s->services = read_offers(l, s, c);
    if (exchange_subsystem(&l->s->exchange, s->id) != s)
        doc_error(c, "site.twice", S("give one another code"), "\"%.*s\" comes twice",
                  STR_ARG(s->id));
}

static void read_member(struct loader *l, struct exchange_member *m, struct doc_node c)
{
    doc_keys(c, "class code name office subsystems");
    *m = (struct exchange_member){ .class = code_of(c, "class"),
                                   .code = code_of(c, "code"),
                                   .name = doc_text(c, "name", NEEDED),
                                   .office = doc_str(c, "office", NEEDED) };
    if (missing(l, "office", m->office))
        doc_error(doc_get(c, S("office")), "site.unknown", S("add offices/<id>.yaml"),
                  "there is no office \"%.*s\"", STR_ARG(m->office));
    for (const struct exchange_member *o = l->s->exchange.members; o < m; o++)
        if (str_eq(o->class, m->class) && str_eq(o->code, m->code))
            doc_error(c, "site.twice", S("make them one"), "the member %.*s/%.*s comes twice",
                      STR_ARG(m->class), STR_ARG(m->code));
    struct doc_node list = doc_list(c, "subsystems", NEEDED);
    struct exchange_subsystem *v =
        ARENA_ARRAY(l->a, struct exchange_subsystem, doc_count(list) + 1);
    m->subsystems = v;
    m->n_subsystems = doc_count(list);
    for (size_t i = 0; i < m->n_subsystems; i++) {
        v[i].of = m;
        read_subsystem(l, &v[i], doc_at(list, i));
    }
}

/* Who has a right has to be somebody, and somebody who can ask. */
static void consumers_check(struct loader *l, const struct exchange_service *s,
                            struct doc_node rights)
{
    for (size_t i = 0; i < s->n_rights; i++) {
        str id = s->rights[i].consumer;
        const struct exchange_subsystem *c = exchange_subsystem(&l->s->exchange, id);
        struct doc_node at = doc_at(rights, i);
        if (!c)
            doc_error(at, "site.unknown", S("write instance/class/member/subsystem"),
                      "there is no subsystem \"%.*s\"", STR_ARG(id));
        else if (!c->n_asks && doc_is(doc_get(doc_get(at, S("agreement")), S("available"))))
            doc_error(doc_get(at, S("agreement")), "site.exchange",
                      S("remove available: it is measured by who asks, and that is not here"),
                      "\"%.*s\" asks from outside: nobody here knows when it had no answer",
                      STR_ARG(id));
        else if (!c->partner.n && !c->n_asks && !c->node)
            doc_error(at, "site.exchange",
                      S("say its partner, its node, or which services ask as it"),
                      "nobody can call as \"%.*s\"", STR_ARG(id));
    }
}

static void all_consumers(struct loader *l, struct doc_node members)
{
    const struct exchange *x = &l->s->exchange;

    for (size_t i = 0; i < x->n_members; i++)
        for (size_t k = 0; k < x->members[i].n_subsystems; k++) {
            const struct exchange_subsystem *s = &x->members[i].subsystems[k];
            struct doc_node subsystem = doc_at(doc_get(doc_at(members, i), S("subsystems")), k);
            for (size_t j = 0; j < s->n_services; j++)
                consumers_check(l, &s->services[j],
                                doc_get(doc_at(doc_get(subsystem, S("services")), j), S("rights")));
        }
}

void read_exchange(struct loader *l, struct site_file file)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;

    if (!doc_read(l, &d, file, &root))
        return;
    doc_keys(root, "instance node nodes federation members");
    l->s->exchange.instance = code_of(root, "instance");
    read_nodes(l, root);
    read_federation(l, root);
    struct doc_node list = doc_list(root, "members", NEEDED);
    struct exchange_member *v = ARENA_ARRAY(l->a, struct exchange_member, doc_count(list) + 1);
    l->s->exchange.members = v;
    l->s->exchange.n_members = doc_count(list);
    for (size_t i = 0; i < doc_count(list); i++)
        read_member(l, &v[i], doc_at(list, i));
    all_consumers(l, list);
    l->s->exchange.levels = l->levels.v;
    l->s->exchange.n_levels = l->levels.n;
}
