"""Rows of processes: instances from start to end, tasks of officers, a long list of tasks, a site of many services."""
import csv
import glob
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import time

import house

HERE = os.path.dirname(os.path.abspath(__file__))
OFFICER = "kim@saren.example.org"
TEN = {"field_1": "grant", "field_2": "12.50", "field_3-day": "1", "field_3-month": "3", "field_3-year": "2026", "field_4": "true",
       "field_5": "small", **{f"field_{i}": "as it was handed in" for i in range(6, 11)}}


def site_with(folder, *more):
    """The demo's site with services of the bench; one language is complete, so that they need one alone."""
    site = os.path.join(folder, "site")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(house.SITE, site)
    for name in more:
        shutil.copytree(os.path.join(HERE, "services", name), os.path.join(site, "services", name))
    path = os.path.join(site, "site.yaml")
    text = open(path, encoding="utf-8").read()
    first = text.index("complete: true") + 1
    with open(path, "w", encoding="utf-8") as f:
        f.write(text[:first] + text[first:].replace("complete: true", "complete: false"))
    return site


def prepared(build, folder, site, service, count):
    """A data folder with so many complete drafts of a service."""
    data = os.path.join(folder, service)
    shutil.rmtree(data, ignore_errors=True)
    h = house.House(build, data, site=site)
    h.wait()
    b = house.Browser(h.base)
    name = b.sign_in("layla@example.org").split("=")[0]
    draft = house.walk_to_check(b, service)
    h.drained()
    h.stop()
    return data, [(d, f"{name}={t}") for d, t in house.drafts(build, folder, data, draft, count, site)]


def posts(build, h, folder, lines, connections=256, answer="3xx"):
    """Posts (path, cookie or credential, body), each once; all must be taken."""
    items = os.path.join(folder, "list")
    with open(items, "w") as f:
        f.writelines("\t".join(x) + "\n" for x in lines)
    got = house.load(build, h.port, connections, items, os.path.join(folder, "log"))
    if got[answer] != got["answers"] or got["unanswered"] or got["broken"]:
        raise SystemExit(f"not everything was taken: {got}")
    return got


def submitted(build, h, folder, drafts):
    return posts(build, h, folder, [(f"/drafts/{d}/submit", c, "declared=yes") for d, c in drafts])


def rows_of(data, sql):
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def used(data):
    """Bytes in pages that hold something."""
    (pages,), (free,), (size,) = (rows_of(data, f"PRAGMA {x}")[0] for x in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * size


def instances(build, ready, row):
    """process-instances, instance-disk: the submission of a service starts a process that ends within the act."""
    folder = ready["folder"]
    site = site_with(folder, "instances")
    node = glob.glob(os.path.join(house.ROOT, "node_modules/node-linux-*/bin/node"))[0]
    peer = [node, os.path.join(HERE, "engine.mjs"), os.path.join(HERE, "services/instances/process.bpmn")]
    data, drafts = prepared(build, folder, site, "instances", 5 * 2000)
    ours, theirs, ratios = [], [], []
    h = house.House(build, data, site=site)
    h.wait()
    for i in range(5):
        got = submitted(build, h, folder, drafts[2000 * i:2000 * (i + 1)])
        plain = json.loads(subprocess.run(peer, check=True, stdout=subprocess.PIPE, text=True).stdout)
        ours.append(got["per_second"])
        theirs.append(plain["per_second"])
        ratios.append(got["per_second"] / plain["per_second"])
    h.drained()
    h.stop()
    ended = rows_of(data, "SELECT count(*) FROM cases WHERE service = 'instances' AND state = 'decided'")[0][0]
    if ended != len(drafts):
        raise SystemExit(f"{ended} of {len(drafts)} instances came to their end")
    row("process-instances", round(statistics.median(ratios), 1), "ratio", 10, "more",
        f"{statistics.median(ours):.0f} instances/s, durable, through HTTP; bpmn-engine in memory {statistics.median(theirs):.0f}/s; "
        "Camunda 8 publishes about 300/s on about 32 processors")
    disk(build, folder, site, row)


def disk(build, folder, site, row):
    """What two thousand instances add to a database in which as many stand already; drafts are there before."""
    data, drafts = prepared(build, folder, site, "instances", 4000)
    sizes = []
    for part in (drafts[:2000], drafts[2000:]):
        h = house.House(build, data, site=site)
        h.wait()
        submitted(build, h, folder, part)
        h.drained()
        h.stop()
        db = sqlite3.connect(data + "/stoa.db")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        sizes.append(used(data))
    row("instance-disk", round((sizes[1] - sizes[0]) / 2000 / 1000, 2), "KB", 10, "less",
        "database pages for a finished instance with its events, log leaves, ruling and messages; Camunda 8 about 174 KB")


def traced_opening(build, ready, row, wrk):
    """traced-opening: an officer's task with a committed trace, a ticket and keys opened against it, against the applicant's own page
    of the same case, which needs none of them."""
    data = house.copy_of(ready, "traced", "demo")
    h = house.House(build, data)
    h.wait()
    officer = house.Browser(h.base).sign_in("mansour@saren.example.org")
    ((task,),) = rows_of(data, "SELECT t.id FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND c.number = '%s'" %
                         ready["case"].rsplit("/", 1)[1])
    before = rows_of(data, "SELECT count(*) FROM trace")[0][0]
    traced, plain, served = [], [], 0
    wrk(h.base + ready["case"], ready["cookie"]), wrk(f"{h.base}/desk/tasks/{task}", officer)
    for _ in range(5):
        plain.append(wrk(h.base + ready["case"], ready["cookie"]))
        traced.append(wrk(f"{h.base}/desk/tasks/{task}", officer))
        served += traced[-1]
    h.drained()
    h.stop()
    left = rows_of(data, "SELECT count(*) FROM trace")[0][0] - before
    if left < served:
        raise SystemExit(f"{left} traces for more than {served:.0f} openings")
    row("traced-opening", round(statistics.median(t / p for t, p in zip(traced, plain)), 3), "ratio", 0.3, "more",
        f"{statistics.median(traced):.0f}/s of an officer's task, each with a committed trace; the applicant's own page of the case "
        f"{statistics.median(plain):.0f}/s; 64 connections")


def user_tasks(build, ready, row, submit):
    """user-tasks: tasks with a form of ten fields completed, against submissions of the first service just before and after."""
    folder = ready["folder"]
    site = site_with(folder, "ten-fields")
    data, drafts = prepared(build, folder, site, "ten-fields", 3 * 2000)
    body = "&".join(f"{k}={v}".replace(" ", "+") for k, v in TEN.items())
    ratios, ours, theirs = [], [], []
    for i in range(3):
        before = submit(build, ready, "submit")
        h = house.House(build, data, site=site)
        h.wait()
        submitted(build, h, folder, drafts[2000 * i:2000 * (i + 1)])
        cookie = house.Browser(h.base).sign_in(OFFICER)
        tasks = [str(x) for (x,) in rows_of(data, "SELECT id FROM task WHERE state = 'open' AND element = 'Task_check'")]
        posts(build, h, folder, [(f"/desk/tasks/{t}/claim", cookie, "") for t in tasks], 64)
        got = posts(build, h, folder, [(f"/desk/tasks/{t}/complete", cookie, body) for t in tasks])
        h.drained()
        h.stop()
        after = submit(build, ready, "submit")
        theirs.append((before["per_second"] + after["per_second"]) / 2)
        ours.append(got["per_second"])
        ratios.append(ours[-1] / theirs[-1])
    left = rows_of(data, "SELECT count(*) FROM task WHERE element = 'Task_check' AND state <> 'done'")[0][0]
    if left:
        raise SystemExit(f"{left} tasks are not done")
    row("user-tasks", round(statistics.median(ratios), 3), "ratio", 0.5, "more",
        f"{statistics.median(ours):.0f} tasks/s with ten fields; the first service's submissions {statistics.median(theirs):.0f}/s")


def record_read(build, ready, row, submit):
    """record-read: records of people read by their number by a partner's system, against submissions of the first service just before and after."""
    folder = ready["folder"]
    with open(os.path.join(house.ROOT, house.SITE, "data/persons.csv"), encoding="utf-8") as f:
        people = [p["national_number"] for p in csv.DictReader(f) if not p["protected"]]
    reads = [("/govstack/registries/data/person/latest/read", "Bearer motor-registry.every-wheel-is-written-down",
              json.dumps({"query": {"content": {"national_number": number}}})) for number in people * 3]
    ratios, ours, theirs = [], [], []
    for _ in range(5):
        before = submit(build, ready, "submit")
        data = house.copy_of(ready, "reads")
        h = house.House(build, data)
        h.wait()
        traced = rows_of(data, "SELECT count(*) FROM trace")[0][0]
        got = posts(build, h, folder, reads, answer="2xx")
        h.drained()
        h.stop()
        if rows_of(data, "SELECT count(*) FROM trace")[0][0] - traced != len(reads):
            raise SystemExit("not every record that was read has its trace")
        after = submit(build, ready, "submit")
        theirs.append((before["per_second"] + after["per_second"]) / 2)
        ours.append(got["per_second"])
        ratios.append(ours[-1] / theirs[-1])
    row("record-read", round(statistics.median(ratios), 3), "ratio", 0.7, "more",
        f"{statistics.median(ours):.0f} records/s read by number, opened, each with a committed trace; the first service's submissions "
        f"{statistics.median(theirs):.0f}/s")


def benefits(build, ready, row, submit):
    """benefit-auto: applications for a benefit that are decided at once, with a decision, an entry, an order and a letter, against submissions
    of the first service just before and after."""
    folder = ready["folder"]
    count = 600
    data, drafts = prepared(build, folder, house.SITE, "child-benefit", 3 * count)
    ratios, ours, theirs = [], [], []
    for i in range(3):
        before = submit(build, ready, "submit", count=count)
        h = house.House(build, data)
        h.wait()
        got = submitted(build, h, folder, drafts[count * i:count * (i + 1)])
        h.drained()
        h.stop()
        after = submit(build, ready, "submit", count=count)
        theirs.append((before["per_second"] + after["per_second"]) / 2)
        ours.append(got["per_second"])
        ratios.append(ours[-1] / theirs[-1])
    granted, = rows_of(data, "SELECT count(DISTINCT c.id) FROM cases c JOIN pay_order o ON o.case_id = c.id JOIN document d ON d.case_id = c.id"
                       " WHERE c.service = 'child-benefit' AND c.state <> 'draft'")[0]
    if granted < 0.9 * len(drafts):
        raise SystemExit(f"{granted} of {len(drafts)} were granted and ordered")
    row("benefit-auto", round(statistics.median(ratios), 3), "ratio", 0.6, "more",
        f"{statistics.median(ours):.0f} benefits/s applied for, decided, ordered and told; the first service's submissions {statistics.median(theirs):.0f}/s")


def many_tasks(data, count):
    """Fills the list: copies of one open task, as many as it takes; nobody serves."""
    db = sqlite3.connect(data + "/stoa.db")
    columns = [r[1] for r in db.execute("PRAGMA table_info(task)")]
    like = dict(zip(columns, db.execute("SELECT * FROM task WHERE element = 'Task_check' LIMIT 1").fetchone()))
    have = db.execute("SELECT count(*) FROM task WHERE element = 'Task_check' AND state = 'open'").fetchone()[0]
    top = db.execute("SELECT max(id) FROM task").fetchone()[0]
    other = {**like, "state": "claimed", "assignee": 1}
    db.execute("PRAGMA foreign_keys = OFF")
    db.executemany(f"INSERT INTO task ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                   ([{**other, "id": top + i, "token": i}[c] for c in columns] for i in range(1, count - have + 1)))
    db.execute("""INSERT INTO desk (authority, grp, state, due, task, service)
                  SELECT t.authority, d.grp, t.state, t.due, t.id, d.service FROM task t JOIN desk d ON d.task = ? WHERE t.id > ?""",
               (like["id"], top))
    db.commit()
    db.execute("ANALYZE")
    db.close()


def task_list(build, ready, row):
    """task-list-growth: the desk's first page with 500 tasks of mine among 1,000 and among 1,000,000."""
    folder = ready["folder"]
    site = site_with(folder, "ten-fields")
    data, drafts = prepared(build, folder, site, "ten-fields", 500)
    h = house.House(build, data, site=site)
    h.wait()
    submitted(build, h, folder, drafts)
    cookie = house.Browser(h.base).sign_in(OFFICER)
    tasks = [str(x) for (x,) in rows_of(data, "SELECT id FROM task WHERE element = 'Task_check'")]
    posts(build, h, folder, [(f"/desk/tasks/{t}/claim", cookie, "") for t in tasks], 64)
    h.drained()
    h.stop()
    large = data + "-large"
    shutil.rmtree(large, ignore_errors=True)
    subprocess.run(["cp", "-a", data, large], check=True)
    many_tasks(data, 1000)
    many_tasks(large, 1000000)
    houses = [house.House(build, d, site=site) for d in (data, large)]
    times = [[], []]
    for h in houses:
        h.wait()
    for i in range(60):
        for h, t in zip(houses, times):
            began = time.perf_counter()
            b = house.Browser(h.base)
            b.opener.addheaders = [("Cookie", cookie)]
            b.ask("/desk")
            if i >= 10:
                t.append(time.perf_counter() - began)
            if b.status != 200 or "/desk/tasks/" not in b.page:
                raise SystemExit(f"the desk does not show the tasks: {b.status}")
    for h in houses:
        h.stop()
    few, many = (statistics.median(t) for t in times)
    row("task-list-growth", round(many / few, 2), "ratio", 2, "less",
        f"the desk in {1000 * many:.1f} ms among 1,000,000 open tasks, in {1000 * few:.1f} ms among 1,000; 500 are mine")


def site_check(build, ready, row):
    """site-check: the template with 300 services more, each a copy of its own."""
    folder = ready["folder"] if ready else os.path.join(build, "bench-data")
    site = os.path.join(folder, "many")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(os.path.join(house.ROOT, "sites/template"), site)
    like = os.path.join(site, "services/general-request")
    path = os.path.join(site, "registers/person.yaml")
    lines = open(path, encoding="utf-8").readlines()
    at = next(i for i, x in enumerate(lines) if "service: general-request" in x)
    lines[at:at] = [lines[at].replace("general-request", f"request-{i}") for i in range(300)]
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(lines)
    for i in range(300):
        to = os.path.join(site, "services", f"request-{i}")
        shutil.copytree(like, to)
        for path in glob.glob(to + "/**/*.*", recursive=True):
            text = open(path, encoding="utf-8").read()
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.replace("general-request", f"request-{i}"))
    times = []
    for _ in range(5):
        began = time.perf_counter()
        out = subprocess.run([os.path.join(build, "stoa"), "check", site], check=True, stdout=subprocess.PIPE, text=True).stdout
        times.append(time.perf_counter() - began)
    if not re.search(r"^301 services, 0 errors", out, re.M):
        raise SystemExit("the site of many services is not right: " + out[-300:])
    row("site-check", round(statistics.median(times), 3), "s", 2, "less", "stoa check of a site with 301 services, forms and processes")
