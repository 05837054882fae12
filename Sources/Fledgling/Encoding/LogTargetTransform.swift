/// A logarithm that makes skewed outcomes symmetric: some experts work on it, in addition to the
/// outcome itself, for noise and effects that multiply rather than add.
///
/// The shift is that of the three-parameter lognormal distribution with the outcome's 10 %, 50 %
/// and 90 % quantiles (Aitchison and Brown 1957).
struct LogTargetTransform: Sendable, Hashable {
  /// The distance of the median from the middle of the 10 % and 90 % quantiles, as a share of their
  /// distance, above which an outcome counts as skewed.
  static let leastSkew: Float = 0.1
  /// The maximum magnitude of a transformed outcome, in deviations.
  static let reach: Float = 8

  /// 1 where the long tail is above, -1 where it is below.
  private let sign: Float
  private let shift: Float
  private let least: Float
  private let middle: Float
  private let size: Float

  /// - Returns: `nil` if the standardised quantiles are about symmetric.
  init?(low: Float, median: Float, high: Float) {
    let skew = (high + low - 2 * median) / (high - low)
    guard skew.isFinite && abs(skew) > LogTargetTransform.leastSkew else { return nil }
    sign = skew > 0 ? 1 : -1
    let (a, b, c) = skew > 0 ? (low, median, high) : (-high, -median, -low)
    guard b > a && c > b else { return nil }
    // Written relative to the median, where it cannot cancel.
    let shift = b - (c - b) * (b - a) / (c + a - 2 * b)
    // A strong skew would put the zero of the logarithm next to common outcomes.
    self.shift = min(shift, a - 0.1 * (b - a))
    least = 0.02 * (b - self.shift)
    middle = Elementary.log(b - self.shift)
    // The 10 % and 90 % quantiles of a normal distribution are 2.563 deviations apart.
    size = (Elementary.log(c - self.shift) - Elementary.log(a - self.shift)) / 2.563
    guard size > 0 && size.isFinite else { return nil }
  }

  /// Whether the parameters that were read are finite and valid.
  var isValid: Bool {
    abs(sign) == 1 && shift.isFinite && least > 0 && middle.isFinite && size > 0 && size.isFinite
  }

  /// The transformed outcome, in deviations.
  @inline(__always)
  func transformed(_ value: Float) -> Float {
    let x = (Elementary.log(max(least, sign * value - shift)) - middle) / size
    return max(-LogTargetTransform.reach, min(LogTargetTransform.reach, x))
  }

  /// The standardised outcome with this transformed value.
  @inline(__always)
  func inverted(_ value: Float) -> Float {
    sign * (Elementary.exp(max(-30, min(30, value * size + middle))) + shift)
  }
}
