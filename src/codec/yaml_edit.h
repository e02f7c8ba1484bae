/* codec/yaml_edit.h - one value of a YAML text changed where it stands: comments, order, blank
 * lines and the style of all else stay as they are. */
#ifndef CODEC_YAML_EDIT_H
#define CODEC_YAML_EDIT_H

#include "codec/yaml.h"

/* Sets the value at a path, or takes it away.
 *   path   keys of mappings; in a list the number of an item (from 0), or "-" for one more item.
 *          What is missing on the way is made, at the end of the mapping that lacks it
 *   v      null: the entry is removed, and a mapping or list that becomes empty with it
 *   after  the key behind which a new last part of the path is to stand; empty: at the end
 *   out    reads (yaml_read) as the old value with exactly that changed: nothing else is given out
 * ERR_SYNTAX where text is not YAML, ERR_UNSUPPORTED where the value cannot be changed in place
 * (what an alias stands for, a path through a plain value). */
MUST_USE err yaml_set(arena *a, str text, const str *path, size_t n, val v, str after, str *out);

#endif
