extension ClassEnsemble {
  mutating func reserveTargets() {
    let room = max(2, classes)
    tables.reserveClasses(room)
    columnExperts.reserve(targets: room)
    online.reserve(columns: columns)
  }

  /// Begins an epoch: experts are rebuilt with a new encoder from retained examples; calibrators
  /// and mixers are kept.
  mutating func refit(_ encoder: ColumnEncoder, from retained: ReplayBuffer) {
    begin(FeatureMap(encoder: encoder, classes: classes, seed: seed))
    replay(retained)
  }

  /// Empties the experts for an epoch of another encoder.
  mutating func begin(_ bank: FeatureMap) {
    let contexts = self.bank.contexts.count
    columnExperts.begin(bank)
    online = OnlineLogistic(features: bank.encoder.linearStride)
    tables = CountTables(contexts: bank.contexts, classes: max(2, classes))
    trees = nil
    recentTrees = nil
    recall.recency = nil
    recall.trees = nil
    if bank.contexts.count != contexts {
      let known = classes
      next.makeMixers(bank)
      recall.head.makeMixers(bank)
      classes = 0
      reserve(known)
    } else {
      reserveTargets()
    }
  }

  /// Adds retained examples to every expert over columns, then solves and grows.
  ///
  /// Experts over payload fields stay as they are: their encoders are fixed.
  mutating func replay(_ retained: ReplayBuffer) {
    var example = bank.makeExample()
    columnExperts.beginReplay()
    for row in 0..<retained.count {
      retained.copy(row, into: &example.row)
      bank.encode(&example)
      // Only the last examples are still in a window.
      add(
        example, label: Int(retained.outcome(row)),
        toWindows: retained.count - row <= columnExperts.neighbours.capacity)
    }
    columnExperts.finishReplay(targets)
    solve(force: true)
    growTrees(from: retained)
  }

  /// Adds an example to every expert.
  mutating func add(_ example: EncodedExample, label: Int, toWindows: Bool = true) {
    columnExperts.add(
      example, target: label, value: 1, outcome: Float(label), targets: targets,
      toWindows: toWindows)
    online.learn(example.linear, label: label)
    tables.add(example.slots, label: label)
  }

  /// Solves from the sums alone, and grows the trees again.
  mutating func finalizeFit(_ retained: ReplayBuffer) {
    senses.finalizeFit(retained)
    if classes >= 2 { columnExperts.solveAnew(targets: targets) }
    growTrees(from: retained)
  }

  mutating func solve(force: Bool = false) {
    guard classes >= 2 else { return }
    columnExperts.refresh(targets: targets, force: force)
  }

  /// The number of boosting rounds: more if trees proved useful, fewer if each round needs many
  /// trees.
  private var treeRounds: Int {
    let rounds = treeWorth > 0.2 ? 100 : treeWorth > 0.02 ? 50 : 25
    return max(1, rounds / max(1, columns / 10))
  }

  /// The cost of growing the trees, in cell visits per retained example.
  var treeCost: Int { treeRounds * columns * bank.encoder.active.count }

  /// Grows trees on the examples since the last change.
  mutating func growRecentTrees(from retained: ReplayBuffer) {
    guard classes >= 2 else { return }
    recentTrees = boosted(retained)
  }

  func boosted(_ retained: ReplayBuffer) -> BoostedTrees {
    HistogramTreeBuilder.boost(
      retained.forTrees, encoder: bank.encoder, classes: classes, rounds: treeRounds)
  }

  /// Grows the trees again.
  mutating func growTrees(from retained: ReplayBuffer) {
    guard classes >= 2 && retained.count >= 16 else { return }
    trees = boosted(retained)
  }
}
