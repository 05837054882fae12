import Testing

@testable import Fledgling

/// The kernel that solves triangular systems.
struct SolveKernelTests {
  private static let sizes = [8, 9, 15, 16, 17, 24, 31, 32, 40, 48, 63, 64, 80, 96]

  /// A well-conditioned lower factor.  What lies beyond the diagonal is undefined, and must not
  /// matter.
  private func factor(_ n: Int, _ random: inout SplitMix64, beyond: Double = .nan) -> [Double] {
    var l = [Double](repeating: beyond, count: n * n)
    for i in 0..<n {
      for j in 0..<i { l[i * n + j] = Double(random.normal()) / Double(n).squareRoot() }
      l[i * n + i] = 1 + Double(random.uniform())
    }
    return l
  }

  private func solve(_ name: String, _ l: [Double], _ b: [Double]) throws -> [Double] {
    var x = b + [7]
    try Variants.named(name).solve(l, b.count, &x)
    #expect(x.last == 7, "written beyond the end")
    return Array(x.dropLast())
  }

  /// L Lᵀ x is b.
  @Test(arguments: Variants.names, Variants.seeds)
  func multipliesBack(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in Self.sizes {
      let l = factor(n, &random)
      let b = (0..<n).map { _ in Double(random.uniform(-5, 5)) }
      let x = try solve(name, l, b)
      // Lᵀ x first, then L times that.
      let half = (0..<n).map { j in (j..<n).reduce(0.0) { $0 + l[$1 * n + j] * x[$1] } }
      for i in 0..<n {
        let product = (0...i).reduce(0.0) { $0 + l[i * n + $1] * half[$1] }
        #expect(abs(product - b[i]) < 1e-10, "n \(n), entry \(i)")
      }
    }
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func isTheSameInEveryVariant(name: String, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for n in 8...96 {
      let l = factor(n, &random, beyond: Double(random.normal()))
      let b = (0..<n).map { _ in Double(random.normal()) }
      let found = try solve(name, l, b).map(\.bitPattern)
      let expected = try solve("portable", l, b).map(\.bitPattern)
      #expect(found == expected, "n \(n)")
    }
  }

  /// What the factor of a matrix is good for: together with ``CholeskyKernelTests``' kernel, the
  /// matrix's system is solved.
  @Test(arguments: Variants.names, [8, 16, 48, 96])
  func solvesWhatCholeskyFactors(name: String, n: Int) throws {
    let kernels = try Variants.named(name)
    var random = SplitMix64(seed: UInt64(n))
    let rows = (0..<2 * n).map { _ in (0..<n).map { _ in Double(random.normal()) } }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<n { matrix[i][j] = rows.reduce(i == j ? 1 : 0) { $0 + $1[i] * $1[j] } }
    }
    let b = (0..<n).map { _ in Double(random.normal()) }
    var l = matrix.flatMap { $0 }
    var panel = [Double](repeating: 0, count: n * 8)
    kernels.cholesky(&l, n, 1e-9, &panel)
    let x = try solve(name, l, b)
    for (found, expected) in zip(x, solved(matrix, b)) { #expect(abs(found - expected) < 1e-10) }
  }

  @Test(arguments: Variants.names)
  func ofOneAndOfNothing(name: String) throws {
    #expect(try solve(name, [4], [32]) == [2])
    #expect(try solve(name, [], []) == [])
  }

  /// A pivot of zero shows.
  @Test(arguments: Variants.names, [0, 7, 20, 23])
  func aPivotOfZeroIsNotFinite(name: String, place: Int) throws {
    let n = 24
    var random = SplitMix64(seed: 3)
    var l = factor(n, &random)
    l[place * n + place] = 0
    let x = try solve(name, l, [Double](repeating: 1, count: n))
    #expect(!x[place].isFinite)
  }
}
