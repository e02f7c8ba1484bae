/* The questions of a form as blocks of a document: with their conditions in words, and room for the
 * answers. */
#include "blocks/assist/own.h"
#include "blocks/case/party.h"
#include "form/party.h"

enum { CHOICES_MOST = 30, ITEMS_ROOM = 3, NOTES_MOST = 6 };

static void children(struct paper *p, int parent, struct form_at at, unsigned depth);

static str own_text(struct paper *p, int field, struct form_at at, const char *property)
{
    str s = form_say(p->form, field, str_z(property), at, p->answers, &p->env);

    return s.p ? str_trim(s) : S("");
}

/* What is not asked with the answers that are there stays away; what is not decided yet is printed
 * with its condition. */
static bool printed(struct paper *p, int field, struct form_at at, bool *open)
{
    val value;

    *open = !p->filled || form_undecided(p->form, field, at, p->answers, &p->env);
    return *open ||
           form_field_state(p->form, field, at, p->answers, &p->env, &value) != FORM_HIDDEN;
}

/* ---- the room for an answer ---- */

struct asked {
    struct paper *p;
    int field;
    const struct form_field *f;
    struct form_at at;
    val value;
    str shown; /* the value as people read it */
    struct paper_rows rows;
};

static void lines(struct asked *q, char n, enum word_id caption)
{
    paper_row(q->p, &q->rows, n, caption == W_NONE ? S("") : paper_say(q->p, caption), q->shown);
}

/* What is known stands on one line as it is read; else there is a line for each part. */
static void parts(struct asked *q, const enum word_id *captions, size_t n)
{
    if (q->shown.n) {
        lines(q, '1', W_NONE);
        return;
    }
    for (size_t i = 0; i < n; i++)
        lines(q, '1', captions[i]);
}

static bool chosen(val value, val option)
{
    for (size_t i = 0; value.tag == V_LIST && i < val_count(value); i++)
        if (val_equal(val_at(value, i), option))
            return true;
    return val_equal(value, option);
}

static void choices(struct asked *q)
{
    const struct form_option *o;
    size_t n = form_options(q->p->form, q->field, q->at, q->p->answers, &q->p->env, &o);

    if (n == 0 || n > CHOICES_MOST) {
        lines(q, '1', W_NONE);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        str label = o[i].hint.n
                        ? str_fmt(q->p->a, "%.*s (%.*s)", STR_ARG(o[i].label), STR_ARG(o[i].hint))
                        : o[i].label;
        paper_row(q->p, &q->rows, chosen(q->value, o[i].value) ? 'x' : 'o', label, S(""));
    }
}

static void squares(struct asked *q, const char *groups, enum word_id caption)
{
    if (q->shown.n)
        lines(q, '1', W_NONE);
    else
        paper_row(q->p, &q->rows, 'c', paper_say(q->p, caption), str_z(groups));
}

static void quantity(struct asked *q)
{
    str unit = own_text(q->p, q->field, q->at, "unit");

    if (q->f->kind == FORM_MONEY && q->f->currency.n && !unit.n)
        unit = q->f->currency;
    paper_row(q->p, &q->rows, '1', unit, q->shown);
}

static void one_tick(struct asked *q)
{
    paper_row(q->p, &q->rows, val_is_true(q->value) ? 'x' : 'o', paper_say(q->p, W_assist_yes),
              S(""));
}

static void room(struct asked *q)
{
    static const enum word_id name[] = { W_case_given_name, W_case_family_name },
                              address[] = { W_case_address_lines, W_case_postcode, W_case_place,
                                            W_case_country },
                              signature[] = { W_assist_place_day, W_assist_signature };

    switch (q->f->kind) {
    case FORM_RADIO:
    case FORM_SELECT:
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        choices(q);
        break;
    case FORM_CHECKBOX:
        one_tick(q);
        break;
    case FORM_NAME:
        parts(q, name, LEN(name));
        break;
    case FORM_ADDRESS:
        parts(q, address, LEN(address));
        break;
    case FORM_SIGNATURE:
        parts(q, signature, LEN(signature));
        break;
    case FORM_DATE:
        squares(q, "2 2 4", W_assist_day_squares);
        break;
    case FORM_TIME:
        squares(q, "2 2", W_assist_time_squares);
        break;
    case FORM_DATETIME:
        squares(q, "2 2 4", W_assist_day_squares);
        if (!q->shown.n)
            squares(q, "2 2", W_assist_time_squares);
        break;
    case FORM_FILES:
        paper_row(q->p, &q->rows, val_count(q->value) ? 'x' : 'o',
                  paper_say(q->p, W_assist_enclosed), S(""));
        break;
    case FORM_NUMBER:
    case FORM_MONEY:
        quantity(q);
        break;
    case FORM_TEXTAREA:
        lines(q, '5', W_NONE);
        break;
    case FORM_LOCATION:
        lines(q, '2', W_NONE);
        break;
    default:
        lines(q, '1', W_NONE);
    }
}

/* ---- a question ---- */

static str label_of(struct asked *q)
{
    struct paper *p = q->p;
    str label = own_text(p, q->field, q->at, "label");

    if (!form_required(p->form, q->field, q->at, p->answers, &p->env))
        label = paper_say1(p, W_field_optional, "label", val_str(label));
    return str_fmt(p->a, "%u. %.*s", p->numbers[q->field], STR_ARG(label));
}

static void question(struct paper *p, int field, struct form_at at)
{
    struct asked q = { .p = p, .field = field, .f = &p->form->fields[field], .at = at };
    struct press_text notes[NOTES_MOST];
    size_t n = 0;
    bool open;

    if (!p->numbers[field] || !printed(p, field, at, &open))
        return;
    enum form_state state = form_field_state(p->form, field, at, p->answers, &p->env, &q.value);
    if (!p->filled || state == FORM_HIDDEN)
        q.value = val_null();
    q.shown = form_display(p->form, field, at, q.value, p->answers, &p->env);
    str only = open ? paper_only_if(p, field) : S(""), hint = own_text(p, field, at, "description");
    if (only.n)
        notes[n++] = paper_text(p, only);
    if (hint.n)
        notes[n++] = paper_text(p, hint);
    buf_init(&q.rows.kinds, p->a, 32);
    room(&q);
    paper_ask(p, label_of(&q), notes, n, &q.rows);
}

/* ---- what questions stand in ---- */

static void note(struct paper *p, int field, struct form_at at)
{
    struct letter_doc *d;
    bool open;

    if (!printed(p, field, at, &open) ||
        failed(form_content(p->form, field, at, p->answers, &p->env, &d)))
        return;
    str only = open ? paper_only_if(p, field) : S(""), text = str_trim(letter_text(p->a, d, 0));
    if (text.n)
        paper_paragraph(p,
                        only.n ? str_fmt(p->a, "%.*s\n%.*s", STR_ARG(only), STR_ARG(text)) : text);
}

static void group(struct paper *p, int field, struct form_at at, unsigned depth)
{
    str label = own_text(p, field, at, "label");
    bool open;

    if (!printed(p, field, at, &open))
        return;
    str only = open ? paper_only_if(p, field) : S("");
    if (label.n)
        paper_heading(p, 3, label);
    if (only.n)
        paper_paragraph(p, only);
    children(p, field, at, depth);
}

/* So many times as there is an item, and room for some where there is none yet. */
static size_t times(struct paper *p, int field, struct form_at at)
{
    const struct form_field *f = &p->form->fields[field];
    size_t n = form_items(p->form, field, at, p->answers, &p->env);
    size_t most = f->rules.items_max >= 0 ? (size_t)f->rules.items_max : ITEMS_ROOM;

    if (f->fixed || (p->filled && n))
        return n;
    return MAX(n, MIN(most, (size_t)ITEMS_ROOM));
}

static void section(struct paper *p, int field, struct form_at at, unsigned depth)
{
    const struct form_field *f = &p->form->fields[field];
    str label = own_text(p, field, at, "label"), one = own_text(p, field, at, "items.word");
    bool open;

    if (depth >= FORM_DEEP || !printed(p, field, at, &open))
        return;
    str only = open ? paper_only_if(p, field) : S("");
    size_t n = times(p, field, at);
    paper_heading(p, 2, label.n ? label : one);
    if (only.n)
        paper_paragraph(p, only);
    for (size_t i = 0; i < n; i++) {
        at.item[depth] = (uint16_t)i;
        paper_heading(p, 3, str_fmt(p->a, "%.*s %zu", STR_ARG(one.n ? one : label), i + 1));
        children(p, field, at, depth + 1);
    }
    if (!f->fixed && !(f->rules.items_max >= 0 && (size_t)f->rules.items_max <= n))
        paper_paragraph(p, paper_say(p, W_assist_more_items));
}

/* A page of several questions has a title of its own. */
static void page_begins(struct paper *p, int page, struct form_at at)
{
    const struct form_page *g = &p->form->pages[page];
    size_t asked = 0;

    for (size_t i = 0; i < g->n_fields; i++)
        asked += p->numbers[g->fields[i]] > 0;
    at.page = page;
    if (g->titled_by >= 0 && asked > 1 && g->list < 0 &&
        p->form->fields[g->titled_by].kind != FORM_GROUP)
        paper_heading(p, 2, form_page_title(p->form, at, p->answers, &p->env));
}

/* Who fills in what stands there: a group is whose its first question is. */
static str part_of(struct paper *p, size_t field)
{
    while (field + 1 < p->form->n_fields && p->form->fields[field].page < 0)
        field++;
    return form_party_of(p->form, (int)field);
}

str paper_party(struct paper *p, str party)
{
    return party.n ? party_title(p->w->site, p->v, party, p->w->lang)
                   : paper_say(p, W_case_party_applicant);
}

/* Where several fill in, each part says whose it is. */
static void part_begins(struct paper *p, size_t field, str *part)
{
    str now = part_of(p, field);

    if (!p->v->n_parties || (part->p && str_eq(now, *part)))
        return;
    *part = now;
    paper_heading(p, 2, paper_say1(p, W_assist_part, "who", val_str(paper_party(p, now))));
}

static void children(struct paper *p, int parent, struct form_at at, unsigned depth)
{
    str part = STR_NULL;
    int page = -1;

    for (size_t i = 0; i < p->form->n_fields; i++) {
        const struct form_field *f = &p->form->fields[i];
        if (f->parent != parent)
            continue;
        if (parent < 0)
            part_begins(p, i, &part);
        if (parent < 0 && f->page >= 0 && f->page != page && f->kind != FORM_LIST)
            page_begins(p, page = f->page, at);
        at.page = f->page;
        if (f->kind == FORM_LIST)
            section(p, (int)i, at, depth);
        else if (f->kind == FORM_GROUP)
            group(p, (int)i, at, depth);
        else if (f->kind == FORM_CONTENT)
            note(p, (int)i, at);
        else
            question(p, (int)i, at);
    }
}

/* What the form works out by itself, or has fixed, is no question for paper. */
static bool on_paper(const struct form_field *f)
{
    return form_asks(f) && f->kind != FORM_EXPRESSION && !f->readonly && !f->disabled;
}

void paper_questions(struct paper *p)
{
    unsigned *numbers = ARENA_ARRAY(p->a, unsigned, p->form->n_fields + 1), n = 0;

    for (size_t i = 0; i < p->form->n_fields; i++)
        numbers[i] = on_paper(&p->form->fields[i]) ? ++n : 0;
    p->numbers = numbers;
    children(p, -1, (struct form_at){ 0 }, 0);
}
