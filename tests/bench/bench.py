#!/usr/bin/env python3
"""make bench: measures the figures of docs/figures.md, each against a peer in the same run; writes bench.json."""
import argparse
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request

import exchange
import house
import people
import processes

ROUNDS = 5
SECONDS = 2
DRAFTS = 6000
SERVICE = "/services/birth-registration"
TABLE = {}


def row(name, value, unit, goal, better, against):
    TABLE[name] = {"name": name, "value": value, "unit": unit, "goal": goal, "better": better, "against": against}
    met = value >= goal if better == "more" else value <= goal
    print(f"{name:<24}{value:>12.4g} {unit:<10} goal {'>=' if better == 'more' else '<='} {goal:<6g} "
          f"{'met' if met else 'MISSED':<7} {against}", flush=True)


def wrk(url, cookie=None, connections=64):
    args = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-H", "Accept-Language: en", "-H", "Accept: text/html"]
    if cookie:
        args += ["-H", "Cookie: " + cookie]
    out = subprocess.run(args + [url], check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"{url}: {out}")
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", out).group(1))


class Nginx:
    """The same bytes from nginx, one file, as many processes as cores."""

    def __init__(self, folder, page):
        self.port = house.free_port()
        self.folder = os.path.join(folder, "nginx")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o755)
        with open(os.path.join(self.folder, "page.html"), "wb") as f:
            f.write(page)
        with open(os.path.join(self.folder, "nginx.conf"), "w") as f:
            f.write(f"""worker_processes {os.cpu_count()};
daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;
{'user root;' if os.geteuid() == 0 else ''}
events {{ worker_connections 2000; }}
http {{ access_log off; keepalive_requests 1000000000; open_file_cache max=10; default_type text/html; sendfile on; tcp_nopush on;
  client_body_temp_path {self.folder}/a; proxy_temp_path {self.folder}/b; fastcgi_temp_path {self.folder}/c;
  uwsgi_temp_path {self.folder}/d; scgi_temp_path {self.folder}/e;
  server {{ listen 127.0.0.1:{self.port} reuseport; root {self.folder}; }} }}
""")
        self.p = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf"], stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}/page.html"
        for _ in range(100):
            try:
                urllib.request.urlopen(self.url).read()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("nginx does not answer; see " + self.folder)

    def stop(self):
        self.p.terminate()
        self.p.wait(10)


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as r:
        return r.read(), r.headers


# ---- pages ----

def pages(build, ready):
    """page-anonymous and page-signed-in: rounds of nginx and both pages, one after another."""
    data = house.copy_of(ready, "pages")
    h = house.House(build, data)
    h.wait()
    page, _ = fetch(h.base + SERVICE, **{"Accept-Language": "en", "Accept": "text/html"})
    case, _ = fetch(h.base + ready["case"], Cookie=ready["cookie"], **{"Accept-Language": "en", "Accept": "text/html"})
    peer = Nginx(ready["folder"], page)
    rates = {"nginx": [], "anonymous": [], "signed in": []}
    wrk(peer.url), wrk(h.base + SERVICE), wrk(h.base + ready["case"], ready["cookie"])
    for _ in range(ROUNDS):
        rates["nginx"].append(wrk(peer.url))
        rates["anonymous"].append(wrk(h.base + SERVICE))
        rates["signed in"].append(wrk(h.base + ready["case"], ready["cookie"]))
    peer.stop()
    h.stop()

    def ratio(of):
        return statistics.median(x / n for x, n in zip(rates[of], rates["nginx"]))

    nginx = statistics.median(rates["nginx"])
    row("page-anonymous", round(ratio("anonymous"), 3), "ratio", 0.8, "more",
        f"{statistics.median(rates['anonymous']):.0f}/s of {len(page)} B; nginx {nginx:.0f}/s with the same bytes; 64 connections")
    row("page-signed-in", round(ratio("signed in"), 3), "ratio", 0.15, "more",
        f"{statistics.median(rates['signed in']):.0f}/s of {len(case)} B; nginx {nginx:.0f}/s with {len(page)} B; 64 connections")


# ---- submissions ----

def submit(build, ready, name, *settings, env=None, seconds=0, count=DRAFTS, connections=256):
    """One run from a fresh copy of the drafts; what came out, and the folder as it is afterwards."""
    data = house.copy_of(ready, name)
    h = house.House(build, data, *settings, env=env)
    h.wait()
    items = os.path.join(ready["folder"], "list")
    house.submissions(ready["drafts"][:count], items)
    before = h.metrics()
    got = house.load(build, h.port, connections, items, os.path.join(ready["folder"], "log"), seconds)
    after = h.metrics()
    h.stop()
    if got["3xx"] != got["answers"] or got["unanswered"] or got["broken"]:
        raise SystemExit(f"not every submission was taken: {got}")
    got["acts"] = after.get("stoa_acts_total", 0) - before.get("stoa_acts_total", 0)
    got["commits"] = after.get("stoa_commits_total", 0) - before.get("stoa_commits_total", 0)
    got["data"] = data
    return got


def sqlite_alone(build, ready, rows, count):
    """The rows by which two databases differ, inserted by SQLite into an empty one."""
    scratch = os.path.join(ready["folder"], "rows.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(scratch + end):
            os.remove(scratch + end)
    return json.loads(subprocess.run([os.path.join(build, "bench/sqlite_rows"), ready["data"] + "/stoa.db", rows, scratch,
                                      str(count)], check=True, stdout=subprocess.PIPE, text=True).stdout)


def submissions_row(build, ready):
    """Submissions a second at full batches; the same rows by SQLite alone, just before and just after: the speed of a
    machine that others use changes within seconds."""
    per_commit, ours, theirs, ratios = [], [], [], []
    rows = os.path.join(ready["folder"], "after.db")
    for i in range(12):
        before = sqlite_alone(build, ready, rows, count) if i else None
        got = submit(build, ready, "submit")
        count = got["answers"]
        plain = sqlite_alone(build, ready, got["data"] + "/stoa.db", count)
        if not i:
            for end in ("", "-wal"):
                if os.path.exists(got["data"] + "/stoa.db" + end):
                    shutil.copy(got["data"] + "/stoa.db" + end, rows + end)
            continue  # the first round gives the rows
        plain["per_second"] = (before["per_second"] + plain["per_second"]) / 2
        per_commit.append(got["acts"] / got["commits"])
        ours.append(got["per_second"])
        theirs.append(plain["per_second"])
        ratios.append(got["per_second"] / plain["per_second"])
        rows_each = plain["rows"] / got["answers"]
    row("submit-acts-per-commit", round(statistics.median(per_commit), 1), "acts", 40, "more",
        f"{statistics.median(ours):.0f} submissions/s at 256 connections")
    row("submit-vs-sqlite", round(statistics.median(ratios), 3), "ratio", 0.3, "more",
        f"{statistics.median(ours):.0f} submissions/s; SQLite alone {statistics.median(theirs):.0f}/s with their {rows_each:.1f} rows each")


def slow_disk(build, ready):
    slow = {"LD_PRELOAD": os.path.abspath(os.path.join(build, "bench/slow_fsync.so"))}
    ratios, many, single = [], [], []
    for _ in range(3):
        one = submit(build, ready, "slow", "--batch", "1", env=slow, seconds=2)
        all_ = submit(build, ready, "slow", env=slow)
        ratios.append(all_["per_second"] / one["per_second"])
        many.append(all_["per_second"])
        single.append(one["per_second"])
    row("submit-slow-disk", round(statistics.median(ratios), 2), "ratio", 8, "more",
        f"{statistics.median(many):.0f} submissions/s; batches of one {statistics.median(single):.0f}/s; 1 ms added to each fsync")


# ---- the house as a whole ----

def start(build, ready):
    data = house.copy_of(ready, "start", "demo")
    times = []
    for _ in range(7):
        h = house.House(build, data)
        times.append(h.wait("/", pause=0.002))
        h.stop()
    row("start", round(statistics.median(times), 3), "s", 0.3, "less", "until the first page of the portal, demo data there")


def memory(build, ready):
    data = house.copy_of(ready, "memory", "demo")
    h = house.House(build, data)
    h.wait("/")
    time.sleep(3)
    parts = h.pss_mb()
    h.stop()
    row("memory", round(sum(parts.values()), 1), "MB", 60, "less",
        "PSS of " + ", ".join(f"{k} {v:.1f}" for k, v in sorted(parts.items(), key=lambda x: -x[1])))


def first_load(build, ready):
    """The first page and all it refers to, as a browser with an empty cache asks for it."""
    h = house.House(build, house.copy_of(ready, "load", "demo"))
    h.wait("/")
    ask = {"Accept-Encoding": "br, gzip", "Accept-Language": "en", "Accept": "text/html"}
    page, _ = fetch(h.base + "/", **ask)
    total, files, seen = len(page), [("page", len(page))], set()
    text, _ = fetch(h.base + "/", **{**ask, "Accept-Encoding": "identity"})
    links = re.findall(rb'(?:src|href)="(/[^"]+\.(?:css|js|svg|png|ico|woff2|webmanifest)[^"]*)"', text)
    links += re.findall(rb'(?:src|href)="(/assets/[^"]+)"', text)
    while links:
        link = links.pop(0).decode()
        if link in seen:
            continue
        seen.add(link)
        body, _ = fetch(h.base + link, **ask)
        total += len(body)
        files.append((link.rsplit("/", 1)[1], len(body)))
        if link.split("?")[0].endswith(".css"):
            plain, _ = fetch(h.base + link)
            links += [x for x in used_fonts(plain, text)]
    h.stop()
    row("first-load", round(total / 1000, 1), "KB", 100, "less", ", ".join(f"{n} {s / 1000:.1f}" for n, s in files))


def used_fonts(css, page):
    """Fonts whose unicode-range has a letter of the page; a browser asks for no others."""
    letters = {ord(c) for c in re.sub(r"<[^>]+>", "", page.decode())}
    for face in re.findall(rb"@font-face\s*{([^}]*)}", css):
        ranges = re.search(rb"unicode-range:([^;}]*)", face)
        source = re.search(rb"url\(\"?'?(/[^)\"']+)", face)
        if not source:
            continue
        if not ranges:
            yield source.group(1)
            continue
        for part in ranges.group(1).decode().upper().replace("U+", "").split(","):
            ends = part.strip().replace("?", "0").split("-")
            top = int(ends[1], 16) if len(ends) > 1 else int(part.strip().replace("?", "F"), 16)
            if any(int(ends[0], 16) <= c <= top for c in letters):
                yield source.group(1)
                break


# ---- programs that print their own rows ----

def program(build, name, *args):
    out = subprocess.run([os.path.join(build, "bench", name), *args], cwd=house.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in out.splitlines():
        if line.startswith("{"):
            x = json.loads(line)
            row(x["name"], x["value"], x["unit"], x["goal"], x["better"], x["against"])


def on_fresh_data(build, name):
    data = os.path.join(build, "bench-fresh")
    shutil.rmtree(data, ignore_errors=True)
    os.makedirs(data)
    program(build, name, os.path.join(house.ROOT, "sites/demo"), data)
    shutil.rmtree(data, ignore_errors=True)


PERSONS, FEW_PERSONS = [1000000], 10000
DEMO = os.path.join(house.ROOT, "sites/demo")


def people_in(build, folder, name, count):
    """A fresh installation with so many persons more: its folder, seconds, most memory in MB, the database before, names."""
    data, table = os.path.join(folder, name), os.path.join(folder, name + ".csv")
    names = people.write(table, count)
    at = ["--data", data, "--site", DEMO]
    os.makedirs(data)
    subprocess.run([os.path.join(build, "stoa"), "migrate"] + at, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(os.path.join(data, "stoa.db"), os.path.join(folder, name + ".before.db"))
    began = time.monotonic()
    p = subprocess.Popen([os.path.join(build, "stoa"), "import", "person", table] + at, stdout=subprocess.PIPE, text=True)
    said = p.stdout.read()
    _, status, used = os.wait4(p.pid, 0)
    seconds = time.monotonic() - began
    if status or f"{count} records written" not in said:
        raise SystemExit(said)
    listed = os.path.join(folder, name + ".names")
    with open(listed, "w") as out:
        out.write("\n".join(names) + "\n")
    return data, seconds, used.ru_maxrss / 1024, os.path.join(folder, name + ".before.db"), listed


def registers(build, ready):
    """register-import and name-search-growth: the same import serves both."""
    folder = os.path.join(build, "bench-people")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    many = PERSONS[0]
    few_data, _, few_memory, _, few_names = people_in(build, folder, "few", FEW_PERSONS)
    data, seconds, memory_used, before, names = people_in(build, folder, "many", many)
    rows = json.loads(subprocess.run([os.path.join(build, "bench/sqlite_rows"), before, os.path.join(data, "stoa.db"),
                                      os.path.join(folder, "rows.db"), str(max(many * 256 // 500, 256))],
                                     check=True, stdout=subprocess.PIPE, text=True).stdout)
    row("register-import", round(rows["seconds"] / seconds, 3), "ratio", 0.3, "more",
        f"{many} persons in {seconds:.0f} s, {memory_used:.0f} MB (with {FEW_PERSONS}: {few_memory:.0f} MB); SQLite alone {rows['rows']} rows in {rows['seconds']:.1f} s")
    for d in (few_data, data):  # as that of a machine which has been up for a while: an import leaves the file outside of memory
        with open(os.path.join(d, "stoa.db"), "rb") as f:
            while f.read(1 << 24):
                pass
    looked = [json.loads(subprocess.run([os.path.join(build, "bench/names"), DEMO, d, n], check=True, stdout=subprocess.PIPE, text=True).stdout)
              for d, n in ((few_data, few_names), (data, names))]
    row("name-search-growth", round(looked[1]["p99"] / looked[0]["p99"], 2), "times", 4, "less",
        f"p99 {looked[1]['p99']:.0f} us among {many}, {looked[0]['p99']:.0f} us among {FEW_PERSONS}; {looked[1]['names']} names misspelt")
    shutil.rmtree(folder, ignore_errors=True)


PAYMENTS, PAY_SITE = 100000, os.path.join(house.ROOT, "tests/desk/site")


def pay_site(folder):
    """The town of the desk's tales, whose runs one person releases: with two, the command leaves them waiting and writes no file."""
    site = os.path.join(folder, "site")
    shutil.copytree(PAY_SITE, site)
    path = os.path.join(site, "site.yaml")
    with open(path) as f:
        text = f.read()
    if text.count(", four_eyes: true") != 1:
        raise SystemExit("site.yaml does not say four_eyes as it did")
    with open(path, "w") as f:
        f.write(text.replace(", four_eyes: true", ""))
    return site


def pay_once(build, folder, site, name, count):
    """`stoa pay run` on a fresh installation with so many payments due: most memory in MB, seconds, the file."""
    data, out = os.path.join(folder, name), os.path.join(folder, name + ".xml")
    subprocess.run([os.path.join(build, "bench/pay_orders"), site, data, str(count)], check=True, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    p = subprocess.Popen([os.path.join(build, "stoa"), "pay", "run", "--out", out, "--site", site, "--data", data],
                         stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(p.pid, 0)
    if status:
        raise SystemExit(f"stoa pay run ended with {status}")
    return used.ru_maxrss / 1024, time.monotonic() - began, out


def payment_run(build, ready):
    """The whole command, which gathers the run and writes its file, against the same with one payment."""
    folder = os.path.join(build, "bench-pay")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    site = pay_site(folder)
    one, _, _ = pay_once(build, folder, site, "one", 1)
    all, seconds, out = pay_once(build, folder, site, "all", PAYMENTS)
    with open(out, "rb") as f:
        text = f.read()
    if text.count(b"<EndToEndId>") != PAYMENTS or b"<NbOfTxs>%d<" % PAYMENTS not in text:
        raise SystemExit("the file does not hold every payment")
    row("payment-run", round(all - one, 1), "MB", 30, "less",
        f"{PAYMENTS} payments in {seconds:.1f} s to {len(text) / 1e6:.0f} MB of pain.001; {all:.0f} MB at most, one payment {one:.0f} MB")
    shutil.rmtree(folder, ignore_errors=True)


KIT = os.environ.get("CONFORMANCE_DIR", os.path.join(house.ROOT, "../shared/conformance"))
LENDING = os.path.join(KIT, "dmn-tck/compliance-level-3/0087-chapter-11-example/0087-chapter-11-example.dmn")
FEELIN = [("rule-feelin", "rule", 30, "rule and tax"), ("table-20x6", "table", 60, "the table"),
          ("lending", "lending", 25, "Strategy and Routing, powers exact")]


def feelin(build, ready):
    """The engine and npm's feelin over the same facts, results compared first; medians of interleaved rounds."""
    folder = os.path.join(build, "bench-data", "feelin")
    os.makedirs(folder, exist_ok=True)
    node = glob.glob(os.path.join(house.ROOT, "node_modules/node-linux-*/bin/node"))[0]
    model = [LENDING] if os.path.exists(LENDING) else []
    ours = os.path.join(build, "bench/feel_peer")
    subprocess.run([ours, "cases", folder, *model], check=True)

    def times(*command):
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)

    rounds = [(times(ours, "time", *model), times(node, os.path.join(house.ROOT, "tests/bench/feelin.mjs"), folder, "time"))
              for _ in range(3)]
    for name, kind, goal, what in FEELIN[:2 + len(model)]:
        us, them = (statistics.median(r[side][kind] for r in rounds) for side in (0, 1))
        row(name, round(statistics.median(t[kind] / u[kind] for u, t in rounds), 1), "ratio", goal, "more",
            f"{what} {us:.0f} ns; feelin {them:.0f} ns, each text parsed once as a function of FEEL")
    if not model:
        raise SystemExit("the compatibility kit is not there")


def models(build, ready):
    folder = os.path.join(build, "bench-data", "models")
    program(build, "models_load", os.path.join(house.ROOT, "sites/template"), folder)


ROWS = [
    (("json-read",), lambda b, r: program(b, "json_read")),
    (("rule-tax", "rule-tax-ns", "rule-parse-us", "table-20x6-ns", "table-memory"), lambda b, r: program(b, "feel_rules")),
    (("rule-feelin", "table-20x6", "lending"), feelin),
    (("models-load",), models),
    (("form-check",), lambda b, r: program(b, "form_check", os.path.join(house.ROOT, "sites/demo/services/birth-registration/form.json"))),
    (("log-append",), lambda b, r: program(b, "log_append")),
    (("erase-person",), lambda b, r: on_fresh_data(b, "erase_person")),
    (("as-of-growth",), lambda b, r: on_fresh_data(b, "as_of")),
    (("register-import", "name-search-growth"), registers),
    (("payment-run",), payment_run),
    (("press-certificate", "press"), lambda b, r: program(b, "press")),
    (("start",), start),
    (("memory",), memory),
    (("first-load",), first_load),
    (("page-anonymous", "page-signed-in"), pages),
    (("submit-acts-per-commit", "submit-vs-sqlite"), submissions_row),
    (("submit-slow-disk",), slow_disk),
    (("site-check",), lambda b, r: processes.site_check(b, r, row)),
    (("process-instances", "instance-disk"), lambda b, r: processes.instances(b, r, row)),
    (("traced-opening",), lambda b, r: processes.traced_opening(b, r, row, wrk)),
    (("user-tasks",), lambda b, r: processes.user_tasks(b, r, row, submit)),
    (("record-read",), lambda b, r: processes.record_read(b, r, row, submit)),
    (("benefit-auto",), lambda b, r: processes.benefits(b, r, row, submit)),
    (("exchange-vs-direct",), lambda b, r: exchange.measure(b, row)),
    (("task-list-growth",), lambda b, r: processes.task_list(b, r, row)),
]
ALONE = ("json-read", "rule-tax", "rule-feelin", "models-load", "form-check", "log-append", "press-certificate", "erase-person", "as-of-growth", "register-import", "payment-run", "site-check", "exchange-vs-direct")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--build", default="build")
    p.add_argument("--only", default="")
    p.add_argument("--drafts", type=int, default=DRAFTS)
    p.add_argument("--count", type=int, default=PERSONS[0])
    a = p.parse_args()
    PERSONS[0] = a.count
    build = os.path.abspath(a.build)
    path = os.path.join(build, "bench.json")
    chosen = [(n, f) for n, f in ROWS if not a.only or a.only in n]
    if not chosen:
        sys.exit(f"no row is called {a.only}; there are {', '.join(x for n, _ in ROWS for x in n)}")
    if os.path.exists(path) and a.only:
        TABLE.update((x["name"], x) for x in json.load(open(path)))
    folder = os.path.join(build, "bench-data")
    ready, failed = None, []
    for names, f in chosen:
        try:
            if names[0] not in ALONE and not ready:
                ready = house.prepare(build, folder, a.drafts)
            f(build, ready)
        except (SystemExit, OSError, subprocess.CalledProcessError) as e:
            failed.append(f"{', '.join(names)}: {e}")
            print("not measured:", failed[-1], file=sys.stderr, flush=True)
        with open(path, "w") as out:
            json.dump(list(TABLE.values()), out, indent=1)
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
