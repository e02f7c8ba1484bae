#!/bin/sh
# A PostgreSQL 15 for tests: its own folder, a Unix socket only, an ordinary user; it ends with the process that asked.
#   pg.sh start PID      prints a connection string; the server is stopped and removed when process PID has ended
#   pg.sh run COMMAND..  runs the command with STOA_PG set to it
set -eu
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}

fail() { echo "pg.sh: $1" >&2; exit 1; }
[ -x "$bin/initdb" ] || fail "PostgreSQL 15 is not in $bin"

as_user() {
    if [ "$(id -u)" != 0 ]; then "$@"
    elif id postgres >/dev/null 2>&1; then (cd / && setpriv --reuid postgres --regid postgres --clear-groups "$@")
    else (cd / && setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$@")
    fi
}

# In memory where there is a gigabyte of it: each tale has a database of its own, and a file system on disk looks long for
# an inode that was not given back just before.
start() {
    room=/tmp
    if [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 1048576 ]; then room=/dev/shm; fi
    dir=$(mktemp -d "$room/stoa-pg.XXXXXX")
    if [ "$(id -u)" = 0 ]; then
        chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$dir"
    fi
    chmod 755 "$dir"
    # A linguistic collation, so that a text column without COLLATE "C" is noticed.
    as_user "$bin/initdb" -D "$dir/data" -U stoa -A trust -E UTF8 --no-sync --no-instructions \
        --locale=C --locale-provider=icu --icu-locale=en >"$dir/log" 2>&1 || { cat "$dir/log" >&2; fail "initdb failed"; }
    as_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w -t 30 start -o "-c listen_addresses='' \
        -c unix_socket_directories='$dir' -c fsync=off -c full_page_writes=off -c shared_buffers=16MB \
        -c max_wal_size=128MB -c max_connections=60" >"$dir/log" 2>&1 || { cat "$dir/log" "$dir/data/log" >&2; fail "the server did not start"; }
}

stop() {
    as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}

case ${1:-} in
start)
    owner=${2:?the process to watch}
    start
    (trap '' INT HUP; while kill -0 "$owner" 2>/dev/null; do sleep 0.2; done; stop) </dev/null >/dev/null 2>&1 &
    echo "host=$dir port=5432 user=stoa dbname=postgres"
    ;;
run)
    shift
    start
    trap stop EXIT INT TERM
    STOA_PG="host=$dir port=5432 user=stoa dbname=postgres" "$@"
    ;;
*)
    fail "usage: pg.sh start PID | pg.sh run COMMAND..."
    ;;
esac
