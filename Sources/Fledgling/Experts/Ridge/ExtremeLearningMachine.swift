/// A ridge over many random hidden units (``RandomHiddenLayer``), for numbers: made from kept examples
/// as a whole, when a learner consolidates, and used as it is until it is made again.
///
/// It is made twice: the first time tells which inputs matter (``GradientRelevance``), the second draws
/// its units by that.  A pure function of the examples, their order, and the encoder.
struct ExtremeLearningMachine: Sendable {
  static let units = 3_072
  /// The most examples it is made from, the newest.
  static let limit = 1 << 14
  /// The fewest.
  static let least = 32
  /// Examples whose gradients tell how relevant inputs are.
  private static let surveyed = 1_024
  /// The integer that stands for an input of one.
  private static let unit: Float = 512

  private var features: RandomHiddenLayer
  private var ridge: WideRidge
  /// What takes dense inputs to a spread of one each.
  private var scale: Float = 1
  /// Examples it was made from; zero before the first time.
  private(set) var madeFrom = 0

  private let inputs: Int

  /// One that says nothing yet.
  init(inputs: Int) {
    self.inputs = inputs
    features = RandomHiddenLayer(inputs: inputs, count: ExtremeLearningMachine.units, seed: 1)
    ridge = WideRidge(features: ExtremeLearningMachine.units + inputs)
    ridge.reserve(targets: 1)
  }

  /// Forgets everything.
  mutating func clear() { self = ExtremeLearningMachine(inputs: inputs) }

  /// The number for dense inputs; `nil` while there is none.
  ///
  /// - Complexity: O(units).
  func value(_ dense: [Float]) -> Float? {
    guard madeFrom > 0, dense.count == inputs else { return nil }
    var values: [Float] = []
    ridge.state(row(dense), into: &values)
    return values[0] / TargetScaler.unit
  }

  private func row(_ dense: [Float]) -> [Int16] {
    let input = dense.map { $0 * scale }
    var row = [Int16](repeating: 0, count: ExtremeLearningMachine.units + inputs)
    row.withUnsafeMutableBufferPointer { row in
      let row = row.baseAddress.unsafelyUnwrapped
      features.encode(input, into: row)
      for place in 0..<inputs {
        let value = max(-2_047, min(2_047, input[place] * ExtremeLearningMachine.unit))
        row[ExtremeLearningMachine.units + place] = Int16(Elementary.round(value))
      }
    }
    return row
  }

  /// Makes it of examples: their dense inputs, and their outcomes in standardised units.
  ///
  /// - Complexity: O(examples × units²), examples as many as ``limit`` at most.
  mutating func make(_ examples: [(dense: [Float], outcome: Float)]) {
    clear()
    guard examples.count >= ExtremeLearningMachine.least else { return }
    var squares: Float = 0
    for example in examples { for value in example.dense { squares += value * value } }
    // Inputs are scaled together, as their sizes say how relevant each is by itself.
    let spread = (squares / Float(examples.count * inputs)).squareRoot()
    scale = spread > 0 ? 1 / spread : 1
    fit(examples)
    features = RandomHiddenLayer(
      inputs: inputs, count: ExtremeLearningMachine.units, relevance: relevance(examples), seed: 1)
    ridge = WideRidge(features: ExtremeLearningMachine.units + inputs)
    ridge.reserve(targets: 1)
    fit(examples)
    madeFrom = examples.count
  }

  private mutating func fit(_ examples: [(dense: [Float], outcome: Float)]) {
    for example in examples {
      ridge.add(row(example.dense), values: [TargetScaler.quantised(example.outcome)])
    }
    ridge.finalizeFit()
  }

  private func relevance(_ examples: [(dense: [Float], outcome: Float)]) -> [Float] {
    var relevance = GradientRelevance(inputs: inputs)
    let direct = (0..<inputs).map {
      ridge.weights[ExtremeLearningMachine.units + $0] * ExtremeLearningMachine.unit
    }
    let step = max(1, examples.count / ExtremeLearningMachine.surveyed)
    for index in stride(from: 0, to: examples.count, by: step) {
      relevance.add(
        features, units: row(examples[index].dense), readout: ridge.weights, direct: direct)
    }
    return relevance.values
  }
}

extension ExtremeLearningMachine: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(features)
    writer.write(ridge)
    writer.write(scale)
    writer.write(madeFrom)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    inputs = try reader.read()
    features = try reader.read()
    ridge = try reader.read()
    scale = try reader.read()
    madeFrom = try reader.read()
    guard (1...ColumnEncoder.denseLimit).contains(inputs), features.inputs == inputs,
      features.count == ExtremeLearningMachine.units,
      ridge.features == ExtremeLearningMachine.units + inputs,
      ridge.solvedTargets == (madeFrom > 0 ? 1 : 0) || madeFrom == 0, scale.isFinite
    else { throw .damaged("the hidden units do not fit together") }
  }
}
