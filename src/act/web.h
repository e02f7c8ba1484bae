/* act/web.h - one request in a worker: prepare, (act,) finish.  The database is read-only here. */
#ifndef ACT_WEB_H
#define ACT_WEB_H

#include "act/boot.h"
#include "act/kept.h"
#include "seal/key_cache.h"
#include "act/keys.h"
#include "db/db.h"
#include "page/page.h"

struct refusal {
    enum word_id word;
    val args;
    str field;
};

/* Asks to be asked again when the topic is published, or at `until` (front's clock, ms; at most two
 * minutes are waited at a time).  What was published since the reading of this request began counts
 * as not yet seen.  req->woken says that this is such a second time. */
struct web;
void web_park(struct web *w, str topic, instant until);

/* A file that was posted; bytes live as long as the request.  too_large: only its first bytes are
 * here. */
struct web_file {
    str field, name, bytes;
    bool too_large;
};

struct web {
    arena *a;
    const struct boot *boot;
    const struct site *site;
    const struct request *req;
    const struct route *route;
    struct route_params params;
    struct db *db;
    struct keeper *keeper;
    struct key_cache *session_keys; /* of this worker: keys of sessions */
    struct kept *kept;              /* of this worker; null where nothing is kept */
    const key256 *seal_key;         /* of the workers: seals form ids and the like */
    instant now;
    day today;
    struct creds creds;
    struct actor who;
    str lang;
    bool own_keys; /* account_key and person_key are opened: web_own_keys */
    struct data_key account_key, person_key; /* of who is signed in; id 0 where there is none */
    struct page page; /* ready to print: language, words, who is signed in, request id */
    val body;         /* decoded form or JSON body, a context */
    const struct web_file *files; /* of a multipart body */
    size_t nfiles;

    /* what prepare fills where something is to be changed */
    const char *act; /* the route row's act, or another of the same block; null: none */
    val in;
    str act_id; /* of the posted form, or the interface's own key; empty: the request's own */
    /* what finish finds */
    /* Set with another act (by prepare, again or finish): takes the place of finish.  So acts
     * follow one another within a request, each with an id that follows from the first one's. */
    web_fn *then_fn;
    bool refused;
    int status; /* of the refusal */
    const struct refusal *refusals;
    size_t nrefusals;
    val out;
    /* where a plain success goes: 303 */
    str then;
    struct reply reply;
    str incident;     /* number of a fault, for the error page */
    struct park park; /* topic non-empty: the front holds the request and asks again */
    instant read_at;  /* clock before the database was first looked at: what was read is no older */
    void *own;        /* of the route's handlers, from prepare to finish */
    map memo;         /* what one handler read for the others of a request that changes nothing */
};

/* Opens the keys of the signed-in account and its person with the session's standing ticket; once a
 * request. */
MUST_USE err web_own_keys(struct web *w);

/* ---- answers ---- */
str web_param(const struct web *w, const char *name); /* from the path, decoded */
str web_query(const struct web *w, const char *name);
const struct web_file *web_file(const struct web *w,
                                const char *field);   /* null where none was posted */
str web_field(const struct web *w, const char *name); /* from the body; STR_NULL where absent */
bool web_wants_json(const struct web *w);
err web_html(struct web *w, int status); /* sends w->page as it was printed */
err web_json(struct web *w, int status, str json);
err web_redirect(struct web *w, str path); /* 303, within the site; language prefix kept */
err web_error(struct web *w, int status);  /* the error page of that status */
/* Answers with a view as page or, where it was asked for, as JSON.  A macro, because each view has
 * functions of its own. */
#define WEB_SHOW(w, view, v, status)                                                               \
    ({                                                                                             \
        err sent_;                                                                                 \
        if (web_wants_json(w)) {                                                                   \
            buf json_;                                                                             \
            buf_init(&json_, (w)->a, 8 * KIB);                                                     \
            v_##view##_json(&json_, (v));                                                          \
            sent_ = web_json((w), (status), buf_str(&json_));                                      \
        } else {                                                                                   \
            v_##view##_html(&(w)->page, (v));                                                      \
            sent_ = web_html((w), (status));                                                       \
        }                                                                                          \
        sent_;                                                                                     \
    })
/* The same for somebody who is signed in; nav: the menu's item. */
#define WEB_SEND(w, nav, view, v, status)                                                          \
    ({                                                                                             \
        (w)->page.private = true;                                                                  \
        (w)->page.nav_current = S(nav);                                                            \
        WEB_SHOW(w, view, v, status);                                                              \
    })
err web_refused(struct web *w); /* a page (or JSON) that says what was refused */
err web_bytes(struct web *w, int status, str type, str bytes);
void web_cookie(struct web *w, str name, str value,
                int64_t max_age_s); /* HttpOnly, SameSite=Lax, __Host- on TLS; <0 deletes */
str web_cookie_get(const struct web *w, str name);
/* The path with the language prefix that the reader chose. */
url web_url(struct web *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
str web_refusal_text(struct web *w, const struct refusal *r);
/* The first refusal of that field as words, or STR_NULL; "" asks for those of no field. */
str web_refusal_of(struct web *w, const char *field);

#endif
