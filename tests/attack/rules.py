"""What anybody may type where rules are tried: expressions that want all of the machine get an answer, and nobody else waits."""
import re, threading, time, urllib.parse
from house import Browser

AT = '/services/birth-registration/rules/child_citizenship'
LONG = 'string join(for i in 1..1000 return "%s")' % ('a' * 500)
EXPRESSIONS = [
    'for i in 1..1400 return matches("aaaaaaaaaaaaaaaaaaaaac", "(a+)+b")', 'matches(%s, "(a|aa)+$b")' % LONG,
    'string length(replace(%s, "(.+)", string join(for i in 1..400 return "%s")))' % (LONG, '$1' * 250),
    'replace(%s, "a{1,1000}{1,1000}{1,1000}", "b")' % LONG, 'for i in 1..1000, j in 1..1000, k in 1..1000 return i',
    'sum(for i in 1..100000 return exp(i))', '1.0000000001 ** 9999999999', '10 ** 6144 * 10', '0.1 ** 6176 / 3',
    '(' * 900 + '1' + ')' * 900, '[' * 900 + ']' * 900, '{"a":' * 300 + '1' + '}' * 300, '-' * 1900 + '1', 'if ' * 600,
    '{f: function(n) f(n + 1), r: f(1)}.r', 'sort(for i in 1..50000 return -i, function(x, y) x < y)', '"' + '\\u0000' * 300 + '"',
    '@"9999999999999-01-01" + @"P999999999Y"', 'date(9999, 12, 31) + @"P99999999D"', 'last(1..99999999999999999999)',
]


def try_it(house, text):
    return Browser(house).get(AT + '?' + urllib.parse.urlencode({'entry': text[:2000]}))


def run(house, count):
    page = Browser(house).get(AT)
    count.hold('an expression can be typed', 'name="entry"' in page.text)
    for text in EXPRESSIONS:
        a = try_it(house, text)
        count.hold('%r gets an answer' % text[:50], a.status in (200, 422), a.status)
    threads = [threading.Thread(target=try_it, args=(house, EXPRESSIONS[i % 4])) for i in range(24)]
    for t in threads:
        t.start()
    a = Browser(house).get('/offices')
    count.hold('others are served meanwhile', a.status == 200, a.status)
    for t in threads:
        t.join()
    for name, value in (('entry', 'x' * 20000), ('today', '9' * 400), ('today-year', '-1'), ('entry', '\x00'), ('<script>', 'x')):
        a = Browser(house).get(AT + '?' + urllib.parse.urlencode({name: value}))
        count.hold('%s=%r is answered' % (name, value[:10]), a.status in (200, 400, 414, 422, 431), a.status)
        count.hold('and shown as text', '<script>x' not in a.text)
    for rule in ('x.dmn', '..%2f..%2fsite.yaml.dmn', 'rules', '%00'):
        a = Browser(house).get('/services/birth-registration/rules/' + rule)
        count.hold('there is no rule %s' % rule, a.status in (400, 404), a.status)
