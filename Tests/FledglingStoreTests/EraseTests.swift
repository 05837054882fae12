import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

struct EraseTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func whatWasErasedIsNowhere() throws {
    let ledger = try Parcels.ledger(folder)
    var secret = Parcels.entries(500..<501)[0]
    secret.id = "Frederika Ohnesorg"
    secret.job = "the job of secrets"
    secret.fields[1] = .text("carrier pigeon 4711")
    try ledger.append(Parcels.entries(0..<100) + [secret] + Parcels.entries(100..<200))
    try ledger.setOutcome(id: "Frederika Ohnesorg", .label("by a fortnight"))
    let durable = try DurableLearner(opening: ledger)
    try durable.saveSnapshot()
    let texts = [
      "Frederika Ohnesorg", "carrier pigeon 4711", "the job of secrets", "by a fortnight",
    ]
    var bytes = try folder.bytes()
    for text in texts { #expect(bytes.holds(text.utf8)) }
    let erasure = try ledger.erase(ids: ["Frederika Ohnesorg"])
    #expect(erasure.count == 1)
    #expect(erasure.keys == [ExampleKey(id: "Frederika Ohnesorg", time: secret.time)])
    bytes = try folder.bytes()
    for text in texts { #expect(!bytes.holds(text.utf8)) }
    #expect(!bytes.holds(erasure.keys[0].bytes))
    #expect(!FileManager.default.fileExists(atPath: folder.path("ledger-snapshot")))
    #expect(ledger.count == 200)
    #expect(ledger.tombstones == 1)
    #expect(try ledger.check() == [])
  }

  /// Late outcomes, corrections and erasures at random: SQLite must never move what is erased later.
  @Test(arguments: [UInt64](1...3))
  func noCopyIsLeftBehind(seed: UInt64) throws {
    let ledger = try Parcels.ledger(folder)
    var random = SplitMix(seed: seed)
    var entries = Parcels.entries(0..<6_000, seed: seed)
    for index in entries.indices {
      entries[index].id = token("n", index)
      let filler = index % 500 == 0 ? String(repeating: " and more", count: 1_000) : ""
      entries[index].fields[1] = .text(token("c", index) + filler)
      if index % 3 == 0 { entries[index].outcome = nil }
    }
    for first in stride(from: 0, to: 6_000, by: 300) {
      try ledger.append(Array(entries[first..<first + 300]))
      for _ in 0..<30 {
        let index = Int(random.next() % UInt64(first + 300))
        let outcome = Outcome.label("outcome-\(random.next() % 5)")
        try ledger.setOutcome(id: token("n", index), outcome)
        entries[index].outcome = outcome
      }
    }
    let gone = (0..<6_000).shuffled(using: &random).prefix(3_000)
    var secrets: Set<UInt64> = []
    for index in gone {
      secrets.formUnion([number(token("n", index)), number(token("c", index))])
      if let key = try ledger.key(of: entries[index]) { secrets.insert(key.hash) }
    }
    #expect(try traces(of: secrets) >= 3 * 2_000)
    for first in stride(from: 0, to: 3_000, by: 100) {
      try ledger.erase(ids: gone[first..<first + 100].map { token("n", $0) })
    }
    #expect(try traces(of: secrets) == 0)
    #expect(try ledger.check() == [])
    let size = try folder.bytes().count
    try ledger.compact()
    #expect(try folder.bytes().count < size)
    #expect(try traces(of: secrets) == 0)
    #expect(try ledger.check() == [])
    #expect(ledger.count == 3_000)
    try ledger.append(Parcels.entries(7_000..<7_010))
    #expect(ledger.count == 3_010)
  }

  /// Eight bytes that stand nowhere else.
  private func token(_ kind: String, _ index: Int) -> String { kind + "\(1_000_000 + index)" }

  private func number(_ token: String) -> UInt64 {
    token.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// How often eight bytes of the files are among those that are sought.
  private func traces(of secrets: Set<UInt64>) throws -> Int {
    var window: UInt64 = 0
    return try folder.bytes().count { byte in
      window = window << 8 | UInt64(byte)
      return secrets.contains(window)
    }
  }

  @Test func erasedIdsDoNotComeBack() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<10))
    let generation = ledger.generation
    try ledger.erase(ids: ["parcel-4"])
    #expect(ledger.generation == generation + 1)
    #expect(throws: LedgerError.idsErased(count: 1, first: ["parcel-4"])) {
      try ledger.append(Parcels.entries(4..<5))
    }
    #expect(throws: LedgerError.idUnknown("parcel-4")) { try ledger.erase(ids: ["parcel-4"]) }
    #expect(throws: LedgerError.idUnknown("parcel-4")) {
      try ledger.setOutcome(id: "parcel-4", .label("no"))
    }
    #expect(try ledger.entry(id: "parcel-4") == nil)
  }

  ///     erase: commit ── snapshot removed ── log emptied ── acknowledged
  ///                    ↑ crash
  @Test func anErasureThatWasCutShortIsCompleted() throws {
    let snapshot = folder.path("ledger-snapshot")
    do {
      let ledger = try Parcels.ledger(folder)
      try ledger.append(Parcels.entries(0..<100))
      try DurableLearner(opening: ledger).saveSnapshot()
      try FileManager.default.copyItem(atPath: snapshot, toPath: folder.path("kept"))
      try ledger.erase(ids: ["parcel-50"])
    }
    try FileManager.default.moveItem(atPath: folder.path("kept"), toPath: snapshot)
    let durable = try DurableLearner(opening: Ledger.open(folder.path("ledger")))
    #expect(!FileManager.default.fileExists(atPath: snapshot))
    #expect(durable.learner.count == 99)
    #expect(!durable.learner.hasLearned(id: "parcel-50"))
  }

  @Test func oneUnknownIdErasesNothing() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<10))
    #expect(throws: LedgerError.idUnknown("nobody")) {
      try ledger.erase(ids: ["parcel-1", "nobody"])
    }
    #expect(ledger.count == 10)
    #expect(ledger.generation == 0)
  }

  @Test func entriesAreErasedByPlace() throws {
    let ledger = try Parcels.ledger(folder)
    var entries = Parcels.entries(0..<10)
    entries[2].id = nil
    try ledger.append(entries)
    let erasure = try ledger.erase(sequences: [3, 5, 5, 77])
    #expect(erasure.count == 2)
    #expect(erasure.keys.count == 2)
    #expect(erasure.digests.count == 1)
    #expect(try ledger.erase(sequences: [3, 5]).count == 0)
    #expect(ledger.generation == 1)
    #expect(ledger.count == 8)
    #expect(try ledger.append(Parcels.entries(20..<21)) == 11...11)
    #expect(try ledger.check() == [])
  }
}

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
