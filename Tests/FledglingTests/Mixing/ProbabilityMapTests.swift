import Testing

@testable import Fledgling

struct ProbabilityMapTests {
  @Test func beginsAsTheIdentity() {
    let map = ProbabilityMap()
    for odds in stride(from: -7.5 as Float, through: 7.5, by: 0.25) {
      let expected = Elementary.logistic(odds)
      #expect(abs(map.refined(odds) - expected) < 0.02, "log odds \(odds)")
    }
  }

  /// Whatever was stated, the share that comes true is learned.
  @Test(
    arguments: [(-6, 0.5), (0, 0.9), (2.3, 0.2), (7.9, 0.99), (100, 0.7), (-100, 0.3)]
      as [(Float, Float)], [1, 2] as [UInt64])
  func convergesToTheShareThatComesTrue(odds: (stated: Float, true: Float), seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var map = ProbabilityMap()
    for _ in 0..<1_500 { map.learn(odds.stated, came: random.uniform() < odds.true) }
    // Four standard errors over the two or three hundred cases that are remembered.
    let error = (odds.true * (1 - odds.true) / 200).squareRoot() * 4
    #expect(abs(map.refined(odds.stated) - odds.true) < error + 0.005)
  }

  @Test func staysAProbability() {
    var random = SplitMix64(seed: 5)
    var map = ProbabilityMap()
    let extremes: [Float] = [.infinity, -.infinity, 1e30, 8, -8, 7.999]
    for step in 0..<2_000 {
      let odds = step % 7 == 0 ? extremes[random.below(extremes.count)] : random.normal() * 4
      map.learn(odds, came: random.below(3) == 0)
      let refined = map.refined(odds)
      #expect(0 <= refined && refined <= 1)
    }
  }

  /// After a change, the new share shows.
  @Test func followsAChange() {
    var map = ProbabilityMap()
    for _ in 0..<5_000 { map.learn(1, came: true) }
    #expect(map.refined(1) > 0.97)
    for _ in 0..<1_500 { map.learn(1, came: false) }
    #expect(map.refined(1) < 0.1)
  }

  @Test func survivesASnapshot() throws {
    var map = ProbabilityMap()
    for step in 0..<500 { map.learn(Float(step % 17) - 8, came: step % 3 == 0) }
    let copy = try copied(map)
    #expect(bytes(of: copy) == bytes(of: map))
    #expect(copy.refined(0.3) == map.refined(0.3))
  }
}
