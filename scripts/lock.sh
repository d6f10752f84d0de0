#!/bin/sh
# Writes the locks: pinned, hashed, for every platform, naming no host.
set -e
UV_CUSTOM_COMPILE_COMMAND="make lock"
export UV_CUSTOM_COMPILE_COMMAND
compile() {
    .venv/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate "$@"
}
compile --output-file requirements/base.txt
compile --extra test --extra dev --constraint requirements/base.txt --output-file requirements/test.txt
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --silent
