import Testing

@testable import Fledgling

struct SlidingWindowRidgeTests {
  private static let scale = 512.0
  private static let window = 70

  private func ridge(_ features: Int) -> SlidingWindowRidge {
    // Solved at every example, so that weights are those of the window that now is.
    var ridge = SlidingWindowRidge(
      features: features, window: Self.window, interval: 1, penalty: 1, scale: Self.scale)
    ridge.reserveTargets(2)
    return ridge
  }

  /// Narrow windows keep their sums in doubles, wide ones in integers.
  @Test(arguments: [16, 48, 64], [1, 2, 3] as [UInt64])
  func isARidgeOverTheLastExamples(features: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.rows(Self.window * 2 + 13, features: features)
    var long = ridge(features)
    for row in rows {
      long.add(row.features, target: row.target, value: Float(row.value), targets: 0..<2)
    }
    var fresh = ridge(features)
    for row in rows.suffix(Self.window) {
      fresh.add(row.features, target: row.target, value: Float(row.value), targets: 0..<2)
    }
    #expect(long.count == Self.window)
    #expect(long.weights == fresh.weights, "adding and subtracting is exact")
    let expected = ridgeWeights(
      rows.suffix(Self.window), features: features, target: 1, scale: Self.scale, penalty: 1)
    let largest = expected.map(abs).max() ?? 0
    for i in 0..<features {
      #expect(abs(Double(long.weights[features + i]) - expected[i]) < 1e-6 * largest)
    }
  }

  /// What left the window is forgotten, however large it was.
  @Test(arguments: [16, 64])
  func forgets(features: Int) {
    var random = SplitMix64(seed: 4)
    let rows = random.rows(Self.window, features: features)
    var marked = ridge(features)
    var plain = ridge(features)
    let wild = [Int16](repeating: -2047, count: features)
    for _ in 0..<30 { marked.add(wild, target: 1, value: 1, targets: 0..<2) }
    for row in rows {
      marked.add(row.features, target: row.target, value: Float(row.value), targets: 0..<2)
      plain.add(row.features, target: row.target, value: Float(row.value), targets: 0..<2)
    }
    #expect(marked.weights == plain.weights)
  }

  @Test(arguments: [16, 64])
  func survivesASnapshot(features: Int) throws {
    var random = SplitMix64(seed: 5)
    var ridge = ridge(features)
    for row in random.rows(100, features: features) {
      ridge.add(row.features, target: row.target, value: 1, targets: 0..<2)
    }
    var copy = try copied(ridge)
    for row in random.rows(100, features: features) {
      ridge.add(row.features, target: row.target, value: 1, targets: 0..<2)
      copy.add(row.features, target: row.target, value: 1, targets: 0..<2)
    }
    #expect(bytes(of: copy) == bytes(of: ridge))
  }
}
