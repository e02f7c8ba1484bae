#!/usr/bin/env python3
"""make crash: roles are killed at random instants in full load of submissions, and what was answered must be there once.

Rounds of three kinds, each from a fresh copy of the same drafts:
  writer and workers   killed: no request may fail at all
  any role             killed: what was answered stands, the rest is as it was
  writer stopped       for a second: readers go on, nothing fails
  processes            any role is killed while officers complete tasks, timers fire and a partner's program does its work: each case
                       ends once, with each of its three ways taken once
Kills are given by --kills; the seed of the instants is printed and may be given again."""
import argparse
import base64
import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../bench"))
import house  # noqa: E402
import processes  # noqa: E402

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


def stoa_verify(build, name, data, skipped, site=house.SITE):
    p = subprocess.run([os.path.join(build, "stoa"), "verify", "--site", site, "--data", data], cwd=house.ROOT,
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


class Partner(threading.Thread):
    """A partner's program: fetches work and completes it, each piece with a name of its own; what is not answered is tried again."""

    def __init__(self, h):
        super().__init__(daemon=True)
        self.h, self.ended = h, threading.Event()
        self.done, self.refused, self.unanswered = {}, [], 0

    def ask(self, path, body):
        head = {"Content-Type": "application/json",
                "Authorization": "Basic " + base64.b64encode(b"state-archive:the-archive-keeps-everything").decode()}
        r = house.urllib.request.Request(f"{self.h.base}/engine-rest{path}", json.dumps(body).encode(), head)
        with house.urllib.request.urlopen(r, timeout=10) as got:
            text = got.read()
            return json.loads(text) if text else None

    def complete(self, task):
        key = task["businessKey"]
        body = {"workerId": "crash", "variables": {"found": {"value": True, "type": "Boolean"},
                                                   "signature": {"value": "B " + key, "type": "String"}}}
        for tries in range(100):
            try:
                self.ask(f"/external-task/{task['id']}/complete", body)
                self.done[key] = self.done.get(key, 0) + 1
                return
            except house.urllib.error.HTTPError as e:
                if e.code in (404, 500) and tries and "unanswered" in task:
                    return  # it was done, and the answer was lost
                if e.code not in (502, 503):
                    self.refused.append((key, e.code, e.read()[:200]))
                    return
            except (OSError, ValueError, http.client.HTTPException):
                task["unanswered"] = True
                self.unanswered += 1
            time.sleep(0.02)

    def run(self):
        fetch = {"workerId": "crash", "maxTasks": 20, "topics": [{"topicName": "archive.search", "lockDuration": 5000}]}
        while not self.ended.is_set():
            try:
                tasks = self.ask("/external-task/fetchAndLock", fetch)
            except (OSError, ValueError, http.client.HTTPException):
                tasks = []
            for t in tasks:
                self.complete(t)
            time.sleep(0.02 if tasks else 0.2)


def cases_ended(data):
    return processes.rows_of(data, "SELECT count(*) FROM cases WHERE service = 'three-ways' AND state = 'decided'")[0][0]


def verify_processes(name, data, count, partner):
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    ended = cases_ended(data)
    check(f"{name}: every case has come to its end", ended == count, f"{ended} of {count}")
    tasks = db.execute("""SELECT count(*), count(DISTINCT case_id), sum(state = 'done') FROM task
                          WHERE element = 'Task_check'""").fetchone()
    check(f"{name}: each officer's task was there once and is done", tasks == (count, count, count), tasks)
    for kind in ("case.submitted", "case.task_done", "case.outside_done"):
        n = db.execute("SELECT count(*), count(DISTINCT subject) FROM event WHERE type = ?", (kind,)).fetchone()
        check(f"{name}: {kind} once for each case", n == (count, count), n)
    left = db.execute("SELECT count(*) FROM outbox WHERE state = 0 AND kind = 'case.timer'").fetchone()[0]
    check(f"{name}: no timer is left", left == 0, left)
    check(f"{name}: a partner's program was refused nothing that it held", not partner.refused, partner.refused[:3])
    db.close()


def process_round(build, ready, most, rng, skipped):
    name, count = "processes, any role", 400
    folder = ready["folder"]
    site = processes.site_with(folder)
    shutil.copytree(os.path.join(HERE, "services/three-ways"), os.path.join(site, "services/three-ways"))
    data, drafts = processes.prepared(build, folder, site, "three-ways", count)
    h = house.House(build, data, site=site)
    h.wait()
    processes.submitted(build, h, folder, drafts)
    cookie = house.Browser(h.base).sign_in(processes.OFFICER)
    tasks = [str(x) for (x,) in processes.rows_of(data, "SELECT id FROM task WHERE element = 'Task_check'")]
    processes.posts(build, h, folder, [(f"/desk/tasks/{t}/claim", cookie, "") for t in tasks], 64)
    partner, k = Partner(h), Killer(h, ALL, most, rng)
    body = "&".join(f"{k}={v}".replace(" ", "+") for k, v in processes.TEN.items())
    items, log = os.path.join(folder, "list"), os.path.join(folder, "log")
    with open(items, "w") as f:
        f.writelines(f"/desk/tasks/{t}/complete\t{cookie}\t{body}\n" for t in tasks)
    k.start()
    partner.start()
    load = house.load(build, h.port, 8, items, log, wait=False)
    load.wait()
    k.join(60)
    k.ended.set()
    h.wait()
    end = time.monotonic() + 120
    while cases_ended(data) < count and time.monotonic() < end:
        time.sleep(0.2)
    partner.ended.set()
    partner.join()
    h.drained()
    h.stop()
    answers = answers_of(log)
    odd = [a for a in answers if a[1] not in (303, 503)]
    check(f"{name}: what was sent again got its first answer, nothing another one", not odd, odd[:5])
    verify_processes(name, data, count, partner)
    stoa_verify(build, name, data, skipped, site)
    print(f"{name}: {k.done} kills {k.counts}; {len(answers)} tasks completed, {len(partner.done)} pieces of a partner's work, "
          f"{partner.unanswered} of its requests unanswered", flush=True)
    return k.done


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
    done += process_round(build, ready, max(EACH, a.kills // 4), rng, skipped)
    writer_stopped(build, ready, skipped)
    if not failures:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{done} kills in {n} rounds")
    print(f"{passed} passed, {len(failures)} failed, {len(skipped)} skipped")
    sys.exit(1 if failures else 0)


main()
