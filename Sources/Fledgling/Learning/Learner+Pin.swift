/// A case with a fixed answer.
public struct PinnedCase: Sendable, Hashable {
  /// The case's id; empty if it has none.
  public let id: String
  /// The fixed answer.
  public let outcome: Outcome
  /// The learner's prediction without pinned cases.
  public let unaided: Prediction

  /// Whether the learner would be right without pinned cases: the class is right, or the interval
  /// contains the number.
  public var holds: Bool {
    switch (unaided, outcome) {
    case (.label(let said), .label(let label)): said.label == label
    case (.number(let said), .number(let number)): said.lower <= number && number <= said.upper
    default: false
    }
  }
}

extension Learner {
  /// The cases with fixed answers, sorted by id.
  ///
  /// - Complexity: O(cases) predictions.
  public var pinnedCases: [PinnedCase] {
    pins.cases.map {
      PinnedCase(id: $0.id, outcome: $0.outcome, unaided: unaided($0.row, effort: .full))
    }
  }

  /// Fixes the answer to a case from now on.
  ///
  /// The case itself is answered with the outcome, a number exactly.  Similar cases are pulled
  /// towards it, the more the nearer they are, unless an example contradicts it; other answers do
  /// not change.  Nothing is learned: the sums stay as they are.  A case with the same values is
  /// replaced.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - outcome: the right answer.
  ///   - id: the case's id; several cases may have none.
  ///   - isReplacing: whether another case with this id is replaced.
  /// - Throws: ``LearnerError`` if the values or the outcome do not fit, another case has the id,
  ///   or too many cases are pinned; the learner is unchanged then.
  /// - Complexity: O(cases × examples), of which the newest 5,000 count.
  public mutating func pin(
    _ values: [Value], outcome: Outcome, id: String = "", isReplacing: Bool = false
  ) throws(LearnerError) {
    var learner = self
    try learner.add(values, outcome, id, isReplacing: isReplacing)
    learner.measurePins()
    self = learner
  }

  /// Fixes the answers to these cases, and removes all other pinned cases.
  ///
  /// - Parameter cases: the values, the right outcome and the id of each case.
  /// - Throws: ``LearnerError``; the learner is unchanged then.
  public mutating func replacePins(
    _ cases: [(values: [Value], outcome: Outcome, id: String)]
  ) throws(LearnerError) {
    var learner = self
    learner.pins = Pins()
    for pin in cases { try learner.add(pin.values, pin.outcome, pin.id, isReplacing: true) }
    learner.measurePins()
    self = learner
  }

  private mutating func add(
    _ values: [Value], _ outcome: Outcome, _ id: String, isReplacing: Bool
  ) throws(LearnerError) {
    let row = try layout.row(of: values)
    try check(outcome)
    guard isReplacing || id.isEmpty || !pins.cases.contains(where: { $0.id == id && $0.row != row })
    else { throw .pinNameTaken(id: id) }
    pins.add(Pins.Case(id: id, row: row, outcome: outcome))
    guard pins.cases.count <= Pins.limit else { throw .tooManyPins(limit: Pins.limit) }
    guard case .label(let label) = outcome else { return }
    guard classes.contains(label) || classes.count < Schema.classLimit else {
      throw .tooManyClasses(limit: Schema.classLimit, label: label)
    }
    classifier?.adopt(label)
  }

  /// Removes the pinned case with an id.
  ///
  /// - Parameter id: the case's id.
  /// - Returns: whether there was one.
  public mutating func unpin(id: String) -> Bool {
    let count = pins.cases.count
    pins.remove { $0.id == id }
    return pins.cases.count < count
  }

  /// Measures pinned cases again with the present encoder and the stored examples.
  mutating func measurePins() {
    guard !pins.isEmpty, let view = pinView else { return }
    // Numbers that differ by less than half a deviation do not contradict each other.
    let tolerance = 0.5 * (regressor?.ensemble.scale.deviation ?? 0)
    pins.measure(view, among: retained, tolerance: tolerance)
  }

  private var pinView: PinSpace? {
    (classifier?.ensemble.bank ?? regressor?.ensemble.bank).map {
      PinSpace(bank: $0, layout: layout, classes: classes)
    }
  }

  /// A prediction, adjusted by pinned cases.
  func guided(_ answer: Prediction, _ row: StoredRow) -> Prediction {
    guard !pins.isEmpty, let view = pinView, let (pin, weight) = pins.strongest(row, view)
    else { return answer }
    switch (answer, pin.outcome) {
    case (.label(let said), .label(let label)):
      let shares = zip(said.labels, said.probabilities).map {
        (1 - weight) * $1 + ($0 == label ? weight : 0)
      }
      return .label(
        LabelPrediction(
          labels: said.labels, probabilities: shares, threshold: said.threshold))
    case (.number(let said), .number(let number)):
      let value =
        weight == 1 ? number : said.value + Double(weight) * (number - said.value)
      // The pinned outcome moves the interval in proportion to its weight.
      let settled = weight < Pins.weight ? value : number
      let shift = value - said.value
      return .number(
        NumberPrediction(
          value: value, lower: min(said.lower + shift, settled),
          upper: max(said.upper + shift, settled)))
    default: return answer
    }
  }
}
