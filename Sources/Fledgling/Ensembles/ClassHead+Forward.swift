import CKernels

extension ClassHead {
  /// Experts' calibrated probabilities are at least this far from zero and one.
  private static let floor: Float = 1e-4
  /// The same as log odds: log(0.9999 / 0.0001).
  private static let mostOdds: Float = 9.2
  /// The sharpness with which the second-layer mixer with the least recent loss is preferred.
  private static let sharpness: Float = 80
  /// The maximum number of classes for which the answer itself is calibrated: with more, each class
  /// has too few cases.
  private static let refinedClasses = 16

  /// Takes in the evidence of the tables and the values of the ridges, and calibrates the fast
  /// experts.
  func begin(_ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    takeTables(&x, t)
    for ridge in ClassExpert.ridges.indices { state(ridge: ridge, &x, t) }
    mixTables(0, &x, t)
    for expert in ClassExpert.quick where isUsed(expert) { calibrate(expert, &x, t) }
  }

  /// Calibrates the other experts and mixes all; `x.probabilities` receives the answer.
  func finish(_ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    let classes = t.probabilities.count
    let isFollowing = scope == .next
    let last = isFollowing ? t.last ?? classes : classes
    x.firstSets[1] = t.linearClass
    x.firstSets[2] = isFollowing ? t.nearestClass : classes
    x.firstSets[3] = last
    // Trees that do not know a class would deny it whenever it is asked for.
    let hasTrees = isFollowing || t.haveTreesAllClasses
    x.firstSets[4] = hasTrees ? t.treeClass : classes
    for index in 1..<first.count { mixTables(index, &x, t) }
    for expert in ClassExpert.slow where isUsed(expert) { calibrate(expert, &x, t) }
    if !hasTrees {
      for k in 0..<t.base.count {
        x.evidence[k * ClassEnsemble.inputs + ClassExpert.trees.rawValue] = 0
      }
    }
    for index in wideTemperatures.indices { state(wide: index, &x, t) }
    let sensed = used.drop { $0 < ClassExpert.textCounts.rawValue }
    for expert in sensed { calibrate(expert, &x, t) }
    x.secondSets[2] = last
    x.secondSets[3] = sensed.isEmpty ? x.firstSets[4] : sensedClass(sensed, x, t)
    mixExperts(&x, t)
    blend(&x, t)
  }

  /// Whether the head uses an expert over columns.
  @inline(__always)
  func isUsed(_ expert: Int) -> Bool {
    scope == .next || ClassExpert.allCases[expert].isLasting
  }

  /// Copies the tables' evidence, without the counts that forget if rows of any time are asked.
  private func takeTables(_ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    for at in x.tableEvidence.indices { x.tableEvidence[at] = t.tableEvidence[at] }
    guard scope == .always else { return }
    let inputs = contexts * CountTables.rates
    for k in 0..<t.base.count {
      for at in k * inputs + contexts..<(k + 1) * inputs { x.tableEvidence[at] = 0 }
    }
  }

  /// Converts a ridge's values to log odds or probabilities, by its learned temperature.
  @inline(__always)
  private func state(ridge: Int, _ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    put(
      t.values, at: ridge * t.base.count, expert: ClassExpert.ridges[ridge].rawValue,
      temperatures[ridge], &x, columns: t.base.count)
  }

  /// The same for a ridge over payload fields.
  private func state(wide index: Int, _ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    guard t.isSolved[index] else { return }
    let c = t.base.count
    put(
      t.wideValues[index], at: c == 1 ? 1 : 0, expert: t.wideExperts[index],
      wideTemperatures[index], &x, columns: c)
  }

  @inline(__always)
  private func put(
    _ values: [Float], at start: Int, expert: Int, _ beta: Float, _ x: inout ClassHeadPass,
    columns c: Int
  ) {
    if c == 1 {
      x.stated[expert] = beta * (2 * values[start] - 1)
      return
    }
    for k in 0..<c { x.stated[expert * c + k] = beta * values[start + k] }
    x.stated.withUnsafeMutableBufferPointer {
      _ = Softmax.normalise($0.baseAddress.unsafelyUnwrapped + expert * c, c)
    }
  }

  /// Turns an expert's output into calibrated evidence beyond the prior.
  @inline(__always)
  private func calibrate(_ expert: Int, _ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    let c = t.base.count
    let floor = ClassHead.floor
    let isOwn = t.isStatedByHead(expert)
    if c == 1 {
      let odds = max(
        -ClassHead.mostOdds,
        min(ClassHead.mostOdds, isOwn ? x.stated[expert] : t.stated[expert]))
      x.stated[expert] = odds
      let yes = max(floor, min(1 - floor, maps[expert].calibrated(ofTwo: odds)))
      x.evidence[expert] = Elementary.logit(yes) - t.base[0]
      return
    }
    var total: Float = 0
    for k in 0..<c {
      let at = expert * c + k
      let odds = Elementary.logit(
        max(floor, min(1 - floor, isOwn ? x.stated[at] : t.stated[at])))
      x.stated[at] = odds
      let calibrated = max(floor, maps[expert].calibrated(odds))
      x.evidence[k * ClassEnsemble.inputs + expert] = calibrated
      total += calibrated
    }
    for k in 0..<c {
      let at = k * ClassEnsemble.inputs + expert
      x.evidence[at] = Elementary.log(x.evidence[at] / total) - t.base[k]
    }
  }

  /// The class with the most evidence from the experts over payload fields together.
  private func sensedClass(
    _ experts: ArraySlice<Int>, _ x: ClassHeadPass, _ t: ClassForwardPass
  ) -> Int {
    let c = t.base.count
    func score(_ k: Int) -> Float {
      experts.reduce(t.base[k]) { $0 + x.evidence[k * ClassEnsemble.inputs + $1] }
    }
    if c == 1 { return score(0) > 0 ? 1 : 0 }
    var (best, highest) = (0, score(0))
    for k in 1..<c {
      let score = score(k)
      if score > highest { (best, highest) = (k, score) }
    }
    return best
  }

  /// Writes the output of one of the first layer's mixers over the tables.
  private func mixTables(_ index: Int, _ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    let c = t.base.count
    let width = max(2, t.probabilities.count)
    x.first.withUnsafeMutableBufferPointer { out in
      let scores = out.baseAddress.unsafelyUnwrapped + index * width
      first[index].mix(
        x.tableEvidence, set: x.firstSets[index], base: t.base, columns: c, into: scores)
      ClassHead.normalise(scores, classes: width)
    }
    let expert = ClassExpert.tables.rawValue + index
    for k in 0..<c {
      x.stated[expert * c + k] =
        c == 1 ? Elementary.logit(x.first[index * 2 + 1]) : x.first[index * width + k]
    }
  }

  /// Mixes all experts in the second layer.
  private func mixExperts(_ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    let c = t.base.count
    let width = max(2, t.probabilities.count)
    for at in x.evidence.indices { x.treeless[at] = x.evidence[at] }
    for k in 0..<c {
      for expert in ClassExpert.ofTrees { x.treeless[k * ClassEnsemble.inputs + expert] = 0 }
    }
    for index in second.indices {
      x.second.withUnsafeMutableBufferPointer { out in
        let scores = out.baseAddress.unsafelyUnwrapped + index * width
        second[index].mix(
          index == ClassHead.treelessMixer ? x.treeless : x.evidence,
          set: x.secondSets[index], base: t.base, columns: c, into: scores)
        ClassHead.normalise(scores, classes: width)
      }
    }
  }

  /// Averages the second layer by recent loss.
  private func blend(_ x: inout ClassHeadPass, _ t: ClassForwardPass) {
    let classes = t.probabilities.count
    let width = max(2, classes)
    var least = Float.infinity
    for index in second.indices where index != ClassHead.treelessMixer {
      least = min(least, recentLoss[index])
    }
    for k in 0..<classes { x.probabilities[k] = 0 }
    var total: Float = 0
    for index in second.indices where index != ClassHead.treelessMixer {
      let weight = Elementary.exp(-ClassHead.sharpness * (recentLoss[index] - least))
      total += weight
      for k in 0..<classes { x.probabilities[k] += weight * x.second[index * width + k] }
    }
    // The final probability is the mean of the answer and its calibrated value.
    if classes == 2 {
      let p = ClassHead.within(x.probabilities[1] / total)
      x.blended[1] = Elementary.logit(p)
      let calibrated = ClassHead.within(answerMap.calibrated(ofTwo: x.blended[1]))
      x.probabilities[1] = 0.5 * (p + calibrated)
      x.probabilities[0] = 1 - x.probabilities[1]
      return
    }
    var sum: Float = 0
    let isRefined = classes <= ClassHead.refinedClasses
    for k in 0..<classes {
      let p = ClassHead.within(x.probabilities[k] / total)
      x.blended[k] = Elementary.logit(p)
      x.probabilities[k] =
        isRefined ? p + max(ClassHead.least, answerMap.calibrated(x.blended[k])) : p
      sum += x.probabilities[k]
    }
    for k in 0..<classes { x.probabilities[k] /= sum }
  }
}

extension ClassHead {
  /// Probabilities are at least this far from zero and one, so that no loss is infinite.
  static let least: Float = 1e-6

  static func within(_ p: Float) -> Float { max(least, min(1 - least, p)) }

  /// Scores to probabilities, none below a millionth.
  @inline(__always)
  static func normalise(_ scores: UnsafeMutablePointer<Float>, classes: Int) {
    if classes == 2 {
      let p = within(Elementary.logistic(scores[0]))
      scores[0] = 1 - p
      scores[1] = p
    } else {
      _ = Softmax.normalise(scores, classes)
      for k in 0..<classes { scores[k] = max(scores[k], least) }
    }
  }
}
