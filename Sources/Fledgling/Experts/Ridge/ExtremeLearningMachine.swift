/// A ridge over many random hidden units (``RandomHiddenLayer``), for numbers: fitted to all stored
/// examples when a learner consolidates, and fixed until the next time.
///
/// It is fitted twice: the first fit measures the relevance of inputs (``GradientRelevance``), the
/// second draws its units by it.  A pure function of the examples, their order, and the encoder.
struct ExtremeLearningMachine: Sendable {
  static let units = 3_072
  /// The maximum number of examples it is fitted to, the newest.
  static let limit = 1 << 14
  /// The minimum number of examples.
  static let least = 32
  /// The number of examples whose gradients measure the relevance of inputs.
  private static let surveyed = 1_024
  /// The integer that represents an input of one.
  private static let unit: Float = 512

  private var features: RandomHiddenLayer
  private var ridge: WideRidge
  /// The factor that scales dense inputs to a common spread of one.
  private var scale: Float = 1
  /// The number of examples it was fitted to; zero before the first fit.
  private(set) var madeFrom = 0

  private let inputs: Int

  /// A machine that is not fitted yet.
  init(inputs: Int) {
    self.inputs = inputs
    features = RandomHiddenLayer(inputs: inputs, count: ExtremeLearningMachine.units, seed: 1)
    ridge = WideRidge(features: ExtremeLearningMachine.units + inputs)
    ridge.reserve(targets: 1)
  }

  /// Returns to the unfitted state.
  mutating func clear() { self = ExtremeLearningMachine(inputs: inputs) }

  /// The predicted number for dense inputs; `nil` before the first fit.
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

  /// Fits the machine to examples: their dense inputs, and their outcomes in standardised units.
  ///
  /// - Complexity: O(examples × units²), with at most ``limit`` examples.
  mutating func make(_ examples: [(dense: [Float], outcome: Float)]) {
    clear()
    guard examples.count >= ExtremeLearningMachine.least else { return }
    var squares: Float = 0
    for example in examples { for value in example.dense { squares += value * value } }
    // Inputs are scaled by one factor, as their sizes express the relevance of each.
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
