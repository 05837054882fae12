import Testing

@testable import Fledgling

/// The kernel that looks up which slot of its table each context is at.
struct SlotKernelTests {
  /// The formula, and so the same in every variant.
  @Test(arguments: Variants.names, Variants.seeds)
  func addsUpLevelsTimesStrides(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    for n in [0, 16, 32, 48, 128, 160] {
      for depth in 0...4 {
        let levels = (0..<1 + random.below(200)).map { _ in Int32(random.below(256)) }
        let terms = (0..<depth * n).map { _ in Int32(random.below(levels.count)) }
        // Many strides are zero: contexts have fewer terms than there is room for.
        let strides = (0..<depth * n).map { _ in
          random.below(3) == 0 ? 0 : Int32(random.below(40_001) - 20_000)
        }
        let base = (0..<n).map { _ in Int32(random.below(1 << 24)) }
        var out = [Int32](repeating: 7, count: n + 1)
        kernels.slots(levels, terms, strides, depth, base, n, &out)
        let expected = (0..<n).map { i in
          (0..<depth).reduce(base[i]) { sum, t in
            sum + levels[Int(terms[t * n + i])] * strides[t * n + i]
          }
        }
        #expect(out == expected + [7], "\(n) contexts of \(depth) terms")
      }
    }
  }

  /// Every level is reached, the first and the last too.
  @Test(arguments: Variants.names)
  func reachesEveryLevel(name: String) throws {
    let n = 64
    let levels = (0..<n).map { Int32($0 * $0 - 100) }
    let terms = (0..<n).map { Int32(n - 1 - $0) }
    var out = [Int32](repeating: 0, count: n)
    try Variants.named(name).slots(
      levels, terms, [Int32](repeating: 1, count: n), 1, [Int32](repeating: 0, count: n), n, &out)
    #expect(out == levels.reversed())
  }
}
