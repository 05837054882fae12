#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads JSON objects: one from each line, or objects over several lines, one after the other or in an
/// array; blank lines are skipped.
///
/// A cell is the text of a string without quotes and escapes, or a literal or an array of literals as
/// it is written; a `null` or a missing key is an empty cell.  The members of an object within an
/// object are columns of their own: `b` in `a` is the column `a.b`.
final class JSONLineScanner: RecordScanner {
  /// How the objects stand in the text.
  enum Layout {
    case lines
    /// One after the other, each over as many lines as it likes.
    case objects
    /// In an array that is open.
    case array
  }

  /// How deep objects may lie in each other.
  private static let depthLimit = 16

  private(set) var index: ColumnIndex
  private(set) var warnings: TableWarnings
  /// Whether unknown keys become columns.
  var isGrowing: Bool
  /// Keys whose values are not needed.
  private let dropped: Set<String>
  private let layout: Layout
  private var path: [UInt8] = []

  init(columns: [String]?, dropped: Set<String> = [], layout: Layout, file: String) {
    index = ColumnIndex(columns ?? [])
    isGrowing = columns == nil
    self.dropped = dropped
    self.layout = layout
    warnings = TableWarnings(file: file)
  }

  func scan(_ window: ByteWindow, into record: inout TableRecord) throws(TableError) -> Bool {
    guard layout == .lines else { return try scanObject(window, into: &record) }
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
      // Behind a whole object only its line end can be missing.
      record.isCutOff = record.fault != nil
      window.consume(length)
      return isRow
    }
  }

  /// Reads the next object, wherever its lines end.
  private func scanObject(
    _ window: ByteWindow, into record: inout TableRecord
  ) throws(TableError) -> Bool {
    guard try window.skipToObject(inArray: layout == .array) else { return false }
    guard let extent = try JSONExtent.find(window) else {
      throw .malformedObjects(file: window.source.name, line: window.line)
    }
    let isRow = try read(extent.length, window, into: &record)
    window.consume(extent.length)
    window.line += extent.lines
    return isRow
  }

  private func read(
    _ length: Int, _ window: ByteWindow, into record: inout TableRecord
  ) throws(TableError) -> Bool {
    var cursor = JSONCursor(window.bytes, count: length)
    cursor.skipMark()
    guard !cursor.isAtEnd() else { return false }
    record.begin(line: window.line)
    record.attach(window.buffer, at: window.bytes)
    record.pad(to: index.names.count)
    path.removeAll(keepingCapacity: true)
    var column: String?
    do throws(RowFault.Problem) {
      try readObject(&cursor, into: &record, &column, depth: 1)
      guard cursor.isAtEnd() else { throw cursor.expected("the end of the line") }
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

  /// Reads an object whose columns' names begin with `path`.
  private func readObject(
    _ cursor: inout JSONCursor, into record: inout TableRecord, _ column: inout String?, depth: Int
  ) throws(RowFault.Problem) {
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.expected("an object") }
    let prefix = path.count
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
      guard prefix == 0, cursor.peek() != UInt8(ascii: "{"), cursor.peek() != UInt8(ascii: "[")
      else {
        path.append(contentsOf: name)
        try readNested(&cursor, into: &record, &column, depth: depth, guess: &guess)
        path.removeLast(path.count - prefix)
        continue
      }
      let value =
        cursor.peek() == UInt8(ascii: "\"") ? try cursor.string() : try cursor.literal()
      set(name, value, &record, &guess)
    }
  }

  /// Reads the value whose column is called `path`.
  private func readNested(
    _ cursor: inout JSONCursor, into record: inout TableRecord, _ column: inout String?, depth: Int,
    guess: inout Int
  ) throws(RowFault.Problem) {
    switch cursor.peek() {
    case UInt8(ascii: "\""): set(try cursor.string(), &record, &guess)
    case UInt8(ascii: "["):
      if let array = try cursor.numbers() {
        // An empty array does not say that the key holds vectors.
        if isColumn || !isGrowing || !cursor.isEmptyArray(array) { set(array, &record, &guess) }
        return
      }
      try passOver(&cursor, &record, &column)
    case UInt8(ascii: "{"):
      let isAsked = isGrowing || index.hasColumns(under: path)
      guard isAsked, depth < JSONLineScanner.depthLimit, !isColumn, !isDropped else {
        return try passOver(&cursor, &record, &column)
      }
      path.append(UInt8(ascii: "."))
      try readObject(&cursor, into: &record, &column, depth: depth + 1)
    default: set(try cursor.literal(), &record, &guess)
    }
  }

  private var isColumn: Bool {
    path.withUnsafeBufferPointer { index.position(of: $0, guess: 0) } != nil
  }

  private var isDropped: Bool {
    !dropped.isEmpty && dropped.contains(String(decoding: path, as: UTF8.self))
  }

  /// Passes over a value that no column can have; a fault if one should.
  private func passOver(
    _ cursor: inout JSONCursor, _ record: inout TableRecord, _ column: inout String?
  ) throws(RowFault.Problem) {
    let name = String(decoding: path, as: UTF8.self)
    if dropped.contains(name) {
      // So that it is known that there is such a column.
      if isGrowing, !isColumn { append(name, &record) }
    } else if isColumn {
      column = name
      throw .nestedJSON
    } else {
      let isKnown = warnings.all.contains { $0.problem == .unusableKey(name) }
      warnings.add(
        isGrowing || isKnown ? .unusableKey(name) : .unknownKey(name), line: record.line)
    }
    try cursor.skipValue()
  }

  /// Puts a value into the column of a name.
  private func set(
    _ name: UnsafeBufferPointer<UInt8>, _ value: Range<Int>, _ record: inout TableRecord,
    _ guess: inout Int
  ) {
    let known = index.position(of: name, guess: guess)
    guard let position = known ?? added(String(decoding: name, as: UTF8.self), &record) else {
      return
    }
    record.set(position, start: value.lowerBound, length: value.count)
    guess = position + 1
  }

  /// Puts a value into the column that is called `path`.
  private func set(_ value: Range<Int>, _ record: inout TableRecord, _ guess: inout Int) {
    let known = path.withUnsafeBufferPointer { index.position(of: $0, guess: guess) }
    guard let position = known ?? added(String(decoding: path, as: UTF8.self), &record) else {
      return
    }
    record.set(position, start: value.lowerBound, length: value.count)
    guess = position + 1
  }

  /// The position of a new column; nil if the columns are settled.
  private func added(_ name: String, _ record: inout TableRecord) -> Int? {
    if isGrowing, index.names.count <= TableLimits.columns {
      append(name, &record)
      return index.names.count - 1
    }
    if !dropped.contains(name) { warnings.add(.unknownKey(name), line: record.line) }
    return nil
  }

  private func append(_ name: String, _ record: inout TableRecord) {
    index.append(name)
    record.pad(to: index.names.count)
  }
}

extension TableRecord {
  fileprivate mutating func dropCells() { count = 0 }
}
