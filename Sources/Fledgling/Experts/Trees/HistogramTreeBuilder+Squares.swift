extension HistogramTreeBuilder {
  /// The curvature of one row under squared loss: a leaf then needs some eight rows, and its
  /// penalty counts for as many.
  ///
  /// It also keeps the sums of ``ReplayBuffer/treeLimit`` gradients of ±``TargetScaler/reach``
  /// below 2^31 units.
  static let squareCurvature: Float = 0.04

  /// Boosts trees for the mean of a number on retained examples, in standardised or transformed
  /// units.
  static func boost(
    _ retained: ReplayBuffer, encoder: ColumnEncoder, scale: TargetScaler,
    logTransform: LogTargetTransform?, rounds: Int
  ) -> BoostedTrees {
    let targets = retained.outcomes.map {
      let value = TargetScaler.clamped(scale.standardised($0))
      return logTransform?.transformed(value) ?? value
    }
    // Categories are ordered by their mean outcome, shrunk to the location.
    let (prepared, places) = prepare(retained, encoder, coarse: 2) {
      0.5 + TargetScaler.clamped(scale.standardised($0))
    }
    var grower = prepared
    var sum: Int64 = 0
    for target in targets { sum += Int64(TargetScaler.quantised(target)) }
    let base = Float(Double(sum) / Double(max(1, targets.count)) / Double(TargetScaler.unit))
    var trees = BoostedTrees(columns: 1, base: [base], places: places, active: encoder.active)
    var scores = [Float](repeating: base, count: Kernels.padded(targets.count))
    let c = squareCurvature
    for _ in 0..<rounds {
      for row in targets.indices {
        grower.set(
          row, gradient: (scores[row] - targets[row]) * c, curvature: c)
      }
      trees.append(grower.grow(adding: &scores, column: 0, of: 1))
    }
    return trees
  }
}
