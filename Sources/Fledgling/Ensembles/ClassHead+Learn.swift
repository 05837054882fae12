import CKernels

extension ClassHead {
  private static let secondRate: Float = 0.02
  private static let firstRate: Float = 0.03
  private static let firstFloor: Float = 0.15
  /// The minimum learning rates of the second layer, as shares of ``secondRate``.
  private static let secondFloors: [Float] = [0.05, 0.25, 0.15, 0.15, 0.8, 0.25]
  /// The rate at which a mixer's loss is averaged.
  private static let lossRate: Float = 0.005
  /// The rate at which losses with and without trees are averaged: over the last 500 examples.
  private static let worthRate: Float = 0.002
  /// Examples after which learning rates have fallen to 0.7 of their initial values.
  private static let decaySpan: Float = 200
  /// The step size of a ridge's inverse temperature, and its range: values of 0 and 1 then become
  /// log odds of at most ±30.
  private static let temperatureRate: Float = 0.05
  private static let temperatureRange: ClosedRange<Float> = 1...30

  /// The factor by which learning rates fall with the number of examples.
  var decay: Float { 1 / (1 + Float(judged) / ClassHead.decaySpan).squareRoot() }

  /// Learns from the outputs of each expert and each mixer for an example, and its label.
  mutating func learn(_ x: inout ClassHeadPass, _ t: ClassForwardPass, label: Int) {
    learnMixers(&x, t, label)
    learnMaps(x, t, label)
    let c = t.base.count
    for ridge in ClassExpert.ridges.indices where isUsed(ClassExpert.ridges[ridge].rawValue) {
      temperatures[ridge] = ClassHead.cooled(
        temperatures[ridge], t.values, at: ridge * c, label: label, columns: c)
    }
    for index in wideTemperatures.indices where t.isSolved[index] {
      wideTemperatures[index] = ClassHead.cooled(
        wideTemperatures[index], t.wideValues[index], at: c == 1 ? 1 : 0, label: label, columns: c)
    }
  }

  private mutating func learnMixers(
    _ x: inout ClassHeadPass, _ t: ClassForwardPass, _ label: Int
  ) {
    let c = t.base.count
    let width = max(2, t.probabilities.count)
    let decay = decay
    let worthRate = max(ClassHead.worthRate, 1 / (Float(judged) + 1))
    for index in second.indices {
      let loss = -Elementary.log(x.second[index * width + label])
      // Where outcomes follow each other, the quality of the mixers is most informative there.
      if scope == .always || t.last != nil {
        recentLoss[index] += ClassHead.lossRate * (loss - recentLoss[index])
      }
      if index == ClassHead.treefulMixer {
        lossWithTrees += worthRate * (loss - lossWithTrees)
      } else if index == ClassHead.treelessMixer {
        lossWithoutTrees += worthRate * (loss - lossWithoutTrees)
      }
      ClassHead.setErrors(&x.errors, x.second, index * width, label, columns: c)
      second[index].learn(
        index == ClassHead.treelessMixer ? x.treeless : x.evidence,
        set: x.secondSets[index], errors: x.errors, columns: c,
        rate: ClassHead.secondRate * max(ClassHead.secondFloors[index], decay))
    }
    let rate =
      ClassHead.firstRate * max(ClassHead.firstFloor, decay) * 32 / Float(first[0].inputs)
    for index in first.indices {
      ClassHead.setErrors(&x.errors, x.first, index * width, label, columns: c)
      first[index].learn(
        x.tableEvidence, set: x.firstSets[index], errors: x.errors, columns: c, rate: rate)
    }
  }

  private mutating func learnMaps(_ x: ClassHeadPass, _ t: ClassForwardPass, _ label: Int) {
    let c = t.base.count
    ClassHead.learn(&answerMap, x.blended, classes: t.probabilities.count, label: label)
    for expert in used {
      if c == 1 {
        maps[expert].learn(ofTwo: x.stated[expert], came: label == 1)
      } else {
        for k in 0..<c { maps[expert].learn(x.stated[expert * c + k], came: label == k) }
      }
    }
  }

  /// Updates a calibrator with log odds that were stated for every class, and the outcome.
  static func learn(_ map: inout HistogramCalibrator, _ odds: [Float], classes: Int, label: Int) {
    if classes == 2 {
      map.learn(ofTwo: odds[1], came: label == 1)
    } else {
      for k in 0..<classes { map.learn(odds[k], came: label == k) }
    }
  }

  /// A ridge's inverse temperature after one gradient step; its values begin at `place`.
  private static func cooled(
    _ beta: Float, _ values: [Float], at start: Int, label: Int, columns c: Int
  ) -> Float {
    var gradient: Float = 0
    if c == 1 {
      let s = 2 * values[start] - 1
      gradient = 0.5 * (Elementary.logistic(beta * s) - (label == 1 ? 1 : 0)) * s
    } else {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: c) { p in
        for k in 0..<c { p[k] = beta * values[start + k] }
        _ = Softmax.normalise(p.baseAddress.unsafelyUnwrapped, c)
        for k in 0..<c { gradient += (p[k] - (k == label ? 1 : 0)) * values[start + k] }
      }
    }
    return max(
      temperatureRange.lowerBound,
      min(temperatureRange.upperBound, beta - temperatureRate * gradient))
  }

  /// Stated probabilities minus the outcome, by score column.
  @inline(__always)
  static func setErrors(
    _ errors: inout [Float], _ stated: [Float], _ at: Int, _ label: Int, columns c: Int
  ) {
    if c == 1 {
      errors[0] = stated[at + 1] - (label == 1 ? 1 : 0)
    } else {
      for k in 0..<c { errors[k] = stated[at + k] - (k == label ? 1 : 0) }
    }
  }
}
