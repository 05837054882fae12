/// Columns of text, aligned.
struct TextTable {
  /// On which side a column's cells are aligned.
  enum Side {
    case left, right
  }

  private static let widest = 40

  private let sides: [Side]
  private var rows: [[String]]

  init(_ header: [(String, Side)]) {
    sides = header.map(\.1)
    rows = [header.map(\.0)]
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map { TextTable.cut($0.onOneLine) }) }

  /// The lines, the header first, indented by two spaces.
  var lines: [String] {
    let widths = sides.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      var line = "  "
      for column in row.indices {
        let pad = String(repeating: " ", count: widths[column] - row[column].count)
        line += sides[column] == .left ? row[column] + pad : pad + row[column]
        line += "   "
      }
      while line.last == " " { line.removeLast() }
      return index == 0 ? Style.faint(line) : line
    }
  }

  private static func cut(_ text: String) -> String {
    text.count <= widest ? text : text.prefix(widest - 1) + "…"
  }
}
