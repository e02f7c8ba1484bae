/* site/office.h - offices: who works there in which roles and groups, when it is open. */
#ifndef SITE_OFFICE_H
#define SITE_OFFICE_H

#include "site/calendar.h"
#include "value/val.h"

struct office_role {
    str id;
    struct text name;
    str office;
    bool leads;       /* `may: [lead]`: heads the office's work: colleagues' tasks, absences */
    bool repairs;     /* `may: [repair]`: takes up steps that failed, moves cases to new versions */
    bool administers; /* `may: [administer]`: asks for and confirms who works where */
    bool serves;      /* `may: [serve]`: links accounts at the counter, hands out code cards */
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

#endif
