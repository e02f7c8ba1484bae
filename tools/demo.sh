#!/bin/sh
# demo.sh STOA DATA PORT - serves sites/demo until Ctrl-C and says where, who may sign in, and where mail is read.
set -u
stoa=$1 data=$2 port=$3
log=$data.log said=$data.said
fail() { echo "make demo: $1" >&2; exit 1; }

mkdir -p "$(dirname "$data")" && : >"$log" && : >"$said" || fail "$(dirname "$data") cannot be written: is it another user's?"
[ -d "$data" ] && [ ! -x "$data" ] && fail "$data belongs to another user: start as that one, or make demo-reset"
[ -e "$data/stoa.db" ] && state="goes on with what is in $data" || state="is new, in $data"

listen=127.0.0.1:$port
[ -s /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 && listen="$listen,[::1]:$port"
"$stoa" serve --site sites/demo --data "$data" --listen "$listen" --public-url "http://localhost:$port" --dev \
    >"$said" 2>"$log" &
pid=$!
trap 'kill -TERM $pid 2>/dev/null; wait $pid; rm -f "$said"; echo; echo "Stopped. The data stay in $data."; exit 0' INT TERM HUP
while ! grep -q '^Stoa serves' "$said"; do
    kill -0 $pid 2>/dev/null || {
        rm -f "$said"
        why=$(grep -v '^{' "$log" | tail -1 | sed 's/^stoa: //')
        case $why in
        *"address is in use"*) fail "port $port is taken by another program: stop it, or take another port: make demo PORT=$((port + 1))" ;;
        *) fail "${why:-it did not start; $log says more}" ;;
        esac
    }
    sleep 0.05
done

echo
echo "  The demo state is at   http://localhost:$port   (Ctrl-C ends it)"
echo "  Its mail and letters   http://localhost:$port/demo/mail"
echo "  The database $state; make demo-reset starts over. Log: $log"
echo
awk '
function text(s) { sub(/^[^:]*: */, "", s); sub(/^&[a-z]+ */, "", s); return s }
function out() { if (mail) printf "    %-30s %-18s %s\n", mail, role ? role : "citizen", what; mail = role = what = "" }
/^  - email:/ { out(); mail = text($0) }
/^    password: *&/ { phrase = text($0) }
/^    roles:/ { role = $0; sub(/.*role: */, "", role); sub(/[,} ].*/, "", role) }
/^    what:/ { what = text($0) }
/^[^ ]/ && !/^accounts/ { out() }
END { out(); printf "\n  The password of all of them:  %s\n\n", phrase }' sites/demo/data/accounts.yaml
wait $pid
status=$?
rm -f "$said"
[ $status = 0 ] || fail "it ended by itself; $log says why"
