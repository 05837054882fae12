import Testing

@testable import Fledgling

/// The same experiences make the same learner, whoever lived them in whichever order.
struct MergeTests {
  static func lives(_ count: Int) throws -> [Life] {
    var lives: [Life] = []
    for naming in Life.Naming.allCases {
      for source in [Source.plane, .clouds, .category, .wild] {
        lives.append(try Life(source, count: count, seed: 3, naming: naming))
      }
      for source in [NumberSource.plane, .step] {
        lives.append(try Life(source, count: count, seed: 3, naming: naming))
      }
    }
    return lives
  }

  @Test(arguments: try lives(90), [1] as [UInt64])
  func treesOfMergersAgree(life: Life, seed: UInt64) throws {
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    var random = SplitMix64(seed: seed)
    let merged = try life.merged(life.experiences, &random)
    #expect(merged.stateHash == whole.stateHash)
    let isSame = merged.essence == whole.essence
    #expect(isSame, "down to the last byte")
  }

  @Test(arguments: try lives(60))
  func consolidatingTwiceChangesNothing(life: Life) throws {
    var learner = try life.lived(life.experiences)
    learner.consolidate()
    let once = learner.snapshot()
    learner.consolidate()
    let isSame = learner.snapshot() == once
    #expect(isSame)
  }

  /// Copies that each saw one class only.
  @Test func skewedParts() throws {
    let life = try Life(.clouds, count: 300, seed: 5)
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    var merger = Merger()
    for label in ["cloud 2", "cloud 0", "cloud 1"] {
      try merger.add(try life.lived(life.experiences.filter { $0.outcome == .label(label) }))
    }
    let finished = merger.finish()
    let merged = try #require(finished)
    let isSame = merged.snapshot() == whole.snapshot()
    #expect(isSame)
    #expect(merged.classes == ["cloud 0", "cloud 1", "cloud 2"])
  }

  /// A learner that is broken on purpose, whose state rests on the order, is told apart.
  @Test func anotherOrderIsSeenWithoutConsolidation() throws {
    let life = try Life(Source.plane, count: 200, seed: 1)
    var random = SplitMix64(seed: 1)
    let one = try life.lived(life.experiences)
    let other = try life.lived(life.experiences.shuffled(using: &random))
    let isSame = one.snapshot() == other.snapshot()
    #expect(!isSame)
    #expect(one.stateHash != other.stateHash)
  }

  @Test func sharedIdsCountOnce() throws {
    let life = try Life(Source.plane, count: 120, seed: 2)
    var whole = try life.lived(life.experiences)
    whole.consolidate()
    var merger = Merger()
    try merger.add(try life.lived(life.experiences[..<80]))
    try merger.add(try life.lived(life.experiences[50...]))
    let finished = merger.finish()
    let merged = try #require(finished)
    #expect(merger.duplicates == 30)
    #expect(merged.count == 120)
    let isSame = merged.snapshot() == whole.snapshot()
    #expect(isSame)
  }

  @Test func oneIdForTwoExperiencesIsRefused() throws {
    let life = try Life(Source.plane, count: 40, seed: 2)
    var twisted = life.experiences
    twisted[7].outcome = .label(twisted[7].outcome == .label("over") ? "under" : "over")
    twisted[9].values[0] = .number(-1)
    var merger = Merger()
    try merger.add(try life.lived(life.experiences))
    let other = try life.lived(twisted)
    #expect(throws: MergeError.conflict(count: 2)) { try merger.add(other) }
    #expect(merger.finish()?.count == 40)
  }

  @Test func strangersAreRefused() throws {
    let plane = try Life(Source.plane, count: 20, seed: 1)
    let clouds = try Life(.clouds, count: 20, seed: 1)
    var merger = Merger()
    try merger.add(try plane.lived(plane.experiences))
    let stranger = try clouds.lived(clouds.experiences)
    #expect(throws: MergeError.self) { try merger.add(stranger) }
    let other = Learner(schema: plane.schema, seed: 9)
    #expect(throws: MergeError.differentSeeds(1, 9)) { try merger.add(other) }
  }

  @Test func nothingAndOneAndEmpty() throws {
    var merger = Merger()
    #expect(merger.finish() == nil)
    let life = try Life(Source.plane, count: 30, seed: 1)
    var whole = try life.lived(life.experiences)
    try merger.add(Learner(schema: life.schema))
    try merger.add(whole)
    try merger.add(Learner(schema: life.schema))
    whole.consolidate()
    let isSame = merger.finish()?.snapshot() == whole.snapshot()
    #expect(isSame)
  }
}
