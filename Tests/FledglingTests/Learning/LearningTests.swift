import Testing

@testable import Fledgling

/// What can be learned is learned.
struct LearningTests {
  @Test(arguments: [Source.plane, .quarters, .clouds, .category], [1, 2] as [UInt64])
  func nearTheBestPossible(source: Source, seed: UInt64) throws {
    var learner = Learner(schema: try source.schema())
    let record = try learner.run(source.examples(700, seed: seed))
    #expect(record.accuracy(from: 350) > source.bayes - 0.05)
  }

  @Test(arguments: [2, 4], [1, 2] as [UInt64])
  func repeatingLabelsAreSeen(classes: Int, seed: UInt64) throws {
    let examples = Source.repeating(500, classes: classes, seed: seed)
    let schema = try Schema(
      fields: [Field("noise", .number)], target: "class", task: .classification)
    var learner = Learner(schema: schema)
    let record = try learner.run(examples)
    #expect(record.noChange(from: 250) > 0.85)
    #expect(record.accuracy(from: 250) >= record.noChange(from: 250) - 0.015)
  }

  /// The first of some numbers, all of them between `offset` and a unit more, decides.
  private func accuracy(offset: Double, fields: Int) throws -> Double {
    let source = Source(name: "offset", fields: Source.numbers(fields), bayes: 1) { random in
      let x = (0..<fields).map { _ in Double(random.uniform()) }
      return DrawnExample(x.map { .number(offset + $0) }, x[0] > 0.4 ? "over" : "under")
    }
    var learner = Learner(schema: try source.schema())
    return try learner.run(source.examples(300, seed: 3)).accuracy(from: 200)
  }

  /// A number far from zero tells as much as one close to it.
  @Test(arguments: [0, 20, 1_000, -1_000, 1e5])
  func numbersFarFromZero(offset: Double) throws {
    #expect(try accuracy(offset: offset, fields: 1) > 0.93)
  }

  /// And so where there are too many numbers for recent averages to be of help.
  @Test func manyNumbersFarFromZero() throws {
    #expect(try accuracy(offset: 1_000, fields: 33) > 0.85)
  }
}

/// Fields that know nothing do little harm.
struct IdleFieldTests {
  private struct Idle {
    var name: String
    var fields: [Field]
    var values: @Sendable (inout SplitMix64) -> [Value]
  }

  private static let extremes: [Double] = [
    .nan, .infinity, -.infinity, 1e308, -1e308, 1e38, 0, .leastNonzeroMagnitude,
  ]

  private static var idle: [Idle] {
    [
      Idle(name: "phone", fields: [Field("phone", .number)]) { random in
        [.number(Double(random.below(9_000_000_000) + 1_000_000_000))]
      },
      Idle(name: "name", fields: [Field("name", .category)]) { random in
        [.category("\(random.next())")]
      },
      Idle(name: "extremes", fields: [Field("extreme", .number)]) { random in
        [.number(extremes[random.below(extremes.count)])]
      },
      Idle(name: "nothing", fields: [Field("none", .number), Field("none either", .category)]) {
        _ in
        [.missing, .missing]
      },
    ]
  }

  private func accuracy(_ examples: [DrawnExample], _ fields: [Field]) throws -> Double {
    var learner = Learner(
      schema: try Schema(fields: fields, target: "class", task: .classification))
    return try learner.run(examples).accuracy(from: 150)
  }

  /// On average over some seeds; of one seed's 250 examples chance alone moves several.
  @Test func doLittleHarm() throws {
    let plane = Source.plane
    var harm: [String: Double] = [:]
    let seeds = [UInt64](1...6)
    for seed in seeds {
      let examples = plane.examples(400, seed: seed)
      let alone = try accuracy(examples, plane.fields)
      func compare(_ name: String, _ together: Double) {
        harm[name, default: 0] += (alone - together) / Double(seeds.count)
        #expect(together > alone - 0.08, "\(name), seed \(seed)")
      }
      for idle in Self.idle {
        let source = plane.with(idle.fields, idle.values)
        compare(idle.name, try accuracy(source.examples(400, seed: seed), source.fields))
      }
      var numbered = examples
      for place in numbered.indices {
        numbered[place].values.append(.number(Double(10_000 + place)))
      }
      compare(
        "running number", try accuracy(numbered, plane.fields + [Field("index", .number)]))
    }
    for (name, harm) in harm { #expect(harm < 0.03, "\(name)") }
    #expect(harm.count == Self.idle.count + 1)
  }

  /// Holes everywhere: what is there is still of use.
  @Test(arguments: [UInt64](1...2))
  func holesEverywhere(seed: UInt64) throws {
    let source = Source(name: "one", fields: Source.plane.fields, bayes: 0.8) { random in
      var example = Source.plane.draw(&random)
      for place in example.values.indices where random.below(4) == 0 {
        example.values[place] = .missing
      }
      return example
    }
    #expect(try accuracy(source.examples(400, seed: seed), source.fields) > 0.68)
  }
}
