import Testing

@testable import Fledgling

/// Sets of classes hold the outcome nine times in ten, whatever the stream does.
struct ConformalSetTests {
  /// Per example, whether its set held the outcome, and how many classes it held.
  private struct Sets {
    var held: [Bool] = []
    var sizes: [Int] = []

    func coverage(_ range: Range<Int>) -> Double {
      Double(held[range].count { $0 }) / Double(range.count)
    }

    func singles(_ range: Range<Int>) -> Double {
      Double(sizes[range].count { $0 == 1 }) / Double(range.count)
    }
  }

  private func sets(_ examples: some Sequence<DrawnExample>) throws -> Sets {
    var learner = Learner(schema: try Source.clouds.schema())
    var sets = Sets()
    for example in examples {
      let answer = try learner.answer(example.values, thenLearn: .label(example.label))
      guard case .label(let said) = answer else { continue }
      sets.held.append(said.isPossible(example.label))
      sets.sizes.append(said.setSize)
      #expect(said.set.contains(said.label))
      #expect(said.set.count == said.setSize)
    }
    return sets
  }

  /// The clouds change their labels every so often.
  private func drifting(_ count: Int, every period: Int, seed: UInt64) -> [DrawnExample] {
    Source.clouds.examples(count, seed: seed).enumerated().map { index, example in
      let shift = index / period
      let cloud = Int(example.label.suffix(1)) ?? 0
      return DrawnExample(example.values, "cloud \((cloud + shift) % 3)")
    }
  }

  @Test(arguments: [UInt64](1...2))
  func coverageIsKeptThroughDrift(seed: UInt64) throws {
    let sets = try sets(drifting(6_001, every: 1_200, seed: seed))
    #expect(sets.held.count == 6_000)
    #expect(sets.sizes.allSatisfy { $0 >= 1 })
    let coverage = sets.coverage(100..<6_000)
    #expect(coverage >= 0.88, "\(coverage)")
  }

  /// What is missed at a change is made up for after it.
  @Test(arguments: [UInt64](1...2))
  func debtIsRepaid(seed: UInt64) throws {
    let change = 1_500
    let sets = try sets(drifting(3_501, every: change, seed: seed))
    let coverage = sets.coverage(change - 1..<change + 1_999)
    #expect(coverage >= 0.85, "\(coverage)")
  }

  /// Where the classes are easily told, a set says no more than needed.
  @Test(arguments: [UInt64](1...2))
  func easyExamplesHaveOneClass(seed: UInt64) throws {
    let sets = try sets(Source.clouds.examples(1_001, seed: seed))
    #expect(sets.singles(300..<1_000) > 0.85)
    #expect(sets.coverage(300..<1_000) >= 0.88)
  }

  /// Where nothing can be told, a set says so.
  @Test func labelsByChanceHaveSeveralClasses() throws {
    var random = SplitMix64(seed: 3)
    let sets = try sets(
      Source.clouds.examples(1_001, seed: 3).map {
        DrawnExample($0.values, "cloud \(random.below(3))")
      })
    let mean = Double(sets.sizes[300...].reduce(0, +)) / 700
    #expect(mean > 2.4, "\(mean)")
    // Sets of whole classes may hold the outcome more often than asked for.
    #expect(sets.coverage(300..<1_000) >= 0.87)
  }
}
