/// Walks over the bytes of one JSON text; strings are unescaped in place.
struct JSONCursor {
  typealias Problem = RowFault.Problem

  let bytes: UnsafeMutablePointer<UInt8>
  let count: Int
  private(set) var position = 0

  init(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    self.bytes = bytes
    self.count = count
  }

  /// The next byte that is not white space; 0 at the end.
  @inline(__always)
  mutating func peek() -> UInt8 {
    while position < count {
      let byte = bytes[position]
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return byte
      }
    }
    return 0
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte, position < count else { return false }
    position += 1
    return true
  }

  mutating func isAtEnd() -> Bool {
    _ = peek()
    return position == count
  }

  /// Passes over a byte order mark, which stands between tables that were put one behind the other.
  mutating func skipMark() {
    guard position + 3 <= count, bytes[position] == 0xef, bytes[position + 1] == 0xbb,
      bytes[position + 2] == 0xbf
    else { return }
    position += 3
  }

  func expected(_ what: String) -> Problem {
    .malformedJSON(position: position + 1, expected: what)
  }

  /// A string or key whose opening quote comes next.
  mutating func string() throws(Problem) -> Range<Int> {
    guard take(UInt8(ascii: "\"")) else { throw expected("a quoted text") }
    let start = position
    while position < count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<(position - 1)
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw expected("no control character")
      default: position += 1
      }
    }
    throw expected("a closing quote")
  }

  /// A number, `true`, `false`, `NaN`, `Infinity` or, as an empty range, `null`.
  mutating func literal() throws(Problem) -> Range<Int> {
    let start = position
    scanning: while position < count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        position += 1
      default: break scanning
      }
    }
    let text = UnsafeBufferPointer(start: bytes + start, count: position - start)
    if Decimal.parse(text) != nil || text.isWord("true") || text.isWord("false")
      || text.isWord("NaN")
    {
      return start..<position
    }
    if text.isWord("null") { return start..<start }
    position = start
    throw expected("a value")
  }

  /// An array of literals as it is written, brackets and all; nil if anything else is in it, and then
  /// the array comes next as before.
  mutating func numbers() throws(Problem) -> Range<Int>? {
    let start = position
    guard take(UInt8(ascii: "[")) else { throw expected("an array") }
    guard !take(UInt8(ascii: "]")) else { return start..<position }
    while true {
      switch peek() {
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""):
        position = start
        return nil
      default: _ = try literal()
      }
      if take(UInt8(ascii: "]")) { return start..<position }
      guard take(UInt8(ascii: ",")) else { throw expected("a comma or a closing bracket") }
    }
  }

  /// Whether an array that was read holds nothing.
  func isEmptyArray(_ range: Range<Int>) -> Bool {
    range.dropFirst().dropLast().allSatisfy { bytes[$0] <= 0x20 }
  }

  /// Passes over an object or array, of which only brackets and texts are checked.
  mutating func skipValue() throws(Problem) {
    var depth = 0
    repeat {
      switch peek() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
      case UInt8(ascii: "\""): _ = try string()
      default:
        guard position < count else { throw expected("a closing bracket") }
        _ = try literal()
      }
    } while depth > 0
  }

  private mutating func escapedString(from start: Int) throws(Problem) -> Range<Int> {
    var to = position
    while position < count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return start..<to
      case UInt8(ascii: "\\"): try unescape(&to)
      case 0..<0x20: throw expected("no control character")
      default:
        bytes[to] = byte
        to += 1
        position += 1
      }
    }
    throw expected("a closing quote")
  }

  private mutating func unescape(_ to: inout Int) throws(Problem) {
    guard position + 1 < count else { throw expected("a closing quote") }
    let plain: UInt8
    switch bytes[position + 1] {
    case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
    case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = 0x0c
    case UInt8(ascii: "n"): plain = 0x0a
    case UInt8(ascii: "r"): plain = 0x0d
    case UInt8(ascii: "t"): plain = 0x09
    case UInt8(ascii: "u"): return try unescapeUnicode(&to)
    default: throw expected("an escape sequence")
    }
    bytes[to] = plain
    to += 1
    position += 2
  }

  private mutating func unescapeUnicode(_ to: inout Int) throws(Problem) {
    guard let unit = codeUnit(at: position) else { throw expected("four hexadecimal digits") }
    position += 6
    var scalar = UInt32(unit)
    if unit & 0xfc00 == 0xd800, let low = codeUnit(at: position), low & 0xfc00 == 0xdc00 {
      position += 6
      scalar = 0x10000 + (UInt32(unit & 0x3ff) << 10 | UInt32(low & 0x3ff))
    }
    guard let encoded = Unicode.Scalar(scalar).flatMap({ UTF8.encode($0) }) else {
      position -= 6
      throw expected("a whole surrogate pair")
    }
    for byte in encoded {
      bytes[to] = byte
      to += 1
    }
  }

  private func codeUnit(at index: Int) -> UInt16? {
    guard index + 6 <= count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for offset in 2..<6 {
      let digit: UInt8
      switch bytes[index + offset] {
      case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"):
        digit = byte - UInt8(ascii: "0")
      case let byte where byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isWord(_ word: StaticString) -> Bool {
    equals(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
