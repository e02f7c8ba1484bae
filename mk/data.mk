# The demo's people and countries are made, and kept in git; `make data` makes them again, the same byte for byte.
DEMO_DATA := sites/demo/data
$(B)/tools/people: tools/people.c tools/people_names.c tools/people_names.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $(filter %.c,$^)
data: $(B)/tools/people
	$(B)/tools/people -o $(DEMO_DATA)
	tools/countries.py $(DEMO_DATA)/countries.csv
# Whether what lies in git is what the programs make.
data-same: $(B)/tools/people
	@mkdir -p $(B)/data
	$(B)/tools/people -o $(B)/data
	cmp $(B)/data/persons.csv $(DEMO_DATA)/persons.csv
	cmp $(B)/data/relations.csv $(DEMO_DATA)/relations.csv
	cmp $(B)/data/addresses.csv $(DEMO_DATA)/addresses.csv
.PHONY: data data-same
