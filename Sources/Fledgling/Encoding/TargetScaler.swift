/// The location and spread of numeric outcomes: fitted at a refit, fixed for an epoch.
///
/// Experts use outcomes in these deviations.  Sums need integers, so outcomes enter them in units
/// of 1 / ``unit``, within ±``reach`` deviations: one outlier can change a sum only by a bounded
/// amount.
struct TargetScaler: Sendable, Hashable {
  /// Integers per deviation.
  static let unit: Float = 4_096
  /// The maximum magnitude of an outcome, in deviations.
  static let reach: Float = 16

  /// Outcomes with a spread below this share of their size count as equal, as a Double is not more
  /// precise.
  static let leastSpread = 1e-14

  let location: Double
  let deviation: Double
  /// The transform that makes a skewed outcome symmetric; `nil` if the outcome is not skewed.
  let logTransform: LogTargetTransform?

  init(location: Double = 0, deviation: Double = 1) {
    self.location = location
    self.deviation = deviation
    logTransform = nil
  }

  /// The mean and the deviation of the outcomes without the outer 0.5 % on each side, and the
  /// skewness of their quantiles; a function of the set, whatever its order.
  init(outcomes: [Double]) {
    let sorted = outcomes.sorted()
    guard let first = sorted.first else {
      location = 0
      deviation = 1
      logTransform = nil
      return
    }
    let inner = sorted[(sorted.count / 200)..<(sorted.count - sorted.count / 200)]
    // Relative to the first outcome, so that sums cannot cancel.
    var sum = 0.0
    var squares = 0.0
    for outcome in inner {
      let value = outcome - first
      sum += value
      squares += value * value
    }
    let mean = sum / Double(inner.count)
    let spread = max(0, squares / Double(inner.count) - mean * mean).squareRoot()
    let origin = first + mean
    // With a single value any scale of the outcome's size will do.
    let size =
      spread > TargetScaler.leastSpread * abs(origin) ? spread : max(abs(origin) * 0.1, 1e-30)
    location = origin
    deviation = size
    func quantile(_ tenths: Int) -> Float {
      Float((sorted[(sorted.count - 1) * tenths / 10] - origin) / size)
    }
    logTransform =
      sorted.count < 30
      ? nil : LogTargetTransform(low: quantile(1), median: quantile(5), high: quantile(9))
  }

  /// Whether the location moved by a tenth of a deviation or the spread changed by a sixth.
  func differs(from other: TargetScaler) -> Bool {
    (logTransform == nil) != (other.logTransform == nil)
      || abs(location - other.location) > 0.1 * deviation
      || max(deviation, other.deviation) > 1.16 * min(deviation, other.deviation)
  }

  /// An outcome in deviations, not clamped.
  @inline(__always)
  func standardised(_ outcome: Double) -> Float {
    let limit = Double(Float.greatestFiniteMagnitude) * 1e-20
    return Float(max(-limit, min(limit, (outcome - location) / deviation)))
  }

  /// The outcome that lies `value` deviations from the location.
  @inline(__always)
  func restored(_ value: Float) -> Double { location + Double(value) * deviation }

  /// A standardised outcome, clamped to the reach.
  @inline(__always)
  static func clamped(_ value: Float) -> Float { max(-reach, min(reach, value)) }

  /// The integer that enters the sums.
  @inline(__always)
  static func quantised(_ value: Float) -> Int {
    Int(Elementary.round(clamped(value) * unit))
  }
}

// Not `SnapshotCodable`: its bytes could be copied, but not all of them are defined.
extension TargetScaler {
  func write(to writer: inout SnapshotWriter) {
    writer.write(location)
    writer.write(deviation)
    writer.write(logTransform.map { [$0] } ?? [])
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    location = try reader.read()
    deviation = try reader.read()
    let transforms: [LogTargetTransform] = try reader.read()
    logTransform = transforms.first
    guard location.isFinite, deviation > 0, deviation.isFinite,
      transforms.count <= 1, transforms.allSatisfy(\.isValid)
    else {
      throw .damaged("the outcome's scale")
    }
  }
}
