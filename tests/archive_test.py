#!/usr/bin/env python3
"""Cases whose time is over handed to the archive: packed as BagIt, which sha256sum and the public log confirm, erased only for the
archive's own list of checksums, never where held by law or changed since.

  archive_test.py STOA SITE        Python's standard library and sha256sum; needs a free port on the loopback.
"""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import ca_test
from verify_test import Browser, run

YEAR = 366 * 86400000


def site_of_short_memory(site, home):
    """The demo, where certificates of residence are the archive's after a year."""
    copy = os.path.join(home, "site")
    shutil.copytree(site, copy)
    path = os.path.join(copy, "services/certificate-of-residence/service.yaml")
    text = open(path, encoding="utf-8").read()
    changed = re.sub(r"^retention:.*$", "retention: { draft: P1Y, unsigned_draft: P30D, case: P1Y, then: archive }", text, flags=re.M)
    assert changed != text
    with open(path, "w", encoding="utf-8") as f:
        f.write(changed)
    return copy


def sql(data, statement, *values):
    with sqlite3.connect(os.path.join(data, "stoa.db")) as db:
        return db.execute(statement, values).fetchall()


def bag_is_whole(bag, number):
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--quiet", "--strict", "-c", name], cwd=bag, check=True)
    listed = {line.split("  ", 1)[1] for line in open(os.path.join(bag, "manifest-sha256.txt")).read().splitlines()}
    there = {os.path.relpath(os.path.join(d, f), bag) for d, _, names in os.walk(os.path.join(bag, "data")) for f in names}
    assert listed == there, (listed, there)
    size = sum(os.path.getsize(os.path.join(bag, p)) for p in there)
    info = open(os.path.join(bag, "bag-info.txt")).read()
    assert "Payload-Oxum: %d.%d\n" % (size, len(there)) in info and "External-Identifier: %s\n" % number in info, info
    assert open(os.path.join(bag, "bagit.txt")).read().startswith("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    case = json.load(open(os.path.join(bag, "data/case.json")))
    assert case["number"] == number and case["state"] == "decided" and case["answers"]["shown"], case
    pdf = [p for p in there if p.startswith("data/documents/")]
    assert len(pdf) == 1 and open(os.path.join(bag, pdf[0]), "rb").read(5) == b"%PDF-"


def events_are_in_the_log(bag, data):
    """Each event of the package by its own salt, against the log's entries."""
    events = json.load(open(os.path.join(bag, "data/events.json")))
    assert {"case.submitted", "case.decided"} <= {e["event"]["type"] for e in events}
    for e in events:
        (entry,) = sql(data, "SELECT entry FROM log_entry WHERE ix = ?", e["leaf"])[0]
        assert entry.hex() == e["entry"], e["leaf"]


def main():
    stoa, home = os.path.abspath(sys.argv[1]), tempfile.mkdtemp(prefix="stoa-archive-")
    site = site_of_short_memory(os.path.abspath(sys.argv[2]), home)
    house = ca_test.House(stoa, site)
    data = house.data
    at = ["--data", data, "--site", site]
    try:
        for who in ("layla@example.org", "lena@example.org", "minh@example.org"):
            house.certificate(who)
        time.sleep(1.5)
    finally:
        house.server.terminate()
        house.server.wait(20)
    numbers = [n for (n,) in sql(data, "SELECT number FROM cases WHERE state = 'decided' ORDER BY id")]
    assert len(numbers) == 3, numbers
    assert "0 cases wait" in run(stoa, "archive", "list", *at)
    sql(data, "UPDATE cases SET changed = changed - ?, expires = -1 WHERE state = 'decided'", 2 * YEAR)
    held = numbers[2]
    sql(data, "INSERT INTO hold SELECT id, 1, 1, X'00' FROM cases WHERE number = ?", held)
    assert "3 cases wait" in run(stoa, "archive", "list", *at)

    out = os.path.join(home, "bags")
    traces = sql(data, "SELECT count(*) FROM trace")[0][0]
    assert "2 cases packed, 1 held by law" in run(stoa, "archive", "pack", out, *at)
    assert sorted(os.listdir(out)) == numbers[:2]
    for number in numbers[:2]:
        bag_is_whole(os.path.join(out, number), number)
        events_are_in_the_log(os.path.join(out, number), data)
    seen = sql(data, "SELECT count(*), count(CASE WHEN person <> 0 THEN 1 END) FROM trace WHERE what = 'archive'")[0]
    assert seen[0] >= 4 and seen[1] == 2 and sql(data, "SELECT count(*) FROM trace")[0][0] == traces + seen[0], seen
    assert sql(data, "SELECT count(*) FROM cases WHERE state = 'erased'")[0][0] == 0

    first = os.path.join(out, numbers[0], "tagmanifest-sha256.txt")
    digest = hashlib.sha256(open(first, "rb").read()).hexdigest()
    receipt = os.path.join(home, "receipt")
    with open(receipt, "w") as f:  # what is not the package, is held, or is no case, stays
        f.write("%s  %s/tagmanifest-sha256.txt\n%s  x/%s/tagmanifest-sha256.txt\n%s  9999-1/tagmanifest-sha256.txt\nnonsense\n" %
                ("0" * 64, numbers[0], digest, held, digest))
    assert "0 cases handed over and erased here, 4 not" in run(stoa, "archive", "receipt", receipt, *at, ok=False)
    assert sql(data, "SELECT count(*) FROM cases WHERE state = 'erased'")[0][0] == 0
    with open(receipt, "w") as f:
        subprocess.run(["sha256sum", os.path.join(out, numbers[0], "tagmanifest-sha256.txt")], stdout=f, check=True)
    assert "1 cases handed over and erased here, 0 not" in run(stoa, "archive", "receipt", receipt, "--reference", "AIP 17", *at)
    assert sql(data, "SELECT state FROM cases WHERE number = ?", numbers[0])[0][0] in ("erased",)
    assert sql(data, "SELECT count(*) FROM data_key k JOIN cases c ON c.id = k.subject WHERE k.kind = 3 AND k.wrapped IS NOT NULL AND c.number = ?", numbers[0])[0][0] == 0
    assert sql(data, "SELECT count(*) FROM event WHERE type IN ('case.archived', 'archive.received')")[0][0] == 2
    assert sql(data, "SELECT state FROM cases WHERE number = ?", numbers[1])[0][0] == "decided"
    assert "2 cases wait" in run(stoa, "archive", "list", *at)
    run(stoa, "archive", "receipt", receipt, *at, ok=False)  # said twice, it happens once
    shutil.rmtree(home)
    shutil.rmtree(house.home)
    print("archive: two cases packed, one handed over and erased, one held\n1 passed, 0 failed")


if __name__ == "__main__":
    main()
