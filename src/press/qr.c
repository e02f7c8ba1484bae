#include "press/qr.h"
#include "text/safe.h"

#include <errno.h>
#include <qrencode.h>

static void drop(void *q)
{
    QRcode_free(q);
}

err qr_make(arena *a, str text, struct qr *out)
{
    QRcode *q;
    uint8_t *dark;

    if (text.n == 0 || text.n > 2331)
        return REFUSED(ERR_SIZE);
    q = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
    if (!q)
        return errno == ERANGE ? REFUSED(ERR_SIZE) : FAULT(ERR_BUDGET);
    arena_on_free(a, drop, q);
    dark = arena_alloc(a, (size_t)(q->width * q->width));
    for (int i = 0; i < q->width * q->width; i++)
        dark[i] = q->data[i] & 1;
    *out = (struct qr){ (unsigned)q->width, dark };
    return OK;
}

err qr_svg(arena *a, str text, str alt, unsigned size, str *out)
{
    struct qr q;
    buf b;

    TRY(qr_make(a, text, &q));
    buf_init(&b, a, 8 * KIB);
    buf_fmt(&b,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%u\" height=\"%u\" "
            "viewBox=\"-4 -4 %u %u\" shape-rendering=\"crispEdges\"><title>",
            size, size, q.width + 8, q.width + 8);
    html_text_to(&b, alt);
    buf_fmt(&b, "</title><path fill=\"#fff\" d=\"M-4-4h%uv%uh-%uz\"/><path d=\"", q.width + 8,
            q.width + 8, q.width + 8);
    for (unsigned y = 0; y < q.width; y++)
        for (unsigned x = 0, n; x < q.width; x += n) {
            for (n = 0; x + n < q.width && q.dark[y * q.width + x + n]; n++)
                ;
            if (n)
                buf_fmt(&b, "M%u %uh%uv1h-%uz", x, y, n, n);
            n += n == 0;
        }
    buf_add(&b, S("\"/></svg>"));
    *out = buf_str(&b);
    return OK;
}
