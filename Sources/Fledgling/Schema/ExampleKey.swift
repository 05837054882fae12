/// The identity of an example and its place in the canonical order, whatever the order of arrival.
///
/// Examples are ordered by time; within one time, by the number that the digits of their ids spell;
/// then by a hash.  An example without an id is identified by its content: two equal ones count as
/// two examples and cannot be distinguished.
public struct ExampleKey: Sendable, Hashable, Comparable, Codable, BitwiseCopyable {
  /// Seconds since 1970; minus infinity if no time is known.
  public let time: Double
  /// The number spelled by the digits of the id; 0 without an id.
  public let order: UInt64
  /// The hash of the id or of the content; its lowest bit is 1 for an id.
  public let hash: UInt64

  /// The key of an example that has an id.
  ///
  /// - Parameters:
  ///   - id: the example's id.
  ///   - time: the example's time, in seconds since 1970; `nil` if unknown.
  /// - Complexity: O(length of the id).
  public init(id: String, time: Double?) {
    self.time = ExampleKey.place(time)
    order = ExampleKey.number(in: id)
    hash = StableHash(id).bits | 1
  }

  /// The key of an example that is identified by its content.
  init(content: UInt64, time: Double?) {
    self.time = ExampleKey.place(time)
    order = 0
    hash = content & ~1
  }

  /// The key with these stored parts.
  package init(time: Double, order: UInt64, hash: UInt64) {
    self.time = time
    self.order = order
    self.hash = hash
  }

  private static func place(_ time: Double?) -> Double {
    guard let time, !time.isNaN else { return -.infinity }
    return time + 0
  }

  /// The first eighteen digits of a text at most, read as one number.
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

  /// The example's time in seconds since 1970; `nil` if unknown.
  var knownTime: Double? { time > -.infinity ? time : nil }

  /// Whether the example has an id.
  public var isNamed: Bool { hash & 1 == 1 }
  /// Whether the example has a place in the order: a time or an id.
  var isOrdered: Bool { isNamed || time > -.infinity }

  /// The order of times, then of numbers in ids, then of hashes.
  public static func < (left: ExampleKey, right: ExampleKey) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.order != right.order { return left.order < right.order }
    return left.hash < right.hash
  }
}
