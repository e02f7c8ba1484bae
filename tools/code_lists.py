#!/usr/bin/env python3
"""Writes the lists of the world from Debian's iso-codes, with English and Vietnamese names: countries, their subdivisions, currencies,
languages.

usage: code_lists.py FOLDER      (the package iso-codes must be installed)
"""
import csv
import gettext
import json
import os
import sys

JSON = "/usr/share/iso-codes/json"
OWN = {"code": "XA", "alpha_3": "XAL", "name": "Alvaria", "name_vi": "Alvaria"}


def listed(name, key):
    vi = gettext.translation("iso_" + name, "/usr/share/locale", languages=["vi"])
    with open(f"{JSON}/iso_{name}.json", encoding="utf-8") as f:
        return vi.gettext, json.load(f)[key]


def countries():
    vi, all_of_them = listed("3166-1", "3166-1")
    for c in all_of_them:
        name = c.get("common_name", c["name"])
        yield {"code": c["alpha_2"], "alpha_3": c["alpha_3"], "name": name, "name_vi": vi(name)}
    yield OWN


def currencies():
    vi, all_of_them = listed("4217", "4217")
    for c in all_of_them:
        yield {"code": c["alpha_3"], "number": c.get("numeric", ""), "name": c["name"], "name_vi": vi(c["name"])}


def languages():
    """Of several names the first; codes for local use, for several languages at once and for none are no language."""
    vi, all_of_them = listed("639-2", "639-2")
    for c in all_of_them:
        if c["alpha_3"] not in ("mis", "mul", "und", "zxx", "qaa-qtz"):
            yield {"code": c["alpha_3"], "alpha_2": c.get("alpha_2", ""), "name": c["name"].split(";")[0],
                   "name_vi": vi(c["name"]).split(";")[0]}


def subdivisions():
    """ISO 3166-2.  A parent stands with or without its country's code.  Few names have a Vietnamese one: the others are left empty."""
    vi, all_of_them = listed("3166-2", "3166-2")
    codes = {s["code"] for s in all_of_them}
    for s in all_of_them:
        country, name, parent = s["code"].split("-")[0], s["name"], s.get("parent", "")
        if parent and parent not in codes:
            parent = f"{country}-{parent}"
        if parent and parent not in codes:
            sys.exit(f"{s['code']}: its parent {parent} is not in the list")
        yield {"code": s["code"], "country": country, "kind": s["type"], "parent": parent, "name": name,
               "name_vi": vi(name) if vi(name) != name else ""}


def write(folder, name, rows):
    rows = sorted(rows, key=lambda r: r["code"])
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    write(sys.argv[1], "countries.csv", countries())
    write(sys.argv[1], "currencies.csv", currencies())
    write(sys.argv[1], "languages.csv", languages())
    write(sys.argv[1], "subdivisions.csv", subdivisions())
