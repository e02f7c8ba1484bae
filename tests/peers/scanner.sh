#!/bin/bash
# scanner.sh STOA - files that people hand in against a virus scanner: a small one of ours that also misbehaves (scanner.py), then
# clamd itself with one signature of our own, where it is installed (apt-get install clamav-daemon).
set -u
stoa=$(realpath "${1:?the program}")
cd "$(dirname "$0")/../.." || exit 1
timeout -k 5 200 python3 tests/peers/scanner.py "$stoa" || failed=1
clamd=$(PATH=$PATH:/usr/sbin command -v clamd) ||
    { echo "skipped: files by ClamAV: clamd is not installed"; echo "0 passed, 0 failed, 1 skipped"; exit "${failed:-0}"; }
dir=$(mktemp -d)
trap 'kill "$scanner" 2>/dev/null; rm -rf "$dir"' EXIT
mkdir "$dir/db" && chmod 755 "$dir" "$dir/db"
# The EICAR test text in hexadecimal, wherever in a file it stands: a hand-made extended signature.
text=$(printf '%s%s%s' 'X5O!P%@AP[4\PZX54(P^)7CC)7}$' 'EICAR-STANDARD-ANTIVIRUS' '-TEST-FILE!$H+H*')
printf 'Stoa.Test.Eicar:0:*:%s\n' "$(printf %s "$text" | od -An -tx1 | tr -d ' \n')" >"$dir/db/own.ndb"
printf '%s\n' "DatabaseDirectory $dir/db" "LocalSocket $dir/clamd.ctl" "Foreground yes" "LogFile $dir/log" \
    "PidFile $dir/pid" "TemporaryDirectory $dir" "FixStaleSocket yes" "OfficialDatabaseOnly no" >"$dir/conf"
"$clamd" --config-file="$dir/conf" >"$dir/out" 2>&1 &
scanner=$!
for _ in $(seq 100); do [ -S "$dir/clamd.ctl" ] && break; sleep 0.2; done
[ -S "$dir/clamd.ctl" ] || { cat "$dir/out" "$dir/log"; echo "FAILED: clamd does not start"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
timeout -k 5 90 python3 tests/peers/scanner.py "$stoa" "unix:$dir/clamd.ctl" || failed=1
exit "${failed:-0}"
