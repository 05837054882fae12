import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// The cases whose answers are settled, in the order in which they were pinned.
  ///
  /// - Throws: ``LedgerError``.
  /// - Complexity: O(cases ever pinned).
  public func pins() throws(LedgerError) -> [LedgerEntry] {
    try log.read { db in
      try self.pinRows(db).map(\.entry)
    }
  }

  /// Takes a settled case down: an entry with its outcome, which need not be among those learned.
  ///
  /// - Throws: ``LedgerError``; nothing has then changed.
  public func addPin(_ pin: LedgerEntry) throws(LedgerError) {
    try pin.check(against: schema)
    let record = Record.entry(pin).bytes
    try log.transaction { db in
      if let id = pin.id { try self.erasePins(ids: [id], db) }
      try db.execute(sql: "INSERT INTO pin (record) VALUES (?)", arguments: [Data(record)])
    }
  }

  /// Gives settled cases of this name up.
  ///
  /// - Returns: how many there were.
  /// - Throws: ``LedgerError``; nothing has then changed.
  @discardableResult
  public func removePins(id: String) throws(LedgerError) -> Int {
    try log.transaction { db in try self.erasePins(ids: [id], db) }
  }

  private func pinRows(_ db: Database) throws -> [(sequence: Int64, entry: LedgerEntry)] {
    try Row.fetchAll(db, sql: "SELECT sequence, record FROM pin ORDER BY sequence").compactMap {
      let sequence: Int64 = try $0.checked(0, self.path)
      let data: Data = try $0.checked(1, self.path)
      guard case .entry(let entry) = try self.record(data, at: sequence) else { return nil }
      return (sequence, entry)
    }
  }

  /// Writes zeros over the cases of some names; those without have an empty one.
  @discardableResult
  func erasePins(ids: Set<String>, _ db: Database) throws -> Int {
    guard !ids.isEmpty else { return 0 }
    let rows = try pinRows(db).filter { ids.contains($0.entry.id ?? "") }
    for row in rows {
      try db.execute(
        sql: "UPDATE pin SET record = zeroblob(length(record)) WHERE sequence = ?",
        arguments: [row.sequence])
    }
    return rows.count
  }
}
