/* blocks/catalog/index.h - full-text search over what the site publishes: one FTS5 index, built at
 * boot, carried as bytes, opened read-only by whoever searches.  No row of the database is read. */
#ifndef BLOCKS_CATALOG_INDEX_H
#define BLOCKS_CATALOG_INDEX_H

#include "act/boot.h"
#include "text/fold.h"

/* Made by catalog_boot, hung on boot->made as "catalog"; immutable. */
struct index {
    const struct site_entry *entries; /* row n of the index is entry n - 1 */
    size_t n;
    str image; /* the serialized database */
    map shown; /* folded word to its usual spelling (str *), from titles and summaries */
};

/* Everything in home; a moment of work in memory of its own.  FAULT(ERR_DB), FAULT(ERR_IO). */
/* Builds the index over site_search_entries of s, for all languages, in memory.  FAULT(ERR_DB). */
MUST_USE err index_make(arena *a, const struct site *s, struct index **out);

struct index_found {
    const struct site_entry **hits; /* the reader's language first, best first; one a thing */
    size_t n;
    const str *words; /* folded words that were looked for, for marking */
    size_t words_n;
    str corrected;  /* what was searched instead of the query, as people write it; or empty */
    str suggestion; /* what the reader may have meant, where something was found as
                       typed; or empty */
};
/* Searches as people type: marks and capitals do not matter, a word's beginning is enough, every
 * word must occur; else misspelt words are replaced by their nearest neighbours, else any word will
 * do.  FAULT(ERR_DB). */
MUST_USE err index_search(arena *a, const struct index *x, str lang, str query,
                          struct index_found *out);

/* Pieces of a text, those to be marked told from the others. */
struct index_piece {
    str text;
    bool hit;
};
size_t index_mark(arena *a, const struct index_found *f, str text, const struct index_piece **out);

#endif
