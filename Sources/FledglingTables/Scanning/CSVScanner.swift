/// Splits a text into records.
protocol RecordScanner: AnyObject {
  /// False at the end of the text.
  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool
}

/// Splits CSV (RFC 4180) into records, skipping blank lines.
///
/// A quote has a meaning only as the first byte of a cell; text behind the closing quote belongs
/// to the cell.
final class CSVScanner: RecordScanner {
  private let delimiter: UInt8

  init(delimiter: UInt8) { self.delimiter = delimiter }

  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool {
    while true {
      var state = CSVState(delimiter: delimiter)
      record.begin(line: window.line)
      var isAtEnd = false
      while !state.advance(window.bytes, window.count, &record) {
        if try window.fill() { continue }
        guard state.position > 0 else { return false }
        guard state.stage != .quoted else {
          throw .unterminatedQuote(
            file: window.source.name, line: window.line + state.quoteLine)
        }
        state.finishCell(window.bytes, state.position, &record, isLast: true)
        isAtEnd = true
        break
      }
      try window.checkLength(state.position)
      let bytes = window.bytes
      window.line += state.lines
      window.consume(state.position)
      if record.found == 1, !state.isOpened, record.isBlank(bytes) {
        if isAtEnd { return false }
        continue
      }
      record.attach(window.buffer, at: bytes)
      if record.hasEscapes { record.removeQuotes() }
      return true
    }
  }
}

/// How far the splitting of one record has come; offsets count from the record's beginning.
private struct CSVState {
  enum Stage {
    case start
    case plain
    case quoted
    case closed
  }

  let delimiter: UInt8
  var stage = Stage.start
  var position = 0
  var lines = 0
  var quoteLine = 0
  var isOpened = false
  private var cellStart = 0
  private var closing = -1
  private var isDoubled = false

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// True when the record is complete, false when more bytes are needed.
  @inline(__always)
  mutating func advance(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ record: inout TableRecord
  ) -> Bool {
    while position < count {
      switch stage {
      case .start:
        isOpened = bytes[position] == UInt8(ascii: "\"")
        if isOpened {
          position += 1
          stage = .quoted
          quoteLine = lines
          isDoubled = false
        } else {
          stage = .plain
        }
        cellStart = position
      case .plain:
        var index = position
        var byte: UInt8 = 0
        while index < count {
          byte = bytes[index]
          if byte == delimiter || byte == UInt8(ascii: "\n") { break }
          index += 1
        }
        position = index
        guard index < count else { return false }
        position += 1
        let isLast = byte == UInt8(ascii: "\n")
        finishCell(bytes, index, &record, isLast: isLast)
        if isLast {
          lines += 1
          return true
        }
        stage = .start
      case .quoted: skipQuoted(bytes, count)
      case .closed:
        if bytes[position] == UInt8(ascii: "\"") {
          position += 1
          isDoubled = true
          stage = .quoted
        } else {
          stage = .plain
        }
      }
    }
    return false
  }

  private mutating func skipQuoted(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
    var index = position
    while index < count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\n") { lines += 1 }
      index += 1
    }
    position = index
    guard index < count else { return }
    closing = index
    position += 1
    stage = .closed
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
    if isLast, end > cellStart, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
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

extension TableRecord {
  fileprivate func isBlank(_ bytes: UnsafeMutablePointer<UInt8>) -> Bool {
    let cell = cells[0]
    return UnsafeBufferPointer(start: bytes + Int(cell.start), count: Int(cell.length))
      .trimmed.isEmpty
  }

  /// Replaces doubled quotes by single ones, in place, and drops the closing quote.
  fileprivate mutating func removeQuotes() {
    for index in 0..<count where cells[index].length & Cell.escapeFlag != 0 {
      let text = base + Int(cells[index].start)
      let length = Int(cells[index].length & ~Cell.escapeFlag)
      var from = 0
      var to = 0
      while from < length {
        if text[from] == UInt8(ascii: "\"") {
          from += 1
          if from >= length || text[from] != UInt8(ascii: "\"") { break }
        }
        text[to] = text[from]
        to += 1
        from += 1
      }
      (text + to).update(from: text + from, count: length - from)
      replace(index, length: UInt32(to + length - from))
    }
  }
}
