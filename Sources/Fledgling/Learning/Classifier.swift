/// The part of a learner that tells classes apart: their names, and the ensemble that knows them by
/// number.
struct Classifier: Sendable {
  var classes: [String] = []
  var ensemble: ClassEnsemble
  private var indices: [String: Int] = [:]
  /// The class of the last known outcome.
  private var last = 0
  private var thought: ClassThought
  /// How improbable the outcome may have been thought, in nats, to be in the set.
  private var surprise = Classifier.noSurprise

  private static let noSurprise = ConformalEnd(
    miss: 1 - NumberEnsemble.coverage, ceiling: 1 - NumberEnsemble.coverage)

  init(encoder: Encoder, seed: UInt64) {
    ensemble = ClassEnsemble(encoder: encoder, seed: seed)
    thought = ensemble.makeThought()
  }

  /// One that has seen nothing, but knows its classes and its view.
  init(classes: [String], bank: FeatureBank, seed: UInt64) {
    self.classes = classes
    for (index, label) in classes.enumerated() { indices[label] = index }
    ensemble = ClassEnsemble(bank: bank, seed: seed)
    ensemble.reserve(classes.count)
    thought = ensemble.makeThought()
  }

  /// Adds an experience to the sums alone.
  mutating func sum(_ row: Row, label: Int) {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    thought.example.row = row
    ensemble.bank.encode(&thought.example)
    ensemble.sum(thought.example, label: label)
    last = label
  }

  /// Adds experiences that are kept to every expert.
  mutating func replay(_ retained: Retained) {
    for row in 0..<retained.count { ensemble.note(Int(retained.outcome(row))) }
    ensemble.replay(retained)
    ensemble.senses.relearn(retained)
    if retained.count > 0 { last = Int(retained.outcome(retained.count - 1)) }
  }

  func predict(_ row: Row, effort: Effort) -> Prediction {
    prediction(thought(on: row, effort: effort))
  }

  /// What experts and mixers make of an example.
  func thought(on row: Row, effort: Effort = .full) -> ClassThought {
    var thought = ensemble.makeThought()
    thought.example.row = row
    ensemble.think(&thought, last: last, effort: effort)
    return thought
  }

  /// Answers, in the room kept for the example at hand.
  mutating func answer(_ row: Row) -> Prediction {
    think(row)
    return prediction(thought)
  }

  /// Answers and learns; `nil` if the label is one class too many.
  mutating func answer(_ row: Row, thenLearn label: String) -> Lesson? {
    let known = indices[label]
    if known == nil && classes.count == Schema.classLimit { return nil }
    think(row)
    let answer = prediction(thought)
    var loss: Double?
    let index: Int
    if let known {
      index = known
      loss = Double(-Elementary.log(max(1e-6, thought.probabilities[known])))
    } else {
      index = classes.count
      classes.append(label)
      indices[label] = index
      ensemble.reserve(classes.count)
      // Thought about again, now that there is one class more.
      think(row)
    }
    if case .label(let said) = answer {
      let isHeld = known.map { said.isPossible($0) } ?? false
      surprise.learn(Float(loss ?? Classifier.unheardOf), beyond: !isHeld)
    }
    ensemble.learn(&thought, label: index, isNew: known == nil)
    last = index
    return Lesson(
      answer: answer, loss: loss, cell: WideCell(outcome: .label(label)),
      stored: Double(index))
  }

  /// The surprise of a class that nobody knew.
  private static let unheardOf = 14.0

  private mutating func think(_ row: Row) {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    thought.example.take(row)
    ensemble.think(&thought, last: last)
  }

  private func prediction(_ thought: ClassThought) -> Prediction {
    classes.isEmpty
      ? .unknown
      : .label(
        LabelPrediction(
          labels: classes, probabilities: thought.probabilities,
          threshold: Elementary.exp(-surprise.reach)))
  }
}

extension Classifier: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classes)
    writer.write(ensemble)
    writer.write(last)
    writer.write(surprise)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    classes = try reader.read()
    ensemble = try reader.read()
    last = try reader.read()
    surprise = try reader.read()
    for (index, label) in classes.enumerated() { indices[label] = index }
    thought = ensemble.makeThought()
    guard ensemble.classes == classes.count, indices.count == classes.count, last >= 0,
      last < max(1, classes.count)
    else { throw .damaged("its classes do not fit together") }
  }
}

extension Classifier {
  /// Makes a class known of which nothing was learned.
  mutating func adopt(_ label: String) {
    guard indices[label] == nil else { return }
    indices[label] = classes.count
    classes.append(label)
    ensemble.reserve(classes.count)
  }

  /// Forgets all but the view.
  mutating func reset(classes: [String]) {
    self = Classifier(classes: classes, bank: ensemble.bank, seed: ensemble.seed)
  }

  /// Forgets all but the classes, the view and the sums.
  mutating func restart() {
    var fresh = Classifier(classes: classes, bank: ensemble.bank, seed: ensemble.seed)
    fresh.ensemble.add(sumsOf: ensemble, numbers: Array(classes.indices))
    self = fresh
  }
}
