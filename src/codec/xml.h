/* codec/xml.h - XML to a small tree (namespaces resolved, lines kept) and an escaping writer.
 * Refused: any DOCTYPE, so no entity but the five of XML; what is not UTF-8, and a text with more
 * than ASCII that declares another encoding.  Processing instructions and comments are skipped. */
#ifndef CODEC_XML_H
#define CODEC_XML_H

#include "codec/codec.h"

struct xml_attr {
    str ns, name, value; /* ns empty for none */
};

struct xml_node {
    str ns, name;                 /* namespace URI (empty for none) and local name */
    const struct xml_attr *attrs; /* in the document's order, without xmlns */
    size_t n_attrs;
    str text; /* all character data directly inside, joined; not trimmed */
    struct xml_node *parent, *first, *next; /* first child, next sibling */
    int line;
};

struct xml_limits {
    size_t bytes; /* of the document */
    uint32_t depth, nodes, attrs /* of one element */;
    size_t value; /* bytes of one attribute or one run of text */
};

/* 32 MiB, depth 256, a million nodes, 256 attributes, values of 4 MiB. */
extern const struct xml_limits xml_limits_usual;

/* limits null: xml_limits_usual.  ERR_SYNTAX, ERR_DEPTH, ERR_SIZE, ERR_UNSUPPORTED (DOCTYPE). */
MUST_USE err xml_read(arena *a, str text, const struct xml_limits *limits, struct xml_node **root,
                      struct text_error *where);

/* The element's name; ns STR_NULL: any namespace.  False for null. */
bool xml_is(const struct xml_node *n, str ns, str name);
/* The value of an attribute without namespace; STR_NULL where there is none. */
str xml_attr(const struct xml_node *n, str name);
str xml_attr_ns(const struct xml_node *n, str ns, str name);
/* The first child element of that name, as xml_is.  Null where there is none, or n is null. */
struct xml_node *xml_child(const struct xml_node *n, str ns, str name);
/* The next sibling of the same namespace and name. */
struct xml_node *xml_next(const struct xml_node *n);
/* The next element in document order inside of top (n == top for the first); null at the end. */
struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *n);
/* Text of the child of that name, trimmed; STR_NULL where there is none. */
str xml_child_text(const struct xml_node *n, str ns, str name);

/* Text and attribute values with & < > " ' escaped; characters that XML 1.0 forbids
 * become U+FFFD. */
void xml_escape(buf *out, str text);

/* Writing: elements are closed in the order they were opened; empty ones as <a/>. */
struct xml_writer {
    buf *out;
    VEC(str) open;
    bool tag_open; /* attributes may still be added */
};

void xml_write_start(struct xml_writer *w, buf *out); /* with the XML declaration */
void xml_open(struct xml_writer *w, str qname);       /* names are the program's own, not escaped */
void xml_put_attr(struct xml_writer *w, str qname, str value);
void xml_put_text(struct xml_writer *w, str text);
void xml_close(struct xml_writer *w);
/* An element with nothing but text. */
void xml_put_element(struct xml_writer *w, str qname, str text);

#endif
