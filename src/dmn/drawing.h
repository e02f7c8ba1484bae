/* dmn/drawing.h - where the elements of a model are drawn; for the files of this room only. */
#ifndef DMN_DRAWING_H
#define DMN_DRAWING_H

#include "dmn/model.h"

enum shape_kind {
    SHAPE_INPUT,
    SHAPE_DECISION,
    SHAPE_FUNCTION, /* a business knowledge model */
    SHAPE_SERVICE,
    SHAPE_SOURCE, /* a knowledge source */
    SHAPE_NOTE
};
struct shape {
    enum shape_kind kind;
    str id, name;
    double x, y, w, h;
    bool expanded;  /* a service drawn around its decisions */
    double divided; /* its divider's height; 0: none */
};

enum line_kind {
    LINE_INFORMATION,
    LINE_KNOWLEDGE,
    LINE_AUTHORITY,
    LINE_PLAIN /* an association; a service and what it gives */
};
struct place {
    double x, y;
};
struct line {
    enum line_kind kind;
    const struct place *at; /* from what is required to what requires it */
    uint32_t n;
};

struct drawing {
    VEC(struct shape) shapes;
    VEC(struct line) lines;
};

/* Elements of the model, then what they require of imported ones, each once. */
struct cast {
    VEC(const struct element *) v;
    uint32_t lines; /* requirements among them */
};
struct cast cast_of(arena *a, const struct dmn *m);
enum shape_kind shape_kind_of(const struct element *e);

/* As the file lays them out (DMNDI); false where it does not show everything. */
bool drawing_read(arena *a, const struct dmn *m, const struct cast *c, struct drawing *out);
/* By levels.  ERR_SYNTAX for a circle. */
MUST_USE err drawing_make(arena *a, const struct cast *c, struct drawing *out);

#endif
