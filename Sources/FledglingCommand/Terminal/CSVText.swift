/// Cells of CSV that is written.
enum CSVText {
  /// Cells with commas between them.
  static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

  /// A cell, in quotes if need be.
  private static func cell(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "\r")
    }
    let isTrimmed = text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
    guard !isPlain || !isTrimmed else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  /// Four digits that matter, for programs.
  static func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "" }
    var scale = 1.0
    while abs(value) * scale < 1_000, scale < 1e12 { scale *= 10 }
    var unit = 1.0
    while abs(value) / unit >= 10_000, unit < 1e12 { unit *= 10 }
    let short = unit > 1 ? (value / unit).rounded() * unit : (value * scale).rounded() / scale
    return short == short.rounded() && abs(short) < 1e15 ? "\(Int(short))" : "\(short)"
  }
}
