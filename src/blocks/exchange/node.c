/* Messages between nodes: their digests, and whether one is what it says. */
#include "blocks/exchange/node.h"
#include "act/job.h"
#include "seal/jws.h"
#include "seal/x509.h"
#include "value/json.h"

str node_digest(arena *a, str salt, str text)
{
    sha256 h = sha256_of(str_cat(a, salt, text));

    return b64url_text(a, sha256_str(&h));
}

bool node_signed(arena *a, const struct exchange_node *node, str jws, instant now, str *payload,
                 val *header)
{
    for (size_t i = 0; i < node->n_certs; i++) {
        struct x509_facts facts;
        struct jws_key key;
        if (failed(jws_key_from_cert(node->certs[i], &key)) ||
            failed(x509_facts(a, node->certs[i], &facts)) || now.ms < facts.from.ms ||
            now.ms > facts.to.ms)
            continue;
        if (!failed(jws_verify(a, &key, jws, payload, header)))
            return true;
    }
    return false;
}

err node_read(arena *a, const struct exchange_node *node, str here, const char *kind, str jws,
              instant now, val *payload)
{
    static const struct json_limits limits = { .depth = 2, .bytes = KEEPER_MESSAGE_MAX };
    val header, v;
    instant at;
    str text;

    if (!node_signed(a, node, jws, now, &text, &header) ||
        !str_eq(text_at(header, "typ"), str_z(kind)) ||
        failed(val_from_json(a, text, &limits, &v, NULL)) || v.tag != V_CONTEXT)
        return REFUSED(ERR_CRYPTO);
    if (!str_eq(text_at(v, "from"), node->id) || !str_eq(text_at(v, "to"), here) ||
        failed(instant_parse(text_at(v, "at"), &at)) || at.ms < now.ms - NODE_CLOCKS_MS ||
        at.ms > now.ms + NODE_CLOCKS_MS)
        return REFUSED(ERR_RANGE);
    *payload = v;
    return OK;
}

err node_link(struct job_run *j, val message, val *told)
{
    val all;

    TRY(job_link(j, NODE_LINK, val_append(j->a, val_list(NULL, 0), message), &all));
    if (val_count(all) != 1)
        return FAULT(ERR_PEER);
    *told = val_at(all, 0);
    return OK;
}

str node_body(arena *a, const struct exchange_right *right, val fields, int *status)
{
    val_builder b = val_build(a);

    *status = fields.tag == V_CONTEXT ? 200 : 404;
    if (*status == 404) {
        val_put(&b, S("status"), val_int(404));
        val_put(&b, S("error"), VAL_S("Not Found"));
    }
    for (size_t i = 0; *status == 200 && i < right->n_fields; i++)
        if (val_has(fields, right->fields[i]))
            val_put(&b, right->fields[i], val_get(fields, right->fields[i]));
    return val_json_str(a, val_done(&b));
}
