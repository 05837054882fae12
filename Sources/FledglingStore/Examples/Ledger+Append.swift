import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// Takes entries down, all or none; they have reached the disk when it returns.
  ///
  /// Many entries at once take little longer than one, as the disk is waited for once.
  ///
  /// - Returns: the places of the entries in the order of arrival.
  /// - Throws: ``LedgerError``, for ids that are known or were erased how many they are; nothing is
  ///   then appended.
  /// - Complexity: O(size of the entries × log(ids known)).
  @discardableResult
  public func append(_ entries: [LedgerEntry]) throws(LedgerError) -> ClosedRange<Int64>? {
    let rows = try entries.map { entry throws(LedgerError) in try PreparedEntry(entry, self) }
    guard !rows.isEmpty else { return nil }
    return try change { db, counters in
      try self.refuseKnown(rows, db)
      let first = counters.sequence + 1
      for row in rows { try row.insert(db, &counters) }
      return first...counters.sequence
    }
  }

  /// Throws for ids that are known, were erased, or come twice.
  func refuseKnown(_ rows: [PreparedEntry], _ db: Database) throws {
    var known: [String] = []
    var erased: [String] = []
    var seen: Set<IdentityDigest> = []
    for row in rows {
      guard let digest = row.digest, let id = row.id else { continue }
      guard seen.insert(digest).inserted else {
        known.append(id)
        continue
      }
      switch try IDStatus(digest, db) {
      case .unknown: break
      case .known: known.append(id)
      case .erased: erased.append(id)
      }
    }
    func first(_ ids: [String]) -> [String] { Array(ids.prefix(LedgerError.named)) }
    if !erased.isEmpty { throw LedgerError.idsErased(count: erased.count, first: first(erased)) }
    if !known.isEmpty { throw LedgerError.idsKnown(count: known.count, first: first(known)) }
  }

  /// The key of an entry, by its outcome or the one that is given.
  func key(of entry: LedgerEntry) throws(LedgerError) -> ExampleKey? {
    guard let experience = entry.experience else { return nil }
    do {
      return try blank.key(of: experience)
    } catch { throw .learner(error) }
  }
}

/// The state of an id in a ledger.
enum IDStatus {
  case unknown
  case known(Int64)
  case erased

  init(_ digest: IdentityDigest, _ db: Database) throws {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT sequence FROM name WHERE digest = ?"),
      arguments: [digest.data])
    guard let row else {
      self = .unknown
      return
    }
    let sequence: Int64? = row[0]
    self = sequence.map { .known($0) } ?? .erased
  }
}

/// An entry, ready to be stored.
struct PreparedEntry {
  let id: String?
  let digest: IdentityDigest?
  private let key: Data
  private let record: Data

  init(_ entry: LedgerEntry, _ ledger: Ledger) throws(LedgerError) {
    try entry.check(against: ledger.schema)
    id = entry.id
    digest = entry.id.map { IdentityDigest($0) }
    key = Data(try ledger.key(of: entry)?.bytes ?? [])
    record = Data(Record.entry(entry).bytes)
  }

  /// Appends the row; its id must not be known.
  func insert(_ db: Database, _ counters: inout LedgerCounters) throws {
    counters.sequence += 1
    counters.entries += 1
    if !key.isEmpty { counters.settled += 1 }
    try PreparedEntry.insert(db, sequence: counters.sequence, key: key, record: record)
    if let digest {
      try db.cachedStatement(sql: "INSERT INTO name (digest, sequence) VALUES (?, ?)")
        .execute(arguments: [digest.data, counters.sequence])
    }
  }

  static func insert(_ db: Database, sequence: Int64, key: Data, record: Data) throws {
    try db.cachedStatement(sql: "INSERT INTO log (sequence, key, record) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, key, record])
  }
}
