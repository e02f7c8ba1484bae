/* Whether a site governs a federation of nodes, is governed, and what it has withdrawn. */
#include "site/read_federation.h"

static void ids_check(struct doc_node c, const char *key, const str *v, size_t n,
                      bool (*fits)(str id), const char *form)
{
    for (size_t i = 0; i < n; i++)
        if (!fits(v[i]))
            doc_error(doc_get(c, str_z(key)), "site.exchange", str_z(form),
                      "\"%.*s\" has another form", STR_ARG(v[i]));
}

static bool is_member(str s)
{
    return federation_id(s, 3);
}

static void withdrawn_rights(struct loader *l, struct federation_withdrawn *w, struct doc_node c)
{
    struct doc_node list = doc_list(c, "rights", OPTIONAL);
    struct federation_right *v = ARENA_ARRAY(l->a, struct federation_right, doc_count(list) + 1);

    w->rights = v;
    w->n_rights = doc_count(list);
    for (size_t i = 0; i < w->n_rights; i++) {
        struct doc_node r = doc_at(list, i);
        doc_keys(r, "consumer service");
        v[i] = (struct federation_right){ doc_str(r, "consumer", NEEDED),
                                          doc_str(r, "service", NEEDED) };
        if (!federation_id(v[i].consumer, 4) || !federation_id(v[i].service, 5))
            doc_error(r, "site.exchange",
                      S("write instance/class/member/subsystem, and the same with /service"),
                      "this is no right of the exchange");
    }
}

static void read_withdrawn(struct loader *l, struct federation_withdrawn *w, struct doc_node c)
{
    doc_keys(c, "certificates members rights");
    w->certs = doc_strs(c, "certificates", OPTIONAL, &w->n_certs);
    ids_check(c, "certificates", w->certs, w->n_certs, federation_fingerprint,
              "write the SHA-256 of the certificate: 64 hexadecimal digits in lower case");
    w->members = doc_strs(c, "members", OPTIONAL, &w->n_members);
    ids_check(c, "members", w->members, w->n_members, is_member, "write instance/class/member");
    withdrawn_rights(l, w, c);
}

void read_federation(struct loader *l, struct doc_node root)
{
    struct exchange_federation *f = &l->s->exchange.federation;
    struct doc_node c = doc_get(root, S("federation"));
    const struct site_file *signed_one = file_of(l, S(FEDERATION_FILE));

    if (signed_one && !doc_bool(c, "governs", false))
        doc_error(root, "site.exchange", S("remove the file, or write federation: governs: true"),
                  "there is a signed configuration, and this node governs no federation");
    if (!doc_is(c))
        return;
    doc_keys(c, "governs governor withdrawn");
    str governor = doc_str(c, "governor", OPTIONAL);
    f->governs = doc_bool(c, "governs", false);
    f->governor = exchange_node(&l->s->exchange, governor);
    f->published = f->governs && signed_one ? str_trim(signed_one->bytes) : S("");
    if (governor.n && !f->governor)
        doc_error(doc_get(c, S("governor")), "site.unknown", S("add it to nodes"),
                  "there is no node \"%.*s\"", STR_ARG(governor));
    if (f->governs == (governor.n > 0))
        doc_error(c, "site.exchange", S("write governs: true, or governor: and a node's id"),
                  "a node governs the federation or is governed in it");
    if (f->governs && !l->s->exchange.node.n)
        doc_error(c, "site.exchange", S("add node: the name of this one"),
                  "a node without a name governs nothing");
    if (doc_is(doc_get(c, S("withdrawn")))) {
        read_withdrawn(l, &f->withdrawn, doc_map(c, "withdrawn", NEEDED));
        if (!f->governs)
            doc_error(doc_get(c, S("withdrawn")), "site.exchange",
                      S("take the right or the card out of this site's content"),
                      "only the governing node withdraws for all");
    }
}
