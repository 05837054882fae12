# Prints each file that has more lines than file_limit, and each function that has more than
# function_limit.  A function begins with a line that declares it and ends with the first closing
# brace at the same indentation, as swift-format and clang-format write it.

function report(place, text) {
  print place ": " text
  faults++
}

function endFile() {
  if (file != "" && lines > file_limit) report(file, lines " lines; the limit is " file_limit)
  open = 0
}

FNR == 1 {
  endFile()
  file = FILENAME
  isSwift = file ~ /\.swift$/
}

{
  lines = FNR
  match($0, /^ */)
  indentation = RLENGTH
}

# A declaration that ended without a brace goes on only with these.
waits && !/^ *(->|where|throws|\{)/ { open = 0 }

{ waits = 0 }

!open && isSwift && /(^| )(func|init|subscript)[ (<?!]/ && !/^ *(\/\/|case |return |let |var )/ {
  open = FNR
  depth = indentation
  name = $0
}

!open && !isSwift && /^[A-Za-z_].*\(/ && !/;$/ && !/^(typedef|struct|enum|#)/ {
  open = FNR
  depth = 0
  name = $0
}

open && indentation == depth && /^ *}/ {
  length_ = FNR - open + 1
  sub(/^ */, "", name)
  if (length_ > function_limit) {
    report(FILENAME ":" open, length_ " lines; the limit of a function is " function_limit)
  }
  open = 0
}

# A declaration with all of its body on one line, or perhaps without one.
open && FNR == open && isSwift && /}$/ { open = 0 }
open && FNR == open && isSwift && !/[{(,]$/ { waits = 1 }

END {
  endFile()
  exit faults > 0
}
