"""scanner.py STOA - files that people hand in, and the virus scanner: clean, infected, silent, slow, lying, gone and back.
The scanner is a small one of this file, which speaks clamd's INSTREAM; scanner.sh runs the real clamd where there is one
(scanner.py STOA unix:/its/socket)."""
import os, re, socket, struct, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from house import Browser, Count, House

STOA = sys.argv[1]
# The EICAR test file's own text, put together here so that this file is none (eicar.org).
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
"""


def pdf(more=b""):
    """A whole PDF with a comment in it."""
    body = PDF + b"% " + more + b"\n"
    offsets = [body.index(b"%d 0 obj" % n) for n in (1, 2, 3)]
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return body + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


class Scanner(threading.Thread):
    """clamd, as it should be or as it should not: mode is looked at anew for each file."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.mode, self.seen = path, "good", []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen(16)
        self.start()

    def run(self):
        while True:
            try:
                one, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(one,), daemon=True).start()

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        os.unlink(self.path)

    def serve(self, s):
        with s, s.makefile("rb") as f:
            if self.mode == "early":
                return
            head = f.read(10)
            if self.mode == "hasty":
                s.sendall(b"stream: OK\0")
                return
            got = b""
            while (size := struct.unpack(">I", f.read(4) or b"\0" * 4)[0]):
                got += f.read(size)
            self.seen.append((head, len(got)))
            if self.mode == "hang":
                time.sleep(40)
            said = {
                "lie": b"stream: OK\0stream: OK\0", "garbage": b"\xff\xfe stream: maybe\0",
                "strange": b"stream: <b>one\x01</b> FOUND\0",
            }.get(self.mode, b"stream: Eicar-Test-Signature FOUND\0" if EICAR in got else b"stream: OK\0")
            try:
                s.sendall(said)
            except OSError:
                pass


def until(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.2)
    return None


class Person:
    """Somebody who fills an application in and hands a file in."""

    def __init__(self, house, at):
        self.b = Browser(house)
        page = self.b.get("/apply/birth-registration/applicant_role")
        a = self.b.post("/apply/birth-registration/applicant_role", {"_id": page.hidden("_id"), "applicant_role": "mother"})
        self.draft = "/".join(a.header("Location").split("/")[:3])
        self.at = f"{self.draft}/{at}"

    def hand_in(self, name, content, field):
        page = self.b.get(self.at)
        return self.b.upload(self.at, {"_id": page.hidden("_id")}, field, name, content)

    def said(self):
        return self.b.get(self.at).words


def scanned_by_ours(count):
    path = os.path.join(tempfile.mkdtemp(prefix="stoa-scanner-"), "clamd.ctl")
    scanner = Scanner(path)
    house = House(STOA, "sites/demo", "--clamd", "unix:" + path)
    try:
        p = Person(house, "medical_notice")
        a = p.hand_in("notice.pdf", pdf(), "medical_notice")
        count.hold("a file is taken", a.status == 303, a.status)
        count.hold("a clean file is scanned once, by INSTREAM, whole",
                   until(lambda: scanner.seen == [(b"zINSTREAM\0", len(pdf()))]), scanner.seen)
        count.hold("a clean file says nothing", until(lambda: "notice.pdf" in p.said() and "checked" not in p.said()))
        link = re.search(r'href="(%s/files/\d+)"' % re.escape(p.draft), p.b.last.text)
        count.hold("who handed a file in can look at it before sending", link and p.b.get(link.group(1)).body == pdf())
        count.hold("nobody else can", link and Browser(house).get(link.group(1)).status == 404)

        bad = Person(house, "medical_notice")
        bad.hand_in("letter.pdf", pdf(EICAR), "medical_notice")
        count.hold("what was found is said by name", until(lambda: "A virus was found in it: Eicar-Test-Signature" in bad.said()), bad.said()[-400:])
        count.hold("an infected file is shown to nobody", not re.search(r"/files/\d+", bad.b.last.text))
        rows = [int(n) for n in re.findall(r"/files/(\d+)", p.b.get(p.at).text)]
        count.hold("its address is no address", all(bad.b.get(f"{bad.draft}/files/{n}").status == 404 for n in rows) and
                   all(bad.b.get(f"{bad.draft}/files/{n + k}").status == 404 for n in rows for k in range(1, 40)))

        scanner.mode = "strange"
        odd = Person(house, "medical_notice")
        odd.hand_in("odd.pdf", pdf(b"odd"), "medical_notice")
        count.hold("a name that is none is not shown", until(lambda: "A virus was found in it: ?" in odd.said()))

        for mode in ("early", "hasty", "lie", "garbage"):
            scanner.mode = "good"
            time.sleep(2.5)  # it is left alone for two seconds after it failed
            scanner.mode = mode
            one = Person(house, "medical_notice")
            one.hand_in("one.pdf", pdf(mode.encode() * (400000 if mode == "hasty" else 1)), "medical_notice")
            count.hold(f"a scanner that is {mode} is no scanner: the file waits",
                       until(lambda: "waits for the virus check" in one.said()), one.said()[-300:])
        scanner.mode = "good"
        count.hold("what waited is scanned when the scanner is back",
                   until(lambda: "waits for the virus check" not in one.said(), 60), one.said()[-300:])

        scanner.mode = "hang"
        began = time.monotonic()
        slow = Person(house, "medical_notice")
        slow.hand_in("slow.pdf", pdf(b"slow"), "medical_notice")
        count.hold("pages are answered while the scanner hangs", time.monotonic() - began < 10)
        count.hold("a scanner that hangs is given up", until(lambda: "waits for the virus check" in slow.said(), 40))
        scanner.stop()
        gone = Person(house, "medical_notice")
        gone.hand_in("gone.pdf", pdf(b"gone"), "medical_notice")
        count.hold("a scanner that is gone is waited for", until(lambda: "waits for the virus check" in gone.said()))
    finally:
        house.close()


def passed_when_silent(count):
    house = House(STOA, "sites/demo", "--clamd", "unix:/nonexistent/clamd.ctl", "--clamd-silent", "pass")
    try:
        p = Person(house, "medical_notice")
        p.hand_in("notice.pdf", pdf(), "medical_notice")
        count.hold("where the operator wants it so, files pass a silent scanner",
                   until(lambda: "notice.pdf" in p.said() and "checked" not in p.said() and "waits" not in p.said()))
    finally:
        house.close()


def scanned_by_clamd(count, address):
    house = House(STOA, "sites/demo", "--clamd", address)
    try:
        good, bad = Person(house, "medical_notice"), Person(house, "medical_notice")
        good.hand_in("notice.pdf", pdf(), "medical_notice")
        bad.hand_in("letter.pdf", pdf(EICAR), "medical_notice")
        count.hold("clamd passes a clean file", until(lambda: "notice.pdf" in good.said() and "checked" not in good.said()), good.said()[-300:])
        count.hold("clamd finds what its signatures know", until(lambda: "A virus was found in it: " in bad.said()), bad.said()[-300:])
    finally:
        house.close()


count = Count()
if len(sys.argv) > 2:
    scanned_by_clamd(count, sys.argv[2])
else:
    scanned_by_ours(count)
    passed_when_silent(count)
sys.exit(count.end())
