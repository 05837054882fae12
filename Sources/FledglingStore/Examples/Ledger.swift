import Fledgling
import GRDB
import Synchronization

/// Every example of one learner in an SQLite file, so that nothing acknowledged is lost, examples
/// can be erased without trace, and the learner can be built again.
///
/// ```swift
/// let ledger = try Ledger.create("parcels.ledger", schema: schema)
/// try ledger.append([
///   LedgerEntry([.number(120), .text("Bluebird")], outcome: .label("yes"), id: "p1")
/// ])
/// let erasure = try ledger.erase(ids: ["p1"])
/// ```
///
/// A ledger only grows: entries and outcomes each get the next place in the order of arrival, and what
/// is erased leaves zeros in its place until ``compact()``.  A write has reached the disk when it
/// returns.  One session at a time holds a ledger, by a lock on a file beside it; within the session
/// it may be used from several tasks, whose calls take turns.
public final class Ledger: Sendable {
  /// Where the ledger is.
  public let path: String
  /// The fields and the outcome.
  public let schema: Schema
  /// The seed of the learner's random features.
  public let seed: UInt64

  /// The identity of this ledger among others that were at the same path.
  let identity: UInt64
  let log: SQLiteLog
  /// Where a learner is kept that need not be built again, and a rebuild that was interrupted.
  let snapshotFile: StampedFile
  let rebuildFile: StampedFile
  let counters: Mutex<LedgerCounters>
  /// A learner that has learned nothing, to ask for keys.
  let blank: Learner

  /// Creates a ledger where there is no file yet.
  ///
  /// - Parameters:
  ///   - path: the ledger's file; files beside it begin with its name.
  ///   - schema: the fields and the outcome.
  ///   - seed: the seed of the learner's random features.
  ///   - timeout: how many seconds to wait for another session to end.
  /// - Returns: the ledger, held by this session.
  /// - Throws: ``LedgerError``.
  public static func create(
    _ path: String, schema: Schema, seed: UInt64 = 1, timeout: Double = 5
  ) throws(LedgerError) -> Ledger {
    try Ledger(
      SQLiteLog.create(
        path, LedgerDatabase.format, timeout: timeout,
        clearing: { () throws(LedgerError) in try removeFiles(beside: path) },
        writingHead: { try LedgerDatabase.writeHead($0, schema: schema, seed: seed) }))
  }

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - path: the ledger's file.
  ///   - timeout: how many seconds to wait for another session to end.
  /// - Returns: the ledger, held by this session.
  /// - Throws: ``LedgerError``.
  public static func open(_ path: String, timeout: Double = 5) throws(LedgerError) -> Ledger {
    try Ledger(SQLiteLog.open(path, LedgerDatabase.format, timeout: timeout))
  }

  private init(_ log: SQLiteLog) throws(LedgerError) {
    self.log = log
    path = log.path
    let head = try log.read { db in try LedgerDatabase.Head(db, log.path) }
    schema = head.schema
    seed = head.seed
    identity = head.identity
    counters = Mutex(head.counters)
    blank = Learner(schema: head.schema, seed: head.seed)
    (snapshotFile, rebuildFile) = Ledger.markedFiles(path)
    // No other process is writing these, as this session has the lock.
    for file in [snapshotFile, rebuildFile] {
      try file.removeStale(generation: head.counters.generation)
    }
  }

  static func markedFiles(_ path: String) -> (snapshot: StampedFile, rebuild: StampedFile) {
    (StampedFile(path + "-snapshot"), StampedFile(path + "-rebuild"))
  }

  /// Removes files that were made from entries before they changed.
  func removeMarkedFiles() throws(LedgerError) {
    for file in [snapshotFile, rebuildFile] { try file.remove() }
  }

  /// The generation of files that are made from the entries as they are now.
  var mark: StampedFile.Mark {
    StampedFile.Mark(identity: identity, generation: generation, sequence: lastSequence)
  }

  /// Entries held.
  public var count: Int { counters.withLock { $0.entries } }
  /// Entries held whose outcome is known.
  public var settledCount: Int { counters.withLock { $0.settled } }
  /// Ids that were erased.
  public var tombstones: Int { counters.withLock { $0.tombstones } }
  /// Grows with each erasure and each correction.
  public var generation: Int64 { counters.withLock { $0.generation } }
  /// The last place given in the order of arrival; 0 as long as there is none.
  public var lastSequence: Int64 { counters.withLock { $0.sequence } }

  /// Runs a transaction that may change the counters; on an error nothing has changed.
  func change<Result>(
    _ body: (Database, inout LedgerCounters) throws -> Result
  ) throws(LedgerError) -> Result {
    try log.run { db in
      var counters = self.counters.withLock { $0 }
      var result: Result?
      try db.inTransaction(.immediate) {
        result = try body(db, &counters)
        try counters.store(db)
        return .commit
      }
      guard let result else { throw LedgerError.system(path: path, "the transaction was lost") }
      self.counters.withLock { $0 = counters }
      return result
    }
  }
}
