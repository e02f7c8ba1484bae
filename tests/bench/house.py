"""What benches and crash tests share: a served house, a browser without scripts, drafts, processes of roles."""
import html
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SITE = os.environ.get("BENCH_SITE", os.path.join(ROOT, "sites/demo"))
PASSWORD = "a lantern for every door"
# The parent's complete answers: each input of the form by name; names are those of sites/demo.
ANSWERS = {
    "applicant_role": "mother", "birth_outcome": "alive", "birth_time": "09:30", "birth_site": "hospital", "sex": "female",
    "plurality": "twins", "birth_order": "1", "other_parent": "father_married", "child_given": "Mai Lan",
    "certificate_language": "en", "contact_phone": "+1 555 010 200", "other_citizenship": None, "family_rule": None,
    "other_name-given": "Minh", "other_name-family": "Tran", "hospital": None, "other_number": "200000000023", "amount": "250",
    "child_number": "200000000015", "iban": "DE89370400440532013000",
}
NOTICE = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
          b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
          b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n"
          b"%%EOF\n")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class House:
    """stoa serve on a free port; roles are found by the names of the supervisor's children."""

    def __init__(self, build, data, *settings, env=None, log=None, site=SITE, port=None):
        self.port = port or free_port()
        self.data = data
        self.log = log or data + ".log"
        self.began = time.monotonic()
        self.args = [os.path.join(build, "stoa"), "serve", "--site", site, "--data", data, "--listen",
                     f"127.0.0.1:{self.port}", "--dev", *settings]
        self.out = open(self.log, "ab")
        self.p = subprocess.Popen(self.args, stdout=self.out, stderr=self.out, cwd=ROOT, env={**os.environ, **(env or {})})
        self.base = f"http://127.0.0.1:{self.port}"

    def wait(self, path="/healthz", seconds=30, pause=0.02):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.p.poll() is not None:
                raise SystemExit(f"stoa serve ended with {self.p.returncode}; see {self.log}")
            try:
                with urllib.request.urlopen(self.base + path, timeout=5) as r:
                    r.read()
                    return time.monotonic() - self.began
            except (OSError, urllib.error.URLError):
                time.sleep(pause)
        raise SystemExit("stoa serve does not answer; see " + self.log)

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait(30)
        self.out.close()

    def roles(self):
        """[(pid, "worker"), ...] of all processes below the supervisor."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                stat = open(f"/proc/{pid}/stat").read()
            except OSError:
                continue
            name, rest = stat[stat.index("(") + 1:stat.rindex(")")], stat[stat.rindex(")") + 2:].split()
            if int(rest[1]) == self.p.pid and rest[0] != "Z":
                found.append((int(pid), name.removeprefix("stoa-")))
        return found

    def pss_mb(self):
        total = {}
        for pid, name in [(self.p.pid, "supervisor")] + self.roles():
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Pss:"):
                    total[name] = total.get(name, 0) + int(line.split()[1]) / 1024
        return total

    def metrics(self):
        found = {}
        with urllib.request.urlopen(self.base + "/metrics", timeout=5) as r:
            for line in r.read().decode().splitlines():
                if not line.startswith("#") and "{" in line:
                    name, value = line[:line.index("{")], float(line.rsplit(" ", 1)[1])
                    found[name] = found.get(name, 0) + value
        return found

    def drained(self, seconds=120):
        """Waits until no work of the outbox is due."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            db = sqlite3.connect(f"file:{self.data}/stoa.db?mode=ro", uri=True)
            left = db.execute("SELECT count(*) FROM outbox WHERE state = 0 AND due <= ?", (time.time() * 1000,)).fetchone()[0]
            db.close()
            if not left:
                return
            time.sleep(0.1)
        raise SystemExit("work of the outbox is left")


class Browser:
    def __init__(self, base):
        self.base = base
        self.jar = http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *a, **k):
                return None

        self.opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(self.jar))
        self.page, self.path, self.status = "", "", 0

    def ask(self, path, body=None, kind=None):
        head = {"Sec-Fetch-Site": "same-origin", "Origin": self.base, "Accept": "text/html", "Accept-Language": "en"}
        if kind:
            head["Content-Type"] = kind
        try:
            r = self.opener.open(urllib.request.Request(self.base + path, data=body, headers=head), timeout=30)
        except urllib.error.HTTPError as e:
            r = e
        self.page, self.status, self.path = r.read().decode("utf-8", "replace"), r.status, path
        if r.status in (301, 302, 303):
            self.ask(r.headers["Location"])
        return self

    def post(self, path, fields, files=None):
        m = re.search(r'name="_id" value="([^"]+)"', self.page)
        if m:
            fields = {**fields, "_id": m.group(1)}
        if not files:
            return self.ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        line, body = "----a-line-between", b""
        for k, v in fields.items():
            body += f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in files.items():
            body += (f'--{line}\r\nContent-Disposition: form-data; name="{k}"; filename="notice.pdf"\r\n'
                     "Content-Type: application/pdf\r\n\r\n").encode() + v + b"\r\n"
        return self.ask(path, body + f"--{line}--\r\n".encode(), "multipart/form-data; boundary=" + line)

    def inputs(self):
        found = {}
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", self.page):
            a = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
            if a.get("name") and a["name"] != "_id":
                found.setdefault(a["name"], []).append((a.get("type", tag[1:7]), html.unescape(a.get("value", ""))))
        return found

    def sign_in(self, mail, to="/account"):
        self.ask("/sign-in")
        self.post("/sign-in", {"email": mail, "password": PASSWORD, "to": to})
        cookie = next((c for c in self.jar if c.name.endswith("stoa-session")), None)
        if not cookie:
            raise SystemExit("nobody is signed in: " + self.page[:500])
        return f"{cookie.name}={cookie.value}"


def answer_for(b, name, kinds):
    kind, value = kinds[0]
    values = [v for _, v in kinds if v]
    given = ANSWERS.get(name)
    day = time.gmtime(time.time() - 5 * 86400)
    for part, v in (("-day", day.tm_mday), ("-month", day.tm_mon), ("-year", day.tm_year)):
        if name.endswith(part):
            return str(v)
    if given is not None and (kind not in ("radio", "select") or given in values):
        return given
    if kind == "select":
        options = re.findall(r'<option value="([^"]+)"', b.page)
        return options[0] if options else ""
    return values[0] if values else "Saren"


def walk_to_check(b, service="birth-registration"):
    """Answers one question after another until the answers are to be checked; returns the draft's name."""
    b.ask(f"/apply/{service}")
    for _ in range(60):
        if b.path.endswith("/check"):
            return b.path.split("/")[2]
        here, inputs = b.path, b.inputs()
        fields = {n: answer_for(b, n, k) for n, k in inputs.items() if k[0][0] != "file"}
        files = {n: NOTICE for n, k in inputs.items() if k[0][0] == "file"}
        b.post(here.split("?")[0], fields, files)
        if b.status != 200 or b.path == here:
            text = re.sub(r"<[^>]+>|\s+", " ", b.page)
            raise SystemExit(f"the form stops at {here} with {b.status}: {fields} {text[-800:]}")
    raise SystemExit("the form does not end")


def submissions(drafts, path):
    with open(path, "w") as f:
        f.writelines(f"/drafts/{d}/submit\t{cookie}\tdeclared=yes\n" for d, cookie in drafts)


def drafts(build, folder, data, draft, count, site=SITE):
    """Copies of a complete draft while nobody serves, without waiting for the disk: [(name, cookie value), ...]."""
    notice = os.path.join(folder, "notice.pdf")
    with open(notice, "wb") as f:
        f.write(NOTICE)
    made = subprocess.run([os.path.join(build, "bench/drafts"), site, data, draft, str(count), notice], cwd=ROOT,
                          check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "SLOW_FSYNC_US": "-1",
                          "LD_PRELOAD": os.path.join(build, "bench/slow_fsync.so")}).stdout.splitlines()
    return [tuple(x.split()) for x in made]


def prepare(build, folder, count):
    """A data folder with `count` complete drafts of one account, all their jobs done: folder/ready, drafts, cookie."""
    data = os.path.join(folder, "ready")
    shutil.rmtree(data, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    h = House(build, data)
    h.wait()
    b = Browser(h.base)
    cookie = b.sign_in("layla@example.org")
    draft = walk_to_check(b)
    second = walk_to_check(b)
    b.post(f"/drafts/{second}/submit", {"declared": "yes"})
    case = b.path.split("?")[0]
    if b.status != 200 or not case.startswith("/cases/"):
        raise SystemExit(f"the draft cannot be submitted: {b.path} {b.status}")
    h.drained()
    h.stop()
    demo = os.path.join(folder, "demo")
    shutil.rmtree(demo, ignore_errors=True)
    subprocess.run(["cp", "-a", data, demo], check=True)
    name = cookie.split("=")[0]
    made = [(d, f"{name}={t}") for d, t in drafts(build, folder, data, draft, count)]
    return {"data": data, "demo": demo, "drafts": made, "cookie": cookie, "case": case, "folder": folder}


def copy_of(ready, name, of="data"):
    to = os.path.join(ready["folder"], name)
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run(["cp", "-a", ready[of], to], check=True)
    return to


def load(build, port, connections, items, log, seconds=0, skip=0, wait=True):
    args = [os.path.join(build, "bench/load"), str(port), str(connections), items, log, str(seconds), str(skip)]
    if wait:
        return json.loads(subprocess.run(args, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return subprocess.Popen(args, stdout=subprocess.PIPE, text=True)
