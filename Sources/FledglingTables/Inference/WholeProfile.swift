import Fledgling

/// Distinguishes whole numbers that are codes, such as accounts or postal codes, from quantities.
struct WholeProfile {
  private static let distinctLimit = 1_024

  private var cells = 0
  private var padded = 0
  private var least = Int.max
  private var most = 0
  private var long = 0
  private var tooLong = 0
  private var round = 0
  private var lengths: [Int: Int] = [:]
  private var distinct: Set<StableHash> = []

  /// The reason why whole numbers are codes.
  enum Reason {
    /// Some begin with zeros.
    case leadingZeros
    /// They have more digits than a number keeps.
    case tooLong
    /// They are long, all as long, and come again and again.
    case repeated
  }

  /// Looks at a plain number.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.allSatisfy({ $0 &- 48 < 10 }) else { return }
    cells += 1
    let length = text.count
    lengths[length, default: 0] += 1
    if length > 1, text[0] == UInt8(ascii: "0") { padded += 1 }
    if length >= 9 { long += 1 }
    if length >= 16 { tooLong += 1 }
    if text.suffix(3).allSatisfy({ $0 == UInt8(ascii: "0") }) { round += 1 }
    if let number = Int(String(decoding: text, as: UTF8.self)) {
      least = min(least, number)
      most = max(most, number)
    } else {
      most = Int.max
    }
    if distinct.count < WholeProfile.distinctLimit { distinct.insert(StableHash(utf8: text)) }
  }

  /// The reason why a column of this many cells holds codes; nil if its numbers are quantities.
  func reason(cells all: Int) -> Reason? {
    // Signs and fractions are for quantities.
    guard cells > 0, 10 * cells >= 9 * all else { return nil }
    let isUniform = lengths.count == 1
    let width = lengths.keys.max() ?? 0
    if padded > 0,
      isUniform ? width >= 4 || 100 * padded >= cells : padded > 1 && 50 * padded >= cells
    {
      return .leadingZeros
    }
    let isRepeated = cells >= 10 && 2 * distinct.count <= cells
    if 10 * tooLong >= cells, isRepeated || !areTimes { return .tooLong }
    guard !areTimes else { return nil }
    let usual = lengths.values.max() ?? 0
    if 10 * long >= 9 * cells, isRepeated, 20 * usual >= 19 * cells, 2 * round < cells {
      return .repeated
    }
    return nil
  }

  /// Whether all numbers can be times since 1970 before the year 2050: in seconds or milliseconds from
  /// 1980 on, in smaller units from 2001 on.
  private var areTimes: Bool {
    let units = [
      (1, 315_532_800), (1_000, 315_532_800), (1_000_000, 1_000_000_000),
      (1_000_000_000, 1_000_000_000),
    ]
    return units.contains { unit, first in
      least >= first * unit && most <= 2_524_608_000 * unit
    }
  }
}
