import Fledgling
import GRDB

/// The SQLite file of a ledger: how it is opened, its tables, and what its errors mean.
///
/// Nothing that could tell of an erased entry is ever moved within the file, since SQLite leaves
/// copies in the unused parts of pages when it rebalances a table, which `secure_delete` does not
/// reach.  So the log, which alone holds contents and keys, is only appended to and overwritten in
/// place; the order of keys comes from sorting, not from an index; and ids are found by their
/// SHA-256, which outlives them anyway.
struct LedgerDatabase: Sendable {
  /// "FLDG": what SQLite's header says the file is for.
  static let applicationID: Int32 = 0x464c_4447
  /// "FLDW": the same of a ledger of episodes.
  static let episodeApplicationID: Int32 = 0x464c_4457

  /// How many pages SQLite's log may grow to before they are moved into the file: few, as an erasure
  /// has to wait until all are moved.
  static let logPages = 256

  /// What a ledger says of itself.
  struct Head: Sendable {
    var schema: Schema
    var seed: UInt64
    var identity: UInt64
    var counters: LedgerCounters
  }

  let path: String
  let queue: DatabaseQueue

  static func create(_ path: String, schema: Schema, seed: UInt64) throws(LedgerError) {
    try create(path, applicationID, migrator) { db in
      try db.execute(
        sql: """
          INSERT INTO ledger
          (identity, seed, schema, entries, settled, tombstones, generation, sequence)
          VALUES (?, ?, ?, 0, 0, 0, 0, 0)
          """,
        arguments: [Int64.random(in: .min ... .max), Int64(bitPattern: seed), schema.json.text])
    }
  }

  /// Makes the file of a kind of ledger, with what it says of itself.
  static func create(
    _ path: String, _ applicationID: Int32, _ migrator: DatabaseMigrator,
    writingHead: (Database) throws -> Void
  ) throws(LedgerError) {
    let queue = try connect(path)
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      }
      try migrator.migrate(queue)
      try queue.write { db in try writingHead(db) }
      // Nothing may be left in a log of another name when the file is renamed.
      try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
      try queue.close()
    } catch { throw LedgerError(error, path) }
  }

  init(path: String) throws(LedgerError) {
    self.path = path
    queue = try LedgerDatabase.connect(path)
    try LedgerDatabase.check(
      queue, path, LedgerDatabase.applicationID, LedgerDatabase.migrator,
      other: (LedgerDatabase.episodeApplicationID, .ofEpisodes(path: path)))
  }

  /// Complains about a file that is no ledger of this kind, naming the `other` kind, or too new.
  static func check(
    _ queue: DatabaseQueue, _ path: String, _ applicationID: Int32, _ migrator: DatabaseMigrator,
    other: (applicationID: Int32, error: LedgerError)
  ) throws(LedgerError) {
    do {
      let isSuperseded = try queue.read { db in
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id")
        guard application == applicationID else {
          throw application == other.applicationID
            ? other.error : LedgerError.notALedger(path: path)
        }
        return try migrator.hasBeenSuperseded(db)
      }
      guard !isSuperseded else { throw LedgerError.newer(path: path) }
      try migrator.migrate(queue)
    } catch { throw LedgerError(error, path) }
  }

  /// `isGrouping` tells whether a transaction may outlast the call that begins it.
  static func connect(
    _ path: String, isGrouping: Bool = false
  ) throws(LedgerError) -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "Fledgling ledger"
    configuration.allowsUnsafeTransactions = isGrouping
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA journal_mode = WAL;
          PRAGMA synchronous = FULL;
          PRAGMA secure_delete = ON;
          PRAGMA wal_autocheckpoint = \(logPages);
          """)
    }
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch { throw LedgerError(error, path) }
  }

  private static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      // The key is empty as long as nothing is known to have come of the entry, and zeros where a
      // later outcome took its place.
      try db.execute(
        sql: """
          CREATE TABLE ledger (
            identity INTEGER NOT NULL, seed INTEGER NOT NULL, schema TEXT NOT NULL,
            entries INTEGER NOT NULL, settled INTEGER NOT NULL, tombstones INTEGER NOT NULL,
            generation INTEGER NOT NULL, sequence INTEGER NOT NULL);
          CREATE TABLE log (
            sequence INTEGER PRIMARY KEY, key BLOB NOT NULL, record BLOB NOT NULL);
          CREATE TABLE name (
            digest BLOB PRIMARY KEY, sequence INTEGER, erased REAL) WITHOUT ROWID;
          CREATE TABLE later (
            entry INTEGER NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (entry, sequence)) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2") { db in
      try db.execute(
        sql: "CREATE TABLE pin (sequence INTEGER PRIMARY KEY, record BLOB NOT NULL)")
    }
    return migrator
  }()

  func head() throws(LedgerError) -> Head {
    try read { db in
      let columns =
        "schema, seed, identity, entries, settled, tombstones, generation, sequence"
      guard let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM ledger") else {
        throw LedgerError.damaged(path: path, "it has no head")
      }
      guard let json = try? JSONValue(row.checked(0, path) as String), let schema = Schema(json)
      else { throw LedgerError.damaged(path: path, "its schema cannot be read") }
      return Head(
        schema: schema, seed: UInt64(bitPattern: try row.checked(1, path)),
        identity: UInt64(bitPattern: try row.checked(2, path)),
        counters: LedgerCounters(
          entries: try row.checked(3, path), settled: try row.checked(4, path),
          tombstones: try row.checked(5, path), generation: try row.checked(6, path),
          sequence: try row.checked(7, path)))
    }
  }

  /// Runs statements outside of a transaction.
  func write<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch { throw LedgerError(error, path) }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
    do {
      return try queue.read(body)
    } catch { throw LedgerError(error, path) }
  }

  /// Moves what SQLite's write-ahead log holds into the file, and empties the log.
  func emptyLog() throws(LedgerError) {
    try write { db in _ = try db.checkpoint(.truncate) }
  }
}

extension LedgerError {
  /// What an error of the database means for its ledger.
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
