/// When a learner next looks whether its encoder still fits, and next grows its trees.
struct Schedule: Sendable {
  /// Below this many examples the encoder is refitted whenever it is looked at.
  static let youth = 256
  /// The encoder is looked at when examples have grown by half, and doubled from here on.
  static let maturity = 512
  /// Below this many examples trees are grown whenever examples have grown by half, or sooner.
  static let treeYouth = 4_000
  /// Cell visits per example that growing trees may take, and the more for all that they take off
  /// the loss.
  static let treeVisits = 400.0
  static let treeVisitsByWorth = 16_000.0

  var nextRefit = 4
  var nextTrees = 16

  mutating func refitted(at count: Int) {
    nextRefit = count < Schedule.maturity ? count + max(2, count / 2) : count * 2
  }

  /// Trees that bring much are grown often, those that bring little seldom.
  ///
  /// - Parameters:
  ///   - count: examples learned.
  ///   - worth: the share of the loss that trees take away.
  ///   - cost: cell visits per experience that growing them takes.
  mutating func grew(at count: Int, worth: Float, cost: Int) {
    let growth: Double
    if count < Schedule.treeYouth {
      growth = worth > 0.08 ? 1.1 : worth > 0.03 ? 1.25 : 1.5
    } else {
      let allowed = Schedule.treeVisits + Schedule.treeVisitsByWorth * Double(max(0, worth))
      growth = 1 + max(0.1, min(3, Double(cost) / allowed))
    }
    nextTrees = max(count + 25, Int(Double(count) * growth))
  }
}
