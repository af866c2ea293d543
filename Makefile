# Thin: every target is a command one could type. CI=true (as .ci/run sets it) holds Cargo.lock fixed.
CARGO ?= cargo
PYTHON ?= python3
OUT ?= out
LOCKED := $(if $(CI),--locked,)
# Property tests draw the same cases in every run; another seed looks elsewhere.
export PROPTEST_RNG_SEED ?= 20261121

.PHONY: run test e2e lint fmt bench

run: ## footprints of the packaged data and the diagnosis of an example plant, with pictures and a report in out/
	$(CARGO) run $(LOCKED) --release -p verdigris-cli -- overview --output $(OUT)
	$(CARGO) run $(LOCKED) --release -p verdigris-cli -- diagnose example:example-aluminium --output $(OUT)/example-aluminium

test: ## unit, property and documentation tests
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    set -x; \
	    $(CARGO) nextest run $(LOCKED) --workspace -E 'not (package(verdigris-cli) and kind(test))' && \
	    $(CARGO) test $(LOCKED) --workspace --doc --quiet; \
	else \
	    set -x; \
	    $(CARGO) test $(LOCKED) --workspace; \
	fi

e2e: ## the command line as a user meets it
	$(CARGO) test $(LOCKED) -p verdigris-cli --test '*'

lint: ## format, clippy, the rules of the house, licences
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings
	$(CARGO) xtask tidy
	$(CARGO) xtask licences
	@if $(CARGO) deny --version >/dev/null 2>&1; then \
	    $(CARGO) deny check; \
	else \
	    echo "cargo-deny is not installed: advisories and bans were not checked"; \
	fi

fmt:
	$(CARGO) fmt --all

bench: ## this engine and its peers side by side
	$(PYTHON) bench/run.py
