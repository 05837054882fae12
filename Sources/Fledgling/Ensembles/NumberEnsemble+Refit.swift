extension NumberEnsemble {
  static func anova(_ features: AnovaFeatures) -> Ridge {
    Ridge(features: features.count, scale: Double(ColumnEncoder.unit), penalty: 1)
  }

  /// A constant and the contexts' means, side by side.
  static func tableRidge(_ bank: FeatureMap) -> SlidingWindowRidge {
    SlidingWindowRidge(
      features: Kernels.alignment + bank.contexts.count, window: 2_000, interval: 100,
      penalty: 10, scale: Double(ColumnEncoder.unit))
  }

  static func stack(memory: Double) -> ForgettingStackedRidge {
    ForgettingStackedRidge(inputs: stackInputs, forgetting: 1 / memory, spread: stackSpread)
  }

  mutating func makeFirst() {
    let inputs = tables.inputs
    let initial = 2 / Float(max(1, tables.contexts.used * MeanTables.rates))
    first = (0..<NumberEnsemble.firstMixers).map {
      GatedLinearMixer(inputs: inputs, sets: $0 == 0 ? 1 : NumberEnsemble.bins, initial: initial)
    }
  }

  mutating func reserveTargets() {
    columnExperts.reserve(targets: 2)
    anova.reserve(2)
    tableRidge.reserveTargets(1)
  }

  /// Begins an epoch: experts are rebuilt with a new encoder and a new scale from retained
  /// examples, whose outcomes are raw; the mixers are kept.
  mutating func refit(_ encoder: ColumnEncoder, scale: TargetScaler, from retained: ReplayBuffer) {
    begin(encoder, scale: scale)
    replay(retained)
  }

  /// Clears the experts for an epoch of another encoder.
  mutating func begin(_ encoder: ColumnEncoder, scale: TargetScaler) {
    rescale(to: scale)
    rebuild(encoder)
  }

  /// Adds retained examples to every expert, then solves and grows.
  mutating func replay(_ retained: ReplayBuffer) {
    columnExperts.beginReplay()
    tableRidge.isReplaying = true
    var t = makeThought()
    for row in 0..<retained.count {
      retained.copy(row, into: &t.example.row)
      encode(&t)
      let outcome = clamped(retained.outcome(row))
      // Only the last examples are still in a window.
      let windowed = retained.count - row <= columnExperts.neighbours.capacity
      if windowed {
        lookUp(&t)
        let said = mean + first[0].mix(t.tableEvidence, set: 0)
        learnFirst(0, t, set: 0, error: outcome - said, count: row)
      }
      add(t, outcome, toWindows: windowed)
      senses.relearn(t.payloadFeatures, outcome: outcome)
    }
    senses.refresh()
    for index in 1..<first.count { first[index].copy(first[0]) }
    columnExperts.finishReplay(targets)
    tableRidge.finishReplay(0..<1)
    solve(force: true)
    growTrees(from: retained)
  }

  /// A raw outcome in standardised units, within reach.
  func clamped(_ outcome: Double) -> Float {
    TargetScaler.clamped(scale.standardised(outcome))
  }

  private mutating func rebuild(_ encoder: ColumnEncoder) {
    let earlier = anova
    columnExperts.begin(FeatureMap(encoder: encoder, classes: 0, seed: seed))
    // Payload features stay the same, but outcomes have another scale.
    senses = NumberPayloadExperts(senses.perception)
    if hidden != nil { hidden = ExtremeLearningMachine(inputs: max(1, encoder.denseCount)) }
    anovaFeatures = AnovaFeatures(encoder: encoder)
    anova = NumberEnsemble.anova(anovaFeatures)
    anova.copyPenalty(earlier)
    tables = MeanTables(contexts: bank.contexts)
    tableRidge = NumberEnsemble.tableRidge(bank)
    reserveTargets()
    // Contexts depend on the encoder, so the weights learned for them are dropped as well.
    makeFirst()
    trees = nil
    logTrees = nil
    setScaleColumns()
    residualScale.forgetLevels()
    sum = 0
    summed = 0
    recentMean = 0
    lowest = .infinity
    highest = -.infinity
  }

  func mostRelevantColumns(_ count: Int) -> [Int] {
    let relevance = bank.encoder.relevance
    return Array(
      bank.encoder.active.sorted { (relevance[$0], $1) > (relevance[$1], $0) }.prefix(count))
  }

  mutating func setScaleColumns() {
    scaleColumns = mostRelevantColumns(NumberEnsemble.scaleTables - 1)
  }

  /// Converts stored errors and outcomes to the units of another scale.
  private mutating func rescale(to scale: TargetScaler) {
    let old = self.scale
    let ratio = Float(old.deviation / scale.deviation)
    lastOutcome = TargetScaler.clamped(scale.standardised(old.restored(lastOutcome)))
    self.scale = scale
    guard ratio.isFinite && ratio > 0 && ratio != 1 else { return }
    let square = ratio * ratio
    guard square.isNormal else { return }
    consensus.rescale(square)
    leaders.rescale(square)
    final.rescale(square)
    for index in stacks.indices { stacks[index].rescale(Double(square)) }
    treelessStack.rescale(Double(square))
    lastError *= ratio
    recentError *= ratio
    recentSize *= ratio
    lossWithTrees *= square
    lossWithoutTrees *= square
  }

  /// Adds an example to every expert.
  mutating func add(_ t: NumberForwardPass, _ outcome: Float, toWindows: Bool = true) {
    let value = TargetScaler.quantised(outcome)
    let second = scale.logTransform.map { TargetScaler.quantised($0.transformed(outcome)) }
    columnExperts.add(
      t.example, target: 0, value: value, second: second, outcome: outcome, targets: targets,
      toWindows: toWindows)
    anova.add(t.anova, target: 0, value: value)
    if let second { anova.addTarget(t.anova, target: 1, value: second) }
    if toWindows {
      tableRidge.add(
        t.tableRow, target: 0, value: Float(TargetScaler.quantised(outcome - mean)),
        targets: 0..<1)
    }
    tables.add(t.example.slots, outcome: outcome)
    sum += Int64(value)
    summed += 1
    recentMean += max(0.05, 1 / Float(summed)) * (outcome - recentMean)
    lowest = min(lowest, outcome)
    highest = max(highest, outcome)
  }

  /// Solves from the sums alone, and grows the trees again.
  mutating func finalizeFit(_ retained: ReplayBuffer) {
    columnExperts.solveAnew(targets: targets)
    anova.solveAnew(targets: targets)
    senses.finalizeFit(retained, scale: scale)
    if hidden != nil { makeHidden(from: retained) }
    growTrees(from: retained)
  }

  /// Fits the expert over hidden units again.
  private mutating func makeHidden(from retained: ReplayBuffer) {
    let newest = retained.newest(ExtremeLearningMachine.limit)
    var example = bank.makeExample()
    var examples: [(dense: [Float], outcome: Float)] = []
    examples.reserveCapacity(newest.count)
    for age in 0..<newest.count {
      newest.copy(age, into: &example.row)
      bank.encoder.encode(
        example.row.cells, rests: example.row.rests, into: &example)
      examples.append((example.dense, clamped(newest.outcome(age))))
    }
    hidden?.make(examples)
  }

  mutating func solve(force: Bool = false) {
    columnExperts.refresh(targets: targets, force: force)
    anova.refresh(targets: targets, force: force)
  }

  /// The number of boosting rounds: fewer unless trees proved useful.
  private var treeRounds: Int { treeWorth > 0.02 ? 100 : 50 }

  /// The cost of growing the trees, in cell visits per retained example.
  var treeCost: Int { treeRounds * targets.count * bank.encoder.active.count }

  /// Grows the trees again.
  mutating func growTrees(from retained: ReplayBuffer) {
    guard retained.count >= 16 else { return }
    if let hidden, retained.count >= 4 * hidden.madeFrom { makeHidden(from: retained) }
    let retained = retained.forTrees
    func grow(_ logTransform: LogTargetTransform?) -> OnlineLeafTrees {
      OnlineLeafTrees(
        HistogramTreeBuilder.boost(
          retained, encoder: bank.encoder, scale: scale, logTransform: logTransform,
          rounds: treeRounds))
    }
    trees = grow(nil)
    logTrees = scale.logTransform.map { grow($0) }
  }
}
