import Testing

@testable import Fledgling

struct LearnerAnswerTests {
  private func check(_ prediction: Prediction, _ classes: [String]) {
    guard case .label(let answer) = prediction else {
      #expect(classes.isEmpty)
      return
    }
    #expect(answer.labels == classes)
    #expect(answer.probabilities.allSatisfy { 0 <= $0 && $0 <= 1 })
    #expect(abs(answer.probabilities.reduce(0, +) - 1) < 1e-4)
    #expect(answer.probability == answer.probabilities.max())
  }

  @Test(arguments: [Source.plane, .clouds, .category, .wild], [1, 2] as [UInt64])
  func probabilitiesAreADistribution(source: Source, seed: UInt64) throws {
    var learner = Learner(schema: try source.schema(), seed: seed)
    for example in source.examples(90, seed: seed) {
      let classes = learner.classes
      check(try learner.predict(example.values), classes)
      let answer = try learner.answer(example.values, thenLearn: .label(example.label))
      check(answer, classes)
    }
  }

  /// The same experiences and the same seed give the same answers and the same bytes.
  @Test(arguments: [(Source.plane, 200), (.clouds, 120), (.wild, 60)])
  func sameExperiencesSameLearner(source: Source, count: Int) throws {
    let examples = source.examples(count, seed: 5)
    let learners = try (0..<2).map { _ in
      var learner = Learner(schema: try source.schema(), seed: 3)
      try learner.run(examples)
      return learner
    }
    #expect(bytes(of: learners[0]) == bytes(of: learners[1]))
  }

  /// To predict is to answer without learning.
  @Test(arguments: [Source.clouds, .category])
  func predictingChangesNothing(source: Source) throws {
    var learner = Learner(schema: try source.schema())
    var twin = learner
    for (index, example) in source.examples(150, seed: 2).enumerated() {
      let prediction = try learner.predict(example.values)
      if index % 3 == 0 { _ = try learner.predict(example.values.reversed()) }
      let answer = try learner.answer(example.values, thenLearn: .label(example.label))
      #expect(prediction == answer, "example \(index)")
      try twin.learn(example.values, outcome: .label(example.label))
    }
    #expect(bytes(of: learner) == bytes(of: twin))
  }

  @Test func oneClassOnly() throws {
    let source = Source.plane
    var learner = Learner(schema: try source.schema())
    let examples = source.examples(120, seed: 1)
    #expect(try learner.predict(examples[0].values) == .unknown)
    for example in examples { try learner.learn(example.values, outcome: .label("only")) }
    guard case .label(let answer) = try learner.predict(examples[0].values) else {
      Issue.record("no answer")
      return
    }
    #expect(answer.labels == ["only"])
    #expect(answer.probabilities == [1])
    #expect(learner.classCounts == [120])
  }

  /// A second class that comes late is told apart.
  @Test func aSecondClassComesLate() throws {
    let source = Source.quarters
    var learner = Learner(schema: try source.schema())
    for example in source.examples(150, seed: 1) {
      try learner.learn(example.values, outcome: .label("even"))
    }
    let record = try learner.run(source.examples(450, seed: 2))
    #expect(learner.classes == ["even", "odd"])
    #expect(record.accuracy(from: 300) > 0.8)
  }

  /// Two classes, then three, then twelve: on a circle, with a number for the angle.
  @Test func classesThatComeLater() throws {
    let schema = try Schema(
      fields: [Field("angle", .number)], target: "sector", task: .classification)
    var learner = Learner(schema: schema)
    var random = SplitMix64(seed: 6)
    var accuracy: [Double] = []
    for (classes, count) in [(2, 150), (3, 150), (12, 400)] {
      let examples = (0..<count).map { _ in
        let angle = random.uniform()
        return DrawnExample([.number(Double(angle))], "sector \(Int(angle * Float(classes)))")
      }
      let record = try learner.run(examples)
      accuracy.append(record.accuracy(from: count * 3 / 4))
      #expect(learner.classes.count == classes)
      check(try learner.predict([.number(0.5)]), learner.classes)
    }
    #expect(Set(learner.classes) == Set((0..<12).map { "sector \($0)" }))
    #expect(learner.classCounts.reduce(0, +) == 700)
    #expect(accuracy[0] > 0.9)
    #expect(accuracy[1] > 0.75)
    #expect(accuracy[2] > 0.5, "twelve sectors were others before")
  }

  /// Schemas that say nothing: no fields, or fields in which nothing ever stands.
  @Test(arguments: [
    [Field](), [Field("a", .number)], [Field("a", .number), Field("b", .dateTime)],
    [Field("c", .category)], [Field("a", .number), Field("c", .category)],
  ])
  func nothingIsKnown(fields: [Field]) throws {
    let schema = try Schema(fields: fields, target: "class", task: .classification)
    var learner = Learner(schema: schema)
    var random = SplitMix64(seed: 1)
    let values = fields.map { _ in Value.missing }
    let record = try learner.run(
      (0..<150).map { _ in DrawnExample(values, random.below(10) < 7 ? "often" : "seldom") })
    #expect(record.accuracy() > 0.5)
    check(try learner.predict(values), learner.classes)
  }

  /// What is observed without an outcome is the past of what follows, and nothing else.
  @Test func observing() throws {
    let source = Source.plane
    let examples = source.examples(80, seed: 1)
    var learner = Learner(schema: try source.schema())
    try learner.run(examples.prefix(60))
    var observer = learner
    for example in examples.suffix(20) { try observer.observe(example.values) }
    #expect(observer.count == learner.count)
    #expect(observer.stateHash == learner.stateHash)
    #expect(observer.experts == learner.experts)
    #expect(bytes(of: observer) != bytes(of: learner))
    check(try observer.predict(examples[0].values), observer.classes)
  }

  /// Values of another kind than the field's are no error.
  @Test func valuesOfAnotherKind() throws {
    let schema = try Schema(
      fields: [Field("number", .number), Field("category", .category), Field("when", .dateTime)],
      target: "class", task: .classification)
    var learner = Learner(schema: schema)
    var random = SplitMix64(seed: 1)
    let values: [Value] = [.missing, .category("x"), .number(3), .number(.nan), .category("")]
    for index in 0..<100 {
      let example = (0..<3).map { _ in values[random.below(values.count)] }
      check(try learner.predict(example), learner.classes)
      try learner.learn(example, outcome: .label(index % 2 == 0 ? "" : "x"))
    }
    #expect(learner.classes == ["", "x"])
  }

  @Test func summaries() throws {
    var learner = Learner(schema: try Source.wild.schema())
    let examples = Source.wild.examples(130, seed: 4)
    try learner.run(examples)
    for (index, summary) in learner.fieldSummaries.enumerated() {
      #expect(summary.name == Source.wild.fields[index].name)
      let missing = examples.count { example in
        if case .number(let number) = example.values[index] { return number.isNaN }
        return example.values[index] == .missing
      }
      #expect(abs(summary.missingShare - Double(missing) / 130) < 1e-9, "\(summary.name)")
      #expect(0 <= summary.relevance && summary.relevance <= 1)
    }
    #expect(learner.fieldSummaries[0].relevance == 1, "the number decides")
    #expect(learner.fieldSummaries[2].distinct == 2)
    let weights = learner.experts.map(\.weight)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-6)
    for expert in learner.experts {
      let accuracy = try #require(expert.accuracy)
      #expect(0 <= accuracy && accuracy <= 1)
      #expect(try #require(expert.logLoss) >= 0)
    }
  }
}
