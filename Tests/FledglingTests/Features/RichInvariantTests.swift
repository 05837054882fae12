import Testing

@testable import Fledgling

/// What learners of rich fields are does not depend on the order of what they lived, nor on what they
/// unlearned.
struct RichInvariantTests {
  static func lives(_ count: Int) throws -> [Life] {
    try Life.Naming.allCases.flatMap { naming in
      [
        try Life(Source.machines, count: count, seed: 3, naming: naming),
        try Life(NumberSource.reports, count: count, seed: 4, naming: naming),
      ]
    } + [
      try Life(Source.watched, count: count, seed: 5, naming: .ids),
      try Life(Source.watched, count: count, seed: 5, naming: .times),
      try Life(Source.watched, count: count, seed: 5, naming: .both),
    ]
  }

  /// Any order, any partition, any tree of mergers; and the reverse order by one learner alone.
  @Test(arguments: try lives(60))
  func orderAndPartitionDoNotMatter(life: Life) throws {
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    let expected = bytes(of: whole)
    var random = SplitMix64(seed: 1)
    let merged = try life.merged(life.experiences, &random)
    #expect(merged.count == 60)
    #expect(merged.stateHash == whole.stateHash)
    let isSame = bytes(of: merged) == expected
    #expect(isSame, "down to the last byte")
    var other = try life.lived(life.experiences.reversed())
    other.consolidate()
    let isSameReversed = bytes(of: other) == expected
    #expect(isSameReversed, "down to the last byte")
    whole.consolidate()
    let isStill = bytes(of: whole) == expected
    #expect(isStill, "once is enough")
  }

  @Test(arguments: try lives(60))
  func whatIsUnlearnedLeavesNothing(life: Life) throws {
    let gone = life.experiences.indices.filter { $0 % 3 == 1 || $0 > 52 }
    let kept = life.experiences.indices.filter { !gone.contains($0) }
    var never = try life.lived(kept.map { life.experiences[$0] })
    var learner = try life.lived(life.experiences)
    let keys = try gone.map { try learner.key(of: life.experiences[$0]) }
    #expect(learner.unlearn(keys: keys).isEmpty)
    #expect(learner.rederivedStateHash == learner.stateHash, "the sums hold what is kept alone")
    never.consolidate()
    learner.consolidate()
    #expect(learner.stateHash == never.stateHash)
    let isSame = learner.essence == never.essence
    #expect(isSame, "down to the last byte")
  }

  /// The only experiences of a class leave it unknown, in the experts over rich fields as well.
  @Test func aClassIsUnlearned() throws {
    let life = try Life(Source.machines, count: 60, seed: 8)
    let gone = life.experiences.filter { $0.outcome == .label("fault 1") }
    let kept = life.experiences.filter { $0.outcome != .label("fault 1") }
    var learner = try life.lived(life.experiences)
    try learner.unlearn(ids: gone.compactMap(\.id))
    learner.consolidate()
    var never = try life.lived(kept)
    never.consolidate()
    #expect(learner.classes == ["fault 0", "fault 2"])
    let isSame = learner.essence == never.essence
    #expect(isSame)
  }

  /// What rich fields tell is learned: none of these has a column.
  @Test func richFieldsAreLearned() throws {
    var learner = Learner(schema: try Source.machines.schema())
    let record = try learner.run(Source.machines.examples(250, seed: 1))
    #expect(record.accuracy(from: 100) > 0.85)
    var numbers = Learner(schema: try NumberSource.reports.schema())
    let examples = NumberSource.reports.examples(250, seed: 1)
    var error = 0.0
    for (answer, example) in zip(try numbers.run(examples), examples).dropFirst(100) {
      error += abs(try #require(answer).value - example.outcome) / 150
    }
    // To answer the mean is wrong by 12.
    #expect(error < 6)
  }
}
