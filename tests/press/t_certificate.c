/* A birth certificate of two parents with long names: one page, in any script, with seal and code
 * at its foot. */
#include "tests/check.h"

#include "os/file.h"
#include "tests/press/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define A test_arena()

static const struct family {
    const char *language, *title, *given, *family, *mother, *other, *place;
} families[] = {
    { "en", "Birth certificate", "Maximiliane Theodora Alexandrine Wilhelmine Charlotte Henriette",
      "von Hohenberg-Schwarzenstein und Falkenau-Weissenfels",
      "Anna Katharina Elisabeth Friederike Louise von Hohenberg-Schwarzenstein und Falkenau",
      "María del Pilar Guadalupe Fernández de Córdoba y Figueroa, Duquesa de Feria y Priego",
      "Saren University Hospital, Department of Obstetrics" },
    { "vi", "Giấy khai sinh", "Nguyễn Hoàng Công Tằng Tôn Nữ Ánh Nguyệt Minh Châu Phương Uyên",
      "Nguyễn Phúc Ưng Bửu", "Công Tằng Tôn Nữ Thị Diệu Huyền", "Nguyễn Phúc Vĩnh Bảo Quốc Thái",
      "Bệnh viện Đại học Saren" },
    { "ar", "شهادة ميلاد", "عبد الرحمن محمد الأمين نور الدين", "بن عبد الله الهاشمي الحسني القرشي",
      "فاطمة الزهراء بنت عبد الله الهاشمي", "محمد الأمين بن عبد الرحمن الحسني",
      "مستشفى جامعة سارين" },
    {
        "hi",
        "जन्म प्रमाण पत्र",
        "लक्ष्मीनारायण विश्वनाथ प्रसाद कृष्णमूर्ति",
        "श्रीवास्तव चतुर्वेदी त्रिपाठी",
        "सरस्वती लक्ष्मीदेवी श्रीवास्तव",
        "विश्वनाथ प्रसाद चतुर्वेदी",
        "सारेन विश्वविद्यालय अस्पताल",
    },
};

static struct press_row row(const char *const *cells, size_t n)
{
    struct press_text *t = ARENA_ARRAY(A, struct press_text, n);

    for (size_t i = 0; i < n; i++)
        t[i] = sample_text(A, str_z(cells[i]));
    return (struct press_row){ t, n };
}

static struct press_block head(int level, const char *s)
{
    return (struct press_block){ .kind = PRESS_HEADING,
                                 .level = level,
                                 .text = sample_text(A, str_z(s)) };
}

static struct press_block para(const char *s)
{
    return (struct press_block){ .kind = PRESS_PARAGRAPH, .text = sample_text(A, str_z(s)) };
}

static struct press_block seal(void)
{
    struct press_text *words = ARENA_NEW(A, struct press_text);

    *words = sample_text(A, S("Check this document: scan the code or open "
                              "https://www.alvaria.example/verify/4Kq0sZk1uX7dVtR2mYbN8w"));
    return (struct press_block){
        .kind = PRESS_SEAL,
        .data = S("https://www.alvaria.example/verify/4Kq0sZk1uX7dVtR2mYbN8w"),
        .alt = S("QR code that leads to the check of this document"),
        .items = words,
        .n_items = 1,
        .text = sample_text(
            A,
            S("Sealed electronically by Civil Registry of Saren on 21 November 2026. The seal is "
              "in the file; this page is a print of it."))
    };
}

static struct press_doc birth(const struct family *f)
{
    const char *facts[][2] = {
        { "Given names", f->given },           { "Family name", f->family },
        { "National number", "200000000015" }, { "Date of birth", "2 November 2026" },
        { "Place of birth", f->place },        { "Sex", "female" },
        { "Citizenship", "Alvaria" }
    };
    const char *parents[][3] = { { "", "Name", "Date of birth" },
                                 { "Mother", f->mother, "17 September 1994" },
                                 { "Other parent", f->other, "22 November 1993" } };
    struct press_row *fr = ARENA_ARRAY(A, struct press_row, 7),
                     *pr = ARENA_ARRAY(A, struct press_row, 3);
    struct press_block *b = ARENA_ARRAY(A, struct press_block, 9);

    for (size_t i = 0; i < 7; i++)
        fr[i] = row(facts[i], 2);
    for (size_t i = 0; i < 3; i++)
        pr[i] = row(parents[i], 3);
    b[0] = head(1, f->title);
    b[1] = para("Entry of 21 November 2026 in the person register of the Republic of Alvaria.");
    b[2] = head(2, "The child");
    b[3] = (struct press_block){ .kind = PRESS_FACTS, .rows = fr, .n_rows = 7 };
    b[4] = head(2, "Parents");
    b[5] = (struct press_block){ .kind = PRESS_TABLE, .rows = pr, .n_rows = 3, .header_rows = 1 };
    b[6] =
        para("Issued under the Civil Status Act, clause 27, from case 2026-000001. Anybody can "
             "verify this certificate by "
             "its code or by uploading the file; what is verified shows no more than this page.");
    b[7] = para("Civil Registry of Saren, 21 November 2026");
    b[8] = seal();
    return (struct press_doc){ .title = str_z(f->title),
                               .language = str_z(f->language),
                               .number = S("AV-2026-000001-16"),
                               .authority = S("Republic of Alvaria"),
                               .office = S("Civil Registry of Saren"),
                               .certificate = true,
                               .made = { 1772528400000 },
                               .blocks = b,
                               .n_blocks = 9 };
}

/* The document as file, kept where the environment names a folder, so that it can be looked at. */
static str file_of(const struct family *f)
{
    const char *keep = getenv("STOA_TEST_KEEP");
    struct press_doc d = birth(f);
    char path[300] = "/tmp/stoa-birth-XXXXXX";
    str pdf;
    int fd;

    EXPECT_OK(press_pdf(A, &d, &pdf));
    if (keep)
        snprintf(path, sizeof path, "%s/birth-%s.pdf", keep, f->language);
    else
        CHECK((fd = mkstemp(path)) >= 0 && close(fd) == 0);
    EXPECT_OK(file_write(str_z(path), pdf, 0600));
    return str_copy(A, str_z(path));
}

static str told(str path, const char *command)
{
    FILE *p = popen(str_zdup(A, str_fmt(A, command, STR_ARG(path))), "r");
    buf b;

    CHECK(p);
    buf_init(&b, A, 16 * KIB);
    for (size_t n; (n = fread(buf_space(&b, 4096), 1, 4096, p)) > 0;)
        buf_took(&b, n);
    pclose(p);
    return buf_str(&b);
}

static bool have(const char *tool)
{
    return system(str_zdup(A, str_fmt(A, "command -v %s >/dev/null 2>&1", tool))) == 0;
}

TEST(certificate_of_two_parents_is_one_page)
{
    if (!have("pdfinfo") || !have("qpdf")) {
        test_skip("no pdfinfo or qpdf");
        return;
    }
    FOR_EACH(families, f) {
        str path = file_of(f), s = told(path, "pdfinfo %.*s 2>&1");

        EXPECT(str_has(s, S("Pages:           1\n")));
        s = told(path, "pdfinfo -struct-text %.*s 2>&1");
        EXPECT(str_has(s, S("  Figure")) && !str_has(s, S("Error")));
        EXPECT(str_has(s, S("verify/4Kq0sZk1uX7dVtR2mYbN8w")));
        EXPECT(str_ends(told(path, "qpdf --check %.*s 2>&1; echo end $?"), S("end 0\n")));
        s = told(path,
                 "qpdf --qdf --object-streams=disable %.*s - | python3 tests/press/check_pdf.py");
        EXPECT_STR(s, S("fits\n"));
        if (!getenv("STOA_TEST_KEEP"))
            EXPECT_OK(file_remove(path));
    }
}

/* The code is read from the picture of the page, as a telephone would, where there is a reader. */
TEST(certificate_code_can_be_scanned)
{
    if (!have("zbarimg") || !have("pdftoppm")) {
        test_skip("no zbarimg or pdftoppm");
        return;
    }
    str path = file_of(&families[0]);
    str s = told(path, "pdftoppm -r 150 -png %.*s | zbarimg -q --raw - 2>/dev/null");
    EXPECT_STR(str_trim(s), S("https://www.alvaria.example/verify/4Kq0sZk1uX7dVtR2mYbN8w"));
    if (!getenv("STOA_TEST_KEEP"))
        EXPECT_OK(file_remove(path));
}
