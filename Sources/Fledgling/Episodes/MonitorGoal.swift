/// What a monitor predicts of an episode, and which ends it warns of.
public struct MonitorGoal: Sendable, Hashable {
  /// What becomes known when an episode ends.
  public enum Target: String, Sendable, Hashable, CaseIterable {
    /// A class or a number, told by ``EpisodeMonitor/finish(_:outcome:)``.
    case outcome
    /// How many steps are left.
    case remainingSteps
    /// How much is left of what orders the steps: seconds where that is a date-time.
    case remainingTime
  }

  /// The ends that are bad, and worth a warning.
  public enum BadEnd: Sendable, Hashable {
    /// An outcome among these classes.
    case labels(Set<String>)
    /// An outcome, or the whole of an episode's steps or time, beyond this.
    case above(Double)
    /// An outcome, or the whole of an episode's steps or time, below this.
    case below(Double)
  }

  /// The rates of false alarms that can be asked for.
  public static let rates = 0.001...0.5

  /// What is predicted.
  public let target: Target
  /// Remaining amounts beyond this are learned, and predicted, as this; nil for no limit.
  public let cap: Double?
  /// The ends to warn of; without one, no alarm is raised.
  public let bad: BadEnd?
  /// The share of episodes without a bad end that may ever raise an alarm, in ``rates``.
  public let falseAlarmRate: Double

  /// - Parameters:
  ///   - target: what is predicted.
  ///   - cap: the most that a remaining amount counts; positive.
  ///   - bad: the ends to warn of.
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
