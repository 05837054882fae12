extension Prediction {
  /// Whether the learner has learned nothing yet that a prediction could rest on.
  public var isUnknown: Bool { self == .unknown }

  /// The most probable class; `nil` for numbers, and before anything was learned.
  public var label: String? { classification?.label }

  /// The expected outcome, in the outcome's unit; `nil` for classes, and before anything was
  /// learned.
  public var number: Double? { regression?.value }

  /// The distribution over the classes; `nil` for numbers, and before anything was learned.
  public var classification: LabelPrediction? {
    guard case .label(let answer) = self else { return nil }
    return answer
  }

  /// The number with its interval; `nil` for classes, and before anything was learned.
  public var regression: NumberPrediction? {
    guard case .number(let answer) = self else { return nil }
    return answer
  }

  /// The probability of a class, in [0, 1]; `nil` for numbers and for a class that was never seen.
  ///
  /// - Parameter label: the name of a class.
  /// - Returns: the probability.
  public func probability(of label: String) -> Double? {
    classification?.probability(of: label).map(Double.init)
  }
}
