import Testing

@testable import Fledgling

/// The distribution of an amount.
struct ExceedanceCurveTests {
  /// The aim that whole amounts from zero to a hundred give.
  private func aim(cap: Double? = nil) -> ValueTargets {
    var aim = ValueTargets(goal: MonitorGoal(.remainingSteps, cap: cap), task: .regression)
    aim.fit((0...100).map { min(cap ?? .infinity, Double($0)) }, steps: [50])
    return aim
  }

  private func shares(_ aim: ValueTargets) -> [Float] { aim.levels.map { Float(100 - $0) / 101 } }

  @Test func uniform() {
    let aim = aim()
    #expect(aim.levels == (1...24).map { Double(4 * $0) })
    let curve = ExceedanceCurve(shares(aim), aim)
    for level in stride(from: 0.01, through: 0.99, by: 0.01) {
      #expect(abs(curve.quantile(level) - 100 * level) < 1.2)
      #expect(abs(curve.probability(above: 100 * level) - (1 - level)) < 0.02)
    }
    #expect(curve.probability(above: -1) == 1)
    #expect(curve.probability(above: 100) == 0)
    #expect(curve.probability(above: .infinity) == 0)
    #expect(curve.quantile(0) == 0)
    #expect(curve.quantile(1) == 100)
  }

  /// Where half of all amounts are the cap, so is the median.
  @Test func capped() {
    let aim = aim(cap: 50)
    #expect(aim.most == 50)
    let curve = ExceedanceCurve(aim.levels.map { Float(100 - $0) / 101 }, aim)
    #expect(abs(curve.quantile(0.2) - 20) < 1.5)
    #expect(curve.quantile(0.6) == 50)
    #expect(abs(curve.probability(above: 49.9) - 0.5) < 0.05)
    #expect(curve.probability(above: 50) == 0)
  }

  /// Values that are no probabilities still give a distribution.
  @Test(arguments: Variants.seeds)
  func anyValues(seed: UInt64) {
    let aim = aim()
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let curve = ExceedanceCurve(random.floats(aim.levels.count, -0.5, 1.5), aim)
      let quantiles = stride(from: 0.0, through: 1, by: 0.05).map { curve.quantile($0) }
      #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(quantiles.allSatisfy { (0...100).contains($0) })
      let above = stride(from: -5.0, through: 105, by: 2.5).map { curve.probability(above: $0) }
      #expect(zip(above, above.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(above.allSatisfy { (0...1).contains($0) })
    }
  }

  /// One amount alone, and none.
  @Test func degenerate() {
    var aim = ValueTargets(goal: MonitorGoal(), task: .regression)
    #expect(ExceedanceCurve([Float](), aim).quantile(0.5) == 0)
    aim.fit([7, 7, 7], steps: [])
    #expect(aim.levels.isEmpty)
    let curve = ExceedanceCurve([Float](), aim)
    #expect(curve.quantile(0.05) == 7 && curve.quantile(0.95) == 7)
    #expect(curve.probability(above: 6) == 1 && curve.probability(above: 7) == 0)
  }
}

/// The curve that is kept of an open episode.
struct ThinnedCurveTests {
  @Test func keepsAFewInTheirOrder() throws {
    var curve = ThinnedCurve()
    for step in 1...5_000 {
      curve.append(Float(step))
      let values = curve.values
      #expect(values.count <= ThinnedCurve.limit)
      #expect(values.count >= min(step, ThinnedCurve.limit / 2))
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      if step <= ThinnedCurve.limit { #expect(values == (1...step).map(Float.init)) }
      #expect(try copied(curve) == curve)
    }
  }

  /// Evenly, however long the episode goes on.
  @Test func thinsEvenly() {
    var curve = ThinnedCurve()
    for step in 1...5_000 {
      curve.append(Float(step))
      let gaps = Set(zip(curve.values, curve.values.dropFirst()).map { $1 - $0 })
      #expect(gaps.count <= 1, "step \(step)")
      #expect(Float(step) - (curve.values.last ?? 0) < max(1, gaps.first ?? 1))
    }
  }
}

/// From values to probabilities.
struct ValueCalibratorTests {
  /// Examples whose values say too little: the true distribution, drawn towards an even one.
  private func examples(
    _ count: Int, classes: Int, seed: UInt64, value: (Float) -> Float
  ) -> [(truth: [Float], example: ValueCalibrator.Example)] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let weights = (0..<classes).map { _ in random.uniform() * random.uniform() + 0.01 }
      let total = weights.reduce(0, +)
      let truth = weights.map { $0 / total }
      var draw = random.uniform()
      var label = 0
      while label < classes - 1, draw >= truth[label] {
        draw -= truth[label]
        label += 1
      }
      let values = truth.map(value)
      let sum = values.reduce(0, +)
      return (
        truth,
        ValueCalibrator.Example(
          values: values.map { $0 / sum }, age: ValueCalibrator.age(5), label: label, weight: 1)
      )
    }
  }

  private func distance(_ judgement: ValueCalibrator, classes: Int, value: (Float) -> Float)
    -> Float
  {
    let others = examples(300, classes: classes, seed: 99, value: value)
    var sum: Float = 0
    for other in others {
      let found = judgement.probabilities(other.example.values, steps: 5)
      for (found, truth) in zip(found, other.truth) { sum += abs(found - truth) }
    }
    return sum / Float(others.count * classes)
  }

  /// Two and three classes, whose values say too little.
  @Test(arguments: [2, 3])
  func fewClasses(classes: Int) {
    func shrunk(_ truth: Float) -> Float { (truth + 1 / Float(classes)) / 2 }
    var judgement = ValueCalibrator(classes: classes)
    let before = distance(judgement, classes: classes, value: shrunk)
    judgement.learn(
      examples(4_000, classes: classes, seed: 3, value: shrunk).map(\.example), episodes: 4_000)
    let after = distance(judgement, classes: classes, value: shrunk)
    #expect(after < 0.03)
    #expect(after < before / 2)
  }

  /// Many classes, for which one exponent is learned.
  @Test func manyClasses() {
    func flat(_ truth: Float) -> Float { truth.squareRoot() }
    var judgement = ValueCalibrator(classes: 12)
    let before = distance(judgement, classes: 12, value: flat)
    judgement.learn(
      examples(3_000, classes: 12, seed: 4, value: flat).map(\.example), episodes: 3_000)
    let after = distance(judgement, classes: 12, value: flat)
    #expect(after < before / 3)
    #expect(after < 0.01)
  }

  @Test(arguments: [0, 1, 2, 6, 7, 1_000])
  func probabilitiesSumToOne(classes: Int) throws {
    var random = SplitMix64(seed: 5)
    for judgement in [
      ValueCalibrator(classes: classes), try copied(ValueCalibrator(classes: classes)),
    ] {
      for steps in [0, 1, 1 << 16] {
        let shares = judgement.probabilities(random.floats(classes, -2, 3), steps: steps)
        #expect(shares.count == classes)
        #expect(shares.allSatisfy { (0...1).contains($0) })
        if classes > 0 { #expect(abs(shares.reduce(0, +) - 1) < 1e-4) }
      }
    }
  }

  /// One class alone, or a single one seen, teaches nothing.
  @Test func nothingToLearn() {
    var judgement = ValueCalibrator(classes: 2)
    let same = ValueCalibrator.Example(values: [0.4, 0.6], age: 0, label: 1, weight: 1)
    judgement.learn([same, same], episodes: 2)
    #expect(judgement == ValueCalibrator(classes: 2))
    judgement.learn([], episodes: 0)
    #expect(judgement == ValueCalibrator(classes: 2))
  }
}

/// Weights of several predictions.
struct SimplexWeightsTests {
  @Test func oneIsBetter() {
    // Errors that know nothing of each other, with squares of 1 and 4: four parts to one.
    let weights = SimplexWeights.weights([1, 0, 0, 4], count: 2)
    #expect(abs(weights[0] - 0.8) < 0.01)
    #expect(abs(weights[0] + weights[1] - 1) < 1e-9)
    // The same errors, only larger, are worth nothing.
    let scaled = SimplexWeights.weights([1, 2, 2, 4], count: 2)
    #expect(scaled[0] > 0.99)
    // As good as each other.
    let even = SimplexWeights.weights([1, 0, 0, 0, 1, 0, 0, 0, 1], count: 3)
    #expect(even.allSatisfy { abs($0 - 1.0 / 3) < 1e-6 })
  }

  @Test func oppositeErrorsCancel() {
    let weights = SimplexWeights.weights([1, -0.9, -0.9, 1], count: 2)
    #expect(weights.allSatisfy { abs($0 - 0.5) < 1e-6 })
  }

  @Test func degenerate() {
    #expect(SimplexWeights.weights([5], count: 1) == [1])
    #expect(SimplexWeights.weights([0, 0, 0, 0], count: 2) == [0.5, 0.5])
    #expect(SimplexWeights.weights([.infinity, 0, 0, .infinity], count: 2) == [0.5, 0.5])
  }

  @Test(arguments: Variants.seeds)
  func noneIsBetterThanTheMixture(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 14
    let errors = (0..<count).map { index in
      random.floats(200, -1, 1).map { Double($0) * (1 + Double(index) / 4) }
    }
    var products = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<count {
        products[i * count + j] = zip(errors[i], errors[j]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    let weights = SimplexWeights.weights(products, count: count)
    #expect(weights.allSatisfy { $0 >= 0 })
    #expect(abs(weights.reduce(0, +) - 1) < 1e-6)
    var loss = 0.0
    for i in 0..<count {
      for j in 0..<count { loss += weights[i] * weights[j] * products[i * count + j] }
    }
    #expect((0..<count).allSatisfy { loss <= products[$0 * count + $0] * 1.001 })
  }
}
