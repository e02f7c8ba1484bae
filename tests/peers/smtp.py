"""smtp.py STOA SMTPD - mail leaves as it should: later where the server is down, once where it is up, readable in any
script, with the same Message-ID at every try, and not again where it was refused for good."""
import email, email.policy, glob, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

STOA, SMTPD = sys.argv[1:3]
failures, passed, children = 0, 0, []


def check(what, good, shown=""):
    global failures, passed
    passed, failures = passed + bool(good), failures + (not good)
    if not good:
        print(f"FAILED: {what} {shown}")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.1)
    return None


def start(command, log):
    p = subprocess.Popen(command, stdout=open(log, "wb"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    children.append(p)
    return p


def stop(p):
    if p.poll() is None:
        p.send_signal(signal.SIGTERM)
        try:
            p.wait(20)
        except subprocess.TimeoutExpired:
            p.kill()
    children.remove(p)


class Stoa:
    def __init__(self, folder, port):
        self.log = f"{folder}/stoa.log"
        self.p = start([STOA, "serve", "--site", "sites/demo", "--data", f"{folder}/data", "--listen", "127.0.0.1:0",
                        "--smtp", f"smtp://localhost:{port}", "--mail-from", "post@alvaria.test"], self.log)
        found = until(lambda: re.search(r" on (http://\S+)", open(self.log).read()))
        self.at = found.group(1) if found else sys.exit("stoa did not start:\n" + open(self.log).read())

    def ask_for_code(self, address):
        """A new password asked for: the answer is a mail with a code."""
        r = urllib.request.Request(self.at + "/recover", data=f"email={address}".encode(), headers={"Sec-Fetch-Site": "same-origin"})
        with urllib.request.urlopen(r) as answer:
            check(f"asking for a code answers a page ({address})", answer.status == 200)

    def events(self, name):
        return open(self.log).read().count(f'"event":"{name}"')


def mails(folder):
    out = []
    for f in sorted(glob.glob(f"{folder}/new/*"), key=os.path.getmtime):
        with open(f, "rb") as h:
            out.append(email.message_from_binary_file(h, policy=email.policy.default))
    return out


def smtpd_start(folder, port):
    conf, box = f"{folder}/smtpd.conf", f"{folder}/mail"
    os.mkdir(box)
    shutil.chown(box, "nobody")
    with open(conf, "w") as f:
        f.write(f'table everybody {{ "@" = "nobody" }}\nlisten on 127.0.0.1 port {port}\n'
                f'action "keep" maildir "{box}" virtual <everybody>\nmatch from any for any action "keep"\n')
    return start([SMTPD, "-d", "-f", conf], f"{folder}/smtpd.log"), box


def real_server(folder):
    port = free_port()
    s = Stoa(folder, port)
    s.ask_for_code("hoa@example.org")
    check("a server that is down is noticed", until(lambda: s.events("smtp.later")))
    d, box = smtpd_start(folder, port)
    got = until(lambda: mails(box))
    check("the mail comes once the server is up", got, open(f"{folder}/smtpd.log").read())
    if got:
        m = got[0]
        body = m.get_content()
        check("the subject is Vietnamese", m["Subject"] == "Mã để đặt mật khẩu mới", m["Subject"])
        check("the text is Vietnamese and has a code", "Mã" in body or "mã" in body, body)
        check("the code can be read", re.search(r"\b[0-9A-Z]{4}-?[0-9A-Z]{4}\b", body), body)
        check("it goes to whom it is for", m["To"] == "<hoa@example.org>" or m["To"] == "hoa@example.org", m["To"])
        check("it says from whom", "post@alvaria.test" in m["From"], m["From"])
        check("it is marked as sent by a machine", m["Auto-Submitted"] == "auto-generated", m["Auto-Submitted"])
        check("its Message-ID is of this house", re.fullmatch(r"<stoa\.\d+@alvaria\.test>", m["Message-ID"]), m["Message-ID"])
        check("it has a date", m["Date"] is not None)
        check("text in UTF-8", m.get_content_charset() == "utf-8")
    s.ask_for_code("lena@example.org")
    until(lambda: len(mails(box)) >= 2)
    s.ask_for_code("nobody-here@example.org")
    time.sleep(5)
    to = [m["To"].strip("<>") for m in mails(box)]
    check("each mail comes once, and none to strangers", to == ["hoa@example.org", "lena@example.org"], to)
    stop(s.p)
    stop(d)


class Rude(threading.Thread):
    """A mail server that takes the first mail and hangs up before it says so, takes the second try, refuses "unknown"."""

    def __init__(self):
        super().__init__(daemon=True)
        self.s = socket.create_server(("127.0.0.1", 0))
        self.port, self.taken, self.refused = self.s.getsockname()[1], [], 0

    def serve(self, c):
        f = c.makefile("rb")
        c.sendall(b"220 rude\r\n")
        while line := f.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                c.sendall(b"250 rude\r\n")
            elif verb == b"RCPT" and b"minh@" in line:
                self.refused += 1
                c.sendall(b"550 no such mailbox\r\n")
            elif verb == b"DATA":
                c.sendall(b"354 go on\r\n")
                text = b""
                while (line := f.readline()) not in (b".\r\n", b""):
                    text += line
                self.taken.append(email.message_from_bytes(text, policy=email.policy.default))
                if len(self.taken) == 1:
                    return
                c.sendall(b"250 taken\r\n")
            elif verb == b"QUIT":
                c.sendall(b"221 bye\r\n")
                return
            else:
                c.sendall(b"250 fine\r\n")

    def run(self):
        while True:
            c, _ = self.s.accept()
            try:
                self.serve(c)
            except OSError:
                pass
            c.shutdown(socket.SHUT_RDWR) if c.fileno() >= 0 else None
            c.close()


def rude_server(folder):
    r = Rude()
    r.start()
    s = Stoa(folder, r.port)
    s.ask_for_code("lena@example.org")
    check("a mail whose taking was not heard is sent again", until(lambda: len(r.taken) >= 2))
    ids = {m["Message-ID"] for m in r.taken}
    check("with the same Message-ID", len(ids) == 1, ids)
    s.ask_for_code("minh@example.org")
    check("a mailbox that is not there is given up", until(lambda: r.refused and s.events("job.failed") >= 2))
    time.sleep(5)
    check("and not tried again", r.refused == 1, r.refused)
    check("what was taken is not sent again", len(r.taken) == 2, len(r.taken))
    stop(s.p)


def main():
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="stoa-smtp-") as folder:
        os.chmod(folder, 0o755)
        try:
            for name, test in (("real", real_server), ("rude", rude_server)):
                os.mkdir(f"{folder}/{name}")
                test(f"{folder}/{name}")
        finally:
            for p in list(children):
                stop(p)
    print(f"{passed} passed, {failures} failed")
    return 1 if failures else 0


sys.exit(main())
