/* stoa decide --replay: the same cases through the rules in force and through a draft, and who
 * gains and loses.  Amounts are decimal throughout. */
#include "cli/decide.h"
#include "value/num.h"

enum { LARGEST = 10, STEPS_MOST = 50, STEP_BYTES = 80 };

/* lost: the sum has left the range of decimal128. */
struct sum {
    size_t n;
    struct dec all;
    bool lost;
};

struct change {
    size_t line;
    struct dec before, after, by;
};

/* From one result to another that is no number: how often. */
struct step {
    str from, to;
    size_t n;
};

struct replay {
    arena *a; /* of what is kept to the end */
    const struct decision *before, *after;
    str gain;
    struct cases cases;
    size_t decided, equal, changed, null_before, null_after, null_both;
    struct sum before_sum, after_sum, gained, lost, net;
    size_t same; /* numbers that are equal */
    struct change largest[LARGEST];
    size_t n_largest;
    struct step steps[STEPS_MOST];
    size_t n_steps, steps_more; /* more: changes between other results than those */
    size_t found;               /* results that are something at gain */
    str fields;                 /* of a result that is a context: what --gain may name */
};

static void sum_add(struct sum *s, struct dec d)
{
    s->n++;
    s->lost = s->lost || !dec_add(s->all, d, &s->all);
}

static struct dec magnitude(struct dec d)
{
    struct dec_parts p = dec_split(d);

    p.neg = false;
    return dec_join(p);
}

/* ---- one case ---- */

static val gain_of(const struct replay *r, val result)
{
    return r->gain.n ? val_path(result, r->gain) : result;
}

/* Largest first; of equal ones the earlier line. */
static void largest_add(struct replay *r, const struct change *c)
{
    size_t i = r->n_largest;

    while (i > 0 && dec_cmp(magnitude(c->by), magnitude(r->largest[i - 1].by)) > 0)
        i--;
    if (i == LARGEST)
        return;
    r->n_largest = MIN(r->n_largest + 1, LARGEST);
    memmove(&r->largest[i + 1], &r->largest[i], (r->n_largest - i - 1) * sizeof *c);
    r->largest[i] = *c;
}

static void numbers_compared(struct replay *r, val before, val after)
{
    struct change c = { .line = r->cases.line, .before = num_dec(before), .after = num_dec(after) };
    int order = num_cmp(after, before);

    r->same += order == 0;
    if (!dec_sub(c.after, c.before, &c.by)) {
        r->net.lost = true;
        return;
    }
    sum_add(&r->net, c.by);
    if (order == 0)
        return;
    sum_add(order > 0 ? &r->gained : &r->lost, c.by);
    largest_add(r, &c);
}

static void step_count(struct replay *r, val before, val after)
{
    str from = val_json_str(&r->cases.work, before), to = val_json_str(&r->cases.work, after);

    for (size_t i = 0; i < r->n_steps; i++)
        if (str_eq(r->steps[i].from, from) && str_eq(r->steps[i].to, to)) {
            r->steps[i].n++;
            return;
        }
    if (r->n_steps == STEPS_MOST || from.n > STEP_BYTES || to.n > STEP_BYTES)
        r->steps_more++;
    else
        r->steps[r->n_steps++] = (struct step){ str_copy(r->a, from), str_copy(r->a, to), 1 };
}

static void fields_noted(struct replay *r, val result)
{
    buf b;

    if (r->fields.n || result.tag != V_CONTEXT)
        return;
    buf_init(&b, r->a, 100);
    for (uint32_t i = 0; i < result.c->n; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(result.c->e[i].key));
    r->fields = b.n ? buf_str(&b) : S("");
}

static void compared(struct replay *r, val before, val after)
{
    bool none = val_is_null(before), none_after = val_is_null(after);
    val x = gain_of(r, before), y = gain_of(r, after);

    r->null_both += none && none_after;
    r->null_before += none && !none_after;
    r->null_after += !none && none_after;
    bool equal = val_equal(before, after) || (none && none_after);
    r->equal += equal;
    r->changed += !equal && !none && !none_after;
    r->found += !val_is_null(y);
    if (val_is_number(y))
        sum_add(&r->after_sum, num_dec(y));
    if (val_is_number(x) && val_is_number(y))
        numbers_compared(r, x, y);
    else if (!equal && !none && !none_after && !val_equal(x, y))
        step_count(r, x, y);
}

/* A case that one of the two cannot decide is counted in neither. */
static void one_case(struct replay *r, val given)
{
    val before, after;

    if (!cases_decide(&r->cases, r->before, given, &before, NULL) ||
        (r->after->model && !cases_decide(&r->cases, r->after, given, &after, NULL)))
        return;
    r->decided++;
    if (!r->gain.n)
        fields_noted(r, before);
    val x = gain_of(r, before);
    r->found += !val_is_null(x);
    if (val_is_number(x))
        sum_add(&r->before_sum, num_dec(x));
    if (r->after->model)
        compared(r, before, after);
    else
        r->null_before += val_is_null(before);
}

/* ---- what came out, as a value ---- */

static val sum_val(const struct replay *r, const struct sum *s)
{
    return s->lost ? val_null() : num_of_dec(r->a, s->all);
}

/* With at least two decimals, and no fewer than the sum has. */
static val mean_val(const struct replay *r, const struct sum *s)
{
    val all = sum_val(r, s);

    if (!s->n || val_is_null(all))
        return val_null();
    int64_t scale = MAX(2, -num_exponent(all));
    return num_quantize(r->a, num_div(r->a, all, val_int((int64_t)s->n)), scale, ROUND_HALF_EVEN);
}

static val side_val(const struct replay *r, const struct sum *s)
{
    val_builder b = val_build(r->a);

    val_put(&b, S("numbers"), val_int((int64_t)s->n));
    val_put(&b, S("sum"), s->n ? sum_val(r, s) : val_null());
    val_put(&b, S("mean"), mean_val(r, s));
    return val_done(&b);
}

static val part_val(const struct replay *r, const struct sum *s)
{
    val_builder b = val_build(r->a);

    val_put(&b, S("cases"), val_int((int64_t)s->n));
    val_put(&b, S("total"), sum_val(r, s));
    return val_done(&b);
}

static val largest_val(const struct replay *r)
{
    val *l = ARENA_ARRAY(r->a, val, LARGEST);

    for (size_t i = 0; i < r->n_largest; i++) {
        const struct change *c = &r->largest[i];
        val_builder b = val_build(r->a);
        val_put(&b, S("line"), val_int((int64_t)c->line));
        val_put(&b, S("before"), num_of_dec(r->a, c->before));
        val_put(&b, S("after"), num_of_dec(r->a, c->after));
        val_put(&b, S("difference"), num_of_dec(r->a, c->by));
        l[i] = val_done(&b);
    }
    return val_list(l, r->n_largest);
}

static val steps_val(const struct replay *r)
{
    val *l = ARENA_ARRAY(r->a, val, STEPS_MOST);

    for (size_t i = 0; i < r->n_steps; i++) {
        val_builder b = val_build(r->a);
        val from = val_null(), to = val_null();
        if (failed(val_from_json(r->a, r->steps[i].from, NULL, &from, NULL)) ||
            failed(val_from_json(r->a, r->steps[i].to, NULL, &to, NULL)))
            from = val_str(r->steps[i].from), to = val_str(r->steps[i].to);
        val_put(&b, S("from"), from);
        val_put(&b, S("to"), to);
        val_put(&b, S("cases"), val_int((int64_t)r->steps[i].n));
        l[i] = val_done(&b);
    }
    return val_list(l, r->n_steps);
}

static val outcome(const struct replay *r)
{
    val_builder b = val_build(r->a);

    val_put(&b, S("decision"), val_str(r->before->name));
    val_put(&b, S("cases"), val_int((int64_t)r->decided));
    val_put(&b, S("wrong"), val_int((int64_t)r->cases.wrong));
    if (!r->after->model)
        val_put(&b, S("null"), val_int((int64_t)r->null_before));
    val_put(&b, S("before"), side_val(r, &r->before_sum));
    if (!r->after->model)
        return val_done(&b);
    val_put(&b, S("after"), side_val(r, &r->after_sum));
    val_put(&b, S("equal"), val_int((int64_t)r->equal));
    val_put(&b, S("changed"), val_int((int64_t)r->changed));
    val_put(&b, S("null_both"), val_int((int64_t)r->null_both));
    val_put(&b, S("null_before_only"), val_int((int64_t)r->null_before));
    val_put(&b, S("null_after_only"), val_int((int64_t)r->null_after));
    val_put(&b, S("gain"), part_val(r, &r->gained));
    val_put(&b, S("lose"), part_val(r, &r->lost));
    val_put(&b, S("same"), val_int((int64_t)r->same));
    val_put(&b, S("difference"), sum_val(r, &r->net));
    val_put(&b, S("largest"), largest_val(r));
    val_put(&b, S("changes"), steps_val(r));
    val_put(&b, S("changes_more"), val_int((int64_t)r->steps_more));
    return val_done(&b);
}

/* ---- and as text ---- */

static str amount(const struct replay *r, val v, bool sign)
{
    str text = val_is_null(v) ? S("too large") : val_display(r->a, v);

    return sign && val_is_number(v) && num_sign(v) > 0 ? str_cat(r->a, S("+"), text) : text;
}

static void print_side(const struct replay *r, const char *name, const struct sum *s)
{
    if (s->n)
        printf("%-13s sum %.*s, mean %.*s, over %zu numbers\n", name,
               STR_ARG(amount(r, sum_val(r, s), false)), STR_ARG(amount(r, mean_val(r, s), false)),
               s->n);
}

static void print_part(const struct replay *r, const char *name, const struct sum *s)
{
    printf("%-13s %zu cases, %.*s in all\n", name, s->n, STR_ARG(amount(r, sum_val(r, s), true)));
}

static void print_numbers(const struct replay *r)
{
    print_side(r, "now", &r->before_sum);
    print_side(r, "draft", &r->after_sum);
    if (!r->net.n)
        return;
    print_part(r, "gain", &r->gained);
    print_part(r, "lose", &r->lost);
    printf("%-13s %zu cases\n", "same", r->same);
    printf("%-13s %.*s\n", "difference", STR_ARG(amount(r, sum_val(r, &r->net), true)));
    for (size_t i = 0; i < r->n_largest; i++) {
        const struct change *c = &r->largest[i];
        printf("%s  line %zu: %.*s, then %.*s (%.*s)\n", i ? "" : "largest changes\n", c->line,
               STR_ARG(amount(r, num_of_dec(r->a, c->before), false)),
               STR_ARG(amount(r, num_of_dec(r->a, c->after), false)),
               STR_ARG(amount(r, num_of_dec(r->a, c->by), true)));
    }
}

static void print_text(const struct replay *r)
{
    printf("%-13s %zu, %zu wrong\n", "cases", r->decided, r->cases.wrong);
    if (!r->after->model) {
        printf("%-13s %zu\n", "null", r->null_before);
        print_side(r, "now", &r->before_sum);
        return;
    }
    printf("%-13s %zu, of them null in both %zu\n", "equal", r->equal, r->null_both);
    printf("%-13s %zu\n", "changed", r->changed);
    printf("%-13s %zu now, %zu in the draft\n", "only one null", r->null_before, r->null_after);
    print_numbers(r);
    for (size_t i = 0; i < r->n_steps; i++)
        printf("%-13s %zu from %.*s to %.*s\n", i ? "" : "changes", r->steps[i].n,
               STR_ARG(r->steps[i].from), STR_ARG(r->steps[i].to));
    if (r->steps_more)
        printf("%-13s %zu between other results\n", "", r->steps_more);
}

/* ---- the whole ---- */

/* Asked for what no result has, or not told which of its parts counts. */
static bool gain_missing(const struct replay *r)
{
    if (r->gain.n && r->decided && !r->found) {
        fprintf(stderr, "stoa decide: no result has anything at \"%.*s\"\n", STR_ARG(r->gain));
        return true;
    }
    if (r->fields.n)
        fprintf(stderr, "stoa decide: --gain names the number to compare; the results have %.*s\n",
                STR_ARG(r->fields));
    return false;
}

int replay_run(const struct decision *before, const struct decision *after, const char *file,
               str gain, bool json)
{
    struct replay *r;
    arena a;
    val given;

    arena_init(&a, 0);
    r = ARENA_NEW(&a, struct replay);
    r->a = &a;
    r->before = before;
    r->after = after;
    r->gain = gain;
    struct sum *const sums[] = { &r->before_sum, &r->after_sum, &r->gained, &r->lost, &r->net };
    FOR_EACH(sums, s)
        (*s)->all = dec_of_i64(0, 0);
    bool good = cases_open(&r->cases, file);
    if (good) {
        while (cases_next(&r->cases, &given))
            one_case(r, given);
        good = cases_close(&r->cases);
        if (json)
            printf("%.*s\n", STR_ARG(val_json_str(&a, outcome(r))));
        else
            print_text(r);
        good = !gain_missing(r) && good;
    }
    arena_free(&a);
    return good ? 0 : 1;
}
