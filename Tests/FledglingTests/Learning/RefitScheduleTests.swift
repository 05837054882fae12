import Testing

@testable import Fledgling

struct RefitScheduleTests {
  /// Numbers of examples, close to each other at first and then far apart.
  private static let counts: [Int] = {
    var counts = Array(0...2_000)
    while let last = counts.last, last < 50_000_000 { counts.append(last + last / 7) }
    return counts
  }()
  private static let worths: [Float] = [-1e9, -0.5, 0, 1e-6, 0.01, 0.05, 0.1, 0.5, 100, 1e9]
  private static let costs = [0, 1, 100, 10_000, 1_000_000, 1 << 40]

  /// The encoder is looked at ever more seldom, yet always again.
  @Test func theNextRefitLiesAhead() {
    var schedule = RefitSchedule()
    #expect(schedule.nextRefit > 0)
    for count in Self.counts {
      schedule.refitted(at: count)
      #expect(schedule.nextRefit > count)
      #expect(schedule.nextRefit <= max(count + 2, 4 * count))
    }
  }

  /// So are trees grown: they are worth or cost what they may.
  @Test(arguments: worths)
  func theNextTreesLieAhead(worth: Float) {
    #expect(RefitSchedule().nextTrees > 0)
    for cost in Self.costs {
      for start in [0, 100, 40_000] {
        for count in Self.counts where count >= start + 100 {
          var schedule = RefitSchedule()
          if start > 0 { schedule.changed(at: start) }
          schedule.grew(at: count, worth: worth, cost: cost)
          #expect(schedule.nextTrees >= count + 25)
          #expect(schedule.nextTrees <= max(count + 25, 4 * count))
          if start == 0 { continue }
          schedule.grewRecent(at: count, worth: worth, cost: cost)
          // What has come since the change counts, not all that ever came.
          #expect(schedule.nextRecentTrees >= count + 25)
          #expect(schedule.nextRecentTrees <= max(count + 25, count + 3 * (count - start)))
        }
      }
    }
  }

  /// Trees that bring more are grown no more seldom than others.
  @Test(arguments: costs)
  func worthBringsTreesForward(cost: Int) {
    for count in Self.counts where count > 0 {
      var next = Int.max
      for worth in Self.worths {
        var schedule = RefitSchedule()
        schedule.grew(at: count, worth: worth, cost: cost)
        #expect(schedule.nextTrees <= next, "\(count) examples, worth \(worth)")
        next = schedule.nextTrees
      }
    }
  }

  /// There is nothing recent before a change; after it, trees of its own are due when three hundred
  /// examples have come.
  @Test(arguments: [200, 300, 5_000, 1_000_000])
  func recentTreesAreDueAfterAChange(start: Int) {
    var schedule = RefitSchedule()
    #expect(schedule.nextRecentTrees == .max)
    schedule.grew(at: start, worth: 0.5, cost: 100)
    let before = schedule.nextTrees
    schedule.changed(at: start)
    #expect(schedule.conceptStart == start)
    #expect(schedule.nextRecentTrees == start + 300)
    // It is noticed a window later, which leaves time until then.
    #expect(schedule.nextRecentTrees > start + DriftMonitor.window)
    #expect(schedule.nextTrees >= max(before, 3 * start), "what is old can wait")
    // Another change begins anew.
    schedule.grewRecent(at: start + 300, worth: 0.5, cost: 100)
    schedule.changed(at: start + 900)
    #expect(schedule.nextRecentTrees == start + 1_200)
  }

  /// Whatever comes, a learner's plans lie ahead of it.
  @Test(arguments: [RuleChange.corners, .sums])
  func aLearnerNeverWaitsForWhatIsPast(change: RuleChange) throws {
    var learner = Learner(schema: try RuleChange.schema())
    var late: [Int] = []
    for example in change.examples(1_400, changeAt: 600, seed: 3) {
      try learner.learn(example.values, outcome: .label(example.label))
      let schedule = learner.schedule
      let next = min(schedule.nextRefit, schedule.nextTrees, schedule.nextRecentTrees)
      if next <= learner.count { late.append(learner.count) }
    }
    #expect(late.isEmpty)
    // A change was noticed, and trees were grown since.
    let event = try #require(learner.driftEvents.last)
    #expect(learner.schedule.conceptStart + DriftMonitor.window == event.example)
    #expect(learner.schedule.nextRecentTrees > event.example + 225)
  }

  @Test func survivesASnapshot() throws {
    var schedule = RefitSchedule()
    schedule.refitted(at: 700)
    schedule.grew(at: 800, worth: 0.1, cost: 400)
    schedule.changed(at: 500)
    var writer = SnapshotWriter()
    writer.write(schedule)
    var reader = SnapshotReader(writer.bytes)
    let copy: RefitSchedule = try reader.read()
    #expect(copy.nextRefit == schedule.nextRefit)
    #expect(copy.nextTrees == schedule.nextTrees)
    #expect(copy.conceptStart == 500)
    #expect(copy.nextRecentTrees == 800)
  }
}
