import Testing

@testable import Fledgling

struct GatedLogisticMixerTests {
  /// Of two classes one is drawn; input 3 gives the truth away, the others know nothing.
  @Test(arguments: [UInt64](1...4))
  func prefersTheInputThatKnows(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var mixer = GatedLogisticMixer(inputs: 16, sets: 1, initial: [Float](repeating: 0.15, count: 6))
    var recent: Float = 0
    for step in 0..<1_500 {
      let truth = random.below(2)
      var evidence = [Float](repeating: 0, count: 16)
      for input in 0..<6 { evidence[input] = random.normal() }
      evidence[3] = (truth == 1 ? 1 : -1) * 2 + random.normal() * 0.5
      var score: Float = 0
      mixer.mix(evidence, set: 0, base: [0], columns: 1, into: &score)
      let p = Elementary.logistic(score)
      let loss = -Elementary.log(max(1e-6, truth == 1 ? p : 1 - p))
      if step >= 1_200 { recent += loss / 300 }
      mixer.learn(evidence, set: 0, errors: [p - Float(truth)], columns: 1, rate: 0.02)
    }
    let weights = (0..<16).map { mixer.weight($0, set: 0) }
    #expect(weights.indices.max { weights[$0] < weights[$1] } == 3)
    #expect(weights[3] > 0.9)
    for input in 0..<6 where input != 3 { #expect(abs(weights[input]) < 0.35) }
    #expect(weights[6...].allSatisfy { $0 == 0 })
    #expect(recent < 0.12)
  }

  @Test(arguments: [UInt64](1...4))
  func mixesSeveralClasses(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let classes = 4
    var mixer = GatedLogisticMixer(inputs: 16, sets: 1, initial: [Float](repeating: 0.15, count: 3))
    var correct = 0
    for step in 0..<800 {
      let truth = random.below(classes)
      var evidence = [Float](repeating: 0, count: 16 * classes)
      for k in 0..<classes {
        for input in 0..<3 { evidence[k * 16 + input] = random.normal() }
        evidence[k * 16 + 1] += k == truth ? 3 : 0
      }
      var scores = [Float](repeating: 0, count: classes)
      let base = [Float](repeating: Elementary.log(0.25), count: classes)
      mixer.mix(evidence, set: 0, base: base, columns: classes, into: &scores)
      let best = Softmax.normalise(&scores, classes)
      if step >= 400 && best == truth { correct += 1 }
      for k in 0..<classes { scores[k] -= k == truth ? 1 : 0 }
      mixer.learn(evidence, set: 0, errors: scores, columns: classes, rate: 0.02)
    }
    // Four normals, the right one moved by three: the largest is right 95 times in a hundred.
    #expect(correct > 350)
    #expect(mixer.weight(1, set: 0) > 3 * abs(mixer.weight(0, set: 0)))
  }

  @Test func scoresAreTheWeightedEvidence() {
    let mixer = GatedLogisticMixer(inputs: 16, sets: 2, initial: [Float](repeating: 0.5, count: 2))
    var evidence = [Float](repeating: 1, count: 32)
    evidence[0] = 3
    evidence[16] = -5
    var scores: [Float] = [0, 0]
    mixer.mix(evidence, set: 1, base: [10, 20], columns: 2, into: &scores)
    #expect(scores == [12, 18])
  }

  /// Sets are learned apart, and one that is added later begins as the others did.
  @Test func setsAreApart() {
    var mixer = GatedLogisticMixer(inputs: 16, sets: 1, initial: [Float](repeating: 0.25, count: 4))
    let evidence = [Float](repeating: 1, count: 16)
    mixer.reserveSets(3)
    #expect(mixer.sets == 3)
    mixer.learn(evidence, set: 1, errors: [0.5], columns: 1, rate: 0.1)
    #expect(mixer.weight(0, set: 0) == 0.25)
    #expect(mixer.weight(0, set: 2) == 0.25)
    #expect(abs(mixer.weight(0, set: 1) - 0.2) < 1e-6)
    mixer.reserveSets(2)
    #expect(mixer.sets == 3)
  }

  @Test func survivesASnapshot() throws {
    var mixer = GatedLogisticMixer(inputs: 16, sets: 2, initial: [Float](repeating: 0.1, count: 9))
    mixer.learn([Float](repeating: 1, count: 16), set: 1, errors: [0.3], columns: 1, rate: 1)
    let copy = try copied(mixer)
    #expect(bytes(of: copy) == bytes(of: mixer))
  }
}

struct SoftmaxTests {
  @Test(arguments: [UInt64](1...4))
  func sumsToOne(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for count in [1, 2, 3, 10, 100, 1_000] {
      var scores = random.floats(count, -30, 30)
      let original = scores
      let best = Softmax.normalise(&scores, count)
      #expect(abs(scores.reduce(0, +) - 1) < 1e-4)
      #expect(scores.allSatisfy { 0 <= $0 && $0 <= 1 })
      #expect(original[best] == original.max())
      #expect(scores[best] == scores.max())
    }
  }

  @Test func equalScoresAreEquallyLikely() {
    var scores: [Float] = [5, 5, 5, 5]
    #expect(Softmax.normalise(&scores, 4) == 0)
    #expect(scores == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func farApartScores() {
    var scores: [Float] = [-1e30, 0, 1e30]
    #expect(Softmax.normalise(&scores, 3) == 2)
    #expect(scores[2] > 0.999_999)
    #expect(scores.allSatisfy { $0.isFinite })
  }

  @Test func ratiosAreThoseOfTheExponentials() {
    var scores: [Float] = [1, 2, 4]
    _ = Softmax.normalise(&scores, 3)
    #expect(abs(scores[1] / scores[0] - Elementary.exp(1)) < 1e-5)
    #expect(abs(scores[2] / scores[1] - Elementary.exp(2)) < 1e-5)
  }
}
