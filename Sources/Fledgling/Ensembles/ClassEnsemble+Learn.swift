import CKernels

extension ClassEnsemble {
  /// Examples after which learning rates have fallen to 0.7 of their initial values.
  private static let decaySpan: Float = 200
  /// The minimum of the fast mixer's learning rate, as a share of ``secondRate``.
  private static let quickFloor: Float = 0.15
  /// The rate at which losses with and without trees are averaged: over the last 500 examples.
  private static let worthRate: Float = 0.002
  /// The step size of a ridge's inverse temperature, and its range: values of 0 and 1 then become
  /// log odds of at most ±30.
  private static let temperatureRate: Float = 0.05
  private static let temperatureRange: ClosedRange<Float> = 1...30

  /// Learns the label of the example last predicted; `isNew` if the class was not known before.
  mutating func learn(_ t: inout ClassForwardPass, label: Int, isNew: Bool = false) {
    if classes >= 2 {
      if isNew { judgeUnknown() } else { judge(t, label) }
      // Experts over payload fields are trusted from the first example on; their failure to name an
      // unknown class is no reason to trust them less.
      if !isNew || senses.perception.isBlank { learnFromAnswers(&t, label) }
      if let last = t.last { persistence.learn(last, cameAgain: label == last) }
    } else {
      bank.encode(&t.example)
      extract(&t)
      senses.state(&t, columns: columns)
    }
    note(label)
    add(t.example, label: label)
    senses.learn(t, label: label)
    solve()
  }

  /// Learns from the outputs of each expert and each mixer.
  private mutating func learnFromAnswers(_ t: inout ClassForwardPass, _ label: Int) {
    learnQuick(&t, label)
    learnMixers(&t, label)
    learnMaps(t, label)
    for ridge in ClassExpert.ridges.indices {
      temperatures[ridge] = ClassEnsemble.cooled(
        temperatures[ridge], t.values, at: ridge * columns, label: label, columns: columns)
    }
    senses.judge(t, label: label, columns: columns)
  }

  /// Every expert misses a class that was not known, and each is charged the same loss as the
  /// prediction (``PrequentialClassScore/probability(of:in:after:)``).
  private mutating func judgeUnknown() {
    judged += 1
    let loss = Double(Elementary.log(Float(min(learned + 2, 1_000_000))))
    for expert in used { expertLoss[expert] += loss }
  }

  /// Updates each expert's score.
  private mutating func judge(_ t: ClassForwardPass, _ label: Int) {
    let c = columns
    judged += 1
    for expert in used {
      if c == 1 {
        let odds = t.evidence[expert] + t.base[0]
        let loss = Elementary.log(1 + Elementary.exp(label == 1 ? -odds : odds))
        expertLoss[expert] += Double(loss)
        if (odds > 0) == (label == 1) { expertHits[expert] += 1 }
        continue
      }
      var top = 0
      var highest = -Float.infinity
      for k in 0..<c {
        let score = t.evidence[k * ClassEnsemble.inputs + expert] + t.base[k]
        if score > highest {
          highest = score
          top = k
        }
      }
      if top == label { expertHits[expert] += 1 }
      expertLoss[expert] -= Double(
        t.evidence[label * ClassEnsemble.inputs + expert] + t.base[label])
    }
  }

  /// Updates the mixture of the fast experts, and the benefit of the slow ones for easy examples.
  private mutating func learnQuick(_ t: inout ClassForwardPass, _ label: Int) {
    let c = columns
    if t.isEasy {
      let worth = Elementary.log(t.probabilities[label]) - Elementary.log(max(1e-6, t.quick[label]))
      thinkingWorth += ClassEnsemble.thinkingRate * (worth - thinkingWorth)
    }
    setErrors(&t.errors, t.quickMixed, 0, label)
    quick.learn(
      t.quickEvidence, set: 0, errors: t.errors, columns: c,
      rate: ClassEnsemble.secondRate * max(ClassEnsemble.quickFloor, decay))
    ClassEnsemble.learn(&quickMap, t.quickOdds, classes: classes, label: label)
  }

  /// The factor by which learning rates fall with the number of examples.
  private var decay: Float { 1 / (1 + Float(judged) / ClassEnsemble.decaySpan).squareRoot() }

  private mutating func learnMixers(_ t: inout ClassForwardPass, _ label: Int) {
    let c = columns
    let width = max(2, classes)
    let decay = decay
    let worthRate = max(ClassEnsemble.worthRate, 1 / (Float(judged) + 1))
    for index in second.indices {
      let loss = -Elementary.log(t.second[index * width + label])
      // The quality of the mixers is most informative where outcomes follow each other.
      if t.last != nil {
        recentLoss[index] += ClassEnsemble.lossRate * (loss - recentLoss[index])
      }
      if index == ClassEnsemble.treefulMixer {
        lossWithTrees += worthRate * (loss - lossWithTrees)
      } else if index == ClassEnsemble.treelessMixer {
        lossWithoutTrees += worthRate * (loss - lossWithoutTrees)
      }
      setErrors(&t.errors, t.second, index * width, label)
      second[index].learn(
        index == ClassEnsemble.treelessMixer ? t.treeless : t.evidence,
        set: t.secondSets[index], errors: t.errors, columns: c,
        rate: ClassEnsemble.secondRate * max(ClassEnsemble.secondFloors[index], decay))
    }
    let rate =
      ClassEnsemble.firstRate * max(ClassEnsemble.firstFloor, decay) * 32 / Float(first[0].inputs)
    for index in first.indices {
      setErrors(&t.errors, t.first, index * width, label)
      first[index].learn(
        t.tableEvidence, set: t.firstSets[index], errors: t.errors, columns: c, rate: rate)
    }
  }

  /// Updates a calibrator with log odds that were stated for every class, and the outcome.
  private static func learn(
    _ map: inout HistogramCalibrator, _ odds: [Float], classes: Int, label: Int
  ) {
    if classes == 2 {
      map.learn(ofTwo: odds[1], came: label == 1)
    } else {
      for k in 0..<classes { map.learn(odds[k], came: label == k) }
    }
  }

  private mutating func learnMaps(_ t: ClassForwardPass, _ label: Int) {
    let c = columns
    ClassEnsemble.learn(&answerMap, t.blended, classes: classes, label: label)
    if c == 1 {
      for expert in used { maps[expert].learn(ofTwo: t.stated[expert], came: label == 1) }
      return
    }
    for expert in used {
      for k in 0..<c { maps[expert].learn(t.stated[expert * c + k], came: label == k) }
    }
  }

  /// A ridge's inverse temperature after one gradient step; its values begin at `place`.
  static func cooled(
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
  private func setErrors(_ errors: inout [Float], _ stated: [Float], _ at: Int, _ label: Int) {
    if columns == 1 {
      errors[0] = stated[at + 1] - (label == 1 ? 1 : 0)
    } else {
      for k in 0..<classes { errors[k] = stated[at + k] - (k == label ? 1 : 0) }
    }
  }
}
