/* blocks/consent/consent.h - who looked at whose data: traces, written before anything is shown. */
#ifndef BLOCKS_CONSENT_CONSENT_H
#define BLOCKS_CONSENT_CONSENT_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_consent;

struct trace {
    int64_t person;   /* whose record was looked at; 0: the case alone */
    const char *kind; /* "case", "record", "search", "document", "question" */
    str what;         /* register, document or topic concerned; may be empty */
    str fields;       /* names of what was seen of it, with blanks between; empty: not known */
    int64_t case_id;  /* 0: none */
    str case_number;
    str office;
    str purpose;    /* purpose id of the site */
    str reason;     /* what the officer gave, may be empty */
    int64_t look;   /* the trace that the same opening began with; 0: it begins with this */
    bool automatic; /* a step of a process looked, nobody in person */
};

/* Writes one trace: an event of class TRACE whose leaf is in the log, and a row that the person can
 * see (at once, or after the purpose's lawful delay where the site declares one).  The reader is
 * a->who.  *id is what further traces of the same opening name as `look`. */
MUST_USE err trace_add(act *a, const struct trace *t, int64_t *id);
/* Where no person is concerned yet (an applicant without a record): the look itself, under the
 * case; the row is its reader's, whatever t->person says. */
MUST_USE err trace_case(act *a, const struct trace *t, int64_t *id);
/* A program's look at what is its person's own: the same, of the account where no record is linked.
 */
MUST_USE err trace_own(act *a, const struct trace *t, int64_t *id);
/* Whether that token's look at the case (0: the list of cases) has been traced since. */
MUST_USE err trace_own_since(struct db *db, int64_t token, int64_t case_id, instant since,
                             bool *out);

/* Who looked at a person's record in [from, until), the first first, at most `most`; without the
 * person's own programs. */
struct looked {
    int64_t id;
    str kind, what, fields, case_number, office, partner;
    int64_t case_id;
    instant at;
};
MUST_USE err traces_between(struct db *db, arena *a, int64_t person, instant from, instant until,
                            size_t most, const struct looked **out, size_t *n);

/* What the person may see now of the looks at their entry in one register, the newest first. */
MUST_USE err traces_shown(struct db *db, arena *a, int64_t person, str what, instant now,
                          size_t most, const struct looked **out, size_t *n);

/* From when a person may see a look of that purpose at `at`: `at` itself, or the beginning of the
 * local day on which the purpose's delay is over. */
instant trace_visible(const struct boot *b, str purpose, instant at);

#endif
