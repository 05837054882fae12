import Testing

@testable import Fledgling

/// One head answers the next row, the other a row of any time.
struct HeadTests {
  /// Four classes far apart, and the share of right answers about all.
  private static let corners = Source(name: "corners", fields: Source.numbers(3), bayes: 1) {
    random in
    let k = random.below(4)
    var x = random.floats(3, -1, 1)
    x[0] += k % 2 == 0 ? 2 : -2
    x[1] += k < 2 ? 2 : -2
    return DrawnExample(x.map { .number(Double($0)) }, "class \(k)")
  }

  private func right(
    _ learner: Learner, _ examples: [DrawnExample], as scope: PredictionScope? = nil
  ) throws -> Double {
    var learner = learner
    // A row without an outcome comes first, as in a file of rows to predict.
    try learner.observe(examples[0].values)
    let hits = try examples.filter {
      let answer = try learner.predict($0.values, as: scope)
      guard case .label(let label) = answer else { return false }
      return label.label == $0.label
    }
    return Double(hits.count) / Double(examples.count)
  }

  private func learned(_ examples: [DrawnExample]) throws -> Learner {
    var learner = Learner(schema: try Self.corners.schema())
    for example in examples { try learner.learn(example.values, outcome: .label(example.label)) }
    return learner
  }

  /// Learned class by class, asked about all.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func classesLearnedOneAfterTheOtherAreKept(seed: UInt64) throws {
    let examples = Self.corners.examples(2_000, seed: seed)
    let asked = Self.corners.examples(400, seed: seed + 10)
    let inTurn = (0..<4).flatMap { k in examples.filter { $0.label == "class \(k)" } }
    let learner = try learned(inTurn)
    let mixed = try learned(examples)
    #expect(try right(learner, asked, as: .always) >= right(mixed, asked) - 0.03)
    // Not all rows are seen to be old, but most are.
    let (both, next) = try (right(learner, asked), right(learner, asked, as: .next))
    #expect(both >= next && both > 0.8)
  }

  /// A row that follows a known outcome is the next one.
  @Test func theNextRowIsAnsweredByTheHeadThatFollows() throws {
    let examples = Self.corners.examples(600, seed: 4)
    var learner = try learned(Array(examples.prefix(500)))
    for example in examples.suffix(100) {
      let next = try learner.predict(example.values, as: .next)
      #expect(try learner.predict(example.values) == next)
      #expect(try learner.answer(example.values, thenLearn: .label(example.label)) == next)
    }
  }

  /// Before a rehearsal there is one head.
  @Test func atFirstThereIsOneHead() throws {
    let examples = Self.corners.examples(Rehearsal.least, seed: 5)
    let learner = try learned(Array(examples.dropLast()))
    let values = examples[0].values
    #expect(try learner.predict(values, as: .always) == learner.predict(values, as: .next))
  }

  @Test func aLoadedLearnerAnswersAlike() throws {
    let examples = Self.corners.examples(700, seed: 6)
    var learner = try learned(Array(examples.prefix(600)))
    var loaded = try Learner(snapshot: learner.snapshot())
    for example in examples.suffix(100) {
      for scope in [nil] + PredictionScope.allCases.map(Optional.some) {
        #expect(
          try loaded.predict(example.values, as: scope)
            == learner.predict(example.values, as: scope))
      }
      try learner.learn(example.values, outcome: .label(example.label))
      try loaded.learn(example.values, outcome: .label(example.label))
    }
    #expect(loaded.snapshot() == learner.snapshot())
  }

  /// A gate that sees which cases are of now gives each to the right head.
  @Test func theGateFollowsTheEvidence() {
    var gate = HeadGate()
    func cases(_ step: Float, next: Float, always: Float) -> [HeadGate.Case] {
      (0..<100).map { index in
        var evidence = HeadGate.Evidence()
        evidence.step = step + Float(index % 10) * 0.01
        return HeadGate.Case(evidence: evidence, next: next, always: always)
      }
    }
    let now = cases(-2, next: 0.9, always: 0.5)
    let any = cases(2, next: 0.1, always: 0.8)
    gate.fit(now: now, any: any)
    #expect(now.allSatisfy { gate.share($0.evidence) > 0.8 })
    #expect(any.allSatisfy { gate.share($0.evidence) < 0.2 })
    gate.fit(now: [], any: any)
    #expect(gate.share(any[0].evidence) == 0.5)
  }
}
