/// A learner: a value that answers examples and learns from their outcomes, one at a time.
///
/// ```swift
/// let schema = try Schema(
///   fields: [Field("distance", .number), Field("carrier", .category)],
///   target: "late", task: .classify)
/// var learner = Learner(schema: schema)
/// let example: [Value] = [.number(120), .category("Bluebird")]
/// let answer = try learner.predict(example)
/// try learner.learn(example, outcome: .label("yes"))
/// ```
///
/// The same examples with the same seed give the same answers.  Its memory is bounded, whatever
/// the number of examples.
public struct Learner: Sendable {
  /// The fields and the outcome.
  public let schema: Schema
  /// What random features and contexts are drawn from.
  public let seed: UInt64
  /// Examples learned.
  public internal(set) var count = 0

  let layout: RowLayout
  var lags: LagState
  var sketches: [ColumnSketch]
  var retained: ReplayBuffer
  /// One of these two, by the schema's task.
  var classifier: Classifier?
  var regressor: Regressor?
  var drift = DriftMonitor()
  var schedule = RefitSchedule()
  /// The hashes of the ids learned, and of those unlearned.
  var names = IDSet()
  var forgotten = IDSet()
  var pins = Pins()
  /// The fields by which examples cannot be distinguished any more.
  var rounded: RoundedFields
  /// The example at hand.
  var row: StoredRow

  /// A learner that has learned nothing.
  public init(schema: Schema, seed: UInt64 = 1) {
    self.schema = schema
    self.seed = seed
    let layout = RowLayout(schema)
    self.layout = layout
    lags = LagState(layout)
    sketches = layout.columns.map { ColumnSketch(kind: $0.kind) }
    retained = layout.nothingRetained
    rounded = RoundedFields(schema)
    row = layout.blank
    let encoder = ColumnEncoder(blank: layout)
    switch schema.task {
    case .classification: classifier = Classifier(encoder: encoder, seed: seed)
    case .regression:
      regressor = Regressor(encoder: encoder, seed: seed)
      // A number's scale is unknown before the first.
      schedule.nextRefit = 1
    }
  }

  var columns: [Column] { layout.columns }

  /// The classes seen, in the order in which they first appeared; empty for numbers.
  public var classes: [String] { classifier?.classes ?? [] }

  /// How often each of ``classes`` was learned.
  public var classCounts: [Int] { classifier?.ensemble.counts ?? [] }

  /// How each expert has done so far.
  public var experts: [ExpertScore] {
    classifier?.ensemble.scores ?? regressor?.ensemble.scores ?? []
  }

  /// When the loss rose beyond chance; the last 64.
  public var driftEvents: [DriftEvent] { drift.events }

  /// Answers an example without learning from it.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - time: when it happened, in seconds since 1970; matters where examples come in sequences.
  ///   - effort: how long to think; ``Effort/adaptive`` answers easy examples faster.
  /// - Returns: the distribution over the classes, or the number with its interval.
  /// - Throws: ``LearnerError`` if the values do not fit the schema.
  /// - Complexity: bounded by the configuration; some ten microseconds at ten fields.
  public func predict(
    _ values: [Value], time: Double? = nil, effort: Effort = .full
  ) throws(LearnerError) -> Prediction {
    let row = try row(of: values, time: time)
    return guided(unaided(row, effort: effort), row)
  }

  /// The answer before pinned cases are looked at.
  func unaided(_ row: StoredRow, effort: Effort) -> Prediction {
    if let classifier { return classifier.predict(row, effort: effort) }
    return regressor?.predict(row, learned: count) ?? .unknown
  }

  /// What is stored of an example that arrives now.
  func row(of values: [Value], time: Double? = nil) throws(LearnerError) -> StoredRow {
    var row = try layout.row(of: values)
    lags.derive(&row, layout, time: time)
    return row
  }

  /// Learns an example's outcome.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - outcome: what came of the example.
  ///   - id: the example's name, by which it can be unlearned and is distinguished in a merge.
  ///   - time: when it happened, in seconds since 1970.
  /// - Throws: ``LearnerError``; the learner is then as it was.
  public mutating func learn(
    _ values: [Value], outcome: Outcome, id: String? = nil, time: Double? = nil
  ) throws(LearnerError) {
    _ = try answer(values, thenLearn: outcome, id: id, time: time)
  }

  /// Answers an example, then learns its outcome; the answer is the one before learning.
  ///
  /// - Throws: ``LearnerError``; the learner is then as it was.
  public mutating func answer(
    _ values: [Value], thenLearn outcome: Outcome, id: String? = nil, time: Double? = nil
  ) throws(LearnerError) -> Prediction {
    try layout.check(values)
    var key: ExampleKey?
    if let id {
      let named = ExampleKey(id: id, time: time)
      guard !names.contains(named.hash) else { throw .alreadyLearned(id: id) }
      guard !forgotten.contains(named.hash) else { throw .unlearned(id: id) }
      key = named
    }
    try check(outcome)
    layout.fill(&row, from: values)
    lags.derive(&row, layout, time: time)
    let own =
      key
      ?? ExampleKey(
        content: layout.content(of: row, outcome: WideCell(outcome: outcome)), time: time)
    var answer: Prediction?
    if layout.isBlind(after: count) {
      // Answered with all that is known, learned as if the outcomes before were not.
      answer = guided(classifier?.answer(row) ?? .unknown, row)
      layout.hideOutcomes(in: &row)
    }
    let lesson = try live(outcome, key: own)
    rounded.note(values)
    let said = answer ?? guided(lesson.answer, row)
    lags.record(row, outcome: lesson.cell, layout, time: time)
    consolidateIfDue()
    return said
  }

  func check(_ outcome: Outcome) throws(LearnerError) {
    switch outcome {
    case .label: guard classifier != nil else { throw .outcomeKind(expected: .regression) }
    case .number(let number):
      guard regressor != nil else { throw .outcomeKind(expected: .classification) }
      guard number.isFinite else { throw .outcomeNotFinite }
    }
  }

  /// Answers the example in ``row``, learns its outcome, and keeps it.
  mutating func live(
    _ outcome: Outcome, key: ExampleKey
  ) throws(LearnerError) -> UpdateResult {
    let lesson: UpdateResult?
    switch outcome {
    case .label(let label): lesson = classifier?.answer(row, thenLearn: label)
    case .number(let number):
      lesson = regressor?.answer(row, thenLearn: number, learned: count)
    }
    guard let lesson else {
      throw .tooManyClasses(limit: Schema.classLimit, label: outcome.text)
    }
    if let loss = lesson.loss, drift.record(loss, example: count), classifier != nil {
      schedule.changed(at: count - DriftMonitor.window)
    }
    sketch(row)
    if key.isNamed { names.insert(key.hash) }
    retained.add(row, outcome: lesson.stored, key: key)
    count += 1
    return lesson
  }

  /// Counts an example's cells.
  mutating func sketch(_ row: StoredRow) {
    for column in columns.indices {
      sketches[column].add(
        row[column], rest: row.rests.isEmpty ? 0 : Rest.value(of: column, in: row.rests))
    }
  }

  /// An outcome as it was given, from the number by which it is kept.
  func outcome(_ kept: Double) -> Outcome {
    schema.task == .classification ? .label(classes[Int(kept)]) : .number(kept)
  }

  /// Takes in an example whose outcome is not known: what follows sees it as history.
  ///
  /// Recent averages move on.  The last known outcome becomes a missing one; where a number was
  /// answered, half way between the answer and the mean, as what follows a number seldom follows
  /// nothing.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - answer: what was answered, if anything.
  ///   - time: when it happened, in seconds since 1970.
  /// - Throws: ``LearnerError`` if the values do not fit the schema.
  public mutating func observe(
    _ values: [Value], answered answer: Prediction = .unknown, time: Double? = nil
  ) throws(LearnerError) {
    try layout.check(values)
    layout.fill(&row, from: values)
    lags.derive(&row, layout, time: time)
    var outcome = WideCell(Cell.missing(schema.task == .classification ? .category : .number))
    if case .number(let said) = answer, let scale = regressor?.ensemble.scale {
      outcome = WideCell(number: 0.5 * said.value + 0.5 * scale.location)
    }
    lags.record(row, outcome: outcome, layout, time: time)
  }
}
