import CKernels

extension NumberEnsemble {
  /// Experts' outputs are clamped to the range of the outcomes seen, widened by this share of the
  /// range.
  private static let rangeMargin: Float = 0.1
  /// Added to a ratio before its logarithm becomes a feature of the expected error, so that ratios
  /// near zero, which differ by chance alone, become similar.
  private static let spreadFloor: Float = 0.05
  private static let errorFloor: Float = 0.2
  private static let distanceFloor: Float = 0.1

  /// Computes the features of an example whose cells are filled.
  func encode(_ t: inout NumberForwardPass) {
    bank.encode(&t.example)
    anovaFeatures.encode(t.example, bank.encoder, into: &t.anova)
    if !senses.perception.isBlank {
      senses.perception.extract(t.example.row.payloads, into: &t.payloadFeatures)
    }
  }

  /// Looks up the example's contexts.
  func lookUp(_ t: inout NumberForwardPass) {
    tables.evidence(t.example.slots, mean: mean, into: &t.tableEvidence)
    t.tableNorm = t.tableEvidence.withUnsafeBufferPointer {
      Kernels.best.dot($0.baseAddress, $0.baseAddress, tables.inputs)
    }
    let contexts = tables.contexts.count
    t.tableRow[0] = Int16(ColumnEncoder.unit)
    for context in 0..<contexts {
      let value = t.tableEvidence[contexts + context] * ColumnEncoder.unit
      t.tableRow[Kernels.alignment + context] = Int16(max(-2047, min(2047, value.rounded())))
    }
  }

  @inline(__always)
  private static func bin(_ value: Float) -> Int {
    Int(max(0, min(Float(bins) - 0.5, (value + 2) * 2)))
  }

  /// Predicts; `t.mean`, `t.lower` and `t.upper` receive the result.
  ///
  /// - Returns: the mean.
  @discardableResult
  func forward(_ t: inout NumberForwardPass) -> Float {
    encode(&t)
    predictRidges(&t)
    let spread = thinkNeighbours(&t)
    let running = mean
    t.experts[NumberExpert.trees.rawValue] = running
    t.experts[NumberExpert.livingTrees.rawValue] = running
    if let trees {
      (t.experts[NumberExpert.trees.rawValue], t.experts[NumberExpert.livingTrees.rawValue]) =
        trees.score(
          t.example.codes, leaves: &t.leaves)
    }
    t.experts[NumberExpert.last.rawValue] = lastOutcome
    t.experts[NumberExpert.mean.rawValue] = running
    t.experts[NumberExpert.recent.rawValue] = recentMean
    thinkTables(&t)
    senses.state(&t, mean: running)
    if let hidden {
      t.experts[NumberExpert.count + senses.count] = hidden.value(t.example.dense) ?? running
    }
    predictLogarithm(&t)
    combine(&t)
    thinkInterval(&t, spread: spread)
    return t.mean
  }

  private func predictRidges(_ t: inout NumberForwardPass) {
    let running = mean
    let unit = 1 / TargetScaler.unit
    let (linear, kernels) = (columnExperts.linear, columnExperts.kernels)
    let windows = columnExperts.windows
    t.experts[NumberExpert.linear.rawValue] = linear.value(t.example.linear, 0) * unit
    t.experts[NumberExpert.anova.rawValue] = anova.value(t.anova, 0) * unit
    // Safety: the feature map made the example, with `fourierCount` features for every kernel.
    t.example.fourier.withUnsafeBufferPointer { features in
      let features = features.baseAddress.unsafelyUnwrapped
      for index in kernels.indices {
        t.experts[NumberExpert.smoothKernel.rawValue + index] =
          kernels[index].value(features + index * bank.fourierCount, 0) * unit
      }
      t.experts[NumberExpert.kernelWindow.rawValue] =
        windows[2].solvedTargets > 0 ? windows[2].value(features, 0) * unit : running
    }
    for index in 0..<2 {
      t.experts[NumberExpert.shortWindow.rawValue + index] =
        windows[index].solvedTargets > 0
        ? windows[index].value(t.example.linear, 0) * unit : running
    }
  }

  /// Computes means of the nearest neighbours, by rank and by nearness; returns the spread of their
  /// outcomes.
  private func thinkNeighbours(_ t: inout NumberForwardPass) -> Float {
    let neighbours = columnExperts.neighbours
    neighbours.nearest(t.example.dense, scratch: &t.distances, into: &t.nearest)
    // A weight of 0.3 examples for the mean keeps the estimate from few neighbours close to it.
    var byRank: Float = 0.3 * mean
    var ranks: Float = 0.3
    var byNearness: Float = 0
    var nearness: Float = 0
    var squares: Float = 0
    let closest = (t.nearest.first?.distance ?? 0) + 1e-6
    for (rank, near) in t.nearest.enumerated() {
      let outcome = neighbours.outcomes[near.place]
      let weight = 1 / Float(rank + 2)
      byRank += weight * outcome
      ranks += weight
      let share = closest / (near.distance + 0.5 * closest)
      byNearness += share * outcome
      squares += share * outcome * outcome
      nearness += share
    }
    t.experts[NumberExpert.neighbours.rawValue] = byRank / ranks
    t.experts[NumberExpert.nearness.rawValue] = mean
    guard nearness > 0 else { return 1 }
    let centre = byNearness / nearness
    t.experts[NumberExpert.nearness.rawValue] = centre
    return max(0, squares / nearness - centre * centre).squareRoot()
  }

  private func thinkTables(_ t: inout NumberForwardPass) {
    lookUp(&t)
    let running = mean
    let solved = tableRidge.solvedTargets > 0
    t.experts[NumberExpert.tableRidge.rawValue] =
      running + (solved ? tableRidge.value(t.tableRow, 0) / TargetScaler.unit : 0)
    t.firstSets = [
      0, NumberEnsemble.bin(t.experts[NumberExpert.linear.rawValue]),
      NumberEnsemble.bin(t.experts[NumberExpert.neighbours.rawValue]),
      NumberEnsemble.bin(lastOutcome),
      NumberEnsemble.bin(t.experts[NumberExpert.trees.rawValue]),
    ]
    for index in first.indices {
      t.experts[NumberExpert.tables.rawValue + index] =
        running + first[index].mix(t.tableEvidence, set: t.firstSets[index])
    }
  }

  /// Experts of the transformed outcome, transformed back.
  private func predictLogarithm(_ t: inout NumberForwardPass) {
    guard let logTransform = scale.logTransform else { return }
    let unit = 1 / TargetScaler.unit
    let (linear, kernels) = (columnExperts.linear, columnExperts.kernels)
    let (windows, neighbours) = (columnExperts.windows, columnExperts.neighbours)
    var at = logExperts
    func put(_ value: Float) {
      t.experts[at] = logTransform.inverted(value)
      at += 1
    }
    put(linear.value(t.example.linear, 1) * unit)
    // Safety: as in ``predictRidges(_:)``.
    t.example.fourier.withUnsafeBufferPointer { features in
      let features = features.baseAddress.unsafelyUnwrapped
      for index in 0..<2 {
        put(kernels[index].value(features + index * bank.fourierCount, 1) * unit)
      }
    }
    put(anova.value(t.anova, 1) * unit)
    var sum: Float = 0
    var total: Float = 0
    for (rank, near) in t.nearest.enumerated() {
      let weight = 1 / Float(rank + 2)
      sum += weight * logTransform.transformed(neighbours.outcomes[near.place])
      total += weight
    }
    put(total > 0 ? sum / total : 0)
    put(windows[1].solvedTargets > 1 ? windows[1].value(t.example.linear, 1) * unit : 0)
    put(windows[2].solvedTargets > 1 ? windows[2].value(t.example.fourier, 1) * unit : 0)
    t.experts[at] = t.experts[NumberExpert.trees.rawValue]
    t.experts[at + 1] = t.experts[NumberExpert.livingTrees.rawValue]
    if let logTrees {
      let (grown, living) = logTrees.score(t.example.codes, leaves: &t.logLeaves)
      t.logLiving = living
      put(grown)
      put(living)
    }
  }

  /// The second layer.
  private func combine(_ t: inout NumberForwardPass) {
    // Clamp experts to the range of outcomes seen, slightly widened.
    let margin = NumberEnsemble.rangeMargin * (highest - lowest)
    let low = max(-TargetScaler.reach, lowest - margin)
    let high = min(TargetScaler.reach, highest + margin)
    func within(_ value: Float) -> Float {
      value.isNaN || low > high ? 0 : max(low, min(high, value))
    }
    let used = usedExperts
    let extras = NumberEnsemble.stackExtras
    for expert in 0..<used { t.experts[expert] = within(t.experts[expert]) }
    t.consensus = consensus.average(t.experts, used: used)
    t.additions[0] = consensus.least.squareRoot()
    t.additions[1] = lastError
    t.additions[2] = recentError
    for expert in 0..<used { t.additions[extras + expert] = t.experts[expert] - t.consensus }
    t.treeless = t.additions
    for expert in NumberExpert.ofTrees { t.treeless[extras + expert] = 0 }
    for twin in NumberExpert.logarithmsOfTrees { t.treeless[extras + logExperts + twin] = 0 }
    t.second[0] = t.consensus
    t.second[1] = leaders.average(t.experts, used: used)
    for (index, stack) in stacks.enumerated() {
      t.second[2 + index] = within(
        t.consensus + stack.correction(t.additions, used: extras + used))
    }
    t.withoutTrees = within(
      t.consensus + treelessStack.correction(t.treeless, used: extras + used))
    t.mean = final.average(t.second, used: t.second.count)
  }

  /// The expected error, and the interval.
  private func thinkInterval(_ t: inout NumberForwardPass, spread: Float) {
    var disagreement: Float = 0
    for expert in 0..<usedExperts {
      let gap = t.experts[expert] - t.mean
      disagreement += consensus.closeness[expert] * gap * gap
    }
    let size = max(1e-6, recentSize)
    t.scaleFeatures[0] = 1
    t.scaleFeatures[1] = Elementary.log(size)
    t.scaleFeatures[2] = Elementary.log(
      NumberEnsemble.spreadFloor + disagreement.squareRoot() / size)
    t.scaleFeatures[3] = Elementary.log(NumberEnsemble.spreadFloor + spread / size)
    t.scaleFeatures[4] = Elementary.log(NumberEnsemble.errorFloor + abs(lastError) / size)
    t.scaleFeatures[5] = Elementary.log(
      NumberEnsemble.distanceFloor + abs(t.mean - mean) / size)
    t.scaleLevels[0] = Int(max(0, min(31, (t.mean + 4) * 4)))
    let kinds = ColumnBinner.levelCounts.count + 1
    for table in 1..<NumberEnsemble.scaleTables {
      t.scaleLevels[table] = 0
      guard table <= scaleColumns.count else { continue }
      let alone = t.example.levels[scaleColumns[table - 1] * kinds + kinds - 1]
      t.scaleLevels[table] = min(ResidualScale.levels - 1, Int(alone))
    }
    t.scale = max(1e-6, residualScale.scale(t.scaleFeatures, t.scaleLevels))
    (t.lower, t.upper) = interval.ends(mean: t.mean, scale: t.scale)
  }
}
