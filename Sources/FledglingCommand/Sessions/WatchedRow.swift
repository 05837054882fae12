import Fledgling
import FledglingTables

/// A row that names an episode.
struct WatchedRow {
  let key: StepKey
  /// Which of the plan's episodes it belongs to; nil without a plan.
  let episode: Int?
  /// Which of the tables it is in.
  let file: Int
  /// The table and the line.
  let place: String
  let values: [Value]
  /// The fault of its fields, if they cannot be read.
  let fault: String?
}

/// Reads the rows of one table.
struct WatchedRows {
  var keys: StepKeyReader
  private let reader: TableReader
  private let file: Int
  private var decoder: RowDecoder
  private var values: [Value] = []

  init(
    _ start: WatchStart, _ reader: TableReader, file: Int, dayFirst: Set<String>, keepsOrder: Bool
  ) throws(CommandError) {
    self.reader = reader
    self.file = file
    keys = try StepKeyReader(
      start.columns, reader, dayFirst: dayFirst, isOutcomeNeeded: start.isOutcomeNeeded,
      keepsOrder: keepsOrder)
    let schema = start.monitor.schema
    do {
      decoder = try RowDecoder(
        // The outcome is read with the key.
        schema: schema, columns: reader.columns, file: reader.file, dayFirst: dayFirst,
        folder: start.tables.files.folder, readsTarget: false)
    } catch { throw CommandError(describing: error) }
  }

  /// A row whose key is known already.
  mutating func row(
    _ key: StepKey, _ record: borrowing TableRecord, place episode: Int?
  ) -> WatchedRow {
    var fault: String?
    if case .fault(let found) = decoder.decode(record, into: &values) { fault = found.description }
    return WatchedRow(
      key: key, episode: episode, file: file, place: "\(reader.file), line \(record.line)",
      values: values, fault: fault)
  }
}
