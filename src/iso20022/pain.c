#include "iso20022/pain.h"
#include "text/fold.h"

static void element(struct pain_writer *w, const char *name, str text)
{
    xml_put_element(&w->xml, str_z(name), text);
}

static void open_at(struct pain_writer *w, const char *name)
{
    xml_open(&w->xml, str_z(name));
}

static void close_n(struct pain_writer *w, int n)
{
    while (n-- > 0)
        xml_close(&w->xml);
}

static str count_text(arena *a, uint64_t n)
{
    return str_fmt(a, "%llu", (unsigned long long)n);
}

static void account(struct pain_writer *w, const char *name, str iban)
{
    open_at(w, name);
    open_at(w, "Id");
    element(w, "IBAN", iban);
    close_n(w, 2);
}

/* The characters that every bank of SEPA takes (EPC217-08, 1.4). */
static bool in_sepa(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("/-?:().,'+ ", c));
}

str pain_plain(arena *a, str text)
{
    buf b;

    text = fold_keep_case(a, text);
    buf_init(&b, a, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (in_sepa((char)c))
            buf_char(&b, (char)c);
        else if (c == '&')
            buf_char(&b, '+');
        else if (c <= ' ')
            buf_char(&b, ' ');
        else if ((c & 0xc0) != 0x80) /* one for each character */
            buf_char(&b, '.');
    }
    return str_trim(buf_str(&b));
}

/* As the bank takes it, never empty: the schema asks for one character at least. */
static str said(struct pain_writer *w, arena *a, str text, size_t most)
{
    if (str_eq(w->head->currency, S("EUR")))
        text = pain_plain(a, text);
    text = str_trim(text_cut(text, most));
    return text.n ? text : S("NOTPROVIDED");
}

static void party(struct pain_writer *w, arena *a, const char *name, str who)
{
    open_at(w, name);
    element(w, "Nm", said(w, a, who, PAIN_NAME_MOST));
    close_n(w, 1);
}

static void totals(struct pain_writer *w, arena *a)
{
    element(w, "NbOfTxs", count_text(a, w->head->count));
    element(w, "CtrlSum", money_text(a, w->head->sum, w->head->currency));
}

static str seconds(arena *a, instant t)
{
    return instant_str(a, (instant){ t.ms - (t.ms % 1000 + 1000) % 1000 });
}

static void group_header(struct pain_writer *w, arena *a)
{
    open_at(w, "GrpHdr");
    element(w, "MsgId", text_cut(w->head->id, PAIN_ID_MOST));
    element(w, "CreDtTm", seconds(a, w->head->made));
    totals(w, a);
    party(w, a, "InitgPty", w->head->holder);
    close_n(w, 1);
}

static void debtor_agent(struct pain_writer *w)
{
    open_at(w, "DbtrAgt");
    open_at(w, "FinInstnId");
    if (w->head->bic.n) {
        element(w, "BICFI", w->head->bic);
    } else {
        open_at(w, "Othr");
        element(w, "Id", S("NOTPROVIDED"));
        close_n(w, 1);
    }
    close_n(w, 2);
}

void pain_begin(struct pain_writer *w, buf *out, const struct pain_head *head)
{
    arena *a = out->a;
    bool sepa = str_eq(head->currency, S("EUR"));

    *w = (struct pain_writer){ .head = head };
    xml_write_start(&w->xml, out);
    open_at(w, "Document");
    xml_put_attr(&w->xml, S("xmlns"), S("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"));
    open_at(w, "CstmrCdtTrfInitn");
    group_header(w, a);
    open_at(w, "PmtInf");
    element(w, "PmtInfId", text_cut(head->id, PAIN_ID_MOST));
    element(w, "PmtMtd", S("TRF"));
    totals(w, a);
    if (sepa) {
        open_at(w, "PmtTpInf");
        open_at(w, "SvcLvl");
        element(w, "Cd", S("SEPA"));
        close_n(w, 2);
    }
    open_at(w, "ReqdExctnDt");
    element(w, "Dt", day_str(a, head->on));
    close_n(w, 1);
    party(w, a, "Dbtr", head->holder);
    account(w, "DbtrAcct", head->iban);
    debtor_agent(w);
    element(w, "ChrgBr", sepa ? S("SLEV") : S("SHAR"));
}

void pain_add(struct pain_writer *w, arena *scratch, const struct pain_transfer *t)
{
    open_at(w, "CdtTrfTxInf");
    open_at(w, "PmtId");
    element(w, "EndToEndId", text_cut(t->id, PAIN_ID_MOST));
    close_n(w, 1);
    open_at(w, "Amt");
    open_at(w, "InstdAmt");
    xml_put_attr(&w->xml, S("Ccy"), w->head->currency);
    xml_put_text(&w->xml, money_text(scratch, t->minor, w->head->currency));
    close_n(w, 2);
    party(w, scratch, "Cdtr", t->name);
    account(w, "CdtrAcct", t->iban);
    if (t->text.n) {
        open_at(w, "RmtInf");
        element(w, "Ustrd", said(w, scratch, t->text, PAIN_TEXT_MOST));
        close_n(w, 1);
    }
    close_n(w, 1);
    w->count++;
    w->sum += t->minor;
}

bool pain_end(struct pain_writer *w)
{
    close_n(w, 3);
    return w->count == w->head->count && w->sum == w->head->sum;
}
