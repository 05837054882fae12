import Testing

@testable import Fledgling

/// A learner that refuses an example is as it was.
struct LearnerErrorTests {
  private func refusal(
    _ learner: inout Learner, _ values: [Value], _ outcome: Outcome
  ) -> LearnerError? {
    do throws(LearnerError) {
      _ = try learner.answer(values, thenLearn: outcome)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [0, 1, 40])
  func leavesTheLearnerAsItWas(learned: Int) throws {
    let source = Source.plane
    var learner = Learner(schema: try source.schema())
    try learner.run(source.examples(learned, seed: 1))
    let before = bytes(of: learner)
    let values = source.examples(1, seed: 2)[0].values
    #expect(
      refusal(&learner, Array(values.dropLast()), .label("over"))
        == .fieldCount(expected: 3, found: 2))
    #expect(
      refusal(&learner, values + [.missing], .label("new"))
        == .fieldCount(expected: 3, found: 4))
    #expect(refusal(&learner, values, .number(1)) == .outcomeKind(expected: .classification))
    #expect(refusal(&learner, values, .number(.nan)) != nil)
    #expect(throws: LearnerError.fieldCount(expected: 3, found: 1)) {
      try learner.observe([.missing])
    }
    #expect(throws: LearnerError.fieldCount(expected: 3, found: 0)) { try learner.predict([]) }
    #expect(bytes(of: learner) == before)
    #expect(learner.count == learned)
    // And it goes on.
    #expect(refusal(&learner, values, .label("over")) == nil)
    #expect(learner.count == learned + 1)
  }

  @Test(arguments: [0, 1, 40])
  func leavesANumberLearnerAsItWas(learned: Int) throws {
    let source = NumberSource.plane
    var learner = Learner(schema: try source.schema())
    let examples = source.examples(learned + 1, seed: 1)
    try learner.run(examples.prefix(learned))
    let before = bytes(of: learner)
    let values = examples[learned].values
    for outcome in [Double.nan, .infinity, -.infinity] {
      #expect(refusal(&learner, values, .number(outcome)) == .outcomeNotFinite)
    }
    #expect(refusal(&learner, values, .label("1")) == .outcomeKind(expected: .regression))
    #expect(refusal(&learner, [], .number(1)) == .fieldCount(expected: 3, found: 0))
    #expect(bytes(of: learner) == before)
    #expect(refusal(&learner, values, .number(1)) == nil)
  }

  @Test func oneClassTooMany() throws {
    var learner = Learner(schema: try Source.plane.schema())
    learner.classifier?.classes = (0..<Schema.classLimit).map { "\($0)" }
    let values = Source.plane.examples(1, seed: 2)[0].values
    #expect(
      refusal(&learner, values, .label("new")) == .tooManyClasses(limit: 1_000, label: "new"))
    #expect(learner.classes.count == Schema.classLimit)
    #expect(learner.count == 0)
  }

  @Test func errorsSayWhatIsWrong() {
    let errors: [LearnerError] = [
      .fieldCount(expected: 3, found: 2), .outcomeKind(expected: .classification),
      .outcomeKind(expected: .regression), .outcomeNotFinite,
      .tooManyClasses(limit: 1_000, label: "lynx"),
    ]
    #expect(Set(errors.map(\.description)).count == errors.count)
    #expect(errors[4].description.contains("lynx") && errors[4].description.contains("1001"))
  }

  @Test func schemasThatCannotBe() throws {
    #expect(throws: SchemaError.duplicateName("a")) {
      try Schema(
        fields: [Field("a", .number), Field("a", .category)], target: "b", task: .classification)
    }
    #expect(throws: SchemaError.duplicateName("a")) {
      try Schema(fields: [Field("a", .number)], target: "a", task: .classification)
    }
    #expect(throws: SchemaError.tooManyFields(4_097)) {
      try Schema(
        fields: (0...4_096).map { Field("\($0)", .number) }, target: "t", task: .classification)
    }
  }
}
