import Fledgling
import FledglingTables

/// The columns that describe episodes rather than single steps.
struct WatchColumns {
  let episode: String
  /// The prefix of episode names.
  let prefix: String
  /// The column that orders steps, and whether it holds numbers or date-times.
  let order: Field
  /// The column with the outcomes of episodes, if they are predicted.
  var outcome: String?
  /// Whether the outcome is a class or a number.
  var task = LearningTask.classification
  /// How the tables write them.
  var notation = TableNotation()
  /// The value of a column in the row that ends an episode.
  var end: (column: String, value: String)?

  /// All of them that tables must have.
  var names: [String] {
    [episode, order.name] + [outcome, end?.column].compactMap { $0 }
  }
}

/// The episode, order and outcome of a row.
struct StepKey {
  let episode: String
  let order: Double
  /// The cell of the order as it was written; empty if it is not needed.
  var orderCell = ""
  let outcome: Outcome?
  /// Whether the row is said to be the last.
  let isEnd: Bool

  /// The hash by which the episode is found.
  var hash: UInt64 { StableHash(episode).bits }

  /// The name of the first, second, … episode of this name.
  func name(_ copy: Int) -> String { copy == 1 ? episode : "\(episode) (\(copy))" }
}

/// The reason for leaving a row out.
struct RowRefusal: Error {
  let reason: String
}

/// Reads the episode, order and outcome of rows.
struct StepKeyReader {
  private let file: String
  private let columns: WatchColumns
  private let episodePlace: Int
  private let endPlace: Int?
  /// The order's column, if its cells are wanted as they were written.
  private let orderPlace: Int?
  private var decoder: RowDecoder
  private var values: [Value] = []

  /// A reader of one table; `isOutcomeNeeded` is whether a table without the outcome's column is
  /// refused, `keepsOrder` whether the cells of the order are wanted as they were written.
  init(
    _ columns: WatchColumns, _ reader: TableReader, dayFirst: Set<String>, isOutcomeNeeded: Bool,
    keepsOrder: Bool = false
  ) throws(CommandError) {
    self.columns = columns
    file = reader.file
    let needed = columns.names.filter { isOutcomeNeeded || $0 != columns.outcome }
    let missing = needed.filter { !reader.columns.contains($0) }
    guard missing.isEmpty, let place = reader.columns.firstIndex(of: columns.episode) else {
      throw CommandError(
        "\(reader.file): lacks the column\(missing.count == 1 ? "" : "s") \(missing.quotedList)")
    }
    episodePlace = place
    endPlace = columns.end.flatMap { reader.columns.firstIndex(of: $0.column) }
    orderPlace = keepsOrder ? reader.columns.firstIndex(of: columns.order.name) : nil
    do {
      let schema = try Schema(
        fields: [columns.order], target: columns.outcome ?? "", task: columns.task,
        notation: columns.notation)
      decoder = try RowDecoder(
        schema: schema, columns: reader.columns, file: file, dayFirst: dayFirst,
        readsTarget: columns.outcome != nil)
    } catch { throw CommandError(describing: error) }
  }

  /// - Throws: ``RowRefusal`` if the row belongs nowhere.
  mutating func read(_ record: borrowing TableRecord) throws(RowRefusal) -> StepKey {
    let outcome: Outcome?
    switch decoder.decode(record, into: &values) {
    case .fault(let fault): throw RowRefusal(reason: fault.description)
    case .row(let told): outcome = told
    }
    let name = StepKeyReader.trimmed(record, episodePlace)
    guard !name.isEmpty else {
      throw refusal(
        record.line, "\"\(columns.episode)\" is empty, so the row belongs to no episode")
    }
    let episode = columns.prefix + name
    guard episode.utf8.count <= EpisodeMonitor.nameLimit else {
      throw refusal(record.line, "\(MonitorError.episodeName(bytes: episode.utf8.count))")
    }
    guard case .number(let order) = values[0], order.isFinite else {
      throw refusal(
        record.line, "\"\(columns.order.name)\" is empty or infinite, so the step has no place")
    }
    return StepKey(
      episode: episode, order: order,
      orderCell: orderPlace.map { record.text(at: $0) } ?? "", outcome: outcome,
      isEnd: isEnd(record))
  }

  private func isEnd(_ record: borrowing TableRecord) -> Bool {
    guard let endPlace, let end = columns.end else { return false }
    return StepKeyReader.trimmed(record, endPlace) == end.value
  }

  private func refusal(_ line: Int, _ what: String) -> RowRefusal {
    RowRefusal(reason: "\(file), line \(line): \(what)")
  }

  private static func trimmed(_ record: borrowing TableRecord, _ place: Int) -> String {
    record.withCell(at: place) { bytes in
      let first = bytes.firstIndex { $0 > 0x20 } ?? bytes.endIndex
      let last = bytes.lastIndex { $0 > 0x20 } ?? first - 1
      return String(decoding: bytes[first..<last + 1], as: UTF8.self)
    }
  }
}
