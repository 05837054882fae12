import Testing

@testable import Fledgling

/// Examples are chosen by their content exactly, or not at all.
struct RoundedFieldsTests {
  private func learner(_ numbers: [Double]) throws -> Learner {
    let schema = try Schema(fields: [Field("x", .number)], target: "class", task: .classification)
    var learner = Learner(schema: schema)
    for (index, number) in numbers.enumerated() {
      try learner.learn([.number(number)], outcome: .label("a"), id: "\(index)")
    }
    return learner
  }

  /// Numbers of all sizes and lengths, close to each other.
  private func number(_ random: inout SplitMix64) -> Double {
    let whole = Double(random.below(30))
    switch random.below(8) {
    case 0: return whole
    case 1: return -whole / 10
    case 2: return 4.99 + whole / 100
    case 3: return 16_777_210 + whole
    case 4: return 4_000_000_000 + whole
    case 5: return 1e-5 + whole * 1e-12
    case 6: return 99_999.5 + whole / 8
    default: return 0.1 + whole * 1e-9
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func nobodyElseIsFound(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // From harmless numbers alone to all kinds.
    var numbers: [Double] = []
    while numbers.count < 60 {
      let next = number(&random)
      if seed % 2 == 0 || RoundedFields.isDistinct(next) { numbers.append(next) }
    }
    let learner = try learner(numbers)
    for _ in 0..<40 {
      let sought = random.below(2) == 0 ? numbers[random.below(60)] : number(&random)
      let wanted = numbers.indices.filter { numbers[$0] == sought }
        .map { ExampleKey(id: "\($0)", time: nil) }
      do {
        #expect(try learner.keys(where: 0, equals: .number(sought)) == wanted, "\(sought)")
      } catch {
        #expect(error == .rounded(field: "x"))
        #expect(seed % 2 == 0, "these are told apart")
        #expect(numbers.contains { Float($0) == Float(sought) })
      }
    }
  }

  @Test func theRuleLetsNoTwoShareACell() {
    var random = SplitMix64(seed: 5)
    var known: [WideCell: Double] = [:]
    var collisions = 0
    for _ in 0..<20_000 {
      let digits = Double(random.below(1_000_000))
      var number = digits
      switch random.below(4) {
      case 0: number = 4_000_000_000 + Double(random.below(90_000))
      case 1: number = 40_000 + digits / 1e5
      case 2: number = digits / 1e6
      default: number = digits / 1e9
      }
      guard RoundedFields.isDistinct(number) else { continue }
      let cell = WideCell(number: number)
      if known[cell] ?? number != number { collisions += 1 }
      known[cell] = number
    }
    #expect(collisions == 0)
    #expect(known.count > 5_000)
    for number in [0.1, -4.99, 0, 7, 1e-9, 123_456, 16_777_217, 4e9, 1_234_567.891] {
      #expect(RoundedFields.isDistinct(number), "\(number)")
    }
    for number in [1.0 / 3, 1e15 + 1, 0.1234567, .infinity, 1e30] {
      #expect(!RoundedFields.isDistinct(number), "\(number)")
    }
  }

  /// What was rounded is remembered through a snapshot, a rebuild and a merge.
  @Test func roundingIsRemembered() throws {
    var rounded = try learner([0.1234567, 7])
    let exact = try learner([])
    func isRounded(_ learner: Learner) -> Bool { learner.rounded[0] }
    #expect(isRounded(rounded) && !isRounded(exact))
    #expect(isRounded(try Learner(snapshot: rounded.snapshot())))
    rounded.consolidate()
    #expect(isRounded(rounded))
    var merged = exact
    try merged.merge(rounded)
    #expect(isRounded(merged))
    var consolidation = Consolidation(schema: rounded.schema, seed: 1)
    try consolidation.survey(Example([.number(0.1234567)], outcome: .label("a")))
    #expect(isRounded(consolidation.finish()))
  }

  @Test func outcomesAreExact() throws {
    let schema = try Schema(fields: [Field("x", .number)], target: "y", task: .regression)
    var learner = Learner(schema: schema)
    for (index, number) in [0.1, 0.2, 5].enumerated() {
      try learner.learn([.number(1)], outcome: .number(number), id: "\(index)")
    }
    let key = ExampleKey(id: "0", time: nil)
    #expect(learner.keys(whereOutcome: .number(0.1)) == [key])
    #expect(learner.keys(whereOutcome: .number(0.1000000001)) == [])
    try learner.learn([.number(1)], outcome: .number(0.1000000001), id: "3")
    #expect(learner.keys(whereOutcome: .number(0.1)) == [key])
    #expect(learner.keys(whereOutcome: .number(77)) == [])
  }
}
