/// A learner: a value that predicts outcomes of examples and learns from them, one at a time.
///
/// ```swift
/// let schema = try Schema(
///   fields: [Field("distance", .number), Field("carrier", .category)],
///   target: "late", task: .classification)
/// var learner = Learner(schema: schema)
/// let example: [Value] = [.number(120), .category("Bluebird")]
/// let answer = try learner.predict(example)
/// try learner.learn(example, outcome: .label("yes"))
/// ```
///
/// The same examples with the same seed give the same predictions.  Memory is bounded, whatever the
/// number of examples.
public struct Learner: Sendable {
  /// The fields and the outcome.
  public internal(set) var schema: Schema
  /// The seed of random features and feature crosses.
  public let seed: UInt64
  /// The number of examples learned.
  public internal(set) var count = 0

  let layout: RowLayout
  var lags: LagState
  var sketches: [ColumnSketch]
  var retained: ReplayBuffer
  /// Exactly one of the two is set, according to the schema's task.
  var classifier: Classifier?
  var regressor: Regressor?
  var drift = DriftMonitor()
  var schedule = RefitSchedule()
  /// The hashes of the ids learned and of the ids unlearned.
  var names = IDSet()
  var forgotten = IDSet()
  var pins = Pins()
  /// The fields whose values are no longer stored exactly.
  var rounded: RoundedFields
  /// A buffer for the current example.
  var row: StoredRow

  /// A learner that has learned nothing.
  ///
  /// - Parameters:
  ///   - schema: the fields and the outcome.
  ///   - seed: the seed of random features; learners to be merged need the same one.
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
      // The scale of a number is unknown before the first outcome.
      schedule.nextRefit = 1
    }
  }

  var columns: [Column] { layout.columns }

  /// The classes seen, in the order in which they first appeared; empty for regression.
  public var classes: [String] { classifier?.classes ?? [] }

  /// The number of learned examples of each of ``classes``.
  public var classCounts: [Int] { classifier?.ensemble.counts ?? [] }

  /// The performance of each expert so far.
  public var experts: [ExpertScore] {
    classifier?.ensemble.scores ?? regressor?.ensemble.scores ?? []
  }

  /// The last 64 rises of the loss that chance does not explain.
  public var driftEvents: [DriftEvent] { drift.events }

  /// Predicts an example's outcome without learning from it.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - time: the example's time, in seconds since 1970; matters for examples in sequences.
  ///   - effort: how much to compute; ``Effort/adaptive`` answers easy examples faster.
  ///   - scope: the rows that the answer is to be right for; by default the example itself decides
  ///     whether it is one of now or of any time.
  /// - Returns: the distribution over the classes, or the number with its interval.
  /// - Throws: ``LearnerError`` if the values do not fit the schema.
  /// - Complexity: bounded by the configuration; some ten microseconds at ten fields.
  public func predict(
    _ values: [Value], time: Double? = nil, effort: Effort = .full,
    as scope: PredictionScope? = nil
  ) throws(LearnerError) -> Prediction {
    let row = try row(of: values, time: time)
    return guided(unaided(row, effort: effort, as: scope), row)
  }

  /// The prediction without pinned cases.
  func unaided(
    _ row: StoredRow, effort: Effort, as scope: PredictionScope? = nil
  ) -> Prediction {
    if let classifier {
      return classifier.predict(row, at: moment(of: row), effort: effort, as: scope)
    }
    return regressor?.predict(row, learned: count) ?? .unknown
  }

  /// The circumstances of an example that is asked now.
  private func moment(of row: StoredRow) -> Moment {
    Moment(row, layout: layout, encoder: encoder, lags: lags)
  }

  /// The stored form of an example that arrives now.
  func row(of values: [Value], time: Double? = nil) throws(LearnerError) -> StoredRow {
    var row = try layout.row(of: values)
    lags.derive(&row, layout, time: time)
    return row
  }

  /// Learns an example's outcome.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - outcome: the example's outcome.
  ///   - id: the example's id, by which it can be unlearned and is recognised in a merge.
  ///   - time: the example's time, in seconds since 1970.
  /// - Throws: ``LearnerError``; the learner is unchanged then.
  public mutating func learn(
    _ values: [Value], outcome: Outcome, id: String? = nil, time: Double? = nil
  ) throws(LearnerError) {
    _ = try answer(values, thenLearn: outcome, id: id, time: time)
  }

  /// Predicts an example's outcome, then learns it; returns the prediction from before learning.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - outcome: the example's outcome.
  ///   - id: the example's id, by which it can be unlearned and is recognised in a merge.
  ///   - time: the example's time, in seconds since 1970.
  /// - Returns: the prediction from before learning.
  /// - Throws: ``LearnerError``; the learner is unchanged then.
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
      // Predict with all history features, but learn as if earlier outcomes were unknown.
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

  /// Predicts the example in ``row``, learns its outcome, and stores it.
  mutating func live(
    _ outcome: Outcome, key: ExampleKey
  ) throws(LearnerError) -> UpdateResult {
    let lesson: UpdateResult?
    let known = classes.count
    switch outcome {
    case .label(let label):
      let moment = layout.isBlind(after: count) ? moment(of: row) : Moment()
      lesson = classifier?.answer(row, at: moment, thenLearn: label)
    case .number(let number):
      lesson = regressor?.answer(row, thenLearn: number, learned: count)
    }
    guard let lesson else {
      throw .tooManyClasses(limit: Schema.classLimit, label: outcome.text)
    }
    if let loss = lesson.loss, drift.record(loss, example: count), classifier != nil {
      schedule.changed(at: count - DriftMonitor.window)
    }
    if classes.count > known, count >= Rehearsal.least { schedule.foundClass(at: count) }
    sketch(row)
    if key.isNamed { names.insert(key.hash) }
    retained.add(row, outcome: lesson.stored, key: key)
    count += 1
    return lesson
  }

  /// Counts an example's cells in the sketches.
  mutating func sketch(_ row: StoredRow) {
    for column in columns.indices {
      sketches[column].add(
        row[column], rest: row.rests.isEmpty ? 0 : Rest.value(of: column, in: row.rests))
    }
  }

  /// The outcome in its original form, from the number by which it is stored.
  func outcome(_ kept: Double) -> Outcome {
    schema.task == .classification ? .label(classes[Int(kept)]) : .number(kept)
  }

  /// Adds an example whose outcome is unknown to the history.
  ///
  /// Recent averages move on, and the last known outcome becomes missing.  After a predicted
  /// number, it becomes the middle between that prediction and the mean, because a missing value
  /// would be rare and poorly learned.
  ///
  /// - Parameters:
  ///   - values: the fields' values, in the schema's order.
  ///   - answer: the prediction, if there was one.
  ///   - time: the example's time, in seconds since 1970.
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
