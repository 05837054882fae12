import Testing

@testable import Fledgling

struct HistogramCalibratorTests {
  @Test func beginsAsTheIdentity() {
    let map = HistogramCalibrator()
    for odds in stride(from: -7.5 as Float, through: 7.5, by: 0.25) {
      let expected = Elementary.logistic(odds)
      #expect(abs(map.calibrated(odds) - expected) < 0.02, "log odds \(odds)")
    }
  }

  /// Whatever was stated, the share that comes true is learned.
  @Test(
    arguments: [(-6, 0.5), (0, 0.9), (2.3, 0.2), (7.9, 0.99), (100, 0.7), (-100, 0.3)]
      as [(Float, Float)], [1, 2] as [UInt64])
  func convergesToTheShareThatComesTrue(odds: (stated: Float, true: Float), seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var map = HistogramCalibrator()
    for _ in 0..<1_500 { map.learn(odds.stated, came: random.uniform() < odds.true) }
    // Four standard errors over the two or three hundred cases that are remembered.
    let error = (odds.true * (1 - odds.true) / 200).squareRoot() * 4
    #expect(abs(map.calibrated(odds.stated) - odds.true) < error + 0.005)
  }

  @Test func staysAProbability() {
    var random = SplitMix64(seed: 5)
    var map = HistogramCalibrator()
    let extremes: [Float] = [.infinity, -.infinity, 1e30, 8, -8, 7.999]
    for step in 0..<2_000 {
      let odds = step % 7 == 0 ? extremes[random.below(extremes.count)] : random.normal() * 4
      map.learn(odds, came: random.below(3) == 0)
      let calibrated = map.calibrated(odds)
      #expect(0 <= calibrated && calibrated <= 1)
    }
  }

  /// After a change, the new share shows.
  @Test func followsAChange() {
    var map = HistogramCalibrator()
    for _ in 0..<5_000 { map.learn(1, came: true) }
    #expect(map.calibrated(1) > 0.97)
    for _ in 0..<1_500 { map.learn(1, came: false) }
    #expect(map.calibrated(1) < 0.1)
  }

  /// A map of two classes that has learned something, mostly that what is stated is too sure.
  private func ofTwo(_ random: inout SplitMix64, examples: Int = 3_000) -> HistogramCalibrator {
    var map = HistogramCalibrator()
    for _ in 0..<examples {
      let odds = random.normal() * 4
      let isSecond = random.uniform() < Elementary.logistic(odds * 0.4)
      map.learn(ofTwo: odds, came: isSecond)
    }
    return map
  }

  @Test func beginsAsTheIdentityForTwo() {
    let map = HistogramCalibrator()
    for odds in stride(from: -7.5 as Float, through: 7.5, by: 0.25) {
      let expected = Elementary.logistic(odds)
      #expect(abs(map.calibrated(ofTwo: odds) - expected) < 0.02, "log odds \(odds)")
    }
  }

  /// What is said of one of two classes is the opposite of what is said of the other.
  @Test(arguments: [UInt64](1...4))
  func ofTwoIsAntisymmetric(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let map = ofTwo(&random)
    for odds in random.floats(500, -10, 10) + [0, 1e-30, 8, 7.999, 9.2, 1e30, .infinity] {
      #expect(map.calibrated(ofTwo: odds) + map.calibrated(ofTwo: -odds) == 1, "log odds \(odds)")
    }
    #expect(map.calibrated(ofTwo: 0) == 0.5)
  }

  /// It does not matter which of the two classes is asked about.
  @Test(arguments: [UInt64](1...3))
  func ofTwoLearnsFromEitherSide(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var one = HistogramCalibrator()
    var other = HistogramCalibrator()
    for _ in 0..<2_000 {
      let odds = random.normal() * 3
      let came = random.uniform() < 0.3
      one.learn(ofTwo: odds, came: came)
      if odds == 0 { continue }
      other.learn(ofTwo: -odds, came: !came)
    }
    #expect(bytes(of: one) == bytes(of: other))
  }

  /// Whatever was stated of one of two classes, the share that comes true is learned.
  @Test(
    arguments: [(-6, 0.5), (-2.3, 0.9), (2.3, 0.2), (7.9, 0.99), (100, 0.7), (-100, 0.3), (1, 0)]
      as [(Float, Float)], [1, 2] as [UInt64])
  func ofTwoConvergesToTheShareThatComesTrue(
    odds: (stated: Float, true: Float), seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    var map = HistogramCalibrator()
    for _ in 0..<1_500 { map.learn(ofTwo: odds.stated, came: random.uniform() < odds.true) }
    let error = (odds.true * (1 - odds.true) / 200).squareRoot() * 4
    #expect(abs(map.calibrated(ofTwo: odds.stated) - odds.true) < error + 0.005)
    #expect(abs(map.calibrated(ofTwo: -odds.stated) - (1 - odds.true)) < error + 0.005)
  }

  @Test func ofTwoStaysAProbability() {
    var random = SplitMix64(seed: 5)
    var map = HistogramCalibrator()
    let extremes: [Float] = [.infinity, -.infinity, 1e30, 8, -8, 7.999, 0, -0.0]
    for step in 0..<2_000 {
      let odds = step % 7 == 0 ? extremes[random.below(extremes.count)] : random.normal() * 4
      map.learn(ofTwo: odds, came: random.below(3) == 0)
      let calibrated = map.calibrated(ofTwo: odds)
      #expect(0 <= calibrated && calibrated <= 1)
    }
  }

  /// When a third class comes, what was learned of two holds on both sides.
  @Test(arguments: [UInt64](1...4))
  func unfoldingKeepsWhatWasLearned(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let folded = ofTwo(&random)
    var map = folded
    map.splitClasses()
    for odds in random.floats(500, -9, 9) + [0, 8, -8, 100, -100] {
      #expect(
        abs(map.calibrated(odds) - folded.calibrated(ofTwo: odds)) < 1e-5, "log odds \(odds)")
      // And it stays as it was for two.
      #expect(map.calibrated(ofTwo: odds) == folded.calibrated(ofTwo: odds))
    }
    // Unfolded, both sides weigh the same: neither is easier to change than the other.
    var negative = map
    for _ in 0..<50 {
      map.learn(3, came: false)
      negative.learn(-3, came: true)
    }
    #expect(abs(map.calibrated(3) - (1 - negative.calibrated(-3))) < 1e-4)
  }

  @Test func survivesASnapshot() throws {
    var map = HistogramCalibrator()
    for step in 0..<500 { map.learn(Float(step % 17) - 8, came: step % 3 == 0) }
    let copy = try copied(map)
    #expect(bytes(of: copy) == bytes(of: map))
    #expect(copy.calibrated(0.3) == map.calibrated(0.3))
  }
}
