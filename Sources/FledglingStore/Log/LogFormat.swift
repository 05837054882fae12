import GRDB

/// The identity of one kind of ledger, and its tables.
struct LogFormat: Sendable {
  /// "FLDG": the application id of a ledger of examples in SQLite's header.
  static let examplesID: Int32 = 0x464c_4447
  /// "FLDW": the same of a ledger of episodes.
  static let episodesID: Int32 = 0x464c_4457

  /// The application id in SQLite's header.
  let applicationID: Int32
  /// Makes the tables, and those of newer releases from those of older ones.
  let migrator: DatabaseMigrator

  /// Throws for a file that is no ledger of this kind, or too new; brings older tables up to date.
  func check(_ queue: DatabaseQueue, _ path: String) throws(LedgerError) {
    do {
      let isSuperseded = try queue.read { db in
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id")
        guard application == applicationID else { throw LogFormat.misfit(application, path) }
        return try migrator.hasBeenSuperseded(db)
      }
      guard !isSuperseded else { throw LedgerError.newer(path: path) }
      try migrator.migrate(queue)
    } catch { throw LedgerError(error, path) }
  }

  private static func misfit(_ application: Int32?, _ path: String) -> LedgerError {
    switch application {
    case examplesID: .ofExamples(path: path)
    case episodesID: .ofEpisodes(path: path)
    default: .notALedger(path: path)
    }
  }
}
