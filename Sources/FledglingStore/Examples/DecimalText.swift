/// A decimal number by its digits, whatever their number: `4.0`, `4` and `+40e-1` are the same.
struct DecimalText: Sendable, Hashable {
  /// How many digits every Double keeps.
  static let doubleDigits = 15

  private var isNegative = false
  /// The digits from the first to the last that is not zero.
  private(set) var digits: [UInt8] = []
  /// The power of ten of the last digit; 0 where there is none.
  private var exponent = 0

  /// The number that a text spells: a sign, digits with a point among them, and an exponent; nil for
  /// any other text.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    let whole = rest.prefix(while: DecimalText.isDigit)
    rest = rest[whole.endIndex...]
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: DecimalText.isDigit)
      rest = rest[fraction.endIndex...]
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    if let mark = rest.first {
      guard mark | 0x20 == UInt8(ascii: "e"), rest.count <= 8,
        let power = Int(String(decoding: rest.dropFirst(), as: UTF8.self))
      else { return nil }
      exponent = power
    }
    exponent -= fraction.count
    digits = Array((whole + fraction).drop { $0 == UInt8(ascii: "0") })
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
  }

  /// The number in digits and a power of ten.
  var text: String {
    let whole = digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self)
    return (isNegative ? "-" : "") + whole + (exponent == 0 ? "" : "e\(exponent)")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30..<0x3a).contains(byte) }
}
