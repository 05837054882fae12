/// The part of a learner that answers numbers, in the outcome's own unit.
struct Regressor: Sendable {
  var ensemble: NumberEnsemble
  private var thought: NumberThought

  init(encoder: Encoder, seed: UInt64) {
    ensemble = NumberEnsemble(encoder: encoder, seed: seed)
    thought = ensemble.makeThought()
  }

  /// One that has seen nothing, but knows its view and its scale.
  init(encoder: Encoder, scale: OutcomeScale, seed: UInt64) {
    ensemble = NumberEnsemble(encoder: encoder, seed: seed)
    ensemble.begin(encoder, scale: scale)
    thought = ensemble.makeThought()
  }

  /// Adds an experience to the sums alone.
  mutating func sum(_ row: Row, outcome: Double) {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    thought.example.row = row
    ensemble.sum(&thought, outcome)
  }

  /// Adds experiences that are kept to every expert.
  mutating func replay(_ retained: Retained) { ensemble.replay(retained) }

  /// Adds the expert over hidden units, which is made of experiences as a whole.
  mutating func beginDreaming() {
    ensemble.hidden = HiddenRidge(inputs: max(1, ensemble.bank.encoder.denseCount))
  }

  func predict(_ row: Row, learned: Int) -> Prediction {
    learned > 0 ? prediction(thought(on: row)) : .unknown
  }

  /// What experts and mixers make of an example.
  func thought(on row: Row) -> NumberThought {
    var thought = ensemble.makeThought()
    thought.example.row = row
    ensemble.think(&thought)
    return thought
  }

  /// Answers and learns.
  mutating func answer(_ row: Row, thenLearn outcome: Double, learned: Int) -> Lesson {
    if !ensemble.fits(thought) { thought = ensemble.makeThought() }
    thought.example.take(row)
    ensemble.think(&thought)
    let answer = learned > 0 ? prediction(thought) : .unknown
    let stored = Regressor.kept(outcome)
    let standardised = ensemble.scale.standardised(stored)
    let error = Double(OutcomeScale.clamped(standardised - thought.mean))
    ensemble.learn(&thought, outcome: standardised)
    return Lesson(
      answer: answer, loss: learned > 0 ? error * error : nil, cell: WideCell(number: stored),
      stored: stored)
  }

  /// An outcome as it is learned and kept: no larger than a Float holds.
  static func kept(_ outcome: Double) -> Double {
    let limit = Double(Float.greatestFiniteMagnitude)
    return max(-limit, min(limit, outcome)) + 0
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

extension Regressor {
  /// Forgets all but the view and the scale.
  mutating func reset() {
    self = Regressor(encoder: ensemble.bank.encoder, scale: ensemble.scale, seed: ensemble.seed)
  }

  /// Forgets all but the view, the scale and the sums.
  mutating func restart() {
    let earlier = ensemble
    reset()
    ensemble.add(sumsOf: earlier)
  }
}
