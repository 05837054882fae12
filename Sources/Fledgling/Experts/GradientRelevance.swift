/// How much each input tells: the root mean square of the gradient of a solved readout.
///
/// The diagonal of the average gradient outer product, by which recursive feature machines choose
/// their metric (Radhakrishnan et al. 2024, Science 383).  A pure function of the readout and of the
/// vectors in the order given, so that the features of the next epoch may be drawn by it.
struct GradientRelevance: Sendable {
  /// Relevances are multiples of this, so that small changes of data seldom change them.
  static let grain: Float = 1 / 64
  /// The least relevance, the greatest being 1: no input is shut out for good.
  static let least: Float = 1 / 16

  private var squares: [Double]
  private var gradient: [Float]

  init(inputs: Int) {
    squares = [Double](repeating: 0, count: inputs)
    gradient = [Float](repeating: 0, count: inputs)
  }

  /// Counts one vector with one of the readout's targets.
  ///
  /// - Parameters:
  ///   - features: the units.
  ///   - units: what they are for the vector.
  ///   - readout: per unit, the weight of its integer.
  ///   - direct: per input, the weight that the readout gives it apart from the units, if any.
  /// - Complexity: O(units × ``RandomHiddenLayer/fan``).
  mutating func add(
    _ features: RandomHiddenLayer, units: UnsafePointer<Int16>, readout: UnsafePointer<Float>,
    direct: [Float]? = nil
  ) {
    for input in gradient.indices { gradient[input] = direct?[input] ?? 0 }
    features.addGradient(units: units, readout: readout, to: &gradient)
    for input in gradient.indices { squares[input] += Double(gradient[input] * gradient[input]) }
  }

  /// Per input, its relevance; the greatest is 1.  All 1 where nothing was counted.
  var values: [Float] {
    let most = squares.max() ?? 0
    guard most > 0, most.isFinite else { return squares.map { _ in 1 } }
    return squares.map {
      let share = Float(($0 / most).squareRoot())
      let steps = Elementary.round(share / GradientRelevance.grain)
      return max(GradientRelevance.least, steps * GradientRelevance.grain)
    }
  }
}
