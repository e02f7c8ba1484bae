#include "tests/press/sample.h"

/* fontconfig and cairo keep their caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\nleak:libpango\n";
}

struct press_text sample_text(arena *a, str s)
{
    struct press_run *r = ARENA_NEW(a, struct press_run);

    r->text = s;
    return (struct press_text){ r, 1 };
}

static struct press_row pair(arena *a, str term, str value)
{
    struct press_text *t = ARENA_ARRAY(a, struct press_text, 2);

    t[0] = sample_text(a, term);
    t[1] = sample_text(a, value);
    return (struct press_row){ t, 2 };
}

struct press_doc sample_certificate(arena *a)
{
    struct press_row *rows = ARENA_ARRAY(a, struct press_row, 9);
    struct press_block *b = ARENA_ARRAY(a, struct press_block, 8);
    size_t n = 0;

    rows[0] = pair(a, S("Họ, chữ đệm và tên"), S("Nguyễn Thị Ánh Tuyết"));
    rows[1] = pair(a, S("Giới tính"), S("Nữ"));
    rows[2] = pair(a, S("Ngày, tháng, năm sinh"), S("Ngày 2 tháng 3 năm 2026"));
    rows[3] = pair(a, S("Nơi sinh"), S("Bệnh viện Thành phố, Utopia"));
    rows[4] = pair(a, S("Họ và tên mẹ"), S("Trần Thị Mai"));
    rows[5] = pair(a, S("Họ và tên cha"), S("Nguyễn Văn Đức"));
    rows[6] = pair(a, S("Số định danh cá nhân"), S("4821 7730 5519"));
    rows[7] = pair(a, S("Số hồ sơ"), S("2026-000017"));
    b[n++] = (struct press_block){ .kind = PRESS_HEADING,
                                   .level = 1,
                                   .text = sample_text(a, S("Giấy khai sinh")) };
    b[n++] = (struct press_block){
        .kind = PRESS_PARAGRAPH,
        .text = sample_text(
            a, S("Cơ quan đăng ký hộ tịch xác nhận việc sinh đã được đăng ký như sau."))
    };
    b[n++] = (struct press_block){ .kind = PRESS_SPACE, .level = 8 };
    b[n++] = (struct press_block){ .kind = PRESS_FACTS, .rows = rows, .n_rows = 8 };
    b[n++] = (struct press_block){ .kind = PRESS_SPACE, .level = 10 };
    b[n++] = (struct press_block){
        .kind = PRESS_SEAL,
        .text = sample_text(a, S("Được đóng dấu điện tử bởi Phòng Hộ tịch ngày 3 tháng 3 năm 2026. "
                                 "Con dấu bảo vệ từng chữ của văn bản này."))
    };
    b[n++] = (struct press_block){ .kind = PRESS_QR,
                                   .data = S("https://demo.example/verify/BC-2026-000017"),
                                   .alt = S("Mã QR dẫn tới trang kiểm tra văn bản này"),
                                   .text = sample_text(
                                       a, S("Kiểm tra văn bản này tại https://demo.example/verify\n"
                                            "Số văn bản: BC-2026-000017")) };
    return (struct press_doc){
        .title = S("Giấy khai sinh"),
        .language = S("vi"),
        .author = S("Phòng Hộ tịch Utopia"),
        .subject = S("Giấy khai sinh BC-2026-000017"),
        .number = S("BC-2026-000017"),
        .authority = S("CỘNG HÒA UTOPIA · THÀNH PHỐ UTOPIA"),
        .office = S("Phòng Hộ tịch"),
        .page_words = S("Trang {page} trên {pages}"),
        .certificate = true,
        .made = { 1772528400000 },
        .data_name = S("birth-certificate.json"),
        .data_json = S("{\"number\":\"BC-2026-000017\",\"name\":\"Nguyễn Thị Ánh Tuyết\"}"),
        .blocks = b,
        .n_blocks = n,
    };
}

static struct press_block long_table(arena *a, size_t n)
{
    struct press_row *rows = ARENA_ARRAY(a, struct press_row, n + 1);

    for (size_t i = 0; i <= n; i++) {
        struct press_text *t = ARENA_ARRAY(a, struct press_text, 3);
        t[0] = sample_text(a, i ? str_fmt(a, "%zu", i) : S("No."));
        t[1] = sample_text(a, i ? str_fmt(a, "Record number %zu of the register of persons", i)
                                : S("Record"));
        t[2] = sample_text(a, i ? str_fmt(a, "%zu.00", i * 7) : S("Fee"));
        rows[i] = (struct press_row){ t, 3 };
    }
    return (
        struct press_block){ .kind = PRESS_TABLE, .rows = rows, .n_rows = n + 1, .header_rows = 1 };
}

static struct press_block appeal(arena *a)
{
    static const str words = S_INIT(
        "A decision follows within ten working days. You may appeal against it within a month "
        "of the day on which you received it. The appeal is free of charge and needs no "
        "reasons, although reasons help. An officer who had no part in the decision looks at "
        "the whole case anew and writes to you with the result, the rules that were applied "
        "and the clauses of the law that they rest on.");

    return (struct press_block){ .kind = PRESS_PARAGRAPH, .text = sample_text(a, words) };
}

struct press_doc sample_letter(arena *a)
{
    struct press_block *b = ARENA_ARRAY(a, struct press_block, 16);
    struct press_run *runs = ARENA_ARRAY(a, struct press_run, 5);
    struct press_text *items = ARENA_ARRAY(a, struct press_text, 3);
    str *address = ARENA_ARRAY(a, str, 3), *contact = ARENA_ARRAY(a, str, 3);
    size_t n = 0;

    runs[0].text = S("Your application for a ");
    runs[1] = (struct press_run){ .text = S("birth certificate"), .bold = true };
    runs[2].text = S(" was received. You can follow it at ");
    runs[3] = (struct press_run){ .text = S("demo.example/cases/2026-000017"),
                                  .link = S("https://demo.example/cases/2026-000017?a='b'") };
    runs[4].text = S(", or call us.");
    items[0] = sample_text(
        a, S("the medical notice of the hospital, or of the midwife who was there at the birth, "
             "with the time of birth in it"));
    items[1] = sample_text(a, S("your identity card"));
    items[2] = sample_text(a, S("if you are married, the certificate of marriage"));
    address[0] = S("Ms Mai Trần");
    address[1] = S("12 Harbour Street");
    address[2] = S("1010 Utopia");
    contact[0] = S("Harbour Square 1, 1010 Utopia");
    contact[1] = S("Telephone 555 0100");
    contact[2] = S("registry@utopia.example");
    b[n++] = (struct press_block){ .kind = PRESS_HEADING,
                                   .level = 1,
                                   .text = sample_text(a, S("We have received your application")) };
    b[n++] = (struct press_block){ .kind = PRESS_PARAGRAPH, .text = { runs, 5 } };
    b[n++] = (struct press_block){ .kind = PRESS_HEADING,
                                   .level = 2,
                                   .text = sample_text(a, S("What to bring")) };
    b[n++] =
        (struct press_block){ .kind = PRESS_LIST, .items = items, .n_items = 3, .ordered = true };
    b[n++] = (struct press_block){ .kind = PRESS_LIST, .items = items + 1, .n_items = 2 };
    b[n++] = (struct press_block){ .kind = PRESS_RULE };
    b[n++] = (struct press_block){ .kind = PRESS_HEADING,
                                   .level = 2,
                                   .text = sample_text(a, S("Fees")) };
    b[n++] = long_table(a, 60);
    for (int i = 0; i < 4; i++)
        b[n++] = appeal(a);
    return (struct press_doc){
        .title = S("We have received your application"),
        .language = S("en"),
        .author = S("Civil Registry"),
        .number = S("2026-000017/1"),
        .authority = S("Republic of Utopia"),
        .office = S("Civil Registry"),
        .contact = contact,
        .n_contact = 3,
        .address = address,
        .n_address = 3,
        .foot = S("demo.example"),
        .made = { 1772528400000 },
        .blocks = b,
        .n_blocks = n,
    };
}

const str sample_script_lines[] = {
    S_INIT("Tuyên ngôn toàn thế giới về nhân quyền của Liên Hợp Quốc"),
    S_INIT("الإعلان العالمي لحقوق الإنسان"),
    S_INIT("मानव अधिकारों की सार्वभौम घोषणा क्षत्रिय"),
    S_INIT("世界人权宣言"),
    S_INIT("Всеобщая декларация прав человека"),
    S_INIT("Οικουμενική Διακήρυξη για τα Ανθρώπινα Δικαιώματα"),
    S_INIT("ปฏิญญาสากลว่าด้วยสิทธิมนุษยชน"),
    S_INIT("ההצהרה לכל באי עולם בדבר זכויות האדם"),
    S_INIT("İnsan Hakları Evrensel Beyannamesi ğışöçü"),
    S_INIT("세계 인권 선언"),
};
const size_t sample_script_count = LEN(sample_script_lines);

struct press_doc sample_scripts(arena *a)
{
    struct press_block *b = ARENA_ARRAY(a, struct press_block, LEN(sample_script_lines) + 1);

    b[0] = (struct press_block){ .kind = PRESS_HEADING,
                                 .level = 1,
                                 .text = sample_text(a, S("Scripts")) };
    for (size_t i = 0; i < LEN(sample_script_lines); i++)
        b[i + 1] = (struct press_block){ .kind = PRESS_PARAGRAPH,
                                         .text = sample_text(a, sample_script_lines[i]) };
    return (struct press_doc){ .title = S("Scripts"),
                               .language = S("en"),
                               .blocks = b,
                               .n_blocks = LEN(sample_script_lines) + 1 };
}
