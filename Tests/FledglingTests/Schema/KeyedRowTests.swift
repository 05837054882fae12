import Fledgling
import Testing

@Suite struct KeyedRowTests {
  private static func schema() throws -> Schema {
    try Schema(
      fields: [Field("km", .number), Field("carrier", .category), Field("express", .boolean)],
      target: "late", task: .classification)
  }

  @Test func literalsAreValues() {
    let row: [Value] = [1, 2.5, "Bluebird", true, nil, [1, 2]]
    #expect(
      row == [
        .number(1), .number(2.5), .text("Bluebird"), .category("true"), .missing, .vector([1, 2]),
      ])
    #expect(("yes" as Outcome) == .label("yes"))
    #expect((3 as Outcome) == .number(3))
  }

  @Test func aKeyedRowIsLearnedAsItsValuesInOrder() throws {
    var keyed = Learner(schema: try KeyedRowTests.schema())
    var positional = Learner(schema: try KeyedRowTests.schema())
    for km in 0..<200 {
      let isLate = km > 120
      try keyed.learn(
        ["carrier": "Bluebird", "express": .boolean(km % 2 == 0), "km": .number(Double(km))],
        outcome: isLate ? "yes" : "no")
      try positional.learn(
        [.number(Double(km)), .category("Bluebird"), .category(km % 2 == 0 ? "true" : "false")],
        outcome: .label(isLate ? "yes" : "no"))
    }
    #expect(keyed.snapshot() == positional.snapshot())
    let answer = try keyed.predict(["km": 190, "carrier": "Bluebird", "express": true])
    #expect(answer.label == "yes")
    #expect(answer.number == nil)
    #expect((answer.probability(of: "yes") ?? 0) > 0.5)
  }

  @Test func aFieldThatIsLeftOutIsMissing() throws {
    let schema = try KeyedRowTests.schema()
    #expect(try schema.values(of: ["km": 3]) == [.number(3), .missing, .missing])
  }

  @Test func anUnknownNameIsRefused() throws {
    let learner = Learner(schema: try KeyedRowTests.schema())
    #expect(
      throws: LearnerError.unknownField(name: "miles", fields: ["km", "carrier", "express"])
    ) { try learner.predict(["miles": 3, "km": 1]) }
  }
}
