/* Where the inputs of a ruling came from: through mappings, variables, answers and the law. */
#include "act/web.h"
#include "blocks/case/origin.h"
#include "bpmn/bpmn.h"
#include "dmn/dmn.h"
#include "os/zone.h"
#include "tests/blocks/house.h"

static const char form_text[] =
    "{\"schemaVersion\": 16, \"type\": \"default\", \"id\": \"form\", \"components\": ["
    "{\"type\": \"number\", \"id\": \"f1\", \"key\": \"income\", \"label\": \"What do you earn?\"},"
    "{\"type\": \"number\", \"id\": \"f2\", \"key\": \"rent\", \"label\": \"Your rent\"},"
    "{\"type\": \"textfield\", \"id\": \"f3\", \"key\": \"town\", \"label\": \"Your town\","
    " \"properties\": {\"register\": \"person.citizenship\", \"of\": \"applicant\"}}]}";

static const char process_text[] =
    "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
    "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" id=\"d\" targetNamespace=\"urn:t\">"
    "<process id=\"p\" isExecutable=\"true\"><startEvent id=\"s\"/>"
    "<sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"look\"/>"
    "<userTask id=\"look\" name=\"Look at it\"><extensionElements><zeebe:ioMapping>"
    "<zeebe:output source=\"={grade: grade}\" target=\"seen\"/></zeebe:ioMapping>"
    "</extensionElements></userTask>"
    "<sequenceFlow id=\"b\" sourceRef=\"look\" targetRef=\"rule\"/>"
    "<businessRuleTask id=\"rule\" name=\"Decide\"><extensionElements>"
    "<zeebe:calledDecision decisionId=\"aid\" resultVariable=\"aid\"/><zeebe:ioMapping>"
    "<zeebe:input source=\"=income - rent\" target=\"left\"/>"
    "<zeebe:input source=\"=left * 12\" target=\"year\"/>"
    "<zeebe:input source=\"=7\" target=\"fixed\"/></zeebe:ioMapping></extensionElements>"
    "</businessRuleTask><sequenceFlow id=\"c\" sourceRef=\"rule\" targetRef=\"e\"/>"
    "<endEvent id=\"e\"/></process></definitions>";

static const char model_text[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"m\" name=\"m\" "
    "namespace=\"urn:m\"><inputData id=\"iy\" name=\"year\"/><inputData id=\"it\" name=\"town\"/>"
    "<inputData id=\"is\" name=\"seen\"/><inputData id=\"if\" name=\"fixed\"/>"
    "<inputData id=\"il\" name=\"law\"/>"
    "<decision id=\"aid\" name=\"aid\"><variable name=\"aid\"/>"
    "<informationRequirement><requiredInput href=\"#iy\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#it\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#is\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#if\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#il\"/></informationRequirement>"
    "<literalExpression><text>year &lt; law.late_registration_days and town = \"Saren\" and "
    "seen.grade = \"a\" and "
    "fixed = 7</text></literalExpression></decision></definitions>";

/* 2026-03-02 and 2026-03-05, noon. */
#define SENT 1772452800000
#define SEEN 1772712000000

static val feel(const char *text)
{
    struct feel_env env;
    struct feel *f;
    val v = val_null();

    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse(test_arena(), str_z(text), NULL, &f, NULL));
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    return v;
}

/* A service of these three files, which no site has. */
static const struct service *service_made(void)
{
    arena *a = test_arena();
    struct findings f = { .a = a };
    struct service *s = ARENA_NEW(a, struct service);
    struct service_form *form = ARENA_NEW(a, struct service_form);
    struct service_decision *d = ARENA_NEW(a, struct service_decision);
    struct service_process *p = ARENA_NEW(a, struct service_process);

    EXPECT_OK(form_parse(a, str_z(form_text), &f, &form->form));
    EXPECT_OK(dmn_parse(a, str_z(model_text), &f, &d->dmn));
    EXPECT_OK(bpmn_parse(a, str_z(process_text), &f, &p->bpmn));
    form->id = S("form");
    *s = (struct service){
        .id = S("aid"), .forms = form, .n_forms = 1, .decisions = d, .n_decisions = 1, .process = p
    };
    return s;
}

/* The officer looked on the 5th, the rules decided at once. */
static struct course course_made(struct house *h, const char *lang)
{
    static struct q_tasks_of_case_row task = { .element = { "look", 4 },
                                               .state = { "done", 4 },
                                               .changed = SEEN };
    static struct q_rulings_row ruling = {
        .id = 9, .element = { "rule", 4 }, .decision = { "aid", 3 }, .at = SEEN
    };
    static const struct q_case c = { .submitted = SENT };
    const struct boot *boot = stage_boot(house_stage(h));
    struct web *w = ARENA_NEW(test_arena(), struct web);
    struct wordbook *b;

    wordbook_load(test_arena(), S("UTC"), NULL, &b);
    w->a = w->page.a = test_arena();
    w->boot = boot;
    w->site = boot->site;
    w->today = (day){ 20517 };
    w->lang = str_z(lang);
    w->page.words = wording_of(b, w->lang);
    struct course k = { .w = w,
                        .c = &c,
                        .s = service_made(),
                        .tasks = { &task, 1 },
                        .rulings = { &ruling, 1 },
                        .answers = feel("{income: 900, rent: 500, town: \"Saren\"}"),
                        .held = feel("{town: {register: \"person\", since: @\"2019-04-01\"}}") };
    case_page_env(&k.env, w, k.s, val_null(), val_null());
    return k;
}

static val ruled(const struct course *k)
{
    struct feel_env env;
    val result, why = val_null();

    feel_env_init(&env, test_arena(), (instant){ SEEN });
    EXPECT_OK(dmn_decide(k->s->decisions[0].dmn, S("aid"),
                         feel("{year: 4800, town: \"Saren\", seen: {grade: \"b\"}, fixed: 7, "
                              "law: {late_registration_days: 30, other: 1}}"),
                         &env, &result, &why));
    return why;
}

TEST(inputs_are_followed_to_where_they_came_from)
{
    static const struct {
        const char *name, *value;
        size_t origins;
        const char *kind, *en, *vi;
    } t[] = {
        { "year", "4,800", 2, "answer", "answered in the application of 2 March 2026",
          "do người nộp hồ sơ khai trong hồ sơ ngày 2 tháng 3 năm 2026" },
        { "law.late_registration_days", "30", 1, "law",
          "Civil Status Act, section 10, in force since 1 January 2020",
          "Điều 10 Luật Hộ tịch, có hiệu lực từ ngày 1 tháng 1 năm 2020" },
        { "town", "Saren", 1, "register",
          "from the Person register, where it stands since 1 April 2019", NULL },
        { "seen.grade", "b", 1, "officer",
          "entered by the office in the step “Look at it” on 5 March 2026",
          "do cơ quan ghi ở bước “Look at it” vào ngày 5 tháng 3 năm 2026" },
        { "fixed", "7", 1, "process", "set by the process of this service",
          "do quy trình của dịch vụ này xác định" },
    };
    struct house *h = house_open("sites/demo");
    const char *langs[] = { "en", "vi" };

    for (size_t l = 0; h && l < LEN(langs); l++) {
        struct course k = course_made(h, langs[l]);
        const struct v_explanation_input *in;
        size_t n = origins_told(&k, &k.rulings.v[0], ruled(&k), &in);
        EXPECT_INT(n, LEN(t));
        for (size_t i = 0; i < MIN(n, LEN(t)); i++) {
            const char *text = l ? t[i].vi : t[i].en;
            EXPECT_STR(in[i].name, str_z(t[i].name));
            EXPECT_INT(in[i].origins_n, t[i].origins);
            EXPECT_STR(in[i].origins[0].kind, str_z(t[i].kind));
            if (!l)
                EXPECT_STR(in[i].value, str_z(t[i].value));
            if (text)
                EXPECT_STR(in[i].origins[0].text, str_z(text));
        }
    }
}

TEST(what_two_answers_make_names_both)
{
    struct house *h = house_open("sites/demo");
    struct course k = course_made(h, "en");
    const struct v_explanation_input *in;

    EXPECT(origins_told(&k, &k.rulings.v[0], ruled(&k), &in) > 0);
    EXPECT(in[0].several);
    EXPECT_STR(in[0].origins[0].title, str_z("What do you earn?"));
    EXPECT_STR(in[0].origins[1].title, str_z("Your rent"));
}

TEST(without_a_case_only_the_law_is_told)
{
    struct house *h = house_open("sites/demo");
    struct course k = course_made(h, "en");
    const struct v_explanation_input *in;

    k.c = NULL;
    k.law = (day){ 17900 }; /* 2019-01-04: an older law */
    EXPECT_INT(origins_told(&k, NULL, ruled(&k), &in), 1);
    EXPECT_STR(in[0].name, str_z("law.late_registration_days"));
    EXPECT(in[0].origins[0].since.n < 17900);
}

/* What a register holds counts only where it was handed in as it stands there, undisputed. */
TEST(a_submission_keeps_what_a_register_held)
{
    static const struct {
        const char *answers, *kept;
    } t[] = {
        { "{income: 1, town: \"Saren\"}",
          "{town: {register: \"person\", since: @\"2019-04-01\"}}" },
        { "{income: 1, town: \"Linz\"}", "{}" },
        { "{income: 1}", "{}" },
        { "{income: 1, town: \"Saren\", _disputed: [\"town\"]}", "{}" },
        { "{income: 1, town: \"Saren\", _disputed: [\"income\"]}",
          "{town: {register: \"person\", since: @\"2019-04-01\"}}" },
    };
    val held = feel("{town: {value: \"Saren\", source: \"Register\", date: @\"2019-04-01\"}}");
    const struct form *form = service_made()->forms[0].form;

    FOR_EACH(t, c)
        EXPECT(val_equal(origin_held(test_arena(), form, held, feel(c->answers)), feel(c->kept)));
    EXPECT_INT(val_count(origin_held(test_arena(), form, val_null(), feel("{income: 1}"))), 0);
}
