@testable import Fledgling

/// Integer features with a target, as the ridges take them.
struct FeatureRow: Sendable {
  var features: [Int16]
  var target: Int
  var value: Int
}

extension SplitMix64 {
  /// Rows whose second feature decides the target; the first is constant, the others are noise.
  mutating func rows(_ count: Int, features: Int, targets: Int = 2) -> [FeatureRow] {
    (0..<count).map { _ in
      var row = (0..<features).map { _ in
        Int16(max(-2047, min(2047, (normal() * 512).rounded())))
      }
      row[0] = 512
      let share = max(0, min(0.999, Elementary.logistic(Float(row[1]) / 256)))
      return FeatureRow(features: row, target: Int(share * Float(targets)), value: 1)
    }
  }
}

/// Solves a symmetric positive system by Gaussian elimination with pivots.
func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let n = right.count
  for column in 0..<n {
    let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    for row in column + 1..<max(n, column + 1) {
      let share = rows[row][column] / rows[column][column]
      if share == 0 { continue }
      for k in column...n { rows[row][k] -= share * rows[column][k] }
    }
  }
  var x = [Double](repeating: 0, count: n)
  for row in stride(from: n - 1, through: 0, by: -1) {
    var sum = rows[row][n]
    for k in row + 1..<max(n, row + 1) { sum -= rows[row][k] * x[k] }
    x[row] = sum / rows[row][row]
  }
  return x
}

/// The penalised least-squares weights of rows in units of `scale`, for integer features.
func ridgeWeights(
  _ rows: some Sequence<FeatureRow>, features n: Int, target: Int, scale: Double, penalty: Double
) -> [Double] {
  var gram = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
  var cross = [Double](repeating: 0, count: n)
  for row in rows {
    let x = row.features.map { Double($0) / scale }
    for i in 0..<n {
      for j in 0..<n { gram[i][j] += x[i] * x[j] }
      if row.target == target { cross[i] += x[i] * Double(row.value) }
    }
  }
  for i in 0..<n { gram[i][i] += penalty }
  return solved(gram, cross).map { $0 / scale }
}
