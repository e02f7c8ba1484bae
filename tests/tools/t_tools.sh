#!/bin/sh
# mksql and lint say what is wrong and where.  t_tools.sh MKSQL LINT
set -u
mksql=$1 lint=$2
tmp=$(mktemp -d /tmp/stoa-tools.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

result() { # NAME WANTED FILE-WITH-OUTPUT STATUS WANTED-STATUS
    if { [ -z "$2" ] || grep -qF -- "$2" "$3"; } && [ "$4" = "$5" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1: status $4, expected $5 and: $2"
        sed 's/^/    /' "$3"
    fi
}

# ---- mksql ----

mkdir -p "$tmp/src/a/migrations"
cat >"$tmp/src/a/migrations/001_t.sql" <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT, data BLOB NOT NULL) STRICT;
SQL

statement() { # WANTED, statement on stdin
    cat >"$tmp/src/a/store.sql"
    rm -rf "$tmp/gen"
    (cd "$tmp" && "$mksql" -o gen src/a) >"$tmp/out" 2>&1
    status=$?
    result "mksql" "$1" "$tmp/out" "$status" 1
    [ ! -e "$tmp/gen/a/store.h" ] || { failed=$((failed + 1)); echo "mksql: wrote a header in spite of: $1"; }
}

statement 'src/a/store.sql:3: q_x: no such column: nmae' <<'SQL'
-- q_x :one
-- out: nmae text
SELECT nmae FROM t;
SQL
statement 'src/a/store.sql:4: q_x: no such table: tt' <<'SQL'
-- q_x :one
-- out: name text
SELECT name
FROM tt;
SQL
statement 'src/a/store.sql:1: q_x takes 2 parameters, but `-- in:` names 1' <<'SQL'
-- q_x :exec
-- in: id int
DELETE FROM t WHERE id = ?1 AND name = ?2;
SQL
statement 'src/a/store.sql:1: q_x: ?1 is not used, or written without its number' <<'SQL'
-- q_x :exec
-- in: a int, b int
DELETE FROM t WHERE id = ?2;
SQL
statement 'src/a/store.sql:1: q_x: write ?1 for :id' <<'SQL'
-- q_x :exec
-- in: id int
DELETE FROM t WHERE id = :id;
SQL
statement 'src/a/store.sql:1: q_x gives 2 columns, but `-- out:` names 1' <<'SQL'
-- q_x :many
-- out: id int
SELECT id, name FROM t;
SQL
statement 'column 1 is "name", but `-- out:` names id' <<'SQL'
-- q_x :many
-- out: id int, name text
SELECT name, id FROM t;
SQL
statement 'note: t.note may be null; write text?' <<'SQL'
-- q_x :one
-- out: note text
SELECT note FROM t;
SQL
statement 'data: t.data is BLOB, not text' <<'SQL'
-- q_x :one
-- out: data text
SELECT data FROM t;
SQL
statement 'src/a/store.sql:2: id: the type "real" is not one of int, text, blob' <<'SQL'
-- q_x :one
-- out: id real
SELECT id FROM t;
SQL
statement '"register" cannot be a name' <<'SQL'
-- q_x :one
-- out: register int
SELECT id AS register FROM t;
SQL
statement 'q_x is also in src/a/store.sql:1; names are global' <<'SQL'
-- q_x :exec
DELETE FROM t;
-- q_x :exec
DELETE FROM t;
SQL
statement 'q_x: one statement to a name' <<'SQL'
-- q_x :exec
DELETE FROM t; DELETE FROM t;
SQL
statement 'src/a/store.sql:1: q_x: write :one, :many, :each, :exec or :execrows' <<'SQL'
-- q_x :any
DELETE FROM t;
SQL
statement 'q_x: :one needs `-- out:`' <<'SQL'
-- q_x :one
DELETE FROM t;
SQL
statement 'q_x has no text for PostgreSQL' <<'SQL'
-- q_x :exec
-- @sqlite
DELETE FROM t;
SQL
statement 'src/a/store.sql:1: SQL before the first name' <<'SQL'
SELECT 1;
SQL

# Tables of a later folder are not seen; those of an earlier one are.
mkdir -p "$tmp/src/b"
printf -- '-- q_b :one\n-- out: id int\nSELECT id FROM t;\n' >"$tmp/src/b/store.sql"
printf -- '-- q_a :exec\nDELETE FROM t;\n' >"$tmp/src/a/store.sql"
(cd "$tmp" && "$mksql" -o gen src/b src/a) >"$tmp/out" 2>&1; good=$?
result "earlier" "" "$tmp/out" "$good" 0
(cd "$tmp" && "$mksql" -o gen src/b) >"$tmp/out" 2>&1
result "later" "src/b/store.sql:3: q_b: no such table: t" "$tmp/out" $? 1
(cd "$tmp" && "$mksql" -o gen src/a src/b) >"$tmp/out" 2>&1; good=$?
result "earlier" "struct q_b {" "$tmp/gen/b/store.h" "$good" 0

# A header is not touched where nothing changed, so that nothing is compiled in vain.
touch -d '2001-01-01' "$tmp/gen/b/store.h"
(cd "$tmp" && "$mksql" -o gen src/a src/b) >"$tmp/out" 2>&1
find "$tmp/gen/b/store.h" -newermt 2002-01-01 >"$tmp/out"
[ -s "$tmp/out" ] && { failed=$((failed + 1)); echo "an unchanged header was written again"; }

mv "$tmp/src/a/migrations/001_t.sql" "$tmp/src/a/migrations/002_t.sql"
(cd "$tmp" && "$mksql" -m gen src/a) >"$tmp/out" 2>&1
result "gap" "002_t.sql:1: number 1 is expected here" "$tmp/out" $? 1
mv "$tmp/src/a/migrations/002_t.sql" "$tmp/src/a/migrations/001_t.sql"
echo 'CREATE TABLE u (id integer);' >>"$tmp/src/a/migrations/001_t.sql"
(cd "$tmp" && "$mksql" -o gen src/a) >"$tmp/out" 2>&1
result "type" 'the type of u.id must be INTEGER, TEXT or BLOB, in capitals' "$tmp/out" $? 1

# ---- lint: a small house with one fault at a time ----

house() {
    rm -rf "$tmp/h"
    mkdir -p "$tmp/h/src/base" "$tmp/h/src/os" "$tmp/h/src/blocks/one" "$tmp/h/src/blocks/two" "$tmp/h/tools" \
        "$tmp/h/sites/s/services/birth-it" "$tmp/h/sites/s/registers"
    printf 'base pure\nos\nblocks\n' >"$tmp/h/src/ROOMS"
    printf 'one\ntwo\n' >"$tmp/h/src/BLOCKS"
    touch "$tmp/h/sites/s/registers/dogs.yaml"
    for d in base os blocks/one blocks/two; do
        echo '# room' >"$tmp/h/src/$d/README.md"
        printf 'int x(void)\n{\n    return 1;\n}\n' >"$tmp/h/src/$d/x.c"
    done
}

fault() { # FILE WANTED ("" means: nothing), text on stdin
    house
    cat >"$tmp/h/$1"
    "$lint" "$tmp/h" >"$tmp/out" 2>&1
    status=$?
    if [ -n "$2" ]; then result "lint" "$1:$2" "$tmp/out" "$status" 1
    else result "lint $1" "lint: 0 errors" "$tmp/out" "$status" 0
    fi
}

fault src/base/x.c '1: "os/f.h": the room os comes after base in src/ROOMS' <<'C'
#include "os/f.h"
C
fault src/blocks/one/x.c '1: "blocks/two/t.h": the block two comes after one in src/BLOCKS' <<'C'
#include "blocks/two/t.h"
C
fault src/blocks/two/x.c '' <<'C'
#include "blocks/one/t.h"
#include "base/x.h"
C
fault src/base/x.c '1: <unistd.h>: the room base is pure' <<'C'
#include <unistd.h>
C
fault src/base/x.c '3: getenv: the room base is pure' <<'C'
char *f(void)
{
    return getenv("A");
}
C
fault src/os/x.c '' <<'C'
static int count;
char *f(void) { count++; return getenv("A"); }
C
fault src/base/x.c '1: "static int count" can be written; a pure room has no state' <<'C'
static int count;
C
fault src/base/x.c '1: "static const char *names[]" can be written' <<'C'
static const char *names[] = { "a", "b" };
C
fault src/base/x.c '3: "static int n" can be written' <<'C'
int f(void)
{
    static int n = 0;
    return n++;
}
C
fault src/base/x.c '' <<'C'
static const int limit = 3;
static const char *const names[] = { "getenv(", "static int x;" };
struct point { int x, y; };
enum e { A, B };
typedef int fn(void);
static int later(int n);
static int read(int n) { static const int t[] = { 1 }; return t[n]; }
static int later(int n) { return read(n); /* time() is not called */ }
C
fault src/os/x.c '2: strcpy is banned' <<'C'
void f(char *a) {
    strcpy(a, "b"); }
C
fault src/os/x.c '1: 5DL: decimals go through value/dec.h' <<'C'
double d = 1.5DL;
C
fault src/os/x.c '1: TODO: do it, refuse it, or leave it out' <<'C'
/* TODO: later */
C
fault src/os/x.c '2: 101 columns; at most 100' <<C
/* short */
/*$(printf '%097d' 0)*/
C
fault src/os/x.c '2: f has 102 lines; at most 100' <<C
int f(int n)
{
$(for i in $(seq 100); do echo "    n += $i;"; done)
}
C
fault src/os/x.c '' <<C
int f(int n)
{
    switch (n) {
$(for i in $(seq 50); do printf '    case %d:\n        return 0;\n' "$i"; done)
    }
}
C
fault src/os/x.c '901: 901 lines; a file has at most 900' <<C
$(seq 901 | sed 's/.*/;/')
C
fault src/os/x.h '151: 151 lines; a header has at most 150' <<C
$(seq 151 | sed 's/.*/;/')
C
fault src/os/x.h '4: a declaration without a comment' <<'C'
/* What it promises. */
int documented(int a);

int bare(int a,
         int b);
C
fault src/os/x.h '' <<'C'
/* A group under one comment. */
int one(int a);
int two(int a,
        int b);

int three(void); /* at its end */
struct s {
    int (*member)(void);
};
static inline int four(void) { return 4; }
#define FIVE(x) six(x)
C
fault src/os/x.c '1: "birth-it" is a name of a site; the engine knows none' <<'C'
/* as in birth-it */
C
fault src/blocks/one/store.sql '1: "birth-it" is a name of a site' <<'C'
SELECT 'birth-it';
C
fault src/os/x.c '1: "dogs" is a name of a site' <<'C'
static const char *a = "dogs.name";
C
fault src/os/x.c '' <<'C'
static const char *a = "hot dogs are no register"; /* dogs */
C
fault src/os/x.c '1: "dogs" is a name of a site' <<'C'
struct registry *r = site_register(s, S("dogs"));
C
fault src/os/x.c '1: "dogs" is a name of a site' <<'C'
bool mine = str_eq(r->id, S("dogs"));
C
fault src/os/x.c '' <<'C'
static const char *const part_of_a_name[] = { "dogs", "cats" }; /* "dogs/12" */
C
fault src/blocks/one/acts.c '2: an act without .class' <<'C'
const struct act_row one_acts[] = {
    { "one.do", f, .who = WHO_ANYONE },
    { 0 },
};
C
fault src/blocks/one/acts.c '1: an act without .who' <<'C'
static const struct act_row alone = { .name = "one.do", .class = ACT_LEGAL };
C
fault src/blocks/one/acts.c '' <<'C'
void f(const struct act_row *r);
static const struct act_row acts[];
const struct act_row *g(void) { return &acts[0]; }
C
fault src/blocks/one/acts.c '2: WHO_OWNER without .owner' <<'C'
const struct act_row one_acts[] = {
    { "one.do", f, .class = ACT_LEGAL, .who = WHO_OWNER },
};
C
fault src/blocks/one/acts.c '' <<'C'
const struct act_row one_acts[] = {
    { "one.do", f, .class = ACT_LEGAL, .who = WHO_OWNER, .owner = f,
      .fields = (const struct x[]){ { "a" }, { 0 } } },
    { 0 },
};
C
house
rm "$tmp/h/src/os/README.md"
"$lint" "$tmp/h" >"$tmp/out" 2>&1
result "readme" "src/os/README.md:1: a room has a README.md" "$tmp/out" $? 1

# ---- lint-symbols: a global name that two archives define ----

mkdir -p "$tmp/s/lib"
printf 'int one(void);\nint one(void) { return 1; }\nstatic int own;\nint *two(void);\nint *two(void) { return &own; }\n' >"$tmp/s/a.c"
printf 'static int own;\nint *three(void);\nint *three(void) { return &own; }\n' >"$tmp/s/b.c"
for o in a b; do cc -c "$tmp/s/$o.c" -o "$tmp/s/$o.o" && ar rcs "$tmp/s/lib/$o.a" "$tmp/s/$o.o"; done
make -s -f mk/lint.mk B="$tmp/s" lint-symbols >"$tmp/out" 2>&1; status=$?
result "symbols apart" "" "$tmp/out" "$status" 0
ar rcs "$tmp/s/lib/b.a" "$tmp/s/a.o"
make -s -f mk/lint.mk B="$tmp/s" lint-symbols >"$tmp/out" 2>&1; status=$?
result "symbols twice" "one: defined in a.a:a.o and in b.a:a.o" "$tmp/out" "$status" 2

# ---- rows.py: a table to a line or two a row, and the same again ----

cat >"$tmp/rows.c" <<'C'
static const struct act_field f[] = { { "a", F_TEXT, 100, true }, { "b, c", F_INT, 0, true }, /* last */ { "d", F_BOOL, 0, false }, { 0 } };
static const struct route r[] = {
    { POST, "/one/:two", .prepare = a_long_name_of_a_handler, .act = "one.do", .finish = another_long_name, .again = g },
    { 0 },
};
int x;
C
cat >"$tmp/want.c" <<'C'
/* clang-format off */
static const struct act_field f[] = {
    { "a", F_TEXT, 100, true }, { "b, c", F_INT, 0, true },
    /* last */
    { "d", F_BOOL, 0, false }, { 0 },
};
static const struct route r[] = {
    { POST, "/one/:two", .prepare = a_long_name_of_a_handler, .act = "one.do",
      .finish = another_long_name, .again = g },
    { 0 },
};
/* clang-format on */
int x;
C
tools/rows.py "$tmp/rows.c"; diff "$tmp/rows.c" "$tmp/want.c" >"$tmp/out" 2>&1; status=$?
result "rows" "" "$tmp/out" "$status" 0
tools/rows.py "$tmp/rows.c"; diff "$tmp/rows.c" "$tmp/want.c" >"$tmp/out" 2>&1; status=$?
result "rows again" "" "$tmp/out" "$status" 0

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
