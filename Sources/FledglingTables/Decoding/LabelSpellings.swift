import Fledgling

/// The classes by their spellings, so that each spelling is looked into once.
struct LabelSpellings {
  private static let limit = 1_000

  private var labels: [StableHash: String] = [:]
  private var lastHash: StableHash?
  private var lastLabel = ""

  /// The class that the bytes of a cell without spaces around them name.
  mutating func label(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let hash = StableHash(utf8: text)
    if hash == lastHash { return lastLabel }
    lastHash = hash
    if let label = labels[hash] {
      lastLabel = label
    } else {
      lastLabel = CanonicalText.label(text.trimmed)
      if labels.count < LabelSpellings.limit { labels[hash] = lastLabel }
    }
    return lastLabel
  }

  /// How many spellings were met of classes that have several, and how many classes these are.
  var several: (spellings: Int, classes: Int) {
    var counts: [String: Int] = [:]
    for label in labels.values { counts[label, default: 0] += 1 }
    let several = counts.values.filter { $0 > 1 }
    return (several.reduce(0, +), several.count)
  }
}

/// The categories by their spellings.
struct CategorySpellings {
  private static let limit = 4_096

  private var categories: [StableHash: StableHash] = [:]

  /// The category that trimmed bytes name.
  @inline(__always)
  mutating func category(_ text: UnsafeBufferPointer<UInt8>) -> StableHash {
    if text.isASCII {
      return StableHash(utf8: CanonicalText.wholeNumber(text) ?? text)
    }
    return composed(text)
  }

  @inline(never)
  private mutating func composed(_ text: UnsafeBufferPointer<UInt8>) -> StableHash {
    let hash = StableHash(utf8: text)
    if let known = categories[hash] { return known }
    let category = StableHash(CanonicalText.label(text))
    if categories.count < CategorySpellings.limit { categories[hash] = category }
    return category
  }
}
