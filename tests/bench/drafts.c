/* Complete drafts, written while nobody serves: copies of one draft, each with its own key, name
 * and file, ten to an account; the accounts are new, linked to persons of the register, and signed
 * in.
 *
 *   drafts SITE DATA DRAFT COUNT FILE      prints a line for each: its name and the token of its
 * owner's session
 *
 * A draft that names a child of its owner gets a newborn of its own, two to a parent, whom the
 * register knows.
 *
 * FILE is what was handed in with the draft; each copy gets it sealed under its own key. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/case/acts.h"
#include "blocks/document/document.h"
#include "blocks/identity/own.h"
#include "blocks/register/register.h"
#include "blocks/register/store.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 200, OF_ACCOUNT = 10, OF_PARENT = 2 };

struct copying {
    const struct boot *boot;
    str from, bytes;
    size_t done, count;
    struct q_case like;        /* the draft that is copied, */
    struct q_case_files files; /* its files, */
    struct data_key key;       /* its key */
    val answers;
    struct data_key account;
    int64_t person; /* the last that got an account */
    char token[100];
};

/* A name for the nth child, in letters: copies are not to look like the same child twice. */
static val own_name(arena *a, size_t n)
{
    static const char *const parts[] = { "ma", "li", "no", "ra", "sa", "te", "vi", "an",
                                         "el", "jo", "ki", "lu", "me", "da", "be", "ro" };
    buf b;

    buf_init(&b, a, 40);
    buf_add(&b, S("Mai"));
    for (unsigned i = 0; i < 5; i++, n /= LEN(parts))
        buf_add(&b, str_z(parts[n % LEN(parts)]));
    return val_str(buf_str(&b));
}

/* The answers with the copy's own file in the place of the first one. */
static val own_file(arena *a, val answers, str field, str hex)
{
    val mine = val_with(a, val_at(val_get(answers, field), 0), S("id"), val_str(hex));

    return val_with(a, answers, field, val_append(a, val_list(NULL, 0), mine));
}

static err file_copy(act *a, struct copying *k, int64_t case_id, const struct data_key *key,
                     val *answers)
{
    const struct q_case_files_row *f = k->files.v;
    sha256 hash;
    val facts;

    if (!k->files.n)
        return OK;
    TRY(file_put(a->a, k->boot->data, key, k->bytes, &hash));
    TRY(key_open(a->a, &k->key, "case_file.facts", f->facts, &facts));
    str hex = sha256_hex(a->a, &hash);
    facts = val_with(a->a, facts, S("id"), val_str(hex));
    *answers = own_file(a->a, *answers, f->field, hex);
    return q_case_file_add(
        a->db, &(struct q_case_file_add_in){ .id = act_id(a),
                                             .case_id = case_id,
                                             .field = f->field,
                                             .hash = str_copy(a->a, sha256_str(&hash)),
                                             .size = f->size,
                                             .facts = key_seal(a->a, key, "case_file.facts", facts),
                                             .state = f->state,
                                             .at = a->now.ms,
                                             .sent = true });
}

/* The next person of the register gets an account and a session. */
static err next_owner(act *a, struct copying *k)
{
    struct q_records_of next;
    struct q_account acc;
    str token;
    int64_t id;

    TRY(q_records_of(a->db, S("person"), k->person, 1, &next));
    if (!next.n)
        return refuse(a, W_act_field_missing, "person");
    k->person = next.v[0].id;
    struct account_new n = { .email = str_fmt(a->a, "bench%lld@example.org", (long long)k->person),
                             .name = S("Bench"),
                             .lang = S("en"),
                             .salt = S("0123456789abcdef"),
                             .proof = sha256_str(&(sha256){ { 0 } }),
                             .state = S("active"),
                             .person = k->person,
                             .shown_as = S("") };
    TRY(account_add(a, &n, &id));
    TRY(q_account(a->db, id, &acc));
    TRY(session_open(a, &acc, LEVEL_SUBSTANTIAL, &token));
    CHECK(token.n < sizeof k->token);
    snprintf(k->token, sizeof k->token, "%.*s", STR_ARG(token));
    return key_get(a, SUBJECT_ACCOUNT, id, &k->account);
}

/* The owner's newborn, entered with its parent; its number is what the draft asks about. */
static err own_child(act *a, const struct copying *k, val *answers)
{
    const struct registry *r = site_register(a->site, S("person"));
    val_builder name = val_build(a->a), set = val_build(a->a);
    int64_t id;
    val fields;

    val_put(&name, S("given"), own_name(a->a, k->done));
    val_put(&name, S("family"), val_str(S("Bench")));
    val_put(&set, S("name"), val_done(&name));
    val_put(&set, S("birth_date"), val_day((day){ a->today.n - 5 }));
    struct record_change c = {
        .r = r, .set = val_done(&set), .valid = a->today, .source = S("bench")
    };
    TRY(record_write(a, &c, &id, &fields));
    TRY(record_relate(a, r, S("parent-of"), k->person, id, a->today, S("bench")));
    *answers = val_with(a->a, *answers, S("child_number"), val_get(fields, S("national_number")));
    return OK;
}

static err one_draft(act *a, struct copying *k)
{
    struct data_key key;
    val answers = k->answers;
    int64_t id = act_id(a);

    bool child = val_has(answers, S("child_number"));
    if (k->done % (child ? OF_PARENT : OF_ACCOUNT) == 0)
        TRY(next_owner(a, k));
    TRY(key_make(a, SUBJECT_CASE, id, &key));
    TRY(file_copy(a, k, id, &key, &answers));
    if (val_has(answers, S("child_given")))
        answers = val_with(a->a, answers, S("child_given"), own_name(a->a, k->done));
    if (child)
        TRY(own_child(a, k, &answers));
    struct q_case_add_in row = { .id = id,
                                 .draft = str_fmt(a->a, "%.*s%zu", 4, k->from.p, 100000 + k->done),
                                 .authority = k->like.authority,
                                 .service = k->like.service,
                                 .version = k->like.version,
                                 .state = S(CASE_DRAFT),
                                 .lang = k->like.lang,
                                 .channel = k->like.channel,
                                 .account = k->account.id,
                                 .person = k->person,
                                 .page = k->like.page,
                                 .owner_key =
                                     key_seal_bytes(a->a, &k->account, "cases.owner_key",
                                                    str_of((char *)key.k.b, sizeof key.k.b)),
                                 .answers = key_seal(a->a, &key, "cases.answers", answers),
                                 .created = a->now.ms,
                                 .changed = a->now.ms,
                                 .expires = k->like.expires };
    TRY(q_case_add(a->db, &row));
    printf("%.*s %s\n", STR_ARG(row.draft), k->token);
    return OK;
}

static err some_drafts(act *a, void *ctx)
{
    struct copying *k = ctx;

    TRY(case_load(a, val_with(a->a, val_null(), S("draft"), val_str(k->from)), &k->like, &k->key));
    TRY(case_answers(a->a, &k->like, &k->key, &k->answers));
    TRY(q_case_files(a->db, k->like.id, &k->files));
    if (!k->done)
        fprintf(stderr, "drafts: each has %u answers and %zu file\n", k->answers.c->n, k->files.n);
    for (size_t i = 0; i < AT_ONCE && k->done < k->count; i++, k->done++)
        TRY(one_draft(a, k));
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
    if (failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) ||
        failed(admin_open(boot, &m)))
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
