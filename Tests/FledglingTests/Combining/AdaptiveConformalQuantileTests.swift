import Testing

@testable import Fledgling

struct AdaptiveConformalQuantileTests {
  /// Whatever the scores do, the share beyond the end comes to what was asked for.
  @Test(arguments: ["steady", "growing", "jumping"], [0.05, 0.2] as [Float])
  func theShareBeyondIsKept(stream: String, miss: Float) {
    var random = SplitMix64(seed: 3)
    var end = AdaptiveConformalQuantile(miss: miss)
    var beyond = 0
    let count = 4_000
    for step in 0..<count {
      var score = random.normal()
      if stream == "growing" { score *= 1 + Float(step) / 400 }
      if stream == "jumping" && step % 1_000 > 600 { score += 5 }
      let isBeyond = score > end.reach
      if isBeyond { beyond += 1 }
      end.learn(score, beyond: isBeyond)
    }
    #expect(abs(Float(beyond) / Float(count) - miss) < 0.02)
  }

  /// What was missed too often in a burst is paid back after it.
  @Test(arguments: [UInt64](1...3))
  func debtIsRepaid(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var end = AdaptiveConformalQuantile(miss: 0.05, capacity: 32)
    var beyond = 0
    for step in 0..<1_600 {
      let isBurst = (200..<240).contains(step)
      let score = isBurst ? end.reach + 1 : random.normal()
      let isBeyond = score > end.reach
      if isBeyond { beyond += 1 }
      end.learn(score, beyond: isBeyond)
    }
    #expect(abs(beyond - 80) < 15, "\(beyond) of 1600")
  }

  @Test func survivesASnapshot() throws {
    var random = SplitMix64(seed: 4)
    var end = AdaptiveConformalQuantile(miss: 0.05, capacity: 50)
    for _ in 0..<120 { end.learn(random.normal(), beyond: random.below(20) == 0) }
    var copy = try copied(end)
    for _ in 0..<60 {
      #expect(copy.reach == end.reach)
      let score = random.normal()
      end.learn(score, beyond: score > end.reach)
      copy.learn(score, beyond: score > copy.reach)
    }
    #expect(bytes(of: copy) == bytes(of: end))
  }
}
