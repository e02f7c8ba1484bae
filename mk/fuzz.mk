# Fuzzing: every tests/fuzz/fuzz_<x>.c becomes $(B)/fuzz/<x>, linked with the rooms that it includes and those above them.
#   make fuzz-ci        replays the corpora, then fuzzes FUZZ_SECONDS in all, divided over the harnesses
#   make fuzz HOURS=n   longer; the hours are added to tests/fuzz/HOURS
#   FUZZ_SEED=n         0: another way each time; make test uses 1, so that it finds again what it found
#   make fuzz-<x>       one harness for FUZZ_EACH seconds
# tests/fuzz/corpus holds seeds and what once failed; what fuzzing learns is kept in FUZZ_KEEP, outside of git.
ifneq ($(filter fuzz%,$(MAKECMDGOALS)),)
FUZZ_CC      ?= $(firstword $(shell command -v clang-14 clang))
FUZZ_SECONDS ?= 180
HOURS        ?= 1
FUZZ_KEEP    ?= tests/fuzz/kept
FUZZ_NAMES   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_N       := $(words $(FUZZ_NAMES))
FUZZ_EACH    ?= $(shell expr $(FUZZ_SECONDS) / $(if $(filter-out 0,$(FUZZ_N)),$(FUZZ_N),1) \| 1)
FUZZ_B       := $(B)/fuzz
FUZZ_CFLAGS  := -std=gnu17 -O1 -gline-tables-only -fno-omit-frame-pointer -fno-sanitize-recover=undefined -MMD -MP
FUZZ_SEED    ?= 0
FUZZ_RUN     := -seed=$(FUZZ_SEED) -max_len=16384 -timeout=20 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0

# The last room of src/ROOMS that a harness includes, and all above it.
fuzz_rooms = $(shell sed -n 's,^.include "\([a-z0-9]*\)/.*,\1,p' tests/fuzz/fuzz_$(1).c | awk ' \
    NR == FNR { at[$$1] = FNR; name[FNR] = $$1; next } at[$$1] > m { m = at[$$1] } \
    END { for (i = 1; i <= m; i++) print name[i] }' src/ROOMS -)
fuzz_objs  = $(patsubst src/%.c,$(FUZZ_B)/obj/%.o,$(foreach r,$(call fuzz_rooms,$(1)),$(call srcs_of,$(r))))

$(FUZZ_B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@$(FUZZ_CC) $(CPPFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link,address,undefined -c $< -o $@

define fuzzer
$(FUZZ_B)/$(1): tests/fuzz/fuzz_$(1).c $$(call fuzz_objs,$(1))
	@mkdir -p $$(@D)
	@$$(FUZZ_CC) $$(CPPFLAGS) $$(filter-out -MMD -MP,$$(FUZZ_CFLAGS)) -fsanitize=fuzzer,address,undefined -o $$@ $$^ $$(LDLIBS)
fuzz-$(1): $(FUZZ_B)/$(1)
	@mkdir -p $(FUZZ_KEEP)/$(1) tests/fuzz/corpus/$(1)
	@echo "fuzz $(1): the corpus, then $$(FUZZ_EACH) s"
	@files=$$$$(find tests/fuzz/corpus/$(1) -type f); [ -z "$$$$files" ] || $(FUZZ_B)/$(1) $(FUZZ_RUN) -runs=1 $$$$files >$(FUZZ_B)/$(1).log 2>&1 \
	    || { tail -40 $(FUZZ_B)/$(1).log; exit 1; }
	@$(FUZZ_B)/$(1) $(FUZZ_RUN) -artifact_prefix=$(FUZZ_B)/$(1)- -max_total_time=$$(FUZZ_EACH) $(FUZZ_KEEP)/$(1) tests/fuzz/corpus/$(1) \
	    >$(FUZZ_B)/$(1).log 2>&1 || { tail -40 $(FUZZ_B)/$(1).log; exit 1; }
endef
$(foreach x,$(FUZZ_NAMES),$(eval $(call fuzzer,$(x))))

fuzz-ci: $(addprefix fuzz-,$(FUZZ_NAMES))

fuzz:
	$(MAKE) B=$(B) FUZZ_SECONDS=$$(awk 'BEGIN { printf "%d", $(HOURS) * 3600 }') fuzz-ci
	@for x in $(FUZZ_NAMES); do rm -rf $(FUZZ_KEEP)/less; mkdir $(FUZZ_KEEP)/less; \
	    $(FUZZ_B)/$$x -merge=1 $(FUZZ_KEEP)/less $(FUZZ_KEEP)/$$x >/dev/null 2>&1 || exit 1; \
	    rm -rf $(FUZZ_KEEP)/$$x; mv $(FUZZ_KEEP)/less $(FUZZ_KEEP)/$$x; done
	@awk -v n=$(HOURS) '{ t += $$1 } END { print t + n }' tests/fuzz/HOURS /dev/null >$(FUZZ_B)/hours && cp $(FUZZ_B)/hours tests/fuzz/HOURS
	@echo "$$(cat tests/fuzz/HOURS) hours in all"

-include $(shell find $(FUZZ_B)/obj -name '*.d' 2>/dev/null)
.PHONY: fuzz fuzz-ci $(addprefix fuzz-,$(FUZZ_NAMES))
endif
