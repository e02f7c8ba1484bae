/* Demo accounts: data/accounts.yaml of a site. */
#include "blocks/identity/own.h"
#include "codec/yaml.h"
#include "os/clock.h"
#include "seal/password.h"

static err roles(act *a, int64_t account, val list)
{
    for (size_t i = 0; i < val_count(list); i++) {
        val r = val_at(list, i);
        TRY(q_role_add(a->db, account, val_get_text(r, S("role")), val_get_text(r, S("office")),
                       a->now.ms));
    }
    return OK;
}

err account_seed(act *a, val v)
{
    char *salt = arena_alloc(a->a, 16);
    uint8_t raw[32];
    val person = val_get(v, S("person"));
    int64_t id, record = 0;

    random_bytes(salt, 16);
    TRY(password_derive(val_get_text(v, S("password")), (uint8_t *)salt, raw));
    sha256 h = sha256_of(str_hex(a->a, raw, sizeof raw));
    if (!val_is_null(person) && a->boot->ports.post)
        TRY(a->boot->ports.post->person(a, val_display(a->a, person), (day){ INT64_MIN }, &record));
    struct account_new n = { .email = mail_normal(a->a, val_get_text(v, S("email"))),
                             .name = val_get_text(v, S("name")),
                             .lang = val_get_text(v, S("lang")),
                             .salt = str_of(salt, 16),
                             .proof = sha256_str(&h),
                             .state = S("active"),
                             .person = record,
                             .shown_as = val_count(val_get(v, S("roles")))
                                             ? val_get_text(v, S("name"))
                                             : S("") };
    TRY(account_add(a, &n, &id));
    return roles(a, id, val_get(v, S("roles")));
}

err identity_seed(act *a)
{
    for (size_t i = 0; i < a->site->n_data; i++) {
        const struct site_file *f = &a->site->data[i];
        struct text_error where = { 0 };
        val all;
        if (!str_ends(f->path, S("/accounts.yaml")) && !str_eq(f->path, S("accounts.yaml")))
            continue;
        TRY(yaml_read(a->a, f->bytes, &all, NULL, &where));
        val list = all.tag == V_LIST ? all : val_get(all, S("accounts"));
        for (size_t k = 0; k < val_count(list); k++)
            TRY(account_seed(a, val_at(list, k)));
    }
    return OK;
}
