/* text/svg.h - what the pictures of models are drawn with: SVG that CSS classes colour.  Lengths
 * are in the units of the picture, in which a letter is 7 wide and a line 15 high.  Class names are
 * the program's own; text is escaped. */
#ifndef TEXT_SVG_H
#define TEXT_SVG_H

#include "base/base.h"

/* With one decimal at most. */
void svg_number(buf *b, double v);
/* " name=\"1.5\"" for each of n pairs. */
void svg_attrs(buf *b, size_t n, const char *const *names, const double *values);
void svg_rect(buf *b, const char *class, double x, double y, double w, double h, double r);
/* Text broken into lines no wider than width, centred on x, y; nothing for blanks.  At most eight
 * lines are shown. */
void svg_text(buf *b, str text, double x, double y, double width, const char *class);
/* The same within a height: what does not fit is left out, and an ellipsis says so. */
void svg_text_in(buf *b, str text, double x, double y, double width, double height,
                 const char *class);

/* "12.5", "-3" as the files of modelling tools write coordinates, at most a million; anything else
 * is 0. */
double svg_coordinate(str s);

#endif
