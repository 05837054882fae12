# Prints each reference from a folder of a module to a type that is declared in a folder above it.
#
# usage: awk -v root=Sources/Fledgling -v order="Numerics Schema …" -f check-folders.awk FILES FILES
# The files are given twice: the first pass collects declarations, the second checks references.

function folder(path,   parts) {
  sub(root "/", "", path)
  split(path, parts, "/")
  return parts[1] in rank ? parts[1] : ""
}

BEGIN {
  count = split(order, names, " ")
  for (i = 1; i <= count; i++) rank[names[i]] = i
}

FNR == 1 {
  here = folder(FILENAME)
  if (here == "") {
    print FILENAME ": lies in no folder of the list in check-layers.sh"
    faults++
  }
  pass = ++seen[FILENAME]
}

pass == 1 && match($0, /^(public |package |internal |fileprivate |private |final |indirect |nonisolated )*(struct|class|enum|protocol|actor|typealias) +[A-Za-z_0-9]+/) {
  declaration = substr($0, RSTART, RLENGTH)
  sub(/.* /, "", declaration)
  if (declaration in home && home[declaration] != here) ambiguous[declaration] = 1
  home[declaration] = here
}

pass == 2 {
  line = $0
  sub(/^[ ]*\/\/.*/, "", line)
  gsub(/\.\.[.<]/, " ", line)
  gsub(/"([^"\\]|\\[^(])*"/, "", line)
  while (match(line, /[A-Za-z_][A-Za-z_0-9]*/)) {
    word = substr(line, RSTART, RLENGTH)
    before = substr(line, RSTART - 1, 1)
    line = substr(line, RSTART + RLENGTH)
    if (before == "." || !(word in home) || word in ambiguous) continue
    if (rank[home[word]] > rank[here]) {
      print FILENAME ":" FNR ": " here " must not refer to " word ", which is declared in " home[word]
      faults++
    }
  }
}

END { exit faults > 0 }
