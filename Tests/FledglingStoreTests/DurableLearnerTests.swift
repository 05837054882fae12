import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

struct DurableLearnerTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func durable(_ name: String = "ledger") throws -> DurableLearner {
    let path = folder.path(name)
    let isThere = FileManager.default.fileExists(atPath: path)
    return try DurableLearner(opening: isThere ? Ledger.open(path) : Parcels.ledger(folder, name))
  }

  /// Learns parcels, every fifth of which gets its outcome later.
  private func live(_ durable: DurableLearner, _ numbers: Range<Int>) throws {
    var entries = Parcels.entries(0..<numbers.upperBound)[numbers]
    var late: [(id: String, outcome: Outcome)] = []
    for index in entries.indices where index % 5 == 0 {
      late.append((entries[index].id ?? "", entries[index].outcome ?? .label("")))
      entries[index].outcome = nil
    }
    #expect(try durable.learn(Array(entries)).count == entries.count)
    for (id, outcome) in late { #expect(try durable.setOutcome(id: id, outcome) == nil) }
  }

  @Test func aSnapshotAndWhatCameAfterAreTheWholeLife() throws {
    let whole = try durable("whole")
    for first in stride(from: 0, to: 300, by: 50) { try live(whole, first..<first + 50) }
    do {
      let first = try durable()
      for start in stride(from: 0, to: 150, by: 50) { try live(first, start..<start + 50) }
      try first.saveSnapshot()
      try live(first, 150..<200)
    }
    let second = try durable()
    #expect(second.learner.count == 200)
    for start in stride(from: 200, to: 300, by: 50) { try live(second, start..<start + 50) }
    let isSame = second.learner.snapshot() == whole.learner.snapshot()
    #expect(isSame)
  }

  @Test func withoutASnapshotTheLearnerIsRebuilt() throws {
    var hash = ""
    do {
      let first = try durable()
      try live(first, 0..<100)
      try first.consolidate()
      hash = first.learner.stateHash
    }
    #expect(try durable().learner.stateHash == hash)
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: folder.path("ledger-snapshot")))
    #expect(try durable().learner.stateHash == hash)
  }

  @Test func unlearningIsNeverHavingKnown() throws {
    let entries = Parcels.entries(0..<250)
    let (first, second) = (try durable("first"), try durable("second"))
    _ = try first.learn(entries)
    try first.saveSnapshot()
    let gone = entries.filter { $0.fields[4] == .number(4) }
    #expect(!gone.isEmpty)
    let places = try first.ledger.sequences(where: "customer", equals: "4")
    let before = first.learner.stateHash
    #expect(try first.unlearn(sequences: places).count == gone.count)
    #expect(first.learner.stateHash != before)
    _ = try second.learn(entries.filter { $0.fields[4] != .number(4) })
    try first.consolidate()
    try second.consolidate()
    #expect(first.learner.stateHash == second.learner.stateHash)
    let hashes = try first.verify()
    #expect(hashes.held == hashes.rederived)
    #expect(throws: LedgerError.self) { try first.learn(Array(gone.prefix(1))) }
  }

  @Test func correctingIsHavingKnownBetter() throws {
    var entries = Parcels.entries(0..<200)
    let (first, second) = (try durable("first"), try durable("second"))
    _ = try first.learn(entries)
    for index in stride(from: 0, to: 200, by: 20) {
      let outcome = Outcome.label(entries[index].outcome == .label("yes") ? "no" : "yes")
      let before = try first.setOutcome(id: "parcel-\(index)", outcome)
      #expect(before == entries[index].outcome)
      entries[index].outcome = outcome
    }
    _ = try second.learn(entries)
    try first.consolidate()
    try second.consolidate()
    #expect(first.learner.stateHash == second.learner.stateHash)
    #expect(first.learner.count == 200)
    let hashes = try first.verify()
    #expect(hashes.held == hashes.rederived)
  }

  @Test func numbersAreLearnedToo() throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "y", task: .regression)
    let ledger = try Ledger.create(folder.path("numbers"), schema: schema)
    let durable = try DurableLearner(opening: ledger)
    let entries = (0..<100).map { number in
      LedgerEntry(
        [.number(Double(number % 10))], outcome: .number(Double(number % 10) * 3 - 0.1),
        id: "\(number)")
    }
    _ = try durable.learn(entries)
    try durable.unlearn(ids: ["7", "8"])
    try durable.setOutcome(id: "9", .number(5))
    let hashes = try durable.verify()
    #expect(hashes.held == hashes.rederived)
    #expect(try ledger.sequences(where: "y", equals: "5") == [10])
    #expect(throws: LedgerError.learner(.outcomeKind(expected: .regression))) {
      try durable.setOutcome(id: "9", .label("5"))
    }
    #expect(try ledger.check() == [])
  }

  @Test func progressIsReported() throws {
    do {
      let ledger = try Parcels.ledger(folder)
      try ledger.append(Parcels.entries(0..<2_100))
    }
    var reports: [RebuildProgress] = []
    let learner = try DurableLearner(opening: Ledger.open(folder.path("ledger"))) {
      reports.append($0)
      return true
    }
    #expect(learner.learner.count == 2_100)
    #expect(reports.map(\.done) == [1_024, 2_048])
    #expect(reports.allSatisfy { $0.phase == .surveying && $0.total == 2_100 })
  }

  @Test func whatCannotBeLearnedIsNotAppended() throws {
    let learner = try durable()
    var entries = Parcels.entries(0..<1_001)
    for index in entries.indices { entries[index].outcome = .label("class \(index)") }
    #expect(
      throws: LedgerError.learner(.tooManyClasses(limit: 1_000, label: "class 1000"))
    ) { try learner.learn(entries) }
    #expect(learner.ledger.count == 0)
  }
}

extension DurableLearnerTests {
  /// A rebuild that is stopped goes on from there, and ends where one that was not would have.
  @Test func aRebuildGoesOn() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<4_000))
    let whole = try DurableLearner(opening: ledger).learner
    var reports = 0
    #expect(throws: LedgerError.interrupted(path: ledger.path)) {
      try DurableLearner(opening: ledger) { _ in
        reports += 1
        return reports < 2
      }
    }
    let rest = folder.path("ledger-rebuild")
    #expect(FileManager.default.fileExists(atPath: rest))
    var done: [Int] = []
    let resumed = try DurableLearner(opening: ledger) { progress in
      done.append(progress.done)
      return true
    }
    #expect(done == [3_072])
    #expect(!FileManager.default.fileExists(atPath: rest))
    let isSame = resumed.learner.snapshot() == whole.snapshot()
    #expect(isSame)
  }

  /// What is left of an interrupted rebuild is gone when something is erased.
  @Test func aRebuildKeepsNoErasedEntry() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<2_000))
    #expect(throws: LedgerError.self) { try DurableLearner(opening: ledger) { _ in false } }
    let rest = folder.path("ledger-rebuild")
    #expect(FileManager.default.fileExists(atPath: rest))
    try ledger.erase(ids: ["parcel-7"])
    #expect(!FileManager.default.fileExists(atPath: rest))
  }
}
