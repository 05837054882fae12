import Testing

@testable import Fledgling

/// Where the outcomes before an example are not known, the last that was does not answer.
struct UnknownOutcomeTests {
  private func probabilities(_ prediction: Prediction) throws -> [Float] {
    guard case .label(let said) = prediction else { return [] }
    return said.probabilities
  }

  /// Runs of one class after another; the field knows nothing.
  private func learner(_ classes: Int, seed: UInt64) throws -> (Learner, [Value]) {
    var learner = Learner(
      schema: try Schema(fields: Source.numbers(1), target: "class", task: .classification))
    var examples: [DrawnExample] = []
    var random = SplitMix64(seed: seed)
    for index in 0..<300 {
      let label = "class \(index / 20 % classes)"
      examples.append(DrawnExample([.number(Double(random.uniform()))], label))
    }
    try learner.run(examples)
    return (learner, [.number(0.5)])
  }

  @Test(arguments: [2, 3], [1, 2, 3] as [UInt64])
  func persistenceEndsWithWhatIsKnown(classes: Int, seed: UInt64) throws {
    var (learner, values) = try learner(classes, seed: seed)
    let known = try probabilities(try learner.predict(values))
    #expect(try #require(known.max()) > 0.8, "\(known)")
    for _ in 0..<60 { try learner.observe(values) }
    let unknown = try probabilities(try learner.predict(values))
    #expect(unknown.allSatisfy { $0 > 0.005 }, "\(unknown)")
    // It comes back with the first outcome that is known again.
    for _ in 0..<2 { try learner.learn(values, outcome: .label("class 0")) }
    let again = try probabilities(try learner.predict(values))
    #expect(again[0] > 0.7, "\(again)")
  }

  /// A last class that cannot be read any more changes nothing.
  @Test func theLastClassIsNotLookedAt() throws {
    let schema = try Schema(fields: Source.numbers(1), target: "class", task: .classification)
    var learner = Learner(schema: schema)
    try learner.run(Source.repeating(300, classes: 2, seed: 6))
    let row = try {
      var blind = learner
      for _ in 0..<Column.outcomeSteps { try blind.observe([.number(0.5)]) }
      return try blind.row(of: [.number(0.5)])
    }()
    let pass = try #require(learner.classifier?.pass(on: row))
    #expect(pass.last == nil)
    let seen = try #require(learner.classifier?.pass(on: try learner.row(of: [.number(0.5)])))
    #expect(seen.last != nil)
  }

  /// Which experiences are learned without the outcomes before them has nothing to do with what came
  /// of them, however alike they are.
  @Test(arguments: 0..<8, [true, false])
  func whatIsBlindDoesNotTellTheOutcome(name: Int, isTimed: Bool) throws {
    let schema = try Schema(
      fields: [Field("constant", .category)], target: "class", task: .classification)
    var learner = Learner(schema: schema)
    var random = SplitMix64(seed: UInt64(name))
    for step in 0..<300 {
      try learner.learn(
        [.category("same")], outcome: .label("\(name) is \(random.below(2))"),
        time: isTimed ? Double(step / 10) : nil)
    }
    var consolidated = learner
    consolidated.consolidate()
    for learner in isTimed ? [learner, consolidated] : [learner] {
      let retained = learner.retained
      var row = learner.layout.blank
      var blind = [0, 0]
      for age in 2..<retained.count {
        retained.copy(age, into: &row)
        let isBlind = row[learner.columns.count - 1] == Cell.missingCategory
        if isBlind { blind[Int(retained.outcome(age))] += 1 }
      }
      // Of some 150 of each class one in eight, give or take four deviations.
      for count in blind { #expect((4...36).contains(count), "\(blind)") }
    }
  }
}
