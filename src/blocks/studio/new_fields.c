/* The questions about a new service as fields of a page, and what was typed into them. */
#include "blocks/studio/new.h"

enum { RADIOS_MOST = 7 };

static str named(struct new_walk *k, str prefix, const char *key)
{
    return prefix.n ? str_fmt(k->q.a, "%.*s.%s", STR_ARG(prefix), key) : str_z(key);
}

static str dotted(struct new_walk *k, str name, str part)
{
    return str_fmt(k->q.a, "%.*s.%.*s", STR_ARG(name), STR_ARG(part));
}

static str body_text(struct new_walk *k, str name)
{
    str typed = val_get_text(k->w->body, name);

    return str_trim(lines_of(k->q.a, typed.p ? typed : S("")));
}

static void add(struct new_walk *k, struct new_fields *out, struct field_view f)
{
    const str *said = map_get(&k->wrong, f.name);

    if (said)
        f.error = *said;
    *vec_push(&out->v, k->q.a) = f;
}

/* ---- what is there, as it is typed ---- */

static str joined(struct new_walk *k, val list, const char *with)
{
    buf b;

    buf_init(&b, k->q.a, 64);
    for (size_t i = 0; i < val_count(list); i++)
        buf_fmt(&b, "%s%.*s", i ? with : "", STR_ARG(val_text(val_at(list, i))));
    return buf_str(&b);
}

static str value_text(struct new_walk *k, val v)
{
    return v.tag == V_STRING ? val_text(v)
           : v.tag == V_LIST ? joined(k, v, ", ")
           : v.tag == V_BOOL ? (val_is_true(v) ? S("yes") : S("no"))
           : val_is_null(v)  ? S("")
                             : val_display(k->q.a, v);
}

/* An answer as it is typed, or what counts where nothing is said. */
static str typed_now(struct new_walk *k, const struct ask *t, val ctx)
{
    val v = val_get(ctx, str_z(t->key));

    if (!val_is_null(v))
        return value_text(k, v);
    str preset = t->from ? STR_NULL : ask_preset(&k->q, t, ctx);
    return preset.n ? preset : S("");
}

/* ---- fields ---- */

static str label_of(struct new_walk *k, const struct ask *t)
{
    return ask_word(&k->q, t->prompt);
}

static str hint_of(struct new_walk *k, const struct ask *t)
{
    return t->hint ? ask_word(&k->q, t->hint) : STR_NULL;
}

/* One field for each language; lists of options have one a line. */
static void texts(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                  struct new_fields *out)
{
    const struct site *site = k->q.site;
    bool options = t->kind == ASK_ITEMS;

    for (size_t i = 0; i < site->n_langs; i++) {
        str code = site->langs[i].code, own = t->word ? engine_word(code, t->word) : STR_NULL;
        val v = val_get(ctx, str_z(t->key));
        buf b;
        struct field_view f = { .kind = options || t->lines ? FIELD_TEXTAREA : FIELD_TEXT,
                                .name = dotted(k, name, code),
                                .label = str_fmt(k->q.a, "%.*s (%.*s)", STR_ARG(label_of(k, t)),
                                                 STR_ARG(site->langs[i].name)),
                                .lang = code,
                                .rows = 4,
                                .optional = t->optional || options || own.n ||
                                            (i && !site->langs[i].complete),
                                .hint = own.n ? own : hint_of(k, t) };
        if (t->kind == ASK_KEYWORDS && !f.hint.n)
            f.hint = ask_word(&k->q, W_new_with_commas);
        buf_init(&b, k->q.a, 64);
        for (size_t n = 0; options && n < val_count(v); n++)
            buf_fmt(&b, "%s%.*s", n ? "\n" : "",
                    STR_ARG(val_get_text(val_get(val_at(v, n), S("label")), code)));
        f.value = posted    ? body_text(k, f.name)
                  : options ? buf_str(&b)
                            : value_text(k, val_get(v, code));
        add(k, out, f);
    }
}

static bool among(str lines, str one)
{
    str line;

    while (str_next(&lines, '\n', &line))
        if (str_eq(line, one))
            return true;
    return false;
}

/* What is chosen, one a line. */
static str chosen_now(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted)
{
    val v = posted ? val_get(k->w->body, name) : val_get(ctx, str_z(t->key));

    if (v.tag == V_LIST)
        return joined(k, v, "\n");
    return posted ? body_text(k, name) : typed_now(k, t, ctx);
}

static void choice(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                   struct new_fields *out)
{
    str now = chosen_now(k, t, name, ctx, posted);
    offers o = { 0 };
    size_t n = 0;

    /* A question's kind may change on the very page: all fields are offered. */
    ask_offers(&k->q, t, t->kind == ASK_SAMPLE ? val_null() : ctx, &o);
    struct field_option *v = ARENA_ARRAY(k->q.a, struct field_option, o.n + 1);
    bool list = t->kind != ASK_SOME && (o.n > RADIOS_MOST || t->optional);
    if (list)
        v[n++] = (struct field_option){ .value = S(""), .label = ask_word(&k->q, W_studio_none) };
    for (size_t i = 0; i < o.n; i++) {
        str title = o.v[i].title.n ? o.v[i].title : o.v[i].id;
        bool own = t->kind == ASK_SAMPLE || t->offer;
        v[n++] = (struct field_option){ .value = o.v[i].id,
                                        .label = own ? str_fmt(k->q.a, "%.*s (%.*s)",
                                                               STR_ARG(title), STR_ARG(o.v[i].id))
                                                     : title,
                                        .chosen = among(now, o.v[i].id) };
    }
    add(k, out,
        (struct field_view){ .kind = t->kind == ASK_SOME ? FIELD_CHECKBOXES
                                     : list              ? FIELD_SELECT
                                                         : FIELD_RADIOS,
                             .name = name,
                             .label = label_of(k, t),
                             .label_size = list ? LABEL_PLAIN : LABEL_S,
                             .hint = hint_of(k, t),
                             .optional = t->optional,
                             .small_options = o.n > RADIOS_MOST,
                             .value = now,
                             .options = v,
                             .options_n = n });
}

static void yes_no(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                   struct new_fields *out)
{
    str now = posted ? body_text(k, name) : typed_now(k, t, ctx);
    struct field_option *v = ARENA_ARRAY(k->q.a, struct field_option, 2);

    v[0] = (struct field_option){ .value = S("yes"),
                                  .label = ask_word(&k->q, W_new_yes),
                                  .chosen = str_eq(now, S("yes")) };
    v[1] = (struct field_option){ .value = S("no"),
                                  .label = ask_word(&k->q, W_new_no),
                                  .chosen = str_eq(now, S("no")) };
    add(k, out,
        (struct field_view){ .kind = FIELD_RADIOS,
                             .name = name,
                             .label = label_of(k, t),
                             .label_size = LABEL_S,
                             .inline_options = true,
                             .options = v,
                             .options_n = 2 });
}

/* A number and its unit; "forever" has none. */
static void duration(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                     struct new_fields *out)
{
    static const struct {
        const char *unit;
        enum word_id word;
    } units[] = { { "D", W_studio_days },
                  { "M", W_studio_months },
                  { "Y", W_studio_years },
                  { "forever", W_studio_forever } };
    str iso = typed_now(k, t, ctx), number = S(""), unit = iso;
    struct field_option *v = ARENA_ARRAY(k->q.a, struct field_option, LEN(units));

    if (iso.n > 2 && iso.p[0] == 'P') {
        number = str_sub(iso, 1, iso.n - 2);
        unit = str_from(iso, iso.n - 1);
    }
    if (posted) {
        number = body_text(k, name);
        unit = body_text(k, dotted(k, name, S("unit")));
    }
    for (size_t i = 0; i < LEN(units); i++)
        v[i] = (struct field_option){ .value = str_z(units[i].unit),
                                      .label = ask_word(&k->q, units[i].word),
                                      .chosen = str_eq(unit, str_z(units[i].unit)) };
    add(k, out,
        (struct field_view){ .kind = FIELD_TEXT,
                             .name = name,
                             .label = label_of(k, t),
                             .inputmode = S("numeric"),
                             .width = 5,
                             .value = number });
    add(k, out,
        (struct field_view){ .kind = FIELD_SELECT,
                             .name = dotted(k, name, S("unit")),
                             .label = ask_word(&k->q, W_studio_unit),
                             .value = unit,
                             .options = v,
                             .options_n = LEN(units) });
}

static void one_line(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                     struct new_fields *out)
{
    bool number = t->kind == ASK_COUNT;

    add(k, out,
        (struct field_view){ .kind = FIELD_TEXT,
                             .name = name,
                             .label = label_of(k, t),
                             .hint = hint_of(k, t),
                             .optional = t->optional || t->from,
                             .inputmode = number ? S("numeric") : STR_NULL,
                             .width = number                  ? 5
                                      : t->kind == ASK_AMOUNT ? 20
                                                              : 0,
                             .spellcheck_off = true,
                             .value = posted ? body_text(k, name) : typed_now(k, t, ctx) });
}

static void row_fields(struct new_walk *k, const struct ask *t, str name, val ctx, bool posted,
                       struct new_fields *out)
{
    size_t n = 0;

    switch (t->kind) {
    case ASK_TEXT:
    case ASK_KEYWORDS:
    case ASK_ITEMS:
        texts(k, t, name, ctx, posted, out);
        return;
    case ASK_ONE:
    case ASK_SOME:
        choice(k, t, name, ctx, posted, out);
        return;
    case ASK_YES:
        yes_no(k, t, name, ctx, posted, out);
        return;
    case ASK_DURATION:
        duration(k, t, name, ctx, posted, out);
        return;
    case ASK_GROUP:
        while (t->items[n].key)
            n++;
        new_fields(k, t->items, n, name, val_get(ctx, str_z(t->key)), posted, out);
        return;
    case ASK_SAMPLE:
        if (t->offer) {
            choice(k, t, name, ctx, posted, out);
            return;
        }
        break;
    case ASK_ID:
    case ASK_NAME:
    case ASK_COUNT:
    case ASK_AMOUNT:
    case ASK_TEST:
        break;
    }
    one_line(k, t, name, ctx, posted, out);
}

void new_fields(struct new_walk *k, const struct ask *rows, size_t n, str prefix, val ctx,
                bool posted, struct new_fields *out)
{
    for (const struct ask *t = rows; t < rows + n; t++)
        if (t->inside || !t->when || t->when(&k->q, ctx))
            row_fields(k, t, named(k, prefix, t->key), ctx, posted, out);
}

/* ---- what was typed ---- */

static val texts_read(struct new_walk *k, str name)
{
    const struct site *site = k->q.site;
    val v = val_null();

    for (size_t i = 0; i < site->n_langs; i++) {
        str typed = body_text(k, dotted(k, name, site->langs[i].code));
        if (typed.n)
            v = val_with(k->q.a, v, site->langs[i].code, val_str(typed));
    }
    return v;
}

static str nth_line(str lines, size_t n)
{
    str line = S("");

    for (size_t i = 0; i <= n; i++)
        if (!str_next(&lines, '\n', &line))
            return S("");
    return str_trim(line);
}

/* The value that an option of that label had before, so that conditions on it stay. */
static str option_id(struct new_walk *k, val before, val label)
{
    str code = k->q.site->langs[0].code;

    for (size_t i = 0; i < val_count(before); i++)
        if (str_eq(val_get_text(val_get(val_at(before, i), S("label")), code),
                   val_get_text(label, code)))
            return val_get_text(val_at(before, i), S("id"));
    return STR_NULL;
}

/* The i-th lines of all languages are one option. */
static val options_read(struct new_walk *k, str name, val before)
{
    const struct site *site = k->q.site;
    val list = val_list(NULL, 0);

    for (size_t n = 0; n < ASK_ITEMS_MOST; n++) {
        val label = val_null();
        for (size_t i = 0; i < site->n_langs; i++) {
            str lines = body_text(k, dotted(k, name, site->langs[i].code));
            str line = nth_line(lines, n);
            if (line.n)
                label = val_with(k->q.a, label, site->langs[i].code, val_str(line));
        }
        if (val_is_null(label))
            break;
        val one = val_with(k->q.a, val_null(), S("label"), label);
        str id = option_id(k, before, label);
        if (id.n)
            one = val_with(k->q.a, one, S("id"), val_str(id));
        list = val_append(k->q.a, list, one);
    }
    return list;
}

static val duration_read(struct new_walk *k, str name)
{
    str number = body_text(k, name), unit = body_text(k, dotted(k, name, S("unit")));

    if (str_eq(unit, S("forever")))
        return val_str(unit);
    return val_str(str_fmt(k->q.a, "P%.*s%.*s", STR_ARG(number), STR_ARG(unit)));
}

static val row_read(struct new_walk *k, const struct ask *t, str name, val before)
{
    bool needs = t->kind == ASK_COUNT || t->kind == ASK_AMOUNT;
    val v;

    switch (t->kind) {
    case ASK_TEXT:
    case ASK_KEYWORDS:
        return texts_read(k, name);
    case ASK_ITEMS:
        return options_read(k, name, before);
    case ASK_DURATION:
        return duration_read(k, name);
    case ASK_SOME:
        v = val_get(k->w->body, name);
        if (v.tag == V_LIST)
            return v;
        v = body_text(k, name).n ? val_append(k->q.a, val_list(NULL, 0), val_str(val_text(v)))
                                 : val_null();
        return val_is_null(v) && !t->optional ? val_list(NULL, 0) : v;
    case ASK_GROUP:
        v = val_null();
        for (const struct ask *x = t->items; x->key; x++) {
            val one = row_read(k, x, named(k, name, x->key), val_null());
            if (!val_is_null(one))
                v = val_with(k->q.a, v, str_z(x->key), one);
        }
        return v;
    default:
        return body_text(k, name).n || needs ? val_str(body_text(k, name)) : val_null();
    }
}

/* Options of one question have values of their own, also where their labels begin alike. */
static val options_apart(struct new_walk *k, val list)
{
    val out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i);
        str id = val_get_text(one, S("id")), own = id;
        for (int n = 2; id.n && !val_is_null(ask_item(out, own)); n++)
            own = str_fmt(k->q.a, "%.*s_%d", STR_ARG(id), n);
        out = val_append(k->q.a, out, id.n ? val_with(k->q.a, one, S("id"), val_str(own)) : one);
    }
    return out;
}

val new_read(struct new_walk *k, const struct ask *rows, size_t n, str path, val ctx)
{
    for (const struct ask *t = rows; t < rows + n; t++) {
        str key = str_z(t->key);
        val before = val_get(ctx, key), given = val_null();
        ctx = val_without(k->q.a, ctx, key);
        if (!path.n)
            k->q.all = val_without(k->q.a, k->q.all, key);
        if (t->when && !t->when(&k->q, ctx))
            continue;
        val v = row_read(k, t, key, before);
        if (!val_is_null(v))
            given = val_with(k->q.a, given, key, v);
        (void)ask_rows(&k->q, t, 1, given, path, ctx, &ctx);
        if (t->kind == ASK_ITEMS)
            ctx = val_with(k->q.a, ctx, key, options_apart(k, val_get(ctx, key)));
    }
    return ctx;
}

/* ---- for people ---- */

static str title_of(struct new_walk *k, const struct ask *t, val ctx, str id)
{
    offers o = { 0 };

    ask_offers(&k->q, t, ctx, &o);
    for (size_t i = 0; i < o.n; i++)
        if (str_eq(o.v[i].id, id) && o.v[i].title.n)
            return o.v[i].title;
    return id;
}

static str text_shown(struct new_walk *k, val v)
{
    val own = val_get(v, k->w->lang);

    if (val_is_null(own))
        own = val_get(v, k->q.site->langs[0].code);
    return value_text(k, own);
}

str new_shown(struct new_walk *k, const struct ask *t, val ctx)
{
    val v = val_get(ctx, str_z(t->key));
    buf b;

    if (val_is_null(v))
        return S("");
    if (t->kind == ASK_TEXT || t->kind == ASK_KEYWORDS)
        return text_shown(k, v);
    if (t->kind == ASK_YES)
        return ask_word(&k->q, val_is_true(v) ? W_new_yes : W_new_no);
    if (t->kind == ASK_ONE)
        return title_of(k, t, ctx, val_text(v));
    buf_init(&b, k->q.a, 64);
    for (size_t i = 0; v.tag == V_LIST && i < val_count(v); i++) {
        val one = val_at(v, i);
        str said =
            t->kind == ASK_ITEMS ? new_shown(k, t->items, one) : title_of(k, t, ctx, val_text(one));
        buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(said));
    }
    return v.tag == V_LIST ? buf_str(&b) : t->kind == ASK_GROUP ? S("") : value_text(k, v);
}
