/// What a learner answers about one example.
public enum Prediction: Sendable, Hashable {
  /// Nothing was learned yet that an answer could rest on.
  case unknown
  /// A class, with the probability of every class seen so far.
  case label(LabelPrediction)
  /// A number, with an interval.
  case number(NumberPrediction)
}

/// A distribution over the classes seen so far.
public struct LabelPrediction: Sendable, Hashable {
  /// The classes, in the order in which they first appeared.
  public let labels: [String]
  /// The probability of each class, in [0, 1]; they sum to one.
  public let probabilities: [Float]
  /// The index of the most probable class.
  public let best: Int
  /// Classes at least this probable are in ``set``.
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

  /// The classes that hold the outcome in 90 % of cases in the long run, whatever the stream does:
  /// an adaptive conformal set.  Never empty; more than one class says "I do not know".
  public var set: [String] {
    labels.indices.filter { isPossible($0) }.map { labels[$0] }
  }

  /// How many classes ``set`` holds.
  public var setSize: Int { labels.indices.count { isPossible($0) } }

  /// Whether ``set`` holds the class with this index.
  @inline(__always)
  func isPossible(_ index: Int) -> Bool { index == best || probabilities[index] >= threshold }

  /// Whether ``set`` holds a class.
  public func isPossible(_ label: String) -> Bool {
    labels.firstIndex(of: label).map { isPossible($0) } ?? false
  }

  /// The probability of a class; `nil` for one never seen.
  public func probability(of label: String) -> Float? {
    labels.firstIndex(of: label).map { probabilities[$0] }
  }
}

/// A number and the interval that holds the outcome in 90 % of cases.
public struct NumberPrediction: Sendable, Hashable, Codable {
  /// The expected outcome.
  public let value: Double
  /// The lower end of the interval.
  public let lower: Double
  /// The upper end of the interval.
  public let upper: Double
}

/// How one expert, or one baseline, has done over the stream so far.
public struct ExpertScore: Sendable, Hashable {
  /// The expert's name.
  public let name: String
  /// The share of right answers (classification), or `nil`.
  public let accuracy: Double?
  /// Mean negative log probability in nats (classification), or `nil`.
  public let logLoss: Double?
  /// Root mean squared error in the outcome's unit (regression), or `nil`.
  public let rootMeanSquaredError: Double?
  /// The share of the final mixture's weight, in [0, 1], as a moving average.
  public let weight: Double
}

/// A moment at which the stream's recent loss rose beyond chance.
public struct DriftEvent: Sendable, Hashable, BitwiseCopyable {
  /// The number of examples learned when it was noticed.
  public let example: Int
  /// The mean loss before, over the reference window.
  public let before: Double
  /// The mean loss after.
  public let after: Double
}

/// Why a learner refused an example.
public enum LearnerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The number of values is not the number of fields.
  case fieldCount(expected: Int, found: Int)
  /// A value is given for a field that the schema lacks.
  case unknownField(name: String, fields: [String])
  /// A vector is not as wide as its field.
  case vectorWidth(field: String, expected: Int, found: Int)
  /// A vector holds a NaN or an infinity.
  case vectorNotFinite(field: String)
  /// A classifier was given a number, or a regressor a label.
  case outcomeKind(expected: LearningTask)
  /// The outcome is NaN or infinite.
  case outcomeNotFinite
  /// One class more than a learner can distinguish.
  case tooManyClasses(limit: Int, label: String)
  /// An example of this name was learned before.
  case alreadyLearned(id: String)
  /// An example of this name was unlearned, and does not come back.
  case unlearned(id: String)
  /// Another case is pinned under this name.
  case pinNameTaken(id: String)
  /// Numbers or texts of this field are not stored exactly, so examples cannot be distinguished by them.
  case rounded(field: String)
  /// As many cases are pinned as can be.
  case tooManyPins(limit: Int)

  /// A sentence that says what is wrong.
  public var description: String {
    switch self {
    case .fieldCount(let expected, let found):
      "the example has \(found) values, the learner has \(expected) fields"
    case .unknownField(let name, let fields):
      "there is no field \"\(name)\"; the fields are "
        + fields.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
        + (fields.count > 8 ? " and \(fields.count - 8) more" : "")
    case .vectorWidth(let field, let expected, let found):
      "\"\(field)\" has \(found) numbers, not \(expected)"
    case .vectorNotFinite(let field):
      "\"\(field)\" holds a number that is not finite"
    case .outcomeKind(let expected):
      expected == .classification
        ? "the outcome is a number, but this learner tells classes apart"
        : "the outcome is a label, but this learner answers numbers"
    case .outcomeNotFinite: "the outcome is not a finite number"
    case .tooManyClasses(let limit, let label):
      "\"\(label)\" would be class number \(limit + 1); a learner tells \(limit) apart"
    case .alreadyLearned(let id): "\"\(id)\" was learned before"
    case .unlearned(let id): "\"\(id)\" was unlearned and does not come back"
    case .pinNameTaken(let id):
      "another case is pinned as \"\(id)\"; give this one another name, or replace that one"
    case .rounded(let field):
      "\"\(field)\" is not kept to the last digit, so other examples would be taken for these"
    case .tooManyPins(let limit): "\(limit) cases are pinned; unpin one first"
    }
  }
}
