/* tools/people.c - makes the people of a demo state: families over four generations with addresses,
 * marriages, deaths and names of many cultures and scripts.  The same seed gives the same files,
 * byte for byte. people -o DIR [-s SEED] [-f FAMILIES]    writes DIR/persons.csv,
 * DIR/relations.csv and DIR/addresses.csv */
#include "tools/people_names.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 20000, HOMES_MAX = 20000, THIS_YEAR = 2026 };

struct person {
    char number[13], given[96], family[128];
    int year, month, day, died; /* died: year, 0 living */
    int death_month, death_day;
    int culture, home, spouse, mother, other; /* indexes, -1 none */
    int married;                              /* year, 0 never */
    bool male, protected_, divorced, foreign;
};

static struct person *people;
static int n_people;
static struct {
    int street, house;
} * homes;
static int n_homes;
static uint64_t state;

/* splitmix64 */
static uint64_t next(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15ull);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

static int below(int n)
{
    return (int)(next() % (uint64_t)n);
}

static bool chance(int percent)
{
    return below(100) < percent;
}

static const char *pick(const char *const *list)
{
    int n = 0;

    while (list[n])
        n++;
    return list[below(n)];
}

/* ISO/IEC 7064, MOD 11,10 over the eleven digits of a serial that is drawn, so that the number says
 * nothing. */
static void number_make(char *out, uint64_t serial)
{
    unsigned p = 10;

    snprintf(out, 13, "%011llu", (unsigned long long)(serial % 100000000000ull));
    for (int i = 0; i < 11; i++) {
        unsigned s = (p + (unsigned)(out[i] - '0')) % 10;
        p = (s ? s : 10) * 2 % 11;
    }
    out[11] = (char)('0' + (11 - p) % 10);
    out[12] = 0;
}

static void number_fresh(char *out)
{
    bool taken = true;

    while (taken) {
        number_make(out, 10000000000ull + next() % 89999999999ull);
        taken = false;
        for (int i = 0; i < n_people && !taken; i++)
            taken = strcmp(people[i].number, out) == 0;
    }
}

static int home_new(void)
{
    homes[n_homes].street = below(STREETS);
    homes[n_homes].house = 1 + below(96);
    return n_homes++;
}

static int culture_any(void)
{
    int at = below(100), sum = 0;

    for (int i = 0; i < CULTURES; i++)
        if (at < (sum += cultures[i].share))
            return i;
    return 0;
}

static int person_new(int culture, bool male, int year, const char *family)
{
    CHECK_ROOM(n_people < PEOPLE_MAX);
    struct person *p = &people[n_people];
    const struct culture *c = &cultures[culture];

    *p = (struct person){ .culture = culture,
                          .male = male,
                          .year = year,
                          .month = 1 + below(12),
                          .day = 1 + below(28),
                          .spouse = -1,
                          .mother = -1,
                          .other = -1,
                          .home = -1 };
    number_fresh(p->number);
    snprintf(p->given, sizeof p->given, "%s", pick(male ? c->male : c->female));
    if (c->middle && chance(45))
        snprintf(p->given + strlen(p->given), sizeof p->given - strlen(p->given), " %s",
                 pick(male ? c->male : c->female));
    snprintf(p->family, sizeof p->family, "%s",
             family ? family : pick(male || !c->family_female ? c->family : c->family_female));
    p->foreign = chance(c->foreign);
    p->protected_ = chance(1);
    return n_people++;
}

static bool siblings(const struct person *a, const struct person *b)
{
    return a->mother >= 0 && a->mother == b->mother;
}

static void marry(int a, int b, int year)
{
    people[a].spouse = b;
    people[b].spouse = a;
    people[a].married = people[b].married = year;
    people[b].home = people[a].home;
}

/* One parent's family name or both, as the Civil Status Act allows; of a script with two forms, the
 * child's own. */
static void family_name(char *out, size_t n, int mother, int other, int *culture)
{
    int way = other < 0 ? 0 : below(10);

    *culture = other < 0 || way < 4 ? people[mother].culture : people[other].culture;
    const char *m = people[mother].family, *o = other < 0 ? m : people[other].family;
    if (way == 9 && !strchr(m, '-') && !strchr(o, '-') && strcmp(m, o) != 0)
        snprintf(out, n, "%.60s-%.60s", m, o);
    else
        snprintf(out, n, "%s", way < 4 ? m : o);
}

/* The form of a family name that fits the child's sex, where its language has two. */
static const char *family_form(const char *name, const struct culture *c, bool male)
{
    for (int i = 0; c->family_female && c->family[i]; i++)
        if (strcmp(name, c->family[i]) == 0 || strcmp(name, c->family_female[i]) == 0)
            return male ? c->family[i] : c->family_female[i];
    return name;
}

static void child_new(int mother, int other, int year)
{
    char family[128];
    int culture;
    bool male = chance(51);

    family_name(family, sizeof family, mother, other, &culture);
    int i = person_new(culture, male, year, family_form(family, &cultures[culture], male));
    people[i].mother = mother;
    people[i].other = other;
    people[i].foreign = people[mother].foreign && (other < 0 || people[other].foreign);
    if (year >= THIS_YEAR - 22)
        people[i].home = people[mother].home;
}

static void children_of(int mother, int other, int few, int many)
{
    int year = people[mother].year + 20 + below(9), n = few + below(many - few + 1);

    for (int k = 0; k < n && year < THIS_YEAR - 1 && year < people[mother].year + 43;
         k++, year += 1 + below(5))
        child_new(mother, other, year);
}

/* People of one generation find each other; some stay alone, some divorce, some of those alone have
 * children. */
static void couples(int from, int to, int few, int many)
{
    int end = to;

    for (int i = from; i < end; i++) {
        struct person *p = &people[i];
        int best = -1;
        if (p->spouse >= 0 || p->married || THIS_YEAR - p->year < 21)
            continue;
        if (p->home < 0)
            p->home = home_new();
        if (chance(18)) {
            if (!p->male && chance(35))
                children_of(i, -1, 1, 2);
            continue;
        }
        bool same = chance(4);
        for (int j = i + 1; j < end && best < 0; j++)
            if (people[j].spouse < 0 && !people[j].married && (people[j].male == p->male) == same &&
                !siblings(p, &people[j]) && abs(people[j].year - p->year) < 9 &&
                THIS_YEAR - people[j].year >= 21)
                best = j;
        if (best < 0)
            continue;
        marry(i, best, (p->year > people[best].year ? p->year : people[best].year) + 20);
        int mother = p->male ? best : i, other = mother == i ? best : i;
        if (!people[mother].male)
            children_of(mother, other, few, many);
        if (chance(9)) {
            people[i].divorced = people[best].divorced = true;
            people[best].home = home_new();
        }
    }
}

static void deaths(void)
{
    for (int i = 0; i < n_people; i++) {
        struct person *p = &people[i];
        int age = THIS_YEAR - p->year;
        if (age < 45 || !chance(age < 60 ? 2 : age < 75 ? 12 : age < 85 ? 45 : 82))
            continue;
        int late = p->year + 50 + below(45);
        p->died = late < THIS_YEAR ? late : THIS_YEAR - 1;
        p->death_month = 1 + below(12);
        p->death_day = 1 + below(28);
    }
}

/* ---- those whom the demo accounts belong to: known names, each family in a shape of its own ----
 */

static int known(const struct known_person *k)
{
    int i = person_new(k->culture, k->male, k->year, k->family);
    struct person *p = &people[i];

    number_make(p->number, k->serial);
    snprintf(p->given, sizeof p->given, "%s", k->given);
    p->month = k->month;
    p->day = k->day;
    p->foreign = k->foreign;
    p->protected_ = k->protected_;
    p->home = k->with >= 0 ? people[k->with].home : home_new();
    if (k->spouse >= 0)
        marry(k->spouse, i, k->married);
    if (k->mother >= 0)
        p->mother = k->mother;
    p->other = k->other;
    return i;
}

/* ---- files ---- */

static void field(FILE *f, const char *text, char end)
{
    if (strpbrk(text, ",\"\n"))
        fprintf(f, "\"%s\"%c", text, end);
    else
        fprintf(f, "%s%c", text, end);
}

static const char *status_of(const struct person *p)
{
    if (!p->married)
        return "single";
    if (p->divorced)
        return "divorced";
    return people[p->spouse].died ? "widowed" : "married";
}

static void person_write(FILE *f, const struct person *p)
{
    const struct culture *c = &cultures[p->culture];
    char text[160];

    field(f, p->number, ',');
    field(f, p->given, ',');
    field(f, p->family, ',');
    field(f, c->family_first ? "family-first" : "", ',');
    fprintf(f, "%04d-%02d-%02d,", p->year, p->month, p->day);
    field(f, p->foreign ? c->town : "Saren", ',');
    fprintf(f, "%s,%s,%s,", p->male ? "male" : "female", p->foreign ? c->country : "XA",
            status_of(p));
    if (p->home >= 0) {
        const struct street *s = &streets[homes[p->home].street];
        snprintf(text, sizeof text, "%s %d", s->name, homes[p->home].house);
        field(f, text, ',');
        fprintf(f, "%s,Saren,XA,", s->postcode);
    } else {
        fputs(",,,,", f);
    }
    if (p->died)
        fprintf(f, "%04d-%02d-%02d", p->died, p->death_month, p->death_day);
    fprintf(f, ",%s\n", p->protected_ ? "true" : "");
}

static void relations_write(FILE *f)
{
    for (int i = 0; i < n_people; i++) {
        const struct person *p = &people[i];
        for (int k = 0; k < 2; k++) {
            int parent = k ? p->other : p->mother;
            if (parent >= 0)
                fprintf(f, "parent-of,%s,%s,%04d-%02d-%02d\n", people[parent].number, p->number,
                        p->year, p->month, p->day);
        }
        if (p->spouse > i && !p->divorced && !p->died && !people[p->spouse].died)
            fprintf(f, "spouse-of,%s,%s,%04d-06-%02d\n", p->number, people[p->spouse].number,
                    p->married, 1 + i % 28);
    }
}

struct place {
    int street, house;
};

static int place_order(const void *x, const void *y)
{
    const struct place *p = x, *q = y;

    return p->street != q->street ? p->street - q->street : p->house - q->house;
}

static void address_write(FILE *f, const struct place *p, int unit)
{
    const struct street *s = &streets[p->street];
    int district = (s->postcode[1] - '0') * 10 + (s->postcode[2] - '0') - 1;
    const struct point *c = &districts[district];
    int north = p->street * 37 % 61 - 30 + p->house % 7, east = p->street * 53 % 67 - 33 + p->house;

    fprintf(f, "XA-%s-%02d-%03d", s->postcode, p->street + 1, p->house);
    if (unit)
        fprintf(f, "-%d", unit);
    fputc(',', f);
    field(f, s->name, ',');
    fprintf(f, "%d,", p->house);
    if (unit)
        fprintf(f, "Top %d", unit);
    fprintf(f, ",%s,Saren,XA,%d.%04d,%d.%04d\n", s->postcode, 48, c->north + north, 16,
            c->east + east);
}

/* Every house that somebody ever lived in, once; each tenth one has flats. */
static void addresses_write(FILE *f)
{
    struct place *v = calloc((size_t)n_homes, sizeof *v);

    CHECK_ROOM(v);
    for (int i = 0; i < n_homes; i++)
        v[i] = (struct place){ homes[i].street, homes[i].house };
    qsort(v, (size_t)n_homes, sizeof *v, place_order);
    for (int i = 0; i < n_homes; i++) {
        if (i && place_order(&v[i], &v[i - 1]) == 0)
            continue;
        address_write(f, &v[i], 0);
        for (int unit = 1; v[i].house % 10 == 0 && unit <= 4; unit++)
            address_write(f, &v[i], unit);
    }
    free(v);
}

static FILE *file_of(const char *folder, const char *name)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    if (!f) {
        fprintf(stderr, "people: %s cannot be written\n", path);
        exit(1);
    }
    return f;
}

static void generations(int families)
{
    int from = n_people;

    for (int i = 0; i < families * 2; i++)
        person_new(culture_any(), i % 2, 1926 + below(22), NULL);
    for (int g = 0, to; g < 4; g++) {
        to = n_people;
        couples(from, to, g == 0 ? 1 : 0, g < 2 ? 4 : 3);
        from = to;
    }
    for (int i = 0; i < n_people;
         i++) /* grown children of one's own, and whoever has no home yet */
        if (people[i].home < 0)
            people[i].home = home_new();
    deaths();
}

int main(int argc, char **argv)
{
    const char *folder = ".";
    int families = 290;

    state = 20260101;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "-o") == 0)
            folder = argv[i + 1];
        else if (strcmp(argv[i], "-s") == 0)
            state = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "-f") == 0)
            families = (int)strtol(argv[i + 1], NULL, 10);
    }
    people = calloc(PEOPLE_MAX, sizeof *people);
    homes = calloc(HOMES_MAX, sizeof *homes);
    CHECK_ROOM(people && homes && families > 0 && families < 1000);
    generations(families);
    int after = n_people;
    for (int i = 0; i < KNOWN; i++) {
        struct known_person k = known_people[i];
        int *at[] = { &k.with, &k.spouse, &k.mother, &k.other };
        for (size_t j = 0; j < sizeof at / sizeof at[0]; j++)
            if (*at[j] >= 0)
                *at[j] += after;
        known(&k);
    }
    FILE *f = file_of(folder, "persons.csv");
    fputs("national_number,name.given,name.family,name.order,birth_date,birth_place,sex,"
          "citizenship,civil_"
          "status,address.lines,"
          "address.postcode,address.place,address.country,death_date,protected\n",
          f);
    for (int i = 0; i < n_people; i++)
        person_write(f, &people[i]);
    bool bad = fclose(f) != 0;
    f = file_of(folder, "relations.csv");
    fputs("relation,from,to,since\n", f);
    relations_write(f);
    bad |= fclose(f) != 0;
    f = file_of(folder, "addresses.csv");
    fputs("id,street,number,unit,postcode,city,country,latitude,longitude\n", f);
    addresses_write(f);
    return fclose(f) != 0 || bad;
}
