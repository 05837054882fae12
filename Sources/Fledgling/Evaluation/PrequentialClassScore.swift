/// The quality of a classifier's predictions, each made before its outcome was learned.
///
/// Two baselines ignore all fields: *majority* predicts the most frequent class so far, *no change*
/// predicts the outcome of the example before.
public struct PrequentialClassScore: Sendable {
  /// The sums over all examples.
  public private(set) var totals = ClassificationMetrics()
  /// The sums at the marks of the learning curve.
  public private(set) var curve = LearningCurve<ClassificationMetrics>()
  /// Accuracy by stated confidence.
  public private(set) var calibration = CalibrationTable()
  /// The confusion matrix.
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

  /// A score without examples.
  ///
  /// - Parameter known: the number of examples of each class that the classifier learned before.
  public init(known: [(label: String, count: Int)] = []) {
    before = known.reduce(0) { $0 + $1.count }
    for (label, count) in known { note(label, count) }
  }

  /// The probability that counts for an outcome.
  ///
  /// It is the predicted probability of the class; for a class never seen before it is 1/(*n* + 2),
  /// where *n* is the number of examples so far, and so 1/2 for the first example; never less than
  /// 10⁻⁶.
  ///
  /// - Parameters:
  ///   - label: the outcome.
  ///   - prediction: the prediction before the outcome was known.
  ///   - examples: the number of examples learned before.
  /// - Returns: a probability from 10⁻⁶ to 1.
  public static func probability(
    of label: String, in prediction: Prediction, after examples: Int
  ) -> Double {
    var probability = 1 / Double(examples + 2)
    if case .label(let answer) = prediction, let known = answer.probability(of: label) {
      probability = Double(known)
    }
    return max(probability, 1e-6)
  }

  /// Adds a prediction and its outcome.
  ///
  /// - Parameters:
  ///   - prediction: the prediction from before the outcome was learned.
  ///   - outcome: the true class.
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

  /// The share of examples with the outcome in the conformal set, in [0, 1]; `nil` without any.
  public var setCoverage: Double? { share(held) }

  /// The mean number of classes in the conformal set; `nil` without any.
  public var meanSetSize: Double? { share(heldClasses) }

  /// The accuracy of the majority baseline, in [0, 1]; `nil` without examples.
  public var majorityAccuracy: Double? { share(majorityHits) }

  /// The accuracy of the no-change baseline, in [0, 1]; `nil` without examples.
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

  /// The sum over the classes of the squared difference between probability and outcome.
  static func brier(_ prediction: Prediction, _ outcome: String) -> Double {
    guard case .label(let answer) = prediction else { return 1 }
    var squares = 0.0
    for probability in answer.probabilities {
      squares += Double(probability) * Double(probability)
    }
    return squares + 1 - 2 * Double(answer.probability(of: outcome) ?? 0)
  }
}
