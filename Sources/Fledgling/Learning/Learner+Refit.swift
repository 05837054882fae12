extension Learner {
  /// The current encoder.
  var encoder: ColumnEncoder {
    classifier?.ensemble.bank.encoder ?? regressor?.ensemble.bank.encoder
      ?? ColumnEncoder(blank: layout)
  }

  /// Refits the encoder and grows trees if they are due.
  mutating func consolidateIfDue() {
    if count == schedule.nextRefit {
      schedule.refitted(at: count)
      let hadRecentTrees = classifier?.ensemble.recentTrees != nil
      if refit() {
        measurePins()
        planTrees()
        if hadRecentTrees { growRecentTrees() }
        rehearseIfDue()
        return
      }
    }
    growIfDue()
    rehearseIfDue()
  }

  /// Rehearses if it is due.
  mutating func rehearseIfDue() {
    guard count >= schedule.nextRehearsal else { return }
    rehearse()
    schedule.rehearsed(at: count)
  }

  /// Forms the head for rows of any time.
  mutating func rehearse() {
    guard classifier != nil else { return }
    let rehearsal = Rehearsal(
      retained, layout: layout, encoder: encoder, lags: lags,
      salt: UInt64(truncatingIfNeeded: count))
    classifier?.ensemble.rehearse(rehearsal)
  }

  /// Grows trees if they are due.
  mutating func growIfDue() {
    if count >= schedule.nextTrees {
      classifier?.ensemble.growTrees(from: retained)
      regressor?.ensemble.growTrees(from: retained)
      planTrees()
    }
    if count >= schedule.nextRecentTrees { growRecentTrees() }
  }

  private mutating func growRecentTrees() {
    classifier?.ensemble.growRecentTrees(from: retained.newest(count - schedule.conceptStart))
    guard let ensemble = classifier?.ensemble else { return }
    schedule.grewRecent(at: count, worth: ensemble.treeWorth, cost: ensemble.treeCost)
  }

  mutating func planTrees() {
    if let ensemble = classifier?.ensemble {
      schedule.grew(at: count, worth: ensemble.treeWorth, cost: ensemble.treeCost)
    } else if let ensemble = regressor?.ensemble {
      schedule.grew(at: count, worth: ensemble.treeWorth, cost: ensemble.treeCost)
    }
  }

  /// Begins a new epoch, trees included, if a newly fitted encoder differs much from the current
  /// one.
  private mutating func refit() -> Bool {
    // Sums can be rebuilt only while every example is stored.
    guard retained.count == count else { return false }
    for column in columns.indices where columns[column].kind == .number { anchor(column) }
    if classifier != nil {
      let fitted = ColumnEncoder(
        layout, sketches: sketches, retained: retained, classes: classes.count)
      guard count <= RefitSchedule.youth || fitted.differs(from: encoder) else { return false }
      classifier?.ensemble.refit(fitted, from: retained)
      return true
    }
    guard let current = regressor?.ensemble.scale else { return false }
    let scale = TargetScaler(outcomes: retained.outcomes)
    let fitted = ColumnEncoder(
      layout, sketches: sketches, retained: retained, scale: scale)
    guard
      count <= RefitSchedule.youth || fitted.differs(from: encoder) || scale.differs(from: current)
    else { return false }
    regressor?.ensemble.refit(fitted, scale: scale, from: retained)
    return true
  }

  /// Moves a column's sketch to the range of its numbers, if that is far from zero for their
  /// spread.
  private mutating func anchor(_ column: Int) {
    let anchor = ColumnSketch.anchor(of: column, in: retained)
    guard anchor != sketches[column].anchor else { return }
    sketches[column] = ColumnSketch(kind: .number, anchor: anchor)
    sketches[column].add(column, of: retained)
  }
}
