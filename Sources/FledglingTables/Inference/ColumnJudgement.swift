import Fledgling

/// The kinds of a table's columns, by their profiles and by the options.
struct ColumnJudgement {
  let inference: SchemaInference
  let names: [String]
  let profiles: [ColumnProfile]
  let file: String
  /// The decimal mark of columns that do not show theirs; nil if no column does.
  private let usualMark: UInt8?
  private let delimiter: UInt8?

  init(_ inference: SchemaInference, _ reader: TableReader, _ profiles: [ColumnProfile]) {
    self.inference = inference
    self.profiles = profiles
    names = reader.columns
    file = reader.file
    delimiter = reader.delimiter
    var points = 0
    var commas = 0
    for profile in profiles where profile.numberFormat(fallback: UInt8(ascii: ".")) != nil {
      if profile.numbers.evidence.comma > profile.numbers.evidence.point { commas += 1 }
      if profile.numbers.evidence.point > profile.numbers.evidence.comma { points += 1 }
    }
    usualMark =
      points == 0 && commas == 0
      ? nil : points == 0 ? UInt8(ascii: ",") : commas == 0 ? UInt8(ascii: ".") : nil
  }

  // MARK: Kinds

  /// The kind of a column.
  func kind(_ column: Int) -> Field.Kind {
    let profile = profiles[column]
    if let kind = inference.overrides[names[column]] { return kind }
    if profile.areCompactDates { return .dateTime }
    if format(column) != nil { return codes(column) == nil ? .number : .category }
    if profile.isBoolean { return .boolean }
    if profile.isDate { return .dateTime }
    if let width = profile.vectorWidth, width >= SchemaInference.vectorLeast,
      Field.widths.contains(width)
    {
      return .vector
    }
    return profile.isText ? .text : .category
  }

  /// Whether the target is a class or a number.
  func task(_ column: Int) -> LearningTask {
    if let kind = inference.overrides[names[column]] {
      return kind == .number ? .regression : .classification
    }
    guard format(column) != nil, codes(column) == nil else { return .classification }
    return profiles[column].numbers.isQuantity ? .regression : .classification
  }

  /// Refuses to predict a number from words.
  func checkTarget(_ column: Int, _ task: LearningTask) throws(TableError) {
    let profile = profiles[column]
    guard task == .regression, profile.filled > 0 else { return }
    let count = profile.numbers.count(written(column))
    guard 2 * count < profile.filled else { return }
    throw .targetIsNoNumber(
      file: file, name: names[column], numbers: count, cells: profile.filled,
      example: profile.numbers.otherSpellings.first ?? "")
  }

  func codes(_ column: Int) -> WholeProfile.Reason? {
    inference.quantities.contains(names[column]) ? nil : profiles[column].codes
  }

  func isDayFirst(_ column: Int) -> Bool {
    if inference.dayFirst.contains(names[column]) { return true }
    if inference.monthFirst.contains(names[column]) { return false }
    return profiles[column].dates.isDayFirst
  }

  /// The format of a column's values; nil if it is the plain one.
  func written(_ column: Int, _ kind: Field.Kind) -> String? {
    let dates = profiles[column].dates
    switch kind {
    case .number: return pattern(column)
    case .dateTime:
      guard dates.ambiguous > 0 || dates.dayFirst != dates.monthFirst else { return nil }
      return isDayFirst(column) ? "day/month/year" : "month/day/year"
    default: return nil
    }
  }

  // MARK: Numbers

  /// How a column writes its numbers; nil if it holds something else.
  func format(_ column: Int) -> NumberFormat? {
    profiles[column].numberFormat(fallback: fallback(column))
  }

  /// How a column writes its numbers, if it holds any.
  private func written(_ column: Int) -> NumberFormat {
    profiles[column].numbers.format(fallback: fallback(column))
  }

  /// The pattern of a column's numbers; nil if they are plain.
  func pattern(_ column: Int) -> String? {
    let format = written(column)
    return format.isPlain ? nil : format.pattern
  }

  /// The decimal mark of a column that does not show it: that of the other columns, or a comma where
  /// all commas stand before three digits and semicolons between the cells.
  private func fallback(_ column: Int) -> UInt8 {
    if let usualMark { return usualMark }
    let ambiguous = profiles[column].numbers.ambiguous
    let isEuropean =
      delimiter == UInt8(ascii: ";") && ambiguous.comma > 0 && ambiguous.point == 0
    return UInt8(ascii: isEuropean ? "," : ".")
  }
}
