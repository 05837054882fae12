extension ClassEnsemble {
  /// The number of boosting rounds of the trees that tell new rows from old ones.
  private static let recencyRounds = 25

  /// Answers a predicted example as one of any time as well, and mixes the two answers.
  ///
  /// - Parameters:
  ///   - t: the example as it was predicted.
  ///   - moment: the circumstances in which it is asked; found only if both heads may answer.
  ///   - scope: the head that is to answer alone; `nil` for both.
  func recall(
    _ t: inout ClassForwardPass, at moment: @autoclosure () -> Moment, as scope: PredictionScope?
  ) {
    guard recall.isReady, classes >= 2, scope != .next, !t.isQuick else { return }
    // A row that follows a known outcome is the next one.
    guard scope == .always || t.last == nil else { return }
    let moment = moment()
    let always = always(t, moment.timeless)
    let share =
      scope == .always ? 0 : recall.gate.share(recall.evidence(t, always, step: moment.step))
    for k in 0..<classes {
      t.probabilities[k] =
        share * t.head.probabilities[k] + (1 - share) * always.head.probabilities[k]
    }
  }

  /// The answer of the head for rows of any time.
  private func always(_ t: ClassForwardPass, _ timeless: StoredRow?) -> ClassForwardPass {
    var always = t
    if let timeless {
      always.example.row = timeless
      bank.encode(&always.example)
      stateRidges(&always)
      lookUpTables(&always)
      always.linearClass = linearClass(always)
    }
    always.haveTreesAllClasses = recall.trees.map { $0.classes >= classes } ?? false
    always.treeClass = stateTrees(recall.trees, ClassExpert.trees.rawValue, &always)
    // Experts that the head does not use have no evidence.
    var x = ClassHeadPass(classes: classes, columns: columns, contexts: bank.contexts.count)
    recall.head.begin(&x, always)
    recall.head.finish(&x, always)
    always.head = x
    return always
  }

  /// Stores the example last predicted, whose label became known, as one of now.
  mutating func noteNow(_ t: ClassForwardPass, at moment: Moment, label: Int) {
    // Rows that are asked all at once do not know the outcome before them either.
    guard recall.isReady, t.last == nil else { return }
    let always = always(t, moment.timeless)
    recall.add(recall.gateCase(t, always, step: moment.step, label: label))
  }

  /// Makes the head for rows of any time anew, so that it depends on one rehearsal alone.
  mutating func restartRecall() {
    recall.head = ClassHead(.always, bank: bank, senses: senses)
    recall.head.reserve(classes, splitting: false)
  }

  /// Forms the head for rows of any time: a twin without some stored examples is asked for them.
  ///
  /// - Complexity: O(examples asked × a prediction + solving and growing once).
  mutating func rehearse(_ rehearsal: Rehearsal) {
    guard classes >= 2, rehearsal.held.count > 0 else { return }
    var twin = self
    twin.subtract(rehearsal.held)
    twin.columnExperts.refresh(targets: targets, force: true)
    twin.senses.solve()
    recall.trees = boosted(rehearsal.rest)
    twin.recall.trees = recall.trees
    recall.recency = HistogramTreeBuilder.boost(
      rehearsal.ages, encoder: bank.encoder, classes: 2, rounds: ClassEnsemble.recencyRounds)
    twin.recall.recency = recall.recency
    var pass = twin.makeThought()
    var timeless = pass.example.row
    var cases: [HeadGate.Case] = []
    for row in 0..<rehearsal.held.count {
      rehearsal.timeless.copy(row, into: &timeless)
      let label = Int(rehearsal.timeless.outcome(row))
      var always: ClassForwardPass
      if row < rehearsal.asked.count {
        rehearsal.asked.copy(row, into: &pass.example.row)
        twin.forward(&pass, last: 0)
        always = twin.always(pass, timeless)
        cases.append(
          twin.recall.gateCase(pass, always, step: rehearsal.steps[row], label: label))
      } else {
        pass.example.row = timeless
        twin.extract(&pass)
        if !twin.senses.perception.isBlank { twin.senses.state(&pass, columns: columns) }
        always = twin.always(pass, timeless)
      }
      twin.recall.head.judged += 1
      var x = always.head.take()
      twin.recall.head.learn(&x, always, label: label)
    }
    recall.head = twin.recall.head
    recall.finish(cases)
  }
}
