import Fledgling
import Foundation
import GRDB

extension Ledger {
  /// The result of merging ledgers.
  public struct Merge: Sendable, Hashable {
    /// Entries that came more than once, and are in the ledger once.
    public internal(set) var duplicates = 0
    /// Entries that stayed out because they had been erased elsewhere.
    public internal(set) var leftOut = 0
    /// Entries without ids, among which duplicates cannot be found.
    public internal(set) var unnamed = 0
  }

  /// Writes the entries of several ledgers into a new one.
  ///
  /// An id that was erased in one of them stays erased.  The new ledger is complete when it appears
  /// under its name.
  ///
  /// - Throws: ``LedgerError``, among them ``LedgerError/conflict(id:)`` if an id stands for different
  ///   entries; there is then no new ledger.
  /// - Complexity: O(*n* log *n*) in all entries; memory does not depend on their number.
  @discardableResult
  public static func merge(
    _ paths: [String], to output: String, isGoingOn: () -> Bool = { true }
  ) throws(LedgerError) -> Merge {
    // Another writer to this path waits, or gets an error.
    let lock = try LedgerLock(ledger: output, timeout: 5)
    defer { withExtendedLifetime(lock) {} }
    guard !LedgerFiles.exists(output) else { throw .exists(path: output) }
    try removeFiles(beside: output)
    let schema = try commonSchema(paths)
    let unfinished = output + "-merging"
    try LedgerFiles.remove(unfinished)
    try removeFiles(beside: unfinished)
    var merge = Merge()
    var target: Ledger?
    do throws(LedgerError) {
      // First erased ids, so that they are known before any entry comes.
      for path in paths {
        let source = try Ledger.open(path)
        if target == nil {
          target = try Ledger.create(unfinished, schema: schema, seed: source.seed)
        }
        try target?.adoptTombstones(of: source)
      }
      for path in paths {
        try target?.absorb(try Ledger.open(path), &merge, isGoingOn)
      }
      try target?.log.checkpoint()
    } catch {
      target = nil
      // The error matters more than the remains of the attempt.
      try? LedgerFiles.remove(unfinished)
      try? removeFiles(beside: unfinished)
      throw error
    }
    target = nil
    try LedgerFiles.move(unfinished, to: output)
    try removeFiles(beside: unfinished)
    return merge
  }

  /// Removes what belongs to a ledger that is not there, and would be taken for a part of the next
  /// one of this name.
  static func removeFiles(beside path: String) throws(LedgerError) {
    for suffix in LedgerFiles.databaseSuffixes { try LedgerFiles.remove(path + suffix) }
    let (snapshot, rebuild) = markedFiles(path)
    for file in [snapshot, rebuild] { try file.remove() }
    try LedgerFiles.removeDatabase(path + "-new")
  }

  /// The fields that all have, in an order that does not depend on that of the paths.
  private static func commonSchema(_ paths: [String]) throws(LedgerError) -> Schema {
    var merger = Merger()
    for path in paths {
      let source = try Ledger.open(path)
      do {
        try merger.add(source.blank)
      } catch { throw .unlike(path: path, error) }
    }
    guard let schema = merger.schema else { throw .malformed("no ledger was named") }
    return schema
  }

  private func adoptTombstones(of other: Ledger) throws(LedgerError) {
    let rows = try other.log.read { db in
      try Row.fetchAll(db, sql: "SELECT digest, erased FROM name WHERE sequence IS NULL")
    }
    try change { db, counters in
      for row in rows {
        let digest: Data = try row.checked(0, other.path)
        let erased: Double? = row[1]
        try db.cachedStatement(
          sql: "INSERT OR IGNORE INTO name (digest, sequence, erased) VALUES (?, NULL, ?)"
        ).execute(arguments: [digest, erased])
        counters.tombstones += db.changesCount
      }
    }
  }

  /// Appends the entries of another ledger, those that are here already once.
  private func absorb(
    _ other: Ledger, _ merge: inout Merge, _ isGoingOn: () -> Bool
  ) throws(LedgerError) {
    var batch: [LedgerEntry] = []
    let places = other.schema.places(of: schema)
    do {
      try other.forEachEntry { _, entry in
        batch.append(entry.reordered(places))
        guard batch.count == 1_000 else { return }
        try append(new: batch, &merge)
        batch.removeAll(keepingCapacity: true)
        guard isGoingOn() else { throw LedgerError.stopped(path: other.path) }
      }
    } catch { throw LedgerError(error, other.path) }
    try append(new: batch, &merge)
    for pin in try other.pins().map({ $0.reordered(places) }) where try isWelcome(pin) {
      try addPin(pin)
    }
  }

  /// Whether a settled case is to be taken over: not if it is of what was erased, nor if another
  /// answer to it goes first, which must not depend on the order of merging.
  private func isWelcome(_ pin: LedgerEntry) throws(LedgerError) -> Bool {
    if let id = pin.id {
      let status = try log.read { db in try IDStatus(IdentityDigest(id), db) }
      if case .erased = status { return false }
    }
    return try !pins().contains { other in
      (other.id == pin.id && pin.id != nil || other.fields == pin.fields)
        && (other.outcome?.text ?? "", other.id ?? "") > (pin.outcome?.text ?? "", pin.id ?? "")
    }
  }

  private func append(new entries: [LedgerEntry], _ merge: inout Merge) throws(LedgerError) {
    var duplicates = 0
    var leftOut = 0
    var unnamed = 0
    try change { db, counters in
      for entry in entries {
        let row = try PreparedEntry(entry, self)
        guard let id = entry.id else {
          try row.insert(db, &counters)
          unnamed += 1
          continue
        }
        switch try IDStatus(IdentityDigest(id), db) {
        case .unknown: try row.insert(db, &counters)
        case .erased: leftOut += 1
        case .known(let sequence):
          guard try self.entry(at: sequence, db).isTwin(of: entry) else {
            throw LedgerError.conflict(id: id)
          }
          duplicates += 1
        }
      }
    }
    merge.duplicates += duplicates
    merge.leftOut += leftOut
    merge.unnamed += unnamed
  }
}

extension LedgerEntry {
  /// The entry with its fields in another order, each from its place in this one.
  fileprivate func reordered(_ places: [Int]) -> LedgerEntry {
    var entry = self
    entry.fields = places.map { fields[$0] }
    return entry
  }

  /// Whether both say the same; that they were learned from different files makes no difference.
  fileprivate func isTwin(of other: LedgerEntry) -> Bool {
    var twin = self
    (twin.source, twin.job, twin.fields) = (other.source, other.job, other.fields)
    return twin == other && hasFields(of: other)
  }
}
