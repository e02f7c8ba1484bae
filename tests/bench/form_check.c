/* form-check: a whole submission checked and pruned as the writer does it, the birth registration
 * of the demo.  Prints one line of JSON.  CPU time of the thread; the median of rounds.
 *
 *   form_check FORM.json */
#include "form/answer.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 21, CHECKS = 200 };

static const char given[] =
    "{\"applicant_role\":\"mother\",\"birth_outcome\":\"live\",\"birth_site\":\"home\","
    "\"birth_place\":\"Main Street 1\",\"sex\":\"female\",\"plurality\":\"single\","
    "\"applicant_name\":{\"given\":\"Lena\",\"family\":\"Hofer\"},\"applicant_address\":{\"lines\":"
    "["
    "\"Main Street 1\"],\"place\":\"Saren\"},\"other_parent\":\"unknown\"}";

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int order(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return a < b ? -1 : a > b;
}

static double microseconds(const struct form *form, val answers, arena *a, size_t *errors)
{
    double from = now();

    for (int i = 0; i < CHECKS; i++) {
        arena_reset(a);
        struct feel_env feel;
        feel_env_init(&feel, a, (instant){ 1772442000000 });
        struct form_env env = {
            .a = a, .lang = S("en"), .today = day_of(2026, 3, 2), .feel = &feel
        };
        struct form_errors found = { 0 };
        val pruned;
        (void)failed(form_check(form, answers, &env, &found, &pruned));
        *errors = found.v.n;
        (void)form_prune(form, answers, &env);
    }
    return (now() - from) / CHECKS * 1e6;
}

int main(int argc, char **argv)
{
    static arena keep, scratch;
    arena_init(&keep, (size_t)64 << 20);
    arena_init(&scratch, (size_t)64 << 20);
    struct findings f = { .a = &keep };
    struct form *form;
    val answers;
    str text;
    size_t errors = 0;
    double all[ROUNDS];

    if (argc < 2 || failed(file_read(&keep, str_z(argv[1]), 1024 * 1024, &text)) ||
        failed(form_parse(&keep, text, &f, &form)) ||
        failed(val_from_json(&keep, str_z(given), NULL, &answers, NULL)))
        return 1;
    answers = val_with(&keep, answers, S("birth_date"), val_day(day_of(2026, 2, 20)));
    answers = val_with(&keep, answers, S("applicant_birth_date"), val_day(day_of(1991, 4, 12)));
    for (int i = 0; i < ROUNDS; i++)
        all[i] = microseconds(form, answers, &scratch, &errors);
    qsort(all, ROUNDS, sizeof *all, order);
    printf(
        "{\"name\":\"form-check\",\"value\":%.1f,\"unit\":\"us\",\"goal\":50,\"better\":\"less\","
        "\"against\":\"%zu components, %zu questions still open\"}\n",
        all[ROUNDS / 2], form->n_fields, errors);
    return 0;
}
