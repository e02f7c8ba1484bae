/* base/err.h - the three ways of saying no: REFUSED is an answer, FAULT is an incident, CHECK is a
 * bug. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define UNUSED __attribute__((unused))

enum err_class { ERR_CLASS_OK, ERR_CLASS_REFUSED, ERR_CLASS_FAULT };

/* Codes say what kind of thing went wrong; the words for people travel beside them (a refusal's
 * word key). */
enum err_code {
    ERR_NONE,
    ERR_REFUSED,     /* noted with refuse(): the answer that people see */
    ERR_RANGE,       /* a value outside of what the function accepts or can represent */
    ERR_SYNTAX,      /* text that does not follow its grammar */
    ERR_DEPTH,       /* nested deeper than allowed */
    ERR_SIZE,        /* longer than allowed */
    ERR_TYPE,        /* a value of another type than needed */
    ERR_MISSING,     /* not there */
    ERR_CONFLICT,    /* changed meanwhile, or there already */
    ERR_DENIED,      /* not permitted */
    ERR_BUDGET,      /* steps, memory or time used up */
    ERR_DB,          /* the database failed */
    ERR_BUSY,        /* try again */
    ERR_IO,          /* file, socket, process */
    ERR_PEER,        /* another system failed */
    ERR_CRYPTO,      /* a key, seal or signature did not work */
    ERR_UNSUPPORTED, /* known, but not done here */
};

typedef struct err {
    uint16_t class; /* enum err_class */
    uint16_t code;  /* enum err_code */
} err;

#define OK ((err){ ERR_CLASS_OK, ERR_NONE })
#define REFUSED(c) ((err){ ERR_CLASS_REFUSED, (c) })
#define FAULT(c) ((err){ ERR_CLASS_FAULT, (c) })

static inline bool failed(err e)
{
    return e.class != ERR_CLASS_OK;
}

/* Pass a refusal or a fault up to the caller. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        err try_e_ = (expr);                                                                       \
        if (__builtin_expect(try_e_.class != ERR_CLASS_OK, 0))                                     \
            return try_e_;                                                                         \
    } while (0)

/* A bug: prints the place and ends the process, which is replaced.  Always on. */
_Noreturn void check_failed(const char *file, int line, const char *what);
#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (__builtin_expect(!(cond), 0))                                                          \
            check_failed(__FILE__, __LINE__, #cond);                                               \
    } while (0)

#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)
#define LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Walks a static table: c points at each element in turn. */
#define FOR_EACH(array, c) for (__typeof__(&(array)[0]) c = (array); c < (array) + LEN(array); c++)

#endif
