#!/bin/sh
# demo.sh STOA DATA PORT [CITY_PORT] - serves sites/demo and sites/demo-city until Ctrl-C, two installations that have taken up each
# other's cards, and says where, who may sign in, and where mail is read.  The city's data is in DATA-city.
set -u
stoa=$1 data=$2 port=$3 city_port=${4:-$(($3 + 1))}
city=$data-city pids=
fail() { echo "make demo: $1" >&2; end; exit 1; }
end() { for p in $pids; do kill -TERM "$p" 2>/dev/null; done; wait; rm -f "$data.said" "$city.said" "$data.card" "$city.card"; }

v6=
[ -s /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 && v6=yes
run() { # HOUSE PORT COMMAND...
    house=$1 at=$2
    shift 2
    "$stoa" "$@" --site "$house.site" --data "$house" --public-url "http://localhost:$at"
}
# Keys are made at the first start, so what names the other's certificate is written into a copy of the site.
copy() { # HOUSE SITE
    [ -d "$1" ] && [ ! -x "$1" ] && fail "$1 belongs to another user: start as that one, or make demo-reset"
    kept=$(cat "$1.site/federation.jws" 2>/dev/null) # its version grows
    rm -rf "$1.site" && cp -r "$2" "$1.site" && : >"$1.log" && : >"$1.said" || fail "$(dirname "$1") cannot be written: is it another user's?"
    [ -z "$kept" ] || echo "$kept" >"$1.site/federation.jws"
}
joined() { # HOUSE PORT OTHER OTHER_PORT
    run "$1" "$2" exchange card >"$1.card" 2>"$1.log" && run "$3" "$4" exchange join "$1.card" >/dev/null 2>>"$1.log" ||
        fail "$(tail -1 "$1.log" | sed 's/^stoa[^:]*: //')"
}
start() { # HOUSE PORT OPTIONS...
    house=$1 at=$2
    shift 2
    "$stoa" serve --site "$house.site" --data "$house" --public-url "http://localhost:$at" --dev \
        --listen "127.0.0.1:$at${v6:+,[::1]:$at}" "$@" >"$house.said" 2>"$house.log" &
    pids="$pids $!"
}
served() { # HOUSE PORT PID: waits until it is there
    while ! grep -q '^Stoa serves' "$1.said"; do
        kill -0 "$3" 2>/dev/null || {
            why=$(grep -v '^{' "$1.log" | tail -1 | sed 's/^stoa: //')
            case $why in
            *"address is in use"*) fail "port $2 is taken by another program: stop it, or take another port: make demo PORT=$((city_port + 1))" ;;
            *) fail "${why:-it did not start; $1.log says more}" ;;
            esac
        }
        sleep 0.05
    done
}
accounts() {
    awk '
    function text(s) { sub(/^[^:]*: */, "", s); sub(/^&[a-z]+ */, "", s); return s }
    function out() { if (mail) printf "    %-30s %-18s %s\n", mail, role ? role : "citizen", what; mail = role = what = "" }
    /^  - email:/ { out(); mail = text($0) }
    /^    password: *&/ { phrase = text($0) }
    /^    roles:/ { role = $0; sub(/.*role: */, "", role); sub(/[,} ].*/, "", role) }
    /^    what:/ { what = text($0) }
    END { out(); if (said) printf "\n  The password of all of them:  %s\n\n", phrase }' said="${2:-}" "$1"
}

mkdir -p "$(dirname "$data")" || fail "$(dirname "$data") cannot be written: is it another user's?"
[ -e "$data/stoa.db" ] && state="go on with what is in $data and $city" || state="are new, in $data and $city"
trap 'end; echo; echo "Stopped. The data stay in $data and $city."; exit 0' INT TERM HUP
copy "$data" sites/demo
copy "$city" sites/demo-city
joined "$data" "$port" "$city" "$city_port"
joined "$city" "$city_port" "$data" "$port"
run "$data" "$port" exchange publish-config >/dev/null 2>"$data.log" || fail "$(tail -1 "$data.log" | sed 's/^stoa[^:]*: //')"
start "$data" "$port"
start "$city" "$city_port" --exchange-nodes --exchange-rest 5s --exchange-config-every 5s
# shellcheck disable=SC2086
set -- $pids
served "$data" "$port" "$1"
served "$city" "$city_port" "$2"

echo
echo "  The demo state is at   http://localhost:$port   (Ctrl-C ends it)"
echo "  Its city is at         http://localhost:$city_port   (an installation of its own, which asks the state's registers)"
echo "  Their mail and letters http://localhost:$port/demo/mail and http://localhost:$city_port/demo/mail"
echo "  The databases $state; make demo-reset starts over. Logs: $data.log, $city.log"
echo
accounts sites/demo/data/accounts.yaml
echo
echo "  At the city:"
accounts sites/demo-city/data/accounts.yaml said
while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do
    sleep 1 &
    wait $!
done
fail "one of them ended by itself; $data.log and $city.log say why"
