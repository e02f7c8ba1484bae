/* dmn/diagram.h - the requirement graph of a model as a picture (DMN 1.5, chapter 6). */
#ifndef DMN_DIAGRAM_H
#define DMN_DIAGRAM_H

#include "dmn/dmn.h"

/* Every text is optional. */
struct dmn_picture {
    str title, desc; /* for those who do not see it */
    str id;          /* prefix of ids, unique on the page; default "dmn" */
    /* What an element is called in the reader's language; STR_NULL: by its name in the model. */
    str (*label)(void *user, str element_id, str name);
    void *user;
};

/* Adds one <svg role="img"> to out, without style attributes and scripts; CSS colours it by
 * classes: svg.dmn; g.dmn-decision, .dmn-input, .dmn-function, .dmn-service, .dmn-source,
 * .dmn-note, .dmn-requirement.  Laid out as the file says where it shows every element and
 * requirement; else by levels: what is asked at the bottom, what is decided with it above.  Text is
 * escaped. Memory for the work comes from a.  REFUSED(ERR_MISSING) where the model holds no
 * element, REFUSED(ERR_SIZE) past 300 elements, REFUSED(ERR_SYNTAX) where they require each other
 * in a circle: nothing is added. */
MUST_USE err dmn_svg(buf *out, arena *a, const struct dmn *m, const struct dmn_picture *o);

#endif
