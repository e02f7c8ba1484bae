/* stoa tck: the result file of the compatibility kit (one line a case: folder, test file, case,
 * SUCCESS or ERROR, remark). */
#include "cli/tck.h"
#include "os/file.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

static const char model[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:j' "
    "name='j'>\n"
    "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic kind='Java'>"
    "<formalParameter name='x'/><context/></encapsulatedLogic></businessKnowledgeModel>"
    "<decision id='a' name='A'><variable name='A'/><knowledgeRequirement>"
    "<requiredKnowledge href='#f'/></knowledgeRequirement><literalExpression><text>f(1)</text>"
    "</literalExpression></decision>"
    "<decision id='b' name='B'><variable name='B'/><literalExpression><text>\"x\"</text>"
    "</literalExpression></decision></definitions>";
static const char cases[] =
    "<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' "
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xsd='urn:x'>"
    "<modelName>j.dmn</modelName>"
    "<testCase id='001'><resultNode name='B' type='decision'><expected>"
    "<value xsi:type='xsd:string'>x</value></expected></resultNode></testCase>"
    "<testCase id='002'><resultNode name='A' type='decision'><expected>"
    "<value xsi:type='xsd:string'>x</value></expected></resultNode></testCase>"
    "</testCases>";

/* A kit of one folder; its path. */
static str kit(void)
{
    char *dir = (char *)str_zdup(test_arena(), S("/tmp/stoa-tck.XXXXXX"));
    CHECK(mkdtemp(dir));
    str folder = str_fmt(test_arena(), "%s/compliance-level-3/0001-java", dir);
    EXPECT_OK(dir_make(folder, 0755));
    EXPECT_OK(file_write(str_fmt(test_arena(), "%.*s/j.dmn", STR_ARG(folder)), str_z(model), 0644));
    EXPECT_OK(file_write(str_fmt(test_arena(), "%.*s/j-test-01.xml", STR_ARG(folder)), str_z(cases),
                         0644));
    return str_z(dir);
}

TEST(tck_writes_the_kits_result_file)
{
    str dir = kit(), csv = str_fmt(test_arena(), "%.*s/tck_results.csv", STR_ARG(dir)), got;
    char *argv[] = { "tck", str_zdup(test_arena(), dir), "--csv", str_zdup(test_arena(), csv) };
    EXPECT_INT(cli_tck(LEN(argv), argv), 1);
    EXPECT_OK(file_read(test_arena(), csv, MIB, &got));
    str first = S("\"compliance-level-3/0001-java\",\"j-test-01\",\"001\",\"SUCCESS\",\"\"\n"),
        second = S("\"compliance-level-3/0001-java\",\"j-test-01\",\"002\",\"ERROR\","
                   "\"line 2: functions of kind Java are not executed; A: got null (");
    EXPECT(str_starts(got, first));
    EXPECT(str_starts(str_from(got, MIN(first.n, got.n)), second));
    EXPECT(str_ends(got, S("expected \"\"x\"\"\"\n"))); /* quotes doubled, as RFC 4180 asks */
    EXPECT_OK(dir_remove(dir));
}

TEST(tck_says_where_there_is_nothing_to_run)
{
    static char name[] = "tck", nowhere[] = "/nowhere/at/all", option[] = "--wrong";
    char *missing[] = { name, nowhere }, *wrong[] = { name, option }, *none[] = { name };
    EXPECT_INT(cli_tck(LEN(missing), missing), 2);
    EXPECT_INT(cli_tck(LEN(wrong), wrong), 2);
    EXPECT_INT(cli_tck(LEN(none), none), 2);
}
