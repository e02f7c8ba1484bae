/* codec/yaml.h - YAML 1.2 (core schema) to val, for the folders of a site.
 * One document; plain true, false, null (also empty, ~) and numbers become values, all other
 * scalars are strings: quoted ones always, dates too.  Keys are strings.  Refused: duplicate keys,
 * tags other than the core ones, keys that are no scalars, merge keys ("<<"), a second document,
 * aliases that would copy more than 10,000 nodes in all. */
#ifndef CODEC_YAML_H
#define CODEC_YAML_H

#include "codec/codec.h"

/* The line of every path in a document: "fees.0.amount". */
struct yaml_lines {
    map m;
};

enum { YAML_DEPTH = 64, YAML_NODES = 1000000, YAML_ALIASED = 10000 };

/* Refusals: ERR_SYNTAX, ERR_DEPTH, ERR_SIZE, ERR_CONFLICT (a key twice), ERR_UNSUPPORTED.  An empty
 * text is null. lines and where may be null; everything is allocated in a. */
MUST_USE err yaml_read(arena *a, str text, val *out, struct yaml_lines *lines,
                       struct text_error *where);
/* The line of a path, or of its nearest ancestor that is there; 0 where nothing is known. */
int yaml_line(const struct yaml_lines *lines, str dotted_path);
/* Block style, strings quoted where a reader could take them for something else;
 * reads back equal. */
void yaml_write(buf *out, val v);

#endif
