#include "page/write.h"

struct error_words {
    int status;
    enum word_id title, text;
};

static const struct error_words *error_words(int status)
{
    static const struct error_words t[] = {
        { 400, W_error_400_title, W_error_400_text }, { 401, W_error_401_title, W_error_401_text },
        { 403, W_error_403_title, W_error_403_text }, { 404, W_error_404_title, W_error_404_text },
        { 405, W_error_405_title, W_error_405_text }, { 409, W_error_409_title, W_error_409_text },
        { 413, W_error_413_title, W_error_413_text }, { 415, W_error_415_title, W_error_415_text },
        { 429, W_error_429_title, W_error_429_text }, { 503, W_error_503_title, W_error_503_text },
        { 500, W_error_500_title, W_error_500_text },
    };
    FOR_EACH(t, e)
        if (e->status == status)
            return e;
    return status >= 400 && status < 500 ? &t[0] : &t[LEN(t) - 1];
}

static void error_search(struct page *p)
{
    PAGE_LIT(p, "<form role=\"search\" method=\"get\" action=\"");
    page_prefix(p);
    PAGE_LIT(p, "/search\"><label class=\"govuk-label govuk-label--s\" for=\"q\">");
    write_word(p, W_error_search);
    PAGE_LIT(p, "</label><div class=\"stoa-search\"><input class=\"govuk-input\" id=\"q\" "
                "name=\"q\" type=\"search\">"
                "<button class=\"govuk-button\" type=\"submit\">");
    write_word(p, W_part_search);
    PAGE_LIT(p, "</button></div></form>");
}

void page_error(struct page *p, int status, str incident)
{
    const struct error_words *e = error_words(status);
    p->private = true;
    page_begin(p, word0(p->words, e->title), PAGE_PLAIN);
    PAGE_LIT(p, "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-two-thirds\"><h1 "
                "class=\"govuk-heading-l\">");
    write_word(p, e->title);
    PAGE_LIT(p, "</h1><p class=\"govuk-body\">");
    write_word(p, e->text);
    PAGE_LIT(p, "</p>");
    if (incident.n) {
        PAGE_LIT(p, "<p class=\"govuk-body\">");
        page_word(p, W_error_incident, (struct val_entry[]){ { S("number"), val_str(incident) } },
                  1);
        PAGE_LIT(p, "</p>");
    }
    if (status == 404)
        error_search(p);
    if (status == 401) {
        PAGE_LIT(p, "<a class=\"govuk-button\"");
        write_href(p, (url){ S("/sign-in") });
        PAGE_LIT(p, ">");
        write_word(p, W_page_sign_in);
        PAGE_LIT(p, "</a>");
    }
    PAGE_LIT(p, "</div></div>");
    page_end(p);
}

void page_error_json(buf *out, const struct wording *w, int status, str incident)
{
    const struct error_words *e = error_words(status);
    buf_fmt(out, "{\"status\":%d,\"title\":", status);
    json_str(out, word0(w, e->title));
    buf_add(out, S(",\"detail\":"));
    json_str(out, word0(w, e->text));
    if (incident.n) {
        buf_add(out, S(",\"incident\":"));
        json_str(out, incident);
    }
    buf_char(out, '}');
}
