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
  private let keys: JSONLineScanner?
  private var store = RecordStore()
  private var replayed = 0
  private var scratch = TableRecord()
  private var isFinished = false
  private var failure: TableError?
  private var returned = 0

  /// Opens a table and learns its columns.
  ///
  /// For CSV the header and the first row are read.  A header that is one cell shorter than the
  /// first row is one of R's, and the first column is called `row`; an empty header cell is called
  /// `column` and its position.  For JSON Lines the columns are the keys of the first
  /// ``keySampleLimit`` rows, in the order of their first appearance.
  ///
  /// - Parameters:
  ///   - path: a file, plain or gzip, or `-` for standard input.
  ///   - format: how the rows are written.
  ///   - delimiter: the byte between CSV cells; by default whichever of comma, semicolon, tab and
  ///     bar is the most frequent in the header.
  ///   - keys: the columns of JSON Lines if they are known, so that no row is waited for.
  /// - Throws: ``TableError`` if the file cannot be read or has no usable header.
  public convenience init(
    path: String, format: TableFormat = .automatic, delimiter: UInt8? = nil,
    keys: [String]? = nil
  ) throws(TableError) {
    try self.init(
      source: ByteSource(path: path), format: format, delimiter: delimiter, keys: keys,
      chunk: 1 << 17)
  }

  /// Opens a table that is in memory.
  ///
  /// - Parameters:
  ///   - text: the whole table.
  ///   - name: what messages call it.
  ///   - format: how the rows are written.
  ///   - keys: the columns of JSON Lines if they are known.
  /// - Throws: ``TableError`` if it has no usable header.
  public convenience init(
    text: String, name: String, format: TableFormat = .automatic, keys: [String]? = nil
  ) throws(TableError) {
    let file = RawFile(memory: Array(text.utf8), name: name)
    try self.init(
      source: ByteSource(file: file, chunk: 1 << 12), format: format, delimiter: nil, keys: keys,
      chunk: 1 << 12)
  }

  init(
    source: ByteSource, format: TableFormat, delimiter: UInt8?, keys: [String]?, chunk: Int
  ) throws(TableError) {
    file = source.name
    window = ByteWindow(source: source, chunk: chunk)
    let first = try window.skipBlank()
    self.format = format.recognised(first: first, path: source.name)
    guard self.format == .csv else {
      if first == UInt8(ascii: "[") { throw .jsonArray(file: source.name) }
      let scanner = JSONLineScanner(columns: keys)
      self.scanner = scanner
      self.keys = scanner
      self.delimiter = nil
      columns = try TableReader.findKeys(scanner, window, &scratch, &store)
      return
    }
    let separator: UInt8
    if let delimiter {
      separator = delimiter
    } else {
      separator = Delimiter.detect(in: try window.firstLine())
    }
    let scanner = CSVScanner(delimiter: separator)
    self.scanner = scanner
    self.delimiter = separator
    self.keys = nil
    columns = try TableReader.readHeader(scanner, window, &scratch, &store)
  }

  /// Keys that are not among the columns, each once and at most 100 of them; grows while reading.
  public var warnings: [TableWarning] { keys?.warnings ?? [] }

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
      isFinished = try !scanner.scan(window, into: &record)
    } catch {
      failure = error
      throw error
    }
    guard !isFinished else { return false }
    check(&record)
    return true
  }

  @inline(__always)
  private func check(_ record: inout TableRecord) {
    guard record.found != columns.count, record.isSound else { return }
    if format == .jsonLines {
      record.pad(to: columns.count)
    } else {
      record.fault = RowFault(
        file: file, line: record.line,
        problem: .ragged(expected: columns.count, found: record.found))
    }
  }
}

extension TableReader {
  private static func readHeader(
    _ scanner: CSVScanner, _ window: ByteWindow, _ record: inout TableRecord,
    _ store: inout RecordStore
  ) throws(TableError) -> [String] {
    let file = window.source.name
    guard try scanner.scan(window, into: &record) else { throw .empty(file: file) }
    var header = try TableHeader(record, file: file)
    if try scanner.scan(window, into: &record) {
      if record.found == header.names.count + 1 { try header.addRowNumbers() }
      store.append(record)
    }
    return header.names
  }

  private static func findKeys(
    _ scanner: JSONLineScanner, _ window: ByteWindow, _ record: inout TableRecord,
    _ store: inout RecordStore
  ) throws(TableError) -> [String] {
    guard scanner.isGrowing else { return scanner.index.names }
    var firstFault: RowFault?
    while store.count < keySampleLimit, store.byteCount < sampleByteLimit,
      try scanner.scan(window, into: &record)
    {
      if firstFault == nil { firstFault = record.fault }
      store.append(record)
    }
    if let firstFault, scanner.index.names.isEmpty { throw .noObjects(firstFault) }
    scanner.isGrowing = false
    return scanner.index.names
  }
}
