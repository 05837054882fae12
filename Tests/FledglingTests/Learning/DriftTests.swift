import Testing

@testable import Fledgling

struct DriftTests {
  /// Halfway, every cloud takes its neighbour's label; the learner notices, and learns the new ones.
  @Test(arguments: [UInt64](1...2))
  func anAbruptChangeIsNoticed(seed: UInt64) throws {
    var examples = Source.clouds.examples(1_000, seed: seed)
    let next = ["cloud 0": "cloud 1", "cloud 1": "cloud 2", "cloud 2": "cloud 0"]
    for place in 600..<1_000 {
      examples[place].label = try #require(next[examples[place].label])
    }
    var learner = Learner(schema: try Source.clouds.schema())
    let record = try learner.run(examples)
    let events = learner.driftEvents
    #expect(events.contains { (600..<850).contains($0.example) }, "\(events)")
    #expect(events.allSatisfy { $0.example >= 600 && $0.after > $0.before }, "\(events)")
    #expect(record.accuracy(from: 850) > 0.85)
  }

  @Test(arguments: [UInt64](1...2))
  func aStationaryStreamHasNoDrift(seed: UInt64) throws {
    var learner = Learner(schema: try Source.clouds.schema())
    try learner.run(Source.clouds.examples(800, seed: seed))
    #expect(learner.driftEvents.isEmpty)
  }
}

struct DriftMonitorTests {
  /// Losses of an answer that is right nine times in ten and knows it.
  private func loss(_ random: inout SplitMix64, _ error: Float = 0.1) -> Double {
    random.uniform() < error ? 2.3 : 0.105
  }

  @Test(arguments: [UInt64](1...20))
  func noAlarmWithoutChange(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var monitor = DriftMonitor()
    for example in 0..<10_000 { monitor.record(loss(&random), example: example) }
    #expect(monitor.events.isEmpty)
  }

  @Test(arguments: [UInt64](1...20))
  func alarmSoonAfterAChange(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var monitor = DriftMonitor()
    for example in 0..<3_000 {
      monitor.record(loss(&random, example < 2_050 ? 0.1 : 0.4), example: example)
    }
    #expect(monitor.events.count == 1)
    #expect(monitor.events.allSatisfy { (2_050..<2_300).contains($0.example) })
    #expect(monitor.events.allSatisfy { $0.after > $0.before + 0.2 })
  }

  /// Learning lowers the loss, which is no drift.
  @Test(arguments: [UInt64](1...5))
  func noAlarmWhileLearning(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var monitor = DriftMonitor()
    for example in 0..<5_000 {
      monitor.record(loss(&random, max(0.05, 0.5 - Float(example) / 4_000)), example: example)
    }
    #expect(monitor.events.isEmpty)
  }

  @Test func noAlarmBeforeThereIsAReference() {
    var monitor = DriftMonitor()
    for example in 0..<300 { monitor.record(example < 200 ? 0.1 : 5, example: example) }
    #expect(monitor.events.isEmpty)
  }

  @Test func theLastEventsAreKept() throws {
    var monitor = DriftMonitor()
    var level = 1.0
    for example in 0..<40_000 {
      if example % 500 == 400 { level *= 1.2 }
      monitor.record(level * (example % 2 == 0 ? 0.9 : 1.1), example: example)
    }
    #expect(monitor.events.count == DriftMonitor.eventLimit)
    #expect(try #require(monitor.events.last).example > 39_000)
    let examples = monitor.events.map(\.example)
    #expect(examples == examples.sorted())
    let copy = try copied(monitor)
    #expect(bytes(of: copy) == bytes(of: monitor))
  }
}
