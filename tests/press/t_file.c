#include "press/clamd.h"
#include "tests/check.h"

#include "os/clock.h"
#include "tests/press/sample.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define A test_arena()

static void be(buf *b, uint32_t v, int n)
{
    while (n--)
        buf_u8(b, (uint8_t)(v >> (8 * n)));
}

static void chunk(buf *b, const char *type, str data)
{
    size_t at;

    be(b, (uint32_t)data.n, 4);
    at = b->n;
    buf_add(b, str_of(type, 4));
    buf_add(b, data);
    be(b, (uint32_t)crc32(0, (const Bytef *)b->p + at, (uInt)(b->n - at)), 4);
}

static str png(uint32_t w, uint32_t h)
{
    buf b, head;

    buf_init(&b, A, 256);
    buf_init(&head, A, 16);
    be(&head, w, 4);
    be(&head, h, 4);
    buf_add(&head, S("\10\2\0\0\0"));
    buf_add(&b, S("\x89PNG\r\n\x1a\n"));
    chunk(&b, "IHDR", buf_str(&head));
    chunk(&b, "IDAT", S("x\x9c\x03\0\0\0\0\x01"));
    chunk(&b, "IEND", S(""));
    return buf_str(&b);
}

static str jpeg(unsigned w, unsigned h)
{
    buf b;

    buf_init(&b, A, 128);
    buf_add(&b, S("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"));
    buf_add(&b, S("\xff\xc0\0\x0b\10"));
    be(&b, h, 2);
    be(&b, w, 2);
    buf_add(&b, S("\1\1\x11\0\xff\xda\0\10\1\1\0\0\x3f\0\x12\x34\xff\0\x56\xff\xd9"));
    return buf_str(&b);
}

static str pdf_with(str extra)
{
    return str_fmt(A,
                   "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R %.*s >>\nendobj\ntrailer << "
                   "/Root 1 0 R >>\n"
                   "startxref\n9\n%%%%EOF\n",
                   STR_ARG(extra));
}

static str object_stream(str hidden)
{
    uLongf n = 4096;
    char *p = arena_alloc(A, n);

    CHECK(compress((Bytef *)p, &n, (const Bytef *)hidden.p, hidden.n) == Z_OK);
    return str_cat(
        A,
        str_cat(A, S(">>\nendobj\n5 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n"),
                str_of(p, n)),
        S("\nendstream\nendobj\n6 0 obj << "));
}

static const char *why(str bytes, enum file_type want)
{
    struct file_facts f;
    err e = filetype_check(A, bytes, &f);

    EXPECT_INT(f.type, want);
    EXPECT(failed(e) == (f.why != NULL));
    return f.why ? f.why : "";
}

TEST(files_are_known_by_their_content)
{
    struct file_facts f;

    EXPECT_OK(filetype_check(A, png(640, 480), &f));
    EXPECT(f.type == FILE_PNG && f.width == 640 && f.height == 480 &&
           str_eq(str_z(f.media), S("image/png")));
    EXPECT_OK(filetype_check(A, jpeg(1024, 768), &f));
    EXPECT(f.type == FILE_JPEG && f.width == 1024 && f.height == 768 &&
           str_eq(str_z(f.ext), S("jpg")));
    EXPECT_OK(filetype_check(A, pdf_with(S("")), &f));
    EXPECT(f.type == FILE_PDF && str_eq(str_z(f.media), S("application/pdf")));
}

TEST(our_own_documents_without_attachment_are_taken)
{
    struct press_doc d = sample_letter(A);
    struct file_facts f;
    str pdf;

    EXPECT_OK(press_pdf(A, &d, &pdf));
    EXPECT_OK(filetype_check(A, pdf, &f));
}

TEST(files_are_refused_with_a_reason)
{
    str p = png(10, 10), j = jpeg(10, 10), bent;
    static const struct {
        const char *inside, *why;
    } pdf[] = {
        { "/Encrypt 9 0 R", "file.encrypted" },
        { "/OpenAction << /S /JavaScript /JS (app.alert) >>", "file.scripted" },
        { "/OpenAction << /S /J#61vaScript >>", "file.scripted" },
        { "/A << /S /Launch /F (cmd.exe) >>", "file.scripted" },
        { "/AcroForm << /XFA 3 0 R >>", "file.scripted" },
        { "/Names << /EmbeddedFiles 3 0 R >>", "file.embedded" },
        { "/JSONish true /Launchpad 1", "" },
    };

    EXPECT_STR(str_z(why(S(""), FILE_UNKNOWN)), S("file.empty"));
    EXPECT_STR(str_z(why(S("MZ\x90"), FILE_UNKNOWN)), S("file.type"));
    EXPECT_STR(str_z(why(S("<svg xmlns='http://www.w3.org/2000/svg'/>"), FILE_UNKNOWN)),
               S("file.type"));
    EXPECT_STR(str_z(why(str_cat(A, p, S("PK\3\4")), FILE_PNG)), S("file.polyglot"));
    EXPECT_STR(str_z(why(str_cat(A, j, S("<script>")), FILE_JPEG)), S("file.polyglot"));
    EXPECT_STR(str_z(why(str_cat(A, pdf_with(S("")), S("PK\3\4")), FILE_PDF)), S("file.polyglot"));
    EXPECT_STR(str_z(why(str_sub(p, 0, p.n - 3), FILE_PNG)), S("file.damaged"));
    EXPECT_STR(str_z(why(str_sub(j, 0, j.n - 2), FILE_JPEG)), S("file.damaged"));
    EXPECT_STR(str_z(why(S("%PDF-1.4 and nothing"), FILE_PDF)), S("file.damaged"));
    bent = str_copy(A, p);
    ((char *)bent.p)[20] ^= 1;
    EXPECT_STR(str_z(why(bent, FILE_PNG)), S("file.damaged"));
    EXPECT_STR(str_z(why(png(20001, 1), FILE_PNG)), S("file.too_many_pixels"));
    EXPECT_STR(str_z(why(png(15000, 15000), FILE_PNG)), S("file.too_many_pixels"));
    EXPECT_STR(str_z(why(png(0, 5), FILE_PNG)), S("file.damaged"));
    FOR_EACH(pdf, c)
        EXPECT_STR(str_z(why(pdf_with(str_z(c->inside)), FILE_PDF)), str_z(c->why));
    EXPECT_STR(str_z(why(pdf_with(object_stream(S("7 0 << /S /JavaScript >>"))), FILE_PDF)),
               S("file.scripted"));
    EXPECT_STR(str_z(why(pdf_with(object_stream(S("7 0 << /Type /Font >>"))), FILE_PDF)), S(""));
}

TEST(chance_does_not_refuse_a_scan)
{
    /* "/JS" in the bytes of a picture is no script */
    EXPECT_STR(str_z(why(pdf_with(S(">> stream\n\x01/JS \xff/XFA \nendstream <<")), FILE_PDF)),
               S(""));
}

TEST(damaged_files_never_harm)
{
    str whole[] = { png(64, 64), jpeg(64, 64), pdf_with(object_stream(S("x"))) };
    struct file_facts f;

    FOR_EACH(whole, w)
        for (int i = 0; i < 3000; i++) {
            str bent = str_sub(str_copy(A, *w), 0, 1 + random_u64() % w->n);
            ((char *)bent.p)[random_u64() % bent.n] = (char)random_u64();
            (void)!failed(filetype_check(A, bent, &f));
            if (i % 100 == 0)
                arena_rewind(A, arena_mark_get(A));
        }
}

/* ---- clamd ---- */

struct scanner {
    int fd;
    const char *answer;
    size_t got;
};

static void *scan(void *p)
{
    struct scanner *s = p;
    char b[4096];
    uint32_t n;

    if (recv(s->fd, b, 10, MSG_WAITALL) != 10 || memcmp(b, "zINSTREAM", 10) != 0)
        return NULL;
    while (recv(s->fd, b, 4, MSG_WAITALL) == 4) {
        n = (uint32_t)(uint8_t)b[0] << 24 | (uint32_t)(uint8_t)b[1] << 16 |
            (uint32_t)(uint8_t)b[2] << 8 | (uint8_t)b[3];
        if (n == 0)
            break;
        for (s->got += n; n > 0;) {
            ssize_t k = recv(s->fd, b, MIN((size_t)n, sizeof b), 0);
            if (k <= 0)
                return NULL;
            n -= (uint32_t)k;
        }
    }
    (void)!send(s->fd, s->answer, strlen(s->answer) + 1, MSG_NOSIGNAL);
    return NULL;
}

static err scanned(const char *answer, size_t n, str *found)
{
    struct scanner s = { .answer = answer };
    pthread_t t;
    int fds[2];
    err e;

    EXPECT_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    s.fd = fds[1];
    EXPECT_INT(pthread_create(&t, NULL, scan, &s), 0);
    e = clamd_check(A, fds[0], str_of(memset(arena_alloc(A, n), 'x', n), n), 2000, found);
    pthread_join(t, NULL);
    EXPECT_INT(s.got, n);
    close(fds[0]);
    close(fds[1]);
    return e;
}

TEST(clamd_is_asked_in_its_own_words)
{
    str found = STR_NULL;

    EXPECT_OK(scanned("stream: OK", 200000, &found));
    EXPECT_INT(scanned("stream: Eicar-Test-Signature FOUND", 68, &found).code, ERR_DENIED);
    EXPECT_STR(found, S("Eicar-Test-Signature"));
    EXPECT_INT(scanned("stream: a<b>\x01 FOUND", 68, &found).code, ERR_DENIED);
    EXPECT_STR(found, S("?"));
    EXPECT_INT(scanned("stream: FOUND", 68, &found).code, ERR_PEER);
    EXPECT_INT(scanned("stream:  FOUND", 68, &found).code, ERR_PEER);
    EXPECT_INT(scanned("INSTREAM size limit exceeded. ERROR", 68, &found).code, ERR_PEER);
}
