/// Sums over the examples seen so far, which can be subtracted to get those of a stretch.
public protocol Metrics: Sendable, Hashable, Codable {
  /// How many examples the sums are over.
  var examples: Int { get }
  /// The sums over the examples that are in the first and not in the second.
  static func - (all: Self, before: Self) -> Self
}

/// Sums over answers about classes.
public struct ClassificationMetrics: Metrics {
  /// How many examples were answered.
  public internal(set) var examples = 0
  /// How many answers were right.
  public internal(set) var correct = 0
  var logLossSum = 0.0
  var brierSum = 0.0

  /// Sums over nothing.
  public init() {}

  /// The share of right answers; `nil` without any.
  public var accuracy: Double? { examples > 0 ? Double(correct) / Double(examples) : nil }

  /// The mean log loss in nats; `nil` without any answer.
  ///
  /// See ``PrequentialClassScore/probability(of:in:after:)`` for what an outcome's probability is.
  public var logLoss: Double? { examples > 0 ? logLossSum / Double(examples) : nil }

  /// The mean Brier score, from 0 to 2; `nil` without any answer.
  ///
  /// It is the sum over the classes of the squared distance between probability and outcome.
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

/// Sums over answers that are numbers.
public struct RegressionMetrics: Metrics {
  /// How many examples were answered.
  public internal(set) var examples = 0
  var absoluteErrorSum = 0.0
  var squaredErrorSum = 0.0

  /// Sums over nothing.
  public init() {}

  /// The mean absolute error; `nil` without any answer.
  public var meanAbsoluteError: Double? {
    examples > 0 ? absoluteErrorSum / Double(examples) : nil
  }

  /// The root of the mean squared error; `nil` without any answer.
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
