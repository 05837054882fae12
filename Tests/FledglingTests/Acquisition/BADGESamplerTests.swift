import Testing

@testable import Fledgling

/// Which examples to ask about: those in doubt, that are new, and not like each other.
struct BADGESamplerTests {
  private static func learner() throws -> Learner {
    let life = try Life(Source.plane, count: 200, seed: 3)
    return try life.lived(life.experiences)
  }

  private static func examples(_ count: Int) throws -> [[Value]] {
    try Life(Source.plane, count: count, seed: 4).experiences.map(\.values)
  }

  @Test func choicesAreDistinctAndRepeat() throws {
    let learner = try Self.learner()
    let examples = try Self.examples(120)
    let choices = try learner.mostInformative(of: examples, count: 12)
    #expect(choices.count == 12)
    #expect(Set(choices.map(\.tag)).count == 12)
    #expect(choices.allSatisfy { (0...1).contains($0.novelty) && $0.score >= 0 })
    let again = try learner.mostInformative(of: examples, count: 12)
    #expect(again.map(\.tag) == choices.map(\.tag))
    #expect(try learner.mostInformative(of: examples, count: 500).count == 120)
    #expect(try learner.mostInformative(of: [], count: 5).isEmpty)
  }

  /// Those chosen are more in doubt than the rest.
  @Test func doubtCounts() throws {
    let learner = try Self.learner()
    let examples = try Self.examples(300)
    func doubt(_ values: [Value]) throws -> Double {
      guard case .label(let said) = try learner.predict(values) else { return 0 }
      return 1 - Double(said.probability)
    }
    let all = try examples.map(doubt).reduce(0, +) / 300
    let chosen = try learner.mostInformative(of: examples, count: 10)
    let mean = try chosen.map { try doubt(examples[$0.tag]) }.reduce(0, +) / 10
    #expect(mean > 1.5 * all)
  }

  /// Another seed draws others; the first is the same, as it is not drawn.
  @Test func seeds() throws {
    let learner = try Self.learner()
    let examples = try Self.examples(200)
    func chosen(_ seed: UInt64) throws -> [Int] {
      var candidates = BADGESampler<Int>(learner, seed: seed)
      for (place, values) in examples.enumerated() {
        candidates.add(values, answered: try learner.predict(values), novelty: 0.5, as: place)
      }
      return candidates.choose(20).map(\.tag)
    }
    #expect(try chosen(1) == chosen(1))
    #expect(try chosen(1) != chosen(2))
    #expect(try chosen(1).first == chosen(2).first)
  }

  @Test func valuesMustFit() throws {
    let learner = try Self.learner()
    #expect(throws: LearnerError.self) {
      try learner.mostInformative(of: [[.number(1)]], count: 1)
    }
  }
}
