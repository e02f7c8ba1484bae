/* The federation's configuration, read from JSON and written as it. */
#include "site/federation.h"
#include "site/exchange.h"
#include "value/json.h"

bool federation_id(str id, size_t parts)
{
    str rest = id, part;
    size_t n = 0;

    for (; str_next(&rest, '/', &part); n++)
        if (!exchange_code(part))
            return false;
    return n == parts;
}

bool federation_fingerprint(str hex)
{
    for (size_t i = 0; i < hex.n; i++)
        if (!((hex.p[i] >= '0' && hex.p[i] <= '9') || (hex.p[i] >= 'a' && hex.p[i] <= 'f')))
            return false;
    return hex.n == 64;
}

/* ---- reading ---- */

static str text_of(val v, const char *key)
{
    val t = val_get(v, str_z(key));

    return t.tag == V_STRING ? val_text(t) : S("");
}

static bool list_of(val v, const char *key, val *out)
{
    *out = val_get(v, str_z(key));
    return out->tag == V_LIST;
}

static bool moment_of(val v, const char *key, instant *out)
{
    return !failed(instant_parse(text_of(v, key), out));
}

/* Each a text that `fits`. */
static bool texts_of(arena *a, val v, const char *key, bool (*fits)(str), const str **out,
                     size_t *n)
{
    val list;

    if (!list_of(v, key, &list))
        return false;
    str *all = ARENA_ARRAY(a, str, val_count(list) + 1);
    *out = all;
    *n = val_count(list);
    for (size_t i = 0; i < *n; i++) {
        val one = val_at(list, i);
        if (one.tag != V_STRING || !fits(val_text(one)))
            return false;
        all[i] = val_text(one);
    }
    return true;
}

static bool is_pem(str s)
{
    return str_starts(s, S("-----BEGIN CERTIFICATE-----"));
}

static bool is_member(str s)
{
    return federation_id(s, 3);
}

static bool read_one_node(arena *a, val v, struct exchange_node *out)
{
    *out = (struct exchange_node){ .id = text_of(v, "id"), .url = text_of(v, "url") };
    return exchange_code(out->id) && exchange_url(out->url) &&
           !failed(day_parse(text_of(v, "until"), &out->until)) &&
           texts_of(a, v, "certificates", is_pem, &out->certs, &out->n_certs) && out->n_certs > 0 &&
           out->n_certs <= FEDERATION_CERTS;
}

static bool read_nodes(arena *a, val v, struct federation *f)
{
    val list;

    if (!list_of(v, "nodes", &list))
        return false;
    struct exchange_node *all = ARENA_ARRAY(a, struct exchange_node, val_count(list) + 1);
    f->nodes = all;
    for (size_t i = 0; i < val_count(list); i++) {
        if (!read_one_node(a, val_at(list, i), &all[i]) || federation_node(f, all[i].id))
            return false;
        f->n_nodes = i + 1;
    }
    return true;
}

static bool read_places(arena *a, val v, struct federation *f)
{
    VEC(struct federation_place) all = { 0 };
    val members, subsystems;

    if (!list_of(v, "members", &members))
        return false;
    for (size_t i = 0; i < val_count(members); i++) {
        val m = val_at(members, i);
        if (!list_of(m, "subsystems", &subsystems))
            return false;
        for (size_t k = 0; k < val_count(subsystems); k++) {
            val s = val_at(subsystems, k);
            str id = str_fmt(a, "%.*s/%.*s/%.*s/%.*s", STR_ARG(f->instance),
                             STR_ARG(text_of(m, "class")), STR_ARG(text_of(m, "code")),
                             STR_ARG(text_of(s, "code")));
            if (!federation_id(id, 4) || !exchange_code(text_of(s, "node")))
                return false;
            *vec_push(&all, a) = (struct federation_place){ id, text_of(s, "node") };
        }
    }
    f->places = all.v;
    f->n_places = all.n;
    return true;
}

static bool read_withdrawn(arena *a, val v, struct federation_withdrawn *w)
{
    val list;

    if (!texts_of(a, v, "certificates", federation_fingerprint, &w->certs, &w->n_certs) ||
        !texts_of(a, v, "members", is_member, &w->members, &w->n_members) ||
        !list_of(v, "rights", &list))
        return false;
    struct federation_right *all = ARENA_ARRAY(a, struct federation_right, val_count(list) + 1);
    w->rights = all;
    w->n_rights = val_count(list);
    for (size_t i = 0; i < w->n_rights; i++) {
        val r = val_at(list, i);
        all[i] = (struct federation_right){ text_of(r, "consumer"), text_of(r, "service") };
        if (!federation_id(all[i].consumer, 4) || !federation_id(all[i].service, 5))
            return false;
    }
    return true;
}

err federation_read(arena *a, str json, struct federation *out)
{
    static const struct json_limits limits = { .depth = 10, .bytes = FEDERATION_MAX };
    struct federation f = { 0 };
    val v;

    if (failed(val_from_json(a, json, &limits, &v, NULL)) || v.tag != V_CONTEXT)
        return REFUSED(ERR_SYNTAX);
    f.instance = text_of(v, "instance");
    f.governor = text_of(v, "governor");
    f.version = val_get_i64(v, S("version"), 0);
    if (!exchange_code(f.instance) || !exchange_code(f.governor) || f.version < 1 ||
        !moment_of(v, "made", &f.made) || !moment_of(v, "until", &f.until) ||
        f.until.ms <= f.made.ms || !read_nodes(a, v, &f) || !read_places(a, v, &f) ||
        !read_withdrawn(a, val_get(v, S("withdrawn")), &f.withdrawn))
        return REFUSED(ERR_SYNTAX);
    *out = f;
    return OK;
}

/* ---- writing ---- */

static val strs_val(arena *a, const str *v, size_t n)
{
    val *items = ARENA_ARRAY(a, val, n + 1);

    for (size_t i = 0; i < n; i++)
        items[i] = val_str(v[i]);
    return val_list(items, n);
}

static val node_val(arena *a, const struct exchange_node *n)
{
    val_builder b = val_build(a);

    val_put(&b, S("id"), val_str(n->id));
    val_put(&b, S("url"), val_str(n->url));
    val_put(&b, S("until"), val_str(day_str(a, n->until)));
    val_put(&b, S("certificates"), strs_val(a, n->certs, MIN(n->n_certs, FEDERATION_CERTS)));
    return val_done(&b);
}

static val nodes_val(arena *a, const struct exchange *x, const struct exchange_node *own)
{
    val list = val_append(a, val_list(NULL, 0), node_val(a, own));

    for (size_t i = 0; i < x->n_nodes; i++)
        if (x->nodes[i].n_certs)
            list = val_append(a, list, node_val(a, &x->nodes[i]));
    return list;
}

static val right_val(arena *a, const struct exchange_right *r)
{
    val_builder b = val_build(a);

    val_put(&b, S("consumer"), val_str(r->consumer));
    val_put(&b, S("purpose"), val_str(r->purpose));
    if (r->from.n)
        val_put(&b, S("from"), val_str(day_str(a, r->from)));
    if (r->until.n)
        val_put(&b, S("until"), val_str(day_str(a, r->until)));
    return val_done(&b);
}

static val services_val(arena *a, const struct exchange_subsystem *s)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < s->n_remotes; i++)
        list = val_append(a, list, val_with(a, val_null(), S("code"), val_str(s->remotes[i].code)));
    for (size_t i = 0; i < s->n_services; i++) {
        const struct exchange_service *v = &s->services[i];
        val rights = val_list(NULL, 0), one = val_null();
        for (size_t k = 0; k < v->n_rights; k++)
            rights = val_append(a, rights, right_val(a, &v->rights[k]));
        one = val_with(a, one, S("code"), val_str(v->code));
        list = val_append(a, list, val_with(a, one, S("rights"), rights));
    }
    return list;
}

static val members_val(arena *a, const struct exchange *x)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < x->n_members; i++) {
        const struct exchange_member *m = &x->members[i];
        val subsystems = val_list(NULL, 0);
        for (size_t k = 0; k < m->n_subsystems; k++) {
            const struct exchange_subsystem *s = &m->subsystems[k];
            val_builder b = val_build(a);
            val_put(&b, S("code"), val_str(s->code));
            val_put(&b, S("node"), val_str(s->node ? s->node->id : x->node));
            val_put(&b, S("services"), services_val(a, s));
            subsystems = val_append(a, subsystems, val_done(&b));
        }
        val_builder b = val_build(a);
        val_put(&b, S("class"), val_str(m->class));
        val_put(&b, S("code"), val_str(m->code));
        val_put(&b, S("subsystems"), subsystems);
        list = val_append(a, list, val_done(&b));
    }
    return list;
}

static val withdrawn_val(arena *a, const struct federation_withdrawn *w)
{
    val rights = val_list(NULL, 0);
    val_builder b = val_build(a);

    for (size_t i = 0; i < w->n_rights; i++) {
        val one = val_with(a, val_null(), S("consumer"), val_str(w->rights[i].consumer));
        rights =
            val_append(a, rights, val_with(a, one, S("service"), val_str(w->rights[i].service)));
    }
    val_put(&b, S("certificates"), strs_val(a, w->certs, w->n_certs));
    val_put(&b, S("members"), strs_val(a, w->members, w->n_members));
    val_put(&b, S("rights"), rights);
    return val_done(&b);
}

str federation_text(arena *a, const struct exchange *x, const struct exchange_node *own,
                    int64_t version, instant made, instant until)
{
    val_builder b = val_build(a);

    val_put(&b, S("instance"), val_str(x->instance));
    val_put(&b, S("governor"), val_str(x->node));
    val_put(&b, S("version"), val_int(version));
    val_put(&b, S("made"), val_str(instant_str(a, made)));
    val_put(&b, S("until"), val_str(instant_str(a, until)));
    val_put(&b, S("nodes"), nodes_val(a, x, own));
    val_put(&b, S("members"), members_val(a, x));
    val_put(&b, S("withdrawn"), withdrawn_val(a, &x->federation.withdrawn));
    return val_json_str(a, val_done(&b));
}

/* ---- finding ---- */

const struct exchange_node *federation_node(const struct federation *f, str id)
{
    for (size_t i = 0; i < f->n_nodes; i++)
        if (str_eq(f->nodes[i].id, id))
            return &f->nodes[i];
    return NULL;
}

str federation_place_of(const struct federation *f, str subsystem)
{
    for (size_t i = 0; i < f->n_places; i++)
        if (str_eq(f->places[i].subsystem, subsystem))
            return f->places[i].node;
    return STR_NULL;
}

bool federation_drops_cert(const struct federation_withdrawn *w, str fingerprint)
{
    for (size_t i = 0; i < w->n_certs; i++)
        if (str_eq(w->certs[i], fingerprint))
            return true;
    return false;
}

bool federation_drops_member(const struct federation_withdrawn *w, str subsystem)
{
    size_t slash = str_rfind_char(subsystem, '/');

    for (size_t i = 0; slash != SIZE_MAX && i < w->n_members; i++)
        if (str_eq(w->members[i], str_sub(subsystem, 0, slash)))
            return true;
    return false;
}

bool federation_drops_right(const struct federation_withdrawn *w, str consumer, str service)
{
    for (size_t i = 0; i < w->n_rights; i++)
        if (str_eq(w->rights[i].consumer, consumer) && str_eq(w->rights[i].service, service))
            return true;
    return false;
}
