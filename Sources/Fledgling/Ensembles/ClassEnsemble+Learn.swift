extension ClassEnsemble {
  /// The fast mixer's learning rate, and its minimum as a share of this.
  private static let quickRate: Float = 0.02
  private static let quickFloor: Float = 0.15

  /// Learns the label of the example last predicted; `isNew` if the class was not known before.
  mutating func learn(
    _ t: inout ClassForwardPass, label: Int, isNew: Bool = false, at moment: Moment = Moment()
  ) {
    if classes >= 2 {
      if isNew { judgeUnknown() } else { judge(t, label) }
      // Experts over payload fields are trusted from the first example on; their failure to name an
      // unknown class is no reason to trust them less.
      if !isNew || senses.perception.isBlank { learnFromAnswers(&t, label) }
      if !isNew { noteNow(t, at: moment, label: label) }
      if let last = t.last { persistence.learn(last, cameAgain: label == last) }
    } else {
      bank.encode(&t.example)
      extract(&t)
      senses.state(&t, columns: columns)
    }
    note(label)
    recall.note(label)
    add(t.example, label: label)
    senses.learn(t, label: label)
    solve()
  }

  /// Learns from the outputs of each expert and each mixer.
  private mutating func learnFromAnswers(_ t: inout ClassForwardPass, _ label: Int) {
    learnQuick(&t, label)
    var x = t.head.take()
    next.learn(&x, t, label: label)
    t.head = x
  }

  /// Every expert misses a class that was not known, and each is charged the same loss as the
  /// prediction (``PrequentialClassScore/probability(of:in:after:)``).
  private mutating func judgeUnknown() {
    next.judged += 1
    let loss = Double(Elementary.log(Float(min(learned + 2, 1_000_000))))
    for expert in used { expertLoss[expert] += loss }
  }

  /// Updates each expert's score.
  private mutating func judge(_ t: ClassForwardPass, _ label: Int) {
    let c = columns
    next.judged += 1
    for expert in used {
      if c == 1 {
        let odds = t.head.evidence[expert] + t.base[0]
        let loss = Elementary.log(1 + Elementary.exp(label == 1 ? -odds : odds))
        expertLoss[expert] += Double(loss)
        if (odds > 0) == (label == 1) { expertHits[expert] += 1 }
        continue
      }
      var top = 0
      var highest = -Float.infinity
      for k in 0..<c {
        let score = t.head.evidence[k * ClassEnsemble.inputs + expert] + t.base[k]
        if score > highest {
          highest = score
          top = k
        }
      }
      if top == label { expertHits[expert] += 1 }
      expertLoss[expert] -= Double(
        t.head.evidence[label * ClassEnsemble.inputs + expert] + t.base[label])
    }
  }

  /// Updates the mixture of the fast experts, and the benefit of the slow ones for easy examples.
  private mutating func learnQuick(_ t: inout ClassForwardPass, _ label: Int) {
    let c = columns
    if t.isEasy {
      let worth =
        Elementary.log(t.head.probabilities[label]) - Elementary.log(max(1e-6, t.quick[label]))
      thinkingWorth += ClassEnsemble.thinkingRate * (worth - thinkingWorth)
    }
    ClassHead.setErrors(&t.errors, t.quickMixed, 0, label, columns: c)
    quick.learn(
      t.quickEvidence, set: 0, errors: t.errors, columns: c,
      rate: ClassEnsemble.quickRate * max(ClassEnsemble.quickFloor, next.decay))
    ClassHead.learn(&quickMap, t.quickOdds, classes: classes, label: label)
  }
}
