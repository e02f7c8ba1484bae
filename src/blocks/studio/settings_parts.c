/* Which questions the settings of a service are. */
#include "blocks/studio/settings.h"

/* ---- who answers for it ---- */

static void office_value(struct settings *k, const char *dotted, bool optional)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    settings_offer_none(k, &o);
    for (size_t i = 0; i < site->n_offices; i++)
        settings_offer(k, &o, site->offices[i]->id, settings_said(k, site->offices[i]->name));
    settings_value(k, str_z(dotted), settings_choice(k, W_studio_set_office, &o, optional),
                   SETTING_TEXT);
}

static void authority_value(struct settings *k)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    settings_offer(k, &o, S(""), word_of(k, W_studio_set_authority_own));
    for (size_t i = 0; i < site->n_authorities; i++)
        settings_offer(k, &o, site->authorities[i].id, settings_said(k, site->authorities[i].name));
    settings_value(k, S("authority"), settings_choice(k, W_studio_set_authority, &o, true),
                   SETTING_TEXT);
}

static void purpose_value(struct settings *k, const char *dotted, bool optional)
{
    const struct site *site = k->s.site;
    struct offered o = { 0 };

    settings_offer_none(k, &o);
    for (size_t i = 0; i < site->n_purposes; i++)
        settings_offer(k, &o, site->purposes[i].id, settings_said(k, site->purposes[i].title));
    settings_value(k, str_z(dotted), settings_choice(k, W_studio_set_purpose, &o, optional),
                   SETTING_TEXT);
}

static void level_value(struct settings *k)
{
    struct offered o = { 0 };

    settings_offer(k, &o, S(""), word_of(k, W_studio_level_usual));
    settings_offer(k, &o, S("none"), word_of(k, W_studio_level_none));
    settings_offer(k, &o, S("low"), word_of(k, W_studio_level_low));
    settings_offer(k, &o, S("substantial"), word_of(k, W_studio_level_substantial));
    settings_offer(k, &o, S("high"), word_of(k, W_studio_level_high));
    settings_value(k, S("level"), settings_choice(k, W_studio_set_level, &o, true), SETTING_TEXT);
}

static void ways_value(struct settings *k)
{
    struct offered channels = { 0 }, audience = { 0 };

    settings_offer(k, &channels, S("online"), word_of(k, W_studio_channel_online));
    settings_offer(k, &channels, S("counter"), word_of(k, W_studio_channel_counter));
    settings_offer(k, &channels, S("paper"), word_of(k, W_studio_channel_paper));
    settings_offer(k, &channels, S("phone"), word_of(k, W_studio_channel_phone));
    settings_offer(k, &audience, S("people"), word_of(k, W_studio_audience_people));
    settings_offer(k, &audience, S("firms"), word_of(k, W_studio_audience_firms));
    settings_offer(k, &audience, S("officers"), word_of(k, W_studio_audience_officers));
    struct field_view f = settings_choice(k, W_studio_set_audience, &audience, false);
    f.kind = FIELD_CHECKBOXES;
    settings_value(k, S("audience"), f, SETTING_LIST);
    f = settings_choice(k, W_studio_set_channels, &channels, true);
    f.kind = FIELD_CHECKBOXES;
    settings_value(k, S("channels"), f, SETTING_LIST);
}

static void who_part(struct settings *k)
{
    struct fields *outer = settings_group(k);

    office_value(k, "office", false);
    authority_value(k);
    purpose_value(k, "purpose", false);
    struct field_view f = settings_line(k, W_studio_set_basis, 0, false);
    f.kind = FIELD_TEXTAREA;
    f.rows = 3;
    f.hint = word_of(k, W_studio_set_basis_hint);
    f.spellcheck_off = true;
    settings_value(k, S("legal_basis"), f, SETTING_LIST);
    ways_value(k);
    level_value(k);
    settings_group_end(k, outer, S("part.who"), word_of(k, W_studio_set_who));
}

/* ---- time ---- */

static void deadlines_part(struct settings *k)
{
    const struct office *o = site_office(k->s.site, k->s.v->office);
    struct fields *outer = settings_group(k);
    struct field_view f = settings_line(k, W_studio_set_expected, 5, true);

    f.inputmode = S("numeric");
    if (o) {
        struct val_entry args[] = { { S("office"), val_str(settings_said(k, o->name)) },
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
    settings_offer(k, &then, S(""), word_of(k, W_studio_then_erase));
    settings_offer(k, &then, S("erase"), word_of(k, W_studio_then_erase_said));
    settings_offer(k, &then, S("archive"), word_of(k, W_studio_then_archive));
    settings_offer(k, &then, S("keep"), word_of(k, W_studio_then_keep));
    settings_value(k, S("retention.then"), settings_choice(k, W_studio_set_then, &then, true),
                   SETTING_TEXT);
    settings_duration(k, S("retention.draft"), word_of(k, W_studio_keep_draft), false, true);
    settings_duration(k, S("retention.unsigned_draft"), word_of(k, W_studio_keep_unsigned), false,
                      true);
    settings_group_end(k, outer, S("part.retention"), word_of(k, W_studio_set_retention));
}

/* ---- parts that a service may go without: needed as a whole once something of them is said ----
 */

static bool any_typed(struct settings *k, const char *dotted)
{
    const struct site *site = k->s.site;
    str name = str_z(dotted);

    if (settings_wanted(k, name, S("")).n)
        return true;
    for (size_t i = 0; i < site->n_langs; i++)
        if (settings_wanted(k, str_fmt(k->a, "%s.%.*s", dotted, STR_ARG(site->langs[i].code)),
                            S(""))
                .n)
            return true;
    return false;
}

/* Words of the other languages go with what they belong to. */
static void part_drop(struct settings *k, const char *part, const char *text)
{
    struct text_row row = { .kind = TEXT_YAML, .file = S("service.yaml") };

    row.property = text ? str_z(text) : STR_NULL;
    for (size_t i = 1; text && i < k->s.site->n_langs; i++)
        if (text_row_now(&k->rows, row.property, i).n)
            (void)text_write(&k->change, &row, i, S(""));
    settings_set(k, str_fmt(k->a, "%s.remove", part), str_z(part), val_null());
}

static void appeal_part(struct settings *k)
{
    struct fields *outer = settings_group(k);
    bool there = !val_is_null(settings_at(k, S("appeal")));

    if (there && settings_removed(k, S("appeal"))) {
        part_drop(k, "appeal", "appeal.how");
    } else {
        bool needed = there || any_typed(k, "appeal.office") || any_typed(k, "appeal.how");
        office_value(k, "appeal.office", !needed);
        settings_duration(k, S("appeal.within"), word_of(k, W_studio_appeal_within), false, true);
        settings_texts(k, S("appeal.how"), W_studio_appeal_how, needed, true);
        settings_value(k, S("appeal.clause"), settings_line(k, W_studio_appeal_clause, 20, true),
                       SETTING_TEXT);
    }
    settings_group_end(k, outer, S("part.appeal"), word_of(k, W_studio_set_appeal));
}

static void evaluation_part(struct settings *k)
{
    const struct site *site = k->s.site;
    struct fields *outer = settings_group(k);
    struct offered roles = { 0 };
    bool there = !val_is_null(settings_at(k, S("evaluation")));

    if (there && settings_removed(k, S("evaluation"))) {
        part_drop(k, "evaluation", NULL);
    } else {
        bool needed =
            there || any_typed(k, "evaluation.role") || any_typed(k, "evaluation.purpose");
        settings_offer_none(k, &roles);
        for (size_t i = 0; i < site->n_offices; i++)
            for (size_t r = 0; r < site->offices[i]->n_roles; r++)
                settings_offer(k, &roles, site->offices[i]->roles[r].id,
                               settings_said(k, site->offices[i]->roles[r].name));
        settings_value(k, S("evaluation.role"),
                       settings_choice(k, W_studio_evaluation_role, &roles, !needed), SETTING_TEXT);
        purpose_value(k, "evaluation.purpose", !needed);
    }
    settings_group_end(k, outer, S("part.evaluation"), word_of(k, W_studio_set_evaluation));
}

/* ---- where it is found ---- */

static void keywords_values(struct settings *k)
{
    const struct site *site = k->s.site;

    for (size_t i = 0; i < site->n_langs; i++) {
        struct field_view f =
            settings_line(k, W_studio_set_keywords, 0, k->s.v->hidden || !site->langs[i].complete);
        f.kind = FIELD_TEXTAREA;
        f.rows = 4;
        f.lang = site->langs[i].code;
        f.label = str_fmt(k->a, "%.*s (%.*s)", STR_ARG(f.label), STR_ARG(site->langs[i].name));
        f.hint = word_of(k, W_studio_one_a_line);
        settings_value(k, str_cat(k->a, S("keywords."), site->langs[i].code), f, SETTING_LIST);
    }
}

static void topics_value(struct settings *k, const char *dotted, enum word_id label,
                         const struct site_topic *t, size_t n, bool optional)
{
    struct offered o = { 0 };

    for (size_t i = 0; i < n; i++)
        settings_offer(k, &o, t[i].id, settings_said(k, t[i].title));
    struct field_view f = settings_choice(k, label, &o, optional);
    f.kind = FIELD_CHECKBOXES;
    settings_value(k, str_z(dotted), f, SETTING_LIST);
}

static void found_part(struct settings *k)
{
    const struct site *site = k->s.site;
    struct fields *outer = settings_group(k);

    keywords_values(k);
    if (site->n_life_events)
        topics_value(k, "life_events", W_studio_set_life_events, site->life_events,
                     site->n_life_events, true);
    topics_value(k, "categories", W_studio_set_categories, site->categories, site->n_categories,
                 false);
    settings_group_end(k, outer, S("part.found"), word_of(k, W_studio_set_found));
}

void settings_walk(struct settings *k)
{
    struct fields *outer = settings_group(k);

    settings_texts(k, S("title"), W_studio_set_title, true, false);
    settings_texts(k, S("summary"), W_studio_set_summary, true, true);
    settings_group_end(k, outer, S("part.title"), word_of(k, W_studio_set_named));
    who_part(k);
    found_part(k);
    settings_fees(k);
    settings_evidence(k);
    settings_outputs(k);
    deadlines_part(k);
    retention_part(k);
    appeal_part(k);
    evaluation_part(k);
}
