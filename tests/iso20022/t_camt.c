#include "iso20022/camt.h"
#include "tests/check.h"

#define HEAD(kind, version)                                                                        \
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:" kind ".001." version "\">"
#define AMT(n) "<Amt Ccy=\"EUR\">" n "</Amt>"
#define BAL(code, n, way)                                                                          \
    "<Bal><Tp><CdOrPrtry><Cd>" code "</Cd></CdOrPrtry></Tp>" AMT(n) "<CdtDbtInd>" way              \
                                                                    "</CdtDbtInd></Bal>"
#define DATED "<BookgDt><Dt>2026-03-04</Dt></BookgDt>"
#define ACCT "<Id>S1</Id><Acct><Id><IBAN>XA4320111000012345678</IBAN></Id></Acct>"
#define STMT(inside)                                                                               \
    HEAD("camt.053", "02")                                                                         \
    "<BkToCstmrStmt><Stmt>" ACCT inside "</Stmt></BkToCstmrStmt></"                                \
    "Document>"

static err read_as(const char *text, struct camt_file *f)
{
    struct text_error where;

    return camt_read(test_arena(), str_z(text), f, &where);
}

/* Two versions: a status that is a word, and one that is a choice; a party and a choice of one. */
TEST(camt_reads_what_two_versions_say)
{
    static const char *const texts[] = {
        STMT("<Ntry>" AMT("6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED
                                  "<AcctSvcrRef>B1</"
                                  "AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId>"
                                  "</Refs><RltdPties><Dbtr><Nm>Jo &amp; "
                                  "Co</Nm></Dbtr><DbtrAcct><Id><IBAN>XA1</IBAN></Id>"
                                  "</DbtrAcct></RltdPties><RmtInf><Ustrd>one</Ustrd><Ustrd>two</"
                                  "Ustrd><Strd><CdtrRefInf>"
                                  "<Ref>RF69100001</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></"
                                  "NtryDtls></Ntry>"),
        HEAD("camt.054", "08") "<BkToCstmrDbtCdtNtfctn><Ntfctn>" ACCT "<Ntry>" AMT(
            "6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></"
                    "Sts><BookgDt><DtTm>2026-03-04T10:00:00Z</DtTm>"
                    "</BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId><AcctSvcrRef>B1</"
                    "AcctSvcrRef>"
                    "</Refs><RltdPties><Dbtr><Pty><Nm>Jo &amp; "
                    "Co</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>XA1</IBAN>"
                    "</Id></DbtrAcct></RltdPties><RmtInf><Ustrd>one two</Ustrd><Strd><CdtrRefInf>"
                    "<Ref>RF69100001</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>"
                    "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
    };

    for (size_t i = 0; i < LEN(texts); i++) {
        struct camt_file f = { 0 };
        EXPECT_OK(read_as(texts[i], &f));
        if (f.n != 1 || f.reports[0].n != 1) {
            test_fail(__FILE__, __LINE__, "text %zu has not one line", i);
            continue;
        }
        const struct camt_line *l = &f.reports[0].lines[0];
        EXPECT(f.reports[0].statement == (i == 0));
        EXPECT_STR(f.reports[0].iban, S("XA4320111000012345678"));
        EXPECT_INT(l->minor, 650);
        EXPECT(l->credit && l->booked && !l->reversal);
        EXPECT_INT(l->booked_on.n, day_of(2026, 3, 4).n);
        EXPECT_STR(l->bank_id, S("B1"));
        EXPECT_STR(l->end_to_end, S("E1"));
        EXPECT_STR(l->reference, S("RF69100001"));
        EXPECT_STR(l->text, S("one two"));
        EXPECT_STR(l->other_name, S("Jo & Co"));
        EXPECT_STR(l->other_iban, S("XA1"));
    }
}

TEST(camt_takes_a_batch_apart)
{
    struct camt_file f = { 0 };

    EXPECT_OK(read_as(
        STMT("<Ntry>" AMT(
            "5.00") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED
                    "<AcctSvcrRef>B</AcctSvcrRef><NtryDtls><TxDtls>" AMT(
                        "2.00") "</TxDtls><TxDtls>" AMT("3.00") "</TxDtls></NtryDtls></Ntry>"),
        &f));
    EXPECT_INT(f.n ? f.reports[0].n : 0, 2);
    if (f.n && f.reports[0].n == 2) {
        EXPECT_INT(f.reports[0].lines[1].minor, 300);
        EXPECT(!str_eq(f.reports[0].lines[0].bank_id, f.reports[0].lines[1].bank_id));
    }
}

TEST(camt_refuses_what_does_not_add_up)
{
    static const struct {
        const char *text;
        enum err_code want;
    } t[] = {
        { STMT(BAL("OPBD", "10.00", "CRDT") BAL("CLBD", "16.50", "CRDT") "<Ntry>" AMT(
              "6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED "</Ntry>"),
          ERR_NONE },
        { STMT(BAL("OPBD", "10.00", "DBIT") BAL("CLBD", "3.50", "DBIT") "<Ntry>" AMT(
              "6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED "</Ntry>"),
          ERR_NONE },
        { STMT(BAL("OPBD", "10.00", "CRDT") BAL("CLBD", "10.00", "CRDT") "<Ntry>" AMT(
              "6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>" DATED "</Ntry>"),
          ERR_NONE },
        { STMT(BAL("OPBD", "10.00", "CRDT") BAL("CLBD", "17.50", "CRDT") "<Ntry>" AMT(
              "6.50") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED "</Ntry>"),
          ERR_RANGE },
        { STMT("<Ntry>" AMT("5.00") "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>" DATED
                                    "<NtryDtls><TxDtls>" AMT("2.00") "</TxDtls></NtryDtls></Ntry>"),
          ERR_RANGE },
        { STMT("<Ntry>" AMT("5.005") "<CdtDbtInd>CRDT</CdtDbtInd>" DATED "</Ntry>"), ERR_RANGE },
        { STMT("<Ntry>" AMT("5.00") "<CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), ERR_MISSING },
        { STMT("<Ntry>" AMT("5.00") DATED "</Ntry>"), ERR_MISSING },
        { STMT("<Ntry><CdtDbtInd>CRDT</CdtDbtInd>" DATED "</Ntry>"), ERR_MISSING },
        { HEAD("camt.053", "02") "<BkToCstmrStmt/></Document>", ERR_MISSING },
        { HEAD("pain.001", "09") "<CstmrCdtTrfInitn/></Document>", ERR_UNSUPPORTED },
        { "<Document", ERR_SYNTAX },
        { "", ERR_SYNTAX },
    };
    FOR_EACH(t, c) {
        struct camt_file f;
        err e = read_as(c->text, &f);
        if (e.code != c->want)
            test_fail(__FILE__, __LINE__, "error %d, expected %d: %.120s", e.code, c->want,
                      c->text);
    }
}
