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
  /// The classes seen, in the order in which they first appeared.
  public internal(set) var classes: [String] = []

  let columns: [Column]
  var arrival: Arrival
  var sketches: [ColumnSketch]
  var retained: Retained
  var classifier: ClassEnsemble
  var classIndex: [String: Int] = [:]
  /// The class of the last known outcome.
  var lastClass = 0
  var drift = DriftMonitor()
  var schedule = Schedule()
  private var thought: ClassThought

  /// A learner that has learned nothing.
  public init(schema: Schema, seed: UInt64 = 1) {
    self.schema = schema
    self.seed = seed
    columns = Column.columns(of: schema)
    arrival = Arrival(schema: schema)
    sketches = columns.map { ColumnSketch(kind: $0.kind) }
    retained = Retained(columns: columns.count)
    classifier = ClassEnsemble(encoder: Encoder(blank: columns), seed: seed)
    thought = classifier.makeThought()
  }

  /// How often each of ``classes`` was learned.
  public var classCounts: [Int] { classifier.counts }

  /// How each expert has done so far.
  public var experts: [ExpertScore] { classifier.scores }

  /// When the loss rose beyond chance; the last 64.
  public var driftEvents: [DriftEvent] { drift.events }

  /// Answers an example without learning from it.
  ///
  /// - Throws: ``LearnerError/fieldCount(expected:found:)``.
  /// - Complexity: bounded by the configuration; some ten microseconds at ten fields.
  public func predict(_ values: [Value]) throws(LearnerError) -> Prediction {
    try check(values)
    var thought = classifier.makeThought()
    arrival.fill(&thought.example.cells, from: values, columns: columns)
    classifier.think(&thought, last: lastClass)
    return prediction(thought)
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
    guard case .label(let label) = outcome else { throw .outcomeKind(expected: .classify) }
    let known = classIndex[label]
    if known == nil && classes.count == Learner.classLimit {
      throw .tooManyClasses(limit: Learner.classLimit, label: label)
    }
    prepare(values)
    classifier.think(&thought, last: lastClass)
    let answer = prediction(thought)
    let index: Int
    if let known {
      index = known
      drift.record(Double(-Elementary.log(max(1e-6, thought.probabilities[known]))), example: count)
    } else {
      index = classes.count
      classes.append(label)
      classIndex[label] = index
      classifier.reserve(classes.count)
      // Thought about again, now that there is one class more.
      prepare(values)
      classifier.think(&thought, last: lastClass)
    }
    classifier.learn(&thought, label: index)
    remember(values, cell: Cell.category(StableHash(label)), outcome: Float(index))
    lastClass = index
    return answer
  }

  private mutating func prepare(_ values: [Value]) {
    if !classifier.fits(thought) { thought = classifier.makeThought() }
    arrival.fill(&thought.example.cells, from: values, columns: columns)
  }

  private mutating func remember(_ values: [Value], cell: UInt32, outcome: Float) {
    for column in columns.indices { sketches[column].add(thought.example.cells[column]) }
    retained.add(thought.example.cells, outcome: outcome)
    arrival.record(values, outcome: cell)
    count += 1
    consolidateIfDue()
  }

  private func check(_ values: [Value]) throws(LearnerError) {
    guard values.count == schema.fields.count else {
      throw .fieldCount(expected: schema.fields.count, found: values.count)
    }
  }

  private func prediction(_ thought: ClassThought) -> Prediction {
    classes.isEmpty
      ? .unknown : .label(LabelPrediction(labels: classes, probabilities: thought.probabilities))
  }
}
