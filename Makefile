# make help | setup | build | demo | test | lint | check | api | docs | bench | clean

SWIFT ?= swift
PYTHON ?= python3
VENV := Benchmarks/.venv
PROGRAM := .build/release/fledgling
FUZZ_SECONDS ?= 10

# On Linux the program takes the Swift runtime with it, so that it starts fast and runs anywhere.
ifeq ($(shell uname -s),Linux)
RELEASE_FLAGS := --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s
endif

.PHONY: help setup build demo test lint check api docs bench clean

help:
	@echo "make setup   install the system libraries that the build needs, if they are missing"
	@echo "make build   build the program: $(PROGRAM)"
	@echo "make demo    setup and build, then learn, merge and unlearn 3,900 generated parcels"
	@echo "make test    setup, then run all tests"
	@echo "make lint    check format, layers, sizes and documentation; changes nothing"
	@echo "make check   lint, NEON kernels, $(FUZZ_SECONDS) s of fuzzing a parser, instruction counts"
	@echo "make api     compare the public API with the last tag"
	@echo "make docs    rewrite the output shown in the documentation"
	@echo "make bench   measure against other learners; downloads Python packages"
	@echo "make clean   remove what was built"
	@echo
	@Scripts/setup.sh --dry-run

setup:
	@Scripts/setup.sh

build:
	$(SWIFT) build -c release $(RELEASE_FLAGS) --product fledgling

demo: setup build
	$(PROGRAM) learn Examples/demo/parcels.csv --target late --id tracking
	@echo
	@Examples/demo/merge.sh $(PROGRAM)

test: setup
	FLEDGLING_OPTIMISED=1 $(SWIFT) test
	@if command -v $(PYTHON) > /dev/null; then \
	  $(PYTHON) Benchmarks/crash.py --fledgling .build/debug/fledgling --kills 50 --seed 1; \
	else echo "skipped: killing the program at random moments needs python3"; fi

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift Benchmarks/Sources Fuzzing/Sources
	Scripts/check-layers.sh
	Scripts/check-sizes.sh
	Scripts/check-docs.sh

check: lint build
	Scripts/check-neon.sh
	Scripts/check-instructions.sh $(PROGRAM)
	Scripts/fuzz-all.sh $(FUZZ_SECONDS)

api:
	Scripts/check-api.sh

docs:
	Scripts/update-docs.sh

bench: build $(VENV)/installed
	$(VENV)/bin/python Benchmarks/run.py --fledgling $(PROGRAM)

$(VENV)/installed: Benchmarks/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement Benchmarks/requirements.txt
	touch $@

clean:
	$(SWIFT) package clean
