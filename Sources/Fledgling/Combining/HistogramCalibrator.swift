/// An adaptive map from predicted probabilities to observed frequencies: online calibration.
///
/// The secondary symbol estimation of PAQ (Mahoney 2005): bins over the log odds, interpolated,
/// shared by all classes.
///
/// With two classes, the probability of one determines the other; such predictions are stored once,
/// on the side of positive log odds (``calibrated(ofTwo:)``, ``learn(ofTwo:came:)``).
struct HistogramCalibrator: Sendable {
  private static let bins = 24
  private static let reach: Float = 8
  private static let cap: Float = 400
  /// Per bin, the number of positive cases, and of all cases.
  private var counts: [Float]

  init() {
    let half = Float(HistogramCalibrator.bins / 2)
    counts = (0...HistogramCalibrator.bins).flatMap {
      [2 * Elementary.logistic((Float($0) - half) * (HistogramCalibrator.reach / half)), 2]
    }
  }

  @inline(__always)
  private static func place(_ logit: Float) -> (Int, Float) {
    let x = max(-reach + 0.001, min(reach - 0.001, logit))
    let t = (x + reach) * (Float(bins) / (2 * reach))
    let whole = Int(t)
    return (whole, t - Float(whole))
  }

  /// The observed frequency among cases predicted with these log odds.
  @inline(__always)
  func calibrated(_ logit: Float) -> Float {
    let (i, f) = HistogramCalibrator.place(logit)
    let at = 2 * i
    return (1 - f) * counts[at] / counts[at + 1] + f * counts[at + 2] / counts[at + 3]
  }

  @inline(__always)
  mutating func learn(_ logit: Float, came: Bool) {
    let (i, f) = HistogramCalibrator.place(logit)
    bump(i, 1 - f, came)
    bump(i + 1, f, came)
  }

  /// The observed frequency of the second of two classes among cases predicted with these log odds.
  @inline(__always)
  func calibrated(ofTwo logit: Float) -> Float {
    let share = calibrated(abs(logit))
    return logit < 0 ? 1 - share : share
  }

  @inline(__always)
  mutating func learn(ofTwo logit: Float, came: Bool) {
    let (i, f) = HistogramCalibrator.place(abs(logit))
    let came = came != (logit < 0)
    // Even odds stay even, whatever the outcome.
    if i > HistogramCalibrator.bins / 2 { bump(i, 1 - f, came) }
    bump(i + 1, f, came)
  }

  /// Converts a calibrator of two classes into one of more.
  mutating func splitClasses() {
    for bin in 0..<HistogramCalibrator.bins / 2 {
      let mirrored = 2 * (HistogramCalibrator.bins - bin)
      counts[2 * bin] = counts[mirrored + 1] - counts[mirrored]
      counts[2 * bin + 1] = counts[mirrored + 1]
    }
  }

  @inline(__always)
  private mutating func bump(_ bin: Int, _ weight: Float, _ came: Bool) {
    let at = 2 * bin
    counts[at] += came ? weight : 0
    counts[at + 1] += weight
    if counts[at + 1] > HistogramCalibrator.cap {
      counts[at] *= 0.5
      counts[at + 1] *= 0.5
    }
  }
}

extension HistogramCalibrator: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) { writer.write(counts) }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init()
    counts = try reader.read(count: counts.count)
  }
}
