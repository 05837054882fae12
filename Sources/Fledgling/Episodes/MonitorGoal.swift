/// The quantity that a monitor predicts, and the ends it warns of.
public struct MonitorGoal: Sendable, Hashable {
  /// The quantity that becomes known when an episode ends.
  public enum Target: String, Sendable, Hashable, CaseIterable {
    /// A class or a number, given to ``EpisodeMonitor/finish(_:outcome:)``.
    case outcome
    /// The number of remaining steps.
    case remainingSteps
    /// The remaining amount of the steps' order: seconds if that is a date-time.
    case remainingTime
  }

  /// The ends that are bad, and should raise an alarm.
  public enum BadEnd: Sendable, Hashable {
    /// An outcome among these classes.
    case labels(Set<String>)
    /// An outcome, or an episode's total steps or time, above this.
    case above(Double)
    /// An outcome, or an episode's total steps or time, below this.
    case below(Double)
  }

  /// The allowed rates of false alarms.
  public static let rates = 0.001...0.5

  /// The predicted quantity.
  public let target: Target
  /// The maximum remaining amount: larger ones are learned and predicted as this; `nil` without
  /// limit.
  public let cap: Double?
  /// The bad ends; without them, no alarm is raised.
  public let bad: BadEnd?
  /// The share of good episodes that may ever raise an alarm, in ``rates``.
  public let falseAlarmRate: Double

  /// A goal; values outside their ranges are clamped.
  ///
  /// - Parameters:
  ///   - target: the predicted quantity.
  ///   - cap: the maximum remaining amount, positive; `nil` for no limit.
  ///   - bad: the bad ends; without them, no alarm is raised.
  ///   - falseAlarmRate: the share of good episodes that may ever raise an alarm.
  public init(
    _ target: Target = .outcome, cap: Double? = nil, bad: BadEnd? = nil,
    falseAlarmRate: Double = 0.05
  ) {
    self.target = target
    self.cap = cap.map { max(.leastNonzeroMagnitude, $0) }
    self.bad = bad
    self.falseAlarmRate = min(
      MonitorGoal.rates.upperBound, max(MonitorGoal.rates.lowerBound, falseAlarmRate))
  }

  /// Whether an end is bad.
  func isBad(_ outcome: Outcome) -> Bool {
    switch (bad, outcome) {
    case (.labels(let labels), .label(let label)): labels.contains(label)
    case (.above(let limit), .number(let number)): number > limit
    case (.below(let limit), .number(let number)): number < limit
    default: false
    }
  }
}
