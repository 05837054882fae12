/// How good a classifier's answers were, each given before its outcome was learned.
///
/// Beside the classifier stand two that look at no field: *majority* answers the class that was the
/// most frequent so far, *no change* the outcome of the example before.
public struct PrequentialClassScore: Sendable {
  /// The sums over all examples.
  public private(set) var totals = ClassificationMetrics()
  /// The sums at the marks of the learning curve.
  public private(set) var curve = LearningCurve<ClassificationMetrics>()
  /// How often the answers of a given confidence were right.
  public private(set) var calibration = CalibrationTable()
  /// Which class was answered for which.
  public private(set) var confusion = Confusion()

  private var held = 0
  private var heldClasses = 0
  private let before: Int
  private var counts: [String: Int] = [:]
  private var majority: String?
  private var majorityCount = 0
  private var majorityHits = 0
  private var last: String?
  private var noChangeHits = 0

  /// A score without any example.
  ///
  /// - Parameter known: how often the classifier saw which class before, if it goes on with what it
  ///   learned earlier.
  public init(known: [(label: String, count: Int)] = []) {
    before = known.reduce(0) { $0 + $1.count }
    for (label, count) in known { note(label, count) }
  }

  /// The probability that counts for an outcome.
  ///
  /// It is what the classifier gave to the class; 1/(*n* + 2) for a class never seen before, where
  /// *n* is the number of examples so far, and so 1/2 for the very first; never less than 10⁻⁶.
  ///
  /// - Parameters:
  ///   - label: the outcome.
  ///   - prediction: the answer before the outcome was known.
  ///   - examples: how many examples were learned before.
  /// - Returns: a number from 10⁻⁶ to 1.
  public static func probability(
    of label: String, in prediction: Prediction, after examples: Int
  ) -> Double {
    var probability = 1 / Double(examples + 2)
    if case .label(let answer) = prediction, let known = answer.probability(of: label) {
      probability = Double(known)
    }
    return max(probability, 1e-6)
  }

  /// Adds an answer and the outcome that followed.
  public mutating func add(_ prediction: Prediction, outcome: String) {
    let probability = PrequentialClassScore.probability(
      of: outcome, in: prediction, after: before + totals.examples)
    totals.logLossSum -= Double(Elementary.log(Float(probability)))
    totals.brierSum += PrequentialClassScore.brier(prediction, outcome)
    totals.examples += 1
    var answer: String?
    if case .label(let label) = prediction {
      let isRight = label.label == outcome
      totals.correct += isRight ? 1 : 0
      calibration.add(confidence: Double(label.probability), isRight: isRight)
      answer = label.label
      held += label.isPossible(outcome) ? 1 : 0
      heldClasses += label.setSize
    }
    confusion.add(truth: outcome, answer: answer)
    majorityHits += majority == outcome ? 1 : 0
    noChangeHits += last == outcome ? 1 : 0
    last = outcome
    note(outcome, 1)
    curve.note(totals)
  }

  /// The share of examples whose outcome was in the conformal set.
  public var setCoverage: Double? { share(held) }

  /// How many classes a conformal set held on average.
  public var meanSetSize: Double? { share(heldClasses) }

  /// The share of examples in which the most frequent class so far was the outcome.
  public var majorityAccuracy: Double? { share(majorityHits) }

  /// The share of examples whose outcome was that of the example before.
  public var noChangeAccuracy: Double? { share(noChangeHits) }

  private func share(_ correct: Int) -> Double? {
    totals.examples > 0 ? Double(correct) / Double(totals.examples) : nil
  }

  private mutating func note(_ label: String, _ count: Int) {
    let total = counts[label, default: 0] + count
    counts[label] = total
    if total > majorityCount {
      majorityCount = total
      majority = label
    }
  }

  /// The sum over the classes of the squared distance between probability and outcome.
  static func brier(_ prediction: Prediction, _ outcome: String) -> Double {
    guard case .label(let answer) = prediction else { return 1 }
    var squares = 0.0
    for probability in answer.probabilities {
      squares += Double(probability) * Double(probability)
    }
    return squares + 1 - 2 * Double(answer.probability(of: outcome) ?? 0)
  }
}
