extension Outcome: Codable {
  /// Reads a text as a class and a number as a quantity.
  ///
  /// - Throws: `DecodingError` if the value is neither, or the number is not finite.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let label = try? container.decode(String.self) {
      self = .label(label)
      return
    }
    let number = try container.decode(Double.self)
    guard number.isFinite else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an outcome must be a finite number")
    }
    self = .number(number)
  }

  /// Writes a class as a text and a quantity as a number.
  public func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .label(let label): try container.encode(label)
    case .number(let number): try container.encode(number)
    }
  }
}
