import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// Shows every entry whose outcome is known, in the order of ``ExampleKey``, those with equal
  /// keys in the order of arrival.
  ///
  /// Keys are sorted by SQLite, in a temporary file if they are many; entries are read one at a time.
  ///
  /// - Parameters:
  ///   - limit: how many entries to show; all if `nil`.
  ///   - body: must not use the ledger.
  /// - Throws: ``LedgerError``, or what `body` throws.
  /// - Complexity: O(*n* log *n*).
  public func forEachInCanonicalOrder(
    limit: Int? = nil, _ body: (LedgerEntry) throws -> Void
  ) throws {
    try log.reading { db in
      // Keys of zeros belong to erased or corrected records.
      let sequences = try Int64.fetchCursor(
        db,
        sql: """
          SELECT sequence FROM log WHERE key > zeroblob(\(ExampleKey.byteCount))
          ORDER BY key, sequence LIMIT ?
          """,
        arguments: [limit ?? -1])
      while let sequence = try sequences.next() {
        if let event = try self.event(at: sequence, db) { try body(event.content) }
      }
    }
  }

  /// Passes the records after a place in the order of arrival, in that order.
  ///
  /// - Parameters:
  ///   - sequence: where to begin; 0 for the first.
  ///   - body: must not use the ledger.
  /// - Throws: ``LedgerError``, or what `body` throws.
  /// - Complexity: O(entries after `sequence`).
  public func forEach(
    after sequence: Int64, _ body: (LedgerEvent) throws -> Void
  ) throws {
    try log.reading { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT sequence, record FROM log WHERE sequence > ? ORDER BY sequence",
        arguments: [sequence])
      while let row = try rows.next() {
        let event = try self.event(
          row.checked(1, self.path), at: row.checked(0, self.path), db)
        if let event { try body(event) }
      }
    }
  }

  /// Shows every entry, in the order of arrival, with the outcome that is known now.
  ///
  /// - Parameter body: must not use the ledger; it is given the entry's place and the entry.
  /// - Throws: ``LedgerError``, or what `body` throws.
  /// - Complexity: O(entries).
  public func forEachEntry(_ body: (Int64, LedgerEntry) throws -> Void) throws {
    try log.reading { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT sequence, record FROM log ORDER BY sequence")
      while let row = try rows.next() {
        let sequence: Int64 = try row.checked(0, self.path)
        guard case .entry(var entry) = try self.record(row.checked(1, self.path), at: sequence)
        else { continue }
        if let outcome = try self.laterOutcome(of: sequence, db) { entry.outcome = outcome }
        try body(sequence, entry)
      }
    }
  }

  /// The entry of this name; `nil` if there is none.
  ///
  /// - Complexity: O(log(entries)).
  public func entry(id: String) throws(LedgerError) -> LedgerEntry? {
    try log.read { db in
      guard case .known(let sequence) = try IDStatus(IdentityDigest(id), db) else { return nil }
      return try self.entry(at: sequence, db)
    }
  }

  /// Where the entries are whose field, or `id`, `source`, `job` or `outcome`, is what a text says:
  /// the same text, or the same number to the last digit.
  ///
  /// - Returns: places in the order of arrival.
  /// - Throws: ``LedgerError/fieldUnknown(_:)``, ``LedgerError/notANumber(_:field:)``,
  ///   ``LedgerError/inexact(field:)``, and others.
  /// - Complexity: O(entries).
  public func sequences(where field: String, equals text: String) throws(LedgerError) -> [Int64] {
    try sequences(EntryCondition(field, equals: text, schema))
  }

  /// Where the entries are whose field, or `id`, `source`, `job` or `outcome`, was written so; see
  /// ``sequences(where:equals:)-(String,String)``.
  public func sequences(
    where field: String, equals value: FieldValue
  ) throws(LedgerError) -> [Int64] {
    try sequences(EntryCondition(field, equals: value, schema))
  }

  private func sequences(_ condition: EntryCondition) throws(LedgerError) -> [Int64] {
    var sequences: [Int64] = []
    do {
      try forEachEntry { sequence, entry in
        if try condition.holds(for: entry) { sequences.append(sequence) }
      }
    } catch { throw LedgerError(error, path) }
    return sequences
  }
}

extension Ledger {
  /// The full contents of a row of the log; `nil` if it was erased.
  func event(_ data: Data, at sequence: Int64, _ db: Database) throws -> LedgerEvent? {
    switch try record(data, at: sequence) {
    case .erased: return nil
    case .entry(let entry): return LedgerEvent(sequence: sequence, entry: sequence, content: entry)
    case .outcome(let place, let outcome):
      guard case .entry(var entry) = try record(at: place, db) else {
        throw LedgerError.damaged(path: path, "outcome \(sequence) belongs to no entry")
      }
      entry.outcome = outcome
      return LedgerEvent(sequence: sequence, entry: place, content: entry)
    }
  }

  private func event(at sequence: Int64, _ db: Database) throws -> LedgerEvent? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT record FROM log WHERE sequence = ?"), arguments: [sequence]
    ).flatMap { try event($0.checked(0, path), at: sequence, db) }
  }

  func record(_ data: Data, at sequence: Int64) throws(LedgerError) -> Record {
    do {
      return try Record(Array(data))
    } catch { throw .damaged(path: path, "record \(sequence): \(error.reason)") }
  }

  private func record(at sequence: Int64, _ db: Database) throws -> Record? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT record FROM log WHERE sequence = ?"), arguments: [sequence]
    ).map { try record($0.checked(0, path), at: sequence) }
  }

  func hasEntry(at sequence: Int64, _ db: Database) throws -> Bool {
    if case .entry = try record(at: sequence, db) { true } else { false }
  }

  /// The entry at a place, with the outcome that is known now.
  func entry(at sequence: Int64, _ db: Database) throws -> LedgerEntry {
    guard case .entry(var entry) = try record(at: sequence, db) else {
      throw LedgerError.damaged(path: path, "there is no entry at \(sequence)")
    }
    if let outcome = try laterOutcome(of: sequence, db) { entry.outcome = outcome }
    return entry
  }

  /// The last outcome that came after its entry.
  private func laterOutcome(of entry: Int64, _ db: Database) throws -> Outcome? {
    let sequence = try Int64.fetchOne(
      db.cachedStatement(
        sql: "SELECT sequence FROM later WHERE entry = ? ORDER BY sequence DESC LIMIT 1"),
      arguments: [entry])
    guard let sequence else { return nil }
    guard case .outcome(entry, let outcome) = try record(at: sequence, db) else {
      throw LedgerError.damaged(path: path, "there is no outcome at \(sequence)")
    }
    return outcome
  }
}
