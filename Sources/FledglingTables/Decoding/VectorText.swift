/// Reads `[0.1, 2e-3]`.
enum VectorText {
  /// The numbers between the brackets of trimmed bytes.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(RowFault.Problem) -> [Float] {
    guard text.count >= 2, text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else {
      throw .notVector(text.excerpt)
    }
    let inner = UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])
    guard !inner.trimmed.isEmpty else { throw .emptyVector }
    var numbers: [Float] = []
    var start = 0
    while start <= inner.count {
      var end = start
      while end < inner.count, inner[end] != UInt8(ascii: ",") { end += 1 }
      let entry = UnsafeBufferPointer(rebasing: inner[start..<end]).trimmed
      guard let number = Decimal.parse(entry).map({ Float($0) }), number.isFinite else {
        throw .vectorNumber(position: numbers.count + 1, entry.excerpt)
      }
      numbers.append(number)
      start = end + 1
    }
    return numbers
  }

  /// How many numbers an array of numbers has; nil if it is anything else.
  static func width(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return nil }
    return (try? parse(text))?.count
  }
}
