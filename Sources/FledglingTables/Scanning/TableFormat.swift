/// How the rows of a table are written.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  /// Recognised by the first byte of the text and by the file's extension.
  case automatic
  /// Cells between delimiters, with a header line (RFC 4180).
  case csv
  /// One JSON object on each line; also objects over several lines, one after the other or in an
  /// array.
  case jsonLines
}

extension TableFormat {
  /// The format of a text of which the first byte that is not blank is known, and whether it is an
  /// array of objects.
  func recognised(first: UInt8, isArray: Bool, path: String) -> TableFormat {
    guard self == .automatic else { return self }
    if first == UInt8(ascii: "{") || isArray { return .jsonLines }
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    let isJSON = [".jsonl", ".ndjson", ".json"].contains { name.hasSuffix($0) }
    return isJSON ? .jsonLines : .csv
  }
}
