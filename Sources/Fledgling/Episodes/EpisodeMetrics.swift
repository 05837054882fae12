/// Sums over what was predicted of unfinished episodes.
///
/// Of classes there are Brier score, log loss and the share that was right; of amounts the errors, and
/// how often the interval held what came.
public struct EpisodeMetrics: Sendable {
  /// Sums over answers about classes.
  public internal(set) var classes = ClassificationMetrics()
  /// Sums over answers that are numbers.
  public internal(set) var numbers = RegressionMetrics()

  private var held = 0
  private var asked = 0
  private var ranks = RiskRanks()
  private var firstRanks = RiskRanks()

  /// Sums over nothing.
  public init() {}

  /// How many answers the sums are over.
  public var count: Int { classes.examples + numbers.examples }

  /// The share of outcomes in the set or the interval that was to hold 90 %; `nil` where there
  /// was neither.
  public var coverage: Double? { asked > 0 ? Double(held) / Double(asked) : nil }

  /// The area under the curve of the risk of a bad end: how often a bad episode looked worse than a
  /// good one; `nil` unless there were both.
  public var riskArea: Double? { ranks.area }

  /// The same of the probability of the class that was known first.
  public var firstClassArea: Double? { firstRanks.area }

  mutating func add(_ outlook: Forecast, truth: Outcome, isBad: Bool, after episodes: Int) {
    switch truth {
    case .label(let label): add(outlook.prediction, label, after: episodes)
    case .number(let number): add(outlook, number)
    }
    if let risk = outlook.risk { ranks.add(Float(risk), isHit: isBad) }
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

  /// By amount the median is held against what came, by square the mean: each is what errs least.
  private mutating func add(_ outlook: Forecast, _ outcome: Double) {
    var value = 0.0
    if case .number(let answer) = outlook.prediction {
      value = answer.value
      asked += 1
      held += answer.lower <= outcome && outcome <= answer.upper ? 1 : 0
    }
    let error = value - outcome
    numbers.examples += 1
    numbers.absoluteErrorSum += abs((outlook.median ?? value) - outcome)
    numbers.squaredErrorSum += error * error
  }
}

/// The risks that were stated of what came and of what did not.
private struct RiskRanks: Sendable {
  private var correct: [Float] = []
  private var misses: [Float] = []

  mutating func add(_ risk: Float, isHit: Bool) {
    if isHit { correct.append(risk) } else { misses.append(risk) }
  }

  /// How often a hit has the higher risk; the same risk counts half.
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
