/// Solves systems of linear equations without symmetry.
enum LUSolver {
  /// The numbers of rows and of right sides are multiples of this.
  static let block = 32

  /// The least multiple of ``block`` that is at least `count`.
  static func padded(_ count: Int) -> Int { (count + block - 1) / block * block }

  /// Solves A X = B in place by Gaussian elimination in the order of the rows, which is stable
  /// where the symmetric part of A is positive definite (Golub and Van Loan, section 4.1).
  ///
  /// The same operations in the same order everywhere, so that every machine gives the same bits.
  ///
  /// - Parameters:
  ///   - a: n × n by rows; overwritten.
  ///   - x: B by rows of `columns` values; X afterwards.
  ///   - n: the number of rows, a multiple of ``block``.
  ///   - columns: the number of right sides, a multiple of ``block``.
  ///   - floor: pivots below it are raised to it.
  /// - Complexity: O(n³ + n² × columns).
  static func solve(
    _ a: inout [Double], _ x: inout [Double], n: Int, columns: Int, floor: Double = 1e-9
  ) {
    precondition(n % block == 0 && columns % block == 0, "whole blocks")
    // Safety: `a` is n × n and `x` n × `columns`, whole blocks each.
    a.withUnsafeMutableBufferPointer { a in
      x.withUnsafeMutableBufferPointer { x in
        guard let a = a.baseAddress, let x = x.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { factors in
          let factors = factors.baseAddress.unsafelyUnwrapped
          for i in 0..<n {
            eliminate(i, a, x, factors, n, columns)
            a[i * n + i] = max(floor, a[i * n + i])
          }
          let kernels = Kernels.wide
          for i in stride(from: n - 1, through: 0, by: -1) {
            let own = x + i * columns
            let rest = n - 1 - i
            if rest > 0 {
              kernels.subtract(own + columns, columns, columns, rest, a + i * n + i + 1, own)
            }
            let pivot = a[i * n + i]
            for column in 0..<columns { own[column] /= pivot }
          }
        }
      }
    }
  }

  /// Subtracts from a row its projections on the rows before it, block by block.
  private static func eliminate(
    _ i: Int, _ a: UnsafeMutablePointer<Double>, _ x: UnsafeMutablePointer<Double>,
    _ factors: UnsafeMutablePointer<Double>, _ n: Int, _ columns: Int
  ) {
    let row = a + i * n
    var start = 0
    while start < i {
      let end = min(start + block, i)
      let next = start + block
      for k in start..<end {
        let other = a + k * n
        let factor = row[k] / other[k]
        factors[k] = factor
        for j in k + 1..<max(next, k + 1) { row[j] -= factor * other[j] }
      }
      let kernels = Kernels.wide
      if next < n {
        kernels.subtract(
          a + start * n + next, n, n - next, end - start, factors + start, row + next)
      }
      kernels.subtract(
        x + start * columns, columns, columns, end - start, factors + start, x + i * columns)
      start = next
    }
  }
}
