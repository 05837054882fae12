import GRDB

/// The counters of a ledger; its one row holds them too.
struct LedgerCounters: Sendable, Hashable {
  var entries = 0
  var settled = 0
  var tombstones = 0
  var generation: Int64 = 0
  var sequence: Int64 = 0

  func store(_ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE ledger
        SET entries = ?, settled = ?, tombstones = ?, generation = ?, sequence = ?
        """
    ).execute(arguments: [entries, settled, tombstones, generation, sequence])
  }
}
