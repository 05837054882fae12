import Fledgling
import FledglingSystem
import Foundation
import GRDB

extension EpisodeLedger {
  /// Takes down that an episode begins.
  ///
  /// - Returns: its number, by which it is known from now on.
  func begin(_ episode: String) throws(LedgerError) -> Int64 {
    try log.run { db in
      let number = try self.append(.begin(episode), db)
      try self.link(number, to: number, db)
      try db.cachedStatement(sql: "INSERT INTO name (digest, hash, episode) VALUES (?, ?, ?)")
        .execute(arguments: [
          IdentityDigest(episode).data, Int64(bitPattern: EpisodeMonitor.hash(of: episode)), number,
        ])
      return number
    }
  }

  /// Takes down a step.
  func append(_ cells: [UInt32], at order: Double, of number: Int64) throws(LedgerError) {
    try log.run { db in
      try self.link(self.append(.step(order: order, cells: cells), db), to: number, db)
    }
  }

  /// Takes down how an episode ended.
  func end(_ episode: String, _ number: Int64, _ end: EpisodeRecord.End) throws(LedgerError) {
    try log.run { db in
      let sequence = try self.append(.end(end), db)
      try self.link(sequence, to: number, db)
      try db.cachedStatement(sql: "UPDATE name SET ended = ? WHERE digest = ?")
        .execute(arguments: [sequence, IdentityDigest(episode).data])
    }
  }

  /// Writes the state of an open episode beside its steps, in place of the earlier one.
  func setStanding(_ standing: [UInt8], steps: Int, of number: Int64) throws(LedgerError) {
    try log.run { db in
      let record = Data(EpisodeRecordCodec.standing(steps: steps, standing).bytes)
      let earlier = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT sequence FROM standing WHERE episode = ?"),
        arguments: [number])
      if let earlier {
        // A row of another size would be moved within the file.
        try db.cachedStatement(
          sql: "UPDATE log SET record = ? WHERE sequence = ? AND length(record) = ?"
        ).execute(arguments: [record, earlier, record.count])
        if db.changesCount == 1 { return }
        try self.overwrite("sequence = ?", earlier, db)
      }
      let sequence = try self.append(record, db)
      try self.link(sequence, to: number, db)
      try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO standing (episode, sequence) VALUES (?, ?)"
      ).execute(arguments: [number, sequence])
    }
  }

  /// Writes zeros over all there is of an episode, and refuses its name from now on.
  ///
  /// The SHA-256 of the name, a hash of it, and the time of the erasure remain.
  func erase(_ episode: String, _ number: Int64) throws(LedgerError) {
    try log.run { db in
      try self.overwrite(
        "sequence IN (SELECT sequence FROM part WHERE episode = ?)", number, db)
      for table in ["part", "standing"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE episode = ?", arguments: [number])
      }
      try db.execute(
        sql: "UPDATE name SET episode = NULL, ended = NULL, erased = ? WHERE digest = ?",
        arguments: [System.now, IdentityDigest(episode).data])
    }
  }

  /// Rows keep their sizes: so SQLite writes where they are, and moves nothing.
  private func overwrite(_ condition: String, _ number: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: "UPDATE log SET record = zeroblob(length(record)) WHERE \(condition)"
    ).execute(arguments: [number])
  }

  private func append(_ row: EpisodeRecordCodec, _ db: Database) throws -> Int64 {
    try append(Data(row.bytes), db)
  }

  private func append(_ record: Data, _ db: Database) throws -> Int64 {
    try db.cachedStatement(sql: "INSERT INTO log (record) VALUES (?)").execute(arguments: [record])
    return db.lastInsertedRowID
  }

  private func link(_ sequence: Int64, to number: Int64, _ db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO part (episode, sequence) VALUES (?, ?)")
      .execute(arguments: [number, sequence])
  }
}
