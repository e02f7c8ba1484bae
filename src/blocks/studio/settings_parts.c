/* Which questions the settings of a service are. */
#include "blocks/studio/settings.h"

#include "codec/yaml_edit.h"
#include "dmn/dmn.h"

/* ---- what is offered ---- */

struct offered {
    VEC(struct field_option) v;
};

static void offer(struct settings *k, struct offered *o, str value, str label)
{
    *vec_push(&o->v, k->a) = (struct field_option){ .value = value, .label = label };
}

static void offer_none(struct settings *k, struct offered *o)
{
    offer(k, o, S(""), word_of(k, W_studio_none));
}

static struct field_view choice(struct settings *k, enum word_id label, const struct offered *o,
                                bool optional)
{
    return (struct field_view){ .kind = FIELD_SELECT,
                                .label = word_of(k, label),
                                .optional = optional,
                                .options = o->v.v,
                                .options_n = o->v.n };
}

static struct field_view line(struct settings *k, enum word_id label, unsigned width, bool optional)
{
    return (struct field_view){
        .kind = FIELD_TEXT, .label = word_of(k, label), .width = width, .optional = optional
    };
}

static str site_said(struct settings *k, struct text t)
{
    return site_text(k->s.site, t, k->s.w->lang);
}

/* ---- who answers for it ---- */

static void office_value(struct settings *k, const char *dotted)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    offer_none(k, &o);
    for (size_t i = 0; i < site->n_offices; i++)
        offer(k, &o, site->offices[i]->id, site_said(k, site->offices[i]->name));
    settings_value(k, str_z(dotted), choice(k, W_studio_set_office, &o, false), SETTING_TEXT);
}

static void authority_value(struct settings *k)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    offer(k, &o, S(""), word_of(k, W_studio_set_authority_own));
    for (size_t i = 0; i < site->n_authorities; i++)
        offer(k, &o, site->authorities[i].id, site_said(k, site->authorities[i].name));
    settings_value(k, S("authority"), choice(k, W_studio_set_authority, &o, true), SETTING_TEXT);
}

static void purpose_value(struct settings *k)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    offer_none(k, &o);
    for (size_t i = 0; i < site->n_purposes; i++)
        offer(k, &o, site->purposes[i].id, site_said(k, site->purposes[i].title));
    settings_value(k, S("purpose"), choice(k, W_studio_set_purpose, &o, false), SETTING_TEXT);
}

static void level_value(struct settings *k)
{
    struct offered o = { 0 };

    offer(k, &o, S(""), word_of(k, W_studio_level_usual));
    offer(k, &o, S("none"), word_of(k, W_studio_level_none));
    offer(k, &o, S("low"), word_of(k, W_studio_level_low));
    offer(k, &o, S("substantial"), word_of(k, W_studio_level_substantial));
    offer(k, &o, S("high"), word_of(k, W_studio_level_high));
    settings_value(k, S("level"), choice(k, W_studio_set_level, &o, true), SETTING_TEXT);
}

static void ways_value(struct settings *k)
{
    struct offered channels = { 0 }, audience = { 0 };

    offer(k, &channels, S("online"), word_of(k, W_studio_channel_online));
    offer(k, &channels, S("counter"), word_of(k, W_studio_channel_counter));
    offer(k, &channels, S("paper"), word_of(k, W_studio_channel_paper));
    offer(k, &channels, S("phone"), word_of(k, W_studio_channel_phone));
    offer(k, &audience, S("people"), word_of(k, W_studio_audience_people));
    offer(k, &audience, S("firms"), word_of(k, W_studio_audience_firms));
    offer(k, &audience, S("officers"), word_of(k, W_studio_audience_officers));
    struct field_view f = choice(k, W_studio_set_audience, &audience, false);
    f.kind = FIELD_CHECKBOXES;
    settings_value(k, S("audience"), f, SETTING_LIST);
    f = choice(k, W_studio_set_channels, &channels, true);
    f.kind = FIELD_CHECKBOXES;
    settings_value(k, S("channels"), f, SETTING_LIST);
}

static void who_part(struct settings *k)
{
    struct fields *outer = settings_group(k);

    office_value(k, "office");
    authority_value(k);
    purpose_value(k);
    struct field_view f = line(k, W_studio_set_basis, 0, false);
    f.kind = FIELD_TEXTAREA;
    f.rows = 3;
    f.hint = word_of(k, W_studio_set_basis_hint);
    f.spellcheck_off = true;
    settings_value(k, S("legal_basis"), f, SETTING_LIST);
    ways_value(k);
    level_value(k);
    settings_group_end(k, outer, S("part.who"), word_of(k, W_studio_set_who));
}

/* ---- lists: fees, and what is handed in ---- */

static bool removed(struct settings *k, str base)
{
    static const struct field_option yes[] = { { .value = S_INIT("yes") } };
    struct field_option *o = memcpy(ARENA_NEW(k->a, struct field_option), yes, sizeof *yes);
    str name = str_cat(k->a, base, S(".remove"));
    bool wanted = k->posted && val_text(val_get(k->s.w->body, name)).n;

    o->label = word_of(k, W_studio_set_remove);
    o->chosen = wanted;
    *vec_push(k->fields, k->a) =
        (struct field_view){ .kind = FIELD_CHECKBOX, .name = name, .options = o, .options_n = 1 };
    return wanted && k->saving;
}

/* The item, and its words in the other languages. */
static void item_drop(struct settings *k, const char *list, str id, str base)
{
    const struct site *site = k->s.site;
    str path[3] = { S("service.yaml"), str_z(list), id }, out;
    val doc = val_null();
    bool last =
        !failed(yaml_read(k->a, change_read(&k->change, S("service.yaml")), &doc, NULL, NULL)) &&
        val_count(val_get(doc, str_z(list))) == 1;

    settings_set(k, str_cat(k->a, base, S(".remove")), last ? str_z(list) : base,
                 last ? val_list(NULL, 0) : val_null());
    for (size_t i = 1; i < site->n_langs; i++) {
        str file = str_fmt(k->a, "words.%.*s.yaml", STR_ARG(site->langs[i].code));
        str now = change_read(&k->change, file);
        if (now.p && !failed(yaml_set(k->a, now, path, 3, val_null(), S(""), &out)))
            change_write(&k->change, file, out);
    }
}

/* "A copy by post" becomes "a-copy-by-post"; one that is taken gets a number. */
static str item_id(struct settings *k, const char *list, str title)
{
    val items = settings_at(k, str_z(list));
    buf b;

    buf_init(&b, k->a, 64);
    for (size_t i = 0; i < title.n && b.n < 40; i++) {
        char c = title.p[i];
        char low = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
            buf_char(&b, low);
        else if (b.n && b.p[b.n - 1] != '-')
            buf_char(&b, '-');
    }
    str id = buf_str(&b);
    while (id.n && id.p[id.n - 1] == '-')
        id.n--;
    id = id.n ? id : S("item");
    for (int n = 1;; n++) {
        str one = n == 1 ? id : str_fmt(k->a, "%.*s-%d", STR_ARG(id), n);
        bool taken = false;
        for (size_t i = 0; i < val_count(items); i++)
            taken |= str_eq(val_get_text(val_at(items, i), S("id")), one);
        if (!taken)
            return one;
    }
}

static str typed(struct settings *k, str list, const char *what)
{
    return settings_wanted(k, str_fmt(k->a, "new-%.*s.%s", STR_ARG(list), what), S(""));
}

/* Texts of a new item: the first language's into the item, the others' into the words. */
static str new_text(struct settings *k, const char *list, const char *what, enum word_id label,
                    bool needed)
{
    const struct site *site = k->s.site;
    str first = S("");
    bool any = false;

    for (size_t i = 0; i < site->n_langs; i++) {
        str name = str_fmt(k->a, "new-%s.%s.%.*s", list, what, STR_ARG(site->langs[i].code));
        str want = settings_wanted(k, name, S(""));
        first = i ? first : want;
        any |= want.n > 0;
        if (k->saving && needed && any && !want.n)
            settings_wrong(k, name, W_studio_text_needed);
        settings_add(
            k,
            (struct field_view){ .kind = FIELD_TEXT,
                                 .name = name,
                                 .optional = !needed,
                                 .lang = site->langs[i].code,
                                 .label = str_fmt(k->a, "%.*s (%.*s)", STR_ARG(word_of(k, label)),
                                                  STR_ARG(site->langs[i].name)),
                                 .value = want },
            S(""));
    }
    return first;
}

static void new_words(struct settings *k, const char *list, str id, const char *what)
{
    const struct site *site = k->s.site;

    for (size_t i = 1; i < site->n_langs; i++) {
        str name = str_fmt(k->a, "new-%s.%s.%.*s", list, what, STR_ARG(site->langs[i].code));
        str want = settings_wanted(k, name, S(""));
        struct text_row row = { .kind = TEXT_YAML,
                                .file = S("service.yaml"),
                                .property = str_fmt(k->a, "%s.%.*s.%s", list, STR_ARG(id), what) };
        if (want.n && !text_write(&k->change, &row, i, want))
            settings_wrong(k, name, W_studio_text_fixed);
    }
}

static void item_append(struct settings *k, const char *list, str name, val item)
{
    str path[2] = { str_z(list), S("-") }, out;
    str now = change_read(&k->change, S("service.yaml"));

    if (failed(yaml_set(k->a, now, path, 2, item, S(""), &out)))
        settings_wrong(k, name, W_studio_text_fixed);
    else
        change_write(&k->change, S("service.yaml"), out);
}

/* ---- fees ---- */

static struct offered parameters(struct settings *k)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    offer_none(k, &o);
    for (size_t i = 0; i < site->n_params; i++)
        offer(k, &o, site->params[i]->name,
              str_fmt(k->a, "%.*s (%.*s)", STR_ARG(site_said(k, site->params[i]->title)),
                      STR_ARG(site->params[i]->name)));
    return o;
}

static struct offered decisions(struct settings *k)
{
    const struct service *v = k->s.v;
    struct offered o = { 0 };
    size_t n;

    offer_none(k, &o);
    for (size_t i = 0; i < v->n_decisions; i++) {
        const str *names = v->decisions[i].dmn ? dmn_decisions(v->decisions[i].dmn, &n) : NULL;
        for (size_t j = 0; names && j < n; j++)
            offer(k, &o, names[j], names[j]);
    }
    return o;
}

static struct offered fee_channels(struct settings *k)
{
    struct offered o = { 0 };

    offer(k, &o, S(""), word_of(k, W_studio_channel_any));
    offer(k, &o, S("online"), word_of(k, W_studio_channel_online));
    offer(k, &o, S("counter"), word_of(k, W_studio_channel_counter));
    offer(k, &o, S("paper"), word_of(k, W_studio_channel_paper));
    offer(k, &o, S("phone"), word_of(k, W_studio_channel_phone));
    return o;
}

/* A choice that only offers nothing is not asked. */
static void fee_values(struct settings *k, str base)
{
    struct offered p = parameters(k), d = decisions(k), c = fee_channels(k);

    settings_value(k, str_cat(k->a, base, S(".amount")), line(k, W_studio_fee_amount, 10, true),
                   SETTING_NUMBER);
    if (p.v.n > 1)
        settings_value(k, str_cat(k->a, base, S(".parameter")),
                       choice(k, W_studio_fee_parameter, &p, true), SETTING_TEXT);
    if (d.v.n > 1)
        settings_value(k, str_cat(k->a, base, S(".decision")),
                       choice(k, W_studio_fee_decision, &d, true), SETTING_TEXT);
    settings_value(k, str_cat(k->a, base, S(".channel")), choice(k, W_studio_fee_channel, &c, true),
                   SETTING_TEXT);
}

static void new_choice(struct settings *k, str list, const char *what, enum word_id label,
                       const struct offered *o)
{
    struct field_view f = choice(k, label, o, true);
    str want = typed(k, list, what);

    f.name = str_fmt(k->a, "new-%.*s.%s", STR_ARG(list), what);
    f.options = settings_chosen(k, f.options, f.options_n, want);
    f.value = want;
    settings_add(k, f, S(""));
}

static val with_typed(struct settings *k, val item, str list, const char *what)
{
    str said = typed(k, list, what);

    return said.n ? val_with(k->a, item, str_z(what), val_str(said)) : item;
}

static void fee_new(struct settings *k)
{
    struct offered p = parameters(k), c = fee_channels(k);
    struct fields *outer = settings_group(k);
    str first = new_text(k, "fees", "title", W_studio_set_title, true), list = S("fees");
    str amount = typed(k, list, "amount");
    struct field_view f = line(k, W_studio_fee_amount, 10, true);
    val n = val_null();

    f.name = S("new-fees.amount");
    f.value = amount;
    if (k->saving && amount.n && failed(val_number(k->a, amount, &n)))
        settings_wrong(k, f.name, W_studio_number_wrong);
    settings_add(k, f, S(""));
    if (p.v.n > 1)
        new_choice(k, list, "parameter", W_studio_fee_parameter, &p);
    new_choice(k, list, "channel", W_studio_fee_channel, &c);
    if (k->saving && first.n && !k->wrong.n) {
        str id = item_id(k, "fees", first);
        val item = val_with(k->a, val_null(), S("id"), val_str(id));
        item = val_with(k->a, item, S("title"), val_str(first));
        item = val_is_null(n) ? item : val_with(k->a, item, S("amount"), n);
        item = with_typed(k, with_typed(k, item, list, "parameter"), list, "channel");
        item_append(k, "fees", f.name, item);
        new_words(k, "fees", id, "title");
    }
    settings_group_end(k, outer, S("new-fees"), word_of(k, W_studio_fee_new));
}

static void fees_part(struct settings *k)
{
    val items = settings_at(k, S("fees"));
    struct fields *all = settings_group(k);

    for (size_t i = 0; i < val_count(items); i++) {
        str id = val_get_text(val_at(items, i), S("id"));
        str base = str_cat(k->a, S("fees."), id);
        struct fields *outer = settings_group(k);
        if (!removed(k, base)) {
            settings_texts(k, str_cat(k->a, base, S(".title")), W_studio_set_title, true, false);
            fee_values(k, base);
        } else {
            item_drop(k, "fees", id, base);
        }
        str title = text_row_now(&k->rows, str_cat(k->a, base, S(".title")), 0);
        settings_group_end(k, outer, base, title.n ? title : id);
    }
    fee_new(k);
    settings_group_end(k, all, S("part.fees"), word_of(k, W_studio_set_fees));
}

/* ---- evidence ---- */

static struct offered file_fields(struct settings *k)
{
    const struct service_form *f = service_form(k->s.v, S("form"));
    struct offered o = { 0 };

    offer_none(k, &o);
    for (size_t i = 0; f && f->form && i < f->form->n_fields; i++) {
        const struct form_field *x = &f->form->fields[i];
        if (x->kind == FORM_FILES && x->name.n)
            offer(k, &o, x->name, x->label.n ? x->label : x->name);
    }
    return o;
}

static void evidence_values(struct settings *k, str base)
{
    struct offered files = file_fields(k);
    struct offered yes = { 0 };

    settings_texts(k, str_cat(k->a, base, S(".title")), W_studio_set_title, true, false);
    settings_texts(k, str_cat(k->a, base, S(".description")), W_studio_set_description, false,
                   true);
    settings_value(k, str_cat(k->a, base, S(".field")),
                   choice(k, W_studio_evidence_field, &files, true), SETTING_TEXT);
    offer(k, &yes, S("yes"), word_of(k, W_studio_evidence_required));
    struct field_view f = choice(k, W_studio_evidence_required, &yes, true);
    f.kind = FIELD_CHECKBOX;
    settings_value(k, str_cat(k->a, base, S(".required")), f, SETTING_YES);
}

static void evidence_new(struct settings *k)
{
    struct offered files = file_fields(k);
    struct fields *outer = settings_group(k);
    str list = S("evidence");
    str first = new_text(k, "evidence", "title", W_studio_set_title, true);
    str more = new_text(k, "evidence", "description", W_studio_set_description, false);

    new_choice(k, list, "field", W_studio_evidence_field, &files);
    if (k->saving && first.n && !k->wrong.n) {
        str id = item_id(k, "evidence", first);
        val item = val_with(k->a, val_null(), S("id"), val_str(id));
        item = val_with(k->a, item, S("title"), val_str(first));
        item = more.n ? val_with(k->a, item, S("description"), val_str(more)) : item;
        item_append(k, "evidence", S("new-evidence.field"), with_typed(k, item, list, "field"));
        new_words(k, "evidence", id, "title");
        if (more.n)
            new_words(k, "evidence", id, "description");
    }
    settings_group_end(k, outer, S("new-evidence"), word_of(k, W_studio_evidence_new));
}

static void evidence_part(struct settings *k)
{
    val items = settings_at(k, S("evidence"));
    struct fields *all = settings_group(k);

    for (size_t i = 0; i < val_count(items); i++) {
        str id = val_get_text(val_at(items, i), S("id"));
        str base = str_cat(k->a, S("evidence."), id);
        struct fields *outer = settings_group(k);
        if (removed(k, base))
            item_drop(k, "evidence", id, base);
        else
            evidence_values(k, base);
        str title = text_row_now(&k->rows, str_cat(k->a, base, S(".title")), 0);
        settings_group_end(k, outer, base, title.n ? title : id);
    }
    evidence_new(k);
    settings_group_end(k, all, S("part.evidence"), word_of(k, W_studio_set_evidence));
}

/* ---- time ---- */

static void deadlines_part(struct settings *k)
{
    const struct office *o = site_office(k->s.site, k->s.v->office);
    struct fields *outer = settings_group(k);
    struct field_view f = line(k, W_studio_set_expected, 5, true);

    f.inputmode = S("numeric");
    if (o) {
        struct val_entry args[] = { { S("office"), val_str(site_said(k, o->name)) },
                                    { S("calendar"), val_str(o->calendar) } };
        f.hint = page_word_str(&k->s.w->page, W_studio_set_calendar, args, 2);
    }
    settings_value(k, S("deadlines.expected"), f, SETTING_NUMBER);
    f.label = word_of(k, W_studio_set_decide);
    settings_value(k, S("deadlines.decide"), f, SETTING_NUMBER);
    settings_duration(k, S("deadlines.limit"), word_of(k, W_studio_set_limit), false, true);
    settings_texts(k, S("deadlines.limit_from"), W_studio_set_limit_from, false, false);
    settings_group_end(k, outer, S("part.deadlines"), word_of(k, W_studio_set_deadlines));
}

static void retention_part(struct settings *k)
{
    struct offered then = { 0 };
    struct fields *outer = settings_group(k);

    settings_duration(k, S("retention.case"), word_of(k, W_studio_keep_case), true, false);
    offer(k, &then, S(""), word_of(k, W_studio_then_erase));
    offer(k, &then, S("erase"), word_of(k, W_studio_then_erase_said));
    offer(k, &then, S("archive"), word_of(k, W_studio_then_archive));
    offer(k, &then, S("keep"), word_of(k, W_studio_then_keep));
    settings_value(k, S("retention.then"), choice(k, W_studio_set_then, &then, true), SETTING_TEXT);
    settings_duration(k, S("retention.draft"), word_of(k, W_studio_keep_draft), false, true);
    settings_duration(k, S("retention.unsigned_draft"), word_of(k, W_studio_keep_unsigned), false,
                      true);
    settings_group_end(k, outer, S("part.retention"), word_of(k, W_studio_set_retention));
}

static void appeal_part(struct settings *k)
{
    struct fields *outer;

    if (val_is_null(settings_at(k, S("appeal"))))
        return;
    outer = settings_group(k);
    office_value(k, "appeal.office");
    settings_duration(k, S("appeal.within"), word_of(k, W_studio_appeal_within), false, true);
    settings_texts(k, S("appeal.how"), W_studio_appeal_how, true, true);
    settings_value(k, S("appeal.clause"), line(k, W_studio_appeal_clause, 20, true), SETTING_TEXT);
    settings_group_end(k, outer, S("part.appeal"), word_of(k, W_studio_set_appeal));
}

void settings_walk(struct settings *k)
{
    struct fields *outer = settings_group(k);

    settings_texts(k, S("title"), W_studio_set_title, true, false);
    settings_texts(k, S("summary"), W_studio_set_summary, true, true);
    settings_group_end(k, outer, S("part.title"), word_of(k, W_studio_set_named));
    who_part(k);
    fees_part(k);
    evidence_part(k);
    deadlines_part(k);
    retention_part(k);
    appeal_part(k);
}
