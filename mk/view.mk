# Words and views: words.yaml files become $(B)/gen/word_ids.h and a table, HTML views become C; both before anything that uses them.
TOOLFLAGS := -std=gnu17 -O1 -g -D_GNU_SOURCE -Isrc -Wall -Wextra -Wno-missing-field-initializers
WORDS_DEF := $(wildcard src/*/words.yaml src/blocks/*/words.yaml)
WORDS_ALL := $(WORDS_DEF) $(wildcard src/*/words.*.yaml src/blocks/*/words.*.yaml src/words/*.yaml)

$(B)/tools/mkwords: tools/mkwords.c tools/tool.h $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) $(TOOLFLAGS) $(LDFLAGS) -o $@ $< $(B)/lib/base.a -lyaml
MKVIEW := tools/mkview.c tools/mkview_body.c tools/mkview_expr.c
$(B)/tools/mkview: $(MKVIEW) tools/mkview.h tools/tool.h $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) $(TOOLFLAGS) $(LDFLAGS) -o $@ $(MKVIEW) $(B)/lib/base.a

# The stamp says that the words were read; the files change only where their content does.
$(B)/gen/words.stamp: $(B)/tools/mkwords $(WORDS_ALL)
	@mkdir -p $(@D)
	$(B)/tools/mkwords -o $(B)/gen $(WORDS_ALL)
	@touch $@
$(B)/gen/word_ids.h $(B)/gen/words_table.c $(B)/gen/words.tab: $(B)/gen/words.stamp ;

# view_of: name of the folder's views, its room, its files, files of views that it may use
ICONS := src/page/assets/icons
define view_of
$(B)/gen/views/$(1).stamp: $(3) $(4) $(B)/tools/mkview $(B)/gen/words.tab $(wildcard $(ICONS)/*.svg)
	@mkdir -p $$(@D)
	$(B)/tools/mkview -o $(B)/gen/views/$(1) -w $(B)/gen/words.tab -i $(ICONS) -l $(4) -- $(3)
	@touch $$@
$(B)/gen/views/$(1).h $(B)/gen/views/$(1).c: $(B)/gen/views/$(1).stamp ;
$(call lib_of,$(2)): $(B)/obj/gen/views/$(1).o
VIEW_HEADERS += $(B)/gen/views/$(1).h
endef
PAGE_VIEWS := $(wildcard src/page/views/*.html)
$(eval $(call view_of,page,page,$(PAGE_VIEWS),))
VIEW_BLOCKS := $(sort $(foreach f,$(wildcard src/blocks/*/views/*.html),$(word 3,$(subst /, ,$(f)))))
$(foreach b,$(VIEW_BLOCKS),$(eval $(call view_of,$(b),blocks,$(wildcard src/blocks/$(b)/views/*.html),$(PAGE_VIEWS))))

$(B)/obj/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-shadow -c $< -o $@
$(call lib_of,page): $(B)/obj/gen/words_table.o

# Rooms from page downwards are compiled after the headers that they include are there.
WORDY := page new act blocks role cli
$(foreach r,$(WORDY),$(call objs_of,$(r))) $(B)/obj/gen/words_table.o: | $(B)/gen/word_ids.h
$(foreach r,$(WORDY),$(call objs_of,$(r))): | $(B)/gen/views/page.h
$(foreach r,$(filter-out page new act,$(WORDY)),$(call objs_of,$(r))): | $(VIEW_HEADERS)
$(patsubst $(B)/gen/%.h,$(B)/obj/gen/%.o,$(VIEW_HEADERS)): | $(B)/gen/word_ids.h $(B)/gen/views/page.h

# Every component and sample pages, written to files: `make gallery` and open them, or look.mjs does.
$(B)/gen/views/gallery.stamp: tests/page/views/gallery.html $(PAGE_VIEWS) $(B)/tools/mkview $(B)/gen/words.tab
	$(B)/tools/mkview -o $(B)/gen/views/gallery -w $(B)/gen/words.tab -i $(ICONS) -l $(PAGE_VIEWS) -- tests/page/views/gallery.html
	@touch $@
$(B)/gen/views/gallery.h $(B)/gen/views/gallery.c: $(B)/gen/views/gallery.stamp ;
GALLERY_LIBS := $(foreach r,base value codec text os page,$(call lib_of,$(r)))
$(B)/t/gallery: tests/page/gallery.c tests/page/site.h $(B)/gen/views/gallery.c $(GALLERY_LIBS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) -o $@ tests/page/gallery.c $(B)/gen/views/gallery.c \
	    -Wl,--start-group $(GALLERY_LIBS) -Wl,--end-group $(LDLIBS)
gallery: $(B)/t/gallery
	@mkdir -p $(B)/gallery
	$(B)/t/gallery $(B)/gallery
.PHONY: gallery

unit-views: $(B)/tools/mkview $(B)/tools/mkwords
	sh tests/page/t_views.sh $(abspath $(B))/tools/mkview $(abspath $(B))/tools/mkwords
# What checks say has its words.
unit-found:
	python3 tests/site/found.py site form bpmn dmn letter
unit: unit-views unit-found
.PHONY: unit-views unit-found

# Looks at the gallery in Chromium: seven modes, axe, the content security policy, widths.  Pictures in $(B)/look.
look: gallery
	$(NODE) tests/page/look.mjs $(B)/gallery $(B)/look
	$(NODE) node_modules/html-validate/bin/html-validate.mjs --preset standard $(B)/gallery/*.html
.PHONY: look
