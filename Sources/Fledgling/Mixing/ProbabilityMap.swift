/// An adaptive map from a stated probability to the share that came true: calibration as it goes.
///
/// The secondary symbol estimation of PAQ (Mahoney 2005): bins over the log odds, interpolated,
/// shared by all classes.
struct ProbabilityMap: Sendable {
  private static let bins = 24
  private static let reach: Float = 8
  private static let cap: Float = 400
  private var hits: [Float]
  private var trials: [Float]

  init() {
    let half = Float(ProbabilityMap.bins / 2)
    trials = [Float](repeating: 2, count: ProbabilityMap.bins + 1)
    hits = (0...ProbabilityMap.bins).map {
      2 * Elementary.logistic((Float($0) - half) * (ProbabilityMap.reach / half))
    }
  }

  @inline(__always)
  private static func place(_ logit: Float) -> (Int, Float) {
    let x = max(-reach + 0.001, min(reach - 0.001, logit))
    let t = (x + reach) / (2 * reach) * Float(bins)
    let whole = Int(t)
    return (whole, t - Float(whole))
  }

  /// The share that came true among cases stated with these log odds.
  @inline(__always)
  func refined(_ logit: Float) -> Float {
    let (i, f) = ProbabilityMap.place(logit)
    return (1 - f) * hits[i] / trials[i] + f * hits[i + 1] / trials[i + 1]
  }

  @inline(__always)
  mutating func learn(_ logit: Float, came: Bool) {
    let (i, f) = ProbabilityMap.place(logit)
    bump(i, 1 - f, came)
    bump(i + 1, f, came)
  }

  @inline(__always)
  private mutating func bump(_ i: Int, _ weight: Float, _ came: Bool) {
    trials[i] += weight
    if came { hits[i] += weight }
    if trials[i] > ProbabilityMap.cap {
      trials[i] *= 0.5
      hits[i] *= 0.5
    }
  }
}

extension ProbabilityMap: Stored {
  func write(to writer: inout SnapshotWriter) {
    writer.write(hits)
    writer.write(trials)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    hits = try reader.read()
    trials = try reader.read()
  }
}
