import Fledgling
import GRDB

/// Every step and every end of a watcher's episodes in an SQLite file, so that nothing acknowledged is
/// lost, open episodes may leave memory, and any episode can be erased without trace.
///
/// ```swift
/// let ledger = try EpisodeLedger.create(
///   "cases.ledger", schema: schema, goal: WatchGoal(bad: .labels(["lost"])))
/// let durable = try DurableWatcher(opening: ledger)
/// ```
///
/// A ledger only grows: steps and ends each get the next place in the order of arrival, and what is
/// erased leaves zeros in its place.  One session at a time holds a ledger, by a lock on a file beside
/// it.  It is written to through a ``DurableWatcher``.
public final class EpisodeLedger: Sendable {
  /// Where the ledger is.
  public let path: String
  let head: EpisodeDatabase.Head
  let queue: DatabaseQueue
  /// How many cells a step has.
  let columns: Int
  private let lock: LedgerLock

  /// The fields of a step, and the outcome.
  public var schema: Schema { head.schema }
  /// What is foreseen, and which ends are bad.
  public var goal: WatchGoal { head.goal }
  /// Whether what orders steps is a time, in seconds since 1970.
  public var isTimed: Bool { head.isTimed }
  /// What random features are drawn from.
  public var seed: UInt64 { head.seed }

  /// Creates a ledger where there is no file yet.
  ///
  /// - Parameters:
  ///   - path: the ledger's file; files beside it begin with its name.
  ///   - schema: the fields of a step, and the outcome.
  ///   - goal: what is foreseen.
  ///   - isTimed: whether what orders steps is a time in seconds since 1970.
  ///   - learnsByDifferences: whether values are learned by temporal differences as well as from
  ///     outcomes.
  ///   - seed: what random features are drawn from.
  ///   - timeout: how many seconds to wait for another session to end.
  /// - Returns: the ledger, held by this session.
  /// - Throws: ``LedgerError``.
  public static func create(
    _ path: String, schema: Schema, goal: WatchGoal = WatchGoal(), isTimed: Bool = false,
    learnsByDifferences: Bool = true, seed: UInt64 = 1, timeout: Double = 5
  ) throws(LedgerError) -> EpisodeLedger {
    let lock = try LedgerLock(ledger: path, timeout: timeout)
    guard !System.exists(path) else { throw .exists(path: path) }
    // Under another name until it is complete, as a file without tables is no ledger.
    let unborn = path + "-new"
    for suffix in ["-wal", "-shm"] {
      for file in [path, unborn] { try System.remove(file + suffix) }
    }
    try System.remove(unborn)
    try EpisodeDatabase.create(
      unborn,
      EpisodeDatabase.Head(
        schema: schema, goal: goal, isTimed: isTimed, learnsByDifferences: learnsByDifferences,
        seed: seed))
    try System.move(unborn, to: path)
    return try EpisodeLedger(path: path, lock: lock)
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
    guard System.exists(path) else { throw .missing(path: path) }
    return try EpisodeLedger(path: path, lock: try LedgerLock(ledger: path, timeout: timeout))
  }

  private init(path: String, lock: LedgerLock) throws(LedgerError) {
    self.path = path
    self.lock = lock
    queue = try EpisodeDatabase.open(path)
    do {
      head = try queue.read { db in try EpisodeDatabase.head(db, path) }
    } catch { throw LedgerError(error, path) }
    columns = head.watcher.columnCount
    // An erasure may have been cut short after it was decided.
    do throws(LedgerError) {
      try emptyLog()
    } catch {
      // On a full disk what is there can still be read.
      guard case .full = error else { throw error }
    }
  }

  /// Runs statements, within the transaction that has begun if there is one.
  func run<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch { throw LedgerError(error, path) }
  }

  /// Begins a transaction, if none has begun.
  func begin() throws(LedgerError) {
    try run { db in
      if !db.isInsideTransaction { try db.beginTransaction(.immediate) }
    }
  }

  /// Ends the transaction; what was written since ``begin()`` has reached the disk when it returns.
  func commit() throws(LedgerError) {
    try run { db in
      if db.isInsideTransaction { try db.commit() }
    }
  }

  /// Takes back what was written since ``begin()``.
  func rollBack() {
    // Where even this fails, the transaction ends with the connection.
    try? run { db in
      if db.isInsideTransaction { try db.rollback() }
    }
  }

  /// Moves what SQLite's write-ahead log holds into the file, and empties the log.
  func emptyLog() throws(LedgerError) {
    try run { db in _ = try db.checkpoint(.truncate) }
  }
}
