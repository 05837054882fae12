#!/usr/bin/env bash
# Checks the documentation: relative links lead to files, files named in tables exist, and riddles that
# once stood in it do not come back.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t pages < <(git ls-files -co --exclude-standard '*.md' | while read -r page; do
  [[ -e $page ]] && echo "$page"
done)
faults=0

fault() {
  echo "$1" >&2
  faults=$((faults + 1))
}

for page in "${pages[@]}"; do
  folder=$(dirname "$page")
  while read -r target; do
    [[ -z $target || $target == *://* || $target == doc:* || $target == \#* ]] && continue
    [[ -e "$folder/${target%%#*}" ]] || fault "$page: the link to $target leads nowhere"
  done < <(grep -oE '\]\([^) ]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//' || true)
done

# Paths in the tables of limits are relative to the module of the section.
module=
while IFS= read -r line; do
  if [[ $line =~ ^##.*\`Sources/([A-Za-z]+)\` ]]; then module=${BASH_REMATCH[1]}; fi
  while read -r path; do
    [[ -z $path || -e "Sources/$module/$path" ]] && continue
    [[ -e "Sources/$path" ]] && continue
    fault "Docs/limits.md: there is no Sources/$module/$path"
  done < <(grep -oE '`[A-Za-z/+]+\.swift`' <<< "$line" | tr -d '\`' || true)
done < Docs/limits.md

riddles='nine times in ten|who knows|(is|are|was|were) told|fore(see|saw)|whoever|nobody|somebody'
riddles+='|lived once more|[0-9]:(what|who) (is|was|are|were|has|had) |[.:;] +(what|who) (is|was|are|were|has|had) '
prose=$(awk 'FNR == 1 { fenced = 0 }
  /^```/ { fenced = !fenced; next }
  !fenced { print FILENAME ":" FNR ":" $0 }' "${pages[@]}")
if grep -iE "$riddles" <<< "$prose" >&2; then
  fault "write these sentences in plain words: subject, verb, object"
fi

((faults == 0)) || exit 1
