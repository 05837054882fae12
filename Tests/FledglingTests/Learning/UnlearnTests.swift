import Testing

@testable import Fledgling

/// What was unlearned might as well never have been.
struct UnlearnTests {
  @Test(arguments: try MergeTests.lives(90), [2] as [UInt64])
  func nothingIsLeft(life: Life, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let gone = Set((0..<40).map { _ in random.below(life.experiences.count) })
    let kept = life.experiences.indices.filter { !gone.contains($0) }.map { life.experiences[$0] }
    var never = try life.lived(kept)
    never.consolidate()
    var learner = try life.lived(life.experiences)
    let keys = try gone.map { try learner.key(of: life.experiences[$0]) }
    #expect(learner.unlearn(keys: keys).isEmpty)
    #expect(learner.count == kept.count)
    learner.consolidate()
    #expect(learner.stateHash == never.stateHash)
    let isSame = learner.essence == never.essence
    #expect(isSame, "down to the last byte")
  }

  /// Between merges, before and after.
  @Test(arguments: try MergeTests.lives(60), [5] as [UInt64])
  func amongMerges(life: Life, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (kept, gone) = (Array(life.experiences[20...]), Array(life.experiences[..<20]))
    var never = try life.lived(kept)
    never.consolidate()
    var early = try life.merged(Array(gone + kept[..<30]), &random)
    let keys = try gone.map { try early.key(of: $0) }
    #expect(early.unlearn(keys: keys).isEmpty)
    var merger = Merger()
    try merger.add(try life.lived(kept[30...]))
    try merger.add(early)
    let isSame = merger.finish()?.essence == never.essence
    #expect(isSame)
  }

  /// The last example of a class takes the class with it.
  @Test func classesGoToo() throws {
    let life = try Life(.clouds, count: 100, seed: 4)
    var learner = try life.lived(life.experiences)
    let ids = life.experiences.filter { $0.outcome == .label("cloud 1") }.compactMap(\.id)
    try learner.unlearn(ids: ids)
    learner.consolidate()
    #expect(learner.classes == ["cloud 0", "cloud 2"])
  }

  @Test func everything() throws {
    let life = try Life(Source.plane, count: 50, seed: 4)
    var learner = try life.lived(life.experiences)
    try learner.unlearn(ids: life.experiences.compactMap(\.id))
    learner.consolidate()
    let isSame = learner.essence == Learner(schema: life.schema).essence
    #expect(isSame)
    #expect(try learner.predict(life.experiences[0].values) == .unknown)
  }

  @Test func unknownIdsAreNamed() throws {
    let life = try Life(Source.plane, count: 30, seed: 4)
    var learner = try life.lived(life.experiences)
    let before = learner.snapshot()
    #expect(throws: UnlearnError(unknown: ["case 99", "nobody"], notKept: [])) {
      try learner.unlearn(ids: ["case 99", "nobody"])
    }
    let isSame = learner.snapshot() == before
    #expect(isSame)
  }

  /// Neither learning nor merging brings it back.
  @Test func itStaysAway() throws {
    let life = try Life(Source.plane, count: 60, seed: 4)
    var learner = try life.lived(life.experiences[..<40])
    try learner.unlearn(ids: ["case 3"])
    #expect(learner.hasUnlearned(id: "case 3") && !learner.hasLearned(id: "case 3"))
    #expect(throws: LearnerError.unlearned(id: "case 3")) {
      try learner.learn(life.experiences[3])
    }
    var merger = Merger()
    try merger.add(try life.lived(life.experiences[2...]))
    try merger.add(learner)
    #expect(merger.leftOut == 1)
    var never = try life.lived(life.experiences.filter { $0.id != "case 3" })
    never.consolidate()
    let isSame = merger.finish()?.essence == never.essence
    #expect(isSame)
  }

  /// Trees that saw an example do not answer any more.
  @Test func treesAreSuspended() throws {
    let life = try Life(Source.plane, count: 200, seed: 4)
    var learner = try life.lived(life.experiences)
    #expect(learner.classifier?.ensemble.trees != nil)
    try learner.unlearn(ids: ["case 5"])
    #expect(learner.classifier?.ensemble.trees == nil)
    _ = try learner.predict(life.experiences[5].values)
    learner.consolidate()
    #expect(learner.classifier?.ensemble.trees != nil)
  }

  @Test func learnedTwiceIsRefused() throws {
    let life = try Life(Source.plane, count: 30, seed: 4)
    var learner = try life.lived(life.experiences)
    let before = learner.snapshot()
    #expect(throws: LearnerError.alreadyLearned(id: "case 7")) {
      try learner.learn(life.experiences[7])
    }
    let isSame = learner.snapshot() == before
    #expect(isSame)
  }
}
