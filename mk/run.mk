# make demo: from a bare Debian 12 to a running state; a second time it goes on where it was.  PORT=8080
# CITY_PORT=8081 DEMO=var/demo; PACKAGES=no installs nothing.  make demo-reset starts over.
DEMO  ?= var/demo
PORT  ?= 8080
CITY_PORT ?= $(shell expr $(PORT) + 1)
CORES := $(shell nproc 2>/dev/null || echo 1)

packages:
	@[ "$(PACKAGES)" = no ] || tools/packages.sh packages.txt
packages-test:
	@[ "$(PACKAGES)" = no ] || tools/packages.sh packages.txt packages-test.txt

# Built by a make of its own: which libraries there are is known only after they were installed.
demo: packages
	@$(MAKE) --no-print-directory -q all >/dev/null 2>&1 || { echo "Building, on $(CORES) processors"; mkdir -p build; \
	    $(MAKE) --no-print-directory -j$(CORES) all >build/make.log 2>&1 || { tail -15 build/make.log; \
	    echo "make demo: the build failed; build/make.log says why" >&2; exit 1; }; }
	@tools/demo.sh $(B)/stoa $(DEMO) $(PORT) $(CITY_PORT)
demo-reset:
	@for d in $(DEMO) $(DEMO)-city; do rm -rf $$d $$d.site $$d.log $$d.said $$d.card; done
	@$(MAKE) --no-print-directory demo
.PHONY: packages packages-test demo demo-reset

# make test: everything, stage by stage (tests/run.sh); make test ONLY="unit browser" runs those.  The browser's tests and the
# peers start servers of their own on free ports.
test: packages-test
	@TEST_B=$(B) tests/run.sh $(ONLY)
unit-programs: $(foreach r,$(ROOMS),$(if $(wildcard tests/$(r)/t_*.c),$(B)/t/$(r)))
browser: $(B)/stoa
	$(NODE) tests/browser/run.mjs $(B)/stoa $(B)/shots $(JOURNEY)
peers: $(B)/stoa $(B)/bench/feel_peer
	$(NODE) tests/peers/mail.mjs $(B)/stoa
	$(NODE) tests/peers/workers.mjs $(B)/stoa
	$(NODE) tests/peers/govstack.mjs $(B)/stoa
	$(NODE) tests/peers/subscriber.mjs $(B)/stoa
	python3 tests/peers/nodes.py $(B)/stoa sites/demo
	python3 tests/peers/cities.py $(B)/stoa
	python3 tests/peers/federation.py $(B)/stoa
	$(NODE) tests/peers/extracts.mjs $(B)/stoa
	@tests/peers/scanner.sh $(B)/stoa
	@tests/peers/feelin.sh $(B)/bench/feel_peer $(NODE)
# The build with nothing on the path but Debian's own programs, in a copy of what git has.
test-bare:
	@tests/bare.sh
.PHONY: test unit-programs browser peers test-bare
# The pictures of README.md, taken anew.
pictures: $(B)/stoa
	$(NODE) tests/browser/pictures.mjs $(B)/stoa docs/images
.PHONY: pictures
