/// Systems of linear equations without symmetry.
enum LinearSystem {
  /// Solves A X = B in place by Gaussian elimination in the order of the rows, which is stable where the
  /// symmetric part of A is positive definite (Golub and Van Loan, section 4.1).
  ///
  /// The same operations in the same order everywhere, so that every machine gives the same bits.
  ///
  /// - Parameters:
  ///   - a: n × n by rows; overwritten.
  ///   - x: B by rows of `columns` values; X afterwards.
  ///   - n: rows.
  ///   - columns: right sides.
  ///   - floor: pivots below it are raised to it.
  /// - Complexity: O(n³ + n² × columns).
  static func solve(
    _ a: inout [Double], _ x: inout [Double], n: Int, columns: Int, floor: Double = 1e-9
  ) {
    a.withUnsafeMutableBufferPointer { a in
      x.withUnsafeMutableBufferPointer { x in
        let a = a.baseAddress.unsafelyUnwrapped
        let x = x.baseAddress.unsafelyUnwrapped
        for i in 0..<n {
          eliminate(i, a, x, n, columns)
          a[i * n + i] = max(floor, a[i * n + i])
        }
        for k in stride(from: n - 1, through: 0, by: -1) {
          let own = x + k * columns
          let pivot = a[k * n + k]
          for column in 0..<columns { own[column] /= pivot }
          for i in 0..<k {
            let factor = a[i * n + k]
            let other = x + i * columns
            for column in 0..<columns { other[column] -= factor * own[column] }
          }
        }
      }
    }
  }

  /// Subtracts from a row what the rows before it explain, four of them at a time.
  @inline(__always)
  private static func eliminate(
    _ i: Int, _ a: UnsafeMutablePointer<Double>, _ x: UnsafeMutablePointer<Double>, _ n: Int,
    _ columns: Int
  ) {
    let row = a + i * n
    let right = x + i * columns
    var k = 0
    while k + 4 <= i {
      let rows = (a + k * n, a + (k + 1) * n, a + (k + 2) * n, a + (k + 3) * n)
      let f0 = row[k] / rows.0[k]
      let f1 = (row[k + 1] - f0 * rows.0[k + 1]) / rows.1[k + 1]
      let f2 = (row[k + 2] - f0 * rows.0[k + 2] - f1 * rows.1[k + 2]) / rows.2[k + 2]
      let f3 =
        (row[k + 3] - f0 * rows.0[k + 3] - f1 * rows.1[k + 3] - f2 * rows.2[k + 3])
        / rows.3[k + 3]
      for j in k + 4..<n {
        row[j] =
          row[j] - f0 * rows.0[j] - f1 * rows.1[j] - f2 * rows.2[j] - f3 * rows.3[j]
      }
      let others = (
        x + k * columns, x + (k + 1) * columns, x + (k + 2) * columns, x + (k + 3) * columns
      )
      for j in 0..<columns {
        right[j] =
          right[j] - f0 * others.0[j] - f1 * others.1[j] - f2 * others.2[j] - f3 * others.3[j]
      }
      k += 4
    }
    while k < i {
      let other = a + k * n
      let factor = row[k] / other[k]
      for j in k + 1..<n { row[j] -= factor * other[j] }
      for j in 0..<columns { right[j] -= factor * x[k * columns + j] }
      k += 1
    }
  }
}
