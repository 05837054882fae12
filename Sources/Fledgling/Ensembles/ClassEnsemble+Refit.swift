extension ClassEnsemble {
  static func linear(_ bank: FeatureBank) -> Ridge {
    Ridge(features: bank.encoder.linearStride, scale: Double(Encoder.unit), penalty: 1)
  }

  static func kernels(_ bank: FeatureBank) -> [Ridge] {
    bank.fourier.map { Ridge(features: bank.fourierCount, scale: $0.scale, penalty: 0.1) }
  }

  static func windows(_ bank: FeatureBank) -> [WindowRidge] {
    let features = bank.encoder.linearStride
    let unit = Double(Encoder.unit)
    // Wide systems cost more to solve, so they are solved less often.
    let pace = max(1, features / 32)
    return [
      WindowRidge(features: features, window: 500, interval: 20 * pace, penalty: 1, scale: unit),
      WindowRidge(features: features, window: 2_000, interval: 50 * pace, penalty: 1, scale: unit),
      WindowRidge(
        features: FeatureBank.windowFourier, window: 1_000, interval: 100, penalty: 0.1,
        scale: bank.fourier[0].scale),
    ]
  }

  static func neighbours(_ bank: FeatureBank) -> Neighbours {
    // Where there are many inputs, neighbours are far and more of them are needed.
    Neighbours(
      inputs: max(1, bank.encoder.denseCount),
      capacity: bank.encoder.denseCount > 16 ? 5_000 : 2_000)
  }

  mutating func makeMixers() {
    let inputs = bank.contexts.count * CountTables.rates
    first = (0..<ClassEnsemble.firstMixers).map { _ in
      Mixer(
        inputs: inputs, sets: 1,
        initial: [Float](repeating: 4 / Float(inputs + 16), count: inputs))
    }
    let overColumns =
      bank.encoder.hasFields ? ClassEnsemble.firstWeight : ClassEnsemble.firstIdleWeight
    second = (0..<ClassEnsemble.secondMixers).map { _ in
      Mixer(
        inputs: ClassEnsemble.inputs, sets: 1,
        initial: (0..<ClassEnsemble.experts).map {
          $0 < Expert.textCounts ? overColumns : ClassEnsemble.firstSenseWeight
        })
    }
  }

  mutating func reserveTargets() {
    let room = max(2, classes)
    tables.reserveClasses(room)
    linear.reserve(room)
    online.reserve(columns: columns)
    for index in kernels.indices { kernels[index].reserve(room) }
    for index in windows.indices { windows[index].reserveTargets(room) }
  }

  /// Begins an epoch: experts are rebuilt under a new encoder from retained experiences, whatever
  /// calibrates and mixes them lives on.
  mutating func refit(_ encoder: Encoder, from retained: Retained) {
    begin(FeatureBank(encoder: encoder, classes: classes, seed: seed))
    replay(retained)
  }

  /// Empties the experts for an epoch of another view.
  mutating func begin(_ bank: FeatureBank) {
    let contexts = self.bank.contexts.count
    self.bank = bank
    let earlier = [linear] + kernels
    linear = ClassEnsemble.linear(bank)
    kernels = ClassEnsemble.kernels(bank)
    linear.inherit(earlier[0])
    for index in kernels.indices { kernels[index].inherit(earlier[1 + index]) }
    windows = ClassEnsemble.windows(bank)
    neighbours = ClassEnsemble.neighbours(bank)
    online = OnlineLogistic(features: bank.encoder.linearStride)
    tables = CountTables(contexts: bank.contexts, classes: max(2, classes))
    trees = nil
    recentTrees = nil
    if bank.contexts.count != contexts {
      let known = classes
      makeMixers()
      classes = 0
      reserve(known)
    } else {
      reserveTargets()
    }
  }

  /// Adds retained experiences to every expert over columns, then solves and grows.
  ///
  /// Experts over rich fields stay as they are: what they see is innate.
  mutating func replay(_ retained: Retained) {
    var example = bank.makeExample()
    for index in windows.indices { windows[index].isReplaying = true }
    for row in 0..<retained.count {
      retained.copy(row, into: &example.row)
      bank.encode(&example)
      // Only the last experiences are still in some window.
      add(
        example, label: Int(retained.outcome(row)),
        toWindows: retained.count - row <= neighbours.capacity)
    }
    for index in windows.indices { windows[index].finishReplay(targets) }
    solve(force: true)
    growTrees(from: retained)
  }

  /// Adds an experience to every expert.
  mutating func add(_ example: EncodedExample, label: Int, toWindows: Bool = true) {
    linear.add(example.linear, target: label, value: 1)
    online.learn(example.linear, label: label)
    let count = bank.fourierCount
    let targets = targets
    example.fourier.withUnsafeBufferPointer { features in
      let features = features.baseAddress.unsafelyUnwrapped
      for index in kernels.indices {
        kernels[index].add(features + index * count, target: label, value: 1)
      }
      if toWindows { windows[2].add(features, target: label, value: 1, targets: targets) }
    }
    if toWindows {
      windows[0].add(example.linear, target: label, value: 1, targets: targets)
      windows[1].add(example.linear, target: label, value: 1, targets: targets)
      neighbours.add(example.dense, outcome: Float(label))
    }
    tables.add(example.slots, label: label)
  }

  /// Solves from the sums alone, and grows the trees anew.
  mutating func settle(_ retained: Retained) {
    senses.settle(retained)
    if classes >= 2 {
      linear.solveAnew(targets: targets)
      for index in kernels.indices { kernels[index].solveAnew(targets: targets) }
    }
    growTrees(from: retained)
  }

  mutating func solve(force: Bool = false) {
    guard classes >= 2 else { return }
    linear.refresh(targets: targets, force: force)
    for index in kernels.indices { kernels[index].refresh(targets: targets, force: force) }
  }

  /// Rounds of boosting: as many as trees have proved to be worth, fewer where each takes many trees.
  private var treeRounds: Int {
    let rounds = treeWorth > 0.2 ? 100 : treeWorth > 0.02 ? 50 : 25
    return max(1, rounds / max(1, columns / 10))
  }

  /// What growing the trees costs, in cell visits per retained experience.
  var treeCost: Int { treeRounds * columns * bank.encoder.active.count }

  /// Grows trees on what came since the last change.
  mutating func growRecentTrees(from retained: Retained) {
    guard classes >= 2 else { return }
    recentTrees = boosted(retained)
  }

  private func boosted(_ retained: Retained) -> Trees {
    TreeGrower.boost(retained.forTrees, encoder: bank.encoder, classes: classes, rounds: treeRounds)
  }

  /// Grows the trees anew.
  mutating func growTrees(from retained: Retained) {
    guard classes >= 2 && retained.count >= 16 else { return }
    trees = boosted(retained)
  }
}
