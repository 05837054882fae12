/// Which example this is, and where it stands among the others, whatever the order in which they
/// came.
///
/// Examples stand in the order of their times; at one time, in that of the number that the digits
/// of their ids spell; then by a hash.  An example without an id is known by its content: two
/// alike are two examples, and cannot be distinguished.
public struct ExampleKey: Sendable, Hashable, Comparable, BitwiseCopyable {
  /// Seconds since 1970, or minus infinity where no time is known.
  public let time: Double
  /// The number in the id; 0 without one.
  public let order: UInt64
  /// The hash of the id, or of the content; its lowest bit tells which.
  public let hash: UInt64

  /// The key of an example that has an id.
  ///
  /// - Complexity: O(length of the id).
  public init(id: String, time: Double?) {
    self.time = ExampleKey.place(time)
    order = ExampleKey.number(in: id)
    hash = StableHash(id).bits | 1
  }

  /// The key of an example that is known by its content.
  init(content: UInt64, time: Double?) {
    self.time = ExampleKey.place(time)
    order = 0
    hash = content & ~1
  }

  /// The key that was stored as these three parts.
  package init(time: Double, order: UInt64, hash: UInt64) {
    self.time = time
    self.order = order
    self.hash = hash
  }

  private static func place(_ time: Double?) -> Double {
    guard let time, !time.isNaN else { return -.infinity }
    return time + 0
  }

  /// Up to eighteen digits of a text, read as one number.
  private static func number(in text: String) -> UInt64 {
    var number: UInt64 = 0
    var digits = 0
    for byte in text.utf8 where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      guard digits < 18 else { break }
      number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
      digits += 1
    }
    return number
  }

  /// When it happened, where that is known.
  var knownTime: Double? { time > -.infinity ? time : nil }

  /// Whether the example has an id.
  public var isNamed: Bool { hash & 1 == 1 }
  /// Whether anything says when the example came: a time or an id.
  var isOrdered: Bool { isNamed || time > -.infinity }

  /// The order of times, then of numbers in ids, then of hashes.
  public static func < (left: ExampleKey, right: ExampleKey) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.order != right.order { return left.order < right.order }
    return left.hash < right.hash
  }
}
