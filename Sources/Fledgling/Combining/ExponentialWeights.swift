/// Averages predictions by their recent squared errors: exponentially weighted forecasters (Vovk
/// 1990; Cesa-Bianchi and Lugosi 2006), with forgetting.
struct ExponentialWeights: Sendable {
  /// The rate at which recent errors are averaged.
  let rate: Float
  /// The number of examples of evidence that the recent errors stand for.
  let trust: Float
  private(set) var recent: [Float]
  private(set) var weights: [Float]
  /// The weight of each prediction's distance in the uncertainty; falls with its recent error.
  private(set) var closeness: [Float]
  private var seen: Float = 0

  init(count: Int, used: Int, rate: Float, trust: Float) {
    self.rate = rate
    self.trust = trust
    recent = [Float](repeating: 0, count: count)
    weights = (0..<count).map { $0 < used ? 1 / Float(used) : 0 }
    closeness = weights
  }

  /// The least recent squared error.
  private(set) var least: Float = 1e-9

  /// The weighted mean of the first `used` predictions.
  @inline(__always)
  func average(_ predictions: [Float], used: Int) -> Float {
    var sum: Float = 0
    var total: Float = 0
    for index in 0..<used {
      sum += weights[index] * predictions[index]
      total += weights[index]
    }
    if total > 0.01 { return sum / total }
    // No prediction with weight is in use: until errors are known, all count alike.
    sum = 0
    for index in 0..<used { sum += predictions[index] }
    return sum / Float(max(1, used))
  }

  /// Learns from squared errors, each cut at `limit`; predictions from `used` on get no weight.
  mutating func learn(_ predictions: [Float], used: Int, outcome: Float, limit: Float) {
    seen += 1
    let step = max(rate, 1 / (seen + 1))
    for index in 0..<used {
      let error = predictions[index] - outcome
      recent[index] += step * (min(limit, error * error) - recent[index])
    }
    var best = Float.infinity
    for index in 0..<used { best = min(best, recent[index]) }
    best = max(best, 1e-9)
    least = best
    // Gaussian likelihoods of the evidence so far, at the best one's variance.
    let power = 0.5 * min(seen, trust) / best
    var total: Float = 0
    for index in used..<weights.count {
      // A new prediction starts with twice the best's error.
      recent[index] = 2 * best
      weights[index] = 0
      closeness[index] = 0
    }
    for index in 0..<used {
      weights[index] = Elementary.exp(-power * (recent[index] - best))
      total += weights[index]
    }
    var nearby: Float = 0
    for index in 0..<used {
      weights[index] /= total
      let share = best / max(best, recent[index])
      closeness[index] = share * share
      nearby += closeness[index]
    }
    for index in 0..<used { closeness[index] /= nearby }
  }

  /// Multiplies errors, for example when the outcome's unit changes.
  mutating func rescale(_ factor: Float) {
    for i in recent.indices { recent[i] *= factor }
    least *= factor
  }
}

extension ExponentialWeights: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(rate)
    writer.write(trust)
    writer.write(recent)
    writer.write(weights)
    writer.write(closeness)
    writer.write(seen)
    writer.write(least)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    rate = try reader.read()
    trust = try reader.read()
    recent = try reader.read()
    weights = try reader.read(count: recent.count)
    closeness = try reader.read(count: recent.count)
    seen = try reader.read()
    least = try reader.read()
  }
}
