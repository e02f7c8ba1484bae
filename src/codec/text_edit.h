/* codec/text_edit.h - one text of a JSON or XML file changed where it stands; all else stays byte
 * for byte. */
#ifndef CODEC_TEXT_EDIT_H
#define CODEC_TEXT_EDIT_H

#include "codec/codec.h"

/* The string at a path of a JSON text (keys, and numbers of items from 0) becomes another.
 * ERR_MISSING where there is no string; ERR_SYNTAX where json is none. */
MUST_USE err json_set_text(arena *a, str json, const str *path, size_t n, str text, str *out);

/* The attribute without prefix of the element with that id="..." becomes another; of several
 * elements with that id, the first.  xml is taken to be well-formed (xml_read).  ERR_MISSING where
 * there is no such element or it lacks the attribute. */
MUST_USE err xml_set_attr(arena *a, str xml, str id, str name, str value, str *out);

#endif
