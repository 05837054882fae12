import TestSupport
import Fledgling
import Foundation
import GRDB
import Testing

@testable import FledglingStore

struct FaultTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What a crash leaves: the file and SQLite's log as they are at that moment.
  @Test func everyAcknowledgedEntrySurvives() throws {
    let ledger = try Parcels.ledger(folder)
    for round in 0..<20 {
      try ledger.append(Parcels.entries(round * 10..<round * 10 + 10))
      guard round % 5 == 4 else { continue }
      try folder.copy("ledger", to: "copy-\(round)")
      let copy = try Ledger.open(folder.path("copy-\(round)"))
      #expect(copy.count == ledger.count)
      #expect(try copy.check() == [])
    }
  }

  @Test func missingAndExistingFilesAreTold() throws {
    let path = folder.path("ledger")
    #expect(throws: LedgerError.missing(path: path)) { try Ledger.open(path) }
    _ = try Parcels.ledger(folder)
    #expect(throws: LedgerError.exists(path: path)) { try Parcels.ledger(folder) }
    let nowhere = folder.path("nowhere")
    #expect(throws: LedgerError.missing(path: nowhere)) {
      try Ledger.create(nowhere + "/ledger", schema: Parcels.schema)
    }
  }

  @Test func otherFilesAreNoLedgers() throws {
    let path = folder.path("text")
    try Data("distance,carrier,late\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.notALedger(path: path)) { try Ledger.open(path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 22)
    let other = folder.path("other")
    try DatabaseQueue(path: other).write { db in try db.execute(sql: "CREATE TABLE a (b)") }
    #expect(throws: LedgerError.notALedger(path: other)) { try Ledger.open(other) }
  }

  private func change(_ path: String, _ body: (inout Data) -> Void) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    body(&data)
    try data.write(to: URL(fileURLWithPath: path))
  }

  /// What opening and checking a damaged ledger says.
  private func complaints(_ path: String) -> [String] {
    do {
      return try Ledger.open(path).check()
    } catch { return [error.description] }
  }

  @Test func damageIsFound() throws {
    let path = folder.path("ledger")
    try Parcels.ledger(folder).append(Parcels.entries(0..<500))
    try change(path) { data in
      guard let place = data.range(of: Data("Heron".utf8)) else { return }
      data[place.lowerBound] ^= 1
    }
    let found = complaints(path)
    #expect(found.first?.contains("its checksum does not match") == true)
    try change(path) { data in
      for place in 4_096..<5_000 { data[place] = 0xff }
    }
    #expect(!complaints(path).isEmpty)
  }

  @Test func truncationIsFound() throws {
    let path = folder.path("ledger")
    try Parcels.ledger(folder).append(Parcels.entries(0..<500))
    try change(path) { $0 = $0.prefix($0.count / 2) }
    #expect(!complaints(path).isEmpty)
    try change(path) { $0 = $0.prefix(50) }
    #expect(!complaints(path).isEmpty)
  }

  @Test func newerLedgersAreRefused() throws {
    let path = folder.path("ledger")
    do {
      let ledger = try Parcels.ledger(folder)
      let migrations = try ledger.log.read { db in
        try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
      }
      #expect(migrations == ["1", "2", "3"])
      try ledger.log.run { db in
        try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('4')")
      }
    }
    #expect(throws: LedgerError.newer(path: path)) { try Ledger.open(path) }
  }

  @Test func olderLedgersAreBroughtUpToDate() throws {
    let path = folder.path("ledger")
    do {
      let ledger = try Parcels.ledger(folder)
      try ledger.append(Parcels.entries(0..<50))
      // As the first release wrote it.
      try ledger.log.run { db in
        try db.execute(
          sql: "DROP TABLE pin; DELETE FROM grdb_migrations WHERE identifier > '1'")
      }
    }
    let ledger = try Ledger.open(path)
    #expect(ledger.count == 50)
    #expect(try ledger.pins().isEmpty)
    #expect(try ledger.check() == [])
    try ledger.addPin(Parcels.entries(0..<1)[0])
    #expect(try ledger.pins().count == 1)
  }

  @Test func aFullDiskLosesNothing() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<100))
    func limit(_ pages: Int) throws {
      try ledger.log.run { db in
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    try limit(1)
    #expect(throws: LedgerError.full(path: ledger.path)) {
      try ledger.append(Parcels.entries(100..<2_000))
    }
    #expect(ledger.count == 100)
    #expect(try ledger.check() == [])
    try limit(1 << 20)
    try ledger.append(Parcels.entries(100..<2_000))
    #expect(ledger.count == 2_000)
    #expect(try ledger.check() == [])
  }

  @Test func anAbandonedCreationIsNoObstacle() throws {
    try Data("left over".utf8).write(to: URL(fileURLWithPath: folder.path("ledger-new")))
    try Data("left over".utf8).write(to: URL(fileURLWithPath: folder.path("ledger-snapshot")))
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<10))
    #expect(try DurableLearner(opening: ledger).learner.count == 10)
  }
}
