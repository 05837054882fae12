# make build | demo | test | lint | bench

SWIFT ?= swift
PYTHON ?= python3
VENV := Benchmarks/.venv
PROGRAM := .build/release/fledgling

# On Linux the program takes the Swift runtime with it, so that it starts fast and runs anywhere.
ifeq ($(shell uname -s),Linux)
RELEASE_FLAGS := --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s
endif

.PHONY: build demo test lint bench setup clean

build: setup
	$(SWIFT) build -c release $(RELEASE_FLAGS) --product fledgling

demo: build
	$(PROGRAM) learn Examples/demo/parcels.csv --target late --id tracking
	@echo
	@Examples/demo/merge.sh $(PROGRAM)

test: setup
	$(SWIFT) test -Xcc -O2 -Xswiftc -O
	@if command -v $(PYTHON) > /dev/null; then \
	  $(PYTHON) Benchmarks/crash.py --fledgling .build/debug/fledgling --kills 200 --seed 1; \
	else echo "skipped: killing the program at random moments needs python3"; fi

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift Benchmarks/Sources Fuzzing/Sources
	Scripts/check-layers.sh

bench: build $(VENV)/installed
	$(VENV)/bin/python Benchmarks/run.py --fledgling $(PROGRAM)

$(VENV)/installed: Benchmarks/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement Benchmarks/requirements.txt
	touch $@

setup:
	Scripts/setup.sh

clean:
	$(SWIFT) package clean
