/// The reason why bytes are not JSON.
package struct JSONFault: Error {
  /// The byte at which something else was expected, counted from 1.
  package let position: Int
  package let expected: String
}

extension JSON {
  /// The value that bytes spell, and nothing else.
  ///
  /// - Complexity: O(size).
  package init(_ bytes: ArraySlice<UInt8>) throws(JSONFault) {
    var parser = JSONParser(bytes)
    self = try parser.value(depth: 0)
    try parser.end()
  }

  /// The value that a text spells, and nothing else.
  package init(_ text: String) throws(JSONFault) { try self.init(Array(text.utf8)[...]) }
}

/// Reads one JSON text (RFC 8259), never beyond the end.
private struct JSONParser {
  /// How deep arrays and objects may lie in each other.
  static let depthLimit = 8

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  private func expected(_ what: String) -> JSONFault {
    JSONFault(position: position - bytes.startIndex + 1, expected: what)
  }

  /// The next byte; 0 at the end, where no text has one outside of strings.
  private var next: UInt8 { position < bytes.endIndex ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while [0x20, 0x09, 0x0a, 0x0d].contains(next) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func end() throws(JSONFault) {
    skipSpace()
    guard position == bytes.endIndex else { throw expected("the end of the line") }
  }

  mutating func value(depth: Int) throws(JSONFault) -> JSON {
    guard depth < JSONParser.depthLimit else { throw expected("a simpler value") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      if takeWord("null") { return .null }
      if takeWord("true") { return .bool(true) }
      if takeWord("false") { return .bool(false) }
      throw expected("a value")
    }
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func members(depth: Int) throws(JSONFault) -> [JSON.Member] {
    position += 1
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
      let key = try string()
      guard keys.insert(key).inserted else { throw expected("no second \"\(key)\"") }
      guard take(UInt8(ascii: ":")) else { throw expected("a colon") }
      members.append(JSON.Member(key: key, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw expected("a comma or a closing brace") }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONFault) -> [JSON] {
    position += 1
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw expected("a comma or a closing bracket") }
    return elements
  }

  private mutating func number() throws(JSONFault) -> JSON {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let whole = digits()
    guard whole == 1 || whole > 1 && bytes[position - whole] != UInt8(ascii: "0") else {
      throw expected("a number")
    }
    if next == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw expected("a digit") }
    }
    if next | 0x20 == UInt8(ascii: "e") {
      position += 1
      if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { position += 1 }
      guard digits() > 0 else { throw expected("a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text) else { throw expected("a number") }
    // So many bytes hold no more digits than every Double keeps.
    return position - start <= 15 || !number.isFinite ? .number(number) : .digits(text)
  }

  /// Passes over digits, and counts them.
  private mutating func digits() -> Int {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONFault) -> String {
    position += 1
    var utf8: [UInt8] = []
    while true {
      guard position < bytes.endIndex else { throw expected("a closing quote") }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: utf8, as: UTF8.self) else {
          throw expected("a text in UTF-8")
        }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        utf8 += String(try escaped()).utf8
      case 0..<0x20: throw expected("no control character")
      default:
        utf8.append(byte)
        position += 1
      }
    }
  }

  /// The character after a backslash.
  private mutating func escaped() throws(JSONFault) -> Unicode.Scalar {
    let byte = next
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      if let scalar = Unicode.Scalar(first) { return scalar }
      // Beyond the first 65,536 characters two units make one.
      guard (0xd800..<0xdc00).contains(first), takeWord("\\u") else {
        throw expected("the second half of a character")
      }
      let second = try codeUnit()
      guard (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(
          0x10000 + (UInt32(first) - 0xd800) * 0x400 + (UInt32(second) - 0xdc00))
      else { throw expected("the second half of a character") }
      return scalar
    default: throw expected("an escape that JSON knows")
    }
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt16 {
    let end = min(position + 4, bytes.endIndex)
    let digits = String(decoding: bytes[position..<end], as: UTF8.self)
    guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16),
      digits.utf8.first != UInt8(ascii: "+")
    else { throw expected("four hexadecimal digits") }
    position = end
    return unit
  }
}
