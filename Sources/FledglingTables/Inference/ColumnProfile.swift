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
  private var text = TextProfile()
  private var width: Int?
  private var areVectors = true

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>) {
    let text = cell.trimmed
    guard !text.isMissing else { return }
    filled += 1
    if areVectors {
      let found = VectorText.width(text)
      areVectors = found != nil && (width ?? found) == found
      width = found
    }
    if areNumbers { addNumber(text) }
    if areBooleans {
      areBooleans = text.equalsIgnoringCase("true") || text.equalsIgnoringCase("false")
    }
    if areDatesMonthFirst { areDatesMonthFirst = DateText.parse(text, dayFirst: false) != nil }
    if areDatesDayFirst { areDatesDayFirst = DateText.parse(text, dayFirst: true) != nil }
    if !areNumbers, !areBooleans, !areVectors, !areDatesMonthFirst, !areDatesDayFirst {
      self.text.add(text)
    }
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
  /// Whether the cells are words rather than the names of categories.
  var isText: Bool {
    !isNumber && !isBoolean && !isDate && vectorWidth == nil && text.isText
  }
  /// How many numbers the cells' arrays have, if all are arrays and as long.
  var vectorWidth: Int? { filled > 0 && areVectors ? width : nil }
  /// Whether the numbers are quantities rather than the names of a few classes.
  var isQuantity: Bool {
    isNumber && (hasFraction || numbers.count > ColumnProfile.distinctLimit)
  }
}
