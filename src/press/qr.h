/* press/qr.h - QR codes (ISO/IEC 18004), error correction M. */
#ifndef PRESS_QR_H
#define PRESS_QR_H

#include "base/base.h"

struct qr {
    unsigned width;
    const uint8_t *dark;
}; /* dark[y * width + x]: 1 or 0; without the quiet zone */

/* REFUSED(ERR_SIZE) where the text does not fit (2,331 bytes). */
MUST_USE err qr_make(arena *a, str text, struct qr *out);
/* A whole <svg> element with quiet zone, role="img" and alt as its <title>; size in CSS pixels. */
MUST_USE err qr_svg(arena *a, str text, str alt, unsigned size, str *out);

#endif
