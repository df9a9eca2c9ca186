# `make run` and `make test` do all the set-up they need; `make help` names the rest.

PY = .venv/bin/python
ARGS =
# A checkout that has been moved is set up anew: a virtual environment knows its own place.
HERE := $(shell pwd -P | cksum | cut -d ' ' -f 1)
RUN = .venv/run-$(HERE)
DEV = .venv/dev-$(HERE)
SETTINGS = pyproject.toml constraints.lock hatch_build.py

.PHONY: run test check bench soak fix lock migration help
.NOTPARALLEL:

run: $(RUN)  ## Start Study; options: make run ARGS="--port 9000"
	@.venv/bin/study serve $(ARGS)

test: $(DEV)  ## Run every test; what to leave out: STUDY_TEST_SKIP=browser,postgres
	@.ci/setup tools
	@$(PY) -m pytest -q -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: $(DEV)  ## Lint, types, layers, templates, the shipped banks, migrations, the wheel
	@.ci/check

bench: $(DEV)  ## Measure speed and memory
	@$(PY) -m tests.bench $(ARGS)

soak: $(DEV)  ## Run for long and look for leaks
	@$(PY) -m tests.bench.soak $(ARGS)

fix: $(DEV)  ## Mend what ruff can mend, and format
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

lock: $(DEV)  ## Choose the newest versions that pyproject.toml allows
	@.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--no-annotate --no-header pyproject.toml -o constraints.lock

migration: $(DEV)  ## Write a migration for changed tables: make migration NAME="what changes"
	@.ci/migration "$(NAME)"

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F '|' '{ printf "make %-10s %s\n", $$1, $$2 }'

$(RUN): $(SETTINGS)
	@.ci/setup run $@

$(DEV): $(SETTINGS)
	@.ci/setup dev $@
	@cp $@ $(RUN)
