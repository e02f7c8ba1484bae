/* tests/dmn/analyse_test.h - tables from one line each, and the proof of what is said of them. */
#ifndef TESTS_DMN_ANALYSE_TEST_H
#define TESTS_DMN_ANALYSE_TEST_H

#include "dmn/dmn.h"
#include "tests/check.h"

enum { INPUTS_MOST = 64 };

/* "a:number~tests of the type^tests of the input". */
struct test_input {
    str name, type, allowed, values;
};

/* The rules that fire, as the explanation names them (the first one decides); bit i for rule i. */
struct test_fired {
    uint64_t rules;
    uint32_t first;
};

/* A model with the decision D, which is a table. */
struct test_table {
    const char *hit;    /* "UNIQUE", "COLLECT SUM"; "=3" behind it is the default, "!1, 2" the order
                           of outputs */
    const char *inputs; /* between ';' */
    const char *before; /* "name:type = expression": a decision over all inputs that D requires, or
                           the XML of one with the id "before"; null: none */
    const char *columns; /* as inputs, name an expression; null: the inputs */
    const char *rules;   /* "cell | cell | output / ..." */
};

/* Texts of tables write ' for ". */
str test_quoted(str s);
/* Inputs between ';'. */
size_t test_inputs(const char *spec, struct test_input *out);
/* Its XML; the second for the inputs as they are. */
str test_model_of(const struct test_table *t);
str test_model(const char *hit, const char *inputs, const char *rules);
/* A model without findings of its own. */
struct dmn *test_parsed(str xml);
/* What the analysis finds. */
struct findings test_analysed(const struct dmn *m);
/* Codes and sentences, a line each. */
str test_said(const struct findings *f);
/* Decides D. */
struct test_fired test_fire(const struct dmn *m, val inputs);
/* The value of a FEEL text. */
val test_literal(str text);
/* The number behind a word in a finding, from 0; UINT32_MAX where there is none. */
uint32_t test_number(str what, str word);
/* Fails where an example in a finding does not do what the finding says. */
void test_prove(const struct dmn *m, const struct findings *f, const char *of);

#endif
