/* What there is to call: the metadata services for REST (PR-MREST 0.5) and the list of members. */
#include "blocks/exchange/road.h"
#include "value/json.h"

enum { META_LIST, META_ALLOWED, META_OPENAPI, META_NONE };

static int meta_of(str service)
{
    return str_eq(service, S("listMethods"))      ? META_LIST
           : str_eq(service, S("allowedMethods")) ? META_ALLOWED
           : str_eq(service, S("getOpenAPI"))     ? META_OPENAPI
                                                  : META_NONE;
}

bool road_is_meta(str service)
{
    return meta_of(service) != META_NONE;
}

static void put_member(struct web *w, val_builder *b, const struct exchange_member *m)
{
    val_put(b, S("xroad_instance"), val_str(w->site->exchange.instance));
    val_put(b, S("member_class"), val_str(m->class));
    val_put(b, S("member_code"), val_str(m->code));
}

/* ---- methods ---- */

static val endpoint(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("method"), VAL_S("GET"));
    val_put(&b, S("path"), VAL_S("/*"));
    return val_done(&b);
}

static val method_val(struct web *w, const struct exchange_subsystem *of, str code)
{
    val_builder b = val_build(w->a);

    put_member(w, &b, of->of);
    val_put(&b, S("subsystem_code"), val_str(of->code));
    val_put(&b, S("service_code"), val_str(code));
    val_put(&b, S("object_type"), VAL_S("SERVICE"));
    val_put(&b, S("service_type"), VAL_S("OPENAPI"));
    val_put(&b, S("endpoint_list"), val_append(w->a, val_list(NULL, 0), endpoint(w)));
    return val_done(&b);
}

/* Whether it may be called for any purpose today. */
static bool may_call(struct web *w, const struct exchange_service *s, str consumer)
{
    for (size_t i = 0; i < s->n_rights; i++)
        if (str_eq(s->rights[i].consumer, consumer) &&
            exchange_right(s, consumer, s->rights[i].purpose, w->today))
            return true;
    return false;
}

static val methods_val(struct web *w, const struct exchange_subsystem *of, const str *consumer)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < of->n_services; i++)
        if (!consumer || may_call(w, &of->services[i], *consumer))
            list = val_append(w->a, list, method_val(w, of, of->services[i].code));
    for (size_t i = 0; i < of->n_remotes; i++)
        list = val_append(w->a, list, method_val(w, of, of->remotes[i].code));
    return val_with(w->a, val_null(), S("service"), list);
}

/* ---- OpenAPI 3.0 ---- */

static val typed(struct web *w, const char *type, const char *format)
{
    val v = val_with(w->a, val_null(), S("type"), val_str(str_z(type)));

    return format ? val_with(w->a, v, S("format"), val_str(str_z(format))) : v;
}

static val field_schema(struct web *w, const struct reg_field *f)
{
    str t = f->type;
    val one = str_eq(t, S("number"))    ? typed(w, "number", NULL)
              : str_eq(t, S("boolean")) ? typed(w, "boolean", NULL)
              : str_eq(t, S("date"))    ? typed(w, "string", "date")
              : str_eq(t, S("string"))  ? typed(w, "string", NULL)
                                        : typed(w, "object", NULL);

    if (f->list) {
        val list = typed(w, "array", NULL);
        one = val_with(w->a, list, S("items"), one);
    }
    return val_with(w->a, one, S("description"), val_str(site_text(w->site, f->label, w->lang)));
}

static val answer_schema(struct web *w, const struct exchange_service *s, const struct registry *r)
{
    val_builder b = val_build(w->a);

    for (size_t i = 0; i < s->n_fields; i++)
        val_put(&b, s->fields[i], field_schema(w, register_field(r, s->fields[i])));
    return val_with(w->a, typed(w, "object", NULL), S("properties"), val_done(&b));
}

static val answers_val(struct web *w, const struct exchange_service *s, const struct registry *r)
{
    arena *a = w->a;
    val media = val_with(a, val_null(), S("schema"), answer_schema(w, s, r));
    val content = val_with(a, val_null(), S("application/json"), media);
    val there = val_with(a, val_null(), S("description"),
                         val_str(word0(w->page.words, W_exchange_road_told)));
    val not_there = val_with(a, val_null(), S("description"),
                             val_str(word0(w->page.words, W_exchange_road_nothing)));
    val_builder b = val_build(a);

    val_put(&b, S("200"), val_with(a, there, S("content"), content));
    val_put(&b, S("404"), not_there);
    return val_done(&b);
}

static val parameter_val(struct web *w, const struct registry *r)
{
    const struct reg_field *key = register_field(r, r->key);
    val_builder b = val_build(w->a);

    val_put(&b, S("name"), val_str(r->key));
    val_put(&b, S("in"), VAL_S("path"));
    val_put(&b, S("required"), val_bool(true));
    val_put(&b, S("schema"), field_schema(w, key));
    return val_done(&b);
}

static val operation_val(struct web *w, const struct exchange_service *s, const struct registry *r)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("operationId"), val_str(s->code));
    val_put(&b, S("summary"), val_str(site_text(w->site, s->title, w->lang)));
    val_put(&b, S("parameters"), val_append(w->a, val_list(NULL, 0), parameter_val(w, r)));
    val_put(&b, S("responses"), answers_val(w, s, r));
    return val_done(&b);
}

static val openapi_val(struct web *w, const struct exchange_service *s)
{
    const struct registry *r = site_register(w->site, s->registry);
    arena *a = w->a;
    val_builder b = val_build(a);
    val info = val_with(a, val_null(), S("title"), val_str(site_text(w->site, s->title, w->lang)));
    val path = val_with(a, val_null(), S("get"), operation_val(w, s, r));

    val_put(&b, S("openapi"), VAL_S("3.0.3"));
    val_put(&b, S("info"), val_with(a, info, S("version"), val_str(w->site->version)));
    val_put(&b, S("paths"), val_with(a, val_null(), str_fmt(a, "/{%.*s}", STR_ARG(r->key)), path));
    return val_done(&b);
}

err road_meta(struct web *w, const struct xroad_call *c)
{
    const struct exchange_subsystem *of = exchange_subsystem(&w->site->exchange, c->subsystem);
    int meta = meta_of(c->service);
    const struct exchange_service *s;
    val v;

    if (!of)
        return road_error(w, W_exchange_road_member,
                          word(w->a, w->page.words, W_exchange_road_member,
                               val_with(w->a, val_null(), S("name"), val_str(c->subsystem))),
                          500);
    if (of->node && meta != META_LIST)
        return road_error(w, W_exchange_road_there,
                          word(w->a, w->page.words, W_exchange_road_there,
                               val_with(w->a, val_null(), S("name"), val_str(of->node->id))),
                          500);
    if (meta == META_OPENAPI) {
        str code = web_query(w, "serviceCode");
        s = exchange_service(of, code.p ? code : S(""));
        if (!s)
            return road_error(
                w, W_exchange_road_service,
                word(w->a, w->page.words, W_exchange_road_service,
                     val_with(w->a, val_null(), S("name"), val_str(code.p ? code : S("")))),
                500);
        v = openapi_val(w, s);
    } else {
        v = methods_val(w, of, meta == META_ALLOWED ? &c->client : NULL);
    }
    TRY(web_bytes(w, 200, S("application/json;charset=utf-8"), val_json_str(w->a, v)));
    w->reply.cache = CACHE_NEVER;
    road_headers(w, c);
    return OK;
}

/* ---- members (PR-META, listClients) ---- */

static val client_val(struct web *w, const struct exchange_member *m,
                      const struct exchange_subsystem *s)
{
    val_builder id = val_build(w->a), b = val_build(w->a);

    put_member(w, &id, m);
    if (s)
        val_put(&id, S("subsystem_code"), val_str(s->code));
    val_put(&id, S("object_type"), s ? VAL_S("SUBSYSTEM") : VAL_S("MEMBER"));
    val_put(&b, S("id"), val_done(&id));
    val_put(&b, S("name"), val_str(site_text(w->site, m->name, w->lang)));
    return val_done(&b);
}

err road_clients(struct web *w)
{
    const struct exchange *x = &w->site->exchange;
    str instance = web_query(w, "xRoadInstance");
    bool ours = !instance.n || str_eq(instance, x->instance);
    val list = val_list(NULL, 0);

    for (size_t i = 0; ours && i < x->n_members; i++) {
        list = val_append(w->a, list, client_val(w, &x->members[i], NULL));
        for (size_t k = 0; k < x->members[i].n_subsystems; k++)
            list =
                val_append(w->a, list, client_val(w, &x->members[i], &x->members[i].subsystems[k]));
    }
    return web_bytes(w, 200, S("application/json;charset=utf-8"),
                     val_json_str(w->a, val_with(w->a, val_null(), S("member"), list)));
}
