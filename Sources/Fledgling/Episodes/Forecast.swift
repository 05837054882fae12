/// What a monitor predicts of an episode after one of its steps.
public struct Forecast: Sendable, Hashable {
  /// The step, counted from one.
  public let step: Int
  /// The outcome, or what is left, with its set or interval.
  public let prediction: Prediction
  /// For a number: the one that as many outcomes lie above as below, which errs least by amount; the
  /// prediction's value is the mean, which errs least by square.
  public let median: Double?
  /// The probability of a bad end, in [0, 1]; nil where no end is bad or none was seen yet.
  public let risk: Double?
  /// The steps that are still expected; nil before any episode was learned.
  public let stepsLeft: Double?
  /// How far this step moved ``Forecast/value``.
  public let change: Double
  /// The alarm in force, raised at this step or before.
  public let alarm: Alarm?
  /// The loop that the episode is in.
  public let loop: Loop?

  /// The one number by which an episode is followed: the risk where there is one, else the number
  /// predicted, else the probability of the likeliest class.
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

/// A warning that an episode will end badly.
///
/// Of episodes that do not end badly, no more than ``MonitorGoal/falseAlarmRate`` ever raise one,
/// however often one looks: an alarm stays once it is raised.
public struct Alarm: Sendable, Hashable {
  /// The step that raised it, counted from one.
  public let step: Int
  /// The probability of a bad end at that step.
  public let risk: Double
  /// The share of good episodes that ever look as bad, in (0, 1].
  public let pValue: Double
  /// The steps that stopping now is expected to save: the risk times the steps left.
  public let saving: Double
  /// What moved the value at that step, the most first.
  public let causes: [Attribution]
}

/// How much one field moved an episode's value at one step.
public struct Attribution: Sendable, Hashable {
  /// The field's name.
  public let field: String
  /// The change of the value that came with the field's own change.
  public let change: Double
}

/// Steps that come again and again without getting anywhere.
public struct Loop: Sendable, Hashable {
  /// What kind of loop.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The same step over and over.
    case repetition
    /// Two states, one after the other.
    case pingPong
    /// A longer round.
    case cycle
    /// Nothing new, in no particular order.
    case stagnation
  }

  /// What kind of loop.
  public let kind: Kind
  /// Steps in one round.
  public let period: Int
  /// The first step of the first round, counted from one.
  public let firstStep: Int
  /// Rounds so far.
  public let rounds: Int
  /// The fields that came again as they were.
  public let fields: [String]
}
