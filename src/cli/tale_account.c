/* Accounts of a tale's own: who plays it where the site's data have nobody for the part. */
#include "cli/tale_play.h"

/* Of nobody real, in a database that ends with the tale. */
static const str password = S_INIT("a password for the stage");

static bool role_there(const struct site *s, str role, str office)
{
    const struct office_role *r = site_role(s, role);

    return r && str_eq(r->office, office);
}

static bool role_add(struct play *p, str text, val *roles)
{
    str role, office;
    const struct site *s = stage_boot(p->stage)->site;

    if (!str_cut(text, '@', &role, &office) || !role_there(s, role, office))
        return play_fails(p, "\"%.*s\" is no ROLE@OFFICE of this site", STR_ARG(text));
    val_builder b = val_build(&p->a);
    val_put(&b, S("role"), val_str(role));
    val_put(&b, S("office"), val_str(office));
    *roles = val_append(&p->a, *roles, val_done(&b));
    return true;
}

bool play_account(struct play *p, str rest)
{
    struct tale_word email, name, w;
    val roles = val_list(NULL, 0), person = val_null();

    if (!tale_word_next(&p->a, &rest, &email) || !tale_word_next(&p->a, &rest, &name))
        return play_fails(p, "account EMAIL NAME [ROLE@OFFICE...] [person=NUMBER]");
    if (p->actors.n > 1 || p->who->shows)
        return play_fails(p, "accounts are made before anybody plays");
    if (str_has(p->passwords, email.value) || map_get(&p->made, email.value))
        return play_fails(p, "%.*s has an account", STR_ARG(email.value));
    while (tale_word_next(&p->a, &rest, &w)) {
        if (str_eq(w.name, S("person")))
            person = val_str(w.value);
        else if (!role_add(p, w.value, &roles))
            return false;
    }
    val_builder b = val_build(&p->a);
    val_put(&b, S("email"), val_str(email.value));
    val_put(&b, S("name"), val_str(name.value));
    val_put(&b, S("password"), val_str(password));
    val_put(&b, S("lang"), val_str(stage_boot(p->stage)->site->langs[0].code));
    if (!val_is_null(person))
        val_put(&b, S("person"), person);
    val_put(&b, S("roles"), roles);
    if (failed(stage_account(p->stage, val_done(&b))))
        return play_fails(p, "the account cannot be made");
    map_put(&p->made, &p->a, email.value, (void *)&password);
    return true;
}
