import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// Writes the outcome of an entry: late, or as a correction of an earlier one.
  ///
  /// A corrected outcome counts no more, but stays in the file until the entry is erased.
  ///
  /// - Returns: the entry, with the outcome that was known before.
  /// - Throws: ``LedgerError``; nothing has then changed.
  /// - Complexity: O(log(entries)).
  @discardableResult
  public func setOutcome(id: String, _ outcome: Outcome) throws(LedgerError) -> LedgerEntry {
    try outcome.check(against: schema)
    let before = try change { db, counters in
      guard case .known(let sequence) = try IDStatus(IdentityDigest(id), db) else {
        throw LedgerError.idUnknown(id)
      }
      let before = try self.entry(at: sequence, db)
      try self.setOutcome(outcome, of: before, at: sequence, db, &counters)
      return before
    }
    // A snapshot from before the correction still knows the wrong outcome.
    if before.outcome != nil { try removeMarkedFiles() }
    return before
  }

  /// Writes the outcome of the entry at a place in the order of arrival.
  func setOutcome(
    _ outcome: Outcome, of before: LedgerEntry, at sequence: Int64, _ db: Database,
    _ counters: inout LedgerCounters
  ) throws {
    if before.outcome == nil {
      counters.settled += 1
    } else {
      counters.generation += 1
      try clearKeys(entry: sequence, db)
    }
    var after = before
    after.outcome = outcome
    counters.sequence += 1
    try PreparedEntry.insert(
      db, sequence: counters.sequence, key: Data(try key(of: after)?.bytes ?? []),
      record: Data(Record.outcome(entry: sequence, outcome).bytes))
    try db.cachedStatement(sql: "INSERT INTO later (entry, sequence) VALUES (?, ?)")
      .execute(arguments: [sequence, counters.sequence])
  }

  /// Zeros in place of the keys by which an entry stood in the canonical order so far.
  private func clearKeys(entry: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE log SET key = zeroblob(length(key))
        WHERE sequence = ? OR sequence IN (SELECT sequence FROM later WHERE entry = ?)
        """
    ).execute(arguments: [entry, entry])
  }
}
