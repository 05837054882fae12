/// A prediction interval with separately calibrated ends, in units of an expected error.
struct ConformalInterval: Sendable {
  private var below: AdaptiveConformalQuantile
  private var above: AdaptiveConformalQuantile

  /// - Parameter coverage: the share of outcomes that the interval should contain.
  init(coverage: Float) {
    below = AdaptiveConformalQuantile(miss: (1 - coverage) / 2)
    above = AdaptiveConformalQuantile(miss: (1 - coverage) / 2)
  }

  /// The interval around a mean; never empty.
  func ends(mean: Float, scale: Float) -> (lower: Float, upper: Float) {
    let lower = mean - below.reach * scale
    let upper = mean + above.reach * scale
    return lower <= upper ? (lower, upper) : ((lower + upper) / 2, (lower + upper) / 2)
  }

  /// Learns an outcome and the interval that had been predicted for it.
  mutating func learn(_ outcome: Float, mean: Float, scale: Float, lower: Float, upper: Float) {
    let score = max(-1e9, min(1e9, (outcome - mean) / scale))
    below.learn(-score, beyond: outcome < lower)
    above.learn(score, beyond: outcome > upper)
  }
}

extension ConformalInterval: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(below)
    writer.write(above)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    below = try reader.read()
    above = try reader.read()
  }
}
