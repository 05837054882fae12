/// How far the splitting of one CSV record has come; offsets count from the record's beginning.
struct CSVState {
  enum Stage {
    case start
    case plain
    case quoted
    case closed
  }

  let delimiter: UInt8
  let lineEnd: UInt8
  /// The offset of a quote that means nothing; behind it a quote means something only if it is closed
  /// on its line.
  let strayQuote: Int
  var stage = Stage.start
  var position = 0
  /// How many lines have ended.
  private(set) var lines = 0
  private(set) var isOpened = false
  /// The first quote whose cell goes on over a line end, and how many lines end before it; -1 if none.
  private(set) var suspect = -1
  private(set) var suspectLine = 0
  /// Whether text follows the closing quote of a cell that goes on over a line end.
  private(set) var isBadlyClosed = false
  private var quote = 0
  private var quoteLine = 0
  private var cellStart = 0
  private var closing = -1
  private var isDoubled = false

  init(delimiter: UInt8, lineEnd: UInt8, strayQuote: Int = .max) {
    self.delimiter = delimiter
    self.lineEnd = lineEnd
    self.strayQuote = strayQuote
  }

  /// Whether the record ends with the closing quote of the cell that goes on over a line end.
  var isClosedAtEnd: Bool { isOpened && quote == suspect }

  /// How many lines have ended since the quote that is open.
  var openLines: Int { stage == .quoted ? lines - quoteLine : 0 }

  /// Takes the quote that is open for the one that is wrong.
  mutating func suspectOpenQuote() { (suspect, suspectLine) = (quote, quoteLine) }

  /// True when the record is complete, false when more bytes are needed.
  @inline(__always)
  mutating func advance(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ record: inout TableRecord
  ) -> Bool {
    while position < count {
      switch stage {
      case .start:
        if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: " ") {
          guard open(bytes, count) else { return false }
        } else {
          isOpened = false
          stage = .plain
        }
        cellStart = position
      case .plain:
        var index = position
        var byte: UInt8 = 0
        // In registers, as no byte costs more than here.
        let (delimiter, lineEnd) = (delimiter, lineEnd)
        while index < count {
          byte = bytes[index]
          if byte == delimiter || byte == lineEnd { break }
          index += 1
        }
        position = index
        guard index < count else { return false }
        position += 1
        let isLast = byte == lineEnd
        finishCell(bytes, index, &record, isLast: isLast)
        if isLast {
          lines += 1
          return true
        }
        stage = .start
      case .quoted: skipQuoted(bytes, count)
      case .closed: leaveQuotes(bytes)
      }
    }
    return false
  }

  /// Begins a cell that begins with a quote or a blank, and leaves out a stray quote; false if more bytes are needed.
  private mutating func open(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    var place = position
    while place < count, bytes[place] == UInt8(ascii: " "), delimiter != UInt8(ascii: " ") {
      place += 1
    }
    guard place < count else { return false }
    let isQuote = bytes[place] == UInt8(ascii: "\"")
    isOpened =
      isQuote
      && (place < strayQuote || place > strayQuote && isClosedOnLine(bytes, count, place + 1))
    guard isOpened else {
      if isQuote { position = place + 1 }
      stage = .plain
      return true
    }
    position = place + 1
    stage = .quoted
    quote = place
    quoteLine = lines
    isDoubled = false
    return true
  }

  /// Whether a quote ends a cell before the line ends.
  private func isClosedOnLine(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ start: Int
  ) -> Bool {
    var place = start
    while place < count, bytes[place] != lineEnd {
      let next = place + 1 < count ? bytes[place + 1] : lineEnd
      if bytes[place] == UInt8(ascii: "\""),
        next == delimiter || next == lineEnd || next == UInt8(ascii: "\r")
      {
        return true
      }
      place += 1
    }
    return false
  }

  private mutating func skipQuoted(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
    var index = position
    while index < count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { break }
      if byte == lineEnd { lines += 1 }
      index += 1
    }
    position = index
    guard index < count else { return }
    if suspect < 0, lines > quoteLine { suspectOpenQuote() }
    closing = index
    position += 1
    stage = .closed
  }

  private mutating func leaveQuotes(_ bytes: UnsafeMutablePointer<UInt8>) {
    let byte = bytes[position]
    guard byte != UInt8(ascii: "\"") else {
      position += 1
      isDoubled = true
      stage = .quoted
      return
    }
    if lines > quoteLine, byte != delimiter, byte > UInt8(ascii: " "), !isBadlyClosed {
      isBadlyClosed = true
      suspectOpenQuote()
    }
    stage = .plain
  }

  @inline(__always)
  mutating func finishCell(
    _ bytes: UnsafeMutablePointer<UInt8>, _ index: Int, _ record: inout TableRecord, isLast: Bool
  ) {
    // At the end of the text behind a delimiter there is one more cell, which is empty.
    if stage == .start {
      cellStart = index
      isOpened = false
    }
    var end = index
    while isLast, end > cellStart, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    var length = UInt32(truncatingIfNeeded: end - cellStart)
    if isOpened {
      if closing == end - 1, !isDoubled {
        length -= 1
      } else {
        length |= TableRecord.Cell.escapeFlag
        record.hasEscapes = true
      }
    }
    record.append(start: cellStart, length: length)
  }
}
