/// When a risk is so great that no more than a given share of good episodes ever reach it.
///
/// Split conformal prediction (Vovk, Gammerman, Shafer 2005) of the greatest risk along an episode: an
/// alarm is raised where fewer than so many of the good episodes known reached the risk.  As the
/// greatest risk over all steps decides, the rate holds however often one looks, and for any rule of
/// when to look.
struct ConformalAlarm: Sendable, Hashable {
  /// Where the expected rate is aimed at, as a share of the rate asked: below it, so that a count over few
  /// episodes seldom comes out above.
  private static let aim = 0.85

  let rate: Double
  /// The greatest risks of good episodes, ascending.
  private let peaks: [Float]
  /// The risk that is to be passed; nil where too few good episodes are known for any.
  let threshold: Float?

  init(rate: Double, peaks: [Float] = []) {
    self.rate = rate
    self.peaks = peaks
    let allowed = ConformalAlarm.allowed(peaks.count, rate)
    threshold = allowed > 0 ? peaks[peaks.count - allowed] : nil
  }

  /// How many of so many known peaks and a new one may raise an alarm.
  private static func allowed(_ count: Int, _ rate: Double) -> Int {
    let room = rate * Double(count + 1)
    let most = Int((room + 1e-9).rounded(.down))
    return min(most, max(1, Int((aim * room).rounded())), count)
  }

  func isAlarming(_ risk: Double) -> Bool { threshold.map { Float(risk) > $0 } ?? false }

  /// The share of good episodes that ever look as bad, counting the one at hand.
  func pValue(_ risk: Double) -> Double {
    let low = peaks.partitioningIndex { $0 >= Float(risk) }
    return Double(peaks.count - low + 1) / Double(peaks.count + 1)
  }
}
