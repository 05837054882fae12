#!/usr/bin/env bash
# Counts the instructions of learning, predicting and watching, and fails where one has grown by more
# than 5 % over Benchmarks/instructions.txt.
#
# usage: check-instructions.sh PROGRAM [--update]
# Valgrind runs the AVX2 kernels where the processor has them; thresholds hold for these.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:?usage: check-instructions.sh PROGRAM [--update]}")
thresholds=$PWD/Benchmarks/instructions.txt
parcels=$PWD/Examples/demo/parcels.csv
cases=$PWD/Examples/watch/cases.csv
tolerance=5

if ! command -v valgrind > /dev/null; then
  echo "check-instructions: SKIPPED, there is no valgrind"
  exit 0
fi
if ! grep -qw avx2 /proc/cpuinfo 2> /dev/null; then
  echo "check-instructions: SKIPPED, the thresholds hold for processors with AVX2"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SWIFT_DETERMINISTIC_HASHING=1

# Prints how many instructions the program executes with these arguments.
count() {
  if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" \
    2> "$work/log" > /dev/null || ! grep -q Collected "$work/log"; then
    tail -20 "$work/log" >&2
    echo "check-instructions: valgrind failed on: $*" >&2
    exit 1
  fi
  awk '/Collected/ { print $4 }' "$work/log"
}

learned=$(count learn "$parcels" --target late --id tracking --limit 1500 --save "$work/model" --quiet)
head -501 "$parcels" > "$work/new.csv"
predicted=$(count predict "$work/model" "$work/new.csv")
watched=$(count watch "$cases" --episode case --order step --outcome end --bad lost --quiet)

if [[ "${2:-}" == --update ]]; then
  printf '%s\n' "# Instructions of the commands in Scripts/check-instructions.sh." \
    "learn $learned" "predict $predicted" "watch $watched" > "$thresholds"
  cat "$thresholds"
  exit 0
fi

faults=0
check() {
  local name=$1 now=$2 then_
  then_=$(awk -v name="$name" '$1 == name { print $2 }' "$thresholds")
  local percent
  percent=$(awk -v now="$now" -v then_="$then_" 'BEGIN { printf "%+.1f", (now / then_ - 1) * 100 }')
  echo "check-instructions: $name $now, $percent % against $then_"
  if awk -v p="$percent" -v t="$tolerance" 'BEGIN { exit !(p > t) }'; then
    echo "check-instructions: $name has become more than $tolerance % slower" >&2
    faults=1
  elif awk -v p="$percent" -v t="$tolerance" 'BEGIN { exit !(p < -t) }'; then
    echo "check-instructions: $name has become faster; take that down with --update"
  fi
}
check learn "$learned"
check predict "$predicted"
check watch "$watched"
exit $faults
