/// A learner's answer to one example.
public enum Prediction: Sendable, Hashable {
  /// The learner has learned nothing yet that an answer could rest on.
  case unknown
  /// A class, with the probability of every class seen so far.
  case label(LabelPrediction)
  /// A number, with a 90 % interval.
  case number(NumberPrediction)
}

/// A distribution over the classes seen so far.
public struct LabelPrediction: Sendable, Hashable {
  /// The classes, in the order in which they first appeared.
  public let labels: [String]
  /// The probability of each class, in [0, 1]; the probabilities sum to one.
  public let probabilities: [Float]
  /// The index of the most probable class.
  public let best: Int
  /// The least probability of a class in ``set``.
  public let threshold: Float

  init(labels: [String], probabilities: [Float], threshold: Float) {
    self.labels = labels
    self.probabilities = probabilities
    self.threshold = threshold
    var best = 0
    for index in probabilities.indices where probabilities[index] > probabilities[best] {
      best = index
    }
    self.best = best
  }

  /// The most probable class.
  public var label: String { labels[best] }
  /// The probability of the most probable class.
  public var probability: Float { probabilities[best] }

  /// The classes that contain the outcome in 90 % of cases in the long run, even if the data
  /// drifts: an adaptive conformal set.
  ///
  /// The set is never empty.  More than one class means that the answer is uncertain.
  public var set: [String] {
    labels.indices.filter { isPossible($0) }.map { labels[$0] }
  }

  /// The number of classes in ``set``.
  public var setSize: Int { labels.indices.count { isPossible($0) } }

  /// Whether ``set`` holds the class with this index.
  @inline(__always)
  func isPossible(_ index: Int) -> Bool { index == best || probabilities[index] >= threshold }

  /// Whether ``set`` holds a class.
  ///
  /// - Parameter label: the name of a class.
  /// - Returns: whether the class is in the set.
  public func isPossible(_ label: String) -> Bool {
    labels.firstIndex(of: label).map { isPossible($0) } ?? false
  }

  /// The probability of a class, in [0, 1]; `nil` for a class that was never seen.
  ///
  /// - Parameter label: the name of a class.
  /// - Returns: the probability.
  public func probability(of label: String) -> Float? {
    labels.firstIndex(of: label).map { probabilities[$0] }
  }
}

/// A number and an interval that contains the outcome in 90 % of cases.
public struct NumberPrediction: Sendable, Hashable, Codable {
  /// The expected outcome, in the outcome's unit.
  public let value: Double
  /// The lower end of the interval, in the outcome's unit.
  public let lower: Double
  /// The upper end of the interval, in the outcome's unit.
  public let upper: Double
}

/// The performance of one expert, or of one baseline, over the stream so far.
public struct ExpertScore: Sendable, Hashable, Codable {
  /// The expert's name.
  public let name: String
  /// The share of correct answers, in [0, 1]; `nil` for regression.
  public let accuracy: Double?
  /// The mean negative log probability of the outcome, in nats; `nil` for regression.
  public let logLoss: Double?
  /// The root mean squared error, in the outcome's unit; `nil` for classification.
  public let rootMeanSquaredError: Double?
  /// The share of the final mixture's weight, in [0, 1], as a moving average.
  public let weight: Double
}

/// A point in the stream at which the recent loss rose more than chance explains.
public struct DriftEvent: Sendable, Hashable, Codable, BitwiseCopyable {
  /// The number of examples learned when the rise was detected.
  public let example: Int
  /// The mean loss over the reference window before the rise.
  public let before: Double
  /// The mean loss over the recent window.
  public let after: Double
}

/// The reason why a learner refused an example.
public enum LearnerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The number of values differs from the number of fields.
  case fieldCount(expected: Int, found: Int)
  /// A value was given for a field that the schema lacks.
  case unknownField(name: String, fields: [String])
  /// The number of components of a vector differs from its field's width.
  case vectorWidth(field: String, expected: Int, found: Int)
  /// A vector contains NaN or infinity.
  case vectorNotFinite(field: String)
  /// A classifier was given a number, or a regressor a label.
  case outcomeKind(expected: LearningTask)
  /// The outcome is NaN or infinite.
  case outcomeNotFinite
  /// The example would add one class more than a learner supports.
  case tooManyClasses(limit: Int, label: String)
  /// An example with this id was learned before.
  case alreadyLearned(id: String)
  /// An example with this id was unlearned; it cannot be learned again.
  case unlearned(id: String)
  /// Another pinned case has this id.
  case pinNameTaken(id: String)
  /// Numbers or texts of this field are not stored exactly, so examples cannot be distinguished by
  /// them.
  case rounded(field: String)
  /// The maximum number of cases is pinned.
  case tooManyPins(limit: Int)

  /// A sentence that says what is wrong and, where possible, what to do.
  public var description: String {
    switch self {
    case .fieldCount(let expected, let found):
      "the example has \(found) values, but the schema has \(expected) fields"
    case .unknownField(let name, let fields):
      "there is no field \"\(name)\"; the fields are "
        + fields.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
        + (fields.count > 8 ? " and \(fields.count - 8) more" : "")
    case .vectorWidth(let field, let expected, let found):
      "the vector \"\(field)\" has \(found) numbers, but its field has \(expected)"
    case .vectorNotFinite(let field):
      "the vector \"\(field)\" contains NaN or infinity"
    case .outcomeKind(let expected):
      expected == .classification
        ? "the outcome is a number, but this learner predicts classes"
        : "the outcome is a label, but this learner predicts numbers"
    case .outcomeNotFinite: "the outcome is not a finite number"
    case .tooManyClasses(let limit, let label):
      "\"\(label)\" would be class number \(limit + 1); the limit is \(limit) classes"
    case .alreadyLearned(let id): "an example with the id \"\(id)\" was learned before"
    case .unlearned(let id): "the example \"\(id)\" was unlearned and cannot be learned again"
    case .pinNameTaken(let id):
      "another case is pinned as \"\(id)\"; give this one another name, or replace that one"
    case .rounded(let field):
      "\"\(field)\" is stored rounded, so other examples could match as well"
    case .tooManyPins(let limit): "\(limit) cases are pinned; unpin one first"
    }
  }
}
