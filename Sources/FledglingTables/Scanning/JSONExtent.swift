/// How far a JSON object at the beginning of a text goes.
struct JSONExtent {
  /// How many bytes it has, and how many lines end in it.
  private(set) var length = 0
  private(set) var lines = 0

  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The last byte that is not white space, outside strings.
  private var last: UInt8 = 0
  private var isAtLineStart = false

  private enum Step {
    case complete
    case unfinished
    case malformed
  }

  /// The extent of the object that a text begins with; nil if its braces do not match, a string holds
  /// a line end, or a line begins with an object where none can be.
  static func find(_ window: ByteWindow) throws(TableError) -> JSONExtent? {
    var extent = JSONExtent()
    while true {
      switch extent.advance(window.bytes, window.count) {
      case .complete: return extent
      case .malformed: return nil
      case .unfinished:
        if try !window.fill() { return nil }
      }
    }
  }

  private mutating func advance(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Step {
    while length < count {
      let byte = bytes[length]
      length += 1
      if isInString {
        if byte == UInt8(ascii: "\n") { return .malformed }
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\n"):
        lines += 1
        isAtLineStart = true
        continue
      case 0x20, 0x09, 0x0d: continue
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"):
        if isAtLineStart, last != UInt8(ascii: ":"), last != UInt8(ascii: ","),
          last != UInt8(ascii: "[")
        {
          return .malformed
        }
        depth += 1
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return .complete }
      default: break
      }
      last = byte
      isAtLineStart = false
    }
    return .unfinished
  }
}

extension ByteWindow {
  /// How the objects stand in a text that begins with a brace, or with a bracket; nil if no object
  /// stands behind the bracket.
  func objectLayout() throws(TableError) -> JSONLineScanner.Layout? {
    guard let start = try placeOfInk(from: 0) else { return .lines }
    if bytes[start] == UInt8(ascii: "[") {
      let next = try placeOfInk(from: start + 1).map { bytes[$0] }
      return next == UInt8(ascii: "{") || next == UInt8(ascii: "]") ? .array : nil
    }
    // Only blanks of the same line stand before the brace.
    consume(start)
    guard bytes[0] == UInt8(ascii: "{"), let extent = try JSONExtent.find(self) else {
      return .lines
    }
    if extent.lines > 0 { return .objects }
    // Another object may follow without a line feed between them.
    var place = extent.length
    while true {
      while place < count {
        switch bytes[place] {
        case 0x20, 0x09, 0x0d: place += 1
        case UInt8(ascii: "{"): return .objects
        default: return .lines
        }
      }
      guard try fill() else { return .lines }
    }
  }

  /// The first place, from one on, whose byte is no white space; nil if the text has none.
  private func placeOfInk(from start: Int) throws(TableError) -> Int? {
    var place = start
    while true {
      while place < count {
        if bytes[place] > 0x20 { return place }
        place += 1
      }
      guard try fill() else { return nil }
    }
  }

  /// Passes over white space, commas and, of an array, its brackets; false at the end.
  func skipToObject(inArray: Bool) throws(TableError) -> Bool {
    while true {
      while count > 0 {
        let byte = bytes[0]
        if byte == UInt8(ascii: "{") { return true }
        if byte == UInt8(ascii: "\n") { line += 1 }
        let isPassed =
          byte <= 0x20
          || inArray
            && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
              || byte == UInt8(ascii: "]"))
        guard isPassed else { throw .malformedObjects(file: source.name, line: line) }
        consume(1)
      }
      guard try fill() else { return false }
    }
  }
}
