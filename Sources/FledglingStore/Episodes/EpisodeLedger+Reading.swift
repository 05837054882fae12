import Fledgling
import Foundation
import GRDB

/// The state of an episode in a ledger, by its name.
enum EpisodeStatus: Sendable, Hashable {
  case unknown
  case open(Int64)
  case ended(Int64)
  case erased
}

/// All that a ledger holds of an episode.
struct StoredEpisode: Sendable {
  var record: EpisodeRecord
  /// Its state beside its steps, and after how many of them.
  var standing: (steps: Int, bytes: [UInt8])?
}

extension EpisodeLedger {
  /// - Complexity: O(log(episodes)).
  func status(of episode: String) throws(LedgerError) -> EpisodeStatus {
    try log.run { db in
      let row = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT episode, ended FROM name WHERE digest = ?"),
        arguments: [IdentityDigest(episode).data])
      guard let row else { return .unknown }
      let (number, ended): (Int64?, Int64?) = (row[0], row[1])
      guard let number else { return .erased }
      return ended == nil ? .open(number) : .ended(number)
    }
  }

  /// How many episodes go on.
  ///
  /// - Complexity: O(episodes).
  func openCount() throws(LedgerError) -> Int {
    try log.run { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM name WHERE \(EpisodeLedger.isOpen)") ?? 0
    }
  }

  /// The names of the episodes that go on, in the order of their begin.
  ///
  /// - Complexity: O(*n* log *n*) in the number of episodes.
  func openNames() throws(LedgerError) -> [String] {
    try log.run { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT log.sequence, log.record FROM name JOIN log ON log.sequence = name.episode
          WHERE \(EpisodeLedger.isOpen) ORDER BY log.sequence
          """)
      var names: [String] = []
      while let row = try rows.next() {
        guard case .begin(let name) = try self.row(row) else {
          throw LedgerError.damaged(path: self.path, "an episode has no name")
        }
        names.append(name)
      }
      return names
    }
  }

  private static let isOpen = "name.episode IS NOT NULL AND name.ended IS NULL"

  /// The episodes that ended, in the order of their ends.
  ///
  /// - Complexity: O(*n* log *n*) in the number of episodes.
  func endedNumbers() throws(LedgerError) -> [Int64] {
    try log.run { db in
      try Int64.fetchAll(
        db, sql: "SELECT episode FROM name WHERE ended IS NOT NULL ORDER BY ended")
    }
  }

  /// The hashes of the names that were erased.
  func erasedHashes() throws(LedgerError) -> [UInt64] {
    try log.run { db in
      try Int64.fetchAll(db, sql: "SELECT hash FROM name WHERE episode IS NULL")
        .map { UInt64(bitPattern: $0) }
    }
  }

  /// An episode's steps, its end, and its other state.
  ///
  /// - Complexity: O(steps).
  func episode(_ number: Int64) throws(LedgerError) -> StoredEpisode {
    try log.run { db in
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT log.sequence, log.record FROM part JOIN log ON log.sequence = part.sequence
            WHERE part.episode = ? ORDER BY part.sequence
            """),
        arguments: [number])
      func damage(_ what: String) -> LedgerError {
        .damaged(path: self.path, "episode \(number): \(what)")
      }
      guard let first = try rows.next(), case .begin(let name) = try self.row(first) else {
        throw damage("it has no begin")
      }
      var found = StoredEpisode(record: EpisodeRecord(name: name))
      let columns = self.columns
      while let row = try rows.next() {
        switch try self.row(row) {
        case .begin: throw damage("it begins twice")
        case .step(let order, let cells):
          guard cells.count == columns, order.isFinite,
            found.record.orders.last.map({ $0 <= order }) ?? true
          else { throw damage("its steps are in no order") }
          found.record.append(order: order, cells: cells)
        case .end(let end): found.record.end = end
        case .standing(let steps, let bytes): found.standing = (steps, bytes)
        // A standing for which there was no room any more.
        case .erased: break
        }
      }
      return found
    }
  }

  private func row(_ row: Row) throws -> EpisodeRecordCodec {
    let sequence: Int64 = try row.checked(0, path)
    let record: Data = try row.checked(1, path)
    do {
      return try EpisodeRecordCodec(Array(record))
    } catch { throw LedgerError.damaged(path: path, "record \(sequence): \(error.reason)") }
  }
}
