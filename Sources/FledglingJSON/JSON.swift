/// A JSON text's content; objects keep the order of their keys.
///
/// JSON has no words for NaN and infinity: both are written as `null`.  Digits
/// that are too large for a Double are read as infinity.
package enum JSON: Sendable, Hashable {
  /// The value of a key in an object.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON

    package init(key: String, value: JSON) {
      self.key = key
      self.value = value
    }
  }

  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  /// A number by its digits, where a Double would lose some of them.
  case digits(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A number, or null for none.
  package static func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }

  /// An object with its keys in this order.
  package static func object(_ members: [(String, JSON)]) -> JSON {
    .object(members.map { Member(key: $0.0, value: $0.1) })
  }

  /// An object whose keys are sorted and lead to something.
  package init(sorted members: [String: JSON?]) {
    let present = members.compactMapValues { $0 }
    self = .object(present.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: $0.value) })
  }

  /// The value of a key in an object.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text, if it is one.
  package var asString: String? { if case .string(let text) = self { text } else { nil } }

  /// The number, if it is one, rounded to a Double.
  package var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .digits(let digits): Double(digits)
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The value as JSON on one line, without spaces.
  package var text: String {
    var utf8: [UInt8] = []
    write(to: &utf8)
    return String(decoding: utf8, as: UTF8.self)
  }

  private func write(to utf8: inout [UInt8]) {
    switch self {
    case .null: utf8 += "null".utf8
    case .bool(let isTrue): utf8 += (isTrue ? "true" : "false").utf8
    case .integer(let value): utf8 += String(value).utf8
    case .number(let number): utf8 += JSON.digits(of: number).utf8
    case .digits(let digits): utf8 += digits.utf8
    case .string(let text): JSON.write(text, to: &utf8)
    case .array(let values):
      utf8.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { utf8.append(UInt8(ascii: ",")) }
        value.write(to: &utf8)
      }
      utf8.append(UInt8(ascii: "]"))
    case .object(let members):
      utf8.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { utf8.append(UInt8(ascii: ",")) }
        JSON.write(member.key, to: &utf8)
        utf8.append(UInt8(ascii: ":"))
        member.value.write(to: &utf8)
      }
      utf8.append(UInt8(ascii: "}"))
    }
  }

  /// The shortest digits that give the same number again; whole numbers have no point.
  private static func digits(of number: Double) -> String {
    guard number.isFinite else { return "null" }
    if let whole = Int64(exactly: number), whole.magnitude <= 1 << 53,
      number != 0 || number.sign == .plus
    {
      return "\(whole)"
    }
    return "\(number)"
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)

  private static func write(_ text: String, to utf8: inout [UInt8]) {
    utf8.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): utf8 += [UInt8(ascii: "\\"), byte]
      case 0x0a: utf8 += "\\n".utf8
      case 0x0d: utf8 += "\\r".utf8
      case 0x09: utf8 += "\\t".utf8
      case 0..<0x20:
        utf8 += "\\u00".utf8
        utf8 += [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
      default: utf8.append(byte)
      }
    }
    utf8.append(UInt8(ascii: "\""))
  }
}
