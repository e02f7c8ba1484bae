/* site/register.h - registers: what is held of whom, why, how long, who may see it; offices. */
#ifndef SITE_REGISTER_H
#define SITE_REGISTER_H

#include "site/calendar.h"
#include "site/dispute.h"
#include "value/val.h"

struct office_role {
    str id;
    struct text name;
    str office;
    bool leads;       /* `may: [lead]`: heads the office's work: colleagues' tasks, absences */
    bool repairs;     /* `may: [repair]`: takes up steps that failed, moves cases to new versions */
    bool administers; /* `may: [administer]`: asks for and confirms who works where */
    bool programs; /* `may: [programs]`: a program of theirs, known by a token, does their tasks */
    bool second_step; /* who holds it gives a code of their card after the password */
    bool cash; /* `may: [cash]`: takes money in and gives it back, takes in files of the bank */
    int line;
};
struct office_group {
    str id;
    struct text name;
    str office;
    const str *roles;
    size_t n_roles;
    str escalate_to;       /* group that gets what stays too long as well; empty: none */
    int64_t escalate_days; /* working days of the office, without those the applicant took */
    int line;
};
struct office_unit {
    str id;
    struct text name;
    str telephone;
};
struct office_hours {
    uint8_t day;
    struct {
        uint16_t open, close;
    } span[4];
    uint8_t n;
}; /* day 1 Monday; minutes of the day */
struct office {
    str id, file, authority, calendar, telephone, email, website;
    struct text name, competence;
    const str *address;
    size_t n_address;
    str place, postcode;
    const struct office_hours *hours;
    size_t n_hours;
    const struct office_unit *units;
    size_t n_units;
    const struct office_group *groups;
    size_t n_groups;
    const struct office_role *roles;
    size_t n_roles;
};

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
    str name;
    str type; /* string number date boolean name address reference context file */
    bool list, required, unique, history, plain; /* plain: a number that counts nothing (a year) */
    str refers;                         /* register whose key it holds; empty: none */
    const struct number_scheme *scheme; /* null: none */
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
struct reg_access {    /* who reads or writes which fields for which purpose */
    str role, service; /* one of both */
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
    struct reg_dispute dispute;
    const struct reg_address *address; /* null: its records are no addresses */
    val seed; /* what importers may say about data/ files, as written; null: nothing */
};

/* By name; null where there is none: a field, a relation. */
const struct reg_field *register_field(const struct registry *r, str name);
const struct reg_relation *register_relation(const struct registry *r, str name);
enum reg_right { REG_READ, REG_WRITE, REG_RELATE };
/* Whether a role (or, where service is not empty, a service) may do so with a field or relation for
 * that purpose. */
bool register_may(const struct registry *r, str role, str service, str purpose,
                  enum reg_right right, str name);
/* The day when a value whose term began on `from` may no longer be kept; INT64_MAX: never. */
day retention_end_day(const struct retention *r, day from);

#endif
