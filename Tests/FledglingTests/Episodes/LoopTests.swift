import Testing

@testable import Fledgling

struct LoopTests {
  private typealias Step = (tool: String, target: String, passing: Double)

  private let layout: StepSchema

  init() throws { layout = StepSchema(try #require(AgentRuns.schema)) }

  // MARK: Small cases, before anything was learned

  /// What is told after each step: a tool, a target, and the tests that pass.
  private func told(_ steps: [Step], _ sense: LoopDetector? = nil) -> [Loop?] {
    let sense = sense ?? LoopDetector(layout)
    var memory = sense.begin()
    return steps.enumerated().map { index, step in
      var cells: [UInt32] = []
      layout.append(
        [
          .category(step.tool), .category(step.target), .category("ok"),
          .number(Double(index * 7_919 % 100)), .number(3), .number(step.passing),
        ], to: &cells)
      return sense.step(&memory, cells)
    }
  }

  private func cycle(_ tools: [String], rounds: Int) -> [Step] {
    (0..<rounds).flatMap { _ in tools.map { ($0, "a", 5) } }
  }

  private static let before: [Step] = [
    ("list", "all", 5), ("search", "x", 5), ("read", "b", 5), ("think", "y", 5),
  ]

  @Test func theThirdRepetitionIsTold() throws {
    let loops = told(LoopTests.before + cycle(["shell"], rounds: 6))
    #expect(loops.prefix(6).allSatisfy { $0 == nil })
    for (index, rounds) in zip(6..<10, 3...) {
      let loop = try #require(loops[index])
      #expect(loop.kind == .repetition)
      #expect(loop.period == 1)
      #expect(loop.firstStep == 5)
      #expect(loop.rounds == rounds)
      #expect(loop.fields == ["tool", "target", "status"])
    }
  }

  /// From the very first step of an episode on.
  @Test func theFirstStepsMayBeALoop() { #expect(told(cycle(["shell"], rounds: 3))[2] != nil) }

  @Test func pingPong() throws {
    let loops = told(LoopTests.before + cycle(["edit", "test"], rounds: 5))
    #expect(loops.prefix(9).allSatisfy { $0 == nil })
    let loop = try #require(loops[9])
    #expect(loop.kind == .pingPong)
    #expect(loop.period == 2)
    #expect(loop.firstStep == 5)
    #expect(loop.rounds == 3)
  }

  /// Two targets by turns, each with the same tools, are a back and forth of four steps.
  @Test func pingPongOfTwoHalves() throws {
    let round: [Step] = ["a", "b"].flatMap { [("edit", $0, 5.0), ("test", "all", 5)] }
    let halves = round + round + round
    let loop = try #require(told(LoopTests.before + halves)[4 + 11])
    #expect(loop.kind == .pingPong)
    #expect(loop.period == 4)
  }

  @Test(arguments: 3...8)
  func cycles(period: Int) throws {
    let tools = (0..<period).map { "tool \($0)" }
    let loops = told(LoopTests.before + cycle(tools, rounds: 4))
    #expect(loops.prefix(3 + 3 * period).allSatisfy { $0 == nil })
    let loop = try #require(loops[3 + 3 * period])
    #expect(loop.kind == .cycle)
    #expect(loop.period == period)
    #expect(loop.firstStep == 5)
  }

  @Test func stagnation() throws {
    // Five steps in no order.
    var random = SplitMix64(seed: 1)
    let steps: [Step] = (0..<100).map { _ in ("tool \(random.below(5))", "a", 5) }
    #expect(told(steps).contains { $0?.kind == .stagnation })
  }

  @Test func twoTriesAreNoLoop() {
    let steps = LoopTests.before + cycle(["shell"], rounds: 2) + LoopTests.before
    #expect(told(steps + cycle(["edit", "test"], rounds: 2)).allSatisfy { $0 == nil })
  }

  @Test func progressIsNoLoop() {
    let steps = (0..<20).flatMap { [("edit", "a", Double($0 + 5)), ("test", "a", Double($0 + 6))] }
    #expect(told(LoopTests.before + steps).allSatisfy { $0 == nil })
  }

  /// A loop ends with progress, and begins to be counted anew.
  @Test func progressEndsALoop() {
    let loop = cycle(["edit", "test"], rounds: 5)
    let again: [Step] = loop.map { ($0.tool, $0.target, 6) }
    let loops = told(LoopTests.before + loop + [("edit", "a", 6)] + again)
    #expect(loops[13] != nil)
    #expect(loops[14...18].allSatisfy { $0 == nil })
    #expect(loops[24]?.firstStep ?? 0 > 15)
  }

  @Test func aLoopEndsWithOtherSteps() {
    let others: [Step] = (0..<8).map { ("tool \($0)", "target \($0)", 5) }
    let loops = told(LoopTests.before + cycle(["a", "b", "c"], rounds: 6) + others)
    #expect(loops[21] != nil)
    #expect(loops[26...].allSatisfy { $0 == nil })
  }

  @Test func numbersAloneAreNoLoop() throws {
    let schema = try Schema(
      fields: [Field("x", .number), Field("at", .dateTime)], target: "y", task: .regression)
    let sense = LoopDetector(StepSchema(schema))
    var memory = sense.begin()
    for _ in 0..<100 {
      #expect(sense.step(&memory, [Cell.number(1), Cell.number(2), Cell.number(3)]) == nil)
    }
  }

  /// A text's many cells stand for one field.
  @Test func richFieldsComeAgain() throws {
    let schema = try Schema(
      fields: [Field("note", .text), Field("at", .dateTime)], target: "y", task: .classification)
    let layout = StepSchema(schema)
    let sense = LoopDetector(layout)
    var memory = sense.begin()
    func step(_ note: String, at seconds: Double) -> Loop? {
      var cells: [UInt32] = []
      layout.append([.text(note), .number(seconds)], to: &cells)
      return sense.step(&memory, cells)
    }
    for index in 0..<20 { #expect(step("note \(index)", at: 0) == nil) }
    let last = (20..<24).map { step("nothing new", at: Double($0) * 10_000) }
    #expect(last[1] == nil)
    #expect(last[2]?.kind == .repetition)
    #expect(last[3]?.fields == ["note"])
  }

  // MARK: Learned from runs

  private func learned(_ count: Int, seed: UInt64, knowsEnds: Bool = true) -> LoopDetector {
    var sense = LoopDetector(layout)
    var runs = AgentRuns(layout, seed: seed)
    for _ in 0..<count {
      let run = runs.next()
      sense.learn(run.record, isGood: knowsEnds ? run.kind.isGood : nil)
    }
    return sense
  }

  private func told(_ record: EpisodeRecord, _ sense: LoopDetector) -> [Loop?] {
    var memory = sense.begin()
    return (0..<record.count).map {
      sense.step(&memory, Array(record.step($0, columns: layout.columns.count)))
    }
  }

  /// Whether or not it is known which episodes ended well.
  @Test(arguments: [UInt64](1...3), [true, false])
  func loopsAreFoundAndFewAreFalse(seed: UInt64, knowsEnds: Bool) {
    let sense = learned(300, seed: seed, knowsEnds: knowsEnds)
    var runs = AgentRuns(layout, seed: seed + 100)
    var counts = (loops: 0, found: 0, others: 0, told: 0)
    for _ in 0..<600 {
      let run = runs.next()
      let first = told(run.record, sense).firstIndex { $0 != nil }
      if run.kind.isLoop {
        counts.loops += 1
        if let first, (run.start + run.period..<run.start + 3 * run.period).contains(first) {
          counts.found += 1
        }
      } else {
        counts.others += 1
        if first != nil { counts.told += 1 }
      }
    }
    #expect(Double(counts.found) >= 0.95 * Double(counts.loops), "\(counts)")
    #expect(Double(counts.told) <= 0.01 * Double(counts.others), "\(counts)")
  }

  /// What good episodes repeat is a habit: waiting for something, here up to eight times.
  @Test func habitsOfGoodEpisodesAreNoLoops() {
    var sense = LoopDetector(layout)
    var random = SplitMix64(seed: 1)
    func waiting(_ times: Int) -> EpisodeRecord {
      var record = EpisodeRecord(name: "waiting")
      let tools = ["read", "edit", "test"] + [String](repeating: "wait", count: times) + ["commit"]
      for tool in tools {
        var cells: [UInt32] = []
        layout.append(
          [
            .category(tool), .category(tool == "wait" ? "server" : "file \(random.below(9))"),
            .category("ok"), .number(Double(random.below(99))), .number(0), .number(0),
          ], to: &cells)
        record.append(order: Double(record.count), cells: cells)
      }
      return record
    }
    #expect(told(waiting(6), sense).contains { $0 != nil })
    for _ in 0..<30 { sense.learn(waiting(2 + random.below(7)), isGood: true) }
    #expect(told(waiting(8), sense).allSatisfy { $0 == nil })
    #expect(told(waiting(40), sense).contains { $0 != nil })
  }

  @Test func theSameEpisodesGiveTheSameBytes() {
    #expect(bytes(learned(60, seed: 4)) == bytes(learned(60, seed: 4)))
    #expect(bytes(learned(60, seed: 4)) != bytes(learned(60, seed: 5)))
  }

  @Test func aSnapshotGoesOnAsTheSame() throws {
    var sense = learned(60, seed: 6)
    var reader = SnapshotReader(bytes(sense))
    var copy = try LoopDetector(from: &reader)
    #expect(reader.isAtEnd)
    #expect(copy.fits(layout))
    #expect(bytes(copy) == bytes(sense))
    var runs = AgentRuns(layout, seed: 7)
    for _ in 0..<60 {
      let run = runs.next()
      #expect(told(run.record, copy) == told(run.record, sense))
      sense.learn(run.record, isGood: run.kind.isGood)
      copy.learn(run.record, isGood: run.kind.isGood)
    }
    #expect(bytes(copy) == bytes(sense))
  }

  @Test func damagedSnapshotsAreRefused() {
    let whole = bytes(learned(5, seed: 8))
    for end in stride(from: 0, to: whole.count, by: 97) {
      #expect(throws: SnapshotError.self) {
        var reader = SnapshotReader(Array(whole[..<end]))
        _ = try LoopDetector(from: &reader)
      }
    }
  }

  private func bytes(_ sense: LoopDetector) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.write(sense)
    return writer.bytes
  }

  // MARK: Bounds

  @Test(arguments: [1, 8, 16, 17, 40, 200])
  func memoryIsBounded(fields: Int) throws {
    let schema = try Schema(
      fields: (0..<fields).flatMap { [Field("c\($0)", .category), Field("n\($0)", .number)] },
      target: "y", task: .classification)
    let sense = LoopDetector(StepSchema(schema))
    var memory = sense.begin()
    var random = SplitMix64(seed: 1)
    let cells = (0..<2 * fields).map { _ in Cell.number(random.uniform()) }
    var last: Loop?
    for _ in 0..<5 { last = sense.step(&memory, cells) }
    #expect(memory.bytes <= 1_088)
    // However many share a place, all are named.
    #expect(last?.fields == (0..<fields).map { "c\($0)" })
  }

  /// An episode without end takes in ever other steps without a loop, and then one with a loop.
  @Test func longEpisodes() {
    let sense = learned(100, seed: 9)
    let other: [Step] = (0..<5_000).map {
      ("tool \($0 % 9)", "target \($0 * 7_919 % 4_001)", 5)
    }
    let loops = told(other + cycle(["shell"], rounds: 4), sense)
    #expect(loops.dropLast(4).allSatisfy { $0 == nil })
    #expect(loops.last?.map(\.kind) == .repetition)
  }
}
