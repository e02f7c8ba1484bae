/* cli/stage_frame.h - a page of a house on the stage, to be shown inside of another page.  Pure. */
#ifndef CLI_STAGE_FRAME_H
#define CLI_STAGE_FRAME_H

#include "cli/tale_page.h"

/* The main part of a page of the house: its forms and links made into steps of a walk.  Each form
 * keeps its controls, named "f." and the name; hidden ones are left out (the player fills them in),
 * one for a file becomes a choice of files.  What a form's first hidden fields are stands where
 * FRAME_FORM does; a link is a button of the form "walk-link", which the page around has.  The main
 * heading becomes one of the second level.  What runs or loads is taken out.
 *   page   of the same text
 *   files  what a control for a file offers: paths as tales write them, without "@" */
#define FRAME_FORM "<!--walk-->"
str frame_of(arena *a, str html, const struct tale_page *page, const str *files, size_t n);

#endif
