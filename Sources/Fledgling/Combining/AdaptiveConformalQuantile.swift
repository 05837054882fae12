/// One end of a prediction interval by adaptive conformal inference (Gibbs and Candès 2021).
///
/// The end lies at a quantile of the recent scores; which quantile moves so that the share of
/// outcomes beyond it comes to ``miss`` in the long run, whatever the stream does.  The level is
/// not clipped: what was missed too often is paid back.
struct AdaptiveConformalQuantile: Sendable {
  /// The share of outcomes that may lie beyond.
  let miss: Float
  /// How far the level moves per example.
  let rate: Float
  /// The highest level: what was missed too seldom is not made up for beyond it.
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

  /// The score up to which the end reaches.
  var reach: Float {
    guard let largest = sorted.last, let least = sorted.first else { return 3 }
    let n = Float(sorted.count)
    // A place more than there are scores: that of the example to come (Vovk et al. 2005).
    let place = (1 - level) * (n + 1) - 1
    let width = max(abs(largest), 1e-6)
    // Beyond the largest score the end keeps growing with the debt.
    if place >= n - 1 { return largest + width * min(1e6, (place - (n - 1)) * 0.5) }
    if place <= 0 { return least + width * max(-1e6, place * 0.5) }
    let whole = Int(place)
    let share = place - Float(whole)
    return sorted[whole] + share * (sorted[whole + 1] - sorted[whole])
  }

  /// Learns a score, and whether it lay beyond the end that had been stated.
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
