/* Documents that tests and benches print. */
#ifndef TESTS_PRESS_SAMPLE_H
#define TESTS_PRESS_SAMPLE_H

#include "press/press.h"

struct press_doc sample_certificate(arena *a);
struct press_doc sample_letter(arena *a);
struct press_doc sample_scripts(arena *a);
extern const str sample_script_lines[];
extern const size_t sample_script_count;

struct press_text sample_text(arena *a, str s);

#endif
