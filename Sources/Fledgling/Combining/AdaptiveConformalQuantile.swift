/// One end of a prediction interval by adaptive conformal inference (Gibbs and Candès 2021).
///
/// The end lies at a quantile of the recent scores; the quantile moves so that the share of
/// outcomes beyond it approaches ``miss`` in the long run, even if the data drifts.  The level is
/// not clipped below: too many misses are compensated later.
struct AdaptiveConformalQuantile: Sendable {
  /// The share of outcomes that may lie beyond the end.
  let miss: Float
  /// The step of the level per example.
  let rate: Float
  /// The highest level: too few misses are not compensated beyond it.
  let ceiling: Float
  private var level: Float
  private var sorted: [Float] = []
  private var ring: [Float] = []
  private var places: Ring

  init(miss: Float, rate: Float = 0.01, ceiling: Float = .infinity, capacity: Int = 512) {
    self.miss = miss
    self.rate = rate
    self.ceiling = ceiling
    places = Ring(capacity: capacity)
    level = miss
  }

  /// The score at which the end lies.
  var reach: Float {
    guard let largest = sorted.last, let least = sorted.first else { return 3 }
    let n = Float(sorted.count)
    // One place more than there are scores: that of the next example (Vovk et al. 2005).
    let place = (1 - level) * (n + 1) - 1
    let width = max(abs(largest), 1e-6)
    // Beyond the largest score the end keeps growing with the number of misses to compensate.
    if place >= n - 1 { return largest + width * min(1e6, (place - (n - 1)) * 0.5) }
    if place <= 0 { return least + width * max(-1e6, place * 0.5) }
    let whole = Int(place)
    let share = place - Float(whole)
    return sorted[whole] + share * (sorted[whole + 1] - sorted[whole])
  }

  /// Learns a score, and whether it lay beyond the predicted end.
  mutating func learn(_ score: Float, beyond: Bool) {
    level = min(ceiling, level + rate * (miss - (beyond ? 1 : 0)))
    let isFull = places.isFull
    let place = places.advance()
    if isFull {
      sorted.remove(at: self.place(of: ring[place]))
      ring[place] = score
    } else {
      ring.append(score)
    }
    sorted.insert(score, at: self.place(of: score))
  }

  private func place(of score: Float) -> Int { sorted.partitioningIndex { $0 >= score } }
}

extension AdaptiveConformalQuantile: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(miss)
    writer.write(rate)
    writer.write(ceiling)
    places.write(to: &writer)
    writer.write(level)
    writer.write(ring)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(miss: try reader.read(), rate: try reader.read(), ceiling: try reader.read())
    places = try Ring(from: &reader)
    level = try reader.read()
    ring = try reader.read(count: places.count)
    sorted = ring.sorted()
  }
}
