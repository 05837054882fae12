/// A small seeded generator that gives the same numbers everywhere.
///
/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Uniform in 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

  /// Close to a standard normal: the sum of twelve uniforms, less six.
  ///
  /// Only additions, so that every machine gives the same bits.
  mutating func normal() -> Float {
    var total: Float = -6
    for _ in 0..<12 { total += uniform() }
    return total
  }
}
