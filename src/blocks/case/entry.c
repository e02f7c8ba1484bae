/* The way in, where the first page asks for a file: what is handed in is sealed for a draft, so the
 * draft is begun before the page is asked. */
#include "blocks/case/pages.h"

bool ask_takes_files(const struct ask *k, struct form_at at)
{
    const struct form_page *page = at.page >= 0 ? &k->form->pages[at.page] : NULL;

    for (size_t i = 0; page && i < page->n_fields; i++)
        if (k->form->fields[page->fields[i]].kind == FORM_FILES)
            return true;
    return false;
}

err ask_begin(struct ask *k)
{
    struct web *w = k->w;
    struct v_case_begin v = { .title = site_text(w->site, k->service->title, w->lang),
                              .back = web_url(w, "/services/%.*s", STR_ARG(k->service->id)),
                              .action = { k->base },
                              .signed_in = w->who.account != 0,
                              .sign_in = web_url(w, "/sign-in?to=%.*s", STR_ARG(k->base)) };
    int status = w->req->method == POST ? 422 : 200; /* what was posted has begun nothing */

    w->page.private = true;
    return WEB_SHOW(w, case_begin, &v, status);
}

err begin_ask(struct web *w)
{
    struct ask k;
    val_builder none = val_build(w->a), b = val_build(w->a);

    TRY(ask_form(w, &k));
    val_put(&b, S("service"), val_str(k.service->id));
    val_put(&b, S("answers"), val_done(&none));
    w->in = val_done(&b);
    return OK;
}

err begun_ask(struct web *w)
{
    str draft = val_get_text(w->out, S("draft"));

    draft_token_keep(w, draft);
    return web_redirect(w, str_fmt(w->a, "/drafts/%.*s", STR_ARG(draft)));
}
