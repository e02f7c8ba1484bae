# make bench measures every row of docs/figures.md and writes $(B)/bench.json; ONLY=name measures one and keeps the others.
# COUNT=n: persons of register-import and name-search-growth (1,000,000).
# make crash kills each role in full load; KILLS=n sets how often (50).
ONLY  ?=
KILLS ?= 50
BENCH_B    := $(B)/bench
BENCH_LIBS := $(foreach r,$(ROOMS),$(call lib_of,$(r)))
BENCH_LINK  = $(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $(filter %.c,$^) \
              -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS)
BENCH_ALL  := load sqlite_rows drafts json_read feel_rules feel_peer models_load form_check log_append erase_person as_of names pay_orders press slow_fsync.so

$(BENCH_B)/load $(BENCH_B)/sqlite_rows: $(BENCH_B)/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/drafts: tests/bench/drafts.c $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/json_read: tests/bench/json_read.c $(B)/lib/value.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(BENCH_LINK) -ljansson
$(BENCH_B)/feel_rules $(BENCH_B)/feel_peer: $(BENCH_B)/%: tests/bench/%.c tests/bench/rules.c tests/bench/rules.h \
                                            $(foreach r,base value codec text feel dmn,$(B)/lib/$(r).a)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/models_load: tests/bench/models_load.c tests/bench/rules.c tests/bench/rules.h $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/form_check: tests/bench/form_check.c $(foreach r,base value codec text feel letter form os,$(B)/lib/$(r).a)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/log_append: tests/bench/log_append.c $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/erase_person $(BENCH_B)/as_of $(BENCH_B)/names $(BENCH_B)/pay_orders: $(BENCH_B)/%: tests/bench/%.c $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/press: tests/bench/press.c tests/press/t_sample.c $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(BENCH_LINK)
$(BENCH_B)/slow_fsync.so: tests/bench/slow_fsync.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O2 -D_GNU_SOURCE -shared -fPIC -o $@ $< -ldl

bench: $(B)/stoa $(addprefix $(BENCH_B)/,$(BENCH_ALL))
	python3 tests/bench/bench.py --build $(B) $(if $(ONLY),--only $(ONLY)) $(if $(COUNT),--count $(COUNT))
crash: $(B)/stoa $(addprefix $(BENCH_B)/,load drafts slow_fsync.so)
	python3 tests/crash/crash.py --build $(B) --kills $(KILLS)
.PHONY: bench crash
