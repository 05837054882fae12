import Fledgling
import FledglingTables

/// The task of watching, by the arguments.
struct WatchRequest {
  let files: TableFiles
  let dayFirst: Set<String>
  let monthFirst: Set<String>
  /// The words that mean a missing value; nil for the usual ones.
  let missingWords: [String]?
  let episode: String
  let order: String
  let outcome: String?
  /// The prefix of episode names.
  let prefix: String
  /// The target; nil if only a saved monitor knows it.
  let target: MonitorGoal.Target?
  let cap: Double?
  let bad: MonitorGoal.BadEnd?
  let alarmRate: Double?
  let trainFraction: Double?
  /// Whether the tables end before the episodes do.
  let isUnfinished: Bool
  /// The cell of a row that ends its episode.
  let end: (column: String, value: String)?
  let dropped: Set<String>
  let task: LearningTask?
  /// The kinds of columns.
  let kinds: [String: Field.Kind]
  let seed: UInt64?
  /// A saved monitor, or a ledger, to go on with.
  let resume: String?
  let ledger: String?
  let notes: Notes

  /// The columns with a role in episodes: name, order and outcome.
  var columns: [String] { [episode, order] + [outcome, end?.column].compactMap { $0 } }

  func remark(_ text: String) { notes.show(text) }
}
