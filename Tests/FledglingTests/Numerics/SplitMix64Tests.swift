import Testing

@testable import Fledgling

struct SplitMix64Tests {
  /// The sequences that the reference implementation prints.
  @Test func knownAnswers() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
    random = SplitMix64(seed: 0)
    #expect(random.next() == 0xe220_a839_7b1d_cdaf)
  }

  @Test(arguments: [UInt64](1...3))
  func distributions(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 4_000
    let uniforms = (0..<count).map { _ in random.uniform() }
    #expect(uniforms.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs(uniforms.reduce(0, +) / Float(count) - 0.5) < 0.03)
    let normals = (0..<count).map { _ in random.normal() }
    #expect(abs(normals.reduce(0, +) / Float(count)) < 0.08)
    #expect(abs(normals.reduce(0) { $0 + $1 * $1 } / Float(count) - 1) < 0.12)
    var correct = [Int](repeating: 0, count: 7)
    for _ in 0..<count { correct[random.below(7)] += 1 }
    #expect(correct.allSatisfy { abs($0 - count / 7) < 120 }, "\(correct)")
  }
}
