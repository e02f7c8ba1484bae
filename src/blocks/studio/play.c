/* Plays asked for, played by the stage, kept. */
#include "blocks/studio/play.h"
#include "act/store.h"
#include "os/zone.h"

#include "codec/base64.h"

/* A look holds up all other work of the jobs role while it waits: offers and mails came late when
 * somebody played tales. */
enum { LOOK_MS = 50, AGAIN_MS = 400, PARK_MS = 5000 };

static val names(arena *a, int64_t draft, int64_t account, int64_t seq)
{
    val_builder b = val_build(a);

    val_put(&b, S("draft"), val_int(draft));
    val_put(&b, S("account"), val_int(account));
    val_put(&b, S("seq"), val_int(seq));
    return val_done(&b);
}

/* ---- acts ---- */

static err put(act *a, const struct q_draft *d, int64_t account, int64_t seq, const char *state,
               str lines)
{
    struct q_play_put_in row = { .draft = d->id,
                                 .account = account,
                                 .seq = seq,
                                 .version = d->version,
                                 .state = str_z(state),
                                 .at = a->now.ms,
                                 .lines = lines.p ? lines : S(""),
                                 .result = S("") };

    return q_play_put(a->db, &row);
}

/* A walk belongs to who walks; seen is the play that they looked at. */
err studio_play(act *a, val in, val *out)
{
    bool walk = str_eq(val_get_text(in, S("kind")), S("walk"));
    int64_t account = walk ? a->who.account : 0;
    str lines = val_get_text(in, S("lines"));
    struct q_draft d;
    struct q_play old;

    TRY(draft_load(a, in, &d));
    if (str_eq(d.state, S(DRAFT_DROPPED)) || str_eq(d.state, S(DRAFT_PUBLISHED)))
        return refuse_with(a, W_studio_moved, NULL, val_null(), 409);
    TRY(q_play(a->db, d.id, account, &old));
    if (val_get_i64(in, S("seen"), 0) != (old.found ? old.seq : 0))
        return refuse_with(a, W_studio_walked_on, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("draft"), val_int(d.id));
    if (walk && !lines.n)
        return put(a, &d, account, old.seq + 1, PLAY_DONE, S(""));
    TRY(put(a, &d, account, old.seq + 1, PLAY_WAITING, lines));
    return outbox_add(a, "studio.play", SUBJECT_NONE, 0, names(a->a, d.id, account, old.seq + 1),
                      (instant){ 0 }, NULL);
}

/* By the jobs role: what came of it. */
err studio_played(act *a, val in, val *out)
{
    int64_t draft = val_get_i64(in, S("draft"), 0), n;
    struct q_play_end_in row = { .draft = draft,
                                 .account = val_get_i64(in, S("account"), 0),
                                 .seq = val_get_i64(in, S("seq"), 0),
                                 .state = val_get_text(in, S("state")) };
    buf b;

    *out = val_null();
    buf_init(&b, a->a, 4 * KIB);
    val_pack(&b, val_get(in, S("result")));
    row.result = buf_str(&b);
    TRY(q_play_end(a->db, &row, &n));
    topic_publish(a, str_fmt(a->a, "studio/%lld", (long long)draft));
    return OK;
}

/* By the jobs role: it is still played. */
err studio_play_later(act *a, val in, val *out)
{
    val payload = names(a->a, val_get_i64(in, S("draft"), 0), val_get_i64(in, S("account"), 0),
                        val_get_i64(in, S("seq"), 0));

    *out = val_null();
    payload = val_with(a->a, payload, S("begun"), val_get(in, S("begun")));
    return outbox_add(a, "studio.play", SUBJECT_NONE, 0, payload, (instant){ a->now.ms + AGAIN_MS },
                      NULL);
}

/* ---- the job ---- */

static val file_told(arena *a, const struct site_file *f)
{
    val v = val_with(a, val_null(), S("path"), val_str(f->path));

    return utf8_valid(f->bytes)
               ? val_with(a, v, S("text"), val_str(f->bytes))
               : val_with(a, v, S("base64"), val_str(base64_write(a, f->bytes, BASE64)));
}

static err play_of(struct job_run *j, const struct q_draft *d, int64_t account, str lines, val *out)
{
    struct site_source own;
    struct walk_lines w = walk_read(j->a, lines);
    val_builder b = val_build(j->a);

    TRY(draft_source(j->a, j->db, d, &own));
    val *files = ARENA_ARRAY(j->a, val, own.n + 1), *l = ARENA_ARRAY(j->a, val, w.v.n + 1);
    for (size_t i = 0; i < own.n; i++)
        files[i] = file_told(j->a, &own.files[i]);
    for (size_t i = 0; i < w.v.n; i++)
        l[i] = val_str(w.v.v[i]);
    val_put(&b, S("service"), val_str(d->service));
    val_put(&b, S("kind"), account ? VAL_S("walk") : VAL_S("tales"));
    val_put(&b, S("files"), val_list(files, own.n));
    val_put(&b, S("lines"), val_list(l, w.v.n));
    *out = val_done(&b);
    return OK;
}

static err end(struct job_run *j, const char *state, val result)
{
    val in = names(j->a, val_get_i64(j->payload, S("draft"), 0),
                   val_get_i64(j->payload, S("account"), 0), val_get_i64(j->payload, S("seq"), 0));

    in = val_with(j->a, in, S("state"), val_str(str_z(state)));
    return job_act(j, "studio.played", val_with(j->a, in, S("result"), result), NULL, NULL);
}

static err broken(struct job_run *j, str why)
{
    return end(j, PLAY_BROKEN, val_with(j->a, val_null(), S("why"), val_str(why)));
}

static err later(struct job_run *j, bool begun)
{
    val in = names(j->a, val_get_i64(j->payload, S("draft"), 0),
                   val_get_i64(j->payload, S("account"), 0), val_get_i64(j->payload, S("seq"), 0));

    return job_act(j, "studio.play_later", val_with(j->a, in, S("begun"), val_bool(begun)), NULL,
                   NULL);
}

static err told(struct job_run *j, val answer)
{
    str state = val_get_text(answer, S("state"));
    val result = val_get(answer, S("result"));
    buf b;

    if (str_eq(state, S("playing")) || str_eq(state, S("busy")))
        return later(j, str_eq(state, S("playing")));
    if (!str_eq(state, S("done")))
        return broken(j, val_get_text(answer, S("why")));
    buf_init(&b, j->a, 64 * KIB);
    val_pack(&b, result);
    return b.n > PLAY_RESULT ? broken(j, S("memory")) : end(j, PLAY_DONE, result);
}

static err asked(struct job_run *j, bool look, val play, val *answer)
{
    val_builder b = val_build(j->a);
    str id = str_fmt(j->a, "%lld/%lld/%lld", (long long)val_get_i64(j->payload, S("draft"), 0),
                     (long long)val_get_i64(j->payload, S("account"), 0),
                     (long long)val_get_i64(j->payload, S("seq"), 0));

    val_put(&b, S("op"), look ? VAL_S("look") : VAL_S("begin"));
    val_put(&b, S("id"), val_str(id));
    val_put(&b, S("wait"), val_int(LOOK_MS));
    val_put(&b, S("play"), play);
    return job_stage(j, val_done(&b), answer);
}

/* Begins the play, or looks how far it is; a play that the stage has lost begins again. */
err job_play(struct job_run *j)
{
    int64_t account = val_get_i64(j->payload, S("account"), 0);
    val answer = val_null(), play, begun = val_get(j->payload, S("begun"));
    struct q_draft d;
    struct q_play row;

    TRY(q_draft(j->db, val_get_i64(j->payload, S("draft"), 0), &d));
    TRY(q_play(j->db, d.id, account, &row));
    if (!d.found || !row.found || row.seq != val_get_i64(j->payload, S("seq"), 0) ||
        !str_eq(row.state, S(PLAY_WAITING)))
        return OK;
    if (j->now.ms > row.at + PLAY_MINUTES * 60000)
        return broken(j, S("time"));
    bool look = begun.tag == V_BOOL && begun.m;
    err e = look ? asked(j, true, val_null(), &answer) : OK;
    if (!look || str_eq(val_get_text(answer, S("state")), S("unknown"))) {
        TRY(play_of(j, &d, account, row.lines, &play));
        e = asked(j, false, play, &answer);
    }
    return failed(e) ? later(j, false) : told(j, answer);
}

/* ---- for pages ---- */

err played_read(struct scene *s, int64_t account, struct played *out, bool *parked)
{
    struct web *w = s->w;

    *out = (struct played){ .result = val_null() };
    *parked = false;
    TRY(q_play(w->db, s->d.id, account, &out->row));
    if (!out->row.found)
        return OK;
    out->waiting = str_eq(out->row.state, S(PLAY_WAITING));
    out->broken = str_eq(out->row.state, S(PLAY_BROKEN));
    out->stale = out->row.version != s->d.version;
    if (out->waiting && !w->req->woken && w->req->method == GET) {
        web_park(w, str_fmt(w->a, "studio/%lld", (long long)s->d.id),
                 (instant){ w->now.ms + PARK_MS });
        *parked = true;
        return OK;
    }
    if (out->row.result.n && failed(val_unpack(w->a, out->row.result, &out->result)))
        out->result = val_null();
    return OK;
}

str played_why(struct web *w, const struct played *p)
{
    str why = val_get_text(p->result, S("why"));

    return !p->broken                 ? STR_NULL
           : str_eq(why, S("time"))   ? word0(w->page.words, W_studio_play_time)
           : str_eq(why, S("memory")) ? word0(w->page.words, W_studio_play_memory)
                                      : word0(w->page.words, W_studio_play_end);
}

/* ---- past their time ---- */

err job_plays_sweep(struct job_run *j)
{
    return j->boot->site->retention.plays.set
               ? job_act(j, "studio.plays_sweep", val_null(), NULL, NULL)
               : OK;
}

err act_plays_sweep(act *a, val in, val *out)
{
    int64_t n = 0;
    day before;

    (void)in;
    *out = val_null();
    if (!site_keep_until(&a->site->retention.plays, a->today, &before))
        return OK;
    TRY(q_plays_sweep(a->db, zone_day_start(a->boot->zone, before).ms, &n));
    return n ? q_swept_add(a->db, a->today.n, S("plays"), n) : OK;
}
