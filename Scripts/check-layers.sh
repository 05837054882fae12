#!/usr/bin/env bash
# Every module may import only the modules below it:
# FledglingCommand → FledglingTables → FledglingImages → Fledgling → CKernels, and FledglingStore →
# Fledgling; FledglingSystem (files, locks, clocks) and FledglingJSON stand below all that use them.
# Folders of a module may use only the folders that stand before them in its list.
# Only FledglingStore imports Foundation, as GRDB and Crypto speak in its Data; the others do not, so
# that the library is small and the program starts fast.
set -euo pipefail
cd "$(dirname "$0")/.."

# A module's name, then what it may import.
layers=(
  "CKernels"
  "Fledgling CKernels"
  "FledglingSystem SystemPackage Glibc Musl Darwin"
  "FledglingJSON"
  "FledglingImages Fledgling CPNG CTurboJPEG Glibc Musl Darwin"
  "FledglingTables Fledgling FledglingImages CZlib Glibc Musl Darwin"
  "FledglingStore Fledgling FledglingJSON FledglingSystem GRDB Crypto Foundation Synchronization Glibc Musl Darwin"
  "FledglingFoundation Fledgling FledglingImages FledglingStore FledglingTables Foundation"
  "FledglingCommand Fledgling FledglingJSON FledglingSystem FledglingStore FledglingTables ArgumentParser Synchronization Glibc Musl Darwin"
)

faults=0
for layer in "${layers[@]}"; do
  read -r module allowed <<< "$layer"
  [[ -d "Sources/$module" ]] || continue
  while IFS=: read -r file line text; do
    imported=$(sed -E 's/(.* )?import +((struct|class|enum|protocol|func|var|let|typealias) +)?//; s/[^A-Za-z0-9_].*//' <<< "$text")
    if [[ " $allowed " != *" $imported "* ]]; then
      echo "$file:$line: $module must not import $imported" >&2
      faults=$((faults + 1))
    fi
  done < <(grep -rnE --include='*.swift' '^ *(@[A-Za-z_()]+ +)*((public|package|internal|fileprivate|private) +)?import ' "Sources/$module" || true)
done

if grep -rnE --include='*.c' --include='*.h' --include='*.inl' '#include *[<"][^>"]*(Fledgling|Swift)' Sources/CKernels >&2; then
  faults=$((faults + 1))
fi

# A module's name, then its folders from the ground up.
folders=(
  "Fledgling Errors Numerics Snapshot Schema Features Storage Encoding Experts Combining Ensembles Learning Evaluation Episodes Explanation Acquisition"
  "FledglingTables Errors Sources Scanning Decoding Inference"
  "FledglingStore Log Examples Episodes Receipts Export"
  "FledglingCommand Terminal Models Options Tables Reports Sessions Commands"
)
for list in "${folders[@]}"; do
  read -r module order <<< "$list"
  mapfile -t files < <(find "Sources/$module" -mindepth 2 -name '*.swift' | sort)
  awk -v root="Sources/$module" -v order="$order" -f Scripts/check-folders.awk \
    "${files[@]}" "${files[@]}" >&2 || faults=$((faults + 1))
done

((faults == 0)) || exit 1
