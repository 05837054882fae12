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

/// A rule that gives way to another halfway is unlearned, with trees grown on what came since.
struct RuleChangeTests {
  private static let recent = "boosted trees since the last change"

  @Test(arguments: [RuleChange.flip, .corners, .sums], [1, 2] as [UInt64])
  func aNewRuleIsLearned(change: RuleChange, seed: UInt64) throws {
    let examples = change.examples(6_000, changeAt: 3_000, seed: seed)
    var learner = Learner(schema: try RuleChange.schema())
    let before = try learner.run(examples[..<3_000])
    #expect(before.accuracy(from: 1_500) > 0.97)
    #expect(learner.driftEvents.isEmpty)
    #expect(learner.classifier?.ensemble.recentTrees == nil)
    try learner.run(examples[3_000..<4_500])
    let events = learner.driftEvents
    #expect(events.contains { (3_000..<3_300).contains($0.example) }, "\(events)")
    #expect(learner.classifier?.ensemble.recentTrees != nil)
    let after = try learner.run(examples[4_500...])
    #expect(after.accuracy() > 0.965)
    let expert = try #require(learner.experts.first { $0.name == Self.recent })
    #expect(try #require(expert.accuracy) > 0.5)
  }

  /// Before there are such trees, the expert says what the prior says, and does no harm.
  @Test func withoutAChangeThereAreNoTreesSinceOne() throws {
    var learner = Learner(schema: try RuleChange.schema())
    let record = try learner.run(RuleChange.sums.examples(1_500, changeAt: 1_500, seed: 3))
    #expect(record.accuracy(from: 750) > 0.95)
    #expect(learner.experts.contains { $0.name == Self.recent })
    #expect(learner.classifier?.ensemble.recentTrees == nil)
    #expect(learner.schedule.nextRecentTrees == .max)
  }

  /// A refit begins a new epoch, but what was learned of the new rule must not be lost with it:
  /// trees since the change are grown anew at once, as all others are.
  @Test(arguments: [UInt64](1...3))
  func aRefitKeepsTreesSinceTheLastChange(seed: UInt64) throws {
    let examples = RuleChange.corners.examples(6_300, changeAt: 3_000, seed: seed)
    var learner = Learner(schema: try RuleChange.schema())
    var isGrown = false
    var lost = 0
    var record = Record()
    for example in examples {
      record.correct += try learner.run([example]).correct
      let isThere = learner.classifier?.ensemble.recentTrees != nil
      isGrown = isGrown || isThere
      if isGrown && !isThere { lost += 1 }
    }
    #expect(isGrown)
    #expect(lost == 0, "examples without trees that had been there")
    // A refit comes at 5,688 examples.
    let before = record.correct[5_088..<5_688].count { !$0 }
    let after = record.correct[5_688..<6_288].count { !$0 }
    #expect(after <= 2 * before + 6, "wrong in the 600 examples before the refit and after it")
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
    let alarms = (0..<10_000).filter { monitor.record(loss(&random), example: $0) }
    #expect(alarms.isEmpty)
    #expect(monitor.events.isEmpty)
  }

  @Test(arguments: [UInt64](1...20))
  func alarmSoonAfterAChange(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var monitor = DriftMonitor()
    let alarms = (0..<3_000).filter {
      monitor.record(loss(&random, $0 < 2_050 ? 0.1 : 0.4), example: $0)
    }
    #expect(monitor.events.count == 1)
    #expect(alarms == monitor.events.map(\.example), "an event is told when it comes")
    #expect(monitor.events.allSatisfy { (2_050..<2_300).contains($0.example) })
    #expect(monitor.events.allSatisfy { $0.after > $0.before + 0.2 })
  }

  /// Learning lowers the loss, which is no drift.
  @Test(arguments: [UInt64](1...5))
  func noAlarmWhileLearning(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var monitor = DriftMonitor()
    let alarms = (0..<5_000).filter {
      monitor.record(loss(&random, max(0.05, 0.5 - Float($0) / 4_000)), example: $0)
    }
    #expect(alarms.isEmpty)
    #expect(monitor.events.isEmpty)
  }

  @Test func noAlarmBeforeThereIsAReference() {
    var monitor = DriftMonitor()
    let alarms = (0..<300).filter { monitor.record($0 < 200 ? 0.1 : 5, example: $0) }
    #expect(alarms.isEmpty)
    #expect(monitor.events.isEmpty)
  }

  @Test func theLastEventsAreKept() throws {
    var monitor = DriftMonitor()
    var level = 1.0
    var alarms: [Int] = []
    for example in 0..<40_000 {
      if example % 500 == 400 { level *= 1.2 }
      if monitor.record(level * (example % 2 == 0 ? 0.9 : 1.1), example: example) {
        alarms.append(example)
      }
    }
    #expect(alarms.count > DriftMonitor.eventLimit)
    #expect(monitor.events.map(\.example) == Array(alarms.suffix(DriftMonitor.eventLimit)))
    #expect(monitor.events.count == DriftMonitor.eventLimit)
    #expect(try #require(monitor.events.last).example > 39_000)
    let examples = monitor.events.map(\.example)
    #expect(examples == examples.sorted())
    let copy = try copied(monitor)
    #expect(bytes(of: copy) == bytes(of: monitor))
  }
}
