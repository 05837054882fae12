/// The content of one field in one example.
///
/// A date-time is a number: seconds since 1970-01-01T00:00:00Z.  A boolean is a category.
public enum Value: Sendable, Hashable {
  /// The value is unknown.
  case missing
  /// A finite or infinite number.  A NaN is read as ``missing``.
  case number(Double)
  /// A member of an unordered set, known by the stable 64-bit hash of its text.
  case category(StableHash)
  /// Words; in a category field, the category of that name.
  case text(String)
  /// A vector: as many finite numbers as the field is wide.
  case vector([Float])
  /// An image.
  case image(ImageGrid)

  /// A category named by its text.
  ///
  /// - Complexity: O(*n*) in the length of the text.
  public static func category(_ text: String) -> Value { .category(StableHash(text)) }
}

extension Value {
  /// Checks that a vector has its field's width and is finite.
  func checkVector(field: String, width: Int) throws(LearnerError) {
    guard case .vector(let vector) = self else { return }
    guard vector.count == width else {
      throw .vectorWidth(field: field, expected: width, found: vector.count)
    }
    guard vector.allSatisfy(\.isFinite) else { throw .vectorNotFinite(field: field) }
  }
}

/// A 64-bit hash of a text that is the same in every process, on every machine and in every
/// release.
///
/// FNV-1a over the UTF-8 bytes, finished with the MurmurHash3 mixer so that every bit depends on
/// every byte.
public struct StableHash: Sendable, Hashable, Comparable {
  /// The 64 bits of the hash.
  public let bits: UInt64

  /// A hash with bits that were computed before.
  public init(bits: UInt64) { self.bits = bits }

  /// The hash of a text's UTF-8 bytes.
  ///
  /// - Parameter text: the text; its Unicode is not normalised.
  public init(_ text: String) {
    var text = text
    self = text.withUTF8 { StableHash(utf8: $0) }
  }

  /// The hash of bytes that hold UTF-8.
  ///
  /// - Parameter bytes: valid UTF-8; equal to the hash of the text it spells.
  public init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.init(bits: StableHash.finish(hash))
  }

  /// Orders hashes by their bits; the order has no meaning but is the same everywhere.
  public static func < (left: StableHash, right: StableHash) -> Bool { left.bits < right.bits }

  static func finish(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }
}
