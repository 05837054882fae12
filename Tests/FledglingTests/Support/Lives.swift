import Testing

@testable import Fledgling

/// Experiences for a schema, and learners that live them.
struct Life: Sendable, CustomTestStringConvertible {
  let name: String
  let schema: Schema
  let experiences: [Example]

  var testDescription: String { name }

  /// How experiences are told apart.
  enum Naming: CaseIterable {
    case ids, times, both, none
  }

  init(_ source: Source, count: Int, seed: UInt64, naming: Naming = .ids) throws {
    name = "\(source.name), \(naming)"
    schema = try source.schema()
    experiences = source.examples(count, seed: seed).enumerated().map { index, example in
      Life.name(Example(example.values, outcome: .label(example.label)), index, naming)
    }
  }

  init(_ source: NumberSource, count: Int, seed: UInt64, naming: Naming = .ids) throws {
    name = "\(source.name), \(naming)"
    schema = try source.schema()
    experiences = source.examples(count, seed: seed).enumerated().map { index, example in
      Life.name(Example(example.values, outcome: .number(example.outcome)), index, naming)
    }
  }

  /// Another life's experiences as others see them.
  init(_ life: Life, _ schema: Schema, _ experiences: [Example]) {
    name = life.name
    self.schema = schema
    self.experiences = experiences
  }

  private static func name(_ experience: Example, _ index: Int, _ naming: Naming) -> Example {
    var experience = experience
    if naming == .ids || naming == .both { experience.id = "case \(index)" }
    // Some at the same time.
    if naming == .times || naming == .both { experience.time = Double(index / 3) }
    return experience
  }

  func lived(_ experiences: some Sequence<Example>) throws -> Learner {
    var learner = Learner(schema: schema)
    for experience in experiences { try learner.learn(experience) }
    return learner
  }

  /// The consolidated learner of experiences that are lived in a random order by a random number of
  /// learners, who are merged by a random tree.
  func merged(_ experiences: [Example], _ random: inout SplitMix64) throws -> Learner {
    let parts = 1 + random.below(6)
    var lives = [[Example]](repeating: [], count: parts)
    for experience in experiences.shuffled(using: &random) {
      lives[random.below(parts)].append(experience)
    }
    var learners = try lives.map { try lived($0) }
    while learners.count > 1 {
      let one = learners.remove(at: random.below(learners.count))
      let place = random.below(learners.count)
      var merger = Merger()
      try merger.add(one)
      try merger.add(learners[place])
      guard let merged = merger.finish() else { continue }
      learners[place] = merged
    }
    learners[0].consolidate()
    return learners[0]
  }
}

extension Learner {
  mutating func learn(_ experience: Example) throws {
    try learn(
      experience.values, outcome: experience.outcome, id: experience.id, time: experience.time)
  }

  /// All that is known and how it is used, but not what was unlearned.
  var essence: [UInt8] {
    var learner = self
    (learner.forgotten, learner.rounded) = (IDSet(), RoundedFields(schema))
    // Without the checksum, which takes longer than all else in a debug build.
    return FledglingTests.bytes(of: learner)
  }
}
