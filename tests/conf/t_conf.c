#include "conf/conf.h"
#include "tests/check.h"

static const struct conf_row extra[] = {
    { "mail-host", CONF_TEXT, NULL, 1, 20, "Where mail goes." },
    { "mail-key", CONF_SECRET, NULL, 0, 0, "What it needs." },
    { "keep", CONF_DURATION, "7d", 1000, 864000000, "How long." },
    { 0 },
};
static const struct conf_row *const more[] = { extra, NULL };

static struct conf *load(const struct conf_source *src, str *why)
{
    struct conf *c = NULL;
    err e = conf_load(test_arena(), src, more, &c, why);

    EXPECT(failed(e) == (c == NULL));
    return c;
}

TEST(later_sources_win)
{
    static const char *const env[] = { "HOME=/", "STOA_WORKERS=3", "STOA_QUEUE=100",
                                       "STOA_UNKNOWN=x", NULL };
    static const char *const args[] = { "first",        "--workers=4", "--single",
                                        "--no-sandbox", "--site",      "s/x",
                                        "--",           "--second",    NULL };
    struct conf_source src = {
        args, env, S_INIT("# notes\n\nworkers = 2\nqueue=50\n body = \"64K\" \nkeep=36h"),
        S_INIT("stoa.conf")
    };
    str why = S("");
    struct conf *c = load(&src, &why);
    size_t n;

    if (!c) {
        test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(why));
        return;
    }
    EXPECT_INT(conf_int(c, "workers"), 4);
    EXPECT_INT(conf_int(c, "queue"), 100);
    EXPECT_INT(conf_int(c, "body"), 65536);
    EXPECT_INT(conf_int(c, "keep"), 36 * 3600 * 1000);
    EXPECT_INT(conf_int(c, "request-time"), 30000);
    EXPECT(conf_bool(c, "single") && !conf_bool(c, "sandbox") && !conf_bool(c, "dev"));
    EXPECT_STR(conf_text(c, "site"), S("s/x"));
    EXPECT(conf_text(c, "mail-host").p == NULL);
    EXPECT(conf_is_set(c, "workers") && !conf_is_set(c, "fronts"));
    const str *rest = conf_args(c, &n);
    EXPECT_INT(n, 2);
    EXPECT_STR(rest[0], S("first"));
    EXPECT_STR(rest[1], S("--second"));
}

TEST(the_data_folder_is_found_before_the_file)
{
    static const char *const env[] = { "STOA_DATA=/env", NULL };
    static const char *const two[] = { "--data", "/two", NULL }, *const joined[] = { "--data=/one",
                                                                                     NULL };

    EXPECT_STR(conf_peek(&(struct conf_source){ .env = env }, "data"), S("/env"));
    EXPECT_STR(conf_peek(&(struct conf_source){ .env = env, .args = two }, "data"), S("/two"));
    EXPECT_STR(conf_peek(&(struct conf_source){ .env = env, .args = joined }, "data"), S("/one"));
    EXPECT_STR(conf_peek(&(struct conf_source){ 0 }, "data"), S("var/data"));
}

TEST(errors_name_the_setting_the_place_and_what_is_right)
{
    static const struct {
        const char *file, *arg, *arg2, *env;
        enum err_code code;
        const char *want;
    } t[] = {
        { "x = 1", NULL, NULL, NULL, ERR_MISSING,
          "c:1: there is no setting \"x\"; `stoa help settings` lists all" },
        { "\nworkers", NULL, NULL, NULL, ERR_SYNTAX, "c:2: write name = value" },
        { "workers = many", NULL, NULL, NULL, ERR_SYNTAX,
          "c:1: workers cannot be \"many\"; write a whole number from 0 to 256" },
        { "workers = 257", NULL, NULL, NULL, ERR_RANGE,
          "c:1: workers cannot be \"257\"; write a whole number from 0 to 256" },
        { "", "--body=1T", NULL, NULL, ERR_SYNTAX,
          "--body: body cannot be \"1T\"; write a number of bytes like 64K, 10M or 2G from 64K to "
          "1G" },
        { "", "--body=99999999999999999G", NULL, NULL, ERR_RANGE,
          "--body: body cannot be \"99999999999999999G\"; write a number of bytes like 64K, 10M or "
          "2G from 64K to 1G" },
        { "", NULL, NULL, "STOA_REQUEST_TIME=30", ERR_SYNTAX,
          "environment: request-time cannot be \"30\"; write a time like 250ms, 30s, 5m, 2h or 7d "
          "from 1s to 1h" },
        { "", NULL, NULL, "STOA_SINGLE=maybe", ERR_SYNTAX,
          "environment: single cannot be \"maybe\"; write on or off" },
        { "", "--workers", NULL, NULL, ERR_SYNTAX, "--workers: a value is missing" },
        { "", "--no-workers", NULL, NULL, ERR_MISSING,
          "command line: there is no setting \"no-workers\"; `stoa help settings` lists all" },
        { "", "--mail-key", "abc", NULL, ERR_SYNTAX,
          "--mail-key: others can read the command line; set it in stoa.conf or the environment" },
        { "", "--mail-host", "123456789012345678901", NULL, ERR_RANGE,
          "--mail-host: mail-host cannot be \"123456789012345678901\"; write a text of 1 to 20 "
          "bytes" },
    };

    FOR_EACH(t, c) {
        const char *const args[] = { c->arg, c->arg2, NULL }, *const env[] = { c->env, NULL };
        struct conf_source src = { args, env, str_z(c->file), S_INIT("c") };
        struct conf *got = NULL;
        str why = S("");
        err e = conf_load(test_arena(), &src, more, &got, &why);

        EXPECT_INT(e.code, c->code);
        EXPECT_STR(why, str_z(c->want));
    }
}

TEST(secrets_are_not_shown)
{
    static const char *const env[] = { "STOA_MAIL_KEY=hush", "STOA_DATABASE=host=x password=hush",
                                       NULL };
    str why = S("");
    struct conf *c = load(&(struct conf_source){ .env = env }, &why);
    buf b;

    buf_init(&b, test_arena(), 1000);
    conf_show(&b, c);
    EXPECT(!str_has(buf_str(&b), S("hush")));
    EXPECT(str_has(buf_str(&b), S("mail-key = (set)  # environment\n")));
    EXPECT(str_has(buf_str(&b), S("workers = 0  # default\n")));
    EXPECT_STR(conf_text(c, "mail-key"), S("hush"));
}

TEST(help_has_every_setting)
{
    buf b;

    buf_init(&b, test_arena(), 4000);
    conf_help(&b, more);
    for (const struct conf_row *row = conf_rows; row->name; row++)
        EXPECT(str_has(buf_str(&b), str_fmt(test_arena(), "%s\n    %s\n", row->name, row->help)));
    EXPECT(
        str_has(buf_str(&b),
                S("keep\n    How long.\n    a time like 250ms, 30s, 5m, 2h or 7d from 1s to 10d; "
                  "default 7d\n")));
}
