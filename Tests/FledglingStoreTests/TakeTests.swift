import TestSupport
import Fledgling
import GRDB
import Testing

@testable import FledglingStore

/// Entries and outcomes that are taken down each for itself.
struct TakeTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func durable(_ name: String = "ledger") throws -> DurableLearner {
    try DurableLearner(opening: Parcels.ledger(folder, name))
  }

  @Test func eachEntryForItself() throws {
    let durable = try durable()
    let entries = Parcels.entries(0..<40)
    _ = try durable.learn(Array(entries[..<10]))
    try durable.unlearn(ids: ["parcel-3"])
    var batch = Array(entries[..<20])
    batch[4].outcome = nil
    batch[5].outcome = .label(batch[5].outcome == .label("yes") ? "no" : "yes")
    batch[6].fields[0] = .number(-1)
    batch[12].fields[0] = .text("far")
    batch[15].id = "parcel-14"
    let taken = try durable.take(batch)
    for (index, taken) in taken.enumerated() {
      switch index {
      case 3: #expect(taken.intake == .erased)
      case 5: #expect(taken.intake == .settled(entries[5]))
      case 6, 15: #expect(taken.intake == .contradictory)
      case 12:
        #expect(taken.intake == .refused(.fieldKind(Parcels.schema.fields[0])))
      case 10...: #expect(taken.intake == .appended)
      default: #expect(taken.intake == .known)
      }
    }
    #expect(durable.ledger.count == 9 + 8)
    #expect(try durable.ledger.check() == [])
    try durable.consolidate()
    let states = try durable.verify()
    #expect(states.held == states.rederived)
  }

  @Test func outcomesThatComeAlone() throws {
    let durable = try durable()
    let entries = Parcels.entries(0..<60)
    var open = entries
    for index in 30..<60 { open[index].outcome = nil }
    _ = try durable.take(open)
    try durable.unlearn(ids: ["parcel-31"])
    var late = (28..<60).map {
      LateOutcome(id: "parcel-\($0)", outcome: entries[$0].outcome ?? .label(""))
    }
    late.append(LateOutcome(id: "parcel-999", outcome: .label("yes")))
    late.append(LateOutcome(id: "parcel-32", outcome: .number(3)))
    let taken = try durable.settle(late).map(\.intake)
    #expect(taken[..<2] == [.known, .known])
    #expect(taken[3] == .erased)
    #expect(taken[32] == .unknown)
    #expect(taken[33] == .refused(.learner(.outcomeKind(expected: .classification))))
    for index in [2] + Array(4..<32) { #expect(taken[index] == .settled(open[index + 28])) }
    try durable.consolidate()
    let whole = try self.durable("whole")
    _ = try whole.take(entries.filter { $0.id != "parcel-31" })
    try whole.consolidate()
    #expect(durable.learner.stateHash == whole.learner.stateHash)
  }

  /// A correction of what is known from the ledger alone.
  @Test func corrections() throws {
    let durable = try durable()
    let entries = Parcels.entries(0..<50)
    _ = try durable.take(entries)
    let wrong = try #require(entries[7].outcome)
    let right = Outcome.label(wrong == .label("yes") ? "no" : "yes")
    #expect(
      try durable.settle([LateOutcome(id: "parcel-7", outcome: right)]).map(\.intake)
        == [.settled(entries[7])])
    #expect(try durable.ledger.entry(id: "parcel-7")?.outcome == right)
    try durable.consolidate()
    let states = try durable.verify()
    #expect(states.held == states.rederived)
    #expect(durable.learner.count == 50)
  }
}
