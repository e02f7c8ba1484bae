/* The rows of this block, its jobs, and the acts behind them. */
#include "blocks/notify/own.h"
#include "conf/conf.h"

err act_read(act *a, val in, val *out)
{
    *out = val_null();
    return q_message_read(a->db, val_get_i64(in, S("id"), 0), a->who.account, a->now.ms);
}

/* Only a demonstration keeps what it would send where everybody can read it. */
err act_shown(act *a, val in, val *out)
{
    *out = val_null();
    if (!a->boot->dev)
        return OK;
    struct q_shown_add_in row = { .id = val_get_i64(in, S("id"), 0),
                                  .kind = val_get_text(in, S("kind")),
                                  .at = a->now.ms,
                                  .address = val_get_text(in, S("address")),
                                  .subject = val_get_text(in, S("subject")),
                                  .body = val_get_text(in, S("body")) };
    return q_shown_add(a->db, &row);
}

err notify_shown(struct job_run *j, const char *kind, str address, str subject, str body)
{
    val_builder b = val_build(j->a);

    val_put(&b, S("id"), val_int(j->outbox));
    val_put(&b, S("kind"), val_str(str_z(kind)));
    val_put(&b, S("address"), val_str(address));
    val_put(&b, S("subject"), val_str(subject));
    val_put(&b, S("body"), val_str(body));
    return job_act(j, "notify.shown", val_done(&b), NULL, NULL);
}

err job_mail(struct job_run *j)
{
    val told;

    if (j->boot->conf && conf_text(j->boot->conf, "smtp").n) {
        TRY(job_link(j, "smtp", val_with(j->a, j->payload, S("id"), val_int(j->outbox)), &told));
        if (!val_get_bool(told, S("ok")))
            return REFUSED(ERR_MISSING); /* refused for good: another try would be refused too */
    }
    return notify_shown(j, "mail", val_get_text(j->payload, S("to")),
                        val_get_text(j->payload, S("subject")),
                        val_get_text(j->payload, S("text")));
}

static void fill(struct ports *p)
{
    p->post = &post_port;
    p->inbox = &inbox_port;
}

/* clang-format off */
static const struct act_field read_fields[] = { { "id", F_INT, 0, true }, { 0 } };
static const struct act_field shown_fields[] = {
    { "id", F_INT, 0, true }, { "kind", F_TEXT, 10, true }, { "address", F_TEXT, 1000, true },
    { "subject", F_TEXT, 1000, true }, { "body", F_TEXT, 100000, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "message.read", .fn = act_read, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = read_fields },
    { .name = "notify.shown", .fn = act_shown, .class = WORKING, .who = WHO_JOB,
      .fields = shown_fields },
    { 0 },
};
static const struct route routes[] = {
    { GET, "/messages", .prepare = show_messages, .who = WHO_SIGNED_IN },
    { GET, "/messages/:id", .prepare = show_message, .act = "message.read", .finish = shown_message,
      .who = WHO_SIGNED_IN },
    { GET, "/demo/mail", .prepare = show_demo_mail },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "mail.send", .fn = job_mail, .slow = true },
    { 0 },
};
/* clang-format on */
static const struct conf_row notify_settings[] = {
    { "smtp", CONF_TEXT, NULL, 0, 500,
      "The mail server: smtp://HOST:PORT or smtps://HOST:PORT; without one no mail leaves." },
    { "mail-from", CONF_TEXT, "stoa@localhost", 3, 300, "The address that mail comes from." },
    { 0 },
};

const struct block block_notify = {
    .name = "notify",
    .acts = acts,
    .routes = routes,
    .tasks = notify_tasks,
    .jobs = jobs,
    .settings = notify_settings,
    .fill = fill,
    .mine = messages_mine,
    .forget = messages_forget,
};
