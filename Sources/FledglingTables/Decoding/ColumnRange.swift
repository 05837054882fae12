/// Names of vectors that lie in several columns: `x0..x39` is all columns from `x0` to `x39`.
public enum ColumnRange {
  /// Whether a name may be that of a range.
  public static func isRange(_ name: String) -> Bool { !splits(name).isEmpty }

  /// The places of the columns that a name means, if both of its ends are columns in this order.
  public static func places(_ name: String, in columns: [String]) -> ClosedRange<Int>? {
    for (first, last) in splits(name) {
      if let start = columns.firstIndex(of: first), let end = columns.firstIndex(of: last),
        start <= end
      {
        return start...end
      }
    }
    return nil
  }

  /// The names on both sides of two points.
  static func splits(_ name: String) -> [(String, String)] {
    let text = Array(name.utf8)
    guard text.count > 3 else { return [] }
    return (1..<(text.count - 2)).compactMap { place in
      guard text[place] == UInt8(ascii: "."), text[place + 1] == UInt8(ascii: ".") else {
        return nil
      }
      return (
        String(decoding: text[..<place], as: UTF8.self),
        String(decoding: text[(place + 2)...], as: UTF8.self)
      )
    }
  }
}
