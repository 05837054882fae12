/// What the cells of one column have been in a sample.
struct ColumnProfile {
  private static let distinctLimit = 20

  private(set) var filled = 0
  private var areNumbers = true
  private var areBooleans = true
  private var areDatesMonthFirst = true
  private var areDatesDayFirst = true
  private var hasFraction = false
  private var numbers: Set<Double> = []

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>) {
    let text = cell.trimmed
    guard !text.isMissing else { return }
    filled += 1
    if areNumbers { addNumber(text) }
    if areBooleans {
      areBooleans = text.equalsIgnoringCase("true") || text.equalsIgnoringCase("false")
    }
    if areDatesMonthFirst { areDatesMonthFirst = DateText.parse(text, dayFirst: false) != nil }
    if areDatesDayFirst { areDatesDayFirst = DateText.parse(text, dayFirst: true) != nil }
  }

  private mutating func addNumber(_ text: UnsafeBufferPointer<UInt8>) {
    guard let number = Decimal.parse(text) else {
      areNumbers = false
      return
    }
    if number.rounded() != number { hasFraction = true }
    if numbers.count <= ColumnProfile.distinctLimit { numbers.insert(number) }
  }

  var isNumber: Bool { filled > 0 && areNumbers }
  var isBoolean: Bool { filled > 0 && areBooleans }
  var isDate: Bool { filled > 0 && (areDatesMonthFirst || areDatesDayFirst) }
  var isDayFirst: Bool { filled > 0 && !areDatesMonthFirst && areDatesDayFirst }
  /// Whether the numbers are quantities rather than the names of a few classes.
  var isQuantity: Bool {
    isNumber && (hasFraction || numbers.count > ColumnProfile.distinctLimit)
  }
}
