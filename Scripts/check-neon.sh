#!/usr/bin/env bash
# Compares the NEON kernels with the portable ones, under emulation on other processors.
#
# Emulation needs Debian's qemu-user, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross.  Without them the
# same comparison runs with the kernels of this processor.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=Sources/CKernels

# Compiles and runs the comparison on this processor.
natively() {
  clang -O2 -I "$kernels/include" Tests/NeonCheck/check.c "$kernels"/*.c -lm -o "$work/check"
  "$work/check" "$1"
}

case "$(uname -m)" in
  aarch64 | arm64)
    natively neon
    exit
    ;;
esac
if ! command -v qemu-aarch64 > /dev/null || ! command -v aarch64-linux-gnu-gcc > /dev/null; then
  echo "check-neon: SKIPPED, there is no qemu-aarch64 or no aarch64-linux-gnu-gcc"
  if grep -qw avx2 /proc/cpuinfo 2> /dev/null; then natively avx2; fi
  exit 0
fi
for source in Tests/NeonCheck/check.c "$kernels"/{neon,portable,dispatch,wide}.c; do
  clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 \
    -I "$kernels/include" -c "$source" -o "$work/$(basename "$source").o"
done
aarch64-linux-gnu-gcc -static "$work"/*.o -lm -o "$work/check"
qemu-aarch64 "$work/check" neon
