#!/bin/bash
# demo_test.sh STOA - tools/demo.sh as a newcomer sees it: what it prints, what stays, and what it says where something is wrong.
set -u
stoa=$1
tmp=$(mktemp -d) || exit 1
passed=0 failed=0 pid=
trap '[ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null; rm -rf "$tmp"' EXIT

result() { # NAME CONDITION...
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $name"; sed 's/^/    /' "$tmp/out"; fi
}
# Two ports side by side below those that the kernel gives to connections: nobody takes them between two starts.
port_free() {
    python3 - <<'END'
import random, socket
while True:
    port = random.randrange(20000, 30000, 2)
    try:
        for p in (port, port + 1):
            with socket.socket() as s:
                s.bind(("127.0.0.1", p))
    except OSError:
        continue
    print(port)
    break
END
}
begin() { # starts the demo and waits until it has said everything
    tools/demo.sh "$stoa" "$tmp/d" "$port" >"$tmp/out" 2>&1 &
    pid=$!
    for _ in $(seq 1200); do
        grep -q 'password of all' "$tmp/out" && return 0
        kill -0 $pid 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}
end() { kill -TERM $pid; wait $pid; status=$?; pid=; }
page() { curl -s -o "$tmp/page" -w '%{http_code}' "http://localhost:$port$1"; }

port=$(port_free)
result "the demo starts" begin
result "it says where it is" grep -q "http://localhost:$port " "$tmp/out"
result "it says where mail is read" grep -q "/demo/mail" "$tmp/out"
result "every account is printed" [ "$(grep -c '@' "$tmp/out")" = "$(cat sites/demo/data/accounts.yaml sites/demo-city/data/accounts.yaml | grep -c '^  - email:')" ]
result "it says where the city is" grep -q "http://localhost:$((port + 1)) " "$tmp/out"
result "the city's home page is there" [ "$(curl -s -o /dev/null -w '%{http_code}' "http://localhost:$((port + 1))/")" = 200 ]
result "each has taken up the other's card" grep -q BEGIN "$tmp/d.site/nodes/saren.yaml" "$tmp/d-city.site/nodes/state.yaml"
version() { curl -s "http://localhost:$port/.well-known/stoa-exchange" | cut -d. -f2 | tr '_-' '/+' | base64 -d 2>/dev/null | grep -o '"version":[0-9]*'; }
taken() { # VERSION: the city goes by it
    for _ in $(seq 200); do
        [ "$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT max(version) FROM exchange_config").fetchone()[0])' "$tmp/d-city/stoa.db")" = "$1" ] && return 0
        sleep 0.1
    done
    return 1
}
result "the state hands out a configuration" [ "$(version)" = '"version":1' ]
result "the city has taken it" taken 1
result "a registrar's role is printed" grep -Eq 'brandt@\S+ +registrar ' "$tmp/out"
result "the home page is there" [ "$(page /)" = 200 ]
result "mail is read there" [ "$(page /demo/mail)" = 200 ]
cp "$tmp/out" "$tmp/first"
tools/demo.sh "$stoa" "$tmp/other" "$port" >"$tmp/out" 2>&1
result "a port that is taken: it fails" [ $? = 1 ]
result "a port that is taken: one clear sentence" [ "$(cat "$tmp/out")" = "make demo: port $port is taken by another program: stop it, or take another port: make demo PORT=$((port + 2))" ]
end
result "it ends well" [ "$status" = 0 ]
key=$(find "$tmp/d/keys" "$tmp/d-city/keys" -type f -exec sha256sum {} + | sort)
result "it starts again" begin
result "the configuration is a newer one" [ "$(version)" = '"version":2' ]
result "the city has taken that" taken 2
result "it goes on with its data" grep -q 'go on with what is in' "$tmp/out"
result "the keys are the same" [ "$key" = "$(find "$tmp/d/keys" "$tmp/d-city/keys" -type f -exec sha256sum {} + | sort)" ]
end
result "it ends well again" [ "$status" = 0 ]
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
