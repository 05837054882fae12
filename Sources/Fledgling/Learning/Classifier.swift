/// The part of a learner that predicts classes: their names, and the ensemble, which knows them by
/// number.
struct Classifier: Sendable {
  var classes: [String] = []
  var ensemble: ClassEnsemble
  private var indices: [String: Int] = [:]
  /// The class of the last known outcome.
  private var last = 0
  private var pass: ClassForwardPass
  /// The greatest surprise, in nats, of a class in the conformal set.
  private var surprise = Classifier.noSurprise

  private static let noSurprise = AdaptiveConformalQuantile(
    miss: 1 - NumberEnsemble.coverage, ceiling: 1 - NumberEnsemble.coverage)

  init(encoder: ColumnEncoder, seed: UInt64) {
    ensemble = ClassEnsemble(encoder: encoder, seed: seed)
    pass = ensemble.makeThought()
  }

  /// A classifier that has learned nothing but has its classes and its encoder.
  init(classes: [String], bank: FeatureMap, seed: UInt64) {
    self.classes = classes
    for (index, label) in classes.enumerated() { indices[label] = index }
    ensemble = ClassEnsemble(bank: bank, seed: seed)
    ensemble.reserve(classes.count)
    pass = ensemble.makeThought()
  }

  /// Adds an example to the sums only.
  mutating func sum(_ row: StoredRow, label: Int) {
    if !ensemble.fits(pass) { pass = ensemble.makeThought() }
    pass.example.row = row
    ensemble.bank.encode(&pass.example)
    ensemble.sum(pass.example, label: label)
    last = label
  }

  /// Adds stored examples to every expert.
  mutating func replay(_ retained: ReplayBuffer) {
    for row in 0..<retained.count { ensemble.note(Int(retained.outcome(row))) }
    ensemble.replay(retained)
    ensemble.senses.relearn(retained)
    if retained.count > 0 { last = Int(retained.outcome(retained.count - 1)) }
  }

  func predict(
    _ row: StoredRow, at moment: @autoclosure () -> Moment, effort: Effort,
    as scope: PredictionScope?
  ) -> Prediction {
    var pass = pass(on: row, effort: scope == .always ? .full : effort)
    ensemble.recall(&pass, at: moment(), as: scope)
    return prediction(pass)
  }

  /// The outputs of experts and mixers for an example.
  func pass(on row: StoredRow, effort: Effort = .full) -> ClassForwardPass {
    var pass = ensemble.makeThought()
    pass.example.row = row
    ensemble.forward(&pass, last: last, effort: effort)
    return pass
  }

  /// Predicts, reusing the buffer of the current example.
  mutating func answer(_ row: StoredRow) -> Prediction {
    forward(row)
    return prediction(pass)
  }

  /// Predicts and learns; `nil` if the label exceeds the class limit.
  mutating func answer(
    _ row: StoredRow, at moment: Moment, thenLearn label: String
  ) -> UpdateResult? {
    let known = indices[label]
    if known == nil && classes.count == Schema.classLimit { return nil }
    forward(row)
    let answer = prediction(pass)
    var loss: Double?
    let index: Int
    if let known {
      index = known
      loss = Double(-Elementary.log(max(1e-6, pass.probabilities[known])))
    } else {
      index = classes.count
      classes.append(label)
      indices[label] = index
      ensemble.reserve(classes.count)
      // Predict again, as there is one class more now.
      forward(row)
    }
    if case .label(let said) = answer {
      let isHeld = known.map { said.isPossible($0) } ?? false
      surprise.learn(Float(loss ?? Classifier.unheardOf), beyond: !isHeld)
    }
    ensemble.learn(&pass, label: index, isNew: known == nil, at: moment)
    last = index
    return UpdateResult(
      answer: answer, loss: loss, cell: WideCell(outcome: .label(label)),
      stored: Double(index))
  }

  /// The surprise, in nats, of a class that was never seen before.
  private static let unheardOf = 14.0

  private mutating func forward(_ row: StoredRow) {
    if !ensemble.fits(pass) { pass = ensemble.makeThought() }
    pass.example.take(row)
    ensemble.forward(&pass, last: last)
  }

  private func prediction(_ pass: ClassForwardPass) -> Prediction {
    classes.isEmpty
      ? .unknown
      : .label(
        LabelPrediction(
          labels: classes, probabilities: pass.probabilities,
          threshold: Elementary.exp(-surprise.reach)))
  }
}

extension Classifier: SnapshotCodable {
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
    pass = ensemble.makeThought()
    guard ensemble.classes == classes.count, indices.count == classes.count, last >= 0,
      last < max(1, classes.count)
    else { throw .damaged("its classes do not fit together") }
  }
}

extension Classifier {
  /// Registers a class without learning anything about it.
  mutating func adopt(_ label: String) {
    guard indices[label] == nil else { return }
    indices[label] = classes.count
    classes.append(label)
    ensemble.reserve(classes.count)
  }

  /// Resets everything except the encoder.
  mutating func reset(classes: [String]) {
    self = Classifier(classes: classes, bank: ensemble.bank, seed: ensemble.seed)
  }

  /// Resets everything except the classes, the encoder and the sums.
  mutating func restart() {
    var fresh = Classifier(classes: classes, bank: ensemble.bank, seed: ensemble.seed)
    fresh.ensemble.add(sumsOf: ensemble, numbers: Array(classes.indices))
    self = fresh
  }
}
