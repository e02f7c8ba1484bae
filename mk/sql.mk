# store.sql and migrations/ of a room or block become build/gen/<room>/store.{h,c} and build/gen/db/migrations.c.
# A room sees the tables of the rooms before it: ROOMS gives their order, BLOCKS that of the blocks.
SQL_ROOMS := $(filter-out blocks,$(ROOMS))
SQL_DIRS  := $(foreach r,$(ROOMS),$(if $(filter blocks,$(r)),$(addprefix src/blocks/,$(shell cat src/BLOCKS)),src/$(r)))
SQL_DIRS  := $(foreach d,$(SQL_DIRS),$(if $(wildcard $(d)/store.sql $(d)/migrations/*.sql),$(d)))
SQL_OBJS  := $(B)/obj/db/dialect.o

$(B)/mksql: tools/mksql.c tools/mksql_write.c tools/mksql.h $(SQL_OBJS) $(B)/lib/base.a
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ $(filter-out %.h,$^) -lsqlite3 -lpq -lcrypto

# $(1): a folder; $(2): the folders up to and with it; $(3): its label; $(4): the room whose archive it joins
define sql_store
$(B)/gen/$(3)/sql.stamp: $(B)/mksql $(foreach d,$(2),$(wildcard $(d)/migrations/*.sql)) $(wildcard $(1)/store.sql)
	@mkdir -p $$(@D)
	$(B)/mksql -o $(B)/gen $(2)
	@touch $$@
$(B)/gen/$(3)/store.h $(B)/gen/$(3)/store.c: $(B)/gen/$(3)/sql.stamp
	@test -f $$@ || { rm -f $$<; $$(MAKE) $$<; }
GEN_$(4) += $(B)/gen/$(3)/store.c
SQL_STAMPS += $(B)/gen/$(3)/sql.stamp
endef

sql_label = $(patsubst src/%,%,$(1))
sql_upto  = $(shell for d in $(SQL_DIRS); do echo $$d; [ $$d = $(1) ] && break; done)
SQL_STAMPS :=
$(foreach d,$(SQL_DIRS),$(if $(wildcard $(d)/store.sql),$(eval \
    $(call sql_store,$(d),$(call sql_upto,$(d)),$(call sql_label,$(d)),$(firstword $(subst /, ,$(call sql_label,$(d))))))))

$(B)/gen/db/sql.stamp: $(B)/mksql $(foreach d,$(SQL_DIRS),$(wildcard $(d)/migrations/*.sql))
	@mkdir -p $(@D)
	$(B)/mksql -m $(B)/gen $(or $(SQL_DIRS),src/db)
	@touch $@
$(B)/gen/db/migrations.c: $(B)/gen/db/sql.stamp
	@test -f $@ || { rm -f $<; $(MAKE) $<; }
GEN_db += $(B)/gen/db/migrations.c

# Whoever may include a generated header waits for all of them; later changes are followed by -MMD.
$(foreach r,act blocks role cli,$(call objs_of,$(r))): | $(SQL_STAMPS)

# Every statement prepared on a real PostgreSQL: the one of STOA_PG, else one that is started for it.
sql-postgres: $(B)/mksql
	@if [ -n "$$STOA_PG" ]; then $(B)/mksql --postgres "$$STOA_PG" $(SQL_DIRS); \
	else tests/tools/pg.sh run sh -c '$(B)/mksql --postgres "$$STOA_PG" $(SQL_DIRS)'; fi
.PHONY: sql-postgres

# ---- the tests of the database room bring tables and statements of their own ----
$(B)/gen/tests/db/sql.stamp: $(B)/mksql tests/db/store.sql $(wildcard tests/db/migrations/*.sql)
	@mkdir -p $(@D)
	$(B)/mksql -o $(B)/gen tests/db
	@touch $@
$(B)/gen/tests/db/store.c: $(B)/gen/tests/db/sql.stamp
	@test -f $@ || { rm -f $<; $(MAKE) $<; }
UNIT_GEN_db := $(B)/gen/tests/db/store.c tests/tools/pg.c tests/tools/tmp.c
UNIT_ROOMS_db := base db
UNIT_ROOMS_conf := base conf
