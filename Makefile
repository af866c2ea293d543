# Thin: every target is a command one could type. CI=true (as .ci/run sets it) holds Cargo.lock fixed.
CARGO ?= cargo
NPM ?= npm
PYTHON ?= python3
OUT ?= out
LISTEN ?= 127.0.0.1:8080
BUILT = $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
LOCKED := $(if $(CI),--locked,)
# Property tests draw the same cases in every run; another seed looks elsewhere.
export PROPTEST_RNG_SEED ?= 20261121

.PHONY: run overview web web-there web-test test e2e e2e-web api-test lint fmt bench rust-there

run: rust-there web-there ## the server with the packaged data and the example alliance
	$(CARGO) run $(LOCKED) --release -p verdigris-cli -- serve --demo --listen $(LISTEN)

overview: rust-there ## footprints of the packaged data and the diagnosis of an example plant, with pictures and a report in out/
	$(CARGO) run $(LOCKED) --release -p verdigris-cli -- overview --output $(OUT)
	$(CARGO) run $(LOCKED) --release -p verdigris-cli -- diagnose example:example-aluminium --output $(OUT)/example-aluminium

rust-there:
	@command -v $(CARGO) >/dev/null 2>&1 || { \
	    echo "Rust is missing: install it from https://rustup.rs (1.95 or later), then run make again."; \
	    echo "缺少 Rust：请从 https://rustup.rs 安装（1.95 或更高版本），然后重新运行 make。"; exit 1; }

# Without Node the server still runs: it serves the API and a page that explains what is missing.
web-there:
	@if command -v $(NPM) >/dev/null 2>&1; then $(MAKE) --no-print-directory web; else \
	    echo "Node.js (20.19 or later) is missing: the server will run without the browser application."; \
	    echo "缺少 Node.js（20.19 或更高版本）：服务器可运行，但没有浏览器界面。"; fi

web: web/dist/index.html ## the browser application, built into web/dist

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && $(NPM) ci --no-audit --no-fund

web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/package.json web/vite.config.ts $(shell find web/src web/public -type f 2>/dev/null)
	cd web && $(NPM) run build

web-test: web/node_modules/.package-lock.json ## types and unit tests of the browser application
	cd web && $(NPM) run check && $(NPM) test

test: ## unit, property and documentation tests; those of the browser application where Node is installed
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    set -x; \
	    $(CARGO) nextest run $(LOCKED) --no-fail-fast --workspace -E 'not (package(verdigris-cli) and kind(test))' && \
	    $(CARGO) test $(LOCKED) --workspace --doc --quiet; \
	else \
	    set -x; \
	    $(CARGO) test $(LOCKED) --workspace; \
	fi
	@if command -v $(NPM) >/dev/null 2>&1; then $(MAKE) --no-print-directory web-test; else \
	    echo "Node.js is missing: the browser application was not tested"; fi

e2e: ## the command line as a user meets it
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    set -x; $(CARGO) nextest run $(LOCKED) --no-fail-fast --workspace -E 'package(verdigris-cli) and kind(test)'; \
	else \
	    set -x; $(CARGO) test $(LOCKED) -p verdigris-cli --test '*'; \
	fi

# Built as the tests build it: another choice of packages would compile half of the dependencies again.
e2e-web: ## the browser application on the real server, in a scripted browser; skipped, saying so, without Node or Chromium
	@if ! command -v $(NPM) >/dev/null 2>&1; then \
	    echo "Node.js is missing: the browser application was not tried on the server"; \
	elif ! command -v $${CHROMIUM:-chromium} >/dev/null 2>&1; then \
	    echo "Chromium is missing (or set CHROMIUM): the browser application was not tried on the server"; \
	else \
	    set -ex; $(MAKE) --no-print-directory web; $(CARGO) test $(LOCKED) --workspace --test command --no-run; \
	    cd web; CHROMIUM=$$(command -v $${CHROMIUM:-chromium}) VERDIGRIS_BIN=$(BUILT)/debug/verdigris $(NPM) run e2e; \
	fi

api-test: ## the API against its own document, where schemathesis is installed; EXAMPLES=n asks more
	$(CARGO) build $(LOCKED) -p verdigris-cli
	$(CARGO) xtask api-test $(BUILT)/debug/verdigris

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
