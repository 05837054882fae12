/// The form of a CSV table, settled by its header and its first rows together.
struct TableShape {
  /// How many records before the header are no part of the table.
  var preamble = 0
  /// How many cells of the header name columns; blank ones behind them are left out.  0 if the header
  /// is too long to be looked at, so that all do.
  var names = 0
  /// Whether the rows begin with a cell that the header has no name for.
  var hasRowNames = false
  /// Whether the rows end in more delimiters than the header has.
  var hasTrailingDelimiters = false

  /// Whether some rows begin with row names, if any do, and some do not.
  var isDoubtful = false

  /// How many records before a header are passed over at most.
  private static let preambleLimit = 10

  /// The shapes of the records, of which the first ones are a preamble or the header.
  ///
  /// A row fits if it has a cell for each name and nothing behind them.  Rows with one filled cell
  /// more begin with row names, as R writes them, if they are more than those that fit.
  ///
  /// - Returns: nil if the header fits to no row.
  static func finalizeFit(
    _ records: [RecordShape], bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8
  ) -> TableShape? {
    var shape = TableShape()
    shape.preamble = preamble(records, bytes, delimiter)
    guard records.count > shape.preamble else { return shape }
    let header = records[shape.preamble]
    let rows = records[(shape.preamble + 1)...]
    shape.names = header.filled > 0 ? header.filled : header.cells
    guard !rows.isEmpty else { return shape }
    let names = shape.names
    let fitting = rows.count { $0.cells >= names && $0.filled <= names }
    let unnamed = rows.count { $0.cells >= header.cells && $0.filled <= header.cells }
    let numbered = rows.count { $0.cells > names && $0.filled <= names + 1 }
    let longer = rows.count { $0.cells > names && $0.filled == names + 1 }
    shape.isDoubtful = longer > 0 && longer < rows.count
    // A single row with a cell too many does not make row names of ids.
    if longer > 1 || longer == rows.count, 10 * fitting < 9 * numbered, unnamed < numbered {
      shape.hasRowNames = true
    } else if unnamed > fitting {
      shape.names = header.cells
    } else if fitting == 0 {
      return nil
    } else {
      shape.hasTrailingDelimiters =
        rows.contains { $0.cells > header.cells }
        && 2 * rows.count { $0.cells > header.cells && $0.filled <= names } > rows.count
    }
    return shape
  }

  /// The width that most of some records have.
  static func usualWidth(_ records: some Sequence<RecordShape>) -> Int {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.cells, default: 0] += 1 }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
  }

  /// How many records of one cell stand before a record that looks like a header of wide rows.
  private static func preamble(
    _ records: [RecordShape], _ bytes: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8
  ) -> Int {
    guard let first = records.first, first.cells == 1 else { return 0 }
    let width = usualWidth(records)
    guard width > 2,
      let place = records.prefix(preambleLimit + 1).firstIndex(where: { $0.cells > 1 }),
      records[place].cells == width,
      isHeader(
        UnsafeBufferPointer(rebasing: bytes[records[place].start..<records[place].end]),
        delimiter)
    else { return 0 }
    return place
  }

  /// Whether no cell is empty and none a number.
  private static func isHeader(_ line: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8) -> Bool {
    line.split(separator: delimiter, omittingEmptySubsequences: false).allSatisfy { cell in
      let text = UnsafeBufferPointer(rebasing: cell).trimmed
      return !text.isEmpty && Decimal.parse(text) == nil
    }
  }
}

/// Recognises the byte between the cells of a CSV text.
enum Delimiter {
  /// Those that are tried, the rarest in texts first.
  private static let candidates = Array("\t;|,".utf8)

  /// The candidate that splits the header into most cells, among those that split at least half of
  /// the rows into as many; a comma if none does.
  static func detect(_ shapes: (UInt8) -> [RecordShape]) -> UInt8 {
    let found = candidates.map { (delimiter: $0, records: shapes($0)) }
    let even = found.filter { isEven($0.records) }
    if let best = best(even, by: { $0.first?.cells ?? 0 }) { return best }
    // Lines without any delimiter may stand before the header.
    let regular = found.filter { isRegular($0.records) }
    if let best = best(regular, by: { TableShape.usualWidth($0) }) { return best }
    return best(found, by: { $0.first?.cells ?? 0 }) ?? UInt8(ascii: ",")
  }

  private static func best(
    _ found: [(delimiter: UInt8, records: [RecordShape])], by width: ([RecordShape]) -> Int
  ) -> UInt8? {
    var best: (delimiter: UInt8, width: Int)?
    for (delimiter, records) in found {
      let width = width(records)
      if width > max(best?.width ?? 0, 1) { best = (delimiter, width) }
    }
    return best?.delimiter
  }

  private static func isEven(_ records: [RecordShape]) -> Bool {
    guard let header = records.first, header.cells > 1 else { return false }
    let rows = records.dropFirst()
    let fitting = rows.count { row in
      row.cells >= header.filled && row.filled <= max(header.cells, header.filled + 1)
    }
    return 2 * fitting >= rows.count
  }

  private static func isRegular(_ records: [RecordShape]) -> Bool {
    let width = TableShape.usualWidth(records)
    return width > 1 && 5 * records.count { $0.cells == width } >= 3 * records.count
  }

  /// The name of a delimiter in a message.
  static func name(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: ","): "commas"
    case UInt8(ascii: ";"): "semicolons"
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: "|"): "bars"
    default: "\"\(String(decoding: [byte], as: UTF8.self))\""
    }
  }
}
