/// How good what was predicted of episodes was, by how much of them had passed.
///
/// An episode is added when it has ended; what counts is what was said while it went on.
///
/// ```swift
/// var score = EpisodeScore(goal: monitor.goal)
/// score.add(outlooks, at: orders, outcome: .label("lost"))
/// score.points[2].riskArea  // after half of each episode
/// ```
///
/// Its memory grows by four to eight bytes with every answer about classes or risks.
public struct EpisodeScore: Sendable {
  /// The shares of an episode after which it is looked at.
  public static let fractions = [0.1, 0.25, 0.5, 0.75, 0.9]
  /// Episodes of this many steps so far are counted with all longer ones.
  public static let prefixLimit = 6

  /// What was predicted, and which ends are bad.
  public let goal: MonitorGoal
  /// How many episodes were added.
  public private(set) var episodes = 0
  /// The sums after each of ``fractions``, one answer per episode: that of step *i* of *n*, counted
  /// from nought, where *i* is the fraction of *n* − 1, rounded down.
  public private(set) var points = fractions.map { _ in EpisodeMetrics() }
  /// The sums over all steps but the last of each episode, after which nothing is left to predict.
  public private(set) var overall = EpisodeMetrics()
  /// The same by the number of steps so far: one, two and so on to ``prefixLimit`` and more.
  public private(set) var prefixes = (0..<prefixLimit).map { _ in EpisodeMetrics() }
  /// What alarms were worth.
  public private(set) var alarms = AlarmScore()

  private var labels: Set<String> = []
  private let before: Int

  /// A score without any episode.
  ///
  /// - Parameters:
  ///   - goal: what is predicted.
  ///   - episodes: how many episodes were learned before.
  public init(goal: MonitorGoal, after episodes: Int = 0) {
    self.goal = goal
    before = episodes
  }

  /// Whether the outcomes are of two classes, so that the first stands for both.
  public var isBinary: Bool { labels.count == 2 }

  /// The area under the curve of the risk of a bad end, or, where no end is bad and there are two
  /// classes, of the first; `nil` for anything else.
  public func area(of totals: EpisodeMetrics) -> Double? {
    goal.bad != nil ? totals.riskArea : isBinary ? totals.firstClassArea : nil
  }

  /// Adds an episode that ended.
  ///
  /// - Parameters:
  ///   - forecasts: what was predicted after each of its steps.
  ///   - orders: what orders the steps.
  ///   - outcome: what came of it; nil where the goal is what remains.
  /// - Precondition: there are as many forecasts as orders.
  public mutating func add(_ outlooks: [Forecast], at orders: [Double], outcome: Outcome? = nil) {
    precondition(outlooks.count == orders.count, "an outlook belongs to a step")
    let truths = EpisodeScore.truths(goal, at: orders, outcome: outcome)
    guard let last = outlooks.indices.last, truths.count == outlooks.count else { return }
    let isBad = isBad(orders, outcome)
    for outlook in outlooks { note(outlook.prediction) }
    if case .label(let label) = outcome { labels.insert(label) }
    func add(_ step: Int, to totals: inout EpisodeMetrics) {
      totals.add(outlooks[step], truth: truths[step], isBad: isBad, after: before + episodes)
    }
    for (place, fraction) in EpisodeScore.fractions.enumerated() {
      add(Int(fraction * Double(last)), to: &points[place])
    }
    for step in 0..<last {
      add(step, to: &overall)
      add(step, to: &prefixes[min(step, EpisodeScore.prefixLimit - 1)])
    }
    if goal.bad != nil {
      alarms.add(step: outlooks[last].alarm?.step, steps: outlooks.count, isBad: isBad)
    }
    episodes += 1
  }

  private mutating func note(_ prediction: Prediction) {
    guard case .label(let answer) = prediction, answer.labels.count > labels.count else { return }
    labels.formUnion(answer.labels)
  }

  /// What would have been right after each step of an episode.
  ///
  /// - Parameters:
  ///   - goal: what is predicted.
  ///   - orders: what orders the steps.
  ///   - outcome: what came of it; nil where the goal is what remains.
  /// - Returns: an outcome for each step; none where one is missing that has to be told.
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

/// What alarms were worth.
public struct AlarmScore: Sendable, Hashable {
  /// Episodes that did not end badly.
  public private(set) var good = 0
  /// Episodes that did.
  public private(set) var bad = 0

  private var falseAlarms = 0
  private var leads: [Double] = []

  /// A score without any episode.
  public init() {}

  /// The share of good episodes that ever raised an alarm; `nil` without any.
  public var falseAlarmRate: Double? { good > 0 ? Double(falseAlarms) / Double(good) : nil }

  /// The share of bad episodes that raised an alarm; `nil` without any.
  public var caught: Double? { bad > 0 ? Double(leads.count) / Double(bad) : nil }

  /// Of the bad episodes caught, the median share that was still to come; `nil` without any.
  public var medianLead: Double? {
    guard !leads.isEmpty else { return nil }
    let sorted = leads.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Adds an episode of some steps, with the step that raised its alarm, counted from one.
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
