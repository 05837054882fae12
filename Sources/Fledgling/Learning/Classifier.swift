/// The part of a learner that tells classes apart: their names, and the ensemble that knows them by
/// number.
struct Classifier: Sendable {
  var classes: [String] = []
  var ensemble: ClassEnsemble
  private var indices: [String: Int] = [:]
  /// The class of the last known outcome.
  private var last = 0
  private var thought: ClassThought

  init(encoder: Encoder, seed: UInt64) {
    ensemble = ClassEnsemble(encoder: encoder, seed: seed)
    thought = ensemble.makeThought()
  }

  func predict(_ cells: [UInt32], effort: Effort) -> Prediction {
    var thought = ensemble.makeThought()
    thought.example.cells = cells
    ensemble.think(&thought, last: last, effort: effort)
    return prediction(thought)
  }

  /// Answers and learns; `nil` if the label is one class too many.
  mutating func answer(_ cells: [UInt32], thenLearn label: String) -> Lesson? {
    let known = indices[label]
    if known == nil && classes.count == Learner.classLimit { return nil }
    think(cells)
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
      think(cells)
    }
    ensemble.learn(&thought, label: index, isNew: known == nil)
    last = index
    return Lesson(
      answer: answer, loss: loss, cell: Cell.category(StableHash(label)), stored: Float(index))
  }

  private mutating func think(_ cells: [UInt32]) {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    for column in cells.indices { thought.example.cells[column] = cells[column] }
    ensemble.think(&thought, last: last)
  }

  private func prediction(_ thought: ClassThought) -> Prediction {
    classes.isEmpty
      ? .unknown : .label(LabelPrediction(labels: classes, probabilities: thought.probabilities))
  }
}

extension Classifier: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classes)
    writer.write(ensemble)
    writer.write(last)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    classes = try reader.read()
    ensemble = try reader.read()
    last = try reader.read()
    for (index, label) in classes.enumerated() { indices[label] = index }
    thought = ensemble.makeThought()
    guard ensemble.classes == classes.count, indices.count == classes.count, last >= 0,
      last < max(1, classes.count)
    else { throw .damaged("its classes do not fit together") }
  }
}
