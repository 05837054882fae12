import Testing

@testable import Fledgling

/// The kernels that add up integers.
struct IntegerKernelTests {
  private static let limit = 2047

  @Test(arguments: Variants.names, Variants.seeds)
  func pushAddsToTheCrossProducts(name: String, seed: UInt64) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: seed)
    for n in [16, 32, 48, 128, 512] {
      for value in [1, -1, 0, 1 << 20, -(1 << 20), random.below(1 << 20)] {
        let row = random.integers(n, limit: Self.limit)
        let start = (0..<n).map { _ in Int64(truncatingIfNeeded: random.next() >> 8) }
        var cross = start + [7]
        var slot = [Int16](repeating: 7, count: n + 1)
        kernels.push_i16(row, n, Int32(value), &slot, &cross)
        #expect(slot == row + [7])
        #expect(cross == zip(start, row).map { $0 + Int64($1) * Int64(value) } + [7])
      }
    }
  }

  private func gram(_ name: String, _ rows: [Int16], _ n: Int, from start: [Int64]) throws
    -> [Int64]
  {
    var gram = start
    var scratch = [Int16](repeating: 0, count: Kernels.batch * n)
    try Variants.named(name).gram_i16(rows, n, &scratch, &gram)
    return gram
  }

  /// The entries that the kernel promises: up to the diagonal, and in the tile that holds it.
  private func promised(_ i: Int) -> Range<Int> { 0..<(i / 16 + 1) * 16 }

  @Test(arguments: Variants.names, [16, 32, 48, 64, 144, 512])
  func gramIsTheSameInEveryVariant(name: String, n: Int) throws {
    var random = SplitMix64(seed: UInt64(n))
    let rows = random.integers(Kernels.batch * n, limit: Self.limit)
    let start = (0..<n * n).map { _ in Int64(random.below(1 << 30)) }
    let found = try gram(name, rows, n, from: start)
    let expected = try gram("portable", rows, n, from: start)
    for i in 0..<n {
      let row = i * n..<i * n + n
      #expect(found[row].prefix(promised(i).count) == expected[row].prefix(promised(i).count))
      #expect(
        found[row].dropFirst(promised(i).count) == start[row].dropFirst(promised(i).count),
        "row \(i): written beyond its tile")
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func gramIsTheSumOfProducts(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in [16, 48, 256] {
      let rows = random.integers(Kernels.batch * n, limit: Self.limit)
      let found = try gram(name, rows, n, from: [Int64](repeating: -3, count: n * n))
      for _ in 0..<200 {
        let i = random.below(n)
        let j = random.below(promised(i).count)
        let sum = (0..<Kernels.batch).reduce(0) {
          $0 + Int64(rows[$1 * n + i]) * Int64(rows[$1 * n + j])
        }
        #expect(found[i * n + j] == sum - 3, "n \(n), entry \(i), \(j)")
      }
    }
  }

  /// The largest features that are allowed, in a full batch, do not overflow.
  @Test(arguments: Variants.names, [2047, -2047])
  func gramHoldsTheLargestFeatures(name: String, feature: Int) throws {
    let n = 32
    let rows = (0..<Kernels.batch * n).map { Int16($0 % 2 == 0 ? feature : 2047) }
    let found = try gram(name, rows, n, from: [Int64](repeating: 0, count: n * n))
    let most = Int64(Kernels.batch * 2047 * 2047)
    #expect(found[0] == most)
    #expect(found[n] == (feature < 0 ? -most : most))
  }
}
