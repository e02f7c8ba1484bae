# make attack: a served demo is attacked from outside (tests/attack); ATTACK="door" plays one part.
attack: $(B)/stoa
	python3 tests/attack/run.py $(B)/stoa sites/demo $(ATTACK)
.PHONY: attack
