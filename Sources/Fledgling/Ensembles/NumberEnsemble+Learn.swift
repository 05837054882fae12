extension NumberEnsemble {
  /// Squared errors count in full up to this many squared deviations, or up to this many times the
  /// usual one.
  private static let leastLimit: Float = 64
  private static let limitShare: Float = 36

  /// Learns the outcome, in standardised units and not clamped, of the example last predicted.
  mutating func learn(_ t: inout NumberForwardPass, outcome: Float) {
    let clamped = TargetScaler.clamped(outcome)
    if learned > 0 {
      judge(t, outcome)
      learnMixers(t, clamped)
      interval.learn(outcome, mean: t.mean, scale: t.scale, lower: t.lower, upper: t.upper)
      let error = clamped - t.mean
      residualScale.learn(t.scaleFeatures, t.scaleLevels, ratio: abs(error) / t.scale)
      noteError(error)
    }
    learned += 1
    lastOutcome = clamped
    add(t, clamped)
    senses.learn(t.payloadFeatures, outcome: clamped)
    if learned >= nextSolve {
      nextSolve = learned + max(1, learned / (learned < 100 ? 20 : 10))
      solve()
    }
  }

  /// Updates each expert's score.
  private mutating func judge(_ t: NumberForwardPass, _ outcome: Float) {
    let unit = scale.deviation * scale.deviation
    let used = usedExperts
    judged += 1
    func square(_ expert: Int) -> Double {
      let error = Double(t.experts[expert] - outcome)
      return error * error * unit
    }
    for expert in 0..<used { expertSquares[expert] += square(expert) }
    guard scale.logTransform == nil else { return }
    for (place, expert) in NumberExpert.straight.enumerated() {
      expertSquares[logExperts + place] += square(expert.rawValue)
    }
  }

  /// The square beyond which an error is an outlier.
  private var limit: Float {
    learned > 20
      ? max(
        NumberEnsemble.leastLimit,
        NumberEnsemble.limitShare * min(consensus.least, final.least)) : .infinity
  }

  private mutating func learnMixers(_ t: NumberForwardPass, _ outcome: Float) {
    let limit = limit
    let bound = limit.squareRoot()
    let used = usedExperts
    let inputs = NumberEnsemble.stackExtras + used
    let noise = learned > 10 ? min(consensus.least, final.least) : consensus.least
    let addition = outcome - t.consensus
    let weight = min(1, bound / max(1e-6, abs(addition)))
    for index in stacks.indices {
      stacks[index].learn(
        t.additions, used: inputs, addition: addition, weight: weight, noise: noise)
    }
    treelessStack.learn(
      t.treeless, used: inputs, addition: addition, weight: weight, noise: noise)
    leaders.learn(t.experts, used: used, outcome: outcome, limit: limit)
    consensus.learn(t.experts, used: used, outcome: outcome, limit: limit)
    final.learn(t.second, used: t.second.count, outcome: outcome, limit: limit)
    let with = t.second[2 + NumberEnsemble.treefulStack] - outcome
    let without = t.withoutTrees - outcome
    let worthRate = max(0.001, 1 / (Float(learned) + 1))
    lossWithTrees += worthRate * (min(limit, with * with) - lossWithTrees)
    lossWithoutTrees += worthRate * (min(limit, without * without) - lossWithoutTrees)
    trees?.learn(
      t.leaves,
      error: max(-bound, min(bound, outcome - t.experts[NumberExpert.livingTrees.rawValue])))
    if let logTransform = scale.logTransform {
      logTrees?.learn(
        t.logLeaves, error: max(-4, min(4, logTransform.transformed(outcome) - t.logLiving)))
    }
    for index in first.indices {
      learnFirst(
        index, t, set: t.firstSets[index],
        error: outcome - t.experts[NumberExpert.tables.rawValue + index],
        count: learned)
    }
  }

  /// One step of a first-layer mixer; errors are clamped to four times the usual one.
  mutating func learnFirst(
    _ index: Int, _ t: NumberForwardPass, set: Int, error: Float, count: Int
  ) {
    let rate = max(0.01, 0.3 / (1 + Float(count) / 50))
    let bound = learned > 20 ? 4 * max(1e-3, recentSize) : .infinity
    first[index].learn(
      t.tableEvidence, norm: t.tableNorm, set: set, error: max(-bound, min(bound, error)),
      rate: rate)
  }

  private mutating func noteError(_ error: Float) {
    let bound = limit.squareRoot()
    let bounded = max(-bound, min(bound, error))
    let share = 1 / (Float(learned) + 1)
    lastError = bounded
    recentError += max(0.05, share) * (bounded - recentError)
    recentSize += max(0.02, share) * (abs(bounded) - recentSize)
  }
}
