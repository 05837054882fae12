import Fledgling
import FledglingJSON
import GRDB

/// The tables of a ledger of episodes, and its header.
///
/// Episodes are found by the SHA-256 of their names; all that may move within the file are numbers and
/// digests.
enum EpisodeDatabase {
  /// The header of a ledger.
  struct Head: Sendable {
    var schema: Schema
    var goal: MonitorGoal
    var isTimed: Bool
    var learnsByDifferences: Bool
    var seed: UInt64

    /// A monitor that has seen nothing.
    var monitor: EpisodeMonitor {
      EpisodeMonitor(
        schema: schema, goal: goal, isTimed: isTimed, learnsByDifferences: learnsByDifferences,
        seed: seed)
    }
  }

  /// Writes the head of a ledger that holds nothing yet.
  static func writeHead(_ db: Database, _ head: Head) throws {
    try db.execute(
      sql: """
        INSERT INTO ledger (schema, goal, timed, differences, seed, columns)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        head.schema.json.text, head.goal.json.text, head.isTimed, head.learnsByDifferences,
        Int64(bitPattern: head.seed), head.monitor.columnCount,
      ])
  }

  static let format = LogFormat(applicationID: LogFormat.episodesID, migrator: migrator)

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      // An episode's number is the place of its begin in the log; `ended` is the place of its end.
      try db.execute(
        sql: """
          CREATE TABLE ledger (
            schema TEXT NOT NULL, goal TEXT NOT NULL, timed INTEGER NOT NULL,
            differences INTEGER NOT NULL, seed INTEGER NOT NULL, columns INTEGER NOT NULL);
          CREATE TABLE log (sequence INTEGER PRIMARY KEY, record BLOB NOT NULL);
          CREATE TABLE name (
            digest BLOB PRIMARY KEY, hash INTEGER NOT NULL, episode INTEGER, ended INTEGER,
            erased REAL) WITHOUT ROWID;
          CREATE TABLE part (
            episode INTEGER NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (episode, sequence)) WITHOUT ROWID;
          CREATE TABLE standing (episode INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);
          """)
    }
    return migrator
  }

  static func head(_ db: Database, _ path: String) throws -> Head {
    let columns = "schema, goal, timed, differences, seed, columns"
    guard let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM ledger") else {
      throw LedgerError.damaged(path: path, "it has no head")
    }
    guard let json = try? JSON(row.checked(0, path) as String), let schema = Schema(json)
    else { throw LedgerError.damaged(path: path, "its schema cannot be read") }
    guard let json = try? JSON(row.checked(1, path) as String), let goal = MonitorGoal(json)
    else { throw LedgerError.damaged(path: path, "its goal cannot be read") }
    let head = Head(
      schema: schema, goal: goal, isTimed: try row.checked(2, path),
      learnsByDifferences: try row.checked(3, path),
      seed: UInt64(bitPattern: try row.checked(4, path)))
    guard head.monitor.columnCount == (try row.checked(5, path) as Int) else {
      throw LedgerError.damaged(path: path, "its steps do not fit its schema")
    }
    return head
  }
}
