#!/bin/bash
# run.sh [STAGE...] - all stages of `make test`, or those named, one after another.  Joined by + they run beside each other, and
# each of these may be several, joined by a comma, one after another.  A stage prints its own summary and its processor
# time; its whole output is in build/test/STAGE.log.  The last line is "N passed, N failed, N skipped" over all;
# the exit status is 1 where something failed.
set -u
cd "$(dirname "$0")/.." || exit 1
B=${TEST_B:-build}
unset MAKEFLAGS MFLAGS MAKELEVEL
cores=$(nproc)
logs=$B/test
mkdir -p "$logs"
passed=0 failed=0 skipped=0 started=$SECONDS
exec </dev/null

# stage NAME SECONDS COMMAND... - runs the command for so long at most; counts what its lines "N passed, N failed, N skipped" say.
stage() {
    local name=$1 most=$2 log=$logs/$1.log at=$SECONDS status p f s cpu
    shift 2
    python3 tests/cpu.py "$log.cpu" timeout -k 10 "$most" "$@" >"$log" 2>&1
    status=$?
    read -r cpu <"$log.cpu" || cpu=0
    rm -f "$log.cpu"
    read -r p f s < <(awk '
        match($0, /[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/) {
            split(substr($0, RSTART), w, /[^0-9]+/); p += w[1]; f += w[2]; s += w[3]
        } END { print p + 0, f + 0, s + 0 }' "$log")
    if [ $status = 124 ] || [ $status = 137 ]; then echo "took more than $most s" >>"$log"; fi
    if [ $status != 0 ] && [ "$f" = 0 ]; then f=1
    elif [ $status = 0 ] && [ $((p + f + s)) = 0 ]; then p=1
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    printf '%-12s %5d passed %4d failed %4d skipped  %4d s, %4d of a processor\n' "$name" "$p" "$f" "$s" $((SECONDS - at)) "$cpu"
    [ "$f" = 0 ] || grep -E 'FAILED|[Ee]rror:|not verified|took more than|^ *[^ ]+:[0-9]+: |passed, [1-9][0-9]* failed|\*\*\*' "$log" |
        grep -v 'warning: ' | tail -n 25 | cut -c1-300 | sed 's/^/    /'
    [ "$s" = 0 ] || grep -E '^ *skipped: ' "$log" | sort | uniq -c | sed 's/^/    /'
}

in_turn() {
    local s
    for s in ${1//,/ }; do
        if declare -F "stage_$s" >/dev/null; then "stage_$s"; else echo "there is no stage $s" >&2; failed=$((failed + 1)); fi
    done
}

# beside STAGE... - each in a shell of its own; what they said is printed in their order, and what they counted is added.
beside() {
    local s p f k
    for s; do
        { passed=0 failed=0 skipped=0; in_turn "$s"; echo "$passed $failed $skipped" >"$logs/$s.sum"; } >"$logs/$s.said" 2>&1 &
    done
    wait
    for s; do
        cat "$logs/$s.said"
        if read -r p f k <"$logs/$s.sum"; then
            passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + k))
        else
            failed=$((failed + 1))
        fi
        rm -f "$logs/$s.said" "$logs/$s.sum"
    done
}

has() { make B="$B" -n "$1" >/dev/null 2>&1; }

stage_build()  { stage build 900 make B="$B" -k -j"$cores" all; }
stage_lint()   { stage lint 120 make B="$B" lint; }
stage_unit()   {
    make B="$B" -k -j"$cores" unit-programs >"$logs/unit-build.log" 2>&1
    stage unit 900 make B="$B" -k unit
}
stage_san-tales() { ! has tales || LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp stage san-tales 1800 make SAN=1 B="$B/san" tales TALE_FAULTS=800; }
# Served, attacked and browsed under the sanitizers; leaks are looked for by the tales, where the program ends by itself.
stage_san-attack() { ASAN_OPTIONS=detect_leaks=0 stage san-attack 1200 make SAN=1 B="$B/san" attack ATTACK="people forms money partner programs rules door studio archives stage"; }
stage_san-browser() { PICTURES=no ASAN_OPTIONS=detect_leaks=0 stage san-browser 1200 make SAN=1 B="$B/san" browser JOURNEY="desk birth forms studio work"; }
stage_san-build() { stage san-build 900 make SAN=1 B="$B/san" -k -j"$cores" "$B/san/stoa" unit-programs; }
stage_san()    { stage san 1500 make SAN=1 B="$B/san" -k unit; }
stage_second() { stage second 120 python3 tests/value/canonical.py tests/value/canonical.json; }
# The words of both languages: terms, marks, quotation marks, what is no word of the language.
stage_tongues() { stage tongues 60 python3 tests/tongues.py; }
# The law of the service uk-tax-and-benefits computed a second time, against its examples and its rules.
stage_law()    { stage law 120 python3 tests/law/uk_2024.py "$B/stoa" sites/demo; }
stage_data()   { has data-same && stage data 120 make B="$B" data-same; }
stage_sql()    { stage sql 180 make B="$B" sql-postgres; }
stage_tales()  { ! has tales || stage tales 1500 make B="$B" tales; }
stage_tales-postgres() { ! has tales-postgres || stage tales-postgres 1500 make B="$B" tales-postgres; }
# Nobody looks at the pictures of a test run; `make browser` takes them.
stage_browser(){ PICTURES=no stage browser 2400 make B="$B" browser; }
stage_commands() { stage commands 600 make B="$B" commands; }
stage_new()    { stage new 600 make B="$B" new-services; }
stage_demo()   { stage demo 300 tests/demo_test.sh "$B/stoa"; }
stage_attack() { stage attack 600 make B="$B" attack; }
stage_peers()  { stage peers 600 make B="$B" peers; }
stage_log()    { stage log 600 python3 tests/verify_test.py "$B/stoa" sites/demo; stage ca 300 python3 tests/ca_test.py "$B/stoa" sites/demo
                 stage archive 300 python3 tests/archive_test.py "$B/stoa" sites/demo; }
stage_look()   { stage look 600 make B="$B" look; }
stage_fuzz()   { stage fuzz 900 make B="$B" -j"$cores" fuzz-ci FUZZ_SECONDS="${FUZZ_SECONDS:-60}" FUZZ_SEED="${FUZZ_SEED:-1}"; }
stage_bare()   { stage bare 600 make B="$B" test-bare; }

# Beside each other stand stages of which one waits (for the network, a disk, a clock) or has one thread while another computes.
all="build unit+lint,second,tongues,data,law,sql tales,attack,demo+tales-postgres,look,log,new,commands browser
     san-build+peers san-tales+san,san-attack,fuzz,bare san-browser"
for s in ${*:-$all}; do
    case $s in
    *+*) beside ${s//+/ } ;;
    *) in_turn "$s" ;;
    esac
done
printf 'all in %d s; the output of each stage is in %s\n' $((SECONDS - started)) "$logs"
printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed = 0 ]
