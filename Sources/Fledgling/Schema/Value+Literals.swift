extension Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A number, written as a literal.
  public init(floatLiteral number: Double) { self = .number(number) }
  /// A whole number, written as a literal.
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
}

extension Value: ExpressibleByStringLiteral {
  /// A text, or the name of a category, written as a literal.
  public init(stringLiteral text: String) { self = .text(text) }
}

extension Value: ExpressibleByBooleanLiteral {
  /// The content of a boolean field, written as a literal.
  public init(booleanLiteral isTrue: Bool) { self = .boolean(isTrue) }
}

extension Value: ExpressibleByNilLiteral {
  /// A missing value.
  public init(nilLiteral: ()) { self = .missing }
}

extension Value: ExpressibleByArrayLiteral {
  /// A vector, written as a literal.
  public init(arrayLiteral numbers: Float...) { self = .vector(numbers) }
}

extension Value {
  /// The content of a boolean field.
  public static func boolean(_ isTrue: Bool) -> Value { .category(isTrue ? "true" : "false") }

  /// The content of a date-time field.
  ///
  /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
  /// - Returns: the value.
  public static func dateTime(_ seconds: Double) -> Value { .number(seconds) }
}

extension Outcome: ExpressibleByStringLiteral {
  /// A class, written as a literal.
  public init(stringLiteral label: String) { self = .label(label) }
}

extension Outcome: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A quantity, written as a literal.
  public init(floatLiteral number: Double) { self = .number(number) }
  /// A whole quantity, written as a literal.
  public init(integerLiteral number: Int) { self = .number(Double(number)) }
}
