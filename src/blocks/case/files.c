/* Files that are handed in: rows of the case, and what the answers say of them. */
#include "blocks/case/files.h"
#include "blocks/case/acts.h"
#include "blocks/identity/identity.h"

/* Of an account or network in a quarter of an hour. */
enum { UPLOADS_AT_ONCE_MAX = 60 };

static err row_add(act *a, const struct files_of *of, const struct data_key *key, val f, int64_t id)
{
    char *hash = arena_alloc(a->a, 32);

    if (failed(str_to_bytes_hex(val_get_text(f, S("id")), (uint8_t *)hash, 32)))
        return refuse(a, W_case_answer_wrong, "files");
    return q_case_file_add(
        a->db, &(struct q_case_file_add_in){ .id = id,
                                             .case_id = of->case_id,
                                             .field = val_get_text(f, S("field")),
                                             .hash = str_of(hash, 32),
                                             .size = val_get_i64(f, S("size"), 0),
                                             .facts = key_seal(a->a, key, "case_file.facts", f),
                                             .state = S(FILE_SNIFFED),
                                             .at = a->now.ms,
                                             .task = of->task,
                                             .sent = !of->task,
                                             .desk = of->desk });
}

err files_add(act *a, const struct files_of *of, const struct data_key *key, val files)
{
    for (size_t i = 0; i < val_count(files); i++) {
        val f = val_at(files, i);
        int64_t id = act_id(a);
        if (!act_trusted(a))
            TRY(identity_limit(a, "upload", UPLOADS_AT_ONCE_MAX));
        TRY(row_add(a, of, key, f, id));
        val_builder b = val_build(a->a);
        val_put(&b, S("case"), val_int(of->case_id));
        val_put(&b, S("file"), val_int(id));
        val_put(&b, S("hash"), val_get(f, S("id")));
        TRY(outbox_add(a, "case.check_file", SUBJECT_CASE, of->case_id, val_done(&b),
                       (instant){ 0 }, NULL));
    }
    return OK;
}

/* ---- answers that name files ---- */

struct checking {
    act *a;
    const struct form *form;
    const struct q_case_files *rows;
    bool *used;
};

/* What is still being checked is sent: nobody can open it before it is good. */
static err check_one(struct checking *c, const struct form_field *f, val file)
{
    arena *a = c->a->a;
    str id = val_get_text(file, S("id"));
    bool there = false, refused = false;

    for (size_t i = 0; i < c->rows->n; i++)
        if (str_eq(id, str_hex(a, c->rows->v[i].hash.p, c->rows->v[i].hash.n))) {
            there = true;
            refused |= str_eq(c->rows->v[i].state, S(FILE_REFUSED));
            if (c->used)
                c->used[i] = true;
        }
    if (!there)
        return refuse_with(c->a, W_form_file, str_zdup(a, f->name),
                           val_with(a, val_null(), S("label"), val_str(f->label)), 422);
    return !refused
               ? OK
               : refuse_with(c->a, W_case_file_not_sent, str_zdup(a, f->name),
                             val_with(a, val_null(), S("name"), val_get(file, S("name"))), 422);
}

/* All files of a section's answers (-1: of the form's). */
static err check_section(struct checking *c, int list, val answers)
{
    for (size_t i = 0; i < c->form->n_fields; i++) {
        const struct form_field *f = &c->form->fields[i];
        val v = f->list == list && f->key.n ? val_path(answers, f->key) : val_null();
        for (size_t k = 0; f->kind == FORM_LIST && k < val_count(v); k++)
            TRY(check_section(c, (int)i, val_at(v, k)));
        for (size_t k = 0; f->kind == FORM_FILES && k < val_count(v); k++)
            TRY(check_one(c, f, val_at(v, k)));
    }
    return OK;
}

err files_check(act *a, const struct form *form, val answers, const struct q_case_files *rows,
                bool *used)
{
    struct checking c = { .a = a, .form = form, .rows = rows, .used = used };

    return check_section(&c, -1, answers);
}
