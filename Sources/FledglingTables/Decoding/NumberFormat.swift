import Fledgling

/// How a column writes its numbers.
struct NumberFormat: Sendable, Hashable {
  /// `1234.5`.
  static let plain = NumberFormat()

  /// The mark before the fraction: a point or a comma.
  var decimalMark = UInt8(ascii: ".")
  /// The mark between thousands, as far as it was met: a comma, a point, an apostrophe or a blank.
  var groupMark: UInt8?
  /// The unit before or behind the number: a currency, `%`, `kg`; empty for none.
  var unit = ""
  /// Whether the unit stands before the number.
  var isUnitFirst = false

  /// Whether nothing but plain numbers is read.
  var isPlain: Bool { self == .plain }

  /// The number 1234.5 as the column writes it; empty for a plain format.
  var pattern: String {
    guard !isPlain else { return "" }
    let group = groupMark.map { String(Unicode.Scalar($0)) } ?? ""
    let number = "1\(group)234\(Unicode.Scalar(decimalMark))5"
    guard !unit.isEmpty else { return number }
    let isWord = unit.unicodeScalars.first?.properties.isAlphabetic ?? false
    guard isUnitFirst else { return "\(number)\(unit == "%" ? "" : " ")\(unit)" }
    return unit + (isWord ? " " : "") + number
  }

  init(
    decimalMark: UInt8 = UInt8(ascii: "."), groupMark: UInt8? = nil, unit: String = "",
    isUnitFirst: Bool = false
  ) {
    self.decimalMark = decimalMark
    self.groupMark = groupMark
    self.unit = unit
    self.isUnitFirst = isUnitFirst
  }

  /// The format that a ``pattern`` describes; the plain one for any other text.
  init(pattern: String) {
    let text = Array(pattern.utf8)
    guard let one = text.firstIndex(of: UInt8(ascii: "1")),
      let two = text.firstIndex(of: UInt8(ascii: "2")),
      let four = text.firstIndex(of: UInt8(ascii: "4")), four + 2 < text.count,
      two == one + 1 || two == one + 2
    else { return }
    decimalMark = text[four + 1]
    if two == one + 2 { groupMark = text[one + 1] }
    let before = CanonicalText.trimmed(String(decoding: text[..<one], as: UTF8.self))
    let behind = CanonicalText.trimmed(String(decoding: text[(four + 3)...], as: UTF8.self))
    unit = before.isEmpty ? behind : before
    isUnitFirst = !before.isEmpty
  }

  /// The number that trimmed bytes denote in this format, or nil if they are anything else.
  ///
  /// Thousands may be marked by anything but the decimal mark.  Where the column has commas before its
  /// fractions and no points between thousands, `12.345` is none: a program may have written it and
  /// mean a fraction.  A number may stand without its unit; with another unit it is none.
  @inline(__always)
  func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    if let number = Decimal.parse(text, mark: decimalMark) { return number }
    return written(text)
  }

  /// The number that trimmed bytes denote if they are no plain one.
  @inline(never)
  func written(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let written = WrittenNumber(text), written.unit.isEmpty || written.unit == unit else {
      return nil
    }
    return isUnclear(written.digits) ? nil : written.value(decimalMark: decimalMark)
  }

  /// Whether the only mark is a point that nothing shows to stand between thousands.
  private func isUnclear(_ digits: [UInt8]) -> Bool {
    let point = UInt8(ascii: ".")
    guard decimalMark != point, groupMark != point else { return false }
    return digits.filter { $0 &- 48 >= 10 } == [point]
  }
}
