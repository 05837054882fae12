/// When a learner next looks whether its encoder still fits, and next grows its trees.
struct Schedule: Sendable {
  /// Below this many examples the encoder is refitted whenever it is looked at.
  static let youth = 256
  /// The encoder is looked at when examples have grown by half, and doubled from here on.
  static let maturity = 512
  /// Trees are grown at least this often relative to the examples, below this many.
  static let treeYouth = 4_000

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
  mutating func grew(at count: Int, worth: Float) {
    let growth: Double
    if worth > 0.08 {
      growth = 1.1
    } else if worth > 0.03 {
      growth = 1.25
    } else if worth > 0.01 || count < Schedule.treeYouth {
      growth = 1.5
    } else {
      growth = 2.5
    }
    nextTrees = max(count + 25, Int(Double(count) * growth))
  }
}
