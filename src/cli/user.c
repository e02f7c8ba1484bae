/* stoa user: accounts from the command line, while no server runs. */
#include "act/admin.h"
#include "blocks/identity/own.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "cli/store.h"
#include "os/clock.h"
#include "seal/password.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

struct asked {
    const str *args;
    size_t n;
    str lang, person, password;
    err (*fn)(act *a, void *ctx);
};

/* ---- in the act ---- */

static err say(str what)
{
    fprintf(stderr, "stoa user: %.*s\n", STR_ARG(what));
    return FAULT(ERR_REFUSED);
}

static err account_by(act *a, str email, struct q_account_by_mail *out)
{
    struct blind mark;
    str normal = mail_normal(a->a, email);

    if (!normal.n)
        return say(S("this is no email address"));
    TRY(mail_blind(a, normal, &mark));
    TRY(q_account_by_mail(a->db, str_of((char *)mark.b, sizeof mark.b), out));
    return OK;
}

static err list(act *a, void *ctx)
{
    struct q_accounts_all all;

    (void)ctx;
    TRY(q_accounts_all(a->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct role_at *roles;
        struct contact c;
        size_t n;
        TRY(identity_contact(a, all.v[i].id, &c));
        TRY(identity_roles(a->db, a->a, all.v[i].id, &roles, &n));
        printf("%-40.*s %-8.*s %s%.*s", STR_ARG(c.email), STR_ARG(all.v[i].state),
               c.person ? "linked  " : "        ", STR_ARG(c.name));
        for (size_t k = 0; k < n; k++)
            printf("%s%.*s@%.*s", k ? ", " : "  ", STR_ARG(roles[k].role),
                   STR_ARG(roles[k].office));
        printf("\n");
    }
    return OK;
}

static err add(act *a, void *ctx)
{
    struct asked *q = ctx;
    struct q_account_by_mail there;
    char *salt = arena_alloc(a->a, 16);
    uint8_t raw[32];
    int64_t id, person = 0;

    TRY(account_by(a, q->args[1], &there));
    if (there.found)
        return say(S("this address has an account"));
    if (q->person.p)
        TRY(a->boot->ports.post->person(a, q->person, (day){ INT64_MIN }, &person));
    if (q->person.p && !person)
        return say(S("no record has this number"));
    random_bytes(salt, 16);
    TRY(password_derive(q->password, (uint8_t *)salt, raw));
    sha256 h = sha256_of(str_hex(a->a, raw, sizeof raw));
    struct account_new n = { .email = mail_normal(a->a, q->args[1]),
                             .name = q->args[2],
                             .lang = q->lang.p ? q->lang : a->site->langs[0].code,
                             .salt = str_of(salt, 16),
                             .proof = sha256_str(&h),
                             .state = S("active"),
                             .person = person,
                             .shown_as = S("") };
    return account_add(a, &n, &id);
}

static bool role_there(const struct site *s, str role, str office)
{
    for (size_t i = 0; i < s->n_offices; i++)
        for (size_t k = 0; k < s->offices[i]->n_roles && str_eq(s->offices[i]->id, office); k++)
            if (str_eq(s->offices[i]->roles[k].id, role))
                return true;
    return false;
}

static err role(act *a, void *ctx)
{
    struct asked *q = ctx;
    struct q_account_by_mail acc;
    struct contact c;
    bool gives = str_eq(q->args[2], S("add"));
    str name = q->args[3], office = q->args[4];
    int64_t n;

    TRY(account_by(a, q->args[1], &acc));
    if (!acc.found)
        return say(S("there is no such account"));
    if (gives && !role_there(a->site, name, office))
        return say(S("the site's office has no such role"));
    TRY(identity_contact(a, acc.id, &c));
    TRY(gives ? q_role_add(a->db, acc.id, name, office, a->now.ms)
              : q_role_drop(a->db, acc.id, name, office));
    if (gives)
        TRY(q_account_shown(a->db, acc.id, c.name));
    TRY(q_sessions_end_all(a->db, acc.id, &n));
    val body = val_with(a->a, val_with(a->a, val_null(), S("role"), val_str(name)), S("given"),
                        val_bool(gives));
    struct event e = { .type = "account.role_changed",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = acc.id,
                       .authority = office,
                       .body = body };
    return event_add(a, &e);
}

/* ---- what was asked for ---- */

/* From a terminal without showing it, else the first line of the input. */
static bool password_read(arena *a, str *out)
{
    char line[PASSWORD_MOST + 2];
    struct termios was;
    bool tty = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;

    if (tty) {
        struct termios quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        fprintf(stderr, "Password: ");
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (tty) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        fprintf(stderr, "\n");
    }
    *out = got ? str_copy(a, str_trim(str_z(line))) : S("");
    bytes_wipe(line, sizeof line);
    if (utf8_count(*out) >= PASSWORD_LEAST)
        return true;
    fprintf(stderr, "stoa user: the password needs at least %d characters\n", PASSWORD_LEAST);
    return false;
}

static bool understood(arena *a, struct asked *q)
{
    str what = q->n ? q->args[0] : S("");

    if (str_eq(what, S("list")) && q->n == 1)
        q->fn = list;
    else if (str_eq(what, S("add")) && q->n == 3)
        q->fn = add;
    else if (str_eq(what, S("role")) && q->n == 5 &&
             (str_eq(q->args[2], S("add")) || str_eq(q->args[2], S("remove"))))
        q->fn = role;
    else
        fprintf(stderr, "stoa: stoa user list | add EMAIL NAME [--lang LANG] [--person NUMBER] | "
                        "role EMAIL add|remove ROLE OFFICE, with --data DIR --site DIR\n");
    return q->fn && (q->fn != add || password_read(a, &q->password));
}

static int run(const struct boot *b, struct asked *q)
{
    struct admin *m;

    if (failed(admin_open(b, &m)))
        return 1;
    err e = admin_run(m, q->fn, q);
    admin_close(m);
    return failed(e) ? 1 : 0;
}

int cli_user(int argc, char **argv)
{
    struct own_option o[] = { { "lang" }, { "person" } };
    struct asked q = { 0 };
    struct conf *c;
    struct boot *b;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && own_open(&a, argc, argv, &c, &b)) {
        q.args = conf_args(c, &q.n);
        q.lang = o[0].value;
        q.person = o[1].value;
        if (understood(&a, &q))
            status = run(b, &q);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
