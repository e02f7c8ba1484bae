/* site/register.h - registers: what is held of whom, why, how long, who may see it. */
#ifndef SITE_REGISTER_H
#define SITE_REGISTER_H

#include "site/dispute.h"
#include "site/office.h"
#include "site/reg_quality.h"
#include "value/val.h"

enum sensitivity { SENS_PUBLIC, SENS_INTERNAL, SENS_PERSONAL, SENS_SECRET };
enum retention_end { RETAIN_ERASE, RETAIN_ARCHIVE, RETAIN_KEEP };
struct retention {
    int64_t months, days;
    bool forever;
    str from;
    enum retention_end then;
    bool set;
};

struct reg_field {
    str name, mark; /* mark: the name that it had first, under which entries are found by it */
    str type;                                    /* one of REG_TYPES (site/reg_value.h) */
    bool list, required, unique, history, plain; /* plain: a number that counts nothing (a year) */
    str refers;                                  /* register whose key it holds; empty: none */
    const struct number_scheme *scheme;          /* null: none */
    struct text label;
    enum sensitivity sensitivity;
    str purpose;
    const str *basis;
    size_t n_basis;
    struct retention retention;
    const str *options;
    size_t n_options; /* codes allowed; 0: any */
    const struct text *option_names;
    int line;
};
struct reg_relation {
    str name, to, inverse;
    bool symmetric;
    struct text label;
    str purpose;
    int line;
};
struct reg_access {             /* who reads or writes which fields for which purpose */
    str role, service, partner; /* one of them */
    str purpose;
    const str *read, *write, *relate;
    size_t n_read, n_write, n_relate; /* "*": all */
    int line;
};
/* How a register of addresses writes one: the fields that make each line, in order, and those that
 * hold the other parts (empty: none has it). */
struct reg_address {
    const struct reg_line {
        const str *fields;
        size_t n;
    } * lines;
    size_t n_lines;
    str part[3]; /* place, postcode, country: form_address from 1 on */
    int line;
};
struct registry {
    str id, file, owner, key;
    int64_t version; /* of the declaration, from 1 on */
    const struct reg_migration *migrations; /* site/reg_migrate.h; by `to`, upwards */
    size_t n_migrations;
    struct retention retention; /* of an entry; fields may say another for themselves */
    struct text title, description;
    const struct reg_field *fields;
    size_t n_fields;
    const struct reg_relation *relations;
    size_t n_relations;
    const struct reg_access *access;
    size_t n_access;
    const str *search;
    size_t n_search;
    const str *display;
    size_t n_display;
    struct {
        const str *roles; /* who opens sealed versions of an entry, with a second such officer */
        size_t n_roles;
        str born;           /* the person itself does from an age on: the field with its birth */
        int64_t own_months; /* that age */
    } sealed;
    struct {
        str field, second; /* a name by whose words entries are looked for; a second criterion */
    } names;
    const struct reg_constraint *constraints; /* site/reg_value.h */
    size_t n_constraints;
    struct reg_dispute dispute;
    struct reg_duplicates duplicates;
    struct reg_quality quality;
    struct {
        struct text title; /* of the paper; its fields may be on it, the key always is */
        const str *fields;
        size_t n_fields; /* 0: none are given */
        int64_t months, days; /* how long it counts */
        const str *holder; /* fields that name whose the entry is, by key of the people register */
        size_t n_holder;   /* 0: an entry is of the person themselves */
    } extract;
    const struct reg_address *address; /* null: its records are no addresses */
    val seed; /* what importers may say about data/ files, as written; null: nothing */
};

/* By name; null where there is none: a field, a relation. */
const struct reg_field *register_field(const struct registry *r, str name);
const struct reg_relation *register_relation(const struct registry *r, str name);
/* Whether the register gives extracts, and whether that field may be on them; the key and who holds
 * the entry always are. */
bool register_extracts(const struct registry *r, str field);
bool register_extract_always(const struct registry *r, str field);
/* Whether any field is personal or secret: each entry is sealed under a key of its own. */
bool register_sealed(const struct registry *r);
enum reg_right { REG_READ, REG_WRITE, REG_RELATE };
/* Whether a role (or, where service is not empty, a service) may do so with a field or relation for
 * that purpose. */
bool register_may(const struct registry *r, str role, str service, str purpose,
                  enum reg_right right, str name);
/* The same for a partner that asks by itself (interfaces of exchange). */
bool register_partner_may(const struct registry *r, str partner, str purpose, enum reg_right right,
                          str name);
/* The day when a value whose term began on `from` may no longer be kept; INT64_MAX: never. */
day retention_end_day(const struct retention *r, day from);

#endif
