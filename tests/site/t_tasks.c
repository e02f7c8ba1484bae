#include "site_test.h"

#define PROCESS "services/general-request/process.bpmn"
#define TASK(id, type, rest)                                                                       \
    "<bpmn:serviceTask id=\"" id "\" name=\"Write\"><bpmn:extensionElements>"                      \
    "<zeebe:taskDefinition type=\"" type "\" />" rest                                              \
    "</bpmn:extensionElements></bpmn:serviceTask>"
#define MAP(rest) "<zeebe:ioMapping>" rest "</zeebe:ioMapping>"
#define IN(source, target) "<zeebe:input source=\"" source "\" target=\"" target "\" />"
#define OUT(source, target) "<zeebe:output source=\"" source "\" target=\"" target "\" />"
#define NAMED MAP(IN("=&quot;a&quot;", "name"))
#define CATCH(id, at, error)                                                                       \
    "<bpmn:boundaryEvent id=\"" id "\" attachedToRef=\"" at "\"><bpmn:errorEventDefinition "       \
    "errorRef=\"" error "\" /></bpmn:boundaryEvent>"

static const struct site_param in[] = {
    { S_INIT("name"), S_INIT("string"), true },   { S_INIT("count"), S_INIT("number"), false },
    { S_INIT("data"), S_INIT("context"), false }, { S_INIT("born"), S_INIT("date"), false },
    { S_INIT("many"), S_INIT("list"), false },    { S_INIT("what"), S_INIT(""), false },
};
static const struct site_param out[] = { { S_INIT("found"), S_INIT("boolean"), true },
                                         { S_INIT("sum"), S_INIT("number"), true } };
static const str errors[] = { S_INIT("closed"), S_INIT("busy") };
static const struct site_task_type types[] = { { .name = S_INIT("lab.look"),
                                                 .in = in,
                                                 .out = out,
                                                 .n_in = LEN(in),
                                                 .n_out = LEN(out),
                                                 .errors = errors,
                                                 .n_errors = LEN(errors) } };
static const struct site_world world = { types, LEN(types) };

/* The template's process with these elements before its end, and errors of two codes. */
static struct site_list site_with(const char *elements)
{
    struct site_list l = site_template();

    site_edit(&l, PROCESS, "<bpmn:process ",
              "<bpmn:error id=\"E_closed\" errorCode=\"closed\" />"
              "<bpmn:error id=\"E_other\" errorCode=\"other\" /><bpmn:error id=\"E_any\" />"
              "<bpmn:process ");
    site_edit(&l, PROCESS, "<bpmn:endEvent id=\"End_answered\" name=\"Answered\">",
              str_zdup(test_arena(), str_fmt(test_arena(),
                                             "%s<bpmn:endEvent id=\"End_answered\" "
                                             "name=\"Answered\">",
                                             elements)));
    return l;
}

/* The codes of findings about elements, "code element"; others (unreachable ...) are left out. */
static str found(const struct findings *f)
{
    buf b;

    buf_init(&b, test_arena(), 256);
    for (size_t i = 0; i < f->v.n; i++)
        if (str_starts(f->v.v[i].code, S("site.task"))) {
            if (b.n)
                buf_add(&b, S(", "));
            buf_fmt(&b, "%.*s %.*s", STR_ARG(f->v.v[i].code), STR_ARG(f->v.v[i].element));
            EXPECT(f->v.v[i].line > 1 && f->v.v[i].repair.n && f->v.v[i].what.n);
            EXPECT_STR(f->v.v[i].file, S(PROCESS));
        }
    return buf_str(&b);
}

/* What the check finds in a process of these elements, with a partner where one is given. */
static struct site *elements_find(const char *elements, const char *partner, const char *want)
{
    struct site_list l = site_with(elements);
    struct findings f;

    if (partner)
        site_add(&l, "partners/lab.yaml", partner);
    struct site *s = site_of(&l, &world, &f);
    str got = found(&f);
    if (!str_eq(got, str_z(want)))
        test_fail(__FILE__, __LINE__, "%s: \"%.*s\"", elements, STR_ARG(got));
    return s;
}

TEST(tasks_are_checked_against_their_types)
{
    static const struct {
        const char *elements, *want;
    } t[] = {
        { TASK("T", "lab.look", NAMED), "" },
        { TASK("T", "lab.lock", NAMED), "site.task_type T" },
        { TASK("T", "=&quot;lab.&quot; + kind", NAMED), "" },
        { TASK("T", "lab.look", ""), "site.task_input T" },
        { TASK("T", "lab.look", MAP(IN("=1 + 1", "name"))), "site.task_type_of T" },
        { TASK("T", "lab.look", MAP(IN("constant", "name"))), "" },
        { TASK("T", "lab.look", MAP(IN("=string(1)", "name"))), "" },
        { TASK("T", "lab.look", MAP(IN("=unheard_of", "name"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("12", "count"))), "site.task_type_of T" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=12", "count"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=today", "born"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=now()", "many"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=[1]", "many") IN("=[1]", "what"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=1", "data.a"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("=1", "count.a"))), "site.task_type_of T" },
        { TASK("T", "lab.look", MAP(IN("x", "name") IN("x", "nmae"))), "site.task_input T" },
        { TASK("T", "lab.look",
               "<zeebe:taskHeaders><zeebe:header key=\"name\" value=\"x\" /></zeebe:taskHeaders>"),
          "" },
        { TASK("T", "lab.look",
               NAMED "<zeebe:taskHeaders><zeebe:header key=\"count\" value=\"1\" />"
                     "</zeebe:taskHeaders>"),
          "site.task_type_of T" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=found", "there"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=fuond", "there"))),
          "site.task_output T" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=sum + 1", "there"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=found + 1", "there"))),
          "site.task_output T" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=name", "there"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=decision", "there"))), "" },
        { TASK("T", "lab.look", MAP(IN("x", "name") OUT("=there", "here")))
              TASK("U", "lab.look", MAP(IN("x", "name") OUT("=found", "there"))),
          "" },
    };
    FOR_EACH(t, c)
        (void)elements_find(c->elements, NULL, c->want);
}

#define SUB(inside)                                                                                \
    "<bpmn:subProcess id=\"S\"><bpmn:startEvent id=\"S_start\" /><bpmn:sequenceFlow id=\"S_f\" "   \
    "sourceRef=\"S_start\" targetRef=\"S_end\" />" inside "</bpmn:subProcess>"
#define RAISES(id, error)                                                                          \
    "<bpmn:endEvent id=\"" id "\"><bpmn:errorEventDefinition errorRef=\"" error                    \
    "\" /></bpmn:endEvent>"

TEST(errors_that_nobody_throws_are_found)
{
    static const struct {
        const char *elements, *want;
    } t[] = {
        { TASK("T", "lab.look", NAMED) CATCH("B", "T", "E_closed"), "" },
        { TASK("T", "lab.look", NAMED) CATCH("B", "T", "E_other"), "site.task_error B" },
        { TASK("T", "lab.look", NAMED) CATCH("B", "T", "E_any"), "" },
        { "<bpmn:task id=\"T\" />" CATCH("B", "T", "E_any"), "site.task_error B" },
        { SUB(RAISES("S_end", "E_other")) CATCH("B", "S", "E_other"), "" },
        { SUB(RAISES("S_end", "E_other")) CATCH("B", "S", "E_closed"), "site.task_error B" },
        { SUB("<bpmn:endEvent id=\"S_end\" />" TASK("T", "lab.look", NAMED))
              CATCH("B", "S", "E_closed"),
          "" },
    };
    FOR_EACH(t, c)
        (void)elements_find(c->elements, NULL, c->want);
}

#define PARTNER(extra)                                                                             \
    "id: lab\nname: Laboratory\noffice: town-hall\ntopics:\n  - id: water.test\n"                  \
    "    title: A test of water\n    purpose: general-administration\n"                            \
    "    in: [ { name: place, type: string, required: true } ]\n"                                  \
    "    out: [ { name: clean, type: boolean, required: true } ]\n    errors: [dry]\n" extra

TEST(topics_of_partners_are_task_types_of_the_site)
{
    static const struct {
        const char *elements, *want;
    } t[] = {
        { TASK("T", "water.test", MAP(IN("x", "place") OUT("=clean", "ok"))), "" },
        { TASK("T", "water.test", MAP(IN("=true", "place"))), "site.task_type_of T" },
        { TASK("T", "water.test", ""), "site.task_input T" },
        { TASK("T", "water.tset", NAMED), "site.task_type T" },
        { TASK("T", "water.test", MAP(IN("x", "place"))) CATCH("B", "T", "E_other"),
          "site.task_error B" },
    };
    FOR_EACH(t, c) {
        struct site *s = elements_find(c->elements, PARTNER(""), c->want);
        const struct partner_topic *topic = site_outside(s, S("water.test"));
        EXPECT(topic && topic->of == site_partner(s, S("lab")) && topic->type.n_in == 1);
    }
}

/* A laboratory below the state: its office, and a partner with one topic. */
TEST(a_topic_is_for_whom_its_partner_names)
{
    static const struct {
        const char *office, *rest, *want;
    } t[] = {
        { "town-hall", "", "" },                   /* the service's own authority */
        { "lab-office", "", "site.task_topic T" }, /* of an authority below: not those above it */
        { "lab-office", "    for: [state]\n", "" },
        { "lab-office", "    for: [town-hall]\n", "" },
        { "town-hall", "    for: [lab-office]\n", "site.task_topic T" },
        { "town-hall", "    for: [agency]\n", "site.task_topic T" },
    };
    FOR_EACH(t, c) {
        struct site_list l = site_with(TASK("T", "water.test", MAP(IN("x", "place"))));
        struct findings f;
        site_edit(&l, "site.yaml", "level: country }",
                  "level: country, children: [ { id: agency, name: Agency, level: agency } ] }");
        site_add(
            &l, "offices/lab-office.yaml",
            "id: lab-office\nauthority: agency\nname: Laboratory\ncompetence: Tests of water.\n"
            "telephone: \"+1 555 1\"\nemail: lab@example.org\n"
            "address: { lines: [Lab 1], place: Somewhere, postcode: \"1000\" }\n"
            "opening: { mon: \"08:00-12:00\" }\ncalendar: national\n");
        site_add(&l, "partners/lab.yaml",
                 str_zdup(test_arena(),
                          str_fmt(test_arena(),
                                  "id: lab\nname: Laboratory\noffice: %s\ntopics:\n"
                                  "  - id: water.test\n    title: A test of water\n%s"
                                  "    in: [ { name: place, type: string, required: true } ]\n",
                                  c->office, c->rest)));
        (void)site_of(&l, &world, &f);
        EXPECT_STR(found(&f), str_z(c->want));
    }
}

TEST(a_topic_is_declared_once_and_is_no_type_of_the_engine)
{
    struct site_list l = site_template();
    struct findings f;

    site_add(&l, "partners/lab.yaml",
             PARTNER("  - { id: lab.look, title: Look, purpose: general-administration }\n"
                     "  - { id: water.test, title: Again, purpose: general-administration }\n"));
    (void)site_of(&l, &world, &f);
    EXPECT_INT(f.errors, 2);
    for (size_t i = 0; i < f.v.n; i++)
        EXPECT(str_eq(f.v.v[i].code, S("site.twice")));
}

TEST(mistakes_of_partners_are_found)
{
    static const struct {
        const char *yaml, *code;
    } t[] = {
        { "id: lab\nname: Lab\noffice: nowhere\ntopics:\n  - { id: a.b, title: T }\n",
          "site.unknown" },
        { "id: lab\nname: Lab\noffice: town-hall\ntopics:\n  - { id: a.b, title: T, for: [x] }\n",
          "site.unknown" },
        { "id: lab\nname: Lab\noffice: town-hall\ntopics:\n  - { id: a.b, title: T, purpose: x }\n",
          "site.unknown" },
        { "id: lab\nname: Lab\noffice: town-hall\ntopics:\n  - id: a.b\n    title: T\n"
          "    in: [ { name: x, type: text } ]\n",
          "site.choice" },
        { "id: lab\nname: Lab\noffice: town-hall\ntopics:\n  - id: a.b\n    title: T\n"
          "    out: [ { name: x }, { name: x } ]\n",
          "site.twice" },
        { "id: lab\nname: Lab\ntopics: []\n", "site.missing" },
        { "id: lab\nname: Lab\noffice: town-hall\ntopics: []\nkey: secret\n", "site.key" },
    };
    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_add(&l, "partners/lab.yaml", c->yaml);
        (void)site_of(&l, &world, &f);
        bool there = false;
        for (size_t i = 0; i < f.v.n; i++)
            there |= str_eq(f.v.v[i].code, str_z(c->code)) &&
                     str_eq(f.v.v[i].file, S("partners/lab.yaml")) && f.v.v[i].repair.n;
        if (!there)
            test_fail(__FILE__, __LINE__, "%s is not found in %s; first: %.*s", c->code, c->yaml,
                      STR_ARG(f.v.n ? f.v.v[0].code : S("nothing")));
    }
}
