import Testing

@testable import Fledgling

struct RidgeTests {
  private static let scale = 512.0

  private func ridge(_ rows: [FeatureRow], features: Int, targets: Int = 2) -> Ridge {
    var ridge = Ridge(features: features, scale: Self.scale, penalty: 1)
    ridge.reserve(targets)
    for row in rows { ridge.add(row.features, target: row.target, value: row.value) }
    ridge.solve(targets: 0..<targets)
    return ridge
  }

  @Test(arguments: [(16, 40), (16, 500), (32, 20), (48, 300)], [1, 2] as [UInt64])
  func weightsSolveTheNormalEquations(size: (features: Int, rows: Int), seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.rows(size.rows, features: size.features)
    let ridge = ridge(rows, features: size.features)
    #expect(ridge.solvedTargets == 2)
    for target in 0..<2 {
      let expected = ridgeWeights(
        rows, features: size.features, target: target, scale: Self.scale, penalty: ridge.penalty)
      let largest = expected.map(abs).max() ?? 0
      for i in 0..<size.features {
        let found = Double(ridge.weights[target * size.features + i])
        #expect(abs(found - expected[i]) < 1e-6 * largest, "target \(target), weight \(i)")
      }
    }
  }

  @Test(arguments: [UInt64](1...3))
  func valuesAreTheWeightedFeatures(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.rows(200, features: 16)
    let ridge = ridge(rows, features: 16)
    for row in rows.prefix(30) {
      let expected = (0..<16).reduce(0.0) {
        $0 + Double(row.features[$1]) * Double(ridge.weights[16 + $1])
      }
      #expect(abs(Double(ridge.value(row.features, 1)) - expected) < 1e-5)
      // Indicators of two classes: their values sum to one where the penalty is small.
      #expect(abs(ridge.value(row.features, 0) + ridge.value(row.features, 1) - 1) < 0.1)
    }
  }

  @Test func nothingIsWorthNothing() {
    let ridge = Ridge(features: 16, scale: Self.scale, penalty: 1)
    #expect(ridge.value([Int16](repeating: 100, count: 16), 0) == 0)
    #expect(ridge.solvedTargets == 0)
  }

  /// Where the target is noise, a large penalty; where it is a plane without noise, a small one.
  @Test(arguments: [UInt64](1...4))
  func penaltiesFitTheNoise(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let features = 32
    var noise: [FeatureRow] = []
    var plane: [FeatureRow] = []
    for row in random.rows(120, features: features) {
      noise.append(
        FeatureRow(features: row.features, target: 0, value: random.below(2) == 0 ? 500 : -500))
      let sum = row.features.prefix(6).reduce(0) { $0 + Int($1) }
      plane.append(FeatureRow(features: row.features, target: 0, value: sum))
    }
    let ofNoise = ridge(noise, features: features, targets: 1).penalty
    let ofPlane = ridge(plane, features: features, targets: 1).penalty
    #expect(ofNoise >= 100)
    #expect(ofPlane <= 0.1)
  }

  /// Few rows, many features, and features that are copies of each other: finite weights.
  @Test func singularSystemsHaveFiniteWeights() {
    var random = SplitMix64(seed: 7)
    let rows = random.rows(9, features: 16).map { row in
      FeatureRow(
        features: (0..<16).map { row.features[$0 % 2] }, target: row.target, value: row.value)
    }
    let ridge = ridge(rows, features: 16)
    #expect(ridge.weights.allSatisfy { $0.isFinite })
  }

  /// A ridge read from a snapshot goes on as the one that was written.
  @Test(arguments: [UInt64](1...3))
  func survivesASnapshot(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var ridge = ridge(random.rows(90, features: 16), features: 16)
    var copy = try copied(ridge)
    #expect(copy.weights == ridge.weights)
    for row in random.rows(200, features: 16) {
      for target in 0..<2 {
        #expect(copy.value(row.features, target) == ridge.value(row.features, target))
      }
      ridge.add(row.features, target: row.target, value: row.value)
      copy.add(row.features, target: row.target, value: row.value)
      ridge.refresh(targets: 0..<2)
      copy.refresh(targets: 0..<2)
    }
    #expect(bytes(of: copy) == bytes(of: ridge))
  }
}
