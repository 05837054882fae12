#!/usr/bin/env bash
# Fuzzes every parser for some seconds: Scripts/fuzz-all.sh [seconds].
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
toolchain=$(dirname "$(readlink -f "$(command -v swift)")")/..
if [[ -z "$(find "$toolchain/lib" -name "libclang_rt.fuzzer_no_main-$(uname -m).a" 2> /dev/null)" ]]; then
  echo "fuzz: SKIPPED, this toolchain has no libFuzzer"
  exit 0
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for parser in table snapshot ledger image array; do
  if Scripts/fuzz.sh "$parser" "$seconds" > "$log" 2>&1; then
    echo "fuzz: $parser, $(awk '/number_of_executed_units/ { print $2 }' "$log") inputs"
  else
    tail -40 "$log" >&2
    echo "fuzz: $parser failed" >&2
    exit 1
  fi
done
