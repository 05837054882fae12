#!/usr/bin/env bash
# Fuzzes a parser: Scripts/fuzz.sh table|snapshot|ledger|image|array [seconds].
#
# Needs libFuzzer, which comes with Swift's toolchains for Linux.  Inputs that crash are left in
# Fuzzing/crash-*; inputs that reach new code are added to Fuzzing/.corpus.
set -euo pipefail
cd "$(dirname "$0")/../Fuzzing"
what=${1:?usage: fuzz.sh table|snapshot|ledger|image|array [seconds]}
seconds=${2:-60}
runtime=$(dirname "$(find "$(dirname "$(readlink -f "$(command -v swift)")")/../lib" \
  -name "libclang_rt.fuzzer_no_main-$(uname -m).a" | head -1)")
swift build -c release --sanitize address \
  -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,trace-cmp -Xswiftc -enable-testing \
  -Xcc -fsanitize-coverage=inline-8bit-counters,trace-cmp \
  -Xlinker "$runtime/libclang_rt.fuzzer_no_main-$(uname -m).a" -Xlinker -lstdc++
seeds=".corpus/$what"
mkdir -p "$seeds"
if [[ "$what" == table ]]; then
  head -30 ../Examples/demo/parcels.csv > "$seeds/csv"
  gzip -c "$seeds/csv" > "$seeds/gzip"
  printf '%s\n' '{"a":1,"b":"x","c":true}' '{"a":-2.5e3,"b":null,"c":false}' \
    '{"b":"\u00e4\"","a":3,"c":true}' > "$seeds/jsonl"
  printf '%s\r\n' 'when;"a;b";c' '2024-02-29 23:59:59;"x ""y""";1' '01.03.2024;;2,5' \
    '2024-03-02T00:00:00Z;NA;-inf' > "$seeds/quoted"
fi
if [[ "$what" == ledger ]]; then
  printf '%s' '{"id":"x1","time":1.5e9,"source":"s","fields":{"a":1,"b":"r","c":null},"outcome":"1"}' \
    > "$seeds/line"
  printf '%s' '{"count":1,"digests":["00"],"model":"m","publicKey":"00","signature":"00",' \
    '"stateAfter":"00","stateBefore":"00","time":"2024-01-01T00:00:00Z"}' > "$seeds/receipt"
fi
if [[ "$what" == image ]]; then
  base64 -d <<< iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg== \
    > "$seeds/png"
  base64 -d <<< /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AD//Z > "$seeds/jpeg"
fi
if [[ "$what" == array ]]; then
  printf '\223NUMPY\1\0\75\0%-60s\n\1\2\3\4' \
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }" > "$seeds/npy"
  printf '\0\0\10\3\0\0\0\2\0\0\0\1\0\0\0\2\1\2\3\4' > "$seeds/idx"
fi
.build/release/fuzz "$what" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
  -print_final_stats=1 "$seeds"
