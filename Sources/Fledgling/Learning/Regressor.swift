/// The part of a learner that answers numbers, in the outcome's own unit.
struct Regressor: Sendable {
  var ensemble: NumberEnsemble
  private var thought: NumberThought

  init(encoder: Encoder, seed: UInt64) {
    ensemble = NumberEnsemble(encoder: encoder, seed: seed)
    thought = ensemble.makeThought()
  }

  func predict(_ cells: [UInt32], learned: Int) -> Prediction {
    guard learned > 0 else { return .unknown }
    var thought = ensemble.makeThought()
    thought.example.cells = cells
    ensemble.think(&thought)
    return prediction(thought)
  }

  /// Answers and learns.
  mutating func answer(_ cells: [UInt32], thenLearn outcome: Double, learned: Int) -> Lesson {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    for column in cells.indices { thought.example.cells[column] = cells[column] }
    ensemble.think(&thought)
    let answer = learned > 0 ? prediction(thought) : .unknown
    let standardised = ensemble.scale.standardised(outcome)
    let error = Double(OutcomeScale.clamped(standardised - thought.mean))
    ensemble.learn(&thought, outcome: standardised)
    // What a Float cannot hold is held as the largest it can.
    let stored = Float(bitPattern: Cell.number(Float(outcome)))
    return Lesson(
      answer: answer, loss: learned > 0 ? error * error : nil, cell: Cell.number(stored),
      stored: stored)
  }

  private func prediction(_ thought: NumberThought) -> Prediction {
    let scale = ensemble.scale
    return .number(
      NumberPrediction(
        value: scale.restored(thought.mean), lower: scale.restored(thought.lower),
        upper: scale.restored(thought.upper)))
  }
}

extension Regressor: Stored {
  func write(to writer: inout SnapshotWriter) { writer.write(ensemble) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    ensemble = try reader.read()
    thought = ensemble.makeThought()
  }
}
