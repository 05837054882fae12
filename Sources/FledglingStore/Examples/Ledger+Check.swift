import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// Looks for damage: asks SQLite, reads every record, and holds keys, ids and counts against them.
  ///
  /// - Returns: the faults, a sentence each; empty if there are none.
  /// - Throws: ``LedgerError`` if the ledger cannot be read at all.
  /// - Complexity: O(*n* log *n*).
  public func check() throws(LedgerError) -> [String] {
    let counters = counters.withLock { $0 }
    return try log.read { db in
      var problems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      // Where SQLite's own structure is broken, its contents cannot be trusted.
      guard problems.isEmpty else { return problems }
      var found = LedgerCounters()
      var named = 0
      let rows = try Row.fetchCursor(db, sql: "SELECT sequence, key, record FROM log")
      while let row = try rows.next() {
        do {
          found.sequence = try row.checked(0, self.path)
          try self.check(row, &found, &named, db)
        } catch let error as LedgerError { problems.append(error.description) }
      }
      found.tombstones =
        try Int.fetchOne(db, sql: "SELECT count(*) FROM name WHERE sequence IS NULL") ?? 0
      let names = try Int.fetchOne(db, sql: "SELECT count(sequence) FROM name") ?? 0
      func compare(_ what: String, _ expected: Int, _ found: Int) {
        if expected != found { problems.append("\(what): \(expected) expected, \(found) found") }
      }
      compare("entries", counters.entries, found.entries)
      compare("entries with an outcome", counters.settled, found.settled)
      compare("erased ids", counters.tombstones, found.tombstones)
      compare("ids", named, names)
      if found.sequence > counters.sequence {
        problems.append("record \(found.sequence) is beyond the last, \(counters.sequence)")
      }
      return problems
    }
  }

  private func check(
    _ row: Row, _ found: inout LedgerCounters, _ named: inout Int, _ db: Database
  ) throws {
    let sequence: Int64 = try row.checked(0, path)
    let key: Data = try row.checked(1, path)
    func complain(_ what: String) -> LedgerError {
      .damaged(path: path, "record \(sequence): \(what)")
    }
    let entry: LedgerEntry
    switch try event(row.checked(2, path), at: sequence, db) {
    case nil:
      guard key.allSatisfy({ $0 == 0 }) else { throw complain("it was erased, its key was not") }
      return
    case .some(let event) where event.isOutcome: entry = event.content
    case .some(let event):
      entry = event.content
      found.entries += 1
      if try self.entry(at: sequence, db).outcome != nil { found.settled += 1 }
      if let id = entry.id {
        named += 1
        guard case .known(sequence) = try IDStatus(IdentityDigest(id), db) else {
          throw complain("its id does not lead to it")
        }
      }
    }
    do throws(LedgerError) {
      try entry.check(against: schema)
    } catch { throw complain("\(error)") }
    let expected = try self.key(of: entry)?.bytes ?? []
    // An outcome that was corrected has left zeros.
    guard key.elementsEqual(expected) || key.count == expected.count && key.allSatisfy({ $0 == 0 })
    else { throw complain("its key is not that of its content") }
  }
}
