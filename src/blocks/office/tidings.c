/* How an officer wants to be told of work that comes to them. */
#include "act/one_form.h"
#include "blocks/case/work.h"
#include "blocks/office/own.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static err tidings_page(struct web *w, int status)
{
    struct field_option how[] = {
        { .value = S(TIDINGS_MAIL), .label = say(w, W_office_messages_mail) },
        { .value = S(TIDINGS_INBOX), .label = say(w, W_office_messages_inbox) },
        { .value = S(TIDINGS_NONE),
          .label = say(w, W_office_messages_none),
          .hint = say(w, W_office_messages_none_hint) }
    };
    struct field_view f = { .kind = FIELD_RADIOS,
                            .name = S("how"),
                            .label = say(w, W_office_messages_how),
                            .options = how,
                            .options_n = LEN(how) };
    struct one_form form = { .title = say(w, W_office_messages_title),
                             .lead = say(w, W_office_messages_lead),
                             .fields = &f,
                             .n = 1,
                             .button = say(w, W_office_messages_save),
                             .action = S("/desk/messages"),
                             .back = { S("/desk") } };
    struct q_tidings row;

    if (!w->who.nroles)
        return web_error(w, 403);
    TRY(q_tidings(w->db, w->who.account, &row));
    for (size_t i = 0; i < LEN(how); i++)
        how[i].chosen = str_eq(how[i].value, row.found ? row.how : S(TIDINGS_MAIL));
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_tidings(struct web *w)
{
    return tidings_page(w, 200);
}

err tidings_prepare(struct web *w)
{
    str how = web_field(w, "how");

    w->in = val_with(w->a, val_null(), S("how"), val_str(how.p ? how : S("")));
    return OK;
}

err tidings_again(struct web *w)
{
    return w->status == 422 ? tidings_page(w, 422) : web_refused(w);
}
