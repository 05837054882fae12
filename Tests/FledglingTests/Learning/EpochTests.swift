import Testing

@testable import Fledgling

/// Learners that do not keep all they learned: the view stays, and the sums are exact within it.
struct EpochTests {
  /// So many columns that no more than 1,024 experiences are kept.
  private static func life() throws -> Life {
    let idle = (0..<2_100).map { Field("idle \($0)", .dateTime) }
    let source = Source.plane.with(idle) { _ in
      [Value](repeating: .missing, count: 2_100)
    }
    return try Life(source, count: 1_200, seed: 7)
  }

  @Test func sumsAreExact() throws {
    let life = try EpochTests.life()
    var learner = try life.lived(life.experiences[..<1_060])
    #expect(!learner.isComplete)
    let before = learner.stateHash
    // Others came and went.
    var visited = learner
    for experience in life.experiences[1_130...] { try visited.learn(experience) }
    #expect(visited.stateHash != before)
    try visited.unlearn(ids: life.experiences[1_130...].compactMap(\.id))
    #expect(visited.stateHash == before)
    visited.consolidate()
    #expect(visited.stateHash == before)
    learner.consolidate()
    #expect(learner.stateHash == before, "a rebuild leaves the sums as they are")
    #expect(learner.count == 1_060)

    // What is not kept cannot be taken out, and nothing happens.
    #expect(throws: UnlearnError(unknown: [], notKept: ["case 0"])) {
      try learner.unlearn(ids: ["case 0"])
    }
    #expect(learner.hasLearned(id: "case 0"))
    #expect(learner.stateHash == before)

    // Learners that keep all are seen through the view of the one that does not.
    let one = try life.lived(life.experiences[1_060..<1_130])
    let other = try life.lived(life.experiences[1_130...])
    func merged(_ learners: [Learner]) throws -> Learner {
      var merger = Merger()
      for learner in learners { try merger.add(learner) }
      let finished = merger.finish()
      return try #require(finished)
    }
    let first = try merged([learner, one, other])
    #expect(first.count == 1_200)
    #expect(try merged([one, other, learner]).stateHash == first.stateHash)
    var back = first
    try back.unlearn(ids: life.experiences[1_060...].compactMap(\.id))
    #expect(back.stateHash == before)

    var merger = Merger()
    try merger.add(learner)
    #expect(throws: MergeError.overlap(count: 1_060)) { try merger.add(learner) }
    var forgetful = try life.lived(life.experiences[..<10])
    try forgetful.unlearn(ids: ["case 0", "case 1"])
    #expect(throws: MergeError.notKept(count: 2)) { try merger.add(forgetful) }
  }
}
