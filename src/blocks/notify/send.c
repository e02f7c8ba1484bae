/* Sending: the inbox first, then a mail that says so; letters to the registered address. */
#include "act/face.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/own.h"
#include "blocks/register/register.h"
#include "blocks/register/store.h"
#include "conf/conf.h"
#include "letter/letter.h"
#include "text/name.h"

static str public_url(const struct boot *b)
{
    str u = b->conf ? conf_text(b->conf, "public-url") : STR_NULL;

    return u.n ? u : S("http://localhost:8080");
}

err mail_queue(act *a, enum subject_kind kind, int64_t id, str to, str subject, str text)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("to"), val_str(to));
    val_put(&b, S("subject"), val_str(subject));
    val_put(&b, S("text"), val_str(text));
    return outbox_add(a, "mail.send", kind, id, val_done(&b), (instant){ 0 }, NULL);
}

err notify_mail(act *a, enum subject_kind kind, int64_t id, const struct mail_to *to,
                enum word_id subject, enum word_id body, val data)
{
    const struct face *f = boot_face(a->boot, to->lang);

    data = val_with(a->a, data, S("address"), val_str(public_url(a->boot)));
    return mail_queue(a, kind, id, to->email, word(a->a, f->words, subject, data),
                      word(a->a, f->words, body, data));
}

static val first_of_type(const struct registry *r, val fields, const char *type)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (str_eq(r->fields[i].type, str_z(type)) &&
            !val_is_null(val_get(fields, r->fields[i].name)))
            return val_get(fields, r->fields[i].name);
    return val_null();
}

/* To the registered address: into the print spool. */
static err letter_queue(act *a, int64_t person, int64_t case_id, const struct face *f, str subject,
                        str text)
{
    const struct registry *r = site_people(a->site);
    struct data_key key;
    struct record rec;
    val_builder b = val_build(a->a);

    if (!r)
        return FAULT(ERR_MISSING);
    TRY(key_get(a, SUBJECT_PERSON, person, &key));
    TRY(record_open(a->a, a->db, r, person, &key, &rec));
    val_put(&b, S("name"), first_of_type(r, rec.fields, "name"));
    val_put(&b, S("address"), first_of_type(r, rec.fields, "address"));
    val_put(&b, S("subject"), val_str(subject));
    val_put(&b, S("text"), val_str(text));
    val_put(&b, S("lang"), val_str(f->lang));
    int64_t id = act_id(a);
    struct q_paper_add_in row = { .id = id,
                                  .person = person,
                                  .at = a->now.ms,
                                  .office = r->owner,
                                  .case_id = case_id,
                                  .body = key_seal(a->a, &key, "paper.body", val_done(&b)) };
    TRY(q_paper_add(a->db, &row));
    return outbox_add(a, "paper.print", SUBJECT_PERSON, person,
                      val_with(a->a, val_done(&b), S("id"), val_int(id)), (instant){ 0 }, NULL);
}

/* ---- messages to accounts ---- */

static str show_value(void *user, arena *a, val v)
{
    const struct locale *l = user;

    if (v.tag == V_DATE)
        return locale_date(a, l, (day){ v.m }, DATE_LONG);
    if (v.tag == V_DATETIME)
        return locale_date(a, l, (day){ v.dt->days }, DATE_LONG);
    if (val_is_number(v))
        return locale_number(a, l, v);
    return name_is(v) ? name_shown(a, v) : STR_NULL;
}

struct composed {
    str subject, text, html;
};

static err compose_letter(act *a, const struct notice *n, const struct face *f,
                          struct composed *out)
{
    struct feel_env env;
    struct letter_doc *d;
    struct letter_show show = { show_value, (void *)wording_locale(f->words) };

    feel_env_init(&env, a->a, a->now);
    env.zone = a->site->time_zone;
    TRY(letter_render(a->a, n->letter->letter, n->data, &env, &show, &d, NULL));
    out->subject = d->subject;
    out->text = letter_text(a->a, d, 0);
    out->html = letter_html(a->a, d, 1).s;
    return OK;
}

static err compose(act *a, const struct notice *n, const struct face *f, struct composed *out)
{
    if (n->letter)
        return compose_letter(a, n, f, out);
    out->subject = word(a->a, f->words, n->word_subject, n->data);
    out->text = word(a->a, f->words, n->word_body, n->data);
    out->html = STR_NULL;
    return OK;
}

static err into_inbox(act *a, const struct notice *n, const struct composed *c)
{
    struct data_key key;
    val_builder b = val_build(a->a);

    TRY(key_get(a, SUBJECT_ACCOUNT, n->account, &key));
    val_put(&b, S("subject"), val_str(c->subject));
    val_put(&b, S("text"), val_str(c->text));
    val_put(&b, S("html"), val_str(c->html));
    val_put(&b, S("path"), val_str(n->path));
    val_put(&b, S("document"), n->document ? val_int(n->document) : val_null());
    struct q_message_add_in row = { .id = act_id(a),
                                    .account = n->account,
                                    .case_id = n->case_id,
                                    .at = a->now.ms,
                                    .body = key_seal(a->a, &key, "message.body", val_done(&b)) };
    topic_publish(a, str_fmt(a->a, "inbox/%lld", (long long)n->account));
    return q_message_add(a->db, &row);
}

static str sent_name(act *a, int64_t account, int64_t case_id)
{
    return str_fmt(a->a, "told %lld %lld", (long long)account, (long long)case_id);
}

bool notify_sent_now(act *a, int64_t account, int64_t case_id)
{
    return !act_first(a, sent_name(a, account, case_id));
}

err notify_send(act *a, const struct notice *n)
{
    struct contact c;
    struct composed made;
    val_builder b = val_build(a->a);

    TRY(identity_contact(a, n->account, &c));
    if (!c.found)
        return OK;
    (void)act_first(a, sent_name(a, n->account, n->case_id));
    const struct face *f = boot_face(a->boot, c.lang);
    TRY(compose(a, n, f, &made));
    TRY(into_inbox(a, n, &made));
    if (n->no_mail)
        return OK;
    if (!c.email.n) /* who has no address reads it on paper */
        return c.person ? letter_queue(a, c.person, n->case_id, f, made.subject, made.text) : OK;
    val_put(&b, S("name"), val_str(c.name));
    val_put(&b, S("subject"), val_str(made.subject));
    val_put(&b, S("address"), val_str(public_url(a->boot)));
    return mail_queue(a, SUBJECT_ACCOUNT, n->account, c.email, made.subject,
                      word(a->a, f->words, W_notify_mail_body, val_done(&b)));
}

err notify_told(struct db *db, int64_t account, int64_t case_id, instant at, instant *sent,
                instant *read)
{
    struct q_message_about m;

    TRY(q_message_about(db, account, case_id, at.ms, &m));
    *sent = (instant){ m.found ? m.at : 0 };
    *read = (instant){ m.found ? m.read_at : 0 };
    return OK;
}

err notify_posted(struct db *db, int64_t person, instant since, int64_t within, bool *queued,
                  instant *printed)
{
    struct q_paper_between p = { 0 };

    if (person)
        TRY(q_paper_between(db, person, since.ms << 10, (since.ms + within) << 10, &p));
    *queued = p.found;
    *printed = (instant){ p.found ? p.printed : 0 };
    return OK;
}

/* ---- the port of identity: codes by mail and by letter ---- */

static err post_mail(act *a, int64_t account, str email, str lang, enum word_id subject,
                     enum word_id body, val data)
{
    const struct face *f = boot_face(a->boot, lang);
    int64_t person = 0;

    if (!email.n) {
        TRY(identity_person(a->db, account, &person));
        return person ? letter_queue(a, person, 0, f, word(a->a, f->words, subject, data),
                                     word(a->a, f->words, body, data))
                      : OK;
    }
    return mail_queue(a, SUBJECT_ACCOUNT, account, email, word(a->a, f->words, subject, data),
                      word(a->a, f->words, body, data));
}

/* A letter speaks the language of its reader, whoever asked for it; `lang` where they chose none.
 */
static err post_letter(act *a, int64_t person, str lang, enum word_id subject, enum word_id body,
                       val data)
{
    TRY(identity_lang(a, person, lang, &lang));
    const struct face *f = boot_face(a->boot, lang);
    return letter_queue(a, person, 0, f, word(a->a, f->words, subject, data),
                        word(a->a, f->words, body, data));
}

static err post_person(act *a, str number, day born, int64_t *person)
{
    const struct registry *r = site_people(a->site);
    const struct reg_field *f = r ? register_field(r, r->key) : NULL;
    struct blind mark;
    struct data_key key;
    struct record rec;
    str written;
    int64_t id = 0;

    *person = 0;
    if (!f || failed(scheme_read(a->a, f->scheme, number, &written)))
        return OK;
    TRY(blind_of(a, str_zdup(a->a, register_blind_field(a->a, r, f->name)),
                 register_mark_text(a->a, f, written), &mark));
    TRY(record_by_blind(a->db, r, f->name, &mark, &id));
    if (!id)
        return OK;
    if (born.n != INT64_MIN) {
        TRY(key_get(a, SUBJECT_PERSON, id, &key));
        TRY(record_open(a->a, a->db, r, id, &key, &rec));
        val b = first_of_type(r, rec.fields, "date");
        if (b.tag != V_DATE || b.m != born.n)
            return OK;
    }
    *person = id;
    return OK;
}

static err post_unread(struct db *db, int64_t account, int64_t *n)
{
    struct q_messages_unread row;

    TRY(q_messages_unread(db, account, &row));
    *n = row.found ? row.n : 0;
    return OK;
}

const struct port_post post_port = { .letter = post_letter,
                                     .mail = post_mail,
                                     .person = post_person };
const struct port_inbox inbox_port = { .unread = post_unread };

/* ---- the task type ---- */

err notify_addressees(act *a, const struct task_call *t, const int64_t **out, size_t *n)
{
    const struct port_parties *port = a->boot->ports.parties;
    str to = val_get_text(t->in, S("to"));
    int64_t *one = ARENA_ARRAY(a->a, int64_t, 1);

    if (to.n && port)
        return port->accounts(a, t->case_id, to, out, n);
    one[0] = val_get_i64(t->in, S("account"), 0);
    *out = one;
    *n =
        one[0] ? 1 : 0; /* nobody to reach by the inbox: paper follows from the service's process */
    return OK;
}

static err send_to(act *a, const struct task_call *t, int64_t account)
{
    const struct service *v = site_service(a->site, t->service);
    struct contact c;

    TRY(identity_contact(a, account, &c));
    if (!c.found || !v)
        return OK;
    const struct service_letter *l =
        service_letter(v, val_get_text(t->in, S("letter")), c.lang, v->first_lang);
    if (!l || !l->letter)
        return refuse(a, W_notify_unknown, "letter");
    val data = val_get(t->in, S("data"));
    struct notice n = { .account = account,
                        .letter = l,
                        .case_id = t->case_id,
                        .case_number = t->case_number,
                        .data = data.tag == V_CONTEXT ? data
                                                      : val_with(a->a, val_null(), S("number"),
                                                                 val_str(t->case_number)),
                        .document = val_get_i64(t->in, S("document"), 0),
                        .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(t->case_number)) };
    return notify_send(a, &n);
}

static err task_send(act *a, struct task_call *t)
{
    const int64_t *to;
    size_t n;

    *t->out = val_null();
    TRY(notify_addressees(a, t, &to, &n));
    for (size_t i = 0; i < n; i++)
        TRY(send_to(a, t, to[i]));
    return OK;
}

/* clang-format off */
static const struct task_field none[] = { { 0 } };
static const struct task_field send_in[] = {
    { "letter", "string", true, "letter of the service" },
    { "to", "string", false, "whom: applicant, a party of the service, or all of them" },
    { "account", "number", false, "whom, where `to` is not given; null sends nothing" },
    { "data", "context", false, "what the letter shows" },
    { "document", "number", false, "document that goes with it" }, { 0 },
};

const struct task_type notify_tasks[] = {
    { .name = "notify.send", .help = "Sends a message to an account: inbox and mail", .in = send_in,
      .out = none, .may = "Every process, with letters of its own service.", .fn = task_send },
    { 0 },
};
/* clang-format on */
