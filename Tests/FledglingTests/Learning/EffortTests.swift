import Testing

@testable import Fledgling

/// Easy examples may be answered by the quick experts alone, which changes next to nothing.
struct EffortTests {
  /// One threshold.
  private static let threshold = Source(name: "threshold", fields: Source.numbers(3), bayes: 1) {
    random in
    let x = random.floats(3, 0, 1)
    return DrawnExample(x.map { .number(Double($0)) }, x[0] > 0.5 ? "yes" : "no")
  }

  /// Classes that lie far apart.
  private static func apart(_ classes: Int) -> Source {
    Source(name: "\(classes) apart", fields: Source.numbers(3), bayes: 1) { random in
      var x = random.floats(3, 0, 1)
      let k = random.below(classes)
      x[0] += 3 * Float(k)
      return DrawnExample(x.map { .number(Double($0)) }, "class \(k)")
    }
  }

  /// The first number of the examples that nothing is known about.
  private static let hard: Float = 2

  /// Two classes that lie far apart, but for one example in ten, which may be of either.
  private static let mixed = Source(name: "mixed", fields: Source.numbers(3), bayes: 0.95) {
    random in
    var x = random.floats(3, 0, 1)
    let k = random.below(2)
    x[0] = random.below(10) == 0 ? hard : x[0] + 3 * Float(k)
    return DrawnExample(x.map { .number(Double($0)) }, "class \(k)")
  }

  private func label(_ prediction: Prediction) throws -> LabelPrediction {
    guard case .label(let answer) = prediction else { throw Missing() }
    return answer
  }

  private struct Missing: Error {}

  /// The same labels, and answers that differ at all only where hardly a doubt was left.
  @Test(arguments: [threshold, apart(2), apart(3), mixed], [1, 2] as [UInt64])
  func adaptiveAnswersAsFull(source: Source, seed: UInt64) throws {
    let examples = source.examples(4_500, seed: seed)
    var learner = Learner(schema: try source.schema())
    try learner.run(examples.prefix(4_000))
    var others = 0
    var quick = 0
    for example in examples.suffix(500) {
      let full = try label(try learner.predict(example.values))
      let adaptive = try label(try learner.predict(example.values, effort: .adaptive))
      #expect(adaptive.labels == full.labels)
      #expect(abs(adaptive.probabilities.reduce(0, +) - 1) < 1e-4)
      if adaptive.label != full.label { others += 1 }
      guard adaptive != full else { continue }
      quick += 1
      #expect(adaptive.probability > 1 - ClassEnsemble.doubt - 1e-4)
      #expect(example.values[0] != .number(Double(Self.hard)) || source.name != "mixed")
    }
    #expect(Double(others) <= 0.001 * 500)
    // Where there is a loss to compare with, it soon shows that thinking on is worth nothing.
    if source.name == "mixed" { #expect(quick > 400) }
  }

  /// Without experience there is nothing that would be easy.
  @Test(arguments: [0, 1, 2, 30])
  func atFirstAdaptiveIsFull(learned: Int) throws {
    let examples = Self.mixed.examples(learned + 20, seed: 3)
    var learner = Learner(schema: try Self.mixed.schema())
    try learner.run(examples.prefix(learned))
    for example in examples.suffix(20) {
      let full = try learner.predict(example.values)
      #expect(try learner.predict(example.values, effort: .adaptive) == full)
      #expect((full == .unknown) == (learned == 0))
    }
  }

  @Test func ofOneClassAdaptiveIsFull() throws {
    var learner = Learner(schema: try Self.mixed.schema())
    let examples = Self.mixed.examples(100, seed: 3)
    for example in examples { try learner.learn(example.values, outcome: .label("only")) }
    let full = try learner.predict(examples[0].values)
    #expect(try learner.predict(examples[0].values, effort: .adaptive) == full)
  }

  /// Numbers are always thought about in full.
  @Test(arguments: [NumberSource.plane, .step])
  func ofNumbersAdaptiveIsFull(source: NumberSource) throws {
    var learner = Learner(schema: try source.schema())
    for example in source.examples(400, seed: 1) {
      let full = try learner.predict(example.values)
      #expect(try learner.predict(example.values, effort: .adaptive) == full)
      try learner.learn(example.values, outcome: .number(example.outcome))
    }
  }

  /// Whatever effort answers took, the same is learned.
  @Test func effortLeavesNoTrace() throws {
    var learner = Learner(schema: try Self.mixed.schema())
    var twin = learner
    for example in Self.mixed.examples(300, seed: 5) {
      _ = try learner.predict(example.values, effort: .adaptive)
      try learner.learn(example.values, outcome: .label(example.label))
      try twin.learn(example.values, outcome: .label(example.label))
    }
    let isSame = bytes(of: learner) == bytes(of: twin)
    #expect(isSame)
  }
}
