#!/usr/bin/env python3
"""The log and `stoa verify`, from outside: a birth is registered on a served installation, its receipt is proven by the page
and by an independent verifier, the database is verified while it serves; then copies are damaged in one place each, and
every damage must be found.

  verify_test.py STOA SITE        Python's standard library alone; needs a free port on the loopback.
"""
import hashlib
import html.parser
import http.client
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = "a lantern for every door"


class Page(html.parser.HTMLParser):
    """The forms of a page with what they would send as they stand."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.form, self.select, self.area, self.heading, self.in_h1 = [], None, None, None, "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "h1":
            self.in_h1 = True
        if tag == "form":
            self.form = {"action": a.get("action", ""), "method": a.get("method", "get"), "fields": {}, "names": set(),
                         "files": set()}
            self.forms.append(self.form)
        if not self.form or "name" not in a:
            if tag == "option" and self.select and self.form and "selected" in a:
                self.form["fields"][self.select] = a.get("value", "")
            return
        name = a["name"]
        self.form["names"].add(name)
        if tag == "input" and a.get("type") == "file":
            self.form["files"].add(name)
        elif tag == "input" and a.get("type") in ("radio", "checkbox"):
            if "checked" in a:
                self.form["fields"][name] = a.get("value", "on")
        elif tag == "input":
            self.form["fields"][name] = a.get("value", "")
        elif tag == "select":
            self.select = name
            self.form["fields"].setdefault(name, "")
        elif tag == "textarea":
            self.area = name
            self.form["fields"][name] = ""

    def handle_data(self, data):
        if self.area:
            self.form["fields"][self.area] += data
        if self.in_h1:
            self.heading += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.area = None
        if tag == "h1":
            self.in_h1 = False


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.at, self.page = port, {}, "/", None

    def send(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        h = {"Cookie": "; ".join("%s=%s" % x for x in self.cookies.items()), "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        h.update(headers or {})
        c.request(method, path, body, h)
        r = c.getresponse()
        text = r.read()
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, value = v.split(";")[0].split("=", 1)
                self.cookies[name] = value
        c.close()
        return r.status, dict((k.lower(), v) for k, v in r.getheaders()), text

    def get(self, path):
        status, headers, text = self.send("GET", path)
        while status == 303:
            path = headers["location"]
            status, headers, text = self.send("GET", path)
        assert status == 200, (path, status, text[-400:])
        self.at, self.page = path, Page(text.decode())
        return text.decode()

    def submit(self, **given):
        form = next(f for f in self.page.forms if f["method"].lower() == "post" and "sign-out" not in f["action"]
                    and "/drop" not in f["action"])
        fields, files = dict(form["fields"]), {}
        for k, v in given.items():
            k = k.replace("__", "-")
            if isinstance(v, tuple):
                files[k] = v
            elif k + "-day" in form["names"]:
                fields[k + "-year"], fields[k + "-month"], fields[k + "-day"] = v.split("-")
            else:
                fields[k] = v
        action = urllib.parse.urljoin(self.at, form["action"] or self.at)
        if form["files"]:
            mark = "stoa-test-boundary"
            body = b"".join(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' %
                            (mark.encode(), k.encode(), v.encode()) for k, v in fields.items())
            body += b"".join(b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n' %
                             (mark.encode(), k.encode(), n.encode(), d) for k, (n, d) in files.items())
            body += b"--%s--\r\n" % mark.encode()
            kind = "multipart/form-data; boundary=" + mark
        else:
            body, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        status, headers, text = self.send("POST", action, body, {"Content-Type": kind})
        assert status == 303, (action, status, Page(text.decode()).heading, text.decode()[-1500:])
        return self.get(headers["location"])

    def json(self, path, body=None, method="GET"):
        h = {"Accept": "application/json"}
        if body is not None:
            h["Content-Type"] = "application/json"
        status, _, text = self.send(method, path, body, h)
        assert status == 200, (path, status, text)
        return json.loads(text)


def register_birth(port, site):
    b = Browser(port)
    b.get("/sign-in")
    b.submit(email="lena@example.org", password=PASSWORD)
    with open(os.path.join(site, "services/birth-registration/tales/files/notice.pdf"), "rb") as f:
        notice = f.read()
    born = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 5 * 86400))
    answers = {"applicant_role": "mother", "birth_outcome": "live", "birth_date": born, "birth_time": "14:05",
               "birth_site": "hospital", "hospital": "Saint Elisabeth Hospital", "sex": "female", "plurality": "single",
               "other_parent": "father_married", "child_given": "Ngọc Lan", "family_rule": "mother_other",
               "medical_notice": ("notice.pdf", notice), "certificate_language": "en"}
    b.get("/apply/birth-registration/applicant_role")
    for _ in range(40):
        form = next(f for f in b.page.forms if f["method"].lower() == "post" and "sign-out" not in f["action"] and "/drop" not in f["action"])
        if "declared" in form["names"]:
            break
        here = {k: v for k, v in answers.items()
                if k in form["names"] or k + "-day" in form["names"]}
        b.submit(**here)
    text = b.submit(declared="yes")
    number = b.at.split("?")[0].rsplit("/", 1)[1]
    assert number in text
    return b, number


def owe_a_fee(port):
    """An application that waits for its fee: the journal has an entry, and a claim is open."""
    b = Browser(port)
    b.get("/sign-in")
    b.submit(email="layla@example.org", password=PASSWORD)
    answers = {"whose": "own", "use": "other", "copy_language": "en"}
    b.get("/apply/certified-copy/about-you")
    for _ in range(12):
        form = next(f for f in b.page.forms if f["method"].lower() == "post" and "sign-out" not in f["action"] and "/drop" not in f["action"])
        if "declared" in form["names"]:
            break
        b.submit(**{k: v for k, v in answers.items() if k in form["names"]})
    assert "6.50" in b.submit(declared="yes")


def run(*argv, ok=True):
    r = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert (r.returncode == 0) == ok, (argv, r.returncode, r.stdout[-2000:], r.stderr[-2000:])
    return r.stdout


def prove_receipt(b, number, port):
    receipt = b.json("/cases/%s/receipt" % number)
    for _ in range(600):
        verdict = b.json("/log/check", json.dumps(receipt), "POST")
        if verdict["state"] != "soon":
            break
        time.sleep(0.2)
    assert verdict["state"] == "proven" and verdict["proven"], verdict
    for change in (lambda r: r["event"]["body"]["answers"].__setitem__("birth_time", "14:06"),
                   lambda r: r.__setitem__("salt", "00" * 16),
                   lambda r: r.__setitem__("leaf", r["leaf"] - 1)):
        other = json.loads(json.dumps(receipt))
        change(other)
        assert b.json("/log/check", json.dumps(other), "POST")["state"] == "wrong"
    b.get("/log")
    form = [f for f in b.page.forms if f["action"].endswith("/log/check")][0]
    body = urllib.parse.urlencode(dict(form["fields"], receipt=json.dumps(receipt)))
    status, _, text = b.send("POST", "/log/check", body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 200 and "The receipt is proven" in text.decode()
    status, _, text = b.send("POST", "/log/check", "receipt=nonsense", {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 422
    leaf = hashlib.sha256(b"\0" + bytes.fromhex(receipt["entry"])).hexdigest()
    key = b.send("GET", "/log/vkey")[2].decode().strip()
    log = "http://127.0.0.1:%d/log" % port
    said = json.loads(run(sys.executable, os.path.join(HERE, "verify_log.py"), log, "--key", key, "--leaf", leaf))
    assert said["leaves"] == [receipt["leaf"]], said
    return key, log


def tiles_exist_as_told(b, size):
    for path, want in (("0/000", 200 if size >= 256 else 404), ("0/%03d" % (size // 256 + 1), 404), ("9/000", 404), ("0/00", 404),
                       ("entries/000.p/256", 404), ("../checkpoint", 404)):
        status, headers, _ = b.send("GET", "/log/tile/" + path)
        assert status in (want, 400 if ".." in path else want), (path, status)
        if status == 200:
            assert "immutable" in headers["cache-control"], headers


def form_of(b, name):
    return next(f for f in b.page.forms if f["method"].lower() == "post" and name in f["names"])


def post(b, action, fields, want=303):
    status, headers, text = b.send("POST", action, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    assert status == want, (action, status, Page(text.decode()).heading)
    return headers.get("location")


def ask_the_archive(b):
    b.get("/apply/archive-search/record_kind")
    b.submit(record_kind="birth")
    b.submit(record_name__given="Anna", record_name__family="Huber")
    b.submit(record_year="1890")
    b.submit(record_place="Lindau")
    b.submit(declared="yes")
    return b.at.split("?")[0].rsplit("/", 1)[1]


def the_archive_gives_up(port):
    """A partner's worker takes one search and fails for good: an incident.  The other one still waits, with its clock."""
    program = Browser(port)
    head = {"Authorization": "Bearer state-archive.the-archive-keeps-everything", "Content-Type": "application/json"}
    topics = {"workerId": "w", "maxTasks": 1, "topics": [{"topicName": "archive.search", "lockDuration": 60000}]}
    status, _, text = program.send("POST", "/engine-rest/external-task/fetchAndLock", json.dumps(topics), head)
    assert status == 200, text
    task = json.loads(text)[0]["id"]
    said = json.dumps({"workerId": "w", "errorMessage": "fire", "retries": 0})
    status, _, text = program.send("POST", "/engine-rest/external-task/%s/failure" % task, said, head)
    assert status == 204, text


def a_draft_is_changed(port):
    b = Browser(port)
    b.get("/sign-in")
    b.submit(email="okafor@saren.example.org", password=PASSWORD)
    b.get("/studio/services/birth-registration")
    f = form_of(b, "title")
    b.get(post(b, f["action"], dict(f["fields"], title="Shorter")))
    draft = b.at
    b.get(draft + "/file?path=letters/delay.md")
    f = form_of(b, "text")
    post(b, urllib.parse.urljoin(b.at, f["action"]), dict(f["fields"], text="---\nsubject: Later\n---\nPlease wait.\n"))
    b.get(draft)
    f = next(f for f in b.page.forms if f["action"].endswith("/submit"))
    post(b, f["action"], f["fields"])


DAMAGES = [
    ("UPDATE incident SET text = 'nothing' WHERE state = 'open'", "incident.row"),
    ("UPDATE incident SET state = 'gone'", "incident.token"),
    ("UPDATE incident SET handled = 'skip', handled_by = 1", "incident.row"),
    ("DELETE FROM incident", "incident.row"),
    ("INSERT INTO incident (id, case_id, scope, token, element, code, text, at, state) "
     "SELECT 5, case_id, scope, token, element, code, text, at, 'gone' FROM incident", "incident.row"),
    ("UPDATE outbox SET due = due + 86400000 WHERE kind = 'case.timer' AND state = 0", "timer.row"),
    ("UPDATE outbox SET state = 1 WHERE kind = 'case.timer'", "timer.missing"),
    ("UPDATE outbox SET payload = (SELECT payload FROM outbox o WHERE o.kind = 'case.timer' ORDER BY id DESC LIMIT 1) "
     "WHERE kind = 'case.timer' AND state = 0", "timer."),
    ("UPDATE studio_draft SET state = 'open'", "draft.row"),
    ("UPDATE studio_draft SET signer = 7", "draft.row"),
    ("UPDATE studio_file SET bytes = CAST('x' AS BLOB) WHERE path = 'letters/delay.md'", "draft.file"),
    ("UPDATE studio_file SET bytes = CAST('x' AS BLOB) WHERE path = 'service.yaml'", "draft.file"),
    ("DELETE FROM studio_file WHERE path = 'rules.dmn'", "draft.file"),
    ("INSERT INTO studio_file SELECT draft, 'other.dmn', version, editor, at, bytes FROM studio_file LIMIT 1", "draft.file"),
    ("DELETE FROM studio_editor", "draft.editor"),
    ("UPDATE event SET at = at + 1 WHERE type = 'case.submitted'", "event.changed"),
    ("UPDATE event SET body = CAST(substr(body, 1, length(body) - 2) || x'0102' AS BLOB) WHERE type = 'case.submitted'", "event.body"),
    ("DELETE FROM event WHERE type = 'case.submitted'", "log.alone"),
    ("UPDATE log_entry SET entry = zeroblob(32) WHERE ix = 7", "log.root"),
    ("DELETE FROM log_entry WHERE ix = 7", "log.entry"),
    ("DELETE FROM log_entry WHERE ix = (SELECT max(ix) FROM log_entry)", "event.leaf"),
    ("UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND ix = 0", "log.tile"),
    ("UPDATE log_checkpoint SET note = replace(note, 'log', 'lag')", "log.signature"),
    ("UPDATE cases SET state = 'decided', outcome = 'entered' WHERE number IS NOT NULL", "case.row"),
    ("UPDATE cases SET number = '1' || number WHERE number IS NOT NULL", "case.row"),
    ("UPDATE cases SET submitted = submitted - 86400000 WHERE number IS NOT NULL", "case.row"),
    ("DELETE FROM cases WHERE number IS NOT NULL", "rows.orphan"),
    ("UPDATE task SET state = 'open'", "task.desk"),
    ("UPDATE task SET state = 'open'", "task.token"),
    ("INSERT INTO desk SELECT authority, 'nobody', 'open', due, id, 'x' FROM task LIMIT 1", "desk.row"),
    ("INSERT INTO step_now SELECT id, 1, service, 'nowhere', 1 FROM cases WHERE state = 'withdrawn'", "step.row"),
    ("UPDATE step_count SET here = here + 1", "step.count"),
    ("INSERT INTO follow SELECT 'person', '', '1', id, 'x', 'name' FROM cases WHERE state = 'withdrawn'", "follow.case"),
    ("UPDATE pay_line SET minor = minor + 1 WHERE account = 'claims'", "pay.entry"),
    ("UPDATE pay_line SET minor = minor * 2", "pay.entry"),
    ("UPDATE pay_line SET account = 'cash' WHERE account = 'claims'", "pay.claim"),
    ("UPDATE pay_claim SET state = 'paid', paid = asked", "pay.claim"),
    ("UPDATE pay_claim SET state = 'withdrawn'", "pay.claim"),
    ("UPDATE pay_entry SET authority = 'state'", "pay.entry"),
    ("DELETE FROM pay_entry", "pay.journal"),
    ("UPDATE data_key SET wrapped = zeroblob(length(wrapped)) WHERE kind = 3", "event.key"),
]


def damages_are_found(stoa, data, home):
    copy = os.path.join(home, "copy")
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("spool"))
    run(stoa, "verify", "--data", copy)
    for sql, code in DAMAGES:
        shutil.copy(os.path.join(data, "stoa.db"), os.path.join(copy, "stoa.db"))
        for side in ("-wal", "-shm"):
            if os.path.exists(os.path.join(copy, "stoa.db" + side)):
                os.remove(os.path.join(copy, "stoa.db" + side))
        with sqlite3.connect(os.path.join(copy, "stoa.db")) as db:
            assert db.execute(sql).rowcount > 0, sql
        db.close()
        said = run(stoa, "verify", "--data", copy, ok=False)
        assert "wrong: " + code in said, (sql, code, said)
    shutil.copy(os.path.join(data, "stoa.db"), os.path.join(copy, "stoa.db"))
    files = [os.path.join(d, f) for d, _, names in os.walk(os.path.join(copy, "files")) for f in names]
    assert files
    with open(files[0], "r+b") as f:
        f.seek(40)
        byte = f.read(1)
        f.seek(40)
        f.write(bytes([byte[0] ^ 1]))
    assert "wrong: file.changed" in run(stoa, "verify", "--data", copy, ok=False)
    os.remove(files[0])
    assert "wrong: file.missing" in run(stoa, "verify", "--data", copy, ok=False)
    shutil.copytree(os.path.join(data, "files"), os.path.join(copy, "files"), dirs_exist_ok=True)
    shutil.rmtree(os.path.join(copy, "keys"))
    said = run(stoa, "verify", "--data", copy)
    assert "not checked: the sealed bodies" in said and "not checked: the signatures" in said, said


def main():
    stoa, site = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    home = tempfile.mkdtemp(prefix="stoa-verify-")
    data = os.path.join(home, "data")
    with open(os.path.join(home, "out"), "w+b") as out:
        server = subprocess.Popen([stoa, "serve", "--site", site, "--data", data, "--listen", "127.0.0.1:%d" % port, "--dev"],
                                  stdout=out, stderr=out)
        try:
            for _ in range(1200):
                try:
                    if Browser(port).send("GET", "/healthz")[0] == 200:
                        break
                except OSError:
                    pass
                time.sleep(0.1)
            b, number = register_birth(port, site)
            owe_a_fee(port)
            key, log = prove_receipt(b, number, port)
            first = os.path.join(home, "checkpoint")
            with open(first, "wb") as f:
                f.write(b.send("GET", "/log/checkpoint")[2])
            tiles_exist_as_told(b, int(open(first).read().split("\n")[1]))
            b.get("/cases/" + number)
            status, _, _ = b.send("POST", "/cases/%s/withdraw" % number, "", {"Content-Type": "application/x-www-form-urlencoded"})
            assert status == 303, status
            ask_the_archive(b)
            ask_the_archive(b)
            the_archive_gives_up(port)
            a_draft_is_changed(port)
            time.sleep(2.5)
            run(sys.executable, os.path.join(HERE, "verify_log.py"), log, "--key", key, "--since", first)
            said = run(stoa, "verify", "--data", data)
            assert "4  cases rebuilt from their events" in said and "no errors" in said, said
            assert "1  drafts of services rebuilt" in said and "0  timers compared" not in said, said
            assert "1  entries of the journal that balance" in said and "1  claims compared" in said, said
        except BaseException:
            out.flush()
            out.seek(0)
            sys.stderr.write(out.read().decode()[-3000:])
            raise
        finally:
            server.terminate()
            server.wait(20)
    damages_are_found(stoa, data, home)
    shutil.rmtree(home)
    print("verify: a receipt proven, %d damages found" % (len(DAMAGES) + 2))


if __name__ == "__main__":
    main()
