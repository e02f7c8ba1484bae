#include "tests/tools/tmp.h"

#include "tests/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/stoa-test.XXXXXX";
static unsigned paths;
static pid_t owner;

str test_path(const char *ending)
{
    if (!owner) {
        CHECK(mkdtemp(dir));
        owner = getpid();
    }
    return str_fmt(test_arena(), "%s/%u%s", dir, ++paths, ending);
}

__attribute__((destructor)) static void folder_remove(void)
{
    char command[100];

    if (!owner || owner != getpid())
        return;
    snprintf(command, sizeof command, "rm -rf %s", dir);
    if (system(command) != 0)
        printf("left behind: %s\n", dir);
}
