/* Documents as people and their tools see them. */
#include "tests/check.h"

#include "os/file.h"
#include "tests/press/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define A test_arena()

static bool have(const char *tool)
{
    return system(str_zdup(A, str_fmt(A, "command -v %s >/dev/null 2>&1", tool))) == 0;
}

/* What a command prints of the PDF; %s in it is the file's path. */
static str seen(str pdf, const char *command)
{
    char path[] = "/tmp/stoa-pdf-XXXXXX";
    int fd = mkstemp(path);
    FILE *f;
    buf b;

    CHECK(fd >= 0 && write(fd, pdf.p, pdf.n) == (ssize_t)pdf.n && close(fd) == 0);
    buf_init(&b, A, 16 * KIB);
    f = popen(str_zdup(A, str_fmt(A, command, path)), "r");
    CHECK(f);
    for (size_t n; (n = fread(buf_space(&b, 4096), 1, 4096, f)) > 0;)
        buf_took(&b, n);
    pclose(f);
    remove(path);
    return buf_str(&b);
}

/* Text as it was meant: without marks of direction, and lam-alef as its two letters (Unicode's
 * compatibility decomposition, which search does as well). */
static str plain(str s)
{
    static const struct {
        const char *from, *to;
    } t[] = {
        { "\u202a", "" },
        { "\u202b", "" },
        { "\u202c", "" },
        { "\u200f", "" },
        { "\u200e", "" },
        { "\f", "" },
        { "\ufef5", "\u0644\u0622" },
        { "\ufef7", "\u0644\u0623" },
        { "\ufef9", "\u0644\u0625" },
        { "\ufefb", "\u0644\u0627" },
    };
    buf b;

    buf_init(&b, A, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        size_t skip = 0;
        FOR_EACH(t, m)
            if (str_starts(str_from(s, i), str_z(m->from))) {
                buf_add(&b, str_z(m->to));
                skip = strlen(m->from);
            }
        if (!skip)
            buf_char(&b, s.p[i]);
        i += skip ? skip : 1;
    }
    return buf_str(&b);
}

static str printed(struct press_doc d)
{
    str pdf = STR_NULL;

    EXPECT_OK(press_pdf(A, &d, &pdf));
    return pdf;
}

TEST(pdf_is_sound_for_qpdf)
{
    struct press_doc d[] = { sample_certificate(A), sample_letter(A), sample_scripts(A) };

    if (!have("qpdf")) {
        test_skip("no qpdf");
        return;
    }
    FOR_EACH(d, doc) {
        str out = seen(printed(*doc), "qpdf --check %s 2>&1; echo end $?");
        EXPECT(str_has(out, S("No syntax or stream encoding errors found")));
        EXPECT(str_ends(out, S("end 0\n")));
    }
}

TEST(pdf_speaks_every_script)
{
    str text;

    if (!have("pdftotext")) {
        test_skip("no pdftotext");
        return;
    }
    text = plain(seen(printed(sample_scripts(A)), "pdftotext -enc UTF-8 %s -"));
    for (size_t i = 0; i < sample_script_count; i++)
        if (!str_has(text, str_cat(A, sample_script_lines[i], S("\n"))))
            test_fail(__FILE__, __LINE__, "\"%.*s\" is not in the text",
                      STR_ARG(sample_script_lines[i]));
}

static size_t count(str s, str part)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(s, part, at)) != SIZE_MAX; at++)
        n++;
    return n;
}

TEST(pdf_structure_of_a_letter)
{
    str s;

    if (!have("pdfinfo")) {
        test_skip("no pdfinfo");
        return;
    }
    s = seen(printed(sample_letter(A)), "pdfinfo -struct-text %s 2>&1");
    EXPECT_INT(count(s, S("Document\n")), 1);
    EXPECT(str_starts(s, S("Document\n")));
    EXPECT_INT(count(s, S("  H1 (block)")), 1);
    EXPECT_INT(count(s, S("  H2 (block)")), 2);
    EXPECT_INT(count(s, S("  L (block)")), 2);
    EXPECT_INT(count(s, S("    LI (block)")), 5);
    EXPECT_INT(count(s, S("  Table (block)")), 1);
    EXPECT_INT(count(s, S("    TR")), 61);
    EXPECT_INT(count(s, S("      TH")), 3);
    EXPECT_INT(count(s, S("/Scope /Column")), 3);
    EXPECT_INT(count(s, S("    Link (inline)")), 1);
    EXPECT(str_has(s, S("\"birth certificate\"")));
    EXPECT(!str_has(s, S("Page 2 of 4"))); /* the foot is no content */
    s = seen(printed(sample_letter(A)), "pdfinfo %s 2>&1");
    EXPECT(str_has(s, S("Tagged:          yes")));
    EXPECT(str_has(s, S("Pages:           4\n")));
    EXPECT(str_has(s, S("Page size:       595.276 x 841.89 pts (A4)")));
    EXPECT(str_has(s, S("Author:          Civil Registry")));
    EXPECT(!str_has(s, S("Error")));
}

TEST(pdf_structure_of_a_certificate)
{
    str s;

    if (!have("pdfinfo")) {
        test_skip("no pdfinfo");
        return;
    }
    s = seen(printed(sample_certificate(A)), "pdfinfo -struct-text %s 2>&1");
    EXPECT_INT(count(s, S("/Scope /Row")), 8);
    EXPECT_INT(count(s, S("  Figure")), 1);
    EXPECT(str_has(s, S("Con dấu bảo vệ từng chữ của văn bản này.")));
    EXPECT(str_has(s, S("\"Nguyễn Thị Ánh Tuyết\"")));
}

/* Every painting operator stands inside of marked content: nothing is neither content
 * nor artifact. */
TEST(pdf_has_nothing_untagged)
{
    str s;

    if (!have("qpdf") || !have("python3")) {
        test_skip("no qpdf or python3");
        return;
    }
    s = seen(printed(sample_letter(A)),
             "qpdf --qdf --object-streams=disable %s - | python3 tests/press/check_pdf.py");
    EXPECT_STR(s, S("fits\n"));
    s = seen(printed(sample_certificate(A)),
             "qpdf --qdf --object-streams=disable %s - | python3 tests/press/check_pdf.py");
    EXPECT_STR(s, S("fits\n"));
}

TEST(a_specimen_says_so_across_each_page_and_in_no_tag)
{
    struct press_doc d = sample_certificate(A);
    str pdf;

    if (!have("qpdf") || !have("python3") || !have("pdftotext") || !have("pdfinfo")) {
        test_skip("no qpdf, python3 or poppler");
        return;
    }
    EXPECT(!str_has(seen(printed(d), "pdftotext -raw %s - | tr -d '\\n'"), S("SPECIMEN")));
    d.specimen = S("SPECIMEN");
    pdf = printed(d);
    EXPECT(str_has(seen(pdf, "pdftotext -raw %s - | tr -d '\\n'"), S("SPECIMEN")));
    EXPECT(!str_has(seen(pdf, "pdfinfo -struct-text %s 2>&1"), S("SPECIMEN")));
    EXPECT_STR(
        seen(pdf, "qpdf --qdf --object-streams=disable %s - | python3 tests/press/check_pdf.py"),
        S("fits\n"));
}

/* One question of each kind of room, thrice and on both sides of a page's end. */
static struct press_doc sample_form(void)
{
    static struct press_block b[31];
    static struct press_text label, note, cells[4][2];
    static struct press_row rows[8];

    label = sample_text(A, S("7. Which colours?"));
    note = sample_text(A, S("Only if your answer to question 1 is “Yes”."));
    cells[0][0] = sample_text(A, S("Red"));
    cells[1][0] = sample_text(A, S("A choice with so many words that it never fits into one half"));
    cells[2][0] = sample_text(A, S("Day, month, year"));
    cells[2][1] = sample_text(A, S("2 2 4"));
    cells[3][0] = sample_text(A, S("Anything else"));
    cells[3][1] = sample_text(A, S("What was typed"));
    for (int i = 0; i < 8; i++)
        rows[i] = (struct press_row){ cells[i / 2], 2 };
    for (int i = 0; i < 31; i++)
        b[i] = (struct press_block){ .kind = PRESS_ASK,
                                     .text = label,
                                     .items = &note,
                                     .n_items = 1,
                                     .data = S("oxoxcc3"),
                                     .rows = rows,
                                     .n_rows = 7 };
    return (
        struct press_doc){ .title = S("A form"), .language = S("en"), .blocks = b, .n_blocks = 31 };
}

TEST(pdf_has_room_for_answers)
{
    struct press_doc d = sample_form();
    struct press_block *b = (struct press_block *)d.blocks;
    str s, pdf;

    if (have("qpdf") && have("python3") && have("pdftotext")) {
        s = seen(printed(d),
                 "qpdf --qdf --object-streams=disable %s - | python3 tests/press/check_pdf.py");
        EXPECT_STR(s, S("fits\n"));
        s = seen(printed(d), "pdftotext -layout %s -");
        EXPECT_INT(count(s, S("7. Which colours?")), 31);
        EXPECT_INT(count(s, S("\u2612")), 62);
        EXPECT_INT(count(s, S("\u2610")), 62);
        EXPECT_INT(count(s, S("What was typed")), 31);
    }
    b[0].data = S("oxoxcc");
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_TYPE);
    b[0].data = S("oxoxcc0");
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_TYPE);
}

TEST(pdf_figure_has_its_words)
{
    /* UTF-16 of "Mã QR" */
    EXPECT(str_has(printed(sample_certificate(A)), S("/Alt <FEFF004D00E3002000510052")));
}

TEST(pdf_says_page_x_of_y)
{
    str s;

    if (!have("pdftotext")) {
        test_skip("no pdftotext");
        return;
    }
    s = seen(printed(sample_letter(A)), "pdftotext -layout %s -");
    for (int i = 1; i <= 4; i++)
        EXPECT_INT(count(s, str_fmt(A, "Page %d of 4", i)), 1);
    s = seen(printed(sample_certificate(A)), "pdftotext -layout %s -");
    EXPECT(str_has(s, S("Trang 1 trên 1")));
}

TEST(pdf_keeps_a_code_in_one_piece)
{
    static const char *code = "-b-cd-ef-8h-ij_kl-mn--";
    buf b;

    if (!have("pdftotext")) {
        test_skip("no pdftotext");
        return;
    }
    for (size_t lead = 60; lead < 110; lead++) { /* the end of the line meets each part of it */
        struct press_block one = { .kind = PRESS_PARAGRAPH };
        struct press_doc d = sample_letter(A);
        buf_init(&b, A, 256);
        for (size_t i = 0; i < lead; i++)
            buf_char(&b, i % 6 == 5 ? ' ' : 'a');
        buf_fmt(&b, " https://example.org/verify/%s now", code);
        one.text = sample_text(A, buf_str(&b));
        d.blocks = &one;
        d.n_blocks = 1;
        if (!str_has(seen(printed(d), "pdftotext -layout %s -"), str_z(code)))
            test_fail(__FILE__, __LINE__, "the code is broken after %zu signs", lead);
    }
}
TEST(pdf_is_the_same_for_the_same_document)
{
    EXPECT(str_eq(printed(sample_letter(A)), printed(sample_letter(A))));
}

TEST(pdf_refuses_what_it_cannot_set)
{
    struct press_doc d = sample_letter(A);
    struct press_block bad = { .kind = PRESS_QR };
    str pdf;

    d.blocks = &bad;
    d.n_blocks = 1;
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_TYPE);
    bad = (struct press_block){ .kind = PRESS_TABLE };
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_TYPE);
    bad = (struct press_block){ .kind = PRESS_PAGE };
    d.blocks = ARENA_ARRAY(A, struct press_block, 600);
    for (int i = 0; i < 600; i++)
        ((struct press_block *)d.blocks)[i] = bad;
    d.n_blocks = 600;
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_SIZE);
    d.title = STR_NULL;
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_MISSING);
}

TEST(pdf_bears_odd_texts)
{
    str endless = str_of(memset(arena_alloc(A, 30000), 'w', 30000), 30000), pdf;
    struct press_block b[] = {
        { .kind = PRESS_HEADING, .level = 1, .text = sample_text(A, S("A")) },
        { .kind = PRESS_PARAGRAPH },
        { .kind = PRESS_PARAGRAPH, .text = sample_text(A, S("")) },
        { .kind = PRESS_PARAGRAPH, .text = sample_text(A, S("line\nline\n\nline\ttab")) },
        { .kind = PRESS_PARAGRAPH, .text = sample_text(A, S("\xf3\xb0\x80\x80 no font has this")) },
        { .kind = PRESS_PARAGRAPH, .text = sample_text(A, endless) },
        { .kind = PRESS_LIST },
    };
    struct press_doc d = {
        .title = S("Odd (\\) <&>"), .language = S("en"), .blocks = b, .n_blocks = LEN(b)
    };

    EXPECT_OK(press_pdf(A, &d, &pdf));
    if (have("qpdf"))
        EXPECT(
            str_has(seen(pdf, "qpdf --check %s 2>&1"), S("No syntax or stream encoding errors")));
    b[0].text = sample_text(A, endless);
    EXPECT_INT(press_pdf(A, &d, &pdf).code, ERR_SIZE);
}

TEST(document_survives_as_a_value)
{
    struct press_doc d = sample_letter(A), back;
    val v = press_doc_to_val(A, &d);

    EXPECT_OK(press_doc_from_val(A, v, &back));
    EXPECT(val_equal(v, press_doc_to_val(A, &back)));
    EXPECT(str_eq(printed(d), printed(back)));
    EXPECT_INT(press_doc_from_val(A, val_null(), &back).code, ERR_TYPE);
    EXPECT_INT(press_doc_from_val(A, val_without(A, v, S("title")), &back).code, ERR_MISSING);
    EXPECT_INT(press_doc_from_val(A, val_with(A, v, S("blocks"), val_int(1)), &back).code,
               ERR_TYPE);
}

TEST(qr_is_read_back)
{
    str svg, alt = S("Check \"this\" <document>");
    struct qr q;

    EXPECT_OK(qr_make(A, S("https://demo.example/verify/BC-2026-000017"), &q));
    EXPECT_INT(q.width, 29);
    EXPECT(q.dark[0] && q.dark[6] && q.dark[28] && !q.dark[7] && !q.dark[1 * 29 + 1] &&
           q.dark[2 * 29 + 2]);
    EXPECT_OK(qr_svg(A, S("https://demo.example/verify/1"), alt, 200, &svg));
    EXPECT(str_starts(svg, S("<svg ")) && str_ends(svg, S("</svg>")));
    EXPECT(str_has(svg, S("<title>Check &#34;this&#34; &lt;document&gt;</title>")));
    EXPECT_INT(qr_make(A, S(""), &q).code, ERR_SIZE);
    EXPECT_INT(qr_make(A, str_fmt(A, "%02500d", 1), &q).code, ERR_SIZE);
}
