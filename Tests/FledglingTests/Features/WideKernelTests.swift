import CKernels
import Testing

@testable import Fledgling

struct WideKernelTests {
  private static let names = ["portable", "avx2", "avx512", "neon"].filter { (name: String) in
    fk_wide_named(name) != nil
  }

  private func named(_ name: String) throws -> fk_wide_kernels {
    try #require(fk_wide_named(name)).pointee
  }

  @Test func theBestIsAvailable() {
    #expect(Self.names.contains("portable"))
    #expect(String(cString: Kernels.wide.name) == Self.names.last)
    #expect(fk_wide_named("none such") == nil)
  }

  /// Sums of the largest products of the largest batch stay within 32 bits.
  @Test(arguments: names, [(32, 1), (64, 7), (96, 256), (32, 512)])
  func gramIsTheSumOfProducts(name: String, size: (n: Int, rows: Int)) throws {
    let (n, count) = size
    var random = SplitMix64(seed: 7)
    var rows = random.integers(count * n, limit: 2_047)
    for i in 0..<count { rows[i * n] = 2_047 }
    var scratch = [Int16](repeating: 0, count: (count + 1) / 2 * 2 * n)
    var gram = [Int64](repeating: 5, count: WideGram.triangle(n))
    try named(name).gram(rows, count, n, &scratch, &gram)
    for i in 0..<n {
      for j in 0...i {
        var sum: Int64 = 5
        for row in 0..<count { sum += Int64(rows[row * n + i]) * Int64(rows[row * n + j]) }
        #expect(gram[WideGram.place(i, j)] == sum)
      }
    }
  }

  /// A factor, a solution and products, by one variant.
  private func solved(_ name: String, _ n: Int) throws -> [Double] {
    let kernels = try named(name)
    var random = SplitMix64(seed: 3)
    let rows = (0..<n / 2).map { _ in (0..<n).map { _ in Double(random.normal()) } }
    var factor = [Double](repeating: 0, count: WideGram.triangle(n))
    for i in 0..<n {
      for j in 0...i {
        for row in rows { factor[WideGram.place(i, j)] += row[i] * row[j] }
      }
      factor[WideGram.place(i, i)] += 0.5
    }
    let matrix = factor
    var panel = [Double](repeating: 0, count: n * 32)
    kernels.cholesky(&factor, n, 1e-12, &panel)
    let right = (0..<2 * n * 8).map { _ in Double(random.normal()) }
    var x = right
    kernels.solve(factor, n, &x, 2)
    for group in 0..<2 {
      for i in 0..<n {
        for lane in 0..<8 {
          var sum = 0.0
          for j in 0..<n {
            sum += matrix[WideGram.place(max(i, j), min(i, j))] * x[(group * n + j) * 8 + lane]
          }
          #expect(abs(sum - right[(group * n + i) * 8 + lane]) < 1e-8)
        }
      }
    }
    var products = [Double](repeating: 0, count: 30)
    kernels.products(right, 5, x, 6, n, &products)
    var left = Array(x[..<n])
    kernels.subtract(right, n, n, 9, Array(x[n..<n + 9]), &left)
    var lower: [Double] = []
    for i in 0..<n { for j in 0...i { lower.append(factor[WideGram.place(i, j)]) } }
    return lower + x + products + left
  }

  @Test(arguments: [32, 64, 160])
  func everyVariantGivesTheSameBits(n: Int) throws {
    let expected = try solved("portable", n).map(\.bitPattern)
    for name in Self.names.dropFirst() {
      #expect(try solved(name, n).map(\.bitPattern) == expected, "\(name)")
    }
  }

  @Test(arguments: names)
  func anEmptyMatrixHasTheFloorAsItsPivots(name: String) throws {
    var factor = [Double](repeating: 0, count: WideGram.triangle(32))
    var panel = [Double](repeating: 0, count: 32 * 32)
    try named(name).cholesky(&factor, 32, 0.25, &panel)
    for i in 0..<32 { #expect(factor[WideGram.place(i, i)] == 0.5) }
  }
}
