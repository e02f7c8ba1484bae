/* After the commit: a letter to the press, the PDF sealed into the store, where it waits for the
 * printer. */
#include "act/face.h"
#include "blocks/document/document.h"
#include "blocks/notify/notify.h"
#include "blocks/office/post.h"
#include "os/zone.h"
#include "press/press.h"
#include "text/name.h"

enum {
    LINES_MOST = 6,
    PARAGRAPHS_MOST = 40
}; /* the window's address zone has six lines (DIN 5008, form B) */

static struct press_text plain(arena *a, str s)
{
    struct press_run *r = ARENA_NEW(a, struct press_run);

    *r = (struct press_run){ .text = s, .link = S("") };
    return (struct press_text){ r, 1 };
}

static void address_of(arena *a, val letter, struct press_doc *d)
{
    val address = val_get(letter, S("address")), lines = val_get(address, S("lines"));
    str *v = ARENA_ARRAY(a, str, LINES_MOST);
    size_t n = 0;

    v[n++] = name_shown(a, val_get(letter, S("name")));
    for (size_t i = 0; i < val_count(lines) && n < LINES_MOST - 1; i++)
        v[n++] = val_text(val_at(lines, i));
    v[n++] = str_trim(str_fmt(a, "%.*s %.*s", STR_ARG(val_get_text(address, S("postcode"))),
                              STR_ARG(val_get_text(address, S("place")))));
    d->address = v;
    d->n_address = n;
}

static void letterhead(arena *a, const struct site *s, const struct office *o, str lang,
                       struct press_doc *d)
{
    str *contact = ARENA_ARRAY(a, str, o->n_address + 4);
    size_t n = 0;

    for (size_t i = 0; i < o->n_address; i++)
        contact[n++] = o->address[i];
    contact[n++] = str_trim(str_fmt(a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place)));
    if (o->telephone.n)
        contact[n++] = o->telephone;
    if (o->email.n)
        contact[n++] = o->email;
    d->authority = site_text(s, s->name, lang);
    d->office = d->author = site_text(s, o->name, lang);
    d->contact = contact;
    d->n_contact = n;
}

/* Place and day, the subject, and a paragraph for each part that an empty line ends. */
static void body_of(struct job_run *j, const struct face *f, const struct office *o,
                    struct press_doc *d)
{
    arena *a = j->a;
    struct press_block *b = ARENA_ARRAY(a, struct press_block, PARAGRAPHS_MOST + 2);
    str rest = val_get_text(j->payload, S("text")), day;
    size_t n = 0;

    day = locale_date(a, wording_locale(f->words), zone_day(j->boot->zone, j->now), DATE_LONG);
    b[n++] = (struct press_block){
        .kind = PRESS_PARAGRAPH,
        .text =
            plain(a, o->place.n ? str_fmt(a, "%.*s, %.*s", STR_ARG(o->place), STR_ARG(day)) : day)
    };
    b[n++] = (struct press_block){ .kind = PRESS_HEADING, .level = 1, .text = plain(a, d->title) };
    while (rest.n && n < PARAGRAPHS_MOST + 2) {
        size_t end = n == PARAGRAPHS_MOST + 1 ? SIZE_MAX : str_find(rest, S("\n\n"), 0);
        str part = str_trim(end == SIZE_MAX ? rest : str_sub(rest, 0, end));
        rest = end == SIZE_MAX ? S("") : str_from(rest, end + 2);
        if (part.n)
            b[n++] = (struct press_block){ .kind = PRESS_PARAGRAPH, .text = plain(a, part) };
    }
    d->blocks = b;
    d->n_blocks = n;
}

static err set_letter(struct job_run *j, str *pdf)
{
    const struct site *s = j->boot->site;
    const struct registry *r = site_people(s);
    const struct office *o = r ? site_office(s, r->owner) : NULL;
    const struct face *f = boot_face(j->boot, val_get_text(j->payload, S("lang")));
    struct press_doc d = { .title = val_get_text(j->payload, S("subject")),
                           .language = f->lang,
                           .made = j->now,
                           .page_words = word0(f->words, W_document_page_of) };
    val_builder ask = val_build(j->a);
    val answer;

    if (!o)
        return REFUSED(ERR_MISSING);
    letterhead(j->a, s, o, f->lang, &d);
    address_of(j->a, j->payload, &d);
    body_of(j, f, o, &d);
    val_put(&ask, S("do"), VAL_S("render"));
    val_put(&ask, S("doc"), press_doc_to_val(j->a, &d));
    TRY(job_press(j, val_done(&ask), S(""), &answer, pdf));
    return val_get_bool(answer, S("ok")) && pdf->n ? OK : FAULT(ERR_PEER);
}

static str on_one_line(arena *a, val letter)
{
    struct press_doc d = { 0 };
    buf b;

    address_of(a, letter, &d);
    buf_init(&b, a, 100);
    for (size_t i = 0; i < d.n_address; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(d.address[i]));
    return buf_str(&b);
}

err job_paper(struct job_run *j)
{
    val_builder in = val_build(j->a);
    sha256 name;
    str pdf;

    TRY(set_letter(j, &pdf));
    TRY(file_put(j->a, j->boot->data, &j->key, pdf, &name));
    val_put(&in, S("id"), val_int(val_get_i64(j->payload, S("id"), 0)));
    val_put(&in, S("file"), val_str(sha256_hex(j->a, &name)));
    TRY(job_act(j, "post.made", val_done(&in), NULL, NULL));
    return notify_shown(j, "paper", on_one_line(j->a, j->payload),
                        val_get_text(j->payload, S("subject")),
                        val_get_text(j->payload, S("text")));
}
