/* The settings of a service as questions: read from service.yaml, written where they stand in it.
 * One walk shows the questions and, when they were answered, writes what is another by now. */
#include "blocks/studio/settings.h"

#include "codec/yaml_edit.h"
#include "page/found.h"

/* ---- values as people see them ---- */

val settings_at(const struct settings *k, str dotted)
{
    str path[8];
    size_t n = yaml_place(k->a, k->doc, dotted, path, LEN(path));
    val v = n ? k->doc : val_null();

    for (size_t i = 0; i < n; i++) {
        uint64_t at = 0;
        v = v.tag == V_LIST && !failed(str_to_u64(path[i], &at)) ? val_at(v, at)
                                                                 : val_get(v, path[i]);
    }
    return v;
}

/* Lists one item a line. */
static str shown(struct settings *k, val v)
{
    buf b;

    if (val_is_null(v))
        return S("");
    if (v.tag != V_LIST)
        return v.tag == V_STRING ? val_text(v) : val_display(k->a, v);
    buf_init(&b, k->a, 64);
    for (size_t i = 0; i < val_count(v); i++)
        buf_fmt(&b, "%s%.*s", i ? "\n" : "", STR_ARG(shown(k, val_at(v, i))));
    return buf_str(&b);
}

static val listed(struct settings *k, str lines)
{
    val list = val_list(NULL, 0);
    str line;

    while (str_next(&lines, '\n', &line))
        if (str_trim(line).n)
            list = val_append(k->a, list, val_str(str_trim(line)));
    return list;
}

/* ---- what was typed ---- */

static str mark_of(struct settings *k, str text)
{
    return str_fmt(k->a, "%016llx", (unsigned long long)str_hash(str_trim(text)));
}

static str body_text(struct settings *k, str name)
{
    val v = val_get(k->s.w->body, name);

    return v.tag == V_LIST ? shown(k, v) : val_text(v);
}

str settings_wanted(struct settings *k, str name, str now)
{
    str mark = val_get_text(k->s.w->body, str_cat(k->a, name, S(".was")));
    str typed = body_text(k, name);

    if (!k->posted || !mark.n)
        return now;
    typed = str_trim(lines_of(k->a, typed.p ? typed : S("")));
    return str_eq(mark_of(k, typed), mark) ? now : typed;
}

/* ---- fields ---- */

void settings_add(struct settings *k, struct field_view f, str now)
{
    const str *said = map_get(&k->wrong, f.name);

    if (said)
        f.error = *said;
    else if (k->posted && k->s.w->status == 409 && !str_eq(f.value, str_trim(now)) &&
             f.kind != FIELD_CHECKBOXES)
        f.hint = str_fmt(k->a, "%.*s: %.*s", STR_ARG(word0(k->s.w->page.words, W_studio_theirs)),
                         STR_ARG(now));
    *vec_push(k->fields, k->a) = f;
    if (f.kind != FIELD_HIDDEN)
        *vec_push(k->fields, k->a) = (struct field_view){ .kind = FIELD_HIDDEN,
                                                          .name = str_cat(k->a, f.name, S(".was")),
                                                          .value = mark_of(k, now) };
}

void settings_wrong(struct settings *k, str name, enum word_id word)
{
    str *said = ARENA_NEW(k->a, str);

    *said = word0(k->s.w->page.words, word);
    if (!map_get(&k->wrong, name))
        map_put(&k->wrong, k->a, name, said);
}

struct fields *settings_group(struct settings *k)
{
    struct fields *outer = k->fields;

    k->fields = ARENA_NEW(k->a, struct fields);
    return outer;
}

void settings_group_end(struct settings *k, struct fields *outer, str name, str label)
{
    struct fields *inner = k->fields;

    k->fields = outer;
    *vec_push(outer, k->a) = (struct field_view){ .kind = FIELD_GROUP,
                                                  .name = name,
                                                  .label = label,
                                                  .label_size = LABEL_M,
                                                  .children = inner->v,
                                                  .children_n = inner->n };
}

/* ---- writing ---- */

void settings_set(struct settings *k, str name, str dotted, val v)
{
    str path[8], out, now = change_read(&k->change, S("service.yaml"));
    arena a; /* each change reads the file anew */
    val doc;

    arena_init(&a, 0);
    size_t n = failed(yaml_read(&a, now, &doc, NULL, NULL))
                   ? 0
                   : yaml_place(&a, doc, dotted, path, LEN(path));
    if (!n || failed(yaml_set(&a, now, path, n, v, S(""), &out)))
        settings_wrong(k, name, W_studio_text_fixed);
    else
        change_write(&k->change, S("service.yaml"), str_copy(k->a, out));
    arena_free(&a);
}

str word_of(struct settings *k, enum word_id id)
{
    return word0(k->s.w->page.words, id);
}

/* A text in all languages of the site. */
void settings_texts(struct settings *k, str dotted, enum word_id label, bool needed, bool lines)
{
    const struct site *site = k->s.site;
    struct text_row row = { .kind = TEXT_YAML, .file = S("service.yaml"), .property = dotted };
    str first = S("");

    for (size_t i = 0; i < site->n_langs; i++) {
        str code = site->langs[i].code;
        str name = str_fmt(k->a, "%.*s.%.*s", STR_ARG(dotted), STR_ARG(code));
        str now = text_row_now(&k->rows, dotted, i), want = settings_wanted(k, name, now);
        struct field_view f = { .kind = lines ? FIELD_TEXTAREA : FIELD_TEXT,
                                .name = name,
                                .label = str_fmt(k->a, "%.*s (%.*s)", STR_ARG(word_of(k, label)),
                                                 STR_ARG(site->langs[i].name)),
                                .optional = !needed,
                                .lang = code,
                                .rows = 3,
                                .value = want };
        first = i ? first : want;
        if (k->saving && needed && !want.n)
            settings_wrong(k, name, W_studio_text_needed);
        else if (k->saving && i && want.n && placeholder_odd(k->a, first, want).p)
            settings_wrong(k, name, W_studio_placeholders_odd);
        else if (k->saving && !str_eq(want, now) && !text_write(&k->change, &row, i, want))
            settings_wrong(k, name, W_studio_text_fixed);
        settings_add(k, f, now);
    }
}

/* One value: kind FIELD_TEXT, FIELD_TEXTAREA (a list, one a line), FIELD_SELECT, FIELD_CHECKBOXES
 * (a list), FIELD_CHECKBOX. */
void settings_value(struct settings *k, str dotted, struct field_view f, enum settings_type type)
{
    str now = shown(k, settings_at(k, dotted)), want;
    val v = val_null();

    if (type == SETTING_YES)
        now = str_eq(now, S("true")) ? S("yes") : S("");
    f.name = dotted;
    want = settings_wanted(k, dotted, now);
    f.value = want;
    if (f.options_n)
        f.options = settings_chosen(k, f.options, f.options_n, want);
    if (k->saving && !f.optional && !want.n && type != SETTING_YES) {
        settings_wrong(k, dotted, W_studio_text_needed);
    } else if (k->saving && !str_eq(want, now)) {
        if (want.n)
            v = type == SETTING_LIST ? listed(k, want) : val_str(want);
        if (want.n && type == SETTING_NUMBER && failed(val_number(k->a, want, &v)))
            settings_wrong(k, dotted, W_studio_number_wrong);
        else
            settings_set(k, dotted, dotted, type == SETTING_YES && want.n ? val_bool(true) : v);
    }
    settings_add(k, f, now);
}

const struct field_option *settings_chosen(struct settings *k, const struct field_option *o,
                                           size_t n, str want)
{
    struct field_option *v = ARENA_ARRAY(k->a, struct field_option, n + 1);

    for (size_t i = 0; i < n; i++) {
        str rest = want, line;
        v[i] = o[i];
        v[i].chosen = !want.n && !o[i].value.n;
        while (str_next(&rest, '\n', &line))
            v[i].chosen |= str_eq(line, o[i].value);
    }
    return v;
}

/* ---- durations: a number and its unit; what is neither stays as it is written ---- */

static void duration_split(str iso, str *number, str *unit)
{
    int64_t n;
    str inner = iso.n > 2 && iso.p[0] == 'P' ? str_sub(iso, 1, iso.n - 2) : STR_NULL;
    char last = iso.n ? iso.p[iso.n - 1] : 0;

    *number = S("");
    *unit = iso;
    if (inner.n && (last == 'D' || last == 'M' || last == 'Y' || last == 'W') &&
        !failed(str_to_i64(inner, &n)) && n >= 0) {
        *number = inner;
        *unit = str_from(iso, iso.n - 1);
    }
}

static str duration_join(struct settings *k, str number, str unit)
{
    bool plain = unit.n == 1;

    return plain ? str_fmt(k->a, "P%.*s%.*s", STR_ARG(number), STR_ARG(unit)) : unit;
}

static const struct field_option *duration_units(struct settings *k, str unit, bool forever,
                                                 bool optional, size_t *n)
{
    struct field_option *o = ARENA_ARRAY(k->a, struct field_option, 7);

    *n = 0;
    if (optional)
        o[(*n)++] = (struct field_option){ .value = S(""), .label = word_of(k, W_studio_none) };
    o[(*n)++] = (struct field_option){ .value = S("D"), .label = word_of(k, W_studio_days) };
    if (str_eq(unit, S("W")))
        o[(*n)++] = (struct field_option){ .value = S("W"), .label = word_of(k, W_studio_weeks) };
    o[(*n)++] = (struct field_option){ .value = S("M"), .label = word_of(k, W_studio_months) };
    o[(*n)++] = (struct field_option){ .value = S("Y"), .label = word_of(k, W_studio_years) };
    if (forever)
        o[(*n)++] =
            (struct field_option){ .value = S("forever"), .label = word_of(k, W_studio_forever) };
    if (unit.n > 1 && !str_eq(unit, S("forever")))
        o[(*n)++] = (struct field_option){ .value = unit, .label = unit };
    return o;
}

void settings_duration(struct settings *k, str dotted, str label, bool forever, bool optional)
{
    str now = shown(k, settings_at(k, dotted)), number, unit, unit_name, want;
    size_t n;

    unit_name = str_cat(k->a, dotted, S(".unit"));
    duration_split(now, &number, &unit);
    str want_number = settings_wanted(k, dotted, number);
    str want_unit = settings_wanted(k, unit_name, unit);
    const struct field_option *o = duration_units(k, unit, forever, optional, &n);
    bool counts = want_unit.n == 1;
    int64_t ignored;

    want = duration_join(k, want_number, want_unit);
    if (k->saving && counts && (failed(str_to_i64(want_number, &ignored)) || ignored < 0))
        settings_wrong(k, dotted, W_studio_whole_wrong);
    else if (k->saving && !counts && want_number.n)
        settings_wrong(k, unit_name, W_studio_unit_needed);
    else if (k->saving && !str_eq(want, now))
        settings_set(k, dotted, dotted, want.n ? val_str(want) : val_null());
    struct fields *outer = settings_group(k);
    settings_add(k,
                 (struct field_view){ .kind = FIELD_TEXT,
                                      .name = dotted,
                                      .label = word_of(k, W_studio_how_long),
                                      .inputmode = S("numeric"),
                                      .width = 5,
                                      .value = want_number },
                 number);
    settings_add(k,
                 (struct field_view){ .kind = FIELD_SELECT,
                                      .name = unit_name,
                                      .label = word_of(k, W_studio_unit),
                                      .value = want_unit,
                                      .options = settings_chosen(k, o, n, want_unit),
                                      .options_n = n },
                 unit);
    struct fields *inner = k->fields;
    k->fields = outer;
    struct field_view *row = ARENA_ARRAY(k->a, struct field_view, 3);
    struct field_view *cells = ARENA_ARRAY(k->a, struct field_view, 2);
    cells[0] = inner->v[0];
    cells[1] = inner->v[2];
    row[0] = (struct field_view){ .kind = FIELD_ROW, .children = cells, .children_n = 2 };
    row[1] = inner->v[1];
    row[2] = inner->v[3];
    *vec_push(outer, k->a) = (struct field_view){ .kind = FIELD_GROUP,
                                                  .name = str_cat(k->a, dotted, S(".all")),
                                                  .label = label,
                                                  .label_size = LABEL_S,
                                                  .children = row,
                                                  .children_n = 3 };
}

/* ---- the page ---- */

static err desk_open(struct web *w, struct settings *k)
{
    struct change none = { .s = &k->s };

    *k = (struct settings){ .a = w->a };
    TRY(scene_open(w, &k->s));
    if (!k->s.v || !k->s.d.found)
        return REFUSED(ERR_MISSING);
    none.s = &k->s;
    k->change = (struct change){ .s = &k->s };
    texts_of(&k->s, &k->rows);
    if (failed(yaml_read(w->a, change_read(&none, S("service.yaml")), &k->doc, NULL, NULL)))
        return REFUSED(ERR_MISSING);
    return OK;
}

static void clauses_part(struct settings *k, struct v_studio_settings *v)
{
    const struct site *site = k->s.site;
    VEC(struct v_studio_settings_clause) out = { 0 };

    for (size_t i = 0; i < site->n_laws; i++)
        for (size_t c = 0; c < site->laws[i]->n_clauses; c++)
            *vec_push(&out, k->a) = (struct v_studio_settings_clause){
                .id = str_fmt(k->a, "%.*s/%.*s", STR_ARG(site->laws[i]->id),
                              STR_ARG(site->laws[i]->clauses[c].id)),
                .title = site_text(site, site->laws[i]->clauses[c].title, k->s.w->lang)
            };
    v->clauses = out.v;
    v->clauses_n = out.n;
}

static err settings_page(struct settings *k, str problem, int status)
{
    struct web *w = k->s.w;
    struct v_studio_settings v = { .draft = k->s.d.id,
                                   .title = word0(w->page.words, W_studio_part_settings),
                                   .service = k->s.d.title,
                                   .back = web_url(w, "%.*s", STR_ARG(k->s.base)),
                                   .editable = scene_editable(&k->s),
                                   .problem = problem,
                                   .seen = status == 422 ? seen_field(w) : k->s.d.version };
    struct fields all = { 0 };

    k->saving = false;
    k->fields = &all;
    settings_walk(k);
    v.fields = all.v;
    v.fields_n = all.n;
    clauses_part(k, &v);
    return STUDIO_SEND(w, studio_settings, &v, status);
}

err studio_show_settings(struct web *w)
{
    struct settings k;

    TRY(desk_open(w, &k));
    return settings_page(&k, STR_NULL, 200);
}

/* An error that the check finds only with the change stands at the question it comes from: the one
 * whose value is on that line. */
static str field_at(struct settings *k, const struct yaml_lines *lines, int line)
{
    str best = STR_NULL;

    for (size_t i = 0; i < lines->m.n; i++) {
        str path = lines->m.items[i].key;
        if ((int)(intptr_t)lines->m.items[i].value == line && path.n >= best.n && k->fields &&
            settings_has(k->fields->v, k->fields->n, path))
            best = path;
    }
    return best;
}

bool settings_has(const struct field_view *f, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(f[i].name, name) || settings_has(f[i].children, f[i].children_n, name))
            return true;
    return false;
}

static bool was_there(const struct findings *f, const struct finding *x)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (str_eq(f->v.v[i].what, x->what) && str_eq(f->v.v[i].file, x->file))
            return true;
    return false;
}

/* Errors that the changes bring. */
static err new_errors(struct settings *k, str *problem)
{
    struct findings f = { .a = k->a };
    const struct wording *words = k->s.w->page.words;
    struct yaml_lines lines;
    struct site *ignored;
    val doc;

    TRY(change_check(&k->change, &f, &ignored));
    if (failed(yaml_read(k->a, change_read(&k->change, S("service.yaml")), &doc, &lines, NULL)))
        return OK;
    for (size_t i = 0; i < f.v.n; i++) {
        const struct finding *x = &f.v.v[i];
        if (x->level != FINDING_ERROR || !str_starts(x->file, k->s.folder) || was_there(&k->s.f, x))
            continue;
        bool here = str_eq(str_from(x->file, k->s.folder.n), S("service.yaml"));
        str name = here ? field_at(k, &lines, x->line) : STR_NULL;
        str *said = ARENA_NEW(k->a, str);
        *said = str_fmt(k->a, "%.*s: %.*s", STR_ARG(found_what(k->a, words, x)),
                        STR_ARG(found_repair(k->a, words, x)));
        if (name.n && !map_get(&k->wrong, name))
            map_put(&k->wrong, k->a, name, said);
        else
            *problem = *said;
    }
    return OK;
}

err studio_prepare_settings(struct web *w)
{
    struct settings k;
    struct fields all = { 0 };
    str problem = STR_NULL;

    TRY(desk_open(w, &k));
    k.posted = k.saving = true;
    k.fields = &all;
    settings_walk(&k);
    if (!k.wrong.n && k.change.files.n)
        TRY(new_errors(&k, &problem));
    if (k.wrong.n || problem.n)
        return settings_page(&k, problem, 422);
    if (!k.change.files.n)
        return web_redirect(w, str_cat(w->a, k.s.base, S("/settings")));
    change_input(&k.change, seen_field(w));
    return OK;
}

err studio_again_settings(struct web *w)
{
    struct settings k;

    if (w->status != 422 && w->status != 409 && w->status != 413)
        return web_refused(w);
    TRY(desk_open(w, &k));
    k.posted = true;
    return settings_page(&k, web_refusal_text(w, &w->refusals[0]), w->status);
}

err studio_to_settings(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/studio/drafts/%lld/settings",
                                   (long long)val_get_i64(w->out, S("draft"), 0)));
}
