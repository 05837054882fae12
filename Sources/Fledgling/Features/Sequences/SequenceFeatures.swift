/// The features of a sequence at one of its steps; reused from call to call.
struct SequenceFeatures: Sendable {
  /// The liquid state after the step, within ±0.8.
  var liquid: [Float] = []
  /// The step's own inputs.
  var inputs: [Float] = []
  /// Inputs of earlier steps, the latest first; NaN where missing.
  var lags: [Float] = []
  /// Time units since the step before; NaN at the start.
  var interval: Float = .nan
  /// The number of steps before this one.
  var steps: UInt32 = 0

  /// The integer that represents one.
  static let unit: Float = 512
  /// The integer that represents a liquid state of one.
  static let liquidUnit: Float = 2_047

  mutating func fit(inputs: Int, units: Int, lags: Int) {
    if liquid.count != units { liquid = [Float](repeating: 0, count: units) }
    if self.inputs.count != inputs { self.inputs = [Float](repeating: 0, count: inputs) }
    if self.lags.count != lags * inputs {
      self.lags = [Float](repeating: .nan, count: lags * inputs)
    }
  }

  /// The number of features that ``encode(into:)`` writes: the liquid state; per lag and input the
  /// difference to the step that followed it; the logarithm of the interval; and for each lag
  /// whether it is known.
  static func featureCount(inputs: Int, units: Int, lags: Int) -> Int {
    units + lags * inputs + 1 + lags
  }

  /// Writes the history features as integers within ±2047; zero where history is missing.
  ///
  /// Lags themselves need no features of their own: they are sums of an input and of differences.
  func encode(into out: UnsafeMutablePointer<Int16>) {
    let width = inputs.count
    for (unit, state) in liquid.enumerated() {
      out[unit] = SequenceFeatures.integer(state * SequenceFeatures.liquidUnit)
    }
    var at = liquid.count
    let lagCount = width == 0 ? 0 : lags.count / width
    for i in 0..<lags.count {
      let after = i < width ? inputs[i] : lags[i - width]
      out[at] = SequenceFeatures.integer((after - lags[i]) * SequenceFeatures.unit)
      at += 1
    }
    out[at] = SequenceFeatures.integer(
      interval > 0 ? Elementary.log(1 + interval) * SequenceFeatures.unit * 0.25 : 0)
    for lag in 0..<lagCount {
      out[at + 1 + lag] = Int(steps) > lag ? Int16(SequenceFeatures.unit) : 0
    }
  }

  @inline(__always)
  private static func integer(_ value: Float) -> Int16 {
    value.isFinite ? Int16(Elementary.round(max(-2_047, min(2_047, value)))) : 0
  }
}
