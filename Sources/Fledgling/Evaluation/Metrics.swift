/// Sums over the examples seen so far; subtracting earlier sums gives those of a stretch.
public protocol Metrics: Sendable, Hashable, Codable {
  /// The number of examples in the sums.
  var examples: Int { get }
  /// The sums over the examples that are in the first and not in the second.
  static func - (all: Self, before: Self) -> Self
}

/// Metrics of predicted classes.
public struct ClassificationMetrics: Metrics {
  /// The number of examples that were predicted.
  public internal(set) var examples = 0
  /// The number of correct predictions.
  public internal(set) var correct = 0
  var logLossSum = 0.0
  var brierSum = 0.0

  /// Metrics of no examples.
  public init() {}

  /// The share of correct predictions, in [0, 1]; `nil` without any.
  public var accuracy: Double? { examples > 0 ? Double(correct) / Double(examples) : nil }

  /// The mean log loss in nats; `nil` without any prediction.
  ///
  /// ``PrequentialClassScore/probability(of:in:after:)`` defines an outcome's probability.
  public var logLoss: Double? { examples > 0 ? logLossSum / Double(examples) : nil }

  /// The mean Brier score, from 0 to 2; `nil` without any prediction.
  ///
  /// It is the sum over the classes of the squared difference between probability and outcome.
  public var brier: Double? { examples > 0 ? brierSum / Double(examples) : nil }

  /// The sums over the examples that are in the first and not in the second.
  public static func - (all: ClassificationMetrics, before: ClassificationMetrics)
    -> ClassificationMetrics
  {
    var rest = all
    rest.examples -= before.examples
    rest.correct -= before.correct
    rest.logLossSum -= before.logLossSum
    rest.brierSum -= before.brierSum
    return rest
  }
}

/// Metrics of predicted numbers.
public struct RegressionMetrics: Metrics {
  /// The number of examples that were predicted.
  public internal(set) var examples = 0
  var absoluteErrorSum = 0.0
  var squaredErrorSum = 0.0

  /// Metrics of no examples.
  public init() {}

  /// The mean absolute error, in the outcome's unit; `nil` without any prediction.
  public var meanAbsoluteError: Double? {
    examples > 0 ? absoluteErrorSum / Double(examples) : nil
  }

  /// The root mean squared error, in the outcome's unit; `nil` without any prediction.
  public var rootMeanSquaredError: Double? {
    examples > 0 ? max(0, squaredErrorSum / Double(examples)).squareRoot() : nil
  }

  /// The sums over the examples that are in the first and not in the second.
  public static func - (all: RegressionMetrics, before: RegressionMetrics) -> RegressionMetrics {
    var rest = all
    rest.examples -= before.examples
    rest.absoluteErrorSum -= before.absoluteErrorSum
    rest.squaredErrorSum -= before.squaredErrorSum
    return rest
  }
}
