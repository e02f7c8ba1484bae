/* tools/people_names.h - names, streets and the known families of the demo state; for
 * tools/people.c. */
#ifndef TOOLS_PEOPLE_NAMES_H
#define TOOLS_PEOPLE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define CHECK_ROOM(x)                                                                              \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            fputs("people: too many people, or wrong arguments\n", stderr);                        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* share: percent of the founders; foreign: percent who are no citizens; family_female: second form
 * of each family name, in the same order. */
struct culture {
    const char *country, *town;
    int share, foreign;
    bool middle;
    const char *const *female, *const *male, *const *family, *const *family_female;
    bool family_first; /* the family name is written first */
};
/* The middle of a district: ten-thousandths of a degree past 48 north and 16 east. */
struct point {
    int north, east;
};
struct street {
    const char *name, *postcode;
};
/* Indexes of with, spouse, mother and other count from the first known person; -1: none. */
struct known_person {
    uint64_t serial;
    const char *given, *family;
    int culture;
    bool male, foreign, protected_;
    int year, month, day;
    int with, spouse, married, mother, other;
};

enum { CULTURES = 12, STREETS = 48, KNOWN = 29, DISTRICTS = 10 };
extern const struct culture cultures[CULTURES];
extern const struct point districts[DISTRICTS]; /* by postcode, 1010 first */
extern const struct street streets[STREETS];
extern const struct known_person known_people[KNOWN];

#endif
