#!/bin/bash
# feelin.sh FEEL_PEER NODE - the engine and npm's feelin decide the same: 1,000 facts each for a rule, a table and the lending example
# of the compatibility kit (tests/bench/feelin.mjs).
set -u
peer=$(realpath "${1:?feel_peer}") node=$(realpath "${2:?node}")
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d /tmp/stoa-feelin.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
lending=${CONFORMANCE_DIR:-../shared/conformance}/dmn-tck/compliance-level-3/0087-chapter-11-example/0087-chapter-11-example.dmn
[ -r "$lending" ] || lending=
"$peer" cases "$tmp" ${lending:+"$lending"} || exit 1
timeout -k 5 120 "$node" tests/bench/feelin.mjs "$tmp" 2>&1
