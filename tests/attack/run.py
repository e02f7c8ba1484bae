#!/usr/bin/env python3
"""run.py STOA SITE [door|people|forms|money|partner|programs|rules|studio|archives|stage|matrix...] - attacks a served demo; the last line counts what held."""
import sys
import archives, door, forms, matrix, money, partner, people, programs, rules, stage, studio
from house import Browser, Count, House

count = Count()
house = House(sys.argv[1], sys.argv[2])
parts = sys.argv[3:] or ['people', 'forms', 'money', 'partner', 'programs', 'rules', 'door', 'studio', 'archives', 'stage', 'matrix']
try:
    if 'people' in parts:
        people.run(house, count)
    if 'forms' in parts:
        forms.run(house, count)
    if 'money' in parts:
        money.run(house, sys.argv[2], count)
    if 'partner' in parts:
        partner.run(house, count)
    if 'programs' in parts:
        programs.run(house, count)
    if 'rules' in parts:
        rules.run(house, count)
    if 'door' in parts:
        door.run(house, Browser(house), count)
    count.hold('no role died', b'role.died' not in open(house.log.name, 'rb').read())
finally:
    house.close()
if 'studio' in parts:
    studio.run(sys.argv[1], sys.argv[2], count)
if 'archives' in parts:
    archives.run(sys.argv[1], sys.argv[2], count)
if 'stage' in parts:
    stage.run(sys.argv[1], sys.argv[2], count)
if 'matrix' in parts:
    matrix.run(sys.argv[1], sys.argv[2], count)
sys.exit(count.end())
