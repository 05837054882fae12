import Fledgling

/// Distinguishes a column of texts from one of categories.
struct TextProfile {
  /// The most different cells that are counted.
  private static let distinctLimit = 1_024

  private var cells = 0
  private var words = 0
  private var characters = 0
  private var unspaced = 0
  private var distinct: Set<StableHash> = []

  /// Looks at a trimmed cell that is not missing.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    cells += 1
    if distinct.count < TextProfile.distinctLimit { distinct.insert(StableHash(utf8: text)) }
    // The beginning of a long text suffices.
    let start = UnsafeBufferPointer(rebasing: text.prefix(4_096))
    var isInWord = false
    for scalar in String(decoding: start, as: UTF8.self).unicodeScalars {
      characters += 1
      if scalar.isUnspaced { unspaced += 1 }
      if scalar.properties.isAlphabetic {
        if !isInWord { words += 1 }
        isInWord = true
      } else if scalar.properties.isWhitespace {
        isInWord = false
      }
    }
  }

  /// Whether the cells are texts: mostly different, and of several words, or of scripts that have no
  /// spaces between words.
  ///
  /// A hash, a path or a code is one word however long it is.
  ///
  /// - Parameter filled: how many cells there are, with those that are numbers, dates or the like.
  /// - Returns: whether they are texts.
  func isText(of filled: Int) -> Bool {
    guard cells >= 3, 2 * cells >= filled,
      2 * distinct.count > min(cells, TextProfile.distinctLimit)
    else {
      return false
    }
    return words >= 3 * cells || (2 * words >= 3 * cells && characters >= 24 * cells)
      || (unspaced >= 4 * cells && 2 * unspaced > characters)
  }
}

extension Unicode.Scalar {
  /// Whether the scalar belongs to a script without spaces between words.
  fileprivate var isUnspaced: Bool {
    switch value {
    case 0x0e00...0x0eff: true  // Thai, Lao
    case 0x1000...0x109f, 0x1780...0x17ff: true  // Burmese, Khmer
    case 0x3040...0x30ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff: true  // kana, han
    case 0x20000...0x3ffff: true  // rarer han
    default: false
    }
  }
}
