import TestSupport
import Fledgling
import Testing

@testable import FledglingStore

struct OutcomeTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func lateOutcomesArriveInTheirTurn() throws {
    let ledger = try Parcels.ledger(folder)
    var entries = Parcels.entries(0..<3)
    let outcome = try #require(entries[1].outcome)
    entries[1].outcome = nil
    try ledger.append(Array(entries[..<2]))
    #expect(ledger.settledCount == 1)
    try ledger.append([entries[2]])
    #expect(try ledger.setOutcome(id: "parcel-1", outcome).outcome == nil)
    #expect(ledger.generation == 0)
    #expect(ledger.settledCount == 3)
    #expect(ledger.count == 3)
    var events: [LedgerEvent] = []
    try ledger.forEach(after: 0) { events.append($0) }
    #expect(events.map(\.sequence) == [1, 2, 3, 4])
    #expect(events.map(\.entry) == [1, 2, 3, 2])
    #expect(events.map(\.isOutcome) == [false, false, false, true])
    #expect(events[1].content.outcome == nil)
    #expect(events[3].content.outcome == outcome)
    events = []
    try ledger.forEach(after: 2) { events.append($0) }
    #expect(events.map(\.sequence) == [3, 4])
    #expect(try ledger.check() == [])
  }

  @Test func correctionsReplaceWhatWasKnown() throws {
    let ledger = try Parcels.ledger(folder)
    try ledger.append(Parcels.entries(0..<20))
    let before = try ledger.setOutcome(id: "parcel-3", .label("maybe"))
    #expect(before == Parcels.entries(0..<20)[3])
    #expect(ledger.generation == 1)
    #expect(try ledger.setOutcome(id: "parcel-3", .label("never")).outcome == .label("maybe"))
    #expect(ledger.settledCount == 20)
    #expect(try ledger.entry(id: "parcel-3")?.outcome == .label("never"))
    var outcomes: [Outcome?] = []
    try ledger.forEachInCanonicalOrder { if $0.id == "parcel-3" { outcomes.append($0.outcome) } }
    #expect(outcomes == [.label("never")])
    #expect(try ledger.sequences(where: "outcome", equals: "maybe") == [])
    #expect(try ledger.check() == [])
    try ledger.erase(ids: ["parcel-3"])
    #expect(try !folder.bytes().holds("never".utf8))
    #expect(try !folder.bytes().holds("maybe".utf8))
    #expect(try ledger.check() == [])
  }
}
