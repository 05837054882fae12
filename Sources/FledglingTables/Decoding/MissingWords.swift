/// The words that mean that a value is missing.  An empty cell always does.
public struct MissingWords: Sendable, Hashable {
  /// The usual ones: `NA`, `N/A`, `#N/A`, `<NA>`, `NaN`, `null`, `?` and Excel's errors.
  public static let usual = MissingWords(nil)

  /// Words of one's own, in lower case; `nil` are the usual ones.
  private let own: [[UInt8]]?

  /// - Parameter words: words in lower case; `nil` are the usual ones.
  public init(_ words: [String]?) { own = words?.map { Array($0.utf8) } }

  /// Whether a text is one of the words, blanks around it and the case of ASCII letters aside.
  public func contains(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { contains($0.trimmed) }
  }

  /// Whether trimmed bytes say that a value is missing.
  @inline(__always)
  func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if text.isEmpty { return true }
    guard text.count <= 64 else { return false }
    return own == nil ? MissingWords.isUsual(text) : isOwn(text)
  }

  private func isOwn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    own?.contains { word in
      word.count == text.count && word.indices.allSatisfy { word[$0] == text[$0].lowered }
    } ?? false
  }

  private static func isUsual(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch text.count {
    case 1: text[0] == UInt8(ascii: "?")
    case 2: text.equalsIgnoringCase("na")
    case 3: text.equalsIgnoringCase("nan") || text.equalsIgnoringCase("n/a")
    case 4:
      text.equalsIgnoringCase("null") || text.equalsIgnoringCase("#n/a")
        || text.equalsIgnoringCase("<na>")
    case 5...8: text[0] == UInt8(ascii: "#") && isSpreadsheetError(text)
    default: false
    }
  }

  private static func isSpreadsheetError(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.equalsIgnoringCase("#null!") || text.equalsIgnoringCase("#div/0!")
      || text.equalsIgnoringCase("#value!") || text.equalsIgnoringCase("#ref!")
      || text.equalsIgnoringCase("#name?") || text.equalsIgnoringCase("#num!")
  }
}

extension UInt8 {
  /// An ASCII letter in lower case; any other byte as it is.
  fileprivate var lowered: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}
