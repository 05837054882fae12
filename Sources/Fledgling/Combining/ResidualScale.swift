/// Predicts the size of the next error: a log-linear model learned online under a Laplace
/// likelihood.
///
/// Its features distinguish easy from hard examples: the disagreement of experts, the spread of
/// neighbours, the size of recent errors, and levels of the prediction and of the most relevant
/// columns.
struct ResidualScale: Sendable {
  /// The number of levels per table.
  static let levels = 256
  /// The final and the initial learning rate, and the number of examples in which it falls to 0.7
  /// of the latter.
  private static let rate: Float = 0.002
  private static let youngRate: Float = 0.05
  private static let youth: Float = 50
  /// Features learn slower than levels, as all of them change at once; levels decay, as each is
  /// seldom used.
  private static let featureShare: Float = 0.2
  private static let fading: Float = 0.1

  private(set) var weights: [Float]
  private var biases: [Float]
  private let tables: Int
  private var seen: Float = 0

  init(features: Int, tables: Int) {
    weights = [Float](repeating: 0, count: features)
    biases = [Float](repeating: 0, count: tables * ResidualScale.levels)
    self.tables = tables
    // Starts as the recent mean error times the disagreement feature.
    if features > 1 { weights[1] = 1 }
  }

  /// The expected absolute error.
  @inline(__always)
  func scale(_ features: [Float], _ levels: [Int]) -> Float {
    var log: Float = 0
    for (weight, feature) in zip(weights, features) { log += weight * feature }
    for (table, level) in levels.enumerated() {
      log += biases[table * ResidualScale.levels + level]
    }
    return Elementary.exp(max(-30, min(30, log)))
  }

  /// One step on |error| / scale + log scale, in the logarithm.
  mutating func learn(_ features: [Float], _ levels: [Int], ratio: Float) {
    seen += 1
    let slope = min(ratio, 4) - 1
    let rate = max(
      ResidualScale.rate, ResidualScale.youngRate / (1 + seen / ResidualScale.youth).squareRoot())
    for index in weights.indices {
      weights[index] += ResidualScale.featureShare * rate * slope * features[index]
    }
    for (table, level) in levels.enumerated() {
      let at = table * ResidualScale.levels + level
      biases[at] += rate * slope
      biases[at] *= 1 - ResidualScale.fading * rate
    }
  }

  /// Resets the levels, for example when columns have new codes.
  mutating func forgetLevels() { for index in biases.indices { biases[index] = 0 } }
}

extension ResidualScale: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(weights)
    writer.write(tables)
    writer.write(biases)
    writer.write(seen)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    weights = try reader.read()
    tables = try reader.read()
    biases = try reader.read()
    seen = try reader.read()
    guard tables >= 0, biases.count == tables * ResidualScale.levels else {
      throw .damaged("the scale of the intervals does not fit")
    }
  }
}
