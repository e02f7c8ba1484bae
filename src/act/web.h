/* act/web.h - one request in a worker: prepare, (act,) finish.  The database is read-only here. */
#ifndef ACT_WEB_H
#define ACT_WEB_H

#include "act/boot.h"
#include "act/keys.h"
#include "db/db.h"
#include "http/http.h"
#include "page/page.h"

struct refusal { enum word_id word; val args; str field; };

struct web {
    arena *a;
    const struct boot *boot;
    const struct site *site;
    const struct request *req;
    const struct route *route;
    struct route_params params;
    struct db *db;
    struct keeper *keeper;
    instant now;
    day today;
    struct creds creds;
    struct actor who;
    str lang;
    struct page page;          /* ready to print: language, words, who is signed in, request id */
    val body;                  /* decoded form or JSON body, a context; files stay in req */

    /* what prepare fills where something is to be changed */
    const char *act;           /* the route row's act, or another of the same block; null: none */
    val in;
    /* what finish finds */
    bool refused;
    int status;                /* of the refusal */
    const struct refusal *refusals;
    size_t nrefusals;
    val out;
    /* where a plain success goes: 303 */
    str then;
    struct reply reply;
    struct park park;          /* topic non-empty: the front holds the request and asks again */
    void *own;                 /* of the route's handlers, from prepare to finish */
};

/* ---- answers ---- */
str web_param(const struct web *w, const char *name);      /* from the path, decoded */
str web_query(const struct web *w, const char *name);
str web_field(const struct web *w, const char *name);      /* from the body; STR_NULL where absent */
bool web_wants_json(const struct web *w);
err web_html(struct web *w, int status);                   /* sends w->page as it was printed */
err web_json(struct web *w, int status, str json);
err web_redirect(struct web *w, str path);                 /* 303, within the site; language prefix kept */
err web_error(struct web *w, int status);                  /* the error page of that status */
err web_bytes(struct web *w, int status, str type, str bytes);
void web_cookie(struct web *w, str name, str value, int64_t max_age_s); /* HttpOnly, SameSite=Lax, __Host- on TLS; <0 deletes */
str web_cookie_get(const struct web *w, str name);
/* The path with the language prefix that the reader chose. */
url web_url(struct web *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
str web_refusal_text(struct web *w, const struct refusal *r);
/* The first refusal of that field as words, or STR_NULL; "" asks for those of no field. */
str web_refusal_of(struct web *w, const char *field);

#endif
