/* Facts and models of the benches of rules. */
#include "tests/bench/rules.h"

#include <stdio.h>

uint32_t random_below(uint32_t below)
{
    static uint64_t state = 42;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static val context(arena *a, uint32_t n, struct val_entry **e)
{
    struct val_ctx *c = arena_alloc(a, sizeof *c);

    *e = arena_alloc(a, n * sizeof **e);
    *c = (struct val_ctx){ n, *e };
    return (val){ .tag = V_CONTEXT, .c = c };
}

static val text(arena *a, const char *z)
{
    return val_str(str_copy(a, str_z(z)));
}

struct facts facts_random(void)
{
    static const char *const regions[] = { "north", "south", "east", "west" };

    return (struct facts){ .age = random_below(80),
                           .income = 1000 + random_below(200000),
                           .children = random_below(4),
                           .disabled = random_below(2),
                           .region = regions[random_below(4)],
                           .years = random_below(40) };
}

static void facts_fill(arena *a, const struct facts *f, struct val_entry *e)
{
    e[0] = (struct val_entry){ S("age"), val_int(f->age) };
    e[1] = (struct val_entry){ S("income"), val_int(f->income) };
    e[2] = (struct val_entry){ S("children"), val_int(f->children) };
    e[3] = (struct val_entry){ S("disabled"), val_bool(f->disabled) };
    e[4] = (struct val_entry){ S("region"), text(a, f->region) };
}

val facts_value(arena *a, const struct facts *f)
{
    struct val_entry *e;
    val v = context(a, 5, &e);

    facts_fill(a, f, e);
    return v;
}

val table_facts(arena *a, const struct facts *f)
{
    struct val_entry *e;
    val v = context(a, 6, &e);

    facts_fill(a, f, e);
    e[5] = (struct val_entry){ S("years"), val_int(f->years) };
    return v;
}

/* ---- loans ---- */

/* One in ten has a value that the model does not allow. */
struct loan loan_random(void)
{
    static const char *const marital[] = { "S", "M", "S", "M", "S", "M", "S", "M", "S", "D" };
    static const char *const work[] = { "EMPLOYED", "SELF-EMPLOYED", "STUDENT", "UNEMPLOYED" };
    static const char *const products[] = { "STANDARD LOAN", "SPECIAL LOAN" };

    return (struct loan){ .age = 15 + random_below(80),
                          .income = 1000 + random_below(15000),
                          .repayments = random_below(3000),
                          .expenses = random_below(5000),
                          .rate = 5 + random_below(150),
                          .term = 12 + random_below(360),
                          .amount = 1000 + random_below(500000),
                          .score = random_below(1030),
                          .existing = random_below(2),
                          .bankrupt = random_below(8) == 0,
                          .marital = marital[random_below(10)],
                          .employment = work[random_below(4)],
                          .product = products[random_below(2)] };
}

static val applicant(arena *a, const struct loan *l)
{
    struct val_entry *e, *m;
    val v = context(a, 5, &e), month = context(a, 3, &m);

    m[0] = (struct val_entry){ S("Income"), val_int(l->income) };
    m[1] = (struct val_entry){ S("Repayments"), val_int(l->repayments) };
    m[2] = (struct val_entry){ S("Expenses"), val_int(l->expenses) };
    e[0] = (struct val_entry){ S("Age"), val_int(l->age) };
    e[1] = (struct val_entry){ S("MartitalStatus"), text(a, l->marital) };
    e[2] = (struct val_entry){ S("EmploymentStatus"), text(a, l->employment) };
    e[3] = (struct val_entry){ S("ExistingCustomer"), val_bool(l->existing) };
    e[4] = (struct val_entry){ S("Monthly"), month };
    return v;
}

val loan_value(arena *a, const struct loan *l)
{
    struct val_entry *e, *p, *b;
    val v = context(a, 3, &e), product = context(a, 4, &p), bureau = context(a, 2, &b);

    p[0] = (struct val_entry){ S("ProductType"), text(a, l->product) };
    p[1] = (struct val_entry){ S("Rate"), (val){ .tag = V_NUMBER, .m = l->rate, .exp = -3 } };
    p[2] = (struct val_entry){ S("Term"), val_int(l->term) };
    p[3] = (struct val_entry){ S("Amount"), val_int(l->amount) };
    b[0] = (struct val_entry){ S("Bankrupt"), val_bool(l->bankrupt) };
    b[1] = (struct val_entry){ S("CreditScore"), val_int(l->score) };
    e[0] = (struct val_entry){ S("Applicant data"), applicant(a, l) };
    e[1] = (struct val_entry){ S("Requested product"), product };
    e[2] = (struct val_entry){ S("Bureau data"), bureau };
    return v;
}

/* ---- tables ---- */

static const struct {
    const char *name, *type;
} columns[] = { { "age", "number" },       { "income", "number" }, { "children", "number" },
                { "disabled", "boolean" }, { "region", "string" }, { "years", "number" } };

#define CELL(...)                                                                                  \
    buf_fmt(b, "<inputEntry><text>" __VA_ARGS__), buf_add(b, S("</text></inputEntry>"))

/* The last rule fires whatever is given. */
static void rule_add(buf *b, int r, int salt)
{
    static const char *const regions[] = { "\"north\"", "\"south\",\"east\"", "not(\"west\")",
                                           "-" };

    buf_add(b, S("<rule>"));
    if (r == 19) {
        for (size_t i = 0; i < LEN(columns); i++)
            CELL("-");
    } else {
        CELL("[%d..%d)", r * 4, r * 4 + 30);
        CELL("&lt; %d", 5000 + r * 5000 + salt);
        if (r % 3)
            CELL("-");
        else
            CELL("&gt;= %d", r % 4);
        CELL("%s", r % 2 ? "-" : r % 4 ? "true" : "false");
        CELL("%s", regions[r % 4]);
        if (r % 5)
            CELL("-");
        else
            CELL("[%d..%d]", r, r + 20);
    }
    buf_fmt(b, "<outputEntry><text>%d</text></outputEntry></rule>", r * 100);
}

static void table_add(buf *b, int i, int salt)
{
    char name[16] = "D";

    if (i)
        snprintf(name, sizeof name, "D%d", i);
    buf_fmt(b, "<decision id='d%d' name='%s'><variable name='%s' typeRef='number'/>", i, name,
            name);
    for (size_t k = 0; k < LEN(columns); k++)
        buf_fmt(b, "<informationRequirement><requiredInput href='#i%zu'/></informationRequirement>",
                k);
    buf_add(b, S("<decisionTable hitPolicy='FIRST'>"));
    FOR_EACH(columns, c)
        buf_fmt(b, "<input><inputExpression typeRef='%s'><text>%s</text></inputExpression></input>",
                c->type, c->name);
    buf_add(b, S("<output typeRef='number'/>"));
    for (int r = 0; r < 20; r++)
        rule_add(b, r, salt);
    buf_add(b, S("</decisionTable></decision>"));
}

str table_xml(arena *a, int tables, int salt)
{
    buf b;

    buf_init(&b, a, 64 * KIB);
    buf_add(&b, S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                  "namespace='urn:b' name='b'>"));
    for (size_t i = 0; i < LEN(columns); i++)
        buf_fmt(&b, "<inputData id='i%zu' name='%s'><variable name='%s' typeRef='%s'/></inputData>",
                i, columns[i].name, columns[i].name, columns[i].type);
    for (int i = 0; i < tables; i++)
        table_add(&b, i, salt);
    buf_add(&b, S("</definitions>"));
    return buf_str(&b);
}
