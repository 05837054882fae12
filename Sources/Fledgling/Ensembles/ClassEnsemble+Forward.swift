import CKernels

extension ClassEnsemble {
  /// Neighbours' votes: the weight of the prior relative to the nearest's vote, and the share of
  /// the nearest distance added to every distance, so that a neighbour at distance zero does not
  /// outvote all others.
  private static let priorVotes: Float = 0.3
  private static let nearestShare: Float = 0.1
  /// The score of classes that appeared after trees were grown: a probability of e^-12.
  private static let unseenScore: Float = -12
  /// The weight of the prior in a slot of the tables: half an example for two classes, a quarter
  /// for each of more.
  private static let slotPrior: Float = 0.5
  private static let slotPriorPerClass: Float = 0.25

  /// Predicts one example, whose cells are filled; `pass.probabilities` receives the prediction.
  ///
  /// - Parameters:
  ///   - t: the example, and buffers for the results.
  ///   - last: the class of the last known outcome.
  ///   - effort: whether easy examples are predicted by the fast experts alone.
  func forward(_ t: inout ClassForwardPass, last: Int, effort: Effort = .full) {
    guard classes >= 2 else {
      for k in t.probabilities.indices { t.probabilities[k] = 1 }
      return
    }
    bank.encode(&t.example)
    extract(&t)
    setPrior(&t)
    stateRidges(&t)
    stateLast(&t, isLastKnown(t.example.row) ? last : nil)
    lookUpTables(&t)
    var x = t.head.take()
    next.begin(&x, t)
    t.head = x
    answerQuickly(&t)
    let isEnough =
      t.isEasy
      && thinkingWorth
        < max(ClassEnsemble.worthless, ClassEnsemble.worthThinking * next.lossWithTrees)
    t.isQuick = effort == .adaptive && isEnough
    if t.isQuick {
      for k in 0..<classes { t.probabilities[k] = t.quick[k] }
    } else {
      thinkOn(&t)
    }
  }

  /// Extracts the features of texts, images, vectors and sequences.
  func extract(_ t: inout ClassForwardPass) {
    guard !senses.perception.isBlank else { return }
    senses.perception.extract(t.example.row.payloads, into: &t.payloadFeatures)
  }

  /// Evaluates the slow experts as well.
  private func thinkOn(_ t: inout ClassForwardPass) {
    t.linearClass = linearClass(t)
    t.nearestClass = stateNeighbours(&t)
    t.treeClass = stateTrees(trees, ClassExpert.trees.rawValue, &t)
    t.haveTreesAllClasses = trees.map { $0.classes >= classes } ?? false
    _ = stateTrees(recentTrees, ClassExpert.recentTrees.rawValue, &t)
    if used.count > ClassExpert.overColumns.count { senses.state(&t, columns: columns) }
    var x = t.head.take()
    next.finish(&x, t)
    t.head = x
    for k in 0..<classes { t.probabilities[k] = t.head.probabilities[k] }
  }

  /// Predicts with the fast experts alone.
  private func answerQuickly(_ t: inout ClassForwardPass) {
    let c = columns
    for k in 0..<c {
      for expert in ClassExpert.quick {
        let at = k * ClassEnsemble.inputs + expert
        t.quickEvidence[at] = t.head.evidence[at]
      }
    }
    t.quickMixed.withUnsafeMutableBufferPointer { out in
      let scores = out.baseAddress.unsafelyUnwrapped
      quick.mix(t.quickEvidence, set: 0, base: t.base, columns: c, into: scores)
      ClassHead.normalise(scores, classes: classes)
    }
    var total: Float = 0
    var highest: Float = 0
    for k in 0..<classes {
      let odds = Elementary.logit(
        max(ClassHead.least, min(1 - ClassHead.least, t.quickMixed[k])))
      t.quickOdds[k] = odds
      t.quick[k] = max(
        ClassHead.least, c == 1 ? quickMap.calibrated(ofTwo: odds) : quickMap.calibrated(odds))
      total += t.quick[k]
      highest = max(highest, t.quick[k])
    }
    for k in 0..<classes { t.quick[k] /= total }
    t.isEasy = total - highest < ClassEnsemble.doubt * total
  }

  private func setPrior(_ t: inout ClassForwardPass) {
    let total = Float(learned + classes)
    for k in 0..<classes { t.prior[k] = Float(counts[k] + 1) / total }
    if columns == 1 {
      t.base[0] = Elementary.logit(t.prior[1])
    } else {
      for k in 0..<columns { t.base[k] = Elementary.log(t.prior[k]) }
    }
  }

  func stateRidges(_ t: inout ClassForwardPass) {
    let c = columns
    // A ridge that is not solved yet has no opinion.
    let unknown: Float = c == 1 ? 0.5 : 0
    let (linear, kernels) = (columnExperts.linear, columnExperts.kernels)
    let windows = columnExperts.windows
    for k in 0..<c {
      t.values[k] = k < linear.solvedTargets ? linear.value(t.example.linear, k) : unknown
      t.example.fourier.withUnsafeBufferPointer { features in
        // Safety: the feature map made the example, with `fourierCount` features for every kernel.
        let features = features.baseAddress.unsafelyUnwrapped
        for index in kernels.indices {
          t.values[(1 + index) * c + k] =
            k < kernels[index].solvedTargets
            ? kernels[index].value(features + index * bank.fourierCount, k) : unknown
        }
        t.values[6 * c + k] =
          k < windows[2].solvedTargets ? windows[2].value(features, k) : unknown
      }
      for index in 0..<2 {
        t.values[(4 + index) * c + k] =
          k < windows[index].solvedTargets
          ? windows[index].value(t.example.linear, k) : unknown
      }
    }
    for k in 0..<c {
      t.stated[ClassExpert.online.rawValue * c + k] = online.score(t.example.linear, k)
    }
    if c > 1 {
      t.stated.withUnsafeMutableBufferPointer {
        _ = Softmax.normalise($0.baseAddress.unsafelyUnwrapped + ClassExpert.online.rawValue * c, c)
      }
    }
  }

  /// Writes the votes of the nearest neighbours, weighted by rank and nearness; returns the class
  /// with most votes.
  private func stateNeighbours(_ t: inout ClassForwardPass) -> Int {
    let c = columns
    let at = ClassExpert.neighbours.rawValue * c
    let neighbours = columnExperts.neighbours
    neighbours.nearest(t.example.dense, scratch: &t.distances, into: &t.nearest)
    // Safety: outcomes of neighbours are classes, below `classes`.
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: classes) { votes in
      var total: Float = 0
      var largest = 0
      for k in 0..<classes { votes[k] = ClassEnsemble.priorVotes * t.prior[k] }
      let closest = (t.nearest.first?.distance ?? 0) + 1e-6
      for (rank, found) in t.nearest.enumerated() {
        let nearness = ClassEnsemble.nearness(found.distance, closest)
        votes[Int(neighbours.outcomes[found.place])] += nearness / Float(rank + 1)
      }
      for k in 0..<classes {
        total += votes[k]
        if votes[k] > votes[largest] { largest = k }
      }
      if c == 1 {
        t.stated[at] = Elementary.log(votes[1] / votes[0])
      } else {
        for k in 0..<c { t.stated[at + k] = votes[k] / total }
      }
      return largest
    }
  }

  /// The weight of a neighbour's vote, given its distance and that of the nearest.
  @inline(__always)
  private static func nearness(_ distance: Float, _ closest: Float) -> Float {
    (closest / (distance + nearestShare * closest)).squareRoot()
  }

  /// Writes the trees' scores; returns their class, or the number of classes while there are none.
  func stateTrees(_ trees: BoostedTrees?, _ expert: Int, _ t: inout ClassForwardPass) -> Int {
    let c = columns
    let at = expert * c
    guard let trees else {
      for k in 0..<c { t.stated[at + k] = c == 1 ? t.base[0] : t.prior[k] }
      return classes
    }
    return t.stated.withUnsafeMutableBufferPointer { stated in
      let scores = stated.baseAddress.unsafelyUnwrapped + at
      if c == 1 {
        trees.score(t.example.codes, into: scores)
        return scores[0] > 0 ? 1 : 0
      }
      // Classes that appeared after the trees were grown get the lowest score.
      for k in 0..<c { scores[k] = ClassEnsemble.unseenScore }
      if trees.columns == 1 {
        var odds: Float = 0
        trees.score(t.example.codes, into: &odds)
        scores[0] = -odds / 2
        scores[1] = odds / 2
      } else {
        trees.score(t.example.codes, into: scores)
      }
      return Softmax.normalise(scores, c)
    }
  }

  /// Whether an example includes the outcome before it.
  private func isLastKnown(_ row: StoredRow) -> Bool {
    row[row.cells.count - Column.outcomeSteps] != Cell.missingCategory
  }

  /// Predicts that the last outcome repeats as often as it has so far, else the other common ones.
  private func stateLast(_ t: inout ClassForwardPass, _ last: Int?) {
    let c = columns
    let at = ClassExpert.last.rawValue * c
    t.last = last
    guard let last else {
      for k in 0..<c { t.stated[at + k] = c == 1 ? t.base[0] : t.prior[k] }
      return
    }
    let stay = persistence.probability(of: last)
    if c == 1 {
      t.stated[at] = Elementary.logit(last == 1 ? stay : 1 - stay)
      return
    }
    let rest = (1 - stay) / max(ClassHead.least, 1 - t.prior[last])
    for k in 0..<c { t.stated[at + k] = k == last ? stay : rest * t.prior[k] }
  }

  func lookUpTables(_ t: inout ClassForwardPass) {
    if columns == 1 {
      tables.evidence(
        t.example.slots, prior1: t.prior[1], weight: ClassEnsemble.slotPrior, into: &t.tableEvidence
      )
    } else {
      tables.evidence(
        t.example.slots, priors: t.prior, weight: ClassEnsemble.slotPriorPerClass * Float(classes),
        stride: next.first[0].inputs, into: &t.tableEvidence)
    }
  }

  /// The class with the highest score in the linear ridge.
  func linearClass(_ t: ClassForwardPass) -> Int {
    if columns == 1 { return t.values[0] > 0.5 ? 1 : 0 }
    var highest = 0
    for k in 1..<columns where t.values[k] > t.values[highest] { highest = k }
    return highest
  }
}
