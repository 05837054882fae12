/// The part of a learner that predicts numbers, in the outcome's own unit.
struct Regressor: Sendable {
  var ensemble: NumberEnsemble
  private var pass: NumberForwardPass

  init(encoder: ColumnEncoder, seed: UInt64) {
    ensemble = NumberEnsemble(encoder: encoder, seed: seed)
    pass = ensemble.makeThought()
  }

  /// A regressor that has learned nothing but has its encoder and its scale.
  init(encoder: ColumnEncoder, scale: TargetScaler, seed: UInt64) {
    ensemble = NumberEnsemble(encoder: encoder, seed: seed)
    ensemble.begin(encoder, scale: scale)
    pass = ensemble.makeThought()
  }

  /// Adds an example to the sums only.
  mutating func sum(_ row: StoredRow, outcome: Double) {
    if !ensemble.fits(pass) { pass = ensemble.makeThought() }
    pass.example.row = row
    ensemble.sum(&pass, outcome)
  }

  /// Adds stored examples to every expert.
  mutating func replay(_ retained: ReplayBuffer) { ensemble.replay(retained) }

  /// Adds the expert over hidden units, which is fitted to all stored examples at once.
  mutating func enableHiddenLayer() {
    ensemble.hidden = ExtremeLearningMachine(inputs: max(1, ensemble.bank.encoder.denseCount))
  }

  func predict(_ row: StoredRow, learned: Int) -> Prediction {
    learned > 0 ? prediction(pass(on: row)) : .unknown
  }

  /// The outputs of experts and mixers for an example.
  func pass(on row: StoredRow) -> NumberForwardPass {
    var pass = ensemble.makeThought()
    pass.example.row = row
    ensemble.forward(&pass)
    return pass
  }

  /// Predicts and learns.
  mutating func answer(_ row: StoredRow, thenLearn outcome: Double, learned: Int) -> UpdateResult {
    if !ensemble.fits(pass) { pass = ensemble.makeThought() }
    pass.example.take(row)
    ensemble.forward(&pass)
    let answer = learned > 0 ? prediction(pass) : .unknown
    let stored = Regressor.kept(outcome)
    let standardised = ensemble.scale.standardised(stored)
    let error = Double(TargetScaler.clamped(standardised - pass.mean))
    ensemble.learn(&pass, outcome: standardised)
    return UpdateResult(
      answer: answer, loss: learned > 0 ? error * error : nil, cell: WideCell(number: stored),
      stored: stored)
  }

  /// An outcome as it is learned and stored: no larger than a Float holds.
  static func kept(_ outcome: Double) -> Double {
    let limit = Double(Float.greatestFiniteMagnitude)
    return max(-limit, min(limit, outcome)) + 0
  }

  private func prediction(_ pass: NumberForwardPass) -> Prediction {
    let scale = ensemble.scale
    return .number(
      NumberPrediction(
        value: scale.restored(pass.mean), lower: scale.restored(pass.lower),
        upper: scale.restored(pass.upper)))
  }
}

extension Regressor: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(ensemble) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    ensemble = try reader.read()
    pass = ensemble.makeThought()
  }
}

extension Regressor {
  /// Resets everything except the encoder and the scale.
  mutating func reset() {
    self = Regressor(encoder: ensemble.bank.encoder, scale: ensemble.scale, seed: ensemble.seed)
  }

  /// Resets everything except the encoder, the scale and the sums.
  mutating func restart() {
    let earlier = ensemble
    reset()
    ensemble.add(sumsOf: earlier)
  }
}
