#include "tests/tools/pg.h"

#include "tests/check.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char server[300];
static unsigned schemas;

static bool server_start(void)
{
    char line[200];
    FILE *f;

    if (getenv("STOA_PG"))
        snprintf(server, sizeof server, "%s", getenv("STOA_PG"));
    if (server[0])
        return server[0] != '-';
    server[0] = '-';
    snprintf(line, sizeof line, "tests/tools/pg.sh start %ld 2>&1", (long)getpid());
    f = popen(line, "r");
    if (f && fgets(server, sizeof server, f))
        server[strcspn(server, "\n")] = 0;
    if (!f || pclose(f) != 0)
        server[0] = '-';
    return server[0] != '-';
}

str test_pg(void)
{
    char sql[100];
    PGconn *pg;
    str where;

    if (!server_start())
        return STR_NULL;
    snprintf(sql, sizeof sql, "CREATE SCHEMA t_%ld_%u", (long)getpid(), ++schemas);
    pg = PQconnectdb(server);
    PGresult *r = PQexec(pg, sql);
    where =
        PQresultStatus(r) != PGRES_COMMAND_OK
            ? STR_NULL
            : str_fmt(test_arena(), "%s application_name=t_%ld_%u options='-csearch_path=t_%ld_%u'",
                      server, (long)getpid(), schemas, (long)getpid(), schemas);
    PQclear(r);
    PQfinish(pg);
    return where;
}
