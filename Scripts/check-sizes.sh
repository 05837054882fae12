#!/usr/bin/env bash
# Fails where a source file has more than 400 lines or a function more than 60.
set -euo pipefail
cd "$(dirname "$0")/.."
find Sources -name '*.swift' -o -name '*.[ch]' -o -name '*.inl' | sort \
  | xargs awk -v file_limit=400 -v function_limit=60 -f Scripts/check-sizes.awk >&2
