import CKernels

/// Stacked regression (Wolpert 1992, Breiman 1996) by recursive least squares with forgetting:
/// predicts the difference of the outcome from a consensus, by a ridge over each expert's
/// difference from it.
///
/// Its prior is the consensus: weights are normal around zero, with the variance ``spread``.
/// Stored as decayed sums and solved again, so that the prior never fades and errors do not
/// accumulate.
struct ForgettingStackedRidge: Sendable {
  /// The number of examples between solutions, as a share of the memory, and its bounds.
  private static let intervalShare = 0.005
  private static let intervals = 4...64
  /// While there are few examples, the ridge is solved after each further 32nd part of them.
  private static let youthShare = 32

  /// The share of examples' weight lost with each example.
  let forgetting: Double
  /// The prior variance of a weight.
  let spread: Double
  let inputs: Int
  /// The number of examples between solutions.
  let interval: Int
  private let order: Int
  private var gram: [Double]
  private var cross: [Double]
  private(set) var weights: [Float]
  /// The weight of the next example; it grows instead of shrinking the sums.
  private var gain = 1.0
  private var waiting = 0
  private var seen = 0

  init(inputs: Int, forgetting: Double, spread: Double) {
    self.inputs = inputs
    self.forgetting = forgetting
    self.spread = spread
    interval = ForgettingStackedRidge.interval(forgetting)
    order = (inputs + 7) / 8 * 8
    gram = [Double](repeating: 0, count: order * order)
    cross = [Double](repeating: 0, count: order)
    weights = [Float](repeating: 0, count: order)
  }

  private static func interval(_ forgetting: Double) -> Int {
    let memory = 1 / max(1e-9, forgetting)
    return max(
      intervals.lowerBound, min(intervals.upperBound, Int(max(1e-4, intervalShare * memory))))
  }

  /// The predicted difference from the consensus.
  @inline(__always)
  func correction(_ deviations: [Float], used: Int) -> Float {
    var total: Float = 0
    for input in 0..<used { total += weights[input] * deviations[input] }
    return total
  }

  /// Learns the difference of the outcome from the consensus.
  ///
  /// Inputs from `used` on are ignored; `weight` is less than one for outliers; `noise` is the
  /// estimated variance of the residuals.
  ///
  /// - Complexity: O(inputs²), and O(inputs³) every few examples.
  mutating func learn(
    _ deviations: [Float], used: Int, addition: Float, weight: Float, noise: Float
  ) {
    gain /= 1 - forgetting
    let w = Double(weight) * gain
    let n = order
    // Safety: `used` is at most `inputs`, `gram` is `order` × `order` and `cross` as long,
    // `order` being no less than `inputs`.
    gram.withUnsafeMutableBufferPointer { gram in
      cross.withUnsafeMutableBufferPointer { cross in
        for i in 0..<used {
          let a = Double(deviations[i]) * w
          cross[i] += a * Double(addition)
          for j in 0...i { gram[i * n + j] += a * Double(deviations[j]) }
        }
      }
    }
    seen += 1
    waiting += 1
    if gain > 1e9 {
      rescale(1 / gain)
      gain = 1
    }
    if waiting >= min(interval, 1 + seen / ForgettingStackedRidge.youthShare) {
      waiting = 0
      solve(noise: Double(noise), used: used)
    }
  }

  /// Multiplies all sums, for example when the outcome's unit changes.
  mutating func rescale(_ factor: Double) {
    for i in gram.indices { gram[i] *= factor }
    for i in cross.indices { cross[i] *= factor }
  }

  private mutating func solve(noise: Double, used: Int) {
    let stride = order
    let n = (used + 7) / 8 * 8
    let unit = 1 / gain
    let penalty = max(1e-9, noise / spread)
    // Safety: the scratch holds the factor of `n` rows, the panel of 8 × `n`, and `n` right
    // sides.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * n + n * 9) { scratch in
      guard let l = scratch.baseAddress else { return }
      let x = l + n * n + n * 8
      for i in 0..<n {
        for j in 0...i { l[i * n + j] = gram[i * stride + j] * unit }
        l[i * n + i] += penalty
        x[i] = cross[i] * unit
      }
      Kernels.best.cholesky(l, n, 1e-12, l + n * n)
      Kernels.best.solve(l, n, x)
      for i in 0..<n { weights[i] = Float(x[i]) }
    }
  }
}

extension ForgettingStackedRidge: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(inputs)
    writer.write(forgetting)
    writer.write(spread)
    writer.write(gram)
    writer.write(cross)
    writer.write(weights)
    writer.write(gain)
    writer.write(waiting)
    writer.write(seen)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    let inputs = try reader.read(Int.self)
    guard (1...4_096).contains(inputs) else { throw .damaged("a stack of \(inputs) inputs") }
    self.init(
      inputs: inputs, forgetting: try reader.read(), spread: try reader.read())
    gram = try reader.read(count: order * order)
    cross = try reader.read(count: order)
    weights = try reader.read(count: order)
    gain = try reader.read()
    waiting = try reader.read()
    seen = try reader.read()
  }
}
