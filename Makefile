# Built things are in build/: scimd, run_tests, and one folder of objects per configuration (release, debug, asan).
B  := build
TP := third_party/out

# Text files that the binary carries; base::embedded_files() lists them.
EMBEDDED := $(sort $(shell find src -name '*.json'))

SOURCES := $(sort $(shell find src -name '*.cpp')) $(B)/gen/embedded.cpp
BENCH   := $(basename $(wildcard tests/bench/*.cpp))
TESTS   := tests/main.cpp $(sort $(shell find tests -name '*_test.cpp') $(wildcard tests/support/*.cpp))
LIBRARY := $(filter-out src/main.cpp,$(SOURCES))

X86     := $(filter x86_64,$(shell uname -m))
HARDEN  := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection $(if $(X86),-fcf-protection)
WARN    := -Wall -Wextra -Wconversion -Wshadow -Werror
FLAGS   := -std=c++20 $(WARN) -D_GLIBCXX_ASSERTIONS -ffile-prefix-map=$(CURDIR)=. -Isrc -isystem $(TP)/include -MMD -MP
LIBS    := $(patsubst %,$(TP)/lib/lib%.a,lmdb simdjson utf8proc mbedtls)

# run_tests links the objects of the release, so the tests judge what is shipped and src/ is compiled once for both; the
# tests themselves are compiled without optimisation, which costs less than it saves.
release_FLAGS := -O2 -g -ffunction-sections -fdata-sections $(HARDEN)
release_TESTS := -O0 -g
release_LINK  := -static -Wl,--build-id=none,--gc-sections
debug_FLAGS   := -O0 -g
debug_TESTS   := -O0 -g
# GCC 12 warns of uninitialised values inside std::regex, which httplib.h brings, only when it instruments.
asan_FLAGS    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
                 -Wno-maybe-uninitialized
asan_TESTS     = $(asan_FLAGS)
asan_LINK     := -fsanitize=address,undefined

Q   := $(if $(V),,@)
SAY  = $(if $(V),@:,@echo '$(1)')

build: $(B)/scimd   ## the release binary build/scimd: static and stripped (the default); V=1 shows the commands

debug: $(B)/debug/scimd $(B)/debug/run_tests   ## build/debug/{scimd,run_tests}: not optimised, for a debugger

test: $(B)/run_tests   ## run all unit tests; T='filter*' runs those whose name matches
	$(B)/run_tests $(if $(T),--test-case='$(T)')

asan: $(B)/asan/run_tests   ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer; T as above
	$(B)/asan/run_tests $(if $(T),--test-case='$(T)')

crash: build   ## kill -9 under load, a thousand times (the test that runs with all others has a hundred rounds)
	CRASH_ROUNDS=1000 tests/e2e/crash

run: build   ## a throw-away service on this machine: build/scimd dev
	$(B)/scimd dev

bench: build $(BENCH:%=$(B)/release/%)   ## what it does on this machine; minutes, and no part of the tests
	scripts/bench

lint:   ## format, layers, sizes, names, docs/conformance.md
	scripts/format --check
	scripts/check_layers
	scripts/conformance_page --check --strict

format:   ## rewrite the sources in the project's format
	scripts/format

check: lint build test asan   ## everything that has to pass before a commit

third_party: $(TP)/built   ## fetch, verify and compile the third-party code

clean:   ## remove what was built; third-party code and tools stay
	rm -rf $(filter-out $(B)/tools,$(wildcard $(B)/*))

help:   ## this list
	@awk -F':.*## ' '/^[a-z_-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Costs a tenth of a second when everything is in place; out/built changes only when the third-party code does.
$(TP)/built: FORCE
	@scripts/fetch
	@$(MAKE) --no-print-directory -sC third_party $(if $(THIRD_PARTY),SRC=$(abspath $(THIRD_PARTY))) out/built

$(B)/gen/embedded.cpp: scripts/embed $(EMBEDDED) $(B)/gen/embedded.list
	$(Q)scripts/embed $(EMBEDDED) >$@
# The list of embedded files, rewritten only when it changes: a file that went away must go from the binary too.
$(B)/gen/embedded.list: FORCE
	@mkdir -p $(@D)
	@echo '$(EMBEDDED)' | cmp -s - $@ || echo '$(EMBEDDED)' >$@

define CONFIGURATION
$(B)/$(1)/%.o: %.cpp $(TP)/built
	@mkdir -p $$(@D)
	$(call SAY,c++  $(1) $$<)
	$$(Q)$$(CXX) $$(FLAGS) $$(if $$(filter tests/%,$$<),-Itests $$($(1)_TESTS),$$($(1)_FLAGS)) -c $$< -o $$@
$(B)/$(1)/scimd: $(SOURCES:%.cpp=$(B)/$(1)/%.o)
$(B)/$(1)/run_tests: $(patsubst %.cpp,$(B)/$(1)/%.o,$(LIBRARY) $(TESTS))
$(BENCH:%=$(B)/$(1)/%): %: %.o $(patsubst %.cpp,$(B)/$(1)/%.o,$(LIBRARY) tests/support/echo_handler.cpp)
$(B)/$(1)/scimd $(B)/$(1)/run_tests $(BENCH:%=$(B)/$(1)/%):
	$(call SAY,link $$@)
	$$(Q)$$(CXX) $$($(1)_LINK) $$^ $(LIBS) -o $$@
-include $(patsubst %.cpp,$(B)/$(1)/%.d,$(SOURCES) $(TESTS) $(BENCH:%=%.cpp))
endef
$(foreach c,release debug asan,$(eval $(call CONFIGURATION,$(c))))

$(B)/scimd: $(B)/release/scimd
	$(Q)strip -o $@ $<
$(B)/run_tests: $(B)/release/run_tests
	$(Q)cp $< $@

FORCE:
.DELETE_ON_ERROR:
.PHONY: build debug test asan crash run bench lint format check third_party clean help FORCE
