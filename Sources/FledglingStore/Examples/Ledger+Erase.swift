import Fledgling
import FledglingSystem
import Foundation
import GRDB

/// The erased entries.
public struct ErasedRecords: Sendable, Hashable {
  /// How many entries were erased.
  public internal(set) var count = 0
  /// The keys of those that a learner may have learned.
  public internal(set) var keys: [ExampleKey] = []
  /// The SHA-256 of each id, in hexadecimal, by which the ledger will refuse it from now on.
  public internal(set) var digests: [String] = []

  init() {}

  /// The examples removed from a learner that has no ledger.
  ///
  /// - Parameters:
  ///   - count: how many examples.
  ///   - ids: the ids of those that had one.
  public init(count: Int, ids: [String]) {
    self.count = count
    digests = ids.map { IdentityDigest($0).hex }
  }
}

extension Ledger {
  /// Erases entries so that nothing of them is left in the ledger's files, and refuses their ids from
  /// now on.
  ///
  /// The SHA-256 of the id and the time of the erasure remain.  Copies that were made of
  /// the files are out of reach, and so are blocks that the disk has put aside.
  ///
  /// - Throws: ``LedgerError/idUnknown(_:)`` if one of the ids is not in the ledger; nothing is then
  ///   erased.
  /// - Complexity: O(ids × log(entries) + size of what was written last).
  @discardableResult
  public func erase(ids: some Collection<String>) throws(LedgerError) -> ErasedRecords {
    let erasure = try change { db, counters in
      var sequences: [Int64] = []
      for id in ids {
        guard case .known(let sequence) = try IDStatus(IdentityDigest(id), db) else {
          throw LedgerError.idUnknown(id)
        }
        sequences.append(sequence)
      }
      return try self.erase(sequences, db, &counters)
    }
    try leaveNoTrace(of: erasure)
    return erasure
  }

  /// Erases the entries at these places in the order of arrival; see ``erase(ids:)``.
  ///
  /// Places where there is no entry, or none any more, are passed over.
  @discardableResult
  public func erase(sequences: some Collection<Int64>) throws(LedgerError) -> ErasedRecords {
    let erasure = try change { db, counters in try self.erase(sequences, db, &counters) }
    try leaveNoTrace(of: erasure)
    return erasure
  }

  /// Whether an entry of this name was erased, and does not come back.
  ///
  /// - Throws: ``LedgerError``.
  public func hasErased(id: String) throws(LedgerError) -> Bool {
    try log.read { db in
      if case .erased = try IDStatus(IdentityDigest(id), db) { true } else { false }
    }
  }

  /// How many ids, given by the SHA-256 that a receipt names, have an entry here.
  ///
  /// - Throws: ``LedgerError``.
  public func knownCount(digests: [String]) throws(LedgerError) -> Int {
    try log.read { db in
      try digests.count { digest in
        guard let bytes = Hex.bytes(digest) else { return false }
        return try Int.fetchOne(
          db, sql: "SELECT count(sequence) FROM name WHERE digest = ?", arguments: [Data(bytes)])
          ?? 0 > 0
      }
    }
  }

  private func erase(
    _ sequences: some Collection<Int64>, _ db: Database, _ counters: inout LedgerCounters
  ) throws -> ErasedRecords {
    var erasure = ErasedRecords()
    var ids: Set<String> = []
    let now = System.now
    for sequence in Set(sequences).sorted() {
      guard try hasEntry(at: sequence, db) else { continue }
      let entry = try self.entry(at: sequence, db)
      erasure.count += 1
      counters.entries -= 1
      if let key = try key(of: entry) {
        erasure.keys.append(key)
        counters.settled -= 1
      }
      try overwrite(sequence, db)
      if let id = entry.id {
        let digest = IdentityDigest(id)
        try db.cachedStatement(
          sql: "UPDATE name SET sequence = NULL, erased = ? WHERE digest = ?"
        ).execute(arguments: [now, digest.data])
        ids.insert(id)
        erasure.digests.append(digest.hex)
        counters.tombstones += 1
      }
    }
    try erasePins(ids: ids, db)
    if erasure.count > 0 { counters.generation += 1 }
    return erasure
  }

  /// Writes zeros over an entry and over all its outcomes.
  ///
  /// The rows keep their sizes: so SQLite writes where they are, and moves nothing.
  private func overwrite(_ sequence: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE log SET key = zeroblob(length(key)), record = zeroblob(length(record))
        WHERE sequence = ? OR sequence IN (SELECT sequence FROM later WHERE entry = ?)
        """
    ).execute(arguments: [sequence, sequence])
    try db.cachedStatement(sql: "DELETE FROM later WHERE entry = ?").execute(arguments: [sequence])
  }

  private func leaveNoTrace(of erasure: ErasedRecords) throws(LedgerError) {
    guard erasure.count > 0 else { return }
    try removeMarkedFiles()
    try log.checkpoint()
  }
}
