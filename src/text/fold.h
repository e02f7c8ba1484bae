/* text/fold.h - folding for search: what people type without marks and capitals finds what is
 * written with them. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/base.h"

/* NFKD, marks stripped, case folded, and letters that Unicode does not take apart: đ d, ß ss, ø o,
 * ł l, æ ae, œ oe, þ th, ð d, ħ h, ı i.  Malformed text gives empty. */
str fold(arena *a, str text);
/* The same letters without marks, capitals kept: "Đặng Weiß" is "Dang Weiss".  For who takes ASCII
 * only; letters of other scripts stay.  Malformed text gives empty. */
str fold_keep_case(arena *a, str text);

/* Words of a folded text by the rules of Unicode (UAX 29): letters and digits only.  Split where
 * languages without blanks do (Thai, Chinese).  Opened once: ICU's data must be loaded before the
 * sandbox closes.  Belongs to one thread. */
struct fold_breaker;
MUST_USE err fold_breaker_open(arena *a, struct fold_breaker **out);
size_t fold_words(arena *a, struct fold_breaker *b, str text, str **out);

/* Any script to Latin letters, folded: "Москва" is "moskva". */
struct fold_latin;
MUST_USE err fold_latin_open(arena *a, struct fold_latin **out);
str fold_to_latin(arena *a, const struct fold_latin *f, str text);

/* Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) between
 * two folded words, by code point; more than most gives most + 1.  Words longer than 64 code
 * points: most + 1 unless equal. */
unsigned fold_distance(str x, str y, unsigned most);

#endif
