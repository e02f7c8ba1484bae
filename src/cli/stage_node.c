#include "cli/stage_node.h"

#include "blocks/exchange/node.h"
#include "site/site.h"
#include "value/json.h"

enum { LAST_YEAR = 2199 };

err stage_nodes_join(const struct boot *b, struct keeper *keeper)
{
    /* the catalogue is this process's own: nobody else reads it */
    struct exchange *x = (struct exchange *)(uintptr_t)&b->site->exchange;
    arena *home = (arena *)(uintptr_t)&b->a;
    struct keeper_public keys;
    str *pem;

    if (!x->n_nodes)
        return OK;
    x->federation.governor = NULL; /* nobody signs a configuration here: the cards are these */
    TRY(keeper_public(keeper, home, &keys));
    pem = ARENA_NEW(home, str);
    *pem = keys.seal_pem;
    for (size_t i = 0; i < x->n_nodes; i++) {
        struct exchange_node *n = (struct exchange_node *)(uintptr_t)&x->nodes[i];
        n->url = S("http://127.0.0.1:1");
        n->certs = pem;
        n->n_certs = 1;
        n->until = day_of(LAST_YEAR, 12, 31);
    }
    return OK;
}

static str header_of(val headers, str name)
{
    for (size_t i = 0; i < val_count(headers); i++) {
        str key, value;
        if (str_cut(val_text(val_at(headers, i)), ':', &key, &value) && str_eq(key, name))
            return str_trim(value);
    }
    return S("");
}

/* What the question's signature says: it was made a moment ago, in this process. */
static err question_of(arena *a, str jws, val *payload)
{
    static const struct json_limits limits = { .depth = 2, .bytes = KEEPER_MESSAGE_MAX };
    str head, rest, body, signature, text;

    if (!str_cut(jws, '.', &head, &rest) || !str_cut(rest, '.', &body, &signature))
        return FAULT(ERR_SYNTAX);
    TRY(b64url_bytes(a, body, &text));
    return val_from_json(a, text, &limits, payload, NULL);
}

static str refusal_body(void)
{
    return S("{\"detail\":\"tale\",\"message\":\"There is no right to call the service\","
             "\"type\":\"Server.ServerProxy.AccessDenied\"}");
}

/* The last part of an address like http://HOST/r1/SUBSYSTEM/SERVICE/KEY. */
static str entry_of(str url)
{
    size_t at = str_find(url, S("/r1/"), 0);

    return at == SIZE_MAX ? S("") : str_from(url, at + 4);
}

err stage_node_ask(struct stage_nodes *n, struct keeper_core *core, arena *a, instant now,
                   val message, val *told)
{
    val headers = val_get(message, S("headers")), question;
    str salt = header_of(headers, S("stoa-salt")), body, jws;
    const str *said = map_get(&n->answers, entry_of(val_get_text(message, S("url"))));
    int status = n->refuses ? 500 : said ? 200 : 404;

    *told = val_with(a, val_null(), S("left"), val_bool(!n->silent));
    if (n->silent)
        return OK;
    TRY(question_of(a, header_of(headers, S("stoa-signature")), &question));
    body = n->refuses ? refusal_body()
           : said     ? *said
                      : S("{\"error\":\"Not Found\",\"status\":404}");
    struct keeper *k = keeper_local(a, core, n->refuses ? KEEPER_WORKER : KEEPER_WRITER);
    TRY(keeper_sign_message(k, a, node_answer_text(a, question, now, status, salt, body), &jws));
    *told = val_with(a, *told, S("status"), val_int(status));
    *told = val_with(a, *told, S("signature"), val_str(jws));
    *told = val_with(a, *told, S("body"), val_str(body));
    return OK;
}
