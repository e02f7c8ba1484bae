# make lint: the rules of the house that a compiler does not know.
$(B)/lint: tools/lint.c $(B)/lib/base.a
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $^
lint: $(B)/lint lint-symbols
	$(B)/lint .
# A global name that two archives define (only names of code and data: nm's T D B R; weak ones may be met again).
lint-symbols:
	@ls $(B)/lib/*.a >/dev/null 2>&1 || exit 0; \
	nm -A --defined-only $(B)/lib/*.a 2>/dev/null | awk ' \
	    $$2 ~ /^[TDBR]$$/ { split($$1, at, ":"); n = split(at[1], part, "/"); file = part[n] ":" at[2]; \
	        if ($$3 in first) { print $$3 ": defined in " first[$$3] " and in " file; bad = 1 } else first[$$3] = file } \
	    END { exit bad }'
.PHONY: lint lint-symbols
# make format: tables of rows by tools/rows.py, all else by .clang-format, on everything that git knows.
format:
	@git ls-files 'src/*.c' | xargs tools/rows.py
	git ls-files '*.c' '*.h' | xargs clang-format -i
.PHONY: format
unit-tools: $(B)/lint $(B)/mksql
	tests/tools/t_tools.sh $(abspath $(B)/mksql) $(abspath $(B)/lint)
unit: unit-tools
.PHONY: unit-tools
