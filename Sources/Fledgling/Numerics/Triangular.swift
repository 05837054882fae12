/// Solving with a Cholesky factor.
enum Triangular {
  /// Solves L Lᵀ x = b in place, where `factor` is the lower n × n factor by rows and `x` holds b.
  ///
  /// The order of operations is fixed, so that every machine gives the same bits.  A pivot of zero
  /// gives infinities or NaN.
  ///
  /// - Complexity: O(*n*²).
  @inline(__always)
  static func solve(
    _ factor: UnsafePointer<Double>, _ n: Int, _ x: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<n {
      var s = x[i]
      for j in 0..<i { s -= factor[i * n + j] * x[j] }
      x[i] = s / factor[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      let v = x[i] / factor[i * n + i]
      x[i] = v
      for j in 0..<i { x[j] -= factor[i * n + j] * v }
    }
  }
}
