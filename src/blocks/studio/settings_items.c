/* Lists in the settings of a service: fees, what is handed in, what is issued. */
#include "blocks/studio/settings.h"

#include "codec/yaml_edit.h"
#include "dmn/dmn.h"

/* ---- what is offered ---- */

void settings_offer(struct settings *k, struct offered *o, str value, str label)
{
    *vec_push(&o->v, k->a) = (struct field_option){ .value = value, .label = label };
}

void settings_offer_none(struct settings *k, struct offered *o)
{
    settings_offer(k, o, S(""), word_of(k, W_studio_none));
}

struct field_view settings_choice(struct settings *k, enum word_id label, const struct offered *o,
                                  bool optional)
{
    return (struct field_view){ .kind = FIELD_SELECT,
                                .label = word_of(k, label),
                                .optional = optional,
                                .options = o->v.v,
                                .options_n = o->v.n };
}

struct field_view settings_line(struct settings *k, enum word_id label, unsigned width,
                                bool optional)
{
    return (struct field_view){
        .kind = FIELD_TEXT, .label = word_of(k, label), .width = width, .optional = optional
    };
}

str settings_said(struct settings *k, struct text t)
{
    return site_text(k->s.site, t, k->s.w->lang);
}

/* ---- lists: fees, and what is handed in ---- */

bool settings_removed(struct settings *k, str base)
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

    settings_offer_none(k, &o);
    for (size_t i = 0; i < site->n_params; i++)
        settings_offer(k, &o, site->params[i]->name,
                       str_fmt(k->a, "%.*s (%.*s)",
                               STR_ARG(settings_said(k, site->params[i]->title)),
                               STR_ARG(site->params[i]->name)));
    return o;
}

static struct offered decisions(struct settings *k)
{
    const struct service *v = k->s.v;
    struct offered o = { 0 };
    size_t n;

    settings_offer_none(k, &o);
    for (size_t i = 0; i < v->n_decisions; i++) {
        const str *names = v->decisions[i].dmn ? dmn_decisions(v->decisions[i].dmn, &n) : NULL;
        for (size_t j = 0; names && j < n; j++)
            settings_offer(k, &o, names[j], names[j]);
    }
    return o;
}

static struct offered fee_channels(struct settings *k)
{
    struct offered o = { 0 };

    settings_offer(k, &o, S(""), word_of(k, W_studio_channel_any));
    settings_offer(k, &o, S("online"), word_of(k, W_studio_channel_online));
    settings_offer(k, &o, S("counter"), word_of(k, W_studio_channel_counter));
    settings_offer(k, &o, S("paper"), word_of(k, W_studio_channel_paper));
    settings_offer(k, &o, S("phone"), word_of(k, W_studio_channel_phone));
    return o;
}

/* A choice that only offers nothing is not asked. */
static void fee_values(struct settings *k, str base)
{
    struct offered p = parameters(k), d = decisions(k), c = fee_channels(k);

    settings_value(k, str_cat(k->a, base, S(".amount")),
                   settings_line(k, W_studio_fee_amount, 10, true), SETTING_NUMBER);
    if (p.v.n > 1)
        settings_value(k, str_cat(k->a, base, S(".parameter")),
                       settings_choice(k, W_studio_fee_parameter, &p, true), SETTING_TEXT);
    if (d.v.n > 1)
        settings_value(k, str_cat(k->a, base, S(".decision")),
                       settings_choice(k, W_studio_fee_decision, &d, true), SETTING_TEXT);
    settings_value(k, str_cat(k->a, base, S(".channel")),
                   settings_choice(k, W_studio_fee_channel, &c, true), SETTING_TEXT);
}

static void new_choice(struct settings *k, str list, const char *what, enum word_id label,
                       const struct offered *o)
{
    struct field_view f = settings_choice(k, label, o, true);
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
    struct field_view f = settings_line(k, W_studio_fee_amount, 10, true);
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

/* ---- evidence ---- */

static struct offered file_fields(struct settings *k)
{
    const struct service_form *f = service_form(k->s.v, S("form"));
    struct offered o = { 0 };

    settings_offer_none(k, &o);
    for (size_t i = 0; f && f->form && i < f->form->n_fields; i++) {
        const struct form_field *x = &f->form->fields[i];
        if (x->kind == FORM_FILES && x->name.n)
            settings_offer(k, &o, x->name, x->label.n ? x->label : x->name);
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
                   settings_choice(k, W_studio_evidence_field, &files, true), SETTING_TEXT);
    settings_offer(k, &yes, S("yes"), word_of(k, W_studio_evidence_required));
    struct field_view f = settings_choice(k, W_studio_evidence_required, &yes, true);
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

/* ---- outputs ---- */

static struct offered letters(struct settings *k)
{
    const struct service *v = k->s.v;
    struct offered o = { 0 };

    settings_offer_none(k, &o);
    for (size_t i = 0; i < v->n_letters; i++)
        if (str_eq(v->letters[i].lang, k->s.site->langs[0].code))
            settings_offer(k, &o, v->letters[i].id, v->letters[i].id);
    return o;
}

static void output_values(struct settings *k, str base)
{
    struct offered o = letters(k);

    settings_texts(k, str_cat(k->a, base, S(".title")), W_studio_set_title, true, false);
    settings_value(k, str_cat(k->a, base, S(".letter")),
                   settings_choice(k, W_studio_output_letter, &o, true), SETTING_TEXT);
}

static void output_new(struct settings *k)
{
    struct offered o = letters(k);
    struct fields *outer = settings_group(k);
    str first = new_text(k, "outputs", "title", W_studio_set_title, true), list = S("outputs");

    new_choice(k, list, "letter", W_studio_output_letter, &o);
    if (k->saving && first.n && !k->wrong.n) {
        str id = item_id(k, "outputs", first);
        val item = val_with(k->a, val_null(), S("id"), val_str(id));
        item = val_with(k->a, item, S("title"), val_str(first));
        item_append(k, "outputs", S("new-outputs.letter"), with_typed(k, item, list, "letter"));
        new_words(k, "outputs", id, "title");
    }
    settings_group_end(k, outer, S("new-outputs"), word_of(k, W_studio_output_new));
}

/* ---- a list ---- */

struct list {
    const char *key;
    enum word_id label;
    void (*values)(struct settings *k, str base); /* of one item */
    void (*added)(struct settings *k);            /* one more */
};

static void list_part(struct settings *k, const struct list *t)
{
    val items = settings_at(k, str_z(t->key));
    struct fields *all = settings_group(k);

    for (size_t i = 0; i < val_count(items); i++) {
        str id = val_get_text(val_at(items, i), S("id"));
        str base = str_fmt(k->a, "%s.%.*s", t->key, STR_ARG(id));
        struct fields *outer = settings_group(k);
        if (settings_removed(k, base))
            item_drop(k, t->key, id, base);
        else
            t->values(k, base);
        str title = text_row_now(&k->rows, str_cat(k->a, base, S(".title")), 0);
        settings_group_end(k, outer, base, title.n ? title : id);
    }
    t->added(k);
    settings_group_end(k, all, str_cat(k->a, S("part."), str_z(t->key)), word_of(k, t->label));
}

static void fee_item(struct settings *k, str base)
{
    settings_texts(k, str_cat(k->a, base, S(".title")), W_studio_set_title, true, false);
    fee_values(k, base);
}

void settings_fees(struct settings *k)
{
    static const struct list fees = { "fees", W_studio_set_fees, fee_item, fee_new };

    list_part(k, &fees);
}

void settings_evidence(struct settings *k)
{
    static const struct list evidence = { "evidence", W_studio_set_evidence, evidence_values,
                                          evidence_new };

    list_part(k, &evidence);
}

void settings_outputs(struct settings *k)
{
    static const struct list outputs = { "outputs", W_studio_set_outputs, output_values,
                                         output_new };

    list_part(k, &outputs);
}
