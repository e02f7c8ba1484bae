#!/usr/bin/env python3
"""The canonical form of values, written a second time: RFC 8785's key order and escapes, numbers as JSON strings in
normal form.  `canonical.py FILE` checks the vectors of FILE; `canonical.py --write FILE` makes them."""
import json
import sys
from decimal import Context, Decimal, ROUND_HALF_EVEN
from hashlib import sha256

DECIMAL128 = Context(prec=34, Emax=6144, Emin=-6143, clamp=1, rounding=ROUND_HALF_EVEN)

INPUTS = [
    ("plain", '{"b":1,"a":"x"}'),
    ("nested, order kept in lists", '{"z":[3,{"d":null,"c":true}],"a":{}}'),
    ("numbers are strings in normal form", '[1.50,1E3,-0,-0.00,0.0001,1e-7,100,12345678901234567890.5]'),
    ("thirty-four digits, half to even", '[1234567890123456789012345678901234.5,1234567890123456789012345678901235.5]'),
    ("large and small", '[1E40,1.5E-40,9223372036854775808,-9223372036854775808]'),
    ("escapes", '"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\\\/\\u007f"'),
    ("no escape for letters", '"\\u00e9\\u0111\\u20ac\\ud83d\\ude00"'),
    ("keys by UTF-16 code unit", '{"\\ue000":1,"\\ud83d\\ude00":2,"\\u00e9":3,"z":4,"":5,"\\ufb33":6,"\\ud7ff":7}'),
    ("the example of RFC 8785, 3.2.3", '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With '
     'Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With '
     'Diaeresis"}'),
    ("prefix sorts first", '{"ab":1,"a":2,"abc":3}'),
    ("empty", '[[],{},""]'),
    ("scalars", '[true,false,null]'),
    ("a string that looks like a number", '["1","1.0",1.0]'),
    ("not normalized: two forms stay two", '["\\u00e9","e\\u0301"]'),
    ("a birth", '{"child":{"given":["Mai"],"born":"2026-03-02","weight":3.250},"parents":[{"id":"100-1"},{"id":"100-2"}]}'),
    ("separators of lines stay", '"\\u2028\\u2029"'),
]


def number(d):
    d = DECIMAL128.plus(d)
    return format(d.normalize(DECIMAL128), "f") if d else "0"


def string(s):
    out = ['"']
    for c in s:
        short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}.get(c)
        out.append(short or ("\\u%04x" % ord(c) if ord(c) < 32 else c))
    return "".join(out) + '"'


def canonical(v):
    if v is None or isinstance(v, bool):
        return json.dumps(v)
    if isinstance(v, Decimal):
        return '"' + number(v) + '"'
    if isinstance(v, str):
        return string(v)
    if isinstance(v, list):
        return "[" + ",".join(map(canonical, v)) + "]"
    keys = sorted(v, key=lambda k: k.encode("utf-16-be"))
    return "{" + ",".join(string(k) + ":" + canonical(v[k]) for k in keys) + "}"


def of(text):
    return canonical(json.loads(text, parse_int=Decimal, parse_float=Decimal))


def main():
    if sys.argv[1] == "--write":
        rows = [{"name": n, "json": j, "canonical": of(j), "sha256": sha256(of(j).encode()).hexdigest()} for n, j in INPUTS]
        with open(sys.argv[2], "w", encoding="utf-8") as f:
            json.dump(rows, f, ensure_ascii=True, indent=1)
            f.write("\n")
        return 0
    bad = 0
    for row in json.load(open(sys.argv[1], encoding="utf-8")):
        c = of(row["json"])
        if c != row["canonical"] or sha256(c.encode()).hexdigest() != row["sha256"]:
            print("differs:", row["name"], c)
            bad += 1
    return bad > 0


sys.exit(main())
