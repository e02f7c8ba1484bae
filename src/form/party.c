/* Whose answers are whose, in a form that several people fill in. */
#include "form/party.h"
#include "form/view.h"

static const struct form_page *page_of(const struct form *form, int field)
{
    int page = field >= 0 ? form->fields[field].page : -1;
    return page >= 0 ? &form->pages[page] : NULL;
}

str form_party_of(const struct form *form, int field)
{
    const struct form_page *p = page_of(form, field);
    return p && p->party.n ? p->party : S("");
}

bool form_reserved(const struct form *form, int field)
{
    const struct form_page *p = page_of(form, field);
    return p && p->reserved;
}

int form_field_of_input(const struct form *form, str name)
{
    for (size_t i = 0; i < form->n_fields; i++) {
        str have = form->fields[i].name, rest = name, piece;
        bool same = have.n > 0;
        while (same && str_next(&rest, '.', &piece)) {
            int64_t n;
            if (!failed(str_to_i64(piece, &n)))
                continue; /* the number of an item */
            same = str_starts(have, piece);
            have = same ? str_from(have, piece.n) : have;
            same &= have.n == 0 || have.p[0] == '.';
            have = have.n ? str_from(have, 1) : have;
        }
        if (same && have.n == 0)
            return (int)i;
    }
    return -1;
}

bool form_party_known(const struct form *form, str party)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (form_asks(&form->fields[i]) && str_eq(form_party_of(form, (int)i), party))
            return true;
    return false;
}

bool form_party_asked(const struct form *form, str party, val answers, const struct form_env *env)
{
    struct form_env of = *env;
    of.parted = true;
    of.party = party;
    return form_next_page(form, answers, &of, FORM_AT_NONE).page >= 0;
}

/* An answer of the form's own level: what is inside of a section goes with the section. */
static bool is_root_answer(const struct form_field *f)
{
    return f->list < 0 && f->key.n && (form_asks(f) || f->kind == FORM_LIST);
}

static val moved(arena *a, const struct form *form, int field, val from, val to)
{
    if (answers_has(form, field, FORM_AT_NONE, from))
        return answers_put(a, form, field, FORM_AT_NONE, to,
                           form_answer(form, field, FORM_AT_NONE, from));
    return answers_drop(a, form, field, FORM_AT_NONE, to);
}

static void disputed_of(arena *a, const struct form *form, str party, bool own, val answers,
                        val *out)
{
    val names = val_get(answers, S("_disputed"));
    for (size_t i = 0; i < val_count(names); i++) {
        int field = form_field_of_input(form, val_text(val_at(names, i)));
        if (field >= 0 && str_eq(form_party_of(form, field), party) == own)
            *out = val_append(a, *out, val_at(names, i));
    }
}

val form_party_merge(arena *a, const struct form *form, str party, val base, val mine)
{
    val_builder none = val_build(a);
    val out = base.tag == V_CONTEXT ? base : val_done(&none), disputed = val_list(NULL, 0);
    for (size_t i = 0; i < form->n_fields; i++)
        if (is_root_answer(&form->fields[i]) && str_eq(form_party_of(form, (int)i), party))
            out = moved(a, form, (int)i, mine, out);
    disputed_of(a, form, party, false, base, &disputed);
    disputed_of(a, form, party, true, mine, &disputed);
    return val_count(disputed) ? val_with(a, out, S("_disputed"), disputed)
                               : val_without(a, out, S("_disputed"));
}

val form_party_part(arena *a, const struct form *form, str party, val answers)
{
    return form_party_merge(a, form, party, val_null(), answers);
}

val form_party_seen(arena *a, const struct form *form, str party, val answers)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (is_root_answer(&form->fields[i]) && form_reserved(form, (int)i) &&
            !str_eq(form_party_of(form, (int)i), party))
            answers = answers_drop(a, form, (int)i, FORM_AT_NONE, answers);
    return answers;
}

val form_party_held(arena *a, const struct form *form, str party, bool others, val held)
{
    val_builder b = val_build(a);
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        if (f->binding.registry.n && val_has(held, f->name) &&
            str_eq(form_party_of(form, (int)i), party) != others)
            val_put(&b, f->name, val_get(held, f->name));
    }
    return val_done(&b);
}
