/// Reads the rows of a CSV or JSON Lines table, one after the other.
///
/// The memory in use is bounded by ``TableLimits/recordBytes`` and the look-ahead, whatever the file's size.
/// A reader belongs to one task at a time.
public final class TableReader {
  /// How many rows of JSON Lines are looked at to learn the keys.
  public static let keySampleLimit = 256
  /// The look-ahead ends when its cells hold this many bytes: 32 MiB.
  public static let sampleByteLimit = 32 << 20

  /// The path as it was given, or `standard input`.
  public let file: String
  /// ``TableFormat/csv`` or ``TableFormat/jsonLines``.
  public let format: TableFormat
  /// The byte between the cells; nil for JSON Lines.
  public let delimiter: UInt8?
  /// The names of the columns, in the order of the cells.
  public let columns: [String]
  /// How many rows wait to be returned again by ``next(_:)``.
  public var sampleCount: Int { store.count - replayed }

  private let window: ByteWindow
  private let scanner: any RecordScanner
  private let csv: CSVScanner?
  private let keys: JSONLineScanner?
  private let header: TableHeader?
  private var store = RecordStore()
  private var replayed = 0
  private var scratch = TableRecord()
  private var isFinished = false
  private var failure: TableError?
  private var returned = 0

  /// Opens a table and learns its columns.
  ///
  /// For CSV the header and up to 256 rows are looked at together: they say what the delimiter and
  /// the line end are, whether rows end in delimiters that mean nothing, and whether they begin with
  /// a cell that the header has no name for, as R writes them; that column is called `row`.  An empty
  /// header cell is called `column` and its position.  For JSON the columns are the keys of the first
  /// ``keySampleLimit`` objects, in the order of their first appearance; a key within an object `a`
  /// is called `a.` and its name.
  ///
  /// - Parameters:
  ///   - path: a file, plain or gzip, or `-` for standard input.
  ///   - format: how the rows are written.
  ///   - delimiter: the byte between CSV cells; by default whichever of comma, semicolon, tab and
  ///     bar splits header and rows evenly.
  ///   - encoding: how the characters are written; by default it is recognised.
  ///   - keys: the columns of JSON if they are known, so that no row is waited for; of CSV that comes
  ///     from a pipe no more is waited for then than the header and a row.
  ///   - dropped: columns that are not needed; as JSON keys they may hold anything.
  /// - Throws: ``TableError`` if the file cannot be read or has no usable header.
  public convenience init(
    path: String, format: TableFormat = .automatic, delimiter: UInt8? = nil,
    encoding: TextEncoding? = nil, keys: [String]? = nil, dropped: Set<String> = []
  ) throws(TableError) {
    let source = try ByteSource(path: path)
    try self.init(
      source: TextSource(source, encoding: encoding), format: format, delimiter: delimiter,
      keys: keys, dropped: dropped, isHurried: keys != nil && !source.isAtHand, chunk: 1 << 17)
  }

  /// Opens a table that is in memory.
  ///
  /// - Parameters:
  ///   - text: the whole table.
  ///   - name: its name in messages.
  ///   - format: how the rows are written.
  ///   - keys: the columns of JSON if they are known.
  /// - Throws: ``TableError`` if it has no usable header.
  public convenience init(
    text: String, name: String, format: TableFormat = .automatic, keys: [String]? = nil
  ) throws(TableError) {
    let source = try ByteSource(
      file: RawFile(memory: Array(text.utf8), name: name), chunk: 1 << 12)
    try self.init(
      source: TextSource(source), format: format, delimiter: nil, keys: keys, chunk: 1 << 12)
  }

  init(
    source: TextSource, format: TableFormat, delimiter: UInt8?, keys: [String]?,
    dropped: Set<String> = [], isHurried: Bool = false, chunk: Int
  ) throws(TableError) {
    file = source.name
    window = ByteWindow(source: source, chunk: chunk)
    let first = try window.skipBlank()
    let mayBeJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    let layout = mayBeJSON ? try window.objectLayout() : .lines
    self.format = format.recognised(first: first, isArray: layout == .array, path: source.name)
    guard self.format == .csv else {
      guard let layout else { throw .jsonArray(file: source.name) }
      let scanner = JSONLineScanner(
        columns: keys, dropped: dropped, layout: layout, file: source.name)
      self.scanner = scanner
      self.keys = scanner
      (self.delimiter, csv, header) = (nil, nil, nil)
      columns = try TableReader.findKeys(scanner, window, &scratch, &store)
      return
    }
    let opening = try CSVOpening(window, delimiter: delimiter, isHurried: isHurried)
    let scanner = CSVScanner(
      delimiter: opening.delimiter, lineEnd: opening.lineEnd, file: source.name)
    self.scanner = scanner
    csv = scanner
    self.delimiter = opening.delimiter
    self.keys = nil
    let header = try TableReader.readHeader(scanner, opening, window, &scratch)
    self.header = header
    columns = header.names
  }

  /// Warnings about the part of the table that has been read, each problem once and at most
  /// 100 of them; grows while reading.
  public var warnings: [TableWarning] {
    var all = TableWarnings(file: file)
    if let line = window.foreignLine {
      all.append(
        window.source.isWindows1252 ? .windows1252 : .foreignBytes, line: line,
        count: max(window.source.foreignBytes, 1))
    }
    return all.all + (csv?.warnings.all ?? []) + (keys?.warnings.all ?? [])
  }

  /// Reads the next row that is not blank.
  ///
  /// A row that is ragged or malformed is returned with a ``TableRecord/fault``, and reading can go
  /// on behind it.
  ///
  /// - Returns: false at the end of the table.
  /// - Throws: ``TableError`` if the file cannot be read any further, and again at every later call.
  public func next(_ record: inout TableRecord) throws(TableError) -> Bool {
    record.row = returned
    guard replayed < store.count else {
      guard try scan(&record) else { return false }
      returned += 1
      return true
    }
    store.load(replayed, into: &record)
    check(&record)
    replayed += 1
    returned += 1
    if replayed == store.count {
      store = RecordStore()
      replayed = 0
    }
    return true
  }

  /// Reads ahead so that as many rows as asked for are waiting, or all if there are fewer.
  ///
  /// The rows can be looked at with ``look(at:into:)`` and are returned by ``next(_:)`` afterwards.
  /// The look-ahead also ends at ``sampleByteLimit`` bytes.
  ///
  /// - Returns: how many rows wait.
  /// - Throws: ``TableError`` if the file cannot be read so far.
  @discardableResult
  public func sample(_ limit: Int) throws(TableError) -> Int {
    while sampleCount < limit, store.byteCount < TableReader.sampleByteLimit {
      guard try scan(&scratch) else { break }
      store.append(scratch)
    }
    return sampleCount
  }

  /// Shows a row that waits.
  ///
  /// - Parameters:
  ///   - index: 0 for the row that ``next(_:)`` would return.
  ///   - record: filled with the row.
  /// - Returns: false if fewer rows wait.
  public func look(at index: Int, into record: inout TableRecord) -> Bool {
    guard index >= 0, index < sampleCount else { return false }
    store.load(replayed + index, into: &record)
    check(&record)
    record.row = returned + index
    return true
  }

  private func scan(_ record: inout TableRecord) throws(TableError) -> Bool {
    if let failure { throw failure }
    guard !isFinished else { return false }
    do {
      repeat {
        isFinished = try !scanner.scan(window, into: &record)
      } while !isFinished && isHeader(record)
    } catch {
      failure = error
      throw error
    }
    guard !isFinished else { return false }
    check(&record)
    return true
  }

  /// Whether a row is the header once more.
  private func isHeader(_ record: borrowing TableRecord) -> Bool {
    guard let header, header.isRepeated(by: record) else { return false }
    csv?.warn(.repeatedHeader, line: record.line)
    return true
  }

  @inline(__always)
  private func check(_ record: inout TableRecord) {
    guard record.found != columns.count, record.isSound else { return }
    let isLonger = record.found > columns.count
    if format == .jsonLines {
      record.pad(to: columns.count)
    } else if isLonger, record.isBlank(from: columns.count) {
      record.cut(to: columns.count)
    } else {
      record.fault = RowFault(
        file: file, line: record.line,
        problem: .ragged(expected: columns.count, found: record.found))
    }
  }
}

extension TableReader {
  private static func readHeader(
    _ scanner: CSVScanner, _ opening: CSVOpening, _ window: ByteWindow,
    _ record: inout TableRecord
  ) throws(TableError) -> TableHeader {
    let file = window.source.name
    let shape = opening.shape
    for _ in 0..<shape.preamble {
      guard try scanner.scan(window, into: &record) else { break }
      scanner.warn(.preamble, line: record.line)
    }
    guard try scanner.scan(window, into: &record) else { throw .empty(file: file) }
    var header = try TableHeader(record, names: shape.names > 0 ? shape.names : .max, file: file)
    if shape.hasRowNames {
      try header.addRowNumbers()
      scanner.warn(.rowNames(column: header.names[0]), line: record.line)
    }
    if shape.hasTrailingDelimiters { scanner.warn(.trailingDelimiters, line: record.line) }
    scanner.width = header.names.count
    return header
  }

  private static func findKeys(
    _ scanner: JSONLineScanner, _ window: ByteWindow, _ record: inout TableRecord,
    _ store: inout RecordStore
  ) throws(TableError) -> [String] {
    guard scanner.isGrowing else { return scanner.index.names }
    var firstFault: RowFault?
    var isAnySound = false
    while store.count < keySampleLimit, store.byteCount < sampleByteLimit,
      try scanner.scan(window, into: &record)
    {
      if firstFault == nil { firstFault = record.fault }
      if record.fault == nil { isAnySound = true }
      store.append(record)
    }
    if let firstFault, !isAnySound { throw .noObjects(firstFault) }
    if scanner.index.names.isEmpty, let key = scanner.warnings.all.first?.unusableKey {
      throw .noColumns(file: window.source.name, key: key)
    }
    scanner.isGrowing = false
    return scanner.index.names
  }
}
