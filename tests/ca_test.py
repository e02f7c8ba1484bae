#!/usr/bin/env python3
"""The certificate authority of a served installation: keys are changed and revoked while it serves, what was sealed before keeps
verifying, openssl finds the lists at the addresses in the certificates, and who knows the log's old key follows to the new one.

  ca_test.py STOA SITE        Python's standard library and openssl; needs a free port on the loopback.
"""
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from verify_test import HERE, PASSWORD, Browser, run


class House:
    def __init__(self, stoa, site):
        self.stoa, self.home = stoa, tempfile.mkdtemp(prefix="stoa-ca-")
        self.data = os.path.join(self.home, "data")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.base = "http://127.0.0.1:%d" % self.port
        self.site = site
        self.out = open(os.path.join(self.home, "out"), "w+b")
        self.start()

    def start(self):
        self.server = subprocess.Popen([self.stoa, "serve", "--site", self.site, "--data", self.data, "--listen", "127.0.0.1:%d" % self.port,
                                        "--public-url", self.base, "--dev"], stdout=self.out, stderr=self.out)
        for _ in range(1200):
            try:
                if Browser(self.port).send("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("the house does not start")

    def get(self, path):
        status, _, body = Browser(self.port).send("GET", path)
        assert status == 200, (path, status)
        return body

    def keep(self, name, path):
        where = os.path.join(self.home, name)
        with open(where, "wb") as f:
            f.write(self.get(path))
        return where

    def ca(self, *argv, ok=True):
        return run(self.stoa, "ca", *argv, "--data", self.data, ok=ok)

    def serial(self, kind):
        return re.search(r"^%s +(\S+) .* in use" % kind, self.ca("show"), re.M).group(1)

    def certificate(self, who):
        """A certificate of residence, issued by the rules alone; the PDF."""
        b = Browser(self.port)
        b.get("/sign-in")
        b.submit(email=who, password=PASSWORD)
        answers = {"shown": "birth_date", "certificate_language": "en"}
        b.get("/apply/certificate-of-residence/about-you")
        for _ in range(8):
            form = next(f for f in b.page.forms if f["method"].lower() == "post" and "sign-out" not in f["action"] and "/drop" not in f["action"])
            if "declared" in form["names"]:
                break
            b.submit(**{k: v for k, v in answers.items() if k in form["names"]})
        b.submit(declared="yes")
        case = b.at.split("?")[0]
        for _ in range(1200):
            link = re.search(r'href="(/documents/[^"?]+)"', b.get(case))
            status, headers, pdf = b.send("GET", link.group(1)) if link else (0, {}, b"")
            if status == 200 and headers["content-type"].startswith("application/pdf"):
                return pdf
            time.sleep(0.1)
        raise AssertionError("the certificate is not made: %s" % status)

    def verdict(self, pdf):
        head = {"Content-Type": "multipart/form-data; boundary=b", "Accept": "application/json"}
        body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + pdf + b"\r\n--b--\r\n"
        status, _, text = Browser(self.port).send("POST", "/verify", body, head)
        assert status == 200, (status, text[-300:])
        return json.loads(text)["state"]


def openssl(house, leaf, root, more, ok=True):
    """The chain with the lists that openssl fetches itself from the addresses in the certificates; a root has none in its own."""
    text = subprocess.run(["openssl", "x509", "-in", root, "-noout", "-serial"], capture_output=True, text=True, check=True).stdout
    crl = house.keep("root.crl", "/certificates/crl/%s.crl" % text.strip().split("=")[1].lower())
    subprocess.run(["openssl", "crl", "-inform", "DER", "-in", crl, "-out", crl + ".pem"], check=True, capture_output=True)
    r = subprocess.run(["openssl", "verify", "-x509_strict", "-crl_check_all", "-crl_download", "-CRLfile", crl + ".pem", "-CAfile", root,
                        "-untrusted", more, leaf],
                       capture_output=True, text=True, timeout=60)
    assert (r.returncode == 0) == ok, (r.stdout, r.stderr)
    return r.stdout + r.stderr


def seals(house):
    root, more = house.keep("root.pem", "/certificates/ca.pem"), house.keep("all.pem", "/certificates/all.pem")
    first = house.keep("first.pem", "/certificates/seal.pem")
    openssl(house, first, root, more)
    before = house.certificate("layla@example.org")
    assert house.verdict(before) == "genuine"
    was = house.serial("seal")
    house.ca("rotate", "seal")
    assert house.serial("seal") != was
    second = house.keep("second.pem", "/certificates/seal.pem")
    assert open(first).read() != open(second).read()
    after = house.certificate("lena@example.org")
    assert house.verdict(before) == "genuine" and house.verdict(after) == "genuine"
    assert open(second, "rb").read() not in before
    openssl(house, second, root, more)
    house.ca("revoke", was, "--reason", "nonsense", ok=False)
    house.ca("revoke", was, "--reason", "key-compromise")
    assert "certificate revoked" in openssl(house, first, root, more, ok=False)
    openssl(house, second, root, more)
    assert house.verdict(before) == "genuine"  # the record knows it byte for byte, whoever has that key now
    assert house.verdict(after) == "genuine"
    page = house.get("/certificates").decode()
    assert was in page and "Revoked" in page and house.serial("root") in page
    issuing = house.serial("issuing")
    house.ca("rotate", "root")
    assert house.serial("issuing") != issuing
    root, more = house.keep("root.pem", "/certificates/ca.pem"), house.keep("all.pem", "/certificates/all.pem")
    openssl(house, house.keep("third.pem", "/certificates/seal.pem"), root, more)
    assert house.verdict(after) == "genuine"
    return before


def the_logs_key(house):
    log, old = house.base + "/log", house.get("/log/vkey").decode().strip()
    first = house.keep("checkpoint", "/log/checkpoint")
    house.ca("rotate", "log")
    house.certificate("hoa@example.org")
    for _ in range(1200):
        if house.get("/log/vkey").decode().strip() != old:
            break
        time.sleep(0.1)
    now = house.get("/log/vkey").decode().strip()
    assert now != old
    house.certificate("minh@example.org")
    time.sleep(2)
    for key in (old, now):
        run(sys.executable, os.path.join(HERE, "verify_log.py"), log, "--key", key, *(["--since", first] if key == old else []))
    other = old.split("+")[0] + "+00000000+" + old.split("+")[2]
    run(sys.executable, os.path.join(HERE, "verify_log.py"), log, "--key", other, ok=False)


def changes(house):
    with sqlite3.connect("file:%s/stoa.db?mode=ro" % house.data, uri=True) as db:
        return db.execute("SELECT count(*) FROM event WHERE type = 'authority.changed'").fetchone()[0]


def main():
    if not shutil.which("openssl"):
        print("skipped: no openssl\n0 passed, 0 failed, 1 skipped")
        return
    house = House(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
    try:
        seals(house)
        the_logs_key(house)
        assert changes(house) == 0
        house.server.terminate()
        house.server.wait(120)
        house.start()
        for _ in range(1200):
            if changes(house):
                break
            time.sleep(0.1)
        assert changes(house) == 1  # one event tells of all that changed since it was looked at last
        said = run(house.stoa, "verify", "--data", house.data)
        assert "no errors" in said and "1  seals by a key that was stolen later" in said, said
        assert re.search(r"[1-9]\d*  seals whose certificates stood", said), said
    except BaseException:
        house.out.flush()
        house.out.seek(0)
        sys.stderr.write(house.out.read().decode()[-3000:])
        raise
    finally:
        house.server.terminate()
        house.server.wait(120)
    shutil.rmtree(house.home)
    print("ca: seal, issuing certificate, root and the log's key changed while it served\n1 passed, 0 failed")


if __name__ == "__main__":
    main()
