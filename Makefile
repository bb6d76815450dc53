# patchlore
#
#   make            build everything into build/
#   make demo       this machine's own patch history, as figures and a page
#   make test       build and run every test
#   make asan       the same tests under AddressSanitizer and UBSan
#   make lint       format, static analysis, shell, spelling
#   make fuzz       fuzz each parser for FUZZ_SECONDS (default 60)
#   make bench      how fast, on a sample fleet of BENCH_EVENTS events
#   make install    into DESTDIR/PREFIX
#
# V=1 shows commands; CC, CFLAGS and LDFLAGS are yours to set.

VERSION  = 0.1.0
PREFIX  ?= /usr/local
BUILD   ?= build
CFLAGS  ?= -O2 -g
HARDEN  ?= -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fstack-clash-protection
Q        = $(if $(V),,@)

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
       -Wformat=2 -Wvla -Wimplicit-fallthrough $(if $(CI),-Werror)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DPL_VERSION='"$(VERSION)"' -Icore \
       -Isdk/include -Isdk -fPIC -fvisibility=hidden -MMD -MP $(WARN) \
       $(HARDEN) $(CFLAGS)
LINK = $(CC) $(CFLAGS) $(LDFLAGS) -Wl,--as-needed -Wl,-z,relro,-z,now

ROOMS   = base model host store collect kpi report cli
CORE_C  = $(sort $(foreach room,$(filter-out cli,$(ROOMS)),$(wildcard core/$(room)/*.c)))
CLI_C   = $(sort $(wildcard core/cli/*.c))
BASE_C  = $(sort $(wildcard core/base/*.c))
WORKER_C = $(sort $(wildcard core/worker/*.c))
KIT_C   = $(sort $(wildcard sdk/kit/*.c))
MOCK_C  = $(sort $(wildcard sdk/mock/*.c))
PLUGINS = $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard plugins/*/*.c)))))
UNIT    = $(sort $(basename $(notdir $(wildcard tests/unit/*_test.c))))
FUZZ    = $(sort $(basename $(notdir $(wildcard tests/fuzz/*_fuzz.c))))

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

CORE_LIBS = -lsqlite3 -ljansson -lxxhash -lm -ldl -lpthread
KIT_LIBS  = -larchive

.PHONY: all test demo asan lint fuzz bench deps install clean
all: $(BUILD)/patchlore $(BUILD)/patchlore-worker \
     $(PLUGINS:%=$(BUILD)/plugins/%.so) $(BUILD)/fleet

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  cc    $<")
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/libbase.a: $(call objects,$(BASE_C))
$(BUILD)/libcore.a: $(call objects,$(CORE_C))
$(BUILD)/libkit.a: $(call objects,$(KIT_C))
$(BUILD)/libmock.a: $(call objects,$(MOCK_C))
$(BUILD)/lib%.a:
	$(Q)rm -f $@ && $(AR) rcsD $@ $^

$(BUILD)/patchlore: $(call objects,$(CLI_C)) $(BUILD)/libcore.a
	$(if $(V),,@echo "  link  $@")
	$(Q)$(LINK) -pie -o $@ $^ $(CORE_LIBS)

# The worker links neither the store nor jansson, whatever base/ grows.
$(BUILD)/patchlore-worker: $(call objects,$(WORKER_C)) $(BUILD)/libbase.a
	$(if $(V),,@echo "  link  $@")
	$(Q)$(LINK) -pie -o $@ $^ -ldl

define plugin_rule
$(BUILD)/plugins/$(1).so: $(call objects,$(sort $(wildcard plugins/$(1)/*.c))) $(BUILD)/libkit.a
	@mkdir -p $$(@D)
	$(if $(V),,@echo "  link  $$@")
	$(Q)$$(LINK) -shared -Wl,-z,defs -Wl,--exclude-libs,ALL -o $$@ $$^ $(KIT_LIBS)
endef
$(foreach plugin,$(PLUGINS),$(eval $(call plugin_rule,$(plugin))))

$(BUILD)/fleet: $(call objects,$(sort $(wildcard tests/fleet/*.c)))
	$(Q)$(LINK) -o $@ $^ -lm

# ---- Tests ---------------------------------------------------------------

UNIT_LIBS = -lcmocka $(KIT_LIBS) $(CORE_LIBS)
$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/libmock.a $(BUILD)/libcore.a $(BUILD)/libkit.a
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ $(UNIT_LIBS)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
