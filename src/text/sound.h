/* text/sound.h - words of names as they are looked for: in Latin letters, and by how they sound. */
#ifndef TEXT_SOUND_H
#define TEXT_SOUND_H

#include "text/fold.h"

enum { NAME_WORDS = 8 };

/* The words of a name in any script: transliterated to Latin letters, folded, split at all that is
 * neither letter nor digit; each once, at most `most` (NAME_WORDS).  An apostrophe splits nothing.
 */
size_t name_words(arena *a, const struct fold_latin *latin, str name, str *out, size_t most);

/* A code that words have in common which sound alike in many languages, of a word of name_words:
 * consonants by their group (b p; c g k q; d t; f v w ph; s z x ch sh; l; m; n; r), without h and
 * doubles; vowels count at the beginning (as one) and in words with one consonant, by whether they
 * are bright.  "Nguyen", "Nguien", "Nguyenn" are one. */
str name_sound(arena *a, str word);

#endif
