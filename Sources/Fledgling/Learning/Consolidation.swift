/// Builds the learner that a set of examples makes, whatever the order in which they were lived.
///
/// The examples are given in the order of their keys.  What is fitted (the encoder, the scale) is
/// fitted to the newest that can be kept; what is summed is summed over all; what follows the stream
/// (windows, calibration, mixers) is formed by living the newest once more, each answered before it is
/// learned.  The same set gives the same learner, byte for byte, on one kind of processor; its
/// ``Learner/stateHash`` is the same on all.
///
/// ```swift
/// var consolidation = Consolidation(schema: schema, seed: 1)
/// for experience in experiences { try consolidation.survey(experience) }
/// for experience in experiences.prefix(consolidation.remainder) {
///   try consolidation.sum(experience)
/// }
/// let learner = consolidation.finish()
/// ```
public struct Consolidation: Sendable {
  let schema: Schema
  let seed: UInt64
  let layout: RowLayout
  /// Examples seen on the first way through.
  public internal(set) var surveyed = 0
  /// Examples seen on the second way through.
  public internal(set) var summed = 0
  /// What came before the next example.
  var past: LagState
  var labels: [String] = []
  var numbers: [String: Int] = [:]
  var retained: ReplayBuffer
  var names = IDSet()
  /// The fields by which examples cannot be distinguished any more.
  var rounded: RoundedFields
  /// From the second way through on.
  var learner: Learner?
  var row: StoredRow

  /// A consolidation that has seen nothing; learners that are to be compared need the same seed.
  public init(schema: Schema, seed: UInt64) {
    self.schema = schema
    self.seed = seed
    layout = RowLayout(schema)
    past = LagState(layout)
    retained = layout.nothingRetained
    rounded = RoundedFields(schema)
    row = layout.blank
  }

  /// How many of the first examples have to be given to ``sum(_:)``, in the same order: those that
  /// cannot be kept.
  public var remainder: Int { surveyed - retained.count }

  /// Takes in the next example on the first way through.
  ///
  /// - Throws: ``LearnerError`` if the example does not fit the schema, or is one class too many.
  public mutating func survey(_ experience: Example) throws(LearnerError) {
    let key = try fill(experience)
    survey(key, try place(experience.outcome))
    rounded.note(experience.values)
  }

  /// Takes in the next of the first ``remainder`` examples on the second way through.
  ///
  /// - Throws: ``LearnerError`` if the example does not fit the schema.
  public mutating func sum(_ experience: Example) throws(LearnerError) {
    begin()
    let key = try fill(experience)
    let outcome = try place(experience.outcome)
    derive(key, outcome, after: summed)
    learner?.sum(row, outcome: outcome)
    summed += 1
  }

  /// The learner that all examples make.
  public mutating func finish() -> Learner {
    begin()
    guard surveyed > 0, var learner else { return Learner(schema: schema, seed: seed) }
    learner.replay(retained)
    learner.names = names
    learner.rounded = rounded
    learner.lags = past
    return learner
  }

  private mutating func fill(_ experience: Example) throws(LearnerError) -> ExampleKey {
    try layout.check(experience.values)
    layout.fill(&row, from: experience.values)
    if let id = experience.id { return ExampleKey(id: id, time: experience.time) }
    let content = layout.content(of: row, outcome: WideCell(outcome: experience.outcome))
    return ExampleKey(content: content, time: experience.time)
  }

  /// A class's number, or the number as it is kept.
  private mutating func place(_ outcome: Outcome) throws(LearnerError) -> Double {
    switch outcome {
    case .number(let number):
      guard schema.task == .regression else { throw .outcomeKind(expected: .classification) }
      guard number.isFinite else { throw .outcomeNotFinite }
      return Regressor.kept(number)
    case .label(let label):
      guard schema.task == .classification else { throw .outcomeKind(expected: .regression) }
      if let number = numbers[label] { return Double(number) }
      guard labels.count < Schema.classLimit else {
        throw .tooManyClasses(limit: Schema.classLimit, label: label)
      }
      numbers[label] = labels.count
      labels.append(label)
      return Double(labels.count - 1)
    }
  }

  /// Writes what history tells, and makes the example in ``row`` part of it; nothing is known
  /// of history of an example without a place in time.
  private mutating func derive(_ key: ExampleKey, _ outcome: Double, after count: Int) {
    guard key.isOrdered else {
      LagState.deriveNothing(&row, layout)
      return
    }
    past.derive(&row, layout, time: key.knownTime)
    if layout.isBlind(after: count) { layout.hideOutcomes(in: &row) }
    let cell =
      schema.task == .classification
      ? WideCell(outcome: .label(labels[Int(outcome)])) : WideCell(number: outcome)
    past.record(row, outcome: cell, layout, time: key.knownTime)
  }

  private mutating func survey(_ key: ExampleKey, _ outcome: Double) {
    derive(key, outcome, after: surveyed)
    if key.isNamed { names.insert(key.hash) }
    retained.add(row, outcome: outcome, key: key)
    surveyed += 1
  }

  /// Ends the first way through: classes are put in order, and the encoder is fitted.
  private mutating func begin() {
    guard learner == nil else { return }
    retained = retained.newest(retained.count)
    if schema.task == .classification {
      let order = labels.sorted()
      for (number, label) in order.enumerated() { numbers[label] = number }
      retained.renumber(labels.map { numbers[$0] ?? 0 })
      labels = order
    }
    learner = Learner(schema: schema, seed: seed, classes: labels, fittedTo: retained)
    if remainder > 0 { past = LagState(layout) }
  }
}

extension Consolidation {
  /// The learner that retained examples make by themselves; classes are numbered as in `labels`.
  static func learner(
    of experiences: ReplayBuffer, labels: [String], schema: Schema, seed: UInt64
  ) -> Learner {
    var consolidation = Consolidation(schema: schema, seed: seed)
    let sorted = experiences.sorted()
    // Classes of which no example is left are not known any more.
    for age in 0..<sorted.count {
      sorted.copy(age, into: &consolidation.row)
      var outcome = sorted.outcome(age)
      if schema.task == .classification {
        let label = labels[Int(outcome)]
        let number = consolidation.numbers[label] ?? consolidation.labels.count
        if number == consolidation.labels.count {
          consolidation.labels.append(label)
          consolidation.numbers[label] = number
        }
        outcome = Double(number)
      }
      consolidation.survey(sorted.key(age), outcome)
    }
    return consolidation.finish()
  }
}
