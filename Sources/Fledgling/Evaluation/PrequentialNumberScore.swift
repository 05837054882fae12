/// The quality of a regressor's predictions, each made before its outcome was learned.
///
/// A missing prediction counts as zero.  Two baselines ignore all fields: *mean* predicts the mean
/// of the outcomes so far, *no change* predicts the outcome of the example before.
public struct PrequentialNumberScore: Sendable {
  /// The sums over all examples.
  public private(set) var totals = RegressionMetrics()
  /// The sums at the marks of the learning curve.
  public private(set) var curve = LearningCurve<RegressionMetrics>()

  private var intervals = 0
  private var covered = 0
  private var mean = 0.0
  private var spread = 0.0
  private var last = 0.0
  private var meanErrorSum = 0.0
  private var noChangeErrorSum = 0.0

  /// A score without examples.
  public init() {}

  /// Adds a prediction and its outcome.
  ///
  /// - Parameters:
  ///   - prediction: the prediction from before the outcome was learned.
  ///   - outcome: the true number.
  public mutating func add(_ prediction: Prediction, outcome: Double) {
    var value = 0.0
    if case .number(let answer) = prediction {
      value = answer.value
      intervals += 1
      covered += answer.lower <= outcome && outcome <= answer.upper ? 1 : 0
    }
    let error = value - outcome
    totals.examples += 1
    totals.absoluteErrorSum += abs(error)
    totals.squaredErrorSum += error * error
    meanErrorSum += abs(mean - outcome)
    noChangeErrorSum += abs(last - outcome)
    last = outcome
    let step = outcome - mean
    mean += step / Double(totals.examples)
    spread += step * (outcome - mean)
    curve.note(totals)
  }

  /// The share of the outcomes' variance that the predictions explain; `nil` if there is no
  /// variance.
  public var rSquared: Double? { spread > 0 ? 1 - totals.squaredErrorSum / spread : nil }

  /// The share of outcomes inside the intervals, in [0, 1]; `nil` without any interval.
  public var intervalCoverage: Double? {
    intervals > 0 ? Double(covered) / Double(intervals) : nil
  }

  /// The mean absolute error of the mean baseline, in the outcome's unit; `nil` without examples.
  public var meanBaselineError: Double? { average(meanErrorSum) }

  /// The mean absolute error of the no-change baseline, in the outcome's unit; `nil` without
  /// examples.
  public var noChangeError: Double? { average(noChangeErrorSum) }

  private func average(_ sum: Double) -> Double? {
    totals.examples > 0 ? sum / Double(totals.examples) : nil
  }
}
