#!/bin/sh
# New services: new.sh STOA DOCS.  Services of every kind are made in copies of the sites, checked and played; wrong answers
# are refused and nothing is written.  The walk of the book for service designers is taken from the book.  The last line counts.
set -u
LC_ALL=C && export LC_ALL
stoa=$1 book=$2 sites=${3:-sites}
dir=$(mktemp -d "${TMPDIR:-/tmp}/stoa-new.XXXXXX")
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "new.sh: $1"; [ ! -f "$dir/out" ] || sed 's/^/    /' "$dir/out" | tail -15; }
expect() { words=$1; shift; if "$@" >"$dir/out" 2>&1 </dev/null && { [ -z "$words" ] || grep -qF -- "$words" "$dir/out"; }; then good; else bad "expected \"$words\": $*"; fi; }
refuse() { words=$1; shift; if "$@" >"$dir/out" 2>&1 </dev/null; then bad "went well: $*"; elif grep -qF -- "$words" "$dir/out"; then good; else bad "expected \"$words\": $*"; fi; }
# made SITE ID TALES: the folder is there, the check is silent, its tales pass
made() {
    [ -f "$1/services/$2/process.bpmn" ] && good || bad "$2 is not there"
    expect " 0 errors, $warnings warnings" "$stoa" check "$1"
    expect "$3 passed, 0 failed" "$stoa" check --tales "$1" "$1/services/$2"
}
cp -r "$sites/template" "$dir/small"
cp -r "$sites/demo" "$dir/large"
rm -rf "$dir"/large/services/*/tales
small=$dir/small large=$dir/large

# ---- the book's own walk ----
warnings=0
sed -n '/^# the walk/,/^```/p' "$book" | sed '/^```/d' >"$dir/walk.yaml"
expect "added to" "$stoa" new service "$small" --answers "$dir/walk.yaml" --grant=yes
made "$small" boat-mooring 2
expect "read: [name]" grep boat-mooring "$small/registers/person.yaml"
refuse 'the site has a service "boat-mooring"' "$stoa" new service "$small" --answers "$dir/walk.yaml"

# ---- every kind of question, an officer, a message; the register's line is only told ----
cat >"$dir/kinds.yaml" <<'END'
title: All kinds
summary: Every kind of question.
description: "**All** kinds."
who: Everybody.
keywords: [kinds]
office: town-hall
legal_basis: administration-act/1
purpose: general-administration
life_events: [asking]
categories: [general]
channels: [online, counter, paper]
fee: 12.50
fee_title: Examination
decides: officer
group: clerks
issues: message
granted_text: "Granted, {{ t }}."
appeal_office: town-hall
appeal_how: Write to the Town Hall.
appeal_clause: administration-act/1
questions:
  - { id: t, kind: text, label: "A \"text\" | a bar, please?", hint: Any. }
  - { id: l, kind: long-text, label: A long text? }
  - { id: n, kind: number, label: A number? }
  - { id: m, kind: money, label: An amount?, required: no }
  - { id: d, kind: date, label: A date?, register: person.birth_date }
  - { id: u, kind: time, label: A time? }
  - { id: y, kind: yes-no, label: Yes or no? }
  - { id: k, kind: tick, label: Tick it }
  - { id: c, kind: choice, label: Which?, options: [ { id: a, label: The first }, { id: b, label: The second } ] }
  - { id: s, kind: select, label: Which of these?, options: [ { id: a, label: One }, { id: b, label: Two } ] }
  - { id: v, kind: several, label: Which of them?, options: [ { id: a, label: Either }, { id: b, label: Or } ] }
  - { id: e, kind: email, label: Your mail? }
  - { id: p, kind: phone, label: Your number? }
  - { id: b, kind: iban, label: Your account? }
  - { id: w, kind: name, label: Your name?, register: person.name }
  - { id: a, kind: address, label: Your address? }
  - { id: x, kind: national-number, label: Your national number? }
  - { id: f, kind: file, label: A file? }
evidence:
  - { id: proof_of_all, title: Proof, description: From anywhere., required: yes }
  - { id: more_proof, title: More proof, required: no }
END
expect "to be added to" "$stoa" new service "$small" --answers "$dir/kinds.yaml" --id=all-kinds
refuse "may not read" "$stoa" check "$small"
sed -n 's/^  - { service: all-kinds/&/p' "$dir/out" >/dev/null
rm -r "$small/services/all-kinds"
expect "read: [birth_date, name]" "$stoa" new service "$small" --answers "$dir/kinds.yaml" --id=all-kinds --grant=yes
made "$small" all-kinds 2
expect "amount: 12.50" cat "$small/services/all-kinds/service.yaml"

# ---- two persons, with a document ----
grep -v '^decides\|^issues' "$dir/kinds.yaml" >"$dir/two.yaml"
expect "" "$stoa" new service "$small" --answers "$dir/two.yaml" --id=by-two --decides=two --second_group=clerks --grant=yes \
    --issues=document --document_title="A paper" --document_text="It says so."
made "$small" by-two 2
expect 'text" \| a bar' cat "$small/services/by-two/letters/"*.md

# ---- rules alone, by every type that tests read, with law and today; a fee by law ----
grep -v '^decides\|^group\|^fee:' "$dir/kinds.yaml" >"$dir/rules.yaml"
cat >>"$dir/rules.yaml" <<'END'
decides: automatic
fee: answer_days
conditions:
  - { question: n, test: ">= law.answer_days", clause: administration-act/1, passes: 10, fails: 9 }
  - { question: d, test: "<= today", clause: administration-act/1, passes: 2026-01-01, fails: 2027-01-01 }
  - { question: k, test: "true", clause: administration-act/1, passes: yes, fails: yes }
  - { question: c, test: '"a"', clause: administration-act/1, passes: a, fails: b }
  - { question: y, test: '"yes"', clause: administration-act/1, passes: yes, fails: "no" }
END
expect "" "$stoa" new service "$small" --answers "$dir/rules.yaml" --id=by-rules --grant=yes
made "$small" by-rules 2
expect "parameter: answer_days" cat "$small/services/by-rules/service.yaml"
expect "" "$stoa" new service "$small" --answers "$dir/rules.yaml" --id=by-rules-paper --grant=yes \
    --issues=document --document_title="A paper" --document_text="It says so."
made "$small" by-rules-paper 2

# ---- two complete languages, on the demo ----
cat >"$dir/lang.yaml" <<'END'
id: garden-plot
title: { en: Rent a garden plot, vi: Thuê mảnh vườn }
summary: { en: A plot for your vegetables., vi: Mảnh đất trồng rau cho bạn. }
who: { en: Everybody., vi: Mọi người. }
keywords: { en: [garden], vi: [vườn] }
office: city-hall
legal_basis: [civil-status-act/9]
purpose: contact
categories: [home]
decides: two
group: registrars
second_group: senior-registrars
issues: document
document_title: { en: Contract, vi: Hợp đồng }
document_text: { en: The plot is yours for a year., vi: Mảnh vườn là của bạn trong một năm. }
questions:
  - { id: size, kind: choice, label: { en: "How large?", vi: "Rộng bao nhiêu?" },
      options: [ { id: small, label: { en: Small, vi: Nhỏ } }, { id: large, label: { en: Large, vi: Lớn } } ] }
  - { id: since, kind: date, label: { en: From when?, vi: Từ khi nào? } }
  - { id: tools, kind: yes-no, label: { en: Do you have tools?, vi: Bạn có dụng cụ không? } }
evidence: [ { id: income, title: { en: Proof of income, vi: Giấy chứng minh thu nhập } } ]
END
"$stoa" check "$large" >"$dir/out"
warnings=$(sed -n 's/.* errors, \([0-9]*\) warnings$/\1/p' "$dir/out")
expect "" "$stoa" new service "$large" --answers "$dir/lang.yaml"
made "$large" garden-plot 2
expect "Thuê mảnh vườn" cat "$large/services/garden-plot/letters/granted.vi.md"
expect "Xem xét hồ sơ" cat "$large/services/garden-plot/words.vi.yaml"
grep -v '^decides\|group:' "$dir/lang.yaml" >"$dir/lang-rules.yaml"
expect "" "$stoa" new service "$large" --answers "$dir/lang-rules.yaml" --id=garden-rules --decides=automatic \
    --conditions='[{question: size, test: "\"small\"", clause: civil-status-act/9, passes: small, fails: large}]'
made "$large" garden-rules 2

# ---- wrong answers: told together, with what would be right, and nothing is written ----
refuse 'title: the text in "vi" is missing' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --title="Only English"
refuse 'there is no "nobody" to choose here; one of: appeals-board' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --office=nobody
refuse 'id: use small letters' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=Big
refuse 'nothing is called "colour" here' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --colour=red
refuse 'fee_title: this does not go with' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --fee_title=None
refuse 'retention: write a duration' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --retention="ten years"
refuse 'questions.1.id: "today" has a meaning' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one \
    --questions='[{id: today, kind: text, label: {en: a, vi: b}}]'
refuse 'no register' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one \
    --questions='[{id: q, kind: date, label: {en: a, vi: b}, register: person.name}]'
refuse 'may name today and law' "$stoa" new service "$large" --answers "$dir/lang-rules.yaml" --id=x-one --decides=automatic \
    --conditions='[{question: size, test: "= other", clause: civil-status-act/9, passes: small, fails: large}]'
refuse 'there is no parameter "nothing"' "$stoa" new service "$large" --answers "$dir/lang-rules.yaml" --id=x-one --decides=automatic \
    --conditions='[{question: size, test: "law.nothing", clause: civil-status-act/9, passes: small, fails: large}]'
refuse 'questions: name at least one' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --questions='[]'
refuse 'cannot be read' "$stoa" new service "$large" --answers "$dir/none.yaml"
refuse 'no site' "$stoa" new service "$dir"
refuse 'stoa new service [SITE]' "$stoa" new car
refuse 'title: thiếu lời bằng "vi"' "$stoa" new service "$large" --answers "$dir/lang.yaml" --id=x-one --title="Only English" --lang vi
refuse 'ở đây không có "" để chọn' env LC_ALL=vi_VN.UTF-8 "$stoa" new service "$large" --answers "$dir/lang.yaml" \
    --id=x-one --office=
expect "" test ! -e "$large/services/x-one" -a ! -e "$large/services/Big"
mkdir "$small/services/empty-one"
refuse 'nothing is overwritten' "$stoa" new service "$small" --answers "$dir/walk.yaml" --id=empty-one
expect "" test -z "$(ls -A "$small/services" | grep '^\.new')"
rmdir "$small/services/empty-one"

# ---- asked on the terminal: wrong lines are asked again; what was typed before the end is kept and gone on with ----
typed() { (cd "$dir" && "$stoa" new service "$small" --ask "$@") >"$dir/out" 2>&1; }
case $stoa in /*) ;; *) stoa=$PWD/$stoa ;; esac
printf '%s\n' "By hand" "Not An Id" by-hand "Asked and answered." "" "Everybody." "" hand town-hall general-administration \
    administration-act/1 "" nowhere general "" "" "" yes "First?" first text "" "" "" yes "Other?" "" colour |
    typed && bad "the input ended, and it went well"
grep -qF "use small letters" "$dir/out" && grep -qF 'there is no "nowhere"' "$dir/out" && good || bad "wrong lines are told"
grep -qF "is kept in new-service.answers.yaml" "$dir/out" && grep -q 'title' "$dir/new-service.answers.yaml" && good || bad "what was typed is kept"
grep -qF "Asked and answered." "$dir/new-service.answers.yaml" && grep -qF "First?" "$dir/new-service.answers.yaml" && good || bad "all of it is kept"
expect "" test ! -e "$small/services/by-hand"
# a second question; no file; an officer; a message; the rest as it is proposed
printf '%s\n' yes "Other?" "" number "" "" "" no no officer clerks message "" "" "" "" "" "" "" "" |
    typed --answers new-service.answers.yaml && good || bad "it goes on where it ended"
warnings=0
made "$small" by-hand 2
expect "" test ! -e "$dir/new-service.answers.yaml"
expect '"other"' cat "$small/services/by-hand/form.json"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
