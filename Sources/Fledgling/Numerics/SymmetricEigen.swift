/// The principal axes of correlated numbers.
enum SymmetricEigen {
  private static let sweeps = 12

  /// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan,
  /// section 8.5).
  ///
  /// - Parameters:
  ///   - matrix: n × n by rows.
  ///   - n: the number of rows.
  /// - Returns: the eigenvalues, ascending, and their vectors by rows.
  /// - Complexity: O(n³).
  static func of(_ matrix: [Double], n: Int) -> (values: [Double], axes: [[Double]]) {
    var a = matrix
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    for _ in 0..<sweeps {
      var rest = 0.0
      for p in 0..<n { for q in p + 1..<max(n, p + 1) { rest += a[p * n + q] * a[p * n + q] } }
      guard rest > 1e-20 else { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p * n + q] != 0 { rotate(&a, &v, p, q, n) }
      }
    }
    let order = (0..<n).sorted { (a[$0 * n + $0], $0) < (a[$1 * n + $1], $1) }
    return (
      order.map { a[$0 * n + $0] },
      order.map { column in (0..<n).map { v[$0 * n + column] } }
    )
  }

  /// Makes the entry at p, q zero.
  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ n: Int
  ) {
    let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
    let size = 1 / (abs(theta) + (theta * theta + 1).squareRoot())
    let tangent = theta < 0 ? -size : size
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = cosine * x - sine * y
      a[k * n + q] = sine * x + cosine * y
    }
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = cosine * x - sine * y
      a[q * n + k] = sine * x + cosine * y
      let (s, t) = (v[k * n + p], v[k * n + q])
      v[k * n + p] = cosine * s - sine * t
      v[k * n + q] = sine * s + cosine * t
    }
  }
}
