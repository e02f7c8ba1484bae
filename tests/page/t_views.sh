#!/bin/sh
# mkview and mkwords say what is wrong and where.  t_views.sh MKVIEW MKWORDS
set -u
mkview=$1 mkwords=$2
tmp=$(mktemp -d /tmp/stoa-views.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0
mkdir "$tmp/icons" "$tmp/src"
echo '<svg class="stoa-icon"><path d="M0 0"></path></svg>' >"$tmp/icons/dot.svg"
cat >"$tmp/src/words.yaml" <<'YAML'
a.plain: Plain
a.named: Named {name}
a.counted: "{n, plural, one {# thing} other {# things}}"
a.dated: "By {day, date, long}"
YAML
"$mkwords" -o "$tmp" "$tmp/src/words.yaml" || { echo "mkwords does not accept good words"; exit 1; }

result() { # WHAT STATUS WANTED-STATUS WANTED-TEXT
    if [ "$2" = "$3" ] && { [ -z "$4" ] || grep -qF -- "$4" "$tmp/out"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1: status $2, expected $3 and: $4"
        sed 's/^/    /' "$tmp/out"
    fi
}

view() { # STATUS WANTED, view on stdin
    cat >"$tmp/v.html"
    rm -f "$tmp/v.h" "$tmp/v.c"
    (cd "$tmp" && "$mkview" -o "$tmp/v" -w words.tab -i icons -l -- v.html) >"$tmp/out" 2>&1
    result mkview $? "$1" "$2"
    [ "$1" = 0 ] || [ ! -e "$tmp/v.c" ] || { failed=$((failed + 1)); echo "mkview wrote C in spite of: $2"; }
}

# refuse BODY WANTED: a view with fields of each type whose second line is BODY
refuse() {
    { echo '<!-- view x: s str, n int, b bool, d day, o day?, u url, h html, f field, l list of str, r list of row {a str, k int} -->'
      printf '%s\n' "$1"; } >"$tmp/body"
    view 1 "v.html:2: error: $2" <"$tmp/body"
}
accept() {
    { echo '<!-- view x: s str, n int, b bool, d day, o day?, u url, h html, f field, l list of str, r list of row {a str, k int} -->'
      printf '%s\n' "$1"; } >"$tmp/body"
    view 0 '' <"$tmp/body"
}

# people
refuse '<p>Hello</p>' '"Hello" is text for people'
refuse '<p title="Hello"></p>' '"Hello" is text for people'
refuse '<input type="text" name="a">' '<input> has no label'
refuse '<input type="text" id="a" name="a"><label for="b">{s}</label>' 'there is no <label for="a">'
refuse '<select id="q" name="q"></select>' 'there is no <label for="q">'
refuse '<textarea name="q"></textarea>' '<textarea> has no label'
refuse '<img src="{u}">' '<img> has no alt'
refuse '<h2>{s}</h2><h4>{s}</h4>' 'h4 follows h2: a heading level is skipped'
refuse '<button type="submit"></button>' '<button> has no text'
refuse '<a href="{u}"> </a>' '<a> has no text'
refuse '<h2></h2>' '<h2> has no text'
refuse '<table><tr><td>{s}</td></tr></table>' '<table> has no <caption>'
refuse '<th>{s}</th>' '<th> has no scope'
refuse '<a href="{u}" hreflang="vi">{s}</a>' 'a link with hreflang wants lang too'

# safety
refuse '<p style="color:red">{s}</p>' 'the attribute style is not allowed'
refuse '<p onclick="x()">{s}</p>' 'the attribute onclick is not allowed'
refuse '<script></script>' '<script> is not allowed in a view'
refuse '<style></style>' '<style> is not allowed in a view'
refuse '<iframe src="{u}"></iframe>' 'the element <iframe> is unknown or not allowed'
refuse '<a href="{s}">{s}</a>' 'an address is one {url}'
refuse '<a href="javascript:{s}">{s}</a>' 'the address "javascript:{s}" must begin with'
refuse '<a href="//example.org/{s}">{s}</a>' 'the address "//example.org/{s}" must begin'
refuse '<a href="/x/{u}">{s}</a>' 'u, a url, cannot be shown in an address'
refuse '<p title="{h}">{s}</p>' 'h, a html, cannot be shown in an attribute'
refuse '<p>{u}</p>' 'u, a url, cannot be shown in text'
refuse '<a target="_blank" href="{u}">{s}</a>' 'target="_blank" wants rel="noopener"'
refuse '<form action="/x"><button>{s}</button></form>' '<form> wants method="get" or method="post"'

# HTML
refuse '<p>{s}' 'p is not closed'
refuse '<p>{s}</div>' '</div> closes nothing; <p of line 2 is open'
refuse '<p id="a"></p><p id="a"></p>' 'the id "a" stands twice'
refuse '{#each l as x}<p id="a">{x}</p>{/each}' 'the id "a" would stand several times'
refuse '<p class=a>{s}</p>' 'the value of class wants double quotes'
refuse '<p class="a" class="b">{s}</p>' 'the attribute class stands twice'
refuse '<p klass="a">{s}</p>' 'the attribute klass is unknown'
refuse '<blink>{s}</blink>' 'the element <blink> is unknown'

# holes
refuse '<p>{nothing}</p>' 'nothing is no field of the view x'
refuse '<p>{r}</p>' 'r, a list of record, cannot be shown in text'
refuse '{#each r as y}{y.z}{/each}' 'y.z: there is no field z'
refuse '{#each s as y}{y}{/each}' 's is no list'
refuse '{#if d}<p>{s}</p>{/if}' 'v->d is always there'
refuse '{#if n is "a"}{s}{/if}' '"is" compares a str'
refuse '{#if b}<p>{/if}</p>' '{/if} without its beginning; <p> is open'
refuse '{#if b and n or b}{s}{/if}' 'join conditions by'
refuse '<p>{s}' 'p is not closed'
refuse '<p>{s</p>' 'a hole is not closed'
refuse '<p>}</p>' 'a lone'
refuse '<p>{@n}</p>' '@n is unknown here'
refuse '<p>{icon:nothing}</p>' 'there is no icon nothing'
refuse '{>nothing}' 'there is no view nothing'

# words
refuse '<p>{t:a.nothing}</p>' 'the word a.nothing is in no words.yaml'
refuse '<p>{t:a.named}</p>' 'the word a.named wants 1 arguments, not 0'
refuse '<p>{t:a.named nam=s}</p>' 'the word a.named has no argument nam'
refuse '<p>{t:a.counted n=s}</p>' 'the word a.counted wants a number, not s'
refuse '<p>{t:a.dated day=n}</p>' 'the word a.dated wants a date, not n'

# what is good
accept '<p>{t:a.named name=s} {t:a.counted n=n} {t:a.counted n=3} {t:a.dated day=d}</p>'
accept '<p class="a{#if b} b{/if}" hidden?="{b}" title?="{s}" aria-current?="{b}page">{#if o}{o}{else}{d}{/if}</p>'
accept '<a href="/x/{s}/{n}?a={s}#b">{s}</a><a href="{u}">{s}</a><a href="tel:{s}">{s}</a>'
accept '<ul>{#each r as y}<li id="r-{@n}">{y.a} {y.k}{#if not @last}; {/if}</li>{else}<li>{t:a.plain}</li>{/each}</ul>'
accept '<p translate="no">as it is &amp; {{so}}</p>{h}{f}{icon:dot}<code>x</code>'
accept '{#if s is "a" or s is not "b"}{s}{else if b}{n}{/if}'
accept '<label>{s}<input name="a"></label><form method="post" action="/x"><button>{s}</button></form>'

# heads
view 1 'v.html:1: error: the type rows is unknown' <<'V'
<!-- view x: a list of rows -->
<p>{t:a.plain}</p>
V
view 1 'v.html:1: error: the field a is declared twice' <<'V'
<!-- view x: a str, a int -->
V
view 1 'v.html:1: error: the head of the view is not understood' <<'V'
<!-- view x: a str; b str -->
V
view 1 'a page begins with <title>' <<'V'
<!-- page x: a str -->
<h1>{a}</h1>
V
view 1 'the page x has 2 h1' <<'V'
<!-- page x: a str -->
<title>{a}</title>
<h1>{a}</h1>
<h1>{a}</h1>
V
view 1 'v.html:5: error: h3 follows h1' <<'V'
<!-- page x: a str -->
<title>{a}</title>
<h1>{a}</h1>
<!-- view part: a str -->
<h3>{a}</h3>
<!-- page y: a str -->
<title>{a}</title>
<h1>{a}</h1>
{>part a=a}
V
view 1 'the view part wants a' <<'V'
<!-- view part: a str -->
<p>{a}</p>
<!-- view y: a str -->
{>part}
V
view 1 'n wants a int, which a is not' <<'V'
<!-- view part: n int -->
<p>{n}</p>
<!-- view y: a str -->
{>part n=a}
V

words() { # STATUS WANTED, words on stdin
    cat >"$tmp/src/words.yaml"
    "$mkwords" -o "$tmp" "$tmp/src/words.yaml" ${3:+"$3"} >"$tmp/out" 2>&1
    result mkwords $? "$1" "$2"
}
words 1 'words.yaml:1: error: "A b": keys are' <<'Y'
A b: x
Y
words 1 'declared twice' <<'Y'
a.b: x
a-b: y
Y
words 1 'lacks the choice "other"' <<'Y'
a: "{n, plural, one {x}}"
Y
words 1 'which is no argument' <<'Y'
a:
  args: {n: number}
  text: "{m}"
Y
words 1 'but it is a text' <<'Y'
a:
  args: {n: text}
  text: "{n, plural, other {x}}"
Y
words 1 "has a '{' that is not closed" <<'Y'
a: "{n"
Y
words 1 'types are text, number' <<'Y'
a:
  args: {n: int}
  text: "{n}"
Y
printf 'a: "Xin chào {ten}"\nb: x\n' >"$tmp/src/words.vi.yaml"
words 0 'warning: a uses {ten}' "$tmp/src/words.vi.yaml" <<'Y'
a: Hello {name}
Y
result mkwords 0 0 'warning: b is no key'

echo "views: $passed passed, $failed failed"
[ "$failed" = 0 ]
