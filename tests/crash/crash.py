#!/usr/bin/env python3
"""make crash: roles are killed at random instants in full load of submissions, and what was answered must be there once.

Rounds of three kinds, each from a fresh copy of the same drafts:
  writer and workers   killed: no request may fail at all
  any role             killed: what was answered stands, the rest is as it was
  writer stopped       for a second: readers go on, nothing fails
Kills are given by --kills; the seed of the instants is printed and may be given again."""
import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../bench"))
import house  # noqa: E402

CONNECTIONS = 128
EACH = 13  # kills of one round at most
SAFE = ["writer", "worker"]
ALL = ["front", "worker", "writer", "keeper", "jobs", "press", "slow", "zygote"]
passed, failures = 0, []


def check(what, ok, detail=""):
    global passed
    if ok:
        passed += 1
    else:
        failures.append(what)
        print(f"FAILED: {what} {detail}", flush=True)


class Killer(threading.Thread):
    """Kills a process of the named roles every 40 to 250 ms while the load goes on."""

    def __init__(self, h, roles, most, rng):
        super().__init__(daemon=True)
        self.h, self.roles, self.most, self.rng = h, roles, most, rng
        self.done, self.counts, self.ended = 0, {}, threading.Event()

    def run(self):
        while self.done < self.most and not self.ended.wait(self.rng.uniform(0.04, 0.25)):
            role = self.roles[self.done % len(self.roles)]
            pids = [pid for pid, name in self.h.roles() if name == role]
            if not pids:
                continue
            try:
                os.kill(self.rng.choice(pids), signal.SIGKILL)
            except ProcessLookupError:
                continue
            self.done += 1
            self.counts[role] = self.counts.get(role, 0) + 1


def answers_of(path):
    """[(line of the list, status, times sent, location), ...]"""
    found = []
    for line in open(path):
        item, status, _, tries, location = line.split()
        found.append((int(item), int(status), int(tries), location))
    return found


def case_numbers(db):
    return {draft: (number, state, id) for draft, number, state, id in
            db.execute("SELECT draft, number, state, id FROM cases")}


def count_by(db, table, column, where=""):
    return dict(db.execute(f"SELECT {column}, count(*) FROM {table} {where} GROUP BY {column}"))


def verify_rows(name, data, drafts, answers):
    """What was answered with a number is there once with all that belongs to it; what was not answered is whole or not there."""
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    cases = case_numbers(db)
    events = count_by(db, "event", "subject", "WHERE type = 'case.submitted'")
    rows = {t: count_by(db, t, "case_id") for t in ("task", "instance", "message")}
    wrong = []
    for item, status, _, location in answers:
        if status != 303:
            continue
        number, state, _ = cases[drafts[item][0]]
        if state == "draft" or f"/cases/{number}" != location.split("?")[0]:
            wrong.append((drafts[item][0], number, state, location))
    check(f"{name}: every answered submission is there under its number", not wrong, wrong[:5])
    part = [d for d, (number, state, id) in cases.items() if state == "submitted" and
            (events.get(id) != 1 or any(rows[t].get(id) != 1 for t in rows))]
    check(f"{name}: each with one event, task, instance and message", not part, part[:5])
    left = [d for d, (number, state, id) in cases.items() if state == "draft" and
            (number or events.get(id) or any(rows[t].get(id) for t in rows))]
    check(f"{name}: of what is still a draft there is nothing else", not left, left[:5])
    numbers = sorted(n for n, _, _ in cases.values() if n)
    check(f"{name}: numbers without repetition or gap", numbers == sorted(set(numbers)) and
          [int(n.split("-")[-1]) for n in numbers] == list(range(1, len(numbers) + 1)), numbers[:3])
    n, top = db.execute("SELECT count(*), max(ix) + 1 FROM log_entry").fetchone()
    leaves, apart, highest = db.execute("SELECT count(leaf), count(DISTINCT leaf), max(leaf) FROM event").fetchone()
    check(f"{name}: the log has no gap and each event its leaf", n == top and leaves == apart and highest < top)
    check(f"{name}: the database is sound", db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    db.close()
    return len(numbers)


def stoa_verify(build, name, data, skipped):
    p = subprocess.run([os.path.join(build, "stoa"), "verify", "--site", house.SITE, "--data", data], cwd=house.ROOT,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if p.returncode and "is no command" in p.stdout:
        skipped.append(name)
        return
    check(f"{name}: stoa verify", p.returncode == 0, p.stdout[-600:])


def round_of_kills(build, ready, name, roles, most, rng, skipped):
    data = house.copy_of(ready, "crash")
    h = house.House(build, data)
    h.wait()
    items, log = os.path.join(ready["folder"], "list"), os.path.join(ready["folder"], "log")
    house.submissions(ready["drafts"], items)
    load = house.load(build, h.port, CONNECTIONS, items, log, wait=False)
    k = Killer(h, roles, most, rng)
    k.start()
    load.wait()
    k.ended.set()
    k.join()
    h.wait()
    h.stop()
    answers = answers_of(log)
    by = {}
    for _, status, tries, _ in answers:
        key = f"{status}" if tries == 1 else f"{status} sent again"
        by[key] = by.get(key, 0) + 1
    there = verify_rows(name, data, ready["drafts"], answers)
    stoa_verify(build, name, data, skipped)
    print(f"{name}: {k.done} kills {k.counts}; {len(answers)} answers {by}; {there} cases", flush=True)
    if roles is SAFE:
        other = [a for a in answers if a[1] != 303 or a[2] != 1]
        check(f"{name}: no request failed or had to be sent again", not other, other[:5])
    else:
        odd = [a for a in answers if a[1] not in (303, 503)]
        check(f"{name}: what was sent again got its first answer, nothing another one", not odd, odd[:5])
    return k.done


def writer_stopped(build, ready, skipped):
    name = "writer stopped"
    data = house.copy_of(ready, "crash")
    h = house.House(build, data)
    h.wait()
    items, log = os.path.join(ready["folder"], "list"), os.path.join(ready["folder"], "log")
    house.submissions(ready["drafts"], items)
    load = house.load(build, h.port, 64, items, log, wait=False)
    time.sleep(0.3)
    writer = [pid for pid, role in h.roles() if role == "writer"][0]
    os.kill(writer, signal.SIGSTOP)
    reads, bad, longest, end = 0, 0, 0.0, time.monotonic() + 1
    b = house.Browser(h.base)
    b.opener.addheaders = []
    while time.monotonic() < end:
        began = time.monotonic()
        for path in (ready["case"], "/services/birth-registration?n=%d" % reads):
            r = house.urllib.request.Request(h.base + path, headers={"Cookie": ready["cookie"], "Accept-Language": "en"})
            try:
                with house.urllib.request.urlopen(r, timeout=10) as got:
                    bad += got.status != 200 or not got.read()
            except OSError:
                bad += 1
            reads += 1
        longest = max(longest, time.monotonic() - began)
    os.kill(writer, signal.SIGCONT)
    load.wait()
    h.stop()
    answers = answers_of(log)
    verify_rows(name, data, ready["drafts"], answers)
    stoa_verify(build, name, data, skipped)
    check(f"{name}: readers go on", reads > 20 and bad == 0, f"{reads} reads, {bad} failed")
    failed = [a for a in answers if a[1] != 303 or a[2] != 1]
    check(f"{name}: no submission failed", not failed, failed[:5])
    print(f"{name}: {reads} reads meanwhile, longest pair {longest * 1000:.0f} ms; {len(answers)} submissions", flush=True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--build", default="build")
    p.add_argument("--kills", type=int, default=50)
    p.add_argument("--drafts", type=int, default=6000)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    a = p.parse_args()
    build, rng, skipped = os.path.abspath(a.build), random.Random(a.seed), []
    folder = os.path.join(build, "crash-data")
    print(f"crash: seed {a.seed}", flush=True)
    ready = house.prepare(build, folder, a.drafts)
    done, n = 0, 0
    while done < a.kills and n < 4 * a.kills:
        roles = SAFE if n % 2 == 0 else ALL
        name = f"round {n + 1}, " + ("writer and workers" if roles is SAFE else "any role")
        done += round_of_kills(build, ready, name, roles, min(a.kills - done, EACH), rng, skipped)
        n += 1
    writer_stopped(build, ready, skipped)
    if not failures:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{done} kills in {n} rounds")
    print(f"{passed} passed, {len(failures)} failed, {len(skipped)} skipped")
    sys.exit(1 if failures else 0)


main()
