#!/usr/bin/env python3
"""Writes the demo's invented organisations, who acts for them and owns them, vehicles, education and licences of health professions.
People are those of persons.csv who live and have no account; the same each time.

usage: registers.py FOLDER       (with persons.csv in it)
"""
import csv
import datetime
import os
import random
import sys

TODAY = datetime.date(2026, 3, 1)
STREETS = ["Lindenplatz", "Rathausufer", "Hafenstraße", "Signalstraße", "Gartenstadtring", "Kupferschmiedhof", "Münzhof", "Fährstraße"]
ORGANISATIONS = [
    ("Saren Harbour Logistics", "limited", "Transport and storage"), ("Alvaria Rail Works", "stock", "Building of railway vehicles"),
    ("Bakers' Cooperative of Saren", "cooperative", "Bakeries"), ("Northlight Studio", "partnership", "Architecture"),
    ("Lindenplatz Pharmacy", "limited", "Pharmacies"), ("Saren Rowing Club", "association", "Sports clubs"),
    ("Kästner & Vogl", "partnership", "Law offices"), ("Upland Solar", "stock", "Solar power"),
    ("Old Harbour Brewery", "limited", "Brewing"), ("Weichen Software", "limited", "Programming"),
    ("Friends of the City Library", "association", "Libraries"), ("Đặng Family Kitchen", "limited", "Restaurants"),
    ("Meadow Dairy Cooperative", "cooperative", "Dairies"), ("Saren City Works", "stock", "Water and electricity"),
]
MODELS = [("Weichen Uno", "car"), ("Weichen Duo", "car"), ("Alva Kombi", "car"), ("Alva Strom", "car"), ("Nordstern 125", "motorcycle"),
          ("Hafen Cargo", "van"), ("Upland Truck 12", "lorry")]
SCHOOLS = ["Gymnasium Schulplatz, Saren", "Trade School of Saren", "University of Alvaria", "Technical University of Krona"]
DEGREES = {"3": (0, ["School-leaving examination"], 18), "4": (1, ["Baker", "Electrician", "Nurse", "Carpenter"], 21),
           "6": (2, ["Bachelor of Laws", "Bachelor of Arts in History", "Bachelor of Science in Biology"], 23),
           "7": (3, ["Master of Engineering", "Master of Architecture"], 25), "8": (2, ["Doctor of Medicine"], 30)}
SPECIALITIES = {"doctor": ["General medicine", "Children's medicine", "Surgery", ""], "dentist": [""], "midwife": [""], "nurse": ["Intensive care", ""],
                "pharmacist": [""]}


def mod11_10(digits):
    p = 10
    for c in digits:
        p = ((p + int(c)) % 10 or 10) * 2 % 11
    return str((11 - p) % 10)


def organisation_number(serial):
    digits = "%08d" % serial
    return digits + mod11_10(digits)


def licence_number(serial):
    digits = "%06d" % serial
    return f"HP-{digits}-{98 - int(digits) * 100 % 97:02d}"


def write(folder, name, head, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def day(r, first, last):
    return first + datetime.timedelta(days=r.randrange((last - first).days + 1))


def organisations(r, adults):
    """The last ones own a part of the first."""
    rows, roles = [], []
    for i, (name, form, work) in enumerate(ORGANISATIONS):
        since = day(r, datetime.date(1998, 1, 1), datetime.date(2024, 12, 31))
        number = organisation_number(40127 + 911 * i)
        capital = "" if form == "association" else f"{r.randrange(20, 4000) * 1000}.00"
        rows.append([number, name, form, f"{r.choice(STREETS)} {r.randrange(1, 90)}", "1010", "Saren", "XA", "XA", work,
                     capital, "EUR" if capital else "", since, ""])
        people = r.sample(adults, 3)
        roles.append([number, "director", people[0], "", "", since, ""])
        roles.append([number, "signatory", people[1], "", "", day(r, since, TODAY), ""])
        if form in ("limited", "partnership"):
            share = r.choice([25, 40, 50])
            roles.append([number, "owner", people[0], "", 100 - share, since, ""])
            roles.append([number, "owner", people[2], "", share, since, ""])
    roles.append([rows[1][0], "owner", "", rows[13][0], 60, "2019-07-01", ""])
    roles.append([rows[7][0], "owner", "", rows[13][0], 25, "2021-01-01", ""])
    return rows, [[f"{x[0]}-{i + 1}"] + x for i, x in enumerate(roles)]


def vehicles(r, adults, numbers):
    rows, signs = [], "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    for i in range(60):
        make, kind = r.choice(MODELS)
        energy = "electric" if "Strom" in make else r.choice(["petrol", "diesel", "hybrid"]) if kind == "car" else "diesel" if kind != "motorcycle" else "petrol"
        company = r.choice(numbers) if kind in ("van", "lorry") else ""
        first = day(r, datetime.date(2008, 1, 1), datetime.date(2025, 12, 31))
        rows.append([f"SR-{1000 + 37 * i}", "XAL" + "".join(r.choice(signs) for _ in range(14)), kind, make, energy,
                     "" if company else r.choice(adults), company, first, day(r, TODAY, datetime.date(2028, 3, 1)), day(r, TODAY, datetime.date(2027, 3, 1))])
    return rows


def qualifications(r, people):
    rows = []
    for person, born in r.sample(people, 40):
        for level in r.choice([["3"], ["3", "4"], ["3", "6"], ["3", "6", "7"], ["3", "8"]]):
            school, titles, age = DEGREES[level]
            done = datetime.date(born.year + age, r.choice([6, 7]), r.randrange(1, 29))
            if done <= TODAY:
                rows.append([f"{person}-{level}", person, level, r.choice(titles), SCHOOLS[school], "XA", "eng", done])
    return rows


def professionals(r, people):
    rows = []
    for i, (person, born) in enumerate(r.sample(people, 18)):
        profession = r.choice(list(SPECIALITIES))
        since = max(datetime.date(born.year + 26, 9, 1), datetime.date(2001, 1, 1))
        rows.append([licence_number(2013 + 17 * i), person, profession, r.choice(SPECIALITIES[profession]),
                     r.choice(["in-force"] * 6 + ["suspended", "ended"]), since, datetime.date(2028, 9, 1)])
    return rows


def main():
    folder, r = sys.argv[1], random.Random(11)
    with open(os.path.join(folder, "persons.csv"), encoding="utf-8") as f:
        alive = [(p["national_number"], datetime.date.fromisoformat(p["birth_date"])) for p in csv.DictReader(f)
                 if not p["death_date"] and not p["protected"] and not p["national_number"].startswith("200000000")]
    working = [(n, born) for n, born in alive if 1960 <= born.year <= 1998]
    adults = [n for n, _ in working]
    orgs, roles = organisations(r, adults)
    write(folder, "organisations.csv", ["number", "name", "form", "seat.lines", "seat.postcode", "seat.place", "seat.country", "country", "work",
                                        "capital.amount", "capital.currency", "since", "until"], orgs)
    write(folder, "organisation-roles.csv", ["entry", "organisation", "role", "person", "company", "share", "since", "until"], roles)
    write(folder, "vehicles.csv", ["plate", "vin", "kind", "make", "energy", "keeper", "company", "first", "inspection", "insured"],
          vehicles(r, adults, [o[0] for o in orgs]))
    write(folder, "qualifications.csv", ["entry", "person", "level", "title", "place", "country", "language", "completed"], qualifications(r, working))
    write(folder, "health-professionals.csv", ["licence", "person", "profession", "speciality", "state", "since", "until"], professionals(r, working))


if __name__ == "__main__":
    main()
