/// The distribution of an amount, from the probabilities of exceeding each of its levels.
struct ExceedanceCurve: Sendable, Hashable {
  /// Per point, the probability of exceeding it: descending, from one.
  private let shares: [Float]
  private let points: [Double]

  init(_ values: some Collection<Float>, _ aim: ValueTargets) {
    var shares: [Float] = [1]
    var least: Float = 1
    for value in values {
      least = max(0, min(least, value))
      shares.append(least)
    }
    shares.append(least * Float(aim.atTop))
    self.shares = shares
    points = [aim.least] + aim.levels + [aim.most]
  }

  /// The amount that is exceeded with probability 1 − `level`.
  func quantile(_ level: Double) -> Double {
    let wanted = Float(1 - level)
    for index in 1..<shares.count {
      let isLast = index == shares.count - 1
      let share = isLast && shares[index] <= wanted ? min(shares[index], wanted) : shares[index]
      guard share <= wanted || isLast else { continue }
      if isLast && shares[index] > wanted { return points[index] }
      let height = shares[index - 1] - share
      let part = height > 1e-6 ? Double((shares[index - 1] - wanted) / height) : 0
      return points[index - 1] + (points[index] - points[index - 1]) * max(0, min(1, part))
    }
    return points[points.count - 1]
  }

  /// The probability of exceeding an amount.
  func probability(above amount: Double) -> Double {
    guard amount >= points[0] else { return 1 }
    for index in 1..<points.count where amount < points[index] {
      let width = points[index] - points[index - 1]
      let part = width > 0 ? (amount - points[index - 1]) / width : 0
      return Double(shares[index - 1]) + part * Double(shares[index] - shares[index - 1])
    }
    return 0
  }
}
