import Testing

@testable import Fledgling

struct CholeskyKernelTests {
  private static let floor = 1e-9

  /// Row-major lower triangles side by side; zero beyond the diagonal.
  private func factor(_ name: String, _ matrix: [Double], _ n: Int) throws -> [Double] {
    var a = matrix
    var panel = [Double](repeating: 0, count: n * 8)
    try Variants.named(name).cholesky(&a, n, Self.floor, &panel)
    for i in 0..<n { for j in i + 1..<max(n, i + 1) { a[i * n + j] = 0 } }
    return a
  }

  /// The textbook, in the order of operations that the kernel promises.
  private func textbook(_ matrix: [Double], _ n: Int) -> [Double] {
    var l = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      var inverse = 0.0
      for i in j..<n {
        var sum = matrix[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        if i == j {
          let pivot = (sum > Self.floor ? sum : Self.floor).squareRoot()
          inverse = 1 / pivot
          l[j * n + j] = pivot
        } else {
          l[i * n + j] = sum * inverse
        }
      }
    }
    return l
  }

  /// A symmetric matrix of a given rank, plus `ridge` on its diagonal.
  private func matrix(_ n: Int, rank: Int, ridge: Double, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    let rows = (0..<rank).map { _ in (0..<n).map { _ in Double(random.normal()) } }
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        let sum = rows.reduce(i == j ? ridge : 0) { $0 + $1[i] * $1[j] }
        a[i * n + j] = sum
        a[j * n + i] = sum
      }
    }
    return a
  }

  private func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

  @Test(arguments: Variants.names, [8, 16, 24, 40, 64, 96])
  func isTheTextbookToTheLastBit(name: String, n: Int) throws {
    let a = matrix(n, rank: 12, ridge: 0.5, seed: UInt64(n))
    let l = try factor(name, a, n)
    #expect(bits(l) == bits(textbook(a, n)))
  }

  @Test(arguments: Variants.names, [16, 512])
  func isTheSameInEveryVariant(name: String, n: Int) throws {
    let a = matrix(n, rank: 3, ridge: 2, seed: UInt64(n))
    let l = try factor(name, a, n)
    let expected = try factor("portable", a, n)
    #expect(bits(l) == bits(expected))
  }

  @Test(arguments: Variants.names, Variants.seeds)
  func multipliesBack(name: String, seed: UInt64) throws {
    let n = 32
    let a = matrix(n, rank: 40, ridge: 0.1, seed: seed)
    let l = try factor(name, a, n)
    for i in 0..<n {
      for j in 0...i {
        let product = (0...j).reduce(0.0) { $0 + l[i * n + $1] * l[j * n + $1] }
        #expect(abs(product - a[i * n + j]) < 1e-11, "entry \(i), \(j)")
      }
    }
  }

  /// Singular, zero and negative matrices have their pivots raised, alike in every variant.
  @Test(arguments: Variants.names, [(rank: 1, ridge: 0.0), (0, 0), (0, -1), (23, 0)])
  func raisesPivots(name: String, kind: (rank: Int, ridge: Double)) throws {
    let n = 24
    let a = matrix(n, rank: kind.rank, ridge: kind.ridge, seed: 5)
    let l = try factor(name, a, n)
    #expect(bits(l) == bits(textbook(a, n)))
    #expect(l.allSatisfy { $0.isFinite })
    let least = Self.floor.squareRoot()
    #expect((0..<n).allSatisfy { l[$0 * n + $0] >= least })
    #expect((0..<n).contains { l[$0 * n + $0] == least })
  }

  @Test(arguments: Variants.names)
  func leavesMemoryBeyondAlone(name: String) throws {
    let n = 16
    var a = matrix(n, rank: 20, ridge: 1, seed: 9) + [7]
    var panel = [Double](repeating: 7, count: n * 8 + 1)
    try Variants.named(name).cholesky(&a, n, Self.floor, &panel)
    #expect(a[n * n] == 7)
    #expect(panel[n * 8] == 7)
  }
}
