#!/usr/bin/env python3
"""Many systems change and read one entry of a register at once, and roles are killed meanwhile: what each is answered is what one of the serial
orders says (the entry is linearizable, field by field and over two fields at once), no change is lost, none is made twice.

  serial_test.py BUILD       needs BUILD/stoa and a free port on the loopback; Python's standard library
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "bench"))
import house  # noqa: E402

WRITERS, READERS, TURNS, KILLS = 8, 6, 24, 4
KEY, PERSON = "200000000015-2024", "200000000015"
seed = int(os.environ.get("SERIAL_SEED", random.randrange(1 << 30)))
rng = random.Random(seed)
passed, failed = 0, 0


def check(what, ok, detail=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAILED: {what} {detail} (SERIAL_SEED={seed})", flush=True)


def ask(base, method, path, sent, key=None):
    headers = {"content-type": "application/json", "accept": "application/json", "information-mediator-client": "demo/GOV/1/tests",
               "authorization": "Bearer tax-assessment.every-year-is-counted-once"}
    if key:
        headers["idempotency-key"] = key
    r = urllib.request.Request(f"{base}/govstack/registries/data/income/{path}", json.dumps(sent).encode(), headers, method=method)
    try:
        with urllib.request.urlopen(r, timeout=60) as a:
            return a.status, json.load(a)
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode(errors="replace")
    except (OSError, json.JSONDecodeError) as e:
        return 0, str(e)


def broken_order(writes, reads, first):
    """Why no order of these writes and reads, each at a moment between its start and its end, explains what was read; None where one does.  Each
    value is written once (Gibbons and Korach 1997, read-map: a value's zone is from its earliest end to its latest start; two zones in
    which it must have stood may not overlap, nor may one that need only be touched lie within another)."""
    start = {first: float("-inf")}
    zones = {first: [float("-inf"), float("-inf")]}
    for value, began, ended in writes:
        start[value] = began
        zones[value] = [ended, began]
    for value, began, ended in reads:
        if value not in zones:
            return f"{value} was read and never written"
        if ended < start[value]:
            return f"{value} was read before it was written"
        zones[value][0] = min(zones[value][0], ended)
        zones[value][1] = max(zones[value][1], began)
    held = sorted((a, b, v) for v, (a, b) in zones.items() if a < b)
    for (_, end, v), (begin, _, w) in zip(held, held[1:]):
        if begin < end:
            return f"{v} and {w} stood at the same time"
    for v, (b, a) in zones.items():
        if a <= b and any(x < a and b < y for x, y, _ in held):
            return f"{v} stood while another one did"
    return None


def knows_what_is_broken():
    """The check itself finds what is not one order."""
    a, b = ("a", 0, 1), ("b", 2, 3)
    check("one after the other is an order", broken_order([a, b], [("a", 1.5, 1.8), ("b", 4, 5)], "0") is None)
    check("what is read while it is written may be old or new", broken_order([a, b], [("a", 2.1, 2.2), ("b", 2.3, 2.4)], "0") is None)
    check("a stale read is found", broken_order([a, b], [("b", 2.5, 2.6), ("a", 4, 5)], "0") is not None)
    check("what was never written is found", broken_order([a], [("c", 1, 2)], "0") is not None)
    check("a read before the write is found", broken_order([a, b], [("b", 0, 1)], "0") is not None)
    check("back and forth is found", broken_order([("a", 0, 9), ("b", 0, 9)], [("a", 10, 11), ("b", 12, 13), ("a", 14, 15)], "0") is not None)
    check("a lost write is found", broken_order([a, b], [("a", 10, 11)], "0") is not None)


def changing(base, version, number, done):
    """One system: it sends each change until it is answered, with the same key, as a careful client does."""
    for turn in range(TURNS):
        value = 100000 + number * 1000 + turn
        began = time.monotonic()
        while True:
            status, said = ask(base, "PUT", f"{version}/update", {"query": {"content": {"entry": KEY}},
                               "write": {"content": {"income": value, "year": value - 98000}}}, f"serial-{number}-{turn}")
            if status == 200:
                break
            if status not in (0, 409, 500, 502, 503, 504) or time.monotonic() - began > 60:
                check("a change is taken", False, (status, said))
                return
            time.sleep(0.02)
        done.append((value, began, time.monotonic()))


def reading(base, version, over, seen, odd):
    while not over.is_set():
        began = time.monotonic()
        status, said = ask(base, "POST", f"{version}/read", {"query": {"content": {"entry": KEY}}})
        if status == 200:
            seen.append((said["content"]["income"], began, time.monotonic()))
            if said["content"]["year"] != said["content"]["income"] - 98000:
                odd.append(said["content"])


def run(build, folder):
    h = house.House(build, os.path.join(folder, "data"))
    h.wait()
    _, said = ask(h.base, "POST", "latest/read", {"query": {"content": {"entry": KEY}}})
    first = 99000
    status, made = ask(h.base, "PUT" if isinstance(said, dict) else "POST", "latest/update" if isinstance(said, dict) else "latest/create",
                       {"query": {"content": {"entry": KEY}}, "write": {"content": {"entry": KEY, "person": PERSON, "year": 1000, "income": first}}})
    check("the entry is there", status == 200, made)
    versions = "SELECT count(*) FROM record_version v JOIN record r ON r.id = v.id WHERE r.registry = 'income'"
    before = rows(h.data, versions)
    done, seen, odd, over = [], [], [], threading.Event()
    writers = [threading.Thread(target=changing, args=(h.base, "latest", n, done)) for n in range(WRITERS)]
    readers = [threading.Thread(target=reading, args=(h.base, "latest", over, seen, odd)) for _ in range(READERS)]
    for t in writers + readers:
        t.start()
    for _ in range(KILLS):
        time.sleep(rng.uniform(0.1, 0.5))
        role = rng.choice(("writer", "worker", "writer"))
        pids = [pid for pid, name in h.roles() if name == role]
        if pids:
            os.kill(pids[0], signal.SIGKILL)
    for t in writers:
        t.join()
    began = time.monotonic()
    _, last = ask(h.base, "POST", "latest/read", {"query": {"content": {"entry": KEY}}})
    seen.append((last["content"]["income"], began, time.monotonic()))
    over.set()
    for t in readers:
        t.join()
    check("each change was taken", len(done) == WRITERS * TURNS, len(done))
    check("what was read meanwhile was changed meanwhile", len({v for v, _, _ in seen}) > TURNS, len(seen))
    check("two fields that are changed at once are read at once", not odd, odd[:3])
    wrong = broken_order(done, seen, first)
    check("one order explains what everybody saw", wrong is None, wrong)
    h.drained()
    h.stop()
    check("each change is one version", rows(h.data, versions) - before == WRITERS * TURNS, rows(h.data, versions) - before)
    said = subprocess.run([os.path.join(build, "stoa"), "verify", "--site", house.SITE, "--data", h.data], stdout=subprocess.PIPE, text=True).stdout
    check("what is kept is sound", "no errors" in said, said[-500:])
    print(f"{len(done)} changes by {WRITERS}, {len(seen)} reads by {READERS}, {KILLS} roles killed", flush=True)


def rows(data, sql):
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    n, = db.execute(sql).fetchone()
    db.close()
    return n


folder = tempfile.mkdtemp(prefix="stoa-serial-")
os.chmod(folder, 0o755)
try:
    knows_what_is_broken()
    run(os.path.abspath(sys.argv[1]), folder)
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed else 0)
