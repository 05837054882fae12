import Fledgling
import GRDB

/// The log of a ledger in an SQLite file: records that are appended, and that can be erased so that
/// nothing of them is left.
///
/// Nothing that could reveal an erased record is ever moved within the file, since SQLite leaves
/// copies in the unused parts of pages when it rebalances a table, which `secure_delete` does not
/// reach.  So the table `log`, which alone holds contents and keys, is only appended to and overwritten
/// in place; the order of keys comes from sorting, not from an index; and names are found by their
/// SHA-256, which outlives them anyway.  One session at a time holds a log.
struct SQLiteLog: Sendable {
  /// How many pages SQLite's write-ahead log may grow to before they are moved into the file: few, as
  /// an erasure has to wait until all are moved.
  private static let writeAheadPages = 256

  let path: String
  private let queue: DatabaseQueue
  private let lock: LedgerLock

  /// Creates a log where there is no file yet.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - format: the kind of ledger.
  ///   - timeout: how many seconds to wait for another session to end.
  ///   - clear: removes files of an earlier ledger at this path.
  ///   - writeHead: writes the header of the ledger.
  /// - Returns: the log, held by this session.
  /// - Throws: ``LedgerError``.
  static func create(
    _ path: String, _ format: LogFormat, timeout: Double,
    clearing clear: () throws(LedgerError) -> Void = { () throws(LedgerError) in },
    writingHead writeHead: (Database) throws -> Void
  ) throws(LedgerError) -> SQLiteLog {
    let lock = try LedgerLock(ledger: path, timeout: timeout)
    guard !LedgerFiles.exists(path) else { throw .exists(path: path) }
    // Under another name until it is complete, as a file without tables is no ledger.
    let unborn = path + "-new"
    try LedgerFiles.removeDatabase(unborn)
    for suffix in LedgerFiles.databaseSuffixes { try LedgerFiles.remove(path + suffix) }
    try clear()
    try fill(unborn, format, writeHead)
    try LedgerFiles.move(unborn, to: path)
    return try SQLiteLog(path, format, lock)
  }

  /// Opens a log, waiting so many seconds for another session to end.
  static func open(
    _ path: String, _ format: LogFormat, timeout: Double
  ) throws(LedgerError) -> SQLiteLog {
    guard LedgerFiles.exists(path) else { throw .missing(path: path) }
    return try SQLiteLog(path, format, try LedgerLock(ledger: path, timeout: timeout))
  }

  private init(_ path: String, _ format: LogFormat, _ lock: LedgerLock) throws(LedgerError) {
    self.path = path
    self.lock = lock
    queue = try SQLiteLog.connect(path)
    try format.check(queue, path)
    // An erasure may have been cut short after it was decided.
    do throws(LedgerError) {
      try checkpoint()
    } catch {
      // On a full disk the entries can still be read.
      guard case .full = error else { throw error }
    }
  }

  private static func fill(
    _ path: String, _ format: LogFormat, _ writeHead: (Database) throws -> Void
  ) throws(LedgerError) {
    let queue = try connect(path)
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA application_id = \(format.applicationID)")
      }
      try format.migrator.migrate(queue)
      try queue.write { db in try writeHead(db) }
      // Nothing may be left in a log of another name when the file is renamed.
      try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
      try queue.close()
    } catch { throw LedgerError(error, path) }
  }

  private static func connect(_ path: String) throws(LedgerError) -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "Fledgling ledger"
    // A transaction may outlast the call that begins it.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA journal_mode = WAL;
          PRAGMA synchronous = FULL;
          PRAGMA secure_delete = ON;
          PRAGMA wal_autocheckpoint = \(writeAheadPages);
          """)
    }
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch { throw LedgerError(error, path) }
  }
}

extension SQLiteLog {
  /// Reads, all in one state of the log.
  func read<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    do {
      return try queue.read(body)
    } catch { throw LedgerError(error, path) }
  }

  /// Reads, all in one state of the log; what `body` throws beside the database's errors comes as it is.
  func reading(_ body: (Database) throws -> Void) throws {
    do {
      try queue.read(body)
    } catch let error as DatabaseError { throw LedgerError(error, path) }
  }

  /// Runs statements, within the transaction that has begun if there is one.
  func run<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch { throw LedgerError(error, path) }
  }

  /// Runs statements in a transaction of their own, which has reached the disk when it returns.
  func transaction<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    try run { db in
      var result: Result?
      try db.inTransaction(.immediate) {
        result = try body(db)
        return .commit
      }
      guard let result else { throw LedgerError.system(path: path, "the transaction was lost") }
      return result
    }
  }

  /// Begins a transaction, if none has begun.
  func begin() throws(LedgerError) {
    try run { db in
      if !db.isInsideTransaction { try db.beginTransaction(.immediate) }
    }
  }

  /// Ends the transaction; all writes since ``begin()`` have reached the disk when it returns.
  func commit() throws(LedgerError) {
    try run { db in
      if db.isInsideTransaction { try db.commit() }
    }
  }

  /// Undoes all writes since ``begin()``.
  func rollBack() {
    // Where even this fails, the transaction ends with the connection.
    try? run { db in
      if db.isInsideTransaction { try db.rollback() }
    }
  }

  /// Moves what SQLite's write-ahead log holds into the file, and empties it, so that no copy of what
  /// was erased is left there.
  func checkpoint() throws(LedgerError) {
    try run { db in _ = try db.checkpoint(.truncate) }
  }
}

extension LedgerError {
  /// The error of a ledger for an error of its database.
  init(_ error: any Error, _ path: String) {
    if let error = error as? LedgerError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .system(path: path, "\(error)")
      return
    }
    let message = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: self = .readOnly(path: path)
    case .SQLITE_NOTADB: self = .notALedger(path: path)
    case .SQLITE_CORRUPT: self = .damaged(path: path, message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .held(path: path, by: nil)
    // Tables that a ledger has, and this file does not.
    case .SQLITE_ERROR where message.hasPrefix("no such"): self = .damaged(path: path, message)
    default: self = .system(path: path, message)
    }
  }
}
