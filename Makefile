# patchlore
#
#   make            build everything into build/
#   make demo       this machine's own patch history, as figures and a page
#   make test       what is needed, the build and every test
#   make check      the build and every test
#   make abi        what is promised to plugins that are compiled already
#   make abi-freeze keep today's plugin.h as the candidate of its version
#   make asan       the same tests under AddressSanitizer and UBSan
#   make referee    for minutes: that what is shared gives nobody away
#   make lint       layout, static analysis, shell, spelling
#   make format     put the layout right
#   make fuzz       fuzz each parser for FUZZ_SECONDS (default 60)
#   make bench      how fast, beside DuckDB, against the goals; BENCH_EVENTS,
#                   BENCH_RUNS, BENCH_GROWTH=1; bench-short takes no minute
#   make install    into DESTDIR/PREFIX
#   make deps       Debian packages for all that; deps-lint those for lint, fuzz;
#                   deps-browser what the tests of pages in a browser need
#
# V=1 shows commands; CC, CFLAGS and LDFLAGS are yours to set.

VERSION  = 0.1.0
PREFIX  ?= /usr/local
BUILD   ?= build
CFLAGS  ?= -O2 -g
HARDEN  ?= -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fstack-clash-protection
Q        = $(if $(V),,@)
MAKEFLAGS += --no-print-directory

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
       -Wformat=2 -Wvla -Wimplicit-fallthrough $(if $(CI),-Werror)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DPL_VERSION='"$(VERSION)"' -I. -Icore \
       -Isdk/include -Isdk -fPIC -fvisibility=hidden -MMD -MP $(WARN) \
       $(HARDEN) $(CFLAGS)
LINK = $(CC) $(CFLAGS) $(LDFLAGS) -Wl,--as-needed -Wl,-z,relro,-z,now

ROOMS   = base model stats host store join collect kpi health trend explain survey scrub share report cli
# Of the kit the core shares how versions are compared.
CORE_C  = $(sort $(foreach room,$(filter-out cli,$(ROOMS)),$(wildcard core/$(room)/*.c))) \
          sdk/kit/version.c
CLI_C   = $(sort $(wildcard core/cli/*.c))
BASE_C  = $(sort $(wildcard core/base/*.c))
WORKER_C = $(sort $(wildcard core/worker/*.c))
KIT_C   = $(sort $(wildcard sdk/kit/*.c))
MOCK_C  = $(sort $(wildcard sdk/mock/*.c))
PLUGINS = $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard plugins/*/*.c)))))
UNIT    = $(sort $(basename $(notdir $(wildcard tests/unit/*_test.c))))
REFEREE = $(sort $(basename $(notdir $(wildcard tests/referee/*.c))))
ROGUES  = $(sort $(basename $(notdir $(wildcard tests/rogue/*.c))))
FUZZ    = $(sort $(basename $(notdir $(wildcard tests/fuzz/*_fuzz.c))))

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

CORE_LIBS = -lsqlite3 -ljansson -lxxhash -lutf8proc -lsodium -lm -ldl -lpthread
KIT_LIBS  = -larchive -lz -lexpat -lm

# What a plugin links beside the kit.
LIBS_OF_cve   = -ljansson
LIBS_OF_kev   = -ljansson
LIBS_OF_nvd   = -ljansson
LIBS_OF_table = -ljansson
LIBS_OF_osv   = -ljansson
LIBS_OF_dnf   = -lsqlite3

# Objects stay, also those that only a pattern leads to.
.SECONDARY:

.PHONY: all test check abi abi-freeze tests demo referee asan lint format fuzz \
        fuzzers bench bench-short deps deps-lint deps-browser install clean
all: $(BUILD)/patchlore $(BUILD)/patchlore-worker \
     $(PLUGINS:%=$(BUILD)/plugins/%.so) $(BUILD)/fleet

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc    $<")
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# It holds that file.
$(BUILD)/obj/core/share/bodyschema.o: sdk/schema/pls-1.json

$(BUILD)/libbase.a: $(call objects,$(BASE_C))
$(BUILD)/libcore.a: $(call objects,$(CORE_C))
$(BUILD)/libkit.a: $(call objects,$(KIT_C))
$(BUILD)/libmock.a: $(call objects,$(MOCK_C))
$(BUILD)/libworker.a: $(call objects,$(filter-out %/main.c,$(WORKER_C)))
$(BUILD)/lib%.a:
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/patchlore: $(call objects,$(CLI_C)) $(BUILD)/libcore.a
	$(if $(V),,@echo "  link  $@")
	$(Q)$(LINK) -pie -o $@ $^ $(CORE_LIBS)

# The worker links neither the store nor jansson, whatever base/ grows.
$(BUILD)/patchlore-worker: $(call objects,$(WORKER_C)) $(BUILD)/libbase.a
	$(if $(V),,@echo "  link  $@")
	$(Q)$(LINK) -pie -o $@ $^ -ldl -lseccomp

define plugin_rule
$(BUILD)/plugins/$(1).so: $(call objects,$(sort $(wildcard plugins/$(1)/*.c))) $(BUILD)/libkit.a
	@mkdir -p $$(@D)
	$(if $(V),,@echo "  link  $$@")
	$(Q)$$(LINK) -shared -Wl,-z,defs -Wl,--exclude-libs,ALL -o $$@ $$^ $(KIT_LIBS) $(LIBS_OF_$(1))
endef
$(foreach plugin,$(PLUGINS),$(eval $(call plugin_rule,$(plugin))))

$(BUILD)/fleet: $(call objects,$(sort $(wildcard tests/fleet/*.c)))
	$(Q)$(LINK) -o $@ $^ -lm

# ---- Tests ---------------------------------------------------------------

# A test or fuzz target links the objects of the plugin that its name begins
# with (apt_history_test: plugins/apt), or of the plugin named here for it.
PLUGIN_OF_dpkglog_fuzz   = apt
PLUGIN_OF_history_fuzz   = apt
PLUGIN_OF_changelog_fuzz = apt
PLUGIN_OF_aptlists_fuzz  = apt
plugin_of = $(or $(PLUGIN_OF_$(1)),$(lastword $(foreach plugin,$(PLUGINS),\
            $(if $(filter $(plugin)_%,$(1)),$(plugin)))))
plugin_objects = $(if $(call plugin_of,$(1)),$(call objects,$(sort \
            $(wildcard plugins/$(call plugin_of,$(1))/*.c))))

TEST_LIBS = $(BUILD)/libmock.a $(BUILD)/libworker.a $(BUILD)/libcore.a \
            $(BUILD)/libkit.a

define unit_rule
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/unit/$(1).o $(call plugin_objects,$(1)) $(TEST_LIBS)
	@mkdir -p $$(@D)
	$(Q)$$(LINK) -o $$@ $$^ -lcmocka -lseccomp $(KIT_LIBS) $(CORE_LIBS)
endef
$(foreach test,$(UNIT),$(eval $(call unit_rule,$(test))))

# A fuzz target without libFuzzer gets a main that replays files instead.
FUZZ_MAIN = $(BUILD)/obj/tests/fuzz/replay.o
define fuzz_rule
$(BUILD)/fuzzers/$(1): $(BUILD)/obj/tests/fuzz/$(1).o $(FUZZ_MAIN) $(call plugin_objects,$(1)) $(TEST_LIBS)
	@mkdir -p $$(@D)
	$(Q)$$(LINK) -o $$@ $$^ $(KIT_LIBS) $(CORE_LIBS)
endef
$(foreach target,$(FUZZ),$(eval $(call fuzz_rule,$(target))))
$(BUILD)/obj/tests/fuzz/%.o: WARN += -Wno-missing-prototypes

$(BUILD)/referee/%: $(BUILD)/obj/tests/referee/%.o $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ -lcmocka $(CORE_LIBS)

# Plugins that misbehave stand apart from those that patchlore offers.
$(BUILD)/rogue/%.so: $(BUILD)/obj/tests/rogue/%.o
	@mkdir -p $(@D)
	$(Q)$(LINK) -shared -o $@ $^

fuzzers: $(FUZZ:%=$(BUILD)/fuzzers/%)
tests: fuzzers $(UNIT:%=$(BUILD)/tests/%) $(ROGUES:%=$(BUILD)/rogue/%.so)

check: all tests
	$(Q)BUILD='$(BUILD)' CC='$(CC)' tests/run

abi: all
	$(Q)BUILD='$(BUILD)' CC='$(CC)' ONLY='abi/*' tests/run
abi-freeze:
	$(Q)CC='$(CC)' tests/abi/tool/freeze.sh

referee: $(REFEREE:%=$(BUILD)/referee/%)
	$(Q)BUILD='$(BUILD)' tests/referee/referee.sh

# The build comes after deps even under -j, hence another make.
test: deps
	$(Q)$(MAKE) check

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
           -fno-omit-frame-pointer
asan:
	$(Q)LABEL='asan: ' $(MAKE) check BUILD=build/asan HARDEN= \
	    CFLAGS='-O1 -g $(SANITIZE)'

FUZZ_SECONDS ?= 60
fuzz:
	$(Q)$(MAKE) fuzzers BUILD=build/fuzz CC=clang HARDEN= FUZZ_MAIN= \
	    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link $(SANITIZE)' \
	    LDFLAGS='-fsanitize=fuzzer'
	$(Q)FUZZ_SECONDS='$(FUZZ_SECONDS)' .ci/fuzz build/fuzz $(FUZZ)

lint:
	$(Q).ci/lint $(filter -std=% -D% -I%,$(ALL_CFLAGS))

# plugin.h is laid out by hand, as a document.
format:
	$(Q)git ls-files '*.c' '*.h' | grep -v '/patchlore/plugin\.h$$' | \
	    xargs clang-format -i

# ---- Measuring -----------------------------------------------------------

$(BUILD)/border: $(BUILD)/obj/tests/bench/border.o $(BUILD)/libcore.a
	$(Q)$(LINK) -o $@ $^ $(CORE_LIBS)
$(BUILD)/reading: $(BUILD)/obj/tests/bench/reading.o
	$(Q)$(LINK) -o $@ $^ -ldl
$(BUILD)/emitter.so: $(BUILD)/obj/tests/bench/emitter.o
	$(Q)$(LINK) -shared -o $@ $^

BENCH_EVENTS ?= 4255787
BENCH_LOG    ?= 100000000
BENCH_RUNS   ?= 5
bench-short: BENCH_EVENTS = 100000
bench-short: BENCH_LOG = 10000000
bench-short: BENCH_RUNS = 3
bench-short: BENCH_SHORT = 1
bench bench-short: all $(BUILD)/border $(BUILD)/reading $(BUILD)/emitter.so
	$(Q)BUILD='$(BUILD)' BENCH_EVENTS='$(BENCH_EVENTS)' \
	    BENCH_LOG='$(BENCH_LOG)' \
	    BENCH_RUNS='$(BENCH_RUNS)' BENCH_SHORT='$(BENCH_SHORT)' \
	    BENCH_GROWTH='$(BENCH_GROWTH)' tests/bench/bench.sh

# ---- People --------------------------------------------------------------

demo: deps
	$(Q)$(MAKE) $(if $(V),,-s) all
	$(Q)BUILD='$(BUILD)' tests/demo/demo.sh

DEPS      = gcc g++ make pkg-config libc6-dev libjansson-dev libsqlite3-dev \
            libarchive-dev zlib1g-dev libexpat1-dev libxxhash-dev \
            libseccomp-dev libutf8proc-dev libsodium-dev libcmocka-dev \
            gnuplot-nox sqlite3 procps patch \
            tzdata rpm xz-utils libarchive-tools
DEPS_LINT = clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
            shellcheck codespell mandoc
deps:
	$(Q).ci/deps $(DEPS)
deps-lint:
	$(Q).ci/deps $(DEPS_LINT)

# Node.js and npm may have come from elsewhere than Debian, whose packages will
# not go beside those.
unless_there = $(if $(shell command -v $(1) 2>/dev/null),,$(2))
DEPS_BROWSER = chromium poppler-utils $(call unless_there,node,nodejs) \
            $(call unless_there,npm,npm)
deps-browser:
	$(Q).ci/deps $(DEPS_BROWSER)
	$(Q)$(MAKE) $(BUILD)/browser/package-lock.json
$(BUILD)/browser/package-lock.json: tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p $(@D)
	$(Q)cp $^ $(@D)
	$(Q)cd $(@D) && { npm ci --ignore-scripts --no-audit --no-fund || \
	    { rm package-lock.json; exit 1; }; }

# Programs get mode 755 and all else 644, whatever the umask and the modes in
# the tree.
D = $(DESTDIR)$(PREFIX)
SDK = $(D)/share/patchlore/sdk
PUT = install -D -m 644
# All files below $(1) to below $(2).
put_tree = (cd $(1) && find . -type f) | while read -r file; do \
               $(PUT) "$(1)/$$file" "$(2)/$$file" || exit 1; done
install: all
	install -d $(D)/bin $(D)/libexec/patchlore $(D)/lib/patchlore/plugins \
	    $(D)/include/patchlore $(D)/share/patchlore/reports \
	    $(D)/share/patchlore/mappings $(D)/share/pkgconfig $(SDK)
	install $(BUILD)/patchlore $(D)/bin
	install $(BUILD)/patchlore-worker $(D)/libexec/patchlore
	install -m 644 $(PLUGINS:%=$(BUILD)/plugins/%.so) $(D)/lib/patchlore/plugins
	install -m 644 sdk/include/patchlore/plugin.h $(D)/include/patchlore
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' \
	    sdk/patchlore-plugin.pc.in | \
	    $(PUT) /dev/stdin $(D)/share/pkgconfig/patchlore-plugin.pc
	$(PUT) -t $(SDK) sdk/LICENSE sdk/plugin.map
	$(call put_tree,sdk/kit,$(SDK)/kit)
	$(call put_tree,sdk/mock,$(SDK)/mock)
	$(call put_tree,sdk/template,$(SDK)/template)
	$(call put_tree,sdk/schema,$(SDK)/schema)
	install -m 644 plugins/table/mappings/*.json $(D)/share/patchlore/mappings
	$(call put_tree,reports,$(D)/share/patchlore/reports)
	$(call put_tree,surveys,$(D)/share/patchlore/surveys)
	$(call put_tree,docs/examples,$(D)/share/doc/patchlore/examples)
	for page in $(sort $(wildcard docs/man/*.[1-9])); do \
	    install -D -m 644 $$page \
	        $(D)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
