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
/// The same experiences with the same seed give the same answers.  Its memory is bounded, whatever
/// the number of examples.
public struct Learner: Sendable {
  /// The most classes a learner tells apart.
  public static let classLimit = 1_000

  /// The fields and the outcome.
  public let schema: Schema
  /// What random features and contexts are drawn from.
  public let seed: UInt64
  /// Examples learned.
  public internal(set) var count = 0

  let columns: [Column]
  var arrival: Arrival
  var sketches: [ColumnSketch]
  var retained: Retained
  /// One of these two, by the schema's task.
  var classifier: Classifier?
  var regressor: Regressor?
  var drift = DriftMonitor()
  var schedule = Schedule()
  /// The cells of the example at hand.
  private var cells: [UInt32]

  /// A learner that has learned nothing.
  public init(schema: Schema, seed: UInt64 = 1) {
    self.schema = schema
    self.seed = seed
    columns = Column.columns(of: schema)
    arrival = Arrival(schema: schema)
    sketches = columns.map { ColumnSketch(kind: $0.kind) }
    retained = Retained(columns: columns.count)
    cells = [UInt32](repeating: 0, count: columns.count)
    let encoder = Encoder(blank: columns)
    switch schema.task {
    case .classify: classifier = Classifier(encoder: encoder, seed: seed)
    case .regress:
      regressor = Regressor(encoder: encoder, seed: seed)
      // A number's scale is unknown before the first.
      schedule.nextRefit = 1
    }
  }

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
  ///   - effort: how long to think; ``Effort/adaptive`` answers easy examples faster.
  /// - Returns: the distribution over the classes, or the number with its interval.
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  /// - Complexity: bounded by the configuration; some ten microseconds at ten fields.
  public func predict(
    _ values: [Value], effort: Effort = .full
  ) throws(LearnerError) -> Prediction {
    try check(values)
    var cells = [UInt32](repeating: 0, count: columns.count)
    arrival.fill(&cells, from: values, columns: columns)
    if let classifier { return classifier.predict(cells, effort: effort) }
    return regressor?.predict(cells, learned: count) ?? .unknown
  }

  /// Learns an example's outcome.
  ///
  /// - Throws: ``LearnerError``; the learner is then as it was.
  public mutating func learn(_ values: [Value], outcome: Outcome) throws(LearnerError) {
    _ = try answer(values, thenLearn: outcome)
  }

  /// Answers an example, then learns its outcome; the answer is the one before learning.
  ///
  /// - Throws: ``LearnerError``; the learner is then as it was.
  public mutating func answer(
    _ values: [Value], thenLearn outcome: Outcome
  ) throws(LearnerError) -> Prediction {
    try check(values)
    let learned: Lesson
    switch outcome {
    case .label(let label):
      guard classifier != nil else { throw .outcomeKind(expected: .regress) }
      arrival.fill(&cells, from: values, columns: columns)
      guard let lesson = classifier?.answer(cells, thenLearn: label) else {
        throw .tooManyClasses(limit: Learner.classLimit, label: label)
      }
      learned = lesson
    case .number(let number):
      guard regressor != nil else { throw .outcomeKind(expected: .classify) }
      guard number.isFinite else { throw .outcomeNotFinite }
      arrival.fill(&cells, from: values, columns: columns)
      guard let lesson = regressor?.answer(cells, thenLearn: number, learned: count) else {
        return .unknown
      }
      learned = lesson
    }
    if let loss = learned.loss, drift.record(loss, example: count), classifier != nil {
      schedule.changed(at: count - DriftMonitor.window)
    }
    for column in columns.indices { sketches[column].add(cells[column]) }
    retained.add(cells, outcome: learned.stored)
    arrival.record(values, outcome: learned.cell)
    count += 1
    consolidateIfDue()
    return learned.answer
  }

  /// Takes in an example whose outcome is not known: what follows sees it as the past.
  ///
  /// Recent averages move on, and the last known outcome becomes a missing one.
  ///
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  public mutating func observe(_ values: [Value]) throws(LearnerError) {
    try check(values)
    arrival.record(
      values, outcome: schema.task == .classify ? Cell.missingCategory : Cell.missingNumber)
  }

  private func check(_ values: [Value]) throws(LearnerError) {
    guard values.count == schema.fields.count else {
      throw .fieldCount(expected: schema.fields.count, found: values.count)
    }
  }
}
