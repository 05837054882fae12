import Testing

@testable import Fledgling

struct NumberLearnerTests {
  private func isSound(_ answer: NumberPrediction) -> Bool {
    answer.value.isFinite && answer.lower.isFinite && answer.upper.isFinite
      && answer.lower <= answer.upper
  }

  @Test(arguments: [NumberSource.plane, .step], [1, 2] as [UInt64])
  func nearTheNoise(source: NumberSource, seed: UInt64) throws {
    let examples = source.examples(500, seed: seed)
    var learner = Learner(schema: try source.schema())
    let answers = try learner.run(examples)
    #expect(answers[0] == nil)
    var error = 0.0
    var covered = 0
    for (answer, example) in zip(answers, examples).dropFirst(200) {
      let answer = try #require(answer)
      #expect(isSound(answer))
      error += abs(answer.value - example.outcome) / 300
      if answer.lower <= example.outcome && example.outcome <= answer.upper { covered += 1 }
    }
    #expect(error < source.near)
    // Nine in ten, within three standard errors and some.
    #expect((252...288).contains(covered), "\(covered) of 300")
    #expect(learner.classes.isEmpty)
  }

  @Test func sameExperiencesSameLearner() throws {
    let examples = NumberSource.step.examples(150, seed: 5)
    let states = try (0..<2).map { _ in
      var learner = Learner(schema: try NumberSource.step.schema(), seed: 3)
      try learner.run(examples)
      return bytes(of: learner)
    }
    #expect(states[0] == states[1])
  }

  @Test func predictingChangesNothing() throws {
    var learner = Learner(schema: try NumberSource.plane.schema())
    var twin = learner
    for example in NumberSource.plane.examples(100, seed: 2) {
      let prediction = try learner.predict(example.values)
      let answer = try learner.answer(example.values, thenLearn: .number(example.outcome))
      #expect(prediction == answer)
      try twin.learn(example.values, outcome: .number(example.outcome))
    }
    #expect(bytes(of: learner) == bytes(of: twin))
  }

  @Test(arguments: [(0, 30), (1, 40), (90, 120)])
  func goesOnAsBefore(at: Int, more: Int) throws {
    let examples = NumberSource.step.examples(at + more, seed: 9)
    var learner = Learner(schema: try NumberSource.step.schema(), seed: 4)
    try learner.run(examples.prefix(at))
    var copy = try Learner(snapshot: learner.snapshot())
    let expected = try learner.run(examples.suffix(more))
    let answers = try copy.run(examples.suffix(more))
    #expect(answers == expected)
    #expect(bytes(of: copy) == bytes(of: learner))
  }

  @Test func truncatedBehindTheChecksum() throws {
    var learner = Learner(schema: try NumberSource.step.schema())
    try learner.run(NumberSource.step.examples(30, seed: 1))
    let bytes = bytes(of: learner)
    for cut in stride(from: 0, to: bytes.count, by: 29_917) {
      var reader = SnapshotReader(bytes, to: cut)
      #expect(throws: SnapshotError.self, "cut at \(cut) of \(bytes.count)") {
        _ = try Learner(from: &reader)
      }
    }
  }

  /// Outcomes of any size, and wild ones among tame ones: every answer is a number.
  @Test(arguments: [1e-300, 1, 1e38, 1e308], [1] as [UInt64])
  func outcomesOfAnySize(size: Double, seed: UInt64) throws {
    var learner = Learner(schema: try NumberSource.plane.schema())
    var random = SplitMix64(seed: seed)
    var wrong: [Int] = []
    for (index, example) in NumberSource.plane.examples(60, seed: seed).enumerated() {
      let isWild = random.below(5) == 0
      let outcome = isWild ? size * Double(random.uniform(-1, 1)) : example.outcome
      let answer = try learner.answer(example.values, thenLearn: .number(outcome))
      if case .number(let number) = answer, !isSound(number) { wrong.append(index) }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: [0, -3.25, 1e20])
  func aConstantOutcome(value: Double) throws {
    var learner = Learner(schema: try NumberSource.plane.schema())
    for example in NumberSource.plane.examples(80, seed: 1) {
      try learner.learn(example.values, outcome: .number(value))
    }
    let example = NumberSource.plane.examples(1, seed: 2)[0]
    guard case .number(let answer) = try learner.predict(example.values) else {
      Issue.record("no answer")
      return
    }
    #expect(isSound(answer))
    #expect(abs(answer.value - value) <= 0.02 * abs(value) + 1e-25)
  }

  /// Holes, infinities and schemas without a field.
  @Test(arguments: [UInt64](1...1))
  func fieldsOfAnyKind(seed: UInt64) throws {
    let schema = try Schema(fields: Source.wild.fields, target: "y", task: .regression)
    var learner = Learner(schema: schema)
    var blank = Learner(schema: try Schema(fields: [], target: "number", task: .regression))
    for example in Source.wild.examples(90, seed: seed) {
      let outcome = example.label == "high" ? 1.0 : example.label == "low" ? -1 : 0
      for (answer, name) in [
        (try learner.answer(example.values, thenLearn: .number(outcome)), "wild"),
        (try blank.answer([], thenLearn: .number(outcome)), "blank"),
      ] {
        if case .number(let number) = answer { #expect(isSound(number), "\(name)") }
      }
    }
    #expect(learner.count == 90)
  }

  /// The outcome of the example before is the best answer, and it is found.
  @Test func aRandomWalkIsFollowed() throws {
    var learner = Learner(
      schema: try Schema(fields: [Field("noise", .number)], target: "number", task: .regression))
    var random = SplitMix64(seed: 1)
    var level = 100.0
    let examples = (0..<400).map { _ in
      level += Double(random.normal())
      return NumberExample(values: [.number(Double(random.uniform()))], outcome: level)
    }
    let answers = try learner.run(examples)
    var error = 0.0
    for (answer, example) in zip(answers, examples).dropFirst(150) {
      error += abs(try #require(answer).value - example.outcome) / 250
    }
    // To answer the last number is wrong by 0.8.
    #expect(error < 1.1)
  }
}
