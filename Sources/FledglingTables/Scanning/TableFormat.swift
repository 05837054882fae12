/// How the rows of a table are written.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  /// Recognised by the first byte of the text and by the file's extension.
  case automatic
  /// Cells between delimiters, with a header line (RFC 4180).
  case csv
  /// One flat JSON object on each line.
  case jsonLines
}

extension TableFormat {
  /// The format of a text whose first byte that is not blank is known.
  func recognised(first: UInt8, path: String) -> TableFormat {
    guard self == .automatic else { return self }
    if first == UInt8(ascii: "{") { return .jsonLines }
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    let isJSON = [".jsonl", ".ndjson", ".json"].contains { name.hasSuffix($0) }
    return isJSON ? .jsonLines : .csv
  }
}

enum Delimiter {
  private static let candidates = Array(",;\t|".utf8)

  /// The candidate that is most frequent outside quotes in the header line; a comma if none is.
  static func detect(in line: UnsafeBufferPointer<UInt8>) -> UInt8 {
    var counts = candidates.map { _ in 0 }
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    var best = 0
    for index in candidates.indices where counts[index] > counts[best] { best = index }
    return candidates[best]
  }
}
