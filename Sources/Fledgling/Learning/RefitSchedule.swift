/// When a learner next looks whether its encoder still fits, and next grows its trees.
struct RefitSchedule: Sendable {
  /// Below this many examples the encoder is refitted whenever it is looked at.
  static let youth = 256
  /// The encoder is looked at when examples have grown by half, doubled from here on, and grown
  /// fourfold from ``settled``.
  static let maturity = 512
  static let settled = 4_096
  /// Cell visits per example that growing trees may take, and the more for all that they take off
  /// the loss.  Below ``treeMaturity`` examples more is allowed, as there are fewer to share it.
  static let treeVisits = 150.0
  static let treeVisitsByCost = 0.6
  static let treeVisitsByWorth = 12_000.0
  static let treeMaturity = 10_000

  /// Examples after a change before trees are grown on those alone.
  static let concept = 300

  var nextRefit = 4
  var nextTrees = 16
  /// How many examples had been learned when what is now true began.
  var conceptStart = 0
  var nextRecentTrees = Int.max

  init() {}

  /// Of a learner that is being rebuilt, whose encoder stays and whose trees were just grown.
  init(count: Int) {
    nextRefit = .max
    if count >= nextTrees { grew(at: count, worth: 0, cost: 0) }
  }

  /// The loss rose beyond chance: what was learned since `start` may be all that still holds.
  mutating func changed(at start: Int) {
    conceptStart = start
    nextRecentTrees = start + RefitSchedule.concept
    nextTrees = max(nextTrees, 3 * start)
  }

  /// Trees were grown on what came since the last change.
  mutating func grewRecent(at count: Int, worth: Float, cost: Int) {
    let rows = count - conceptStart
    nextRecentTrees = count + max(25, Int(Double(rows) * max(0.5, growth(rows, worth, cost))))
  }

  mutating func refitted(at count: Int) {
    nextRefit =
      count < RefitSchedule.maturity
      ? count + max(2, count / 2) : count < RefitSchedule.settled ? count * 2 : count * 4
  }

  /// Trees that bring much are grown often, those that bring little seldom.
  ///
  /// - Parameters:
  ///   - count: examples learned.
  ///   - worth: the share of the loss that trees take away.
  ///   - cost: cell visits per example that growing them takes.
  mutating func grew(at count: Int, worth: Float, cost: Int) {
    // What is grown on everything matters less once something has changed.
    let least = conceptStart > 0 ? 3.0 : 0
    nextTrees = count + max(25, Int(Double(count) * max(least, growth(count, worth, cost))))
  }

  /// By which share of themselves the examples should grow before trees are grown again.
  private func growth(_ count: Int, _ worth: Float, _ cost: Int) -> Double {
    let youth = max(1, Double(RefitSchedule.treeMaturity) / Double(count))
    let allowed =
      (RefitSchedule.treeVisits + RefitSchedule.treeVisitsByCost * Double(cost)
        + RefitSchedule.treeVisitsByWorth * Double(max(0, worth))) * youth * youth
    // Few examples cannot show what trees are worth, so they get the benefit of the doubt.
    let hoped = worth + 1 / Float(max(1, count)).squareRoot()
    let least =
      worth > 2
      ? 0.15 : hoped > 0.08 ? 0.35 : hoped > 0.03 ? 0.5 : worth > 0 || count < 4_000 ? 1 : 3
    return max(least, min(3, Double(cost) / allowed))
  }
}
