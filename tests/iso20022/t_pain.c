#include "iso20022/pain.h"
#include "tests/check.h"

static const struct pain_head head = {
    .id = S_INIT("RUN-1"),
    .made = { 1772442000123 },
    .count = 2,
    .sum = 1650,
    .currency = S_INIT("EUR"),
    .holder = S_INIT("City of Saren"),
    .iban = S_INIT("XA4320111000012345678"),
    .bic = S_INIT("SARNXA22XXX"),
    .on = { 20514 },
};

static str text_of(const struct xml_node *root, const char *name)
{
    for (const struct xml_node *n = root; n; n = xml_walk(root, n))
        if (xml_is(n, STR_NULL, str_z(name)))
            return n->text;
    return STR_NULL;
}

TEST(pain_says_its_totals_and_each_transfer)
{
    struct pain_writer w;
    struct xml_node *root;
    struct text_error where;
    buf out;

    buf_init(&out, test_arena(), 4096);
    pain_begin(&w, &out, &head);
    pain_add(&w, test_arena(),
             &(struct pain_transfer){ S("T1"), 650, S("Weiß & Söhne"), S("XA88"), S("Fee") });
    pain_add(&w, test_arena(), &(struct pain_transfer){ S("T2"), 1000, S("B"), S("XA77"), S("") });
    EXPECT(pain_end(&w));
    EXPECT_OK(xml_read(test_arena(), buf_str(&out), NULL, &root, &where));
    EXPECT_STR(text_of(root, "NbOfTxs"), S("2"));
    EXPECT_STR(text_of(root, "CtrlSum"), S("16.50"));
    EXPECT_STR(text_of(root, "CreDtTm"), S("2026-03-02T09:00:00Z"));
    EXPECT_STR(text_of(root, "BICFI"), S("SARNXA22XXX"));
    EXPECT_STR(text_of(root, "EndToEndId"), S("T1"));
    EXPECT_STR(text_of(root, "InstdAmt"), S("6.50"));
    EXPECT_STR(text_of(root, "Ustrd"), S("Fee"));
    EXPECT_STR(pain_plain(test_arena(), S("Weiß & Söhne")), S("Weiss + Sohne"));
    EXPECT(str_has(buf_str(&out), S("<Nm>Weiss + Sohne</Nm>")));
}

TEST(pain_that_is_not_what_it_promised_is_none)
{
    struct pain_writer w;
    buf out;

    buf_init(&out, test_arena(), 4096);
    pain_begin(&w, &out, &head);
    pain_add(&w, test_arena(), &(struct pain_transfer){ S("T1"), 650, S("A"), S("XA88"), S("") });
    EXPECT(!pain_end(&w));
}

TEST(pain_says_what_every_bank_takes)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "Nguy\u1ec5n Th\u1ecb \u0110\u00e0o", "Nguyen Thi Dao" },
        { "\u00c6sir \u00d8rsted, \u0141\u00f3d\u017a", "Aesir Orsted, Lodz" },
        { "a_b;c\"d<e>", "a.b.c.d.e." },
        { "\u4e2d\u6587", ".." },
        { "line\nbreak\ttab", "line break tab" },
        { "  (ok) 1/2 - 'x': y? +z, w. ", "(ok) 1/2 - 'x': y? +z, w." },
        { "", "" },
    };

    FOR_EACH(t, c)
        EXPECT_STR(pain_plain(test_arena(), str_z(c->text)), str_z(c->want));
}

/* Outside of SEPA the bank says what it takes: nothing is changed but the length. */
TEST(pain_in_other_money_leaves_letters)
{
    struct pain_head dong = head;
    struct pain_writer w;
    buf out;

    dong.currency = S("VND");
    dong.count = 1;
    dong.sum = 650;
    buf_init(&out, test_arena(), 4096);
    pain_begin(&w, &out, &dong);
    pain_add(&w, test_arena(),
             &(struct pain_transfer){ S("T1"), 650, S("\u0110\u00e0o"), S("XA88"), S(" ") });
    EXPECT(pain_end(&w));
    EXPECT(str_has(buf_str(&out), S("<Nm>\u0110\u00e0o</Nm>")));
    EXPECT(str_has(buf_str(&out), S("<InstdAmt Ccy=\"VND\">650</InstdAmt>")));
    EXPECT(str_has(buf_str(&out), S("<Ustrd>NOTPROVIDED</Ustrd>")));
}
