#include "page/field_parts.h"
#include "page/write.h"

/* ---- names ---- */

static str field_id(arena *a, const struct field_view *f)
{
    if (f->id.n)
        return f->id;
    char *p = str_zdup(a, f->name);
    for (char *c = p; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              *c == '-' || *c == '_'))
            *c = '-';
    return str_z(p);
}

static bool field_marked(const struct field_view *f, unsigned part)
{
    return f->error.n && (!f->error_parts || (f->error_parts & part));
}

str field_target(arena *a, const struct field_view *f)
{
    str id = field_id(a, f);
    if (f->kind != FIELD_DATE)
        return id;
    return str_cat(a, id,
                   field_marked(f, FIELD_DAY)     ? S("-day")
                   : field_marked(f, FIELD_MONTH) ? S("-month")
                                                  : S("-year"));
}

/* ---- what stands above every control ---- */

static void group_open(struct page *p, const struct field_view *f, const char *more)
{
    PAGE_LIT(p, "<div class=\"govuk-form-group");
    if (f->error.n)
        PAGE_LIT(p, " govuk-form-group--error");
    PAGE_LIT(p, "");
    write_z(p, more);
    PAGE_LIT(p, "\"");
}

static void label_text(struct page *p, const struct field_view *f)
{
    if (f->optional)
        page_word(p, W_field_optional, (struct val_entry[]){ { S("label"), val_str(f->label) } },
                  1);
    else
        page_text(p, f->label);
}

static void size_class(struct page *p, const char *base, enum field_label_size size)
{
    static const char *const ends[] = { "", "--s", "--m", "--l" };
    if (size == LABEL_PLAIN)
        return;
    write_z(p, base);
    write_z(p, ends[size]);
}

static enum field_label_size label_size(const struct field_view *f)
{
    return f->heading && f->label_size == LABEL_PLAIN ? LABEL_L : f->label_size;
}

static void label_write(struct page *p, const struct field_view *f, str id)
{
    if (f->heading)
        PAGE_LIT(p, "<h1 class=\"govuk-label-wrapper\">");
    PAGE_LIT(p, "<label class=\"govuk-label");
    size_class(p, " govuk-label", label_size(f));
    PAGE_LIT(p, "\"");
    write_attr(p, "for", id);
    PAGE_LIT(p, ">");
    label_text(p, f);
    PAGE_LIT(p, "</label>");
    if (f->heading)
        PAGE_LIT(p, "</h1>");
}

static void hint_error(struct page *p, const struct field_view *f, str id)
{
    if (f->hint.n) {
        PAGE_LIT(p, "<div id=\"");
        page_attr(p, id);
        PAGE_LIT(p, "-hint\" class=\"govuk-hint\"");
        write_flag(p, "data-says", f->says);
        PAGE_LIT(p, ">");
        page_text(p, f->hint);
        PAGE_LIT(p, "</div>");
    }
    if (f->error.n) {
        PAGE_LIT(p, "<p id=\"");
        page_attr(p, id);
        PAGE_LIT(p,
                 "-error\" class=\"govuk-error-message\"><span class=\"govuk-visually-hidden\">");
        write_word(p, W_field_error_prefix);
        PAGE_LIT(p, "</span> ");
        page_text(p, f->error);
        PAGE_LIT(p, "</p>");
    }
}

/* aria-describedby of hint, error, and one more id where given. */
static void described(struct page *p, const struct field_view *f, str id, const char *first)
{
    bool any = first != NULL;
    if (!f->hint.n && !f->error.n && !first)
        return;
    PAGE_LIT(p, " aria-describedby=\"");
    if (first) {
        page_attr(p, id);
        write_z(p, first);
    }
    if (f->hint.n) {
        write_z(p, any ? " " : "");
        page_attr(p, id);
        PAGE_LIT(p, "-hint");
        any = true;
    }
    if (f->error.n) {
        write_z(p, any ? " " : "");
        page_attr(p, id);
        PAGE_LIT(p, "-error");
    }
    PAGE_LIT(p, "\"");
}

static void fieldset_open(struct page *p, const struct field_view *f, str id)
{
    PAGE_LIT(p, "<fieldset class=\"govuk-fieldset\"");
    described(p, f, id, NULL);
    PAGE_LIT(p, "><legend class=\"govuk-fieldset__legend");
    size_class(p, " govuk-fieldset__legend", label_size(f));
    PAGE_LIT(p, "\">");
    if (f->heading)
        PAGE_LIT(p, "<h1 class=\"govuk-fieldset__heading\">");
    label_text(p, f);
    if (f->heading)
        PAGE_LIT(p, "</h1>");
    PAGE_LIT(p, "</legend>");
    hint_error(p, f, id);
}

/* ---- one line and several lines ---- */

static const char *input_type(enum field_kind k)
{
    switch (k) {
    case FIELD_EMAIL:
        return "email";
    case FIELD_TEL:
        return "tel";
    case FIELD_PASSWORD:
        return "password";
    case FIELD_SEARCH:
        return "search";
    case FIELD_URL:
        return "url";
    case FIELD_TIME:
        return "time";
    default:
        return "text"; /* numbers too: type=number loses what it does not understand */
    }
}

static void input_write(struct page *p, const struct field_view *f, str id)
{
    bool password = f->kind == FIELD_PASSWORD;
    PAGE_LIT(p, "<input class=\"govuk-input");
    if (password)
        PAGE_LIT(p, " govuk-password-input__input govuk-js-password-input-input");
    if (f->error.n)
        PAGE_LIT(p, " govuk-input--error");
    if (f->width)
        buf_fmt(&p->out, " govuk-input--width-%u", f->width);
    PAGE_LIT(p, "\"");
    write_attr(p, "id", id);
    write_attr(p, "name", f->name);
    write_attr(p, "type", str_z(input_type(f->kind)));
    write_attr(p, "lang", f->lang);
    if (f->spellcheck_off || password || f->kind == FIELD_EMAIL)
        PAGE_LIT(p, " spellcheck=\"false\"");
    described(p, f, id, NULL);
    write_attr(p, "value", password ? STR_NULL : f->value);
    write_flag(p, "readonly", f->readonly);
    write_flag(p, "disabled", f->disabled);
    write_attr(p, "autocomplete",
               f->autocomplete.n ? f->autocomplete
               : password        ? S("current-password")
                                 : STR_NULL);
    if (password)
        PAGE_LIT(p, " autocapitalize=\"none\"");
    write_attr(p, "inputmode",
               f->inputmode.n            ? f->inputmode
               : f->kind == FIELD_NUMBER ? S("numeric")
                                         : STR_NULL);
    PAGE_LIT(p, ">");
}

static void text_field(struct page *p, const struct field_view *f, str id)
{
    bool wrapped = f->prefix.n || f->suffix.n;
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    label_write(p, f, id);
    hint_error(p, f, id);
    if (wrapped)
        PAGE_LIT(p, "<div class=\"govuk-input__wrapper\">");
    if (f->prefix.n) {
        PAGE_LIT(p, "<div class=\"govuk-input__prefix\" aria-hidden=\"true\">");
        page_text(p, f->prefix);
        PAGE_LIT(p, "</div>");
    }
    input_write(p, f, id);
    if (f->suffix.n) {
        PAGE_LIT(p, "<div class=\"govuk-input__suffix\" aria-hidden=\"true\">");
        page_text(p, f->suffix);
        PAGE_LIT(p, "</div>");
    }
    if (wrapped)
        PAGE_LIT(p, "</div>");
    field_found(p, f, id);
    if (f->find.n) {
        PAGE_LIT(p, "<button class=\"govuk-button govuk-button--secondary stoa-find\" "
                    "name=\"_find\" value=\"1\">");
        page_text(p, f->find);
        PAGE_LIT(p, "</button>");
    }
    if (f->draws)
        field_drawn(p, f);
    PAGE_LIT(p, "</div>");
}

static void password_field(struct page *p, const struct field_view *f, str id)
{
    group_open(p, f, " govuk-password-input");
    PAGE_LIT(p, " data-module=\"govuk-password-input\"");
    write_attr(p, "data-i18n.show-password", word0(p->words, W_field_show_password));
    write_attr(p, "data-i18n.hide-password", word0(p->words, W_field_hide_password));
    write_attr(p, "data-i18n.show-password-aria-label",
               word0(p->words, W_field_show_password_label));
    write_attr(p, "data-i18n.hide-password-aria-label",
               word0(p->words, W_field_hide_password_label));
    write_attr(p, "data-i18n.password-shown-announcement", word0(p->words, W_field_password_shown));
    write_attr(p, "data-i18n.password-hidden-announcement",
               word0(p->words, W_field_password_hidden));
    PAGE_LIT(p, ">");
    label_write(p, f, id);
    hint_error(p, f, id);
    PAGE_LIT(p, "<div class=\"govuk-input__wrapper govuk-password-input__wrapper\">");
    input_write(p, f, id);
    PAGE_LIT(p, "<button type=\"button\" class=\"govuk-button govuk-button--secondary "
                "govuk-password-input__toggle "
                "govuk-js-password-input-toggle\" data-module=\"govuk-button\"");
    write_attr(p, "aria-controls", id);
    write_attr(p, "aria-label", word0(p->words, W_field_show_password_label));
    PAGE_LIT(p, " hidden>");
    write_word(p, W_field_show_password);
    PAGE_LIT(p, "</button></div></div>");
}

/* The count's texts in the reader's language: the module wants them as attributes. */
static void count_texts(struct page *p, const struct field_view *f)
{
    write_attr(p, "data-i18n.characters-under-limit.other", word0(p->words, W_field_count_under));
    write_attr(p, "data-i18n.characters-under-limit.one", word0(p->words, W_field_count_under_one));
    write_attr(p, "data-i18n.characters-at-limit", word0(p->words, W_field_count_at));
    write_attr(p, "data-i18n.characters-over-limit.other", word0(p->words, W_field_count_over));
    write_attr(p, "data-i18n.characters-over-limit.one", word0(p->words, W_field_count_over_one));
    buf_fmt(&p->out, " data-maxlength=\"%u\"", f->max_length);
}

static void textarea_field(struct page *p, const struct field_view *f, str id)
{
    bool counted = f->max_length > 0;
    group_open(p, f, counted ? " govuk-character-count" : "");
    if (counted) {
        PAGE_LIT(p, " data-module=\"govuk-character-count\"");
        count_texts(p, f);
    }
    PAGE_LIT(p, ">");
    label_write(p, f, id);
    hint_error(p, f, id);
    PAGE_LIT(p, "<textarea class=\"govuk-textarea");
    if (f->error.n)
        PAGE_LIT(p, " govuk-textarea--error");
    if (counted)
        PAGE_LIT(p, " govuk-js-character-count");
    PAGE_LIT(p, "\"");
    write_attr(p, "id", id);
    write_attr(p, "name", f->name);
    buf_fmt(&p->out, " rows=\"%u\"", f->rows ? f->rows : 5);
    write_attr(p, "lang", f->lang);
    if (f->spellcheck_off)
        PAGE_LIT(p, " spellcheck=\"false\"");
    described(p, f, id, counted ? "-info" : NULL);
    write_attr(p, "autocomplete", f->autocomplete);
    write_flag(p, "readonly", f->readonly);
    write_flag(p, "disabled", f->disabled);
    PAGE_LIT(p, ">");
    if (f->value.n && f->value.p[0] == '\n')
        PAGE_LIT(p, "\n"); /* the parser drops the first line end */
    page_text(p, f->value);
    PAGE_LIT(p, "</textarea>");
    if (counted) {
        PAGE_LIT(p, "<div id=\"");
        page_attr(p, id);
        PAGE_LIT(p, "-info\" class=\"govuk-hint govuk-character-count__message\">");
        page_word(p, W_field_count_max,
                  (struct val_entry[]){ { S("count"), val_int(f->max_length) } }, 1);
        PAGE_LIT(p, "</div>");
    }
    PAGE_LIT(p, "</div>");
}

/* ---- choices ---- */

static bool options_reveal(const struct field_view *f)
{
    for (size_t i = 0; i < f->options_n; i++)
        if (f->options[i].reveal_n)
            return true;
    return false;
}

static str option_id(arena *a, str id, size_t position)
{
    return position ? str_fmt(a, "%.*s-%zu", STR_ARG(id), position + 1) : id;
}

struct choice {
    const char *name, *type;
};

static void option_write(struct page *p, const struct field_view *f, const struct field_option *o,
                         str id, struct choice c)
{
    buf_fmt(&p->out, "<div class=\"govuk-%s__item\"><input class=\"govuk-%s__input\"", c.name,
            c.name);
    write_attr(p, "id", id);
    write_attr(p, "name", f->name);
    write_attr(p, "type", str_z(c.type));
    PAGE_LIT(p, " value=\"");
    page_attr(p, o->value);
    PAGE_LIT(p, "\"");
    write_flag(p, "checked", o->chosen);
    write_flag(p, "disabled", f->disabled);
    if (o->reveal_n)
        write_attr(p, "data-aria-controls", str_cat(p->a, S("conditional-"), id));
    if (o->exclusive)
        PAGE_LIT(p, " data-behaviour=\"exclusive\"");
    if (o->hint.n)
        write_attr(p, "aria-describedby", str_cat(p->a, id, S("-item-hint")));
    buf_fmt(&p->out, "><label class=\"govuk-label govuk-%s__label\"", c.name);
    write_attr(p, "for", id);
    PAGE_LIT(p, ">");
    page_text(p, o->label);
    PAGE_LIT(p, "</label>");
    if (o->hint.n) {
        PAGE_LIT(p, "<div id=\"");
        page_attr(p, id);
        buf_fmt(&p->out, "-item-hint\" class=\"govuk-hint govuk-%s__hint\">", c.name);
        page_text(p, o->hint);
        PAGE_LIT(p, "</div>");
    }
    PAGE_LIT(p, "</div>");
}

static void reveal_write(struct page *p, const struct field_option *o, str id, struct choice c)
{
    if (!o->reveal_n)
        return;
    buf_fmt(&p->out, "<div class=\"govuk-%s__conditional", c.name);
    if (!o->chosen)
        buf_fmt(&p->out, " govuk-%s__conditional--hidden", c.name);
    PAGE_LIT(p, "\" id=\"conditional-");
    page_attr(p, id);
    PAGE_LIT(p, "\">");
    for (size_t i = 0; i < o->reveal_n; i++)
        field_render(p, &o->reveal[i]);
    PAGE_LIT(p, "</div>");
}

static void choices_write(struct page *p, const struct field_view *f, str id, struct choice c)
{
    size_t position = 0;
    buf_fmt(&p->out, "<div class=\"govuk-%s", c.name);
    if (f->inline_options && !options_reveal(f))
        buf_fmt(&p->out, " govuk-%s--inline", c.name);
    if (f->small_options)
        buf_fmt(&p->out, " govuk-%s--small", c.name);
    buf_fmt(&p->out, "\" data-module=\"govuk-%s\">", c.name);
    for (size_t i = 0; i < f->options_n; i++, position++) {
        const struct field_option *o = &f->options[i];
        if (o->or_before) {
            buf_fmt(&p->out, "<div class=\"govuk-%s__divider\">", c.name);
            write_word(p, W_field_or);
            PAGE_LIT(p, "</div>");
            position++;
        }
        str oid = option_id(p->a, id, position);
        option_write(p, f, o, oid, c);
        reveal_write(p, o, oid, c);
    }
    PAGE_LIT(p, "</div>");
}

static void choice_field(struct page *p, const struct field_view *f, str id, struct choice c)
{
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    fieldset_open(p, f, id);
    choices_write(p, f, id, c);
    PAGE_LIT(p, "</fieldset></div>");
}

/* One box: its own label says all; a label of the field is its legend. */
static void checkbox_field(struct page *p, const struct field_view *f, str id)
{
    struct choice c = { "checkboxes", "checkbox" };
    bool twice = !f->heading && f->options_n == 1 && str_eq(f->label, f->options[0].label);
    if (f->label.n && !twice) {
        choice_field(p, f, id, c);
        return;
    }
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    hint_error(p, f, id);
    choices_write(p, f, id, c);
    PAGE_LIT(p, "</div>");
}

static void select_field(struct page *p, const struct field_view *f, str id)
{
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    label_write(p, f, id);
    hint_error(p, f, id);
    PAGE_LIT(p, "<select class=\"govuk-select");
    if (f->error.n)
        PAGE_LIT(p, " govuk-select--error");
    PAGE_LIT(p, "\"");
    write_attr(p, "id", id);
    write_attr(p, "name", f->name);
    write_flag(p, "disabled", f->disabled);
    described(p, f, id, NULL);
    write_attr(p, "autocomplete", f->autocomplete);
    PAGE_LIT(p, ">");
    for (size_t i = 0; i < f->options_n; i++) {
        PAGE_LIT(p, "<option value=\"");
        page_attr(p, f->options[i].value);
        PAGE_LIT(p, "\"");
        write_flag(p, "selected", f->options[i].chosen);
        PAGE_LIT(p, ">");
        page_text(p, f->options[i].label);
        PAGE_LIT(p, "</option>");
    }
    PAGE_LIT(p, "</select></div>");
}

/* ---- dates ---- */

struct date_part {
    unsigned bit, width;
    const char *end;
    enum word_id word;
};

static void date_part_write(struct page *p, const struct field_view *f, str id,
                            const struct date_part *d, str value)
{
    str part = str_cat(p->a, id, str_z(d->end));
    PAGE_LIT(p, "<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\">"
                "<label class=\"govuk-label govuk-date-input__label\"");
    write_attr(p, "for", part);
    PAGE_LIT(p, ">");
    write_word(p, d->word);
    PAGE_LIT(p, "</label><input class=\"govuk-input govuk-date-input__input");
    if (field_marked(f, d->bit))
        PAGE_LIT(p, " govuk-input--error");
    buf_fmt(&p->out, " govuk-input--width-%u\"", d->width);
    write_attr(p, "id", part);
    write_attr(p, "name", str_cat(p->a, f->name, str_z(d->end)));
    PAGE_LIT(p, " type=\"text\"");
    write_attr(p, "value", value);
    write_flag(p, "readonly", f->readonly);
    write_flag(p, "disabled", f->disabled);
    if (str_eq(f->autocomplete, S("bday")))
        write_attr(p, "autocomplete", str_cat(p->a, S("bday"), str_z(d->end)));
    PAGE_LIT(p, " inputmode=\"numeric\"></div></div>");
}

static void date_field(struct page *p, const struct field_view *f, str id)
{
    static const struct date_part parts[] = {
        { FIELD_DAY, 2, "-day", W_field_day },
        { FIELD_MONTH, 2, "-month", W_field_month },
        { FIELD_YEAR, 4, "-year", W_field_year },
    };
    const str values[] = { f->day, f->month, f->year };
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    fieldset_open(p, f, id);
    PAGE_LIT(p, "<div class=\"govuk-date-input\"");
    write_attr(p, "id", id);
    PAGE_LIT(p, ">");
    for (size_t i = 0; i < LEN(parts); i++)
        date_part_write(p, f, id, &parts[i], values[i]);
    PAGE_LIT(p, "</div></fieldset></div>");
}

/* ---- files ---- */

static void file_field(struct page *p, const struct field_view *f, str id)
{
    group_open(p, f, "");
    PAGE_LIT(p, ">");
    label_write(p, f, id);
    hint_error(p, f, id);
    field_files(p, f);
    PAGE_LIT(p, "<input class=\"govuk-file-upload");
    if (f->error.n)
        PAGE_LIT(p, " govuk-file-upload--error");
    PAGE_LIT(p, "\"");
    write_attr(p, "id", id);
    write_attr(p, "name", f->name);
    PAGE_LIT(p, " type=\"file\"");
    write_flag(p, "multiple", f->multiple);
    write_flag(p, "disabled", f->disabled);
    write_attr(p, "accept", f->accept);
    described(p, f, id, NULL);
    PAGE_LIT(p, "></div>");
}

static void group_field(struct page *p, const struct field_view *f, str id)
{
    group_open(p, f, "");
    if (f->asks_place) { /* a script may fill it in */
        write_attr(p, "data-place", word0(p->words, W_field_use_position));
        write_attr(p, "data-unknown", word0(p->words, W_field_position_unknown));
    }
    PAGE_LIT(p, ">");
    fieldset_open(p, f, id);
    fields_render(p, f->children, f->children_n);
    field_remove(p, f);
    PAGE_LIT(p, "</fieldset></div>");
}

void field_render(struct page *p, const struct field_view *f)
{
    str id = field_id(p->a, f);
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_EMAIL:
    case FIELD_TEL:
    case FIELD_NUMBER:
    case FIELD_SEARCH:
    case FIELD_URL:
    case FIELD_TIME:
        text_field(p, f, id);
        break;
    case FIELD_PASSWORD:
        password_field(p, f, id);
        break;
    case FIELD_TEXTAREA:
        textarea_field(p, f, id);
        break;
    case FIELD_RADIOS:
        choice_field(p, f, id, (struct choice){ "radios", "radio" });
        break;
    case FIELD_CHECKBOXES:
        choice_field(p, f, id, (struct choice){ "checkboxes", "checkbox" });
        break;
    case FIELD_CHECKBOX:
        checkbox_field(p, f, id);
        break;
    case FIELD_SELECT:
        select_field(p, f, id);
        break;
    case FIELD_DATE:
        date_field(p, f, id);
        break;
    case FIELD_FILE:
        file_field(p, f, id);
        break;
    case FIELD_HIDDEN:
        field_hidden(p, f);
        break;
    case FIELD_NOTE:
        field_note(p, f);
        break;
    case FIELD_SHOWN:
        field_shown(p, f);
        break;
    case FIELD_GROUP:
        group_field(p, f, id);
        break;
    default:
        field_more(p, f);
    }
}
