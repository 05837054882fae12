import Fledgling
import FledglingJSON
import GRDB

/// The tables of a ledger of examples, and its header.
enum LedgerDatabase {
  /// The header of a ledger.
  struct Head: Sendable {
    var schema: Schema
    var seed: UInt64
    var identity: UInt64
    var counters: LedgerCounters

    init(_ db: Database, _ path: String) throws {
      let columns =
        "schema, seed, identity, entries, settled, tombstones, generation, sequence"
      guard let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM ledger") else {
        throw LedgerError.damaged(path: path, "it has no head")
      }
      guard let json = try? JSON(row.checked(0, path) as String), let schema = Schema(json)
      else { throw LedgerError.damaged(path: path, "its schema cannot be read") }
      self.schema = schema
      seed = UInt64(bitPattern: try row.checked(1, path))
      identity = UInt64(bitPattern: try row.checked(2, path))
      counters = LedgerCounters(
        entries: try row.checked(3, path), settled: try row.checked(4, path),
        tombstones: try row.checked(5, path), generation: try row.checked(6, path),
        sequence: try row.checked(7, path))
    }
  }

  /// Writes the head of a ledger that holds nothing yet.
  static func writeHead(_ db: Database, schema: Schema, seed: UInt64) throws {
    try db.execute(
      sql: """
        INSERT INTO ledger
        (identity, seed, schema, entries, settled, tombstones, generation, sequence)
        VALUES (?, ?, ?, 0, 0, 0, 0, 0)
        """,
      arguments: [Int64.random(in: .min ... .max), Int64(bitPattern: seed), schema.json.text])
  }

  static let format = LogFormat(applicationID: LogFormat.examplesID, migrator: migrator)

  private static var migrator: DatabaseMigrator {
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
    // Numbers may have the texts by which they were written, which older releases cannot read.
    migrator.registerMigration("3") { _ in }
    return migrator
  }
}
