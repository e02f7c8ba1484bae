/* The form's pages: one question a page, saved as it is given, back and change at any time. */
#include "blocks/case/pages.h"
#include "blocks/case/fill.h"
#include "blocks/case/keyed.h"
#include "blocks/case/kept.h"
#include "blocks/case/party.h"
#include "blocks/document/document.h"
#include "blocks/register/register.h"
#include "letter/letter.h"
#include "press/file.h"

enum { FILE_MOST = 10 * 1024 * 1024, FILES_MOST = 20 };

/* What a page's form asks of the registers, and whether the store failed meanwhile. */
struct asking {
    struct web *w;
    err fault;
};

static err asked_well(const struct ask *k)
{
    return ((const struct asking *)k->env.self)->fault;
}

static bool option_label(void *self, str source, str key, str lang, arena *a, str *out)
{
    struct web *w = ((struct asking *)self)->w;
    bool found;

    /* where the store fails the act decides: it asks once more */
    if (!failed(case_listed(w->db, a, w->site, source, key, lang, &found, out)))
        return found;
    *out = key;
    return true;
}

static bool address_entry(void *self, str registry, str key, arena *a, val *out)
{
    struct asking *q = self;
    bool found = false;
    err e = register_address(q->w->db, a, q->w->site, registry, key, &found, out);

    if (failed(e))
        q->fault = e;
    return found;
}

void case_page_env(struct form_env *env, struct web *w, const struct service *v, val held, val vars)
{
    struct asking *q = ARENA_NEW(w->a, struct asking);

    *q = (struct asking){ .w = w };
    case_form_env(env, w->a, w->site, v, w->lang, w->today, held, vars);
    env->locale = wording_locale(w->page.words);
    env->yes = word0(w->page.words, W_page_yes);
    env->no = word0(w->page.words, W_page_no);
    env->label = option_label;
    env->address = address_entry;
    env->self = q;
}

static err set_env(struct ask *k)
{
    struct web *w = k->w;
    val held = val_null();

    /* what registers hold of a helper is not what is asked, and of others they see nothing */
    if (!k->paper.found && !k->helping.on)
        TRY(party_held(w, k->service, k->party, k->answers, &held));
    case_page_env(&k->env, w, k->service, held, val_null());
    feel_env_init(&k->feel, w->a, w->now);
    k->env.feel = &k->feel;
    k->env.on_paper = k->paper.found && str_eq(k->paper.way, S(KEYED_PAPER));
    k->env.parted = k->service->n_parties && !k->paper.found;
    k->env.party = k->party;
    return OK;
}

/* "?dispute=name" shows a known answer as a question; nothing is changed before the
 * page is posted. */
static void dispute(struct ask *k)
{
    str name = web_query(k->w, "dispute");
    val list = val_get(k->answers, S("_disputed"));

    if (!name.n)
        return;
    list = list.tag == V_LIST ? list : val_list(NULL, 0);
    k->answers =
        val_with(k->w->a, k->answers, S("_disputed"), val_append(k->w->a, list, val_str(name)));
}

static err open_draft(struct ask *k)
{
    struct web *w = k->w;

    err e = party_of_route(w, "draft", &k->c, &k->key, &k->party);
    if (e.class == ERR_CLASS_REFUSED)
        e = help_of_route(w, "draft", &k->c, &k->key, &k->helping);
    TRY(e);
    if (!str_eq(k->c.state, S(CASE_DRAFT)))
        return web_redirect(w, str_fmt(w->a, "/cases/%.*s", STR_ARG(case_name(&k->c))));
    TRY(q_keyed(w->db, k->c.id, &k->paper));
    k->service = case_service(w->boot, &k->c);
    k->base = str_fmt(w->a, "/drafts/%.*s", STR_ARG(k->c.draft));
    return case_answers(w->a, &k->c, &k->key, &k->answers);
}

err ask_form(struct web *w, struct ask *k)
{
    *k = (struct ask){
        .w = w, .party = S(""), .answers = val_null(), .typed = val_null(), .at = FORM_AT_NONE
    };
    if (web_param(w, "task").n)
        return fill_form(w, k);
    if (web_param(w, "draft").n) {
        TRY(open_draft(k));
        if (w->reply.status)
            return OK;
    } else {
        k->service = site_service(w->site, web_param(w, "service"));
        k->base = str_fmt(w->a, "/apply/%.*s", STR_ARG(web_param(w, "service")));
    }
    if (!k->service || k->service->broken || !k->service->process || !k->service->n_forms)
        return REFUSED(ERR_MISSING);
    if (k->answers.tag != V_CONTEXT) {
        val_builder b = val_build(w->a);
        k->answers = val_done(&b);
    }
    k->form = k->service->forms[0].form;
    k->own = k->service->n_parties ? party_own(w->a, k->form, k->party, k->answers) : S("");
    return set_env(k);
}

err ask_open(struct web *w, struct ask *k)
{
    TRY(ask_form(w, k));
    if (w->reply.status)
        return OK;
    TRY(form_at_parse(k->form, web_param(w, "at"), &k->at));
    k->action = str_fmt(w->a, "%.*s/%.*s", STR_ARG(k->base), STR_ARG(web_param(w, "at")));
    dispute(k);
    if (!form_page_visible(k->form, k->at, k->answers, &k->env))
        return REFUSED(ERR_MISSING);
    return !k->c.found && ask_takes_files(k, k->at) ? ask_begin(k) : OK;
}

str ask_error(struct ask *k, const struct form_field *f, struct form_at at, const char *part)
{
    str name = form_input_name(k->w->a, k->form, (int)(f - k->form->fields), at);
    bool parted = f->kind == FORM_NAME || f->kind == FORM_ADDRESS || f->kind == FORM_LOCATION;
    bool rest = f->kind == FORM_DATETIME || f->kind == FORM_MONEY;

    for (size_t i = 0; i < k->errors.v.n; i++) {
        const struct form_error *e = &k->errors.v.v[i];
        if (!str_eq(e->field, name) || (parted && !str_eq(e->part, str_z(part))) ||
            (rest && part[0] && !str_eq(e->part, str_z(part))) ||
            (rest && !part[0] && (str_eq(e->part, S("time")) || str_eq(e->part, S("currency")))))
            continue;
        enum word_id id = word_find(e->key);
        return e->text.n ? e->text
                         : word(k->w->a, k->w->page.words, id == W_NONE ? W_case_answer_wrong : id,
                                e->args);
    }
    return S("");
}

/* ---- showing ---- */

static str page_title(struct ask *k)
{
    const struct form_page *page = &k->form->pages[k->at.page];

    if (page->titled_by < 0 && k->fill)
        return k->fill->title;
    if (page->titled_by < 0)
        return site_text(k->w->site, k->service->title, k->w->lang);
    str t = form_page_title(k->form, k->at, k->answers, &k->env);
    return t.n ? t : page->title;
}

bool case_preview(struct web *w, const struct service *v, const struct form *form, int page,
                  str *title, const struct field_view **out, size_t *n)
{
    val_builder none = val_build(w->a);
    struct ask k = { .w = w,
                     .service = v,
                     .form = form,
                     .answers = val_done(&none),
                     .typed = val_null(),
                     .at = { .page = page } };
    struct field_view *fields;

    case_page_env(&k.env, w, v, val_null(), val_null());
    feel_env_init(&k.feel, w->a, w->now);
    k.env.feel = &k.feel;
    *title = page_title(&k);
    *n = ask_parts(&k, &fields);
    *out = fields;
    return form_page_visible(form, k.at, k.answers, &k.env);
}

static bool has_files(const struct field_view *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].kind == FIELD_FILE || has_files(v[i].children, v[i].children_n))
            return true;
    return false;
}

/* One more item on a page that asks all of them. */
static void add_button(struct ask *k)
{
    struct page *p = &k->w->page;
    const struct form_page *page = &k->form->pages[k->at.page];

    if (page->kind != FORM_PAGE_ITEMS || !page->together)
        return;
    const struct form_field *f = &k->form->fields[page->list];
    size_t n = form_items(k->form, page->list, k->at, k->answers, &k->env);
    if (f->fixed || (f->rules.items_max >= 0 && n >= (size_t)f->rules.items_max))
        return;
    str word_of_one = form_say(k->form, page->list, S("items.word"), k->at, k->answers, &k->env);
    PAGE_LIT(p, "<p><button class=\"govuk-button govuk-button--secondary\" name=\"_add\" value=\"");
    page_attr(p, form_input_name(k->w->a, k->form, page->list, k->at));
    PAGE_LIT(p, "\">");
    page_word(
        p, W_case_add_item,
        (struct val_entry[]){ { S("what"), val_str(word_of_one.n ? word_of_one : page_title(k)) } },
        1);
    PAGE_LIT(p, "</button></p>");
}

static err print_form(struct ask *k, const struct field_view *v, size_t n)
{
    struct page *p = &k->w->page;
    str asked;

    PAGE_LIT(p, "<form method=\"post\" action=\"");
    page_href(p, (url){ k->action });
    PAGE_LIT(p, "\" novalidate");
    if (k->form->pages[k->at.page].lives) {
        PAGE_LIT(p, " data-live=\"");
        page_href(p, (url){ str_cat(k->w->a, k->action, S("/shown")) });
        PAGE_LIT(p, "\" data-changed=\"");
        page_attr(p, word0(p->words, W_case_page_changed));
        PAGE_LIT(p, "\"");
    }
    if (has_files(v, n)) {
        PAGE_LIT(p, " enctype=\"multipart/form-data\" data-upload=\"");
        page_href(p, (url){ str_cat(k->w->a, k->action, S("/files")) });
        PAGE_LIT(p, "\" data-failed=\"");
        page_attr(p, word0(p->words, W_part_load_failed));
        PAGE_LIT(p, "\" data-loading=\"");
        page_attr(p, word0(p->words, W_part_loading));
        PAGE_LIT(p, "\" data-loaded=\"");
        page_attr(p, word0(p->words, W_part_loaded));
        PAGE_LIT(p, "\"");
    }
    PAGE_LIT(p, ">");
    page_token(p);
    str disputed = web_query(k->w, "dispute");
    if (disputed.n) {
        PAGE_LIT(p, "<input type=\"hidden\" name=\"");
        page_attr(p, disputed);
        PAGE_LIT(p, "-dispute\" value=\"1\">");
    }
    if (web_query(k->w, "from").n)
        PAGE_LIT(p, "<input type=\"hidden\" name=\"_from\" value=\"check\">");
    /* the key Enter presses the first button of a form: it is to go on, not to take something away
     */
    if (k->form->pages[k->at.page].kind == FORM_PAGE_ITEMS || has_files(v, n) ||
        kept_asked(k, &asked)) {
        PAGE_LIT(p,
                 "<button class=\"govuk-visually-hidden\" tabindex=\"-1\" aria-hidden=\"true\">");
        page_text(p, word0(p->words, W_case_continue));
        PAGE_LIT(p, "</button>");
    }
    ask_items(k);
    fields_render(p, v, n);
    add_button(k);
    paper_open_print(k);
    TRY(kept_print(k));
    PAGE_LIT(p, "<button class=\"govuk-button\" data-module=\"govuk-button\">");
    page_text(p, word0(p->words, W_case_continue));
    PAGE_LIT(p, "</button></form>");
    return OK;
}

static void sign_in_hint(struct ask *k)
{
    struct page *p = &k->w->page;

    if (k->w->who.account)
        return;
    PAGE_LIT(p, "<p class=\"govuk-body-s\">");
    page_text(p, word0(p->words, W_case_saved_here));
    PAGE_LIT(p, " <a class=\"govuk-link\" href=\"");
    page_href(p, (url){ str_fmt(k->w->a, "/sign-in?to=%.*s", STR_ARG(k->action)) });
    PAGE_LIT(p, "\">");
    page_text(p, word0(p->words, W_case_sign_in_fill));
    PAGE_LIT(p, "</a>");
    if (k->c.found) {
        PAGE_LIT(p, "</p><p class=\"govuk-body-s\"><a class=\"govuk-link\" href=\"");
        page_href(p, web_url(k->w, "%.*s/send-link", STR_ARG(k->base)));
        PAGE_LIT(p, "\">");
        page_text(p, word0(p->words, W_case_later_title));
        PAGE_LIT(p, "</a>");
    }
    PAGE_LIT(p, "</p>");
}

static url back_of(struct ask *k)
{
    struct web *w = k->w;
    struct form_at before = form_previous_page(k->form, k->answers, &k->env, k->at);

    if (web_query(w, "from").n)
        return web_url(w, "%.*s/check", STR_ARG(k->base));
    if (before.page < 0 && k->fill)
        return web_url(w, "%.*s", STR_ARG(k->fill->back));
    if (before.page < 0)
        return web_url(w, "/services/%.*s", STR_ARG(k->service->id));
    return web_url(w, "%.*s/%.*s", STR_ARG(k->base), STR_ARG(form_at_str(w->a, k->form, before)));
}

static err ask_json(struct ask *k, int status, const struct field_view *v, size_t n)
{
    buf b;

    buf_init(&b, k->w->a, 4 * KIB);
    buf_add(&b, S("{\"title\":"));
    json_str(&b, page_title(k));
    buf_add(&b, S(",\"post\":"));
    json_str(&b, k->action);
    buf_add(&b, S(",\"fields\":["));
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(&b, ',');
        field_json(&b, &v[i]);
    }
    buf_add(&b, S("]}"));
    return web_json(k->w, status, buf_str(&b));
}

/* A question whose label can be the page's title; a group of the form has a title of its own. */
static bool asks_alone(const struct field_view *v)
{
    return v->kind <= FIELD_FILE ? v->kind != FIELD_CHECKBOX : v->kind == FIELD_GROUP && v->name.n;
}

/* Makes the label of the only question the page's title; where others may come while it is filled
 * in, the page has a title of its own. */
static bool title_is_label(struct ask *k, struct field_view *v, size_t n)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    size_t asked = 0;

    for (size_t i = 0; i < page->n_fields; i++)
        asked += form_asks(&k->form->fields[page->fields[i]]);
    if (n != 1 || page->kind != FORM_PAGE_QUESTIONS || !asks_alone(&v[0]) ||
        (page->lives && asked > 1))
        return false;
    v[0].heading = true;
    v[0].label_size = LABEL_L;
    return true;
}

err ask_show(struct ask *k, int status)
{
    struct page *p = &k->w->page;
    struct field_view *v;
    size_t n = ask_parts(k, &v), done, all;

    TRY(k->fault);
    str title = page_title(k);

    if (web_wants_json(k->w))
        return ask_json(k, status, v, n);
    bool single = title_is_label(k, v, n);
    p->out.n = 0;
    p->private = true;
    p->problem = k->errors.v.n > 0;
    p->back = back_of(k);
    page_begin(p, title, PAGE_PLAIN);
    PAGE_LIT(p, "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-two-thirds\">");
    field_errors(p, v, n);
    form_progress(k->form, k->answers, &k->env, &done, &all);
    PAGE_LIT(p, "<span class=\"govuk-caption-l\">");
    page_text(p, site_text(k->w->site, k->service->title, k->w->lang));
    PAGE_LIT(p, "</span>");
    if (!single) {
        PAGE_LIT(p, "<h1 class=\"govuk-heading-l\">");
        page_text(p, title);
        PAGE_LIT(p, "</h1>");
    }
    help_banner(k);
    party_told(k);
    TRY(print_form(k, v, n));
    sign_in_hint(k);
    PAGE_LIT(p, "</div></div>");
    page_end(p);
    return web_html(k->w, status);
}

err show_ask(struct web *w)
{
    struct ask k;

    TRY(ask_open(w, &k));
    return w->reply.status ? OK : ask_show(&k, 200);
}

/* ---- files ---- */

static void file_error(struct ask *k, str field, const char *key)
{
    *vec_push(&k->errors.v, k->w->a) =
        (struct form_error){ .field = field, .key = str_z(key), .at = k->at, .args = val_null() };
}

static val file_answer(struct web *w, const struct web_file *f, const struct file_facts *facts,
                       const sha256 *h)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("id"), val_str(sha256_hex(w->a, h)));
    val_put(&b, S("name"), val_str(utf8_valid(f->name) ? utf8_first(f->name, 200) : S("file")));
    val_put(&b, S("type"), val_str(str_z(facts->media)));
    val_put(&b, S("size"), val_int((int64_t)f->bytes.n));
    return val_done(&b);
}

void file_note(struct web *w, val answer, str field, val *list, val *rows)
{
    *list = val_append(w->a, *list, answer);
    *rows = val_append(w->a, *rows, val_with(w->a, answer, S("field"), val_str(field)));
}

/* One file: known by its content, sealed and on disk before any row speaks of it. */
static err take_file(struct ask *k, const struct web_file *f, val *list, val *rows)
{
    struct web *w = k->w;
    struct file_facts facts = { 0 };
    sha256 hash;

    if (f->too_large || f->bytes.n > FILE_MOST) {
        file_error(k, f->field, "file.too_large");
        return OK;
    }
    err e = filetype_check(w->a, f->bytes, &facts);
    if (e.class == ERR_CLASS_REFUSED) {
        file_error(k, f->field, facts.why ? facts.why : "file.type");
        return OK;
    }
    TRY(e);
    TRY(file_put(w->a, w->boot->data, &k->key, f->bytes, &hash));
    file_note(w, file_answer(w, f, &facts, &hash), f->field, list, rows);
    return OK;
}

/* Puts into the body what one file input brings: new ones, and earlier ones that are to be used
 * again. */
static err field_files_take(struct ask *k, int field, struct form_at at, val *body, val *rows)
{
    struct web *w = k->w;
    const struct form_field *f = &k->form->fields[field];
    str name = form_input_name(w->a, k->form, field, at);
    val had = form_answer(k->form, field, at, k->answers), fresh = val_list(NULL, 0);
    bool several = form_multiple(k->form, field, at, k->answers, &k->env);

    for (size_t n = 0; n < w->nfiles; n++) {
        if (!str_eq(w->files[n].field, name))
            continue;
        if (val_count(fresh) + (several ? val_count(had) : 0) >= FILES_MOST) {
            file_error(k, name, "file.too_many");
            break;
        }
        if (!several)
            fresh = val_list(NULL, 0);
        TRY(take_file(k, &w->files[n], &fresh, rows));
    }
    if (f->evidence.n)
        TRY(evidence_take(k, f, name, val_get(*body, str_cat(w->a, name, S("-reuse"))), &fresh,
                          rows));
    *body = val_with(w->a, *body, name, fresh);
    return OK;
}

static err take_files(struct ask *k, val *body, val *rows)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    bool together = page->kind == FORM_PAGE_ITEMS && page->together;
    size_t items = together ? form_items(k->form, page->list, k->at, k->answers, &k->env) : 1;

    *rows = val_list(NULL, 0);
    for (size_t i = 0; i < page->n_fields; i++)
        for (size_t n = 0; n < items; n++) {
            struct form_at at = k->at;
            if (together)
                at.item[page->depth] = (uint16_t)n;
            if (k->form->fields[page->fields[i]].kind == FORM_FILES)
                TRY(field_files_take(k, page->fields[i], at, body, rows));
        }
    return OK;
}

/* ---- saving ---- */

/* The act that keeps the answers: of the draft, or the one that mints it. */
static void name_act(struct ask *k, val answers, val rows, str keep)
{
    struct web *w = k->w;
    val_builder b = val_build(w->a);

    if (k->fill) {
        fill_save_in(k, answers, rows);
        return;
    }
    val_put(&b, S("answers"), answers);
    val_put(&b, S("page"), val_str(web_param(w, "at")));
    if (k->c.found) {
        w->act = "case.save";
        val_put(&b, S("draft"), val_str(k->c.draft));
        val_put(&b, S("seq"), val_int(k->c.seq));
        val_put(&b, S("own"), val_str(k->own));
        if (keep.n)
            val_put(&b, S("keep"), val_str(keep));
        if (val_count(rows))
            val_put(&b, S("files"), rows);
    } else {
        w->act = "case.start";
        val_put(&b, S("service"), val_str(k->service->id));
    }
    w->in = val_done(&b);
}

static bool is_text(val v)
{
    bool all = v.tag == V_STRING || v.tag == V_LIST;

    for (uint32_t i = 0; v.tag == V_LIST && i < v.n; i++)
        all &= v.l[i].tag == V_STRING;
    return all;
}

/* What a page posts are texts.  A program that posts more could name a file that it never handed
 * in. */
static val body_of(struct web *w)
{
    val_builder b = val_build(w->a);

    for (uint32_t i = 0; w->body.tag == V_CONTEXT && i < w->body.c->n; i++)
        if (is_text(w->body.c->e[i].value))
            val_add(&b, w->body.c->e[i].key, w->body.c->e[i].value);
    return val_done(&b);
}

static void errors_take(struct ask *k, const struct form_errors *found)
{
    for (size_t i = 0; i < found->v.n; i++)
        *vec_push(&k->errors.v, k->w->a) = found->v.v[i];
    k->errors.stay = found->stay;
    k->errors.at = found->at;
}

/* Whether what was posted looks for an address instead of answering: the page comes back with what
 * was found. */
static bool seeks_address(struct ask *k, val body)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    bool together = page->kind == FORM_PAGE_ITEMS && page->together;
    size_t items = together ? form_items(k->form, page->list, k->at, k->answers, &k->env) : 1;
    str sought;

    for (size_t i = 0; i < page->n_fields; i++)
        for (size_t n = 0; k->form->fields[page->fields[i]].addresses.n && n < items; n++) {
            struct form_at at = k->at;
            if (together)
                at.item[page->depth] = (uint16_t)n;
            if (form_address_sought(
                    k->w->a, body, form_input_name(k->w->a, k->form, page->fields[i], at), &sought))
                return true;
        }
    return val_has(body, S("_find"));
}

err save_ask(struct web *w)
{
    struct ask *k = ARENA_NEW(w->a, struct ask);
    val body = body_of(w), rows = val_list(NULL, 0), fresh;
    struct form_errors found = { 0 };
    str keep;

    TRY(ask_open(w, k));
    w->own = k;
    w->act = NULL;
    if (w->reply.status)
        return OK;
    if (seeks_address(k, body)) {
        k->typed = body;
        return ask_show(k, 200);
    }
    if (k->c.found)
        TRY(take_files(k, &body, &rows));
    TRY(kept_take(k, &body, &keep));
    paper_open_read(k, body);
    err e = form_read_page(k->form, k->at, body, k->answers, &k->env, &fresh, &found);
    TRY(asked_well(k));
    if (e.class == ERR_CLASS_FAULT || (failed(e) && !found.v.n))
        return e;
    errors_take(k, &found);
    if (k->errors.v.n) {
        k->typed = body;
        return ask_show(k, 422);
    }
    k->answers = fresh;
    name_act(k, fresh, rows, keep);
    return OK;
}

/* ---- a page that changes while it is filled in ---- */

/* What of the page is shown now, to be put in the place of what is there. */
static err parts_show(struct ask *k)
{
    struct field_view *v;
    size_t n = ask_parts(k, &v);

    TRY(k->fault);
    if (web_wants_json(k->w))
        return ask_json(k, 200, v, n);
    (void)title_is_label(k, v, n);
    k->w->page.out.n = 0;
    fields_render(&k->w->page, v, n);
    return web_html(k->w, 200);
}

/* What was typed so far is kept where there is a draft; before that, only the parts come back. */
err part_ask(struct web *w)
{
    struct ask *k = ARENA_NEW(w->a, struct ask);
    struct form_errors found = { 0 };
    val fresh;

    TRY(ask_open(w, k));
    w->own = k;
    w->act = NULL;
    if (w->reply.status)
        return OK;
    err e = form_read_part(k->form, k->at, body_of(w), k->answers, &k->env, &fresh, &found);
    TRY(asked_well(k));
    if (e.class == ERR_CLASS_FAULT || (failed(e) && !found.v.n))
        return e;
    errors_take(k, &found);
    bool changed = !val_equal(fresh, k->answers);
    k->answers = fresh;
    k->typed = body_of(w);
    if (!k->c.found || !changed)
        return parts_show(k);
    name_act(k, fresh, val_null(), S(""));
    return OK;
}

/* Files that a script sends one after another while the page stands: each is kept at once, and the
 * page's parts come back with it.  Of the body nothing else counts. */
err files_ask(struct web *w)
{
    struct ask *k = ARENA_NEW(w->a, struct ask);
    val body = val_with(w->a, val_null(), S("_"), val_null()), rows, fresh;
    struct form_errors found = { 0 };

    TRY(ask_open(w, k));
    w->own = k;
    w->act = NULL;
    if (w->reply.status)
        return OK;
    TRY(take_files(k, &body, &rows));
    err e = form_read_files(k->form, k->at, body, k->answers, &k->env, &fresh, &found);
    if (e.class == ERR_CLASS_FAULT || (failed(e) && !found.v.n))
        return e;
    errors_take(k, &found);
    if (k->errors.v.n || val_equal(fresh, k->answers))
        return parts_show(k);
    k->answers = fresh;
    name_act(k, fresh, rows, S(""));
    return OK;
}

err parted_ask(struct web *w)
{
    return parts_show(w->own);
}

void draft_token_keep(struct web *w, str draft)
{
    str token = val_get_text(w->out, S("token"));
    str before = w->creds.draft;
    enum { KEPT = 10 };
    size_t n = 0;

    if (!token.n)
        return;
    for (size_t i = 0; i < before.n; i++)
        if (before.p[i] == '~' && ++n >= KEPT) {
            before = str_sub(before, 0, i);
            break;
        }
    str all = str_fmt(w->a, "%.*s.%.*s%s%.*s", STR_ARG(draft), STR_ARG(token), before.n ? "~" : "",
                      STR_ARG(before));
    web_cookie(w, S("stoa-draft"), all, 30 * 86400);
}

static str after_save(struct ask *k)
{
    struct web *w = k->w;
    struct form_at next =
        k->errors.stay ? k->errors.at : form_next_page(k->form, k->answers, &k->env, k->at);

    if (!k->errors.stay && web_field(w, "_from").n)
        next = form_first_unanswered(k->form, k->answers, &k->env);
    if (next.page < 0)
        return str_cat(w->a, k->base, S("/check"));
    str at = form_at_str(w->a, k->form, next);
    return str_fmt(w->a, "%.*s/%.*s%s", STR_ARG(k->base), STR_ARG(at),
                   web_field(w, "_from").n ? "?from=check" : "");
}

err saved_ask(struct web *w)
{
    struct ask *k = w->own;
    str draft = val_get_text(w->out, S("draft"));

    if (!k->c.found) {
        draft_token_keep(w, draft);
        k->base = str_fmt(w->a, "/drafts/%.*s", STR_ARG(draft));
    }
    return web_redirect(w, after_save(k));
}

/* The act refused (changed in another window, retention reached): the page as it is now, with what
 * was typed. */
err ask_again(struct web *w)
{
    return web_refused(w);
}

/* ---- the way in, and back to a draft ---- */

err show_entry(struct web *w)
{
    struct ask k;
    struct page *p = &w->page;

    TRY(ask_form(w, &k));
    struct form_at at = form_next_page(k.form, k.answers, &k.env, FORM_AT_NONE);
    str first = form_at_str(w->a, k.form, at);
    str to = str_fmt(w->a, "/apply/%.*s/%.*s", STR_ARG(k.service->id), STR_ARG(first));
    if (w->who.account)
        return web_redirect(w, to);
    struct v_case_entry v = { .title = site_text(w->site, k.service->title, w->lang),
                              .back = web_url(w, "/services/%.*s", STR_ARG(k.service->id)),
                              .sign_in = web_url(w, "/sign-in?to=%.*s", STR_ARG(to)),
                              .begin = { ask_takes_files(&k, at) ? k.base : S("") },
                              .go_on = { to } };
    if (web_wants_json(w)) {
        buf b;
        buf_init(&b, w->a, 512);
        v_case_entry_json(&b, &v);
        return web_json(w, 200, buf_str(&b));
    }
    v_case_entry_html(p, &v);
    return web_html(w, 200);
}

err show_resume(struct web *w)
{
    struct ask k;

    TRY(ask_form(w, &k));
    if (w->reply.status)
        return OK;
    struct form_at next = form_first_unanswered(k.form, k.answers, &k.env);
    if (next.page < 0)
        return web_redirect(w, str_cat(w->a, k.base, S("/check")));
    return web_redirect(
        w, str_fmt(w->a, "%.*s/%.*s", STR_ARG(k.base), STR_ARG(form_at_str(w->a, k.form, next))));
}
