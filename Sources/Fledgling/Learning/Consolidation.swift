/// Builds the learner that a set of examples determines, whatever the order in which they arrived.
///
/// The examples are given in the order of their keys.  The encoder and the scale are fitted to the
/// newest examples that can be stored.  Sums cover all examples.  Windows, calibration and mixers,
/// which follow the stream, are built by replaying the newest examples, each predicted before it is
/// learned.
///
/// The same set gives the same learner, byte for byte, on one kind of processor; its
/// ``Learner/stateHash`` is the same on all kinds.
///
/// ```swift
/// var consolidation = Consolidation(schema: schema, seed: 1)
/// for example in examples { try consolidation.survey(example) }
/// for example in examples.prefix(consolidation.remainder) {
///   try consolidation.sum(example)
/// }
/// let learner = consolidation.finish()
/// ```
public struct Consolidation: Sendable {
  let schema: Schema
  let seed: UInt64
  let layout: RowLayout
  /// The number of examples seen in the first pass.
  public internal(set) var surveyed = 0
  /// The number of examples seen in the second pass.
  public internal(set) var summed = 0
  /// The history before the next example.
  var past: LagState
  var labels: [String] = []
  var numbers: [String: Int] = [:]
  var retained: ReplayBuffer
  var names = IDSet()
  /// The fields whose values are no longer stored exactly.
  var rounded: RoundedFields
  /// The learner being built; `nil` during the first pass.
  var learner: Learner?
  var row: StoredRow

  /// An empty consolidation; learners that are to be compared or merged need the same seed.
  ///
  /// - Parameters:
  ///   - schema: the fields and the outcome.
  ///   - seed: the seed of random features.
  public init(schema: Schema, seed: UInt64) {
    self.schema = schema
    self.seed = seed
    layout = RowLayout(schema)
    past = LagState(layout)
    retained = layout.nothingRetained
    rounded = RoundedFields(schema)
    row = layout.blank
  }

  /// The number of first examples that must be given to ``sum(_:)``, in the same order, because
  /// they cannot be stored.
  public var remainder: Int { surveyed - retained.count }

  /// Adds the next example in the first pass.
  ///
  /// - Parameter experience: the example; keys must ascend from call to call.
  /// - Throws: ``LearnerError`` if the example does not fit the schema, or exceeds the class limit.
  public mutating func survey(_ experience: Example) throws(LearnerError) {
    let key = try fill(experience)
    survey(key, try place(experience.outcome))
    rounded.note(experience.values)
  }

  /// Adds the next of the first ``remainder`` examples in the second pass.
  ///
  /// - Parameter experience: the example.
  /// - Throws: ``LearnerError`` if the example does not fit the schema.
  public mutating func sum(_ experience: Example) throws(LearnerError) {
    begin()
    let key = try fill(experience)
    let outcome = try place(experience.outcome)
    derive(key, outcome, after: summed)
    learner?.sum(row, outcome: outcome)
    summed += 1
  }

  /// The finished learner of all examples.
  public mutating func finish() -> Learner {
    begin()
    guard surveyed > 0, var learner else { return Learner(schema: schema, seed: seed) }
    learner.lags = past
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

  /// The number of a class, or a number as it is stored.
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

  /// Writes the history features and adds the example in ``row`` to the history; an example without
  /// time and id gets no history features.
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

  /// Ends the first pass: sorts the classes and fits the encoder.
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
  /// The learner of stored examples alone; classes are numbered as in `labels`.
  static func learner(
    of experiences: ReplayBuffer, labels: [String], schema: Schema, seed: UInt64
  ) -> Learner {
    var consolidation = Consolidation(schema: schema, seed: seed)
    let sorted = experiences.sorted()
    // Remove classes of which no example is left.
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
