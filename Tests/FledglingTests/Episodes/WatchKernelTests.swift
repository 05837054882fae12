import Testing

@testable import Fledgling

/// Rectified units.
struct RectifyKernelTests {
  private struct Input {
    var n: Int
    var x: [Float]
    var projection: [Float]
    var offset: [Float]
    var unit: Float = 256
  }

  private func inputs(_ seed: UInt64) -> [Input] {
    var random = SplitMix64(seed: seed)
    return [16, 32, 48, 64, 80, 256].flatMap { n in
      [0, 1, 2, 7, 224].map { d in
        Input(
          n: n, x: random.floats(d, -6, 6), projection: random.floats(n * d, -0.4, 0.4),
          offset: random.floats(n, -1, 1))
      }
    }
  }

  private func run(_ name: String, _ input: Input) throws -> [Int16] {
    var out = [Int16](repeating: 12_345, count: input.n + 1)
    // An address also where there are no inputs.
    try Variants.named(name).rectify(
      input.x + [0], input.x.count, input.projection + [0], input.offset, input.n, input.unit, &out)
    #expect(out[input.n] == 12_345, "written beyond the end")
    return Array(out.dropLast())
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheSameInEveryVariant(name: String, seed: UInt64) throws {
    for input in inputs(seed) {
      let found = try run(name, input)
      let expected = try run("portable", input)
      #expect(found == expected, "n \(input.n), d \(input.x.count)")
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheRoundedSumHeldWithinItsBounds(name: String, seed: UInt64) throws {
    for input in inputs(seed) {
      let found = try run(name, input)
      for i in 0..<input.n {
        var sum = Double(input.offset[i])
        for (j, x) in input.x.enumerated() {
          sum += Double(input.projection[j * input.n + i]) * Double(x)
        }
        let expected = max(0, min(2_047, sum * Double(input.unit)))
        // Half for rounding; the rest for the sum in single precision.
        #expect(abs(Double(found[i]) - expected) < 0.52, "n \(input.n), unit \(i)")
      }
    }
  }

  /// Halves go to the even number; nothing lies below 0 or beyond 2047.
  @Test(arguments: Variants.names)
  func knownAnswers(name: String) throws {
    let offset: [Float] = [
      0, 1, -1, 0.5, 1.5, 2.5, 2_046.5, 2_047, 2_047.5, 2_048, 32_768, 65_536, 4e6, -4e6, -0.5,
      2_045.5,
    ]
    let input = Input(n: 16, x: [], projection: [], offset: offset, unit: 1)
    let found = try run(name, input)
    #expect(
      found == [
        0, 1, 0, 0, 2, 2, 2_046, 2_047, 2_047, 2_047, 2_047, 2_047, 2_047, 0, 0, 2_046,
      ])
    let scaled = Input(
      n: 16, x: [2, -1], projection: (0..<32).map { Float($0 / 16 == 0 ? 1 : $0 % 16) },
      offset: [Float](repeating: 0.25, count: 16))
    let sums = try run(name, scaled)
    #expect(sums == [576, 320, 64] + [Int16](repeating: 0, count: 13))
  }
}

/// Sums of products of two batches.
struct OuterKernelTests {
  private static let limit = 2_047

  private func outer(
    _ name: String, _ left: [Int16], _ right: [Int16], _ n: Int, from start: [Int64]
  ) throws -> [Int64] {
    var sums = start + [7]
    var scratch = [Int16](repeating: 0, count: 2 * Kernels.batch * n + 1)
    scratch[2 * Kernels.batch * n] = 77
    try Variants.named(name).outer_i16(left, right, n, &scratch, &sums)
    #expect(sums.last == 7 && scratch.last == 77, "written beyond the end")
    return Array(sums.dropLast())
  }

  @Test(arguments: Variants.names, [16, 32, 48, 64, 144, 320])
  func isTheSameInEveryVariant(name: String, n: Int) throws {
    var random = SplitMix64(seed: UInt64(n))
    let left = random.integers(Kernels.batch * n, limit: Self.limit)
    let right = random.integers(Kernels.batch * n, limit: Self.limit)
    let start = (0..<n * n).map { _ in Int64(truncatingIfNeeded: random.next() >> 8) }
    let found = try outer(name, left, right, n, from: start)
    let isSame = try found == outer("portable", left, right, n, from: start)
    #expect(isSame)
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheSumOfProducts(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in [16, 48, 256] {
      let left = random.integers(Kernels.batch * n, limit: Self.limit)
      let right = random.integers(Kernels.batch * n, limit: Self.limit)
      let found = try outer(name, left, right, n, from: [Int64](repeating: -3, count: n * n))
      for _ in 0..<300 {
        let (i, j) = (random.below(n), random.below(n))
        let sum = (0..<Kernels.batch).reduce(0) {
          $0 + Int64(left[$1 * n + i]) * Int64(right[$1 * n + j])
        }
        #expect(found[i * n + j] == sum - 3, "n \(n), entry \(i), \(j)")
      }
    }
  }

  /// The largest numbers that are allowed, in a full batch, do not overflow.
  @Test(arguments: Variants.names, [(2_047, 2_047), (2_047, -2_047), (-2_047, -2_047)])
  func holdsTheLargestNumbers(name: String, pair: (Int, Int)) throws {
    let n = 32
    let left = [Int16](repeating: Int16(pair.0), count: Kernels.batch * n)
    let right = [Int16](repeating: Int16(pair.1), count: Kernels.batch * n)
    let found = try outer(name, left, right, n, from: [Int64](repeating: 0, count: n * n))
    let expected = Int64(Kernels.batch * pair.0 * pair.1)
    #expect(found.allSatisfy { $0 == expected })
  }
}
