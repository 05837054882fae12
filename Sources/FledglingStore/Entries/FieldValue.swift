import Fledgling

/// The content of one field as a ledger keeps it: with its text, so that what comes out is what went
/// in.
public enum FieldValue: Sendable, Hashable {
  /// Nothing is known about this field.
  case missing
  /// A quantity, or a date-time in seconds since 1970.  A NaN is kept as ``missing``.
  case number(Double)
  /// Words, a category, or the name of a sequence; a boolean is `true` or `false`.
  case text(String)
  /// As many numbers as the field is wide.
  case vector([Float])
  /// A picture.
  case image(ImageGrid)

  /// A number of a vector as it is stored, little-endian.
  static func bytes(of number: Float) -> [UInt8] {
    stride(from: UInt32(0), to: 32, by: 8).map {
      UInt8(truncatingIfNeeded: number.bitPattern >> $0)
    }
  }

  /// The numbers of a vector; bytes that are left over say nothing.
  static func numbers(in bytes: [UInt8]) -> [Float] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { at in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
    }
  }

  /// The learner's view of it.
  ///
  /// - Complexity: O(length of the text).
  public var value: Value {
    switch self {
    case .missing: .missing
    case .number(let number): number.isNaN ? .missing : .number(number)
    case .text(let text): .text(text)
    case .vector(let vector): .vector(vector)
    case .image(let image): .image(image)
    }
  }
}
