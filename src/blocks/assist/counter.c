/* The officer's pages of keying in: whose paper it is, its scans, and what is not sent yet. */
#include "act/one_form.h"
#include "blocks/assist/own.h"
#include "blocks/case/keyed.h"
#include "blocks/identity/identity.h"
#include "blocks/document/document.h"
#include "os/zone.h"
#include "press/file.h"
#include "views/assist.h"

enum { SCAN_MOST = 10 * 1024 * 1024 };

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- whose paper it is ---- */

size_t keyed_services(struct web *w, str way, struct field_option *out, str chosen)
{
    size_t n = 0;

    out[n++] = (struct field_option){ .value = S(""), .label = say(w, W_case_choose) };
    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *v = w->site->services[i];
        if (v->broken || !keyed_may(v, &w->who, way))
            continue;
        out[n++] = (struct field_option){ .value = v->id,
                                          .label = site_text(w->site, v->title, w->lang),
                                          .chosen = str_eq(v->id, chosen) };
    }
    return n;
}

/* What was begun and not sent: nothing of a person, the service and the day alone. */
err keyed_unfinished(struct web *w, str way, struct page_link *links, size_t *n)
{
    struct q_keyed_open all;

    TRY(q_keyed_open(w->db, w->who.account, KEYED_OPEN_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct service *v = site_service(w->site, all.v[i].service);
        val_builder b = val_build(w->a);
        if (!str_eq(all.v[i].way, way))
            continue;
        val_put(&b, S("service"),
                val_str(v ? site_text(w->site, v->title, w->lang) : all.v[i].service));
        val_put(&b, S("received"), val_day((day){ all.v[i].received }));
        links[(*n)++] =
            (struct page_link){ word(w->a, w->page.words, W_assist_go_on, val_done(&b)),
                                web_url(w, "/desk/paper/%.*s", STR_ARG(all.v[i].draft)) };
    }
    return OK;
}

static err begin_page(struct web *w, int status)
{
    struct field_option *offered = ARENA_ARRAY(w->a, struct field_option, w->site->n_services + 1);
    struct page_link *links = ARENA_ARRAY(w->a, struct page_link, KEYED_OPEN_MOST + 1);
    str done = web_query(w, "done");
    size_t n_links = 0;

    if (!keyed_any(w->site, &w->who, S(KEYED_PAPER)))
        return web_error(w, 403);
    TRY(keyed_unfinished(w, S(KEYED_PAPER), links, &n_links));
    struct field_view f[] = {
        { .kind = FIELD_TEXT,
          .name = S("code"),
          .label = say(w, W_assist_code),
          .hint = say(w, W_assist_code_hint),
          .autocomplete = S("off"),
          .spellcheck_off = true,
          .optional = true },
        { .kind = FIELD_SELECT,
          .name = S("service"),
          .label = say(w, W_assist_service),
          .options = offered,
          .options_n = keyed_services(w, S(KEYED_PAPER), offered, web_field(w, "service")),
          .optional = true },
        { .kind = FIELD_TEXT,
          .name = S("number"),
          .label = say(w, W_identity_number),
          .hint = say(w, W_assist_number_hint),
          .inputmode = S("numeric"),
          .width = 20,
          .spellcheck_off = true,
          .optional = true },
        { .kind = FIELD_TEXT,
          .name = S("name"),
          .label = say(w, W_assist_applicant),
          .hint = say(w, W_assist_applicant_hint),
          .autocomplete = S("off"),
          .optional = true },
        { .kind = FIELD_TEXTAREA,
          .name = S("address"),
          .label = say(w, W_assist_address),
          .rows = 3,
          .optional = true },
        { .kind = FIELD_DATE,
          .name = S("received"),
          .label = say(w, W_assist_received),
          .hint = say(w, W_assist_received_hint) },
        { .kind = FIELD_TEXT,
          .name = S("reason"),
          .label = say(w, W_assist_reason),
          .hint = say(w, W_assist_reason_hint) },
    };
    struct one_form form = { .title = say(w, W_case_keyed_title),
                             .lead = done.n ? word(w->a, w->page.words, W_assist_done,
                                                   val_with(w->a, val_null(), S("number"),
                                                            val_str(done)))
                                            : say(w, W_assist_key_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/desk/paper"),
                             .back = { S("/desk") },
                             .links = links,
                             .n_links = n_links };
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_key_in(struct web *w)
{
    return begin_page(w, 200);
}

err key_in(struct web *w)
{
    static const char *const texts[] = { "code", "service", "number", "name", "address", "reason" };
    val_builder b = val_build(w->a);
    val received = posted_date(w, "received");

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    if (!val_is_null(received))
        val_put(&b, S("received"), received);
    w->in = val_done(&b);
    return OK;
}

err keyed_in(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/desk/paper/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

err key_in_again(struct web *w)
{
    return w->status == 422 ? begin_page(w, 422) : web_refused(w);
}

/* ---- one of them ---- */

static err scans(struct web *w, const struct q_case *c, const struct data_key *key,
                 struct v_paper_case *v)
{
    struct q_case_files all;

    TRY(q_case_files(w->db, c->id, &all));
    struct v_paper_case_scan *s = ARENA_ARRAY(w->a, struct v_paper_case_scan, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val facts;
        if (!str_eq(all.v[i].field, S(KEYED_SCAN)))
            continue;
        TRY(key_open(w->a, key, "case_file.facts", all.v[i].facts, &facts));
        s[v->scans_n++] = (struct v_paper_case_scan){ .name = val_get_text(facts, S("name")),
                                                      .n = (int64_t)(all.v[i].size + 1023) / 1024 };
    }
    v->scans = s;
    return OK;
}

static err case_page(struct web *w, int status)
{
    struct q_case c;
    struct data_key key;
    struct q_keyed k;
    struct v_paper_case v = { 0 };
    val details;

    TRY(case_of_route(w, "draft", &c, &key));
    TRY(q_keyed(w->db, c.id, &k));
    if (!k.found || !str_eq(c.state, S(CASE_DRAFT)))
        return REFUSED(ERR_MISSING);
    TRY(key_open(w->a, &key, "keyed.details", k.details, &details));
    const struct service *s = case_service(w->boot, &c);
    v.draft = c.draft;
    v.service = s ? site_text(w->site, s->title, w->lang) : c.service;
    v.name = val_get_text(details, S("name"));
    v.address = val_get_text(details, S("address"));
    v.in_register = k.person != 0;
    v.has_account = k.account != 0;
    v.received = (day){ k.received };
    v.error = web_refusal_of(w, "scan");
    v.error = v.error.p ? v.error : S("");
    TRY(scans(w, &c, &key, &v));
    TRY(counter_part(w, s, &c, &key, &k, &v));
    w->page.out.n = 0;
    w->page.private = true;
    w->page.problem = v.error.n > 0;
    w->page.nav_current = S("/desk");
    return WEB_SHOW(w, paper_case, &v, status);
}

err keyed_case_page(struct web *w, int status)
{
    return case_page(w, status);
}

err show_keyed(struct web *w)
{
    return case_page(w, 200);
}

static err refused_file(struct web *w, str why)
{
    struct refusal *r = ARENA_NEW(w->a, struct refusal);
    enum word_id id = word_find(why);

    *r = (struct refusal){ .word = id == W_NONE ? W_case_answer_wrong : id,
                           .args = val_null(),
                           .field = S("scan") };
    w->refusals = r;
    w->nrefusals = 1;
    w->act = NULL;
    return case_page(w, 422);
}

/* Known by their content, sealed and on disk before any row speaks of them. */
err scan_prepare(struct web *w)
{
    struct q_case c;
    struct data_key key;
    val files = val_list(NULL, 0);
    val_builder in = val_build(w->a);

    TRY(case_of_route(w, "draft", &c, &key));
    for (size_t i = 0; i < w->nfiles; i++) {
        const struct web_file *f = &w->files[i];
        struct file_facts facts = { 0 };
        sha256 hash;
        if (f->too_large || f->bytes.n > SCAN_MOST)
            return refused_file(w, S("file.too_large"));
        err e = filetype_check(w->a, f->bytes, &facts);
        if (e.class == ERR_CLASS_REFUSED)
            return refused_file(w, facts.why ? str_z(facts.why) : S("file.type"));
        TRY(e);
        TRY(file_put(w->a, w->boot->data, &key, f->bytes, &hash));
        val_builder b = val_build(w->a);
        val_put(&b, S("id"), val_str(sha256_hex(w->a, &hash)));
        val_put(&b, S("name"), val_str(utf8_valid(f->name) ? str_sub(f->name, 0, 200) : S("scan")));
        val_put(&b, S("type"), val_str(str_z(facts.media)));
        val_put(&b, S("size"), val_int((int64_t)f->bytes.n));
        files = val_append(w->a, files, val_done(&b));
    }
    if (!val_count(files))
        return refused_file(w, S("case.keyed_scan"));
    val_put(&in, S("draft"), val_str(c.draft));
    val_put(&in, S("files"), files);
    w->in = val_done(&in);
    return OK;
}

err scanned(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/desk/paper/%.*s", STR_ARG(web_param(w, "draft"))));
}

err scan_again(struct web *w)
{
    return w->status == 422 ? case_page(w, 422) : web_refused(w);
}
