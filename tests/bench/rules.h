/* tests/bench/rules.h - what the benches of rules decide about: two expressions, a table, a loan;
 * facts at random, built anew each time. */
#ifndef TESTS_BENCH_RULES_H
#define TESTS_BENCH_RULES_H

#include "dmn/dmn.h"

#define RULE_ELIGIBLE                                                                              \
    "age >= 18 and income <= 60000 and (children > 0 or disabled) and region in (\"north\", "      \
    "\"south\", \"east\")"
#define RULE_TAX                                                                                   \
    "if income <= 10000 then 0 else if income <= 20000 then (income - 10000) * 0.1 "               \
    "else if income <= 40000 then 1000 + (income - 20000) * 0.2 else if income <= 80000 then "     \
    "5000 + (income - 40000) * 0.3 "                                                               \
    "else if income <= 160000 then 17000 + (income - 80000) * 0.4 else 49000 + (income - 160000) " \
    "* 0.45"

struct facts {
    int64_t age, income, children, years;
    bool disabled;
    const char *region;
};

/* The applicant, product and bureau of the specification's lending example (DMN 1.5, chapter 11).
 */
struct loan {
    int64_t age, income, repayments, expenses, rate, term, amount, score; /* rate in thousandths */
    bool existing, bankrupt;
    const char *marital, *employment, *product;
};

/* A number below that bound; the same ones in each run. */
uint32_t random_below(uint32_t below);
struct facts facts_random(void);
struct loan loan_random(void);
/* Age, income, children, disabled and region as a context, its strings copied. */
val facts_value(arena *a, const struct facts *f);
/* The same with years. */
val table_facts(arena *a, const struct facts *f);
val loan_value(arena *a, const struct loan *l);
/* A model of so many tables of 20 rules over 6 inputs: decisions "D", "D1", ...; salt makes models
 * differ. */
str table_xml(arena *a, int tables, int salt);

#endif
