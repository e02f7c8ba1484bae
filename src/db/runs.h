/* db/runs.h - how the writer's log file is written: in runs.  SQLite hands over each page of it in
 * two writes; here writes that follow each other are kept and handed to the system together, at the
 * latest when SQLite synchronises the file: nothing is committed before that. */
#ifndef DB_RUNS_H
#define DB_RUNS_H

/* Registers the way of opening files, once a process; the name to open a database with. */
const char *runs_vfs(void);

#endif
