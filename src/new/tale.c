/* The tales of a new service: granted, and refused, by accounts of their own. */
#include "new/write.h"

static void quoted(buf *b, str text)
{
    buf_char(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
    buf_char(b, '"');
}

static void field(buf *b, str id, const char *part, str value)
{
    buf_fmt(b, " %.*s%s=", STR_ARG(id), part);
    quoted(b, value);
}

/* One page, one question. */
static void answer(const struct draft *d, buf *b, val question, bool passes)
{
    str id = val_get_text(question, S("id")), kind = val_get_text(question, S("kind"));

    buf_add(b, S("answer"));
    if (str_eq(kind, S("name"))) {
        field(b, id, "-given", S("Ada"));
        field(b, id, "-family", S("Example"));
    } else if (str_eq(kind, S("address"))) {
        field(b, id, "-lines", S("Main Street 1"));
        field(b, id, "-postcode", S("1000"));
        field(b, id, "-place", S("Example Town"));
    } else if (str_eq(kind, S("file"))) {
        buf_fmt(b, " %.*s=@files/paper.pdf", STR_ARG(id));
    } else {
        field(b, id, "", sample_for(d, question, passes));
    }
}

static void seen(const struct draft *d, buf *b, val question)
{
    buf_add(b, S(" -> words "));
    quoted(b, draft_first(d, val_get(question, S("label"))));
    buf_char(b, '\n');
}

static void applies(const struct draft *d, buf *b, bool passes)
{
    val all = draft_questions(d);
    size_t n = val_count(all);

    buf_fmt(b,
            "as applicant at 2026-03-02T09:00 in %.*s\nsign in applicant@tale.example\n"
            "get /apply/%.*s/%.*s",
            STR_ARG(d->site->langs[0].code), STR_ARG(d->id),
            STR_ARG(val_get_text(val_at(all, 0), S("id"))));
    for (size_t i = 0; i < n; i++) {
        seen(d, b, val_at(all, i));
        answer(d, b, val_at(all, i), passes);
    }
    buf_add(b, S(" -> words "));
    quoted(b, draft_text(d, val_get(d->in, S("declaration")), d->site->langs[0].code).n
                  ? draft_first(d, val_get(d->in, S("declaration")))
                  : draft_word(d, W_new_declaration, d->site->langs[0].code));
    buf_add(b, S("\nsubmit declared=yes -> 303 \"/cases/{number}?new=1\", event case.submitted"));
}

static void works(const struct draft *d, buf *b, const char *who, const char *fields,
                  const char *expected)
{
    buf_fmt(b,
            "as %s at 2026-03-03T10:00 in %.*s\nsign in %s@tale.example\n"
            "get /desk?number={number} -> 303 /desk/tasks/{task%s}\n"
            "get /desk/tasks/{task}\n"
            "post /desk/tasks/{task}/claim -> 303\n"
            "post /desk/tasks/{task}/complete %s -> 303, %s\n",
            who, STR_ARG(d->site->langs[0].code), who, str_eq(str_z(who), S("second")) ? "!" : "",
            fields, expected);
}

static void decided(const struct draft *d, buf *b, bool granted)
{
    const char *end = granted && draft_is(d, "issues", "document")
                          ? "event document.issued, event case.decided"
                          : "event case.decided";
    const char *fields = granted ? "decision=grant" : "decision=refuse reason=\"An example\"";

    if (draft_is(d, "decides", "automatic")) {
        buf_fmt(b, ", %s\n", end);
        return;
    }
    buf_char(b, '\n');
    if (!draft_is(d, "decides", "two")) {
        works(d, b, "officer", fields, end);
        return;
    }
    works(d, b, "officer", fields, "no event case.decided");
    works(d, b, "second", "confirmed=yes", end);
}

static void account(const struct draft *d, buf *b, const char *who, const char *group)
{
    const struct office_group *g = site_group(d->site, val_get_text(d->in, str_z(group)));
    const struct office_role *r = g && g->n_roles ? site_role(d->site, g->roles[0]) : NULL;

    if (r)
        buf_fmt(b, "account %s@tale.example \"%s\" %.*s@%.*s\n", who, who, STR_ARG(r->id),
                STR_ARG(r->office));
}

static void one_tale(const struct draft *d, buf *b, bool granted)
{
    str lang = d->site->langs[0].code;

    buf_fmt(b, "tale %.*s: %.*s\n", STR_ARG(draft_first(d, val_get(d->in, S("title")))),
            STR_ARG(draft_word(d, granted ? W_new_flow_granted : W_new_flow_refused, lang)));
    buf_add(b, S("account applicant@tale.example \"applicant\"\n"));
    if (!draft_is(d, "decides", "automatic"))
        account(d, b, "officer", "group");
    if (draft_is(d, "decides", "two"))
        account(d, b, "second", "second_group");
    applies(d, b, granted);
    decided(d, b, granted);
    buf_fmt(b, "as applicant\nsign in applicant@tale.example\nget /cases/{number} -> words ");
    quoted(b, draft_word(d, granted ? W_new_end_granted : W_new_end_refused, lang));
    buf_char(b, '\n');
}

void write_tale(struct draft *d)
{
    val all = draft_questions(d);
    buf b;

    buf_init(&b, d->a, 4 * KIB);
    one_tale(d, &b, true);
    buf_char(&b, '\n');
    one_tale(d, &b, false);
    draft_add(d, S("tales/service.tale"), buf_str(&b));
    for (size_t i = 0; i < val_count(all); i++)
        if (str_eq(val_get_text(val_at(all, i), S("kind")), S("file"))) {
            draft_add(d, S("tales/files/paper.pdf"), paper_pdf(d->a, "An example"));
            return;
        }
}
