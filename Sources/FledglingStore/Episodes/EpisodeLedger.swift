import Fledgling
import GRDB

/// Every step and every end of a monitor's episodes in an SQLite file, so that nothing acknowledged is
/// lost, open episodes may leave memory, and any episode can be erased without trace.
///
/// ```swift
/// let ledger = try EpisodeLedger.create(
///   "cases.ledger", schema: schema, goal: MonitorGoal(bad: .labels(["lost"])))
/// let durable = try DurableMonitor(opening: ledger)
/// ```
///
/// A ledger only grows: steps and ends each get the next place in the order of arrival, and what is
/// erased leaves zeros in its place.  One session at a time holds a ledger, by a lock on a file beside
/// it.  It is written to through a ``DurableMonitor``.
public final class EpisodeLedger: Sendable {
  /// Where the ledger is.
  public let path: String
  let head: EpisodeDatabase.Head
  let log: SQLiteLog
  /// How many cells a step has.
  let columns: Int

  /// The fields of a step, and the outcome.
  public var schema: Schema { head.schema }
  /// The target of predictions, and which ends are bad.
  public var goal: MonitorGoal { head.goal }
  /// Whether the order of steps is a time, in seconds since 1970.
  public var isTimed: Bool { head.isTimed }
  /// The seed of random features.
  public var seed: UInt64 { head.seed }

  /// Creates a ledger where there is no file yet.
  ///
  /// - Parameters:
  ///   - path: the ledger's file; files beside it begin with its name.
  ///   - schema: the fields of a step, and the outcome.
  ///   - goal: the target of predictions.
  ///   - isTimed: whether the order of steps is a time in seconds since 1970.
  ///   - learnsByDifferences: whether values are learned by temporal differences as well as from
  ///     outcomes.
  ///   - seed: the seed of random features.
  ///   - timeout: how many seconds to wait for another session to end.
  /// - Returns: the ledger, held by this session.
  /// - Throws: ``LedgerError``.
  public static func create(
    _ path: String, schema: Schema, goal: MonitorGoal = MonitorGoal(), isTimed: Bool = false,
    learnsByDifferences: Bool = true, seed: UInt64 = 1, timeout: Double = 5
  ) throws(LedgerError) -> EpisodeLedger {
    let head = EpisodeDatabase.Head(
      schema: schema, goal: goal, isTimed: isTimed, learnsByDifferences: learnsByDifferences,
      seed: seed)
    return try EpisodeLedger(
      SQLiteLog.create(
        path, EpisodeDatabase.format, timeout: timeout,
        writingHead: { try EpisodeDatabase.writeHead($0, head) }))
  }

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - path: the ledger's file.
  ///   - timeout: how many seconds to wait for another session to end.
  /// - Returns: the ledger, held by this session.
  /// - Throws: ``LedgerError``.
  public static func open(_ path: String, timeout: Double = 5) throws(LedgerError) -> EpisodeLedger
  {
    try EpisodeLedger(SQLiteLog.open(path, EpisodeDatabase.format, timeout: timeout))
  }

  private init(_ log: SQLiteLog) throws(LedgerError) {
    self.log = log
    path = log.path
    head = try log.read { db in try EpisodeDatabase.head(db, log.path) }
    columns = head.monitor.columnCount
  }
}
