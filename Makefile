# make, make test, make demo, make bench, make lint, make fuzz, make format: see README.md.
# B=dir builds elsewhere; SAN=1 builds with AddressSanitizer and UBSan in build/san.
ROOMS := $(shell awk '{print $$1}' src/ROOMS)
CC    := gcc
SAN   ?=
B     ?= build$(if $(SAN),/san)
OPT   ?= $(if $(SAN),-O1,-O2)
PKGS  := libmicrohttpd sqlite3 libpq libxml-2.0 yaml-0.1 libsodium libcrypto libssl icu-i18n icu-uc \
         libcmark pangocairo libqrencode libcurl libbrotlienc zlib libseccomp libarchive
CPPFLAGS := -D_GNU_SOURCE -Isrc -I. -I$(B)/gen $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# The sanitized build tells lines, but not variables: what it makes is only tested.
DEBUG ?= $(if $(SAN),-g1,-g)
CFLAGS   := -std=gnu17 $(OPT) $(DEBUG) -fno-omit-frame-pointer -fstack-protector-strong -D_FORTIFY_SOURCE=2 \
            -Wall -Wextra -Wshadow=local -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith \
            -Wno-missing-field-initializers -MMD -MP
ifneq ($(SAN),)
CFLAGS  += -fsanitize=address,undefined -fno-sanitize-recover=undefined -U_FORTIFY_SOURCE
LDFLAGS += -fsanitize=address,undefined
endif
LDLIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lmagic -lbidgcc000 -lm -lpthread

# Generated sources: a file of mk/ adds the .c files of a room to GEN_<room>, gives rules that make them, and makes
# the room's objects wait for generated headers with an order-only prerequisite.
srcs_of = $(wildcard src/$(1)/*.c src/$(1)/*/*.c)
objs_of = $(patsubst src/%.c,$(B)/obj/%.o,$(call srcs_of,$(1))) \
          $(patsubst $(B)/gen/%.c,$(B)/obj/gen/%.o,$(GEN_$(1)))
lib_of  = $(B)/lib/$(1).a

all: $(B)/stoa

-include $(wildcard mk/*.mk)

# Each room is an archive of its own, so that a test of one room links only the rooms above it.
define room
$(call lib_of,$(1)): $(call objs_of,$(1))
	@mkdir -p $$(@D); rm -f $$@; ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(B)/obj/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

LIBS := $(foreach r,$(ROOMS),$(call lib_of,$(r)))
$(B)/stoa: $(LIBS)
	$(CC) $(LDFLAGS) -o $@ -Wl,--whole-archive $(call lib_of,cli) -Wl,--no-whole-archive \
	    -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

# ---- unit tests: tests/<room>/t_*.c, one program a room; UNIT_ROOMS_<room> names the rooms it links, if not all above ----
rooms_to = $(shell awk '{print $$1} $$1=="$(1)"{exit}' src/ROOMS)
define unit
$(B)/t/$(1): $$(wildcard tests/$(1)/t_*.c) tests/check.c $$(UNIT_GEN_$(1)) $$(foreach r,$$(or $$(UNIT_ROOMS_$(1)),$$(call rooms_to,$(1))),$$(call lib_of,$$(r)))
	@mkdir -p $$(@D)
	$$(CC) $$(CPPFLAGS) $$(filter-out -MMD -MP,$$(CFLAGS)) $$(LDFLAGS) -o $$@ $$(filter %.c,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LDLIBS)
unit-$(1): $(B)/t/$(1)
	$(B)/t/$(1)
endef
$(foreach r,$(ROOMS),$(if $(wildcard tests/$(r)/t_*.c),$(eval $(call unit,$(r)))))
UNITS := $(foreach r,$(ROOMS),$(if $(wildcard tests/$(r)/t_*.c),unit-$(r)))
unit: $(UNITS)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

clean:
	rm -rf build
.PHONY: all unit clean $(UNITS)
