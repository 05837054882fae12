extension Learner {
  /// Refits the encoder and grows trees when their time has come.
  mutating func consolidateIfDue() {
    if count == schedule.nextRefit {
      schedule.refitted(at: count)
      if refit() { return grown() }
    }
    if count >= schedule.nextTrees {
      classifier.growTrees(from: retained)
      grown()
    }
  }

  private mutating func grown() {
    schedule.grew(at: count, worth: classifier.treeWorth, cost: classifier.treeCost)
  }

  /// Begins a new epoch, trees included, if the view that now fits differs much from the one in use.
  private mutating func refit() -> Bool {
    // Sums can be rebuilt only while every experience is at hand.
    guard retained.count == count else { return false }
    let codes = sketches.map { ColumnCode($0) }
    let relevance = Relevance.ofClasses(
      retained, columns: columns, codes: codes, classes: classes.count)
    let encoder = Encoder(columns: columns, codes: codes, relevance: relevance)
    guard count <= Schedule.youth || encoder.differs(from: classifier.bank.encoder) else {
      return false
    }
    classifier.refit(encoder, from: retained)
    return true
  }
}
