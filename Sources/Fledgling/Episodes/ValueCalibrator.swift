/// Turns the values of classes into probabilities: a multinomial logistic regression on the values,
/// their products, and the age of the episode.
///
/// It is fitted to values that episodes got from sums without them, so that it learns how far
/// values can be trusted: little at the start, more towards the end.  With many classes, or few
/// episodes, a single exponent is learned for all classes.
struct ValueCalibrator: Sendable, Hashable {
  /// The maximum number of classes with weights of their own, and the minimum number of episodes
  /// for them.
  static let classLimit = 6
  static let leastEpisodes = 64
  /// The penalty on each weight and on the constants, in episodes.
  private static let penalty = 3.0
  private static let constantPenalty = 0.01
  private static let rounds = 10
  /// The least value of which a logarithm is taken.
  private static let floor: Float = 0.004

  let classes: Int
  /// By features, a weight per class; or the exponent's constant and its slope with age.
  private var weights: [Double]
  private var exponent: [Double] = [1, 0]

  /// A calibrator that returns values unchanged.
  init(classes: Int) {
    self.classes = classes
    weights = []
  }

  /// One training example.
  struct Example: Sendable {
    var values: [Float]
    var age: Float
    var label: Int
    var weight: Double
  }

  private var features: Int { 2 + 2 * classes + classes * (classes + 1) / 2 }

  /// The probabilities of the classes.
  ///
  /// - Parameters:
  ///   - values: per class, its value.
  ///   - steps: the number of steps so far.
  /// - Returns: per class, its probability; they sum to one.
  func probabilities(_ values: [Float], steps: Int) -> [Float] {
    guard classes > 1 else { return [Float](repeating: 1, count: classes) }
    let age = ValueCalibrator.age(steps)
    var scores = [Float](repeating: 0, count: classes)
    if weights.isEmpty {
      let power = Float(max(0, exponent[0] + exponent[1] * Double(age)))
      for k in 0..<classes {
        scores[k] = power * Elementary.log(max(ValueCalibrator.floor, values[k]))
      }
    } else {
      let row = row(values, age)
      for (feature, value) in row.enumerated() {
        for k in 0..<classes { scores[k] += Float(value * weights[feature * classes + k]) }
      }
    }
    return ValueCalibrator.normalised(scores)
  }

  static func age(_ steps: Int) -> Float { Elementary.log(Float(max(1, steps))) / 5 }

  private static func normalised(_ scores: [Float]) -> [Float] {
    let top = scores.max() ?? 0
    var shares = scores.map { Elementary.exp($0 - top) }
    let total = shares.reduce(0, +)
    for k in shares.indices { shares[k] /= total }
    return shares
  }

  private func row(_ values: [Float], _ age: Float) -> [Double] {
    var row: [Double] = [1, Double(age)]
    row.reserveCapacity(features)
    let centred = values.map { Double(max(-1, min(2, $0)) - 1 / Float(classes)) * 3 }
    row += centred
    for value in centred { row.append(value * Double(age)) }
    for i in 0..<classes {
      for j in i..<classes { row.append(centred[i] * centred[j]) }
    }
    return row
  }

  /// Fits the calibrator; the examples of one episode share one unit of weight.
  ///
  /// - Complexity: O(examples × (features × classes)²), ten times.
  mutating func learn(_ examples: [Example], episodes: Int) {
    guard classes > 1, Set(examples.map(\.label)).count > 1 else { return }
    if classes <= ValueCalibrator.classLimit && episodes >= ValueCalibrator.leastEpisodes {
      learnWeights(examples)
    } else {
      learnExponent(examples)
    }
  }

  private mutating func learnWeights(_ examples: [Example]) {
    let rows = examples.map { row($0.values, $0.age) }
    weights = [Double](repeating: 0, count: features * classes)
    var loss = self.loss(rows, examples)
    for _ in 0..<ValueCalibrator.rounds {
      let before = weights
      let step = newtonStep(rows, examples)
      var size = 1.0
      var next = Double.infinity
      while size > 0.04 {
        for i in weights.indices { weights[i] = before[i] - size * step[i] }
        next = self.loss(rows, examples)
        if next < loss { break }
        size /= 2
      }
      guard next < loss else {
        weights = before
        return
      }
      if loss - next < 1e-5 { return }
      loss = next
    }
  }

  private func penalty(_ feature: Int) -> Double {
    feature == 0 ? ValueCalibrator.constantPenalty : ValueCalibrator.penalty
  }

  private func scores(_ row: [Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: classes)
    for (feature, value) in row.enumerated() {
      for k in 0..<classes { scores[k] += value * weights[feature * classes + k] }
    }
    let top = scores.max() ?? 0
    var total = 0.0
    for k in 0..<classes {
      scores[k] = Double(Elementary.exp(Float(scores[k] - top)))
      total += scores[k]
    }
    return scores.map { $0 / total }
  }

  private func loss(_ rows: [[Double]], _ examples: [Example]) -> Double {
    var loss = 0.0
    for (row, example) in zip(rows, examples) {
      let share = max(1e-30, scores(row)[example.label])
      loss -= example.weight * Double(Elementary.log(Float(share)))
    }
    for feature in 0..<features {
      for k in 0..<classes {
        let weight = weights[feature * classes + k]
        loss += 0.5 * penalty(feature) * weight * weight
      }
    }
    return loss
  }

  private func newtonStep(_ rows: [[Double]], _ examples: [Example]) -> [Double] {
    let m = features
    let n = m * classes
    let width = (n + 7) / 8 * 8
    // Ordered by class, so that each pair of classes has one square of the matrix.
    var curvature = [Double](repeating: 0, count: width * width)
    var slope = [Double](repeating: 0, count: width)
    for (row, example) in zip(rows, examples) {
      let shares = scores(row)
      for a in 0..<classes {
        let miss = example.weight * (shares[a] - (a == example.label ? 1 : 0))
        for f in 0..<m { slope[a * m + f] += miss * row[f] }
        for b in 0...a {
          let factor = example.weight * shares[a] * ((a == b ? 1 : 0) - shares[b])
          for f in 0..<m {
            let scaled = factor * row[f]
            let start = (a * m + f) * width + b * m
            for g in 0..<(a == b ? f + 1 : m) { curvature[start + g] += scaled * row[g] }
          }
        }
      }
    }
    for a in 0..<classes {
      for f in 0..<m {
        curvature[(a * m + f) * (width + 1)] += penalty(f)
        slope[a * m + f] += penalty(f) * weights[f * classes + a]
      }
    }
    for i in n..<max(n, width) { curvature[i * (width + 1)] = 1 }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: width * 8) { panel in
      Kernels.best.cholesky(&curvature, width, 1e-9, panel.baseAddress)
    }
    Kernels.best.solve(curvature, width, &slope)
    var step = [Double](repeating: 0, count: n)
    for a in 0..<classes { for f in 0..<m { step[f * classes + a] = slope[a * m + f] } }
    return step
  }

  /// The exponent and its slope with age, by gradients.
  private mutating func learnExponent(_ examples: [Example]) {
    var total = 0.0
    for example in examples { total += example.weight }
    for _ in 0..<100 {
      var slopes = [0.01 * (exponent[0] - 1), 0.01 * exponent[1]]
      for example in examples {
        let power = Float(max(0, exponent[0] + exponent[1] * Double(example.age)))
        let logs = example.values.map { Elementary.log(max(ValueCalibrator.floor, $0)) }
        let shares = ValueCalibrator.normalised(logs.map { $0 * power })
        var expected: Float = 0
        for (share, log) in zip(shares, logs) { expected += share * log }
        let miss = example.weight / total * Double(expected - logs[example.label])
        slopes[0] += miss
        slopes[1] += miss * Double(example.age)
      }
      exponent[0] -= 0.5 * slopes[0]
      exponent[1] -= 0.5 * slopes[1]
    }
  }
}

extension ValueCalibrator: SnapshotCodable {
  func write(to writer: inout SnapshotWriter) {
    writer.write(classes)
    writer.write(weights)
    writer.write(exponent)
  }

  init(from reader: inout SnapshotReader) throws(SnapshotError) {
    self.init(classes: try reader.read())
    weights = try reader.read()
    exponent = try reader.read(count: 2)
    guard (0...Schema.classLimit).contains(classes),
      weights.isEmpty || weights.count == features * classes,
      (weights + exponent).allSatisfy(\.isFinite)
    else { throw .damaged("the calibrator of values does not fit its classes") }
  }
}
