/// The relevance of each input: the root mean square of the gradient of a solved readout.
///
/// The diagonal of the average gradient outer product, by which recursive feature machines choose
/// their metric (Radhakrishnan et al. 2024, Science 383).  A pure function of the readout and of
/// the vectors in their order, so that the features of the next epoch may be drawn by it.
struct GradientRelevance: Sendable {
  /// Relevances are multiples of this, so that small changes of data seldom change them.
  static let grain: Float = 1 / 64
  /// The minimum relevance, where the maximum is 1: no input is excluded for good.
  static let least: Float = 1 / 16

  private var squares: [Double]
  private var gradient: [Float]

  init(inputs: Int) {
    squares = [Double](repeating: 0, count: inputs)
    gradient = [Float](repeating: 0, count: inputs)
  }

  /// Adds the gradient at one vector for one of the readout's targets.
  ///
  /// - Parameters:
  ///   - features: the hidden layer.
  ///   - units: the values of its units for the vector.
  ///   - readout: per unit, the weight of its integer.
  ///   - direct: per input, its weight in the readout apart from the units, if any.
  /// - Complexity: O(units × ``RandomHiddenLayer/fan``).
  mutating func add(
    _ features: RandomHiddenLayer, units: UnsafePointer<Int16>, readout: UnsafePointer<Float>,
    direct: [Float]? = nil
  ) {
    for input in gradient.indices { gradient[input] = direct?[input] ?? 0 }
    features.addGradient(units: units, readout: readout, to: &gradient)
    for input in gradient.indices { squares[input] += Double(gradient[input] * gradient[input]) }
  }

  /// Per input, its relevance; the maximum is 1.  All 1 if nothing was added.
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
