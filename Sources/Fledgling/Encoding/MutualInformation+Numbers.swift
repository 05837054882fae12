extension MutualInformation {
  /// Outcomes are clamped to this many deviations.
  private static let reach: Float = 4

  /// Per column a weight in [0, 1]: the square root of the share of the outcome's variance that
  /// lies between the column's levels (Pearson's correlation ratio), relative to the largest.
  ///
  /// Chance alone gives a column (levels - 1) / examples of the variance.
  ///
  /// - Complexity: O(examples × columns).
  static func ofNumbers(
    _ retained: ReplayBuffer, columns: [Column], codes: [ColumnBinner], scale: TargetScaler
  ) -> [Float] {
    // Computed in integers, so that the order of examples does not matter.
    let outcomes = retained.outcomes.map {
      Int64(
        TargetScaler.quantised(max(-reach, min(reach, scale.standardised($0)))))
    }
    var total: Int64 = 0
    var squares: Int64 = 0
    for outcome in outcomes {
      total += outcome
      squares += outcome * outcome
    }
    let n = Double(max(1, outcomes.count))
    let mean = Double(total) / n
    let variance = max(1e-12, Double(squares) - n * mean * mean)
    var raw = [Double]()
    for (index, code) in codes.enumerated() {
      var sums = [Int64](repeating: 0, count: levels)
      var counts = sums
      let rests = retained.rests.of(index)
      for (row, outcome) in outcomes.enumerated() {
        let level = level(
          code, retained.cells[row * retained.columns + index], rests.isEmpty ? 0 : rests[row])
        sums[level] += outcome
        counts[level] += 1
      }
      var between = 0.0
      for level in 0..<levels where counts[level] > 0 {
        let gap = Double(sums[level]) / Double(counts[level]) - mean
        between += Double(counts[level]) * gap * gap
      }
      let chance = Double(counts.count { $0 > 0 } - 1) / n
      raw.append(weigh(between / variance, chance, columns[index]))
    }
    return normalise(raw, columns)
  }
}
