import TestSupport
import Fledgling
import Testing

@testable import FledglingStore

struct EvictionTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Ten thousand cases of which few fit in memory foresee the same as where all do.
  @Test func nothingIsLost() throws {
    var whole = WatchedCases.monitor
    let ledger = try WatchedCases.ledger(folder)
    let durable = try DurableMonitor(opening: ledger, openByteLimit: 1 << 18)
    // Enough known ends for alarms.
    try WatchedCases.live(0..<200, &whole)
    try WatchedCases.live(0..<200, durable)
    let cases = 200..<10_200
    var differences = 0
    var alarms = 0
    for step in 0..<2 {
      try durable.together {
        for number in cases {
          let (name, order) = (WatchedCases.name(number), WatchedCases.order(step))
          let values = WatchedCases.values(number, step)
          let expected = try whole.step(values, of: name, at: order)
          if expected.alarm != nil { alarms += 1 }
          if try durable.step(values, of: name, at: order) != expected { differences += 1 }
        }
      }
    }
    #expect(differences == 0)
    #expect(alarms > 0)
    #expect(durable.monitor.openCount < 2_000)
    #expect(try durable.openCount() == whole.openCount)
    #expect(try durable.openEpisodes() == whole.openEpisodes)
    for number in [200, 5_000, 10_199] {
      let name = WatchedCases.name(number)
      #expect(try durable.curve(of: name) == whole.curve(of: name))
      #expect(try durable.forecast(of: name)?.alarm == whole.forecast(of: name)?.alarm)
    }
    try durable.together {
      for number in cases {
        let outcome = WatchedCases.outcome(number)
        try whole.finish(WatchedCases.name(number), outcome: outcome)
        try durable.finish(WatchedCases.name(number), outcome: outcome)
      }
    }
    #expect(durable.monitor.stateHash == whole.stateHash)
    #expect(try durable.openCount() == 0)
    #expect(try DurableMonitor(opening: ledger).monitor.stateHash == whole.stateHash)
  }

  /// Where no more than one case fits, each leaves as soon as another comes.
  @Test func oneAtATime() throws {
    var whole = WatchedCases.monitor
    let durable = try DurableMonitor(
      opening: WatchedCases.ledger(folder), openByteLimit: 0)
    for round in 0..<6 {
      for step in 0..<6 {
        for number in round * 10..<round * 10 + 10 where step < WatchedCases.count(number) {
          let (name, order) = (WatchedCases.name(number), WatchedCases.order(step))
          let values = WatchedCases.values(number, step)
          let expected = try whole.step(values, of: name, at: order)
          #expect(try durable.step(values, of: name, at: order) == expected)
          #expect(durable.monitor.openCount == 1)
        }
      }
      for number in round * 10..<round * 10 + 10 {
        let (name, outcome) = (WatchedCases.name(number), WatchedCases.outcome(number))
        try whole.finish(name, outcome: outcome)
        try durable.finish(name, outcome: outcome)
      }
    }
    #expect(durable.monitor.stateHash == whole.stateHash)
  }

  /// What a monitor refuses it refuses also of cases that are not in memory.
  @Test func refusals() throws {
    let durable = try DurableMonitor(
      opening: WatchedCases.ledger(folder), openByteLimit: 0)
    let values = WatchedCases.values(1, 0)
    for name in ["a", "b", "c"] {
      for order in [1.0, 2] { try durable.step(values, of: name, at: order) }
    }
    #expect(!durable.monitor.holds("a"))
    func refused(_ expected: MonitorError, _ body: () throws -> Void) {
      #expect(throws: LedgerError.monitor(expected)) { try body() }
    }
    refused(.duplicateStep(episode: "a", order: 1)) { try durable.step(values, of: "a", at: 1) }
    refused(.outOfOrder(episode: "b", order: 0, last: 2)) {
      try durable.step(values, of: "b", at: 0)
    }
    refused(.contradictoryStep(episode: "a", order: 1)) {
      try durable.step(WatchedCases.values(2, 1), of: "a", at: 1)
    }
    refused(.outcomeMissing(episode: "a")) { try durable.finish("a") }
    refused(.noSteps(episode: "d")) { try durable.finish("d", outcome: .label("lost")) }
    refused(.unknownEpisode("d")) { try durable.abandon("d") }
    refused(.episodeName(bytes: 0)) { try durable.step(values, of: "", at: 1) }
    try durable.finish("a", outcome: .label("lost"))
    try durable.finish("a", outcome: .label("lost"))
    refused(.contradictoryOutcome(episode: "a", earlier: "lost", now: "solved")) {
      try durable.finish("a", outcome: .label("solved"))
    }
    refused(.duplicateStep(episode: "a", order: 1)) { try durable.step(values, of: "a", at: 1) }
    refused(.ended(episode: "a")) { try durable.step(values, of: "a", at: 3) }
    try durable.abandon("b")
    #expect(durable.monitor.episodes == 2)
    #expect(try durable.openEpisodes() == ["c"])
    #expect(try durable.explain("a").orders == [1, 2])
    #expect(try durable.explain("c").orders == [1, 2])
  }
}
