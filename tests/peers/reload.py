"""reload.py STOA - content published while the server runs: the new title is served after SIGHUP without a request that
fails, the old version stays known, changes that nobody published are not served; and the page of too many requests."""
import hashlib, os, re, shutil, signal, sqlite3, struct, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request

STOA = sys.argv[1]
SERVICE = "services/birth-registration/service.yaml"
failures, passed = 0, 0


def check(what, good, shown=""):
    global failures, passed
    passed, failures = passed + bool(good), failures + (not good)
    if not good:
        print(f"FAILED: {what} {shown}")


def until(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.1)
    return None


def version_of(site):
    """The version of a folder: the hash of its files but data/, each as length and bytes of path and content."""
    files = {}
    for base, _, names in os.walk(site):
        for n in names:
            path = os.path.relpath(os.path.join(base, n), site)
            if not path.startswith("data/") and not n.startswith("."):
                files[path.encode()] = open(os.path.join(base, n), "rb").read()
    packed = b"".join(struct.pack("<I", len(x)) + x for p in sorted(files) for x in (p, files[p]))
    return hashlib.sha256(packed).hexdigest()[:16]


class Server:
    def __init__(self, folder, site, *more):
        self.data, self.log = f"{folder}/data", f"{folder}/log"
        self.p = subprocess.Popen([STOA, "serve", "--site", site, "--data", self.data, "--listen", "127.0.0.1:0", *more],
                                  stdout=open(self.log, "wb"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        found = until(lambda: re.search(r" on (http://\S+)", open(self.log).read()))
        if not found:
            self.p.kill()
            sys.exit("stoa did not start:\n" + open(self.log).read())
        self.at = found.group(1)

    def get(self, path, **headers):
        return self.ask(urllib.request.Request(self.at + path, headers=headers))

    def ask(self, request):
        try:
            with urllib.request.urlopen(request, timeout=20) as r:
                return r.status, r.read().decode(), r.headers
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode(), e.headers

    def reloads(self):
        return open(self.log).read().count('"event":"serve.ready"')

    def reload(self):
        was = self.reloads()
        os.kill(int(open(f"{self.data}/stoa.pid").read()), signal.SIGHUP)
        return until(lambda: self.reloads() > was)

    def end(self):
        self.p.send_signal(signal.SIGTERM)
        try:
            return self.p.wait(25)
        except subprocess.TimeoutExpired:
            self.p.kill()
            return -1


def retitle(site, old, new):
    path = f"{site}/{SERVICE}"
    text = open(path).read()
    assert f"title: {old}\n" in text
    open(path, "w").write(text.replace(f"title: {old}\n", f"title: {new}\n", 1))


def versions(data):
    with sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True) as db:
        return [r[0] for r in db.execute("SELECT version FROM published ORDER BY at")]


def title(s):
    return re.search(r"<h1[^>]*>([^<]*)", s.get("/services/birth-registration", **{"Accept-Language": "en"})[1]).group(1).strip()


def publishing(folder):
    site = f"{folder}/site"
    shutil.copytree("sites/demo", site)
    s = Server(folder, site)
    first = version_of(site)
    check("the number of the server is in its data", open(f"{s.data}/stoa.pid").read().strip() == str(s.p.pid))
    check("what is served at first is published", versions(s.data) == [first], (versions(s.data), first))
    check("the title is there", title(s) == "Register a birth", title(s))
    retitle(site, "Register a birth", "Announce a birth")
    check("it is loaded again", s.reload())
    check("a change that nobody published is not served", title(s) == "Register a birth", title(s))

    failed, stop = [], threading.Event()

    def visitor():
        while not stop.is_set():
            status, _, _ = s.get("/services/birth-registration")
            if status != 200:
                failed.append(status)
    people = [threading.Thread(target=visitor) for _ in range(4)]
    for p in people:
        p.start()
    second = version_of(site)
    with open(f"{s.data}/publish", "w") as f:
        f.write(second + "\n")
    check("it is loaded again once it is published", s.reload())
    check("the new title is served", until(lambda: title(s) == "Announce a birth", 10), title(s))
    time.sleep(1)
    stop.set()
    for p in people:
        p.join()
    check("no request failed meanwhile", not failed, failed)
    check("both versions are known", versions(s.data) == [first, second], versions(s.data))
    check("the wish to publish is fulfilled", not os.path.exists(f"{s.data}/publish"))

    with open(f"{s.data}/publish", "w") as f:
        f.write("0123456789abcdef\n")
    os.kill(s.p.pid, signal.SIGHUP)
    check("what was not checked is not published", until(lambda: "changed after it was checked" in open(s.log).read()))
    check("and the server serves on", title(s) == "Announce a birth")
    os.remove(f"{s.data}/publish")
    check("it ends well", s.end() == 0)
    check("its number is gone with it", not os.path.exists(f"{s.data}/stoa.pid"))


def too_many(folder):
    s = Server(folder, "sites/demo", "--rate-loopback")

    def search(language):
        return s.get("/search?q=birth", **{"Accept-Language": language})
    for _ in range(600):
        status, page, headers = search("en")
        if status == 429:
            break
    check("too many searches are stopped", status == 429, status)
    check("in English", "Too many tries" in page and 'lang="en"' in page, page[:300])
    check("with the time to wait", headers["Retry-After"] is not None)
    status, page, _ = search("vi")
    check("in Vietnamese", status == 429 and "Bạn đã thử quá nhiều lần" in page and 'lang="vi"' in page, page[:300])
    check("another kind of request is not stopped by it", s.get("/")[0] == 200)
    check("the limited server ends well", s.end() == 0)
    s = Server(folder, "sites/demo")
    check("this machine is not limited otherwise", all(search("en")[0] != 429 for _ in range(150)))
    s.end()


def main():
    with tempfile.TemporaryDirectory(prefix="stoa-reload-") as folder:
        for name, test in (("publish", publishing), ("many", too_many)):
            os.mkdir(f"{folder}/{name}")
            test(f"{folder}/{name}")
    print(f"{passed} passed, {failures} failed")
    return 1 if failures else 0


sys.exit(main())
