/* Values of registers in the words of who reads them, and whom a person acts for. */
#include "blocks/register/shown.h"
#include "text/locale.h"
#include "text/name.h"

enum { LINES_MOST = 12, NAMES_MOST = 40 };

static str address_line(const struct register_words *k, val v)
{
    static const char *const parts[] = { "postcode", "place", "country" };
    val lines = val_get(v, S("lines"));
    str all[LINES_MOST];
    size_t n = 0;

    for (size_t i = 0; i < val_count(lines) && n < LINES_MOST - LEN(parts); i++)
        all[n++] = val_text(val_at(lines, i));
    FOR_EACH(parts, p)
        if (val_get_text(v, str_z(*p)).n)
            all[n++] = val_get_text(v, str_z(*p));
    return str_join(k->a, all, n, S(", "));
}

static str option(const struct register_words *k, const struct reg_field *f, str code)
{
    str label = STR_NULL;

    for (size_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i], code))
            label = site_text(k->site, f->option_names[i], k->lang);
    if (!label.n && f->refers.n &&
        register_label(k->db, k->a, k->site, f->refers, code, k->lang, &label))
        return label;
    return label.n ? label : code;
}

static str one(const struct register_words *k, const struct reg_field *f, val v)
{
    const struct locale *l = wording_locale(k->words);

    if (v.tag == V_DATE)
        return locale_date(k->a, l, (day){ v.m }, DATE_LONG);
    if (v.tag == V_BOOL)
        return word0(k->words, v.m ? W_page_yes : W_page_no);
    if (v.tag == V_STRING)
        return option(k, f, val_text(v));
    if (val_is_number(v))
        return locale_number(k->a, l, v);
    if (name_is(v))
        return name_shown(k->a, v);
    return v.tag == V_CONTEXT ? address_line(k, v) : val_display(k->a, v);
}

str register_value_shown(const struct register_words *k, const struct reg_field *f, val v)
{
    str all[NAMES_MOST];
    size_t n = 0;

    if (val_is_null(v))
        return S("");
    if (v.tag != V_LIST)
        return one(k, f, v);
    for (size_t i = 0; i < val_count(v) && n < NAMES_MOST; i++)
        all[n++] = one(k, f, val_at(v, i));
    return str_join(k->a, all, n, S(", "));
}

bool register_of_age(const struct reg_ward *x, val fields, day today)
{
    val born = val_get(fields, x->born);

    return born.tag != V_DATE || day_add_months((day){ born.m }, x->until_months).n <= today.n;
}

err register_ward(act *a, const struct registry *r, int64_t person, int64_t child,
                  struct record *rec)
{
    const struct reg_ward *x = &r->dispute.ward;
    const struct related *all;
    struct data_key key;
    size_t n = 0;
    bool theirs = false;

    *rec = (struct record){ 0 };
    if (x->relation.n)
        TRY(relations_of(a->db, a->a, r, person, x->relation, &all, &n));
    for (size_t i = 0; i < n; i++)
        theirs |= all[i].id == child;
    if (!theirs)
        return OK;
    TRY(key_get(a, SUBJECT_PERSON, child, &key));
    TRY(record_open(a->a, a->db, r, child, &key, rec));
    rec->found &= !rec->secret_address && !rec->annulled &&
                  !register_of_age(x, rec->fields, a->today);
    return OK;
}
