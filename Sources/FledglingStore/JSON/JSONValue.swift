/// A JSON text's content; objects keep the order of their keys.
enum JSONValue: Sendable, Hashable {
  struct Member: Sendable, Hashable {
    var key: String
    var value: JSONValue
  }

  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([Member])

  /// An object whose keys are in order and lead to something.
  init(sorted members: [String: JSONValue?]) {
    let present = members.compactMapValues { $0 }
    self = .object(present.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: $0.value) })
  }

  /// What a key leads to, in an object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The value as JSON on one line, without spaces.
  var text: String {
    var utf8: [UInt8] = []
    write(to: &utf8)
    return String(decoding: utf8, as: UTF8.self)
  }

  private func write(to utf8: inout [UInt8]) {
    switch self {
    case .null: utf8 += "null".utf8
    case .bool(let isTrue): utf8 += (isTrue ? "true" : "false").utf8
    case .number(let number): utf8 += JSONValue.digits(of: number).utf8
    case .text(let text): JSONValue.write(text, to: &utf8)
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
        JSONValue.write(member.key, to: &utf8)
        utf8.append(UInt8(ascii: ":"))
        member.value.write(to: &utf8)
      }
      utf8.append(UInt8(ascii: "}"))
    }
  }

  /// The shortest digits that give the same number again.
  private static func digits(of number: Double) -> String {
    if number.isNaN { return "null" }
    // JSON has no word for infinity, but numbers that are too large to be read as anything else.
    if number.isInfinite { return number < 0 ? "-9e999" : "9e999" }
    if let whole = Int64(exactly: number), abs(number) < 1e15, number != 0 || number.sign == .plus {
      return "\(whole)"
    }
    return "\(number)"
  }

  private static func write(_ text: String, to utf8: inout [UInt8]) {
    utf8.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): utf8 += [UInt8(ascii: "\\"), byte]
      case 0x0a: utf8 += "\\n".utf8
      case 0x0d: utf8 += "\\r".utf8
      case 0x09: utf8 += "\\t".utf8
      case 0..<0x20: utf8 += "\\u00\(Hex.text([byte]))".utf8
      default: utf8.append(byte)
      }
    }
    utf8.append(UInt8(ascii: "\""))
  }
}
