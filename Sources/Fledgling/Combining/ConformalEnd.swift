/// One end of a prediction interval by adaptive conformal inference (Gibbs and Candès 2021).
///
/// The end lies at a quantile of the recent scores; which quantile moves so that the share of
/// outcomes beyond it comes to ``miss`` in the long run, whatever the stream does.  The level is
/// not clipped: what was missed too often is paid back.
struct ConformalEnd: Sendable {
  /// The share of outcomes that may lie beyond.
  let miss: Float
  /// How far the level moves per example.
  let rate: Float
  /// The highest level: what was missed too seldom is not made up for beyond it.
  let ceiling: Float
  private let capacity: Int
  private var level: Float
  private var sorted: [Float] = []
  private var ring: [Float] = []
  private var head = 0

  init(miss: Float, rate: Float = 0.01, ceiling: Float = .infinity, capacity: Int = 512) {
    self.miss = miss
    self.rate = rate
    self.ceiling = ceiling
    self.capacity = capacity
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
    if ring.count == capacity {
      let old = ring[head]
      ring[head] = score
      head = head + 1 == capacity ? 0 : head + 1
      sorted.remove(at: place(of: old))
    } else {
      ring.append(score)
    }
    sorted.insert(score, at: place(of: score))
  }

  private func place(of score: Float) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ConformalEnd: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(miss)
    writer.write(rate)
    writer.write(ceiling)
    writer.write(capacity)
    writer.write(level)
    writer.write(ring)
    writer.write(head)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(
      miss: try reader.read(), rate: try reader.read(), ceiling: try reader.read(),
      capacity: try reader.read())
    level = try reader.read()
    ring = try reader.read()
    head = try reader.read()
    guard capacity > 0, ring.count <= capacity, head >= 0, head < capacity else {
      throw .damaged("the scores of an interval do not fit")
    }
    sorted = ring.sorted()
  }
}
