/// Reads CSV that the program wrote.
package enum CSVLine {
  /// The cells of a line, without their quotes.
  package static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    var wasQuote = false
    for character in line {
      switch character {
      case "\"":
        // The second of two quotes within quotes.
        if wasQuote, !isQuoted { cells[cells.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
      wasQuote = character == "\"" && !isQuoted
    }
    return cells
  }
}
