/// An alarm threshold that at most a given share of good episodes ever passes.
///
/// Split conformal prediction (Vovk, Gammerman, Shafer 2005) of the greatest risk along an episode:
/// an alarm is raised if fewer than the given share of known good episodes reached the risk.  As
/// the threshold is set on the greatest risk over all steps, the rate holds however often risks are
/// checked, and for any rule of when to check.
struct ConformalAlarm: Sendable, Hashable {
  /// The expected rate, as a share of the requested one: below it, so that the rate over few
  /// episodes seldom exceeds the request.
  private static let aim = 0.85

  let rate: Double
  /// The greatest risk of each good episode, ascending.
  private let peaks: [Float]
  /// The risk that raises an alarm when passed; `nil` if too few good episodes are known.
  let threshold: Float?

  init(rate: Double, peaks: [Float] = []) {
    self.rate = rate
    self.peaks = peaks
    let allowed = ConformalAlarm.allowed(peaks.count, rate)
    threshold = allowed > 0 ? peaks[peaks.count - allowed] : nil
  }

  /// The number of episodes that may raise an alarm, among the known peaks and a new one.
  private static func allowed(_ count: Int, _ rate: Double) -> Int {
    let room = rate * Double(count + 1)
    let most = Int((room + 1e-9).rounded(.down))
    return min(most, max(1, Int((aim * room).rounded())), count)
  }

  func isAlarming(_ risk: Double) -> Bool { threshold.map { Float(risk) > $0 } ?? false }

  /// The share of good episodes that ever reach this risk, counting the present one.
  func pValue(_ risk: Double) -> Double {
    let low = peaks.partitioningIndex { $0 >= Float(risk) }
    return Double(peaks.count - low + 1) / Double(peaks.count + 1)
  }
}
