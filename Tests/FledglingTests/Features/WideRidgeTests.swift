import Testing

@testable import Fledgling

struct WideRidgeTests {
  /// Rows whose first feature's sign is their class, the others noise.
  private func rows(_ count: Int, features: Int, seed: UInt64) -> [WideGramTests.StoredRow] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      var row = (0..<features).map { _ in Int16(random.normal() * 200) }
      let label = random.below(2)
      row[0] = Int16(label * 400 - 200) + row[0] / 8
      return WideGramTests.StoredRow(features: row, label: label)
    }
  }

  private func right(_ ridge: WideRidge, _ rows: [WideGramTests.StoredRow]) -> Double {
    var scores: [Float] = []
    var right = 0
    for row in rows {
      ridge.state(row.features, into: &scores)
      if (scores[1] > scores[0] ? 1 : 0) == row.label { right += 1 }
    }
    return Double(right) / Double(rows.count)
  }

  @Test(arguments: [(4, 200), (100, 400), (100, 1_500)])
  func learnsAClass(size: (features: Int, count: Int)) {
    var ridge = WideRidge(features: size.features)
    for row in rows(size.count, features: size.features, seed: 1) {
      ridge.learn(row.features, label: row.label)
    }
    let fresh = rows(300, features: size.features, seed: 2)
    #expect(right(ridge, fresh) > 0.97)
    ridge.finalizeFit()
    #expect(right(ridge, fresh) > 0.97)
  }

  /// Low rank below ``WideRidge/youth`` examples, full rank from there on: both the plane.
  @Test(arguments: [3, 40], [200, 2_000])
  func findsPlanes(features: Int, count: Int) {
    var random = SplitMix64(seed: 3)
    var ridge = WideRidge(features: features)
    func draw() -> (row: [Int16], values: [Int]) {
      let row = (0..<features).map { _ in Int16(random.below(1_001) - 300) }
      return (row, [3 * Int(row[0]) - 2 * Int(row[1]) + 700, 5 * Int(row[2]) - 40])
    }
    for _ in 0..<count {
      let (row, values) = draw()
      ridge.add(row, values: values)
      ridge.refresh()
    }
    ridge.finalizeFit()
    var found: [Float] = []
    for _ in 0..<20 {
      let (row, values) = draw()
      ridge.state(row, into: &found)
      for target in 0..<2 { #expect(abs(found[target] - Float(values[target])) < 20) }
    }
  }

  /// The dual of low rank is the primal's solution.
  @Test(arguments: [0.001, 0.1, 10])
  func bothRanksAgree(penalty: Double) {
    var sums = WideGram(features: 50)
    for row in rows(120, features: 50, seed: 4) {
      row.features.withUnsafeBufferPointer { sums.add($0, label: row.label) }
    }
    sums.flush()
    let system = DualRidgeSystem(sums)
    let full = system.solve(penalty, nil, probes: true)
    let low = system.solve(penalty, system.lowRank(), probes: true)
    for (a, b) in zip(full.weights, low.weights) { #expect(abs(a - b) < 1e-8) }
    #expect(abs(full.error / low.error - 1) < 0.2)
  }

  @Test(arguments: [60, 700])
  func settledIsAFunctionOfTheSums(count: Int) {
    let rows = rows(count, features: 40, seed: 5)
    var random = SplitMix64(seed: 6)
    var learned = WideRidge(features: 40)
    for row in rows { learned.learn(row.features, label: row.label) }
    learned.finalizeFit()
    var (first, second) = (WideRidge(features: 40), WideRidge(features: 40))
    for row in rows.shuffled(using: &random) {
      if random.below(2) == 0 {
        first.add(row.features, label: row.label)
      } else {
        second.learn(row.features, label: row.label)
      }
    }
    let extra = rows[0]
    first.add(extra.features, label: extra.label)
    first.combine(second, sign: 1)
    var taken = WideRidge(features: 40)
    taken.add(extra.features, label: extra.label)
    first.combine(taken, sign: -1)
    first.finalizeFit()
    #expect(bytes(of: first) == bytes(of: learned))
  }

  @Test func nothingIsWorthNothing() {
    var ridge = WideRidge(features: 10)
    var scores: [Float] = [1]
    ridge.state([Int16](repeating: 1, count: 10), into: &scores)
    #expect(scores.isEmpty)
    ridge.finalizeFit()
    ridge.reserve(targets: 2)
    ridge.state([Int16](repeating: 1, count: 10), into: &scores)
    #expect(scores == [0, 0])
    // Features that do not vary say nothing; the mean does.
    for label in [0, 1, 1, 1] {
      ridge.learn([Int16](repeating: 7, count: 10), label: label)
    }
    ridge.finalizeFit()
    ridge.state([Int16](repeating: 9, count: 10), into: &scores)
    #expect(scores == [0.25, 0.75])
  }

  /// Pure noise is not fitted.
  @Test func noiseIsDampened() {
    var random = SplitMix64(seed: 8)
    var ridge = WideRidge(features: 64)
    for _ in 0..<600 {
      ridge.add(
        (0..<64).map { _ in Int16(random.normal() * 300) }, values: [random.below(201) - 100])
    }
    ridge.finalizeFit()
    #expect(ridge.penalty > 1)
  }

  @Test func newClassesComeAtAnyTime() {
    var ridge = WideRidge(features: 12)
    var random = SplitMix64(seed: 9)
    for label in 0..<77 {
      for _ in 0..<2 {
        ridge.learn((0..<12).map { _ in Int16(random.below(400)) }, label: label)
      }
    }
    ridge.finalizeFit()
    #expect(ridge.targets == 77 && ridge.solvedTargets == 77)
    var scores: [Float] = []
    ridge.state([Int16](repeating: 5, count: 12), into: &scores)
    #expect(scores.count == 77 && scores.allSatisfy(\.isFinite))
  }

  @Test func readsWhatItWroteAndNoticesDamage() throws {
    var ridge = WideRidge(features: 20)
    for row in rows(50, features: 20, seed: 10) { ridge.learn(row.features, label: row.label) }
    let whole = bytes(of: ridge)
    var copy = try copied(ridge)
    #expect(bytes(of: copy) == whole)
    for row in rows(60, features: 20, seed: 11) {
      ridge.learn(row.features, label: row.label)
      copy.learn(row.features, label: row.label)
    }
    #expect(bytes(of: copy) == bytes(of: ridge))
    for length in stride(from: 0, to: whole.count, by: 311) {
      var reader = SnapshotReader(Array(whole[..<length]))
      #expect(throws: SnapshotError.self) { try WideRidge(from: &reader) }
    }
  }
}
