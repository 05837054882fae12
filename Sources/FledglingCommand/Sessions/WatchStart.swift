import Fledgling
import FledglingStore

/// The monitor, its tables and their index when watching begins.
struct WatchStart {
  let monitor: EpisodeMonitor
  let tables: WatchTables
  let columns: WatchColumns
  /// Whether the outcome's column is a field as well, whose last value is the outcome.
  let outcomeVaries: Bool
  /// Whether tables without the outcome's column are refused.
  let isOutcomeNeeded: Bool
  /// The episodes in the tables; nil where rows cannot be read twice.
  var plan: EpisodeIndex?
  /// Where rows are written down, with the monitor that follows them.
  var durable: DurableMonitor?

  /// The classes that may come.
  var classes: [String] {
    guard monitor.schema.task == .classification else { return [] }
    let known = monitor.classes
    return known + (plan?.labels ?? []).filter { !known.contains($0) }
  }
}
