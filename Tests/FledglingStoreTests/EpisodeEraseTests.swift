import TestSupport
import Fledgling
import Foundation
import Testing

@testable import FledglingStore

struct EpisodeEraseTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private static let secret = "patient 4711 of ward nine"

  @Test(arguments: [true, false])
  func nothingIsLeft(hasEnded: Bool) throws {
    let ledger = try WatchedCases.ledger(folder)
    let durable = try DurableMonitor(opening: ledger, openByteLimit: 0)
    try WatchedCases.live(0..<20, durable)
    let (name, number) = (EpisodeEraseTests.secret, 123_457.0)
    let values: [Value] = [.text("billing"), .number(number), .text("calm"), .missing]
    for step in 0..<5 {
      try durable.step(values, of: name, at: Double(step))
      // So that it leaves memory and comes back.
      try durable.step(values, of: "another", at: Double(step))
    }
    if hasEnded { try durable.finish(name, outcome: .label("withdrawn by request")) }
    try WatchedCases.live(20..<40, durable)
    #expect(try folder.bytes().holds(name.utf8))
    let erasure = try durable.unlearn(name)
    #expect(erasure.count == 1)
    #expect(erasure.digests == [IdentityDigest(name).hex])
    let bytes = try folder.bytes()
    #expect(!bytes.holds(name.utf8))
    #expect(!bytes.holds("withdrawn by request".utf8))
    var whole = WatchedCases.monitor
    try WatchedCases.live(0..<40, &whole)
    whole.consolidate()
    for monitor in [durable, try DurableMonitor(opening: ledger)] {
      try monitor.consolidate()
      #expect(monitor.monitor.stateHash == whole.stateHash)
      #expect(try monitor.openEpisodes() == ["another"])
      #expect(throws: LedgerError.monitor(.unlearned(episode: name))) {
        try monitor.step(values, of: name, at: 9)
      }
      #expect(throws: LedgerError.monitor(.unknownEpisode(name))) { try monitor.unlearn(name) }
    }
  }

  /// What is kept in memory no more is unlearned all the same.
  @Test func unlearningReadsTheLedger() throws {
    let ledger = try WatchedCases.ledger(folder)
    let durable = try DurableMonitor(opening: ledger)
    let steps = 40_000
    try durable.together {
      for name in 0..<7 {
        for step in 0..<steps {
          try durable.step(WatchedCases.values(name, step), of: "\(name)", at: Double(step))
        }
        try durable.finish("\(name)", outcome: WatchedCases.outcome(name))
      }
    }
    #expect(!durable.monitor.isComplete)
    try durable.step(WatchedCases.values(1, 1), of: "open", at: 1)
    try durable.unlearn("0")
    #expect(durable.monitor.episodes == 6)
    #expect(durable.monitor.steps == 6 * steps)
    #expect(try durable.openEpisodes() == ["open"])
    #expect(try durable.step(WatchedCases.values(1, 2), of: "open", at: 2).step == 2)
    let again = try DurableMonitor(opening: ledger)
    #expect(again.monitor.stateHash == durable.monitor.stateHash)
  }
}
