/// Measures the quality of forecasts by the share of the episode that had passed.
///
/// An episode is added when it has ended; the forecasts made while it was open count.
///
/// ```swift
/// var score = EpisodeScore(goal: monitor.goal)
/// score.add(forecasts, at: orders, outcome: .label("lost"))
/// score.points[2].riskArea  // after half of each episode
/// ```
///
/// Its memory grows by four to eight bytes with every forecast of classes or risks.
public struct EpisodeScore: Sendable {
  /// The shares of an episode after which forecasts are measured.
  public static let fractions = [0.1, 0.25, 0.5, 0.75, 0.9]
  /// The number of steps from which episodes are counted together.
  public static let prefixLimit = 6

  /// The predicted quantity, and the bad ends.
  public let goal: MonitorGoal
  /// The number of episodes added.
  public private(set) var episodes = 0
  /// The sums after each of ``fractions``, one forecast per episode: that of step *i* of *n*,
  /// counted from zero, where *i* is the fraction of *n* − 1, rounded down.
  public private(set) var points = fractions.map { _ in EpisodeMetrics() }
  /// The sums over all steps except the last of each episode, after which nothing remains to
  /// predict.
  public private(set) var overall = EpisodeMetrics()
  /// The sums by the number of steps so far: 1, 2, … up to ``prefixLimit`` or more.
  public private(set) var prefixes = (0..<prefixLimit).map { _ in EpisodeMetrics() }
  /// The quality of alarms.
  public private(set) var alarms = AlarmScore()

  private var labels: Set<String> = []
  private let before: Int

  /// A score without episodes.
  ///
  /// - Parameters:
  ///   - goal: the predicted quantity, and the bad ends.
  ///   - episodes: the number of episodes learned before.
  public init(goal: MonitorGoal, after episodes: Int = 0) {
    self.goal = goal
    before = episodes
  }

  /// Whether there are two classes, so that the first one stands for both.
  public var isBinary: Bool { labels.count == 2 }

  /// The area under the ROC curve of the risk; without bad ends and with two classes, that of the
  /// first class; `nil` otherwise.
  ///
  /// - Parameter totals: sums of this score, such as ``overall``.
  /// - Returns: the area, in [0, 1]; one half is chance.
  public func area(of totals: EpisodeMetrics) -> Double? {
    goal.bad != nil ? totals.riskArea : isBinary ? totals.firstClassArea : nil
  }

  /// Adds an episode that ended.
  ///
  /// - Parameters:
  ///   - forecasts: the forecasts after each of its steps.
  ///   - orders: the orders of the steps.
  ///   - outcome: the episode's outcome; `nil` if the goal is a remaining amount.
  /// - Precondition: there are as many forecasts as orders.
  public mutating func add(_ forecasts: [Forecast], at orders: [Double], outcome: Outcome? = nil) {
    precondition(forecasts.count == orders.count, "there must be one forecast per step")
    let truths = EpisodeScore.truths(goal, at: orders, outcome: outcome)
    guard let last = forecasts.indices.last, truths.count == forecasts.count else { return }
    let isBad = isBad(orders, outcome)
    for forecast in forecasts { note(forecast.prediction) }
    if case .label(let label) = outcome { labels.insert(label) }
    func add(_ step: Int, to totals: inout EpisodeMetrics) {
      totals.add(forecasts[step], truth: truths[step], isBad: isBad, after: before + episodes)
    }
    for (place, fraction) in EpisodeScore.fractions.enumerated() {
      add(Int(fraction * Double(last)), to: &points[place])
    }
    for step in 0..<last {
      add(step, to: &overall)
      add(step, to: &prefixes[min(step, EpisodeScore.prefixLimit - 1)])
    }
    if goal.bad != nil {
      alarms.add(step: forecasts[last].alarm?.step, steps: forecasts.count, isBad: isBad)
    }
    episodes += 1
  }

  private mutating func note(_ prediction: Prediction) {
    guard case .label(let answer) = prediction, answer.labels.count > labels.count else { return }
    labels.formUnion(answer.labels)
  }

  /// The true value after each step of an episode.
  ///
  /// - Parameters:
  ///   - goal: the predicted quantity.
  ///   - orders: the orders of the steps.
  ///   - outcome: the episode's outcome; `nil` if the goal is a remaining amount.
  /// - Returns: an outcome for each step; empty if a required outcome is missing.
  public static func truths(
    _ goal: MonitorGoal, at orders: [Double], outcome: Outcome?
  ) -> [Outcome] {
    let cap = goal.cap ?? .infinity
    switch goal.target {
    case .outcome: return outcome.map { Array(repeating: $0, count: orders.count) } ?? []
    case .remainingSteps:
      return orders.indices.map { .number(min(cap, Double(orders.count - 1 - $0))) }
    case .remainingTime: return orders.map { .number(min(cap, (orders.last ?? $0) - $0)) }
    }
  }

  private func isBad(_ orders: [Double], _ outcome: Outcome?) -> Bool {
    switch goal.target {
    case .outcome: outcome.map { goal.isBad($0) } ?? false
    case .remainingSteps: goal.isBad(.number(Double(orders.count)))
    case .remainingTime: goal.isBad(.number((orders.last ?? 0) - (orders.first ?? 0)))
    }
  }
}

/// The quality of alarms.
public struct AlarmScore: Sendable, Hashable {
  /// The number of episodes that ended well.
  public private(set) var good = 0
  /// The number of episodes that ended badly.
  public private(set) var bad = 0

  private var falseAlarms = 0
  private var leads: [Double] = []

  /// A score without episodes.
  public init() {}

  /// The share of good episodes that ever raised an alarm, in [0, 1]; `nil` without any.
  public var falseAlarmRate: Double? { good > 0 ? Double(falseAlarms) / Double(good) : nil }

  /// The share of bad episodes that raised an alarm, in [0, 1]; `nil` without any.
  public var caught: Double? { bad > 0 ? Double(leads.count) / Double(bad) : nil }

  /// The median share of the episode that still lay ahead at the alarm, over bad episodes with an
  /// alarm; `nil` without any.
  public var medianLead: Double? {
    guard !leads.isEmpty else { return nil }
    let sorted = leads.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Adds an episode, with the step that raised its alarm, counted from one.
  mutating func add(step: Int?, steps: Int, isBad: Bool) {
    if isBad {
      bad += 1
      if let step { leads.append(Double(steps - step) / Double(steps)) }
    } else {
      good += 1
      falseAlarms += step == nil ? 0 : 1
    }
  }
}
