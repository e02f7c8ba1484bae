#!/usr/bin/env python3
"""Writes the register of countries from Debian's iso-codes: code, three letters, English and Vietnamese name.

usage: countries.py OUT.csv      (the package iso-codes must be installed)
"""
import csv
import gettext
import json
import sys

FOLDER = "/usr/share/iso-codes/json/iso_3166-1.json"
OWN = {"code": "XA", "alpha_3": "XAL", "name": "Alvaria", "name_vi": "Alvaria"}


def rows():
    vi = gettext.translation("iso_3166-1", "/usr/share/locale", languages=["vi"])
    with open(FOLDER, encoding="utf-8") as f:
        countries = json.load(f)["3166-1"]
    for c in countries:
        name = c.get("common_name", c["name"])
        yield {"code": c["alpha_2"], "alpha_3": c["alpha_3"], "name": name, "name_vi": vi.gettext(name)}
    yield OWN


def main():
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, ["code", "alpha_3", "name", "name_vi"], lineterminator="\n")
        out.writeheader()
        for row in sorted(rows(), key=lambda r: r["code"]):
            out.writerow(row)


if __name__ == "__main__":
    main()
