#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads one flat JSON object from each line, skipping blank lines.
///
/// A cell is the text of a string without quotes and escapes, or a literal or an array of literals as
/// it is written; a `null` or a missing key is an empty cell.
final class JSONLineScanner: RecordScanner {
  private static let warningLimit = 100

  private(set) var index: ColumnIndex
  private(set) var warnings: [TableWarning] = []
  private var warned: Set<String> = []
  /// Whether unknown keys become columns.
  var isGrowing: Bool

  init(columns: [String]?) {
    index = ColumnIndex(columns ?? [])
    isGrowing = columns == nil
  }

  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool {
    var searched = 0
    while true {
      let bytes = window.bytes
      if let found = memchr(bytes + searched, 0x0a, window.count - searched) {
        let length = bytes.distance(to: found.assumingMemoryBound(to: UInt8.self))
        try window.checkLength(length)
        let isRow = try read(length, window, into: &record)
        window.consume(length + 1)
        window.line += 1
        if isRow { return true }
        searched = 0
        continue
      }
      searched = window.count
      if try window.fill() { continue }
      guard window.count > 0 else { return false }
      let length = window.count
      let isRow = try read(length, window, into: &record)
      window.consume(length)
      return isRow
    }
  }

  private func read(
    _ length: Int, _ window: ByteWindow, into record: inout TableRecord
  ) throws(TableError) -> Bool {
    var cursor = JSONCursor(window.bytes, count: length)
    guard !cursor.isAtEnd() else { return false }
    record.begin(line: window.line)
    record.attach(window.buffer, at: window.bytes)
    record.pad(to: index.names.count)
    var column: String?
    do {
      try readObject(&cursor, into: &record, window, &column)
    } catch {
      let file = window.source.name
      record.fault = RowFault(file: file, line: window.line, column: column, problem: error)
      record.dropCells()
    }
    guard index.names.count <= TableLimits.columns else {
      throw .tooManyColumns(file: window.source.name, count: index.names.count)
    }
    return true
  }

  private func readObject(
    _ cursor: inout JSONCursor, into record: inout TableRecord, _ window: ByteWindow,
    _ column: inout String?
  ) throws(RowFault.Problem) {
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.expected("an object") }
    var guess = 0
    var isFirst = true
    while !cursor.take(UInt8(ascii: "}")) {
      if !isFirst, !cursor.take(UInt8(ascii: ",")) {
        throw cursor.expected("a comma or a closing brace")
      }
      isFirst = false
      let key = try cursor.string()
      let name = UnsafeBufferPointer(
        start: UnsafePointer(cursor.bytes) + key.lowerBound, count: key.count)
      guard cursor.take(UInt8(ascii: ":")) else { throw cursor.expected("a colon") }
      let value: Range<Int>
      switch cursor.peek() {
      case UInt8(ascii: "\""): value = try cursor.string()
      case UInt8(ascii: "["):
        guard let array = try cursor.numbers() else {
          column = String(decoding: name, as: UTF8.self)
          throw .nestedJSON
        }
        value = array
      case UInt8(ascii: "{"):
        column = String(decoding: name, as: UTF8.self)
        throw .nestedJSON
      default: value = try cursor.literal()
      }
      guard let position = position(of: name, guess: guess, window, &record) else { continue }
      record.set(position, start: value.lowerBound, length: value.count)
      guess = position + 1
    }
    guard cursor.isAtEnd() else { throw cursor.expected("the end of the line") }
  }

  private func position(
    of name: UnsafeBufferPointer<UInt8>, guess: Int, _ window: ByteWindow,
    _ record: inout TableRecord
  ) -> Int? {
    if let known = index.position(of: name, guess: guess) { return known }
    let text = String(decoding: name, as: UTF8.self)
    if isGrowing, index.names.count <= TableLimits.columns {
      index.append(text)
      record.pad(to: index.names.count)
      return index.names.count - 1
    }
    if warnings.count < JSONLineScanner.warningLimit, warned.insert(text).inserted {
      warnings.append(TableWarning(file: window.source.name, key: text, line: window.line))
    }
    return nil
  }
}

extension TableRecord {
  fileprivate mutating func dropCells() { count = 0 }
}
