import Fledgling
import FledglingStore

/// The watcher, its tables and what is known of them when watching begins.
struct WatchStart {
  let watcher: Watcher
  let tables: WatchTables
  let columns: WatchColumns
  /// Whether the outcome's column is a field as well, whose last value is the outcome.
  let outcomeVaries: Bool
  /// Whether tables without the outcome's column are refused.
  let isOutcomeNeeded: Bool
  /// The episodes in the tables; nil where rows cannot be read twice.
  var plan: WatchPlan?
  /// Where rows are written down, with the watcher that follows them.
  var durable: DurableWatcher?

  /// The classes that may come.
  var classes: [String] {
    guard watcher.schema.task == .classify else { return [] }
    let known = watcher.classes
    return known + (plan?.labels ?? []).filter { !known.contains($0) }
  }
}
