import Fledgling

extension FieldValue {
  /// From here on neighbouring whole numbers share a Double.
  private static let wholeLimit = 9_007_199_254_740_992.0

  /// A quantity as it was written: with its text, where a Double would not distinguish it from others.
  ///
  /// - Parameters:
  ///   - number: the number that the text spells.
  ///   - text: how it was written, in whatever spelling.
  public init(_ number: Double, written text: String) {
    let digits = DecimalText(text)?.digits.count ?? text.utf8.count { (0x30..<0x3a).contains($0) }
    let isDistinct = digits <= DecimalText.doubleDigits && abs(number) < FieldValue.wholeLimit
    self = isDistinct || !number.isFinite ? .number(number) : .written(number, text)
  }

  /// How two contents compare that were written.
  enum Comparison {
    case same, different
    /// The written number is not known to the last digit.
    case unclear
  }

  /// Compares with a sought value: texts exactly, numbers by their value.
  ///
  /// A missing value equals nothing, and vectors and pictures are not compared.
  func compare(_ other: FieldValue) -> Comparison {
    switch (self, other) {
    case (.text(let text), .text(let sought)): text == sought ? .same : .different
    case (.number(let number), .number(let sought)):
      number != sought ? .different : abs(number) < FieldValue.wholeLimit ? .same : .unclear
    case (.number(let number), .written(let sought, _)),
      (.written(let number, _), .number(let sought)):
      // Earlier releases kept no texts, so the number may have been written with other digits.
      number == sought ? .unclear : .different
    case (.written(let number, let text), .written(let sought, let other)):
      FieldValue.compare((number, text), (sought, other))
    case (.missing, _), (.vector, _), (.image, _), (_, .missing), (_, .vector), (_, .image),
      (.text, _), (_, .text):
      .different
    }
  }

  private static func compare(
    _ one: (number: Double, text: String), _ other: (number: Double, text: String)
  ) -> Comparison {
    if one.number != other.number { return .different }
    if let decimal = DecimalText(one.text), let other = DecimalText(other.text) {
      return decimal == other ? .same : .different
    }
    // Digits that are grouped or marked in different ways.
    return one.text == other.text ? .same : .unclear
  }

  /// Whether both can be the same content, of which one may have been kept without its text.
  func isAlike(_ other: FieldValue) -> Bool { self == other || compare(other) != .different }
}

extension LedgerEntry {
  /// Whether the fields of both can be the same.
  package func hasFields(of other: LedgerEntry) -> Bool {
    fields.count == other.fields.count && zip(fields, other.fields).allSatisfy { $0.isAlike($1) }
  }
}
