/// Quality of the forecasts of unfinished episodes, as sums.
///
/// For classes: Brier score, log loss and accuracy.  For amounts: errors, and the coverage of
/// intervals.
public struct EpisodeMetrics: Sendable {
  /// Sums over predicted classes.
  public internal(set) var classes = ClassificationMetrics()
  /// Sums over predicted numbers.
  public internal(set) var numbers = RegressionMetrics()

  private var held = 0
  private var asked = 0
  private var ranks = RiskRanks()
  private var firstRanks = RiskRanks()

  /// Metrics of no forecasts.
  public init() {}

  /// The number of forecasts.
  public var count: Int { classes.examples + numbers.examples }

  /// The share of outcomes within the 90 % set or interval, in [0, 1]; `nil` without any.
  public var coverage: Double? { asked > 0 ? Double(held) / Double(asked) : nil }

  /// The area under the ROC curve of the risk: the probability that a bad episode has a higher risk
  /// than a good one; `nil` unless there were both.
  public var riskArea: Double? { ranks.area }

  /// The area under the ROC curve of the probability of the first known class.
  public var firstClassArea: Double? { firstRanks.area }

  mutating func add(_ forecast: Forecast, truth: Outcome, isBad: Bool, after episodes: Int) {
    switch truth {
    case .label(let label): add(forecast.prediction, label, after: episodes)
    case .number(let number): add(forecast, number)
    }
    if let risk = forecast.risk { ranks.add(Float(risk), isHit: isBad) }
  }

  private mutating func add(_ prediction: Prediction, _ label: String, after episodes: Int) {
    let probability = PrequentialClassScore.probability(of: label, in: prediction, after: episodes)
    classes.logLossSum -= Double(Elementary.log(Float(probability)))
    classes.brierSum += PrequentialClassScore.brier(prediction, label)
    classes.examples += 1
    guard case .label(let answer) = prediction else { return }
    classes.correct += answer.label == label ? 1 : 0
    asked += 1
    held += answer.isPossible(label) ? 1 : 0
    guard let first = answer.labels.first, let share = answer.probabilities.first else { return }
    firstRanks.add(share, isHit: first == label)
  }

  /// Absolute errors are measured from the median and squared errors from the mean, their
  /// minimisers.
  private mutating func add(_ forecast: Forecast, _ outcome: Double) {
    var value = 0.0
    if case .number(let answer) = forecast.prediction {
      value = answer.value
      asked += 1
      held += answer.lower <= outcome && outcome <= answer.upper ? 1 : 0
    }
    let error = value - outcome
    numbers.examples += 1
    numbers.absoluteErrorSum += abs((forecast.median ?? value) - outcome)
    numbers.squaredErrorSum += error * error
  }
}

/// The risks of episodes in which the event happened, and of those in which it did not.
private struct RiskRanks: Sendable {
  private var correct: [Float] = []
  private var misses: [Float] = []

  mutating func add(_ risk: Float, isHit: Bool) {
    if isHit { correct.append(risk) } else { misses.append(risk) }
  }

  /// The probability that a positive has a higher risk than a negative; ties count half.
  ///
  /// - Complexity: O(n log n).
  var area: Double? {
    guard !correct.isEmpty, !misses.isEmpty else { return nil }
    let others = misses.sorted()
    var below = 0
    var upTo = 0
    var wins = 0.0
    for risk in correct.sorted() {
      while below < others.count, others[below] < risk { below += 1 }
      upTo = max(upTo, below)
      while upTo < others.count, others[upTo] <= risk { upTo += 1 }
      wins += Double(below + upTo) / 2
    }
    return wins / (Double(correct.count) * Double(others.count))
  }
}
