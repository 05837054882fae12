import Fledgling

/// The content of one field as a ledger keeps it: with its text, so that what comes out is what went
/// in.
public enum FieldValue: Sendable, Hashable {
  /// Nothing is known about this field.
  case missing
  /// A quantity, or a date-time in seconds since 1970.  A NaN is kept as ``missing``.
  case number(Double)
  /// A quantity of more digits than a Double can hold, and the text by which it was written.
  case written(Double, String)
  /// Words, a category, or the name of a sequence; a boolean is `true` or `false`.
  case text(String)
  /// As many numbers as the field is wide.
  case vector([Float])
  /// A picture.
  case image(ImageGrid)

  /// The learner's view of it.
  ///
  /// - Complexity: O(length of the text).
  public var value: Value {
    switch self {
    case .missing: .missing
    case .number(let number), .written(let number, _):
      number.isNaN ? .missing : .number(number)
    case .text(let text): .text(text)
    case .vector(let vector): .vector(vector)
    case .image(let image): .image(image)
    }
  }
}
