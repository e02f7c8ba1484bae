/* tests/page/gallery.c - writes every component and sample pages to files, to be looked at and
 * measured. */
#include "site.h"
#include "views/gallery.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define U(s)                                                                                       \
    {                                                                                              \
        S_INIT(s)                                                                                  \
    }
#define ROWS(x) .x = x, .x##_n = LEN(x)

static arena mem;
static const char *out_dir;

static void file_write(str name, str bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%.*s", out_dir, STR_ARG(name));
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n) {
        perror(path);
        exit(1);
    }
    fclose(f);
}

static void page_open(struct page *p, const char *lang)
{
    page_make(p, &mem, lang);
    p->path = S("/gallery");
    p->office = &office;
    p->nav_current = S("/services");
}

static const struct v_cards_item cards[] = {
    { S_INIT("Register a birth"), U("/b"),
      S_INIT("Tell the registry about a new child and get the certificate."), S_INIT("baby"),
      S_INIT("15 minutes, free") },
    { S_INIT("Move to a new address"), U("/m"),
      S_INIT("Tell every office at once where you live now."), S_INIT("home"),
      S_INIT("5 minutes, free") },
    { S_INIT("Apply for a parking permit"), U("/p"),
      S_INIT("Resident, visitor and disabled permits."), S_INIT("car"),
      S_INIT("10 minutes, 24.00") },
    { S_INIT("Pay a tax or a fine"), U("/t"), S_INIT("By card, bank transfer or at a counter."),
      S_INIT("coins"), S_INIT("2 minutes") },
    { S_INIT("Book a health appointment"), U("/h"), S_INIT("Vaccination, check-ups and screening."),
      S_INIT("health"), S_INIT("4 minutes") },
    { S_INIT("Take part in the budget"), U("/v"),
      S_INIT("Propose and vote on neighbourhood projects."), S_INIT("vote"),
      S_INIT("Open until 12 December") },
};

static const struct v_cards_item life[] = {
    { S_INIT("Having a child"), U("/l1"), .icon = S_INIT("family") },
    { S_INIT("Starting work"), U("/l2"), .icon = S_INIT("work") },
    { S_INIT("Going to school"), U("/l3"), .icon = S_INIT("education") },
    { S_INIT("Growing old"), U("/l4"), .icon = S_INIT("people") },
};

static const str case_columns[] = { S_INIT("Case"), S_INIT("Service"), S_INIT("Answer due"),
                                    S_INIT("State") };

static const struct v_g_home_row cases[] = {
    { S_INIT("2026-000418"), U("/cases/1"), S_INIT("Parking permit"), S_INIT("28 November 2026"),
      S_INIT("Needs a document"), S_INIT("yellow") },
    { S_INIT("2026-000377"), U("/cases/2"), S_INIT("Street light report"),
      S_INIT("24 November 2026"), S_INIT("In progress"), S_INIT("") },
    { S_INIT("2026-000102"), U("/cases/3"), S_INIT("Birth registration"), S_INIT("Done"),
      S_INIT("Decided"), S_INIT("green") },
};

static void home(const char *lang, const char *file)
{
    struct page p;
    struct v_g_home v = {
        .title = S("What do you need to do?"),
        .lead = S("Every service of the republic and of its city, in one place, at any hour."),
        .search_label = S("Search services and information"),
        .action = { S("/search") },
        .alert_title = S("Flood warning"),
        .alert = S("The river is rising at East Bridge."),
        .alert_link = S("See what to do and which roads are closed"),
        .alert_href = { S("/w") },
        .cards_title = S("Most used services"),
        .life_title = S("By what happens in your life"),
        .cases_title = S("Your cases"),
        .columns = case_columns,
        .columns_n = LEN(case_columns),
        ROWS(cards),
        ROWS(life),
        ROWS(cases),
    };
    page_open(&p, lang);
    v_g_home_html(&p, &v);
    file_write(str_z(file), page_done(&p));
    printf("%s: %zu bytes of HTML\n", file, p.out.n);
}

static const struct v_timeline_step steps[] = {
    { S_INIT("Received"), S_INIT("done"), S_INIT("2 March 2026, 09:14"), S_INIT("") },
    { S_INIT("Checked by the registry"), S_INIT("current"), S_INIT("Expected by 9 March 2026"),
      S_INIT("An officer compares your answers with the register.") },
    { S_INIT("Entered in the person register"), S_INIT("next"), S_INIT(""), S_INIT("") },
    { S_INIT("Certificate sealed and sent to you"), S_INIT("next"), S_INIT(""), S_INIT("") },
};

static const struct v_facts_item facts[] = {
    { S_INIT("Takes"), S_INIT("about 15 minutes") },
    { S_INIT("Cost"), S_INIT("free") },
    { S_INIT("Time limit"), S_INIT("within 14 days of the birth") },
    { S_INIT("Answer"), S_INIT("within 5 working days") },
};

static const struct v_office_box office_box = {
    S_INIT("Office that answers"),
    S_INIT("Civil Registry of Brackwater"),
    S_INIT("+999 20 555 0100"),
    S_INIT("Monday to Friday, 9 am to 4 pm"),
    S_INIT("12 Harbour Street, Brackwater"),
    U("/offices/civil-registry"),
};

static void service(void)
{
    static const str need[] = {
        S_INIT("the medical notice of birth (PDF, JPEG or PNG)"), S_INIT("the name that you chose"),
        S_INIT("your own identity, if you want the answers filled in for you")
    };
    static const struct v_g_service_section sections[] = {
        { S_INIT("Who can do this"),
          S_INIT("Either parent, or somebody who was there at the birth."), NULL, 0 },
        { S_INIT("What you need"), S_INIT("Have these at hand:"), need, LEN(need) },
        { S_INIT("Legal basis"),
          S_INIT("Civil Status Act, section 12. The officer decides within five working days."),
          NULL, 0 },
    };
    static const struct page_link crumbs[] = { { S_INIT("Home"), U("/") },
                                               { S_INIT("Services"), U("/services") },
                                               { S_INIT("Family"), U("/services/family") } };
    struct page p;
    struct v_g_service v = {
        .title = S("Register a birth"),
        .lead = S("Tell the civil registry about a new child. You get a sealed certificate."),
        .start = { S("/services/birth/start") },
        .start_text = S("Start now"),
        ROWS(sections),
        .office = office_box,
        .steps_title = S("What happens"),
        ROWS(steps),
        .warning = S("After 14 days the registration is late and needs a reason."),
        ROWS(facts),
        .more = S("If the child was born abroad"),
        .more_text = S("Bring the foreign certificate to a counter."),
    };
    page_open(&p, "en");
    p.crumbs = crumbs;
    p.crumbs_n = LEN(crumbs);
    v_g_service_html(&p, &v);
    file_write(S("service.html"), page_done(&p));
}

static void question(void)
{
    static const struct field_view fields[] = {
        { .kind = FIELD_DATE,
          .name = S_INIT("born"),
          .label = S_INIT("When was the child born?"),
          .heading = true,
          .hint = S_INIT("For example, 27 3 2026"),
          .error = S_INIT("Enter the month of birth"),
          .error_parts = FIELD_MONTH,
          .day = S_INIT("27"),
          .year = S_INIT("2026") },
    };
    struct page p;
    struct v_g_form v = { .title = S("When was the child born?"),
                          .fields = fields,
                          .fields_n = 1,
                          .save = S("Save and continue"),
                          .later = S("Save for later"),
                          .action = { S("/form") } };
    page_open(&p, "en");
    p.problem = true;
    v_g_form_html(&p, &v);
    file_write(S("question.html"), page_done(&p));
}

static const struct field_view phone[] = { { .kind = FIELD_TEL,
                                             .name = S_INIT("phone"),
                                             .label = S_INIT("Telephone number"),
                                             .width = 20,
                                             .autocomplete = S_INIT("tel") } };
static const struct field_option contact[] = {
    { .value = S_INIT("mail"),
      .label = S_INIT("By mail"),
      .hint = S_INIT("To the address that you confirmed") },
    { .value = S_INIT("phone"),
      .label = S_INIT("By telephone"),
      .chosen = true,
      .reveal = phone,
      .reveal_n = 1 },
    { .value = S_INIT("none"), .label = S_INIT("Not at all"), .or_before = true },
};
static const struct field_option boxes[] = {
    { .value = S_INIT("a"), .label = S_INIT("Street lights") },
    { .value = S_INIT("b"), .label = S_INIT("Potholes"), .chosen = true },
    { .value = S_INIT("c"),
      .label = S_INIT("None of these"),
      .or_before = true,
      .exclusive = true },
};
static const struct field_option yesno[] = { { .value = S_INIT("y"), .label = S_INIT("Yes") },
                                             { .value = S_INIT("n"), .label = S_INIT("No") } };
static const struct field_option one[] = { { .value = S_INIT("1"),
                                             .label = S_INIT("I declare that this is true") } };
static const struct field_option places[] = {
    { .value = S_INIT(""), .label = S_INIT("Choose") },
    { .value = S_INIT("bw"), .label = S_INIT("Brackwater"), .chosen = true }
};
static const struct field_file files[] = { { S_INIT("notice.pdf"), S_INIT("PDF, 120 KB"), U("/f/1"),
                                             S_INIT("1") } };
static const struct field_view children[] = {
    { .kind = FIELD_TEXT,
      .name = S_INIT("street"),
      .label = S_INIT("Street and number"),
      .autocomplete = S_INIT("address-line1") },
    { .kind = FIELD_TEXT,
      .name = S_INIT("postcode"),
      .label = S_INIT("Postcode"),
      .width = 10,
      .autocomplete = S_INIT("postal-code") },
};
static const struct field_view fields[] = {
    { .kind = FIELD_NOTE,
      .note = { S_INIT(
          "<h1 class=\"govuk-heading-l\">Every kind of question</h1><p class=\"govuk-body\">A "
          "page of a form holds one; here are all.</p>") } },
    { .kind = FIELD_TEXT,
      .name = S_INIT("given"),
      .label = S_INIT("Given names"),
      .hint = S_INIT("As they will stand in the register"),
      .error = S_INIT("Enter the given names"),
      .lang = S_INIT("vi") },
    { .kind = FIELD_SHOWN,
      .name = S_INIT("mother"),
      .label = S_INIT("Your name"),
      .value = S_INIT("Nguyễn Thị Minh Khai"),
      .source = S_INIT("person register"),
      .source_day = { 20514 },
      .has_source_day = true,
      .dispute = U("/dispute") },
    { .kind = FIELD_EMAIL,
      .name = S_INIT("email"),
      .label = S_INIT("Email address"),
      .autocomplete = S_INIT("email"),
      .optional = true },
    { .kind = FIELD_PASSWORD, .name = S_INIT("password"), .label = S_INIT("Password") },
    { .kind = FIELD_NUMBER,
      .name = S_INIT("cost"),
      .label = S_INIT("Cost per day"),
      .prefix = S_INIT("€"),
      .suffix = S_INIT("per day"),
      .width = 5,
      .inputmode = S_INIT("decimal") },
    { .kind = FIELD_TEXTAREA,
      .name = S_INIT("more"),
      .label = S_INIT("Can you tell us more?"),
      .max_length = 300,
      .value = S_INIT("It was late.") },
    { .kind = FIELD_RADIOS,
      .name = S_INIT("contact"),
      .label = S_INIT("How may we reach you?"),
      .label_size = LABEL_M,
      .options = contact,
      .options_n = LEN(contact) },
    { .kind = FIELD_RADIOS,
      .name = S_INIT("late"),
      .label = S_INIT("Is it late?"),
      .label_size = LABEL_M,
      .inline_options = true,
      .options = yesno,
      .options_n = LEN(yesno),
      .error = S_INIT("Say whether it is late") },
    { .kind = FIELD_CHECKBOXES,
      .name = S_INIT("what"),
      .label = S_INIT("What did you see?"),
      .label_size = LABEL_M,
      .options = boxes,
      .options_n = LEN(boxes) },
    { .kind = FIELD_DATE,
      .name = S_INIT("born"),
      .label = S_INIT("Date of birth"),
      .label_size = LABEL_M,
      .autocomplete = S_INIT("bday"),
      .hint = S_INIT("For example, 31 3 1980") },
    { .kind = FIELD_SELECT,
      .name = S_INIT("place"),
      .label = S_INIT("Place"),
      .options = places,
      .options_n = LEN(places) },
    { .kind = FIELD_FILE,
      .name = S_INIT("notice"),
      .label = S_INIT("Medical notice of birth"),
      .hint = S_INIT("PDF, JPEG or PNG, up to 10 MB"),
      .accept = S_INIT(".pdf,.jpg,.png"),
      .files = files,
      .files_n = 1 },
    { .kind = FIELD_GROUP,
      .name = S_INIT("address"),
      .label = S_INIT("Address"),
      .label_size = LABEL_M,
      .children = children,
      .children_n = LEN(children) },
    { .kind = FIELD_CHECKBOX, .name = S_INIT("declare"), .options = one, .options_n = 1 },
    { .kind = FIELD_HIDDEN, .name = S_INIT("step"), .value = S_INIT("3") },
};

static void fields_all(const char *lang, const char *file)
{
    struct page p;
    struct v_g_form v = { .title = S("Every kind of question"),
                          ROWS(fields),
                          .save = S("Save and continue"),
                          .later = S("Save for later"),
                          .action = { S("/form") } };
    page_open(&p, lang);
    p.person = S("Anna Kask");
    p.unread = 2;
    p.request_id = S("c2VhbGVk");
    p.problem = true;
    v_g_form_html(&p, &v);
    file_write(str_z(file), page_done(&p));
}

static void case_page(void)
{
    static const struct v_summary_list_row rows[] = {
        { S_INIT("Given names"), S_INIT("Mai Linh"), .change = U("/c/1") },
        { S_INIT("Date of birth"), S_INIT("27 February 2026"), .change = U("/c/2") },
        { S_INIT("Mother"), S_INIT("Nguyễn Thị Minh Khai"), .mark = S_INIT("from the register"),
          .mark_colour = S_INIT("grey") },
        { S_INIT("Medical notice"), S_INIT("notice.pdf, 120 KB"), .change = U("/c/3") },
    };
    static const struct v_facts_item case_facts[] = {
        { S_INIT("Number"), S_INIT("2026-000418") },
        { S_INIT("Received"), S_INIT("2 March 2026") },
        { S_INIT("Answer expected"), S_INIT("by 9 March 2026") },
    };
    struct page p;
    struct v_g_case v = {
        .title = S("Birth registration"),
        .number = S("2026-000418"),
        .state = S("In progress"),
        .colour = S("blue"),
        .steps_title = S("Where it stands"),
        ROWS(steps),
        ROWS(rows),
        .rows_title = S("Your answers"),
        .facts = case_facts,
        .facts_n = LEN(case_facts),
        .office = office_box,
        .receipt_title = S("Receipt"),
        .receipt =
            S("leaf 41877 sha256:5f2c9b0c6b0de1c2a4f0a7a9d4c1f2e38d7a40a9be2b2f3b4c5d6e7f80910a1b"),
        .panel_title = S("Application received"),
        .panel_text = S("Your number is"),
    };
    page_open(&p, "en");
    p.person = S("Anna Kask");
    v_g_case_html(&p, &v);
    file_write(S("case.html"), page_done(&p));
}

static void desk(void)
{
    static const struct field_option services[] = {
        { .value = S_INIT(""), .label = S_INIT("All services") },
        { .value = S_INIT("birth"), .label = S_INIT("Birth registration") }
    };
    static const struct field_option states[] = {
        { .value = S_INIT("new"), .label = S_INIT("New"), .chosen = true },
        { .value = S_INIT("asked"), .label = S_INIT("Question asked") },
        { .value = S_INIT("late"), .label = S_INIT("Late") }
    };
    static const struct field_view filters[] = {
        { .kind = FIELD_TEXT, .name = S_INIT("q"), .label = S_INIT("Number or name") },
        { .kind = FIELD_SELECT,
          .name = S_INIT("service"),
          .label = S_INIT("Service"),
          .options = services,
          .options_n = LEN(services) },
        { .kind = FIELD_CHECKBOXES,
          .name = S_INIT("state"),
          .label = S_INIT("State"),
          .small_options = true,
          .options = states,
          .options_n = LEN(states) },
    };
    static const str columns[] = { S_INIT("Task"), S_INIT("Service"), S_INIT("Due"),
                                   S_INIT("State") };
    static const struct v_g_desk_row rows[] = {
        { S_INIT("2026-000311"), U("/d/1"), S_INIT("Birth registration"),
          .due = S_INIT("2 days late"), .late = true, .state = S_INIT("Claimed by you"),
          .colour = S_INIT("purple") },
        { S_INIT("2026-000377"), U("/d/2"), S_INIT("Late birth registration"),
          .due = S_INIT("today"), .soon = true, .state = S_INIT("New"), .colour = S_INIT("blue") },
        { S_INIT("2026-000418"), U("/d/3"), S_INIT("Birth registration"),
          .due = S_INIT("in 4 days"), .state = S_INIT("Question asked"),
          .colour = S_INIT("yellow") },
        { S_INIT("2026-000420"), U("/d/4"), S_INIT("Acknowledgement by the father"),
          .due = S_INIT("in 5 days"), .state = S_INIT("Second officer"),
          .colour = S_INIT("orange") },
    };
    static const struct v_compare_row compare[] = {
        { S_INIT("Mother's name"), S_INIT("Nguyễn Thị Minh Khai"), S_INIT("Nguyễn Thị Minh Khai"),
          S_INIT("same") },
        { S_INIT("Mother's address"), S_INIT("12 Harbour Street"), S_INIT("4 Mill Lane"),
          S_INIT("differs") },
        { S_INIT("Father's birth date"), S_INIT("3 May 1990"), S_INIT(""), S_INIT("absent") },
    };
    static const struct v_task_list_item tasks[] = {
        { S_INIT("Check the medical notice"), U("/t/1"), S_INIT(""), S_INIT("Completed"),
          S_INIT("") },
        { S_INIT("Check the parents"), U("/t/2"), S_INIT("One difference with the register"),
          S_INIT("To do"), S_INIT("blue") },
        { S_INIT("Decide"), U(""), S_INIT(""), S_INIT("Cannot start yet"), S_INIT("grey") },
    };
    static const struct v_pagination_page pages[] = { { 1, U("/desk?page=1"),
                                                        .current = S_INIT("page") },
                                                      { 2, U("/desk?page=2"), S_INIT("") },
                                                      { 0, U(""), S_INIT("") },
                                                      { 9, U("/desk?page=9"), S_INIT("") } };
    struct page p;
    struct v_g_desk v = {
        .title = S("Tasks of your groups"),
        ROWS(filters),
        .results = 1284,
        ROWS(columns),
        ROWS(rows),
        .compare_title = S("Application beside the register"),
        ROWS(compare),
        .pages = { .next = U("/desk?page=2"), .pages = pages, .pages_n = LEN(pages) },
        ROWS(tasks),
        .tasks_title = S("Steps of this task"),
    };
    page_open(&p, "en");
    p.person = S("Officer Liis Saar");
    p.officer = true;
    v_g_desk_html(&p, &v);
    file_write(S("desk.html"), page_done(&p));
}

static void error_file(int status)
{
    struct page p;
    page_open(&p, "vi");
    page_error(&p, status, status == 500 ? S("7F3K-20") : S(""));
    file_write(str_fmt(&mem, "error-%d.html", status), page_done(&p));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: gallery DIR\n", stderr);
        return 2;
    }
    out_dir = argv[1];
    arena_init(&mem, 0);
    home("en", "home.html");
    home("ar", "home-rtl.html");
    service();
    question();
    fields_all("en", "fields.html");
    fields_all("vi", "fields-vi.html");
    fields_all("ar", "fields-rtl.html");
    case_page();
    desk();
    error_file(404);
    error_file(500);
    for (size_t i = 0; i < assets_n; i++)
        file_write(str_from(assets_table[i].path, 8), assets_table[i].plain);
    arena_free(&mem);
    return 0;
}
