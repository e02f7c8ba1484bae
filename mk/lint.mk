# make lint: the rules of the house that a compiler does not know.
$(B)/lint: tools/lint.c $(B)/lib/base.a
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $^
lint: $(B)/lint
	$(B)/lint .
.PHONY: lint
# make format: the layout of .clang-format, on everything that git knows.
format:
	git ls-files '*.c' '*.h' | xargs clang-format -i
.PHONY: format
unit-tools: $(B)/lint $(B)/mksql
	tests/tools/t_tools.sh $(abspath $(B)/mksql) $(abspath $(B)/lint)
unit: unit-tools
.PHONY: unit-tools
