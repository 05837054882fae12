/// The cells of a column in a sample, read as dates.
struct DateProfile {
  private(set) var monthFirst = 0
  private(set) var dayFirst = 0
  /// How many are another date with the day first than with the month first.
  private(set) var ambiguous = 0
  private(set) var firstAmbiguous = ""
  /// How many have no slash; with hyphens the day is usually first.
  private var withoutSlash = 0
  /// How many are whole numbers as well.
  private(set) var compact = 0
  /// How many are dates of zeros, which are missing.
  private(set) var zeros = 0

  /// Looks at a trimmed cell that is not missing.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    if DateText.isZero(text) { return zeros += 1 }
    let month = DateText.parse(text, dayFirst: false)
    let day = DateText.parse(text, dayFirst: true)
    if month != nil { monthFirst += 1 }
    if day != nil { dayFirst += 1 }
    if DateText.isCompact(text) { compact += 1 }
    guard month != nil, day != nil, month != day else { return }
    ambiguous += 1
    if !text.contains(UInt8(ascii: "/")) { withoutSlash += 1 }
    if firstAmbiguous.isEmpty { firstAmbiguous = text.excerpt }
  }

  /// How many are dates in the order that fits most of them.
  var count: Int { max(monthFirst, dayFirst) }

  /// Whether no cell shows whether the day or the month comes first, and some are written so.
  var isUnsettled: Bool { monthFirst == dayFirst && ambiguous > 0 }

  var isDayFirst: Bool {
    isUnsettled ? 2 * withoutSlash > ambiguous : dayFirst > monthFirst
  }
}
