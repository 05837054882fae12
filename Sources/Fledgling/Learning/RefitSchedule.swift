/// Decides when a learner next checks its encoder, and when it next grows trees.
struct RefitSchedule: Sendable {
  /// Below this many examples every check refits the encoder.
  static let youth = 256
  /// The encoder is checked each time the examples have grown by half; each time they have doubled
  /// from here on; and each time they have grown fourfold from ``settled`` on.
  static let maturity = 512
  static let settled = 4_096
  /// The cell visits per example that growing trees may take: a base, a part that grows with their
  /// cost, and a part that grows with the share of the loss they remove.  Below ``treeMaturity``
  /// examples more is allowed, as the total cost is small.
  static let treeVisits = 150.0
  static let treeVisitsByCost = 0.6
  static let treeVisitsByWorth = 12_000.0
  static let treeMaturity = 10_000

  /// The number of examples after a change before trees are grown on those alone.
  static let concept = 300

  var nextRefit = 4
  var nextTrees = 16
  var nextRehearsal = Rehearsal.least
  private var lastRehearsal = 0
  /// The number of examples learned before the current concept began.
  var conceptStart = 0
  var nextRecentTrees = Int.max

  init() {}

  /// The schedule of a learner that is being rebuilt: its encoder stays and its trees were just
  /// grown.
  init(count: Int) {
    nextRefit = .max
    nextRehearsal = max(Rehearsal.least, count)
    if count >= nextTrees { grew(at: count, worth: 0, cost: 0) }
  }

  /// Records drift: perhaps only the examples since `start` are still valid.
  mutating func changed(at start: Int) {
    conceptStart = start
    nextRecentTrees = start + RefitSchedule.concept
    nextTrees = max(nextTrees, 3 * start)
  }

  /// Records that trees were grown on the examples since the last change.
  mutating func grewRecent(at count: Int, worth: Float, cost: Int) {
    let rows = count - conceptStart
    nextRecentTrees = count + max(25, Int(Double(rows) * max(0.5, growth(rows, worth, cost))))
  }

  mutating func refitted(at count: Int) {
    nextRefit =
      count < RefitSchedule.maturity
      ? count + max(2, count / 2) : count < RefitSchedule.settled ? count * 2 : count * 4
  }

  /// Records a rehearsal; the next follows when the examples have grown by two fifths.
  mutating func rehearsed(at count: Int) {
    lastRehearsal = count
    nextRehearsal = count + count * 2 / 5
  }

  /// Records that an example had a new class: a rehearsal follows once there are some more of it.
  mutating func foundClass(at count: Int) {
    nextRehearsal = min(nextRehearsal, max(count + count / 8, lastRehearsal * 5 / 4))
  }

  /// Records that trees were grown on all examples; the more they help, the sooner they are grown
  /// again.
  ///
  /// - Parameters:
  ///   - count: the number of examples learned.
  ///   - worth: the share of the loss that trees remove.
  ///   - cost: the cell visits per example that growing them takes.
  mutating func grew(at count: Int, worth: Float, cost: Int) {
    // Trees grown on all examples matter less once something has changed.
    let least = conceptStart > 0 ? 3.0 : 0
    nextTrees = count + max(25, Int(Double(count) * max(least, growth(count, worth, cost))))
  }

  /// The relative growth in examples before trees are grown again.
  private func growth(_ count: Int, _ worth: Float, _ cost: Int) -> Double {
    let youth = max(1, Double(RefitSchedule.treeMaturity) / Double(count))
    let allowed =
      (RefitSchedule.treeVisits + RefitSchedule.treeVisitsByCost * Double(cost)
        + RefitSchedule.treeVisitsByWorth * Double(max(0, worth))) * youth * youth
    // With few examples the worth of trees is uncertain, so assume more of it.
    let hoped = worth + 1 / Float(max(1, count)).squareRoot()
    let least =
      worth > 2
      ? 0.15 : hoped > 0.08 ? 0.35 : hoped > 0.03 ? 0.5 : worth > 0 || count < 4_000 ? 1 : 3
    return max(least, min(3, Double(cost) / allowed))
  }
}
