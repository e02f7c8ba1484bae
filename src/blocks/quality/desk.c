/* Pages of the office that keeps a register: pairs that may be one, and what is wrong with
 * entries. */
#include "blocks/quality/own.h"
#include "blocks/register/change.h"
#include "text/locale.h"
#include "text/name.h"
#include "views/quality.h"

enum { PAIRS_PAGE = 20, LINES_MOST = 12, PICKS_MOST = 4000 };

/* ---- values as people read them ---- */

static str address_line(struct web *w, val v)
{
    static const char *const parts[] = { "postcode", "place", "country" };
    val lines = val_get(v, S("lines"));
    str all[LINES_MOST];
    size_t n = 0;

    for (size_t i = 0; i < val_count(lines) && n < LINES_MOST - LEN(parts); i++)
        all[n++] = val_text(val_at(lines, i));
    FOR_EACH(parts, p)
        if (val_get_text(v, str_z(*p)).n)
            all[n++] = val_get_text(v, str_z(*p));
    return str_join(w->a, all, n, S(", "));
}

static str option_shown(struct web *w, const struct reg_field *f, str code)
{
    str label = STR_NULL;

    for (size_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i], code))
            label = site_text(w->site, f->option_names[i], w->lang);
    if (!label.n && f->refers.n &&
        register_label(w->db, w->a, w->site, f->refers, code, w->lang, &label))
        return label;
    return label.n ? label : code;
}

static str value_shown(struct web *w, const struct reg_field *f, val v)
{
    if (val_is_null(v))
        return S("");
    if (v.tag == V_DATE)
        return locale_date(w->a, wording_locale(w->page.words), (day){ v.m }, DATE_LONG);
    if (v.tag == V_STRING)
        return option_shown(w, f, val_text(v));
    if (name_is(v))
        return name_shown(w->a, v);
    return v.tag == V_CONTEXT && val_has(v, S("lines")) ? address_line(w, v) : val_display(w->a, v);
}

/* ---- why two entries may be one ---- */

static enum word_id how_word(str how)
{
    return str_eq(how, S("same"))    ? W_quality_how_same
           : str_eq(how, S("alike")) ? W_quality_how_alike
                                     : W_quality_how_differs;
}

static const struct v_pair_reasons_one *reasons_of(struct web *w, const struct registry *r,
                                                   str packed, size_t *n)
{
    struct v_pair_reasons_one *v = ARENA_ARRAY(w->a, struct v_pair_reasons_one, REASONS_MOST);
    str rest = packed, one, name, how, share;

    *n = 0;
    while (str_next(&rest, ' ', &one) && *n < REASONS_MOST) {
        int64_t by = 0;
        if (!str_cut(one, ':', &name, &how) || !str_cut(how, ':', &how, &share) ||
            failed(str_to_i64(share, &by)))
            continue;
        v[(*n)++] =
            (struct v_pair_reasons_one){ rule_shown(w, r, S("pair"), name), how_word(how), by };
    }
    return v;
}

static enum word_id state_word(str state)
{
    return str_eq(state, S("open"))     ? W_quality_state_open
           : str_eq(state, S("apart"))  ? W_quality_state_apart
           : str_eq(state, S("asked"))  ? W_quality_state_asked
           : str_eq(state, S("merged")) ? W_quality_state_merged
                                        : W_quality_state_undo;
}

static str state_colour(str state)
{
    return str_eq(state, S("open"))                                ? S("blue")
           : str_eq(state, S("asked")) || str_eq(state, S("undo")) ? S("yellow")
           : str_eq(state, S("merged"))                            ? S("green")
                                                                   : S("grey");
}

/* ---- the list ---- */

static err pairs_part(struct web *w, const struct registry *r, struct v_quality_reg *out)
{
    int64_t page = 1;
    struct q_pairs_page rows;
    struct q_pairs_count all;
    bool guarded = quality_sees_protected(r, &w->who);

    if (!str_eq(web_query(w, "register"), r->id) ||
        failed(str_to_i64(web_query(w, "page"), &page)) || page < 1)
        page = 1;
    page = MIN(page, (int64_t)1000000);
    TRY(q_pairs_count(w->db, r->id, guarded, &all));
    TRY(q_pairs_page(w->db, r->id, guarded, (page - 1) * PAIRS_PAGE, PAIRS_PAGE, &rows));
    struct v_quality_pair *v = ARENA_ARRAY(w->a, struct v_quality_pair, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        v[i] = (struct v_quality_pair){ .href = web_url(w, "/desk/quality/pairs/%lld",
                                                        (long long)rows.v[i].id),
                                        .id = str_fmt(w->a, "%lld", (long long)rows.v[i].id),
                                        .score = rows.v[i].score,
                                        .guarded = rows.v[i].guarded,
                                        .state = state_word(rows.v[i].state),
                                        .colour = state_colour(rows.v[i].state) };
        v[i].reasons.items = reasons_of(w, r, rows.v[i].reasons, &v[i].reasons.items_n);
    }
    out->pairs = v;
    out->pairs_n = rows.n;
    out->count = all.n;
    if (page * PAIRS_PAGE < all.n)
        out->next = web_url(w, "/desk/quality?register=%.*s&page=%lld", STR_ARG(r->id),
                            (long long)page + 1);
    return OK;
}

static enum word_id kind_word(str kind)
{
    return str_eq(kind, S("missing"))  ? W_quality_kind_missing
           : str_eq(kind, S("broken")) ? W_quality_kind_broken
                                       : W_quality_kind_stale;
}

static err findings_part(struct web *w, const struct registry *r, struct v_quality_reg *out)
{
    struct q_quality_counts all;
    struct q_quality_run run;

    TRY(q_quality_run(w->db, r->id, &run));
    TRY(q_quality_counts(w->db, r->id, &all));
    struct v_quality_finding *v = ARENA_ARRAY(w->a, struct v_quality_finding, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].n <= 0)
            continue;
        v[out->findings_n++] = (struct v_quality_finding){
            kind_word(all.v[i].kind), rule_shown(w, r, all.v[i].kind, all.v[i].rule), all.v[i].n,
            web_url(w, "/desk/quality/entries?register=%.*s&kind=%.*s&rule=%.*s", STR_ARG(r->id),
                    STR_ARG(all.v[i].kind), STR_ARG(all.v[i].rule))
        };
    }
    out->findings = v;
    out->looked = run.looked;
    out->running = !run.found || !run.ended;
    return OK;
}

err show_quality(struct web *w)
{
    struct v_quality v = { 0 };
    struct v_quality_reg *regs = ARENA_ARRAY(w->a, struct v_quality_reg, w->site->n_registers + 1);

    if (!quality_looks(w->site, &w->who))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_registers; i++) {
        const struct registry *r = w->site->registers[i];
        if (!quality_may(r, &w->who))
            continue;
        struct v_quality_reg *one = &regs[v.regs_n++];
        *one = (struct v_quality_reg){ .title = site_text(w->site, r->title, w->lang) };
        TRY(pairs_part(w, r, one));
        TRY(findings_part(w, r, one));
    }
    v.regs = regs;
    return WEB_SEND(w, "/desk", quality, &v, 200);
}

/* ---- a pair, side by side ---- */

err pair_prepare(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "pair"), &id)))
        return REFUSED(ERR_MISSING);
    w->act = "quality.open";
    w->in = val_with(w->a, val_null(), S("pair"), val_int(id));
    return OK;
}

struct sides {
    const struct registry *r;
    struct q_pair p;
    struct record low, high;
    struct data_key keys[2];
};

/* Not protected entries' fields of secret kind: record_open leaves them out. */
static void rows_part(struct web *w, const struct sides *s, struct v_pair *v)
{
    struct v_pair_row *rows = ARENA_ARRAY(w->a, struct v_pair_row, s->r->n_fields + 1);

    for (size_t i = 0; i < s->r->n_fields; i++) {
        const struct reg_field *f = &s->r->fields[i];
        val x = val_get(s->low.fields, f->name), y = val_get(s->high.fields, f->name);
        if (f->sensitivity == SENS_SECRET || !quality_reads(s->r, &w->who, f->name) ||
            (val_is_null(x) && val_is_null(y)))
            continue;
        str side = pick_of(s->p.picks, f->name);
        rows[v->rows_n++] = (struct v_pair_row){ .name = f->name,
                                                 .label = site_text(w->site, f->label, w->lang),
                                                 .low = value_shown(w, f, x),
                                                 .high = value_shown(w, f, y),
                                                 .differs = !val_equal(x, y),
                                                 .of_low = str_eq(side, S("low")),
                                                 .of_high = str_eq(side, S("high")) };
    }
    v->rows = rows;
}

/* What was changed at the entry that stays since the merge: where each goes is decided. */
static err later_part(struct web *w, const struct sides *s, struct v_pair *v)
{
    struct v_pair_later *rows = ARENA_ARRAY(w->a, struct v_pair_later, s->r->n_fields + 1);
    bool low = s->p.keeps == s->p.low;
    const struct record *now = low ? &s->low : &s->high;
    struct merge_kept k;
    struct q_merge m;

    TRY(q_merge(w->db, s->p.id, &m));
    if (!m.found)
        return OK;
    TRY(merge_open(w->a, &s->keys[low ? 0 : 1], m.body, &k));
    for (size_t i = 0; i < s->r->n_fields; i++) {
        const struct reg_field *f = &s->r->fields[i];
        val was = val_get(k.after, f->name), is = val_get(now->fields, f->name);
        if (f->sensitivity == SENS_SECRET || !quality_reads(s->r, &w->who, f->name) ||
            val_equal(was, is))
            continue;
        rows[v->later_n++] =
            (struct v_pair_later){ f->name, site_text(w->site, f->label, w->lang),
                                   value_shown(w, f, was), value_shown(w, f, is),
                                   str_eq(pick_of(s->p.picks, f->name), S("other")) };
    }
    v->later = rows;
    return OK;
}

static err said_part(struct web *w, const struct sides *s, struct v_pair *v)
{
    val said;

    if (!s->p.said.n)
        return OK;
    TRY(key_open(w->a, &s->keys[0], "pair.said", s->p.said, &said));
    v->ground = val_text(said);
    return OK;
}

static err sides_open(struct web *w, struct sides *s)
{
    struct data_key want[2] = { { .kind = SUBJECT_PERSON }, { .kind = SUBJECT_PERSON } };

    TRY(q_pair(w->db, val_get_i64(w->out, S("pair"), 0), &s->p));
    s->r = s->p.found ? site_register(w->site, s->p.registry) : NULL;
    if (!s->r)
        return REFUSED(ERR_MISSING);
    want[0].id = s->p.low;
    want[1].id = s->p.high;
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), want, 2, s->keys));
    TRY(record_open(w->a, w->db, s->r, s->p.low, &s->keys[0], &s->low));
    return record_open(w->a, w->db, s->r, s->p.high, &s->keys[1], &s->high);
}

static err pair_page(struct web *w, int status)
{
    struct sides s = { 0 };

    TRY(sides_open(w, &s));
    struct v_pair v = { .id = str_fmt(w->a, "%lld", (long long)s.p.id),
                        .reg = site_text(w->site, s.r->title, w->lang),
                        .score = s.p.score,
                        .threshold = s.r->duplicates.threshold,
                        .state = state_word(s.p.state),
                        .colour = state_colour(s.p.state),
                        .open = str_eq(s.p.state, S("open")),
                        .apart = str_eq(s.p.state, S("apart")),
                        .asked = str_eq(s.p.state, S("asked")),
                        .merged = str_eq(s.p.state, S("merged")),
                        .undo = str_eq(s.p.state, S("undo")),
                        .own = s.p.by_account == w->who.account,
                        .keeps_low = s.p.keeps == s.p.low,
                        .wrong_ground = web_refusal_of(w, "ground"),
                        .wrong_keep = web_refusal_of(w, "keep"),
                        .action = web_url(w, "/desk/quality/pairs/%lld", (long long)s.p.id) };

    v.reasons.items = reasons_of(w, s.r, s.p.reasons, &v.reasons.items_n);
    v.choosing = v.open || v.apart;
    rows_part(w, &s, &v);
    if (v.merged || v.undo)
        TRY(later_part(w, &s, &v));
    TRY(said_part(w, &s, &v));
    w->page.problem = w->nrefusals > 0;
    bytes_wipe(s.keys, sizeof s.keys);
    return WEB_SEND(w, "/desk", pair, &v, status);
}

err show_pair(struct web *w)
{
    return pair_page(w, 200);
}

static err pair_refused(struct web *w)
{
    return pair_page(w, 422);
}

/* Fields of the form are named pick-FIELD. */
static str picks_posted(struct web *w)
{
    buf b;

    buf_init(&b, w->a, 400);
    for (uint32_t i = 0; w->body.tag == V_CONTEXT && i < w->body.c->n && b.n < PICKS_MOST; i++) {
        str name = w->body.c->e[i].key;
        val v = w->body.c->e[i].value;
        if (str_starts(name, S("pick-")) && v.tag == V_STRING)
            buf_fmt(&b, "%s%.*s:%.*s", b.n ? " " : "", STR_ARG(str_from(name, 5)),
                    STR_ARG(val_text(v)));
    }
    return buf_str(&b);
}

err decide_prepare(struct web *w)
{
    static const char *const texts[] = { "decision", "keep", "ground" };

    TRY(pair_prepare(w));
    w->act = "quality.decide";
    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            w->in = val_with(w->a, w->in, str_z(*t), val_str(web_field(w, *t)));
    w->in = val_with(w->a, w->in, S("picks"), val_str(picks_posted(w)));
    return OK;
}

err decide_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    TRY(pair_prepare(w));
    w->then_fn = pair_refused;
    return OK;
}

err to_pair(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/desk/quality/pairs/%lld", (long long)val_get_i64(w->out, S("pair"), 0)));
}

/* ---- entries with a finding ---- */

err entries_prepare(struct web *w)
{
    static const char *const texts[] = { "register", "kind", "rule" };
    int64_t after = 0;

    w->in = val_null();
    FOR_EACH(texts, t) {
        str said = web_query(w, *t);
        w->in = val_with(w->a, w->in, str_z(*t), val_str(said.p ? said : S("")));
    }
    if (failed(str_to_i64(web_query(w, "after"), &after)))
        after = 0;
    w->in = val_with(w->a, w->in, S("after"), val_int(after));
    return OK;
}

/* The key and what `display` shows, as far as the officer may read it. */
static str entry_called(struct web *w, const struct registry *r, const struct record *rec)
{
    str all[LINES_MOST];
    size_t n = 0;

    for (size_t i = 0; i < r->n_display && n < LINES_MOST; i++) {
        const struct reg_field *f = register_field(r, r->display[i]);
        if (f && quality_reads(r, &w->who, f->name) && val_has(rec->fields, f->name))
            all[n++] = value_shown(w, f, val_get(rec->fields, f->name));
    }
    return str_join(w->a, all, n, S(", "));
}

static err entries_rows(struct web *w, const struct registry *r, struct v_quality_entries *v)
{
    val ids = val_get(w->out, S("ids"));
    size_t n = val_count(ids);
    struct data_key want[LIST_PAGE], keys[LIST_PAGE];
    struct v_quality_entries_row *rows = ARENA_ARRAY(w->a, struct v_quality_entries_row, n + 1);

    if (n > LIST_PAGE)
        return REFUSED(ERR_MISSING);
    for (size_t i = 0; i < n; i++) {
        want[i] = (struct data_key){ .kind = SUBJECT_PERSON };
        (void)val_to_i64(val_at(ids, i), &want[i].id);
    }
    if (n)
        TRY(web_keys(w, val_get_text(w->out, S("ticket")), want, n, keys));
    for (size_t i = 0; i < n; i++) {
        struct record rec;
        TRY(record_open(w->a, w->db, r, want[i].id, &keys[i], &rec));
        rows[i] = (struct v_quality_entries_row){ quality_reads(r, &w->who, r->key)
                                                      ? val_get_text(rec.fields, r->key)
                                                      : S(""),
                                                  entry_called(w, r, &rec) };
    }
    bytes_wipe(keys, sizeof keys);
    v->rows = rows;
    v->rows_n = n;
    return OK;
}

err show_entries(struct web *w)
{
    const struct registry *r = site_register(w->site, val_get_text(w->out, S("register")));
    str kind = val_get_text(w->out, S("kind")), rule = val_get_text(w->out, S("rule"));
    int64_t last = val_get_i64(w->out, S("last"), 0);

    if (!r)
        return REFUSED(ERR_MISSING);
    struct v_quality_entries v = { .reg = site_text(w->site, r->title, w->lang),
                                   .kind = kind_word(kind),
                                   .what = rule_shown(w, r, kind, rule) };
    TRY(entries_rows(w, r, &v));
    if (last) {
        url next = url_query(w->a, web_url(w, "/desk/quality/entries"), S("register"), r->id);
        next = url_query(w->a, next, S("kind"), kind);
        next = url_query(w->a, next, S("rule"), rule);
        v.next = url_query(w->a, next, S("after"), str_fmt(w->a, "%lld", (long long)last));
    }
    return WEB_SEND(w, "/desk", quality_entries, &v, 200);
}
