/// How many cells a record at the beginning of a CSV text has, and where it lies.
struct RecordShape {
  /// How many cells it has.
  var cells = 1
  /// How many of them, at its end, hold nothing.
  var blankTail = 0
  /// The bytes of the record, without its line end.
  var start = 0
  var end = 0
  /// How many lines end before the record.
  var line = 0

  /// The cells up to the last one that holds anything.
  var filled: Int { cells - blankTail }
}

/// Splits the beginning of a CSV text into records under some delimiter, without keeping their cells.
struct RecordShapes {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private let lineEnd: UInt8
  private var place = 0
  private var line = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, lineEnd: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.lineEnd = lineEnd
  }

  /// The records that are not blank; the last one only if it is complete, or the text ends with it.
  static func all(
    _ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, lineEnd: UInt8, isWhole: Bool, limit: Int
  ) -> [RecordShape] {
    var shapes = RecordShapes(bytes, delimiter: delimiter, lineEnd: lineEnd)
    var found: [RecordShape] = []
    while found.count < limit, let shape = shapes.next(isWhole: isWhole) {
      if shape.cells > 1 || shape.blankTail == 0 { found.append(shape) }
    }
    return found
  }

  private mutating func next(isWhole: Bool) -> RecordShape? {
    guard place < bytes.count else { return nil }
    var shape = RecordShape(start: place, line: line)
    var isBlank = true
    var isAtStart = true
    while place < bytes.count {
      let byte = bytes[place]
      if byte == lineEnd {
        shape.end = place
        shape.blankTail = isBlank ? shape.blankTail + 1 : 0
        place += 1
        line += 1
        return shape
      }
      if byte == delimiter {
        shape.blankTail = isBlank ? shape.blankTail + 1 : 0
        shape.cells += 1
        (isBlank, isAtStart) = (true, true)
      } else if byte == UInt8(ascii: "\""), isAtStart {
        (isBlank, isAtStart) = (false, false)
        guard skipQuoted() else { return nil }
        continue
      } else if byte > 0x20 {
        (isBlank, isAtStart) = (false, false)
      }
      place += 1
    }
    guard isWhole else { return nil }
    shape.end = place
    shape.blankTail = isBlank ? shape.blankTail + 1 : 0
    return shape
  }

  /// Goes behind the closing quote; false if there is none.
  private mutating func skipQuoted() -> Bool {
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == lineEnd { line += 1 }
      guard byte == UInt8(ascii: "\"") else { continue }
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return true }
      place += 1
    }
    return false
  }
}
