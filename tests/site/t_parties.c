#include "site_test.h"

#define SERVICE "services/general-request/service.yaml"
#define FORM "services/general-request/form.json"
#define PROCESS "services/general-request/process.bpmn"
#define PARTIES "level: low\nparties: [{ id: second, title: Second, sign: false }]"
#define OF_SECOND                                                                                  \
    "\"validate\": { \"required\": true, \"maxLength\": 5000 },\n \"properties\": { \"party\": "   \
    "\"second\" }"

/* The template with a second party who writes the text, and one more change. */
static size_t found(const char *path, const char *from, const char *to, struct site_list *l)
{
    struct findings f;
    size_t n = 0;

    *l = site_template();
    site_edit(l, SERVICE, "level: low", PARTIES);
    site_edit(l, FORM, "\"validate\": { \"required\": true, \"maxLength\": 5000 }", OF_SECOND);
    if (path)
        site_edit(l, path, from, to);
    (void)site_of(l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        n += str_eq(f.v.v[i].code, S("site.party")) && f.v.v[i].level == FINDING_ERROR &&
             f.v.v[i].repair.n > 0;
    return n;
}

TEST(a_service_knows_its_parties)
{
    struct site_list l;
    struct findings f;

    EXPECT_INT((int)found(NULL, NULL, NULL, &l), 0);
    const struct service *v = site_service(site_of(&l, NULL, &f), S("general-request"));
    EXPECT(v && v->n_parties == 1 && !v->parties[0].sign);
    EXPECT(service_party(v, S("second")) == &v->parties[0] && !service_party(v, S("third")));
}

TEST(parties_fit_their_form_and_process)
{
    static const struct {
        const char *path, *from, *to;
    } t[] = {
        { SERVICE, "id: second", "id: third" },     /* its page is nobody's, it has none */
        { SERVICE, "id: second", "id: applicant" }, /* a name with a meaning */
        { SERVICE, "id: second", "id: all" },       /* another */
        { SERVICE, "title: Second, sign: false }", "title: Second }, { id: other, title: O }" },
        { SERVICE, "level: low\n", "level: none\n" }, /* nobody to know them by */
        { SERVICE, "\nparties: [{ id: second, title: Second, sign: false }]", "" },
        { FORM, "\"party\": \"second\"", "\"party\": \"third\"" },
        { FORM, "\"party\": \"second\"", "\"width\": \"20\"" }, /* the party has nothing left */
    };
    struct site_list l;

    FOR_EACH(t, c)
        if (!found(c->path, c->from, c->to, &l))
            test_fail(__FILE__, __LINE__, "%s: \"%s\" is not found", c->path, c->to);
}

TEST(the_applicant_has_a_part)
{
    struct site_list l = site_template();
    struct findings f;
    bool said = false;

    site_edit(&l, SERVICE, "level: low", PARTIES);
    site_edit(&l, FORM, "\"components\": [",
              "\"components\": [ { \"type\": \"group\", \"id\": \"all_of_it\", \"label\": \"All\", "
              "\"properties\": { \"party\": \"second\" }, \"components\": [");
    site_edit(&l, FORM, "\"size\": \"10MB\" }\n    }\n  ]", "\"size\": \"10MB\" } } ] } ]");
    (void)site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        said |= str_eq(f.v.v[i].code, S("site.party")) &&
                str_find(f.v.v[i].what, S("applicant"), 0) != SIZE_MAX;
    EXPECT(said);
}

TEST(whom_a_message_goes_to_is_known)
{
    static const struct {
        const char *to;
        size_t n;
    } t[] = { { "applicant", 0 }, { "second", 0 }, { "all", 0 }, { "third", 1 } };
    struct site_list l;

    FOR_EACH(t, c) {
        str task = str_fmt(test_arena(),
                           "<bpmn:serviceTask id=\"T\" name=\"Tell\"><bpmn:extensionElements>"
                           "<zeebe:taskDefinition type=\"notify.send\" /><zeebe:ioMapping>"
                           "<zeebe:input source=\"=&quot;%s&quot;\" target=\"to\" />"
                           "</zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>"
                           "<bpmn:endEvent id=\"End_answered\"",
                           c->to);
        EXPECT_INT((int)found(PROCESS, "<bpmn:endEvent id=\"End_answered\"",
                              str_zdup(test_arena(), task), &l),
                   (int)c->n);
    }
}
