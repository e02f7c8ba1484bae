#!/usr/bin/env python3
"""run.py STOA SITE [door|people|studio|stage...] - attacks a served demo; the last line counts what held."""
import sys
import door, people, stage, studio
from house import Browser, Count, House

count = Count()
house = House(sys.argv[1], sys.argv[2])
parts = sys.argv[3:] or ['door', 'people', 'studio', 'stage']
try:
    if 'people' in parts:
        people.run(house, count)
    if 'door' in parts:
        door.run(house, Browser(house), count)
    count.hold('no role died', b'role.died' not in open(house.log.name, 'rb').read())
finally:
    house.close()
if 'studio' in parts:
    studio.run(sys.argv[1], sys.argv[2], count)
if 'stage' in parts:
    stage.run(sys.argv[1], sys.argv[2], count)
sys.exit(count.end())
