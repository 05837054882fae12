import Testing

@testable import Fledgling

/// Linear equations without symmetry.
struct LUSolverTests {
  /// Solves in whole blocks, with unit rows in what they are filled up with.
  private func solve(_ a: inout [Double], _ x: inout [Double], n: Int, columns: Int) {
    let width = LUSolver.padded(n)
    let stride = LUSolver.padded(columns)
    var system = [Double](repeating: 0, count: width * width)
    var right = [Double](repeating: 0, count: width * stride)
    for i in 0..<width { system[i * width + i] = 1 }
    for i in 0..<n {
      for j in 0..<n { system[i * width + j] = a[i * n + j] }
      for j in 0..<columns { right[i * stride + j] = x[i * columns + j] }
    }
    LUSolver.solve(&system, &right, n: width, columns: stride)
    for i in 0..<n { for j in 0..<columns { x[i * columns + j] = right[i * stride + j] } }
  }

  @Test func knownAnswers() {
    // 2x + y = 5, -x + 3y = 1; and the unit vectors.
    var a: [Double] = [2, 1, -1, 3]
    var x: [Double] = [5, 1, 0, 1, 0, 1]
    solve(&a, &x, n: 2, columns: 3)
    let expected = [2, 3.0 / 7, -1.0 / 7, 1, 1.0 / 7, 2.0 / 7]
    for (found, expected) in zip(x, expected) { #expect(abs(found - expected) < 1e-12) }
    var one = [4.0]
    var right = [2.0, 8]
    solve(&one, &right, n: 1, columns: 2)
    #expect(right == [0.5, 2])
    var none: [Double] = []
    var nothing: [Double] = []
    solve(&none, &nothing, n: 0, columns: 3)
    #expect(nothing.isEmpty)
  }

  /// Random systems whose symmetric part is positive definite, multiplied back.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 16, 33, 96], Variants.seeds)
  func multipliedBack(n: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let columns = 1 + random.below(4)
    let factor = random.floats(n * n, -1, 1).map(Double.init)
    let skew = random.floats(n * n, -3, 3).map(Double.init)
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        for k in 0..<n { a[i * n + j] += factor[i * n + k] * factor[j * n + k] }
        a[i * n + j] += skew[i * n + j] - skew[j * n + i] + (i == j ? 0.1 : 0)
      }
    }
    let right = random.floats(n * columns, -5, 5).map(Double.init)
    var x = right
    var work = a
    solve(&work, &x, n: n, columns: columns)
    for i in 0..<n {
      for column in 0..<columns {
        let sum = (0..<n).reduce(0.0) { $0 + a[i * n + $1] * x[$1 * columns + column] }
        #expect(abs(sum - right[i * columns + column]) < 1e-8, "n \(n), row \(i)")
      }
    }
  }

  /// A system that does not determine its answer still gets a finite one.
  @Test func pivotsHaveAFloor() {
    var a: [Double] = [1, 1, 1, 1]
    var x: [Double] = [1, 1]
    solve(&a, &x, n: 2, columns: 1)
    #expect(x.allSatisfy { $0.isFinite })
    #expect(abs(x[0] + x[1] - 1) < 1e-6)
  }
}

/// Eigenvalues and eigenvectors.
struct SymmetricEigenTests {
  @Test func knownAnswers() {
    let (values, axes) = SymmetricEigen.of([2, 1, 1, 2], n: 2)
    #expect(abs(values[0] - 1) < 1e-12 && abs(values[1] - 3) < 1e-12)
    #expect(abs(axes[0][0] + axes[0][1]) < 1e-12)
    #expect(abs(axes[1][0] - axes[1][1]) < 1e-12)
    let diagonal = SymmetricEigen.of([3, 0, 0, 0, -1, 0, 0, 0, 2], n: 3)
    #expect(diagonal.values == [-1, 2, 3])
    #expect(diagonal.axes == [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    #expect(SymmetricEigen.of([5], n: 1).values == [5])
    #expect(SymmetricEigen.of([], n: 0).values.isEmpty)
  }

  /// Random symmetric matrices: ascending values, orthonormal axes, and the matrix from both.
  @Test(arguments: [1, 2, 3, 5, 12, 40], Variants.seeds)
  func multipliedBack(n: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var matrix = random.floats(n * n, -2, 2).map(Double.init)
    for i in 0..<n { for j in 0..<i { matrix[i * n + j] = matrix[j * n + i] } }
    let (values, axes) = SymmetricEigen.of(matrix, n: n)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    for i in 0..<n {
      for j in 0..<n {
        let product = zip(axes[i], axes[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-10)
        let back = (0..<n).reduce(0) { $0 + values[$1] * axes[$1][i] * axes[$1][j] }
        #expect(abs(back - matrix[i * n + j]) < 1e-8)
      }
    }
  }

  /// A matrix of rank one, of which all axes but one have no length.
  @Test func rankOne() {
    let n = 6
    let vector = (1...n).map(Double.init)
    let matrix = (0..<n * n).map { vector[$0 / n] * vector[$0 % n] }
    let (values, axes) = SymmetricEigen.of(matrix, n: n)
    let size = vector.reduce(0) { $0 + $1 * $1 }
    #expect(abs(values[n - 1] - size) < 1e-9)
    #expect(values.dropLast().allSatisfy { abs($0) < 1e-9 })
    for (found, expected) in zip(axes[n - 1], vector) {
      #expect(abs(abs(found) - expected / size.squareRoot()) < 1e-9)
    }
  }
}
