/// A number as people write it, before the meaning of its marks is known.
///
/// There may be a currency or a unit, marks between thousands, a sign before or behind it, the
/// parentheses of accounts for a negative number, and blanks of any width.
struct WrittenNumber {
  /// The longest text that is read.
  private static let limit = 64

  /// The unit before or behind the number, as ``UnitText`` spells it; empty for none.
  let unit: String
  /// Whether the unit stands before the number.
  let isUnitFirst: Bool
  /// Digits, and the marks among them: points, commas, apostrophes and blanks.
  let digits: [UInt8]
  private let isNegative: Bool
  /// The exponent, from its `e` on.
  private let exponent: [UInt8]

  /// Reads trimmed bytes; nil if they are no number in any notation.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty, text.count <= WrittenNumber.limit else { return nil }
    var reader = Reader(text: text)
    let isAccount = reader.take("(")
    reader.skipBlanks()
    var sign = reader.sign()
    var unit = reader.leadingUnit()
    isUnitFirst = !unit.isEmpty
    if sign == nil { sign = reader.sign() }
    digits = reader.digits()
    guard digits.contains(where: { $0 &- 48 < 10 }) else { return nil }
    exponent = reader.exponent()
    if sign == nil { sign = reader.sign() }
    if unit.isEmpty {
      guard let found = reader.trailingUnit() else { return nil }
      unit = found
    }
    reader.skipBlanks()
    if sign == nil { sign = reader.sign() }
    guard !isAccount || (reader.take(")") && sign == nil), reader.isAtEnd else { return nil }
    self.unit = unit
    isNegative = isAccount || sign == UInt8(ascii: "-")
  }

  /// The number if this is the mark before its fraction, and any other one between thousands; nil if
  /// the marks do not stand where they would then.
  func value(decimalMark: UInt8) -> Double? {
    let point = digits.firstIndex(of: decimalMark)
    let whole = digits[..<(point ?? digits.endIndex)]
    let fraction = point.map { digits[($0 + 1)...] } ?? []
    guard fraction.allSatisfy({ $0 &- 48 < 10 }), WrittenNumber.isGrouped(whole) else {
      return nil
    }
    var plain: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    plain += whole.lazy.filter { $0 &- 48 < 10 }
    if point != nil { plain.append(UInt8(ascii: ".")) }
    plain += fraction
    plain += exponent
    return plain.withUnsafeBufferPointer { Decimal.parse($0) }
  }

  /// The first mark between digits other than this one.
  func groupMark(decimalMark: UInt8) -> UInt8? {
    digits.first { $0 &- 48 >= 10 && $0 != decimalMark }
  }

  /// Whether digits have no marks among them, or one of a kind before every three of the last digits;
  /// lakhs and crores have two in each group but the last.
  private static func isGrouped(_ digits: ArraySlice<UInt8>) -> Bool {
    guard let mark = digits.first(where: { $0 &- 48 >= 10 }) else { return true }
    let groups = digits.split(separator: mark, omittingEmptySubsequences: false)
    guard groups.allSatisfy({ $0.allSatisfy { $0 &- 48 < 10 } }),
      groups[groups.count - 1].count == 3,
      (1...3).contains(groups[0].count), groups[0].first != UInt8(ascii: "0")
    else { return false }
    let middle = groups[1..<(groups.count - 1)]
    let areLakhs = mark == UInt8(ascii: ",") && groups[0].count < 3
    return middle.allSatisfy { $0.count == 3 } || areLakhs && middle.allSatisfy { $0.count == 2 }
  }
}

extension WrittenNumber {
  /// Goes through the parts of a number from the left to the right.
  private struct Reader {
    let text: UnsafeBufferPointer<UInt8>
    var place = 0

    var isAtEnd: Bool { place == text.count }
    private var next: UInt8? { place < text.count ? text[place] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard let next, UInt32(next) == character.value else { return false }
      place += 1
      return true
    }

    private func blank(at place: Int) -> Int? {
      guard place < text.count else { return nil }
      return text[place] == 0x20 ? 1 : WideBlank.length(text, at: place)
    }

    @discardableResult
    mutating func skipBlanks() -> Bool {
      let start = place
      while let length = blank(at: place) { place += length }
      return place > start
    }

    private func isDigit(_ place: Int) -> Bool { place < text.count && text[place] &- 48 < 10 }

    private func holds(_ bytes: [UInt8], at place: Int) -> Bool {
      place + bytes.count <= text.count
        && bytes.indices.allSatisfy { text[place + $0] == bytes[$0] }
    }

    /// A sign, and the blanks behind it: `-`, `+`, the minus sign U+2212 or a dash that stands for it.
    mutating func sign() -> UInt8? {
      let start = place
      skipBlanks()
      for (bytes, sign) in signs where holds(bytes, at: place) {
        place += bytes.count
        skipBlanks()
        return sign
      }
      place = start
      return nil
    }

    /// A currency before the number, and the blanks behind it.
    mutating func leadingUnit() -> String {
      var end = place
      while end < text.count, !isDigit(end), blank(at: end) == nil,
        ![UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "(")].contains(text[end]),
        !holds(signs[2].0, at: end)
      {
        // A point may begin the number or end an abbreviation.
        if text[end] == UInt8(ascii: "."), isDigit(end + 1), end == place { break }
        end += 1
      }
      let token = String(decoding: text[place..<end], as: UTF8.self)
      guard !token.isEmpty, let unit = UnitText.currency(token) else { return "" }
      place = end
      skipBlanks()
      return unit
    }

    /// Digits and the marks between them.
    mutating func digits() -> [UInt8] {
      var digits: [UInt8] = []
      while place < text.count {
        let byte = text[place]
        if byte &- 48 < 10 {
          digits.append(byte)
          place += 1
        } else if [UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'")].contains(byte),
          isDigit(place + 1)
        {
          digits.append(byte)
          place += 1
        } else if holds(apostrophe, at: place), isDigit(place + 3) {
          digits.append(UInt8(ascii: "'"))
          place += 3
        } else if !digits.isEmpty, let length = blank(at: place), isDigit(place + length) {
          digits.append(UInt8(ascii: " "))
          place += length
        } else {
          break
        }
      }
      return digits
    }

    mutating func exponent() -> [UInt8] {
      guard let next, next | 0x20 == UInt8(ascii: "e") else { return [] }
      var end = place + 1
      if end < text.count, [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(text[end]) { end += 1 }
      guard isDigit(end) else { return [] }
      while isDigit(end) { end += 1 }
      defer { place = end }
      return Array(text[place..<end])
    }

    /// A unit behind the number; empty for none, nil for text that is no unit.
    mutating func trailingUnit() -> String? {
      let isApart = skipBlanks()
      var end = place
      while end < text.count, text[end] != UInt8(ascii: ")"), text[end] != UInt8(ascii: "-"),
        blank(at: end) == nil, !isDigit(end)
      {
        end += 1
      }
      guard end > place else { return "" }
      defer { place = end }
      return UnitText.unit(String(decoding: text[place..<end], as: UTF8.self), isApart: isApart)
    }
  }
}

private let apostrophe: [UInt8] = [0xe2, 0x80, 0x99]

private let signs: [([UInt8], UInt8)] = [
  ([UInt8(ascii: "-")], UInt8(ascii: "-")), ([UInt8(ascii: "+")], UInt8(ascii: "+")),
  ([0xe2, 0x88, 0x92], UInt8(ascii: "-")), ([0xe2, 0x80, 0x93], UInt8(ascii: "-")),
]
