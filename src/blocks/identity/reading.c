/* How somebody wants to read: a choice of the reader's own, in a cookie for who has no account and
 * beside the account for who has one. */
#include "act/one_form.h"
#include "blocks/identity/own.h"
#include "page/reading.h"

/* A year; the choice says nothing of who made it. */
#define READING_S ((int64_t)365 * 86400)

static const struct {
    unsigned mode;
    enum word_id label, hint;
} choices[] = {
    { READ_LARGE, W_identity_read_large, W_identity_read_large_hint },
    { READ_PLAIN, W_identity_read_plain, W_identity_read_plain_hint },
    { READ_LIGHT, W_identity_read_light, W_identity_read_light_hint },
};

static str back_to(struct web *w)
{
    str to = web_query(w, "to");

    return path_inside(to.n ? to : web_field(w, "to"), S("/"));
}

err show_reading(struct web *w)
{
    struct field_option o[LEN(choices)];
    struct page_link links[] = { { word0(w->page.words, W_identity_read_back), { back_to(w) } } };
    struct field_view f[] = { { .kind = FIELD_CHECKBOXES,
                                .name = S("modes"),
                                .label = word0(w->page.words, W_identity_read_choose),
                                .options = o,
                                .options_n = LEN(o) },
                              { .kind = FIELD_HIDDEN, .name = S("to"), .value = back_to(w) } };
    struct one_form form = { .title = word0(w->page.words, W_page_reading),
                             .lead = word0(w->page.words, str_eq(web_query(w, "done"), S("1"))
                                                              ? W_identity_read_done
                                                              : W_identity_read_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = word0(w->page.words, W_identity_read_set),
                             .action = S("/reading"),
                             .links = links,
                             .n_links = LEN(links) };

    for (size_t i = 0; i < LEN(choices); i++)
        o[i] = (struct field_option){ .value = reading_text(choices[i].mode),
                                      .label = word0(w->page.words, choices[i].label),
                                      .hint = word0(w->page.words, choices[i].hint),
                                      .chosen = w->page.modes & choices[i].mode };
    return web_one_form(w, &form, 200);
}

/* One box or several. */
static unsigned chosen(struct web *w)
{
    val v = val_get(w->body, S("modes"));
    unsigned modes = 0;

    if (v.tag != V_LIST)
        return reading_parse(val_text(v));
    for (size_t i = 0; i < val_count(v); i++)
        modes |= reading_parse(val_text(val_at(v, i)));
    return modes;
}

err choose_reading(struct web *w)
{
    str text = reading_text(chosen(w));

    w->page.modes = reading_parse(text);
    if (w->who.account) {
        w->act = "account.reading";
        w->in = val_with(w->a, val_null(), S("modes"), val_str(text));
    }
    return OK;
}

err chose_reading(struct web *w)
{
    str text = reading_text(chosen(w));
    url to = url_query(w->a, (url){ S("/reading?done=1") }, S("to"), back_to(w));

    web_cookie(w, S(READING_COOKIE), text, text.n ? READING_S : -1);
    return web_redirect(w, to.s);
}

err act_reading(act *a, val in, val *out)
{
    str text = reading_text(reading_parse(val_get_text(in, S("modes"))));

    *out = val_null();
    return q_account_reading(a->db, a->who.account, text.n ? text : S("none"));
}
