"""The row of the exchange: questions of processes through two nodes, against the same call answered directly."""
import http.client
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import time

import house

CALLS, ROUNDS = 100, 5
SETTLE, APART = 3, 4  # seconds: what runs at each start is over; one round and its direct calls are
CITY = os.path.join(house.ROOT, "sites/demo-city")
PERSON = "200000000074"
DIRECT = "/r1/AV/GOV/civil-registry/population/person/" + PERSON


def sites(folder):
    """Copies of both sites; in the city's the process ends when it is answered, so that the exchange alone is measured."""
    copies = []
    for name, site in (("state", house.SITE), ("city", CITY)):
        copies.append(os.path.join(folder, name + ".site"))
        shutil.rmtree(copies[-1], ignore_errors=True)
        shutil.copytree(site, copies[-1])
        path = os.path.join(copies[-1], "exchange.yaml")
        text = open(path, encoding="utf-8").read()
        with open(path, "w", encoding="utf-8") as f:  # two that know each other by their cards alone
            f.write(re.sub(r"(?m)^federation: .*\n", "", text))
    path = os.path.join(copies[1], "services/city-pass/process.bpmn")
    text = open(path, encoding="utf-8").read()
    text = text.replace('sourceRef="Task_ask" targetRef="Task_pass"', 'sourceRef="Task_ask" targetRef="End_issued"')
    text = text.replace("      <bpmn:incoming>Flow_ask_pass</bpmn:incoming>\n", "")
    text = text.replace("      <bpmn:incoming>Flow_tell_issued</bpmn:incoming>\n",
                        "      <bpmn:incoming>Flow_tell_issued</bpmn:incoming>\n      <bpmn:incoming>Flow_ask_pass</bpmn:incoming>\n")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return copies


def join(build, folder, data, site, url, other, other_site):
    card = os.path.join(folder, "card")
    stoa = os.path.join(build, "stoa")
    with open(card, "wb") as f:
        subprocess.run([stoa, "exchange", "card", "--data", data, "--site", site, "--public-url", url], check=True, stdout=f)
    subprocess.run([stoa, "exchange", "join", card, "--data", other, "--site", other_site], check=True, stdout=subprocess.DEVNULL)


def waiting(build, data, site):
    """So many cases that wait for the state: sent while there is no agreement."""
    house.ANSWERS["pass_language"] = "en"
    h = house.House(build, data, site=site)
    h.wait()
    b = house.Browser(h.base)
    b.sign_in("elif@example.org")
    for _ in range(ROUNDS * CALLS):
        b.post(f"/drafts/{house.walk_to_check(b, 'city-pass')}/submit", {"declared": "yes"})
        if b.status != 200 or not b.path.startswith("/cases/"):
            raise SystemExit(f"the application cannot be sent: {b.path} {b.status}")
    h.stop()


def directly(state, serial):
    """Seconds for so many calls of a partner's system, one after another on one connection."""
    c = http.client.HTTPConnection("127.0.0.1", state.port)
    began = time.monotonic()
    for i in range(CALLS):
        c.request("GET", DIRECT, headers={"Authorization": "Bearer motor-registry.every-wheel-is-written-down", "Accept": "application/json",
                                          "X-Road-Client": "AV/GOV/motor-registry/vehicles", "X-Road-UserId": "XA1", "X-Road-Id": f"{serial}-{i}"})
        r = c.getresponse()
        if r.status != 200 or b"Elif" not in r.read():
            raise SystemExit(f"a direct call was answered {r.status}")
    c.close()
    return time.monotonic() - began


def due(data):
    """Sets when each round's questions are due, in the order of the cases."""
    first = time.time() + SETTLE
    with sqlite3.connect(data + "/stoa.db") as db:
        rows = db.execute("SELECT id FROM outbox WHERE kind = 'exchange.ask' AND state = 0 ORDER BY id").fetchall()
        db.executemany("UPDATE outbox SET due = ? WHERE id = ?", [(int((first + APART * (i // CALLS)) * 1000), r[0]) for i, r in enumerate(rows)])
        db.execute("DELETE FROM exchange_node")
    db.close()


def through(db, done):
    """Seconds for a round of questions of waiting cases: from the first that is answered to the last."""
    end = time.monotonic() + 60
    first = None
    while time.monotonic() < end:
        n = db.execute("SELECT count(*) FROM exchange_ask WHERE state = 'done'").fetchone()[0] - done
        if n and not first:
            first = time.monotonic(), n
        if n == CALLS:
            return (time.monotonic() - first[0]) * CALLS / (CALLS - first[1])
        time.sleep(0.002)
    raise SystemExit(f"{n} of {CALLS} questions were answered")


def rounds(state, data):
    """Of each round: seconds through both nodes, and of as many direct calls just before and after."""
    found = []
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    before = directly(state, "first")
    for i in range(ROUNDS):
        both = through(db, i * CALLS)
        after = directly(state, f"round-{i}")
        found.append((both, (before + after) / 2))
        before = after
    db.close()
    return found


def kept(data, side):
    """Signed questions with their signed answers: one for each call on either side."""
    db = sqlite3.connect(f"file:{data}/stoa.db?mode=ro", uri=True)
    n = db.execute("SELECT count(*) FROM exchange_evidence WHERE side = ? AND answered <> ''", (side,)).fetchone()[0]
    db.close()
    if n != ROUNDS * CALLS:
        raise SystemExit(f"{n} of {ROUNDS * CALLS} messages were kept as {side}")


def measure(build, row):
    folder = os.path.join(build, "bench-data", "exchange")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    state_site, city_site = sites(folder)
    state_data = os.path.join(folder, "state")
    city_data = os.path.join(folder, "city")
    state = house.House(build, state_data, site=state_site)
    state.wait()
    url = state.base
    state.stop()
    waiting(build, city_data, city_site)
    join(build, folder, state_data, state_site, url, city_data, city_site)
    join(build, folder, city_data, city_site, "http://127.0.0.1:1", state_data, state_site)
    state = house.House(build, state_data, site=state_site, port=state.port)
    state.wait()
    due(city_data)
    city = house.House(build, city_data, "--exchange-nodes", site=city_site)
    city.wait()
    found = rounds(state, city_data)
    city.drained()
    city.stop()
    state.stop()
    kept(city_data, "asked")
    kept(state_data, "answered")
    both, direct = (statistics.median(x[k] for x in found) for k in (0, 1))
    row("exchange-vs-direct", round(statistics.median(d / b for b, d in found), 3), "ratio", 0.3, "more",
        f"{CALLS / both:.0f} questions/s of waiting cases through two nodes, {CALLS / direct:.0f} direct calls/s, one after another")
