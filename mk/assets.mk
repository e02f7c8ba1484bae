# Styles, scripts, fonts and icons, built once from npm packages and our own sources, embedded with fingerprints.
# npm's own node binary runs every tool: Debian's is too old for some of them.
NODE := node_modules/node-linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64)/bin/node
ASSET_SRC := $(wildcard src/page/assets/*.scss src/page/assets/*.js src/page/assets/*.svg)
FONTS := cyrillic latin latin-ext vietnamese
ASSETS := $(B)/assets

node_modules/.stoa: package.json package-lock.json
	@mkdir -p build
	@flock package-lock.json sh -c 'test node_modules/.stoa -nt package-lock.json -a node_modules/.stoa -nt package.json || \
	    { echo "npm: installing what the pages are built from"; \
	      npm ci --ignore-scripts --no-audit --no-fund >build/npm.log 2>&1 && touch node_modules/.stoa; }' || \
	    { echo "make: npm could not fetch the packages of package-lock.json (build/npm.log says why): connect to an npm registry and run make again" >&2; exit 1; }

$(ASSETS)/stoa.css: node_modules/.stoa $(ASSET_SRC)
	@mkdir -p $(@D)
	$(NODE) node_modules/sass/sass.js --load-path=node_modules --style=compressed --no-source-map --quiet-deps \
	    src/page/assets/stoa.scss $@
$(ASSETS)/stoa.rtl.css: $(ASSETS)/stoa.css
	$(NODE) node_modules/rtlcss/bin/rtlcss.js --silent $< $@
# For readers who save data: the same look without a font of its own.
$(ASSETS)/light.css: $(ASSETS)/stoa.css
	sed -E 's/@font-face *\{[^}]*\}//g' $< > $@
$(ASSETS)/light.rtl.css: $(ASSETS)/stoa.rtl.css
	sed -E 's/@font-face *\{[^}]*\}//g' $< > $@
$(ASSETS)/stoa.js: node_modules/.stoa $(ASSET_SRC)
	@mkdir -p $(@D)
	$(NODE) node_modules/esbuild/bin/esbuild --bundle --minify --format=esm --target=es2020 --log-level=warning --legal-comments=none \
	    --alias:govuk-frontend=./node_modules/govuk-frontend/dist/govuk/all.mjs --outfile=$@ src/page/assets/stoa.js
$(ASSETS)/stoa.svg: src/page/assets/stoa.svg
	@mkdir -p $(@D)
	cp $< $@
# The editors of models: a bundle for each kind of file, which only the Studio's page of an editor asks for.  Icons are the
# packages' own fonts, of which only the form that all present browsers take is kept.
EDITORS := bpmn dmn form
EDITOR_SRC := $(wildcard src/page/assets/editors/*.js src/page/assets/editors/*.css)
$(ASSETS)/editor-%.js: node_modules/.stoa $(EDITOR_SRC) mk/assets.mk
	@mkdir -p $(@D)
	$(NODE) node_modules/esbuild/bin/esbuild --bundle --minify --format=esm --target=es2022 --log-level=warning \
	    --legal-comments=none '--external:../font/*' --metafile=$(@:.js=.meta) --outfile=$@ src/page/assets/editors/$*.js
	sed -E -i 's|src:url\(../font/([a-z]+)\.eot[^;}]*;src:url[^;}]*|src:url("asset:\1-icons.woff2") format("woff2")|' $(@:.js=.css)
$(ASSETS)/editor-%.css: $(ASSETS)/editor-%.js ;
$(ASSETS)/%-icons.woff2: node_modules/.stoa
	@mkdir -p $(@D)
	cp node_modules/$*-js/dist/assets/$*-font/font/$*.woff2 $@
# The licences of what is embedded travel with it: those of the editors' packages as esbuild says that it used them.
$(ASSETS)/licences.txt: node_modules/.stoa $(EDITORS:%=$(ASSETS)/editor-%.js)
	@mkdir -p $(@D)
	for p in govuk-frontend @fontsource-variable/source-sans-3 \
	    $$(grep -hoE 'node_modules/[^"]*": ' $(EDITORS:%=$(ASSETS)/editor-%.meta) | \
	       sed -E 's|.*node_modules/((@[^/]*/)?[^/]*).*|\1|' | sort -u); do \
	    echo "== $$p"; grep -h -E '"(version|license)"' node_modules/$$p/package.json; \
	    cat node_modules/$$p/LICENSE* 2>/dev/null || grep -i -A3 licen node_modules/$$p/README.md 2>/dev/null; echo; done > $@
$(patsubst %,$(ASSETS)/source-sans-3-%.woff2,$(FONTS)): $(ASSETS)/source-sans-3-%.woff2: node_modules/.stoa
	@mkdir -p $(@D)
	cp node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-$*-wght-normal.woff2 $@

$(B)/tools/mkassets: tools/mkassets.c tools/tool.h $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) $(TOOLFLAGS) $(LDFLAGS) -o $@ $< $(B)/lib/base.a -lcrypto -lbrotlienc -lz

ASSET_FILES := $(patsubst %,$(ASSETS)/source-sans-3-%.woff2,$(FONTS)) $(ASSETS)/bpmn-icons.woff2 $(ASSETS)/dmn-icons.woff2 \
               $(EDITORS:%=$(ASSETS)/editor-%.js) $(EDITORS:%=$(ASSETS)/editor-%.css) $(ASSETS)/stoa.svg $(ASSETS)/licences.txt $(ASSETS)/stoa.js \
               $(ASSETS)/stoa.css $(ASSETS)/stoa.rtl.css $(ASSETS)/light.css $(ASSETS)/light.rtl.css
$(B)/gen/assets_table.c: $(B)/tools/mkassets $(ASSET_FILES) $(wildcard src/page/assets/icons/*.svg)
	@mkdir -p $(@D) $(B)/gen/assets
	$(B)/tools/mkassets -o $@ -d $(abspath $(B))/gen/assets -i src/page/assets/icons $(ASSET_FILES)
$(call lib_of,page): $(B)/obj/gen/assets_table.o
