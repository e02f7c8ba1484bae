/* blocks/catalog/linked.h - pieces of linked data (JSON-LD 1.1). */
#ifndef BLOCKS_CATALOG_LINKED_H
#define BLOCKS_CATALOG_LINKED_H

#include "act/web.h"

/* Language-tagged strings: { "en": "...", "vi": "..." } under a term with @container @language. */
val linked_text(struct web *w, struct text t);
/* One term of a context; id null ends a list of them.  type: "@id", "@language", a datatype, or
 * null: plain. */
struct linked_term {
    const char *name, *id, *type;
};
/* Adds terms to a context that is being built. */
void linked_terms(struct web *w, val_builder *b, const struct linked_term *terms, size_t n);
/* An address of this installation, as the client reached it. */
str linked_here(struct web *w, const char *path, str id);
/* { @id, @type, name }; id empty: without. */
val linked_node(struct web *w, str id, const char *type, struct text name);
/* The clauses that references name, as eli:LegalResource; those that are in no law are left out. */
val linked_laws(struct web *w, const str *refs, size_t n);
/* The office as m8g:PublicOrganisation; null where there is none. */
val linked_office(struct web *w, str id);
/* Answers with a document of that type, with a tag of its content. */
err linked_send(struct web *w, val doc);

#endif
