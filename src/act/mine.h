/* act/mine.h - what the house holds of one person: each block tells its share, gives a copy of it,
 * and takes it away where it may (GDPR, articles 15, 17 and 20). */
#ifndef ACT_MINE_H
#define ACT_MINE_H

#include "act/web.h"
#include "codec/zip.h"

/* A copy has at most so many bytes of files: what is more is named in it. */
enum { MINE_BYTES = 48 * 1024 * 1024 };

struct mine_part {
    enum word_id title; /* what it is */
    int64_t n;
    enum word_id fate; /* what becomes of it when the account is erased */
};
struct mine {
    struct web *w; /* of whom it is about, signed in, with own keys opened */
    bool whole;    /* a copy is wanted: files are collected */
    size_t bytes;
    VEC(struct mine_part) parts;
    VEC(struct zip_file) files;
    VEC(str) left_out;
};

/* One line of the page. */
void mine_part(struct mine *m, enum word_id title, int64_t n, enum word_id fate);
/* Into the copy, where one is wanted; path is plain ASCII ("cases/2026-000001/answers.json"). */
void mine_json(struct mine *m, str path, val v);
void mine_file(struct mine *m, str path, str bytes);
/* Whether so many bytes still fit; where not, the path is noted as left out. */
bool mine_fits(struct mine *m, str path, size_t bytes);

#endif
