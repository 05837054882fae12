/// A monitor's forecast of an episode after one of its steps.
public struct Forecast: Sendable, Hashable, Codable {
  /// The step, counted from one.
  public let step: Int
  /// The outcome, or the remaining amount, with its set or interval.
  public let prediction: Prediction
  /// The median of the forecast, which minimises the absolute error; `prediction.value` is the
  /// mean, which minimises the squared error.  `nil` for classes.
  public let median: Double?
  /// The probability of a bad end, in [0, 1]; `nil` if no end is bad or none was seen yet.
  public let risk: Double?
  /// The expected number of remaining steps; `nil` before any episode was learned.
  public let stepsLeft: Double?
  /// The change of ``Forecast/value`` at this step.
  public let change: Double
  /// The alarm in force, raised at this step or before; `nil` without one.
  public let alarm: Alarm?
  /// The loop that the episode is in; `nil` without one.
  public let loop: Loop?

  /// The main number of the forecast: the risk if there is one, else the predicted number, else the
  /// probability of the most probable class.
  public var value: Double? { Forecast.value(risk: risk, prediction) }

  static func value(risk: Double?, _ prediction: Prediction) -> Double? {
    if let risk { return risk }
    switch prediction {
    case .unknown: return nil
    case .label(let label): return Double(label.probability)
    case .number(let number): return number.value
    }
  }
}

/// A warning that an episode will probably end badly.
///
/// At most ``MonitorGoal/falseAlarmRate`` of the episodes that end well ever raise an alarm,
/// however often they are checked: an alarm stays once it is raised.
public struct Alarm: Sendable, Hashable, Codable {
  /// The step that raised the alarm, counted from one.
  public let step: Int
  /// The probability of a bad end at that step, in [0, 1].
  public let risk: Double
  /// The share of good episodes that ever reach this risk, in (0, 1].
  public let pValue: Double
  /// The expected number of steps saved by stopping now: the risk times the remaining steps.
  public let saving: Double
  /// The changes that moved the value at that step, the largest first.
  public let causes: [Attribution]
}

/// The effect of one field on an episode's value at one step.
public struct Attribution: Sendable, Hashable, Codable {
  /// The field's name.
  public let field: String
  /// The change of the value due to the field's own change.
  public let change: Double
}

/// Steps that repeat without progress.
public struct Loop: Sendable, Hashable, Codable {
  /// The kind of loop.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The same step again and again.
    case repetition
    /// Two alternating states.
    case pingPong
    /// A longer cycle.
    case cycle
    /// No new step and no progress, without a fixed order.
    case stagnation
  }

  /// The kind of loop.
  public let kind: Kind
  /// The number of steps in one round.
  public let period: Int
  /// The first step of the first round, counted from one.
  public let firstStep: Int
  /// The number of rounds so far.
  public let rounds: Int
  /// The fields whose values repeated.
  public let fields: [String]
}
