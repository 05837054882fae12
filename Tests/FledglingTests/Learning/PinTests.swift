import Testing

@testable import Fledgling

/// A settled case stays settled, what is like it leans towards it, and nothing else moves.
struct PinTests {
  /// Mistakes of a learner among fresh examples.
  private static func mistakes(
    _ learner: Learner, _ examples: [Example]
  ) throws -> [Example] {
    try examples.filter { experience in
      guard case .label(let said) = try learner.predict(experience.values) else { return false }
      return .label(said.label) != experience.outcome
    }
  }

  private static func loss(_ learner: Learner, _ experience: Example) throws -> Double {
    guard case .label(let said) = try learner.predict(experience.values),
      case .label(let label) = experience.outcome
    else { return 0 }
    return -Double(Elementary.log(max(1e-6, said.probability(of: label) ?? 0)))
  }

  @Test(arguments: [Source.plane, .clouds, .quarters, .category], [1, 2] as [UInt64])
  func mistakesAreSettled(source: Source, seed: UInt64) throws {
    let life = try Life(source, count: 500, seed: seed)
    let before = try life.lived(life.experiences[..<300])
    let mistakes = try PinTests.mistakes(before, Array(life.experiences[300...]))
    for mistake in mistakes.prefix(5) {
      var learner = before
      try learner.pin(mistake.values, outcome: mistake.outcome, id: "this")
      guard case .label(let said) = try learner.predict(mistake.values) else {
        Issue.record("no answer")
        continue
      }
      #expect(.label(said.label) == mistake.outcome)
      #expect(abs(said.probabilities.reduce(0, +) - 1) < 1e-4)
      #expect(learner.stateHash == before.stateHash)
      // Also after learning on, and after a rebuild.
      for experience in life.experiences[300..<400] { try learner.learn(experience) }
      #expect(learner.pinnedCases.map(\.id) == ["this"])
      learner.consolidate()
      guard case .label(let later) = try learner.predict(mistake.values) else { continue }
      #expect(.label(later.label) == mistake.outcome)
    }
  }

  /// Where a learner is wrong in a whole corner, settling one case there helps the others, and those
  /// outside of the corner get the very same answers as before.
  @Test func neighboursFollow() throws {
    let schema = try Schema(
      fields: Source.numbers(2), target: "class", task: .classification)
    var random = SplitMix64(seed: 8)
    var before = Learner(schema: schema)
    func example() -> (values: [Value], isInCorner: Bool) {
      let x = (0..<2).map { _ in Double(random.uniform()) }
      return (x.map { .number($0) }, x[0] > 0.9 && x[1] > 0.9)
    }
    // The corner was never seen.
    for _ in 0..<600 {
      let (values, isInCorner) = example()
      guard !isInCorner else { continue }
      guard case .number(let x) = values[0] else { continue }
      try before.learn(values, outcome: .label(x > 0.5 ? "right" : "left"))
    }
    var after = before
    try after.pin([.number(0.95), .number(0.95)], outcome: .label("left"))
    var gain = 0.0
    var inside = 0
    var moved = 0
    var outside = 0
    for _ in 0..<4_000 {
      let (values, isInCorner) = example()
      let experience = Example(values, outcome: .label("left"))
      let change = try PinTests.loss(before, experience) - PinTests.loss(after, experience)
      if isInCorner {
        gain += change
        inside += 1
      } else {
        outside += 1
        if change != 0 { moved += 1 }
      }
    }
    #expect(inside > 20)
    #expect(gain / Double(inside) > 0.3)
    #expect(Double(moved) < 0.02 * Double(outside))
  }

  @Test func numbers() throws {
    let life = try Life(NumberSource.plane, count: 300, seed: 2)
    let before = try life.lived(life.experiences)
    var after = before
    let example = life.experiences[0].values
    try after.pin(example, outcome: .number(50), id: "far off")
    guard case .number(let said) = try after.predict(example) else {
      Issue.record("no answer")
      return
    }
    #expect(said.value == 50)
    #expect(said.lower <= 50 && 50 <= said.upper)
    let far: [Value] = [.number(-3), .number(3), .number(0)]
    #expect(try after.predict(far) == before.predict(far))
    #expect(after.pinnedCases.count == 1)
    #expect(after.pinnedCases.first?.holds == false)
  }

  /// A number is answered as it was settled, to the last bit, also after a rebuild.
  @Test(arguments: [0.1, -1e-9, 1e12 + 0.25, 3, 123_456_789.123])
  func numbersAreExact(settled: Double) throws {
    let life = try Life(NumberSource.step, count: 120, seed: 4)
    var learner = try life.lived(life.experiences)
    let example = life.experiences[7].values
    try learner.pin(example, outcome: .number(settled), id: "this")
    for _ in 0..<2 {
      guard case .number(let said) = try learner.predict(example) else {
        Issue.record("no answer")
        return
      }
      #expect(said.value == settled)
      #expect(said.lower <= settled && settled <= said.upper)
      learner.consolidate()
    }
  }

  @Test func aNameStandsForOneCase() throws {
    let life = try Life(Source.plane, count: 60, seed: 2)
    var learner = try life.lived(life.experiences)
    let (one, other) = (life.experiences[1].values, life.experiences[2].values)
    try learner.pin(one, outcome: .label("under"), id: "case")
    let before = learner
    #expect(throws: LearnerError.pinNameTaken(id: "case")) {
      try learner.pin(other, outcome: .label("under"), id: "case")
    }
    #expect(learner.pinnedCases == before.pinnedCases)
    try learner.pin(one, outcome: .label("over"), id: "case")
    #expect(learner.pinnedCases.map(\.outcome) == [.label("over")])
    try learner.pin(other, outcome: .label("under"), id: "case", isReplacing: true)
    #expect(learner.pinnedCases.map(\.outcome) == [.label("under")])
    // Cases without a name do not stand in each other's way.
    try learner.pin(one, outcome: .label("over"))
    try learner.pin(life.experiences[3].values, outcome: .label("over"))
    #expect(learner.pinnedCases.count == 3)
  }

  @Test func lastOneCounts() throws {
    let life = try Life(Source.plane, count: 100, seed: 2)
    var learner = try life.lived(life.experiences)
    let example = life.experiences[3].values
    for label in ["over", "under", "sideways"] {
      try learner.pin(example, outcome: .label(label))
      guard case .label(let said) = try learner.predict(example) else { continue }
      #expect(said.label == label)
    }
    #expect(learner.pinnedCases.count == 1)
    let wasThere = learner.unpin(id: "")
    let isThere = learner.unpin(id: "")
    #expect(wasThere && !isThere)
  }

  /// Saved, merged, and gone with the experience it came from.
  @Test func itTravels() throws {
    let life = try Life(Source.plane, count: 120, seed: 2)
    var one = try life.lived(life.experiences[..<60])
    let other = try life.lived(life.experiences[60...])
    let example = life.experiences[3].values
    try one.pin(example, outcome: .label("under"), id: "case 3")
    let copy = try Learner(snapshot: one.snapshot())
    #expect(try copy.predict(example) == one.predict(example))
    for order in [[one, other], [other, one]] {
      var merger = Merger()
      for learner in order { try merger.add(learner) }
      let finished = merger.finish()
      let merged = try #require(finished)
      #expect(merged.pinnedCases.map(\.id) == ["case 3"])
    }
    try one.unlearn(ids: ["case 3"])
    #expect(one.pinnedCases.isEmpty)
  }

  @Test func wrongCases() throws {
    let life = try Life(Source.plane, count: 30, seed: 2)
    var learner = try life.lived(life.experiences)
    #expect(throws: LearnerError.self) { try learner.pin([.missing], outcome: .label("over")) }
    #expect(throws: LearnerError.self) {
      try learner.pin(life.experiences[0].values, outcome: .number(1))
    }
    #expect(learner.pinnedCases.isEmpty)
  }
}
