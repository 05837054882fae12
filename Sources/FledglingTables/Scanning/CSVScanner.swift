/// Splits a text into records.
protocol RecordScanner: AnyObject {
  /// False at the end of the text.
  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool
}

/// Splits CSV (RFC 4180) into records, skipping blank lines.
///
/// A quote has a meaning only as the first byte of a cell, with blanks before it or none; text
/// behind the closing quote belongs to the cell.
final class CSVScanner: RecordScanner {
  /// How a record came to its end.
  private enum Ending {
    case line
    case text
    /// Never, as a quoted cell goes on for ever, or for many lines that look like rows.
    case open
  }

  /// So many lines of a cell that look like rows are rows, whatever follows.
  private static let rowsEnough = 64
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let delimiter: UInt8
  /// How many cells rows have; 0 before that is known.
  var width = 0
  private(set) var warnings: TableWarnings
  private var lineEnd: UInt8

  init(delimiter: UInt8, lineEnd: UInt8 = UInt8(ascii: "\n"), file: String) {
    self.delimiter = delimiter
    self.lineEnd = lineEnd
    warnings = TableWarnings(file: file)
  }

  func warn(_ problem: TableWarning.Problem, line: Int) { warnings.add(problem, line: line) }

  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool {
    while true {
      if lineEnd == CSVScanner.carriageReturn { try passLineFeed(window) }
      var state = CSVState(delimiter: delimiter, lineEnd: lineEnd)
      record.begin(line: window.line)
      guard var ending = try finish(&state, window, &record) else { return false }
      if ending == .open || state.lines > (ending == .line ? 1 : 0) {
        try settleQuotes(&state, &ending, window, &record)
      } else if record.found != width, width > 0 {
        splitAtOtherEnd(&state, &ending, window, &record)
      }
      try window.checkLength(state.position)
      let bytes = window.bytes
      window.line += state.lines
      window.consume(state.position)
      if record.found == 1, !state.isOpened, record.isBlank(bytes) {
        if ending == .text { return false }
        continue
      }
      record.isCutOff = ending == .text
      record.attach(window.buffer, at: bytes)
      if record.hasEscapes { record.removeQuotes() }
      return true
    }
  }

  /// Goes to the end of a record; nil at the end of the text.
  private func finish(
    _ state: inout CSVState, _ window: ByteWindow, _ record: inout TableRecord
  ) throws(TableError) -> Ending? {
    var isReviewed = false
    while !state.advance(window.bytes, window.count, &record) {
      if !isReviewed, state.openLines >= CSVScanner.rowsEnough {
        isReviewed = true
        state.suspectOpenQuote()
        if looksLikeRows(state, window, count: window.count) { return .open }
      }
      do {
        if try window.fill() { continue }
      } catch {
        guard case .recordTooLong = error, state.openLines > 0, width > 0 else { throw error }
        state.suspectOpenQuote()
        return .open
      }
      guard window.count > 0 else { return nil }
      if state.stage == .quoted {
        state.suspectOpenQuote()
        return .open
      }
      state.finishCell(window.bytes, window.count, &record, isLast: true)
      state.position = window.count
      return .text
    }
    return .line
  }

  /// Passes over the line feed behind the carriage return that ended the last line.
  private func passLineFeed(_ window: ByteWindow) throws(TableError) {
    if window.count == 0 { _ = try window.fill() }
    if window.count > 0, window.bytes[0] == CSVScanner.newline { window.consume(1) }
  }
}

// MARK: - Records that went wrong

extension CSVScanner {
  /// Whether a record is as wide as rows are, but for empty cells at its end.
  private func fits(_ record: borrowing TableRecord) -> Bool {
    record.found == width || record.found > width && record.isBlank(from: width)
  }

  /// Decides whether a quoted cell that goes on over line ends is a cell, or begins with a quote that
  /// means nothing and has swallowed rows.
  ///
  /// It has if the quote is never closed, if the row is of another width than all, if text follows
  /// the closing quote, or if every line of the record has as many cells as rows have.  Then the
  /// record ends at the end of the line on which the quote stands, provided that this line or the
  /// next one is as wide as rows are.
  private func settleQuotes(
    _ state: inout CSVState, _ ending: inout Ending, _ window: ByteWindow,
    _ record: inout TableRecord
  ) throws(TableError) {
    record.attach(window.buffer, at: window.bytes)
    let line = window.line + state.suspectLine
    let isWrong = ending == .open || state.isBadlyClosed || width > 0 && !fits(record)
    guard isWrong || looksLikeRows(state, window, count: state.position) else { return }
    if width > 0, state.suspect >= 0 {
      record.begin(line: window.line)
      var literal = CSVState(delimiter: delimiter, lineEnd: lineEnd, strayQuote: state.suspect)
      let isEnded = literal.advance(window.bytes, window.count, &record)
      if !isEnded {
        literal.finishCell(window.bytes, window.count, &record, isLast: true)
        literal.position = window.count
      }
      if fits(record) || isWrong && isEnded && nextRowFits(window, from: literal.position) {
        warn(.strayQuote, line: line)
        state = literal
        ending = isEnded ? .line : .text
        return
      }
    }
    guard ending != .open else {
      try window.checkLength(window.count)
      throw .unterminatedQuote(file: window.source.name, line: line)
    }
    if state.isBadlyClosed { warn(.longQuote(lines: state.lines), line: line) }
    record.begin(line: window.line)
    let end = state.position
    state = CSVState(delimiter: delimiter, lineEnd: lineEnd)
    if !state.advance(window.bytes, end, &record) {
      state.finishCell(window.bytes, end, &record, isLast: true)
      state.position = end
    }
  }

  /// Whether every line, from the one on which a quote opened to the end of the record or of what is
  /// known of it, has as many cells as rows have.
  ///
  /// The fewer cells, the more lines it takes; a cell at the end of its record is more easily a text
  /// whose lines happen to have delimiters.
  private func looksLikeRows(_ state: CSVState, _ window: ByteWindow, count: Int) -> Bool {
    guard width > 1, state.suspect >= 0 else { return false }
    let isOpen = state.stage == .quoted
    let isLast = !isOpen && state.isClosedAtEnd
    let least = isOpen || isLast ? [12, 8, 5] : [8, 5, 3]
    var start = state.suspect
    while start > 0, window.bytes[start - 1] != lineEnd { start -= 1 }
    var lines = 0
    while let end = endOfLine(window, from: start, count) {
      guard cells(window, start..<end) == width else { return false }
      lines += 1
      if lines >= CSVScanner.rowsEnough { return true }
      start = end + 1
    }
    if !isOpen, start < count {
      guard cells(window, start..<count) == width else { return false }
      lines += 1
    }
    return lines >= least[min(width, 4) - 2]
  }

  /// Whether the line that begins at a place is a row of the usual width.
  private func nextRowFits(_ window: ByteWindow, from start: Int) -> Bool {
    var probe = TableRecord()
    var state = CSVState(delimiter: delimiter, lineEnd: lineEnd)
    return state.advance(window.bytes + start, window.count - start, &probe)
      && state.lines == 1 && probe.found == width
  }

  private func endOfLine(_ window: ByteWindow, from start: Int, _ count: Int) -> Int? {
    (start..<max(start, count)).first { window.bytes[$0] == lineEnd }
  }

  private func cells(_ window: ByteWindow, _ range: Range<Int>) -> Int {
    1 + range.count { window.bytes[$0] == delimiter }
  }

  /// Ends a row of another width than all at a line end of the other kind, if it is a row then.
  ///
  /// Files that were put together from several systems have both.
  private func splitAtOtherEnd(
    _ state: inout CSVState, _ ending: inout Ending, _ window: ByteWindow,
    _ record: inout TableRecord
  ) {
    let other = lineEnd == CSVScanner.newline ? CSVScanner.carriageReturn : CSVScanner.newline
    let end = state.position - (ending == .line ? 1 : 0)
    guard let place = (0..<end).first(where: { window.bytes[$0] == other }), place + 1 < end else {
      return
    }
    let line = window.line
    var split = CSVState(delimiter: delimiter, lineEnd: other)
    record.begin(line: line)
    if split.advance(window.bytes, state.position, &record), record.found == width {
      (state, ending, lineEnd) = (split, .line, other)
      return
    }
    record.begin(line: line)
    let count = state.position
    state = CSVState(delimiter: delimiter, lineEnd: lineEnd)
    if !state.advance(window.bytes, count, &record) {
      state.finishCell(window.bytes, count, &record, isLast: true)
      state.position = count
    }
  }
}

extension TableRecord {
  /// Whether all cells from one on are there and hold nothing.
  func isBlank(from first: Int) -> Bool {
    guard found == count else { return false }
    return (first..<count).allSatisfy { index in
      cells[index].length & Cell.escapeFlag == 0 && bytes(at: index).trimmed.isEmpty
    }
  }

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
