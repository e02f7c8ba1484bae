/* Complete drafts, made by the house's own acts while nobody serves: copies of one draft, each with its own key and file.
 *
 *   drafts SITE DATA DRAFT COUNT FILE      prints the names of the new drafts, one a line
 *
 * FILE is what was handed in with the draft; each copy gets it sealed under its own key. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/case/acts.h"
#include "blocks/document/document.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 200 };

struct copying {
    const struct boot *boot;
    str from, bytes;
    size_t done, count;
};

/* The answers with a file list of one entry renamed to this draft's own file. */
static val own_file(arena *a, val answers, const sha256 *hash, val *files)
{
    for (uint32_t i = 0; i < answers.c->n; i++) {
        val list = answers.c->e[i].value, first = val_at(list, 0);
        if (list.tag != V_LIST || first.tag != V_CONTEXT || !val_get_text(first, S("id")).n)
            continue;
        val mine = val_with(a, first, S("id"), val_str(sha256_hex(a, hash)));
        *files = val_append(a, val_list(NULL, 0), val_with(a, mine, S("field"), val_str(answers.c->e[i].key)));
        return val_with(a, answers, answers.c->e[i].key, val_append(a, val_list(NULL, 0), mine));
    }
    return answers;
}

/* A name for the nth child, in letters: copies are not to look like the same child twice. */
static val own_name(arena *a, size_t n)
{
    static const char *const parts[] = { "ma", "li", "no", "ra", "sa", "te", "vi", "an", "el", "jo", "ki", "lu", "me", "da", "be", "ro" };
    buf b;

    buf_init(&b, a, 40);
    buf_add(&b, S("Mai"));
    for (unsigned i = 0; i < 5; i++, n /= LEN(parts))
        buf_add(&b, str_z(parts[n % LEN(parts)]));
    return val_str(buf_str(&b));
}

static err one_draft(act *a, struct copying *k, const struct q_case *from, val answers)
{
    struct q_case c;
    struct data_key key;
    val out, in, files = val_list(NULL, 0);
    sha256 hash;

    val_builder b = val_build(a->a);
    val_put(&b, S("service"), val_str(from->service));
    val_put(&b, S("answers"), val_with(a->a, val_null(), S("applicant_role"), val_get(answers, S("applicant_role"))));
    TRY(act_start(a, val_done(&b), &out));
    in = val_with(a->a, val_null(), S("draft"), val_get(out, S("draft")));
    TRY(case_load(a, in, &c, &key));
    TRY(file_put(a->a, k->boot->data, &key, k->bytes, &hash));
    answers = own_file(a->a, answers, &hash, &files);
    if (val_has(answers, S("child_given")))
        answers = val_with(a->a, answers, S("child_given"), own_name(a->a, k->done));
    in = val_with(a->a, in, S("answers"), answers);
    in = val_with(a->a, in, S("page"), val_str(from->page));
    in = val_with(a->a, in, S("seq"), val_int(c.seq));
    in = val_with(a->a, in, S("files"), files);
    TRY(act_save(a, in, &out));
    printf("%.*s\n", STR_ARG(c.draft));
    return OK;
}

static err some_drafts(act *a, void *ctx)
{
    struct copying *k = ctx;
    struct q_case from;
    struct data_key key;
    val answers;

    TRY(case_load(a, val_with(a->a, val_null(), S("draft"), val_str(k->from)), &from, &key));
    TRY(case_answers(a->a, &from, &key, &answers));
    if (!k->done)
        fprintf(stderr, "drafts: each has %u answers\n", answers.c->n);
    a->who.account = from.account;
    a->who.person = from.person;
    a->who.level = LEVEL_SUBSTANTIAL;
    a->lang = from.lang;
    for (size_t i = 0; i < AT_ONCE && k->done < k->count; i++, k->done++)
        TRY(one_draft(a, k, &from, answers));
    return OK;
}

int main(int argc, char **argv)
{
    struct findings found = { 0 };
    struct copying k = { 0 };
    struct boot *boot;
    struct admin *m;
    arena a;

    if (argc != 6) {
        fprintf(stderr, "drafts SITE DATA DRAFT COUNT FILE\n");
        return 2;
    }
    arena_init(&a, 0);
    if (failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) || failed(admin_open(boot, &m)))
        return 1;
    k.boot = boot;
    k.from = str_z(argv[3]);
    k.count = strtoul(argv[4], NULL, 10);
    if (failed(file_read(&a, str_z(argv[5]), 0, &k.bytes)))
        return 1;
    while (k.done < k.count) {
        err e = admin_run(m, some_drafts, &k);
        if (failed(e)) {
            fprintf(stderr, "drafts: not made: class %d, code %d\n", e.class, e.code);
            return 1;
        }
    }
    admin_close(m);
    boot_free(boot);
    arena_free(&a);
    return 0;
}
