/// The raw forecast after one step.
struct RawForecast: Sendable {
  var prediction = Prediction.unknown
  /// The median of the amount.
  var median: Double?
  var risk: Double?
  var stepsLeft: Double?
}

/// The weights that predict values, and their calibration.
///
/// A pure function of the sums and the sample of landmarks.
struct ValueForecaster: Sendable {
  /// The number of landmarks from which the mixture of candidates is computed.
  private static let mixtureRows = 4_096
  /// The share of outcomes that sets and intervals contain.
  private static let coverage = 0.9

  private(set) var aim: ValueTargets
  private let features: Int
  /// Per target, the weights of integer features; empty before the first fit.
  private var weights: [Float] = []
  private(set) var judgement: ValueCalibrator
  /// The least probability of a class in the set.
  private var threshold: Float = 0
  /// The levels of the interval's ends.
  private var lower = 0.05
  private var upper = 0.95
  /// The greatest risk along each good episode, from sums without it.
  private(set) var peaks: [Float] = []
  /// The weight of each solver of values.
  private(set) var shares: [SolverWeight] = []

  init(aim: ValueTargets, features: Int) {
    self.aim = aim
    self.features = features
    judgement = ValueCalibrator(classes: aim.classes)
  }

  /// Predicts from features.
  func predict(
    _ row: [Int16], steps: Int, elapsed: Double, _ classes: [String]
  ) -> RawForecast {
    guard !weights.isEmpty else { return RawForecast() }
    var values = [Float](repeating: 0, count: aim.targets)
    weights.withUnsafeBufferPointer { weights in
      for target in values.indices {
        values[target] = Kernels.best.dot_i16(
          row, weights.baseAddress.unsafelyUnwrapped + target * features, features)
      }
    }
    var seen = RawForecast()
    seen.stepsLeft = max(0, Double(values[0]) * aim.stepScale)
    if aim.isClassified {
      guard aim.classes > 0 else { return RawForecast() }
      let shares = judgement.probabilities(Array(values[aim.shares]), steps: steps)
      seen.prediction = .label(
        LabelPrediction(
          labels: Array(classes.prefix(shares.count)), probabilities: shares, threshold: threshold))
      seen.risk = risk(shares, classes)
    } else {
      let curve = ExceedanceCurve(values[aim.shares], aim)
      let mean = max(aim.least, min(aim.most, Double(values[1]) * aim.scale))
      seen.prediction = .number(
        NumberPrediction(
          value: mean, lower: min(mean, curve.quantile(lower)),
          upper: max(mean, curve.quantile(upper))))
      seen.median = curve.quantile(0.5)
      seen.risk = risk(curve, steps: steps, elapsed: elapsed)
      if aim.goal.target == .remainingSteps { seen.stepsLeft = mean }
    }
    return seen
  }

  private func risk(_ shares: [Float], _ classes: [String]) -> Double? {
    guard case .labels(let bad) = aim.goal.bad else { return nil }
    var risk: Float = 0
    for (share, label) in zip(shares, classes) where bad.contains(label) { risk += share }
    return Double(risk)
  }

  private func risk(_ curve: ExceedanceCurve, steps: Int, elapsed: Double) -> Double? {
    let sofar: Double =
      switch aim.goal.target {
      case .outcome: 0
      case .remainingSteps: Double(steps)
      case .remainingTime: elapsed
      }
    switch aim.goal.bad {
    case .above(let limit): return curve.probability(above: limit - sofar)
    case .below(let limit): return 1 - curve.probability(above: limit - sofar)
    case .labels, nil: return nil
    }
  }
}

extension ValueForecaster {
  /// The common properties of candidates that are solved from the same sums.
  private struct AssemblyKey: Hashable {
    let isTemporal: Bool
    let halfLife: Double?
  }

  /// Solves the weights, and calibrates them on the values of episodes that the sums do not
  /// contain.
  mutating func make(
    _ candidates: [SolverConfiguration], _ blocks: JackknifeBlocks, _ sample: HoldoutLandmarks,
    linear: Int,
    _ classes: [String]
  ) {
    guard blocks.blocks.count > 1, blocks.rows > 0, aim.targets > 1, !sample.marks.isEmpty else {
      return
    }
    let solver = LSTDSolver(blocks, linear: linear)
    let places = [nil] + blocks.blocks.indices.map { Optional($0) }
    // Per candidate, its weights from all blocks, then from all blocks but one.
    var solved = [[[Float]]](
      repeating: [[Float]](repeating: [], count: places.count), count: candidates.count)
    for (slot, block) in places.enumerated() {
      var assemblies: [AssemblyKey: LSTDSolver.Assembly] = [:]
      for (index, candidate) in candidates.enumerated() {
        let key = AssemblyKey(isTemporal: candidate.isTemporal, halfLife: candidate.halfLife)
        let assembly =
          assemblies[key]
          ?? solver.assembly(
            isTemporal: candidate.isTemporal, halfLife: candidate.halfLife, without: block)
        assemblies[key] = assembly
        solved[index][slot] = ValueForecaster.byTarget(
          solver.weights(assembly, isLinear: candidate.isLinear, penalty: candidate.penalty), aim,
          features)
      }
    }
    let without = solved.map { Array($0.dropFirst()) }
    let roles = aim.isClassified ? [0..<1, aim.shares] : [0..<1, 1..<2, aim.shares]
    let mixtures = roles.map { mixture(of: $0, without, sample) }
    shares = zip(candidates, mixtures[mixtures.count - 1]).map { SolverWeight($0, share: $1) }
    var whole = [Float](repeating: 0, count: aim.targets * features)
    var parts = [[Float]](repeating: whole, count: blocks.blocks.count)
    for index in candidates.indices {
      let all = solved[index][0]
      for (role, mixture) in zip(roles, mixtures) where mixture[index] > 1e-4 {
        let share = Float(mixture[index])
        for place in role.lowerBound * features..<role.upperBound * features {
          whole[place] += share * all[place]
          for block in parts.indices { parts[block][place] += share * without[index][block][place] }
        }
      }
    }
    weights = whole
    judge(parts, sample, classes)
  }

  /// From `[feature][target]` in original units to `[target][feature]` for integer features.
  private static func byTarget(_ weights: [Double], _ aim: ValueTargets, _ features: Int) -> [Float]
  {
    var out = [Float](repeating: 0, count: aim.targets * features)
    let unit = 1 / Double(StepEncoder.unit)
    for feature in 0..<features {
      for target in 0..<aim.targets {
        out[target * features + feature] = Float(weights[feature * aim.targets + target] * unit)
      }
    }
    return out
  }

  /// The mixture of candidates for some targets, by their errors on episodes they do not rest on.
  private func mixture(
    of targets: Range<Int>, _ without: [[[Float]]], _ sample: HoldoutLandmarks
  ) -> [Double] {
    let count = without.count
    let step = max(1, sample.marks.count / ValueForecaster.mixtureRows)
    var products = [Double](repeating: 0, count: count * count)
    var errors = [Double](repeating: 0, count: count)
    let unit = 1 / ValueTargets.unit
    for mark in stride(from: 0, to: sample.marks.count, by: step) {
      let block = Int(sample.marks[mark].block)
      for target in targets {
        let truth = Float(sample.targets[mark][target]) * unit
        for index in 0..<count {
          let value = without[index][block].withUnsafeBufferPointer {
            sample.value(mark, $0.baseAddress.unsafelyUnwrapped + target * features)
          }
          errors[index] = Double(value - truth)
        }
        for i in 0..<count {
          for j in 0...i { products[i * count + j] += errors[i] * errors[j] }
        }
      }
    }
    for i in 0..<count { for j in i..<count { products[i * count + j] = products[j * count + i] } }
    return SimplexWeights.weights(products, count: count)
  }

  /// The values of the classes or levels at a landmark.
  private func values(_ mark: Int, _ weights: [Float], _ sample: HoldoutLandmarks) -> [Float] {
    weights.withUnsafeBufferPointer { weights in
      aim.shares.map { sample.value(mark, weights.baseAddress.unsafelyUnwrapped + $0 * features) }
    }
  }

  private mutating func judge(_ parts: [[Float]], _ sample: HoldoutLandmarks, _ classes: [String]) {
    let all = sample.marks.enumerated().map { values($0, parts[Int($1.block)], sample) }
    if aim.isClassified { learnJudgement(all, sample) }
    var scores: [Double] = []
    var largest: [Int32: Double] = [:]
    let shifts = goodShifts(parts, sample, classes)
    for (index, mark) in sample.marks.enumerated() {
      if aim.isClassified {
        let shares = judgement.probabilities(all[index], steps: Int(mark.steps))
        scores.append(Double(shares[Int(mark.label)]))
      } else {
        let curve = ExceedanceCurve(all[index], aim)
        scores.append(1 - curve.probability(above: Double(mark.amount)))
      }
      guard mark.isGood, let risk = risk(all[index], mark, classes) else { continue }
      let odds = ValueForecaster.logOdds(risk) + shifts[Int(mark.block)]
      largest[mark.episode] = max(largest[mark.episode] ?? -.infinity, odds)
    }
    scores.sort()
    let miss = 1 - ValueForecaster.coverage
    func quantile(_ share: Double) -> Double { scores[Int(share * Double(scores.count - 1))] }
    if aim.isClassified {
      threshold = Float(quantile(miss))
    } else {
      lower = max(0.001, min(0.25, quantile(miss / 2)))
      upper = min(0.999, max(0.75, quantile(1 - miss / 2)))
    }
    peaks = largest.values.map { Elementary.logistic(Float($0)) }.sorted()
  }

  private mutating func learnJudgement(_ all: [[Float]], _ sample: HoldoutLandmarks) {
    var lengths: [Int32: Double] = [:]
    for mark in sample.marks { lengths[mark.episode, default: 0] += 1 }
    let step = max(1, sample.marks.count / (2 * ValueForecaster.mixtureRows))
    let examples = stride(from: 0, to: all.count, by: step).map { index in
      let mark = sample.marks[index]
      return ValueCalibrator.Example(
        values: all[index], age: ValueCalibrator.age(Int(mark.steps)), label: Int(mark.label),
        weight: Double(step) / (lengths[mark.episode] ?? 1))
    }
    judgement = ValueCalibrator(classes: aim.classes)
    judgement.learn(examples, episodes: lengths.count)
  }

  /// The number of landmarks at which weights from all blocks are compared with those from all but
  /// one.
  private static let shiftRows = 512

  /// Per block, how much lower the risk of all other episodes is under the weights without the
  /// block than under the weights in use, in log odds.
  ///
  /// Without a good episode in the sums, all risks are a little higher, most of all where little
  /// can be predicted; this corrects the bias of the episodes left out against new ones.
  private func goodShifts(
    _ parts: [[Float]], _ sample: HoldoutLandmarks, _ classes: [String]
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: parts.count)
    var counts = sums
    guard aim.goal.bad != nil else { return sums }
    for index in stride(
      from: 0, to: sample.marks.count, by: max(1, sample.marks.count / ValueForecaster.shiftRows))
    {
      let mark = sample.marks[index]
      guard let now = risk(values(index, weights, sample), mark, classes) else { continue }
      for block in parts.indices where block != Int(mark.block) {
        let others = risk(values(index, parts[block], sample), mark, classes) ?? now
        sums[block] += ValueForecaster.logOdds(now) - ValueForecaster.logOdds(others)
        counts[block] += 1
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  private static func logOdds(_ risk: Double) -> Double {
    let held = Float(max(1e-4, min(1 - 1e-4, risk)))
    return Double(Elementary.logit(held))
  }

  private func risk(
    _ values: [Float], _ mark: HoldoutLandmarks.Landmark, _ classes: [String]
  ) -> Double? {
    if aim.isClassified {
      return risk(judgement.probabilities(values, steps: Int(mark.steps)), classes)
    }
    return risk(
      ExceedanceCurve(values, aim), steps: Int(mark.steps), elapsed: Double(mark.elapsed))
  }
}

extension ValueForecaster {
  func write(to writer: inout SnapshotWriter) {
    writer.write(weights)
    writer.write(judgement)
    writer.write(threshold)
    writer.write(lower)
    writer.write(upper)
    writer.write(peaks)
    writer.write(shares)
  }

  init(
    aim: ValueTargets, features: Int, from reader: inout SnapshotReader
  ) throws(SnapshotError) {
    self.init(aim: aim, features: features)
    weights = try reader.read()
    judgement = try reader.read()
    threshold = try reader.read()
    lower = try reader.read()
    upper = try reader.read()
    peaks = try reader.read()
    shares = try reader.read()
    guard weights.isEmpty || weights.count % features == 0, weights.allSatisfy(\.isFinite),
      (0...1).contains(lower), (0...1).contains(upper), peaks.allSatisfy(\.isFinite),
      zip(peaks, peaks.dropFirst()).allSatisfy({ $0 <= $1 }), judgement.classes <= aim.classes
    else { throw .damaged("the weights of values do not fit together") }
    self.aim.classes = judgement.classes
    guard weights.isEmpty || weights.count == self.aim.targets * features else {
      throw .damaged("the weights of values do not fit their targets")
    }
  }
}
