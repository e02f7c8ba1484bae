# The demo's people, organisations and lists are made, and kept in git; `make data` makes them again, the same byte for byte.
DEMO_DATA := sites/demo/data
$(B)/tools/people: tools/people.c tools/people_names.c tools/people_names.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $(filter %.c,$^)
data: $(B)/tools/people
	$(B)/tools/people -o $(DEMO_DATA)
	tools/code_lists.py $(DEMO_DATA)
	tools/registers.py $(DEMO_DATA)
# Whether what lies in git is what the programs make.
data-same: $(B)/tools/people
	@mkdir -p $(B)/data
	$(B)/tools/people -o $(B)/data
	cmp $(B)/data/persons.csv $(DEMO_DATA)/persons.csv
	cmp $(B)/data/relations.csv $(DEMO_DATA)/relations.csv
	cmp $(B)/data/addresses.csv $(DEMO_DATA)/addresses.csv
	tools/registers.py $(B)/data
	for f in organisations organisation-roles vehicles qualifications health-professionals; do cmp $(B)/data/$$f.csv $(DEMO_DATA)/$$f.csv || exit 1; done
.PHONY: data data-same
