import Testing

@testable import Fledgling

struct ExplainerTests {
  /// What the linear ridge says about an example, solved from the sums as they are.
  private func score(_ learner: Learner, _ values: [Value], target: Int) throws -> Double {
    var example = learner.bank.makeExample()
    example.row = try learner.row(of: values)
    learner.encoder.encode(example.row.cells, into: &example)
    let weights = learner.linearRidge.explained(target: target).weights
    return zip(example.linear, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Each named influence is what unlearning the experience takes away.
  @Test(arguments: [Source.plane, .clouds, .category])
  func influencesAreExact(source: Source) throws {
    let life = try Life(source, count: 400, seed: 6)
    let learner = try life.lived(life.experiences)
    let explainer = Explainer(learner)
    for values in life.experiences[..<5].map(\.values) {
      let explanation = try explainer.explain(values)
      #expect(explanation.influences.count == Explainer.influences)
      let scale = try #require(learner.linearScale(of: explanation.prediction))
      let whole = try score(learner, values, target: scale.target)
      for influence in explanation.influences {
        var without = learner
        #expect(without.unlearn(keys: [influence.key]).isEmpty)
        let lost = (whole - (try score(without, values, target: scale.target))) * scale.unit
        #expect(abs(lost - influence.effect) < 1e-5 + 0.01 * abs(lost))
      }
      let sizes = explanation.influences.map { abs($0.effect) }
      #expect(sizes == sizes.sorted(by: >))
    }
  }

  @Test func numbers() throws {
    let life = try Life(NumberSource.plane, count: 400, seed: 6)
    let learner = try life.lived(life.experiences)
    let explainer = Explainer(learner)
    let values = life.experiences[3].values
    let explanation = try explainer.explain(values)
    let scale = try #require(learner.linearScale(of: explanation.prediction))
    let whole = try score(learner, values, target: 0)
    for influence in explanation.influences {
      var without = learner
      #expect(without.unlearn(keys: [influence.key]).isEmpty)
      let lost = (whole - (try score(without, values, target: 0))) * scale.unit
      #expect(abs(lost - influence.effect) < 1e-5 + 0.01 * abs(lost))
    }
    // 3x − 2y, and a field that tells nothing.
    #expect(explanation.contributions.last?.field == "x2")
    #expect(explanation.votes.count > 10)
    #expect(abs(explanation.votes.map(\.weight).reduce(0, +) - 1) < 0.01)
    guard case .number(let low) = explanation.alternatives.first?.answer,
      case .number(let high) = explanation.alternatives.last?.answer,
      case .number(let said) = explanation.prediction
    else {
      Issue.record("no alternatives")
      return
    }
    #expect(low.value < said.value && said.value < high.value)
  }

  /// The field that decides is named, and a change of it alone changes the answer.
  @Test func whatDecidesIsNamed() throws {
    let schema = try Schema(fields: Source.numbers(4), target: "class", task: .classification)
    var random = SplitMix64(seed: 4)
    var learner = Learner(schema: schema)
    for _ in 0..<500 {
      let x = (0..<4).map { _ in Double(random.uniform()) }
      try learner.learn(x.map { .number($0) }, outcome: .label(x[2] > 0.5 ? "yes" : "no"))
    }
    let explainer = Explainer(learner)
    let values: [Value] = [.number(0.5), .number(0.5), .number(0.6), .number(0.5)]
    let explanation = try explainer.explain(values)
    #expect(explanation.contributions.first?.field == "x2")
    let alternative = try #require(explanation.alternatives.first)
    #expect(alternative.field == "x2")
    #expect(try #require(alternative.value) < 0.55)
    guard case .label(let other) = alternative.answer else { return }
    #expect(other.label == "no")
    // It is what is answered then.
    var changed = values
    changed[2] = .number(try #require(alternative.value))
    guard case .label(let said) = try learner.predict(changed) else { return }
    #expect(said.label == "no")
  }

  @Test func supportFadesFarOut() throws {
    let life = try Life(Source.clouds, count: 500, seed: 6)
    let explainer = Explainer(try life.lived(life.experiences))
    let near = try explainer.explain([.number(0), .number(0)]).support
    let far = try explainer.explain([.number(40), .number(-40)]).support
    #expect(near.among == 500 && far.among == 500)
    #expect(near.inReach > 50)
    #expect(far.inReach < 3)
    #expect(near.leverage < far.leverage)
  }

  @Test func nothingLearned() throws {
    let life = try Life(Source.clouds, count: 5, seed: 6)
    let explanation = try Explainer(Learner(schema: life.schema)).explain(
      life.experiences[0].values)
    #expect(explanation.prediction == .unknown)
    #expect(explanation.influences.isEmpty && explanation.alternatives.isEmpty)
    // One class only.
    var learner = Learner(schema: life.schema)
    try learner.learn(life.experiences[0])
    _ = try Explainer(learner).explain(life.experiences[0].values)
    #expect(throws: LearnerError.self) { try Explainer(learner).explain([]) }
  }
}
