/* Each draft rebuilt from its events: state, signer, note, and every file by its hash. */
#include "act/event.h"
#include "act/store.h"
#include "act/verify.h"
#include "blocks/studio/own.h"

enum { DRAFTS = 100 };

struct told_file {
    str path, hash;
    int64_t version;
};

struct rebuilt {
    str state, base, note, title;
    int64_t version, signer, due, author;
    VEC(struct told_file) files;
    VEC(int64_t) editors;
    bool whole; /* its opening says which files it began with */
};

static int64_t account_of(str actor)
{
    int64_t id = 0;

    return str_starts(actor, S("account:")) && !failed(str_to_i64(str_from(actor, 8), &id)) ? id
                                                                                            : 0;
}

/* hash null: the file goes. */
static void file_told(arena *a, struct rebuilt *r, str path, str hash, int64_t version)
{
    size_t i = 0;

    while (i < r->files.n && !str_eq(r->files.v[i].path, path))
        i++;
    if (!hash.n) {
        if (i < r->files.n)
            r->files.v[i] = r->files.v[--r->files.n];
        return;
    }
    if (i == r->files.n)
        (void)vec_push(&r->files, a);
    r->files.v[i] = (struct told_file){ path, hash, version };
}

static void files_told(arena *a, struct rebuilt *r, val list, int64_t version)
{
    for (size_t i = 0; i < val_count(list); i++)
        file_told(a, r, val_get_text(val_at(list, i), S("path")),
                  val_get_text(val_at(list, i), S("sha256")), version);
}

static void editor_told(arena *a, struct rebuilt *r, int64_t account)
{
    for (size_t i = 0; i < r->editors.n; i++)
        if (r->editors.v[i] == account)
            return;
    *vec_push(&r->editors, a) = account;
}

static void opened(arena *a, struct rebuilt *r, int64_t by, val body)
{
    val files = val_get(body, S("files"));

    r->state = S(DRAFT_OPEN);
    r->version = 1;
    r->author = by;
    r->whole = files.tag == V_LIST;
    r->base = val_get_text(body, S("base"));
    r->title = val_get_text(body, S("title"));
    files_told(a, r, files, 1);
    editor_told(a, r, by);
}

static void changed(arena *a, struct rebuilt *r, int64_t by, val body)
{
    val files = val_get(body, S("files"));

    if (files.tag == V_LIST)
        files_told(a, r, files, r->version);
    else
        file_told(a, r, val_get_text(body, S("path")), val_get_text(body, S("sha256")), r->version);
    editor_told(a, r, by);
}

static void moved(struct rebuilt *r, const char *state, int64_t signer, int64_t due, str note)
{
    r->state = str_z(state);
    r->signer = signer;
    r->due = due;
    r->note = note.p ? note : S("");
}

/* Each event but the first brings the version that it tells of to the next. */
static void apply(arena *a, struct rebuilt *r, const struct q_events_of_row *e, val body)
{
    int64_t by = account_of(e->actor);
    str type = e->type;

    if (str_eq(type, S("studio.opened"))) {
        opened(a, r, by, body);
        return;
    }
    r->version = val_get_i64(body, S("version"), 0) + 1;
    if (str_eq(type, S("studio.changed")) || str_eq(type, S("studio.removed"))) {
        changed(a, r, by, body);
    } else if (str_eq(type, S("studio.rebased"))) {
        r->base = val_get_text(body, S("base"));
        editor_told(a, r, by);
    } else if (str_eq(type, S("studio.dropped"))) {
        moved(r, DRAFT_DROPPED, 0, 0, STR_NULL);
        r->files.n = 0;
        r->whole = true;
    } else if (str_eq(type, S("studio.submitted"))) {
        moved(r, DRAFT_REVIEW, 0, 0, STR_NULL);
    } else if (str_eq(type, S("studio.sent_back"))) {
        moved(r, DRAFT_OPEN, 0, 0, val_get_text(body, S("note")));
    } else if (str_eq(type, S("studio.signed"))) {
        moved(r, DRAFT_SIGNED, by, val_get_i64(body, S("due"), 0), STR_NULL);
    } else if (str_eq(type, S("studio.not_published"))) {
        moved(r, DRAFT_OPEN, 0, 0, val_get_text(body, S("why")));
    } else if (str_eq(type, S("studio.published"))) {
        moved(r, DRAFT_PUBLISHED, r->signer, r->due, STR_NULL);
    }
}

static err rebuild(struct verify *v, arena *a, int64_t id, const struct data_key *key,
                   struct rebuilt *r)
{
    struct q_events_of events;
    val body;
    str salt;

    *r = (struct rebuilt){ .state = S(""), .base = S(""), .note = S(""), .title = S("") };
    TRY(q_events_of(v->db, SUBJECT_SYSTEM, id, &events));
    for (size_t i = 0; i < events.n; i++)
        if (!failed(event_open(a, key, events.v[i].body, &salt, &body)))
            apply(a, r, &events.v[i], body); /* one that does not open is told of with the events */
    return OK;
}

/* ---- against the rows ---- */

static void differs(struct verify *v, const char *code, int64_t id, const char *what, bool same)
{
    if (!same)
        verify_wrong(v, code, str_fmt(v->a, "%lld", (long long)id),
                     "the draft's %s is not what its events say", what);
}

static void row_compare(struct verify *v, const struct q_drafts_after_row *d,
                        const struct rebuilt *r)
{
    differs(v, "draft.row", d->id, "state", str_eq(d->state, r->state));
    differs(v, "draft.row", d->id, "version", d->version == r->version);
    differs(v, "draft.row", d->id, "author", d->author == r->author);
    differs(v, "draft.row", d->id, "signer", d->signer == r->signer);
    differs(v, "draft.row", d->id, "day in force", d->due == r->due);
    differs(v, "draft.row", d->id, "note", str_eq(d->note, r->note));
    if (r->base.n)
        differs(v, "draft.row", d->id, "base", str_eq(d->base, r->base));
    if (r->title.n)
        differs(v, "draft.row", d->id, "title", str_eq(d->title, r->title));
}

static err files_compare(struct verify *v, arena *a, int64_t id, const struct rebuilt *r)
{
    struct q_draft_files rows;
    size_t met = 0;
    bool same = true;

    TRY(q_draft_files(v->db, id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        sha256 h = sha256_of(rows.v[i].bytes);
        bool told = false;
        for (size_t k = 0; k < r->files.n; k++)
            if (str_eq(r->files.v[k].path, rows.v[i].path)) {
                told = true;
                same &= str_eq(r->files.v[k].hash, sha256_hex(a, &h)) &&
                        r->files.v[k].version == rows.v[i].version;
            }
        met += told;
        same &= told || !r->whole;
    }
    differs(v, "draft.file", id, "content", same && met == r->files.n);
    return OK;
}

/* Nobody who had a hand in it may sign it: so who had is compared too. */
static err editors_compare(struct verify *v, int64_t id, const struct rebuilt *r)
{
    struct q_editors rows;
    size_t met = 0;

    TRY(q_editors(v->db, id, &rows));
    for (size_t i = 0; i < rows.n; i++)
        for (size_t k = 0; k < r->editors.n; k++)
            met += rows.v[i].account == r->editors.v[k];
    differs(v, "draft.editor", id, "list of who had a hand in it",
            met == rows.n && met == r->editors.n);
    return OK;
}

struct tally {
    uint64_t rebuilt, clear, before;
};

static err draft_check(struct verify *v, arena *a, const struct q_drafts_after_row *d,
                       struct tally *t)
{
    struct data_key key;
    struct rebuilt r;
    int64_t by;
    err e = verify_key(v, SUBJECT_SYSTEM, d->id, &key, &by);

    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_DENIED) {
        t->clear++;
        return OK;
    }
    if (failed(e) && (e.code == ERR_MISSING || e.code == ERR_CRYPTO)) {
        differs(v, "draft.key", d->id, "data key", false);
        return OK;
    }
    TRY(e);
    TRY(rebuild(v, a, d->id, &key, &r));
    bytes_wipe(&key, sizeof key);
    t->rebuilt++;
    t->before += !r.whole;
    row_compare(v, d, &r);
    TRY(files_compare(v, a, d->id, &r));
    return editors_compare(v, d->id, &r);
}

static err drafts_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_drafts_after rows;

    TRY(q_drafts_after(v->db, *after, DRAFTS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        TRY(draft_check(v, a, &rows.v[i], user));
    }
    return OK;
}

err studio_verify(struct verify *v)
{
    struct tally t = { 0 };

    TRY(verify_walk(v, DRAFTS, drafts_batch, &t));
    verify_counted(v, "drafts of services rebuilt from their events", t.rebuilt);
    if (t.clear)
        verify_unchecked(v, "%llu drafts of services, because the keys cannot be read",
                         (unsigned long long)t.clear);
    if (t.before)
        verify_unchecked(v,
                         "the files that %llu drafts of services began with, because their first "
                         "events do not name them",
                         (unsigned long long)t.before);
    return OK;
}
