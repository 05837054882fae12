extension Learner {
  /// Whether every learned example is stored, so that the learner can be rebuilt completely.
  public var isComplete: Bool { retained.count == count }

  /// The number of stored examples with neither an id nor a time; a rebuild gives them no order and
  /// no history features.
  ///
  /// - Complexity: O(examples stored).
  public var unorderedCount: Int { retained.keys.count { !$0.isOrdered } }

  /// Rebuilds the learner so that it depends only on the learned examples, not on their order of
  /// arrival.
  ///
  /// If every example is stored (``isComplete``), the encoder is refitted and no trace of the order
  /// remains; examples are ordered by time and id, and one with neither gets no history features.
  /// Otherwise the encoder and the sums stay, and the rest is rebuilt from the stored examples.
  ///
  /// - Complexity: O(examples stored); takes at most about as long as learning them again.
  public mutating func consolidate() {
    let (forgotten, pins, rounded) = (forgotten, pins, rounded)
    if isComplete {
      self = Consolidation.learner(of: retained, labels: classes, schema: schema, seed: seed)
    } else {
      rebuildWithinEpoch()
    }
    self.forgotten = forgotten
    self.pins = pins
    self.rounded = rounded
    for pin in pins.cases {
      if case .label(let label) = pin.outcome { classifier?.adopt(label) }
    }
    measurePins()
  }

  /// Rebuilds everything except the encoder and the sums over examples that are no longer stored.
  private mutating func rebuildWithinEpoch() {
    var rebuilt = self
    let kept = retained.newest(retained.count)
    rebuilt.subtract(kept)
    rebuilt.restart()
    rebuilt.replay(kept)
    rebuilt.names = names
    rebuilt.lags = lags
    self = rebuilt
  }

  /// Resets everything except the encoder and the sums.
  private mutating func restart() {
    classifier?.restart()
    regressor?.restart()
    drift = DriftMonitor()
  }
}
