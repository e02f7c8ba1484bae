/* The log explained, a receipt checked, the state of the installation. */
#include "act/store.h"
#include "blocks/oversight/authority.h"
#include "blocks/oversight/looks.h"
#include "blocks/oversight/own.h"
#include "blocks/oversight/store.h"
#include "os/file.h"
#include "os/zone.h"

enum { SWEPT_SHOWN = 60 };

static err log_page(struct web *w, str typed, enum word_id problem, int status)
{
    struct signed_log log;
    struct v_log v = { .action = { S("/log/check") }, .receipt = typed };

    TRY(signed_log_read(w, &log));
    v.size = (int64_t)log.c.size;
    v.note = log.note;
    v.vkey = log.vkey;
    if (log.note.n) {
        v.has_at = true;
        v.at = (instant){ log.at };
        v.root = b64_text(w->a, sha256_str(&log.c.root));
    }
    if (problem != W_NONE) {
        v.problem = word0(w->page.words, problem);
        w->page.problem = true;
    }
    return WEB_SHOW(w, log, &v, status);
}

err show_log(struct web *w)
{
    return log_page(w, S(""), W_NONE, 200);
}

static void proof_facts(struct web *w, const struct signed_log *log, const struct receipt *r,
                        struct v_proof *v)
{
    str *path = ARENA_ARRAY(w->a, str, r->proof.n + 1);

    v->has_facts = true;
    v->what = r->type;
    v->has_at = r->at > 0;
    v->at = (instant){ r->at };
    v->has_leaf = v->has_size = true;
    v->leaf = (int64_t)r->leaf;
    v->size = (int64_t)log->c.size;
    v->entry = sha256_hex(w->a, &r->entry);
    v->root = b64_text(w->a, sha256_str(&log->c.root));
    for (size_t i = 0; r->verdict == RECEIPT_PROVEN && i < r->proof.n; i++)
        path[v->path_n++] = sha256_hex(w->a, &r->proof.h[i]);
    v->path = path;
}

/* A receipt pasted into the form, or sent as JSON: the receipt itself or {"receipt": "..."}. */
static str receipt_text(struct web *w)
{
    str text = web_field(w, "receipt");

    return text.n || !val_has(w->body, S("event")) ? text : val_json_str(w->a, w->body);
}

err check_receipt(struct web *w)
{
    static const struct {
        const char *state;
        enum word_id title, text;
    } words[] = { [RECEIPT_PROVEN] = { "proven", W_oversight_proven_title,
                                       W_oversight_proven_text },
                  [RECEIPT_SOON] = { "soon", W_oversight_soon_title, W_oversight_soon_text },
                  [RECEIPT_WRONG] = { "wrong", W_oversight_wrong_title, W_oversight_wrong_text } };
    str text = receipt_text(w);
    struct signed_log log;
    struct receipt r;

    if (!str_trim(text).n)
        return log_page(w, S(""), W_oversight_no_receipt, 422);
    TRY(signed_log_read(w, &log));
    TRY(receipt_check(w->a, w->db, text, &log.c, &r));
    if (r.verdict == RECEIPT_NONE)
        return log_page(w, text, W_oversight_not_receipt, 422);
    struct v_proof v = { .state = str_z(words[r.verdict].state),
                         .title = words[r.verdict].title,
                         .text = words[r.verdict].text,
                         .proven = r.verdict == RECEIPT_PROVEN };
    proof_facts(w, &log, &r, &v);
    w->page.private = true;
    return WEB_SHOW(w, proof, &v, 200);
}

/* ---- status ---- */

struct facts {
    struct web *w;
    VEC(struct v_facts_item) v;
};

static void fact(struct facts *f, enum word_id name, str value)
{
    *vec_push(&f->v, f->w->a) = (struct v_facts_item){ word0(f->w->page.words, name), value };
}

static void fact_n(struct facts *f, enum word_id name, int64_t n)
{
    fact(f, name, locale_number(f->w->a, wording_locale(f->w->page.words), val_int(n)));
}

/* Where the store is a file; a tenth of a megabyte is exact enough. */
static void fact_file(struct facts *f, enum word_id name, str path)
{
    uint64_t n;
    struct val_entry arg = { S("n"), val_null() };

    if (failed(file_size(path, &n)))
        return;
    arg.value = (val){ .tag = V_NUMBER, .m = (int64_t)(n / 100000), .exp = -1 };
    fact(f, name, page_word_str(&f->w->page, W_oversight_megabytes, &arg, 1));
}

static err facts_of_cases(struct facts *f)
{
    struct q_status_cases cases;
    struct q_status_tasks tasks;
    struct q_status_incidents incidents;
    int64_t drafts = 0, all = 0;

    TRY(q_status_cases(f->w->db, &cases));
    TRY(q_status_tasks(f->w->db, f->w->now.ms, &tasks));
    TRY(q_status_incidents(f->w->db, &incidents));
    for (size_t i = 0; i < cases.n; i++)
        *(str_eq(cases.v[i].state, S("draft")) ? &drafts : &all) += cases.v[i].n;
    fact_n(f, W_oversight_fact_cases, all);
    fact_n(f, W_oversight_fact_drafts, drafts);
    fact_n(f, W_oversight_fact_tasks, tasks.n);
    fact_n(f, W_oversight_fact_late, tasks.late);
    fact_n(f, W_oversight_fact_incidents, incidents.n);
    return OK;
}

static err facts_of_log(struct facts *f)
{
    struct q_event_count events;
    struct q_log_size size;
    struct q_checkpoint_last last;

    TRY(q_event_count(f->w->db, &events));
    TRY(q_log_size(f->w->db, &size));
    TRY(q_checkpoint_last(f->w->db, &last));
    fact_n(f, W_oversight_fact_events, events.n);
    fact_n(f, W_oversight_fact_log, size.size);
    if (last.found)
        fact(f, W_oversight_fact_checkpoint, page_instant_str(&f->w->page, (instant){ last.at }));
    return OK;
}

/* Until when what documents are sealed under holds. */
static err facts_of_certificates(struct facts *f)
{
    static const enum word_id words[CERT_KINDS] = { W_oversight_fact_root_ends,
                                                    W_oversight_fact_issuing_ends,
                                                    W_oversight_fact_seal_ends,
                                                    W_oversight_fact_stamp_ends };
    struct page *p = &f->w->page;
    struct keeper_public keys;
    struct authority_worry worry;

    TRY(keeper_public(f->w->keeper, f->w->a, &keys));
    for (int k = CERT_KINDS - 1; k >= 0; k--) {
        const struct authority_cert *c = authority_now(&keys.authority, (enum cert_kind)k);
        if (c)
            fact(f, words[k], page_instant_str(p, c->to));
    }
    if (authority_worry(&keys.authority, f->w->now, &worry)) {
        struct val_entry arg = { S("day"), val_day(zone_day(f->w->boot->zone, worry.to)) };
        fact(f, W_oversight_fact_certificates,
             page_word_str(p, W_oversight_certificates_worry, &arg, 1));
    }
    return OK;
}

static err work_part(struct web *w, struct v_status *v)
{
    struct q_status_work work;

    TRY(q_status_work(w->db, w->now.ms, &work));
    struct v_status_row *rows = ARENA_ARRAY(w->a, struct v_status_row, work.n + 1);
    for (size_t i = 0; i < work.n; i++)
        rows[i] = (struct v_status_row){ work.v[i].kind, work.v[i].waiting, work.v[i].late,
                                         work.v[i].given_up };
    v->work = rows;
    v->work_n = work.n;
    return OK;
}

static enum word_id swept_word(str what)
{
    return str_eq(what, S("cases"))      ? W_oversight_swept_cases
           : str_eq(what, S("drafts"))   ? W_oversight_swept_drafts
           : str_eq(what, S("archive"))  ? W_oversight_swept_archive
           : str_eq(what, S("entries"))  ? W_oversight_swept_entries
           : str_eq(what, S("unread"))   ? W_oversight_swept_unread
           : str_eq(what, S("letters"))  ? W_oversight_swept_letters
           : str_eq(what, S("plays"))    ? W_oversight_swept_plays
           : str_eq(what, S("looks"))    ? W_oversight_swept_looks
           : str_eq(what, S("archived")) ? W_oversight_swept_archived
           : str_eq(what, S("sessions")) ? W_oversight_swept_sessions
                                         : W_oversight_swept_files;
}

/* What retention did of late, and how much is held. */
static err swept_part(struct web *w, struct facts *f, struct v_status *v)
{
    struct q_status_swept all;
    struct q_status_held held;
    int64_t archive;

    TRY(q_status_held(w->db, &held));
    fact_n(f, W_oversight_fact_held, held.n);
    TRY(entries_for_archive(w, &archive));
    fact_n(f, W_oversight_fact_entries, archive);
    TRY(q_status_swept(w->db, SWEPT_SHOWN, &all));
    struct v_status_sweep *r = ARENA_ARRAY(w->a, struct v_status_sweep, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        r[i] = (struct v_status_sweep){ { all.v[i].day }, swept_word(all.v[i].what), all.v[i].n };
    v->swept = r;
    v->swept_n = all.n;
    return OK;
}

err show_status(struct web *w)
{
    struct facts f = { .w = w };
    struct v_status v = { .site = site_text(w->site, w->site->name, w->lang),
                          .content = w->site->version };
    str store = str_z(w->boot->store);

    if (!w->who.nroles)
        return web_error(w, 403);
    fact(&f, W_oversight_fact_site, v.site);
    fact(&f, W_oversight_fact_content, str_sub(v.content, 0, 12));
    TRY(facts_of_cases(&f));
    TRY(facts_of_log(&f));
    TRY(facts_of_certificates(&f));
    fact_file(&f, W_oversight_fact_database, store);
    fact_file(&f, W_oversight_fact_wal, str_cat(w->a, store, S("-wal")));
    TRY(work_part(w, &v));
    TRY(swept_part(w, &f, &v));
    v.facts = f.v.v;
    v.facts_n = f.v.n;
    w->page.private = true;
    return WEB_SHOW(w, status, &v, 200);
}
