#!/usr/bin/env python3
"""A register's declaration gets another shape while a server runs: what would break entries is not published and says why; what is published
reads, finds and changes every entry in the new shape at once, on earlier days too, and the jobs bring them to it.

  declared_test.py BUILD       needs BUILD/stoa and a free port on the loopback; Python's standard library
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "bench"))
import house  # noqa: E402

passed, failed = 0, 0
PLATE = "SR-9001"


def check(what, ok, detail=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAILED: {what} {detail}", flush=True)


def ask(base, method, path, sent, key=None):
    headers = {"content-type": "application/json", "accept": "application/json", "information-mediator-client": "demo/GOV/1/tests",
               "authorization": "Bearer motor-registry.every-wheel-is-written-down"}
    if key:
        headers["idempotency-key"] = key
    r = urllib.request.Request(f"{base}/govstack/registries/data/vehicle/latest/{path}", json.dumps(sent).encode(), headers, method=method)
    try:
        with urllib.request.urlopen(r, timeout=60) as a:
            return a.status, json.load(a)
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode(errors="replace")


def read(base, **by):
    status, said = ask(base, "POST", "read", {"query": {"content": by}})
    return said["content"] if status == 200 and isinstance(said, dict) else (status, said)


def written(base, key, content):
    return ask(base, "POST", "create", {"write": {"content": content}}, key)


def row(data, sql):
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    n = db.execute(sql).fetchone()
    db.close()
    return n


class Trial:
    def __init__(self, build, folder):
        self.site = os.path.join(folder, "site")
        shutil.copytree(house.SITE, self.site)
        self.stoa = os.path.join(build, "stoa")
        self.path = os.path.join(self.site, "registers/vehicle.yaml")
        with open(self.path, encoding="utf-8") as f:
            self.first = re.sub(r"(?m)^extract:\n(?:  .*\n)+", "", f.read())  # it names fields that go
        self.declare()
        self.house = house.House(build, os.path.join(folder, "data"), site=self.site)
        self.house.wait()

    def declare(self, *changes, base=None):
        """The declaration as it was at first with these texts put for others."""
        text = base or self.first
        for was, now in changes:
            if was not in text:
                raise SystemExit(f"{was!r} is not in the declaration")
            text = text.replace(was, now)
        with open(self.path, "w", encoding="utf-8") as f:
            f.write(text)
        return text

    def publish(self, *more):
        """Exit status and everything said; waits until the server serves it."""
        before = self.generation()
        p = subprocess.run([self.stoa, "publish", "--site", self.site, "--data", self.house.data, *more],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        end = time.monotonic() + 60
        while p.returncode == 0 and "--try" not in more and self.generation() == before and time.monotonic() < end:
            time.sleep(0.05)
        return p.returncode, p.stdout

    def generation(self):
        return row(self.house.data, "SELECT value FROM house WHERE name = 'published'")

    def brought(self, version):
        """Waits until the jobs have brought every entry to the version."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            got = row(self.house.data, "SELECT version, ended, changed, troubled FROM registry_declared WHERE registry = 'vehicle'")
            if got and got[0] == version and got[1]:
                return got[2:]
            time.sleep(0.1)
        return None


SECOND = (
    ("key: plate\n", """key: number
version: 2
migrate:
  - to: 2
    why: { en: Vehicle rules 2026, vi: Quy định xe 2026 }
    steps:
      - { rename: make, as: model }
      - { rename: plate, as: number }
      - { give: seats, value: 'if kind = "bus" then 50 else 5' }
      - { map: energy, values: { hydrogen: electric } }
      - { drop: insured }
"""),
    ("  plate: {", "  number: {"),
    ("  make: {", "  seats: { type: number, label: { en: Seats, vi: Số chỗ ngồi }, sensitivity: personal, required: true }\n  model: {"),
    ("      hydrogen: { en: hydrogen, vi: pin nhiên liệu }\n", ""),
    ("  insured: { type: date, label: { en: Insured until, vi: Bảo hiểm đến ngày }, sensitivity: personal, history: true }\n", ""),
    ("search: [plate,", "search: [number,"),
    ("display: [plate]", "display: [number]"),
)


def refused(t):
    """What would break entries is told with register, field and what would be right, and changes nothing."""
    served = t.generation()
    t.declare(("  make: {", "  model: {"))
    status, said = t.publish()
    check("a field that went is not published without a version", status == 1 and "register vehicle: make is gone" in said and "migrate" in said, said)
    t.declare(("      hydrogen: { en: hydrogen, vi: pin nhiên liệu }\n", ""))
    status, said = t.publish()
    check("nor are fewer codes", status == 1 and "energy takes fewer codes" in said, said)
    t.declare(("sensitivity: personal", "sensitivity: public"), ("company: { type: reference", "company: { type: string"), ("refers: organisation, ", ""),
              ("keeper: { type: reference", "keeper: { type: string"), ("refers: person, ", ""))
    status, said = t.publish()
    check("nor what was sealed as open", status == 1 and "sealed" in said, said)
    t.declare(*[(w, n.replace("'if kind = \"bus\" then 50 else 5'", "'if kind = \"bus\" then 50 else null'")) for w, n in SECOND])
    status, said = t.publish("--try")
    n = re.search(r"seats is required and not there: (\d+), the first is \d+", said)
    check("entries that would lack a required value are counted", status == 1 and n and int(n[1]) > 10, said)
    t.declare(*[(w, n.replace("- { drop: insured }", "- { drop: insured }\n      - { convert: first, value: 'date(\"none\")' }")) for w, n in SECOND])
    status, said = t.publish()
    check("what cannot be converted is counted", status == 1 and "first cannot be converted: 6" in said, said)
    t.declare(*[(w, n.replace("      - { drop: insured }\n", "")) for w, n in SECOND])
    status, said = t.publish()
    check("a value that is left without a field is no loss in silence", status == 1 and "insured is gone" in said, said)
    check("nothing of it is served", t.generation() == served)


def second(t):
    base = t.house.base
    check("entries are there", written(base, "d-1", {"plate": PLATE, "vin": "XALZ0000000000001", "kind": "bus", "make": "Alva Bus", "energy": "hydrogen",
                                                    "keeper": "610443176079", "first": "2020-05-01", "insured": "2027-01-01"})[0] == 200)
    status, said = ask(base, "PUT", "update", {"query": {"content": {"plate": PLATE}}, "write": {"content": {"make": "Alva Bus II"}}}, "d-2")
    check("and have versions", status == 200, said)
    t.declare(*SECOND)
    status, said = t.publish("--try")
    check("a trial says what it tried", status == 0 and re.search(r"version 2: (\d+) entries tried in \d+ ms, \1 of them in an earlier shape", said), said)
    check("and publishes nothing", read(base, plate=PLATE).get("make") == "Alva Bus II")
    status, said = t.publish()
    check("it is published", status == 0, said)
    end = time.monotonic() + 30
    while time.monotonic() < end and "model" not in read(base, number=PLATE):
        time.sleep(0.05)
    want = {"number": PLATE, "vin": "XALZ0000000000001", "kind": "bus", "model": "Alva Bus II", "energy": "electric", "keeper": "610443176079",
            "first": "2020-05-01", "seats": 50}
    check("an entry is read in the new shape by its renamed key", read(base, number=PLATE) == want, read(base, number=PLATE))
    check("and by another field", read(base, vin="XALZ0000000000001") == want)
    check("its old name is none any more", not isinstance(read(base, plate=PLATE), dict))
    done = t.brought(2)
    check("the jobs bring every entry to it", done and done[0] > 60 and done[1] == 0, done)
    check("what is read stays the same", read(base, number=PLATE) == want)
    check("the key of an old entry is still taken", written(base, "d-3", {**want, "vin": "XALZ0000000000002"})[0] != 200)
    status, said = ask(base, "PUT", "update", {"query": {"content": {"number": PLATE}}, "write": {"content": {"seats": 48}}}, "d-4")
    check("and it can be changed", status == 200 and read(base, number=PLATE)["seats"] == 48, said)
    n = row(t.house.data, "SELECT count(*) FROM event WHERE type = 'register.declared'")[0]
    check("it stands in the log", n >= 1, n)


def earlier(t):
    """An officer sees the entry as it was, in the new shape, and with its history."""
    b = house.Browser(t.house.base)
    b.sign_in("kim@saren.example.org")
    asked = {"where": "vehicle licensing", "key": PLATE, "reason": "Supervision."}
    b.post("/desk/entries", asked)
    check("the page of the entry has its fields", "Alva Bus II" in b.page and "Seats" in b.page and "48" in b.page, re.findall(r'<h1.*?</h1>|<p class="govuk-body.*?</p>', b.page, re.S))
    b.post("/desk/entries", {**asked, "key": "SR-1000"})
    check("and what a value rests on that was given to it", "Vehicle rules 2026" in b.page, re.findall(r"<td.*?</td>", b.page, re.S))
    today = time.strftime("%Y-%m-%d")
    b.post("/desk/entries", {**asked, "key": PLATE, "known": today, "on": today})
    text = re.sub(r"<[^>]+>", " ", b.page)
    check("as of a day it is in the new shape, too", "Seats" in text and "Alva Bus II" in text and "hydrogen" not in text and "Insured" not in text, text[-3000:])


def rules(t):
    """A new constraint is tried on what is there."""
    now = open(t.path, encoding="utf-8").read()
    rule = ("constraints:\n", "constraints:\n  - id: seats-of-a-bus\n    field: seats\n    holds: \"kind != \\\"car\\\" or seats = 4\"\n"
            "    told: { en: \"A car has four seats\", vi: \"Ô tô con có bốn chỗ\" }\n")
    t.declare(rule, base=now)
    status, said = t.publish()
    n = re.search(r"seats-of-a-bus does not hold: (\d+)", said)
    check("entries that break a new constraint are counted", status == 1 and n and int(n[1]) > 10, said)
    status, _ = t.publish("--accept", str(int(n[1]) - 1))
    check("another number accepts nothing", status == 1)
    status, said = t.publish("--accept", n[1])
    check("the office may publish it in spite of so many", status == 0, said)


def again(t):
    """Taken up anew from the beginning, as after a cut: the same comes of it."""
    want = read(t.house.base, number=PLATE)
    versions = row(t.house.data, "SELECT count(*) FROM record_version")
    db = sqlite3.connect(t.house.data + "/stoa.db", timeout=20)
    db.execute("UPDATE registry_declared SET ended = 0, after = 0")
    db.commit()
    db.close()
    done = t.brought(2)
    check("nothing is brought twice", done is not None and read(t.house.base, number=PLATE) == want, done)
    check("and no version of an entry comes of it", row(t.house.data, "SELECT count(*) FROM record_version") == versions)


folder = tempfile.mkdtemp(prefix="stoa-declared-")
os.chmod(folder, 0o755)
try:
    trial = Trial(os.path.abspath(sys.argv[1]), folder)
    refused(trial)
    second(trial)
    earlier(trial)
    again(trial)
    rules(trial)
    trial.house.drained()
    trial.house.stop()
    out = subprocess.run([trial.stoa, "verify", "--data", trial.house.data], stdout=subprocess.PIPE, text=True).stdout
    check("what is kept is sound", "no errors" in out, out[-500:])
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed else 0)
