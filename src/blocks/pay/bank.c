/* What the bank reports: taken in once, each line matched by its reference; what fits nothing waits
 * for an officer. */
#include "act/job.h"
#include "blocks/consent/consent.h"
#include "blocks/pay/bank.h"
#include "blocks/pay/own.h"
#include "iso20022/camt.h"

enum { TEXT_MOST = 500, NAME_MOST = 140, ID_MOST = 200, DAYS_MOST = 3660 };

/* ---- a file as a value: read in a worker or by the command, taken in by the act ---- */

static val line_val(arena *a, const struct camt_line *l)
{
    val_builder b = val_build(a);

    val_put(&b, S("minor"), val_int(l->minor));
    val_put(&b, S("currency"), val_str(l->currency));
    val_put(&b, S("credit"), val_bool(l->credit));
    val_put(&b, S("booked"), val_bool(l->booked));
    val_put(&b, S("reversal"), val_bool(l->reversal));
    val_put(&b, S("day"), val_day(l->booked_on));
    val_put(&b, S("id"), val_str(text_cut(l->bank_id, ID_MOST)));
    val_put(&b, S("reference"), val_str(text_cut(l->reference, ID_MOST)));
    val_put(&b, S("end_to_end"), val_str(text_cut(l->end_to_end, ID_MOST)));
    val_put(&b, S("text"), val_str(text_cut(l->text, TEXT_MOST)));
    val_put(&b, S("name"), val_str(text_cut(l->other_name, NAME_MOST)));
    val_put(&b, S("iban"), val_str(text_cut(l->other_iban, ID_MOST)));
    val_put(&b, S("matter"), val_int(l->matter));
    return val_done(&b);
}

bool statement_read(arena *a, str bytes, val *out)
{
    struct camt_file f;
    struct text_error where;
    val reports = val_list(NULL, 0);
    sha256 hash = sha256_of(bytes);

    if (failed(camt_read(a, bytes, &f, &where)))
        return false;
    for (size_t i = 0; i < f.n; i++) {
        const struct camt_report *r = &f.reports[i];
        val *lines = ARENA_ARRAY(a, val, r->n + 1);
        val_builder b = val_build(a);
        for (size_t k = 0; k < r->n; k++)
            lines[k] = line_val(a, &r->lines[k]);
        val_put(&b, S("kind"), val_str(r->statement ? S("camt.053") : S("camt.054")));
        val_put(&b, S("name"), val_str(text_cut(r->id, ID_MOST)));
        val_put(&b, S("iban"), val_str(r->iban));
        if (r->opens && r->closes && r->until.n) {
            val_put(&b, S("opened"), val_int(r->opened));
            val_put(&b, S("closed"), val_int(r->closed));
            val_put(&b, S("since"), val_day(r->since));
            val_put(&b, S("until"), val_day(r->until));
        }
        val_put(&b, S("lines"), val_list(lines, r->n));
        reports = val_append(a, reports, val_done(&b));
    }
    *out = val_with(a, val_null(), S("hash"), val_str(sha256_hex(a, &hash)));
    *out = val_with(a, *out, S("reports"), reports);
    return true;
}

/* ---- taking in ---- */

struct taking {
    act *a;
    const struct site_payments *account;
    int64_t statement;
    struct data_key key;
    str name;   /* of the report */
    int64_t at; /* when it was taken in before */
    struct statement_taken *took;
};

/* The reference that a payer gave: where the bank has a field for it, else among the words. */
static str reference_of(arena *a, val line)
{
    str out;

    if (rf_read(a, val_get_text(line, S("reference")), &out) ||
        rf_read(a, val_get_text(line, S("end_to_end")), &out) ||
        rf_find(a, val_get_text(line, S("text")), &out))
        return out;
    return S("");
}

/* Where the other side of a booking stands; null: with nobody's money, until its claim is found. */
static const char *account_for(int64_t matter)
{
    return matter == CAMT_CHARGE       ? BOOK_CHARGES
           : matter == CAMT_CARDS      ? BOOK_CARD
           : matter == CAMT_CASH       ? BOOK_CASH
           : matter == CAMT_TAKEN_BACK ? BOOK_TAKEN_BACK
                                       : NULL;
}

static err item_add(struct taking *t, val line, str bank_id)
{
    act *a = t->a;
    int64_t id = act_id(a), minor = val_get_i64(line, S("minor"), 0);
    int64_t in = val_get_bool(line, S("credit")) ? minor : -minor;
    val on = val_get(line, S("day")), job = val_with(a->a, val_null(), S("item"), val_int(id));
    str currency = val_get_text(line, S("currency"));
    const char *other = account_for(val_get_i64(line, S("matter"), CAMT_OTHER));

    if (minor <= 0 || minor > MONEY_MOST || currency.n != 3 || on.tag != V_DATE ||
        on.m < a->today.n - DAYS_MOST || on.m > a->today.n + DAYS_MOST)
        return refuse(a, W_pay_no_statement, "file");
    struct book_line lines[] = { { BOOK_BANK, in }, { other ? other : BOOK_UNIDENTIFIED, -in } };
    TRY(q_pay_item_add(a->db, &(struct q_pay_item_add_in){
                                  .id = id,
                                  .authority = t->account->authority,
                                  .way = S(PAY_BANK),
                                  .at = a->now.ms,
                                  .day = on.m,
                                  .officer = a->who.account,
                                  .currency = currency,
                                  .minor = minor,
                                  .state = other ? S(ITEM_BOOKED) : S(ITEM_NEW),
                                  .statement = t->statement,
                                  .bank_id = bank_id,
                                  .reference = reference_of(a->a, line),
                                  .details = key_seal(a->a, &t->key, "pay.item", line) }));
    TRY(book(a, &(struct book_entry){ .kind = other ? "bank" : "came",
                                      .authority = t->account->authority,
                                      .currency = currency,
                                      .item = id,
                                      .lines = lines,
                                      .n = LEN(lines) }));
    if (other) {
        t->took->booked++;
        return OK;
    }
    t->took->lines++;
    return outbox_add(a, "pay.match", SUBJECT_NONE, 0, job, (instant){ 0 }, NULL);
}

static err line_take(struct taking *t, val line, str name, size_t at)
{
    struct q_pay_item_of_bank known;
    str id = val_get_text(line, S("id"));
    bool ours = false;

    if (val_get_bool(line, S("booked")))
        TRY(order_reported(t->a, t->account, line, &ours));
    if (ours) {
        t->took->orders++;
        return OK;
    }
    bool counts =
        val_get_bool(line, S("credit")) || account_for(val_get_i64(line, S("matter"), CAMT_OTHER));
    if (!counts || !val_get_bool(line, S("booked")) || !val_get_i64(line, S("minor"), -1)) {
        t->took->left_out++;
        return OK;
    }
    str bank_id =
        id.n ? str_fmt(t->a->a, "%.*s %.*s", STR_ARG(t->account->iban), STR_ARG(id))
             : str_fmt(t->a->a, "%.*s %.*s#%zu", STR_ARG(t->account->iban), STR_ARG(name), at + 1);
    TRY(q_pay_item_of_bank(t->a->db, bank_id, &known));
    if (known.found) {
        t->took->known++;
        return OK;
    }
    return item_add(t, line, bank_id);
}

static const struct site_payments *account_of(const struct site *s, str iban)
{
    for (size_t i = 0; i < s->n_payments; i++)
        if (str_eq(s->payments[i].iban, iban))
            return &s->payments[i];
    return NULL;
}

static err already(act *a, int64_t at)
{
    return refuse_with(a, W_pay_statement_known, "file",
                       val_with(a->a, val_null(), S("day"), val_day(act_day(a, (instant){ at }))),
                       409);
}

/* Whether a statement begins with another balance than that with which the one before it ended. */
static err gap_before(act *a, str account, val report, bool *gap)
{
    val opened = val_get(report, S("opened")), until = val_get(report, S("until"));
    struct q_pay_statement_before before;

    *gap = false;
    if (opened.tag != V_NUMBER || until.tag != V_DATE)
        return OK;
    TRY(q_pay_statement_before(a->db, account, until.m, &before));
    *gap =
        before.found && before.closed.has && before.closed.v != val_get_i64(report, S("opened"), 0);
    return OK;
}

static struct opt_int balance_of(val report, const char *name)
{
    val v = val_get(report, str_z(name));

    return v.tag == V_NUMBER ? opt_int(val_get_i64(report, str_z(name), 0)) : OPT_NONE;
}

static day day_of_report(val report, const char *name)
{
    val v = val_get(report, str_z(name));

    return v.tag == V_DATE ? (day){ v.m } : (day){ 0 };
}

static err row_add(struct taking *t, str hash, str kind, str name, val report)
{
    act *a = t->a;
    struct q_pay_statement_add_in row = { .id = t->statement,
                                          .hash = hash,
                                          .name = name,
                                          .kind = kind,
                                          .authority = t->account->authority,
                                          .at = a->now.ms,
                                          .officer = a->who.account,
                                          .account = t->account->iban,
                                          .opened = balance_of(report, "opened"),
                                          .closed = balance_of(report, "closed"),
                                          .since = day_of_report(report, "since").n,
                                          .until = day_of_report(report, "until").n };

    TRY(gap_before(a, t->account->iban, report, &t->took->gap));
    TRY(key_make(a, SUBJECT_ORG, t->statement, &t->key));
    return q_pay_statement_add(a->db, &row);
}

/* The report's row: a new one, or the one that the command has begun.  *whole: it was taken in
 * before. */
static err report_begin(struct taking *t, str hash, val report, int64_t at, bool *whole)
{
    act *a = t->a;
    str kind = val_get_text(report, S("kind")), name;
    struct q_pay_statement_known known;

    *whole = false;
    t->account = account_of(a->site, val_get_text(report, S("iban")));
    if (!t->account)
        return refuse(a, W_pay_other_account, "file");
    if (!a->who.job && !cashier_for(a->site, &a->who, t->account->authority))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    name = str_fmt(a->a, "%.*s %.*s", STR_ARG(t->account->iban),
                   STR_ARG(val_get_text(report, S("name"))));
    t->name = name;
    TRY(q_pay_statement_known(a->db, S(""), kind, name, &known));
    if (!known.found && at)
        return refuse(a, W_pay_no_statement, "file");
    if (!known.found) {
        t->statement = act_id(a);
        return row_add(t, hash, kind, name, report);
    }
    *whole = !str_eq(known.state, S("taking")) || !str_eq(known.hash, hash);
    t->statement = known.id;
    t->at = known.at;
    return *whole ? OK : key_get(a, SUBJECT_ORG, known.id, &t->key);
}

static err report_lines(struct taking *t, val report, int64_t at, bool last)
{
    val lines = val_get(report, S("lines"));

    for (size_t i = 0; i < val_count(lines); i++)
        TRY(line_take(t, val_at(lines, i), t->name, (size_t)at + i));
    return q_pay_statement_more(t->a->db, t->statement, t->took->lines, t->took->left_out,
                                last ? S("whole") : S("taking"));
}

static err report_take(act *a, str hash, val report, struct statement_taken *took)
{
    struct statement_taken here = { 0 };
    struct taking t = { .a = a, .took = &here };
    bool whole;

    TRY(report_begin(&t, hash, report, 0, &whole));
    if (whole)
        return already(a, t.at);
    TRY(report_lines(&t, report, 0, true));
    statement_add(took, statement_told(a->a, &here));
    return OK;
}

static err hash_of(act *a, val in, str *out)
{
    uint8_t *raw = arena_alloc(a->a, 32);

    TRY(str_to_bytes_hex(val_get_text(in, S("hash")), raw, 32));
    *out = str_of((char *)raw, 32);
    return OK;
}

err statement_take(act *a, val in, struct statement_taken *took)
{
    val reports = val_get(in, S("reports"));
    struct q_pay_statement_known known;
    str hash;

    *took = (struct statement_taken){ 0 };
    TRY(hash_of(a, in, &hash));
    TRY(q_pay_statement_known(a->db, hash, S(""), S(""), &known));
    if (known.found)
        return already(a, known.at);
    for (size_t i = 0; i < val_count(reports); i++)
        TRY(report_take(a, hash, val_at(reports, i), took));
    return OK;
}

val statement_told(arena *a, const struct statement_taken *took)
{
    val_builder b = val_build(a);

    val_put(&b, S("lines"), val_int(took->lines));
    val_put(&b, S("booked"), val_int(took->booked));
    val_put(&b, S("left_out"), val_int(took->left_out));
    val_put(&b, S("known"), val_int(took->known));
    val_put(&b, S("orders"), val_int(took->orders));
    val_put(&b, S("gap"), val_bool(took->gap));
    return val_done(&b);
}

void statement_add(struct statement_taken *sum, val told)
{
    sum->lines += val_get_i64(told, S("lines"), 0);
    sum->booked += val_get_i64(told, S("booked"), 0);
    sum->left_out += val_get_i64(told, S("left_out"), 0);
    sum->known += val_get_i64(told, S("known"), 0);
    sum->orders += val_get_i64(told, S("orders"), 0);
    sum->gap |= val_get_bool(told, S("gap"));
}

err act_statement(act *a, val in, val *out)
{
    struct statement_taken took;

    TRY(statement_take(a, in, &took));
    *out = statement_told(a->a, &took);
    return OK;
}

/* Some lines of one report, from the command: what was taken in before it was killed is known by
 * its ids, so that the whole file can be given again. */
err act_statement_part(act *a, val in, val *out)
{
    struct statement_taken here = { 0 };
    struct taking t = { .a = a, .took = &here };
    int64_t at = val_get_i64(in, S("at"), 0);
    bool whole;
    str hash;

    TRY(hash_of(a, in, &hash));
    TRY(report_begin(&t, hash, val_get(in, S("report")), at, &whole));
    if (!whole)
        TRY(report_lines(&t, val_get(in, S("report")), at, val_get_bool(in, S("last"))));
    *out = val_with(a->a, statement_told(a->a, &here), S("whole"), val_bool(whole));
    return OK;
}

/* ---- matching ---- */

/* From the account of what nobody knows to the claim. */
static err item_to_claim(act *a, const struct q_pay_item *i, struct q_pay_claim *c)
{
    int64_t n;

    TRY(q_pay_item_set(a->db, i->id, i->state, S(ITEM_MATCHED), c->id, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return claim_pay(a, c, BOOK_UNIDENTIFIED, i->minor, i->id);
}

/* Whether the claim of that reference can take the money. */
static err claim_for(act *a, const struct q_pay_item *i, str reference, struct q_pay_claim *c,
                     bool *fits)
{
    struct q_case k = { 0 };

    *fits = false;
    TRY(q_pay_claim(a->db, 0, reference, c));
    if (c->found)
        TRY(q_case(a->db, c->case_id, S(""), &k));
    *fits = c->found && k.found && !str_eq(k.state, S(CASE_ERASED)) &&
            !str_eq(c->state, S(CLAIM_WAIVED)) && str_eq(c->currency, i->currency) &&
            str_eq(c->authority, i->authority);
    return OK;
}

err act_match(act *a, val in, val *out)
{
    struct q_pay_item i;
    struct q_pay_claim c;
    bool fits;
    int64_t n;

    *out = val_null();
    TRY(q_pay_item(a->db, val_get_i64(in, S("item"), 0), &i));
    if (!i.found || !str_eq(i.state, S(ITEM_NEW)))
        return OK;
    TRY(claim_for(a, &i, i.reference, &c, &fits));
    return fits ? item_to_claim(a, &i, &c)
                : q_pay_item_set(a->db, i.id, i.state, S(ITEM_UNKNOWN), 0, &n);
}

err job_match(struct job_run *j)
{
    return job_act(j, "pay.match", j->payload, NULL, NULL);
}

err act_assign(act *a, val in, val *out)
{
    const struct q_pay_item *i = a->owned;
    struct q_pay_claim c;
    bool fits = false;
    str reference;

    if (!str_eq(i->state, S(ITEM_UNKNOWN)))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    if (rf_read(a->a, val_get_text(in, S("reference")), &reference))
        TRY(claim_for(a, i, reference, &c, &fits));
    if (!fits)
        return refuse(a, W_pay_no_claim, "reference");
    TRY(cashier_not_own(a, c.case_id));
    struct q_pay_item copy = *i;
    TRY(item_to_claim(a, &copy, &c));
    *out = val_with(a->a, val_null(), S("claim"), val_int(c.id));
    return OK;
}

/* ---- looking ---- */

/* Who paid stands in what the bank said: a look, for which one gives no reason but leaves a
 * trace. */
err act_look(act *a, val in, val *out)
{
    const struct q_pay_item *i = a->owned;
    struct data_key subject = { .kind = SUBJECT_ORG, .id = i->statement };
    val_builder b = val_build(a->a);
    struct event seen = { .type = "pay.looked",
                          .kind = SUBJECT_ORG,
                          .subject = i->statement,
                          .authority = i->authority,
                          .body = val_with(a->a, val_null(), S("item"), val_int(i->id)) };

    (void)in;
    TRY(event_add(a, &seen));
    val_put(&b, S("statement"), val_int(i->statement));
    val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, seen.id, "pay")));
    *out = val_done(&b);
    return OK;
}
