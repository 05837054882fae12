#!/usr/bin/env bash
# Two copies learn half of the parcels each and are merged; then one parcel is unlearned.
# Usage: merge.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
parcels=$(realpath "$(dirname "$0")/parcels.csv")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

{ head -1 "$parcels"; tail -n +2 "$parcels" | awk 'NR % 2'; } > north.csv
{ head -1 "$parcels"; tail -n +2 "$parcels" | awk 'NR % 2 == 0'; } > south.csv
learn() { "$program" learn "$1" --target late --id tracking --save "$2" --quiet > /dev/null; }

learn north.csv north.model
learn south.csv south.model
learn "$parcels" whole.model
echo "Two copies learned half of the parcels each; merged, they are the one that learned all:"
"$program" merge north.model south.model --output both.model
"$program" consolidate whole.model

id=$(sed -n 17p "$parcels" | cut -d, -f1)
echo
echo "One parcel, $id, is unlearned; nothing is left of it but a receipt:"
"$program" unlearn both.model --id "$id" --key signing.key | cut -c1-76
"$program" verify-unlearned both.model | head -1
