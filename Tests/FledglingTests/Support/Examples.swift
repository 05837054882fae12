import Testing

@testable import Fledgling

/// One example and its class.
struct DrawnExample: Sendable {
  var values: [Value]
  var label: String

  init(_ values: [Value], _ label: String) {
    self.values = values
    self.label = label
  }
}

/// A seeded source of examples, with the accuracy that no classifier can pass.
struct Source: Sendable, CustomTestStringConvertible {
  let name: String
  let fields: [Field]
  let bayes: Double
  let draw: @Sendable (inout SplitMix64) -> DrawnExample

  var testDescription: String { name }

  func schema() throws -> Schema {
    try Schema(fields: fields, target: "class", task: .classification)
  }

  func examples(_ count: Int, seed: UInt64) -> [DrawnExample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in draw(&random) }
  }
}

extension Source {
  static func numbers(_ count: Int) -> [Field] { (0..<count).map { Field("x\($0)", .number) } }

  /// Two classes on either side of a plane through two of three numbers; one label in ten is wrong.
  static let plane = Source(name: "plane", fields: numbers(3), bayes: 0.9) { random in
    let x = (0..<3).map { _ in Double(random.uniform()) * 10 }
    let isOver = x[0] + x[1] > 10
    let isWrong = random.below(10) == 0
    return DrawnExample(x.map { .number($0) }, isOver != isWrong ? "over" : "under")
  }

  /// Two classes in opposite quarters: no single number tells anything.
  static let quarters = Source(name: "quarters", fields: numbers(2), bayes: 1) { random in
    let x = (0..<2).map { _ in Double(random.uniform()) * 2 - 1 }
    return DrawnExample(x.map { .number($0) }, (x[0] > 0) != (x[1] > 0) ? "odd" : "even")
  }

  /// Three round clouds, a number apart in each of two directions.
  static let clouds = Source(name: "clouds", fields: numbers(2), bayes: 0.968) { random in
    let k = random.below(3)
    let centre: (Float, Float) = [(0, 0), (4, 0), (0, 4)][k]
    return DrawnExample(
      [
        .number(Double(centre.0 + random.normal())), .number(Double(centre.1 + random.normal())),
      ], "cloud \(k)")
  }

  /// A category of eight that decides the class nineteen times in twenty, and an idle boolean.
  static let category = Source(
    name: "category", fields: [Field("kind", .category), Field("idle", .boolean)], bayes: 0.95
  ) { random in
    let kind = random.below(8)
    let isRight = random.below(20) > 0
    return DrawnExample(
      [.category("kind \(kind)"), .category(random.below(2) == 0 ? "true" : "false")],
      (kind % 3 == 0) == isRight ? "yes" : "no")
  }

  /// Every kind of field, holes, and values at the ends of what a Double holds.
  static let wild = Source(
    name: "wild",
    fields: [
      Field("number", .number), Field("category", .category), Field("flag", .boolean),
      Field("when", .dateTime), Field("extreme", .number),
    ], bayes: 1
  ) { random in
    let extremes: [Double] = [
      .nan, .infinity, -.infinity, 1e308, -1e308, 0, -0.0, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 1,
    ]
    func maybe(_ value: Value, _ random: inout SplitMix64) -> Value {
      random.below(5) == 0 ? .missing : value
    }
    let number = Double(random.normal())
    let values: [Value] = [
      maybe(.number(number), &random),
      maybe(.category("c\(random.below(40))"), &random),
      maybe(.category(random.below(2) == 0 ? "true" : "false"), &random),
      maybe(.number(Double(random.below(2_000_000_000)) - 4e8), &random),
      maybe(.number(extremes[random.below(extremes.count)]), &random),
    ]
    return DrawnExample(values, number > 0.8 ? "high" : number < -0.8 ? "low" : "middle")
  }
}

extension Source {
  /// This source with more fields, which know nothing; they are drawn apart, so that the rest stays
  /// as it is without them.
  func with(
    _ extra: [Field], _ values: @escaping @Sendable (inout SplitMix64) -> [Value]
  ) -> Source {
    Source(name: "\(name) and more", fields: fields + extra, bayes: bayes) { random in
      var example = draw(&random)
      var copy = random
      var other = SplitMix64(seed: copy.next())
      example.values += values(&other)
      return example
    }
  }

  /// Examples whose label is, nine times in ten, that of the one before; the field knows nothing.
  static func repeating(_ count: Int, classes: Int, seed: UInt64) -> [DrawnExample] {
    var random = SplitMix64(seed: seed)
    var label = 0
    return (0..<count).map { _ in
      if random.below(10) == 0 { label = (label + 1 + random.below(classes - 1)) % classes }
      return DrawnExample([.number(Double(random.uniform()))], "class \(label)")
    }
  }
}

/// A rule over four numbers that, from some example on, is another; no label is wrong.
struct RuleChange: Sendable, CustomTestStringConvertible {
  let name: String
  let before: @Sendable ([Float]) -> Bool
  let after: @Sendable ([Float]) -> Bool

  var testDescription: String { name }

  static func schema() throws -> Schema {
    try Schema(fields: Source.numbers(4), target: "class", task: .classification)
  }

  /// Examples of which those from `change` on follow the second rule.
  func examples(_ count: Int, changeAt change: Int, seed: UInt64) -> [DrawnExample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let x = random.floats(4, 0, 1)
      let isYes = index < change ? before(x) : after(x)
      return DrawnExample(x.map { .number(Double($0)) }, isYes ? "yes" : "no")
    }
  }

  /// Every label becomes its opposite.
  static let flip = RuleChange(name: "flip") {
    $0[0] > 0.5
  } after: {
    $0[0] <= 0.5
  }
  /// Two thresholds, then two others on the other two numbers.
  static let corners = RuleChange(name: "corners") {
    $0[0] > 0.4 && $0[1] > 0.3
  } after: {
    $0[2] > 0.4 && $0[3] > 0.3
  }
  /// A threshold on a sum, then on another.
  static let sums = RuleChange(name: "sums") {
    $0[0] + $0[1] > 1
  } after: {
    $0[2] + $0[3] > 1
  }
}
