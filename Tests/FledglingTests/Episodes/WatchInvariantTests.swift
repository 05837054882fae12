import Testing

@testable import Fledgling

/// What a consolidated monitor is follows from its episodes alone, down to the last byte.
struct WatchInvariantTests {
  /// Any order, any partition, any tree of mergers; some episodes are abandoned, some go on.
  @Test(arguments: try Saga.all(16))
  func treesOfMergersAgree(saga: Saga) throws {
    var random = SplitMix64(seed: 1)
    var whole = try saga.lived(saga.tales, &random)
    whole.consolidate()
    let merged = try saga.merged(saga.tales, parts: 3, &random)
    #expect(merged.stateHash == whole.stateHash)
    #expect(merged.openCount == 2)
    #expect(merged.openEpisodes == whole.openEpisodes)
    for name in whole.openEpisodes {
      #expect(merged.forecast(of: name) == whole.forecast(of: name))
      #expect(merged.curve(of: name) == whole.curve(of: name))
    }
    let isSame = merged.snapshot() == whole.snapshot()
    #expect(isSame, "down to the last byte")
    let once = bytes(of: whole)
    whole.consolidate()
    let isStill = bytes(of: whole) == once
    #expect(isStill, "consolidating twice changes nothing")
  }

  /// A monitor that is broken on purpose, whose state rests on the order, is told apart.
  @Test func anotherOrderIsSeenWithoutConsolidation() throws {
    let saga = try Saga.all(12)[0]
    var random = SplitMix64(seed: 1)
    let one = try saga.lived(saga.tales, &random)
    let other = try saga.lived(saga.tales.reversed(), &random)
    #expect(one.stateHash != other.stateHash)
  }

  /// Every cell and every end counts.
  @Test func whatChangedIsSeen() throws {
    let saga = try Saga.all(16)[0]
    var monitor = saga.monitor()
    monitor.study(saga.tales)
    var cell = saga.tales
    cell[4].steps[0].values[0] = .number(0.123)
    var end = saga.tales
    end[4].end = .told(.label("another"))
    var order = saga.tales
    let long = try #require(
      order.indices.first {
        order[$0].steps.count > 5 && $0 % 8 != 3 && $0 % 8 != 6
      })
    for step in 4..<order[long].steps.count { order[long].steps[step].order += 40 }
    for (index, changed) in [cell, end, order, Array(saga.tales.dropLast())].enumerated() {
      var other = saga.monitor()
      other.study(changed)
      #expect(other.stateHash != monitor.stateHash, "change \(index)")
    }
    #expect(EpisodeMonitor(schema: saga.schema).stateHash != saga.monitor().stateHash)
  }

  @Test(arguments: try Saga.all(12))
  func unlearnedIsNeverLearned(saga: Saga) throws {
    var random = SplitMix64(seed: 2)
    // One that ended, one that was abandoned, one that goes on, and the last of its kind.
    let gone: Set<Int> = [0, 3, 6, 11]
    let others = saga.tales.indices.filter { !gone.contains($0) }.map { saga.tales[$0] }
    var never = try saga.lived(others, &random)
    never.consolidate()
    var monitor = try saga.lived(saga.tales, &random)
    for index in gone.sorted() { try monitor.unlearn(saga.tales[index].name) }
    #expect(monitor.stateHash == never.stateHash)
    let isSame = monitor.essence == never.essence
    #expect(isSame, "down to the last byte")
    #expect(throws: MonitorError.unlearned(episode: "case 0")) {
      try monitor.step(saga.tales[0].steps[0].values, of: "case 0", at: 1e6)
    }
  }

  /// Nothing is left of what amounts there were, nor of classes.
  @Test(arguments: try Saga.all(4))
  func everythingUnlearned(saga: Saga) throws {
    var monitor = saga.monitor()
    monitor.study(saga.tales)
    for tale in saga.tales { try monitor.unlearn(tale.name) }
    var never = saga.monitor()
    never.consolidate()
    #expect(monitor.stateHash == never.stateHash)
    let isSame = monitor.essence == never.essence
    #expect(isSame)
    #expect(monitor.classes.isEmpty)
    let forecast = try monitor.step(saga.tales[0].steps[0].values, of: "new", at: 1)
    #expect(forecast.prediction == .unknown && forecast.value == nil)
  }

  /// Nothing is left either where only episodes stay of which nobody knows the end.
  @Test func onlyTheAbandonedStay() throws {
    for saga in try Saga.all(4) {
      func isAbandoned(_ tale: Tale) -> Bool {
        if case .abandoned = tale.end { true } else { false }
      }
      var monitor = saga.monitor()
      monitor.study(saga.tales)
      for tale in saga.tales where !isAbandoned(tale) { try monitor.unlearn(tale.name) }
      var never = saga.monitor()
      never.study(saga.tales.filter(isAbandoned))
      let isSame = monitor.essence == never.essence
      #expect(isSame, "\(saga.name)")
    }
  }

  @Test func duplicatesCountOnce() throws {
    let saga = try Saga.all(12)[1]
    var whole = saga.monitor()
    whole.study(saga.tales)
    var one = saga.monitor()
    one.study(saga.tales[..<8])
    var other = saga.monitor()
    other.study(saga.tales[4...])
    try one.merge(other)
    #expect(one.episodes == 11 && one.openCount == 1)
    let isSame = bytes(of: one) == bytes(of: whole)
    #expect(isSame)
    try one.merge(one)
    let isStill = bytes(of: one) == bytes(of: whole)
    #expect(isStill)
  }

  /// What one copy unlearned goes from the other, whichever of them merges.
  @Test func unlearnedEverywhere() throws {
    let saga = try Saga.all(12)[0]
    var one = saga.monitor()
    one.study(saga.tales[..<8])
    var other = saga.monitor()
    other.study(saga.tales[4...])
    try other.unlearn("case 5")
    var there = one
    try there.merge(other)
    var back = other
    try back.merge(one)
    #expect(there.stateHash == back.stateHash)
    let isSame = bytes(of: there) == bytes(of: back)
    #expect(isSame)
    for monitor in [there, back] {
      var monitor = monitor
      #expect(throws: MonitorError.unlearned(episode: "case 5")) {
        try monitor.step(saga.tales[5].steps[0].values, of: "case 5", at: 0)
      }
    }
  }

  /// An episode that goes on in both copies is taken from where it came further; one that ended in
  /// either ended.
  @Test func openEpisodesMeet() throws {
    let saga = try Saga.all(6)[0]
    let tale = Tale(
      "long", [[Value]](repeating: saga.tales[0].steps[0].values, count: 6),
      end: .told(.label("kept")))
    var short = saga.monitor()
    short.study(saga.tales[..<3])
    var long = saga.monitor()
    long.study(saga.tales[3...])
    var ended = long
    try short.follow(Tale("long", tale.steps.prefix(2).map(\.values)))
    try long.follow(tale)
    try ended.live(tale)
    for (one, other) in [(short, long), (long, short)] {
      var merged = one
      try merged.merge(other)
      #expect(merged.openEpisodes == ["long"])
      #expect(merged.forecast(of: "long")?.step == 6)
      let forecast = try merged.step(tale.steps[0].values, of: "long", at: 7)
      #expect(forecast.step == 7)
    }
    for (one, other) in [(short, ended), (ended, short)] {
      var merged = one
      try merged.merge(other)
      #expect(merged.openCount == 0)
      #expect(merged.episodes == 7)
    }
  }

  private func refuse(
    _ one: EpisodeMonitor, _ other: EpisodeMonitor, _ location: SourceLocation = #_sourceLocation
  )
    -> MergeError?
  {
    var merged = one
    defer {
      let isSame = bytes(of: merged) == bytes(of: one)
      #expect(isSame, "the monitor changed", sourceLocation: location)
    }
    do throws(MergeError) {
      try merged.merge(other)
      return nil
    } catch {
      return error
    }
  }

  @Test func conflictsAreRefused() throws {
    let saga = try Saga.all(10)[0]
    var twisted = saga.tales
    twisted[1].end = .told(.label("another"))
    twisted[2].steps[0].values[0] = .number(77)
    twisted[9].steps[0].order -= 50
    var one = saga.monitor()
    one.study(saga.tales)
    var other = saga.monitor()
    other.study(twisted)
    #expect(refuse(one, other) == .conflict(count: 3))
    // Two open episodes of one name that went different ways.
    var (left, right) = (saga.monitor(), saga.monitor())
    try left.step(saga.tales[0].steps[0].values, of: "open", at: 1)
    try right.step(saga.tales[1].steps[0].values, of: "open", at: 1)
    #expect(refuse(left, right) == .conflict(count: 1))
    // One that goes on here, and ended there in another way.
    try right.finish("open", outcome: .label("kept"))
    #expect(refuse(left, right) == .conflict(count: 1))
    #expect(refuse(right, left) == .conflict(count: 1))
  }

  @Test func strangersAreRefused() throws {
    let saga = try Saga.all(4)[0]
    var one = saga.monitor()
    one.study(saga.tales)
    let schema = try Schema(
      fields: Array(Saga.wildFields.dropLast()), target: "end", task: .classification)
    let strangers: [EpisodeMonitor] = [
      EpisodeMonitor(schema: schema, goal: saga.goal),
      EpisodeMonitor(schema: saga.schema),
      EpisodeMonitor(schema: saga.schema, goal: saga.goal, isTimed: true),
      EpisodeMonitor(schema: saga.schema, goal: saga.goal, learnsByDifferences: false),
    ]
    for stranger in strangers {
      guard case .differentSchemas = refuse(one, stranger) else {
        Issue.record("\(stranger.goal)")
        continue
      }
    }
    let other = EpisodeMonitor(schema: saga.schema, goal: saga.goal, seed: 9)
    #expect(refuse(one, other) == .differentSeeds(1, 9))
    #expect(refuse(one, saga.monitor()) == nil)
  }
}

/// Episodes beyond what is kept.
struct EpisodeBufferTests {
  private func record(_ name: String, steps: Int) -> EpisodeRecord {
    var record = EpisodeRecord(name: name)
    for step in 0..<steps { record.append(order: Double(step), cells: []) }
    return record
  }

  @Test func theFirstGo() {
    var kept = EpisodeBuffer(columns: 1 << 16)
    #expect(kept.limit == 128)
    for index in 0..<200 {
      kept.add(record("episode \(index)", steps: 1 + index % 7))
      #expect(kept.steps <= kept.limit)
      #expect(kept.steps == kept.records.reduce(0) { $0 + $1.count })
      #expect(kept.dropped + kept.records.count == index + 1)
      #expect(kept.records.last?.name == "episode \(index)")
      #expect(kept.records.first?.name == "episode \(kept.dropped)")
    }
    #expect(kept.dropped > 150)
    // One that is longer than all that is kept does not stay.
    kept.add(record("long", steps: 500))
    #expect(kept.records.isEmpty && kept.steps == 0 && kept.dropped == 201)
  }

  @Test func limits() {
    #expect(EpisodeBuffer(columns: 0).limit == EpisodeBuffer.stepLimit)
    #expect(EpisodeBuffer(columns: 32).limit == EpisodeBuffer.stepLimit)
    #expect(EpisodeBuffer(columns: 64).limit == EpisodeBuffer.stepLimit / 2)
  }

  /// A monitor whose first episodes are gone foresees, learns and consolidates, but cannot unlearn
  /// those.
  @Test func aLongLife() throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "end", task: .classification)
    var monitor = EpisodeMonitor(schema: schema, goal: MonitorGoal(bad: .labels(["1"])))
    let length = 50_000
    for episode in 0..<6 {
      for step in 0..<length {
        try monitor.step([.number(Double(episode % 2))], of: "episode \(episode)", at: Double(step))
      }
      try monitor.finish("episode \(episode)", outcome: .label("\(episode % 2)"))
    }
    #expect(!monitor.isComplete)
    #expect(monitor.episodes == 6 && monitor.steps == 6 * length)
    let before = bytes(of: monitor)
    #expect(throws: MonitorError.notKept(episode: "episode 0")) { try monitor.unlearn("episode 0") }
    #expect(throws: MonitorError.notKept(episode: "episode 5")) { try monitor.unlearn("episode 5") }
    #expect(throws: MonitorError.notKept(episode: "episode 0")) { try monitor.explain("episode 0") }
    #expect(throws: MonitorError.ended(episode: "episode 0")) {
      try monitor.step([.number(1)], of: "episode 0", at: 1e9)
    }
    let other = EpisodeMonitor(schema: schema, goal: monitor.goal)
    #expect(throws: MergeError.self) { try monitor.merge(other) }
    #expect(bytes(of: monitor) == before)
    let copy = try EpisodeMonitor(snapshot: monitor.snapshot())
    #expect(!copy.isComplete && bytes(of: copy) == before)
    for _ in 0..<2 {
      let bad = try monitor.step([.number(1)], of: "bad \(monitor.openCount)", at: 1)
      let good = try monitor.step([.number(0)], of: "good \(monitor.openCount)", at: 1)
      #expect((bad.risk ?? 0) > (good.risk ?? 1))
      monitor.consolidate()
      #expect(monitor.episodes == 6)
    }
  }
}
