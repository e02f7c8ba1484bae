#include "iso20022/camt.h"
#include "codec/xml.h"

#define NS_053 "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
#define NS_054 "urn:iso:std:iso:20022:tech:xsd:camt.054.001."

struct reading {
    arena *a;
    str ns; /* of the document */
    struct text_error *where;
    VEC(struct camt_line) lines;
};

static struct xml_node *child(const struct reading *r, const struct xml_node *n, const char *name)
{
    return xml_child(n, r->ns, str_z(name));
}

/* The node at "A/B/C" below n; null where one is not there. */
static struct xml_node *at(const struct reading *r, const struct xml_node *n, const char *path)
{
    str rest = str_z(path), piece;
    const struct xml_node *x = n;

    while (x && str_next(&rest, '/', &piece))
        x = xml_child(x, r->ns, piece);
    return (struct xml_node *)x;
}

static str text_at(const struct reading *r, const struct xml_node *n, const char *path)
{
    const struct xml_node *x = at(r, n, path);

    return x ? str_trim(x->text) : S("");
}

static err wrong(struct reading *r, const struct xml_node *n, enum err_code code)
{
    return text_refused(r->where, code, n ? n->line : 0, 0,
                        code == ERR_RANGE         ? "an amount or a date that cannot be"
                        : code == ERR_UNSUPPORTED ? "another kind of message"
                                                  : "something is missing");
}

static err amount_of(struct reading *r, const struct xml_node *n, int64_t *minor, str *currency)
{
    const struct xml_node *amt = child(r, n, "Amt");

    if (!amt)
        return wrong(r, n, ERR_MISSING);
    *currency = xml_attr(amt, S("Ccy"));
    if (!money_read(r->a, amt->text, *currency, minor))
        return wrong(r, amt, ERR_RANGE);
    return OK;
}

static err direction_of(struct reading *r, const struct xml_node *n, bool *credit)
{
    str way = text_at(r, n, "CdtDbtInd");

    *credit = str_eq(way, S("CRDT"));
    return *credit || str_eq(way, S("DBIT")) ? OK : wrong(r, n, ERR_MISSING);
}

/* A day, or the day of a date and time. */
static err day_at(struct reading *r, const struct xml_node *n, const char *name, day *out)
{
    const struct xml_node *x = child(r, n, name);
    str day = text_at(r, x, "Dt");

    if (!day.n)
        day = str_sub(text_at(r, x, "DtTm"), 0, 10);
    if (!day.n)
        return REFUSED(ERR_MISSING);
    return failed(day_parse(day, out)) ? wrong(r, x, ERR_RANGE) : OK;
}

/* Version 08 and later put a choice round the party. */
static str party_name(struct reading *r, const struct xml_node *parties, const char *who)
{
    const struct xml_node *p = child(r, parties, who);
    str name = text_at(r, p, "Nm");

    return name.n ? name : text_at(r, p, "Pty/Nm");
}

static str remittance(struct reading *r, const struct xml_node *info)
{
    buf b;

    buf_init(&b, r->a, 160);
    for (const struct xml_node *u = child(r, info, "Ustrd"); u; u = xml_next(u)) {
        if (b.n)
            buf_char(&b, ' ');
        buf_add(&b, str_trim(u->text));
    }
    return buf_str(&b);
}

static void details_of(struct reading *r, const struct xml_node *tx, struct camt_line *l)
{
    const struct xml_node *parties = child(r, tx, "RltdPties"), *info = child(r, tx, "RmtInf");
    str own = text_at(r, tx, "Refs/AcctSvcrRef");

    if (own.n)
        l->bank_id = own;
    l->end_to_end = text_at(r, tx, "Refs/EndToEndId");
    l->reference = text_at(r, info, "Strd/CdtrRefInf/Ref");
    l->text = remittance(r, info);
    l->other_name = party_name(r, parties, l->credit ? "Dbtr" : "Cdtr");
    l->other_iban = text_at(r, parties, l->credit ? "DbtrAcct/Id/IBAN" : "CdtrAcct/Id/IBAN");
    l->return_code = text_at(r, tx, "RtrInf/Rsn/Cd");
}

/* False where a hostile file makes sums that no account has. */
static bool moved_by(int64_t *sum, int64_t minor, bool up)
{
    return !__builtin_add_overflow(*sum, up ? minor : -minor, sum);
}

static bool one_of(str code, const char *codes)
{
    str rest = str_z(codes), one;

    while (str_next(&rest, ' ', &one))
        if (code.n && str_eq(code, one))
            return true;
    return false;
}

/* Money that goes although it came in before, or the other way round, is said by RvslInd too. */
static enum camt_matter matter_of(struct reading *r, const struct xml_node *n, bool credit,
                                  bool reversal)
{
    str family = text_at(r, n, "BkTxCd/Domn/Fmly/Cd"),
        sub = text_at(r, n, "BkTxCd/Domn/Fmly/SubFmlyCd");

    if (one_of(sub, "CHRG COMM FEES"))
        return CAMT_CHARGE;
    if (!credit && (reversal || one_of(sub, "RRTN RPCR")))
        return CAMT_TAKEN_BACK;
    if (credit && str_eq(family, S("MCRD")))
        return CAMT_CARDS;
    return credit && str_eq(family, S("CNTR")) && str_eq(sub, S("CDPT")) ? CAMT_CASH : CAMT_OTHER;
}

/* The transactions of an entry that says them one by one; their amounts are those of the entry. */
static err transactions(struct reading *r, const struct xml_node *ntry,
                        const struct camt_line *base, size_t *count)
{
    int64_t sum = 0;

    for (const struct xml_node *d = child(r, ntry, "NtryDtls"); d; d = xml_next(d))
        for (const struct xml_node *tx = child(r, d, "TxDtls"); tx; tx = xml_next(tx)) {
            struct camt_line l = *base;
            bool alone = !child(r, tx, "Amt");
            if (!alone)
                TRY(amount_of(r, tx, &l.minor, &l.currency));
            if (child(r, tx, "CdtDbtInd"))
                TRY(direction_of(r, tx, &l.credit));
            if (!str_eq(l.currency, base->currency))
                return wrong(r, tx, ERR_RANGE);
            details_of(r, tx, &l);
            if (child(r, tx, "BkTxCd"))
                l.matter = matter_of(r, tx, l.credit, base->reversal);
            if (l.bank_id.n && *count && str_eq(l.bank_id, base->bank_id))
                l.bank_id = str_fmt(r->a, "%.*s/%zu", STR_ARG(l.bank_id), *count + 1);
            if (!moved_by(&sum, l.minor, l.credit == base->credit))
                return wrong(r, tx, ERR_RANGE);
            *vec_push(&r->lines, r->a) = l;
            ++*count;
        }
    return *count && sum != base->minor ? wrong(r, ntry, ERR_RANGE) : OK;
}

static bool is_booked(struct reading *r, const struct xml_node *ntry)
{
    str code = text_at(r, ntry, "Sts/Cd"); /* from version 08 on a choice */

    return str_eq(code.n ? code : text_at(r, ntry, "Sts"), S("BOOK"));
}

static err entry(struct reading *r, const struct xml_node *ntry, int64_t *moved)
{
    struct camt_line base = { .bank_id = text_at(r, ntry, "AcctSvcrRef"),
                              .booked = is_booked(r, ntry),
                              .reversal = str_eq(text_at(r, ntry, "RvslInd"), S("true")) };
    size_t count = 0;

    TRY(amount_of(r, ntry, &base.minor, &base.currency));
    TRY(direction_of(r, ntry, &base.credit));
    base.matter = matter_of(r, ntry, base.credit, base.reversal);
    err e = day_at(r, ntry, "BookgDt", &base.booked_on);
    if (failed(e))
        e = day_at(r, ntry, "ValDt", &base.booked_on);
    if (failed(e))
        return wrong(r, ntry, e.code);
    if (base.booked && !moved_by(moved, base.minor, base.credit))
        return wrong(r, ntry, ERR_RANGE);
    TRY(transactions(r, ntry, &base, &count));
    if (!count)
        *vec_push(&r->lines, r->a) = base;
    return OK;
}

/* The balance of that code; false where the statement does not say it. */
static err balance(struct reading *r, const struct xml_node *stmt, const char *code, bool *there,
                   int64_t *minor, day *on)
{
    *there = false;
    for (const struct xml_node *b = child(r, stmt, "Bal"); b; b = xml_next(b)) {
        str currency;
        bool credit;
        if (!str_eq(text_at(r, b, "Tp/CdOrPrtry/Cd"), str_z(code)))
            continue;
        TRY(amount_of(r, b, minor, &currency));
        TRY(direction_of(r, b, &credit));
        *minor = credit ? *minor : -*minor;
        *there = true;
        if (failed(day_at(r, b, "Dt", on)))
            *on = (day){ 0 };
    }
    return OK;
}

/* Opening balance, entries and closing balance have to add up: nothing is missing. */
static err balanced(struct reading *r, const struct xml_node *stmt, int64_t moved,
                    struct camt_report *out)
{
    TRY(balance(r, stmt, "OPBD", &out->opens, &out->opened, &out->since));
    if (!out->opens)
        TRY(balance(r, stmt, "PRCD", &out->opens, &out->opened, &out->since));
    TRY(balance(r, stmt, "CLBD", &out->closes, &out->closed, &out->until));
    int64_t sum = out->opened;
    return out->opens && out->closes && (!moved_by(&sum, moved, true) || sum != out->closed)
               ? wrong(r, stmt, ERR_RANGE)
               : OK;
}

static err report(struct reading *r, const struct xml_node *n, struct camt_report *out)
{
    int64_t moved = 0;

    r->lines.v = NULL;
    r->lines.n = r->lines.room = 0;
    out->id = text_at(r, n, "Id");
    out->iban = text_at(r, n, "Acct/Id/IBAN");
    out->currency = text_at(r, n, "Acct/Ccy");
    if (!out->id.n || !out->iban.n)
        return wrong(r, n, ERR_MISSING);
    for (const struct xml_node *e = child(r, n, "Ntry"); e; e = xml_next(e))
        TRY(entry(r, e, &moved));
    if (out->statement)
        TRY(balanced(r, n, moved, out));
    out->lines = r->lines.v;
    out->n = r->lines.n;
    return OK;
}

err camt_read(arena *a, str text, struct camt_file *out, struct text_error *where)
{
    struct reading r = { .a = a, .where = where };
    struct xml_node *root;
    VEC(struct camt_report) all = { 0 };

    TRY(xml_read(a, text, NULL, &root, where));
    bool statement = str_starts(root->ns, S(NS_053));
    if (!xml_is(root, STR_NULL, S("Document")) || (!statement && !str_starts(root->ns, S(NS_054))))
        return wrong(&r, root, ERR_UNSUPPORTED);
    r.ns = root->ns;
    const struct xml_node *n = statement ? at(&r, root, "BkToCstmrStmt/Stmt")
                                         : at(&r, root, "BkToCstmrDbtCdtNtfctn/Ntfctn");
    for (; n; n = xml_next(n)) {
        struct camt_report one = { .statement = statement };
        TRY(report(&r, n, &one));
        *vec_push(&all, a) = one;
    }
    if (!all.n)
        return wrong(&r, root, ERR_MISSING);
    out->reports = all.v;
    out->n = all.n;
    return OK;
}
