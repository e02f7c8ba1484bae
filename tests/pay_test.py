#!/usr/bin/env python3
"""`stoa pay run` killed wherever it is, with a server and without: every payment is in one file of the bank, once.

  pay_test.py BUILD          needs BUILD/stoa and BUILD/bench/pay_orders, and a free port on the loopback
"""
import ctypes
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "bench"))
import house  # noqa: E402
sys.path.insert(0, HERE)
import pain_rules  # noqa: E402

SITE = os.path.join(HERE, "../sites/demo")
BUILD = os.path.abspath(sys.argv[1])
STOA = os.path.join(BUILD, "stoa")
COUNT, KILLS, LINES = 1500, 12, 1000
seed = int(os.environ.get("PAY_SEED", random.randrange(1 << 30)))
rng = random.Random(seed)
passed, failed, skipped = 0, 0, 0


def check(what, ok, detail=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAILED: {what} {detail} (PAY_SEED={seed})", flush=True)


def stoa(data, *args):
    return subprocess.run([STOA, *args, "--site", SITE, "--data", data], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def orders(data, n):
    subprocess.run([os.path.join(BUILD, "bench/pay_orders"), SITE, data, str(n)], check=True, stdout=subprocess.DEVNULL)


def rows(data, sql):
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    found = db.execute(sql).fetchall()
    db.close()
    return found


def killed(data, out, when):
    """Runs the command and kills it at that moment; whether it had ended by itself."""
    p = subprocess.Popen([STOA, "pay", "run", "--out", out, "--site", SITE, "--data", data], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    when(p)
    p.send_signal(signal.SIGKILL)
    return p.wait() == 0


def after(seconds):
    return lambda p: time.sleep(seconds)


def once_written(out):
    """The file is there, and nobody has been told yet that it was made."""
    def wait(p):
        while p.poll() is None and not os.path.exists(out):
            pass
    return wait


def ids_of(path):
    with open(path) as f:
        return re.findall("<EndToEndId>P([0-9]+)</EndToEndId>", f.read())


def all_once(what, data, paths, n):
    ids = [x for p in paths for x in ids_of(p)]
    sent = [str(x) for x, in rows(data, "SELECT order_id FROM pay_sent ORDER BY 1")]
    check(f"{what}: every payment is in a file, once", len(ids) == n and sorted(ids, key=int) == sent, (len(ids), len(set(ids)), len(sent)))
    twice = rows(data, "SELECT plan, due FROM pay_order GROUP BY plan, due HAVING count(*) > 1")
    lost = rows(data, "SELECT p.id FROM pay_plan p WHERE p.written <> (SELECT count(*) FROM pay_order o WHERE o.plan = p.id) AND p.first > 0")
    check(f"{what}: each day of each plan has one order", not twice and not lost and not rows(data, "SELECT id FROM pay_plan WHERE next IS NOT NULL"),
          (twice[:3], lost[:3]))
    check(f"{what}: nothing is due any more", rows(data, "SELECT count(*) FROM pay_order WHERE state = 'planned'") == [(0,)])
    said = stoa(data, "verify").stdout
    check(f"{what}: what is there is sound", "no errors" in said, said[-500:])


def alone(folder, data):
    out = os.path.join(folder, "alone.xml")
    ended = sum(killed(data, out, after(rng.uniform(0.01, 0.12))) for _ in range(KILLS))
    killed(data, out, once_written(out))
    made = open(out, "rb").read() if os.path.exists(out) else None
    said = stoa(data, "pay", "run", "--out", out)
    check("the command ends where it is not killed", said.returncode == 0, said.stdout)
    check("what was written before it could be noted is the same again", made in (None, open(out, "rb").read()))
    all_once(f"killed {KILLS - ended} times", data, [out], COUNT)
    run = rows(data, "SELECT id FROM pay_run")[0][0]
    again = stoa(data, "pay", "file", f"R{run}", "--out", out + ".2")
    check("a file is made again, the same", again.returncode == 0 and open(out, "rb").read() == open(out + ".2", "rb").read(), again.stdout)
    said = stoa(data, "pay", "run", "--out", out)
    check("nothing is due twice", "nothing is due" in said.stdout, said.stdout)
    check("a folder that is not there is told", stoa(data, "pay", "file", f"R{run}", "--out", folder + "/none/x.xml").returncode == 1)
    check("a run that is not there is told", stoa(data, "pay", "file", "R12", "--out", out).returncode == 1)
    check("another authority is told", "no such authority" in stoa(data, "pay", "run", "--authority", "nobody").stdout)
    check("a day that is none is told", "--day" in stoa(data, "pay", "run", "--day", "2026-13-01").stdout)
    return out


def statement(folder, data):
    """A bank's file of many lines, taken in while the site is served, by a command that is killed and given again."""
    path = os.path.join(folder, "statement.xml")
    lines = "".join(f'<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{time.strftime("%F")}</Dt></BookgDt>'
                    f'<AcctSvcrRef>B{i}</AcctSvcrRef></Ntry>' for i in range(LINES))
    with open(path, "w") as f:
        f.write('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>N-1</Id><Acct><Id>'
                f'<IBAN>XA4320111000012345678</IBAN></Id></Acct>{lines}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>')
    p = subprocess.Popen([STOA, "pay", "statement", path, "--site", SITE, "--data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(rng.uniform(0.3, 1.5))
    p.kill()
    p.wait()
    said = stoa(data, "pay", "statement", path)
    # where the last part had been asked for before the command was killed, all of it is there already
    check("a statement is taken in while the site is served",
          "payments taken in" in said.stdout if said.returncode == 0 else "pay.statement_known" in said.stdout, said.stdout)
    n = rows(data, "SELECT count(*), sum(minor) FROM pay_item")[0]
    check("each of its lines once", n == (LINES, LINES * 100), n)
    check("it is whole", rows(data, "SELECT state, lines FROM pay_statement") == [("whole", LINES)], rows(data, "SELECT state, lines FROM pay_statement"))
    said = stoa(data, "pay", "statement", path)
    check("and not taken in again", said.returncode == 1 and "statement_known" in said.stdout, said.stdout)


class Watched:
    """What happens to the names of a folder meanwhile, as the kernel tells it."""
    ATTRIB, MOVED_TO = 0x4, 0x80

    def __init__(self, folder):
        libc = ctypes.CDLL(None)
        self.fd = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self.fd, folder.encode(), self.ATTRIB | self.MOVED_TO) >= 0

    def events(self):
        seen, at = [], 0
        try:
            block = os.read(self.fd, 1 << 20)
        except BlockingIOError:
            block = b""
        os.close(self.fd)
        while at < len(block):
            _, mask, _, n = struct.unpack_from("iIII", block, at)
            seen.append((mask, block[at + 16:at + 16 + n].rstrip(b"\0").decode()))
            at += 16 + n
        return seen


def served(folder, data, first):
    """Two more runs while the site is served: the command is killed, and so are the roles that do its work."""
    orders(data, COUNT)
    h = house.House(BUILD, data, site=SITE)
    h.wait()
    out = os.path.join(folder, "served.xml")
    killed(data, out, after(rng.uniform(0.05, 0.3)))
    watched = Watched(data + "/errands")
    p = subprocess.Popen([STOA, "pay", "run", "--out", out, "--site", SITE, "--data", data], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    for role in ("writer", "jobs", "keeper", "writer"):
        time.sleep(rng.uniform(0.05, 0.3))
        for pid, name in h.roles():
            if name == role:
                os.kill(pid, signal.SIGKILL)
    said = p.communicate(timeout=100)[0]
    check("the server does it", p.returncode == 0, said)
    seen = [(mask, name) for mask, name in watched.events() if name.endswith(".ask")]
    check("an errand has its name only when the server may read it", seen and all(mask == Watched.MOVED_TO for mask, _ in seen), seen)
    statement(folder, data)
    check("no errand is left", not [n for n in os.listdir(data + "/errands") if n.endswith(".ask")], os.listdir(data + "/errands"))
    outside = os.path.join(data, "errands", "01ARZ3NDEKTSV4RRFFQ69G5FAV.ask")
    with open(outside, "wb") as f:
        f.write(b"\0" * 50)
    time.sleep(1.5)
    check("what is no errand is removed", not os.path.exists(outside) and h.p.poll() is None)
    h.stop()
    files = [first] + [os.path.join(folder, n) for n in os.listdir(folder) if n.startswith("served") and n.endswith(".xml")]
    all_once("served, roles killed", data, files, 2 * COUNT)


def rules(path):
    """The file keeps the schema's rules, and the rules find what breaks them."""
    global skipped
    with open(path, "rb") as f:
        text = f.read()
    check("the file keeps the schema's rules", pain_rules.wrong(text) == [], pain_rules.wrong(text)[:3])
    said = pain_rules.schema_says(path)
    if said is None:
        skipped += 1
        print("skipped: the published schema is not in CONFORMANCE_DIR/iso20022, or xmllint is missing")
    else:
        check("the published schema takes the file", said == "", said[:500])
    one = re.search(rb"<CdtTrfTxInf>.*?</CdtTrfTxInf>", text).group(0)
    amount = re.search(rb'<InstdAmt Ccy="EUR">([0-9.]+)<', one).group(1)
    for was, now in ((b"<CtrlSum>", b"<CtrlSum>1"), (b"<NbOfTxs>1", b"<NbOfTxs>2"), (one, b""), (one, one + one),
                     (b"<PmtMtd>TRF</PmtMtd>", b""), (b"<PmtMtd>TRF<", b"<PmtMtd>CHK<"), (b'Ccy="EUR"', b'Ccy="USD"'), (b'<InstdAmt Ccy="EUR"', b"<InstdAmt"),
                     (b">" + amount + b"<", b">" + amount + b"1<"), (b">" + amount + b"<", b">-" + amount + b"<"), (b">" + amount + b"<", b">0.00<"),
                     (b"<IBAN>DE89", b"<IBAN>DE88"), (b"<IBAN>DE89", b"<IBAN>de89"), (b"<Nm>Holder", b"<Nm>" + b"x" * 70), (b"<Nm>Holder", "<Nm>Hölder".encode()),
                     (b"<ChrgBr>SLEV</ChrgBr>", b"<ChrgBr>SHAR</ChrgBr>"), (b"<MsgId>R", b"<MsgId>//R"), (b"<Cdtr>", b"<Cdtr><PstlAdr/>"),
                     (b"pain.001.001.09", b"pain.001.001.03"), (b"</Document>", b"")):
        broken = text.replace(was, now, 1)
        check(f"the rules find {now[:40]!r} for {was[:40]!r}", broken != text and pain_rules.wrong(broken) != [])


def damaged(folder, data):
    for sql in ("UPDATE pay_sent SET minor = minor + 1 WHERE order_id = (SELECT min(order_id) FROM pay_sent)",
                "DELETE FROM pay_sent WHERE order_id = (SELECT max(order_id) FROM pay_sent)"):
        copy = os.path.join(folder, "damaged")
        shutil.copytree(data, copy)
        db = sqlite3.connect(copy + "/stoa.db")
        db.execute(sql)
        db.commit()
        db.close()
        said = stoa(copy, "verify").stdout
        check("verify finds: " + sql, "pay.run" in said, said[-300:])
        shutil.rmtree(copy)


folder = tempfile.mkdtemp(prefix="stoa-pay-")
os.chmod(folder, 0o755)
data = os.path.join(folder, "data")
try:
    orders(data, COUNT)
    first = alone(folder, data)
    rules(first)
    served(folder, data, first)
    damaged(folder, data)
finally:
    shutil.rmtree(folder, ignore_errors=True)
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed else 0)
