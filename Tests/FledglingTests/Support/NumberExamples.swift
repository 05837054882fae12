import Testing

@testable import Fledgling

/// One example and its number.
struct NumberExample: Sendable {
  var values: [Value]
  var outcome: Double
}

/// A seeded source of examples with numbers, and a mean error that is near the least possible.
struct NumberSource: Sendable, CustomTestStringConvertible {
  let name: String
  let fields: [Field]
  let near: Double
  let draw: @Sendable (inout SplitMix64) -> NumberExample

  var testDescription: String { name }

  func schema() throws -> Schema { try Schema(fields: fields, target: "number", task: .regression) }

  func examples(_ count: Int, seed: UInt64) -> [NumberExample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in draw(&random) }
  }

  /// A plane over two of three numbers, with noise of half a unit: 0.4 is the least mean error.
  static let plane = NumberSource(name: "plane", fields: Source.numbers(3), near: 0.5) { random in
    let x = (0..<3).map { _ in Double(random.normal()) }
    return NumberExample(
      values: x.map { .number($0) },
      outcome: 7 + 3 * x[0] - 2 * x[1] + 0.5 * Double(random.normal()))
  }

  /// A step of 400 that a category moves, with noise of ten: 8 is the least mean error.
  static let step = NumberSource(
    name: "step", fields: [Field("x", .number), Field("kind", .category)], near: 18
  ) { random in
    let x = Double(random.uniform())
    let kind = random.below(3)
    let mean = (x > 0.5 ? 400.0 : 0) + Double(kind) * 100 - 1_000
    return NumberExample(
      values: [.number(x), .category("\(kind)")], outcome: mean + 10 * Double(random.normal()))
  }
}

extension Learner {
  /// Answers, then learns, each example in turn; `nil` where there was no answer.
  @discardableResult
  mutating func run(_ examples: some Sequence<NumberExample>) throws -> [NumberPrediction?] {
    try examples.map { example in
      let answer = try answer(example.values, thenLearn: .number(example.outcome))
      if case .number(let number) = answer { return number }
      return nil
    }
  }
}
