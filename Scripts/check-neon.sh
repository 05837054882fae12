#!/usr/bin/env bash
# Holds the NEON kernels against the portable ones, under emulation on other processors.
#
# Needs Debian's qemu-user, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross there.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=Sources/CKernels
if [[ "$(uname -m)" == aarch64 || "$(uname -m)" == arm64 ]]; then
  clang -O2 -I "$kernels/include" Tests/NeonCheck/check.c "$kernels"/*.c -lm -o "$work/check"
  "$work/check"
  exit
fi
command -v qemu-aarch64 > /dev/null || {
  echo "check-neon: skipped, there is no qemu-aarch64" >&2
  exit 0
}
for source in Tests/NeonCheck/check.c "$kernels"/{neon,portable,dispatch,wide}.c; do
  clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 \
    -I "$kernels/include" -c "$source" -o "$work/$(basename "$source").o"
done
aarch64-linux-gnu-gcc -static "$work"/*.o -lm -o "$work/check"
qemu-aarch64 "$work/check"
