#!/usr/bin/env bash
# Compares the public API of all libraries with the last tag.
#
# Before 1.0 a difference is reported and is no failure; from 1.0 on it is one.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$(git describe --tags --abbrev=0 2> /dev/null) || {
  echo "check-api: skipped, there is no tag to compare with"
  exit 0
}
if swift package diagnose-api-breaking-changes "$tag"; then
  echo "check-api: no breaking change since $tag"
  exit 0
fi
case "${tag#v}" in
  0.*) echo "check-api: breaking changes since $tag; list them in CHANGELOG.md" ;;
  *) exit 1 ;;
esac
