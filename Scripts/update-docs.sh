#!/usr/bin/env bash
# Runs every command and example of the documentation, and writes the output into the pages.
#
# The tests of the documentation compare; this rewrites: README.md, Docs/guide and all DocC articles.
# Look at the difference afterwards: `git diff -- '*.md'`.
set -euo pipefail
cd "$(dirname "$0")/.."
FLEDGLING_UPDATE_DOCS=1 FLEDGLING_OPTIMISED=1 swift test --filter DocumentationTests "$@"
git diff --stat -- '*.md'
