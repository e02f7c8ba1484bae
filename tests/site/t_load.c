#include "site_test.h"

#include "bpmn/bpmn.h"

TEST(the_template_has_no_finding)
{
    struct site_list l = site_template();
    struct findings f;
    const struct site *s = site_of(&l, NULL, &f);
    findings_show(&f);
    EXPECT(s != NULL);
    const struct service *v = site_service(s, S("general-request"));
    EXPECT(v && !v->broken && v->process && bpmn_main(v->process->bpmn));
    EXPECT_STR(site_text(s, v->title, S("en")), S("Ask the government"));
    EXPECT_STR(v->authority, S("state"));
    EXPECT_INT(v->expected_days, 5);
    EXPECT_INT(v->case_retention.months, 120);
    EXPECT_INT(v->unsigned_retention.days, 30);
    EXPECT_INT(v->appeal.days, 30);
    EXPECT(service_form(v, S("form")) == &v->forms[0] && service_form(v, S("answer")));
    EXPECT(site_group(s, S("clerks")) &&
           str_eq(site_group(s, S("clerks"))->office, S("town-hall")));
    EXPECT(site_in_topic(s, v, S("asking")) && site_in_topic(s, v, S("general")) &&
           !site_in_topic(s, v, S("other")));
    EXPECT_STR(site_page(s, S("about"), S("xx"))->title, S("About this portal"));
    EXPECT(str_starts(site_page(s, S("about"), S("en"))->body, S("This portal")));
    EXPECT_INT(site_office(s, S("town-hall"))->hours[2].span[1].open, 13 * 60);
}

TEST(a_version_changes_with_the_content_only)
{
    struct site_list l = site_template(), m = site_template();
    struct findings f;
    str a = site_service(site_of(&l, NULL, &f), S("general-request"))->version;
    struct site_file first = m.v.v[0];
    m.v.v[0] = m.v.v[m.v.n - 1];
    m.v.v[m.v.n - 1] = first;
    EXPECT_STR(site_service(site_of(&m, NULL, &f), S("general-request"))->version, a);
    site_edit(&m, "offices/town-hall.yaml", "Town Hall", "City Hall");
    EXPECT_STR(site_service(site_of(&m, NULL, &f), S("general-request"))->version, a);
    site_edit(&m, "services/general-request/form.json", "your name", "your full name");
    EXPECT(!str_eq(site_service(site_of(&m, NULL, &f), S("general-request"))->version, a));
}

/* One change of the template, and the finding that it must bring. */
struct mistake {
    const char *path, *from, *to, *code;
};

static void try_mistake(const struct mistake *c)
{
    struct site_list l = site_template();
    struct findings f;
    if (c->from)
        site_edit(&l, c->path, c->from, c->to);
    else if (c->to)
        site_add(&l, c->path, c->to);
    else
        site_drop(&l, c->path);
    (void)site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        if (str_eq(f.v.v[i].code, str_z(c->code)) && f.v.v[i].level == FINDING_ERROR &&
            f.v.v[i].repair.n > 0 && f.v.v[i].file.n > 0)
            return;
    test_fail(__FILE__, __LINE__, "%s: \"%s\" -> \"%s\" brings no %s (first of %zu: %.*s)", c->path,
              c->from ? c->from : "", c->to ? c->to : "", c->code, f.v.n,
              STR_ARG(f.v.n ? f.v.v[0].what : S("")));
}

#define SERVICE "services/general-request/service.yaml"
#define FORM "services/general-request/form.json"
#define PROCESS "services/general-request/process.bpmn"
#define PERSON "registers/person.yaml"
#define OFFICE "offices/town-hall.yaml"
#define GROUPS "<zeebe:assignmentDefinition candidateGroups=\"clerks\" />"
#define PROPERTY(name, value)                                                                      \
    "<zeebe:properties><zeebe:property name=\"" name "\" value=\"" value "\" "                     \
    "/></zeebe:properties>"
#define CLOCK(value) PROPERTY("clock", value)

TEST(each_mistake_is_found)
{
    static const struct mistake t[] = {
        { "site.yaml", NULL, NULL, "site.missing" },
        { "site.yaml", "id: template", "id: [", "yaml.syntax" },
        { "site.yaml", "tagline", "tag_line", "site.key" },
        { "site.yaml", "time_zone: Europe/Vienna", "", "site.missing" },
        { "site.yaml", "DDDDDDDDDDC", "DDDDDDDDDDD", "site.number" },
        { "site.yaml", "administration-act/1", "administration-act/7", "site.unknown" },
        { "calendars/national.yaml", "easter: 1, ", "", "site.holiday" },
        { "calendars/national.yaml", "[mon, ", "[moon, ", "site.choice" },
        { "calendars/national.yaml", "01-01", "13-01", "site.holiday" },
        { "offices/town-hall.yaml", "authority: state", "authority: moon", "site.unknown" },
        { "offices/town-hall.yaml", "calendar: national", "calendar: lunar", "site.unknown" },
        { "offices/town-hall.yaml", "roles: [clerk]", "roles: [boss]", "site.unknown" },
        { "offices/town-hall.yaml", "08:00-12:00", "8 to 12", "site.hours" },
        { PERSON, "owner: town-hall", "owner: moon", "site.unknown" },
        { PERSON, "key: national_number", "key: number", "site.unknown" },
        { PERSON, "purpose: general-administration", "", "site.purpose" },
        { PERSON, "basis: [administration-act/1]", "", "site.basis" },
        { PERSON, "retention: { keep: P100Y, from: created, then: archive }", "",
          "site.retention" },
        { PERSON, "from: created", "from: name", "site.retention" },
        { PERSON, "type: date", "type: day", "site.choice" },
        { PERSON, "sensitivity: personal", "sensitivity: huge", "site.choice" },
        { PERSON, "number: national-number", "number: other", "site.unknown" },
        { PERSON, "role: clerk", "role: boss", "site.unknown" },
        { PERSON, "read: [name]", "read: [shoe]", "site.unknown" },
        { PERSON, "service: general-request", "service: other", "site.access" },
        { PERSON, "search: [birth_date]", "search: [birthday]", "site.unknown" },
        { PERSON, "birth_date:", "birth-date:", "site.id" },
        { "law/administration-act.yaml", "from: 2020-01-01", "from: 1990-01-01", "law.order" },
        { "law/administration-act.yaml", "answer_days", "answer-days", "site.id" },
        { "law/administration-act.yaml", "2000-01-01", "2000-02-30", "site.type" },
        { "pages/about.en.md", "---\ntitle", "title", "site.page" },
        { "pages/about.xx.md", NULL, "---\ntitle: x\n---\n", "site.language" },
        { "messages/en.yaml", NULL, "a.b: \"{n, plural, one {x}}\"\n", "site.message" },
        { "letters/hello.md", NULL, "Dear {{ name", "letter.tag" },
        { "stray.txt", NULL, "x", "site.file" },
        { "services/general-request/formular.json", NULL, "{}", "site.file" },
        { "services/other/form.json", NULL, "{}", "site.missing" },
        { SERVICE, "id: general-request", "id: other", "site.id" },
        { SERVICE, "office: town-hall\npurpose", "office: moon\npurpose", "site.unknown" },
        { SERVICE, "categories: [general]", "categories: [special]", "site.unknown" },
        { SERVICE, "life_events: [asking]", "life_events: [dying]", "site.unknown" },
        { SERVICE, "legal_basis: [administration-act/1]", "legal_basis: [administration-act/2]",
          "site.unknown" },
        { SERVICE, "purpose: general-administration", "purpose: fun", "site.unknown" },
        { SERVICE, "fees: []", "fees: [{ id: a, title: A }]", "site.fee" },
        { SERVICE, "fees: []", "fees: [{ id: a, title: A, parameter: b }]", "site.unknown" },
        { SERVICE, "fees: []", "fees: [{ id: a, title: A, decision: b }]", "site.unknown" },
        { SERVICE, "fees: []", "evidence: [{ id: a, title: A, field: name }]\nfees: []",
          "site.unknown" },
        { SERVICE, "fees: []", "outputs: [{ id: a, title: A, letter: b }]\nfees: []",
          "site.unknown" },
        { SERVICE, "fees: []", "fees: []\nrelated: [other]", "site.unknown" },
        { SERVICE, "fees: []",
          "fees: []\nevaluation: { role: boss, purpose: general-administration }", "site.unknown" },
        { SERVICE, "fees: []", "fees: []\nevaluation: { role: clerk, purpose: fun }",
          "site.unknown" },
        { SERVICE, "fees: []", "fees: []\nevaluation: { role: clerk }", "site.missing" },
        { SERVICE, "keywords: { en: [question, request, letter, answer, complaint] }", "",
          "site.keywords" },
        { SERVICE, "case: P10Y", "case: ten years", "site.type" },
        { SERVICE, "case: P10Y, ", "", "site.retention" },
        { SERVICE, "level: low", "level: medium", "site.choice" },
        { SERVICE, "title: Ask", "title: { vi: Hỏi }\nsummaries: Ask", "site.language" },
        { FORM, "person.name", "person.names", "site.unknown" },
        { FORM, "person.name", "person.birth_date", "site.access" },
        { FORM, "\"id\": \"files\",", "\"id\": \"files\", \"layout\": { \"columns\": 20 },",
          "form.layout" },
        { FORM, "person.name", "dog.name", "site.unknown" },
        { FORM, "\"kind\": \"name\"", "\"kind\": \"dna\"", "site.unknown" },
        { PERSON, "name: { type: name", "name: { type: date", "site.binding_type" },
        { FORM, "=since <= today", "=since <= today and law.no_such > 1", "site.unknown" },
        { PROCESS, "=decision = \"reject\"", "=law.no_such = 1", "site.unknown" },
        { FORM, "=since <= today", "=since <= 5", "form.expression" },
        { FORM, "=since <= today", "=about = 1", "form.expression" },
        { FORM, "=since <= today", "=text > 10", "form.expression" },
        { PROCESS, "=decision = \"reject\"", "=about = 1", "bpmn.feel" },
        { PROCESS, "=decision = \"reject\"", "=since = \"today\"", "bpmn.feel" },
        { PROCESS, "=decision = \"reject\"", "=decision = 1", "bpmn.feel" },
        { FORM, "\"maxLength\": 5000", "\"maxLengt\": 5000", "form.unsupported" },
        { FORM, "\"size\": \"10MB\"", "\"size\": \"10MB\", \"evidence\": \"x\"", "site.unknown" },
        { FORM, "\"size\": \"10MB\"", "\"size\": \"10MB\", \"purpose\": \"fun\"", "site.purpose" },
        { FORM, "\"size\": \"10MB\"", "\"size\": \"10MB\", \"retention\": \"long\"",
          "site.retention" },
        { FORM, NULL, NULL, "site.missing" },
        { PROCESS, "formId=\"answer\"", "formId=\"ansver\"", "site.unknown" },
        { PROCESS, "candidateGroups=\"clerks\"", "candidateGroups=\"bosses\"", "site.unknown" },
        { PROCESS, "isExecutable=\"true\"", "isExecutable=\"false\"", "site.process" },
    };
    FOR_EACH(t, c)
        try_mistake(c);
}

#define ACCOUNT(authority, iban) "currency: EUR\npayments: [{ authority: " authority ", " iban " }]"

TEST(each_mistake_of_an_account_is_found)
{
    static const struct mistake t[] = {
        { "site.yaml", "currency: EUR", ACCOUNT("moon", "holder: A, iban: XA4320111000012345678"),
          "site.unknown" },
        { "site.yaml", "currency: EUR", ACCOUNT("state", "holder: A, iban: XA4320111000012345679"),
          "site.iban" },
        { "site.yaml", "currency: EUR", ACCOUNT("state", "holder: A"), "site.missing" },
        { "site.yaml", "currency: EUR", ACCOUNT("state", "iban: XA4320111000012345678"),
          "site.missing" },
        { "site.yaml", "currency: EUR",
          "currency: EUR\npayments:\n"
          "  - { authority: state, holder: A, iban: XA4320111000012345678 }\n"
          "  - { authority: state, holder: B, iban: XA8820111000055555555 }",
          "site.twice" },
        { "site.yaml", "currency: EUR",
          ACCOUNT("state", "holder: A, iban: XA4320111000012345678, payday: 32"), "site.range" },
        { "site.yaml", "currency: EUR",
          ACCOUNT("state", "holder: A, iban: XA4320111000012345678, calendar: moon"),
          "site.unknown" },
        { "site.yaml", "currency: EUR",
          ACCOUNT("state", "holder: A, iban: XA4320111000012345678, file_most: 100001"),
          "site.range" },
        { "site.yaml", "currency: EUR",
          ACCOUNT("state", "holder: A, iban: XA4320111000012345678, keep: -1"), "site.range" },
        { "offices/town-hall.yaml", "id: clerk,", "id: clerk, may: [steal],", "site.unknown" },
    };
    FOR_EACH(t, c)
        try_mistake(c);
}

TEST(what_the_desk_reads_is_checked)
{
    static const struct mistake t[] = {
        { PROCESS, GROUPS, GROUPS CLOCK("weekdays"), "site.clock" },
        { PROCESS, GROUPS, GROUPS CLOCK("working-days"), "site.clock" },
        { PROCESS, GROUPS, GROUPS CLOCK("stops"), "site.clock" },
        { PROCESS, GROUPS, GROUPS PROPERTY("second-person", "yes"), "site.second_person" },
        { OFFICE, "name: Clerk }", "name: Clerk, may: [fly] }", "site.unknown" },
        { OFFICE, "roles: [clerk] }", "roles: [clerk], escalate: { to: heads, after: 2 } }",
          "site.unknown" },
        { OFFICE, "roles: [clerk] }", "roles: [clerk], escalate: { to: clerks, after: 2 } }",
          "site.unknown" },
        { OFFICE, "roles: [clerk] }", "roles: [clerk], escalate: { to: clerks } }", "site.range" },
    };
    FOR_EACH(t, c)
        try_mistake(c);
}

#define ANSWER "services/general-request/forms/answer.json"
#define APPLICANTS "<zeebe:assignmentDefinition candidateGroups=\"applicant\" />"

TEST(a_task_of_the_applicant_is_checked)
{
    static const struct mistake t[] = {
        { PROCESS, GROUPS, "<zeebe:assignmentDefinition candidateGroups=\"applicant, clerks\" />",
          "site.applicant" },
        { PROCESS, GROUPS, APPLICANTS PROPERTY("second-person", "true"), "site.applicant" },
        { OFFICE, "id: clerks", "id: applicant", "site.applicant" },
    };
    FOR_EACH(t, c)
        try_mistake(c);

    struct site_list l = site_template();
    struct findings f;
    site_edit(&l, PROCESS, GROUPS, APPLICANTS);
    const struct site *s = site_of(&l, NULL, &f);
    EXPECT(s && !site_service(s, S("general-request"))->broken);
    EXPECT_INT(f.v.n, 0);
    site_edit(&l, PROCESS, "<zeebe:formDefinition formId=\"answer\" />", "");
    EXPECT(!site_of(&l, NULL, &f) || f.errors > 0);
    EXPECT_STR(f.v.v[0].code, S("site.applicant"));
}

/* What a task's form reads is a question, a variable or a fact; else a warning says where. */
TEST(forms_of_tasks_read_what_the_process_knows)
{
    static const struct {
        const char *text, *code;
    } t[] = { { "=about = decision and case.number = null", "" }, { "=abuot = 1", "form.name" } };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_edit(&l, ANSWER, "\"components\": [",
                  str_zdup(test_arena(),
                           str_fmt(test_arena(),
                                   "\"components\": [ { \"type\": \"text\", \"id\": \"said\", "
                                   "\"text\": \"x\", \"conditional\": { \"hide\": \"%s\" } },",
                                   c->text)));
        const struct site *s = site_of(&l, NULL, &f);
        EXPECT(s && !site_service(s, S("general-request"))->broken);
        EXPECT_INT(f.v.n, c->code[0] ? 1 : 0);
        if (f.v.n) {
            EXPECT_STR(f.v.v[0].code, str_z(c->code));
            EXPECT_STR(f.v.v[0].element, S("said"));
            EXPECT(f.v.v[0].line > 0 && f.v.v[0].level == FINDING_WARNING);
        }
    }
}

/* A variable of the process may be something else than the answer of its name. */
TEST(a_variable_hides_the_answers_type)
{
    struct site_list l = site_template();
    struct findings f;

    site_edit(&l, PROCESS, "=decision = \"reject\"", "=about = 1");
    site_edit(&l, PROCESS, "<bpmn:userTask",
              "<bpmn:scriptTask id=\"Task_count\"><bpmn:extensionElements>"
              "<zeebe:script expression=\"=1\" resultVariable=\"about\" /></bpmn:extensionElements>"
              "</bpmn:scriptTask><bpmn:userTask");
    (void)site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        EXPECT(!str_eq(f.v.v[i].code, S("bpmn.feel")));
}

TEST(decision_tables_are_analysed)
{
    static const struct {
        const char *hit;
        const char *code;
        bool broken;
    } t[] = { { "UNIQUE", "dmn.overlap", true },
              { "FIRST", "dmn.unreachable", true },
              { "COLLECT", "dmn.gap", false } };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        str xml = str_fmt(
            test_arena(),
            "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "
            "name='t'><inputData id='i' name='n'><variable name='n' typeRef='number'/></inputData>"
            "<decision id='fee' name='fee'><variable name='fee'/><informationRequirement>"
            "<requiredInput href='#i'/></informationRequirement>\n<decisionTable hitPolicy='%s'%s>"
            "<input><inputExpression><text>n</text></inputExpression></input><output name='fee'/>"
            "<rule id='r1'><inputEntry><text>> 1</text></inputEntry><outputEntry><text>1</text>"
            "</outputEntry></rule><rule id='r2'><inputEntry><text>> 2</text></inputEntry>"
            "<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>"
            "</definitions>",
            c->hit, c->broken ? "" : " aggregation='SUM'");
        site_add(&l, "services/general-request/fee.dmn", str_zdup(test_arena(), xml));
        const struct site *s = site_of(&l, NULL, &f);
        EXPECT(s && site_service(s, S("general-request"))->broken == c->broken);
        EXPECT(f.v.n > 0);
        EXPECT_STR(f.v.v[0].file, S("services/general-request/fee.dmn"));
        EXPECT_INT(f.v.v[0].line, 2);
        EXPECT_INT(f.errors, c->broken ? 1 : 0);
        bool found = false;
        for (size_t i = 0; i < f.v.n; i++)
            found = found || str_eq(f.v.v[i].code, str_z(c->code));
        EXPECT(found);
    }
}

TEST(a_service_with_an_error_is_broken_and_the_others_stand)
{
    struct site_list l = site_template();
    struct findings f;
    site_edit(&l, FORM, "\"maxLength\": 5000", "\"maxLengt\": 5000");
    const struct site *s = site_of(&l, NULL, &f);
    EXPECT(s && site_service(s, S("general-request"))->broken);
    EXPECT_STR(f.v.v[0].file, S(FORM));
    EXPECT(f.v.v[0].line > 0);
    EXPECT_STR(f.v.v[0].element, S("text"));
}

TEST(a_missing_word_is_an_error_only_in_a_complete_language)
{
    static const struct {
        const char *complete;
        bool error;
    } t[] = { { "true", true }, { "false", false } };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_edit(&l, "site.yaml", "  - { code: en, name: English, complete: true }",
                  str_zdup(test_arena(), str_fmt(test_arena(),
                                                 "  - { code: en, name: English, complete: true }\n"
                                                 "  - { code: vi, name: Tiếng Việt, complete: %s }",
                                                 c->complete)));
        site_add(&l, "services/general-request/words.vi.yaml",
                 "service.yaml:\n  title: Hỏi chính phủ\nform.json:\n  about:\n    label: Về việc "
                 "gì?\n    options: { question: Câu hỏi }\n"
                 "  abuot: { label: x }\nprocess.bpmn:\n  Task_answer: { name: Trả lời }\n");
        const struct site *s = site_of(&l, NULL, &f);
        const struct service *v = site_service(s, S("general-request"));
        EXPECT_STR(text_in(v->title, S("vi")), S("Hỏi chính phủ"));
        EXPECT_STR(form_word(v->forms[0].form, NULL, S("about"), S("options.question"), S("vi")),
                   S("Câu hỏi"));
        EXPECT((f.errors > 0) == c->error);
        bool label = false, title = false, option = false, unknown = false, task = false;
        for (size_t i = 0; i < f.v.n; i++) {
            bool missing = str_eq(f.v.v[i].code, S("words.missing"));
            label |= missing && str_eq(f.v.v[i].element, S("text")) &&
                     str_has(f.v.v[i].what, S("label"));
            title |= missing && str_eq(f.v.v[i].element, S("title")) &&
                     str_eq(f.v.v[i].file, S(SERVICE));
            option |= missing && str_eq(f.v.v[i].element, S("about")) &&
                      str_has(f.v.v[i].what, S("options.other"));
            task |= missing && str_eq(f.v.v[i].element, S("Task_answer"));
            unknown |=
                str_eq(f.v.v[i].code, S("words.unknown")) && str_has(f.v.v[i].what, S("abuot"));
        }
        EXPECT(label && option && unknown && !title && !task);
    }
}

/* A model whose one rule gives its reasons; published, so it wants words, but stops nothing. */
static const char rules[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:r' name='r' "
    "id='r'><inputData id='i' name='n'><variable name='n' typeRef='number'/></inputData>"
    "<decision id='fee' name='fee'><description>What it costs.</description><variable name='fee'/>"
    "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
    "<decisionTable id='t'><input id='size' label='Size'><inputExpression><text>n</text>"
    "</inputExpression></input><input id='plain'><inputExpression><text>n</text></inputExpression>"
    "</input><output id='o' name='fee'/><annotation name='clause'/><annotation name='why'/>"
    "<rule id='r1'><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>"
    "<outputEntry><text>1</text></outputEntry><annotationEntry><text>administration-act/1</text>"
    "</annotationEntry><annotationEntry><text>Everybody pays</text></annotationEntry></rule>"
    "</decisionTable></decision></definitions>";

TEST(published_rules_want_words)
{
    static const struct {
        const char *words; /* of rules.dmn */
        const char *missing;
    } t[] = {
        { "", "fee description, size label, r1 annotations.why, " },
        { "  fee: { description: a }\n  size: { label: b }\n", "r1 annotations.why, " },
        { "  fee: { description: a, name: b }\n  size: { label: b, values: { x: y } }\n"
          "  t: { annotations: { why: d } }\n  i: { name: e }\n"
          "  r1: { annotations: { why: c } }\n",
          "" },
        { "  fee: { description: a }\n  size: { label: b }\n  r2: { annotations.why: c }\n",
          "r1 annotations.why, words.unknown, " },
    };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        buf said;
        buf_init(&said, test_arena(), 64);
        site_edit(&l, "site.yaml", "  - { code: en, name: English, complete: true }",
                  "  - { code: en, name: English, complete: true }\n"
                  "  - { code: vi, name: Tiếng Việt }");
        site_add(&l, "services/general-request/rules.dmn", rules);
        site_add(&l, "services/general-request/words.vi.yaml",
                 str_zdup(test_arena(), str_fmt(test_arena(), "rules.dmn:%s%s",
                                                *c->words ? "\n" : " {}\n", c->words)));
        const struct site *s = site_of(&l, NULL, &f);
        EXPECT(s && !site_service(s, S("general-request"))->broken);
        for (size_t i = 0; i < f.v.n; i++) {
            EXPECT(f.v.v[i].level == FINDING_WARNING);
            if (str_eq(f.v.v[i].code, S("words.unknown")))
                buf_add(&said, S("words.unknown, "));
            else if (str_ends(f.v.v[i].file, S("rules.dmn")) &&
                     !str_starts(f.v.v[i].code, S("dmn.")))
                buf_fmt(&said, "%.*s %.*s, ", STR_ARG(f.v.v[i].element),
                        STR_ARG(str_sub(f.v.v[i].what, 0,
                                        str_find(f.v.v[i].what, S(" is missing"), 0))));
        }
        EXPECT_INT(said.n, strlen(c->missing)); /* in no order */
        for (str rest = str_z(c->missing), one; str_next(&rest, ',', &one);)
            EXPECT(str_has(buf_str(&said), str_trim(one)));
    }
}

TEST(task_types_are_checked_against_what_the_engine_offers)
{
    static const struct site_param in[] = { { S_INIT("register"), S_INIT("string"), true },
                                            { S_INIT("values"), S_INIT("context"), true } };
    static const struct site_task_type types[] = { { S_INIT("register.write"), in, NULL, LEN(in),
                                                     0 } };
    static const struct site_world world = { types, LEN(types) };
    static const struct {
        const char *task, *code, *what;
    } t[] = {
        { "<zeebe:taskDefinition type=\"register.writ\" />", "site.task_type", "register.writ" },
        { "<zeebe:taskDefinition type=\"register.write\" /><zeebe:ioMapping><zeebe:input "
          "source=\"=&quot;person&quot;\" target=\"register\" /></zeebe:ioMapping>",
          "site.task_input", "values" },
        { "<zeebe:taskDefinition type=\"register.write\" /><zeebe:ioMapping><zeebe:input "
          "source=\"=&quot;dog&quot;\" target=\"register\" />"
          "<zeebe:input source=\"={}\" target=\"values\" /></zeebe:ioMapping>",
          "site.unknown", "dog" },
    };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_edit(
            &l, PROCESS, "<bpmn:endEvent id=\"End_answered\" name=\"Answered\">",
            str_zdup(
                test_arena(),
                str_fmt(
                    test_arena(),
                    "<bpmn:serviceTask id=\"Task_write\" name=\"Write\"><bpmn:extensionElements>%s"
                    "</bpmn:extensionElements><bpmn:incoming>Flow_yes</bpmn:incoming></"
                    "bpmn:serviceTask>"
                    "<bpmn:endEvent id=\"End_answered\" name=\"Answered\">",
                    c->task)));
        site_edit(&l, PROCESS, "targetRef=\"End_answered\"", "targetRef=\"Task_write\"");
        (void)site_of(&l, &world, &f);
        bool found = false;
        for (size_t i = 0; i < f.v.n; i++)
            found |= str_eq(f.v.v[i].code, str_z(c->code)) &&
                     str_eq(f.v.v[i].element, S("Task_write")) &&
                     str_has(f.v.v[i].what, str_z(c->what));
        if (!found)
            test_fail(__FILE__, __LINE__, "%s is not found; first: %.*s", c->what,
                      STR_ARG(f.v.n ? f.v.v[0].what : S("nothing")));
    }
}

TEST(a_decision_reads_only_parameters_that_were_enacted)
{
    static const struct {
        const char *reads;
        bool wrong;
    } t[] = { { "law.answer_days * 2", false }, { "law.answer_weeks", true } };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_add(
            &l, "services/general-request/time.dmn",
            str_zdup(
                test_arena(),
                str_fmt(test_arena(),
                        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                        "namespace='urn:t' name='t' id='d'>\n<inputData id='i' name='law'>"
                        "<variable name='law'/></inputData>\n<decision id='e' name='e'>"
                        "<variable name='e'/><informationRequirement><requiredInput href='#i'/>"
                        "</informationRequirement><literalExpression><text>%s</text>"
                        "</literalExpression></decision></definitions>",
                        c->reads)));
        (void)site_of(&l, NULL, &f);
        EXPECT_INT(f.errors, c->wrong);
        if (!c->wrong || !f.v.n)
            continue;
        EXPECT_STR(f.v.v[0].code, S("site.unknown"));
        EXPECT_STR(f.v.v[0].element, S("e"));
        EXPECT_STR(f.v.v[0].file, S("services/general-request/time.dmn"));
        EXPECT_INT(f.v.v[0].line, 3);
    }
}

TEST(a_broken_core_is_no_site)
{
    struct site_list l = { 0 };
    struct findings f;
    EXPECT(site_of(&l, NULL, &f) == NULL && f.errors == 1);
    site_add(&l, "site.yaml", "id: x\n");
    EXPECT(site_of(&l, NULL, &f) == NULL && f.errors > 0);
}

TEST(search_entries_carry_folded_words)
{
    struct site_list l = site_template();
    struct findings f;
    site_edit(&l, SERVICE, "qestion", "Quéstion");
    const struct site *s = site_of(&l, NULL, &f);
    const struct site_entry *e;
    size_t n = site_search_entries(s, test_arena(), &e);
    bool service = false, page = false, office = false;
    for (size_t i = 0; i < n; i++) {
        service |= str_eq(e[i].kind, S("service")) && str_has(e[i].keywords, S("complaint")) &&
                   str_has(e[i].keywords, S(" question ")) && str_has(e[i].body, S("town hall")) &&
                   str_eq(e[i].title_folded, S("ask the government"));
        page |= str_eq(e[i].kind, S("page")) && str_has(e[i].body, S("this portal is run"));
        office |= str_eq(e[i].kind, S("office")) && str_eq(e[i].id, S("town-hall"));
    }
    EXPECT(n == 3 && service && page && office);
}

TEST(messages_of_the_site_replace_words)
{
    struct site_list l = site_template();
    struct findings f;
    site_add(&l, "messages/en.yaml", "form.required: Please answer\n");
    const struct site *s = site_of(&l, NULL, &f);
    EXPECT_STR(site_message(s, S("en"), S("form.required")), S("Please answer"));
    EXPECT(site_message(s, S("en"), S("form.other")).p == NULL);
}
